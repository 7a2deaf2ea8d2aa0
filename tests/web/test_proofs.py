"""Each entry of a household's history says where it stands in the log and gives its proof to who may see it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from luoshu.core.log import checkpoints, keys, sequencing
from tests.conftest import empty_tables

from . import little

pytestmark = pytest.mark.django_db(transaction=True)
CODE = f"{little.HERE}0001"
VERIFIER = Path(__file__).parents[2] / "verify.py"


@pytest.fixture(autouse=True)
def own_log(transactional_db):
    """A log that begins with the test."""
    empty_tables()
    checkpoints.kept_file().unlink(missing_ok=True)
    yield
    checkpoints.kept_file().unlink(missing_ok=True)


def proofs_on(page):
    return re.findall(rf"/households/{CODE}/history/\d+/proof", page.content.decode())


def test_an_entry_is_told_as_unsigned_first(as_):
    page = as_("director").get(f"/households/{CODE}/history")

    assert "还没有签发" in page.content.decode()
    assert proofs_on(page) == []


def test_the_proof_holds_for_the_verifier(as_, tmp_path):
    client = as_("director")
    sequencing.catch_up()
    checkpoints.sign()
    page = client.get(f"/households/{CODE}/history")
    (address, *_) = proofs_on(page)
    answer = client.get(address)
    (tmp_path / "proof.txt").write_bytes(answer.content)
    (tmp_path / "key.txt").write_text(keys.public())

    command = [sys.executable, "-I", str(VERIFIER), "--proof", "proof.txt", "--key", "key.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.count(b"tlog-proof@v1") > 1, "the act, and what it wrote"
    assert (done.returncode, "RESULT ok" in done.stdout) == (0, True), done.stdout


def test_a_proof_is_for_who_sees_the_household(person, client):
    director, neighbour = person("director"), person("neighbour")
    sequencing.catch_up()
    checkpoints.sign()
    client.force_login(director)
    (address, *_) = proofs_on(client.get(f"/households/{CODE}/history"))
    client.force_login(neighbour)

    assert client.get(address).status_code == 404
    assert client.get(f"/households/{CODE}/history/999999/proof").status_code == 404
