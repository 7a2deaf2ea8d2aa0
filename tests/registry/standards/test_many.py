"""A county's exits at once: the standard asked of thousands, and their exit decided, say what one by one says."""

import datetime as dt

import pytest
from django.db import connection

from luoshu.core.scope import within
from luoshu.registry.models import Household, HouseholdDecision, HouseholdYear, Person, PersonYear
from luoshu.registry.standards import queries, requirements
from tests.registry.life.deciding import decided, insured, opened
from tests.scale import scale
from tests.web import little

ON = dt.date(2017, 12, 31)
MANY = scale(300, 15_000)
COPIES = """
insert into household ({household}, code) select {of_household}, 'N' || lpad(n::text, 6, '0') from household s,
  generate_series(1, {many}) n where s.id = {id};
insert into household_year ({year}, household_id, water_litres) select {of_year}, h.id,
  case when h.id % 10 = 0 then null else 60 end from household_year s, household h
  where s.household_id = {id} and s.year = 2017 and h.code like 'N%';
insert into person ({person}, code, household_id) select {of_person}, h.code || s.relation, h.id
  from person s, household h where s.household_id = {id} and h.code like 'N%';
insert into membership (county, area, person_id, household_id, since) select county, area, id, household_id,
  date '2014-01-01' from person where code like 'N%';
insert into person_year ({person_year}, person_id, household_id) select {of_person_year}, p.id, p.household_id
  from person_year s join person o on o.id = s.person_id join person p on p.relation = o.relation
  where s.year = 2017 and o.household_id = {id} and p.code like 'N%'
"""


def columns(name, model, *without):
    """The columns of a table to fill, and the same of the row `s` they come from."""
    every = [f.column for f in model._meta.local_fields if f.column not in ("id", *without)]
    return {name: ", ".join(every), f"of_{name}": ", ".join(f"s.{each}" for each in every)}


def multiply(household):
    """So many households alike in everything but the water of each tenth."""
    told = columns("household", Household, "code") | columns("year", HouseholdYear, "household_id", "water_litres")
    told |= columns("person", Person, "code", "household_id")
    told |= columns("person_year", PersonYear, "person_id", "household_id")
    with connection.cursor() as cursor:
        for query in COPIES.format(**told, id=household.pk, many=MANY).split(";\n"):
            cursor.execute(query)


@pytest.fixture
def many(db, system):
    """The households, as cases of exit."""
    with within(system):
        little.make(system)
        insured(system)
        with little.acting("test.many", system):
            multiply(Household.objects.get(head_name="王改花"))
        yield list(Household.objects.filter(code__startswith="N").order_by("id"))


def test_thousands_say_what_each_says_and_exit_together(many, system, capsys):
    start = little.clock.now()
    outcomes = requirements.of_households("household_exit", [each.pk for each in many], ON, 2017)
    asked = little.clock.now()

    assert len(outcomes) == MANY
    assert {each.pk for each in many if outcomes[each.pk].outcome is None} == {e.pk for e in many if e.pk % 10 == 0}
    for each in many[:: MANY // 20]:
        assert outcomes[each.pk].outcome is queries.household_list(each, ON).outcome

    out = [each for each in many if outcomes[each.pk].outcome]
    cases = [opened("household_exit", each, by=system) for each in out[:20]]
    by_household = {case.household_id: case for case in cases}
    decided(cases, "exit", system)
    assert set(HouseholdDecision.objects.values_list("household", flat=True)) == set(by_household)
    assert set(HouseholdYear.objects.filter(household__in=by_household).values_list("exited_year", flat=True)) == {2017}
    with capsys.disabled():
        print(f"\n{MANY} households asked in {(asked - start).total_seconds():.2f} s")
