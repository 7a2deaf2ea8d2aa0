"""Terms counted by hand, and as a second reading of the calendar counts them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.policy.terms import Term, count, day_off, told
from tests.core.cases import oracle


@pytest.mark.parametrize(
    ("start", "days", "ends", "why"),
    [
        (date(2016, 9, 22), 7, date(2016, 9, 29), "Thursday to Thursday, the day of posting not counted"),
        (date(2016, 9, 23), 7, date(2016, 9, 30), "30 September is a working day: it ends there"),
        (date(2016, 9, 30), 7, date(2016, 10, 8), "the seventh day is in the holiday; 8 October is a worked Saturday"),
        (date(2017, 9, 30), 7, date(2017, 10, 9), "eight days off that year, the 9th is a Monday"),
        (date(2016, 9, 10), 7, date(2016, 9, 18), "the 17th is a holiday, Sunday the 18th is worked"),
        (date(2016, 11, 5), 7, date(2016, 11, 14), "Saturday the 12th runs on to Monday"),
        (date(2016, 12, 24), 7, date(2017, 1, 3), "New Year's holiday began on 31 December"),
        (date(2020, 1, 20), 7, date(2020, 2, 3), "the holiday of 2020 was made longer"),
        (date(2016, 2, 22), 7, date(2016, 2, 29), "a leap day counts"),
    ],
)
def test_a_term_by_hand(start, days, ends, why):
    counted = count(start, Term(days))
    assert counted.ends == ends, why
    assert (counted.opens - counted.ends).days == 1


def test_working_days_by_hand():
    assert count(date(2016, 9, 28), Term(5, "working")).ends == date(2016, 10, 10), "29, 30, then 8, 9 and 10"
    assert count(date(2016, 9, 28), Term(3, "working")).ends == date(2016, 10, 8)


def test_the_page_says_how_it_counted():
    text = told(count(date(2016, 9, 30), Term(7)))
    assert text == (
        "2016-09-30 起，当天不计，自 2016-10-01 数 7 天，应至 2016-10-07；那天是国庆节，顺延，"
        "至 2016-10-08 止，2016-10-09 起可办下一步"
    )
    assert "放假安排未公布" in told(count(date(2031, 5, 1), Term(7)))


@given(st.dates(date(2014, 1, 1), date(2026, 11, 1)), st.integers(1, 60))
def test_a_term_as_the_second_reading_counts_it(start, days):
    assert count(start, Term(days)).ends == oracle.last_day(start, days)
    assert day_off(count(start, Term(days)).ends) is None
