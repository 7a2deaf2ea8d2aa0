"""What is read of the register: lists with their filters, a household's page, the work list, uploads."""

import tempfile
from pathlib import Path

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from luoshu.core.errors import NotPossible
from luoshu.core.models import Area
from luoshu.registry import acceptance
from luoshu.registry import held_workbook as workbooks
from luoshu.registry.held import book_of, content_of
from luoshu.registry.models import (
    Doubt,
    HeldHousehold,
    Household,
    HouseholdYear,
    Membership,
    Pairing,
    Person,
    PersonYear,
    Upload,
    Village,
)
from luoshu.registry.naming import name_key

# Above every character of a code or a name: makes a prefix a range, which an index answers under row-level security.
LAST = "\U0010ffff"


def starting(column, text):
    """Condition: the column starts with the text. A range, since LIKE is never an index condition here."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + LAST})


def households(actor, *, area="", status=None, cause=None, year=None, doubt=None, held=None, search=""):
    """Households the actor sees, in the order of their place and number, cut down by the filters given.

    `status` and `cause` are those of `year`, or of now without one; `doubt` is a rule or True; `held` whether a row of
    theirs waits to be mended; `search` the beginning of a name or number.
    """
    rows = Household.objects.visible_to(actor).order_by("area", "code")
    if area:
        rows = rows.filter(area__gte=area, area__lt=f"{area}:")
    rows = _as_of(rows, year, status, cause)
    if doubt:
        rule = {} if doubt is True else {"rule": doubt}
        rows = rows.filter(Exists(Doubt.objects.filter(household=OuterRef("pk"), state=Doubt.State.OPEN, **rule)))
    if held is not None:
        waiting = HeldHousehold.objects.filter(county=OuterRef("county"), code=OuterRef("code"), state="open")
        rows = rows.filter(Exists(waiting) if held else ~Exists(waiting))
    if search:
        named = starting("name_key", name_key(search)) & starting("head_name", search)
        rows = rows.filter(named | starting("code", search))
    return rows


def _as_of(rows, year, status, cause):
    if year is None:
        facts = {"status": status, "main_cause": cause}
        return rows.filter(**{name: value for name, value in facts.items() if value})
    facts = {"poverty_status": status, "main_cause": cause}
    told = HouseholdYear.objects.filter(household=OuterRef("pk"), year=year)
    return rows.filter(Exists(told.filter(**{name: value for name, value in facts.items() if value})))


def household(actor, code):
    """The household of that number within the actor's reach, or None; codes are unique within a county only."""
    return Household.objects.visible_to(actor).filter(code=code).order_by("county").first()


def years(household):
    """A household's yearly records, oldest first."""
    return list(HouseholdYear.objects.filter(household=household).order_by("year"))


def people(household):
    """Everybody who belongs or belonged to a household, the head first, each with `.told`: their years by year."""
    belonging = list(Membership.objects.filter(household=household).values_list("person_id", flat=True))
    rows = list(Person.objects.filter(Q(household=household) | Q(id__in=belonging)).order_by("relation", "code"))
    told = {}
    for year in PersonYear.objects.filter(person__in=[row.id for row in rows], household=household).order_by("year"):
        told.setdefault(year.person_id, {})[year.year] = year
    for row in rows:
        row.told = told.get(row.id, {})
    return rows


def memberships(household):
    """Who came and who left, in the order of time."""
    return Membership.objects.filter(household=household).select_related("person").order_by("since", "person__code")


def pairings(household):
    """Who answers for the household, the latest first."""
    return Pairing.objects.filter(household=household).select_related("helper").order_by("-since")


def doubts(actor, household=None):
    """Open doubts the actor sees, the latest first."""
    rows = Doubt.objects.visible_to(actor).filter(state=Doubt.State.OPEN)
    rows = rows.filter(household=household) if household else rows
    return rows.select_related("person", "household").order_by("-raised_at", "id")


def held(actor, upload=None):
    """Households held back that the actor sees, of one upload or of all."""
    rows = HeldHousehold.objects.visible_to(actor).order_by("area", "code")
    return rows.filter(upload=upload) if upload else rows


def uploads(actor):
    """The uploads the actor sees, the latest first."""
    return Upload.objects.visible_to(actor).order_by("-loaded_at", "-id")


def held_workbook(actor, upload):
    """The households of an upload still held, as a workbook to mend (bytes), checked anew."""
    rows = held(actor, upload).filter(state=HeldHousehold.State.OPEN)
    kept = [content_of(row) for row in rows]
    if not kept:
        raise NotPossible("这次导入没有待改户了", "不需要再改。")
    book = book_of(kept, upload.file_name)
    with connection.cursor() as cursor:
        checked = acceptance.check(book, cursor, acceptance.villages_of(actor))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "held.xlsx"
        workbooks.write(book, checked, path)
        return path.read_bytes()


def villages(actor, area=""):
    """The villages of the register that the actor sees, by code."""
    rows = Village.objects.visible_to(actor).order_by("area")
    return rows.filter(area__gte=area, area__lt=f"{area}:") if area else rows


def village_names(area):
    """Names by code of the villages below a prefix, in the edition in use."""
    rows = Area.objects.filter(edition__in_use=True, level=Area.Level.VILLAGE, code__gte=area, code__lt=f"{area}:")
    return dict(rows.values_list("code", "name"))
