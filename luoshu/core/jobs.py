"""Work done after the answer: a queue in the same database, so that a job exists exactly if its act does.

A job is a keyword-only function with `by` that calls one action and may be run twice with the same outcome:

    @job("registry.load_upload")
    def load_upload(*, by, upload): ...

    queue(load_upload, by=by, upload=upload.pk)

The actor is found anew when the job runs: a posting that has ended by then does nothing any more.
"""

import functools
from dataclasses import replace

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from luoshu.core.errors import NotAllowed
from luoshu.core.models import Account
from luoshu.core.postings import actor_of
from luoshu.core.scope import Actor

ATTEMPTS = 5
FORGOTTEN = 60  # seconds without a heartbeat after which a worker's job is given to another


def job(name):
    """Register a function as a job; several attempts when the machine fails, none when the answer is a refusal."""

    def make(function):
        @app.task(name=name, retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2), pass_context=False)
        @functools.wraps(function)
        def run(actor, **arguments):
            close_old_connections()
            try:
                return function(by=actor_from(actor), **arguments)
            finally:
                close_old_connections()

        function.task = run
        return function

    return make


def queue(function, *, by, **arguments):
    """Put a job in the queue, in the running transaction; its number."""
    return function.task.defer(actor=written(by), **arguments)


def written(actor):
    """An actor as the queue keeps it: the posting, not what it reached at the time."""
    if actor.posting_id is None:
        if actor.role != "system":
            raise TypeError("Only the system or a person in a posting may queue a job")
        return {"reason": actor.name, "area": actor.area}
    return {"user": actor.user_id, "posting": actor.posting_id, "origin": actor.origin}


def actor_from(kept):
    """The actor of a queued job as of now; refused when the posting is over."""
    if "user" not in kept:
        return Actor.system(kept["reason"], area=kept["area"])
    actor = actor_of(Account.objects.get(pk=kept["user"]), kept["posting"])
    if actor is None or actor.posting_id != kept["posting"]:
        raise NotAllowed("提交这项任务的职务已经结束", "请由现任人员重新提交。")
    return replace(actor, origin=kept.get("origin", ""))


@app.periodic(cron="* * * * *")
@app.task(name="core.rescue", pass_context=False, queueing_lock="core.rescue")
async def rescue(timestamp):
    """Queue again what a killed worker left behind."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=FORGOTTEN):
        await app.job_manager.retry_job(stalled)


def run_worker(wait=True):
    """Work off jobs until interrupted; with `wait=False` only those that are there."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=wait, delete_jobs="never", listen_notify=wait)
