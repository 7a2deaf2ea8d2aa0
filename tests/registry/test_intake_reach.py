"""Who may load what, what the lists show, and the roster."""

import pytest

from luoshu.core.errors import NotAllowed
from luoshu.core.scope import within
from luoshu.registry import actions, queries
from luoshu.registry.models import (
    Household,
    RosterHousehold,
)
from tests.registry.books import (
    HERE,
    NEXT,
    book,
    changes_since,
    last_act,
    number,
    put,
    spoilt,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["helper", "evaluator", "auditor"])
def test_only_those_who_keep_the_register_may_load(load, actor, role):
    with pytest.raises(NotAllowed):
        load(book(), by=actor("410324", role))


def test_a_township_cannot_write_to_another_ones_villages(load, actor, county):
    result = load(book(NEXT), by=actor(HERE[:9], "township_reviewer"))

    assert (result.accepted, result.held) == (0, 3)
    with within(county):
        assert Household.objects.count() == 0


@pytest.mark.parametrize("sheet", ["household", "person"])
def test_a_number_that_the_county_uses_elsewhere_holds_its_household_alone(load, actor, county, sheet):
    load(book(NEXT))
    here = book()
    old, new = number(2), number(2, NEXT)
    for rows in here.values():
        for row in rows:
            for title in ("户编号", "人编号") if sheet == "household" else ("人编号",):
                if row.get(title) and row[title].startswith(old):
                    row[title] = row[title].replace(old, new)

    result = load(here, by=actor(HERE[:9], "township_reviewer"))

    assert (result.accepted, result.held) == (2, 1)
    held = result.checked.faults.filter(severity="must")
    assert set(held.select("rule", "field").rows()) >= {("M27", f"{sheet}_code")}
    assert "本县别处已经使用" in held["problem"][0]
    with within(county):
        assert Household.objects.filter(area=HERE).count() == 2
        assert Household.objects.filter(area=NEXT).count() == 3


def test_the_county_itself_moves_a_household_by_its_number(load, county):
    load(book(NEXT))
    moved = book(NEXT)
    for row in [*moved["household"], *moved["village"]]:
        row["行政村代码"] = HERE

    assert (load(moved).accepted, load(moved).changed_rows) == (3, 0)
    with within(county):
        assert Household.objects.filter(area=HERE).count() == 3


def test_progress_and_log_name_the_phases(load, tmp_path, monkeypatch):
    monkeypatch.setenv("LUOSHU_PHASE_LOG", str(tmp_path / "phases"))
    told = []

    load(book(), progress=lambda phase, done, total: told.append((phase, done, total)))

    logged = [line.split()[2] for line in (tmp_path / "phases").read_text().splitlines()]
    assert logged == [phase for phase, _, _ in told]
    order = ["reading", "checking", "staging", "inserting", "updating", "committing", "replying"]
    assert list(dict.fromkeys(logged)) == order
    assert all(0 <= done < total for _, done, total in told)


ROSTER = [
    {"底册编号": f"R{n}", "行政村代码": HERE, "村民组": "一组", "户主姓名": f"农户{n}", "家庭人口数": "4"}
    for n in range(5)
]


def test_the_roster_goes_in_and_twice_changes_nothing(tmp_path, inside):
    path = written(tmp_path / "roster", {"roster": ROSTER})
    actions.load_roster(path=path, by=inside)
    before = last_act()

    actions.load_roster(path=path, by=inside)

    assert (RosterHousehold.objects.count(), changes_since(before)) == (5, 0)


def test_lists_are_filtered(load, inside):
    load(put(book(), "household", 1, "联系电话", "123"))
    load(put(spoilt(), "household", 1, "联系电话", "123"))

    def codes(**filters):
        return [h.code for h in queries.households(inside, **filters)]

    every = [number(n) for n in (1, 2, 3)]
    assert codes() == codes(area=HERE[:9]) == codes(status="0") == codes(cause="07", year=2016) == every
    assert codes(area=NEXT) == codes(status="1") == codes(year=2015) == []
    assert codes(doubt="D10") == [number(1)]
    assert (codes(held=True), codes(search="户主3"), codes(search=number(2))) == ([number(2)], [number(3)], [number(2)])


def test_a_neighbour_sees_nothing_of_it(load, actor):
    load(spoilt())
    neighbour = actor("410325")

    with within(neighbour):
        seen = [queries.households(neighbour), queries.held(neighbour), queries.uploads(neighbour)]
        assert [rows.count() for rows in seen] == [0, 0, 0]
        assert queries.household(neighbour, number(1)) is None


def test_an_external_figure_recorded_again_is_replaced(system):
    facts = {"name": "人均可支配收入", "unit": "元", "source": "统计公报", "as_of": "2016-12-31", "area": "41"}
    actions.record_external_figure(value=1, by=system, **facts)
    figure = actions.record_external_figure(value=2, by=system, **facts)

    figure.refresh_from_db()
    assert figure.value == 2
