"""The machine a figure was measured on: without it a time means nothing."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("polars", "duckdb", "narwhals", "OpenFisca-Core", "Django", "psycopg")


def described():
    """Lines on cores, memory, system and the versions that matter."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {cores} cores ({_processor()}) · {_memory():.1f} GiB memory · "
        f"load {busy:.1f} at the start",
        f"{platform.system()} {platform.release()} · Python {platform.python_version()} · {_versions()}",
    ]


def _memory():
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30


def _processor():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _versions():
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)
