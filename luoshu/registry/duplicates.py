"""One document number on two people of the register: a doubt on both sides, and between counties no more than that."""

import polars as pl

from luoshu.core import secrets
from luoshu.registry import staging
from luoshu.registry.doubts import FOUND

HERE, ELSEWHERE = "R02b", "R02c"
OTHER_COUNTY = "同一证件号码在另一个县区（或您管辖范围以外）也有登记，请提交上级比对"
SAME_NUMBER = "SELECT id, id_index, household_id, county, area FROM person WHERE id_index = ANY(%s::bytea[])"
AGAIN = "SELECT id_index, is_outside FROM luoshu_registered_again(%s::bytea[], luoshu_low(), luoshu_high())"
PERSON = {"id": pl.Int64, "index": pl.Binary, "household_id": pl.Int64, "county": pl.String, "area": pl.String}


def of_register(intake, people, names):
    """Doubts about the touched people of a book whose number others of the register have, and about those others.

    Among the people of the book itself reading has found equal numbers already. `names`: villages by code.
    """
    touched = people.filter(pl.col("is_touched") & pl.col("id_number").is_not_null())
    indexes = secrets.blind_index(touched["id_number"].to_list(), "id")
    own = touched.select("household_id", "county", "area", id="person_id", index=pl.Series(indexes, dtype=pl.Binary))
    again = staging.select(
        intake.cursor, AGAIN, [staging.digests(indexes)], {"index": pl.Binary, "is_outside": pl.Boolean}
    )
    own = own.join(again, on="index")
    same = staging.select(intake.cursor, SAME_NUMBER, [staging.digests(again["index"].to_list())], PERSON)
    others = same.join(people, left_on="id", right_on="person_id", how="anti")
    found = [row for pair in _pairs(intake, own, others) for row in _both_sides(pair, names)]
    alone = own.filter("is_outside").select(OWN).rows()
    found += [_row(*who, ELSEWHERE, OTHER_COUNTY, "elsewhere") for who in alone]
    return pl.DataFrame(found, schema=FOUND, orient="row")


OWN = ("id", "household_id", "county", "area")


def _pairs(intake, own, others):
    """Who of the book has the number of whom in the register, each with their household's number."""
    pairs = own.drop("is_outside").join(others, on="index", suffix="_b").drop("index")
    ids = [*pairs["household_id"].to_list(), *pairs["household_id_b"].to_list()]
    query = "SELECT id, code FROM household WHERE id = ANY(%s)"
    codes = dict(staging.select(intake.cursor, query, [ids], {"id": pl.Int64, "code": pl.String}).rows())
    for pair in pairs.iter_rows(named=True):
        yield pair | {"code": codes[pair["household_id"]], "code_b": codes[pair["household_id_b"]]}


def _both_sides(pair, names):
    """The doubt on each side: within a county it says where the other one is, between counties it does not."""
    a, b = [pair[name] for name in OWN], [pair[f"{name}_b"] for name in OWN]
    if pair["county"] != pair["county_b"]:
        return [_row(*a, ELSEWHERE, OTHER_COUNTY, f"{b[0]}"), _row(*b, ELSEWHERE, OTHER_COUNTY, f"{a[0]}")]
    text = "证件号码与{}{}户的一人相同，请核对是否重复建档"
    at_b = text.format(names.get(pair["area_b"], ""), pair["code_b"])
    at_a = text.format(names.get(pair["area"], ""), pair["code"])
    return [_row(*a, HERE, at_b, f"{b[0]}"), _row(*b, HERE, at_a, f"{a[0]}")]


def _row(person, household, county, area, rule, text, fact):
    return (household, person, None, rule, "id_number", text, fact, county, area)
