"""What a household asks of its members: those who count, those who may, and nobody at all."""

import polars as pl
import pytest

from luoshu.engine import judge
from tests.engine import toy


def asked(*rows):
    """The answers of household 1 with these people: (is_here, is_well, pay)."""
    frames = toy.households(1), toy.people(*((1, *row) for row in rows))
    households, _ = judge(*frames, toy.ON, rules=toy.book())
    return households.drop("household_id").to_dicts()[0]


def test_all_members_known():
    assert asked((True, True, 300), (True, True, 0)) == {
        "size": 2, "all_well": True, "any_ill": False, "how_many_ill": 0, "pay": 300, "is_rich": True,
    }  # fmt: skip


def test_one_ill_member_settles_it():
    outcome = asked((True, False, 1), (True, None, 1))

    assert (outcome["all_well"], outcome["any_ill"], outcome["how_many_ill"]) == (False, True, None)


def test_one_unknown_member_leaves_it_open():
    outcome = asked((True, True, 1), (True, None, None))

    assert (outcome["all_well"], outcome["any_ill"], outcome["pay"]) == (None, None, None)


def test_somebody_who_does_not_count_is_not_asked():
    outcome = asked((True, True, 5), (False, False, 7))

    assert (outcome["size"], outcome["all_well"], outcome["any_ill"], outcome["pay"]) == (1, True, False, 5)


def test_somebody_who_may_count_matters_only_where_it_could_change_the_answer():
    well, ill = asked((True, True, 1), (None, True, 1)), asked((True, True, 1), (None, False, 1))

    assert (well["size"], well["all_well"], well["any_ill"], well["how_many_ill"]) == (None, True, False, 0)
    assert (ill["size"], ill["all_well"], ill["any_ill"], ill["how_many_ill"]) == (None, None, None, None)


@pytest.mark.parametrize("people", [[], [(False, True, 1)], [(None, True, 1)]])
def test_without_a_member_that_surely_counts_nothing_is_met(people):
    outcome = asked(*people)

    assert {outcome[name] for name in ("all_well", "any_ill", "how_many_ill", "pay", "is_rich")} == {None}


def test_households_keep_their_rows_and_order():
    households, people = judge(toy.households(3, 1, 2), toy.people((2, True, True, 1)), toy.ON, rules=toy.book())

    assert households["household_id"].to_list() == [1, 2, 3]
    assert households["all_well"].to_list() == [None, True, None]
    assert people.columns == ["person_id", "household_id", "counts", "is_ill"]


def test_lazy_frames_stay_lazy():
    households, _ = judge(toy.households(1).lazy(), toy.people().lazy(), toy.ON, rules=toy.book())

    assert isinstance(households, pl.LazyFrame)
