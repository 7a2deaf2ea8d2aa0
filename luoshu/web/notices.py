"""公示: draft the list, post it, prove it with photographs; the sheet shows head, group and number of people only."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import clock, permissions
from luoshu.core.cases import actions, facts, queries
from luoshu.core.cases.models import CaseFile, Notice, NoticeEntry, Objection, Proof
from luoshu.core.errors import Refusal
from luoshu.registry import visibility

from . import case_page, case_rows, case_steps, case_words, places, refusals
from .paging import page_of
from .typed import Entry, Field, Group

FILTERS = {"tend": lazy("要办的"), "now": lazy("公示中"), "over": lazy("期满的"), "all": lazy("全部")}
MOST = 2000


def notices(request):
    """The notices of the reader's places, and the cases that wait to be listed on one."""
    actor = request.actor
    only = request.GET.get("only", "")
    may_post = permissions.may(actor, "cases.post_notice")
    only = only if only in FILTERS else ("tend" if may_post else "now")
    page = page_of(filtered(actor, only), request)
    about = {
        "here": "cases",
        "page": page,
        "rows": [row_of(notice) for notice in page],
        "may_post": may_post,
        "only": only,
        "filters": [(name, str(title)) for name, title in FILTERS.items()],
        "groups": to_list(actor) if may_post else [],
        "path": _path(),
    }
    return render(request, "notices.html", about)


def _path(*more):
    return [
        {"name": _("待办事项"), "href": reverse("cases")},
        {"name": _("公示"), "href": reverse("notices")},
        *more,
    ]


def filtered(actor, only):
    """The notices of one filter, within reach."""
    every = Notice.objects.visible_to(actor).order_by("-posted_on", "-pk")
    today = clock.today()
    return {
        "tend": lambda: queries.notices_to_tend(actor),
        "now": lambda: every.filter(state="posted", ends_on__gte=today),
        "over": lambda: every.filter(ends_on__lt=today),
        "all": lambda: every,
    }[only]()


def row_of(notice) -> dict:
    """A notice as a row."""
    return {
        "href": reverse("notice", args=[notice.pk]),
        "title": case_words.notice(notice.kind),
        "kind": case_words.kind(notice.case_kind),
        "place": places.name(facts.place_of(notice.area)),
        "state": standing(notice),
        "entries": notice.entries,
        "posted_on": notice.posted_on,
        "ends_on": notice.ends_on,
        "left": case_words.left(notice.ends_on) if notice.state == "posted" else "",
    }


def standing(notice) -> str:
    """Where a notice stands: a posted one may be over and lack its proof."""
    if notice.state == Notice.State.POSTED and notice.ends_on < clock.today():
        return _("期满，待留证")
    return _(notice.get_state_display())


def to_list(actor) -> list[dict]:
    """The cases that wait to be listed: one group for each procedure and state."""
    found = {}
    for case in waiting(actor):
        found.setdefault((case.kind, case.variant, case.state), []).append(case)
    return [
        {
            "key": "|".join(key),
            "kind": case_words.kind(key[0]),
            "state": case_words.state(cases[0]),
            "n": len(cases),
            "rows": case_rows.rows_of(cases[:50], actor, with_hints=False),
        }
        for key, cases in found.items()
    ]


def waiting(actor):
    """Cases on which it is the reader's turn to list them on a notice."""
    rows = queries.waiting_for(actor).filter(notice=None)
    return [case for case in rows[:MOST] if case_words.state_of(case).notice]


def draft(request):
    """Draw up the list: one sheet for each place."""
    key = request.POST.get("of", "")
    cases = [case for case in waiting(request.actor) if "|".join((case.kind, case.variant, case.state)) == key]
    wanted = set(request.POST.getlist("case"))
    cases = [case for case in cases if not wanted or str(case.pk) in wanted]
    if not cases:
        return redirect("notices")
    made = actions.draft_notices(
        cases=cases,
        by=request.actor,
        text=request.POST.get("text", "").strip(),
        document_no=request.POST.get("document_no", "").strip(),
    )
    messages.success(request, _("列好了%(n)s张公示，请打印、张贴。") % {"n": len(made)})
    return redirect("notice", made[0].pk) if len(made) == 1 else redirect("notices")


def found_notice(actor, number) -> Notice:
    """The notice of that number, where the reader or a place above posts it."""
    notice = Notice.objects.visible_to(actor).filter(pk=number).first()
    if notice is None:
        raise Http404
    return notice


def notice(request, number):
    """The sheet, its term and how it was counted, its proofs; a POST posts, proves or withdraws it."""
    actor, found = request.actor, found_notice(request.actor, number)
    entry, kept = Entry(request), []
    if request.method == "POST" and (done := _act(request, found, entry)):
        messages.success(request, done)
        return redirect("notice", number)
    groups = form(found, entry) if permissions.may(actor, "cases.post_notice") and tends(actor, found) else []
    about = {
        "here": "cases",
        "notice": found,
        "may_print": permissions.may(actor, "cases.post_notice"),
        "title": case_words.notice(found.kind),
        "kind": case_words.kind(found.case_kind),
        "state": standing(found),
        "place": places.name(facts.place_of(found.area)),
        "lines": lines(found, actor, request),
        "organ": case_words.organ(found.organ),
        "counted": case_words.counted(found.counted),
        "left": case_words.left(found.ends_on) if found.state == "posted" else "",
        "proofs": [
            case_page.told_proof(p) for p in Proof.objects.visible_to(actor).filter(notice=found).order_by("pk")
        ],
        "objections": objections(found, actor),
        "groups": groups,
        "faults": entry.faults(groups),
        "kept": kept,
        "does": BUTTONS.get(found.state),
        "may_withdraw": bool(groups) and found.state in ("draft", "posted"),
        "path": _path({"name": case_words.notice(found.kind)}),
        "here_now": _may_prove(found),
    }
    return render(request, "notice.html", about, status=422 if entry.errors else 200)


BUTTONS = {"draft": lazy("已张贴，开始计时"), "posted": lazy("期满，留证")}


def _may_prove(found) -> bool:
    return found.state != Notice.State.POSTED or found.ends_on <= clock.today()


def tends(actor, found) -> bool:
    """Whether the notice hangs in the reader's own place."""
    return actor.whole and facts.place_of(found.area).startswith(actor.area)


def form(found, entry) -> list[Group]:
    """What posting and proving need: a day, the place, a photograph."""
    today = clock.today().isoformat()
    if found.state == Notice.State.DRAFT:
        fields = (
            Field("posted_on", _("张贴日期"), "date", value=today, required=True),
            Field("place", _("贴在哪里"), required=True, value=found.place),
            Field("photograph", _("首日照片"), "file", hint=_("贴好的公示的照片；没有定位也收，会标明无位置。")),
            Field("paper", _("照片存放处"), hint=_("照片不能上传时写存在哪里。")),
        )
    elif found.state == Notice.State.POSTED and _may_prove(found):
        fields = (
            Field("taken_down_on", _("撤下日期"), "date", value=today, required=True),
            Field("photograph", _("末日照片"), "file", hint=_("期满那天或以后拍的、还贴着的公示。")),
            Field("photographed_on", _("照片日期"), "date", value=found.ends_on.isoformat()),
            Field("paper", _("照片存放处"), hint=_("照片不能上传时写存在哪里。")),
        )
    else:
        return []
    return entry.filled([Group("", fields)])


def _act(request, found, entry) -> str:
    """Post, prove or withdraw; what was done in words, nothing where it was not."""
    try:
        if request.POST.get("withdraw"):
            reason = entry.text("reason", _("撤回的理由"))
            if not entry.errors:
                actions.withdraw_notice(notice=found, reason=reason, by=request.actor)
                return _("已撤回，名单要重新公示。")
        elif found.state == Notice.State.DRAFT:
            return _post(request, found, entry)
        else:
            return _prove(request, found, entry)
    except Refusal as refusal:
        entry.errors[""] = refusals.of(refusal)
    return ""


def _post(request, found, entry) -> str:
    on, place = entry.day("posted_on", _("张贴日期")), entry.text("place", _("贴在哪里"))
    if entry.errors:
        return ""
    proofs = case_steps.papers(entry, "photograph_first_day", "photograph", "paper", "", on)
    posted = actions.post_notice(notice=found, posted_on=on, place=place, by=request.actor, new_proofs=proofs)
    return _("已张贴，公示到%(ends)s。") % {"ends": posted.ends_on}


def _prove(request, found, entry) -> str:
    on, taken = entry.day("taken_down_on", _("撤下日期")), entry.day("photographed_on", _("照片日期"))
    if entry.errors:
        return ""
    proofs = case_steps.papers(entry, "photograph_last_day", "photograph", "paper", "", taken)
    actions.prove_posting(notice=found, taken_down_on=on, by=request.actor, new_proofs=proofs)
    return _("末日照片已收下，可以办下一步。")


def lines(found, actor, request):
    """The lines of the sheet: head, group, number of people, and for those who reach it the case."""
    page = page_of(NoticeEntry.objects.filter(notice=found).order_by("number"), request, 200)
    reached = set(
        CaseFile.objects.visible_to(actor).filter(pk__in=[row.case_id for row in page]).values_list("pk", flat=True)
    )
    names = visibility.sees(actor, "name") == visibility.FULL or is_hanging(found)
    rows = [
        {
            "number": row.number,
            "head": row.head_name if names else "·",
            "group": row.group_name,
            "members": row.members,
            "case": row.case_id if row.case_id in reached else None,
        }
        for row in page
    ]
    return {"page": page, "rows": rows}


def is_hanging(found) -> bool:
    """Whether everybody can read the sheet on the wall today."""
    return found.state == Notice.State.POSTED and found.posted_on <= clock.today() <= found.ends_on


def objections(found, actor) -> list[dict]:
    """Objections to what the notice lists."""
    rows = Objection.objects.visible_to(actor).filter(notice=found).order_by("pk")
    return [
        {
            "href": reverse("objection", args=[row.pk]),
            "receipt": row.receipt,
            "on": row.received_on,
            "state": _(row.get_state_display()),
        }
        for row in rows
    ]
