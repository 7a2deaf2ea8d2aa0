"""The door: log in, log out, and which posting one acts in."""

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import ValidationError
from django.forms import CharField, Form, PasswordInput
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from luoshu.core.errors import NotAllowed
from luoshu.core.models import RollHousehold
from luoshu.core.postings import postings_of

from . import places, words

POSTING = "posting"  # the key in the session that the scope of each request is read by


class LogIn(Form):
    """User name and password; one sentence for every kind of failure, so that nobody learns which names exist."""

    username = CharField(label=lazy("用户名"), max_length=150)
    password = CharField(label=lazy("密码"), widget=PasswordInput, strip=False)

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self):
        """Find the account; its password is checked by Django's own means."""
        facts = super().clean()
        if self.errors:
            return facts
        self.account = authenticate(self.request, username=facts["username"], password=facts["password"])
        if self.account is None:
            raise ValidationError(_("用户名或密码不对，请再试一次；忘了密码请找管理员重设。"))
        return facts


def log_in(request):
    """The log-in page; goes back to where the reader wanted to be."""
    back = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    form = LogIn(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.account)
        return HttpResponseRedirect(back)
    status = 422 if form.errors else 200
    return render(request, "login.html", {"form": form, "next": back, "expired": "next" in request.GET}, status=status)


@require_POST
def log_out(request):
    """End the session."""
    logout(request)
    return redirect("login")


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
