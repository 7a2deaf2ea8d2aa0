"""One household's verdict as the page tells it: the answer, what to do next and by whom, then check by check."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core.errors import NotPossible
from luoshu.core.permissions import may
from luoshu.registry import explanations, visibility
from luoshu.registry.models import HouseholdYear, Person
from luoshu.registry.visibility import sees_cause

from . import checks, formats, words

# For each exit condition: what to do when it is not met, what to bring when it is not verified, and who does it.
ADVICE = {
    "is_income_stable": (
        lazy("定一条稳得住的增收路子，一次性和还没到手的收入不算"),
        lazy("逐项核实收入的性质：经常性、一次性，还是预期"),
        lazy("帮扶责任人，村里核实"),
    ),
    "has_enough_food": (lazy("先解决口粮和肉蛋奶豆"), lazy("入户看口粮和饭食"), lazy("村干部、第一书记")),
    "has_enough_clothes": (lazy("补齐四季衣被"), lazy("入户看四季衣被"), lazy("村干部、第一书记")),
    "is_education_secured": (
        lazy("把失学的孩子劝回学校，或送教上门"),
        lazy("跟教育部门核对学籍"),
        lazy("乡镇，县教育部门"),
    ),
    "is_medical_secured": (
        lazy("补办医保，或登记视同参保的原因"),
        lazy("跟医保部门核对参保"),
        lazy("乡镇，县医保部门"),
    ),
    "is_housing_secured": (lazy("列入危房改造或搬迁，完工后鉴定"), lazy("补住房安全鉴定"), lazy("乡镇，县住建部门")),
    "is_water_secured": (
        lazy("解决水量、水质或取水太远"),
        lazy("入户测水量、水质和取水时间"),
        lazy("村里，县水利部门"),
    ),
}
HEADS = {
    "met": (lazy("够退出条件"), lazy("七项全部达标，可以提出退出；定下来的是评议和公示，不是机器。")),
    "not": (lazy("现在不能退出"), lazy("七项全部达标才能提出退出。有一项不达标，结论就已经确定。")),
    "unk": (lazy("还不能判定"), lazy("没有不达标的项，但有的项没核实。没核实不算达标，也不算不达标。")),
}
OUT = {
    "met": (lazy("已脱贫，现在看仍达标"), lazy("七项全部达标。")),
    "not": (lazy("已脱贫，现在看有不达标"), lazy("要到户核实：是记错了，还是真有困难。")),
    "unk": (lazy("已脱贫，佐证还不全"), lazy("没有不达标的项，但有的项没核实，要补佐证。")),
}


def told(household, closing, actor) -> dict | None:
    """The verdict of a household at a closing; None when it was not on the register then."""
    try:
        explained = explanations.at(household, closing, actor)
    except NotPossible:
        return None
    source, people = source_of(household, closing.year, actor), people_of(household, actor)
    visible = [own for check in explained.checks if (own := checks.cut(check, actor))]
    every = {check.name: checks.shown(check, source, people) for check in visible}
    shown = [every.pop(name) for name in words.STANDARD if name in every]
    shown.sort(key=lambda check: ("not", "unk", "met").index(check["kind"]))
    doubts = visibility.sees(actor, "doubt") == visibility.FULL
    answer = explanations.stored_outcome(explained, "may_exit")
    return {
        **headed(answer, explained.verdict.status),
        "status": explained.verdict.status,
        "people": explained.verdict.people,
        "main_cause": explained.verdict.main_cause if sees_cause(actor, explained.verdict.main_cause) else None,
        "outcome": answer,
        "sums": sums(shown),
        "next": steps(shown),
        "checks": shown,
        "doubts": [each for each in every.values() if each["is_doubt"] and each["outcome"]] if doubts else [],
        "others": [each for each in every.values() if not each["is_doubt"]],
    }


def source_of(household, year, actor) -> dict:
    """Where the facts of a year came from: the file and its row, who brought it, when; empty without a record."""
    record = HouseholdYear.objects.filter(household=household, year=year).select_related("upload").first()
    if record is None:
        return {}
    if record.upload is None:
        return {"file": _("页面录入"), "by": formats.moment(record.entered_at)}
    file = _("%(file)s第%(row)s行") % {"file": record.upload.file_name, "row": record.source_row}
    by = f"{words.who(record.upload.loaded_by)} {formats.moment(record.entered_at)}"
    href = reverse("upload", args=[record.upload_id]) if may(actor, "registry.read_intake") else ""
    return {"file": file, "by": by, "href": href}


def people_of(household, actor) -> dict[int, str]:
    """Person id → name, for what was asked of each person; the number where names are not shown."""
    rows = Person.objects.filter(household=household).values_list("id", "code", "name")
    return {number: visibility.shown(actor, "name", name) or code for number, code, name in rows}


def headed(answer, status) -> dict:
    """The answer in words."""
    kind = checks.KINDS[answer]
    heading, text = (OUT if status == "1" else HEADS)[kind]
    return {"heading": heading, "text": text, "icon": kind, "next_heading": _("接下来要做的")}


def sums(shown) -> list[tuple[str, str]]:
    """How many of the seven are met, not met, not yet verified."""
    texts = {"met": _("达标%(n)s项"), "not": _("不达标%(n)s项"), "unk": _("未核实%(n)s项")}
    counted = {kind: sum(check["kind"] == kind for check in shown) for kind in texts}
    return [(kind, texts[kind] % {"n": n}) for kind, n in counted.items() if n]


def steps(shown) -> list[dict]:
    """What to do for each condition that is open, and who does it."""
    found = []
    for check in shown:
        if check["kind"] == "met":
            continue
        mend, verify, who = ADVICE[check["name"]]
        text = mend if check["kind"] == "not" else verify
        found.append(
            {
                "kind": check["kind"],
                "css": f"c-{check['kind']}",
                "title": words.check(check["name"]),
                "text": text,
                "who": who,
            }
        )
    return found
