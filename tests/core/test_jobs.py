"""Jobs: queued with their act, run under the actor's scope of the moment."""

from datetime import date

import pytest
from django.db import connection, transaction

from luoshu.core import jobs
from luoshu.core.acts import acting
from luoshu.core.errors import NotAllowed
from luoshu.core.models import Account, Act, Posting
from luoshu.core.postings import actor_of
from luoshu.core.scope import Actor, within

seen = []


@jobs.job("test.count")
def count(*, by, word):
    """Write down what the job reached."""
    with acting("test.count", by, word=word):
        seen.append((word, by.area, Posting.objects.count()))


@pytest.fixture
def officer(system):
    user = Account.objects.create(username="officer", name="干部")
    with acting("test.post", system):
        Posting.objects.create(user=user, role="county_register", county="410324", area="410324", since="2016-01-01")
        Posting.objects.create(user=user, role="helper", county="410325", area="410325", since="2015-01-01")
    return user


def waiting():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo' and task_name = 'test.count'")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_worker_runs_job_under_the_scope_of_its_posting(officer):
    seen.clear()
    jobs.queue(count, by=actor_of(officer), word="洛")

    jobs.run_worker(wait=False)

    assert seen == [("洛", "410324", 1)]
    with within(Actor.system("测试")):
        assert Act.objects.get(action="test.count").user == officer


@pytest.mark.django_db
def test_job_disappears_with_its_transaction(system):
    with within(system):
        jobs.queue(count, by=system, word="x")
        assert waiting() == 1
        transaction.set_rollback(True)
    assert waiting() == 0


@pytest.mark.django_db
def test_job_of_an_ended_posting_is_refused(officer, system):
    kept = jobs.written(actor_of(officer))
    with acting("test.end", system):
        Posting.objects.filter(area="410324").update(until=date(2016, 12, 31))
    with pytest.raises(NotAllowed, match="已经结束"):
        jobs.actor_from(kept)


def test_job_needs_a_posting_or_the_system(actor):
    with pytest.raises(TypeError):
        jobs.written(actor("410324"))
