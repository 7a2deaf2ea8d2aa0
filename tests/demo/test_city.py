"""People and households of a small city: one of each, and nothing that contradicts itself."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from luoshu.demo.city import papers
from luoshu.demo.city.city import City
from luoshu.demo.city.families import YEARS
from luoshu.policy.codes import codes
from luoshu.policy.fields import sheet
from tests.demo.cities import every_year, small, whole

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(number):
    return "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True)) % 11]


@pytest.fixture(scope="module")
def numbered():
    stretch = small().stretch(0, small().size)
    return papers.with_numbers(papers.with_names(stretch.people, stretch.households))


def test_the_same_seed_makes_the_same_city_and_another_seed_another():
    again = City(20_000, 7)
    other = City(20_000, 8)

    assert_frame_equal(again.stretch(0, 500).year(2016).people, small().stretch(0, 500).year(2016).people)
    assert (
        not other.stretch(0, 500)
        .people.select("birth_year")
        .equals(small().stretch(0, 500).people.select("birth_year"))
    )


@pytest.mark.parametrize("cut", [1, 777, 2_500])
def test_a_record_does_not_depend_on_how_the_city_is_cut(cut):
    pieces = [small().stretch(0, cut).year(2017), small().stretch(cut, small().size).year(2017)]

    for name in ("households", "people"):
        parts = pl.concat([getattr(piece, name).drop("row") for piece in pieces])
        assert_frame_equal(parts, getattr(whole(2017), name).drop("row"))


def test_keys_are_unique_and_everybody_belongs_to_a_household():
    for records in every_year():
        assert records.households["household_code"].is_unique().all()
        assert records.people["person_code"].is_unique().all()
        assert set(records.people["household_id"]) == set(records.households["household_id"])
        assert (records.households["household_code"].str.slice(0, 12) == records.households["area"]).all()


def test_nobody_appears_before_joining_or_after_leaving():
    rows = pl.concat([r.people.select("person_id", "year", "joined", "left", "is_removed") for r in every_year()])

    assert rows.filter(pl.col("year") < pl.col("joined")).is_empty()
    assert rows.filter((pl.col("left") > 0) & (pl.col("year") > pl.col("left"))).is_empty()
    removed = rows.filter("is_removed")["person_id"].implode()
    assert rows.filter(pl.col("person_id").is_in(removed) & (pl.col("year") > 2016)).is_empty()


def test_a_household_identified_later_appears_only_then():
    for records in every_year():
        frame = records.households
        assert (frame["identified_year"] <= frame["year"]).all()


def test_check_digits_are_right_but_for_the_faulty(numbered):
    rows = numbered.filter(pl.col("id_number").is_not_null())
    right = [number[17] == check_digit(number) for number in rows["id_number"]]

    assert right == (~rows["is_faulty"]).to_list()
    assert 0 < rows["is_faulty"].sum() < len(rows) // 200
    assert rows["id_number"].str.slice(0, 6).unique().to_list() == ["410399"]


def test_no_number_is_given_twice(numbered):
    given = numbered["id_number"].drop_nulls()
    adults = numbered.with_columns(age=pl.lit(30))
    phones = pl.concat([papers.with_contacts(adults)["phone"], _household_phones()]).drop_nulls()

    assert given.is_unique().all()
    assert phones.is_unique().all()
    assert phones.str.len_chars().unique().to_list() == [11]


def _household_phones():
    stretch = small().stretch(0, small().size)
    people = papers.with_names(stretch.people, stretch.households)
    return papers.with_accounts(stretch.households, people)["phone"]


def test_some_have_no_papers_yet(numbered):
    assert 0.005 < numbered["id_number"].is_null().mean() < 0.03


def test_families_hang_together(numbered):
    heads = numbered.filter(pl.col("slot") == 0).select("row", head_born="birth_year", head_is_man="is_man")
    rows = numbered.join(heads, on="row")
    gap = pl.col("birth_year") - pl.col("head_born")

    def of(*relations):
        return rows.filter(pl.col("relation").is_in(list(relations)))

    assert (rows.group_by("row").agg((pl.col("relation_code") == "01").sum())["relation_code"] == 1).all()
    assert (of("spouse")["is_man"] != of("spouse")["head_is_man"]).all()
    assert of("child").filter(gap < 17).is_empty()
    assert of("grandchild").filter(gap < 36).is_empty()
    assert of("mother", "father", "parent").filter(gap > -17).is_empty()


@pytest.mark.parametrize("name", ["household", "person"])
def test_every_code_is_on_its_list(name):
    frames = {"household": [r.households for r in every_year()], "person": [r.people for r in every_year()]}[name]
    for field in sheet(name).fields:
        for frame in frames:
            if field.code and field.name in frame.columns:
                assert set(frame[field.name].drop_nulls()) <= set(codes(field.code).by_code), field.name


def test_outcomes_are_known_not_met_and_open():
    """Each check has all three outcomes somewhere: a city in which nothing is unknown would prove nothing."""
    frame = pl.concat([r.households.select(*_CHECKS) for r in every_year()])
    for check in _CHECKS:
        assert set(frame[check].to_list()) == {True, False, None}, check


_CHECKS = (
    "has_enough_food",
    "has_enough_clothes",
    "is_education_secured",
    "is_medical_secured",
    "is_housing_secured",
    "is_water_secured",
    "is_below_line",
    "is_income_stable",
    "may_exit",
)


def test_income_items_add_up_to_the_stated_income():
    """Summed here item by item: all but costs, and but for what is only expected."""
    plain = ("family_planning_benefit", "minimum_living_benefit", "five_guarantee_benefit", "pension_benefit")
    plain += ("ecological_compensation", "donation_income", "asset_sale_income")
    for records in every_year():
        for row in records.households.filter(~pl.col("is_removed")).iter_rows(named=True):
            items = [row[name] for name in plain] + [row["business_income"] - row["business_cost"]]
            for name in ("wage", "property", "other_transfer"):
                amount = row[name if name == "other_transfer" else f"{name}_income"]
                items.append(0 if row[f"{name}_nature"] == "3" else amount)
            assert (None if None in items else sum(items)) == row["net_income"], row["household_code"]


@pytest.mark.parametrize("year", YEARS)
def test_only_those_on_the_register_have_a_record(year):
    assert whole(year).households["poverty_status"].is_in(["0", "1", "2", "3"]).all()
    with pytest.raises(ValueError, match="2018"):
        small().stretch(0, 5).year(2018)
