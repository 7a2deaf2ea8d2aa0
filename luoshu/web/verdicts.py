"""One household's verdict as the page tells it: the answer, what to do next and by whom, then check by check."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu import policy
from luoshu.core.permissions import may
from luoshu.registry import explanations, visibility
from luoshu.registry.models import HouseholdYear, Person, Verdict
from luoshu.registry.visibility import sees_cause

from . import checks, formats, links, words

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


def told(household, closing, verdict, source, people, actor) -> dict:
    """The verdict of a household at a closing with the seven exit conditions; `source` and `people` as for a check."""
    explained = explanations.told(household, closing, verdict, words.STANDARD)
    shown = seen(explained.checks, source, people, actor)
    shown.sort(key=lambda check: (("not", "unk", "met").index(check["kind"]), words.STANDARD.index(check["name"])))
    answer = explanations.stored_outcome(explained, "may_exit")
    return {
        **headed(answer, verdict.status),
        "status": verdict.status,
        "people": verdict.people,
        "main_cause": verdict.main_cause if sees_cause(actor, verdict.main_cause) else None,
        "outcome": answer,
        "sums": sums(shown),
        "next": steps(shown),
        "checks": shown,
        "doubts": doubts(closing, verdict, actor),
        "others": len(others(closing.on)),
        "rest": links.checks(household.code, closing),
    }


def seen(found, source, people, actor) -> list[dict]:
    """Checks in the reader's words, as far as the reader may see them."""
    return [checks.shown(own, source, people) for check in found if (own := checks.cut(check, actor))]


@lru_cache(maxsize=16)
def others(on) -> tuple[str, ...]:
    """What is judged of a household beside the exit conditions and the doubts."""
    judged = policy.rulebook(on).of("household")
    return tuple(r.name for r in judged if not r.inner and r.kind != "doubt" and r.name not in words.STANDARD)


def doubts(closing, verdict, actor) -> list[dict]:
    """The doubts about the household that were stored with its verdict; none for those who see no doubts."""
    if visibility.sees(actor, "doubt") != visibility.FULL:
        return []
    found = [name for name in closing.doubts if verdict.doubtful & closing.bit(name)]
    rules = policy.rulebook(closing.on).by_name
    told_of = [rules[name] for name in found if name in rules and rules[name].of == "household"]
    return [{"title": _(each.title), "clause": _(each.clause)} for each in told_of]


def rest(household, closing, actor) -> list[dict] | None:
    """Everything else that was judged, check by check; None when the household was not on the register then."""
    verdict = Verdict.objects.visible_to(actor).filter(closing=closing, household=household).first()
    if verdict is None:
        return None
    explained = explanations.told(household, closing, verdict, others(closing.on))
    record = record_of(household).filter(year=closing.year).first()
    names = names_of(Person.objects.filter(household=household), actor)
    return seen(explained.checks, source_of(record, actor), names, actor)


def record_of(household):
    """The yearly records of a household with what is told of where they came from."""
    return HouseholdYear.objects.filter(household=household).select_related("upload").order_by("year")


def source_of(record, actor) -> dict:
    """Where the facts of a year came from: the file and its row, who brought it, when; empty without a record."""
    if record is None:
        return {}
    if record.upload is None:
        return {"file": _("页面录入"), "by": formats.moment(record.entered_at)}
    file = _("%(file)s第%(row)s行") % {"file": record.upload.file_name, "row": record.source_row}
    by = f"{words.who(record.upload.loaded_by)} {formats.moment(record.entered_at)}"
    href = reverse("upload", args=[record.upload_id]) if may(actor, "registry.read_intake") else ""
    return {"file": file, "by": by, "href": href}


def names_of(people, actor) -> dict[int, str]:
    """Person id → name, for what was asked of each person; the number where names are not shown."""
    return {each.id: visibility.shown(actor, "name", each.name) or each.code for each in people}


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
