"""What is sealed of a household — numbers, telephones, accounts, illnesses — opened as far as the reader may see it.

Whoever sees a value whole is recorded with the names of the classes, never with the values (core/reads).
"""

from dataclasses import dataclass

from luoshu.core import secrets
from luoshu.core.acts import action, note
from luoshu.core.errors import BadInput, NotAllowed
from luoshu.core.reads import read
from luoshu.registry import visibility
from luoshu.registry.columns import SECRETS
from luoshu.registry.models import Person, PersonYear
from luoshu.registry.visibility import FULL, NONE

SEALED = ("id", "phone", "account", "health")
OPENED = ("name", *SEALED)


@dataclass(frozen=True)
class Value:
    """One value of one person, or of the household (`person` None); `year` where it is of a year."""

    person: object
    text: object
    year: int | None = None


def shown(household, by):
    """{class: values as the actor may see them} of what is sealed; classes of which nothing is shown are left out."""
    levels = {data: visibility.sees(by, data) for data in SEALED}
    whole = [data for data, level in levels.items() if level == FULL]
    if whole:
        read(by=by, subject=household.code, fields=whole, action="registry.read_sealed")
    return {data: _cut(values(household, data), data, by) for data, level in levels.items() if level > NONE}


def _cut(found, data, by):
    return [Value(each.person, visibility.shown(by, data, each.text), each.year) for each in found]


def check_opens(by, data, reason):
    """Only who may, and never without saying why."""
    if data not in OPENED or not visibility.opens(by, data):
        raise NotAllowed("这一类信息您不能凭理由查看", "权限表里写着谁可以。")
    if not (reason or "").strip():
        raise BadInput("查看要写理由", "请写明为什么要看，例如核对哪张名单、办哪件事。", place="reason")


@action("registry.open_field")
def open_whole(*, household, data, reason, by):
    """The values of one class in full, for a reason, once; the reason and the class stay in the log."""
    check_opens(by, data, reason)
    note(subject=household.code, fields=[data])
    return values(household, data)


def values(household, data):
    """The plain values of a class: of the household and of its people, as long as there are any."""
    return [each for each in FINDERS[data](household) if each.text]


def _people(household):
    return list(Person.objects.filter(household=household).order_by("code"))


def _names(household):
    return [Value(None, household.head_name), *(Value(person, person.name) for person in _people(household))]


def _of_people(household, field):
    people = _people(household)
    return [Value(person, text) for person, text in zip(people, _opened("person", field, people), strict=True)]


def _ids(household):
    return _of_people(household, "id_number")


def _phones(household):
    return [Value(None, _opened("household", "phone", [household])[0]), *_of_people(household, "phone")]


def _accounts(household):
    return [Value(None, _opened("household", "bank_account", [household])[0])]


def _illnesses(household):
    """The newest recorded of each person."""
    rows = PersonYear.objects.filter(person__household=household, illness_sealed__isnull=False)
    newest = {row.person_id: row for row in rows.select_related("person").order_by("year")}
    rows = sorted(newest.values(), key=lambda row: row.person.code)
    texts = _opened("person_year", "illness_name", rows)
    return [Value(row.person, text, row.year) for row, text in zip(rows, texts, strict=True)]


def _opened(table, field, rows):
    column = SECRETS[table][field].sealed
    return secrets.open_([getattr(row, column) for row in rows], table, column, [row.id for row in rows])


FINDERS = {"name": _names, "id": _ids, "phone": _phones, "account": _accounts, "health": _illnesses}
