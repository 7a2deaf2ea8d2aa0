"""Workbooks on their way in: each is a folder with the file and a note of how far it is, taken in by the worker."""

import contextlib
import json
import secrets
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from luoshu.core import clock, vault
from luoshu.core.errors import BadInput
from luoshu.core.masking import scrubbed

NOTE, CONTENT = "progress.json", f"content{vault.SUFFIX}"
LARGEST = 64 * 2**20
LONGEST_NAME = 120
# Days after which a file that nobody could take in, and the note of any job, are of no use to anyone.
FORGOTTEN = 7
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
        """Where the sealed file lies: under a name of ours, whatever its sender calls it."""
        return self.folder / CONTENT


def root() -> Path:
    """Where the files on their way in lie; only we can read them, as they hold names and numbers."""
    return Path(settings.MEDIA_ROOT) / "incoming"


def receive(file, mapping, actor) -> Job:
    """Keep a file that was sent, sealed, waiting to be taken in. BadInput: it is larger than any workbook."""
    if file.size > LARGEST:
        size = {"n": LARGEST // 2**20}
        raise BadInput(_("文件超过%(n)sMB") % size, _("请按县或按乡镇分成几个文件。"), place=file.name)
    name = scrubbed(Path(file.name).name)[-LONGEST_NAME:]
    job = Job(secrets.token_hex(12), actor.posting_id, actor.user_id, name, mapping, clock.now().isoformat())
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    job.folder.mkdir(mode=0o700)
    vault.keep(job.path, file.read())
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


def sweep() -> int:
    """Remove the jobs of long ago, and what a crash left of one that was never noted down; how many."""
    before, gone = time.time() - FORGOTTEN * 86400, 0
    for folder in root().glob("*/"):
        with contextlib.suppress(FileNotFoundError):
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder)
                gone += 1
    return gone


def found(token) -> Job:
    """The job of that token."""
    return Job(**json.loads((root() / token / NOTE).read_text(encoding="utf-8")))


def of(actor) -> list[Job]:
    """The reader's newest jobs in this posting."""
    notes = sorted(root().glob(f"*/{NOTE}"), key=lambda path: -path.stat().st_mtime)
    every = (Job(**json.loads(path.read_text(encoding="utf-8"))) for path in notes[: SHOWN * 4])
    return [job for job in every if (job.user_id, job.posting_id) == (actor.user_id, actor.posting_id)][:SHOWN]
