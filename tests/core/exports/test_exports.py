"""Files that leave: never more than the quota, released by another, the same bytes again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from luoshu.core import clock, vault
from luoshu.core.acts import acting
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.exports import actions, kept, reading
from luoshu.core.models import Account, Act, Export, Posting, ReadingDay
from luoshu.core.postings import actor_of
from luoshu.core.scope import within
from luoshu.policy.parameters import parameter
from tests.scale import scale

QUOTA = parameter("export_rows_a_day", clock.today())


@pytest.fixture
def posted(system):
    """Make an actor with an account: posted("county_register", "410324")."""

    def make(role, area="410324", name=None):
        with within(system), acting("test.cast", system):
            user = Account.objects.create_user(name or role, name=name or role)
            Posting.objects.create(user=user, role=role, county=area[:6], area=area, since=date(2016, 1, 1))
        return actor_of(user)

    return make


def handed_out(by, rows=10, **more):
    def make(made):
        return f"名单第{made.id}号".encode()

    return actions.export(name="名单", kind="csv", rows=rows, make=make, by=by, **more)


@pytest.mark.django_db
def test_an_export_is_an_object_with_its_digest_and_the_same_bytes_again(posted):
    by = posted("county_register")

    made, content = handed_out(by)

    assert (made.state, made.rows, len(made.sha256)) == ("ready", 10, 64)
    with within(by):
        assert Act.objects.get(action="core.export").detail["sha256"] == made.sha256
    assert content not in kept.path(made).read_bytes()
    assert actions.download(export=made, by=by) == content
    with within(by):
        assert Act.objects.filter(action="core.download_export").count() == 1


@pytest.mark.django_db
def test_beyond_the_quota_a_reason_and_another_persons_release_are_needed(posted):
    by, other = posted("county_register"), posted("county_director")
    handed_out(by, QUOTA - 1)
    with pytest.raises(actions.AskFirst) as asked:
        handed_out(by, 2)
    assert asked.value.left == 1

    made, content = handed_out(by, 2, reason="与医保名单比对")

    with pytest.raises(NotPossible, match="还没有批准"):
        actions.download(export=made, by=by)
    for wrong in (by, posted("township_reviewer", "410324104")):
        with pytest.raises(NotAllowed):
            actions.release_export(export=made, is_released=True, by=wrong)
    actions.release_export(export=made, is_released=True, by=other)
    assert actions.download(export=made, by=by) == content
    assert handed_out(by, 1)[0].state == "ready", "what was released does not count"


@pytest.mark.django_db
def test_nobody_releases_their_own_whatever_their_role(posted):
    by = posted("county_director")
    made, _ = handed_out(by, QUOTA + 1, reason="年终核对")

    with pytest.raises(NotAllowed, match="另一个人"):
        actions.release_export(export=made, is_released=True, by=by)
    with within(by), acting("test.cheat", by), pytest.raises(DatabaseError), transaction.atomic():
        Export.objects.filter(id=made.id).update(state="ready", decided_by_id=by.user_id)


@pytest.mark.django_db
def test_a_refused_export_stays_refused(posted):
    by, other = posted("county_register"), posted("county_director")
    made, _ = handed_out(by, QUOTA + 1, reason="年终核对")
    actions.release_export(export=made, is_released=False, by=other)

    with pytest.raises(NotPossible, match="已经办结"):
        actions.release_export(export=made, is_released=True, by=other)
    with pytest.raises(NotPossible):
        actions.download(export=made, by=by)


@pytest.mark.django_db
def test_an_export_belongs_to_its_maker_and_not_to_the_neighbour(posted):
    by, colleague, neighbour = posted("county_register"), posted("county_director"), posted("bureau", "410325")
    made, _ = handed_out(by)

    for other in (colleague, neighbour):
        with pytest.raises(Export.DoesNotExist):
            actions.download(export=made, by=other)
    with within(neighbour):
        assert not Export.objects.exists()


@pytest.mark.django_db
def test_what_audit_exports_is_seen_by_nobody_else(posted):
    auditor, office = posted("auditor", "4103"), posted("city_office", "4103")
    made, content = handed_out(auditor)

    with within(office):
        assert not Export.objects.exists()
        assert not Act.objects.filter(action="core.export").exists()
    assert actions.download(export=made, by=auditor) == content


@pytest.mark.django_db
def test_a_changed_or_expired_file_is_not_handed_out(posted):
    by = posted("county_register")
    made, content = handed_out(by)
    vault.keep(kept.path(made), content + b"!")
    with pytest.raises(NotPossible, match="摘要不符"):
        actions.download(export=made, by=by)
    vault.keep(kept.path(made), content)

    with clock.standing_at(clock.now() + timedelta(days=31)), pytest.raises(NotPossible, match="保存期限"):
        actions.download(export=made, by=by)


@pytest.mark.django_db(transaction=True)
def test_fifty_downloads_at_a_time_never_pass_the_quota(posted):
    by = posted("county_register")
    each = QUOTA // 20

    def download(_):
        try:
            return handed_out(by, each)[0].state
        except actions.AskFirst:
            return "asked"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(scale(16, 50)) as pool:
        states = list(pool.map(download, range(50)))

    assert (states.count("ready"), states.count("asked")) == (20, 30)


@pytest.mark.django_db
def test_an_export_cannot_be_taken_back(posted):
    by = posted("county_register")
    made, _ = handed_out(by)

    for attempt in (made.delete, lambda: Export.objects.filter(id=made.id).update(rows=0)):
        with within(by), acting("test.cheat", by), pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.django_db
def test_old_files_go_and_their_records_stay(posted):
    by = posted("county_register")
    made, _ = handed_out(by)
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert kept.forget_old() >= 1

    assert not kept.path(made).exists()
    with within(by):
        assert Export.objects.filter(id=made.id).exists()


@pytest.mark.django_db
def test_who_reads_more_than_anybody_needs_is_marked_once_for_the_guard(posted):
    most = parameter("records_read_a_day", clock.today())
    by, guard = posted("village_worker", "410324104203"), posted("security_administrator", "4103")
    for _ in range(0, most, 50):
        reading.note(by, 50)
    with within(by):
        assert not Act.objects.filter(action=reading.MARK).exists()

    for _ in range(10):
        reading.note(by, 50)

    with within(guard):
        (act,) = Act.objects.filter(action=reading.MARK)
        assert (act.user_id, act.detail["records"]) == (by.user_id, most + 50)
        assert [day.records for day in reading.marked(guard)] == [most + 500]
    with within(by), pytest.raises(DatabaseError), transaction.atomic():
        ReadingDay.objects.filter(user_id=by.user_id).update(records=0)
