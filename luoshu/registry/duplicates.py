"""One document number on two people of the register: a doubt on both sides, and between counties no more than that."""

import polars as pl

from luoshu.registry import staging
from luoshu.registry.doubts import FOUND

HERE, ELSEWHERE = "R02b", "R02c"
OTHER_COUNTY = "同一证件号码在另一个县区（或您管辖范围以外）也有登记，请提交上级比对"
SAME_NUMBER = "SELECT id, id_index, household_id, county, area FROM person WHERE id_index = ANY(%s::bytea[])"
AGAIN = """
WITH touched AS MATERIALIZED (SELECT id, id_index FROM person WHERE id = ANY(%s::bigint[]) AND id_index IS NOT NULL)
SELECT id, id_index, is_outside FROM touched JOIN luoshu_registered_again(
  (SELECT array_agg(id_index) FROM touched), luoshu_low(), luoshu_high()) again USING (id_index)
"""
PERSON = {"id": pl.Int64, "index": pl.Binary, "household_id": pl.Int64, "county": pl.String, "area": pl.String}


def of_register(intake, people, names):
    """Doubts about the touched people of a book whose number others of the register have, and about those others.

    Among the people of the book itself reading has found equal numbers already. `names`: villages by code.
    """
    touched = people.filter(pl.col("is_touched") & pl.col("id_number").is_not_null())
    numbers = staging.numbers(touched["person_id"].to_list())
    again = staging.select(
        intake.cursor, AGAIN, [numbers], {"id": pl.Int64, "index": pl.Binary, "is_outside": pl.Boolean}
    )
    if again.is_empty():
        return pl.DataFrame(schema=FOUND)
    own = again.join(touched.select("household_id", "county", "area", id="person_id"), on="id")
    same = staging.select(intake.cursor, SAME_NUMBER, [staging.digests(again["index"].to_list())], PERSON)
    others = same.join(people, left_on="id", right_on="person_id", how="anti")
    codes = _codes(intake, [*own["household_id"], *others["household_id"]])
    found = [*_told(own, others, codes, names), *_told(others, own, codes, names)]
    alone = own.filter("is_outside").select("index", *WHO).rows()
    found += [_row(*who, ELSEWHERE, OTHER_COUNTY) for who in alone]
    return pl.DataFrame(found, schema=FOUND, orient="row")


WHO = ("id", "household_id", "county", "area")


def _codes(intake, households):
    query = "SELECT id, code FROM household WHERE id = ANY(%s::bigint[])"
    schema = {"id": pl.Int64, "code": pl.String}
    return dict(staging.select(intake.cursor, query, [staging.numbers(set(households))], schema).rows())


def _told(some, others, codes, names):
    """A doubt for each of some whose number one of the others has: within a county it says where."""
    there = others.sort("id").unique(["index", "county"], keep="first", maintain_order=True)
    pairs = some.join(there.select("index", *WHO), on="index", suffix="_there")
    for pair in pairs.iter_rows(named=True):
        who = [pair["index"], *(pair[name] for name in WHO)]
        if pair["county"] != pair["county_there"]:
            yield _row(*who, ELSEWHERE, OTHER_COUNTY)
        else:
            place = f"{names.get(pair['area_there'], '')}{codes[pair['household_id_there']]}"
            yield _row(*who, HERE, f"证件号码与{place}户的一人相同，请核对是否重复建档")


def _row(index, person, household, county, area, rule, text):
    """The doubt is about the number: decided once, it stays so until the person gets another one."""
    return (household, person, None, rule, "id_number", text, index.hex(), county, area)
