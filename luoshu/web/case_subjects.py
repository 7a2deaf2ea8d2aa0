"""What a kind of case asks when it is opened, besides proofs: the member, the part that splits off, applicants."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from luoshu.core.cases import secret
from luoshu.core.cases.given import Subject
from luoshu.core.cases.models import CaseFile
from luoshu.policy.codes import codes
from luoshu.policy.fields import sheet
from luoshu.policy.standards import negative_list
from luoshu.registry import visibility
from luoshu.registry.life.members import JOINING
from luoshu.registry.models import Household, Person

from . import places, words
from .typed import Field, Group, options

HEAD = "01"
PEOPLE = 6  # lines for people on the form of an application
ABOUT_PERSON = ("name", "relation", "sex", "birth_on", "id_number")
ABOUT_YEAR = ("schooling", "health", "labour")
ABOUT_HOUSEHOLD = ("group_name", "head_name", "main_cause", "house_grade")
MONEY = (
    "wage_income",
    "business_income",
    "business_cost",
    "property_income",
    "minimum_living_benefit",
    "pension_benefit",
    "ecological_compensation",
    "other_transfer",
    "education_spending",
    "medical_spending",
    "housing_spending",
)
NATURES = ("wage_nature", "business_nature", "property_nature", "other_transfer_nature")
NOUGHT = ("five_guarantee_benefit", "family_planning_benefit", "donation_income", "asset_sale_income")
RECURRING = "1"


@dataclass
class Told:
    """What a case is told: openly, under seal, and about which person."""

    detail: dict = field(default_factory=dict)
    secret: dict | None = None
    person_id: int | None = None


def groups(kind, household, actor, place="") -> list[Group]:
    """The fields of a kind of case about one household; `place` is the village of an application."""
    made = FIELDS.get(kind)
    return [group for group in made(household, actor, place) if group] if made else []


def read(kind, entry, household) -> Told:
    """What was typed for it; what is missing stands in the entry's errors."""
    return READ[kind](entry, household) if kind in READ else Told()


def members(household) -> list[Person]:
    """Who belongs to the household now, the head first."""
    if household is None:
        return []
    rows = Person.objects.filter(memberships__household=household, memberships__until=None).distinct()
    return sorted(rows, key=lambda person: (person.relation != HEAD, person.code))


def named(household, actor) -> list[tuple[int, str]]:
    """The members to choose from, by name as far as names are shown."""
    return [
        (p.pk, f"{visibility.shown(actor, 'name', p.name) or p.code} {words.label('relation', p.relation)}")
        for p in members(household)
    ]


def counties() -> list[tuple[str, str]]:
    """The counties of the city."""
    return sorted((code, name) for code, name in places.names("4103").items() if len(code) == 6)


def villages(county) -> list[tuple[str, str]]:
    """The villages of a county, each with its township."""
    known = places.names(county)
    return [
        (code, f"{known.get(code[:9], '')} {name}")
        for code, name in sorted(known.items())
        if len(code) == 12 and code.startswith(county)
    ]


def typed(name, of="person", prefix="", required=False) -> Field:
    """A field of the dictionary as a form field; codes are chosen by their labels, as on our sheets."""
    known = sheet(of).by_name[name]
    title = words.field_title(known)
    if known.type == "code":
        items = [(item.zh, words.label(known.code, item.code)) for item in codes(known.code).items]
        return Field(prefix + name, title, "select", options(items, _("没有填")), required=required)
    kind = {"date": "date", "int": "number"}.get(known.type, "text")
    if known.type == "money":
        title = f"{title}（{words.unit('元')}）"
    return Field(prefix + name, title, kind, required=required)


def _change(household, actor, place):
    people = named(household, actor)
    leaves = (
        Field("person", _("减少的是谁"), "select", options(people, _("请选"))),
        Field("new_head", _("户主减少的，谁接任户主"), "select", options(people, _("户主没有变"))),
        Field("to_county", _("去外县的，去哪个县"), "select", options(counties(), _("没有出本县"))),
    )
    joins = tuple(typed(name, prefix="new_") for name in ABOUT_PERSON)
    return [
        Group("", (Field("event_on", _("什么时候发生的"), "date", required=True),)),
        Group(_("减少成员"), leaves, _("死亡、婚出、迁出、收监填这里。")),
        Group(_("增加成员"), joins, _("出生、婚入、迁入、返回填这里。")),
    ]


def _read_change(entry, household):
    day = entry.day("event_on", _("什么时候发生的"))
    told = Told({"event_on": day.isoformat()} if day else {})
    if entry.text("reason") in JOINING:
        row = {name: entry.text(f"new_{name}") for name in ABOUT_PERSON}
        entry.text("new_name", _("姓名"))
        told.secret = {"people": [{name: value for name, value in row.items() if value}]}
        return told
    person = entry.text("person", _("减少的是谁"))
    told.person_id = int(person) if person.isdecimal() else None
    if entry.text("new_head").isdecimal():
        told.detail["new_head"] = int(entry.text("new_head"))
    if entry.text("to_county"):
        told.detail["to_county"] = entry.text("to_county")
    return told


def _split(household, actor, place):
    people = named(household, actor)
    return [
        Group(
            "",
            (
                Field("event_on", _("什么时候分的"), "date", required=True),
                Field("people", _("分出去的是谁"), "checks", options(people)),
                Field("head", _("谁做新户的户主"), "select", options(people, _("请选"))),
                Field(
                    "new_code", _("新户的户编号"), value=free_code(household.area) if household else "", required=True
                ),
            ),
        )
    ]


def _read_split(entry, household):
    day = entry.day("event_on", _("什么时候分的"))
    people = [int(each) for each in entry.many("people") if each.isdecimal()]
    if not people:
        entry.errors["people"] = _("请选分出去的人。")
    head = entry.text("head", _("谁做新户的户主"))
    detail = {"people": people, "new_code": entry.text("new_code", _("新户的户编号"))}
    detail |= {"head": int(head)} if head.isdecimal() else {}
    return Told(detail | ({"event_on": day.isoformat()} if day else {}))


def _merge(household, actor, place):
    rows = Household.objects.visible_to(actor).filter(area=household.area).exclude(pk=household.pk) if household else []
    found = [(row.pk, f"{visibility.shown(actor, 'name', row.head_name) or ''} {row.code}") for row in rows]
    return [Group("", (Field("into", _("并入哪一户"), "select", options(found, _("请选")), required=True),))]


def _read_merge(entry, household):
    into = entry.text("into", _("并入哪一户"))
    return Told({"into": int(into)} if into.isdecimal() else {})


def _move(household, actor, place):
    return [
        Group(
            "",
            (
                Field("event_on", _("什么时候搬的"), "date", required=True),
                Field("to_area", _("迁往本县哪个村"), "select", options(villages(household.county), _("不在本县"))),
                Field("to_group", _("村民组")),
                Field("to_county", _("迁往外县"), "select", options(counties(), _("没有出本县"))),
            ),
        )
    ]


def _read_move(entry, household):
    day = entry.day("event_on", _("什么时候搬的"))
    told = {name: entry.text(name) for name in ("to_area", "to_group", "to_county") if entry.text(name)}
    return Told(told | ({"event_on": day.isoformat()} if day else {}))


def _exit(household, actor, place):
    return [Group("", (Field("year", _("哪一年的退出"), "number", hint=_("不填按提出的年份；按那一年的记录核实。")),))]


def _year(household, actor, place):
    return [Group("", (Field("year", _("哪一年脱贫的"), "number", hint=_("不填按最近一次脱贫。")),))]


def _read_year(entry, household):
    year = entry.number("year")
    return Told({"year": year} if year else {})


def _application(household, actor, place):
    """The applicants as they tell it; what is left empty is not known, and blocks only what needs it."""
    own = [Field("household_code", _("户编号"), value=free_code(place), required=True)]
    own += [typed(name, "household", required=name == "head_name") for name in ABOUT_HOUSEHOLD]
    incomes = tuple(typed(name, "household") for name in MONEY)
    people = [
        Group(
            _("户主") if n == 1 else _("家里人%(n)s") % {"n": n},
            tuple(typed(name, prefix=f"p{n}_") for name in (*ABOUT_PERSON, *ABOUT_YEAR)),
        )
        for n in range(1, PEOPLE + 1)
    ]
    listed = negative_list().values()
    answers = (("none", _("没有")), ("explained", _("有，已核实可以解释")), ("confirmed", _("有，属实")))
    hits = tuple(
        Field(
            f"hit_{each['code']}",
            each["en"] if words.language() == "en" else each["zh"],
            "select",
            options(answers, _("没有核对")),
        )
        for each in listed
    )
    return [
        Group(_("这一户"), tuple(own)),
        Group(_("一年的收入和支出"), incomes, _("没有的写0，不清楚的空着；空着就是未核实。")),
        *people,
        Group(_("负面清单"), hits, _("与邻户比较、核对后填。")),
    ]


def _read_application(entry, household):
    code = entry.text("household_code", _("户编号"))
    entry.text("head_name", _("户主姓名"))
    row = {name: entry.text(name) for name in (*ABOUT_HOUSEHOLD, *MONEY)}
    nature = codes("income_nature").label(RECURRING)
    row |= dict.fromkeys(NATURES, nature) | dict.fromkeys(NOUGHT, "0")
    people = []
    for n in range(1, PEOPLE + 1):
        told = {name: entry.text(f"p{n}_{name}") for name in (*ABOUT_PERSON, *ABOUT_YEAR)}
        if told["name"]:
            told |= {"member_status": "正常", "residence": "共同生活"}
            people.append({name: value for name, value in told.items() if value})
    if not people:
        entry.errors["p1_name"] = _("请填户主的姓名；没有人的户不能登记。")
    hits = {code_: entry.text(f"hit_{code_}") for code_ in negative_list() if entry.text(f"hit_{code_}")}
    household_row = {name: value for name, value in row.items() if value}
    return Told({"household_code": code, "negative_list": hits}, {"household": household_row, "people": people})


def known(case) -> dict:
    """What a case tells by the names of its form, to be mended."""
    told = secret.secret_of(case) or {}
    found = {name: value for name, value in case.detail.items() if not isinstance(value, dict | list)}
    found |= {f"hit_{code}": answer for code, answer in case.detail.get("negative_list", {}).items()}
    found |= told.get("household") or {}
    prefix = "new_" if case.kind == "natural_change" else "p{}_"
    for n, row in enumerate(told.get("people") or (), 1):
        found |= {f"{prefix.format(n)}{name}": value for name, value in row.items()}
    if case.person_id:
        found["person"] = case.person_id
    found["people"] = [str(each) for each in case.detail.get("people", ())]
    return {name: value if isinstance(value, list) else str(value) for name, value in found.items()}


def may_mend(case, actor) -> bool:
    """Whether the form of a case may be shown filled in: numbers of papers in full for those alone who enter them."""
    return case.secret_sealed is None or visibility.sees(actor, "id", ("entering",)) == visibility.FULL


def free_code(area) -> str:
    """A number of a household of the village that neither the register nor an open case uses."""
    used = [*Household.objects.filter(area=area).values_list("code", flat=True)]
    used += CaseFile.objects.filter(area=area, kind="identification").values_list("code", flat=True)
    digits = [int(code[len(area) :]) for code in used if code.startswith(area) and code[len(area) :].isdecimal()]
    return f"{area}{max(digits, default=0) + 1:04d}" if len(area) == 12 else ""


def subject(kind, told, household, area) -> Subject:
    """What a case is about, as the engine takes it."""
    if household is None:
        return Subject(
            told.detail.get("household_code") or area, area.ljust(12, "0"), detail=told.detail, secret=told.secret
        )
    return Subject(household.code, household.area, household.pk, told.person_id, told.detail, told.secret)


FIELDS = {
    "natural_change": _change,
    "split": _split,
    "merge": _merge,
    "household_move": _move,
    "undo_exit": _year,
    "household_exit": _exit,
    "identification": _application,
}
READ = {
    "natural_change": _read_change,
    "split": _read_split,
    "merge": _read_merge,
    "household_move": _read_move,
    "undo_exit": _read_year,
    "household_exit": _read_year,
    "identification": _read_application,
}
