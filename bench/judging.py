"""Judging a million people by all rules, Parquet to Parquet: the engine beside the same columns written by hand."""

from .measure import Failed, in_turn, once
from .report import at_most, number, table

RATIO, MEMORY = 1.3, 2048


def run(options):
    """Compare both column by column, then measure them in turn."""
    people = options.size(1_000_000, 100_000)
    folder = options.folder / f"city-{people}"
    once("bench.judging_work:make_city", people=people, folder=folder)
    names = once("bench.judging_work:names")
    names = {of: names[of] for of in ("household", "person")}
    holed = options.folder / f"holed-{people}"
    once("bench.judging_work:make_holes", folder=folder, to=holed)
    for each in (folder, holed):
        _check_equal(each, names)
    targets = {"Luoshu": "bench.judging_work:judge", "by hand": "bench.by_hand:judge"}
    found = in_turn(targets, options.runs, folder=folder, out=folder / "timed.parquet", names=names)
    rows = [(name, number(m["seconds"]), number(m["peak_mib"])) for name, m in found.items()]
    columns = len(names["household"]) + len(names["person"])
    title = f"judging: {people:,} people, {columns} columns, Parquet to Parquet, medians of {options.runs}"
    table(title, ("", "seconds", "peak MiB"), rows)
    at_most("against the same columns by hand", found["Luoshu"]["seconds"] / found["by hand"]["seconds"], RATIO, " ×")
    at_most("peak memory", found["Luoshu"]["peak_mib"], MEMORY, " MiB")


def _check_equal(folder, names):
    first, second = folder / "luoshu.parquet", folder / "hand.parquet"
    once("bench.judging_work:judge", folder=folder, out=first)
    once("bench.by_hand:judge", folder=folder, out=second, names=names)
    differing = once("bench.judging_work:differing", first=first, second=second)["differing"]
    if differing:
        raise Failed(f"by hand and by the engine differ in: {', '.join(differing)}")
