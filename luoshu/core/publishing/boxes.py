"""Letters from the portal: opened, and taken down as objections and reports, each once however often it comes."""

from dataclasses import dataclass

from luoshu.core import clock
from luoshu.core.areas.loading import names
from luoshu.core.cases import actions
from luoshu.core.cases.models import Notice, NoticeEntry, Objection
from luoshu.core.errors import NotPossible, Refusal
from luoshu.core.publishing import keys
from luoshu.core.publishing.carriage import opened, unboxed
from luoshu.core.scope import within


@dataclass(frozen=True)
class Received:
    """How many letters were taken down, how many had been before, and why others were not: (number, sentence)."""

    taken: int
    known: int
    refused: tuple[tuple[int, str], ...]


def receive(path, by):
    """Take down the letters in a file; one that cannot be does not hold up the others."""
    taken, known, refused = 0, 0, []
    for number, sealed in enumerate(unboxed(path), 1):
        try:
            is_new = _take(opened(sealed, keys.private()), by)
        except Refusal as error:
            refused.append((number, str(error)))
        except ValueError:
            refused.append((number, "不是封给本单位的，或者被改过。"))
        else:
            taken, known = taken + is_new, known + (not is_new)
    return Received(taken, known, tuple(refused))


def _take(letter, by):
    """Whether the letter is new."""
    with within(by):
        if Objection.objects.filter(receipt=letter.receipt).exists():
            return False
        notice, entry, area = _about(letter)
    accused = letter.accused if entry else _accused(letter.accused, area)
    told = {
        "source": "web", "received_on": min(letter.received_on, clock.today()), "name": letter.name,
        "contact": letter.contact, "accused": accused, "receipt": letter.receipt, "notice": notice, "by": by,
    }  # fmt: skip
    try:
        actions.raise_objection(text=letter.text, case=entry and entry.case, area=area, **told)
    except NotPossible:
        if entry is None:
            raise
        # The case came to its end while the letter was on its way: said anyway, it is heard as a report.
        text = f"（对公示第 {entry.number} 行）{letter.text}"
        actions.raise_objection(text=text, area=area, **{**told, "accused": _accused(letter.accused, area)})
    return True


def _about(letter):
    """(notice, its line, the place a report lies at) of a letter; the portal's word for a place is not taken."""
    notice = letter.notice and Notice.objects.filter(pk=letter.notice).first()
    if letter.notice and notice is None:
        raise NotPossible(f"没有公示 {letter.notice}", "请核对是不是另一个系统的信件。")
    lines = NoticeEntry.objects.filter(notice=notice, number=letter.line).select_related("case")
    entry = lines.first() if notice and letter.line else None
    area = entry.area if entry else notice.area if notice else letter.area
    if area.rstrip("0") not in {code.rstrip("0") for code in names()}:
        raise NotPossible(f"没有区划 {letter.area}", "请核对是不是另一个系统的信件。")
    return notice, entry, area


def _accused(accused, area):
    """What is said of a whole county without naming a unit goes to the county, as what is said of its townships."""
    return accused or ("township" if area[6:].strip("0") == "" else "")
