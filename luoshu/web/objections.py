"""异议 and 反映: taken in, answered, decided. Whose words these are stays sealed; only who answers reads the text."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import clock, permissions, reads
from luoshu.core.cases import actions, facts, queries, secret
from luoshu.core.cases.models import Objection, Proof
from luoshu.core.errors import Refusal
from luoshu.policy.procedures import organs
from luoshu.registry import visibility

from . import case_page, case_rows, case_steps, case_words, places, refusals
from .case_rows import found_case
from .paging import page_of
from .typed import Entry, Field, Group, options

FILTERS = {"mine": lazy("要我答复的"), "open": lazy("没办结的"), "closed": lazy("已办结的")}


def objections(request):
    """What the reader answers, by deadline, and all within reach."""
    actor = request.actor
    may_answer = permissions.may(actor, "cases.answer_objection")
    only = request.GET.get("only", "")
    only = only if only in FILTERS else ("mine" if may_answer else "open")
    rows = Objection.objects.visible_to(actor).order_by("due_on", "pk")
    rows = {
        "mine": queries.objections_to_answer(actor) if may_answer else rows.none(),
        "open": rows.filter(state="open"),
        "closed": rows.exclude(state="open").order_by("-decided_on", "-pk"),
    }[only].select_related("case")
    page = page_of(rows, request)
    about = {
        "here": "cases",
        "page": page,
        "rows": [row_of(row, actor) for row in page],
        "only": only,
        "filters": [(name, str(title)) for name, title in FILTERS.items()],
        "path": _path(),
        "may_hear": permissions.may(actor, "cases.hear_objection"),
    }
    return render(request, "objections.html", about)


def _path(*more):
    return [
        {"name": _("待办事项"), "href": reverse("cases")},
        {"name": _("异议和反映"), "href": reverse("objections")},
        *more,
    ]


def row_of(row, actor) -> dict:
    """An objection in a list."""
    late = row.state == "open" and row.due_on and row.due_on < clock.today()
    return {
        "href": reverse("objection", args=[row.pk]),
        "receipt": row.receipt,
        "kind": _(row.get_kind_display()),
        "title": case_rows.title_of(row.case, actor) if row.case else "",
        "place": places.name(facts.place_of(row.area)),
        "on": row.received_on,
        "due": row.due_on,
        "left": case_words.left(row.due_on) if row.state == "open" else "",
        "state": _(row.get_state_display()),
        "who": case_words.organ(row.organ),
        "is_late": late,
    }


def reads_text(actor, objection) -> bool:
    """Whether the reader is told what was said: those who answer it, and who is shown complaints."""
    return actor.role in organs()[objection.organ].recorders or visibility.sees(actor, "complaint") == visibility.FULL


def hear(request, number=None):
    """Take one down: against a case, or as a report about a place or a unit."""
    actor = request.actor
    case = found_case(actor, number) if number else None
    entry = Entry(request)
    if request.method == "POST" and (made := _heard(entry, case, actor)):
        messages.success(request, _("已登记，回执号%(receipt)s；请把回执号告诉本人。") % {"receipt": made.receipt})
        return redirect("case", number) if case else redirect("objections")
    filled = entry.filled(_hearing(case))
    title = f"{case_rows.title_of(case, actor)} {case_words.title(case)}" if case else places.name(actor.area)
    back = reverse("case", args=[number]) if case else reverse("objections")
    intro = _("只停下这一户，同一公示的其他户照常办。姓名和联系方式封存，经办的人看不到。")
    about = {
        "here": "cases",
        "heading": _("登记异议") if case else _("登记反映"),
        "said": title,
        "groups": filled,
        "back": back,
        "faults": entry.faults(filled),
        "intro": intro if case else _("反映哪一级的，由上一级核查；被反映的看不到。"),
        "path": _path({"name": title}),
        "button": _("登记"),
    }
    return render(request, "case_form.html", about, status=422 if entry.errors else 200)


def _hearing(case):
    told = [
        Field("text", _("说了什么"), "area", required=True),
        Field("source", _("怎样收到的"), "select", options(case_words.SOURCES.items())),
        Field("received_on", _("收到日期"), "date", value=clock.today().isoformat(), required=True),
        Field("name", _("姓名（可不留）"), hint=_("不留姓名按匿名登记。")),
        Field("contact", _("联系方式（可不留）")),
    ]
    accused = Field(
        "accused",
        _("反映的是哪一级的单位"),
        "select",
        options(case_words.LEVELS.items(), _("不是反映单位")),
        hint=_("反映村里的由乡镇核查，反映乡镇的由县核查。"),
    )
    return (Group("", (*told, accused)),)


def _heard(entry, case, actor):
    text, on = entry.text("text", _("说了什么")), entry.day("received_on", _("收到日期"))
    if entry.errors:
        return None
    told = {name: entry.text(name) for name in ("source", "name", "contact", "accused")}
    area = "" if case else actor.area.ljust(12, "0")
    try:
        return actions.raise_objection(text=text, received_on=on, by=actor, case=case, area=area, **told)
    except Refusal as refusal:
        entry.errors[getattr(refusal, "place", "")] = refusals.of(refusal)
        return None


def objection(request, number):
    """One: what it is about, who answers until when, the answer; a POST decides it, or notes that it was withdrawn."""
    actor = request.actor
    found = Objection.objects.visible_to(actor).select_related("case", "notice").filter(pk=number).first()
    if found is None:
        raise Http404
    entry = Entry(request)
    if request.method == "POST" and (done := _decided(request, found, entry)):
        messages.success(request, done)
        return redirect("objection", number)
    filled = entry.filled(_deciding(found)) if answers(actor, found) else []
    about = {
        "here": "cases",
        "objection": found,
        "row": row_of(found, actor),
        "text": told_text(found, actor),
        "source": case_words.label(case_words.SOURCES, found.source),
        "is_accusing": bool(found.accused),
        "case": {
            "href": reverse("case", args=[found.case_id]),
            "title": case_rows.title_of(found.case, actor),
            "kind": case_words.title(found.case),
        }
        if found.case
        else None,
        "groups": filled,
        "faults": entry.faults(filled),
        "path": _path({"name": found.receipt}),
        "proofs": [case_page.told_proof(p) for p in Proof.objects.visible_to(actor).filter(objection=found)],
        "may_withdraw": found.state == "open" and permissions.may(actor, "cases.hear_objection"),
        "struck": case_words.named(struck(found)) if found.case and struck(found) else "",
    }
    return render(request, "objection.html", about, status=422 if entry.errors else 200)


def answers(actor, found) -> bool:
    """Whether the reader decides it."""
    may = permissions.may(actor, "cases.answer_objection")
    return found.state == "open" and may and actor.role in organs()[found.organ].recorders


def struck(found):
    """The step an upheld objection takes with its case; None where the state has none."""
    steps = case_words.variant(found.case).steps_from(found.case.state)
    return next((step for step in steps if step.objected), None)


def told_text(found, actor) -> str:
    """What was said, for those who answer; each reading is kept in the log. Nothing for the others."""
    if not reads_text(actor, found):
        return ""
    reads.read(by=actor, subject=f"异议 {found.receipt}", fields=["text"], action="cases.read_objection")
    return secret.words(found, "text") or ""


def _deciding(found):
    is_proof_needed = found.case is not None and struck(found) is not None
    results = (("", _("请选")), ("yes", _("成立")), ("no", _("不成立")))
    fields = (
        Field("is_upheld", _("核查结果"), "select", results, required=True),
        Field("decided_on", _("办结日期"), "date", value=clock.today().isoformat(), required=True),
        Field("answer", _("答复"), "area", required=True, hint=_("会公开给查回执的人，不写个人信息。")),
        Field("report", _("核查报告"), "file", hint=_("异议成立的必须交。") if is_proof_needed else ""),
        Field("report_at", _("或写报告文号、存放处")),
    )
    return [Group("", fields)]


def _decided(request, found, entry) -> str:
    actor = request.actor
    try:
        if request.POST.get("withdraw"):
            actions.withdraw_objection(objection=found, decided_on=clock.today(), by=actor)
            return _("已记下本人撤回。")
        upheld, on = entry.text("is_upheld", _("核查结果")), entry.day("decided_on", _("办结日期"))
        answer = entry.text("answer", _("答复"))
        if entry.errors:
            return ""
        proofs = case_steps.papers(entry, "investigation_report", "report", "report_at", "", on)
        actions.decide_objection(
            objection=found, is_upheld=upheld == "yes", decided_on=on, answer=answer, by=actor, new_proofs=proofs
        )
        return _("已办结并写好答复。")
    except Refusal as refusal:
        entry.errors[getattr(refusal, "place", "")] = refusals.of(refusal)
        return ""
