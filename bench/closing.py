"""Closing, judging and storing the whole city."""

from . import register
from .measure import medians, once
from .report import at_most, number, table

CITY = 493_100
SECONDS = 10


def run(options):
    """Close and judge the last year of a register that holds the demo city."""
    people = options.size(CITY, 20_000)
    runs = min(options.runs, 3)
    with register.demo(options, people) as var:
        found = medians([once("bench.closing_work:measure", {"LUOSHU_VAR": str(var)}) for _ in range(runs)])
    rows = [
        ("cut and seal", number(found["close"])),
        ("judge, in memory", number(found["judge"])),
        ("judge and store verdicts and figures", number(found["store"])),
    ]
    table(f"closing: {found['households']:,.0f} households, {found['people']:,.0f} people, medians of {runs}",
          ("", "seconds"), rows)  # fmt: skip
    at_most("closing", found["close"], SECONDS, " s")
