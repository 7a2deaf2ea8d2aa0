"""Migration operations that put a table under the two guards: row-level security and the change log.

`Logged` leaves a row in `change` for each row written, whichever way it came; `Guarded` adds row-level security.
A table's first migration carries one of them. A new column list is a new version, never a changed one.
"""

from django.db.migrations.operations.base import Operation

APP = "luoshu_app"
# The digest must not hang on what the session has set.
FIXED = "set timezone = 'UTC' set datestyle = 'ISO, MDY' set intervalstyle = 'postgres' set bytea_output = 'hex'"
FIXED += " set extra_float_digits = 1 set search_path = public, pg_temp"
# A plan kept from the update of one row must not join two tables of a hundred thousand by nested loops.
FIXED += " set enable_nestloop = off"

FUNCTION = """
create or replace function log_{table}_{verb}() returns trigger language plpgsql security definer {fixed} as $$
declare act bigint := luoshu_act();
begin
  {body}
  return null;
end $$;
revoke execute on function log_{table}_{verb}() from public;
drop trigger if exists log_{verb} on {table};
create trigger log_{verb} after {verb} on {table} {referencing} for each statement
  execute function log_{table}_{verb}();
"""
INTO = """insert into change (act_id, table_name, row_id, household_id, county, area, op, digest, before, version)
  select act, '{table}', """
INSERTED = (
    INTO + "n.id, {new_household}, left({new_area}, 6), {new_area}, 'I', {digest}, null, {version} from new_rows n;"
)
DELETED = (
    INTO + "o.id, {old_household}, left({old_area}, 6), {old_area}, 'D', null, to_jsonb(o), {version} from old_rows o;"
)
UPDATED = (
    """if exists (select from old_rows o where not exists (select from new_rows n where n.id = o.id)) then
    raise exception 'the id of a row is for ever' using errcode = '42501';
  end if;
  """
    + INTO
    + "n.id, {new_household}, left({new_area}, 6), {new_area}, 'U', {digest}, to_jsonb(o), {version}"
    + " from new_rows n join old_rows o on o.id = n.id where o is distinct from n;"
)
VERBS = (
    ("insert", "referencing new table as new_rows", INSERTED),
    ("update", "referencing old table as old_rows new table as new_rows", UPDATED),
    ("delete", "referencing old table as old_rows", DELETED),
)
TRUNCATE = """
drop trigger if exists log_truncate on {table};
create trigger log_truncate before truncate on {table} for each statement execute function luoshu_no_truncate();
grant select, insert, update, delete on {table} to {app};
"""
GUARD = """
alter table {table} enable row level security;
alter table {table} force row level security;
drop policy if exists inside on {table};
create policy inside on {table} using ({area} >= (select luoshu_low()) and {area} < (select luoshu_high()){listed});
alter table {table} drop constraint if exists {table}_id_county;
alter table {table} add constraint {table}_id_county unique (id, county);
"""
# The other arm of the union: households on one of the actor's rolls, looked up in a hash that is made when needed.
LISTED = """
  or {household} in (select on_roll.household_id from roll_household on_roll
    where on_roll.roll_id = any ((select luoshu_rolls())::bigint[]))"""
ON_ROLL = "\n  or {roll} = any ((select luoshu_rolls())::bigint[])"
UNDO = """
drop trigger if exists log_insert on {table};
drop trigger if exists log_update on {table};
drop trigger if exists log_delete on {table};
drop trigger if exists log_truncate on {table};
drop function if exists log_{table}_insert(), log_{table}_update(), log_{table}_delete();
"""
UNGUARD = """
drop policy if exists inside on {table};
alter table {table} no force row level security;
alter table {table} disable row level security;
"""


def guard(table, area="area", household=None, or_roll=None):
    """The statements that put a table under row-level security: by area, or by roll.

    `household`: the column of the household that a roll may list; `or_roll`: the column that says which roll it is.
    """
    listed = LISTED.format(household=household) if household else ""
    listed += ON_ROLL.format(roll=or_roll) if or_roll else ""
    return GUARD.format(table=table, area=area, listed=listed)


class Logged(Operation):
    """Statement-level triggers write `change`. `digest`: the columns, in order, that version `version` seals.

    `area`: the column that says whose row it is (None: everybody's). `household`: the column of its household, if any.
    """

    reversible = True

    def __init__(self, table, digest, version=1, household=None, area="area"):
        self.table, self.digest, self.version = table, tuple(digest), version
        self.household, self.area = household, area

    def state_forwards(self, app_label, state):
        """The models do not change."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(self.sql(), params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(self.undo().format(table=self.table), params=None)

    def describe(self):
        return f"Guard {self.table} (digest version {self.version})"

    def sql(self):
        """The statements that put the table under guard; running them twice changes nothing."""
        words = self._words()
        triggers = [
            FUNCTION.format(verb=verb, referencing=referencing, body=body.format(**words), **words)
            for verb, referencing, body in VERBS
        ]
        return "".join(triggers) + TRUNCATE.format(**words)

    def _words(self):
        row = ", ".join(f"n.{column}" for column in self.digest)
        words = {"table": self.table, "version": self.version, "app": APP, "fixed": FIXED}
        words["digest"] = f"sha256(convert_to(row({row})::text, 'UTF8'))"
        for name, letter in (("new", "n"), ("old", "o")):
            words[f"{name}_area"] = f"{letter}.{self.area}" if self.area else "'0'"
            words[f"{name}_household"] = f"{letter}.{self.household}" if self.household else "null::bigint"
        return words

    def undo(self):
        return UNDO


class Guarded(Logged):
    """`Logged`, and row-level security (also for the owner): by area or, where `household` is given, by roll."""

    def sql(self):
        return super().sql() + guard(self.table, self.area, self.household)

    def undo(self):
        return UNGUARD + UNDO
