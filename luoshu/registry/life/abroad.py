"""Into another county: a row never changes county, so the one that goes leaves here and a case opens there.

The receiving county gets what its own book would say of the person, sealed in its own case; it sees nothing of this
county, and this one nothing of the household the person goes to.
"""

from django.db.models import Q

from luoshu.core.cases import actions as cases_actions
from luoshu.core.cases.given import NewProof, Subject
from luoshu.core.models import Area
from luoshu.core.scope import Actor
from luoshu.core.secrets import open_
from luoshu.policy.procedures import kind
from luoshu.registry.columns import column, fields, secrets
from luoshu.registry.life import told
from luoshu.registry.models import HouseholdYear, Membership, Person, PersonYear

# What the receiving county gives anew.
OWN = ("household_code", "person_code", "village_code", "joined_on", "joined_reason", "left_on", "left_reason", "year")


def send_person(case, taken, person):
    """Open the arrival of who married out into another county. The blind index goes: the number is theirs there now,
    and nobody shall be told of one registered twice.
    """
    secret = {"people": [row_of(person, relation=None)]}
    if open_there("natural_change", "marriage_in", case, taken, person.code, secret):
        Person.objects.filter(pk=person.pk).update(id_index=None)


def send_household(case, taken, household, people):
    """Open the arrival of a whole household in the county it moved to."""
    year = HouseholdYear.objects.filter(household=household).order_by("-year").first()
    row = {**_told(household, "household"), **(_told(year, "household_year") if year else {})}
    row["poverty_status"] = told.text_of(_field("household_year", "poverty_status"), household.status) or "未脱贫"
    secret = {"household": row, "people": [row_of(person) for person in people]}
    own = {"household_code": household.code}
    if open_there("household_move", "within_city", case, taken, household.code, secret, **own):
        Person.objects.filter(pk__in=[person.pk for person in people]).update(id_index=None)


def row_of(person, **other):
    """What our form would say of a person, of the newest year, in text."""
    year = PersonYear.objects.filter(person=person).order_by("-year").first()
    row = {**_told(person, "person"), **(_told(year, "person_year") if year else {})}
    row |= {"member_status": "转入", **other}
    return {name: text for name, text in row.items() if text is not None}


def _told(record, table):
    known = secrets(table)
    row = {}
    for field in fields(table):
        if field.name in OWN:
            continue
        value = getattr(record, column(table, field.name), None)
        if field.name in known and value is not None:
            value = open_([value], table, column(table, field.name), [record.id])[0]
        row[field.name] = told.text_of(field, value)
    return {name: text for name, text in row.items() if text is not None}


def _field(table, name):
    return next(field for field in fields(table) if field.name == name)


def open_there(of, reason, case, taken, code, secret, **more):
    """Open a case in the receiving county, by Luoshu itself: nobody here reaches there. The papers stay here.

    A county that keeps no register here (out of the city) gets none: the papers go by post. Whether one was opened.
    """
    to_county = case.detail["to_county"]
    if not Area.objects.filter(edition__in_use=True, code=to_county).exists():
        return False
    area = (case.detail.get("to_area") or to_county).ljust(12, "0")
    day = taken.happened_on
    kept = f"{case.county} 事项 {case.pk}"
    step = kind(of).at(area, day).opening()[0]
    proofs = tuple(NewProof(each[0], day, kept_at=kept, note="原件在转出县") for each in step.proof(reason))
    detail = {"from_county": case.county, "event_on": case.detail.get("event_on") or case.opened_on.isoformat(), **more}
    subject = Subject(code=f"{case.county}-{code}", area=area, detail=detail, secret=secret, proofs=proofs)
    cases_actions.open_cases(
        kind=of, subjects=[subject], happened_on=day, by=Actor.system(f"由 {case.county} 转来", area=to_county),
        step=step.name, reason=reason, bundle=f"{case.county}-{case.pk}",
    )  # fmt: skip
    return True


def left(household, day):
    """The people who belong to the household on a day."""
    on = Q(since=None) | Q(since__lte=day)
    rows = Membership.objects.filter(on, Q(until=None) | Q(until__gt=day), household=household)
    return list(Person.objects.filter(pk__in=rows.values("person")).order_by("code"))
