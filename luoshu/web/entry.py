"""The door: log in, log out, and which posting one acts in."""

from allauth.account.utils import perform_login
from allauth.mfa.base.views import AuthenticateView
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshu.core import second_factor
from luoshu.core.errors import NotAllowed
from luoshu.core.models import RollHousehold
from luoshu.core.postings import postings_of

from . import places, words
from .factor_forms import Code, LogIn

POSTING = "posting"  # the key in the session that the scope of each request is read by


def log_in(request):
    """The log-in page; goes on to the second factor, and then back to where the reader wanted to be."""
    back = wanted(request)
    form = LogIn(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return perform_login(request, form.account, redirect_url=back)
    status = 422 if form.errors else 200
    return render(request, "login.html", {"form": form, "next": back, "expired": "next" in request.GET}, status=status)


def wanted(request) -> str:
    """The page to go on to, if it is one of ours."""
    back = request.POST.get("next") or request.GET.get("next") or "/"
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/"


class SecondFactor(AuthenticateView):
    """The second step of a log-in: a code or a key."""

    template_name = "factor.html"
    form_class = Code

    def get_context_data(self, **kwargs):
        kinds = {factor.type for factor in second_factor.factors(self.stage.login.user)}
        return {**super().get_context_data(**kwargs), "has_key": second_factor.WEBAUTHN in kinds}


@require_POST
def log_out(request):
    """End the session, and with it what the browser kept of it."""
    logout(request)
    response = redirect("login")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def me(request):
    """The reader's current postings: each is a duty in a place."""
    postings = [
        {
            "id": each.posting_id,
            "title": words.role(each.role),
            "place": places.name(each.area),
            "households": None if each.whole else RollHousehold.objects.filter(roll__in=each.rolls).count(),
        }
        for each in postings_of(request.user)
    ]
    return render(request, "me.html", {"postings": postings, "here": "me"})


@require_POST
def switch_posting(request):
    """Act in another of one's current postings from now on."""
    asked = request.POST.get("posting", "")
    found = next((each for each in postings_of(request.user) if str(each.posting_id) == asked), None)
    if found is None:
        raise NotAllowed(_("这不是您现在的任职"), _("请在列表里选一项。"))
    request.session[POSTING] = found.posting_id
    messages.success(request, _("现在以“%(role)s”办事") % {"role": words.role(found.role)})
    return redirect("home")
