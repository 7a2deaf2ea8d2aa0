"""Who acts and which rows they reach: the first wall (`visible_to`) and the settings behind the second (RLS)."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections, models, transaction

SETTINGS = ("luoshu.low", "luoshu.high", "luoshu.households")


@dataclass(frozen=True)
class Actor:
    """A person in a posting, or the system for a reason; reaches `area` and, if given, only `households` in it."""

    name: str
    role: str
    area: str
    user_id: int | None = None
    posting_id: int | None = None
    households: tuple[int, ...] | None = None
    origin: str = ""

    @classmethod
    def system(cls, reason, area=""):
        """Luoshu itself, e.g. a migration of data or a nightly job; `reason` is kept with every act."""
        return cls(name=reason, role="system", area=area, origin="system")

    @property
    def low(self):
        """The first code reached; never empty, so that an unset scope cannot be taken for the whole country."""
        return self.area or "0"

    @property
    def high(self):
        """The first code after those reached: ':' follows '9'."""
        return f"{self.area}:"


def households_setting(actor):
    """The households as PostgreSQL reads them; `*` is no restriction, and unset is refused."""
    if actor.households is None:
        return "*"
    return "{" + ",".join(str(int(number)) for number in actor.households) + "}"


@contextmanager
def within(actor, using="default"):
    """One transaction that reaches what `actor` reaches. Inside another, the outer scope comes back at the end."""
    connection = connections[using]
    outer = _read(connection) if connection.in_atomic_block else None
    with transaction.atomic(using=using):
        _write(connection, (actor.low, actor.high, households_setting(actor)))
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


class ScopedQuerySet(models.QuerySet):
    """Rows that carry `area`; `household_path` names the column compared with the actor's households."""

    def visible_to(self, actor):
        """Only what `actor` reaches; nobody reaches nothing."""
        if actor is None:
            return self.none()
        rows = self.filter(area__gte=actor.low, area__lt=actor.high)
        path = getattr(self.model, "household_path", None)
        if actor.households is not None and path:
            rows = rows.filter(**{f"{path}__in": actor.households})
        return rows


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)
