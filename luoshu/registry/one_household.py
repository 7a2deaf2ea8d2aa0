"""What is stored of one household, as its page shows it: asked in one statement, since a page would ask for ten."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace

from luoshu.core import statements

from .models import Doubt
from .models import Household as HouseholdRow

# Household and closings by the reader's reach (`visible_to` in words of the database); the rest hangs on the household.
TOLD = f"""
with one as materialized (
  select id, county, area, code, head_name, group_name, status, main_cause, identified_year, answers_to from household
  where code = %(code)s and county = any (%(counties)s::text[]) and (area >= %(low)s and area < %(high)s
    or id in (select household_id from roll_household where roll_id = any (%(rolls)s::bigint[])))
  order by id limit 1)
select json_build_array(row_to_json(one),
(select json_agg(each) from (
  select closing_id, status, main_cause, people, members, income_per_head, met, failed, doubtful from verdict
  where household_id = one.id and closing_id = any (%(closings)s::bigint[])) each),
(select json_agg(each) from (
  select year, poverty_status, main_cause, members_reported, wage_income, business_income, business_cost,
    property_income, family_planning_benefit, minimum_living_benefit, five_guarantee_benefit, pension_benefit,
    ecological_compensation, other_transfer, donation_income, asset_sale_income, house_grade, house_tenure,
    water_minutes, is_water_piped, arable_land, source_row, entered_at, upload_id,
    (select row_to_json(upload) from (
      select file_name, loaded_by from upload where upload.id = household_year.upload_id) upload) as upload
  from household_year where household_id = one.id order by year) each),
(select json_agg(each) from (
  select id, code, name, sex, birth_on, relation, id_outcome from person
  where household_id = one.id order by relation is distinct from '01', code collate "C") each),
(select json_agg(each) from (
  select distinct on (person_id) person_id, health, labour, work_place, work_months, schooling, residence
  from person_year where person_id = any (array(select id from person where household_id = one.id))
    and (%(year)s::int is null or year <= %(year)s) order by person_id, year desc) each),
(select json_agg(each) from (
  select distinct on (person_id) person_id, joined_reason, until, left_reason from membership
  where household_id = one.id order by person_id, since desc nulls first) each),
(select json_agg(each) from (
  select helper.name, helper.unit_name from pairing join helper on helper.id = pairing.helper_id
  where pairing.household_id = one.id
    and (%(on)s::date is null or pairing.since <= %(on)s and (pairing.until is null or pairing.until >= %(on)s))
  order by pairing.since desc) each),
(select json_agg(each) from (
  select doubt.rule, doubt.text, doubt.year, (
    select row_to_json(person) from (
      select name, code from person where person.id = doubt.person_id) person) as person
  from doubt where doubt.household_id = one.id and doubt.state = '{Doubt.State.OPEN.value}'
  order by doubt.raised_at desc, doubt.id) each))::text
from one"""
READ_AS = {"birth_on": date, "until": date, "entered_at": datetime}


@dataclass(frozen=True)
class Household:
    """One household with its rows, cut to the columns that its page needs; a row's attributes are named as its columns.

    `verdicts` are those of the closings asked for, `years` its yearly records, the oldest first, with their uploads,
    `people` those of it now, the head first, `facts` of each person number those of the newest year up to the
    closing, `belongs` the newest membership of each, `helpers` those of the closing's day, `doubts` the open ones.
    """

    household: HouseholdRow
    verdicts: list
    years: list
    people: list
    facts: dict
    belongs: dict
    helpers: list
    doubts: list


def told(code, counties, actor, closing, closings) -> Household | None:
    """The household of that code in one of these counties, as of a closing (None: as of now).

    None unless the actor reaches it.
    """
    asked = {"code": code, "counties": list(counties), "low": actor.low, "high": actor.high, "rolls": list(actor.rolls)}
    asked |= {"closings": [each.id for each in closings]}
    asked |= {"year": closing and closing.year, "on": closing and closing.on}
    found = statements.rows(TOLD, asked)
    if not found:
        return None
    parts = json.loads(found[0][0], object_hook=_row)
    one, verdicts, years, people, facts, belongs, helpers, doubts = (part or [] for part in parts)
    return Household(_model(one), verdicts, years, people, _by_person(facts), _by_person(belongs), helpers, doubts)


def _model(one):
    """The household as its model: what else is wanted of it is fetched when asked for."""
    names = [field.attname for field in HouseholdRow._meta.concrete_fields if hasattr(one, field.attname)]
    return HouseholdRow.from_db("default", names, [getattr(one, name) for name in names])


def _by_person(rows):
    return {row.person_id: row for row in rows}


def _row(columns):
    for name in READ_AS.keys() & columns:
        if columns[name] is not None:
            columns[name] = READ_AS[name].fromisoformat(columns[name])
    return SimpleNamespace(**columns)
