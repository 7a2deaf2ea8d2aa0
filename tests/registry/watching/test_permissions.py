"""Who may do each thing of watching, role by role, and how much of a clue each role is told."""

from datetime import date

import pytest

from luoshu.core import permissions
from luoshu.core.acts import acting
from luoshu.core.errors import NotAllowed
from luoshu.core.roles import ROLES
from luoshu.core.scope import Actor, within
from luoshu.registry import actions as register
from luoshu.registry.models import Clue, ListRow, Monitored, RosterHousehold
from luoshu.registry.watching import actions, queries
from tests.registry.watching.test_clues import raised
from tests.registry.watching.test_lists import load, people, sheet  # noqa: F401 (fixtures)
from tests.registry.watching.world import HERE, placed

pytestmark = pytest.mark.django_db
APPOINTED = [code for code, role in ROLES.items() if role.is_appointed]
DAY = date(2021, 5, 1)


@pytest.fixture
def about(world, cast, sheet, people, system):  # noqa: F811
    """One of everything that can be acted on."""
    load(sheet([("周大山", "", "上仓村", "23000", "2021-01-05")]), cast("bureau_health"), as_of=DAY)
    clue = raised(world, cast("county_register"))
    with acting("test.watch", system):
        watch = Monitored.objects.create(
            **placed(HERE), household=world["张守田"], group="unstable", risks=["other"], since=date(2021, 3, 1)
        )
    with within(system):
        row, roster = ListRow.objects.select_related("department_list").get(), RosterHousehold.objects.first()
    return {"clue": clue, "watch": watch, "row": row, "world": world, "roster": roster, "sheet": sheet}


ACTS = {
    "registry.raise_clue": lambda by, a: raised(a["world"], by, "张守田"),
    "registry.verify_clue": lambda by, a: actions.verify_clue(
        clue=a["clue"], finding="no_risk", reason="没有风险", by=by
    ),
    "registry.find_clues": lambda by, a: actions.find_clues(year=2021, by=by),
    "registry.load_list": lambda by, a: load(
        a["sheet"]([("某", "", "上仓村", "1", "2021-01-05")], name="x.xlsx"), by, as_of=DAY
    ),
    "registry.settle_match": lambda by, a: actions.settle_row(row=a["row"], reason="查无此人", by=by),
    "registry.visit_monitored": lambda by, a: actions.record_month(
        monitored=a["watch"], month=DAY, is_above_line=True, is_secured=True, checked_on=DAY, by=by
    ),
    "registry.tell_policy_end": lambda by, a: actions.tell_policy_end(
        policy="minimum_living", exited_year=2018, area=HERE, told_on=DAY, document="1", by=by
    ),
    "registry.read_clues": lambda by, a: list(queries.clues(by)),
}


@pytest.mark.parametrize("role", APPOINTED)
def test_each_role_does_what_the_table_says_and_nothing_else(about, role):
    by = Actor(name=role, role=role, area="410325")
    for permission, act in ACTS.items():
        if not permissions.may(by, permission):
            with within(by), pytest.raises(NotAllowed, match="您现在的任职不能"):
                act(by, about)
        elif permission in ("registry.read_clues", "registry.tell_policy_end", "registry.find_clues"):
            with within(by):
                act(by, about)


@pytest.mark.parametrize("permission", sorted(ACTS))
def test_who_has_the_permission_does_it(about, permission):
    role = sorted(permissions.TABLE[permission].roles)[0]
    by = Actor(name=role, role=role, area="410325")

    with within(by):
        assert ACTS[permission](by, about) is not None


def test_every_permission_of_watching_is_tried_here():
    parts = ("clue", "load_list", "match", "policy_end", "monitored")

    assert {name for name in permissions.TABLE if any(part in name for part in parts)} == set(ACTS)


# What is told of a clue


def medical(about, by):
    actions.find_clues(year=2021, by=Actor(name="县", role="county_register", area="410325"))
    with within(by):
        return Clue.objects.select_related("household", "roster_household").get(kind="medical_bill")


HIDES_ILLNESS = ("bureau", "bureau_education", "bureau_welfare", "bureau_finance")


@pytest.mark.parametrize("role", HIDES_ILLNESS)
def test_a_kind_that_tells_an_illness_is_not_said_nor_searched_for(about, role):
    by = Actor(name=role, role=role, area="410325")
    told = queries.told(by, medical(about, by))

    assert (told.title, told.amounts) == ("线索", ())
    assert "医疗" not in f"{told.text}{told.reason}"
    with pytest.raises(NotAllowed):
        queries.clues(by, kind="medical_bill")


def test_who_sees_incomes_is_told_the_amount(about):
    for role, amounts in (("village_worker", 1), ("county_register", 1), ("bureau_health", 0)):
        by = Actor(name=role, role=role, area="410325")
        told = queries.told(by, medical(about, by))
        assert told.title == "大额医疗支出"
        assert len(told.amounts) == amounts
    assert told.whom == "王改花"


def test_rows_of_lists_whose_kind_is_not_told_are_not_shown(about):
    for role, count in (("bureau_health", 1), ("bureau_education", 0), ("county_register", 1)):
        by = Actor(name=role, role=role, area="410325")
        with within(by):
            assert queries.list_rows(by).count() == count


def test_a_helper_sees_clues_about_the_households_on_the_roll_alone(about, world, system, actor):
    roll = register.keep_roll(kind="helped", name="包户", area=HERE, households=[world["李秀英"].pk], by=system)
    helper = actor(HERE, "helper", rolls=[roll.pk])
    with within(helper):
        assert {clue.household_id for clue in queries.clues(helper)} == {world["李秀英"].pk}
        assert queries.monitored(helper).count() == 0
