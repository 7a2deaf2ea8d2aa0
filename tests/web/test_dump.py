"""Whoever gets hold of the database or of the folder beside it learns no number of a document and no diagnosis."""

import os
import subprocess

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from luoshu.core import cluster, database
from luoshu.core.postings import actor_of
from luoshu.core.scope import within
from luoshu.registry import actions
from luoshu.registry.models import HeldHousehold, Household, PersonYear
from luoshu.web import jobs, tasks
from tests.registry import made

from .little import HERE

HOUSEHOLDS = 340
SPOILT = range(0, HOUSEHOLDS, 20)


def family(number):
    """A household of three with numbers and diagnoses that occur nowhere else."""
    code = f"{HERE}{number:05}"
    own = {"户编号": code, "户主姓名": f"户主{number}", "行政村代码": HERE, "行政村": "上仓村"}
    own |= {"联系电话": f"137{number:08}", "银行账号": f"6230000000{number:09}"}
    household = made.honest()["household"][0] | own
    people = []
    for order, person in enumerate(made.honest()["person"][:3], 1):
        serial, birth = 3 * number + order, person["出生日期"]
        man = person["性别"] == "男"
        own = {"户编号": code, "人编号": f"{code}0{order}", "姓名": f"某{serial}"}
        own |= {"证件号码": made.id_number(birth, (2 * number) % 998 + man, area=f"41039{number % 10}")}
        own |= {"联系电话": f"138{serial:08}", "健康状况": "患有大病", "疾病名称": f"第{serial}号罕见病"}
        people.append(person | own | ({"户主姓名": f"户主{number}"} if order == 1 else {}))
    people[0]["姓名"] = household["户主姓名"]
    return household, people


@pytest.fixture
def book(tmp_path):
    """The rows of a workbook with a faulty household in twenty, and where it lies."""
    families = [family(number) for number in range(HOUSEHOLDS)]
    for number in SPOILT:
        families[number][0]["工资性收入"] = "五千"
    rows = {
        "household": [household for household, _ in families],
        "person": [p for _, people in families for p in people],
    }
    return rows, made.write_xlsx(tmp_path / "嵩县13812345678.xlsx", rows)


def known(rows):
    """Every number and diagnosis in the rows, by kind."""
    found = {"证件号码": set(), "联系电话": {"13812345678"}, "银行账号": set(), "疾病名称": set()}
    for row in [*rows["household"], *rows["person"]]:
        for kind, values in found.items():
            values.add(row.get(kind))
    return {kind: values - {None} for kind, values in found.items()}


def dumped(tmp_path):
    """The whole database, data and all, as its superuser would carry it away."""
    server = database.cluster()
    file = tmp_path / "dump.sql"
    url = server.url(cluster.ADMIN, connection.settings_dict["NAME"])
    with file.open("wb") as out:
        subprocess.run([server.bin / "pg_dump", "--inserts", url], check=True, stdout=out, stderr=subprocess.PIPE)
    return file.read_bytes()


def lying_about():
    """All files of ours but the database's own and the keys: name and content."""
    for folder, _folders, names in os.walk(database.var()):
        if "/database" not in folder and "/keys" not in folder:
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    yield path, path.encode() + file.read()


def forms(value):
    """A text as it would stand in a dump: itself, in the hexadecimal of bytes, escaped in JSON."""
    plain = value.encode()
    return plain, plain.hex().encode(), value.encode("unicode_escape")


def told_in(content, by_form):
    """Those values of which a form stands in the bytes, found in one pass over them."""
    found = pl.Series([content.decode("latin-1")]).str.extract_many(list(by_form))[0]
    return {by_form[form] for form in found}


@pytest.mark.django_db(transaction=True)
def test_a_dump_tells_no_number_and_no_diagnosis(client, person_without_register, settings, tmp_path, book):
    rows, path = book
    settings.MEDIA_ROOT = database.var() / "files"
    officer = person_without_register("director", password="a-long-password-8")
    client.force_login(officer)
    for _ in range(2):
        client.post("/intake", {"files": [SimpleUploadedFile(path.name, path.read_bytes())], "mapping": "own"})
    by = actor_of(officer)
    tasks.take_in(by=by, token=jobs.of(by)[0].token)  # the other one goes on waiting
    with within(by):
        assert (Household.objects.count(), HeldHousehold.objects.count()) == (HOUSEHOLDS - len(SPOILT), len(SPOILT))
        record = PersonYear.objects.first()
        held = HeldHousehold.objects.order_by("code").first()
        asked = client.get(f"/intake/uploads/{held.upload_id}/held.xlsx")
    assert asked.status_code == 200
    facts = {"record": record, "field": "illness_name", "reason": "身份证410399198001011234核对"}
    actions.correct_year(**facts, value="第9999号罕见病", by=by)
    actions.correct_year(**facts, value="第9998号罕见病", by=by)
    actions.mend_held(held=held, sheet="household", row=2, field="wage_income", value="5000", by=by)

    dump = dumped(tmp_path)

    assert b"INSERT INTO public.person_year" in dump
    values = known(rows)
    assert sum(len(each) for each in values.values()) >= 3000
    assert {kind: len(each) for kind, each in values.items() if len(each) < HOUSEHOLDS} == {}
    values["更正"] = {"第9999号罕见病", "第9998号罕见病", "410399198001011234"}
    secret = {form.decode("latin-1"): value for each in values.values() for value in each for form in forms(value)}
    assert told_in(dump, secret) == set()
    for place, content in lying_about():
        assert told_in(content, secret) == set(), place
    assert told_in(dump + "第7号罕见病".encode().hex().encode(), secret) == {"第7号罕见病"}  # it would have been found
