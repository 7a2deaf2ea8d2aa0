"""What is true of each household in each year, decided before any fact is written down.

Three-valued: met, not met, not yet verified. Nothing here is read from the rules: it is an independent statement.
"""

from functools import reduce
from operator import and_

import polars as pl

from luoshu.demo.city.chance import below, happens, pick, take
from luoshu.demo.city.course import COURSES, EXITED, EXPECTED, POOR, RETURNED

# Yuan per person and year in Henan, for identification and for exit alike (2014: national line).
LINES = {2014: 2800, 2015: 2855, 2016: 3026, 2017: 3208}
# For each of the six: how many lack it when they are identified, and how many are not yet verified.
LACKING = {
    "has_enough_food": (0.05, 0.006),
    "has_enough_clothes": (0.04, 0.006),
    "is_education_secured": (0.10, 0.012),
    "is_medical_secured": (0.12, 0.014),
    "is_housing_secured": (0.34, 0.030),
    "is_water_secured": (0.28, 0.030),
}
SIX = tuple(LACKING)
LONG, NEVER = 2014, 9999
# How the income of a year stands to the line.
UNDER, BY_LUCK, BY_HOPE, STABLE, UNKNOWN_AMOUNT, UNKNOWN_NATURE = range(6)
_MENDED = {2015: 15, 2016: 20, 2017: 20, NEVER: 45}
_AFTER_EXIT = {STABLE: 975, BY_LUCK: 6, BY_HOPE: 3, UNDER: 4, UNKNOWN_AMOUNT: 8, UNKNOWN_NATURE: 4}
_EXPECTED = {STABLE: 900, BY_LUCK: 40, BY_HOPE: 40, UNKNOWN_AMOUNT: 20}
_STABLE_WHILE_POOR = {2014: 30, 2015: 60, 2016: 90, 2017: 110}


def with_status(households: pl.DataFrame, year: int) -> pl.DataFrame:
    """Adds the poverty status when the year ends (null: not on the register), year of exit, and what follows."""
    status = [course.status(year) for course in COURSES]
    exits = [course.exited if course.exited <= year and course.status(year) == EXITED else None for course in COURSES]
    will_exit = [course.exited == year + 1 or (course.is_left and year == 2017) for course in COURSES]
    removed = [course.removed == year for course in COURSES]
    course = pl.col("course")
    frame = households.with_columns(
        poverty_status=take(pl.Series(status, dtype=pl.String), course),
        exited_year=take(pl.Series(exits, dtype=pl.Int64), course),
        is_removed=take(removed, course),
        first_exit=take([c.exited or NEVER for c in COURSES], course),
        identified=take([c.identified for c in COURSES], course),
    )
    expected = (pl.col("poverty_status") == POOR) & take(will_exit, course) & happens(0.04, f"expected{year}")
    return frame.with_columns(
        poverty_status=pl.when(expected).then(pl.lit(EXPECTED)).otherwise(pl.col("poverty_status"))
    )


def _lacks(check, share, year):
    """Lacking from the start until mended, at the latest at the exit; rarely afterwards; again after a return."""
    leaves = pl.col("first_exit") < NEVER
    mended_by_exit = LONG + below(pl.col("first_exit").clip(LONG, year) - LONG + 1, f"mended/{check}")
    mended = pl.when(leaves).then(mended_by_exit).otherwise(pick(_MENDED, f"mended/{check}"))
    at_first = happens(share, f"lacks/{check}") & (year < mended)
    status = pl.col("poverty_status")
    return (
        pl.when(status == EXITED)
        .then(happens(0.003, f"lapse/{check}{year}"))
        .when(status == RETURNED)
        .then(happens(share, f"again/{check}"))
        .when(status == EXPECTED)
        .then(happens(0.02, f"late/{check}"))
        .otherwise(at_first)
    )


def _six(year):
    """The outcome of each of the six; without a child who has to be at school, education is secured."""
    outcomes = {}
    for check, (share, unknown) in LACKING.items():
        open_share = pl.when(pl.col("poverty_status") == EXITED).then(unknown / 8).otherwise(unknown)
        is_open, lacks = happens(open_share, f"open/{check}{year}"), _lacks(check, share, year)
        if check == "is_education_secured":
            can_lack = pl.col("school_child") >= 0
            is_open, lacks = is_open & can_lack, lacks & can_lack
        outcomes[check] = pl.when(pl.col("is_removed") | is_open).then(None).otherwise(~lacks)
    return outcomes


def _income_state(year):
    stable = _STABLE_WHILE_POOR[year]
    poor = {UNDER: 890 - stable, BY_LUCK: 55, BY_HOPE: 20, STABLE: stable, UNKNOWN_AMOUNT: 20, UNKNOWN_NATURE: 15}
    state = (
        pl.when(pl.col("poverty_status") == EXITED)
        .then(pick(_AFTER_EXIT, f"income{year}"))
        .when(pl.col("poverty_status") == EXPECTED)
        .then(pick(_EXPECTED, f"income{year}"))
        .otherwise(pick(poor, f"income{year}"))
    )
    # An unverified nature matters only where there are wages for it to be unverified of.
    return pl.when((state == UNKNOWN_NATURE) & (pl.col("workers") == 0)).then(STABLE).otherwise(state)


def decide(households: pl.DataFrame, year: int) -> pl.DataFrame:
    """Adds the outcome of the six, what follows from them, and how income stands to the line."""
    frame = households.with_columns(**_six(year), income_state=_income_state(year))
    known = pl.when(pl.col("is_removed")).then(None)
    return frame.with_columns(
        nothing_lacking=reduce(and_, (pl.col(check) for check in SIX)),
        has_no_labour=known.otherwise(pl.col("able") == 0),
    )


def conclude(households: pl.DataFrame, year: int) -> pl.DataFrame:
    """Adds what the amounts decided upon mean: below the line, stable income, may exit."""
    line = pl.col("members") * LINES[year] * 100
    stable = pl.when(pl.col("is_nature_open")).then(None).otherwise(pl.col("recurring_income") > line)
    return households.with_columns(
        is_below_line=pl.col("net_income") < line,
        is_income_stable=stable,
    ).with_columns(may_exit=pl.col("is_income_stable") & pl.col("nothing_lacking"))
