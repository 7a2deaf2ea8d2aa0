"""Bonds between tables, checked a statement at a time: what a foreign key of (column, county) would check row by row.

A foreign key looks its row up and locks it for each row, which is a third of an intake. Here one join answers for the
whole statement, and nothing needs to be locked, because rows that others point to neither go nor change county.
"""

from django.db.migrations.operations.base import Operation

# A look at the whole table, whoever writes, as a foreign key's.
EVERYWHERE = "set search_path = public, pg_temp set luoshu.low = '0' set luoshu.high = ':' set luoshu.rolls = '{}'"
EVERYWHERE += " set enable_seqscan = off set enable_bitmapscan = off"
# Each row looks its own up by its id alone, which takes a microsecond whatever the statement writes and however large
# the table is. Asked for a join, or for id and county, the planner may read whole tables or whole counties, as it knows
# nothing yet of a hundred thousand new rows.
BOND = """
  if exists (select from new_rows n where n.{column} is not null and
    (select t.county from {target} t where t.id = n.{column}) is distinct from n.county) then
    raise exception '{table}_{column}_same_county: no such {target} in the county'
      using errcode = '23503', table = '{table}', constraint = '{table}_{column}_same_county';
  end if;"""
BOUND = """
create or replace function bound_{table}() returns trigger language plpgsql security definer {everywhere} as $$
begin{bonds}
  return null;
end $$;
revoke execute on function bound_{table}() from public;
create trigger bound_insert after insert on {table} referencing new table as new_rows for each statement
  execute function bound_{table}();
create trigger bound_update after update on {table} referencing new table as new_rows for each statement
  execute function bound_{table}();
"""
UNBOUND = """
drop trigger bound_insert on {table};
drop trigger bound_update on {table};
drop function bound_{table}();
"""
# As sets, not joined: a plan of the first statement, of few rows, would compare each row of a large one with each.
KEPT = """
create or replace function kept_{table}() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'rows of {table} stay: others point to them' using errcode = '23503';
  end if;
  if exists (select id, county from new_rows except select id, county from old_rows) then
    raise exception 'the county of a row of {table} is for ever' using errcode = '23503';
  end if;
  return null;
end $$;
create trigger kept_delete before delete on {table} for each statement execute function kept_{table}();
create trigger kept_update after update on {table} referencing old table as old_rows new table as new_rows
  for each statement execute function kept_{table}();
"""
UNKEPT = """
drop trigger kept_delete on {table};
drop trigger kept_update on {table};
drop function kept_{table}();
"""


class Bound(Operation):
    """Each row's `columns` (column, target table) point to a row of the same county, or to nothing where null."""

    reversible = True

    def __init__(self, table, columns):
        self.table, self.columns = table, tuple(columns)

    def state_forwards(self, app_label, state):
        """The models do not change."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        bonds = "".join(BOND.format(table=self.table, column=column, target=to) for column, to in self.columns)
        schema_editor.execute(BOUND.format(table=self.table, bonds=bonds, everywhere=EVERYWHERE), params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(UNBOUND.format(table=self.table), params=None)

    def describe(self):
        return f"Bind the rows of {self.table}"


class Kept(Operation):
    """Rows of a table that others point to: never deleted, never moved to another county."""

    reversible = True

    def __init__(self, table):
        self.table = table

    def state_forwards(self, app_label, state):
        """The models do not change."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(KEPT.format(table=self.table), params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(UNKEPT.format(table=self.table), params=None)

    def describe(self):
        return f"Keep the rows of {self.table}"
