"""Why a household was judged as it was: each check with its value, threshold, outcome, clause and source."""

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from luoshu import engine
from luoshu.core.errors import BadInput, NotPossible

from . import closings
from .counts import STANDARD
from .models import Closing, Household, HouseholdYear, Verdict

# Sealed tables of a county kept at hand by each process; a closing never changes. Three times those of a city of
# sixteen counties: 30 MB for what the page tells of a closing, as much for what it tells on demand.
KEPT = 96
# What a household has to reach; the other checks are conditions that hold or do not.
STANDARDS = (*STANDARD, "nothing_lacking", "may_exit")


@dataclass(frozen=True)
class Explanation:
    """One household at one closing: the stored verdict, and its checks as told from the sealed files."""

    household: Household
    closing: Closing
    verdict: Verdict
    checks: list

    @property
    def source(self):
        """Where the facts of that year came from, in words; empty when no record of that year exists."""
        return _source(self.household, self.closing)


def of(code, actor, on=None):
    """The explanation of a household at the newest closing up to `on`."""
    household = Household.objects.visible_to(actor).filter(code=code).first()
    if household is None:
        raise BadInput(f"没有户编号 {code}，或不在您的范围内", "请核对户编号。", place="户编号")
    closing = closings.latest(actor, on)
    if closing is None:
        raise NotPossible("还没有研判过的定版", "请先定版并研判。")
    return at(household, closing, actor)


def at(household, closing, actor):
    """The explanation of a household at a closing it was part of."""
    verdict = Verdict.objects.visible_to(actor).filter(closing=closing, household=household).first()
    if verdict is None:
        raise NotPossible(f"{closing.on} 定版时这一户还没有建档", "请看之后的定版。")
    return told(household, closing, verdict)


def told(household, closing, verdict, names=None):
    """The explanation of a stored verdict: of all that was judged, or of the checks named."""
    facts, members = sealed_facts(closing, household.county, household.id, names)
    checks = engine.explain(facts, members, closing.on, names=names)
    return Explanation(household, closing, verdict, checks)


def sealed_facts(closing, county, household_id, names=None):
    """The rows that were judged, from the files of the closing: all they hold, or what the checks named rest on."""
    reads = engine.reads(tuple(names), closing.on) if names is not None else {}
    (facts,) = _sealed(closing, "households", county, household_id, reads.get("household"))
    members = _sealed(closing, "people", county, household_id, reads.get("person"))
    return facts, sorted(members, key=lambda each: each["person_id"])


def _sealed(closing, table, county, household_id, columns):
    if columns is None:
        return closings.scan(closing, table, county).filter(pl.col("household_id") == household_id).collect().to_dicts()
    rows, numbers = _county(closings.folder_of(closing), closing.digest, table, county, tuple(columns))
    first, last = bisect_left(numbers, household_id), bisect_right(numbers, household_id)
    return rows.slice(first, last - first).to_dicts()


@lru_cache(maxsize=KEPT)
def _county(folder, digest, table, county, columns):
    """Columns of a county's sealed table by household, and the numbers of the households, row by row.

    The digest of the closing says that it is the same file.
    """
    rows = pl.scan_parquet(folder / table / f"{county}.parquet")
    held = rows.collect_schema().names()
    kept = {"household_id", *columns}.intersection(held)
    sealed = rows.select(sorted(kept)).sort("household_id").collect()
    return sealed, array("q", sealed["household_id"].to_list())


def _source(household, closing):
    record = HouseholdYear.objects.filter(household=household, year=closing.year).select_related("upload").first()
    if record is None:
        return ""
    where = (
        f"《{record.upload.file_name}》第 {record.source_row} 行，{record.upload.loaded_by}"
        if record.upload
        else "页面录入"
    )
    return f"{where}，{record.entered_at:%Y-%m-%d %H:%M} 入库"


def word(check):
    """The outcome in one word: a standard is met or not, a condition holds or not."""
    if check.kind != "check":
        return {"doubt": "疑点", "value": "数值"}[check.kind]
    if check.outcome is None:
        return "未核实"
    words = ("达标", "不达标") if check.name in STANDARDS else ("是", "否")
    return words[0] if check.outcome else words[1]


def stored_outcome(explanation, name):
    """What the judge stored for one check: True, False or None."""
    bit = explanation.closing.bit(name)
    if explanation.verdict.met & bit:
        return True
    return False if explanation.verdict.failed & bit else None
