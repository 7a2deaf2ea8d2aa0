"""The facts of each household, agreeing with what was decided of it."""

import polars as pl

from luoshu.demo.city.chance import below, between, happens, pick, take
from luoshu.demo.city.course import COURSES, EXITED, EXPECTED, POOR, RETURNED

_WITH_LABOUR = {"07": 34, "09": 28, "03": 14, "11": 8, "10": 5, "04": 4, "05": 5, "99": 2}
_OTHERS = ["07", "09", "10", "11", "04", "99"]
_BANKS = {"农村信用合作联社": 70, "邮政储蓄银行": 20, "农业银行": 10}


def fixed(households: pl.DataFrame) -> pl.DataFrame:
    """Adds what holds in all years: causes, kind, group, land, when it was identified."""
    identified = take([c.identified for c in COURSES], pl.col("course"))
    founder_year = pl.when(happens(0.6, "first_list")).then(2013).otherwise(2014)
    frame = households.with_columns(
        identified=identified,
        identified_year=pl.when(identified > 2014).then(identified).otherwise(founder_year),
        identification_standard=pick({"01": 97, "02": 3}, "standard"),
        is_disability=happens(0.32, "disability"),
        group_number=between(1, 9, "group"),
        bank_name=pick(_BANKS, "bank"),
        is_only_child_family=happens(0.05, "only_child"),
        is_martyr_family=happens(0.012, "martyr"),
        can_relocate=happens(0.05, "relocation"),
    )
    return _with_land(_with_kind(_with_causes(frame)))


def _with_causes(frame):
    """One main cause that agrees with the people, up to two others that differ."""
    drawn = pick(_WITH_LABOUR, "cause")
    drawn = pl.when((drawn == "03") & ~pl.col("has_student")).then(pl.lit("07")).otherwise(drawn)
    helpless = pick({"08": 88, "04": 5, "99": 7}, "cause")
    ill = pl.when(pl.col("is_disability")).then(pl.lit("02")).otherwise(pl.lit("01"))
    main = pl.when(pl.col("is_ill")).then(ill).when(pl.col("has_labour")).then(drawn).otherwise(helpless)
    first, second = below(6, "second_cause"), 1 + below(5, "third_cause")
    frame = frame.with_columns(
        main_cause=main, first=take(_OTHERS, first), second=take(_OTHERS, (first + second) % len(_OTHERS))
    )
    one = pl.when((pl.col("first") != pl.col("main_cause")) & happens(0.6, "has_second")).then(pl.col("first"))
    frame = frame.with_columns(other_cause_1=one)
    two = (pl.col("second") != pl.col("main_cause")) & pl.col("other_cause_1").is_not_null() & happens(0.3, "has_third")
    return frame.with_columns(other_cause_2=pl.when(two).then(pl.col("second"))).drop("first", "second")


def _with_kind(frame):
    """Households without labour live mostly on the minimum allowance or the five guarantees."""
    helpless = pick({"03": 18, "04": 77, "01": 5}, "kind")
    others = (
        pl.when(pl.col("is_ill")).then(pick({"04": 25, "01": 75}, "kind")).otherwise(pick({"04": 8, "01": 92}, "kind"))
    )
    return frame.with_columns(household_kind=pl.when(pl.col("has_labour")).then(others).otherwise(helpless))


def _with_land(frame):
    """Land in hundredths of a mu; those whose cause is want of land have little."""
    little = pl.col("main_cause") == "05"
    arable = pl.when(little).then(between(5, 60, "arable")).otherwise(between(60, 180, "arable")) * pl.col("core")
    forest = pl.when(happens(0.45, "has_forest")).then(between(50, 1200, "forest")).otherwise(0)
    orchard = pl.when(happens(0.1, "has_orchard")).then(between(20, 300, "orchard")).otherwise(0)
    returned = pl.when(happens(0.12, "has_returned")).then(between(30, 400, "returned")).otherwise(0)
    pasture = pl.when(happens(0.01, "has_pasture")).then(between(50, 500, "pasture")).otherwise(0)
    pond = pl.when(happens(0.01, "has_pond")).then(between(20, 200, "pond")).otherwise(0)
    frame = frame.with_columns(arable_land=arable, forest_land=forest, orchard_land=orchard)
    return frame.with_columns(
        returned_forest_land=returned,
        pasture_land=pasture,
        water_area=pond,
        irrigated_land=pl.col("arable_land") * between(0, 60, "irrigated") // 100,
    )


def record(frame: pl.DataFrame, year: int) -> pl.DataFrame:
    """The facts of the year: food, clothes, house, water, spending, roads, relocation, credit, reason for staying."""
    frame = _fed(frame, year)
    frame = _housed(frame, year)
    frame = _watered(frame, year)
    frame = _equipped(frame, year)
    return _spent(_reasoned(frame, year), year)


def _fed(frame, year):
    """Food fails by its staple or, more often, by its protein."""
    food, staple = pl.col("has_enough_food"), happens(0.25, f"staple{year}")
    sure = pl.when(pl.col("is_removed")).then(None)
    return frame.with_columns(
        has_staple_food=sure.when(~food & staple).then(False).otherwise(True),
        has_protein=sure.when(food).then(True).when(food.is_null()).then(None).otherwise(staple),
        has_season_clothes=pl.col("has_enough_clothes"),
        members_reported=sure.otherwise(pl.col("members")),
    )


def _housed(frame, year):
    """A safe house has its appraisal; a dangerous one too; one not yet verified has none."""
    safe, relocates = pl.col("is_housing_secured"), pl.col("can_relocate")
    homeless = ~relocates & happens(0.03, "homeless")
    good = pl.when(relocates | happens(0.55, "grade")).then(pl.lit("1")).otherwise(pl.lit("2"))
    bad = pl.when(relocates | happens(0.45, "danger")).then(pl.lit("4")).otherwise(pl.lit("3"))
    lent = pl.when(happens(0.04, "lent")).then(pl.lit("03")).otherwise(pl.lit("01"))
    moved_in = relocates & safe
    no_home = homeless & ~safe
    grade = pl.when(safe).then(good).when(safe.is_null() | no_home).then(None).otherwise(bad)
    tenure = pl.when(moved_in).then(pl.lit("02")).when(no_home).then(pl.lit("04")).otherwise(lent)
    area = between(1800, 3600, "area") * (pl.col("core") + 1)
    removed = pl.col("is_removed")
    frame = frame.with_columns(
        house_grade=grade,
        has_house_report=pl.when(removed).then(None).otherwise(safe.is_not_null()),
        house_tenure=pl.when(removed).then(None).otherwise(tenure),
        house_area=pl.when(removed | no_home).then(None).otherwise(area),
        renovation_year=pl.when(safe & ~relocates & happens(0.12, "renovated")).then(between(2012, 2014, "renovation")),
    )
    return _relocated(frame, moved_in)


def _relocated(frame, moved_in):
    moves = pl.col("can_relocate")
    return frame.with_columns(
        is_relocation=pl.when(pl.col("is_removed")).then(None).otherwise(moves),
        relocation_mode=pl.when(moves).then(pick({"01": 20, "02": 50, "03": 30}, "relocation_mode")),
        resettlement_mode=pl.when(moves).then(pick({"1": 75, "2": 25}, "resettlement")),
        resettlement_place=pl.when(moves).then(pick({"01": 30, "02": 35, "03": 5, "04": 15, "05": 15}, "place")),
        has_new_house_key=pl.when(moves).then(moved_in),
    )


def _watered(frame, year):
    """Unsafe water is dirty, too little, too far or too often cut off; water not yet verified was not tested."""
    safe = pl.col("is_water_secured")
    flaw = pl.when(~safe).then(below(4, f"flaw{year}")).otherwise(-1)
    frame = frame.with_columns(flaw=flaw, pipe=happens(0.7, "pipe"))
    flaw, removed = pl.col("flaw"), pl.col("is_removed")
    piped = pl.when(flaw == 2).then(False).otherwise(pl.col("pipe"))
    near = pl.when(pl.col("pipe")).then(0).otherwise(between(3, 18, "minutes"))
    values = {
        "is_water_clean": pl.when(safe.is_null()).then(None).otherwise(flaw != 0),
        "water_litres": pl.when(flaw == 1).then(between(8, 18, "dry")).otherwise(between(40, 90, "litres")),
        "is_water_piped": piped,
        "water_minutes": pl.when(flaw == 2).then(between(25, 60, "far")).otherwise(near),
        "water_shortage_days": pl.when(flaw == 3).then(between(45, 120, "cut")).otherwise(between(0, 30, "days")),
        "has_water_difficulty": ~safe,
        "is_water_safe": safe,
    }
    return frame.with_columns(**{name: pl.when(removed).then(None).otherwise(v) for name, v in values.items()})


def _equipped(frame, year):
    removed, exited = pl.col("is_removed"), pl.col("poverty_status") == EXITED
    far = pl.col("main_cause") == "10"
    road = (
        pl.when(far)
        .then(pick({"01": 60, "02": 40}, "road"))
        .otherwise(pick({"01": 12, "02": 18, "03": 64, "04": 6}, "road"))
    )
    helped = pl.when(exited).then(0.35).otherwise(0.15)
    values = {
        "has_production_power": happens(0.97, "power"),
        "is_cooperative_member": happens(helped, "cooperative"),
        "has_living_power": happens(0.998, "light"),
        "road_distance": pl.when(far).then(between(150, 600, "distance")).otherwise(between(1, 150, "distance")),
        "road_kind": road,
        "has_sanitary_toilet": happens(helped, "toilet"),
        "main_fuel": pick({"01": 55, "03": 25, "04": 18, "99": 2}, "fuel"),
        "is_enterprise_linked": happens(helped, "enterprise"),
        "is_leader_linked": happens(helped, "leader"),
        "microloan_balance": pl.when(pl.col("has_labour") & happens(0.1, f"loan{year}"))
        .then(between(2, 10, "loan") * 500_000)
        .otherwise(0),
    }
    return frame.with_columns(**{name: pl.when(removed).then(None).otherwise(v) for name, v in values.items()})


def _spent(frame, year):
    """What they pay themselves for school, illness and house, in fen."""
    removed = pl.col("is_removed")
    school = pl.col("students") * between(8, 60, f"school{year}") + pl.col("pupils") * between(1, 6, f"pupil{year}")
    ill = pl.when(pl.col("is_ill")).then(between(6, 90, f"ill{year}")).otherwise(between(0, 9, f"ill{year}"))
    built = pl.when(happens(0.03, f"built{year}")).then(between(30, 250, f"house{year}")).otherwise(0)
    values = {"education_spending": school, "medical_spending": ill, "housing_spending": built}
    return frame.with_columns(
        **{name: pl.when(removed).then(None).otherwise(v * 10_000) for name, v in values.items()},
        has_helper=~happens(0.012, "helper"),
        helper_is_poor=pl.lit(False),
    )


def _reasoned(frame, year):
    """Why a household that could be thought to leave does not."""
    poor = pl.col("poverty_status").is_in([POOR, RETURNED, EXPECTED]) & ~pl.col("is_removed")
    lacking, stable = ~pl.col("nothing_lacking"), pl.col("is_income_stable")
    reason = (
        pl.when(pl.col("can_relocate") & ~pl.col("is_housing_secured"))
        .then(pl.lit("10"))
        .when(stable & lacking)
        .then(pl.lit("01"))
        .when(pl.col("household_kind") == "03")
        .then(pl.lit("08"))
        .when(pl.col("identified_year") == year)
        .then(pl.lit("03"))
        .when(~pl.col("is_below_line") & ~stable)
        .then(pl.lit("07"))
        .when((pl.col("household_kind") == "04") & ~pl.col("has_labour"))
        .then(pl.lit("09"))
        .when(pl.col("main_cause") == "01")
        .then(pl.lit("05"))
        .otherwise(pl.lit("02"))
    )
    return frame.with_columns(not_exit_reason=pl.when(poor).then(reason))
