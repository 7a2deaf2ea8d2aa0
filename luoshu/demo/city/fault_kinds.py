"""The kinds of fault that offices send, each as one wrong cell of one household; and where it must be told.

A kind says what stands in the cell, whose row it needs, whether it holds the household back, and which other cells of
the row the same mistake makes doubtful. Values are those on the sheet: labels, yuan, days.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from luoshu.demo.city.fault_rows import (
    alone,
    exited_for_no_school,
    is_able_household,
    is_adult,
    is_child,
    is_disabled,
    is_healthy,
    is_old,
    is_other,
    is_pupil,
    lives_on_wages,
    long_poor,
    of_people,
    on_no_day,
    poor_and,
    spoilt,
    spouse,
    status,
    swap,
    works,
)


@dataclass(frozen=True)
class Kind:
    """One kind: `value` is what the cell holds, or how it follows from the row; `who` and `where` choose the row.

    `told`: the cells where it must be told, as sheet.field, if not at the cell itself.
    """

    name: str
    sheet: str
    field: str
    value: object
    holds: bool = False
    who: Callable = lambda person: person["relation"] == "本人或户主"
    where: Callable = lambda household, people: True
    told: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Sheet and field of the cells where it must be told."""
        return tuple(tuple(cell.split(".")) for cell in self.told or (f"{self.sheet}.{self.field}",))


_AT_STATUS = ("household.poverty_status",)

HOLDING = tuple(
    Kind(name, sheet, field, value, holds=True, **more)
    for name, sheet, field, value, more in (
        ("year_blank", "household", "year", None, {}),
        ("status_blank", "household", "poverty_status", None, {}),
        ("village_code_blank", "household", "village_code", None, {}),
        ("name_blank", "person", "name", None, {"who": spouse}),
        ("relation_blank", "person", "relation", None, {"who": is_other}),
        ("wage_in_words", "household", "wage_income", "约八千", {}),
        ("amount_with_note", "household", "medical_spending", "3000（含门诊）", {}),
        ("litres_in_words", "household", "water_litres", "够用", {}),
        ("floor_area_in_words", "household", "house_area", "一百多平", {}),
        ("months_in_words", "person", "work_months", "半年", {"who": works}),
        ("birth_on_no_day", "person", "birth_on", "1972-02-31", {}),
        ("joined_in_words", "person", "joined_on", "建档时", {}),
        ("identified_year_in_words", "household", "identified_year", "前年", {}),
        ("perhaps_clean", "household", "is_water_clean", "可能", {}),
        ("partly_insured", "person", "has_resident_insurance", "部分", {}),
        ("cause_not_on_list", "household", "main_cause", "因懒", {}),
        ("grade_not_on_list", "household", "house_grade", "E级", {}),
        ("relation_not_on_list", "person", "relation", "小舅子", {"who": is_other}),
        ("schooling_not_on_list", "person", "schooling", "上学", {"who": is_pupil}),
        ("posts_in_words", "person", "public_posts", "一个", {}),
        ("health_not_on_list", "person", "health", "亚健康", {}),
        ("wage_beyond_reason", "household", "wage_income", 999_999_999_999, {}),
        ("cost_below_nothing", "household", "business_cost", -300, {}),
        ("floor_area_below_nothing", "household", "house_area", -80, {}),
        ("number_in_science", "person", "id_number", "4.10399E+17", {}),
        ("account_in_science", "household", "bank_account", "9.9E+18", {}),
        ("formula_error", "household", "property_income", "#REF!", {}),
        ("village_unknown", "household", "village_code", lambda row: row["village_code"][:9] + "399", {}),
        ("village_code_short", "household", "village_code", lambda row: row["village_code"][:9], {}),
        ("year_of_another_sheet", "household", "year", lambda row: row["year"] - 1, {"where": long_poor}),
        ("person_year_of_another_sheet", "person", "year", lambda row: row["year"] - 1, {"who": spouse}),
    )
)

_DOUBTS = (
    (
        "check_digit_wrong",
        "person",
        "id_number",
        lambda row: spoilt(row["id_number"]),
        {"who": lambda p: not is_disabled(p)},
    ),
    (
        "number_too_short",
        "person",
        "id_number",
        lambda row: row["id_number"][:17],
        {"who": lambda p: not is_disabled(p)},
    ),
    (
        "number_of_the_old_kind",
        "person",
        "id_number",
        lambda row: row["id_number"][:6] + row["id_number"][8:17],
        {"who": lambda p: not is_disabled(p)},
    ),
    (
        "number_on_no_day",
        "person",
        "id_number",
        lambda row: on_no_day(row["id_number"]),
        {"who": lambda p: not is_disabled(p)},
    ),
    ("number_missing", "person", "id_number", None, {"who": lambda p: not is_disabled(p)}),
    ("sex_against_number", "person", "sex", lambda row: swap(row["sex"], "男", "女"), {"where": alone}),
    (
        "birth_against_number",
        "person",
        "birth_on",
        lambda row: row["birth_on"] + dt.timedelta(days=3),
        {"where": alone},
    ),
    (
        "certificate_of_another_kind",
        "person",
        "disability_certificate",
        lambda row: row["id_number"] + "99",
        {"who": is_disabled},
    ),
    ("certificate_missing", "person", "disability_certificate", None, {"who": is_disabled}),
    ("phone_too_short", "household", "phone", "12345", {}),
    ("person_phone_too_short", "person", "phone", "60012", {"who": is_adult}),
    ("account_too_short", "household", "bank_account", "123", {}),
    ("born_in_the_future", "person", "birth_on", dt.date(2094, 5, 6), {"who": is_old}),
    ("left_before_joining", "person", "left_on", dt.date(2011, 5, 1), {"who": lambda p: p["left_on"] is not None}),
    ("left_without_reason", "person", "left_reason", None, {"who": lambda p: p["left_on"] is not None}),
    ("another_head_named", "household", "head_name", "某某某", {}),
    ("village_called_otherwise", "household", "village_name", "无名村", {}),
    ("exit_without_year", "household", "exited_year", None, {"where": status("脱贫")}),
    ("exit_year_while_poor", "household", "exited_year", lambda row: row["year"], {"where": status("未脱贫")}),
    ("identified_later", "household", "identified_year", lambda row: row["year"] + 2, {"where": status("未脱贫")}),
    ("exited_yet_reason_to_stay", "household", "not_exit_reason", "当年成效不显著", {"where": status("脱贫")}),
    (
        "relocation_without_mode",
        "household",
        "relocation_mode",
        None,
        {"where": lambda h, p: h["is_relocation"] == "是"},
    ),
    ("more_irrigated_than_arable", "household", "irrigated_land", lambda row: row["arable_land"] + 1, {}),
    ("healthy_with_illness", "person", "illness_name", "高血压", {"who": is_healthy}),
    ("pupil_who_dropped_out", "person", "dropout_reason", "厌学", {"who": is_pupil}),
    (
        "other_cause_without_main",
        "household",
        "main_cause",
        None,
        {"where": lambda h, p: h["other_cause_1"] is not None},
    ),
    (
        "wage_with_thousandths",
        "household",
        "wage_income",
        lambda row: row["wage_income"] + 0.567,
        {"where": of_people(works)},
    ),
)
_BLANK = tuple(
    (f"{field}_blank", sheet, field, None, more)
    for sheet, field, more in (
        ("person", "ethnicity", {}),
        ("person", "education", {"who": lambda p: p["schooling"] == "非在校生"}),
        ("person", "schooling", {"who": is_child, "where": lambda h, p: h["main_cause"] != "因学"}),
        ("person", "health", {"who": is_healthy}),
        ("person", "labour", {"who": lambda p: is_adult(p) and not works(p)}),
        ("household", "has_production_power", {}),
        ("household", "is_cooperative_member", {}),
        ("household", "road_distance", {}),
        ("household", "road_kind", {}),
        ("household", "house_area", {"where": status("未脱贫")}),
        ("household", "has_living_power", {}),
        ("household", "has_water_difficulty", {}),
        ("household", "is_water_safe", {}),
        ("household", "main_fuel", {}),
        ("household", "has_sanitary_toilet", {}),
    )
)
_POLICY = (
    (
        "daughter_called_son",
        "person",
        "relation",
        lambda row: swap(row["relation"], "之子", "之女"),
        {"who": lambda p: p["relation"] in ("之子", "之女")},
    ),
    (
        "cause_disability_without_disabled",
        "household",
        "main_cause",
        "因残",
        {"where": lambda h, p: not any(map(is_disabled, p))},
    ),
    (
        "other_cause_repeats_main",
        "household",
        "other_cause_1",
        lambda row: row["main_cause"],
        {"where": lambda h, p: h["other_cause_2"] is None},
    ),
    (
        "minimum_living_of_nobody",
        "household",
        "household_kind",
        "低保户",
        {
            "where": lambda h, p: h["household_kind"] == "一般贫困户",
            "told": ("household.household_kind", "household.minimum_living_benefit"),
        },
    ),
    (
        "minimum_living_unpaid",
        "household",
        "minimum_living_benefit",
        0,
        {"where": poor_and(lambda h, p: h["household_kind"] == "低保贫困户")},
    ),
    (
        "five_guarantee_unpaid",
        "household",
        "five_guarantee_benefit",
        0,
        {"where": poor_and(lambda h, p: h["household_kind"] == "五保户")},
    ),
    (
        "child_able_to_work",
        "person",
        "labour",
        "普通劳动力",
        {"who": is_child, "where": lambda h, p: is_able_household(h, p)},
    ),
    (
        "healthy_but_unable",
        "person",
        "labour",
        "丧失劳动力",
        {
            "who": lambda p: is_adult(p) and is_healthy(p) and not works(p),
            "where": lambda h, p: sum(map(is_adult, p)) > 1,
        },
    ),
    (
        "business_without_cost",
        "household",
        "business_cost",
        0,
        {
            "where": poor_and(
                lambda h, p: h["business_income"] > 0 and h["business_cost"] < 300 and h["members_reported"] > 2
            )
        },
    ),
    ("more_months_than_a_year", "person", "work_months", 15, {"who": works}),
    (
        "place_of_work_without_months",
        "person",
        "work_months",
        0,
        {"who": works, "where": lambda h, p: sum(map(works, p)) > 1},
    ),
    ("land_beyond_reason", "household", "arable_land", 900, {}),
    ("forest_beyond_reason", "household", "forest_land", 1200, {}),
    ("road_beyond_reason", "household", "road_distance", 80, {}),
    ("pupil_at_college", "person", "schooling", "大专及以上", {"who": lambda p: is_child(p)}),
    ("three_public_posts", "person", "public_posts", 3, {"who": lambda p: (p["public_posts"] or 0) > 0}),
    ("post_without_months", "person", "public_post_months", 0, {"who": lambda p: (p["public_posts"] or 0) > 0}),
    ("disabled_without_grade", "person", "disability_grade", None, {"who": is_disabled}),
    (
        "insured_twice",
        "person",
        "has_employee_insurance",
        "是",
        {"where": status("未脱贫"), "who": lambda p: p["has_resident_insurance"] == "是"},
    ),
    ("couple_of_one_sex", "person", "sex", lambda row: swap(row["sex"], "男", "女"), {"who": spouse}),
    ("exit_below_the_line", "household", "wage_income", 10, {"where": lives_on_wages, "told": _AT_STATUS}),
    (
        "exit_with_child_out_of_school",
        "person",
        "schooling",
        "非在校生",
        {"who": is_child, "where": exited_for_no_school, "told": ("person.education", *_AT_STATUS)},
    ),
    ("exit_in_a_dangerous_house", "household", "house_grade", "D级", {"where": status("脱贫"), "told": _AT_STATUS}),
    ("exit_with_dirty_water", "household", "is_water_clean", "否", {"where": status("脱贫"), "told": _AT_STATUS}),
    (
        "exit_without_insurance",
        "person",
        "has_resident_insurance",
        "否",
        {"who": lambda p: p["has_resident_insurance"] == "是", "where": status("脱贫"), "told": _AT_STATUS},
    ),
    ("exit_without_floor_area", "household", "house_area", 0, {"where": status("脱贫")}),
    (
        "benefit_of_an_ordinary_household",
        "household",
        "household_kind",
        "一般贫困户",
        {"where": lambda h, p: h["household_kind"] == "低保贫困户"},
    ),
    ("both_benefits", "person", "has_five_guarantee", "是", {"who": lambda p: p["has_minimum_living"] == "是"}),
    (
        "wage_without_worker",
        "household",
        "wage_income",
        50,
        {"where": poor_and(lambda h, p: h["wage_income"] == 0 and not any(map(works, p)))},
    ),
    ("worker_without_wage", "household", "wage_income", 0, {"where": poor_and(of_people(works))}),
    ("income_beyond_reason", "household", "wage_income", 2_000_000, {"where": of_people(works)}),
    ("work_of_the_unable", "person", "work_months", 3, {"who": is_old, "where": of_people(works)}),
    ("work_of_a_child", "person", "work_months", 2, {"who": is_child, "where": of_people(works)}),
    (
        "post_at_an_age",
        "person",
        "public_posts",
        1,
        {"who": is_old, "told": ("person.public_posts", "person.public_post_months")},
    ),
    (
        "labour_not_short",
        "household",
        "main_cause",
        "缺劳力",
        {"where": lambda h, p: h["members_reported"] == len(p) == 3 and is_able_household(h, p)},
    ),
    ("main_cause_blank", "household", "main_cause", None, {"where": lambda h, p: h["other_cause_1"] is None}),
    ("members_miscounted", "household", "members_reported", lambda row: row["members_reported"] + 1, {}),
)
DOUBTFUL = tuple(
    Kind(name, sheet, field, value, **more) for name, sheet, field, value, more in (*_DOUBTS, *_BLANK, *_POLICY)
)
