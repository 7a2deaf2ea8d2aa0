"""How long a log-in holds: until the reader has been away for a while, until the day's work is over, until disabled.

Three moments are kept in the session: when it was entered, when the reader was last seen, when the reader last proved
who they are (`fresh`). An account that still has to choose its password or second factor reaches nothing else.
"""

from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from luoshu.core import clock, passwords, second_factor

ENTERED, SEEN, FRESH, FACTOR = "entered", "seen", "fresh", "factor"
STEP = 60  # seconds: a session is not written for every request
FRESH_FOR = 5 * 60
# Where an account that is not yet in order may go, and where nothing is shown of the register.
DOOR = ("/login", "/logout", "/language", "/me/security")


class SessionsMiddleware:
    """Ends sessions that are over and keeps what they showed out of every cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}"):
            return self.get_response(request)
        if request.user.is_authenticated and is_over(request):
            logout(request)
        ahead = request.user.is_authenticated and not request.path.startswith(DOOR) and unfinished(request)
        response = to(request, ahead) if ahead else self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def now() -> int:
    return int(clock.now().timestamp())


def begin(request):
    """The reader has just proved who they are: the session counts from here."""
    request.session[ENTERED] = request.session[SEEN] = request.session[FRESH] = now()


def is_over(request) -> bool:
    """Whether the session has been idle or open for too long; if not, the reader was seen now."""
    session, moment = request.session, now()
    if ENTERED not in session:
        begin(request)
    idle, whole = moment - session[SEEN], moment - session[ENTERED]
    if idle > 60 * settings.LUOSHU_IDLE_MINUTES or whole > 60 * settings.LUOSHU_SESSION_MINUTES:
        return True
    if idle >= STEP and not is_automatic(request):
        session[SEEN] = moment
    return False


def is_automatic(request) -> bool:
    """A fragment that a page asks for by itself does not show that somebody sits before it."""
    return request.method == "GET" and "HX-Request" in request.headers


def unfinished(request) -> str | None:
    """The page of what the account still owes: a password of its own, a second factor."""
    if not settings.LUOSHU_DEMO and passwords.is_due(request.user):
        return reverse("password")
    if settings.LUOSHU_SECOND_FACTOR != "required" or request.session.get(FACTOR):
        return None
    if not second_factor.has(request.user):
        return reverse("security")
    request.session[FACTOR] = True
    return None


def is_fresh(request) -> bool:
    """Whether the reader proved who they are within the last minutes."""
    return now() - request.session.get(FRESH, 0) <= FRESH_FOR


def prove(request):
    """The reader proved it again."""
    request.session[FRESH] = request.session[SEEN] = now()


def fresh(view):
    """Wrap a view that hands out or decides much: who has not proved who they are lately does so first."""

    @wraps(view)
    def open_view(request, *args, **kwargs):
        return view(request, *args, **kwargs) if is_fresh(request) else to_proof(request)

    return open_view


def to_proof(request):
    """Off to prove it and back; what was being sent is still in the form, kept by the tab."""
    return to(request, f"{reverse('again')}?{urlencode({'next': came_from(request)})}")


def came_from(request) -> str:
    """The page to come back to: this one, or for what was sent, the page it was sent from."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(told)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def to(request, address):
    """Go there; a fragment cannot show another page in its place, so the whole page goes."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
