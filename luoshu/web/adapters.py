"""How allauth behaves here: it leads through the steps of a log-in and speaks WebAuthn; accounts are opened by others.

No sign-up, no e-mail, no messages of its own. Codes, limits and sessions are ours (core/second_factor, core/tries,
sessions), as its own hang on a cache that processes do not share.
"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as lazy

from luoshu.core.acts import opened
from luoshu.core.postings import holder_of
from luoshu.core.roles import WATCHERS
from luoshu.core.scope import within

from . import devices, origin, sessions


class AccountAdapter(DefaultAccountAdapter):
    """The steps of a log-in: a password, then the second factor of those who have one."""

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_reauthentication_required(self, *, app, **kwargs):
        """Our own wrapper asks for it (`sessions.fresh`)."""
        return False

    def login(self, request, user):
        """A new session with a new number; who came in, when and where from is kept."""
        super().login(request, user)
        sessions.begin(request)
        by = holder_of(user, origin.address(request))
        with within(by), opened("core.log_in", by, subject=user.username, sealed=by.role in WATCHERS):
            pass

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        devices.remember(request, response, user.username)
        return response

    def add_message(self, *args, **kwargs):
        """Our pages say it themselves."""

    def send_notification_mail(self, *args, **kwargs):
        """There is no mail on these networks; the log keeps it."""


class FactorAdapter(DefaultMFAAdapter):
    """What keys are called, and what is said when one is not accepted."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": lazy("没有认出这把安全密钥，请再试一次。")}

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "洛书"}

    def send_notification_mail(self, *args, **kwargs):
        """There is no mail on these networks; the log keeps it."""
