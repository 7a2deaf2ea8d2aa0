"""Files with personal data: sealed as they lie on the disk, plain only in a folder that is gone when the work is done.

What a killed process leaves plain lies under `var/working`; `sweep` removes it, and every folder nobody waits for.
"""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from luoshu.core import database, place, secrets

SUFFIX = ".sealed"
LEFT = 3600  # seconds after which a working folder belongs to nobody any more: no load takes that long


def keep(path, content):
    """Write `content` sealed, all at once; only that path opens it again."""
    path = Path(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secrets.seal_bytes(content, "file", path.parent.name, path.name))
    fresh.replace(path)


def read(path):
    """The content again; `Tampered` when the file was changed, or belongs to another path."""
    path = Path(path)
    return secrets.open_bytes(path.read_bytes(), "file", path.parent.name, path.name)


@contextlib.contextmanager
def working():
    """A folder for plain files while they are worked on."""
    with tempfile.TemporaryDirectory(dir=_root()) as folder:
        yield Path(folder)


@contextlib.contextmanager
def opened(path, name="file"):
    """A plain copy of a sealed file while the block runs."""
    with working() as folder:
        plain = folder / name
        plain.write_bytes(read(path))
        yield plain


def sweep(older=LEFT):
    """Remove working folders that their process has left behind; how many."""
    gone = 0
    for folder in _root().iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > older:
                shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
                gone += 1
    return gone


def rewrap(folder):
    """Seal every sealed file under a folder with the current key; how many were sealed with another."""
    done, current = 0, secrets.current_key()
    for path in Path(folder).rglob(f"*{SUFFIX}"):
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            if file.read(len(current)) != current:
                keep(path, read(path))
                done += 1
    return done


def _root():
    return place.make_folder(database.var() / "working", 0o700)
