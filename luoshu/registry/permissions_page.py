"""docs/permissions.md from the two tables: `python -m luoshu.registry.permissions_page docs/permissions.md`."""

import sys
from pathlib import Path

from luoshu.core import permissions
from luoshu.core.cases import policies as _cases  # noqa: F401  (brings the permissions of cases)
from luoshu.core.roles import READERS, ROLES
from luoshu.registry import policies, visibility  # noqa: F401  (policies brings the register's permissions)

FILE = Path(__file__).parent.parent.parent / "docs/permissions.md"
LEVELS = {"group": "组", "village": "村", "township": "乡镇", "county": "县", "city": "市"}
PAGE = """# 谁可以做什么，看到什么

> 由 `luoshu/core/permissions.py`、`luoshu/registry/permissions.py` 和 `luoshu/registry/visibility.py` 生成
> （`python -m luoshu.registry.permissions_page docs/permissions.md`），不要手改。

看到哪些户，由任职的范围决定：所管的地方，加上名册（包户、项目、样本）上的户。下面两张表说的是在范围之内可以做什么、看到每一户的哪些内容。
"""


def page() -> str:
    """Both tables, for officials."""
    return "\n".join([PAGE, _roles(), _may(), _sees()])


def _roles() -> str:
    lines = ["## 岗位", "", "| 代码 | 岗位 | 级别 |", "|---|---|---|"]
    lines += [f"| `{role.code}` | {role.zh} | {LEVELS[role.level]} |" for role in ROLES.values() if role.is_appointed]
    return "\n".join([*lines, ""])


def _may() -> str:
    lines = ["## 可以做什么", "", "| 权限 | 可以 | 岗位 |", "|---|---|---|"]
    lines += [f"| `{name}` | {row.zh} | {_who(row.roles)} |" for name, row in sorted(permissions.TABLE.items())]
    return "\n".join([*lines, ""])


def _who(roles) -> str:
    if roles == permissions.ALL:
        return "所有在任的人"
    if roles == READERS:
        return "三类管理员以外所有在任的人"
    return "、".join(ROLES[code].zh for code in ROLES if code in roles)


def _sees() -> str:
    heads = list(visibility.CLASSES.values())
    lines = ["## 看到什么", "", f"| 岗位 | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for column, title in visibility.TITLES.items():
        cells = [words(visibility.cell(visibility.COLUMNS[column][0], data)) for data in visibility.CLASSES]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def words(cell) -> str:
    """A cell in words: the level, what shows more, whether a reason opens it."""
    parts = [visibility.WORDS[cell.level]]
    parts += [f"{visibility.CONDITIONS[name]}{visibility.WORDS[level]}" for name, level in cell.when.items()]
    if cell.opens:
        parts.append(f"{cell.note or '凭理由'}看全")
    return "，".join(parts)


def texts() -> list[str]:
    """Every text of the two tables, for those who translate them."""
    rows = [text for row in permissions.TABLE.values() for text in (row.zh, row.remedy) if text]
    notes = [cell.note for cells in visibility.MATRIX.values() for cell in cells.values() if cell.note]
    tables = (visibility.CLASSES, visibility.CONDITIONS, visibility.TITLES, visibility.WORDS)
    return [*rows, *notes, "凭理由", *(text for each in tables for text in each.values())]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
