"""The bundle: what is in it, and every file that is none, or not the newest, or not ours."""

import json
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from luoshu.core import clock
from luoshu.core.cases import actions
from luoshu.core.errors import BadInput, NotAllowed, NotPossible, NotReady
from luoshu.core.log import checkpoints, keys
from luoshu.core.publishing.actions import publish
from luoshu.core.publishing.carriage import bundled
from luoshu.core.signing import is_signed, written_key
from luoshu.portal import keeping, store

NOTICE = {
    "number", "area", "place", "kind", "case", "organ", "answers", "posted_at", "text", "document_no", "begins",
    "ends", "counted", "lines",
}  # fmt: skip
ANSWER = {"kind", "state", "answer", "received_on", "due_on", "decided_on", "organ"}


def content(file):
    return json.loads(file.read_text().split("\n")[1])


def at(*moment):
    return clock.standing_at(datetime(*moment, tzinfo=clock.ZONE))


def test_a_bundle_holds_notices_in_force_and_nothing_else(noticed, bundle):
    notice, _ = noticed()

    told = content(bundle())

    assert set(told) == {"issued", "box", "demo", "areas", "notices", "answers"}
    (only,) = told["notices"]
    assert set(only) == NOTICE
    assert only["lines"] == [[n, "张某", "一组", 3, ""] for n in (1, 2, 3)]
    assert (only["number"], only["begins"], only["place"]) == (notice.pk, "2016-12-28", "栾川县 三川镇 柳子村")
    assert only["answers"][0] == "三川镇党委政府"


def test_a_notice_vanishes_when_its_term_is_over_or_it_is_withdrawn(noticed, bundle, walk):
    notice, _ = noticed()
    with at(2017, 1, 10, 9):
        assert content(bundle())["notices"] == []
    actions.withdraw_notice(notice=notice, reason="名单有误", by=walk.cast["worker"])

    assert content(bundle())["notices"] == []


def test_a_draft_is_not_published(noticed, bundle, walk):
    notice, cases = noticed()
    actions.withdraw_notice(notice=notice, reason="重贴", by=walk.cast["worker"])
    actions.draft_notices(cases=[walk.fresh(case.pk) for case in cases], by=walk.cast["worker"])

    assert content(bundle())["notices"] == []


def test_an_answer_is_told_by_receipt_without_what_was_said(noticed, bundle, walk, system):
    notice, cases = noticed()
    objection = actions.raise_objection(
        text="他家有小汽车", source="visit", received_on=clock.today(), by=walk.cast["reviewer"], case=cases[0],
        notice=notice, name="李某某", contact="13800000000",
    )  # fmt: skip

    file = bundle()

    assert set(content(file)["answers"][objection.receipt]) == ANSWER
    assert content(file)["answers"][objection.receipt]["state"] == "open"
    assert not [word for word in ("小汽车", "李某某", "13800000000") if word in file.read_text()]


def test_only_the_system_publishes(actor, tmp_path, db):
    with pytest.raises(NotAllowed):
        publish(path=tmp_path / "x", by=actor("4103", "city_office"))


def test_a_bundle_is_shown_in_place_of_the_one_before(noticed, bundle, portal, walk):
    notice, _ = noticed()
    assert portal.bring(bundle()) == (1, 0)
    actions.withdraw_notice(notice=notice, reason="名单有误", by=walk.cast["worker"])
    with at(2016, 12, 31, 11):
        portal.bring(bundle("second.txt"))

    assert store.notices() == []


def test_a_replayed_bundle_is_refused(noticed, bundle, portal):
    noticed()
    first = bundle("first.txt")
    with at(2016, 12, 31, 12):
        portal.bring(bundle("second.txt"))

    for old in (first, portal.folder / "second.txt"):
        with pytest.raises(BadInput, match="已经在显示"):
            portal.bring(old)


@pytest.mark.parametrize("days", [-2, 16])
def test_a_bundle_of_another_time_is_refused(noticed, bundle, portal, days):
    noticed()
    file = bundle()
    with clock.standing_at(clock.now() + timedelta(days=days)), pytest.raises(BadInput, match="离现在太远"):
        portal.bring(file)


def test_a_forged_bundle_is_refused(noticed, bundle, portal):
    noticed()
    good = bundle().read_text()
    stranger = Ed25519PrivateKey.generate()
    name = keys.name()
    other = written_key(name, stranger.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    number = bytes.fromhex(other.split("+")[1])

    def sign(text):
        from base64 import b64encode

        return f"— {name} {b64encode(number + stranger.sign(text.encode())).decode()}\n"

    forged = bundled(json.loads(good.split("\n")[1]), sign)
    assert is_signed(forged.rpartition("\n\n")[0] + "\n", forged.rpartition("\n\n")[2].split("\n"), other)
    for text in (forged, good.replace("张某", "王某"), good.rpartition("\n\n")[0] + "\n\n"):
        file = portal.folder / "forged.txt"
        file.write_text(text)
        with pytest.raises(BadInput):
            portal.bring(file)
    assert store.told("issued") is None


WRONG = {
    "empty": b"", "binary": bytes(range(256)) * 40, "pdf": b"%PDF-1.7\n\n\xff",
    "json": b'{"format": "luoshu portal box 1"}',
    "heading only": b"luoshu portal bundle 1\n{}\n\n", "no signature": "luoshu portal bundle 1\n{}\n\n— a b\n".encode(),
    "odd signature": "luoshu portal bundle 1\n{}\n\n— luoshu/1 !!\n".encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_a_sentence(portal, name, db, receive):
    file = portal.folder / "wrong"
    file.write_bytes(WRONG[name])

    with pytest.raises(BadInput):
        portal.bring(file)
    with pytest.raises(BadInput):
        receive(file)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(portal):
    with pytest.raises(BadInput, match="读不了"):
        portal.bring(portal.folder / "nowhere")


def test_a_checkpoint_of_the_log_is_no_bundle(portal, db):
    file = portal.folder / "checkpoint"
    file.write_text(checkpoints.written(0, b"\0" * 32, "sha256", 1, "", clock.now()))

    assert checkpoints.is_signed(file.read_text(), keys.public())
    with pytest.raises(BadInput, match="不是公示包"):
        portal.bring(file)


def test_without_a_key_nothing_is_trusted_and_another_key_does_not_slip_in(portal, settings, noticed, bundle):
    noticed()
    file = bundle()
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    with pytest.raises(NotPossible, match="另一把"):
        keeping.trust(written_key("luoshu/stranger", stranger))
    with pytest.raises(BadInput):
        keeping.trust("luoshu/x+1+zz")
    (settings.VAR / "key.txt").unlink()

    with pytest.raises(NotReady):
        portal.bring(file)
