"""Every role before one household with a canary in each class: what shows where, against the matrix."""

import re
from datetime import date

import pytest
from django.test import Client

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.models import Account, Act, Posting
from luoshu.core.permissions import may
from luoshu.core.roles import EXCLUSIVE, ROLES
from luoshu.core.scope import Actor, within
from luoshu.core.secrets import blind_index, seal
from luoshu.registry.models import Doubt, Household, HouseholdYear, Person, PersonYear
from luoshu.registry.visibility import CLASS, COUNT, FULL, MASKED, opens, sees

from . import little

CODE = f"{little.HERE}0001"
NAME, CHILD, NUMBER = "王改花", "王小妹", "410399197203041238"
PHONE, ACCOUNT, ILLNESS, WAGE = "13900001111", "6217000010001234567", "尿毒症金丝雀", 7_654_300
HEALTH, SCHOOL, DOUBT, DISABLED = "患有大病", "小学", "疑点金丝雀", "视力残疾"
ROLES_HERE = [code for code, role in ROLES.items() if role.is_appointed and code not in EXCLUSIVE]


@pytest.fixture
def household(person_without_register, system):
    """The first household with a canary in each class, and a change of its wages in the log."""
    with within(system), acting("test.canaries", system):
        found = make_household()
        little.close(date(2017, 12, 31), system)
    with within(system), acting("test.change", system, reason="核实"):
        HouseholdYear.objects.filter(household=found, year=2016).update(wage_income=8_765_400)
    return found


def make_household():
    little.village(little.HERE)
    little.household(1, NAME, little.HERE, "0", "0", {"house_grade": "4", "wage_income": WAGE})
    found = Household.objects.get(code=CODE)
    facts = {"phone": ("phone_sealed", PHONE), "account": ("bank_account_sealed", ACCOUNT)}
    sealed = {column: seal([text], "household", column, [found.id])[0] for column, text in facts.values()}
    Household.objects.filter(pk=found.pk).update(**sealed)
    head = Person.objects.get(household=found, name=NAME)
    index = blind_index([NUMBER], "id")[0]
    Person.objects.filter(pk=head.pk).update(
        id_sealed=seal([NUMBER], "person", "id_sealed", [head.id])[0], id_index=index
    )
    for row in PersonYear.objects.filter(person=head):
        row.illness_sealed = seal([ILLNESS], "person_year", "illness_sealed", [row.id])[0]
        row.health, row.disability_kind = "03", "1"
        row.save()
    Doubt.objects.create(
        county="410325",
        area=little.HERE,
        household=found,
        rule="canary",
        text=DOUBT,
        facts_mac=b"x",
        raised_at=clock.now(),
    )
    return found


@pytest.fixture
def by(system):
    """(client, actor) of a role whose posting reaches the county."""

    def make(role):
        with within(system), acting("test.cast", system):
            user = Account.objects.create_user(role, name=role)
            facts = {"role": role, "county": "410325", "area": "410325", "since": date(2016, 1, 1)}
            Posting.objects.create(user=user, **facts)
        client = Client()
        client.force_login(user)
        return client, Actor(name=role, role=role, area="410325", user_id=user.pk)

    return make


def page(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code in (200, 403), (address, answer.status_code)
    return answer.content.decode("utf-8-sig")


@pytest.fixture
def faults(household, by):
    """Where a role is shown more or less than the matrix says."""

    def look(*checks):
        found = []
        for role in ROLES_HERE:
            client, actor = by(role)
            found += [f"{role}: {each}" for check in checks for each in check(client, actor)]
        return found

    return look


def differs(html, canary, is_due, where):
    return [] if (canary in html) == is_due else [f"{where} {canary} {'missing' if is_due else 'shown'}"]


def on_the_page(client, actor):
    html = page(client, f"/households/{CODE}")
    yield from differs(html, NAME, sees(actor, "name") == FULL, "page")
    yield from differs(html, CHILD, sees(actor, "name") == FULL, "page")
    yield from differs(html, HEALTH, sees(actor, "health") >= CLASS, "page")
    yield from differs(html, SCHOOL, sees(actor, "school") == FULL, "page")
    yield from differs(html, "76,543", sees(actor, "income") == FULL, "page")
    yield from differs(html, DOUBT, sees(actor, "doubt") == FULL, "page")
    for canary in (NUMBER, PHONE, ACCOUNT, ILLNESS):
        yield from differs(html, canary, False, "page")


def in_the_list(client, actor):
    is_named, is_rich = sees(actor, "name") == FULL, sees(actor, "income") == FULL
    for where, html in (("list", page(client, "/households")), ("home", page(client, "/"))):
        yield from differs(html, NAME, is_named and (where == "list" or NAME in html), where)
    yield from differs(page(client, "/households"), "40,121", is_rich, "list")
    answer = client.get("/households", {"as": "csv"})
    if (answer.status_code == 200) != may(actor, "registry.export_households"):
        yield f"export answers {answer.status_code}"
    if answer.status_code == 200:
        text = answer.content.decode("utf-8-sig")
        yield from differs(text, NAME, is_named, "export")
        yield from differs(text, "40121", is_rich, "export")


def by_order_and_choice(client, actor):
    asked = {
        "sort=name": sees(actor, "name") == FULL,
        "sort=-income": sees(actor, "income") == FULL,
        f"q={NAME}": sees(actor, "name") >= MASKED,
        "q=wgh": sees(actor, "name") >= MASKED,
        f"q={NUMBER}": sees(actor, "id") >= MASKED,
        f"q={CODE}": True,
        "doubt=any": sees(actor, "doubt") >= COUNT,
    }
    for query, is_due in asked.items():
        status = client.get(f"/households?{query}").status_code
        if status != (200 if is_due else 403):
            yield f"{query} answers {status}"


def in_the_history(client, actor):
    html = page(client, f"/households/{CODE}/history")
    yield from differs(html, "87,654", sees(actor, "income") == FULL, "history")


def of_what_is_sealed(client, actor):
    html = page(client, f"/households/{CODE}/personal")
    for data, canary, masked in (
        ("id", NUMBER, "4103**********1238"),
        ("phone", PHONE, "139****1111"),
        ("account", ACCOUNT, "***************4567"),
        ("health", ILLNESS, None),
    ):
        level = sees(actor, data)
        yield from differs(html, canary, level == FULL, "personal")
        if masked:
            yield from differs(html, masked, level == MASKED, "personal")
    yield from differs(html, "按权限表不显示内容", sees(actor, "health") == CLASS, "personal")
    for data in ("name", "id", "phone", "account", "health"):
        yield from differs(html, f'name="data" value="{data}"', opens(actor, data), "form")


def test_a_household_shows_each_role_what_the_matrix_says(faults):
    assert faults(on_the_page, in_the_history) == []


def test_lists_and_their_files_show_each_role_what_the_matrix_says(faults):
    assert faults(in_the_list) == []


def test_order_choice_and_search_tell_nobody_what_is_not_shown(faults):
    assert faults(by_order_and_choice) == []


def test_what_is_sealed_is_whole_masked_or_absent(faults):
    assert faults(of_what_is_sealed) == []


def test_a_reason_opens_one_class_once_and_is_kept_without_the_value(household, by, system):
    client, _actor = by("county_register")
    address = f"/households/{CODE}/personal"
    assert "查看要写理由" in client.post(address, {"data": "id", "reason": " "}).content.decode()
    html = client.post(address, {"data": "id", "reason": "核对低保名单"}).content.decode()
    assert NUMBER in html
    assert ILLNESS not in html
    assert NUMBER not in client.get(address).content.decode()
    assert client.post(address, {"data": "account", "reason": "核对"}).status_code == 403
    with within(system):
        acts = list(Act.objects.filter(action="registry.open_field"))
    assert [(act.reason, act.subject, act.detail) for act in acts] == [("核对低保名单", CODE, {"fields": ["id"]})]


def test_the_leader_opens_a_name_for_a_reason(household, by):
    client, _actor = by("city_leader")
    address = f"/households/{CODE}/personal"
    assert NAME not in client.get(address).content.decode()
    assert NAME in client.post(address, {"data": "name", "reason": "信访接待"}).content.decode()


@pytest.mark.parametrize(("role", "is_sealed"), [("bank", False), ("auditor", True)])
def test_seeing_values_whole_is_kept_and_what_audit_reads_is_sealed(household, by, system, role, is_sealed):
    client, actor = by(role)
    client.get(f"/households/{CODE}/personal")
    reading = {"action": "registry.read_sealed", "subject": CODE, "user_id": actor.user_id}
    with within(actor):
        act = Act.objects.get(**reading)
    assert act.sealed is is_sealed
    assert not re.search(f"{NUMBER}|{PHONE}|{ACCOUNT}|{ILLNESS}", str(act.detail))
    with within(system):
        assert Act.objects.filter(**reading).exists() is not is_sealed


def test_a_search_by_number_finds_the_holder_and_is_kept(household, by, system):
    client, _actor = by("helper")
    assert CODE in client.get("/households", {"q": NUMBER}).content.decode()
    with within(system):
        act = Act.objects.get(action="registry.search_number")
    assert NUMBER not in f"{act.subject}{act.detail}"
