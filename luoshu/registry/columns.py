"""Where each field of the dictionary lives in the register's tables."""

from dataclasses import dataclass
from functools import cache

from luoshu.policy.fields import Field, sheet


@dataclass(frozen=True)
class Secret:
    """A sealed field: its column of ciphertext, and, where equal values must be found, its blind index and of what."""

    sealed: str
    index: str | None = None
    kind: str | None = None


# By table and field. A field of the same name is another secret on another table.
SECRETS = {
    "household": {
        "phone": Secret("phone_sealed", "phone_index", "phone"),
        "bank_account": Secret("bank_account_sealed"),
    },
    "person": {
        "id_number": Secret("id_sealed", "id_index", "id"),
        "phone": Secret("phone_sealed", "phone_index", "phone"),
        "disability_certificate": Secret("certificate_sealed"),
    },
    "person_year": {"illness_name": Secret("illness_sealed")},
    "helper": {
        "id_number": Secret("id_sealed", "id_index", "id"),
        "phone": Secret("phone_sealed", "phone_index", "phone"),
    },
}

# Keys and places have other names on the sheet than in the table, or lead to another row.
_RENAMED = {
    "household": {"household_code": "code", "village_code": "area"},
    "household_year": {"household_code": "household_id"},
    "person": {"person_code": "code", "household_code": "household_id"},
    "membership": {"joined_on": "since", "left_on": "until"},
    "village": {"village_code": "area", "village_name": "name"},
    "helper": {"helper_code": "code"},
    "pairing": {"household_code": "household_id"},
    "roster_household": {"roster_code": "code", "village_code": "area"},
}

# Table: the sheet it is read from, and which of its fields it keeps.
_KEEPS = {
    "household": ("household", ("fixed",)),
    "household_year": ("household", ("year",)),
    "person": ("person", ("fixed",)),
    "person_year": ("person", ("year",)),
    "membership": ("person", ("membership",)),
    "village": ("village", ("fixed",)),
    "village_year": ("village", ("year",)),
    "helper": ("helper", ("fixed",)),
    "pairing": ("helper", ("pairing",)),
    "roster_household": ("roster", ("fixed",)),
}

# Kept although the sheet alone says so: the head's name and the village's name are what people look for.
_KEPT_TOO = {"household": ("head_name",), "village": ("village_name",)}

TABLES = tuple(_KEEPS)


@cache
def fields(table: str) -> tuple[Field, ...]:
    """The dictionary fields that a table keeps, in the order of the sheet."""
    name, keeps = _KEEPS[table]
    too = _KEPT_TOO.get(table, ())
    return tuple(field for field in sheet(name).fields if field.keep in keeps or field.name in too)


def column(table: str, field: str) -> str:
    """The column of a table that keeps a field: for a secret, that of its ciphertext."""
    secret = SECRETS.get(table, {}).get(field)
    return secret.sealed if secret else _RENAMED.get(table, {}).get(field, field)


@cache
def plain(table: str) -> tuple[str, ...]:
    """The columns of a table that hold a field of the dictionary as it is, without keys and secrets."""
    secret, renamed = SECRETS.get(table, {}), _RENAMED.get(table, {})
    moved = {name for name, target in renamed.items() if target in ("code", "area", "household_id")}
    return tuple(column(table, f.name) for f in fields(table) if f.name not in secret and f.name not in moved)


def secrets(table: str) -> dict[str, Secret]:
    """The sealed fields of a table, by their name in the dictionary."""
    return SECRETS.get(table, {})
