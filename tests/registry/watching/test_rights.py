"""What watching holds of a person is in their copy, and goes when they are erased."""

from datetime import date

import pytest
from django.db import connection

from luoshu.core.acts import acting
from luoshu.core.scope import Actor, within
from luoshu.registry import copies, erasure, rights
from luoshu.registry.models import Clue, ListRow, Membership, Monitored, MonitoredMonth
from luoshu.registry.watching import actions
from tests.registry.watching import world as made
from tests.registry.watching.test_clues import raised
from tests.registry.watching.test_lists import load, people, sheet  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db(transaction=True)
EVERYWHERE = Actor.system("测试", area="4103")
SAID, WHY = "王改花摔断了腿", "入户看了，没有这回事"  # a reason stays in the log for ever: no name belongs in it


@pytest.fixture
def head(cast, sheet, system):  # noqa: F811
    """A head with a clue of a list, one somebody raised, a month of watch; then struck off."""
    world = made.make(system)
    with within(system):
        person = world["王改花"].people.get(relation="01")
        number = made.number_of(person, 101)
    load(sheet([("王改花", number, "上仓村", "23000", "2022-01-05")]), cast("bureau_health"))
    clue = raised(world, cast("village_worker"), "王改花", text=SAID)
    actions.verify_clue(clue=clue, finding="untrue", reason=WHY, proof="王改花的病历", by=cast("village_worker"))
    with acting("test.strike", system):
        watch = Monitored.objects.create(
            **made.placed(made.HERE),
            household=world["王改花"],
            group="unstable",
            risks=["other"],
            since=date(2021, 1, 1),
        )
        MonitoredMonth.objects.create(
            **made.placed(made.HERE), monitored=watch, household=world["王改花"], month=date(2021, 2, 1),
            checked_on=date(2021, 2, 3), checked_by="某", text=SAID,
        )  # fmt: skip
        Membership.objects.filter(person=person).update(until=date(2021, 3, 1), left_reason="06")
    return person


def test_the_copy_of_a_household_tells_its_clues_and_months(head, system):
    with within(system):
        told = "\n".join(fact.text for fact in copies.of_household(head.household))
    assert "大额医疗支出" in told
    assert (told.count(SAID), told.count(WHY)) == (2, 1)  # the clue and the month; why it was closed
    assert "收入超过监测标准：未核实" in told


def test_nothing_that_was_said_about_an_erased_head_is_left(head, cast, system):
    rights.erase(head, reason="申请 1", by=cast("county_director"))

    with within(system), connection.cursor() as cursor:
        kept = []
        for table in ("clue", "department_list_row", "monitored_month", "change", "act"):
            cursor.execute(f"select to_jsonb(t)::text from {table} t")
            kept += [text for (text,) in cursor.fetchall()]
        assert not [text for text in kept if "王改花" in text]
        assert set(ListRow.objects.values_list("id_index", "amount")) == {(None, None)}
        assert Clue.objects.count() == 2
        assert set(Clue.objects.values_list("text", flat=True)) == {erasure.ERASED}
