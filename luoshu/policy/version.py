"""Which policy judged: the pack in force and a digest of every rule, parameter and code list behind it."""

import datetime as dt
from functools import cache
from hashlib import sha256
from pathlib import Path

from luoshu.policy.packs import pack

FOLDERS = (Path(__file__).parent, Path(__file__).parent.parent / "engine")


@cache
def digest() -> str:
    """SHA-256 over the text of the policy and of the engine that runs it."""
    files = sorted(p for folder in FOLDERS for kind in ("*.py", "*.yaml") for p in folder.rglob(kind))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def version(on: dt.date) -> str:
    """The version that a verdict names, e.g. luoyang-2016-2020.1a2b3c4d."""
    return f"{pack(on).name}.{digest()[:8]}"
