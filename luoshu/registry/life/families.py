"""Split and merged households, one person registered twice, people lost sight of, and corrections."""

from luoshu.core import clock
from luoshu.core.cases.hooks import effect
from luoshu.core.cases.secret import secret_of
from luoshu.core.errors import NotPossible
from luoshu.registry import corrections
from luoshu.registry.life import abroad, decisions
from luoshu.registry.life.members import LEAVING, LIVES_HERE, belong, end, event_on, make_head
from luoshu.registry.models import Doubt, Household, HouseholdYear, Membership, Person, PersonYear

MISSING = "08"
STANDING = ("poverty_status", "exited_year", "household_kind", "main_cause", "other_cause_1", "other_cause_2")
# Of the household that a part splits off: who it is is new, how it stands on the register is not.
INHERITED = ("county", "area", "group_name", "identification_standard", "identified_year", "status", "status_year",
             "main_cause", "answers_to")  # fmt: skip
NUMBER_TWICE = ("R02b", "R02c")
CORRECTED = {each._meta.db_table: each for each in (Household, HouseholdYear, Person, PersonYear)}


@effect("split_household")
def split_household(cases, taken):
    """Some members become a household of their own, with the same standing; what it earns and owns is yet unknown."""
    for case in cases:
        household = Household.objects.get(pk=case.household_id)
        people = list(Person.objects.filter(pk__in=case.detail.get("people", ()), household=household))
        head = next((person for person in people if person.pk == case.detail.get("head")), None)
        if not people or head is None:
            raise NotPossible("没有写明分出哪些人、谁是户主", "请写明分出的成员和新户主。")
        new = _part(case, household)
        decisions.record("split", [case], taken, others={case.pk: new.pk})
        decisions.record("split", [case], taken, households={case.pk: new.pk}, others={case.pk: household.pk})
        for person in people:
            belong(person, new, event_on(case), "04")
        make_head(new, head)


def _part(case, household):
    """The new household and its record of the year: its standing, and nothing that nobody has recorded."""
    code = case.detail.get("new_code")
    if not code or Household.objects.filter(county=household.county, code=code).exists():
        raise NotPossible("新户的户编号没有写，或已有人使用", "请写一个没有用过的户编号。")
    new = Household.objects.create(code=code, **{name: getattr(household, name) for name in INHERITED})
    year = HouseholdYear.objects.filter(household=household).order_by("-year").first()
    if year is not None:
        told = {name: getattr(year, name) for name in STANDING}
        HouseholdYear.objects.create(
            county=new.county, area=new.area, area_then=new.area, household=new, year=year.year,
            entered_at=clock.now(), **told,
        )  # fmt: skip
    return new


@effect("merge_households")
def merge_households(cases, taken):
    """The case's household becomes part of another of the county: its members belong there, it has nobody left."""
    for case in cases:
        into = Household.objects.filter(pk=case.detail.get("into"), county=case.county).first()
        if into is None or into.pk == case.household_id:
            raise NotPossible("没有写明并入哪一户", "请写明并入户的户编号。")
        household = Household.objects.get(pk=case.household_id)
        decisions.record("merged", [case], taken, others={case.pk: into.pk})
        decisions.record("merged", [case], taken, households={case.pk: into.pk}, others={case.pk: household.pk})
        people = abroad.left(household, event_on(case))
        relations = case.detail.get("relations", {})
        for person in people:
            belong(person, into, event_on(case), "04")
            Person.objects.filter(pk=person.pk).update(relation=relations.get(str(person.pk)))


@effect("settle_duplicate")
def settle_duplicate(cases, taken):
    """Registered once: where the case keeps the person the doubt is settled, where it does not the person is struck.

    The struck row loses its blind index, not its sealed number: the number now belongs to one person only.
    """
    for case in cases:
        person = Person.objects.get(pk=case.person_id)
        case.household_id = person.household_id
        keeps = _keeps(case, taken)
        if keeps is None:
            raise NotPossible("没有写明保留还是清退这一边", "请写明由哪一边保留。")
        decisions.record("settled", [case], taken)
        if not keeps:
            end(person, person.household, taken.happened_on, LEAVING["struck_off"])
            Person.objects.filter(pk=person.pk).update(id_index=None)
        doubts = Doubt.objects.filter(person=person, rule__in=NUMBER_TWICE, state=Doubt.State.OPEN)
        doubts.update(state=Doubt.State.CONFIRMED, decided_on=taken.happened_on, reason=f"事项 {case.pk}")


def _keeps(case, taken):
    """Whether this side keeps the person: the step says so, or names the case that does, or the case says so."""
    named = taken.given.get("keep", case.detail.get("keep"))
    return named if named is None or isinstance(named, bool) else case.pk == named


@effect("mark_lost")
def mark_lost(cases, taken):
    """失联: who cannot be found is so marked in the year and counts no more for income; nobody is struck off."""
    _residence("lost", cases, taken, MISSING)


@effect("mark_found")
def mark_found(cases, taken):
    """In touch again: lives where the case says, by default in the household."""
    _residence("found", cases, taken, None)


def _residence(kind, cases, taken, residence):
    for case in cases:
        people = _meant(case)
        if case.household_id is None:
            case.household_id = people[0].household_id
        decisions.record(kind, [case], taken)
        lives = residence or case.detail.get("residence") or LIVES_HERE
        for person in people:
            year = {"person": person, "year": decisions.year_of(case)}
            if not PersonYear.objects.filter(**year).update(residence=lives):
                PersonYear.objects.create(
                    county=person.county, area=person.area, household=person.household, residence=lives,
                    entered_at=clock.now(), **year,
                )  # fmt: skip


def _meant(case):
    """The person of the case, or everybody of its household."""
    if case.person_id is not None:
        return list(Person.objects.filter(pk=case.person_id))
    return abroad.left(Household.objects.get(pk=case.household_id), case.opened_on)


@effect("correct_record")
def correct_record(cases, taken):
    """One field of one record set right, as the case says: table, row, field, value (sealed where it is personal)."""
    for case in cases:
        model = CORRECTED.get(case.detail.get("table"))
        record = model and model.objects.filter(pk=case.detail.get("row")).first()
        if record is None:
            raise NotPossible("没有写明更正哪一条记录", "请写明更正的表、记录和项目。")
        case.household_id = record.pk if model is Household else record.household_id
        decisions.record("corrected", [case], taken)
        secret = secret_of(case) or {}
        corrections.correct(record, case.detail["field"], secret.get("value", case.detail.get("value")))


def is_member(person_id, household_id):
    """Whether the person belongs to the household now."""
    return Membership.objects.filter(person=person_id, household=household_id, until=None).exists()
