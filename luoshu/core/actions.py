"""Accounts, postings and areas: the writes of this package."""

from luoshu.core import passwords, policies
from luoshu.core.accounts import end_sessions
from luoshu.core.acts import action, note
from luoshu.core.areas import loading
from luoshu.core.errors import NotPossible
from luoshu.core.models import Account, Posting


@action("core.create_account")
def create_account(*, username, name, password, by):
    """An account for one person, with a password to be changed at the first log-in; reaches nothing until appointed."""
    policies.check_can_open_accounts(by)
    if Account.objects.filter(username=username).exists():
        raise NotPossible(f"用户名 {username} 已有人使用", "请换一个用户名。")
    passwords.check(password, Account(username=username, name=name))
    note(subject=username)
    return Account.objects.create_user(username, password=password, name=name, is_password_given=True)


@action("core.appoint")
def appoint(*, user, role, area, since, by, until=None, whole=True, rolls=()):
    """Give an account a posting at `area` (a code prefix), reaching all of it if `whole`, and the `rolls` (ids)."""
    policies.check_can_appoint(by, role=role, area=area, user=user, since=since, until=until)
    policies.check_reaches_rolls(by, rolls)
    note(subject=user.username, role=role, area=area)
    posting = Posting(user=user, role=role, county=area[:6], area=area, since=since, until=until)
    posting.whole, posting.rolls = whole, sorted(rolls)
    posting.full_clean(exclude=["user", "county"], validate_unique=False)
    posting.save()
    end_sessions(user)
    return posting


@action("core.change_posting")
def change_posting(*, posting, by, area=None, whole=None, rolls=None):
    """Move a posting elsewhere or give it other rolls; the next request of its holder follows."""
    policies.check_can_appoint(by, role=posting.role, area=area or posting.area, user=posting.user)
    if area is not None:
        posting.area, posting.county = area, area[:6]
    if whole is not None:
        posting.whole = whole
    if rolls is not None:
        policies.check_reaches_rolls(by, rolls)
        posting.rolls = sorted(rolls)
    note(subject=posting.user.username, role=posting.role, area=posting.area)
    posting.save(update_fields=["area", "county", "whole", "rolls"])
    end_sessions(posting.user)
    return posting


@action("core.end_posting")
def end_posting(*, posting, until, by, reason=""):
    """The posting's last day is `until`."""
    policies.check_can_appoint(by, role=posting.role, area=posting.area, user=posting.user)
    if until < posting.since:
        raise NotPossible("离任日期早于任职日期", f"任职从 {posting.since} 起。")
    note(subject=posting.user.username, role=posting.role, area=posting.area)
    posting.until = until
    posting.save(update_fields=["until"])
    end_sessions(posting.user)
    return posting


@action("core.load_areas")
def load_areas(*, path, by, edition=None, since=None, source="", in_use=True):
    """Take in a CSV of areas (code,name,level,parent) as one edition; returns how many rows were added or changed."""
    policies.check_can_manage_areas(by)
    counts = loading.load(path, edition=edition, since=since, source=source, in_use=in_use)
    note(subject=str(path), **counts)
    return counts


@action("core.load_succession")
def load_succession(*, path, old, new, by):
    """Take in a CSV of successions (old,new) between two loaded editions; returns how many were added."""
    policies.check_can_manage_areas(by)
    added = loading.load_succession(path, old=old, new=new)
    note(subject=str(path), added=added)
    return added


@action("core.add_place")
def add_place(*, parent, name, level, by):
    """A natural village or a group below a village: gets the next free two digits. Returns the area."""
    policies.check_can_add_place(by, parent=parent)
    note(subject=name, parent=parent)
    return loading.add_place(parent=parent, name=name, level=level)
