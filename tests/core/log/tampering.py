"""What somebody with a superuser's rights may do to the register, one thing at a time, drawn at random."""

import os

from luoshu.core.log import checkpoints, records, store, tree

ASLEEP = "set local session_replication_role = replica"
ACT = {
    "actor": "actor || '某'",
    "action": "'test.other'",
    "at": "at + interval '1 microsecond'",
    "reason": "reason || '。'",
    "role": "'auditor'",
    "area": "area || '1'",
    "origin": "'10.0.0.9'",
    "subject": "subject || 'x'",
    "detail": "detail || '{\"x\": 1}'",
    "sealed": "not sealed",
    "happened_on": "coalesce(happened_on, '2016-01-01') + 1",
    "xid": "(xid::text::bigint + 1)::text::xid8",
    "user_id": "coalesce(user_id, 0) + 1",
}
CHANGE = {
    "act_id": "act_id - 1",
    "county": "county || '1'",
    "area": "area || '1'",
    "household_id": "coalesce(household_id, 0) + 1",
    "version": "version + 1",
    "xid": "(xid::text::bigint + 1)::text::xid8",
    "row_id": "row_id + 100000",
    "table_name": "table_name || 'x'",
    "op": "case op when 'I' then 'U' else 'I' end",
    "digest": "set_bit(coalesce(digest, sha256('')), 77, 1 - get_bit(coalesce(digest, sha256('')), 77))",
    "before": "coalesce(before, '{}') || '{\"name\": \"别的\"}'",
}
ENTRY = """insert into change (id, act_id, table_name, row_id, county, area, op, digest, before, version)
  overriding system value"""


class Tamperer:
    """Does one thing to the database on `raw`; `expected` then says what the verifier must name, if that is exact."""

    def __init__(self, raw, draw, closings):
        self.raw, self.draw, self.closings = raw, draw, closings
        self.expected = None

    def one(self, sql, *values):
        return self.raw.execute(sql, values).fetchone()

    def some(self, table, where="true"):
        """A random row's id."""
        ids = [row[0] for row in self.raw.execute(f"select id from {table} where {where} order by id")]
        return self.draw.choice(ids)

    def entry(self, kind):
        """A random entry that has a leaf; the verifier is to name it."""
        number = self.some(kind)
        index = store.find(self.raw, kind, number)[0]
        self.expected = {"index": str(index)}
        return number

    # -- single entries ---------------------------------------------------------------------------------------------

    def change_act(self):
        column = self.draw.choice(sorted(ACT))
        self.raw.execute(f"update act set {column} = {ACT[column]} where id = %s", [self.entry("act")])

    def change_change(self):
        column, number = self.draw.choice(sorted(CHANGE)), self.entry("change")
        table, row = self.one("select table_name, row_id from change where id = %s", number)
        if column not in ("table_name", "row_id"):
            self.expected |= {"table": table, "row": str(row)}
        self.raw.execute(f"update change set {column} = {CHANGE[column]} where id = %s", [number])

    def flip_a_bit_before(self):
        number = self.some("change", "before is not null")
        index = store.find(self.raw, "change", number)[0]
        key = self.draw.choice(sorted(self.one("select before from change where id = %s", number)[0]))
        sql = "update change set before = jsonb_set(before, array[%s], to_jsonb(md5(before::text))) where id = %s"
        self.raw.execute(sql, [key, number])
        self.expected = {"index": str(index)}

    def delete_entry(self):
        kind = self.draw.choice(records.KINDS)
        self.raw.execute(f"delete from {kind} where id = %s", [self.entry(kind)])

    def renumber_entry(self):
        kind = self.draw.choice(records.KINDS)
        self.raw.execute(f"update {kind} set id = 5000000 + id where id = %s", [self.entry(kind)])

    def flip_a_bit_of_a_leaf(self):
        first, count = self.draw.choice(self.raw.execute("select first, cardinality(ids) from log_leaves").fetchall())
        column, width = self.draw.choice([("hashes", 32), ("salts", 16)])
        at = self.draw.randrange(count * width * 8)
        flip = f"set_bit({column}, %s, 1 - get_bit({column}, %s))"
        self.raw.execute(f"update log_leaves set {column} = {flip} where first = %s", [at, at, first])
        self.expected = {"index": str(first + at // (width * 8))}

    # -- several entries --------------------------------------------------------------------------------------------

    def swap_entries(self):
        kind = self.draw.choice(records.KINDS)
        one, other = self.entry(kind), self.entry(kind)
        while one == other:
            other = self.entry(kind)
        for old, new in ((one, -1), (other, one), (-1, other)):
            self.raw.execute(f"update {kind} set id = %s where id = %s", [new, old])
        self.expected = {"index": str(min(store.find(self.raw, kind, n)[0] for n in (one, other)))}

    def delete_several(self):
        kind = self.draw.choice(records.KINDS)
        self.raw.execute(f"delete from {kind} where id >= %s and id < %s + 5", [number := self.entry(kind), number])

    def slip_an_entry_in(self):
        kind = self.draw.choice(records.KINDS)
        gap = f"select n from generate_series(1, (select max(id) from {kind})) n except select id from {kind}"
        number = self.draw.choice([row[0] for row in self.raw.execute(gap)])
        if kind == "act":
            columns = "at, action, actor, role, area, origin, reason, subject, detail, sealed"
            self.raw.execute(
                f"insert into act (id, {columns}) overriding system value select %s, {columns} from act where id = %s",
                [number, self.some("act")],
            )
        else:
            self._repeat(number)

    def add_an_entry(self):
        """At the end, for a row that nobody changed."""
        self._repeat(self.one("select max(id) + 1 from change")[0])

    def _repeat(self, number):
        where = "op <> 'D' and table_name like 'e%%' and id > 10"
        values = "act_id, table_name, row_id, county, area, 'U', sha256('other'), '{}', version"
        self.raw.execute(f"{ENTRY} select %s, {values} from change where id = %s", [number, self.some("change", where)])

    def remove_leaves(self):
        first = self.draw.choice([row[0] for row in self.raw.execute("select first from log_leaves")])
        self.raw.execute("delete from log_leaves where first = %s", [first])

    def swap_leaves(self):
        swapped = "substr(hashes, 33, 32) || substr(hashes, 1, 32) || substr(hashes, 65)"
        batches = "select first from log_leaves where cardinality(ids) > 1"
        first = self.draw.choice([row[0] for row in self.raw.execute(batches)])
        self.raw.execute(f"update log_leaves set hashes = {swapped} where first = %s", [first])

    # -- checkpoints ------------------------------------------------------------------------------------------------

    def edit_a_checkpoint(self):
        number, note = self.draw.choice(self.raw.execute("select number, note from log_checkpoint").fetchall())
        at = self.draw.randrange(len(note))
        other = note[:at] + chr(33 + (ord(note[at]) - 32) % 90) + note[at + 1 :]
        self.raw.execute("update log_checkpoint set note = %s where number = %s", [other, number])

    def remove_a_checkpoint(self):
        numbers = [row[0] for row in self.raw.execute("select number from log_checkpoint")]
        self.raw.execute("delete from log_checkpoint where number = %s", [self.draw.choice(numbers)])

    # -- rows -------------------------------------------------------------------------------------------------------

    def write_past_the_log(self):
        """Disable the triggers of a table, write, enable them again."""
        table = self.draw.choice(["roll", "external_figure", "area"])
        verb = self.draw.choice(["update", "delete", "insert"])
        row = self.some(table)
        self.raw.execute(f"alter table {table} disable trigger all")
        if verb == "update":
            self._falsify(table, row)
        elif verb == "delete":
            self.raw.execute(f"delete from {table} where id = %s", [row])
        else:
            self._clone(table, row)
        self.raw.execute(f"alter table {table} enable trigger all")
        if verb != "insert":
            self.expected = {"table": table, "row": str(row)}

    def _falsify(self, table, row):
        value = {"external_figure": "value = value + 0.01"}.get(table, "name = name || '假'")
        self.raw.execute(f"update {table} set {value} where id = %s", [row])

    def _clone(self, table, row):
        columns = {
            "roll": "kind, name, county, area",
            "external_figure": "area, name, value, unit, source, as_of, entered_at",
            "area": "edition_id, code, name, level, parent",
        }[table]
        values = columns.replace("name", "name || 'x'").replace("code", "code || '9'")
        self.raw.execute(f"insert into {table} ({columns}) select {values} from {table} where id = %s", [row])

    def cover_up_by_an_honest_change(self):
        """Write past the log, and let an honest action overwrite the same row afterwards."""
        row = self.some("roll")
        self.raw.execute("alter table roll disable trigger all")
        self._falsify("roll", row)
        self.raw.execute("alter table roll enable trigger all")
        self.raw.execute("set local session_replication_role = origin")
        self.raw.execute("""
            insert into act (at, action, actor, role, area, origin, reason, subject, detail, sealed)
            values (now(), 'test.honest', '', 'system', '0', '', '', '', '{}', false)
            returning set_config('luoshu.act', id::text, true)""")
        self.raw.execute("update roll set name = 'honest' || id where id = %s", [row])
        self.expected = {"table": "roll", "row": str(row)}

    def leave_a_trigger_off(self):
        table = self.draw.choice(["household", "person", "closing", "posting", "roll"])
        verb = self.draw.choice(["insert", "update", "delete", "truncate"])
        how = self.draw.choice(["alter table {0} disable trigger log_{1}", "drop trigger log_{1} on {0}"])
        self.raw.execute(how.format(table, verb))

    def empty_a_table(self):
        tables = ["act", "change", "log_leaves", "log_checkpoint", "roll", "external_figure", "area", "closing"]
        self.raw.execute(f"truncate {self.draw.choice(tables)} cascade")

    # -- closings ---------------------------------------------------------------------------------------------------

    def replace_a_closing(self):
        number, home = self.draw.choice(self.closings)
        manifest, rows = home / "manifest.json", home / "households/410324.parquet"
        how = self.draw.randrange(5)
        if how == 0:
            rows.write_bytes(rows.read_bytes() + b".")
        elif how == 1:
            rows.unlink()
        elif how == 2:
            manifest.write_text(manifest.read_text() + " ")
        elif how == 3:
            (home / "households/410325.parquet").write_bytes(b"more")
        else:
            manifest.write_text(manifest.read_text() + "\n")
            self.raw.execute("update closing set digest = md5('other') where id = %s", [number])
        self.expected = {"table": "closing", "row": str(number)}

    # -- the whole log, with the real key -----------------------------------------------------------------------------

    def fork(self):
        """Falsify an entry, its row too, then make the whole log anew and sign it with the real key."""
        for kind in records.KINDS:
            self.raw.execute(f"create temporary table all_{kind} on commit drop as select id from {kind}")
        getattr(self, self.draw.choice(["change_act", "delete_entry"]))()
        if self.draw.random() < 0.5:
            row = self.some("roll")
            self._falsify("roll", row)
        self.expected = None
        self.raw.execute("truncate log_leaves, log_node, log_checkpoint")
        self.sign_all()

    def go_back(self):
        """Put back an older state, and go on from there with the real key."""
        cut = self.draw.choice(
            [r[0] for r in self.raw.execute("select size from log_checkpoint order by 1 desc offset 2")]
        )
        sizes = dict(self.raw.execute(f"select kind, max(last_id) from log_leaves where first < {cut} group by 1"))
        for kind in records.KINDS:
            self.raw.execute(f"delete from {kind} where id > %s", [sizes.get(kind, 0)])
        self.raw.execute(f"delete from log_leaves where first >= {cut}; delete from log_checkpoint where size > {cut}")
        self.raw.execute("delete from log_node")
        if self.draw.random() < 0.5:
            for _ in range(30):
                columns = "at, action, actor, role, area, origin, reason, subject, detail, sealed"
                self.raw.execute(f"insert into act ({columns}) select {columns} from act order by id limit 20")
            self.raw.execute("truncate log_leaves, log_node, log_checkpoint")
            self.sign_all()

    def sign_all(self):
        edge = tree.Edge(0, store.reading(self.raw), tree.hashing("sha256"))
        for kind in records.KINDS:
            numbers, lines = records.read(self.raw, kind, 0, 2**62, 2**62)
            for start in range(0, len(numbers), store.BATCH):
                batch = slice(start, start + store.BATCH)
                salts = os.urandom(16 * len(numbers[batch]))
                leaves = records.leaves(salts, lines[batch], edge.digest)
                store.append(self.raw, edge, kind, 1, "sha256", numbers[batch], salts, leaves)
        checkpoints._signed(self.raw, edge.size, edge.root(), "sha256", None)


WAYS = [name for name, value in vars(Tamperer).items() if callable(value) and not name.startswith("_")]
WAYS = [name for name in WAYS if name not in ("one", "some", "entry", "sign_all")]
