"""The kinds of fault that need more than one cell: rows doubled, lost or left alone, numbers and helpers shared."""

import datetime as dt

from luoshu.demo.city.draft import Case


def _spouse_of(case):
    return next((p for p in case.people if p["relation"] == "配偶"), None)


def household_twice(book, case: Case):
    book.expect("household_twice", "household", case.household, "household_code", holds=True)
    again = book.add("household", case.household | {"phone": None}, after=case.household)
    book.expect("household_twice", "household", again, "household_code", holds=True)


def person_twice(book, case: Case):
    spouse, head = _spouse_of(case), case.people[0]
    spouse["person_code"] = head["person_code"]
    for row in (head, spouse):
        book.expect("person_twice", "person", row, "person_code", holds=True)


def no_head(book, case: Case):
    case.people[0]["relation"] = "其他"
    book.expect("no_head", "household", case.household, "household_code", holds=True)


def two_heads(book, case: Case):
    spouse = _spouse_of(case)
    spouse["relation"] = "本人或户主"
    for row in (case.people[0], spouse):
        book.expect("two_heads", "person", row, "relation", holds=True)


def household_without_people(book, case: Case):
    for person in case.people:
        book.drop("person", person)
    book.expect("household_without_people", "household", case.household, "household_code", holds=True)


def people_without_household(book, case: Case):
    book.drop("household", case.household)
    for helper in case.helpers:
        book.drop("helper", helper)
    for person in case.people:
        book.expect("people_without_household", "person", person, "household_code", holds=True)


def household_code_blank(book, case: Case):
    case.household["household_code"] = None
    for helper in case.helpers:
        book.drop("helper", helper)
    book.expect("household_code_blank", "household", case.household, "household_code", holds=True)
    for person in case.people:
        book.expect("household_code_blank", "person", person, "household_code", holds=True)


def person_code_blank(book, case: Case):
    case.people[0]["person_code"] = None
    book.expect("person_code_blank", "person", case.people[0], "person_code", holds=True)


def document_without_kind(book, case: Case):
    head = case.people[0]
    head |= {"id_kind": None, "id_number": "P0012345"}
    book.expect("document_without_kind", "person", head, "id_kind")
    book.expect("document_without_kind", "person", head, "id_number")


def one_number_for_two(book, case: Case, other: Case):
    """The head of one household stands with the number of the head of another, of the same sex, born on another day."""
    mine, theirs = case.people[0], other.people[0]
    mine["id_number"] = theirs["id_number"]
    for row in (mine, theirs):
        book.expect("one_number_for_two", "person", row, "id_number")
    book.expect("one_number_for_two", "person", mine, "birth_on")


def one_phone_for_two(book, case: Case, other: Case):
    case.household["phone"] = other.household["phone"]
    for row in (case.household, other.household):
        book.expect("one_phone_for_two", "household", row, "phone")


def no_helper(book, case: Case):
    for helper in case.helpers:
        book.drop("helper", helper)
    book.expect("no_helper", "household", case.household, "household_code")


def helper_is_poor(book, case: Case):
    case.helpers[0]["id_number"] = case.people[0]["id_number"]
    book.expect("helper_is_poor", "household", case.household, "household_code")


def pairing_twice(book, case: Case):
    again = book.add("helper", dict(case.helpers[0]), after=case.helpers[0])
    for row in (case.helpers[0], again):
        book.expect("pairing_twice", "helper", row, "helper_code", holds=True)


def pairing_ends_first(book, case: Case):
    case.helpers[0]["until"] = dt.date(2012, 1, 1)
    book.expect("pairing_ends_first", "helper", case.helpers[0], "until")


def helper_phone_too_short(book, case: Case):
    case.helpers[0]["phone"] = "6512"
    book.expect("helper_phone_too_short", "helper", case.helpers[0], "phone")


def one_code_for_two_helpers(book, case: Case, other: Case):
    mine, theirs = case.helpers[0], other.helpers[0]
    mine |= {"helper_code": theirs["helper_code"], "name": "甲某某"}
    for row in (mine, theirs):
        book.expect("one_code_for_two_helpers", "helper", row, "name")


def merged_cells(book, case: Case):
    """Head and spouse share one merged cell: what the second should hold cannot be known. Workbooks only."""
    book.merged.append((case.people[0], "health"))
    case.people[1]["health"] = None
    book.expect("merged_cells", "person", case.people[1], "health", holds=True)


def number_as_a_number(book, case: Case):
    """Typed into a cell of numbers, the last three digits are lost. Workbooks only."""
    head = case.people[0]
    head["id_number"] = int(head["id_number"][:15] + "000")
    book.expect("number_as_a_number", "person", head, "id_number", holds=True)


def village_twice(book, villages):
    again = book.add("village", dict(villages[3]), after=villages[3])
    for row in (villages[3], again):
        book.expect("village_twice", "village", row, "village_code", holds=True)


def more_roads_than_villages(book, villages):
    villages[4]["natural_villages_with_road"] = villages[4]["natural_villages"] + 2
    book.expect("more_roads_than_villages", "village", villages[4], "natural_villages_with_road")


def _anyone(case: Case):
    return case.household["phone"] is not None


def _couple(case: Case):
    return len(case.people) > 1 and case.people[1]["relation"] == "配偶"


def _healthy_couple(case: Case):
    return _couple(case) and case.people[0]["health"] == case.people[1]["health"] == "健康"


def _whole_head(case: Case):
    return _anyone(case) and case.people[0]["health"] != "残疾" and case.people[0]["sex"] == "男"


# What the household must be like, and the fault; those of two households come last.
ONE = (
    (_anyone, household_twice),
    (_couple, person_twice),
    (_couple, no_head),
    (_couple, two_heads),
    (_anyone, household_without_people),
    (_anyone, people_without_household),
    (_anyone, household_code_blank),
    (_anyone, person_code_blank),
    (_whole_head, document_without_kind),
    (_anyone, no_helper),
    (_anyone, helper_is_poor),
    (_anyone, pairing_twice),
    (_anyone, pairing_ends_first),
    (_anyone, helper_phone_too_short),
)
IN_WORKBOOKS = ((_healthy_couple, merged_cells), (_whole_head, number_as_a_number))
TWO = ((_whole_head, one_number_for_two), (_anyone, one_phone_for_two), (_anyone, one_code_for_two_helpers))
OF_VILLAGES = (village_twice, more_roads_than_villages)
