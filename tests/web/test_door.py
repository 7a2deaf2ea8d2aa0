"""The door: two factors, few tries, sessions that end, proof before what weighs, and a policy for every address."""

import re
from datetime import date, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver, path

from luoshu.core import accounts, actions, clock, second_factor
from luoshu.core.models import Account, Act, Posting
from luoshu.core.scope import within
from luoshu.web import reader as reading
from luoshu.web import tasks

from . import little

PASSWORD = "Luo-shui-1957-xi"
NOON = datetime(2026, 6, 1, 12, tzinfo=clock.ZONE)
HASHED = []


class Counting(MD5PasswordHasher):
    """Digests are made for names that exist and names that do not: this one counts them."""

    def encode(self, password, salt):
        HASHED.append(password)
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["tests.web.test_door.Counting"]


@pytest.fixture
def director(person):
    """The county's director, with a password."""
    with clock.standing_at(NOON):
        return person("director", PASSWORD)


@pytest.fixture
def secret(director):
    """The secret of the director's app."""
    drawn = generate_totp_secret()
    before = NOON - timedelta(hours=1)
    with clock.standing_at(before):
        assert second_factor.add_app(director, drawn, code(drawn, before))
    return drawn


def code(secret, moment, steps=0):
    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30 + steps))


def try_password(client, password=PASSWORD, name="director", **extra):
    return client.post("/login", {"username": name, "password": password}, **extra)


def is_in(client):
    return client.get("/me").status_code == 200


@pytest.fixture
def inside(director):
    """A client in which the director has logged in at noon."""
    client = Client()
    with clock.standing_at(NOON):
        assert try_password(client).status_code == 302
        assert is_in(client)
    return client


# ── the second factor ──


def test_with_an_app_the_password_alone_opens_nothing(client, secret):
    with clock.standing_at(NOON):
        answer = try_password(client)
        assert answer["Location"] == "/login/factor"
        for address in ("/", "/me", "/me/security", "/households"):
            assert client.get(address)["Location"].startswith("/login")
        assert "验证码不对" in client.post("/login/factor", {"code": "000000"}).content.decode()
        assert client.post("/login/factor", {"code": code(secret, NOON)})["Location"] == "/"
        assert is_in(client)


def test_a_code_used_in_one_session_opens_no_second_one(secret):
    with clock.standing_at(NOON):
        found = []
        for client in (Client(), Client()):
            try_password(client)
            client.post("/login/factor", {"code": code(secret, NOON)})
            found.append(is_in(client))
    assert found == [True, False]


def test_a_recovery_code_lets_in_once(director, secret):
    drawn = second_factor.draw_recovery_codes(director)[0]
    found = []
    with clock.standing_at(NOON):
        for client in (Client(), Client()):
            try_password(client)
            client.post("/login/factor", {"code": drawn})
            found.append(is_in(client))
    assert found == [True, False]


def addresses():
    """Every address with its numbers filled in."""
    values = {"number": "1", "code": little.HERE, "name": "x"}
    patterns = [str(each.pattern) for each in get_resolver().url_patterns[0].url_patterns]
    return sorted({"/" + re.sub(r"<\w+:(\w+)>", lambda found: values[found[1]], pattern) for pattern in patterns})


def test_where_a_second_factor_is_required_nothing_opens_without_one(client, director, settings):
    settings.LUOSHU_SECOND_FACTOR = "required"
    with clock.standing_at(NOON):
        try_password(client)
        guarded = [
            each for each in addresses() if not each.startswith(("/login", "/logout", "/language", "/me/security"))
        ]
        assert len(guarded) > 15
        for address in guarded:
            for answer in (client.get(address), client.post(address)):
                assert (answer.status_code, answer["Location"]) == (302, "/me/security"), address
        assert "请先启用第二因素" in client.get("/me/security").content.decode()


def test_setting_up_an_app_opens_the_rest_and_shows_recovery_codes_once(client, director, settings):
    settings.LUOSHU_SECOND_FACTOR = "required"
    with clock.standing_at(NOON):
        try_password(client)
        page = client.get("/me/security/app").content.decode()
        drawn = re.search(r'<span class="code">([A-Z2-7 ]+)</span>', page)[1].replace(" ", "")
        assert "验证码不对" in client.post("/me/security/app", {"code": "000000"}).content.decode()
        codes = client.post("/me/security/app", {"code": code(drawn, NOON)}).content.decode()
        assert len(re.findall(r'<li class="code">\d{5} \d{5}</li>', codes)) == 10
        assert is_in(client)
        assert drawn not in str([s.get_decoded() for s in Session.objects.all()])


def test_the_last_required_factor_cannot_be_taken_away(client, director, secret, settings):
    settings.LUOSHU_SECOND_FACTOR = "required"
    (only,) = second_factor.factors(director)
    with clock.standing_at(NOON):
        try_password(client)
        client.post("/login/factor", {"code": code(secret, NOON)})
        assert client.post(f"/me/security/factors/{only.pk}/remove").status_code == 409
        settings.LUOSHU_SECOND_FACTOR = "offered"
        assert client.post(f"/me/security/factors/{only.pk}/remove").status_code == 302
    assert not second_factor.has(director)


def test_nobody_takes_away_the_factor_of_another(director, secret, person, system):
    (factor,) = second_factor.factors(director)
    other = Client()
    with clock.standing_at(NOON):
        with within(system):
            Account.objects.create_user("other", password=PASSWORD, name="别人")
        try_password(other, name="other")
        assert other.post(f"/me/security/factors/{factor.pk}/remove").status_code == 409
    assert second_factor.has(director)


def test_in_the_demo_the_factor_is_offered_and_the_page_says_so(inside, settings):
    settings.LUOSHU_DEMO = True
    with clock.standing_at(NOON):
        assert "演示里不强制第二因素" in inside.get("/me/security").content.decode()


# ── tries ──


def test_five_wrong_passwords_and_the_right_one_no_longer_counts(client, director):
    with clock.standing_at(NOON):
        for _ in range(5):
            assert "用户名或密码不对" in try_password(client, "wrong-wrong-1").content.decode()
        assert "试得太多" in try_password(client).content.decode()
        assert not is_in(client)
    with clock.standing_at(NOON + timedelta(minutes=16)):
        assert try_password(client).status_code == 302


def exhaust(client, **extra):
    for _ in range(6):
        try_password(client, "wrong-wrong-1", **extra)


def test_guessing_elsewhere_does_not_lock_the_holder_out(client, director):
    with clock.standing_at(NOON):
        exhaust(Client(), REMOTE_ADDR="10.9.9.9")
        assert try_password(client, REMOTE_ADDR="10.1.1.1").status_code == 302


def test_from_a_known_device_the_holder_gets_in_past_a_guesser_at_the_same_address(inside, director):
    with clock.standing_at(NOON + timedelta(minutes=1)):
        exhaust(Client())
        inside.post("/logout")
        assert try_password(inside).status_code == 302
        assert is_in(inside)


def test_a_known_device_is_known_for_its_own_account_and_may_not_guess_for_ever(inside, director):
    with clock.standing_at(NOON + timedelta(minutes=1)):
        inside.post("/logout")
        exhaust(inside)
        assert "试得太多" in try_password(inside).content.decode()
        stranger = Client()
        stranger.cookies["device_0000000000000000"] = "forged"
        exhaust(stranger)
        assert "试得太多" in try_password(stranger).content.decode()


def test_a_forged_forwarded_address_is_not_believed(director):
    with clock.standing_at(NOON):
        for number in range(5):
            try_password(Client(), "wrong-wrong-1", HTTP_X_FORWARDED_FOR=f"1.1.1.{number}")
        assert "试得太多" in try_password(Client(), HTTP_X_FORWARDED_FOR="1.1.1.99").content.decode()


def test_behind_a_proxy_of_ours_its_word_counts_and_no_more(director, settings):
    settings.LUOSHU_PROXIES = 1
    with clock.standing_at(NOON):
        for number in range(5):
            try_password(Client(), "wrong-wrong-1", HTTP_X_FORWARDED_FOR=f"1.1.1.{number}, 10.2.2.2")
        assert "试得太多" in try_password(Client(), HTTP_X_FORWARDED_FOR="9.9.9.9, 10.2.2.2").content.decode()
        assert try_password(Client(), HTTP_X_FORWARDED_FOR="9.9.9.9, 10.3.3.3").status_code == 302


def test_codes_are_few_too(client, secret):
    with clock.standing_at(NOON):
        try_password(client)
        for _ in range(5):
            client.post("/login/factor", {"code": "000000"})
        assert "试得太多" in client.post("/login/factor", {"code": code(secret, NOON)}).content.decode()


def test_an_unknown_name_costs_the_same_work_and_gets_the_same_answer(director):
    answers = []
    for name in ("director", "nobody-of-that-name"):
        HASHED.clear()
        page = try_password(Client(), "wrong-wrong-1", name).content.decode()
        answers.append((len(HASHED), re.findall(r"用户名或密码不对[^<]*", page)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 1


# ── sessions ──


def test_a_log_in_gets_a_new_session_and_is_kept_in_the_log(client, director, system):
    client.get("/login")
    session = client.session
    session["before"] = "1"
    session.save()
    before = session.session_key
    with clock.standing_at(NOON):
        try_password(client)
        assert client.session.session_key != before
    with within(system):
        act = Act.objects.get(action="core.log_in")
    assert (act.subject, act.origin, act.user_id) == ("director", "127.0.0.1", director.pk)


@pytest.mark.parametrize(("minutes", "still"), [(15, True), (16, False)])
def test_a_session_ends_when_nobody_is_there(inside, minutes, still):
    with clock.standing_at(NOON + timedelta(minutes=minutes)):
        assert is_in(inside) is still


def test_who_is_there_stays_in_and_after_a_days_work_has_to_log_in_again(inside):
    for minutes in range(10, 481, 10):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            assert is_in(inside), minutes
    with clock.standing_at(NOON + timedelta(minutes=481)):
        assert not is_in(inside)


def test_a_fragment_that_a_page_asks_for_itself_keeps_nobody_in(inside):
    for minutes in (5, 10, 15):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            assert inside.get("/intake/jobs", headers={"HX-Request": "true"}).status_code == 200
    with clock.standing_at(NOON + timedelta(minutes=17)):
        assert not is_in(inside)


def change_area(director, posting, system):
    actions.change_posting(posting=posting, area="410325100", by=system)


def change_rolls(director, posting, system):
    actions.change_posting(posting=posting, whole=False, by=system)


def end(director, posting, system):
    actions.end_posting(posting=posting, until=posting.since, by=system)


def appoint(director, posting, system):
    actions.appoint(user=director, role="bank", area="410325", since=posting.since, by=system)


def disable(director, posting, system):
    accounts.disable_account(account=director, reason="离任", by=system)


def reset(director, posting, system):
    accounts.reset_account(account=director, reason="手机丢了", by=system)


def new_password(director, posting, system):
    accounts.change_password(account=director, old=PASSWORD, new="Another-one-2026", by=system)


@pytest.mark.parametrize("change", [change_area, change_rolls, end, appoint, disable, reset, new_password])
def test_every_session_ends_with_what_it_stood_on(inside, director, system, change):
    with within(system):
        posting = Posting.objects.get(user=director)
    with clock.standing_at(NOON + timedelta(minutes=1)):
        assert is_in(inside)
        change(director, posting, system)
        assert not is_in(inside)


def test_changing_the_password_ends_the_other_sessions_and_not_this_one(inside, director):
    other = Client()
    with clock.standing_at(NOON + timedelta(minutes=1)):
        try_password(other)
        facts = {"old": PASSWORD, "new": "Another-one-2026", "again": "Another-one-2026"}
        assert "不一样" in inside.post("/me/security/password", {**facts, "again": "x"}).content.decode()
        assert "原密码不对" in inside.post("/me/security/password", {**facts, "old": "x"}).content.decode()
        assert inside.post("/me/security/password", facts)["Location"] == "/me/security"
        assert is_in(inside)
        assert not is_in(other)


def test_a_given_password_is_changed_before_anything_else(client, director, system):
    given = accounts.reset_account(account=director, reason="忘了", by=system)
    with clock.standing_at(NOON):
        try_password(client, given)
        assert client.get("/")["Location"] == "/me/security/password"


def test_what_is_shown_is_kept_in_no_cache_and_leaving_empties_the_browser(inside, client):
    with clock.standing_at(NOON + timedelta(minutes=1)):
        for address in ("/", "/me", "/me/security", "/households", "/permissions"):
            assert "no-store" in inside.get(address)["Cache-Control"], address
        answer = inside.post("/logout")
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert not is_in(inside)


def test_an_expired_form_goes_to_the_door_and_comes_back_to_its_page(inside):
    with clock.standing_at(NOON + timedelta(minutes=20)):
        sent = inside.post("/intake/held/1/mend", {"value": "x"}, headers={"Referer": "http://testserver/intake/held"})
    assert sent["Location"] == "/login?next=%2Fintake%2Fheld"


def test_ended_sessions_are_swept_away(inside):
    Session.objects.update(expire_date=datetime(2016, 1, 1, tzinfo=clock.ZONE))
    tasks.sweep(timestamp=0)
    assert not Session.objects.exists()


# ── proof before what weighs ──


def test_five_minutes_after_the_proof_it_is_asked_for_again(inside, secret):
    export = "/me/security/key"
    with clock.standing_at(NOON + timedelta(minutes=4)):
        assert inside.get(export).status_code == 200
    late = NOON + timedelta(minutes=6)
    with clock.standing_at(late):
        assert inside.get(export)["Location"] == "/login/again?next=%2Fme%2Fsecurity%2Fkey"
        assert "验证码不对" in inside.post("/login/again", {"code": "000000", "next": export}).content.decode()
        assert inside.get(export).status_code == 302
        assert inside.post("/login/again", {"code": code(secret, late), "next": export})["Location"] == export
        assert inside.get(export).status_code == 200


def test_without_a_factor_the_password_is_the_proof_and_leads_nowhere_else(inside):
    late = NOON + timedelta(minutes=6)
    with clock.standing_at(late):
        away = {"password": PASSWORD, "next": "https://example.org/"}
        assert "密码不对" in inside.post("/login/again", {**away, "password": "x"}).content.decode()
        assert inside.post("/login/again", away)["Location"] == "/"
        assert inside.get("/me/security/key").status_code == 200


# ── every address says who may open it ──


def test_every_address_declares_who_may_open_it():
    assert reading.undeclared() == []


def test_an_address_that_does_not_is_found():
    assert reading.undeclared([path("open", lambda request: None)]) == ["open"]
    with pytest.raises(LookupError):
        reading.reader(lambda request: None, "registry.fly")


ADMINISTRATORS = ["system_administrator", "security_administrator", "audit_administrator"]


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_the_three_administrators_see_no_household_and_no_figure(closings, client, system, role):
    user = actions.create_account(username="root", name="管理员", password=PASSWORD, by=system)
    actions.appoint(user=user, role=role, area="4103", since=date(2016, 1, 1), by=system)
    client.force_login(Account.objects.get())
    Account.objects.update(is_password_given=False)
    assert client.get("/")["Location"] == "/me"
    for address in (
        "/households",
        f"/households/{little.HERE}0001",
        "/area/4103",
        "/villages",
        "/intake",
        "/intake/held",
    ):
        assert client.get(address).status_code == 403, address
    assert client.get("/permissions").status_code == 200


def test_the_page_of_permissions_shows_both_tables(inside):
    with clock.standing_at(NOON):
        page = inside.get("/permissions").content.decode()
    assert "掩，凭理由看全" in page
    assert "往登记册里录入" in page
    assert page.count("<tr>") > 30
