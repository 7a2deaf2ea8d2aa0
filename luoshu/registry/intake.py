"""The entry of intake: one workbook, one transaction, and a workbook to mend for what was held."""

import os
from pathlib import Path

from luoshu.core.database import var
from luoshu.registry import actions
from luoshu.registry.phases import Phases


def load(path, *, by, progress=None, mapping="own"):
    """Take in a workbook (or a folder of CSV) for an actor; what became of it (`acceptance.Result`).

    The same file twice changes nothing, a crash leaves all or nothing. `progress` is told (phase, done, total).
    BadInput: the file cannot be read at all.
    """
    path = Path(path)
    phase = Phases(path.name, progress)
    result = actions.load_workbook(path=path, mapping=mapping, progress=progress, by=by)
    phase("replying")
    if result.held:
        result.held_workbook = _write_back(result)
    return result


def _write_back(result):
    """The workbook to mend; only we can read the file, as it holds names and numbers."""
    from luoshu.registry import held_workbook

    folder = var() / "held"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{result.upload_id}.xlsx"
    held_workbook.write(result.book, result.checked, path)
    os.chmod(path, 0o600)
    return path
