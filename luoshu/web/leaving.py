"""Files that left: one's own to download again, others' to release, and who read more than anybody needs."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from luoshu.core import permissions
from luoshu.core.exports import actions, kept, reading
from luoshu.core.models import Export
from luoshu.registry import actions as register
from luoshu.registry import copies

from . import exports as files
from . import formats, households, places
from .paging import page_of

STATES = {"ready": lazy("可下载"), "waiting": lazy("等待批准"), "refused": lazy("未批准")}
GUARD = "security_administrator"


def exports(request):
    """The reader's own exports, what waits for their release, and for the guard the marks."""
    by = request.actor
    page = page_of(kept.own(by).order_by("-id"), request, 20)
    waiting = Export.objects.none()
    if permissions.may(by, "core.release_export"):
        waiting = Export.objects.visible_to(by).filter(state=Export.State.WAITING).exclude(user_id=by.user_id)
    about = {
        "page": page,
        "rows": [shown(each) for each in page],
        "waiting": [shown(each) for each in waiting.select_related("user").order_by("id")],
        "marked": reading.marked(by) if by.role == GUARD else [],
        "here": "me",
    }
    return render(request, "exports.html", about)


def shown(each) -> dict:
    """One export as the page tells it."""
    state = _("已过保存期限") if kept.is_over(each) else STATES[each.state]
    return {
        "id": each.id,
        "name": each.name,
        "rows": formats.number(each.rows),
        "at": each.at,
        "by": each.user.name,
        "place": places.name(each.area),
        "reason": each.reason,
        "state": state,
        "sha256": each.sha256,
        "is_ready": each.state == Export.State.READY and not kept.is_over(each),
    }


def download(request, number):
    """The reader's own export again, byte for byte."""
    made = get_object_or_404(kept.own(request.actor), pk=number)
    return files.answer(made, actions.download(export=made, by=request.actor))


@require_POST
def decide(request, number):
    """Release or refuse somebody else's export."""
    made = get_object_or_404(Export.objects.visible_to(request.actor), pk=number)
    actions.release_export(export=made, is_released=request.POST.get("is_released") == "yes", by=request.actor)
    return redirect("exports")


def copy(request, code):
    """Everything held about a household and its people as a file to hand to them; says who asked for it."""
    household = households.found(request.actor, code)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        about = {"code": code, "is_empty": request.method == "POST", "here": "02"}
        return render(request, "copy_ask.html", about, status=422 if about["is_empty"] else 200)
    facts = register.copy_household(household=household, reason=reason, by=request.actor)
    name = _("本人信息-%(code)s") % {"code": code}
    return files.file_of(request, name, copies.HEADS, [fact.cells() for fact in facts], people=True)
