"""Every column of the judgement equals the plain judge of one household, on each engine, whatever is missing."""

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import luoshu.policy
from luoshu.engine import judge
from luoshu.engine.single import Family, judgement
from luoshu.policy.packs import rulebook
from tests.policy import oracle
from tests.policy.frames import cities
from tests.scale import scale

CALM = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "derandomize": True,
    "phases": (Phase.explicit, Phase.generate),  # a smaller city tells no more than the column and the key do
}


def expected(city):
    """The plain judge over the whole city: rows of households and of people, by their columns."""
    members = {}
    for person in city.people.to_dicts():
        members.setdefault(person["household_id"], []).append(person)
    facts, people_facts = set(city.households.columns), set(city.people.columns)
    households, people = [], []
    for row in city.households.to_dicts():
        own = members.get(row["household_id"], [])
        outcome, each = oracle.household(row, facts, own, people_facts, city.on)
        households.append({"household_id": row["household_id"]} | outcome)
        people += [
            {"person_id": p["person_id"], "household_id": row["household_id"]} | v
            for p, v in zip(own, each, strict=True)
        ]
    return households, sorted(people, key=lambda row: row["person_id"])


def assert_equal(judged: pl.DataFrame, rows: list[dict], key: str):
    """Same columns, each cell the same; a difference is told with its column and key."""
    judged = judged.sort(key)
    if rows:
        assert set(judged.columns) == set(rows[0])
    for name in judged.columns:
        found, wanted = judged[name].to_list(), [row[name] for row in rows]
        if found != wanted:
            wrong = next(i for i in range(len(rows)) if found[i] != wanted[i])
            pytest.fail(f"{name} of {key} {rows[wrong][key]}: {found[wrong]} instead of {wanted[wrong]}")


def assert_as_expected(city, households, people):
    wanted = expected(city)
    assert_equal(households, wanted[0], "household_id")
    assert_equal(people, wanted[1], "person_id")


@settings(max_examples=scale(15, 200), **CALM)
@given(cities(households=400))
def test_polars_judges_like_the_plain_judge(city):
    assert_as_expected(city, *judge(city.households, city.people, city.on))


@settings(max_examples=scale(6, 60), **CALM)
@given(cities(households=400))
def test_duckdb_judges_like_the_plain_judge(city):
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
        native = [connection.from_arrow(frame.to_arrow()) for frame in (city.households, city.people)]
        judged = [frame.pl() for frame in judge(*native, city.on)]

    assert_as_expected(city, *judged)


@settings(max_examples=scale(10, 100), **CALM)
@given(cities(households=200))
def test_single_households_are_judged_like_the_city(city):
    book = rulebook(city.on)
    lacking = [
        frozenset(book.columns[of]).difference(frame.columns)
        for of, frame in (("household", city.households), ("person", city.people))
    ]
    made, members = judgement(book, city.on, *lacking), city.people.partition_by("household_id", as_dict=True)
    families = [
        Family(row, members[(row["household_id"],)].to_dicts() if (row["household_id"],) in members else [], made)
        for row in city.households.to_dicts()
    ]
    households, people = judge(city.households, city.people, city.on, inner=True)
    persons = sorted((each for family in families for each in family.people), key=lambda each: each["person_id"])

    assert_equal(
        households, [{name: family[name] for name in households.columns} for family in families], "household_id"
    )
    assert_equal(people, [{name: each[name] for name in people.columns} for each in persons], "person_id")


@pytest.mark.spark
def test_spark_judges_like_the_plain_judge(spark, tmp_path):
    @settings(max_examples=scale(2, 12), **CALM)
    @given(cities(households=1500))
    def run(city):
        paths = [str(tmp_path / name) for name in ("households.parquet", "people.parquet")]
        for frame, path in zip((city.households, city.people), paths, strict=True):
            frame.write_parquet(path)
        native = [spark.read.parquet(path) for path in paths]
        judged = [pl.from_arrow(frame.toArrow()) for frame in judge(*native, city.on)]

        assert_as_expected(city, *judged)

    run()


def test_the_plain_judge_knows_every_column_that_is_put_out():
    from tests.policy.frames import DAYS, city

    made = city(seed=1, households=20, on=DAYS[2], holes=0.0)
    households, people = expected(made)
    put_out = [each.name for each in luoshu.policy.rules(made.on)]

    assert set(households[0]) | set(people[0]) == {"household_id", "person_id", *put_out}
