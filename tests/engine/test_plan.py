"""Rules are checked before they run: who reads whom, in layers, without circles, and which parameters matter."""

import datetime as dt

import pytest

from luoshu.engine import judge, missing, rule
from luoshu.engine.plan import Planner
from luoshu.engine.vocabulary import every, yes_no
from tests.engine import toy

COMPLETE = {"household": set(), "person": set()}


def plan(*rules, set_=None, on=toy.ON):
    return Planner(toy.book(*rules), on, COMPLETE, set_).plan()


def test_a_rule_stands_in_a_later_layer_than_what_it_reads():
    layers = [[column.name for column in layer] for layer in plan().layers["household"]]

    assert layers == [["size", "all_well", "any_ill", "how_many_ill", "pay"], ["is_rich"]]


def test_rules_in_a_circle_are_named():
    @rule(of="household", title="a", clause="")
    def chicken(h):
        return h.egg

    @rule(of="household", title="b", clause="")
    def egg(h):
        return h.chicken

    with pytest.raises(ValueError, match="chicken, egg"):
        plan(toy.counts, chicken, egg)


def test_a_slip_in_a_name_offers_the_nearest():
    @rule(of="household", title="a", clause="")
    def slip(h):
        return h.rend > 0

    with pytest.raises(AttributeError, match="rent"):
        plan(toy.counts, slip)


def test_a_person_rule_cannot_read_a_household():
    @rule(of="person", title="a", clause="")
    def upwards(p):
        return p.size > 1

    with pytest.raises(AttributeError, match="no person has"):
        plan(toy.counts, toy.size, upwards)


def test_a_rule_asks_only_for_what_there_is():
    with pytest.raises(ValueError, match="weather"):

        @rule(of="person", title="a", clause="")
        def hopes(weather):
            return weather


def test_a_name_for_two_things_is_refused():
    with pytest.raises(ValueError, match="pay names two things"):
        toy.book(*toy.RULES, toy.pay)


def test_a_rule_before_its_day_is_unknown():
    @rule(of="household", title="a", clause="", since="2017-01-01")
    def later(h):
        return yes_no(True)

    frames = toy.households(1), toy.people((1, True, True, 1))
    before, after = (
        judge(*frames, on, rules=toy.book(toy.counts, later))[0]["later"].to_list()
        for on in (dt.date(2016, 12, 31), dt.date(2017, 1, 1))
    )

    assert (before, after) == ([None], [True])


def test_only_what_is_asked_for_is_judged_and_comes_out_the_same():
    frames = toy.households(1, 2), toy.people((1, True, True, 500), (2, True, False, 50), (2, None, True, None))
    every_outcome, of_people = judge(*frames, toy.ON, rules=toy.book())
    asked, ill = judge(*frames, toy.ON, rules=toy.book(), only=("is_rich", "is_ill"))

    assert asked.equals(every_outcome.select("household_id", "is_rich"))
    assert ill.equals(of_people.select("person_id", "household_id", "is_ill"))
    needed = Planner(toy.book(), toy.ON, COMPLETE).plan(only=("is_rich",))
    assert needed.columns.keys() == {"is_rich", "size", "all_well", "pay", "counts"}


def test_set_adds_columns_only_beside_what_it_may_change():
    frames = toy.households(1), toy.people((1, True, True, 150))

    households, _ = judge(*frames, toy.ON, rules=toy.book(), set_={"bar": 200})

    assert households.columns[-2:] == ["is_rich", "is_rich__set"]
    assert [name for name in households.columns if name.endswith("__set")] == ["is_rich__set"]
    assert (households["is_rich"].to_list(), households["is_rich__set"].to_list()) == ([True], [False])


def test_set_reaches_households_through_their_members():
    @rule(of="person", title="a", clause="")
    def is_paid(p, law):
        return p.pay > law("bar")

    @rule(of="household", title="b", clause="")
    def all_paid(p):
        return every(p.is_paid)

    households, people = judge(
        toy.households(1), toy.people((1, True, True, 150)), toy.ON,
        rules=toy.book(toy.counts, is_paid, all_paid), set_={"bar": 200},
    )  # fmt: skip

    assert people["is_paid__set"].to_list() == [False]
    assert households.select("all_paid", "all_paid__set").row(0) == (True, False)


def test_missing_columns_are_unknown_and_listed_once():
    frames = toy.households(1), toy.people((1, True, True, 150)).drop("is_well")

    households, people = judge(*frames, toy.ON, rules=toy.book())

    assert missing(*frames, toy.ON, rules=toy.book()) == {"person": ["is_well"], "household": []}
    assert people["is_ill"].to_list() == [None]
    assert households.select("all_well", "pay", "is_rich").row(0) == (None, 150, None)


def test_a_blank_that_means_none_is_unknown_where_the_column_is_missing():
    @rule(of="person", title="a", clause="")
    def is_paid_at_all(p):
        return p.has("pay")

    book = toy.book(toy.counts, is_paid_at_all)
    blank = toy.people((1, True, True, None))

    there = judge(toy.households(1), blank, toy.ON, rules=book)[1]["is_paid_at_all"].to_list()
    gone = judge(toy.households(1), blank.drop("pay"), toy.ON, rules=book)[1]["is_paid_at_all"].to_list()

    assert (there, gone) == ([False], [None])
