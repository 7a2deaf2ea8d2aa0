"""Everything the register holds about one person or household, in words: what they are given on request."""

from dataclasses import dataclass

from luoshu.core import secrets
from luoshu.policy.codes import codes
from luoshu.policy.personal import dictionary
from luoshu.registry import columns
from luoshu.registry.models import Doubt, HouseholdYear, Membership, Pairing, Person, PersonYear

HEADS = ("谁", "年度", "项目", "内容", "类别", "为什么保存", "依据", "保存期限")
HUNDREDTHS = {"money", "measure"}


@dataclass(frozen=True)
class Held:
    """One fact: about whom, of which year (blank: lasting), what, its value, and the class it belongs to."""

    whom: str
    year: str
    title: str
    text: str
    data: object

    def cells(self):
        """The row of the copy under HEADS."""
        told = [getattr(self.data, name, "") for name in ("zh", "purpose", "basis", "retention")]
        return [self.whom, self.year, self.title, self.text, *told]


def of_household(household):
    """Every fact of a household and of all its people."""
    rows = [household, *_years(HouseholdYear, household=household)]
    found = [fact for row in rows for fact in _facts(row, "本户")]
    for person in Person.objects.filter(household=household).order_by("code"):
        found += of_person(person)
    for pairing in Pairing.objects.filter(household=household).select_related("helper").order_by("since"):
        found += _facts(pairing, f"帮扶责任人{pairing.helper.name}")
    return found


def of_person(person):
    """Every fact of one person, and the doubts about them."""
    rows = [person, *Membership.objects.filter(person=person), *_years(PersonYear, person=person)]
    found = [fact for row in rows for fact in _facts(row, person.name)]
    for doubt in Doubt.objects.filter(person=person).order_by("id"):
        data = dictionary().class_of("doubt", "text")
        found.append(Held(person.name, str(doubt.year or ""), "疑点", doubt.text, data))
    return found


def _years(model, **about):
    return model.objects.filter(**about).order_by("year")


def _facts(row, whom):
    """The fields of the dictionary that a row holds a value of, secrets opened."""
    table = row._meta.db_table
    year = str(getattr(row, "year", "") or "")
    for field in columns.fields(table):
        column = columns.column(table, field.name)
        if column in ("household_id", "year", "area") or (value := getattr(row, column, None)) is None:
            continue
        if column.endswith("_sealed"):
            value = secrets.open_([value], table, column, [row.id])[0]
        yield Held(whom, year, field.zh, in_words(field, value), dictionary().class_of(table, column))


def in_words(field, value):
    """A value as people read it: the label of a code, yes or no, yuan, the day."""
    if field.type == "code":
        found = codes(field.code)
        return found.label(value) if value in found else str(value)
    if field.type == "bool":
        return "是" if value else "否"
    if field.type in HUNDREDTHS:
        return f"{value / 100:.2f} {field.unit or ''}".strip()
    return f"{value} {field.unit or ''}".strip()
