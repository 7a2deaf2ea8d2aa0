"""The entry of intake: one workbook, one transaction, and a workbook to mend for what was held."""

import os
from pathlib import Path

from luoshu.registry import actions
from luoshu.registry.phases import Phases


def load(path, *, by, progress=None, mapping="own", name=None, reply=None):
    """Take in a workbook (or a folder of CSV) for an actor; what became of it (`acceptance.Result`).

    The same file twice changes nothing, a crash leaves all or nothing. `progress` is told (phase, done, total).
    `name` is what its sender calls the file. With `reply`, a folder of the sender's, what was held is written there as
    a workbook to mend; else it can be asked for at any time. BadInput: the file cannot be read at all.
    """
    path = Path(path)
    name = name or path.name
    phase = Phases(name, progress)
    result = actions.load_workbook(path=path, mapping=mapping, progress=progress, name=name, by=by)
    phase("replying")
    if result.held and reply:
        result.held_workbook = _write_back(result, Path(reply) / f"{Path(name).stem}-待改.xlsx")
    return result


def _write_back(result, path):
    """The workbook to mend; only we can read the file, as it holds names and numbers."""
    from luoshu.registry import held_workbook

    held_workbook.write(result.book, result.checked, path)
    os.chmod(path, 0o600)
    return path
