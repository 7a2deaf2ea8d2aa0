"""What the import contract cannot see: the shape that every package keeps."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "luoshu"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
FORBIDDEN_NAMES = {"utils", "helpers", "services", "base", "common", "signals"}
# Django looks for a database backend under this name.
DEMANDED_NAMES = {"luoshu/core/postgresql/base.py"}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path):
    return [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def name(path):
    return str(path.relative_to(ROOT))


def test_imports_point_down():
    linted = subprocess.run([ROOT / ".venv/bin/lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_short(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    long = [f"{f.name}: {f.end_lineno - f.lineno + 1}" for f in functions(path)]
    long = [entry for entry in long if int(entry.split(": ")[1]) > LONGEST_FUNCTION]

    assert lines <= LONGEST_MODULE
    assert long == []


def test_no_module_is_named_for_nothing():
    assert {name(p) for p in MODULES if p.stem in FORBIDDEN_NAMES} == DEMANDED_NAMES


ACTIONS = [(p, f) for p in MODULES if p.stem == "actions" for f in tree(p).body if isinstance(f, ast.FunctionDef)]
PUBLIC_ACTIONS = [(p, f) for p, f in ACTIONS if not f.name.startswith("_")]


@pytest.mark.parametrize(("path", "function"), PUBLIC_ACTIONS, ids=lambda x: x.name if hasattr(x, "name") else "")
def test_an_action_is_keyword_only_says_by_whom_and_is_recorded(path, function):
    decorators = {
        d.func.id for d in function.decorator_list if isinstance(d, ast.Call) and isinstance(d.func, ast.Name)
    }

    assert function.args.args == [], "keyword-only"
    assert "by" in {a.arg for a in function.args.kwonlyargs}
    assert "action" in decorators


def test_there_are_actions_to_look_at():
    assert len(PUBLIC_ACTIONS) >= 5


WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}


@pytest.mark.parametrize("path", [p for p in MODULES if "web" in p.parts or "api" in p.parts], ids=name)
def test_pages_never_write(path):
    calls = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    writes = [f"{name(path)}:{c.lineno} .{c.func.attr}(" for c in calls if c.func.attr in WRITES]
    # A session or a form is not the register.
    assert [
        w
        for w in writes
        if "session" not in (ROOT / w.split(":")[0]).read_text().split("\n")[int(w.split(":")[1].split()[0]) - 1]
    ] == []


def test_no_pinyin_or_machine_path_in_what_we_commit():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    paths = [ROOT / t for t in tracked if t.endswith((".py", ".md", ".yaml", ".html", ".toml")) or t == "Makefile"]
    marks = ("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/")
    found = [name(p) for p in paths if p.exists() and any(m in p.read_text(encoding="utf-8") for m in marks)]
    assert found == []
