"""Intake: send workbooks, see what was taken in, mend what was held, withdraw with a reason."""

import tempfile
from pathlib import Path

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from luoshu.core import vault
from luoshu.core.errors import BadInput, NotPossible, Refusal
from luoshu.registry import acceptance, actions
from luoshu.registry import held as holding
from luoshu.registry import held_workbook as mending
from luoshu.registry.models import HeldHousehold, Upload
from luoshu.registry.policies import check_can_load
from luoshu.registry.template import write as write_template

from . import exports, formats, held_sheets, places, refusals, tasks
from . import jobs as incoming
from .bars import bar
from .paging import page_of

HELD_PAGE = 10
SUMMARY = 6
PHASES = {
    "reading": lazy("读文件"),
    "checking": lazy("校验"),
    "staging": lazy("准备入库"),
    "inserting": lazy("新增"),
    "updating": lazy("更新"),
    "committing": lazy("提交"),
    "replying": lazy("收尾"),
}


def intake(request):
    """The page of intake; a POST sends files, which are then taken in one by one."""
    if request.method == "POST":
        return _receive(request)
    return _page(request)


def _page(request, error=None, status=200):
    context = {
        "here": "intake",
        "error": error,
        "mapping": request.POST.get("mapping", "own"),
        "page": page_of(uploads_of(request.actor), request, 20),
        "open_held": held_of(request.actor).filter(state=HeldHousehold.State.OPEN).count(),
        **_jobs(request.actor),
    }
    return render(request, "intake.html", context, status=status)


def _receive(request):
    check_can_load(request.actor)
    files = request.FILES.getlist("files")
    if not files:
        return _page(request, {"what": _("没有选文件"), "remedy": _("请至少选一本工作簿。")}, 422)
    for file in files:
        tasks.start(incoming.receive(file, request.POST.get("mapping", "own"), request.actor), request.actor)
    return redirect("intake")


def jobs(request):
    """How far the files on their way in are: a fragment that asks again until all are done."""
    shown = _jobs(request.actor)
    return render(request, "_jobs.html", shown)


def _jobs(actor) -> dict:
    every = [_job(job) for job in incoming.of(actor)]
    return {"jobs": every, "running": any(job["is_running"] for job in every)}


def _job(job) -> dict:
    states = {
        incoming.WAITING: _("排队等着"),
        incoming.RUNNING: PHASES.get(job.phase, job.phase),
        incoming.DONE: _("收好了"),
        incoming.FAILED: formats.sentences(refusals.told(job.problem), refusals.told(job.remedy)),
    }
    return {
        "file_name": job.file_name,
        "said": states[job.state],
        "share": job.share,
        "is_running": job.state in (incoming.WAITING, incoming.RUNNING),
        "failed": job.state == incoming.FAILED,
        "href": reverse("upload", args=[job.upload_id]) if job.upload_id else "",
    }


def template(request):
    """The workbook to fill in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        return _file(path.read_bytes(), _("洛书导入模板"))


def _file(content, name):
    response = HttpResponse(content, content_type=exports.XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response


def uploads_of(actor):
    """The uploads within the reader's reach, newest first."""
    return Upload.objects.visible_to(actor).order_by("-loaded_at", "-id")


def held_of(actor):
    """The held households within the reader's reach."""
    return HeldHousehold.objects.visible_to(actor).select_related("upload")


def found_upload(actor, number) -> Upload:
    """The upload of that number within the reader's reach."""
    upload = uploads_of(actor).filter(id=number).first()
    if upload is None:
        raise Http404
    return upload


def upload(request, number):
    """What came of one workbook: counts, faulty cells where they were, what was withdrawn."""
    record = found_upload(request.actor, number)
    rows = held_of(request.actor).filter(upload=record)
    still_open = rows.filter(state=HeldHousehold.State.OPEN).order_by("code")
    page = page_of(still_open, request, HELD_PAGE)
    households = [held_sheets.of(row, request.actor) for row in page]
    count = page.paginator.count
    head = {"accepted": formats.number(record.accepted), "held": formats.number(record.held)}
    context = {
        "here": "intake",
        "upload": record,
        "heading": _("收下%(accepted)s户，待改%(held)s户") % head,
        "path": [
            *places.path(record.area, request.actor),
            {"name": _("导入"), "href": reverse("intake")},
            {"name": record.file_name},
        ],
        "steps": steps(count),
        "page": page,
        "households": households,
        "open_count": count,
        "summary": summary(households, count),
        "withdrawn": rows.filter(state=HeldHousehold.State.WITHDRAWN),
        "result_bar": bar(context_said(record), [("met", record.accepted), ("not", record.held)], record.households),
    }
    return render(request, "upload.html", context)


def context_said(record) -> str:
    """The bar in words."""
    return _("收下%(accepted)s户，待改%(held)s户") % {"accepted": record.accepted, "held": record.held}


def steps(open_count) -> list[dict]:
    """How far an upload is: what was taken in is done; mending goes on while anything is held."""
    titles = [_("上传"), _("认表头"), _("校验"), _("入库"), _("改错")]
    last = "now" if open_count else "done"
    return [{"title": title, "css": last if n == len(titles) else "done"} for n, title in enumerate(titles, 1)]


def summary(households, count) -> list[dict]:
    """The first faults as links to their cells, and how many households more there are."""
    faults = [fault for household in households for fault in household["faults"]]
    lines = [{"anchor": fault["anchor"], "text": fault["said"]} for fault in faults[:SUMMARY]]
    if count > len(households) or len(faults) > SUMMARY:
        text = ngettext("共%(n)s户，都在下面", "共%(n)s户，都在下面", count) % {"n": formats.number(count)}
        lines.append({"anchor": f"held-{households[0]['id']}", "text": text})
    return lines


def held(request):
    """The work list of households that wait to be mended."""
    rows = held_of(request.actor).filter(state=HeldHousehold.State.OPEN).order_by("area", "code")
    page = page_of(rows, request, HELD_PAGE)
    path = [*places.path(request.actor.area, request.actor), {"name": _("待改户")}]
    households = [held_sheets.of(row, request.actor) for row in page]
    context = {
        "page": page,
        "households": households,
        "open_count": page.paginator.count,
        "path": path,
        "here": "intake",
    }
    return render(request, "held.html", context)


def held_workbook(request, number):
    """The held households of an upload as a workbook to mend."""
    record = found_upload(request.actor, number)
    rows = held_of(request.actor).filter(upload=record, state=HeldHousehold.State.OPEN).order_by("code")
    if not rows:
        raise NotPossible(_("这本工作簿没有待改的户"), _("都改好或撤回了。"))
    name = _("待改-%(name)s") % {"name": Path(record.file_name).stem}
    return exports.handed_out(request, name, "xlsx", len(rows), lambda made: workbook_of(rows, request.actor, made))


def workbook_of(rows, actor, made) -> bytes:
    """The households as a workbook, checked anew: beside each faulty cell what is wrong and what to do."""
    book = holding.book_of([holding.content_of(row) for row in rows])
    with connection.cursor() as cursor, vault.working() as folder:
        checked = acceptance.check(book, cursor, acceptance.villages_of(actor))
        path = folder / "held.xlsx"
        mending.write(book, checked, path, lambda out: exports.stamp(out, made, exports.visible(made, actor)))
        return path.read_bytes()


@require_POST
def mend(request, number):
    """Put another value in one cell of a held household; it goes in as soon as nothing is wrong any more."""
    row = found_held(request.actor, number)
    change = {key: request.POST.get(key, "") for key in ("sheet", "field", "value")}
    line = request.POST.get("row", "")
    if not line.isdigit():
        raise BadInput(_("没有这一格"), _("请刷新页面再改。"))
    actions.mend_held(held=row, by=request.actor, row=int(line), **change)
    return _mended(request, number)


@require_POST
def withdraw(request, number):
    """Take a held household out of the work list, with a reason; it can still be looked up."""
    row = found_held(request.actor, number)
    reason = request.POST.get("reason", "").strip()
    try:
        actions.withdraw_held(held=row, reason=reason, by=request.actor)
    except Refusal as refusal:
        shown = held_sheets.of(row, request.actor) | {"error": refusals.of(refusal)}
        return render(request, "_held_household.html", {"household": shown}, status=422)
    return _mended(request, number)


def found_held(actor, number) -> HeldHousehold:
    """The held household of that number within the reader's reach."""
    row = held_of(actor).filter(id=number).first()
    if row is None:
        raise Http404
    return row


def _mended(request, number):
    """The household as it is now; without script, the page it stood on."""
    row = found_held(request.actor, number)
    if "HX-Request" in request.headers:
        return render(request, "_held_household.html", {"household": held_sheets.of(row, request.actor)})
    return redirect("upload", row.upload_id)
