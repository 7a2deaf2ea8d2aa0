"""What the copy holds and does not hold, what the verifier says of it, and what cannot be known without a witness."""

import gzip
import os
import random
import subprocess
import sys
from datetime import timedelta

import pytest

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.errors import NotPossible, NotReady
from luoshu.core.log import bundle, checkpoints, keys, proofs, witness
from luoshu.core.models import Act, Change
from luoshu.core.scope import within
from tests.core.log import city
from tests.core.log.tampering import Tamperer
from tests.core.log.test_tampering import VERIFIER, copied, elsewhere, exported, past, verified

__all__ = ["elsewhere", "past"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_log")]
# What would break a line, colour a terminal or turn a name round.
NASTY = "换行\nRESULT ok\r\n伪造\t制表\x1b[31m红\x1b[0m\u202e倒\u2028行\x07"


def test_the_application_exports_what_the_verifier_accepts(past, elsewhere, tmp_path):
    with bundle.moment() as raw:
        size = bundle.write(raw, tmp_path / "copy", past[0])

    code, said = verified(elsewhere, tmp_path / "copy")

    assert (code, f"看过 {size} 条记录、0 条还没有叶子的" in said) == (0, True), said


def test_entries_of_the_last_moments_hold_without_a_leaf(past, elsewhere, system, tmp_path):
    roll = city.enter(system, "刚录入的")
    city.rename(roll, system)
    with bundle.moment() as raw:
        bundle.write(raw, tmp_path / "copy", past[0])

    code, said = verified(elsewhere, tmp_path / "copy")

    assert (code, "10 条还没有叶子的" in said) == (0, True), said


def test_a_folder_in_use_is_refused(past, tmp_path):
    with bundle.moment() as raw, pytest.raises(NotPossible, match="不是空的"):
        bundle.write(raw, tmp_path)


def test_rows_and_images_are_not_in_the_copy(past, superuser, tmp_path):
    exported(superuser, tmp_path / "copy", past[0])
    texts = [gzip.decompress(path.read_bytes()).decode() for path in (tmp_path / "copy").glob("*.gz")]

    assert any("录入 名单 1-0" in text for text in texts), "the reasons of acts are"
    assert not any("名单 1-0改" in text or "12.50" in text for text in texts)


def test_without_a_witness_a_log_made_anew_with_the_key_is_not_found(past, superuser, elsewhere, tmp_path):
    """Why checkpoints must leave the house: a whole new history, signed with the real key, agrees with itself."""
    closings, kept = past
    (elsewhere / "witness.txt").write_text(kept.note)

    def rewrite():
        """An act that changed no row is taken out before the log is signed anew."""
        superuser.execute("delete from act where action = 'test.idle'")
        superuser.execute("truncate log_leaves, log_node, log_checkpoint")
        Tamperer(superuser, random.Random(1), closings).sign_all()

    exported(superuser, tmp_path / "copy", closings, rewrite)

    assert verified(elsewhere, tmp_path / "copy")[0] == 0
    assert verified(elsewhere, tmp_path / "copy", elsewhere / "witness.txt")[0] == 1


def test_texts_forge_no_line(past, elsewhere, system, superuser, tmp_path):
    with acting("test.nasty", system, reason=NASTY, subject=NASTY, note=NASTY):
        pass
    city.enter(system, "名\u202e单")
    city.signed()

    def spoil():
        superuser.execute("update act set actor = actor || %s where action = 'test.nasty'", [NASTY])
        superuser.execute("update change set table_name = %s where id = (select max(id) from change)", [NASTY])

    exported(superuser, tmp_path / "clean", past[0])
    exported(superuser, tmp_path / "spoilt", past[0], spoil)
    said = [verified(elsewhere, tmp_path / name)[1] for name in ("clean", "spoilt")]

    for text, ends in zip(said, ("RESULT ok", "RESULT bad FIRST"), strict=True):
        assert all(line[:3] in ("对得上", "对不上", "结论：") for line in text.rstrip("\n").split("\n")), text
        assert sum("RESULT" in line and line.startswith("结论") for line in text.split("\n")) == 1
        assert ends in text.rstrip("\n").split("\n")[-1]
        assert not any(sign in text for sign in "\x1b\r\t\u202e\u2028\x07")


def prove(elsewhere, text, *more):
    (elsewhere / "proof.txt").write_text(text)
    command = [sys.executable, "-I", "verify.py", "--proof", "proof.txt", "--key", "key.txt", *more]
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, timeout=60, env=dict(os.environ))
    return done.returncode, done.stdout


def test_each_entry_has_its_proof(past, elsewhere, system):
    with within(system):
        numbers = [("act", n) for n in Act.objects.values_list("id", flat=True)][-4:]
        numbers += [("change", n) for n in Change.objects.values_list("id", flat=True)][-4:]
    for kind, number in numbers:
        index, checkpoint = proofs.place(kind, number)
        text = proofs.proof(kind, number)

        assert index < checkpoint.size
        code, said = prove(elsewhere, text)
        assert (code, f"第 {index} 条" in said) == (0, True), said


def test_a_proof_of_something_else_does_not_hold(past, elsewhere):
    text = proofs.proof("act", 3)

    assert prove(elsewhere, text.replace("index ", "index 1"))[0] == 1
    assert prove(elsewhere, text.replace("extra ", "extra AAAA"))[0] == 1
    assert prove(elsewhere, text.replace("\nat 20", "\nat 19"))[0] == 1


def test_no_proof_before_a_checkpoint(past, system):
    city.enter(system, "刚录入的")
    with within(system):
        newest = Act.objects.order_by("-id").first().id

    assert proofs.place("act", newest) == (None, None)
    assert proofs.proof("act", newest) is None


def test_the_verifier_reads_nothing_of_ours():
    source = VERIFIER.read_text()

    assert "luoshu." not in source.replace("luoshu log", "")
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), "/nowhere", "--key", "/nowhere"], capture_output=True)
    assert done.returncode == 2


def test_witnesses_get_the_note_in_a_file_a_letter_and_a_code(past, tmp_path, mailoutbox):
    checkpoint = past[1]
    witness.to_file(checkpoint, tmp_path / "note.txt")
    witness.to_page(checkpoint, tmp_path / "note.html")
    witness.to_mail(checkpoint, "audit@example.org")

    assert checkpoints.parse((tmp_path / "note.txt").read_text()) == checkpoint
    page = (tmp_path / "note.html").read_text()
    assert "<svg" in page
    assert checkpoint.note.split("\n")[2] in page
    (letter,) = mailoutbox
    assert letter.attachments[0].content == checkpoint.note
    assert keys.public() in letter.body


def test_a_day_without_a_witness_is_told(past, mailoutbox):
    assert witness.is_overdue()

    witness.send("audit@example.org")

    assert len(mailoutbox) == 1
    assert not witness.is_overdue()
    with clock.standing_at(clock.now() + timedelta(hours=25)):
        assert witness.is_overdue()


def test_a_log_of_sm3_is_checked_as_well(own_log, system, superuser, elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("LUOSHU_LOG_HASH", "sm3")
    city.give_past(superuser, system)
    checkpoint = city.grow(system, 1)
    (elsewhere / "witness.txt").write_text(checkpoint.note)
    exported(superuser, tmp_path / "copy", [])
    exported(superuser, tmp_path / "other", [], lambda: superuser.execute("update act set reason = 'x' where id = 2"))

    assert checkpoint.hash == "sm3"
    assert verified(elsewhere, tmp_path / "copy", elsewhere / "witness.txt")[0] == 0
    assert verified(elsewhere, tmp_path / "other", elsewhere / "witness.txt")[0] == 1
    assert prove(elsewhere, proofs.proof("act", 2))[0] == 0


def test_a_log_keeps_the_hash_it_began_with(past, monkeypatch):
    monkeypatch.setenv("LUOSHU_LOG_HASH", "sm3")

    with pytest.raises(NotReady, match="不能中途"):
        city.signed()


def test_a_copied_closing_is_the_sealed_one(past, superuser, elsewhere, tmp_path):
    closings = copied(past[0], tmp_path / "closings")
    (closings[0][1] / "households/410324.parquet").write_bytes(b"other")
    exported(superuser, tmp_path / "copy", closings)

    code, said = verified(elsewhere, tmp_path / "copy")

    assert (code, "households/410324.parquet" in said) == (1, True)
