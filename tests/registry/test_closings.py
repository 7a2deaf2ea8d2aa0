"""A closing is sealed, judged, explained and recounted; nothing personal is in it."""

from datetime import date

import polars as pl
import pytest

from luoshu.config import terminal
from luoshu.core import clock
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.scope import within
from luoshu.policy.fields import SHEETS, sheet
from luoshu.registry import closings, explanations, figures, judging, lists, verification
from luoshu.registry.actions import close_register, judge_closing, keep_roll
from luoshu.registry.counts import VILLAGES
from luoshu.registry.models import Closing, Figure, Household, HouseholdYear, Verdict
from tests.web import little


@pytest.fixture
def made(db, system):
    """The little register, closed and judged at two year ends."""
    with within(system):
        yield little.make(system)


def test_explaining_tells_what_the_judge_stored(made, system):
    for closing in made:
        for verdict in Verdict.objects.filter(closing=closing):
            told = explanations.at(verdict.household, closing, system)
            checks = [c for c in told.checks if c.kind == "check"]
            assert {c.name: c.outcome for c in checks} == {
                c: explanations.stored_outcome(told, c) for c in closing.checks
            }
            assert told.verdict.net_income == next(c.outcome for c in told.checks if c.name == "net_income")


def test_the_command_prints_each_check_with_its_outcome_clause_and_source(made, system, capsys):
    household = Household.objects.get(head_name="张守田")
    terminal.explain_household(household.code, None)
    printed = capsys.readouterr().out
    assert "[不达标] 住房安全有保障" in printed
    assert "依据：" in printed
    assert "来源：" in printed
    assert "房屋等级：D级" in printed


@pytest.mark.parametrize("harm", ["one byte", "gone", "manifest"])
def test_judging_refuses_a_closing_that_was_touched(made, system, harm):
    closing = made[-1]
    path = closings.folder_of(closing) / ("manifest.json" if harm == "manifest" else "households/410325.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink() if harm == "gone" else path.write_bytes(content)

    with pytest.raises(NotPossible, match="清单" if harm == "manifest" else "households/410325.parquet"):
        judge_closing(closing=closing, by=system)
    assert not verification.run(system).sound


def test_nothing_personal_is_in_a_closing(made):
    personal = {f.name for name in SHEETS for f in sheet(name).fields if f.personal}
    for table in ("households", "people", "villages"):
        frame = closings.scan(made[-1], table).collect()
        words = {str(v) for column in frame.iter_columns() if column.dtype == pl.String for v in column.drop_nulls()}
        assert personal.isdisjoint(frame.columns)
        assert not any(family[0] in word for family in little.FAMILIES for word in words)


def test_a_closing_stays_as_it_was_when_the_register_goes_on(made, system):
    before = judging.judged_frames(made[-1])[0]
    year = HouseholdYear.objects.filter(year=2017).first()
    with little.acting("test.change", system):
        HouseholdYear.objects.filter(id=year.id).update(house_grade="4", wage_income=0)
    again = close_register(on=made[-1].on, replaces=made[-1], by=system)

    assert judging.judged_frames(made[-1])[0].equals(before)
    assert again.digest != made[-1].digest
    assert closings.latest(system) == made[-1], "a closing is shown once it is judged"
    judge_closing(closing=again, by=system)
    assert closings.latest(system) == again


@pytest.mark.parametrize(("on", "said"), [(date(2013, 12, 31), "没有任何年度"), (date(2999, 1, 1), "还没有到")])
def test_a_day_without_records_or_yet_to_come_is_refused(made, system, on, said):
    with pytest.raises(NotPossible, match=said):
        close_register(on=on, by=system)


def test_only_the_city_closes(made, actor):
    with pytest.raises(NotAllowed):
        close_register(on=date(2017, 12, 31), by=actor("410325"))


def test_every_figure_is_what_its_list_holds(made, system):
    closing = made[-1]
    for area in ("4103", "410325", "410328", little.HERE[:9], little.HERE, little.THERE):
        stored = figures.of(closing, area, system)
        for name, count in judging.defined(closing, closing.doubts).items():
            rows = lists.verdicts(closing, system, area, count.where)
            listed = rows.count() if count.of == "households" else sum(getattr(row, count.of) for row in rows)
            assert stored[name] == listed, (area, name)


def test_a_figure_is_the_sum_of_those_below(made, system):
    closing, levels = made[-1], ("4103", "410325", little.HERE[:9])
    for area in levels:
        below = figures.children(closing, area, system).values()
        names = {name for child in below for name in child}
        assert names
        assert {n: figures.of(closing, area, system)[n] for n in names} == {n: sum(c[n] for c in below) for n in names}
    assert set(VILLAGES) & set(figures.of(closing, "4103", system))


def test_verify_finds_a_figure_that_is_gone(made, system):
    assert verification.run(system).sound
    Figure.objects.filter(closing=made[-1], name="poor_people", area="410325").delete()
    found = verification.run(system)
    assert not found.sound
    assert any("1 个对不上" in line for line in found.lines)


def test_others_see_their_part_only(made, actor, system):
    county = actor("410328", "county_director")
    with within(county):
        seen = set(Verdict.objects.filter(closing=made[-1]).values_list("area", flat=True))
        assert seen == {little.ABROAD}
        assert set(Figure.objects.values_list("county", flat=True)) == {"410328"}
        assert Closing.objects.count() == len(made)
    own = Household.objects.visible_to(actor("410325")).first()
    roll = keep_roll(kind="helped", name="包户", area="410325", households=[own.id], by=system)
    helper = actor("410325", "helper", rolls=[roll.pk])
    with within(helper):
        assert Verdict.objects.get(closing=made[-1]).household_id == own.id
        assert Figure.objects.count() == 0


def test_a_household_whose_members_have_left_is_not_on_it(made, system):
    household = Household.objects.get(head_name="赵国强")
    with little.acting("test.change", system):
        household.memberships.update(until=date(2017, 6, 1))
    again = judge_closing(closing=close_register(on=date(2017, 12, 31), by=system), by=system)
    assert not Verdict.objects.filter(closing=again, household=household).exists()
    assert Verdict.objects.filter(closing=made[0], household=household).exists()
    assert clock.now() >= again.judged_at
