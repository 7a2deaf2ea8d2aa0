"""The data dictionary tells of every column: what for, on which basis, for how long."""

from dataclasses import replace
from pathlib import Path

import pytest

from luoshu.core import dictionary
from luoshu.policy import personal, publish
from luoshu.registry import columns

ROOT = Path(__file__).parents[2]


def test_every_column_is_told_of_and_no_other():
    assert list(dictionary.gaps()) == []


def test_a_column_nobody_has_told_of_is_found(monkeypatch):
    there = dictionary.columns() | {("person", "fingerprint"), ("person", "fingerprint_sealed")}
    monkeypatch.setattr(dictionary, "columns", lambda: there)

    assert [gap.partition("：")[0] for gap in dictionary.gaps()] == ["person.fingerprint", "person.fingerprint_sealed"]


def test_a_column_that_is_gone_is_found(monkeypatch):
    there = dictionary.columns() - {("person", "name")}
    monkeypatch.setattr(dictionary, "columns", lambda: there)

    assert [gap.partition("：")[0] for gap in dictionary.gaps()] == ["person.name"]


def test_a_class_without_purpose_basis_or_retention_is_refused():
    known = personal.dictionary().classes[0]
    for lacking in ("purpose", "purpose_en", "basis", "basis_en", "retention", "retention_en"):
        with pytest.raises(ValueError, match=known.name):
            replace(known, **{lacking: " "})


def test_fields_of_the_sheets_are_of_the_class_they_say():
    for table in columns.TABLES:
        for field in columns.fields(table):
            if field.personal:
                found = personal.dictionary().class_of(table, columns.column(table, field.name))
                assert found is not None, (table, field.name)
                assert found.name == field.personal, (table, field.name)


def test_what_is_sealed_is_told_as_sealed():
    for table, every in columns.SECRETS.items():
        for secret in every.values():
            assert personal.dictionary().class_of(table, secret.sealed).sealed


def test_the_page_of_the_documentation_is_fresh():
    assert (ROOT / "docs/policy/personal.md").read_text(encoding="utf-8") == publish.pages()["personal.md"]
    assert "待核" in publish.pages()["personal.md"]
