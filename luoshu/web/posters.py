"""A notice as a poster: PDF for the printer, from the day it hangs or, before that, the day it is to hang from."""

from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from luoshu.core import clock
from luoshu.core.errors import BadInput
from luoshu.core.publishing import posters

from .notices import found_notice


def poster(request, number):
    """The sheet in A3 or, asked for by `paper`, A4; `starts` is the day a draft will hang from, else today."""
    notice = found_notice(request.actor, number)
    pdf, _lacking = posters.poster(notice, request.GET.get("paper", posters.PAPERS[0]), starts(request))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="notice-{number}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def starts(request) -> date:
    """The day asked for, or today."""
    asked = request.GET.get("starts", "")
    try:
        return date.fromisoformat(asked) if asked else clock.today()
    except ValueError as error:
        raise BadInput(_("日期请写成 2017-11-08 这样。"), place="starts") from error
