"""`python -m bench [NAME…] [--quick] [--people N] [--runs N]`: all benchmarks, or those named."""

import argparse
from importlib import import_module

from . import machine
from .options import Options

NAMES = ("small", "judging", "duckdb", "intake", "closing", "pages", "users", "guards", "cases")


def main():
    """Run the benchmarks asked for, each printing its table below the machine's size."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="small sizes, one run")
    parser.add_argument("--people", type=int, help="another size")
    parser.add_argument("--runs", type=int, help="how often each is measured (5; with --quick 1)")
    given = parser.parse_args()
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    options = Options(given.quick, given.people, given.runs or (1 if given.quick else 5))
    print("\n".join(machine.described()), flush=True)
    for name in given.names or NAMES:
        import_module(f"bench.{name}").run(options)


if __name__ == "__main__":
    main()
