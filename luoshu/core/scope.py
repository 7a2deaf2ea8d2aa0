"""Who acts and which rows they reach: the first wall (`visible_to`) and the settings behind the second (RLS)."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models, transaction

SETTINGS = ("luoshu.low", "luoshu.high", "luoshu.place", "luoshu.rolls", "luoshu.account")
NOWHERE = ":"  # after every code: as low and high it is a range without codes


@dataclass(frozen=True)
class Actor:
    """A person in a posting, or the system for a reason.

    Reaches the union of `area`, if it is theirs as a whole, and of the households on `rolls` (numbers of named lists:
    those a helper helps, a programme serves, a sample drew). `area` is the place of duty in any case.
    """

    name: str
    role: str
    area: str
    user_id: int | None = None
    posting_id: int | None = None
    whole: bool = True
    rolls: tuple[int, ...] = ()
    origin: str = ""

    @classmethod
    def system(cls, reason, area=""):
        """Luoshu itself, e.g. a migration of data or a nightly job; `reason` is kept with every act."""
        return cls(name=reason, role="system", area=area, origin="system")

    @property
    def place(self):
        """The place of duty; never empty, so that an unset scope cannot be taken for the whole country."""
        return self.area or "0"

    @property
    def low(self):
        """The first code reached."""
        return self.place if self.whole else NOWHERE

    @property
    def high(self):
        """The first code after those reached: ':' follows '9'."""
        return f"{self.area}:" if self.whole else NOWHERE


def settings_of(actor):
    """What the session says about the actor, in the order of SETTINGS."""
    rolls = ",".join(str(int(number)) for number in actor.rolls)
    return actor.low, actor.high, actor.place, f"{{{rolls}}}", str(actor.user_id or 0)


@contextmanager
def within(actor, using="default"):
    """One transaction that reaches what `actor` reaches. Inside another, the outer scope comes back at the end."""
    connection = connections[using]
    outer = _read(connection) if connection.in_atomic_block else None
    with transaction.atomic(using=using):
        _write(connection, settings_of(actor))
        yield actor
        if outer and not connection.needs_rollback:
            _write(connection, outer)


def _read(connection):
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS))
        return cursor.fetchone()


def _write(connection, values):
    """Always local to the transaction: a setting of the session would serve the next user of the connection."""
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS), list(values))


def above(actor):
    """The codes of the city, county and township the actor's place lies in, filled up as rows carry them."""
    return [actor.area[:digits].ljust(12, "0") for digits in (4, 6, 9)]


def households_on(rolls):
    """The numbers of the households on any of these rolls, as a query."""
    rows = apps.get_model("core", "RollHousehold").objects.filter(roll_id__in=rolls)
    return rows.values("household_id")


class ScopedQuerySet(models.QuerySet):
    """Rows that carry `area`.

    `household_path` of the model names the column that says whose household a row is about; `is_seen_below` says that
    those below a row's area see it too.
    """

    def visible_to(self, actor):
        """Only what `actor` reaches; nobody reaches nothing."""
        if actor is None:
            return self.none()
        path = getattr(self.model, "household_path", None)
        inside = models.Q(area__gte=actor.low, area__lt=actor.high)
        if getattr(self.model, "is_seen_below", False):
            inside |= models.Q(area__in=above(actor))
        if not (actor.rolls and path):
            return self.filter(inside)
        listed = models.Q(**{f"{path}__in": households_on(actor.rolls)})
        return self.filter(inside | listed if actor.whole else listed)


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)
