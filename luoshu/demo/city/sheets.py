"""The sheets that an office would send: Chinese headings, labels for codes, yuan for fen, yes and no."""

import polars as pl

from luoshu.demo.city import papers, villages
from luoshu.demo.city.city import City, Stretch
from luoshu.policy.codes import codes
from luoshu.policy.fields import Field, sheet

NAMES = ("household", "person", "village", "helper")


class County:
    """One county's sheets of every year, with names and numbers of people made once; or of a `stretch` of it."""

    def __init__(self, city: City, code: str, id_county: int | None = None, stretch: Stretch | None = None):
        self.city, self.code = city, code
        self.stretch: Stretch = stretch or city.county(code)
        named = papers.with_names(self.stretch.people, self.stretch.households)
        if id_county:
            named = named.with_columns(id_county=pl.lit(id_county))
        self._papers = papers.with_numbers(named).select(
            "person_id", "name", "id_number", "disability_certificate", "number", "slot", "row"
        )

    def frames(self, year: int) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
        """Frames in our columns by sheet, and the households with all that the truth needs."""
        records = self.stretch.year(year)
        names = self._papers.drop("number", "slot", "row")
        people = records.people.join(names, on="person_id", how="left", maintain_order="left")
        people = papers.with_contacts(people)
        village_names = self.city.villages.select("village", village_name="name")
        households = papers.with_accounts(records.households, self._papers)
        households = households.join(village_names, on="village", how="left", maintain_order="left")
        helpers = papers.helpers(records.households, self.city.seed)
        found = {
            "household": households,
            "person": people,
            "village": villages.of_year(self.villages(), year),
            "helper": helpers,
        }
        return {name: frame for name, frame in found.items() if len(frame)}, records

    def villages(self) -> pl.DataFrame:
        """The county's villages with all their rural households and people."""
        sizes = self.stretch.households.group_by("village").agg(pl.col("size_now").sum())
        return villages.with_population(self.city.skeleton, sizes).filter(pl.col("county") == self.code)

    def roster(self) -> pl.DataFrame:
        """The roster of all rural households of the county, in our columns."""
        heads = self._papers.filter(pl.col("slot") == 0).select("row", head_name="name")
        households = self.stretch.households.join(heads, on="row", how="left", maintain_order="left")
        return villages.roster(self.city.skeleton, households, self.villages())


def written(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A frame in our columns as it stands on the sheet of that name."""
    return frame.select(cells(field).alias(field.zh) for field in sheet(name).fields)


def cells(field: Field) -> pl.Expr:
    """A field of a frame as its cells are written."""
    column = pl.col(field.name)
    if field.type == "code":
        labels = {item.code: item.zh for item in codes(field.code).items}
        return column.cast(pl.String).replace_strict(labels, return_dtype=pl.String)
    if field.type == "bool":
        return pl.when(column).then(pl.lit("是")).when(~column).then(pl.lit("否"))
    if field.type in ("money", "measure"):
        return column.cast(pl.Float64) / 100
    return column.cast({"String": pl.String, "Int64": pl.Int64, "Date": pl.Date}[field.frame_type])
