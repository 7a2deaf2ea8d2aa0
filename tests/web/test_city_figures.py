"""Every figure that a page shows equals a recount from the maker's truth, and opens the list it counts."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest
from lxml import html

from luoshu.core.acts import acting
from luoshu.core.models import Account, Posting
from luoshu.core.scope import within
from luoshu.demo.city import offices
from luoshu.demo.city.city import City
from luoshu.registry import intake
from luoshu.registry.actions import close_register, judge_closing
from tests.scale import scale

COUNTIES, YEARS = ["410325", "410326"], (2016, 2017)
STATUS = {"poor": ["0", "2", "3"], "exited": ["1"], "returned": ["3"], "pre_exit": ["2"]}
OUTCOMES = {"met": True, "not": False, "unknown": None}
SEVEN = (
    "has_enough_food", "has_enough_clothes", "is_education_secured", "is_medical_secured", "is_housing_secured",
    "is_water_secured", "is_income_stable",
)  # fmt: skip
NOT_IN_THE_TRUTH = {"doubt", "helper", "certificate"}


@pytest.fixture
def city(db, system, tmp_path):
    """Two counties of the synthetic city taken in through intake, closed and judged; the truth of what is in them."""
    offices.write(City(scale(9_000, 60_000), 11), tmp_path, "csv", YEARS, COUNTIES)
    for path in sorted(tmp_path.glob("4103*_20*")):
        assert intake.load(path, by=system).held == 0
    for year in YEARS:
        judge_closing(closing=close_register(on=date(year, 12, 31), by=system), by=system)
    return pl.read_parquet(tmp_path / "truth.parquet").filter(~pl.col("is_removed"))


@pytest.fixture
def leader(client, system):
    with within(system), acting("test.cast", system):
        user = Account.objects.create_user("leader", password=None, name="leader")
        Posting.objects.create(user=user, role="city_leader", area="4103", county="", since=date(2016, 1, 1))
    client.force_login(user)
    return client


def same(column, wanted):
    return pl.col(column).is_null() if wanted is None else pl.col(column) == wanted


def recount(truth, year, where):
    """The households of the truth that a filter means, or None where the truth does not hold the fact."""
    rows = truth.filter(pl.col("year") == year)
    check, outcome = where.pop("check", None), OUTCOMES.get(where.pop("outcome", None))
    if check and check not in (*SEVEN, "any") and check not in rows.columns:
        return None
    if check == "any":
        rows = rows.filter(pl.any_horizontal(pl.col(c).is_null() for c in SEVEN))
    elif check:
        rows = rows.filter(same(check, outcome))
    for key, value in where.items():
        if key in NOT_IN_THE_TRUTH:
            return None
        rows = rows.filter(KEYS[key](value))
    return rows


KEYS = {
    "area": lambda code: pl.col("area").str.starts_with(code),
    "status": lambda name: pl.col("poverty_status").is_in(STATUS.get(name, [name])),
    "cause": lambda code: pl.col("main_cause") == code,
    "identified": lambda year: pl.col("identified_year") == int(year),
    "exited": lambda year: pl.col("exited_year") == int(year),
    "missing": lambda n: pl.sum_horizontal((~pl.col(c).fill_null(False)).cast(pl.Int64) for c in SEVEN) == int(n),
}


def figures(page):
    """(number shown, address) of every count on a page that links to a list of households; a rate is not a count."""
    for link in html.fromstring(page.content).iter("a"):
        address, shown = link.get("href", ""), re.sub(r"[,，\s]", "", link.text_content())
        number = re.fullmatch(r"(\d+)[户人]?", shown)
        if urlsplit(address).path == "/households" and number:
            yield int(number[1]), address


def listed(client, address):
    """How many households the list says it holds."""
    page = html.fromstring(client.get(address).content).text_content()
    return int(re.search(r"共\s*([\d,]+)\s*户", page)[1].replace(",", ""))


def pages(truth):
    """The city, a county, its largest township and that one's largest village, at each closing."""
    rows = truth.filter(pl.col("area").str.starts_with(COUNTIES[0]))
    largest = [rows["area"].str.slice(0, n).mode().sort()[0] for n in (9, 12)]
    return ["/", *(f"/area/{code}" for code in ("4103", COUNTIES[0], *largest))]


def test_every_figure_equals_its_recount_and_its_list(city, leader):
    from luoshu.registry.models import Closing

    seen, recounted = {}, 0
    for closing in Closing.objects.order_by("on"):
        for page in pages(city):
            for number, address in figures(leader.get(page, {"closing": closing.id}, follow=True)):
                seen.setdefault((closing.year, address), set()).add(number)
    for (year, address), numbers in seen.items():
        where = {k: v for k, v in parse_qsl(urlsplit(address).query) if k != "closing"}
        rows = recount(city, year, dict(where))
        households = listed(leader, address)
        if rows is not None:
            recounted += 1
            told = {rows.height, rows["people"].sum(), rows["elders"].sum()}
            assert households == rows.height, (year, where)
            assert numbers <= told, (year, where, numbers, told)
        else:
            assert max(numbers) >= households, (year, where)
    assert recounted > 150
