"""Repeated runs in processes of their own, competitors in turn, so that a drifting machine hits both alike."""

import json
import os
import subprocess
import sys
from statistics import median


class Failed(Exception):
    """A measured process ended with an error; the message holds its last words."""


def once(target, environment=None, **arguments):
    """Run `module:function` in a new process and return its answer with `seconds` and `peak_mib`."""
    command = [sys.executable, "-m", "bench.child", target, json.dumps(arguments, default=str)]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    if ran.returncode:
        raise Failed(f"{target} ended with {ran.returncode}:\n{ran.stderr[-2000:]}")
    return json.loads(ran.stdout.splitlines()[-1])


def in_turn(targets, runs, **arguments):
    """Run each target `runs` times, A B A B …; the medians of every number it answers, by target name."""
    answers = {name: [] for name in targets}
    for _ in range(runs):
        for name, target in targets.items():
            answers[name].append(once(target, **arguments))
    return {name: medians(several) for name, several in answers.items()}


def medians(answers):
    """The median of each number over several answers of the same shape."""
    return {key: median(answer[key] for answer in answers) for key in answers[0]}
