"""The portal as an installation of its own: started as it is, with no register anywhere near."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
LOADED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "luoshu.portal.settings"
import django
django.setup()
from django.test import Client
from django.db import connections
assert Client().get("/").status_code == 200
assert Client().get("/area/410324").status_code == 404
assert list(connections.settings) == ["default"]
assert connections.settings["default"]["ENGINE"] == "django.db.backends.dummy"
print([name for name in sys.modules if name.startswith(
    ("psycopg", "luoshu.registry", "luoshu.core.cases", "luoshu.core.models", "luoshu.core.database", "luoshu.web"))])
"""


@pytest.fixture
def environment(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHU_", "DJANGO_"))}
    return {**kept, "LUOSHU_VAR": str(tmp_path), "LUOSHU_DATABASE_URL": NOWHERE, "LUOSHU_OWNER_DATABASE_URL": NOWHERE}


def test_the_portal_loads_nothing_of_the_register(environment):
    ran = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, timeout=60)

    assert ran.stdout.strip() == "[]", ran.stderr


@pytest.fixture
def served(environment):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "luoshu.config", "portal", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield port
    process.terminate()
    process.wait(20)


def test_it_is_served_where_there_is_no_database(served, tmp_path):
    answers = {
        path: asked(served, path) for path in ("/", "/en/", "/receipt", "/about", "/notice/1", "/static/portal.css")
    }

    assert {path: status for path, (status, _) in answers.items()} == {
        "/": 200, "/en/": 200, "/receipt": 200, "/about": 200, "/notice/1": 404, "/static/portal.css": 200
    }  # fmt: skip
    assert "还没有公示" in answers["/"][1]
    assert {file.name for file in tmp_path.iterdir()} == {"portal"}


def asked(port, path):
    """(status, words) of a page, waiting for the server to be there."""
    for _ in range(200):
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                connection.request("GET", path)
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("the portal did not start")


def test_a_command_tells_what_is_missing_in_a_sentence(environment, tmp_path):
    (tmp_path / "file").write_text("x")
    command = [sys.executable, "-m", "luoshu.config", "portal", "import", str(tmp_path / "file")]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    assert ran.returncode == 2
    assert "该信哪把公钥" in ran.stderr
