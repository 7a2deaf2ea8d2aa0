"""The field matrix against one written out here by hand, role by role; and what a level does to a value."""

from datetime import date
from itertools import product

import pytest

from luoshu.core.errors import NotAllowed
from luoshu.core.roles import EXCLUSIVE, ROLES
from luoshu.core.scope import Actor
from luoshu.policy.fields import SHEETS, sheet
from luoshu.registry import visibility
from luoshu.registry.visibility import CLASSES, CONDITIONS, Level

# full F, masked M, class C, yes or no Y, counts N, nothing -; a small letter after it: r by reason, and what shows all:
# e entering, m matching, n notice, i interviewed, o own.
COLUMNS = (
    "name", "id", "phone", "account", "health", "disability",
    "school", "income", "doubt", "complaint", "reporter", "audit_reads",
)  # fmt: skip
BY_HAND = {
    "village_worker": "F Me F M Ce F F F F Y - -",
    "first_secretary": "F Me F M Ce F F F F Y - -",
    "clerk": "F Me F M Ce F F F F Y - -",
    "group_head": "F - - - - - - - - - - -",
    "helper": "F M F - C F F F - - - -",
    "township_reviewer": "F Mr F M C F F F F Y - -",
    "township_finance": "F Mr F M C F F F F Y - -",
    "county_register": "F Mr F M Cr F F F F F - -",
    "county_programme": "F Mr F M Cr F F F F F - -",
    "county_fund": "F Mr F M Cr F F F F F - -",
    "county_director": "F Mr F M Cr F F F F F - -",
    "city_office": "F Mr F M Cr F F F F F - -",
    "bureau": "F Mm M - - - - Y F - - -",
    "bureau_education": "F Mm M - - - F Y F - - -",
    "bureau_health": "F Mm M - F - - Y F - - -",
    "bureau_welfare": "F Mm M - - F - Y F - - -",
    "bureau_finance": "F Mm M F - - - Y F - - -",
    "bank": "F F F F - - - - - - - -",
    "hotline_clerk": "Mr - Mr - - - - - - F -e -",
    "city_leader": "Nr - - - - - - N N N - -",
    "promotion_group": "N - - - N N N N F - - -",
    "auditor": "F Mr F F F F F F F F F -o",
    "discipline": "F Mr F F F F F F F F F -o",
    "evaluator": "F M M - C F F -i - - - -",
    "system_administrator": "- - - - - - - - - - - -",
    "security_administrator": "- - - - - - - - - - - -",
    "audit_administrator": "- - - - - - - - - - - -",
    "public": "-n - - - - - - - - -o -o -",
}
LEVELS = {"F": Level.FULL, "M": Level.MASKED, "C": Level.CLASS, "Y": Level.YES_NO, "N": Level.COUNT, "-": Level.NONE}
HOLDS = {"e": "entering", "m": "matching", "n": "notice", "i": "interviewed", "o": "own"}
CELLS = [(role, data) for role, data in product(ROLES, COLUMNS)]


def one(role):
    return Actor(name=role, role=role, area="4103")


def expected(role, data):
    code = BY_HAND[role].split()[COLUMNS.index(data)]
    return LEVELS[code[0]], code[1:]


def test_the_matrix_by_hand_has_every_role_and_class():
    assert set(BY_HAND) == set(ROLES)
    assert set(COLUMNS) == set(CLASSES) == set(visibility.MATRIX)
    assert set(visibility.COLUMN_OF) == set(ROLES)


@pytest.mark.parametrize(("role", "data"), CELLS)
def test_a_role_sees_of_a_class_what_the_matrix_says(role, data):
    level, mark = expected(role, data)
    condition = HOLDS.get(mark)

    assert visibility.sees(one(role), data) == level
    assert visibility.opens(one(role), data) == (mark == "r")
    for name in CONDITIONS:
        assert visibility.sees(one(role), data, {name}) == (Level.FULL if name == condition else level)


def test_what_is_personal_in_the_dictionary_is_in_the_matrix():
    fields = [field for name in SHEETS for field in sheet(name).fields]
    known = {field.name for field in fields}
    classes = {found[0] for field in fields if (found := visibility.class_of(field.name, field.personal))}

    assert set(visibility.FIELDS) <= known
    assert {"name", "id", "phone", "account", "health", "disability", "school", "income"} <= classes <= set(CLASSES)


def test_nobody_and_the_three_administrators_see_nothing_personal():
    assert visibility.sees(None, "name") == Level.NONE
    for role, data in product(EXCLUSIVE, CLASSES):
        assert visibility.sees(one(role), data, CONDITIONS) == Level.NONE
        assert not visibility.opens(one(role), data)


@pytest.mark.parametrize(
    ("role", "data", "value", "shown"),
    [
        ("auditor", "account", "6217000010001234567", "6217000010001234567"),
        ("county_register", "account", "6217000010001234567", "***************4567"),
        ("helper", "account", "6217000010001234567", None),
        ("helper", "id", "410399198001011234", "4103**********1234"),
        ("city_leader", "id", "410399198001011234", None),
        ("village_worker", "health", "精神分裂症", True),
        ("bureau_health", "health", "精神分裂症", "精神分裂症"),
        ("bureau", "income", 120000, True),
        ("city_leader", "income", 120000, None),
        ("hotline_clerk", "name", "王小明", "王**"),
        ("bank", "phone", None, None),
    ],
)
def test_a_value_is_whole_masked_known_to_exist_or_absent(role, data, value, shown):
    assert visibility.shown(one(role), data, value) == shown


def field(name, of="person"):
    return sheet(of).by_name[name]


def test_the_class_of_an_illness_is_not_its_name():
    helper, bank = one("helper"), one("bank")

    assert visibility.field_shown(helper, field("health"), "2") == "2"
    assert visibility.field_shown(helper, field("illness_name"), "尿毒症") is None
    assert visibility.field_shown(bank, field("health"), "2") is None


def test_schooling_is_guarded_for_minors_only():
    on, bank = date(2016, 12, 31), one("bank")

    assert visibility.field_shown(bank, field("schooling"), "03", date(2005, 1, 1), on) is None
    assert visibility.field_shown(bank, field("schooling"), "08", date(1996, 1, 1), on) == "08"
    assert visibility.field_shown(bank, field("schooling"), "08", None, on) is None
    assert visibility.field_shown(one("bureau_education"), field("schooling"), "03", date(2005, 1, 1), on) == "03"


def test_what_is_not_personal_is_shown_to_all():
    assert visibility.field_shown(one("city_leader"), field("house_grade", "household"), "4") == "4"


def test_nobody_sorts_or_searches_by_what_is_not_shown():
    visibility.check_sees(one("county_register"), "income")
    for role in ("bank", "city_leader", "bureau", "evaluator"):
        with pytest.raises(NotAllowed, match="收入各项"):
            visibility.check_sees(one(role), "income")


def test_a_class_nobody_wrote_down_is_an_error():
    with pytest.raises(LookupError):
        visibility.sees(one("auditor"), "salary")
