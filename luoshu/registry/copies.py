"""Everything the register holds about one person or household, in words: what they are given on request."""

from dataclasses import dataclass

from luoshu.core import secrets
from luoshu.policy.codes import codes
from luoshu.policy.personal import dictionary
from luoshu.policy.telling import OUTCOMES
from luoshu.registry import columns
from luoshu.registry.models import Clue, Doubt, HouseholdYear, Membership, MonitoredMonth, Pairing, Person, PersonYear

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
    return [*found, *_watched(household)]


def _watched(household):
    """The clues about a household and what was found month by month while it was watched."""
    data = dictionary().class_of("clue", "text")
    for clue in Clue.objects.filter(household=household, person=None).order_by("id"):
        yield Held("本户", str(clue.year or ""), "线索", in_words_of_a_clue(clue), data)
    for month in MonitoredMonth.objects.filter(household=household).order_by("month"):
        found = (("收入超过监测标准", month.is_above_line), ("两不愁三保障和饮水有保障", month.is_secured))
        told = [f"{title}：{OUTCOMES[value]}" for title, value in found] + [month.text]
        yield Held("本户", str(month.month.year), f"监测走访 {month.month:%Y-%m}", "；".join(filter(None, told)), data)


def in_words_of_a_clue(clue):
    """What a clue says and what became of it."""
    told = [clue.get_kind_display(), clue.text, clue.get_state_display(), clue.reason or ""]
    return "；".join(part for part in told if part)


def of_person(person):
    """Every fact of one person, and the doubts about them."""
    rows = [person, *Membership.objects.filter(person=person), *_years(PersonYear, person=person)]
    found = [fact for row in rows for fact in _facts(row, person.name)]
    for doubt in Doubt.objects.filter(person=person).order_by("id"):
        data = dictionary().class_of("doubt", "text")
        found.append(Held(person.name, str(doubt.year or ""), "疑点", doubt.text, data))
    data = dictionary().class_of("clue", "text")
    for clue in Clue.objects.filter(person=person).order_by("id"):
        found.append(Held(person.name, str(clue.year or ""), "线索", in_words_of_a_clue(clue), data))
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
