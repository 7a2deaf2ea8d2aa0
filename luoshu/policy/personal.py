"""The data dictionary: what is kept about people, why, on which basis, for how long (personal.yaml).

Every column of every table is in exactly one class of personal data or declared not to be personal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "personal.yaml"
WHOLE = "*"


@dataclass(frozen=True)
class DataClass:
    """A class of personal data. `sealed`: its values are encrypted; `shown`: how one looks when it is masked."""

    name: str
    zh: str
    en: str
    purpose: str
    purpose_en: str
    basis: str
    basis_en: str
    retention: str
    retention_en: str
    columns: tuple[tuple[str, str], ...]
    sensitive: bool = False
    sealed: bool = False
    shown: str = ""

    def __post_init__(self) -> None:
        told = (self.purpose, self.purpose_en, self.basis, self.basis_en, self.retention, self.retention_en)
        if not all(text and text.strip() for text in told):
            raise ValueError(f"class {self.name}: purpose, basis and retention must be told, in both languages")


@dataclass(frozen=True)
class Dictionary:
    """All classes, where each column belongs, and whether bases and retentions were checked against the law's text."""

    classes: tuple[DataClass, ...]
    plain: frozenset[tuple[str, str]]
    keys: frozenset[str]
    is_verified: bool

    def class_of(self, table: str, column: str) -> DataClass | None:
        """The class of a column, None where it is not personal; LookupError where nobody has said."""
        for each in self.classes:
            if (table, column) in each.columns:
                return each
        if column in self.keys or (table, column) in self.plain or (table, WHOLE) in self.plain:
            return None
        raise LookupError(f"{table}.{column}")

    def columns(self) -> set[tuple[str, str]]:
        """Every column that is named."""
        named = {place for each in self.classes for place in each.columns} | set(self.plain)
        return {(table, column) for table, column in named if column != WHOLE}


@cache
def dictionary() -> Dictionary:
    """The dictionary as written; ValueError where a column is named twice or a class does not say what it must."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    classes = tuple(DataClass(**{**each, "columns": _places(each["columns"])}) for each in raw["classes"])
    named = [place for each in classes for place in each.columns] + list(_places(raw["plain"]))
    twice = {place for place in named if named.count(place) > 1}
    if twice:
        raise ValueError(f"named twice: {sorted(twice)}")
    is_verified = raw["basis_verified"] and raw["retention_verified"]
    return Dictionary(classes, frozenset(_places(raw["plain"])), frozenset(raw["keys"].split()), is_verified)


def _places(columns: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((table, column) for table, names in columns.items() for column in names.split())


def page() -> str:
    """The dictionary as the page of the documentation."""
    lines = [
        "# 个人信息目录",
        "",
        "系统保存哪些个人信息、为什么、凭什么、保存多久。由 luoshu/policy/personal.yaml 生成。",
        "",
    ]
    if not dictionary().is_verified:
        lines += ["依据和期限凭记忆写成，待核：公布前要与法律原文和档案规定核对。", ""]
    lines += ["| 类别 | 用途 | 依据 | 保存期限 | 加密 | 遮盖后 |", "|---|---|---|---|---|---|"]
    for each in dictionary().classes:
        title = each.zh + ("（敏感）" if each.sensitive else "")
        sealed = "是" if each.sealed else "否"
        shown = f"`{each.shown}`" if each.shown else "—"
        lines.append(f"| {title} | {each.purpose} | {each.basis} | {each.retention} | {sealed} | {shown} |")
    lines += ["", "## 各类的字段", ""]
    for each in dictionary().classes:
        places = {}
        for table, column in each.columns:
            places.setdefault(table, []).append(f"`{column}`")
        told = "；".join(f"`{table}`：{'、'.join(names)}" for table, names in places.items())
        lines.append(f"- **{each.zh}**　{told}")
    return "\n".join(lines) + "\n"
