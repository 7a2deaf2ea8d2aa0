from django.db import migrations

# Leaves in batches, in the order of the tree; `ids` are the numbers of the entries in `act` or `change`.
LEAVES = """
create table log_leaves (
  first bigint primary key check (first >= 0),
  kind text not null check (kind in ('act', 'change')),
  format smallint not null,
  hash text not null check (hash in ('sha256', 'sm3')),
  ids bigint[] not null check (cardinality(ids) between 1 and 4096),
  last_id bigint not null check (last_id = ids[cardinality(ids)]),
  salts bytea not null check (octet_length(salts) = 16 * cardinality(ids)),
  hashes bytea not null check (octet_length(hashes) = 32 * cardinality(ids))
);
alter table log_leaves alter salts set storage external, alter hashes set storage external;
create unique index log_leaves_last on log_leaves (kind, last_id);
create table log_node (
  level smallint not null check (level > 0 and level % 8 = 0),
  index bigint not null check (index >= 0),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (level, index)
);
create table log_checkpoint (
  number bigint primary key check (number > 0),
  size bigint not null check (size >= 0),
  at timestamptz not null,
  root bytea not null check (octet_length(root) = 32),
  note text not null
);
"""
# The application adds through these and in no other way: at the end, one batch after the other.
FUNCTIONS = """
create function luoshu_log_append(
  start bigint, of_kind text, in_format smallint, by_hash text, numbers bigint[], with_salts bytea, with_hashes bytea,
  levels smallint[], indexes bigint[], nodes bytea[])
  returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare size bigint := coalesce((select first + cardinality(ids) from log_leaves order by first desc limit 1), 0);
declare newest bigint := coalesce(
  (select last_id from log_leaves where kind = of_kind order by last_id desc limit 1), 0);
begin
  if start <> size or numbers[1] <= newest then
    raise exception 'the log grows at its end: % leaves, last % %', size, of_kind, newest using errcode = '42501';
  end if;
  if exists (select from log_leaves where first = 0 and hash <> by_hash) then
    raise exception 'the log keeps the hash it began with' using errcode = '42501';
  end if;
  insert into log_leaves
    values (start, of_kind, in_format, by_hash, numbers, numbers[cardinality(numbers)], with_salts, with_hashes);
  insert into log_node select * from unnest(levels, indexes, nodes);
end $$;
create function luoshu_log_sign(
  next_number bigint, at_size bigint, signed_at timestamptz, with_root bytea, signed_note text)
  returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if next_number <> coalesce((select max(number) from log_checkpoint), 0) + 1
     or at_size < coalesce((select max(size) from log_checkpoint), 0)
     or at_size > coalesce((select first + cardinality(ids) from log_leaves order by first desc limit 1), 0) then
    raise exception 'a checkpoint follows the last one and covers what is there' using errcode = '42501';
  end if;
  insert into log_checkpoint values (next_number, at_size, signed_at, with_root, signed_note);
end $$;
revoke execute on function luoshu_log_append, luoshu_log_sign from public;
grant execute on function luoshu_log_append, luoshu_log_sign to luoshu_app;
grant select on log_leaves, log_node, log_checkpoint to luoshu_app;
create function luoshu_log_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('luoshu.forgetting', true) = 'on' then
    return null;
  end if;
  raise exception 'the log only grows: no % on %', tg_op, tg_table_name using errcode = '42501';
end $$;
"""
STAYS = "".join(
    f"create trigger stays before update or delete or truncate on {table}"
    " for each statement execute function luoshu_log_stays();\n"
    for table in ("log_leaves", "log_node", "log_checkpoint")
)
# Who draws a number for an entry has a transaction id by then, so that whoever closes a window of numbers sees that
# the entry is under way. An insert alone would draw the number first and the id a moment later.
DRAWN = """
create function luoshu_numbered() returns trigger language plpgsql as $$
begin
  perform pg_current_xact_id();
  return null;
end $$;
create trigger numbered before insert on act for each statement execute function luoshu_numbered();
create trigger numbered before insert on change for each statement execute function luoshu_numbered();
grant select on sequence act_id_seq, change_id_seq to luoshu_app;
"""
# Sealed acts are leaves too, though the system's scope does not show them: the sequencer asks here. A policy that
# hides rows of a logged table from the system lets by who proves the whole register.
ACTS = """
create function luoshu_proves() returns boolean stable language sql as $$
  select luoshu_low() = '0' and luoshu_high() = ':' and luoshu_account() = 0
$$;
create function luoshu_log_acts(after bigint, upto bigint, most bigint)
  returns setof act stable language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not luoshu_proves() then
    raise exception 'only the system reads all acts' using errcode = '42501';
  end if;
  return query select * from act where id > after and id <= upto order by id limit most;
end $$;
revoke execute on function luoshu_log_acts from public;
grant execute on function luoshu_log_acts to luoshu_app;
"""
# Erasure: the image, the digest and the salt go, the leaf stays. Only within an act that says so and lists what went.
# The newest change of a row that is there says what the row must be: that is said again, without an image, first.
FORGET = """
create policy forgotten on change for update to current_user using (true);
create policy looked_at on change for select to current_user using (true);
create function luoshu_log_forget(numbers bigint[]) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare number bigint; place record;
begin
  if not exists (select from act where id = luoshu_act() and action = 'core.forget') then
    raise exception 'only an act of erasure erases' using errcode = '42501';
  end if;
  perform set_config('luoshu.forgetting', 'on', true);
  foreach number in array numbers loop
    select first, array_position(ids, number) as at into place from log_leaves
      where kind = 'change' and last_id >= number order by last_id limit 1;
    if place.at is null then
      raise exception 'change % has no leaf yet', number using errcode = '55000';
    end if;
    insert into change (act_id, table_name, row_id, household_id, county, area, op, digest, version)
      select luoshu_act(), c.table_name, c.row_id, c.household_id, c.county, c.area, 'U', c.digest, c.version
      from change c where c.id = number and c.op <> 'D'
        and not exists (
          select from change later where later.household_id = c.household_id
            and later.row_id = c.row_id and later.table_name = c.table_name and later.id > c.id)
        and not exists (
          select from change later where c.household_id is null and later.household_id is null
            and later.row_id = c.row_id and later.table_name = c.table_name and later.id > c.id);
    update log_leaves set salts = overlay(salts placing decode(repeat('00', 16), 'hex') from 16 * place.at - 15)
      where first = place.first;
    update change set before = null, digest = null where id = number;
  end loop;
  perform set_config('luoshu.forgetting', '', true);
end $$;
revoke execute on function luoshu_log_forget from public;
grant execute on function luoshu_log_forget to luoshu_app;
"""
UNDO = """
drop policy forgotten on change;
drop policy looked_at on change;
drop function luoshu_log_forget;
drop trigger numbered on act;
drop trigger numbered on change;
drop function luoshu_numbered(), luoshu_log_acts, luoshu_proves;
drop table log_leaves, log_node, log_checkpoint;
drop function luoshu_log_append, luoshu_log_sign, luoshu_log_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(LEAVES + FUNCTIONS + STAYS + DRAWN + ACTS + FORGET, UNDO)]
