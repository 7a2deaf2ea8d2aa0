"""The union of area and rolls: each wall alone shows what plain sets say; a roll reaches no further than its maker."""

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshu.core.acts import acting
from luoshu.core.errors import NotAllowed
from luoshu.core.models import Change, Roll, RollHousehold
from luoshu.core.scope import Actor, within
from luoshu.registry import actions
from luoshu.registry.models import Figure, Household, HouseholdYear, Membership, Person, PersonYear, Verdict, Village
from tests.scale import scale
from tests.web import little

pytestmark = pytest.mark.django_db
OF_HOUSEHOLDS = (Household, HouseholdYear, Person, PersonYear, Membership, Verdict, Change)
OF_PLACES = (Village, Figure, Roll, RollHousehold)
AREAS = ("4103", "410325", "410328", "410325100", little.HERE, little.THERE, little.ABROAD, "410326")


@dataclass
class World:
    """Who is on which roll, and where each row lies: all that an answer may depend on."""

    rolls: dict
    rows: dict


@pytest.fixture
def world(system):
    little.make(system)
    with within(system):
        every = list(Household.objects.order_by("id").values_list("id", flat=True))
    made = {}
    for n, listed in enumerate((every[:2], every[1:5], every[5:], [])):
        roll = actions.keep_roll(kind="sample", name=f"样本{n}", area="4103", households=listed, by=system)
        made[roll.pk] = set(listed)
    with within(system):
        rows = {model: [facts(row) for row in model.objects.all()] for model in OF_HOUSEHOLDS + OF_PLACES}
    return World(made, rows)


def facts(row):
    path = getattr(row, "household_path", None)
    return row.pk, row.area, getattr(row, path) if path else None


def expected(world, model, area, whole, rolls):
    """Plain set arithmetic."""
    listed = set().union(*(world.rolls[roll] for roll in rolls))
    return {
        pk for pk, place, household in world.rows[model] if (whole and place.startswith(area)) or household in listed
    }


def test_either_wall_alone_shows_the_union(world, system):
    reaches = st.tuples(st.sampled_from(AREAS), st.booleans(), st.sets(st.sampled_from(sorted(world.rolls))))

    @settings(max_examples=scale(40, 1000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(reaches)
    def compare(reach):
        area, whole, rolls = reach
        actor = Actor(name="谁", role="helper", area=area, whole=whole, rolls=tuple(rolls))
        for model in OF_HOUSEHOLDS + OF_PLACES:
            ought = expected(world, model, area, whole, rolls)
            with within(actor):
                assert {row.pk for row in model.objects.all()} == ought | own_rolls(model, rolls)
            with within(system):
                assert {row.pk for row in model.objects.visible_to(actor)} == ought

    compare()


def own_rolls(model, rolls):
    """Who reaches households through a roll may read that roll too; not that another one lists them."""
    if model is Roll:
        return set(rolls)
    return set(model.objects.filter(roll__in=rolls).values_list("pk", flat=True)) if model is RollHousehold else set()


def test_nobody_lists_a_household_they_do_not_reach(world, actor, system):
    with within(system):
        abroad = Household.objects.filter(area=little.ABROAD).first().pk
    with pytest.raises(NotAllowed):
        actions.keep_roll(kind="helped", name="x", area="410325", households=[abroad], by=actor("410325"))
    with pytest.raises(NotAllowed):
        actions.keep_roll(kind="helped", name="x", area="410328", households=[abroad], by=actor("410325"))
    helper = actor("410325", "county_register", rolls=list(world.rolls))
    with pytest.raises(NotAllowed):
        actions.keep_roll(kind="helped", name="x", area="410325", households=[], by=helper)


def test_the_database_binds_a_listed_household_to_its_county(world, system):
    with within(system):
        abroad = Household.objects.filter(area=little.ABROAD).first().pk
    roll = next(iter(world.rolls))
    with pytest.raises(IntegrityError), acting("test.roll", system):
        RollHousehold.objects.create(roll_id=roll, household_id=abroad, county="410325", area="410325")


def test_a_roll_kept_again_lists_exactly_the_new_ones(world, system):
    roll = actions.keep_roll(kind="helped", name="包户", area="410325", households=[], by=system)
    with within(system):
        own = list(Household.objects.filter(area__startswith="410325").values_list("pk", flat=True))
    for listed in (own[:2], own[1:3], own[1:3]):
        assert actions.keep_roll(kind="helped", name="包户", area="410325", households=listed, by=system).pk == roll.pk
        with within(system):
            assert set(roll.listed.values_list("household_id", flat=True)) == set(listed)
            assert Roll.objects.count() == len(world.rolls) + 1


EXPLAIN = """explain (analyze, costs off, timing off, summary off)
select count(*) from household where area >= '410325' and area < '410325:'"""


def test_a_reader_of_an_area_never_pays_for_the_rolls(world, actor):
    """The second arm of the union is not looked at for rows inside the first."""
    with within(actor("410325")), connection.cursor() as cursor:
        cursor.execute(EXPLAIN)
        assert "never executed" in "\n".join(line for (line,) in cursor.fetchall())
