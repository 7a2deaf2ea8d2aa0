"""The small rule set at 1 and 10 million people: Luoshu's engine beside OpenFisca-Core, Parquet to Parquet, in turn."""

from .measure import medians, once
from .report import at_least, at_most, number, table

SIZES = {1_000_000: 2.0, 10_000_000: 3.5}  # people → how many times as fast
QUICK = {200_000: 2.0}
MEMORY = 0.5


def run(options):
    """Measure each size, check every value against exact integers, print times, memory and ratios."""
    sizes = {options.people: 2.0} if options.people else (QUICK if options.quick else SIZES)
    for people, faster in sizes.items():
        _measured(options, people, faster)


def _measured(options, people, faster):
    folder = options.folder / f"small-{people}"
    once("bench.small_data:make", people=people, folder=folder)
    runs = options.runs if people <= 1_000_000 else min(options.runs, 3)
    outs = {"Luoshu": folder / "luoshu.parquet", "OpenFisca-Core": folder / "openfisca.parquet"}
    targets = {"Luoshu": "bench.small_rules:judge", "OpenFisca-Core": "bench.openfisca_small:judge"}
    answers = {name: [] for name in targets}
    for _ in range(runs):
        for name, target in targets.items():
            answers[name].append(once(target, folder=folder, out=outs[name]))
    found = {name: medians(several) for name, several in answers.items()}
    faults = {name: once("bench.small_data:wrong", folder=folder, out=outs[name]) for name in targets}
    _printed(people, runs, found, faults, faster)


def _printed(people, runs, found, faults, faster):
    head = ("", "seconds", "rules alone", "peak MiB", "of which libraries", "values off by a fen", "outcomes wrong")
    rows = [
        (name, *(number(m[key]) if key in m else "–" for key in ("seconds", "rules", "peak_mib", "idle_mib")),
         f"{faults[name]['wrong_values']:,}", f"{faults[name]['wrong_checks']:,}")
        for name, m in found.items()
    ]  # fmt: skip
    households = faults["Luoshu"]["households"]
    table(f"small: {people:,} people, {households:,} households, medians of {runs}", head, rows)
    ours, theirs = found["Luoshu"], found["OpenFisca-Core"]
    at_least("as fast, file to file", theirs["seconds"] / ours["seconds"], faster, " ×")
    at_least("as fast, its rules alone beside our whole", theirs["rules"] / ours["seconds"], faster, " ×")
    at_most("memory", ours["peak_mib"] / theirs["peak_mib"], MEMORY, " ×")
    used = {name: m["peak_mib"] - m["idle_mib"] for name, m in found.items()}
    at_most("memory above the libraries", used["Luoshu"] / used["OpenFisca-Core"], MEMORY, " ×")
    at_most("values off or outcomes wrong", faults["Luoshu"]["wrong_values"] + faults["Luoshu"]["wrong_checks"], 0)
