"""The reader's own account: password, second factor, recovery codes; and proving again who one is."""

import segno
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshu.core import accounts, passwords, second_factor
from luoshu.core.acts import opened
from luoshu.core.errors import BadInput, NotPossible
from luoshu.core.postings import holder_of
from luoshu.core.scope import within

from . import entry, origin, sessions
from .factor_forms import Code, OwnPassword

SECRET = "app_secret"  # the secret of an app being set up, until its first code proves it
SHOWN = "recovery_codes"


def own(request):
    """The reader about their own account, with or without a posting."""
    return request.actor or holder_of(request.user, origin.address(request))


def security(request):
    """What guards the account, and what is still owed."""
    found = second_factor.factors(request.user)
    names = {second_factor.TOTP: _("手机验证码"), second_factor.WEBAUTHN: _("安全密钥")}
    rows = [
        {"id": f.pk, "kind": f.type, "title": names[f.type], "name": f.data.get("name", ""), "used": f.last_used_at}
        for f in found
        if f.type in names
    ]
    about = {
        "factors": rows,
        "has_app": any(row["kind"] == second_factor.TOTP for row in rows),
        "codes": request.user.recovery_codes.count(),
        "is_required": settings.LUOSHU_SECOND_FACTOR == "required",
        "password_since": request.user.password_since,
    }
    return render(request, "security.html", {**about, "here": "me"})


def set_up_app(request):
    """Show the square code; the first right code takes the app in use."""
    if request.method == "POST":
        return _take_app(request, request.POST.get("code", "").strip())
    request.session[SECRET] = generate_totp_secret()
    return _show_app(request)


def _take_app(request, code):
    secret = request.session.get(SECRET)
    if secret is None:
        return redirect("set_up_app")
    try:
        accounts.add_app(account=request.user, secret=secret, code=code, by=own(request))
    except BadInput as error:
        return _show_app(request, error)
    del request.session[SECRET]
    return _factor_added(request)


def _show_app(request, error=None):
    """Always an ordinary answer: one of the failing kind would undo what the database was told."""
    secret = request.session[SECRET]
    square = segno.make(second_factor.address(request.user, secret), micro=False)
    parts = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    about = {"square": square.svg_data_uri(scale=5, border=2), "secret": parts, "error": error, "here": "me"}
    return render(request, "security_app.html", about)


def _factor_added(request):
    """On to the recovery codes, if there are none yet."""
    request.session[sessions.FACTOR] = True
    messages.success(request, _("第二因素已经启用"))
    return redirect("security") if request.user.recovery_codes.exists() else _new_codes(request)


class SetUpKey(AddWebAuthnView):
    """A key of the reader's: one to plug in, or the machine's own."""

    template_name = "security_key.html"

    def get_success_url(self):
        return reverse("security")

    def form_valid(self, form):
        super().form_valid(form)
        by = own(self.request)
        with within(by), opened("core.add_factor", by, subject=self.request.user.username, kind="webauthn"):
            pass
        return _factor_added(self.request)


@require_POST
def remove_factor(request, number):
    """Take one factor away; where one is required the last one stays."""
    found = second_factor.factors(request.user)
    if settings.LUOSHU_SECOND_FACTOR == "required" and len(found) < 2:
        raise NotPossible(_("这是最后一个第二因素"), _("请先添加另一个，再去掉这一个。"))
    accounts.remove_factor(account=request.user, number=number, by=own(request))
    messages.success(request, _("已经去掉"))
    return redirect("security")


@require_POST
def new_codes(request):
    """Draw ten new recovery codes."""
    return _new_codes(request)


def _new_codes(request):
    """Shown on this one answer and never again."""
    drawn = accounts.draw_recovery_codes(account=request.user, by=own(request))
    return render(request, "security_codes.html", {"drawn": drawn, "here": "me"})


def password(request):
    """Choose a new password."""
    error = None
    if request.method == "POST":
        facts = {name: request.POST.get(name, "") for name in ("old", "new", "again")}
        try:
            return _change(request, **facts)
        except BadInput as refusal:
            error = refusal
    about = {
        "error": error,
        "rule": passwords.rule(),
        "shortest": passwords.SHORTEST,
        "is_due": passwords.is_due(request.user),
    }
    return render(request, "security_password.html", {**about, "here": "me"})


def _change(request, old, new, again):
    if new != again:
        raise BadInput(_("两次输入的新密码不一样"), _("请再输一遍。"), place="again")
    accounts.change_password(account=request.user, old=old, new=new, by=own(request))
    update_session_auth_hash(request, request.user)
    messages.success(request, _("密码已经改了，别处登录的都已退出"))
    return redirect("security")


def again(request):
    """Prove who one is before something weighty: by the second factor, or by the password where there is none."""
    back = entry.wanted(request)
    kinds = {factor.type for factor in second_factor.factors(request.user)}
    of = OwnPassword if not kinds else Code
    form = of(request.POST or None, user=request.user, request=request)
    if request.method == "POST" and "credential" in request.POST:
        form = ReauthenticateWebAuthnForm(request.POST, user=request.user)
    if request.method == "POST" and form.is_valid():
        sessions.prove(request)
        return HttpResponseRedirect(back)
    about = {"form": form, "next": back, "has_code": second_factor.TOTP in kinds, "has_key": False}
    if second_factor.WEBAUTHN in kinds:
        about |= {"has_key": True, "js_data": {"request_options": begin_authentication(request.user)}}
    return render(request, "again.html", {**about, "has_password": not kinds})
