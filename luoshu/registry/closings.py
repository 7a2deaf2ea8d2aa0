"""Closings: cut the register at a date into sealed files, find them, and refuse those that were touched."""

import json
from hashlib import sha256
from pathlib import Path

import polars as pl
from django.conf import settings

from luoshu.core import clock, statements
from luoshu.core.errors import NotPossible

from . import snapshot
from .models import Closing

MANIFEST = "manifest.json"
# Small groups of rows let one household be found without reading its county.
ROW_GROUP = 4096


def cut(on, by):
    """Write the files of a closing and return it unsaved; the caller saves it within its act."""
    if on > clock.today():
        raise NotPossible(f"{on} 还没有到，不能定版", "请选今天或以前的日期。")
    year = snapshot.newest_year(on)
    if year is None:
        raise NotPossible(f"{on} 以前没有任何年度的记录", "请先导入工作簿。")
    snapshot.lock()
    frames = {table: snapshot.frame(table, on, year) for table in snapshot.TABLES}
    now = clock.now()
    folder = Path(settings.VAR) / "closings" / f"{on}-{now:%Y%m%d%H%M%S%f}"
    manifest = write(folder, frames, on=on, year=year)
    return Closing(
        area=by.area, on=on, year=year, closed_at=now, closed_by=by.name,
        folder=folder.name, digest=manifest, households=frames["households"].height, people=frames["people"].height,
    )  # fmt: skip


def write(folder, frames, **about):
    """One Parquet file per table and county, then the manifest; returns the manifest's SHA-256."""
    entries = {}
    for table, frame in frames.items():
        key = "area" if table == "villages" else "household_id"
        for (county,), part in frame.sort(key).partition_by("county", as_dict=True).items():
            path = folder / table / f"{county}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP)
            entries[f"{table}/{county}.parquet"] = {"rows": part.height, "sha256": _digest(path)}
    text = json.dumps(
        {**{k: str(v) for k, v in about.items()}, "files": entries}, ensure_ascii=False, indent=1, sort_keys=True
    )
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return sha256(text.encode()).hexdigest()


def folder_of(closing):
    """Where the files of a closing lie."""
    return Path(settings.VAR) / "closings" / closing.folder


def check_sealed(closing):
    """Refuse a closing whose files are not the ones that were sealed, naming the first that differs."""
    folder = folder_of(closing)
    manifest = folder / MANIFEST
    if not manifest.exists() or _digest(manifest) != closing.digest:
        raise NotPossible(f"定版 {closing.on} 的清单与封存时不同", "请从备份恢复该定版的文件夹，或重新定版。")
    for name, entry in json.loads(manifest.read_text(encoding="utf-8"))["files"].items():
        if not (folder / name).exists() or _digest(folder / name) != entry["sha256"]:
            raise NotPossible(f"定版 {closing.on} 的文件 {name} 与封存时不同", "请从备份恢复该文件，或重新定版。")


def _digest(path):
    return sha256(path.read_bytes()).hexdigest()


def scan(closing, table, county=None):
    """The rows of one table, lazily; of one county where given."""
    return pl.scan_parquet(folder_of(closing) / table / f"{county or '*'}.parquet")


JUDGED = 'select "on", id, judged_at from closing where judged_at is not null order by "on", id'
# (number, when judged) → the closing: nothing else of one ever changes, and its names of checks are long to read.
_kept = {}


def listed(actor):
    """The judged closings this user may look at, newest first; of several on one day the last one cut."""
    newest = {on: tuple(key) for on, *key in statements.rows(JUDGED)}
    keys = list(reversed(newest.values()))
    missing = [number for number, judged_at in keys if (number, judged_at) not in _kept]
    if missing:
        _kept.update(((each.id, each.judged_at), each) for each in Closing.objects.filter(id__in=missing))
    return [_kept[key] for key in keys if key in _kept]


def latest(actor, on=None):
    """The newest judged closing, or the newest up to `on`; None before the first."""
    return next((each for each in listed(actor) if on is None or each.on <= on), None)
