"""From a logged-in account to an actor: which postings are current, and what they reach."""

from dataclasses import replace

from luoshu.core import clock, statements
from luoshu.core.scope import Actor

CURRENT = "select posting_id, role, area, whole, rolls from luoshu_postings(%s, %s)"


def postings_of(user):
    """The account's postings of today as actors, newest first. Read past row-level security by a narrow function."""
    return [
        Actor(
            name=str(user),
            role=role,
            area=area,
            user_id=user.pk,
            posting_id=posting,
            whole=whole,
            rolls=tuple(rolls),
        )
        for posting, role, area, whole, rolls in statements.rows(CURRENT, [user.pk, clock.today()])
    ]


def actor_of(user, posting_id=None):
    """The actor for a user, in the posting they chose or else the newest; None without a current posting.

    Asked anew for every request, so that an ended or changed posting counts from the next one on.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    actors = postings_of(user)
    chosen = [actor for actor in actors if actor.posting_id == posting_id]
    return next(iter(chosen or actors), None)


def holder_of(user, origin=""):
    """The actor for what somebody does to their own account: in their posting, or without one, reaching nothing."""
    found = actor_of(user) or Actor(name=str(user), role="holder", area="", user_id=user.pk, whole=False)
    return replace(found, origin=origin)
