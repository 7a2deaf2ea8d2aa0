"""Each planted fault turns its named test red: a check that cannot fail is none."""

import os
import subprocess
import sys

import pytest

from tests.scale import scale

from .faults import FAULTS

# Each runs pytest with a server of its own; the everyday suite takes a few, the soak all.
CHOSEN = FAULTS[:: scale(8, 1)]


@pytest.mark.parametrize("fault", CHOSEN, ids=lambda fault: fault.name)
def test_the_named_test_turns_red(fault):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "LUOSHU_SOAK", "LUOSHU_VAR"))}
    command = [sys.executable, "-m", "pytest", fault.test, "-q", "-n0", "-p", "tests.planted.plugin"]
    done = subprocess.run(
        command,
        env=environment | {"LUOSHU_PLANTED": fault.name},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr[-2000:]
    name = fault.test.rpartition("::")[2]
    assert any(line.startswith(("FAILED", "ERROR")) and name in line for line in done.stdout.splitlines())


def test_there_are_enough():
    assert len(FAULTS) >= 25
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
