"""What a case tells of a household and of people, as a book of our form: checked and taken in like any workbook.

The sealed part of a case holds `household`, a row of our form by field name as text, and `people`, such rows.
"""

from hashlib import sha256

import polars as pl
from django.db import connection

from luoshu.core.cases.secret import secret_of
from luoshu.core.errors import NotPossible
from luoshu.policy.codes import codes
from luoshu.policy.fields import sheet
from luoshu.registry import acceptance, held
from luoshu.registry.models import Household, Person
from luoshu.registry.phases import Phases

SCALED = ("money", "measure")


def of(case, year=None, **people):
    """The rows a case tells: {"household": [...], "person": [...]} by field name as text; empty where it tells none.

    `people` are fields that each of its people gets where they do not say it themselves.
    """
    secret = secret_of(case) or {}
    year, code = str(year or case.detail.get("year") or case.opened_on.year), household_code(case)
    households = [_household(secret["household"], code, case.area, year)] if secret.get("household") else []
    told = secret.get("people", ())
    own = {"household_code": code, "year": year, **people}
    numbered = zip(_free(case.county, code, len(told)), told, strict=True) if told else ()
    return {"household": households, "person": [{**own, "person_code": number, **row} for number, row in numbered]}


def household_code(case):
    """The number of the household the case is about: that of the register, or the one the case gives it."""
    if case.household_id is not None:
        return Household.objects.values_list("code", flat=True).get(pk=case.household_id)
    return case.detail.get("household_code") or case.code


def _household(row, code, area, year):
    own = {"household_code": code, "village_code": area, "year": year, "poverty_status": "未脱贫"}
    return own | {"identified_year": year} | row


def _free(county, code, count):
    """So many numbers of people of a household that nobody in the county has."""
    rows = Person.objects.filter(county=county, code__gte=code, code__lt=f"{code}:").values_list("code", flat=True)
    known, free, n = set(rows), [], 0
    while len(free) < count:
        n += 1
        if (number := f"{code}{n:02d}") not in known:
            free.append(number)
    return free


def book(rows, name):
    """The rows of many cases as one book."""
    tables = {}
    for of_sheet, lines in rows.items():
        if lines:
            tables[of_sheet] = _table(of_sheet, lines)
    return held.book_of([{"kind": "事项", "mapping": "own", "tables": tables, "faults": []}], name)


def _table(name, lines):
    fields = [f for f in sheet(name).fields if any(line.get(f.name) for line in lines)]
    columns = {f.name: ["", f.zh] for f in fields}
    rows = [{"row": n, **{f.name: line.get(f.name) or None for f in fields}} for n, line in enumerate(lines, 2)]
    return {"sheet": sheet(name).sheet, "columns": columns, "rows": rows, "marks": []}


def joined(cases, year=None, **people):
    """The rows of many cases together."""
    told = [of(case, year, **people) for case in cases]
    return {name: [row for each in told for row in each[name]] for name in ("household", "person")}


def faults(cases, by, year=None, **people):
    """{household code: [what holds it back]} of what the cases tell, checked as a workbook's rows are."""
    rows = joined(cases, year, **people)
    if not any(rows.values()):
        return {}
    with connection.cursor() as cursor:
        checked = acceptance.check(book(rows, ""), cursor, acceptance.villages_of(by))
    found = {}
    for fault in checked.faults.filter(pl.col("severity") == "must").iter_rows(named=True):
        found.setdefault(fault["household_code"], []).append(fault["problem"])
    return found


def take_in(cases, by, name, year=None, **people):
    """What the cases tell goes into the register; NotPossible where a row is faulty, and the step does not happen."""
    rows = joined(cases, year, **people)
    mark = sha256("".join(str(case.pk) for case in cases).encode()).hexdigest()
    source = acceptance.Source(name, mark, "own")
    result = acceptance.accept(book(rows, name), by, source, Phases(name))
    if result.checked.held:
        told = "、".join(sorted(result.checked.held)[:5])
        raise NotPossible(f"{told} 的内容还有问题，不能录入", "请在事项里改好再办。")
    return result


def text_of(field, value):
    """A stored value as our form writes it; None stays None."""
    if value is None:
        return None
    if field.type == "code":
        found = codes(field.code)
        return found.label(value) if value in found else str(value)
    if field.type == "bool":
        return "是" if value else "否"
    return f"{value / 100:.2f}" if field.type in SCALED else str(value)
