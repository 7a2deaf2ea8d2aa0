"""Faults as somebody might make them in Luoshu's guards, each with the test that must turn red: checkers, checked."""

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Fault:
    """One planted fault: a piece of SQL run after the tables are made, or a value put in place of another."""

    name: str
    test: str
    sql: str = ""
    target: str = ""  # module:attribute, or module:Class.attribute
    value: object = None

    def plant(self):
        """Put the value in its place."""
        module, _, path = self.target.partition(":")
        owner = import_module(module)
        *inner, last = path.split(".")
        for each in inner:
            owner = getattr(owner, each)
        setattr(owner, last, self.value)


def yes(*_, **__):
    return True


def nothing(*_, **__):
    return None


def same(value, *_, **__):
    return value


def in_full(*_, **__):
    from luoshu.registry.visibility import FULL

    return FULL


def endless(*_, **__):
    return 10**9


def for_the_session(connection, values):
    """SET in place of SET LOCAL."""
    from luoshu.core.scope import SETTINGS

    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"set_config('{name}', %s, false)" for name in SETTINGS), list(values))


def everything(rows, actor):
    return rows.all()


def all_listed(rolls):
    from luoshu.core.models import RollHousehold

    return RollHousehold.objects.values("household_id")


FAIL_OPEN = """
create or replace function luoshu_low() returns text stable parallel safe language sql as
  $$ select coalesce(nullif(current_setting('luoshu.low', true), ''), '0') $$;
create or replace function luoshu_high() returns text stable parallel safe language sql as
  $$ select coalesce(nullif(current_setting('luoshu.high', true), ''), ':') $$;
"""
ANY_ACT = """
create or replace function luoshu_act() returns bigint stable language sql as
  $$ select nullif(current_setting('luoshu.act', true), '')::bigint $$;
"""
NO_ROLLS = """
alter policy inside on person_year using (area >= (select luoshu_low()) and area < (select luoshu_high()))"""
ROLLS = "tests/registry/test_rolls.py::test_either_wall_alone_shows_the_union"
BINDS = "tests/registry/test_rolls.py::test_the_database_binds_a_listed_household_to_its_county"
CHANGES = "tests/core/test_changes.py::"
SCOPE = "tests/core/test_scope.py::"
SECRETS = "tests/core/test_secrets.py::"
PASSWORDS = "tests/core/test_passwords.py::"
QUOTA = "tests/core/exports/test_exports.py::test_beyond_the_quota_a_reason_and_another_persons_release_are_needed"
LOG = "tests/core/log/"
WALKS = "tests/core/cases/test_walks.py::"
TABLE = "tests/core/cases/test_table.py::"
SECRECY = "tests/core/cases/test_secrecy.py::"

FAULTS = (
    # the second wall
    Fault("a policy lets all pass", ROLLS, sql="alter policy inside on person using (true)"),
    Fault("a policy is dropped", ROLLS, sql="drop policy inside on household_year"),
    Fault("row-level security is off", ROLLS, sql="alter table membership disable row level security"),
    Fault("a policy forgets the rolls", ROLLS, sql=NO_ROLLS),
    Fault("the owner is not held", f"{SCOPE}test_owner_is_under_row_level_security_too",
          sql="alter table posting no force row level security"),
    Fault("without a scope all is shown", f"{SCOPE}test_connection_without_scope_is_refused", sql=FAIL_OPEN),
    Fault("SET instead of SET LOCAL", f"{SCOPE}test_the_next_user_of_the_connection_reaches_nothing",
          target="luoshu.core.scope:_write", value=for_the_session),
    Fault("sealed acts are shown", f"{CHANGES}test_act_above_is_read_below_and_a_sealed_one_by_its_maker_only",
          sql="alter policy inside on act using (true)"),
    Fault("a view of the owner's", "tests/core/test_database.py::test_no_view_passes_by_row_level_security",
          sql="create view everyone as select * from person; grant select on everyone to luoshu_app"),
    Fault("a bond is gone", "tests/registry/test_models.py::test_a_person_cannot_point_to_another_county",
          sql="drop trigger bound_insert on person"),
    # the first wall
    Fault("the first wall is open", ROLLS, target="luoshu.core.scope:ScopedQuerySet.visible_to", value=everything),
    Fault("any roll will do", ROLLS, target="luoshu.core.scope:households_on", value=all_listed),
    # history and log
    Fault("a table is not logged", f"{CHANGES}test_insert_leaves_a_change",
          sql="alter table posting disable trigger log_insert"),
    Fault("any act counts", f"{CHANGES}test_act_of_another_transaction_does_not_count", sql=ANY_ACT),
    Fault("the log may be written", f"{LOG}test_sequencing.py::test_the_application_cannot_touch_the_log",
          sql="grant insert, update, delete, truncate on log_leaves, log_node, log_checkpoint to luoshu_app"),
    Fault("the sequencer does not wait", f"{LOG}test_sequencing.py::test_writers_with_long_transactions_lose_nothing",
          target="luoshu.core.log.sequencing:is_settled", value=yes),
    Fault("a put-back log is signed", f"{LOG}test_checkpoints.py::test_a_database_put_back_is_not_signed",
          target="luoshu.core.log.checkpoints:check_continues", value=nothing),
    # secrets and files
    Fault("nothing is bound to its place", f"{SECRETS}test_value_moved_elsewhere_is_refused",
          target="luoshu.core.secrets:_place", value=lambda table, column: b""),
    Fault("a nonce comes again", f"{SECRETS}test_no_nonce_comes_twice",
          target="luoshu.core.secrets:randomness.token_bytes", value=bytes),
    Fault("numbers are not masked", "tests/core/test_masking.py::test_mask_hides_over_a_third_and_keeps_the_length",
          target="tests.core.test_masking:mask", value=lambda data, value: value),
    # people and permissions
    Fault("everybody may all", "tests/core/test_permissions.py::test_a_permission_is_held_by_exactly_those_roles",
          target="luoshu.core.permissions:may", value=yes),
    Fault("whoever manages may appoint themselves", "tests/core/test_postings.py::test_nobody_appoints_oneself",
          target="luoshu.core.policies:check_can_appoint", value=nothing),
    Fault("all is shown to all", "tests/registry/test_visibility.py::test_a_role_sees_of_a_class_what_the_matrix_says",
          target="luoshu.registry.visibility:sees", value=in_full),
    Fault("guesses are not counted", f"{PASSWORDS}test_five_tries_in_a_quarter_of_an_hour_from_one_place",
          target="luoshu.core.tries:count", value=yes),
    Fault("a code is taken again", f"{PASSWORDS}test_a_code_is_taken_once_and_no_earlier_one_after_it",
          target="luoshu.core.second_factor:_accept_app", value=yes),
    Fault("a formula stays one", "tests/web/test_exports.py::test_no_string_becomes_a_formula_in_a_list",
          target="luoshu.web.exports:plain", value=same),
    Fault("what has left is not counted", QUOTA, target="luoshu.core.exports.kept:left_today", value=endless),
    Fault("rolls are handed on", "tests/core/test_postings.py::test_nobody_hands_on_a_roll_out_of_their_reach",
          target="luoshu.core.policies:check_reaches_rolls", value=nothing),
    # cases
    Fault("a term is not waited for", f"{WALKS}test_the_term_must_pass_and_be_proved",
          target="luoshu.core.cases.engine:_term", value=nothing),
    Fault("who proposes approves", f"{WALKS}test_nobody_approves_what_they_proposed",
          target="luoshu.core.cases.engine:_tie", value=nothing),
    Fault("an objection holds nobody", f"{WALKS}test_an_objection_holds_one_household_and_the_list_goes_on",
          target="luoshu.core.cases.engine:_objections", value=nothing),
    Fault("what is not verified passes",
          f"{WALKS}test_an_exit_is_held_for_an_unverified_house_and_then_refused_by_the_household",
          target="luoshu.core.cases.engine:_answers", value=nothing),
    Fault("any step from any state", f"{TABLE}test_every_state_step_and_role_is_as_the_table_says",
          target="luoshu.core.cases.engine:_declared", value=nothing),
    Fault("the accused read the report", f"{SECRECY}test_a_report_about_the_village_is_not_seen_in_the_village",
          sql="alter policy inside on case_objection using (true)"),
    Fault("what was decided is changed", f"{SECRECY}test_steps_and_proofs_cannot_be_changed_past_the_program",
          sql="grant update, delete on case_step to luoshu_app"),
    Fault("a row of another county is listed", BINDS, sql="drop trigger bound_insert on roll_household"),
)  # fmt: skip
NAMED = {fault.name: fault for fault in FAULTS}
