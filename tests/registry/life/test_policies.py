"""Policies that a paper ends: supplied, told, stopped in this order, each by those who keep the register."""

import datetime as dt

import pytest

from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.roles import ROLES
from luoshu.registry.life import actions, queries
from luoshu.registry.models import ContinuedPolicy, HouseholdYear
from tests.registry.life.deciding import decided, little, named, opened

END = dt.date(2019, 6, 30)
LOADERS = {
    "village_worker", "first_secretary", "clerk", "township_reviewer", "county_register", "county_director",
    "city_office",
}  # fmt: skip


@pytest.fixture
def loan(made, system):
    """The microloan of a household that exited."""
    household = named("刘长锁")
    with little.acting("test.loan", system):
        HouseholdYear.objects.filter(household=household, year=2017).update(microloan_balance=5_000_000)
    decided(opened("household_exit", household, by=system), "exit", system)
    return ContinuedPolicy.objects.get(household=household)


def test_a_policy_ends_after_the_paper_and_the_word_to_the_household(loan, actor, system):
    office = actor("410325", "county_register")
    assert list(queries.to_supply(office)) == [loan]
    actions.supply_policy_end(policy=loan, until=END, document="贷款合同 88 号", by=office)
    assert not queries.to_supply(office)
    assert not queries.to_tell(office, on=dt.date(2019, 5, 1)), "two months before nobody is told yet"
    assert list(queries.to_tell(office, on=dt.date(2019, 6, 10))) == [loan]

    with pytest.raises(NotPossible, match="告知"):
        actions.stop_policies(rows=[loan], happened_on=dt.date(2019, 7, 2), by=office)
    actions.tell_paper_end(rows=[loan], happened_on=dt.date(2019, 6, 12), by=office)
    with pytest.raises(NotPossible, match="还没有到期"):
        actions.stop_policies(rows=[loan], happened_on=END, by=office)
    assert actions.stop_policies(rows=[loan], happened_on=dt.date(2019, 7, 2), by=office) == 1
    loan.refresh_from_db()
    assert (loan.stopped_on, loan.reason) == (dt.date(2019, 7, 2), "到期")
    assert not queries.running(office)


def test_an_end_before_the_exit_or_without_a_paper_is_refused(loan, system):
    with pytest.raises(BadInput, match="早于"):
        actions.supply_policy_end(policy=loan, until=dt.date(2017, 1, 1), document="合同", by=system)
    with pytest.raises(BadInput, match="凭证"):
        actions.supply_policy_end(policy=loan, until=END, document=" ", by=system)


def test_a_return_stops_what_went_on_because_of_the_exit(loan, system):
    case = opened("return_to_poverty", named("刘长锁"), by=system, opened_on=dt.date(2018, 3, 1))
    decided(case, "return", system, on=dt.date(2018, 4, 1))
    loan.refresh_from_db()

    assert (loan.stopped_on, loan.reason) == (dt.date(2018, 4, 1), "返贫，重新享受各项政策")


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"public"}))
def test_who_may_say_when_it_ends(loan, actor, role):
    given = {"policy": loan, "until": END, "document": "合同", "by": actor("410325", role)}
    if role in LOADERS:
        assert actions.supply_policy_end(**given).until == END
    else:
        with pytest.raises(NotAllowed):
            actions.supply_policy_end(**given)
