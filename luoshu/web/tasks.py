"""Background work: taking in a workbook that was sent, sweeping, and the log's letters to its witness."""

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from luoshu.core import vault
from luoshu.core.errors import Refusal
from luoshu.core.exports import kept
from luoshu.core.jobs import app, job, queue
from luoshu.core.log import witness

from . import jobs


def start(waiting, by) -> None:
    """Queue a file that was received."""
    queue(take_in, by=by, token=waiting.token)


@job("web.take_in")
def take_in(*, by, token) -> None:
    """Load the file of a job as the one who sent it, noting how far it is.

    Run again after a crash it does no harm: the same file twice changes nothing.
    """
    from luoshu.registry import intake  # heavy, and only the worker needs it

    waiting = jobs.found(token)
    if waiting.state in (jobs.DONE, jobs.FAILED):
        return

    def progress(phase, done, total):
        waiting.state, waiting.phase, waiting.share = jobs.RUNNING, phase, 100 * done // total
        jobs.note(waiting)

    try:
        with vault.opened(waiting.path) as plain:
            result = intake.load(plain, by=by, progress=progress, mapping=waiting.mapping, name=waiting.file_name)
        waiting.state, waiting.share, waiting.upload_id = jobs.DONE, 100, result.upload_id
    except Refusal as refusal:
        waiting.state, waiting.problem, waiting.remedy = jobs.FAILED, refusal.what, refusal.remedy
    jobs.note(waiting)
    jobs.forget_file(waiting)


@app.periodic(cron="17 * * * *")
@app.task(name="web.sweep", pass_context=False, queueing_lock="web.sweep")
def sweep(timestamp) -> None:
    """Remove what is over: files that killed processes left plain, jobs of long ago, old exports, ended sessions."""
    vault.sweep()
    jobs.sweep()
    kept.forget_old()
    SessionStore.clear_expired()


@app.periodic(cron="23 * * * *")
@app.task(name="web.send_to_witness", pass_context=False, queueing_lock="web.send_to_witness")
def send_to_witness(timestamp) -> None:
    """Every hour the newest checkpoint of the log to the witness of the settings, if there is one."""
    if settings.LUOSHU_WITNESS:
        witness.send(settings.LUOSHU_WITNESS)
