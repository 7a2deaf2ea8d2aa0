"""Every person rule of 31 December 2016 as its reader would write it in Polars, without the engine.

Polars' own `&`, `|` and `~` are three-valued. Lines, ages and codes stand as plain numbers.
"""

from datetime import date

from polars import col, when

DAY = date(2016, 12, 31)
ABLE, NOT_ABLE = ["01", "02", "05"], ["03", "04"]
AT_SCHOOL, ANY_SCHOOL = [f"{code:02d}" for code in range(3, 17)], [f"{code:02d}" for code in range(2, 17)]
MEN = ["03", "06", "07", "09", "11", "13", "15", "17", "19"]
WOMEN = ["04", "05", "08", "10", "12", "14", "16", "18", "20"]


def aged(years):
    """At least so many years old on the day."""
    return col("birth_on") <= date(DAY.year - years, 12, 31)


def between(low, high):
    """From `low` to `high` years old on the day."""
    return aged(low) & ~aged(high + 1)


def among(code, yes, no):
    """Yes, no, or unknown for any other code."""
    return when(col(code).is_in(yes + no)).then(col(code).is_in(yes))


def _members():
    gone = col("left_on").is_not_null() & (col("left_on") <= DAY)
    statuses = among("member_status", ["1", "4"], ["2", "3", "5", "9", "10", "11", "12", "13"])
    lives = among("residence", ["01", "02", "03", "04"], ["05", "06", "07", "08", "09"])
    return {"is_registered": statuses & ~gone, "counts_as_member": statuses & ~gone & lives}


def _people():
    return {
        "is_school_age": between(6, 15),
        "is_able": among("labour", ABLE, NOT_ABLE),
        "is_sick": among("health", ["02", "03"], ["01", "04"]),
        "is_disabled": among("health", ["04"], ["01", "02", "03"])
        | col("disability_kind").is_not_null()
        | col("disability_grade").is_not_null(),
        "is_student": aged(3) & among("schooling", ANY_SCHOOL, ["01"]),
        "is_elderly": aged(60),
        "is_working_age": between(16, 60),
    }


def _guarantees():
    exemption = col("insurance_exemption")
    basic = col("has_resident_insurance") ^ col("has_employee_insurance")
    newborn = exemption.is_not_null() & (exemption == "02") & ~aged(1)
    return {
        "is_schooled": ~col("is_school_age")
        | among("schooling", AT_SCHOOL, ["01", "02"])
        | col("is_home_schooled")
        | among("health", ["02", "03", "04"], ["01"]),
        "is_insured": (basic & col("has_serious_illness_insurance") & col("has_medical_aid"))
        | (exemption.is_not_null() & exemption.is_in(["01", "03", "04"]))
        | newborn,
    }


def _steps():
    man, woman = col("sex") == "1", col("sex") == "2"
    head, spouse = col("relation") == "01", col("relation") == "02"
    return {
        "is_employable": col("is_able") & col("is_working_age") & ~col("is_student"),
        "may_guard_forest": col("is_able") & between(18, 60),
        "may_borrow": col("is_able") & between(18, 65),
        "is_able_adult": col("is_able") & between(16, 65),
        "is_working": col("work_months") > 0,
        "is_sick_without_insurance": col("is_sick") & ~col("has_serious_illness_insurance"),
        "is_head": head,
        "is_male_head": head & man,
        "is_female_head": head & woman,
        "is_male_spouse": spouse & man,
        "is_female_spouse": spouse & woman,
    }


def _doubts_of_facts():
    return {
        "doubt_id_invalid": ~col("id_is_valid"),
        "doubt_id_duplicated": col("is_duplicated"),
        "doubt_phone_shared": col("shares_phone"),
        "doubt_person_blank": col("ethnicity").is_null()
        | col("health").is_null()
        | (between(16, 65) & col("labour").is_null())
        | (between(6, 23) & col("schooling").is_null())
        | ((col("schooling") == "01") & col("education").is_null()),
        "doubt_disability_unproved": (col("health") == "04") & col("disability_grade").is_null(),
        "doubt_relation_sex": (col("relation").is_in(MEN) & among("sex", ["2"], ["1"]))
        | (col("relation").is_in(WOMEN) & among("sex", ["1"], ["2"])),
        "doubt_insured_twice": col("has_resident_insurance") & col("has_employee_insurance"),
        "doubt_both_benefits": col("has_minimum_living") & col("has_five_guarantee"),
    }


def _doubts_of_work():
    months, posts, post_months = col("work_months"), col("public_posts"), col("public_post_months")
    healthy_adult = col("is_working_age") & (col("health") == "01")
    return {
        "doubt_labour_too_young": ~aged(16) & col("is_able"),
        "doubt_labour_lost": healthy_adult & (col("labour") == "03"),
        "doubt_labour_none": healthy_adult & ~col("is_student") & (col("labour") == "04"),
        "doubt_work_months": (months < 0) | (months > 12),
        "doubt_work_place": col("work_place").is_not_null() ^ (months.is_not_null() & (months > 0)),
        "doubt_work_without_labour": (months > 0) & ~col("is_able"),
        "doubt_work_too_young": (months > 0) & ~aged(16),
        "doubt_posts_too_many": posts > 2,
        "doubt_posts_age": (posts > 0) & ~between(16, 69),
        "doubt_posts_without_months": (posts > 0) & ~(post_months.is_not_null() & (post_months > 0)),
    }


def _doubts_of_school():
    grade = col("schooling")
    return {
        "doubt_school_stage": (~aged(15) & grade.is_in([f"{code:02d}" for code in range(7, 17)]))
        | (aged(20) & grade.is_in(["02", "03"])),
        "doubt_school_unchanged": grade.is_in([f"{code:02d}" for code in range(4, 16)])
        & (grade == col("schooling_last_year"))
        & (grade == col("schooling_two_years_ago")),
    }


def judged(people):
    """The people with all person columns."""
    people = people.with_columns(**_members(), **_people())
    people = people.with_columns(**_guarantees(), **_steps())
    return people.with_columns(**_doubts_of_facts(), **_doubts_of_work(), **_doubts_of_school())


EVERY = ("is_schooled", "is_insured")
SOME = (
    "is_able", "is_sick", "is_disabled", "is_student", "is_employable", "may_guard_forest", "may_borrow",
    "is_able_adult", "is_working", "is_sick_without_insurance", "is_head", "is_male_head", "is_female_head",
    "is_male_spouse", "is_female_spouse", "has_minimum_living", "has_five_guarantee",
)  # fmt: skip
HOW_MANY = ("is_head", "is_able")


def by_household(people):
    """What the counting members answer for their household; unknown where nobody surely counts."""
    counts = col("counts_as_member")
    has_members = col("at_least") > 0
    grouped = people.group_by("household_id").agg(
        at_least=counts.sum().cast(int),
        at_most=(counts.is_null() | counts).sum().cast(int),
        **{f"every_{n}": (~counts | col(n)).all(ignore_nulls=False) for n in EVERY},
        **{f"some_{n}": (counts & col(n)).any(ignore_nulls=False) for n in SOME},
        **{f"count_{n}": (counts & col(n)).sum().cast(int) for n in HOW_MANY},
        **{f"open_{n}": (counts & col(n)).null_count() for n in HOW_MANY},
    )
    return grouped.select(
        "household_id",
        "at_least",
        "at_most",
        *(when(has_members).then(f"every_{n}").alias(f"every_{n}") for n in EVERY),
        *(when(has_members).then(f"some_{n}").alias(f"some_{n}") for n in SOME),
        *(when(has_members & (col(f"open_{n}") == 0)).then(f"count_{n}").alias(f"count_{n}") for n in HOW_MANY),
    )
