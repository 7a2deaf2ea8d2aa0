"""The facts of each person: those that never change, and those of a year, agreeing with what was decided."""

import polars as pl

from luoshu.demo.city.chance import below, between, happens, pick, take
from luoshu.demo.city.families import BABY

COUNTING = ["01", "02", "03", "04"]
WORK_PLACES = {"01": 25, "02": 25, "03": 30, "04": 20}
_RELATIONS = {
    "head": ("01", "01"),
    "spouse": ("02", "02"),
    "child": ("03", "04"),
    "in_law": ("06", "05"),
    "grandchild": ("07", "08"),
    "father": ("11", "12"),
    "mother": ("11", "12"),
    "parent": ("11", "12"),
    "relative": ("99", "99"),
}


def fixed(people: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """Adds what holds in all years: relation, date of birth, health, disability, the state of the ID number."""
    columns = ["is_ill", "has_labour", "is_disability", "identified", "sick_slot"]
    frame = people.with_columns(households[people["row"]].select(columns))
    man, woman = ({k: v[i] for k, v in _RELATIONS.items()} for i in (0, 1))
    frame = frame.with_columns(
        relation_code=pl.when(pl.col("is_man"))
        .then(pl.col("relation").replace_strict(man))
        .otherwise(pl.col("relation").replace_strict(woman)),
        sex_code=pl.when(pl.col("is_man")).then(pl.lit("1")).otherwise(pl.lit("2")),
        birth_on=pl.date(pl.col("birth_year"), 1, 1) + pl.duration(days=pl.col("day")),
        is_vocational=happens(0.35, "vocational"),
    )
    return _with_papers(_with_health(frame))


def _with_health(frame):
    """The household's sick person is sick or disabled as its cause says; weak ones cannot work."""
    part = pl.col("part")
    is_cause = pl.col("is_ill") & (pl.col("slot") == pl.col("sick_slot"))
    serious = (part == "weak") | happens(0.3, "serious")
    ill = pl.when(serious).then(pl.lit("03")).otherwise(pl.lit("02"))
    health = (
        pl.when(is_cause)
        .then(pl.when(pl.col("is_disability")).then(pl.lit("04")).otherwise(ill))
        .when(part == "weak")
        .then(pick({"04": 55, "03": 45}, "health"))
        .when(part == "elder")
        .then(pick({"01": 55, "02": 35, "03": 3, "04": 7}, "health"))
        .when(part == "able")
        .then(pick({"01": 940, "02": 50, "04": 10}, "health"))
        .otherwise(pick({"01": 985, "02": 5, "04": 10}, "health"))
    )
    frame = frame.with_columns(health=health)
    disabled, weak = pl.col("health") == "04", part == "weak"
    grade = pl.when(weak).then(pick({"1": 35, "2": 65}, "grade")).otherwise(pick({"3": 50, "4": 50}, "grade"))
    kinds = {"4": 48, "1": 14, "2": 14, "3": 3, "5": 9, "6": 9, "7": 3}
    return frame.with_columns(
        disability_kind=pl.when(disabled).then(pick(kinds, "disability")),
        disability_grade=pl.when(disabled).then(grade),
    )


def _with_papers(frame):
    """A few people have no number yet, and a few numbers were issued with a wrong check digit."""
    share = pl.when(pl.col("part") == BABY).then(0.25).otherwise(0.012)
    frame = frame.with_columns(has_number=~happens(share, "papers"), is_faulty=happens(0.0012, "faulty"))
    minor = pl.col("part") == BABY
    kind = pl.when(pl.col("has_number")).then(pl.lit("01")).when(minor).then(pl.lit("02"))
    return frame.with_columns(
        id_kind=kind,
        id_is_valid=pl.when(pl.col("has_number")).then(~pl.col("is_faulty")),
        ethnicity=pick({"01": 985, "03": 12, "11": 2, "15": 1}, "ethnicity"),
    )


def stage(year: int) -> pl.Expr:
    """Where a young person would be at school when the year ends."""
    age, vocational = year - pl.col("birth_year"), pl.col("is_vocational")
    general = take(
        [*["01"] * 3, *["02"] * 3, *["03"] * 6, *["04", "05", "06", "07", "08", "09"], *["16"] * 4], age.clip(0, 21)
    )
    trade = take([*["01"] * 15, *["10", "11", "12", "13", "14", "15", "15"]], age.clip(0, 21))
    at_school = pl.when(vocational & (age >= 15)).then(trade).otherwise(general)
    early = age.is_between(3, 5) & happens(0.25, "no_preschool")
    young = pl.col("part").is_in(["child", "student", BABY]) & (age >= 0)
    return pl.when(young & ~early).then(at_school).otherwise(pl.lit("01"))


def of_year(people: pl.DataFrame, households: pl.DataFrame, year: int) -> pl.DataFrame:
    """Everybody with a record in that year, and whether they are there and count when it ends."""
    columns = ["poverty_status", "is_removed", "household_kind"]
    frame = people.with_columns(households[people["row"]].select(columns))
    leaves = pl.col("left") > 0
    frame = frame.filter(
        pl.col("poverty_status").is_not_null() & (pl.col("joined") <= year) & (~leaves | (pl.col("left") >= year))
    )
    is_there = ~pl.col("is_removed") & (~leaves | (pl.col("left") > year))
    frame = frame.with_columns(age=year - pl.col("birth_year"), is_there=is_there)
    frame = frame.with_columns(labour=_labour())
    return _schooled(_working(frame, year), year)


def _labour():
    """Capacity to work by age, school and health."""
    age, health = pl.col("age"), pl.col("health")
    old = pl.when((age <= 60) & health.is_in(["01", "02"])).then(pl.lit("01")).otherwise(pl.lit("04"))
    return (
        pl.when(pl.col("part").is_in(["child", "student", BABY]))
        .then(pl.lit("04"))
        .when(pl.col("part") == "weak")
        .then(pl.lit("03"))
        .when(pl.col("part") == "elder")
        .then(old)
        .otherwise(pick({"01": 85, "02": 15}, "labour"))
    )


def _working(frame, year):
    """Who works where and for how long, and so who lives away; some posts are paid for by the public."""
    exited = pl.col("poverty_status") == "1"
    willing = happens(pl.when(exited).then(0.75).otherwise(0.45), "works") | happens(0.05, f"works{year}")
    can = pl.col("is_there") & (pl.col("residence") == "") & (pl.col("part") == "able") & (pl.col("age") >= 18)
    has_post = can & happens(0.03, "post")
    frame = frame.with_columns(works=(can & willing) | has_post, has_post=has_post)
    place = pl.when(pl.col("has_post")).then(pl.lit("01")).otherwise(pick(WORK_PLACES, "place"))
    months = (
        pl.when(pl.col("has_post")).then(between(6, 12, f"months{year}")).otherwise(between(2, 11, f"months{year}"))
    )
    frame = frame.with_columns(
        work_place=pl.when(pl.col("works")).then(place),
        work_months=pl.when(pl.col("works")).then(months).otherwise(0),
        public_posts=pl.col("has_post").cast(pl.Int64),
        public_post_months=pl.when(pl.col("has_post")).then(months).otherwise(0),
    )
    away = pl.col("work_place").is_in(["03", "04"]) & (pl.col("work_months") >= 6)
    at_school = (pl.col("part") == "student") & (pl.col("age") >= 16)
    home = pl.when(away).then(pl.lit("02")).when(at_school).then(pl.lit("03")).otherwise(pl.lit("01"))
    frame = frame.with_columns(residence=pl.when(pl.col("residence") == "").then(home).otherwise(pl.col("residence")))
    return frame.with_columns(counts=pl.col("is_there") & pl.col("residence").is_in(COUNTING))


def _schooled(frame, year):
    """School by age; disabled children may be taught at home. Those who have to be at school and could lack it."""
    disabled_child = (pl.col("health") == "04") & (pl.col("part") == "child")
    at_home = disabled_child & pl.col("age").is_between(6, 15) & happens(0.4, "home_school")
    frame = frame.with_columns(
        is_home_schooled=at_home, schooling=pl.when(at_home).then(pl.lit("01")).otherwise(stage(year))
    )
    must = pl.col("counts") & (pl.col("part") == "child") & pl.col("age").is_between(8, 14)
    return frame.with_columns(may_drop_out=must & (pl.col("health") == "01") & ~pl.col("is_home_schooled"))


def summary(people: pl.DataFrame) -> pl.DataFrame:
    """What a household's record needs to know of its people in the year, one row per household."""
    counts, is_old = pl.col("counts"), pl.col("age") >= 60
    return people.group_by("row", maintain_order=True).agg(
        members=counts.sum().cast(pl.Int64),
        people=pl.col("is_there").sum().cast(pl.Int64),
        elders=(pl.col("is_there") & is_old).sum().cast(pl.Int64),
        able=(counts & pl.col("labour").is_in(["01", "02"])).sum().cast(pl.Int64),
        workers=(counts & pl.col("works")).sum().cast(pl.Int64),
        students=(counts & pl.col("schooling").is_between(pl.lit("07"), pl.lit("16"))).sum().cast(pl.Int64),
        pupils=(counts & ~pl.col("schooling").is_in(["01", "02"])).sum().cast(pl.Int64),
        school_child=pl.when(pl.col("may_drop_out")).then(pl.col("slot")).otherwise(-1).max(),
        head_person=pl.col("person_id").first(),
    )


def record(people: pl.DataFrame, households: pl.DataFrame, year: int) -> pl.DataFrame:
    """The facts that show the outcomes of the year: who is out of school, who is not insured; benefits and the rest."""
    columns = ["is_education_secured", "is_medical_secured", "school_child", "core", "k"]
    facts = households[people["row"]].select(columns).rename({"k": "household_k"})
    frame = _insured(_taught(people.with_columns(facts)), year)
    return _moved(_listed(frame, year), year)


def _taught(frame):
    is_child = pl.col("slot") == pl.col("school_child")
    out = is_child & ~pl.col("is_education_secured")
    is_open = is_child & pl.col("is_education_secured").is_null() & ~pl.col("is_removed")
    frame = frame.with_columns(
        schooling=pl.when(is_open).then(None).when(out).then(pl.lit("01")).otherwise(pl.col("schooling")),
        dropout_reason=pl.when(out).then(pick({"03": 70, "04": 20, "99": 10}, "dropout")),
    )
    age, part = pl.col("age"), pl.col("part")
    level = (
        pl.when(age < 6)
        .then(pl.lit("06"))
        .when(part.is_in(["child", "student", BABY]))
        .then(pl.lit("02"))
        .when(part == "elder")
        .then(pick({"01": 45, "02": 40, "03": 15}, "education"))
        .when(part == "weak")
        .then(pick({"01": 30, "02": 45, "03": 25}, "education"))
        .when(pl.col("birth_year") >= 1986)
        .then(pick({"03": 50, "04": 30, "05": 20}, "education"))
        .otherwise(pick({"02": 25, "03": 55, "04": 15, "05": 5}, "education"))
    )
    return frame.with_columns(education=pl.when(pl.col("schooling") == "01").then(level))


def _insured(frame, year):
    """Residents' insurance for most, employees' for some who work, a few exempt; one person lacks it if decided."""
    baby = (pl.col("part") == BABY) & (pl.col("birth_year") == year) & happens(0.4, "grace")
    elsewhere = pl.col("works") & pl.col("work_place").is_in(["03", "04"]) & happens(0.02, "elsewhere")
    exemption = (
        pl.when(pl.col("residence") == "04")
        .then(pl.lit("01"))
        .when(pl.col("residence") == "05")
        .then(pl.lit("04"))
        .when(baby)
        .then(pl.lit("02"))
        .when(elsewhere)
        .then(pl.lit("03"))
    )
    # Head or spouse, who count in every year.
    slot = below(pl.col("core").clip(1, 2), "uninsured", of="household_k")
    is_victim = (pl.col("slot") == slot) & (pl.col("is_medical_secured").fill_null(False).not_())
    is_open = is_victim & pl.col("is_medical_secured").is_null() & ~pl.col("is_removed")
    lacks = is_victim & (pl.col("is_medical_secured") == False)  # noqa: E712 - three-valued column
    frame = frame.with_columns(
        insurance_exemption=pl.when(is_victim).then(None).otherwise(exemption), is_open=is_open, is_uninsured=lacks
    )
    none = pl.col("insurance_exemption").is_not_null() | pl.col("is_uninsured")
    frame = frame.with_columns(has_employee_insurance=~none & ~is_victim & pl.col("works") & happens(0.03, "employee"))
    covered = pl.when(pl.col("is_open")).then(None).otherwise(~none)
    return frame.with_columns(
        has_resident_insurance=covered & ~pl.col("has_employee_insurance"),
        has_serious_illness_insurance=covered,
        has_medical_aid=covered,
    )


def _listed(frame, year):
    """Pension, benefits, party, employer."""
    adult = (pl.col("age") >= 16) & ~pl.col("part").is_in(["child", "student", BABY])
    party = (
        pl.when((pl.col("age") >= 22) & happens(0.04, "party"))
        .then(pl.lit("01"))
        .when(pl.col("age").is_between(14, 27) & happens(0.25, "league"))
        .then(pl.lit("03"))
        .otherwise(pl.lit("13"))
    )
    firms = ["豫西制衣（演示）", "洛水建筑（演示）", "伊河农业（演示）", "熊耳物流（演示）"]
    employer = pl.when(pl.col("works") & happens(0.3, "firm")).then(take(firms, below(4, "firms")))
    return frame.with_columns(
        has_pension_insurance=adult & happens(0.93, "pension"),
        has_minimum_living=pl.col("counts") & (pl.col("household_kind") == "04"),
        has_five_guarantee=pl.col("counts") & (pl.col("household_kind") == "03"),
        political_status=party,
        is_soldier=pl.col("residence") == "04",
        work_employer=employer,
    )


def _moved(frame, year):
    """How each person came to the household, and how some left it in this year."""
    start = pl.date(pl.col("identified") - (pl.col("identified") == 2014).cast(pl.Int64), 11, 20)
    came = (
        pl.when(pl.col("joined") == 0)
        .then(pl.max_horizontal(start, pl.col("birth_on")))
        .when(pl.col("part") == BABY)
        .then(pl.col("birth_on"))
        .otherwise(pl.date(pl.col("joined"), between(1, 12, "came_month"), between(1, 28, "came_day")))
    )
    goes = pl.col("left") == year
    day = pl.date(year, between(1, 12, "went_month"), between(1, 28, "went_day"))
    status = (
        pl.when(pl.col("is_removed"))
        .then(pl.lit("10"))
        .when(goes)
        .then(pl.when(pl.col("left_reason") == "01").then(pl.lit("2")).otherwise(pl.lit("3")))
        .when((pl.col("joined") == year) & (pl.col("part") != BABY))
        .then(pl.lit("4"))
        .otherwise(pl.lit("1"))
    )
    return frame.with_columns(
        joined_on=came,
        joined_reason=pl.when(pl.col("joined") == 0).then(pl.lit("01")).otherwise(pl.col("joined_reason")),
        # Nobody goes before the household was put on the register.
        left_on=pl.when(pl.col("is_removed"))
        .then(pl.date(year, 10, 20))
        .when(goes)
        .then(pl.max_horizontal(day, came + pl.duration(days=9))),
        left_reason=pl.when(pl.col("is_removed")).then(pl.lit("06")).when(goes).then(pl.col("left_reason")),
        member_status=status,
    )
