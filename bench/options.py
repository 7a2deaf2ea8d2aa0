"""What every benchmark is told: how big, how often, and where its files may lie."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """`quick` shrinks the work to what a small machine does in a minute; `people` overrides the size."""

    quick: bool = False
    people: int | None = None
    runs: int = 5

    def size(self, full, quick):
        """How many people: as asked, else the full or the quick number."""
        return self.people or (quick if self.quick else full)

    @property
    def folder(self):
        """Where inputs are kept from run to run, outside the repository's files."""
        folder = Path(os.environ.get("LUOSHU_VAR", "var")).resolve() / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
