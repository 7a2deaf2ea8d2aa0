"""Income: a target for the year, and items that add up to it to the fen."""

import polars as pl

from luoshu.demo.city.chance import between, happens
from luoshu.demo.city.outcomes import (
    BY_HOPE,
    BY_LUCK,
    LINES,
    STABLE,
    UNDER,
    UNKNOWN_AMOUNT,
    UNKNOWN_NATURE,
)

RECURRING, ONE_OFF, EXPECTED_NATURE = "1", "2", "3"
_BY_TRANSFER, _BY_GIFT, _BY_SALE = range(3)


def targets(frame: pl.DataFrame, year: int) -> pl.DataFrame:
    """Adds what recurs and what is luck or hope, in whole yuan for the whole household."""
    line, state = LINES[year], pl.col("income_state")
    low = between(900, line - 120, f"head{year}")
    heaped = between(line + 1, line + 40, f"head{year}")
    high = between(line + 150, 2 * line, f"head{year}")
    head = pl.when(happens(0.015, f"heap{year}")).then(heaped).otherwise(high)
    is_high = state.is_in([STABLE, UNKNOWN_NATURE])
    head = pl.when(is_high).then(head).otherwise(low)
    extra = (line - head + between(40, 900, f"extra{year}")) * pl.col("members")
    luck = pl.when(state == BY_LUCK).then(extra).otherwise(0)
    gift = pl.when(happens(0.1, f"gift{year}")).then(between(2, 6, f"gifts{year}") * 100).otherwise(0)
    return frame.with_columns(
        recurring=head * pl.col("members"),
        luck=luck,
        hope=pl.when(state == BY_HOPE).then(extra).otherwise(0),
        gift=pl.when(state == UNDER).then(gift.clip(0, (line - head) // 2 * pl.col("members"))).otherwise(0),
        luck_kind=between(0, 2, f"luck{year}"),
        has_wages=pl.col("workers") > 0,
    )


def _transfers(frame, year):
    """What is paid to them, never the whole of their income."""
    target = pl.col("recurring")
    kind, elders = pl.col("household_kind"), pl.col("elders")
    pension = elders * {2014: 720, 2015: 936, 2016: 936, 2017: 996}[year]
    minimum = pl.col("members") * between(700, 1500, f"minimum{year}")
    five = pl.col("members") * between(2600, 3800, f"five{year}")
    has_plan = (elders > 0) & happens(0.06, "family_planning")
    return frame.with_columns(
        pension=pl.min_horizontal(pension, target // 4),
        minimum=pl.when(kind == "04").then(pl.min_horizontal(minimum, target // 4)).otherwise(0),
        five=pl.when(kind == "03").then(pl.min_horizontal(five, target * 2 // 5)).otherwise(0),
        planning=pl.when(has_plan).then(pl.min_horizontal(pl.lit(960), target // 20)).otherwise(0),
        ecology=pl.when(happens(0.12, "ecology"))
        .then(pl.min_horizontal(between(80, 600, f"ecology{year}"), target // 20))
        .otherwise(0),
        grain=pl.min_horizontal(pl.col("arable_land") * 7 // 10, target // 12),
    )


def _earned(frame, year):
    """The rest: wages where somebody works, else business where somebody could, else rent and support."""
    rest = pl.col("recurring") - sum(pl.col(c) for c in ("pension", "minimum", "five", "planning", "ecology", "grain"))
    frame = frame.with_columns(rest=rest)
    wage = pl.col("rest") * between(50, 92, f"wage{year}") // 100
    frame = frame.with_columns(wage=pl.when(pl.col("has_wages")).then(wage).otherwise(0))
    left = pl.col("rest") - pl.col("wage")
    has_business = (pl.col("able") > 0) | happens(0.3, "old_farmers")
    rent = (
        pl.when(has_business)
        .then(pl.when(happens(0.15, "rent")).then(left * between(5, 30, f"rent{year}") // 100).otherwise(0))
        .otherwise(left * between(20, 60, f"rent{year}") // 100)
    )
    frame = frame.with_columns(rent=rent, support=pl.when(has_business).then(0).otherwise(left - rent))
    gain = pl.col("rest") - pl.col("wage") - pl.col("rent") - pl.col("support")
    cost = gain * between(25, 70, f"cost{year}") // 100 + 1
    return frame.with_columns(gain=gain, cost=pl.when(gain > 0).then(cost).otherwise(0))


def _slots(frame):
    """Property and other transfers hold one nature each: what recurs makes room for what does not."""
    by_transfer = (pl.col("luck") > 0) & (pl.col("luck_kind") == _BY_TRANSFER)
    hoped = pl.col("hope") > 0
    recurring_other = pl.col("grain") + pl.col("support")
    return frame.with_columns(
        property=pl.when(hoped)
        .then(pl.col("hope"))
        .when(by_transfer)
        .then(pl.col("rent") + recurring_other)
        .otherwise(pl.col("rent")),
        other=pl.when(hoped)
        .then(pl.col("rent") + recurring_other)
        .when(by_transfer)
        .then(pl.col("luck"))
        .otherwise(recurring_other),
        property_nature=pl.when(hoped).then(pl.lit(EXPECTED_NATURE)).otherwise(pl.lit(RECURRING)),
        other_transfer_nature=pl.when(by_transfer).then(pl.lit(ONE_OFF)).otherwise(pl.lit(RECURRING)),
        donation=pl.col("gift") + pl.when(pl.col("luck_kind") == _BY_GIFT).then(pl.col("luck")).otherwise(0),
        sale=pl.when(pl.col("luck_kind") == _BY_SALE).then(pl.col("luck")).otherwise(0),
    )


def realise(households: pl.DataFrame, year: int) -> pl.DataFrame:
    """Adds the items on the sheet (fen), net and recurring income; one item is missing where the amount is unknown."""
    frame = _slots(_earned(_transfers(targets(households, year), year), year))
    line = LINES[year] * pl.col("members")
    # The nature of wages is open only where the outcome hangs on it.
    nature_open = (pl.col("income_state") == UNKNOWN_NATURE) & (pl.col("recurring") - pl.col("wage") <= line)
    frame = frame.with_columns(
        is_unknown=(pl.col("income_state") == UNKNOWN_AMOUNT) | pl.col("is_removed"),
        is_nature_open=nature_open & ~pl.col("is_removed"),
    )
    return _summed(frame.with_columns(**_items(pl.col("is_removed"), pl.col("is_unknown"), pl.col("has_wages"))))


def _items(removed, unknown, has_wages):
    amounts = {
        "wage_income": "wage",
        "property_income": "property",
        "family_planning_benefit": "planning",
        "minimum_living_benefit": "minimum",
        "five_guarantee_benefit": "five",
        "pension_benefit": "pension",
        "ecological_compensation": "ecology",
        "other_transfer": "other",
        "donation_income": "donation",
        "asset_sale_income": "sale",
    }
    items = {name: pl.when(removed).then(None).otherwise(pl.col(column) * 100) for name, column in amounts.items()}
    items["business_income"] = pl.when(removed).then(None).otherwise((pl.col("gain") + pl.col("cost")) * 100)
    items["business_cost"] = pl.when(removed).then(None).otherwise(pl.col("cost") * 100)
    items["wage_income"] = pl.when(unknown & has_wages).then(None).otherwise(items["wage_income"])
    items["other_transfer"] = pl.when(unknown & ~has_wages).then(None).otherwise(items["other_transfer"])
    recurs = pl.when(removed).then(None).otherwise(pl.lit(RECURRING))
    open_nature = pl.when(pl.col("is_nature_open") | removed).then(None).otherwise(pl.lit(RECURRING))
    natures = {"wage_nature": open_nature, "business_nature": recurs}
    for name in ("property_nature", "other_transfer_nature"):
        natures[name] = pl.when(removed).then(None).otherwise(pl.col(name))
    return items | natures


def _summed(frame):
    known = pl.when(~pl.col("is_unknown"))
    lasting = pl.when(~(pl.col("is_unknown") | pl.col("is_nature_open")))
    return frame.with_columns(
        net_income=known.then((pl.col("recurring") + pl.col("luck") + pl.col("gift")) * 100),
        recurring_income=lasting.then(pl.col("recurring") * 100),
    )
