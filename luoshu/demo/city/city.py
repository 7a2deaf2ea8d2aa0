"""One city: its plan, its skeleton, and the records of any stretch of households in any year."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from luoshu.demo.city import households, income, outcomes, people, totals
from luoshu.demo.city.chance import take
from luoshu.demo.city.families import YEARS
from luoshu.demo.city.plan import Plan
from luoshu.demo.city.skeleton import Skeleton


@dataclass(frozen=True)
class Records:
    """The records of one year: frames with our column names and some columns of the maker's own."""

    households: pl.DataFrame
    people: pl.DataFrame


class City:
    """A synthetic city of so many people ever registered; the same seed always makes the same city."""

    def __init__(self, people: int = totals.PEOPLE, seed: int = 1):
        self.plan = Plan(people, seed)
        self.skeleton = Skeleton(self.plan)
        self.seed = seed

    @property
    def size(self) -> int:
        """Households ever registered."""
        return self.plan.households

    @cached_property
    def villages(self) -> pl.DataFrame:
        """All villages, without their yearly facts."""
        return self.skeleton.villages

    @property
    def counties(self) -> list[str]:
        """The codes of the counties that have villages, sorted."""
        return sorted(self.villages["county"].unique())

    def stretch(self, start: int, stop: int) -> "Stretch":
        """The households numbered start … stop − 1."""
        return Stretch(self, start, min(stop, self.size))

    def county(self, code: str) -> "Stretch":
        """All households of a county: they are numbered one after the other."""
        mine = self.villages.filter(pl.col("county") == code)
        start = mine["start"].min() or 0
        return Stretch(self, start, start + int(mine["registered"].sum()))


class Stretch:
    """Some households of a city and their people, made once and recorded year by year."""

    def __init__(self, city: City, start: int, stop: int):
        self.city, self.start, self.stop = city, start, stop

    @cached_property
    def households(self) -> pl.DataFrame:
        return households.fixed(self.city.skeleton.households(self.start, self.stop))

    @cached_property
    def people(self) -> pl.DataFrame:
        return people.fixed(self.city.skeleton.people(self.households), self.households)

    def year(self, year: int) -> Records:
        """What is on record for those of them that are on the register in that year."""
        if year not in YEARS:
            raise ValueError(f"没有 {year} 年；演示城市只有 {YEARS[0]}–{YEARS[-1]} 年")
        frame = outcomes.with_status(self.households, year)
        persons = people.of_year(self.people, frame, year)
        frame = frame.join(people.summary(persons), on="row", how="left", maintain_order="left")
        frame = outcomes.conclude(income.realise(self.decided(frame, year), year), year)
        persons = people.record(persons, frame, year).with_columns(year=pl.lit(year, dtype=pl.Int64))
        frame = households.record(frame, year).filter(pl.col("poverty_status").is_not_null())
        return Records(self._placed(frame, year), self._named(persons))

    def decided(self, households, year):
        """What is true of them in the year, before any fact is written down."""
        return outcomes.decide(households, year)

    def _placed(self, frame, year):
        short = take(self.city.villages["is_water_short"], pl.col("village"))
        return frame.with_columns(
            year=pl.lit(year, dtype=pl.Int64),
            household_code=pl.col("household_id").cast(pl.String),
            village_code=pl.col("area"),
            is_water_short=short,
            group_name=pl.format("第{}组", pl.col("group_number")),
        )

    @staticmethod
    def _named(frame):
        return frame.with_columns(
            sex=pl.col("sex_code"),
            relation=pl.col("relation_code"),
            person_code=pl.col("person_id").cast(pl.String),
            household_code=pl.col("household_id").cast(pl.String),
        )
