"""The command that opens the first accounts: a password for once, a posting, nothing half done."""

import re

import pytest
from typer.testing import CliRunner

from luoshu.config import account_commands
from luoshu.core.errors import BadInput, NotPossible
from luoshu.core.models import Account
from luoshu.core.postings import actor_of

pytestmark = pytest.mark.django_db


def run(*words):
    return CliRunner().invoke(account_commands.app, words, catch_exceptions=False).output


def told(output):
    return re.search(r"一次性密码：(\S+)", output)[1]


def open_one():
    return run("open", "guard", "张卫", "--role", "security_administrator", "--area", "4103")


def test_an_empty_database_has_no_account_and_the_command_opens_the_first():
    assert not Account.objects.exists()
    password = told(open_one())
    account = Account.objects.get()
    assert account.check_password(password)
    assert account.is_password_given
    assert actor_of(account).role == "security_administrator"


def test_a_role_there_is_not_opens_no_account():
    with pytest.raises(NotPossible, match="岗位"):
        run("open", "guard", "张卫", "--role", "king", "--area", "4103")
    assert not Account.objects.exists()


def test_reset_and_disable():
    first = told(open_one())
    second = told(run("reset", "guard", "--reason", "手机丢了"))
    account = Account.objects.get()
    assert account.check_password(second)
    assert not account.check_password(first)
    run("disable", "guard", "--reason", "离任")
    assert not Account.objects.get().is_active
    with pytest.raises(BadInput, match="没有 nobody"):
        run("disable", "nobody", "--reason", "离任")
