"""Whatever a superuser does to the register is found by the stand-alone verifier that holds one earlier checkpoint."""

import os
import random
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from luoshu.core.acts import acting
from luoshu.core.log import bundle, keys
from tests.core.log import city
from tests.core.log.tampering import ASLEEP, WAYS, Tamperer
from tests.scale import scale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_log")]
MUTATIONS, SEED = scale(100, 2_000), int(os.environ.get("LUOSHU_SEED", "20161231"))
VERIFIER = Path(__file__).parents[3] / "verify.py"
FIRST = re.compile(r"RESULT bad FIRST index=(\S+) table=(\S+) row=(\S+)")


@pytest.fixture
def elsewhere(tmp_path):
    """Another folder, with the verifier, the public key and nothing else."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(VERIFIER, folder)
    (folder / "key.txt").write_text(keys.public())
    return folder


@pytest.fixture
def past(system, superuser, tmp_path):
    """The register with its past: the closings, the checkpoint that a witness keeps."""
    city.give_past(superuser, system)
    closings = [city.closed(tmp_path, "2015-12-31", system)]
    with acting("test.idle", system):
        pass
    city.grow(system, 1)
    witness = city.grow(system, 2)
    closings.append(city.closed(tmp_path, "2016-12-31", system))
    city.grow(system, 3)
    return closings, witness


def verified(elsewhere, folder, *witnesses):
    """(exit code, what it said) of the verifier, which sees nothing but its folder and the copy."""
    given = [word for witness in witnesses for word in ("--witness", str(witness))]
    command = [sys.executable, "-I", str(elsewhere / "verify.py"), str(folder), "--key", str(elsewhere / "key.txt")]
    done = subprocess.run(
        [*command, *given], cwd=elsewhere, capture_output=True, text=True, timeout=120, env={"PATH": "/usr/bin:/bin"}
    )
    return done.returncode, done.stdout + done.stderr


def exported(superuser, folder, closings, tamper=None):
    """A copy of the register as it would be after `tamper`; the register itself stays as it is."""
    with superuser.transaction(force_rollback=True):
        city.see_all(superuser)
        superuser.execute(ASLEEP)
        if tamper:
            tamper()
        bundle.write(superuser, folder, closings)


def copied(closings, folder):
    """The closings' files, to be tampered with."""
    return [(number, Path(shutil.copytree(home, folder / home.name))) for number, home in closings]


def tampered(superuser, seed, past, folder):
    """One mutation: its copy, what was done and what must be named."""
    draw = random.Random(seed)
    closings = copied(past[0], folder / "closings")
    tamperer = Tamperer(superuser, draw, closings)
    way = WAYS[seed % len(WAYS)]
    exported(superuser, folder / "copy", closings, getattr(tamperer, way))
    return way, tamperer.expected


def missed(elsewhere, witness, folder, seed, way, expected):
    """What is wrong with the verifier's answer, or None."""
    code, said = verified(elsewhere, folder / "copy", witness)
    shutil.rmtree(folder)
    first = FIRST.search(said)
    named = dict(zip(("index", "table", "row"), first.groups(), strict=True)) if first else {}
    if code != 1 or not named or not (expected or {}).items() <= named.items():
        return f"seed {seed}: {way}: {code}, {named} for {expected}\n{said[-600:]}"
    return None


def test_an_untouched_register_holds(past, superuser, elsewhere, tmp_path):
    closings, witness = past
    (elsewhere / "witness.txt").write_text(witness.note)
    exported(superuser, tmp_path / "copy", closings)

    code, said = verified(elsewhere, tmp_path / "copy", elsewhere / "witness.txt")

    assert (code, "RESULT ok" in said) == (0, True), said


def test_every_tampering_is_found(past, superuser, elsewhere, tmp_path):
    (elsewhere / "witness.txt").write_text(past[1].note)
    wrong = []
    with ThreadPoolExecutor(2) as pool:
        answers = []
        for number in range(MUTATIONS):
            folder = tmp_path / f"mutation-{number}"
            way, expected = tampered(superuser, SEED + number, past, folder)
            seed = SEED + number
            answers.append(pool.submit(missed, elsewhere, elsewhere / "witness.txt", folder, seed, way, expected))
        wrong = [answer.result() for answer in answers if answer.result()]

    assert wrong == [], "\n".join(wrong)
