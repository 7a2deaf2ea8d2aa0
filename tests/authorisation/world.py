"""A small register in which every record says whose it is, and actors standing in every relation to one household."""

from dataclasses import dataclass, field
from datetime import date

from luoshu.core import secrets
from luoshu.core.acts import acting
from luoshu.core.cases import secret
from luoshu.core.cases.models import CaseFile, Objection
from luoshu.core.models import Account, Posting
from luoshu.core.roles import ROLES
from luoshu.core.scope import within
from luoshu.registry import actions, intake
from luoshu.registry.models import (
    Doubt,
    HeldHousehold,
    Helper,
    Household,
    HouseholdYear,
    Person,
    PersonYear,
)
from luoshu.registry.naming import name_key
from tests.web import books, little

TARGET, SISTER, FOREIGN = 1, 5, 6  # in the village, in the next village, in another county
SINCE = date(2016, 1, 1)
# relation to the target: place of duty, whole or not, and which households are on a roll of the actor's own
RELATIONS = {
    "own": (little.HERE, True, ()),
    "child": (f"{little.HERE}01", True, ()),
    "parent": (little.HERE[:9], True, ()),
    "county": (little.HERE[:6], True, ()),
    "city": ("4103", True, ()),
    "sibling": (little.THERE, True, ()),
    "other county": (little.ABROAD[:6], True, ()),
    "own households": (little.HERE, False, (TARGET, 2)),
    "programme": (little.HERE[:6], False, (TARGET, SISTER)),
    "sample": ("4103", False, (TARGET, FOREIGN)),
    "union": (little.THERE, True, (TARGET, FOREIGN)),
    "former": (little.HERE, True, ()),
    "none": None,
}
KIND = {"own households": "helped", "programme": "programme", "sample": "sample", "union": "helped"}


@dataclass
class Known:
    """What the oracle knows of one household: where it is, and the texts that are its own, by class of data."""

    number: int
    id: int
    code: str
    area: str
    canaries: dict = field(default_factory=dict)


@dataclass
class World:
    """The households by number, the accounts by (role, relation), uploads and held households by county.

    `cases` and `objections`: one about some households, by their number.
    """

    households: dict
    accounts: dict
    uploads: dict
    held: dict
    cases: dict
    objections: dict


def make(by, folder):
    """Everything, committed: the little register with canaries, one faulty upload in each county, and all accounts."""
    with within(by):
        little.make(by)
    with acting("test.canaries", by):
        known = {number: marked(number) for number in range(1, len(little.FAMILIES) + 1)}
    uploads, held = faulty_books(folder, by)
    with acting("test.cases", by):
        cases = {number: case_of(known[number]) for number in (TARGET, SISTER, FOREIGN)}
        objections = {number: objection_to(case, known[number]) for number, case in cases.items()}
    return World(known, accounts(known, by), uploads, held, cases, objections)


def case_of(each):
    """An exit proposed by the village, waiting for the township."""
    return CaseFile.objects.create(
        county=each.area[:6], area=each.area, kind="household_exit", variant="henan-2016", subject="household",
        code=each.code, household_id=each.id, state="proposed", organ="township", level="township",
        opened_on=date(2017, 12, 20), since=date(2017, 12, 20), entered_at=little.clock.now(), is_exclusive=True,
    )  # fmt: skip


def objection_to(case, each):
    """What somebody said against it, under seal; the answer is the township's."""
    each.canaries |= {"complaint": f"金丝雀异议{each.number}号", "reporter": f"金丝雀异议人{each.number}号"}
    receipt = f"99{each.number:010d}"
    (number,) = secret.numbers("case_objection", 1)
    sealed = secret.sealed_words(number, text=each.canaries["complaint"], name=each.canaries["reporter"])
    return Objection.objects.create(
        pk=number, county=case.county, area=case.area, kind="objection", case=case, household_id=each.id,
        receipt=receipt, source="visit", received_on=date(2018, 1, 2),
        entered_at=little.clock.now(), is_anonymous=False,
        organ="township", **sealed,
    )  # fmt: skip


def marked(number):
    """Write canaries into all records of a household."""
    household = Household.objects.get(code__endswith=f"{number:04d}")
    texts = {
        "name": f"金丝雀户主{number}号",
        "member": f"金丝雀成员{number}号",
        "group": f"金丝雀组{number}号",
        "id": f"41039919720304{number:03d}X",
        "phone": f"1778639{number:04d}",
        "account": f"62284800{number:04d}77665544",
        "health": f"金丝雀病{number}号",
        "doubt": f"金丝雀疑点{number}号",
        "helper": f"金丝雀帮扶{number}号",
    }
    household.head_name, household.group_name, household.name_key = (
        texts["name"],
        texts["group"],
        name_key(texts["name"]),
    )
    for column in ("phone", "bank_account"):
        text = texts["phone" if column == "phone" else "account"]
        setattr(household, f"{column}_sealed", secrets.seal([text], "household", f"{column}_sealed", [household.id])[0])
    household.save()
    HouseholdYear.objects.filter(household=household).update(medical_spending=9_090_000 + number)
    for person in Person.objects.filter(household=household):
        mark_person(person, texts)
    Doubt.objects.create(
        county=household.county, area=household.area, household=household, year=2017, rule="D10", field="phone",
        text=texts["doubt"], state="open", raised_at=little.clock.now(),
    )  # fmt: skip
    Helper.objects.filter(pairings__household=household).update(name=texts["helper"])
    return Known(number, household.id, household.code, household.area, texts)


def mark_person(person, texts):
    person.name = texts["name"] if person.relation == "01" else texts["member"]
    for column in ("id", "phone"):
        setattr(person, f"{column}_sealed", secrets.seal([texts[column]], "person", f"{column}_sealed", [person.id])[0])
        setattr(person, f"{column}_index", secrets.blind_index([texts[column] + person.code], column)[0])
    person.save()
    for year in PersonYear.objects.filter(person=person):
        sealed = secrets.seal([texts["health"]], "person_year", "illness_sealed", [year.id])[0]
        PersonYear.objects.filter(pk=year.pk).update(illness_sealed=sealed)


def accounts(known, by):
    """One account for every role in every relation."""
    made = {}
    for relation, reach in RELATIONS.items():
        roll = own_roll(relation, reach, known, by)
        for role in [code for code, each in ROLES.items() if getattr(each, "is_appointed", True)]:
            user = Account.objects.create(username=f"{role}/{relation}", name=f"{role}在{relation}")
            made[role, relation] = user
            if reach:
                appoint(user, role, relation, reach, roll, by)
    return made


def own_roll(relation, reach, known, by):
    if not (reach and reach[2]):
        return []
    listed = [known[number].id for number in reach[2]]
    return [actions.keep_roll(kind=KIND[relation], name=relation, area="4103", households=listed, by=by).pk]


def appoint(user, role, relation, reach, rolls, by):
    area, whole, _ = reach
    until = date(2016, 12, 31) if relation == "former" else None
    with acting("test.appoint", by):
        Posting.objects.create(
            user=user, role=role, county=area[:6], area=area, whole=whole, rolls=rolls, since=SINCE, until=until
        )


def faulty_books(folder, by):
    """One upload with one held household in the village and one abroad."""
    uploads, held = {}, {}
    for area, name in ((little.HERE, "上仓村"), (little.ABROAD, "西关社区")):
        place = folder / area
        place.mkdir()
        path = books.faulty(place, area, name, bad=f"金丝雀待改{area}")
        uploads[area] = intake.load(path, by=by).upload_id
        with within(by):
            held[area] = HeldHousehold.objects.get(upload_id=uploads[area]).pk
    return uploads, held
