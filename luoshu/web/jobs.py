"""Workbooks on their way in: each is a folder with the file and a note of how far it is, taken in by the worker."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from luoshu.core import clock

NOTE = "progress.json"
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
SHOWN = 12


@dataclass
class Job:
    """One file being taken in, for one posting. `share` is percent; `problem` and `remedy` say why it failed."""

    token: str
    posting_id: int
    user_id: int
    file_name: str
    mapping: str
    sent_at: str
    state: str = WAITING
    phase: str = ""
    share: int = 0
    upload_id: int | None = None
    problem: str = ""
    remedy: str = ""

    @property
    def folder(self) -> Path:
        return root() / self.token

    @property
    def path(self) -> Path:
        return self.folder / Path(self.file_name).name


def root() -> Path:
    """Where the files on their way in lie; only we can read them, as they hold names and numbers."""
    return Path(settings.MEDIA_ROOT) / "incoming"


def receive(file, mapping, actor) -> Job:
    """Keep a file that was sent, waiting to be taken in."""
    job = Job(
        secrets.token_hex(12), actor.posting_id, actor.user_id, Path(file.name).name, mapping, clock.now().isoformat()
    )
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    job.folder.mkdir(mode=0o700)
    with job.path.open("wb") as kept:
        for part in file.chunks():
            kept.write(part)
    note(job)
    return job


def note(job) -> None:
    """Write down how far a job is, all at once: a reader never sees half a note."""
    fresh = job.folder / f"{NOTE}.new"
    fresh.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
    fresh.replace(job.folder / NOTE)


def forget_file(job) -> None:
    """Remove the file of a job that is done or failed: it holds names and numbers, and the note tells the rest."""
    job.path.unlink(missing_ok=True)


def found(token) -> Job:
    """The job of that token."""
    return Job(**json.loads((root() / token / NOTE).read_text(encoding="utf-8")))


def of(actor) -> list[Job]:
    """The reader's newest jobs in this posting."""
    notes = sorted(root().glob(f"*/{NOTE}"), key=lambda path: -path.stat().st_mtime)
    every = (Job(**json.loads(path.read_text(encoding="utf-8"))) for path in notes[: SHOWN * 4])
    return [job for job in every if (job.user_id, job.posting_id) == (actor.user_id, actor.posting_id)][:SHOWN]
