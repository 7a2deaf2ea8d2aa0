"""Taking areas in from CSV and reading their names."""

import csv
import functools
import time
from datetime import date
from pathlib import Path

from luoshu.core.errors import BadInput, NotPossible
from luoshu.core.models import Area, AreaEdition, AreaSuccession

COLUMNS = {"code", "name", "level", "parent"}
LENGTH = {"city": 4, "county": 6, "township": 9, "village": 12, "natural_village": 14, "group": 16}
MINUTE = 60
BELOW = {"natural_village": 14, "group": 16}
DATA = Path(__file__).parent / "data"
CAMPAIGN = DATA / "luoyang-2020.csv"


def read(path):
    """The rows of an area file, checked: known level, code as long as its level, parent present and a prefix."""
    rows = _rows(path, COLUMNS)
    codes = {row["code"] for row in rows}
    for number, row in enumerate(rows, start=2):
        _check(row, codes, f"{path} 第 {number} 行")
    if len(codes) != len(rows):
        raise BadInput("文件里有重复的代码", "每个代码只能出现一次。", place=str(path))
    return rows


def _rows(path, wanted):
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            if not wanted <= set(lines.fieldnames or ()):
                raise BadInput(f"{path} 不是所要的文件", f"第一行应为 {'，'.join(sorted(wanted))}。", place=str(path))
            return [{name: (line[name] or "").strip() for name in wanted} for line in lines]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了 {path}", "请给一个 UTF-8 编码的 CSV 文件。", place=str(path)) from error


def _check(row, codes, place):
    code, parent = row["code"], row["parent"]
    if LENGTH.get(row["level"]) != len(code) or not code.isdecimal():
        raise BadInput(f"代码“{code}”与级别“{row['level']}”不符", f"各级代码长度为 {LENGTH}。", place=place)
    if not row["name"]:
        raise BadInput(f"代码 {code} 没有名称", "请补上名称。", place=place)
    if (parent and parent not in codes) or not code.startswith(parent) or parent == code:
        raise BadInput(f"{code} 的上级“{parent}”不在文件中或不是它的前缀", "请补上上级。", place=place)


def load(path, *, edition=None, since=None, source="", in_use=True):
    """Upsert a file into the edition named, or the one in use (a second city), or a new one named after the file.

    Returns how many rows were added, changed and the same.
    """
    rows = read(path)
    kept = _edition(edition, Path(path), since or date(2016, 1, 1), source, in_use)
    known = {area.code: area for area in kept.areas.all()}
    new = [Area(edition=kept, **row) for row in rows if row["code"] not in known]
    changed = [known[row["code"]] for row in rows if row["code"] in known and _differs(known[row["code"]], row)]
    Area.objects.bulk_create(new, batch_size=2000)
    Area.objects.bulk_update(changed, ["name", "level", "parent"], batch_size=2000)
    _names_of.cache_clear()
    return {"added": len(new), "changed": len(changed), "same": len(rows) - len(new) - len(changed)}


def _differs(area, row):
    """Whether the file says otherwise; the area then carries what the file says."""
    before = (area.name, area.level, area.parent)
    area.name, area.level, area.parent = row["name"], row["level"], row["parent"]
    return before != (area.name, area.level, area.parent)


def _edition(name, path, since, source, in_use):
    current = AreaEdition.objects.filter(in_use=True).first()
    if name is None and current:
        name = current.name
    if in_use and current and current.name != name:
        AreaEdition.objects.filter(pk=current.pk).update(in_use=False)
    start = {"since": since, "source": source or path.name, "in_use": in_use}
    edition, is_new = AreaEdition.objects.get_or_create(name=name or path.stem, defaults=start)
    if not is_new:
        if source and source not in edition.source:
            edition.source = f"{edition.source}\n{source}"
        edition.in_use = in_use
        edition.save(update_fields=["source", "in_use"])
    return edition


def load_succession(path, *, old, new):
    """Successions from a CSV (old,new) between the editions named; how many were added."""
    pairs = _rows(path, {"old", "new"})
    editions = {edition.name: edition for edition in AreaEdition.objects.filter(name__in=(old, new))}
    if {old, new} - set(editions):
        raise NotPossible(f"还没有载入版本 {'、'.join({old, new} - set(editions))}", "请先载入两个版本的区划。")
    ends = {"old_edition": editions[old], "new_edition": editions[new]}
    known = set(AreaSuccession.objects.filter(**ends).values_list("old", "new"))
    fresh = [AreaSuccession(**pair, **ends) for pair in pairs if (pair["old"], pair["new"]) not in known]
    return len(AreaSuccession.objects.bulk_create(fresh))


def add_place(*, parent, name, level):
    """The next free two-digit code below `parent`; a group directly in a village hangs below natural village 00."""
    if level not in BELOW or len(parent) not in (12, 14):
        raise NotPossible("只能在行政村下设自然村、村民组，或在自然村下设村民组")
    stem = parent if len(parent) + 2 == BELOW[level] else f"{parent}00"
    edition = AreaEdition.objects.get(in_use=True)
    taken = edition.areas.filter(code__startswith=stem, level=level).values_list("code", flat=True)
    number = max((int(code[len(stem) :]) for code in taken), default=0) + 1
    if number > 99:
        raise NotPossible(f"{parent} 下已经没有空代码了", "请先整理已停用的村民组。")
    _names_of.cache_clear()
    return Area.objects.create(edition=edition, code=f"{stem}{number:02}", name=name, level=level, parent=parent)


def names(prefix=""):
    """Code → name of the edition in use, for all codes that start with `prefix`; shared, so not to be written to."""
    return _names_of(int(time.monotonic() / MINUTE), prefix)


@functools.lru_cache(maxsize=256)
def _names_of(minute, prefix):
    """Kept for a minute: another process may load areas meanwhile."""
    if prefix:
        every = _names_of(minute, "")
        return {code: name for code, name in every.items() if code.startswith(prefix)}
    return dict(Area.objects.filter(edition__in_use=True).order_by("code").values_list("code", "name"))


def full_name(code):
    """栾川县 三川镇 火神庙村: the names on the path, without the city."""
    everything = names()
    return " ".join(everything[code[:n]] for n in (6, 9, 12, 14, 16) if n <= len(code) and code[:n] in everything)


def successors(code, old, new):
    """The codes of edition `new` that took over `code` of edition `old`; the same code where nothing changed."""
    ends = {"old_edition__name": old, "new_edition__name": new, "old": code}
    return list(AreaSuccession.objects.filter(**ends).order_by("new").values_list("new", flat=True)) or [code]
