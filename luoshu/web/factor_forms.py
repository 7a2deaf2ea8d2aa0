"""The forms at the door: password, code, new password. One sentence for each kind of failure."""

from allauth.core import context
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.forms import CharField, Form, PasswordInput, TextInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import second_factor, tries

from . import devices

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code"}


def too_many():
    return ValidationError(_("试得太多了，请过15分钟再试；忘了请找安全管理员重设。"))


class LogIn(Form):
    """User name and password; the same answer and the same work whether the name exists or not."""

    username = CharField(label=lazy("用户名"), max_length=150)
    password = CharField(label=lazy("密码"), widget=PasswordInput, strip=False, max_length=128)

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self):
        """Find the account; its password is checked by Django's own means, if it has not been tried too often."""
        facts = super().clean()
        if self.errors:
            return facts
        key = devices.key_of(self.request, "password", facts["username"])
        if not tries.count(key):
            raise too_many()
        self.account = authenticate(self.request, username=facts["username"], password=facts["password"])
        if self.account is None:
            raise ValidationError(_("用户名或密码不对，请再试一次；忘了密码请找管理员重设。"))
        tries.forget(key)
        return facts


class Code(Form):
    """The code of the app, or a recovery code."""

    code = CharField(label=lazy("验证码"), max_length=20, widget=TextInput(attrs=CODE))

    def __init__(self, *args, user, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request or context.request

    def clean_code(self):
        """Each code once, few tries."""
        key = devices.key_of(self.request, "code", self.user.username)
        if not tries.count(key):
            raise too_many()
        if not second_factor.accept(self.user, self.cleaned_data["code"]):
            raise ValidationError(_("验证码不对，或者已经用过，请等下一个。"))
        tries.forget(key)
        return self.cleaned_data["code"]

    def save(self):
        """Nothing is left to be done: taking the code has used it."""


class OwnPassword(Form):
    """The password again, of somebody who has no second factor."""

    password = CharField(label=lazy("密码"), widget=PasswordInput, strip=False, max_length=128)

    def __init__(self, *args, user, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request

    def clean_password(self):
        """Few tries, counted with those at the door."""
        key = devices.key_of(self.request, "password", self.user.username)
        if not tries.count(key):
            raise too_many()
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("密码不对，请再试一次。"))
        tries.forget(key)
        return self.cleaned_data["password"]
