"""One measured piece of work in a process of its own: `python -m bench.child MODULE:FUNCTION JSON`.

The function's answer, a dictionary, is printed as JSON with the seconds it took (unless it timed itself), the peak
memory of the process, and how much of that was there before the work began (Python and the libraries).
"""

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

import luoshu  # noqa: F401 - its word to Polars' allocator comes before Polars, as in every command


def peak_mib():
    """The most memory this process ever held, in MiB.

    Linux's own mark is of this program alone, whereas getrusage carries over what the parent held when it forked.
    """
    status = Path("/proc/self/status")
    if status.exists():
        mark = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(mark.split()[1]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(target, arguments):
    module, function = target.split(":")
    work = getattr(import_module(module), function)
    idle = peak_mib()
    since = time.perf_counter()
    answer = work(**json.loads(arguments)) or {}
    answer = {"seconds": time.perf_counter() - since, **answer, "peak_mib": peak_mib(), "idle_mib": idle}
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
