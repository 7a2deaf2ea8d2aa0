"""Reading a file from outside in a child process of bounded memory and time; only Arrow files and JSON come back."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from luoshu.core import vault
from luoshu.core.errors import BadInput
from luoshu.registry.sheets import Book, Column, Table, read

ANSWER = "answer.json"


@dataclass(frozen=True)
class Limits:
    """What the child may take: bytes of address space, seconds of processor and of the wall clock."""

    memory: int = 3 * 2**30
    processor: int = 240
    wall: int = 300


def parse_in_child(path: str | Path, mapping: str = "own", limits: Limits | None = None) -> Book:
    """Like `sheets.read`, but whatever the file does to the reader, this process goes on and says so."""
    limits = limits or Limits()
    with vault.working() as folder:
        command = [
            sys.executable,
            "-m",
            __name__,
            str(Path(path).resolve()),
            mapping,
            str(folder),
            json.dumps(asdict(limits)),
        ]
        environment = {**os.environ, "POLARS_MAX_THREADS": "2"}
        try:
            subprocess.run(command, timeout=limits.wall, env=environment, capture_output=True, check=False)
        except subprocess.TimeoutExpired as error:
            raise _too_big(Path(path).name) from error
        return _answer(folder, Path(path).name)


def _too_big(name: str) -> BadInput:
    return BadInput(
        "文件太大或太复杂，没能在限定的内存和时间里读完",
        "请删去数据以外的空行、空列和图片，按县或按乡镇分成几个文件。",
        place=name,
    )


def _bad(error: BadInput) -> dict:
    return {"bad": {"what": error.what, "remedy": error.remedy, "place": error.place}}


def _answer(folder: Path, name: str) -> Book:
    try:
        told = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _too_big(name) from error
    if "bad" in told:
        raise BadInput(**told["bad"])
    tables = {key: _table(folder, key, table) for key, table in told["tables"].items()}
    return Book(told["kind"], tables, told["mapping"], name)


def _table(folder: Path, key: str, told: dict) -> Table:
    columns = {field: Column(**column) for field, column in told.pop("columns").items()}
    frames = {part: pl.read_ipc(folder / f"{key}.{part}") for part in ("frame", "marks")}
    return Table(columns=columns, unknown_headings=tuple(told.pop("unknown_headings")), **told, **frames)


def _bound(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(folder: Path, book: Book) -> dict:
    tables = {}
    for key, table in book.tables.items():
        table.frame.write_ipc(folder / f"{key}.frame")
        table.marks.write_ipc(folder / f"{key}.marks")
        tables[key] = {
            "sheet": table.sheet,
            "columns": {field: asdict(column) for field, column in table.columns.items()},
            "unknown_headings": table.unknown_headings,
            "near": table.near,
        }
    return {"kind": book.kind, "mapping": book.mapping, "tables": tables}


def _reader(mapping: str):
    """What reads a file of that form: our own sheets, or a list of another department."""
    if mapping == "department_list":
        from luoshu.registry.watching import sheet

        return sheet.read
    return read


def main(path: str, mapping: str, folder: str, limits: str) -> None:
    """The child: read under the limits, leave the frames and an answer in the folder."""
    _bound(Limits(**json.loads(limits)))
    try:
        told = _write(Path(folder), _reader(mapping)(path, mapping))
    except BadInput as error:
        told = _bad(error)
    except MemoryError:
        told = _bad(_too_big(Path(path).name))
    (Path(folder) / ANSWER).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
