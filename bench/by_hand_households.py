"""Every household rule of 31 December 2016 as its reader would write it in Polars, without the engine. Money in fen."""

from polars import Int64, any_horizontal, col, lit, sum_horizontal, when

from .by_hand_people import among, by_household

LINE, LIVING_LINE, LOAN_LIMIT = 302_600, 296_000, 5_000_000
WITH_NATURE = {
    "wage_income": "wage_nature",
    "business_income": "business_nature",
    "property_income": "property_nature",
    "other_transfer": "other_transfer_nature",
}
RECURRING = (
    "family_planning_benefit", "minimum_living_benefit", "five_guarantee_benefit", "pension_benefit",
    "ecological_compensation",
)  # fmt: skip
SIX = (
    "has_enough_food", "has_enough_clothes", "is_education_secured", "is_medical_secured", "is_housing_secured",
    "is_water_secured",
)  # fmt: skip
KEY_FACTS = (
    "main_cause", "has_production_power", "is_cooperative_member", "road_distance", "road_kind", "house_area",
    "has_living_power", "has_water_difficulty", "is_water_safe", "main_fuel", "has_sanitary_toilet",
)  # fmt: skip
OTHER_CAUSES = ["04", "05", "06", "07", "08", "09", "10", "11", "99"]


def _received(name):
    return when(col(WITH_NATURE[name]).eq_missing(lit("3"))).then(0).otherwise(col(name))


def _lasting(name, doubtful):
    nature = col(WITH_NATURE[name])
    return when(nature == "1").then(col(name)).when(nature.is_in(["2", "3"])).then(0).otherwise(doubtful)


def _income():
    fixed = sum_horizontal(*RECURRING, ignore_nulls=False) - col("business_cost")
    gifts = col("donation_income") + col("asset_sale_income")
    least = (_lasting(name, col(name).clip(upper_bound=0)) for name in WITH_NATURE)
    most = (_lasting(name, col(name).clip(lower_bound=0)) for name in WITH_NATURE)
    spending = ("education_spending", "medical_spending", "housing_spending")
    return {
        "members": when((col("at_least") == col("at_most")) & (col("at_least") > 0)).then("at_least"),
        "net_income": sum_horizontal(*map(_received, WITH_NATURE), ignore_nulls=False) + fixed + gifts,
        "at_least_lasting": sum_horizontal(*least, ignore_nulls=False) + fixed,
        "at_most_lasting": sum_horizontal(*most, ignore_nulls=False) + fixed,
        "rigid_spending": sum_horizontal(*spending, ignore_nulls=False),
        "identify_line": lit(LINE, Int64),
        "exit_line": lit(LINE, Int64),
        "minimum_living_line": lit(LIVING_LINE, Int64),
        "doubt_no_members": col("at_most").fill_null(0) == 0,
    }


def _bars():
    least, most, needed = col("at_least_lasting"), col("at_most_lasting"), LINE * col("members")
    below = col("net_income") < needed
    burdened = (col("rigid_spending") > 0) & (col("net_income") - col("rigid_spending") < needed)
    return {
        "recurring_income": when(least == most).then(least),
        "income_per_head": col("net_income") // col("members"),
        "is_below_line": below,
        "is_income_stable": when(least > needed).then(True).when(most <= needed).then(False),
        "meets_income_bar": below,
        "meets_burden_bar": burdened,
        "may_register": below | burdened,
    }


def _guarantees():
    litres, is_short = col("water_litres"), col("is_water_short")
    is_near = col("is_water_piped") | (col("water_minutes") <= 20)
    is_enough = (litres >= 30) | (is_short & (litres >= 20))
    safe_home = among("house_grade", ["1", "2"], ["3", "4"]) & among("house_tenure", ["01", "02", "03"], ["04"])
    return {
        "has_enough_food": col("has_staple_food") & col("has_protein"),
        "has_enough_clothes": col("has_season_clothes"),
        "is_education_secured": col("every_is_schooled"),
        "is_medical_secured": col("every_is_insured"),
        "is_housing_secured": safe_home & when(col("has_house_report")).then(True),
        "water_litres_needed": when(is_short).then(lit(20, Int64)).when(~is_short).then(lit(30, Int64)),
        "is_water_secured": col("is_water_clean") & is_enough & is_near & (col("water_shortage_days") <= 36),
    }


def _verdict():
    lacking = sum_horizontal(~col(name) for name in SIX)
    return {
        "nothing_lacking": ~any_horizontal(~col(name) for name in SIX),
        "deprivations": lacking.cast(Int64),
        "deprivations_unknown": sum_horizontal(col(name).is_null() for name in SIX).cast(Int64),
    }


def _causes():
    cause, first, second = col("main_cause"), col("other_cause_1"), col("other_cause_2")
    fits = (
        ((cause == "01") & col("some_is_sick"))
        | ((cause == "02") & col("some_is_disabled"))
        | ((cause == "03") & col("some_is_student"))
        | cause.is_in(OTHER_CAUSES)
    )
    differ = (
        (first.is_null() | (first != cause))
        & (second.is_null() | (second != cause))
        & (first.is_null() | second.is_null() | (first != second))
    )
    is_enough = when(col("members") >= 4).then(col("count_is_able") * 2 > col("members"))
    is_enough = is_enough.when(col("members") < 4).then(col("count_is_able") * 4 > col("members"))
    return {
        "main_cause_fits": fits,
        "other_causes_fit": differ,
        "doubt_main_cause": ~fits,
        "doubt_other_causes": ~differ,
        "doubt_labour_not_short": (cause == "08") & is_enough,
    }


def _exits():
    exited = col("poverty_status") == "1"
    uninsured = col("some_is_sick_without_insurance")
    return {
        "may_exit": col("is_income_stable") & col("nothing_lacking"),
        "doubt_exit_income": exited & col("is_below_line"),
        "doubt_exit_education": exited & ~col("is_education_secured"),
        "doubt_exit_housing": exited & ~col("is_housing_secured"),
        "doubt_exit_water": exited & ~col("is_water_secured"),
        "doubt_exit_medical": exited & ~col("is_medical_secured"),
        "doubt_exit_serious_illness": exited & (col("main_cause") == "01") & uninsured,
        "doubt_exit_house_area": exited & (col("house_area").is_null() | (col("house_area") <= 0)),
    }


def _programmes():
    land = ("arable_land", "forest_land", "orchard_land", "pasture_land", "water_area")
    has_land = any_horizontal(col(name) > 0 for name in land)
    is_linked = col("is_cooperative_member") | col("is_enterprise_linked") | col("is_leader_linked")
    poor_way = among("road_kind", ["01", "02"], ["03", "04"])
    no_power = ~col("has_production_power") | ~col("has_living_power")
    return {
        "has_no_labour": ~col("some_is_able"),
        "eligible_employment": col("some_is_employable"),
        "eligible_industry": col("some_is_able") & (has_land | is_linked),
        "eligible_relocation": col("is_relocation"),
        "eligible_ecology": (col("returned_forest_land") > 0)
        | ((col("forest_land") > 0) & col("some_may_guard_forest")),
        "eligible_safety_net": ~col("some_is_able") | (col("net_income") < LIVING_LINE * col("members")),
        "eligible_infrastructure": among("house_grade", ["3", "4"], ["1", "2"]) | poor_way | no_power,
        "eligible_public_services": ~col("is_water_secured") | ~col("has_sanitary_toilet"),
        "eligible_education": col("some_is_student"),
        "eligible_health": col("some_is_sick") | col("some_is_disabled") | ~col("is_medical_secured"),
        "eligible_finance": col("some_may_borrow") & (col("microloan_balance") < LOAN_LIMIT),
        "eligible_society": among("poverty_status", ["0", "2", "3"], ["1"]),
    }


def _doubts_of_people():
    men, women = (col(f"some_is_{sex}_head") & col(f"some_is_{sex}_spouse") for sex in ("male", "female"))
    return {
        "doubt_members_differ": col("members_reported") != col("members"),
        "doubt_no_head": ~col("some_is_head"),
        "doubt_several_heads": col("count_is_head") > 1,
        "doubt_couple_same_sex": men | women,
        "doubt_no_helper": ~col("has_helper"),
        "doubt_helper_poor": col("helper_is_poor"),
    }


def _doubts_of_benefits():
    kind, ordinary = col("household_kind"), col("household_kind") == "01"
    on_allowance = kind.is_in(["02", "04"])
    allowance, five = col("minimum_living_benefit"), col("five_guarantee_benefit")
    receives, receives_five = col("some_has_minimum_living"), col("some_has_five_guarantee")
    return {
        "doubt_minimum_living_nobody": on_allowance & ~receives,
        "doubt_ordinary_with_minimum_living": ordinary & receives,
        "doubt_five_guarantee_with_labour": (kind == "03") & col("some_is_able_adult"),
        "doubt_ordinary_paid": ordinary & ((allowance > 0) | (five > 0)),
        "doubt_minimum_living_unpaid": on_allowance & (allowance <= 0),
        "doubt_five_guarantee_unpaid": (kind == "03") & (five <= 0),
        "doubt_safety_net_leak": ~col("some_is_able") & ~receives & ~receives_five,
    }


def _doubts_of_facts():
    net, members, line = col("net_income"), col("members"), LINE * col("members")
    return {
        "doubt_household_blank": any_horizontal(col(name).is_null() for name in KEY_FACTS),
        "doubt_business_without_cost": (col("business_income") > 0) & (col("business_cost") <= 0),
        "doubt_income_range": ((net <= 0) & (members > 0)) | (net > members * 10_000_000),
        "doubt_wage_without_worker": (col("wage_income") > 0) & ~col("some_is_working"),
        "doubt_worker_without_wage": col("some_is_working") & (col("wage_income") <= 0),
        "doubt_income_just_above": (net > line) & (net * 100 <= line * 102),
        "doubt_arable_land": col("arable_land") > members * 5000,
        "doubt_forest_land": col("forest_land") > members * 7000,
        "doubt_road_distance": col("road_distance") > 5000,
    }


def judged(households, people):
    """The households with all household columns, from the judged people."""
    households = households.join(by_household(people), on="household_id", how="left")
    households = households.with_columns(**_income(), **_guarantees())
    households = households.with_columns(**_bars(), **_verdict(), **_causes(), **_programmes())
    return households.with_columns(**_exits(), **_doubts_of_people(), **_doubts_of_benefits(), **_doubts_of_facts())
