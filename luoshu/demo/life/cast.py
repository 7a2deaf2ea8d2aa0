"""Who records which step: for each place of the story the officials of every level, by the accounts of the demo."""

from dataclasses import dataclass

from luoshu.core.scope import Actor
from luoshu.demo import accounts
from luoshu.policy.procedures import organs

# Whom a body's decisions are recorded by, the first who may and is at hand.
RECORDERS = {
    "household": ("secretary", "worker"),
    "village": ("worker", "secretary"),
    "township": ("township",),
    "county": ("director", "register"),
    "city": ("office",),
    "province": ("office2",),
    "state": ("office2",),
}
BY_ORGAN = {"source": ("secretary", "worker"), "evaluator": ("evaluator",), "county_office": ("register", "director")}
# Steps of the county office that decide, and so are not the register clerk's.
OF_THE_DIRECTOR = (
    "approve",
    "county_refuses",
    "county_sends_back",
    "verify",
    "settle",
    "enter",
    "correct",
    "move",
    "carry_out",
)


@dataclass(frozen=True)
class Cast:
    """The officials of one village and of everything above it."""

    area: str
    people: dict

    def recorder(self, step):
        """Who records a step here."""
        organ = organs()[step.organ]
        names = BY_ORGAN.get(step.organ) or RECORDERS[organ.level]
        if step.organ == "county_office" and step.name in OF_THE_DIRECTOR:
            names = names[::-1]
        if step.opens:  # where the village may, it begins, so that those above are free to decide
            names = ("secretary", "worker", *names)
        at_hand = [self.people[name] for name in (*names, *self.people) if name in self.people]
        return next(actor for actor in at_hand if actor.role in step.recorders)

    def poster(self, level):
        """Who hangs a notice at a place of that level."""
        name = {"village": "worker", "township": "township", "county": "register"}.get(level, "office")
        return self.people[name]

    def answering(self, organ):
        """Who answers an objection that this body hears."""
        return next(each for each in self.people.values() if each.role in organs()[organ].recorders)


# The part each account plays in a place, and the accounts that play it.
PARTS = {
    "village": {"worker": "worker", "secretary": "secretary", "township": "township"},
    "village2": {"worker": "worker3", "township": "township3"},
    "village3": {"worker": "worker4", "township": "township4"},
    "other_village": {
        "worker": "neighbour4",
        "township": "neighbour3",
        "register": "neighbour2",
        "director": "neighbour",
    },
}
EVERYWHERE = {"register": "register", "director": "director", "office": "office", "office2": "office2",
              "evaluator": "evaluator"}  # fmt: skip


def casts(by):
    """{place of the story: its Cast}, for the places that the city is large enough to have."""
    codes, _ = accounts.places(by)
    actors = _actors()
    found = {}
    for place, parts in PARTS.items():
        if place in codes:
            people = {part: actors[name] for part, name in {**EVERYWHERE, **parts}.items()}
            found[place] = Cast(codes[place], people)
    return found


def director_of(county, name):
    """The head of another county's office, who has no log-in in the demo."""
    return Actor(name=name, role="county_director", area=county)


def _actors():
    from luoshu.core.models import Account
    from luoshu.core.postings import actor_of

    names = {name for parts in (*PARTS.values(), EVERYWHERE) for name in parts.values()}
    return {user.username: actor_of(user) for user in Account.objects.filter(username__in=names)}
