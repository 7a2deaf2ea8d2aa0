"""Households and people that never change over the years: where, which family, who, born when.

Any stretch of household numbers can be asked for; the answer does not depend on how the city is cut.
"""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from luoshu.demo.city import totals
from luoshu.demo.city.chance import below, coprime, happens, key, take
from luoshu.demo.city.course import COURSES
from luoshu.demo.city.families import BABY
from luoshu.demo.city.plan import SNAPSHOT, Plan, kind_of

SERIALS = 100_000
# Sequence numbers of ID numbers: 500 for each day and sex, the last 40 kept for babies, whose year of birth is given.
ADULT_SLOTS, BABY_SLOTS = 365 * 460, 365 * 40
ID_COUNTY = 410_399


@dataclass(frozen=True)
class Skeleton:
    """The plan as flat tables, and the frames made from them."""

    plan: Plan

    @property
    def seed(self) -> int:
        return self.plan.seed

    @cached_property
    def classes(self) -> pl.DataFrame:
        """One row per class: size, where its ranks start among all ranks, multipliers of the shuffle."""
        rows, start = [], 0
        names = [course.name for course in COURSES]
        for (name, anchor), c in self.plan.classes.items():
            step = [self.plan.multiplier(c.size, f"{name}/{anchor}/{i}") for i in range(3)]
            rows.append((names.index(name), anchor, c.size, start, c.ill, *step))
            start += c.size
        columns = ("course", "is_anchor", "size", "class_start", "ill", "step0", "step1", "step2")
        return pl.DataFrame(rows, schema=columns, orient="row")

    @cached_property
    def templates(self) -> pl.DataFrame:
        """One row per class and kind of family that occurs: its ranks, and the numbers of its people and babies."""
        rows, rank, person, baby, kinds = [], 0, 0, 0, {}
        for class_ in self.plan.classes.values():
            for name, n in class_.counts.items():
                if n:
                    kind = kind_of(*name)
                    code = kinds.setdefault(name, len(kinds))
                    size, has_baby = len(kind.members), any(m.part == BABY for m in kind.members)
                    rows.append((code, rank, person, baby, size))
                    rank, person, baby = rank + n, person + n * size, baby + n * has_baby
        schema = ("kind", "rank_start", "person_start", "baby_start", "size")
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        return frame.with_columns(name=pl.col("kind").replace_strict({v: k[0] for k, v in kinds.items()}))

    @cached_property
    def kinds(self) -> dict[int, object]:
        """The kinds of family that occur, by the code that `templates` gives them."""
        names = {}
        for class_ in self.plan.classes.values():
            for name, n in class_.counts.items():
                if n:
                    names.setdefault(name, len(names))
        return {code: kind_of(*name) for name, code in names.items()}

    @cached_property
    def members(self) -> pl.DataFrame:
        """One row per kind and person of it."""
        columns = [
            "relation",
            "sex",
            "youngest",
            "oldest",
            "part",
            "joined",
            "joined_reason",
            "left",
            "left_reason",
            "residence",
        ]
        rows = [
            (code, slot, *(getattr(member, column) for column in columns))
            for code, kind in self.kinds.items()
            for slot, member in enumerate(kind.members)
        ]
        return pl.DataFrame(rows, schema=["kind", "slot", *columns], orient="row")

    @cached_property
    def traits(self) -> pl.DataFrame:
        """What is known of a kind of family as a whole."""
        rows = []
        for code, kind in self.kinds.items():
            parts = [m.part for m in kind.family.members]
            weak = parts.index("weak") if "weak" in parts else -1
            elder = parts.index("elder") if "elder" in parts else -1
            sick = weak if weak >= 0 else elder if elder >= 0 else min(1, len(parts) - 1)
            sick = sick if parts[sick] not in ("child", "student") else 0
            student = any(m.part == "student" or (m.part == "child" and m.youngest >= 9) for m in kind.family.members)
            rows.append((code, kind.family.has_labour, weak >= 0, sick, student, len(parts), kind.people(SNAPSHOT)))
        columns = ("kind", "has_labour", "has_weak", "sick_slot", "has_student", "core", "size_now")
        return pl.DataFrame(rows, schema=columns, orient="row")

    @cached_property
    def cells(self) -> pl.DataFrame:
        """One row per village and course with households: first place among all, first number in its class."""
        order = {key: i for i, key in enumerate(self.plan.classes)}
        seen, rows, start = [0] * len(order), [], 0
        for site, counts in zip(self.plan.sites, self.plan.cells, strict=True):
            for course, n in zip(COURSES, counts, strict=True):
                class_ = order[course.name, site.village.county == totals.ANCHOR]
                if n:
                    rows.append((start, class_, seen[class_]))
                start, seen[class_] = start + n, seen[class_] + n
        return pl.DataFrame(rows, schema=("start", "class", "first"), orient="row")

    @cached_property
    def villages(self) -> pl.DataFrame:
        """One row per village: code, name, list state, its households and the shuffle of their numbers."""
        rows, start = [], 0
        for site, counts in zip(self.plan.sites, self.plan.cells, strict=True):
            n, v = sum(counts), site.village
            step = self.plan.multiplier(max(n, 1), v.code)
            rows.append((v.code, v.name, v.county, site.is_listed, site.exited_year, site.is_deep, n, start, step))
            start += n
        columns = ["area", "name", "county", "is_listed", "exited_year", "is_deep", "registered", "start", "step"]
        frame = pl.DataFrame(rows, schema=columns, orient="row").with_row_index("village")
        frame = frame.with_columns(
            pl.col("village").cast(pl.Int64), k=key(pl.col("area").cast(pl.UInt64), self.seed, "v")
        )
        return frame.with_columns(is_water_short=happens(0.62, "water_short"))

    def households(self, start: int, stop: int) -> pl.DataFrame:
        """The households numbered start … stop − 1, in the order of their codes."""
        frame = pl.DataFrame({"number": pl.int_range(start, stop, eager=True)})
        frame = self._placed(frame.with_columns(k=key(pl.col("number"), self.seed, "h")))
        frame = self._ranked(frame)
        frame = frame.join(self.traits, on="kind", how="left", maintain_order="left")
        return frame.with_row_index("row").with_columns(
            pl.col("row").cast(pl.Int64),
            household_id=pl.col("area").cast(pl.Int64) * SERIALS + pl.col("serial"),
        )

    def _placed(self, frame):
        """Village, serial number in it, and the cell of the plan."""
        villages = self.villages.filter(pl.col("registered") > 0)
        index = villages["start"].search_sorted(frame["number"], side="right") - 1
        frame = frame.with_columns(
            villages.select("village", "area", "county", "start", "registered", "step")[index.cast(pl.Int64)]
        )
        frame = frame.with_columns(serial=pl.col("number") - pl.col("start") + 1)
        place = pl.col("start") + (pl.col("serial") * pl.col("step")) % pl.col("registered")
        frame = frame.with_columns(place=place)
        cell = (self.cells["start"].search_sorted(frame["place"], side="right") - 1).cast(pl.Int64)
        cells = self.cells[cell]
        return frame.with_columns(cells["class"], nth=cells["first"] + frame["place"] - cells["start"])

    def _ranked(self, frame):
        """Course and family: the household's number in its class, shuffled, falls into one template."""
        classes = self.classes[frame["class"]]
        frame = frame.with_columns(classes.select("course", "size", "class_start", "ill", "step0", "step1", "step2"))
        rank = _shuffled(pl.col("nth"), pl.col("step0"), pl.col("step1"), pl.col("size"))
        quota = _shuffled(pl.col("nth"), pl.col("step2"), pl.col("step0"), pl.col("size"))
        frame = frame.with_columns(rank=pl.col("class_start") + rank, is_ill=quota < pl.col("ill"))
        index = (self.templates["rank_start"].search_sorted(frame["rank"], side="right") - 1).cast(pl.Int64)
        return frame.drop("size", "ill", "class_start", "step", "step0", "step1", "step2").with_columns(
            self.templates[index].select("kind", "rank_start", "person_start", "baby_start", "size")
        )

    def people(self, households: pl.DataFrame) -> pl.DataFrame:
        """Everybody who was ever in those households, head first; `row` is the household's place in the frame."""
        columns = ["row", "kind", "household_id", "rank", "rank_start", "person_start", "baby_start", "size", "village"]
        frame = households.select(*columns).join(self.members, on="kind", how="left", maintain_order="left_right")
        nth = pl.col("rank") - pl.col("rank_start")
        frame = frame.with_columns(
            number=pl.col("person_start") + nth * pl.col("size") + pl.col("slot"),
            baby=pl.col("baby_start") + nth,
            person_id=pl.col("household_id") * 100 + pl.col("slot") + 1,
        ).drop("rank", "rank_start", "person_start", "baby_start", "size", "kind")
        frame = frame.with_columns(k=key(pl.col("number"), self.seed, "p"))
        return self._born(self._sexed(frame))

    def _sexed(self, frame):
        """Head and spouse are of two sexes; nine heads in ten with a choice are men."""
        head = pl.when(pl.col("sex") == "H").then(happens(0.86, "head_sex")).otherwise(pl.col("sex") == "M")
        head = pl.when(pl.col("sex") == "X").then(happens(0.52, "sex")).otherwise(head)
        frame = frame.with_columns(is_man=head)
        heads = frame.filter(pl.col("slot") == 0)["is_man"]
        other = ~take(heads, pl.col("row"))
        return frame.with_columns(is_man=pl.when(pl.col("sex") == "S").then(other).otherwise(pl.col("is_man")))

    def _born(self, frame):
        """Dates of birth that leave every ID number once: same day and sequence number means another year."""
        is_baby = pl.col("part") == BABY
        slot = (pl.col("number") * coprime(ADULT_SLOTS, f"day/{self.seed}")) % ADULT_SLOTS
        baby = (pl.col("baby") * coprime(BABY_SLOTS, f"baby/{self.seed}")) % BABY_SLOTS
        layer = pl.col("number") // ADULT_SLOTS
        frame = frame.with_columns(
            day=pl.when(is_baby).then(baby % 365).otherwise(slot % 365),
            sequence=pl.when(is_baby).then(460 + baby // 365).otherwise(slot // 365),
            layer=layer,
            id_county=ID_COUNTY - pl.when(is_baby).then(pl.col("baby") // BABY_SLOTS).otherwise(layer // 3),
        )
        frame = frame.with_columns(birth_year=self._year_of_birth(2017 - pl.col("oldest"), 2017 - pl.col("youngest")))
        return self._spouses_of_an_age(frame)

    @staticmethod
    def _year_of_birth(first, last):
        """A year in the range whose remainder by three is the layer's; the one year there is for babies."""
        start = first + (pl.col("layer") - first) % 3
        free = start + 3 * below((last - start) // 3 + 1, "birth_year")
        return pl.when(last > first).then(free).otherwise(first)

    def _spouses_of_an_age(self, frame):
        heads = take(frame.filter(pl.col("slot") == 0)["birth_year"], pl.col("row"))
        first = pl.max_horizontal(2017 - pl.col("oldest"), heads - 3)
        last = pl.min_horizontal(2017 - pl.col("youngest"), heads + 4)
        start = first + (pl.col("layer") - first) % 3
        near = start + 3 * below((last - start) // 3 + 1, "spouse_year")
        is_near = (pl.col("relation") == "spouse") & (last - first >= 2)
        return frame.with_columns(birth_year=pl.when(is_near).then(near).otherwise(pl.col("birth_year")))


def _shuffled(n, first, second, size):
    """A one-to-one shuffle of 0 … size − 1: multiply, cut the deck, multiply again."""
    cut = (n * first + 17) % size
    half = size // 2
    cut = pl.when(cut < half).then(half - 1 - cut).otherwise(cut)
    return (cut * second + 5) % size
