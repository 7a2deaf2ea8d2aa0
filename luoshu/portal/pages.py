"""The pages: notices by area, one notice, objecting and reporting, what became of it."""

from datetime import date

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from luoshu.core import clock, network
from luoshu.core.errors import Refusal
from luoshu.core.receipts import is_receipt
from luoshu.portal import store, writing
from luoshu.portal.language import say

DIGITS = (4, 6, 9, 12)
COLUMNS = ("number", "head", "group", "members", "village")
LISTED = 30  # notices of an area that are listed at once; with more, its places lead on
WRITTEN_AN_HOUR, ASKED_AN_HOUR = 20, 60  # from one network address
forms = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def home(request):
    """Counties with notices, a search by name, and the ways to everything else."""
    word = request.GET.get("q", "").strip()[:20]
    given = {"word": word, "found": _named(store.found(word)) if word else []}
    every = store.notices()
    given |= {"places": _places("", 6), "notices": [_told(each) for each in every if len(each["area"]) <= 4]}
    return render(request, "portal/home.html", {**given, "count": len(every), "issued": store.told("issued")})


@require_safe
def area(request, code):
    """The notices of a place and of those below it."""
    path = _path(code)
    notices = store.notices(code)
    below = [digits for digits in DIGITS if digits > len(code)]
    here = notices if len(notices) <= LISTED else [each for each in notices if each["area"] == code]
    given = {"code": code, "path": path, "notices": [_told(each) for each in here], "count": len(notices)}
    return render(request, "portal/area.html", {**given, "places": _places(code, below[0]) if below else []})


@require_safe
def notice(request, number):
    """One notice while it is in force."""
    return render(request, "portal/notice.html", {"notice": _told(_in_force(number)), "number": number})


@forms
def object_to(request, number):
    """Object to a notice as a whole or to one line of it."""
    found = _told(_in_force(number))
    lines = {line["number"] for line in found["lines"]}
    return _form(request, found["area"], lines, number, {"notice": found})


@forms
def report(request, code):
    """Report something about a place."""
    return _form(request, code, (), None, {"path": _path(code), "code": code})


@forms
def receipt(request):
    """What became of it. The number is sent, not put into the address, so that it stands in no log."""
    if request.method != "POST":
        return render(request, "portal/receipt.html")
    number = "".join(request.POST.get("number", "")[:40].split())
    given = {"number": number, "asked": True}
    if _is_too_much(request, "receipt", ASKED_AN_HOUR):
        return render(request, "portal/receipt.html", {**given, "too_much": True}, status=429)
    known = store.became_of(number) if is_receipt(number) else None
    given |= {"is_number": is_receipt(number), "found": _answer(known)}
    return render(request, "portal/receipt.html", given)


@require_GET
def about(request):
    """Who answers, what is kept, who reads it."""
    return render(request, "portal/about.html")


# -- forms -------------------------------------------------------------------------------------------------------------


def _form(request, area, lines, number, given):
    """Show the form, or take it: every fault is told beside its field, and nothing typed is lost."""
    if request.method != "POST":
        line = request.GET.get("line", "")
        written = writing.empty(line if line in {str(each) for each in lines} else "")
        return _asked(request, written, given)
    written = writing.read(request.POST, lines)
    if written.wrong:
        return _asked(request, written, given, status=400)
    if _is_too_much(request, "letter", WRITTEN_AN_HOUR):
        return _asked(request, written, given, "提得太多了，请过一个小时再提", 429)
    try:
        receipt = writing.send(written, area, number)
    except Refusal as error:
        return _asked(request, written, given, error.what, 503, error.remedy)
    response = render(request, "portal/taken.html", {**given, "receipt": receipt})
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(request, written, given, refused="", status=200, remedy=""):
    wrong = {name: say(text, request.language, **values) for name, (text, values) in written.wrong.items()}
    told = {"written": written.values, "wrong": wrong, "refused": refused, "remedy": remedy}
    response = render(request, "portal/form.html", {**given, **told}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_too_much(request, what, most):
    source = network.source(network.address(request.META, settings.LUOSHU_PROXIES))
    return store.is_too_much(what, source, most)


def stale(request, reason=""):
    """A form older than its cookie: shown again with what was typed, to be sent once more."""
    match = request.resolver_match
    if match is None or match.url_name not in ("object", "report") or request.method != "POST":
        return render(request, "portal/wrong.html", {"why": "stale"}, status=403)
    written = writing.read(request.POST)
    written.wrong = {}
    if match.url_name == "report":
        code = match.kwargs["code"]
        return _asked(request, written, {"path": _path(code), "code": code}, AGAIN, 403)
    return _asked(request, written, {"notice": _told(_in_force(match.kwargs["number"]))}, AGAIN, 403)


AGAIN = "页面开得太久了，请再按一次提交"


def bad_request(request, exception=None):
    """Something no page of ours sends."""
    return render(request, "portal/wrong.html", {"why": "bad"}, status=400)


def not_found(request, exception=None):
    """No such page, or a notice whose term is over."""
    return render(request, "portal/wrong.html", {"why": "gone"}, status=404)


def broken(request):
    """A fault of ours."""
    return render(request, "portal/wrong.html", {"why": "broken"}, status=500)


# -- what pages show ---------------------------------------------------------------------------------------------------


def _in_force(number):
    found = store.notice(number) if number < 2**62 else None
    if found is None:
        raise Http404
    return found


def _told(notice):
    """A notice with its days as days and its lines by name."""
    ends = date.fromisoformat(notice["ends"])
    lines = [dict(zip(COLUMNS, line, strict=True)) for line in notice["lines"]]
    days = {"begins": date.fromisoformat(notice["begins"]), "ends": ends, "left": (ends - clock.today()).days}
    return {**notice, **days, "lines": lines, "has_villages": any(line["village"] for line in lines)}


def _answer(found):
    if found is None:
        return None
    days = ("received_on", "due_on", "decided_on")
    return {**found, **{name: date.fromisoformat(found[name]) for name in days if found.get(name)}}


def _path(code):
    """The place and those above it as (code, name); no such place is no such page."""
    known = store.areas(code[:4]) if code.isascii() and code.isdigit() and len(code) in DIGITS[1:] else {}
    if code not in known:
        raise Http404
    return [(code[:digits], known[code[:digits]]) for digits in DIGITS[1:] if digits <= len(code)]


def _places(prefix, digits):
    """The places one level down with how many notices hang in each; those without come too, to report from."""
    counted = {}
    for code, number in store.counts(prefix).items():
        counted[code[:digits]] = counted.get(code[:digits], 0) + number
    known = [(code, name) for code, name in store.areas(prefix).items() if len(code) == digits]
    return [(code, name, counted.get(code, 0)) for code, name in known]


def _named(found):
    """Found places with the names above them."""
    known = store.areas()
    return [(code, " ".join(_above(code, known))) for code, _name in found if len(code) in DIGITS[1:]]


def _above(code, known):
    return [known[code[:digits]] for digits in DIGITS[1:] if digits <= len(code) and code[:digits] in known]
