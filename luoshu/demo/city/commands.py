"""`luoshu city`: writes a synthetic city. The names of all people in it are invented."""

from pathlib import Path
from typing import Annotated

import typer

_FORMS = ("workbooks", "csv", "parquet")
# Faults need households of many kinds: a city of this size, one of its large counties.
ENOUGH, LARGE = 100_000, ("410324", "410325", "410326", "410327", "410328", "410329")


def city(
    out: Annotated[Path, typer.Option(help="写到哪个文件夹")],
    people: Annotated[int, typer.Option(min=100, help="历年在册总人数")] = 493_100,
    seed: Annotated[int, typer.Option(help="同一个种子总是同一座城市")] = 1,
    form: Annotated[str, typer.Option("--as", help="workbooks 工作簿、csv 或 parquet")] = "workbooks",
    county: Annotated[list[str] | None, typer.Option(help="只要这些县（六位代码），可重复")] = None,
    years: Annotated[str, typer.Option(help="哪些年，如 2014-2016 或 2017（parquet 只用最后一年）")] = "2014-2017",
    year: Annotated[int | None, typer.Option(help="parquet 的年份")] = None,
    roster: Annotated[bool, typer.Option("--roster", help="同时写出农户底册")] = False,
    faults: Annotated[bool, typer.Option("--faults", help="另写一套埋了差错的表册，在虚构的村里")] = False,
) -> None:
    """写出一座虚构的城市：人员、表册和真相，演示数据。"""
    from luoshu.demo.city import offices, parquet
    from luoshu.demo.city.city import City

    wanted = _years(years)
    made = City(people, seed)
    counties = _counties(made, county)
    if form == "parquet":
        parquet.write(made, out, year or wanted[-1], counties)
        if roster:
            parquet.write_roster(made, out, counties)
    elif form in _FORMS:
        offices.write(made, out, form, wanted, counties, rosters=counties if roster else ())
    else:
        raise typer.BadParameter(f"--as 只能是 {'、'.join(_FORMS)}，不是 {form}")
    if faults:
        _plant(made, out / "faults", "csv" if form == "csv" else "workbooks", counties[0], wanted[-1])
    typer.echo(f"已写出 {out}：{made.plan.people} 人、{made.size} 户（演示数据）")


def _plant(made, folder, form, county, year):
    """From a city large enough to have a household for every kind of fault."""
    from luoshu.demo.city.city import City
    from luoshu.demo.city.planting import plant

    large = made if made.plan.people >= ENOUGH else City(ENOUGH, made.seed)
    expected = plant(large, folder, form, county if county in LARGE else LARGE[0], year)
    typer.echo(f"已写出 {folder}：埋了 {expected['kind'].n_unique()} 种差错，应在的格子见 expected.csv")


def _years(text):
    """2014-2016 → [2014, 2015, 2016]."""
    from luoshu.demo.city.families import YEARS

    first, _, last = text.partition("-")
    if first.isdigit() and (last or first).isdigit():
        years = [y for y in YEARS if int(first) <= y <= int(last or first)]
        if years:
            return years
    raise typer.BadParameter(f"--years 要写成 2014-2017 或 2016，演示城市有 {YEARS[0]}–{YEARS[-1]} 年，不是 {text}")


def _counties(city, codes):
    unknown = [code for code in codes or [] if code not in city.counties]
    if unknown:
        raise typer.BadParameter(f"没有这些县：{'、'.join(unknown)}；有：{'、'.join(city.counties)}")
    return list(codes or city.counties)
