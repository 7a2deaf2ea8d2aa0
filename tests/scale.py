"""Quick numbers for `make test`, the numbers the issues name for `make soak`."""

import os

SOAK = os.environ.get("LUOSHU_SOAK") == "1"


def scale(quick, full):
    """The number a proof runs at: `quick` in the everyday suite, `full` in the soak."""
    return full if SOAK else quick
