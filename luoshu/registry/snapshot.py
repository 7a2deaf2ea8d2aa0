"""What a closing takes from the register: three queries, one row per household, person and village.

No name, document number, phone, account or health text is taken: pages join them under the reader's scope.
"""

import io

import polars as pl
from django.db import connection

from luoshu.policy.fields import sheet

TABLES = ("households", "people", "villages")
LOCKED = (
    "household",
    "household_year",
    "person",
    "person_year",
    "membership",
    "village",
    "village_year",
    "pairing",
    "helper",
)
# Under row-level security the planner takes any range for a single row and would join by nested loops.
WHOLE_TABLES = "set local enable_nestloop = off; set local work_mem = '256MB'"
TYPES = {
    "text": pl.String,
    "code": pl.String,
    "bool": pl.Boolean,
    "int": pl.Int64,
    "year": pl.Int64,
    "money": pl.Int64,
    "measure": pl.Int64,
    "date": pl.Date,
}
FEW = 5000  # households up to which each looks its own rows up, whatever the transaction did before
PART = "set local enable_nestloop = on"
MEMBER = "(since is null or since <= '{on}') and (until is null or until > '{on}')"
# Whose telephone other households have too: it has no index, so it is asked of everybody at once or not at all.
PHONES = """,
        shared as (select phone_index from person where phone_index is not null
                   group by 1 having count(distinct household_id) > 1)"""
JOINED_PHONES = "left join shared s on s.phone_index = p.phone_index"
IS_SHARED = "case when p.phone_index is not null then s.phone_index is not null end"
# Known of an earlier year still holds: a household stays on the register as it last stood.
LASTING = ("poverty_status", "exited_year", "main_cause", "other_cause_1", "other_cause_2")


def _fields(name, *keep):
    return [f for f in sheet(name).fields if f.keep in keep and not f.personal]


def _schema(fields, **more):
    return {f.name: TYPES[f.type] for f in fields} | more


def _year_columns(name, skip=()):
    return [f"y.{f.name}" for f in _fields(name, "year") if f.name not in ("year", *skip)]


def _own(among, column="household_id"):
    """The condition that a row is about one of these households (ids), if not about any."""
    return "" if among is None else f" and {column} = any('{{{','.join(str(int(n)) for n in among)}}}'::bigint[])"


def households(on, year, among=None):
    """Every household registered by `year`, with its facts of that year: `on` decides which pairings are valid.

    A household without a member left has been removed or has ended (清退、整户自然销户) and is not on it.
    """
    own = _own(among)
    poor = "in (select id_index from person where id_index is not null)"
    poor = poor if among is None else "= any(array(select q.id_index from person q where q.id_index = h.id_index))"
    lasting = [f"coalesce(y.{c}, l.{c}) as {c}" for c in LASTING]
    columns = ["h.id as household_id", "h.county::text", "h.area", "h.code as household_code", f"{year} as year"]
    columns += [
        "h.area as village_code",
        "h.group_name",
        "h.bank_name",
        "h.identification_standard",
        "h.identified_year",
    ]
    columns += [*lasting, *_year_columns("household", LASTING)]
    columns += ["v.is_water_short", "case when k.county is not null then p.household_id is not null end as has_helper"]
    columns += ["case when p.household_id is not null then p.is_poor end as helper_is_poor"]
    query = f"""
        with latest as (
            select distinct on (household_id) household_id, {", ".join(LASTING)} from household_year
            where year <= {year}{own} order by household_id, year desc),
        valid as (
            select household_id, bool_or(h.id_index {poor}) as is_poor
            from pairing join helper h on h.id = pairing.helper_id
            where since <= '{on}' and (until is null or until >= '{on}'){own} group by 1),
        known as (select distinct county from pairing),
        peopled as (select distinct household_id from membership where {MEMBER.format(on=on)}{own})
        select {", ".join(columns)} from latest l join household h on h.id = l.household_id
        left join household_year y on y.household_id = h.id and y.year = {year}
        left join village_year v on v.area = h.area and v.year = {year}
        left join valid p on p.household_id = h.id left join known k on k.county = h.county
        join peopled m on m.household_id = h.id where true{_own(among, "h.id")}"""
    schema = {"household_id": pl.Int64, "county": pl.String, "area": pl.String}
    schema |= _schema(_fields("household", "fixed", "year"))
    return query, schema | dict.fromkeys(("is_water_short", "has_helper", "helper_is_poor"), pl.Boolean)


def people(on, year, among=None):
    """Every member on the day `on` of a household registered by `year`, with the facts of that year.

    Of a few households it stays unknown whether others have their telephone, which only a closing's doubts ask.
    """
    own = _own(among)
    phones, joined, is_shared = (PHONES, JOINED_PHONES, IS_SHARED) if among is None else ("", "", "null")
    theirs = f"id_index = any(array(select id_index from person where id_index is not null{own}))"
    columns = ["p.id as person_id", "m.household_id", "p.county::text", "p.area", "h.code as household_code"]
    columns += [
        "p.code as person_code",
        f"{year} as year",
        "p.sex",
        "p.id_kind",
        "p.birth_on",
        "p.relation",
        "p.ethnicity",
    ]
    columns += ["m.since as joined_on", "m.joined_reason", "m.until as left_on", "m.left_reason"]
    columns += _year_columns("person")
    columns += ["case p.id_outcome when 'valid' then true when 'faulty' then false end as id_is_valid"]
    columns += ["case when p.id_index is not null then d.id_index is not null end as is_duplicated"]
    columns += [f"{is_shared} as shares_phone"]
    columns += ["y1.schooling as schooling_last_year", "y2.schooling as schooling_two_years_ago"]
    query = f"""
        with registered as (select distinct household_id from household_year where year <= {year}{own}),
        twice as (select id_index from person where {theirs if own else "id_index is not null"}
                  group by 1 having count(*) > 1){phones}
        select {", ".join(columns)} from membership m
        join registered r on r.household_id = m.household_id
        join person p on p.id = m.person_id join household h on h.id = m.household_id
        left join person_year y on y.person_id = p.id and y.year = {year}
        left join person_year y1 on y1.person_id = p.id and y1.year = {year - 1}
        left join person_year y2 on y2.person_id = p.id and y2.year = {year - 2}
        left join twice d on d.id_index = p.id_index {joined}
        where {MEMBER.format(on=on)}{_own(among, "m.household_id")}"""
    schema = {"person_id": pl.Int64, "household_id": pl.Int64, "county": pl.String, "area": pl.String}
    schema |= _schema(_fields("person", "fixed", "membership", "year"))
    schema |= dict.fromkeys(("id_is_valid", "is_duplicated", "shares_phone"), pl.Boolean)
    return query, schema | dict.fromkeys(("schooling_last_year", "schooling_two_years_ago"), pl.String)


def villages(on, year, among=None):
    """Every village the register has heard of, with its facilities of `year` and the size of its roster."""
    columns = ["v.county::text", "v.area", "v.area as village_code", f"{year} as year"]
    columns += [*_year_columns("village"), "r.households as roster_households", "r.people as roster_people"]
    query = f"""
        with r as (select area, count(*) as households, sum(size) as people from roster_household group by 1)
        select {", ".join(columns)} from village v
        left join village_year y on y.village_id = v.id and y.year = {year} left join r on r.area = v.area"""
    schema = {"county": pl.String, "area": pl.String} | _schema(_fields("village", "fixed", "year"))
    return query, schema | {"roster_households": pl.Int64, "roster_people": pl.Int64}


QUERIES = {"households": households, "people": people, "villages": villages}


def lock():
    """Wait for imports in progress and hold new ones back until the cut is made: all three tables tell one moment."""
    with connection.cursor() as cursor:
        cursor.execute(f"lock table {', '.join(LOCKED)} in share mode")


def newest_year(on):
    """The newest collection year on the register up to `on`, or None."""
    with connection.cursor() as cursor:
        cursor.execute("select max(year) from household_year where year <= %s", [on.year])
        return cursor.fetchone()[0]


def frame(table, on, year, among=None):
    """One table of the closing as a frame with the dictionary's types; of the households `among` (ids) alone if given.

    Of a few it reads only theirs: one household on a page is cut as a closing would cut it, but for telephones.
    """
    query, schema = QUERIES[table](on, year, among)
    buffer = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.execute(WHOLE_TABLES if among is None or len(among) > FEW else PART)
    with connection.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout (format csv, header)") as copy:
        for block in copy:
            buffer.write(block)
    buffer.seek(0)
    text = {name: pl.String if kind in (pl.Boolean, pl.Date) else kind for name, kind in schema.items()}
    read = pl.read_csv(buffer, schema_overrides=text, null_values=[""])
    return read.select(_typed(name, kind) for name, kind in schema.items())


def _typed(name, kind):
    if kind == pl.Boolean:
        return (pl.col(name) == "t").alias(name)
    return pl.col(name).str.to_date("%Y-%m-%d") if kind == pl.Date else pl.col(name)
