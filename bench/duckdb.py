"""Larger than memory: 10 million judged on DuckDB beside 1 million, and a city of that size written."""

from .measure import medians, once
from .report import at_most, number, table

SIZES, QUICK = (1_000_000, 10_000_000), (100_000, 1_000_000)
PER_PERSON, MEMORY, CITY_MEMORY = 1.2, 4096, 1.1


def run(options):
    """Write both cities, judge both; time per person and peak memory of each."""
    sizes = (options.people // 10, options.people) if options.people else QUICK if options.quick else SIZES
    cities = {people: _city(options, people) for people in sizes}
    judged = {people: _judged(options, people) for people in sizes}
    _printed(sizes, cities, judged)


def _city(options, people):
    """Written anew each time: its peak memory is a measure."""
    return once("bench.judging_work:write_city", people=people, folder=options.folder / f"city-{people}")


def _judged(options, people):
    folder = options.folder / f"city-{people}"
    runs = min(options.runs, 3)
    out = folder / "duckdb.parquet"
    target = "bench.judging_work:judge"
    return medians([once(target, folder=folder, out=out, engine="duckdb") for _ in range(runs)])


def _printed(sizes, cities, judged):
    small, large = sizes
    head = ("people", "city written, s", "peak MiB", "judged on DuckDB, s", "µs a person", "peak MiB")
    per_person = {people: judged[people]["seconds"] / people * 1e6 for people in sizes}
    rows = [
        (f"{n:,}", number(cities[n]["seconds"]), number(cities[n]["peak_mib"]), number(judged[n]["seconds"]),
         number(per_person[n]), number(judged[n]["peak_mib"]))
        for n in sizes
    ]  # fmt: skip
    table("duckdb: ten times the people", head, rows)
    at_most("time a person, beside the smaller city", per_person[large] / per_person[small], PER_PERSON, " ×")
    at_most("peak memory of judging", judged[large]["peak_mib"], MEMORY, " MiB")
    at_most("memory of writing, beside the smaller city", _ratio(cities, large, small), CITY_MEMORY, " ×")


def _ratio(cities, large, small):
    return cities[large]["peak_mib"] / cities[small]["peak_mib"]
