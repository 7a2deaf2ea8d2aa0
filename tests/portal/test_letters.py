"""Letters: sealed at once, carried once however often, routed past whom they accuse, and nothing readable is kept."""

import json
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from luoshu.core import clock, sealed_box
from luoshu.core.cases import actions, secret
from luoshu.core.cases.models import Objection
from luoshu.core.publishing import keys
from luoshu.core.publishing.carriage import Letter, boxed, opened
from luoshu.core.receipts import receipt_number
from luoshu.core.scope import within
from luoshu.portal import store
from tests.core.cases.walking import paper

WORDS = {"text": "他家去年买了小汽车", "name": "李某某", "contact": "13800000000"}
VILLAGE = "410324104203"


@pytest.fixture
def shown(noticed, bundle, portal):
    """A notice on the portal, and the cases on it."""
    notice, cases = noticed()
    portal.bring(bundle())
    return notice, cases


def letter(**given):
    told = {"receipt": receipt_number(), "received_on": clock.today(), "area": VILLAGE, "text": "有事反映", **given}
    return Letter(**told)


def boxed_to(portal, *letters, key=None):
    file = portal.folder / "box.json"
    file.write_text(boxed(each.sealed(key or keys.public()) for each in letters))
    return file


def test_an_objection_on_the_portal_holds_its_household_in_the_register(shown, portal, receive, objections, walk):
    notice, cases = shown
    receipt = portal.write(f"/notice/{notice.pk}/object", line="2", **WORDS).context["receipt"]

    assert receive(portal.collect()).taken == 1

    (only,) = objections()
    assert (only.receipt, only.case_id, only.notice_id, only.source) == (receipt, cases[1].pk, notice.pk, "web")
    assert {name: secret.words(only, name) for name in WORDS} == WORDS
    assert [walk.fresh(case.pk).open_objections for case in cases] == [0, 1, 0]


def test_what_is_collected_again_is_taken_down_once(shown, portal, receive, objections):
    notice, _ = shown
    for line in "123":
        portal.write(f"/notice/{notice.pk}/object", line=line, text="不符合条件")
    first = portal.collect().read_bytes()
    portal.write(f"/notice/{notice.pk}/object", text="整份公示有问题")

    results = [receive(portal.collect())]
    (portal.folder / "old.json").write_bytes(first)
    results += [receive(portal.folder / "old.json"), receive(portal.collect())]

    assert [(each.taken, each.known, each.refused) for each in results] == [(4, 0, ()), (0, 3, ()), (0, 4, ())]
    assert len(objections()) == 4


def test_letters_stay_until_a_bundle_says_that_they_arrived(shown, portal, receive, bundle):
    notice, _ = shown
    receipt = portal.write(f"/notice/{notice.pk}/object", **WORDS).context["receipt"]
    states = [store.became_of(receipt)["state"]]
    file = portal.collect()
    states.append(store.became_of(receipt)["state"])
    receive(file)
    with clock.standing_at(datetime(2016, 12, 31, 12, tzinfo=clock.ZONE)):
        portal.bring(bundle("second.txt"))
    states.append(store.became_of(receipt)["state"])

    assert states == ["waiting", "carried", "open"]
    assert store.collect() == []


def test_nothing_readable_is_kept_on_the_portal(shown, portal, settings):
    notice, _ = shown
    portal.write(f"/notice/{notice.pk}/object", line="1", **WORDS)
    portal.collect()

    kept = [file.read_bytes() for file in (*settings.VAR.rglob("*"), portal.folder / "letters.json") if file.is_file()]

    assert any("张某".encode() in each for each in kept), "what was published is there"
    for word in (*WORDS.values(), "127.0.0.1"):
        assert not any(word.encode() in each or json.dumps(word)[1:-1].encode() in each for each in kept)


def test_letters_of_any_length_up_to_a_kilobyte_look_alike():
    sealed = {len(letter(text="事" * n).sealed(keys.public())) for n in (1, 50, 150)}

    assert len(sealed) == 1


def test_only_the_registers_key_opens_a_letter_and_only_as_a_letter(portal, receive, db):
    file = boxed_to(portal, letter(), key=sealed_box.public_of(X25519PrivateKey.generate()))
    other = sealed_box.seal(b"{}", keys.public(), b"another purpose")

    assert receive(file).refused == ((1, "不是封给本单位的，或者被改过。"),)
    with pytest.raises(ValueError, match="not sealed"):
        sealed_box.open_(other, keys.private(), b"luoshu portal letter 1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "事" * 2001}, {"text": "  "}, {"receipt": "123456789012"}, {"accused": "city"}, {"notice": 1.5},
        {"notice": "1"}, {"name": ["x"]}, {"area": "4" * 13}, {"line": -1},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_form_would_not_let_through_is_refused_again(wrong):
    with pytest.raises(ValueError, match="not as the form allows"):
        opened(letter(**wrong).sealed(keys.public()), keys.private())


@pytest.mark.parametrize("wrong", [{"area": "999999999999"}, {"area": ""}, {"notice": 4711}], ids=str)
def test_a_letter_about_nowhere_does_not_hold_up_the_others(portal, receive, objections, wrong, shown):
    found = receive(boxed_to(portal, letter(**wrong), letter()))

    assert (found.taken, len(found.refused)) == (1, 1)
    assert len(objections()) == 1


@pytest.mark.parametrize(
    ("accused", "organ", "area"),
    [("", "township", VILLAGE), ("village", "township", "410324104000"), ("township", "county_office", "410324000000"),
     ("county", "city_office", "410300000000")],
)  # fmt: skip
def test_a_report_goes_past_whom_it_accuses(portal, receive, objections, cast, shown, accused, organ, area):
    receive(boxed_to(portal, letter(accused=accused)))

    (only,) = objections()
    assert (only.kind, only.organ, only.area) == ("report", organ, area)
    sees = {"village": "worker", "township": "reviewer", "county": "register"}.get(accused)
    if sees:
        with within(cast[sees]):
            assert not Objection.objects.exists()


def test_what_is_said_of_a_whole_county_is_the_countys_to_answer(portal, receive, objections, shown):
    receive(boxed_to(portal, letter(area="410324")))

    (only,) = objections()
    assert (only.organ, only.area) == ("county_office", "410324000000")


def test_a_case_that_ended_meanwhile_is_told_as_a_report(shown, portal, receive, objections, walk):
    notice, cases = shown
    portal.write(f"/notice/{notice.pk}/object", line="1", **WORDS)
    file = portal.collect()
    proof = [paper("death_paper", clock.today())]
    told = {"happened_on": clock.today(), "by": walk.cast["worker"], "new_proofs": proof}
    assert actions.lapse_cases(households=[cases[0].household_id], **told) == 1

    assert receive(file).taken == 1
    (only,) = objections()
    assert (only.kind, only.case_id) == ("report", None)
    assert secret.words(only, "text") == f"（对公示第 1 行）{WORDS['text']}"


def test_whose_clock_is_ahead_gives_no_day_to_come(portal, receive, objections, shown):
    receive(boxed_to(portal, letter(received_on=clock.today().replace(year=2017))))

    assert objections()[0].received_on == clock.today()


def test_a_receipt_once_given_is_the_persons_on_both_sides(shown, portal, receive, bundle, walk):
    notice, cases = shown
    receipt = portal.write(f"/notice/{notice.pk}/object", line="3", **WORDS).context["receipt"]
    receive(portal.collect())
    with within(walk.cast["city"]):
        objection = Objection.objects.get(receipt=receipt)
    actions.decide_objection(
        objection=objection, is_upheld=True, decided_on=clock.today(), answer="经核查，确有车辆。",
        by=walk.cast["reviewer"], new_proofs=[paper("investigation_report", clock.today())],
    )  # fmt: skip
    with clock.standing_at(datetime(2016, 12, 31, 12, tzinfo=clock.ZONE)):
        portal.bring(bundle("second.txt"))
        page = portal.client.post("/receipt", {"number": f"{receipt[:4]} {receipt[4:8]} {receipt[8:]}"})

    assert "办结：意见成立" in page.content.decode()
    assert "经核查，确有车辆。" in page.content.decode()
    assert [walk.fresh(case.pk).state for case in cases] == ["first_notice", "first_notice", "struck"]
