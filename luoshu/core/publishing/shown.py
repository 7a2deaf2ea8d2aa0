"""What the public may see of a notice: head of the household, group, number of people; place, term, who answers.

Never a number, a telephone, an illness or a cause: those columns do not exist here (users.md and GB/T 35273 agree).
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from luoshu.core.areas.loading import full_name, names
from luoshu.core.cases import facts
from luoshu.core.cases.models import NoticeEntry
from luoshu.core.errors import NotPossible
from luoshu.policy.procedures import kind, listed, organs
from luoshu.policy.terms import count, told, told_from

DIGITS = {"village": 12, "township": 9, "county": 6, "city": 4}
GENERIC = {"village": "村", "township": "乡镇", "county": "县", "city": "市"}


@dataclass(frozen=True)
class Line:
    """One line as it is posted; `village` is filled on lists of more than one village."""

    number: int
    head: str
    group: str
    members: int | None
    village: str = ""


@dataclass(frozen=True)
class Shown:
    """A notice as it is posted and published; names in both languages as (zh, en)."""

    number: int
    area: str
    place: str
    kind: tuple[str, str]
    case: tuple[str, str]
    organ: tuple[str, str]
    answers: tuple[str, str]
    posted_at: str
    text: str
    document_no: str
    begins: date
    ends: date
    counted: tuple[str, str]
    lines: tuple[Line, ...]

    @property
    def is_announcement(self):
        """公告 tells what was decided, 公示 what is about to be."""
        return "公告" in self.kind[0]


def address(number=None):
    """The public page of a notice, or the portal's first; empty where no portal is set up (LUOSHU_PORTAL_URL)."""
    root = settings.LUOSHU_PORTAL_URL.rstrip("/")
    if not root or number is None:
        return root
    return f"{root}/notice/{number}"


def shown(notice, starts=None):
    """What one notice shows. One not yet posted needs `starts`, the day it will hang from."""
    return many([notice], starts)[0]


def many(notices, starts=None):
    """What several notices show, in a few queries for all of them."""
    rows = NoticeEntry.objects.filter(notice__in=notices).select_related("case").order_by("notice", "number")
    entries = {notice.pk: [] for notice in notices}
    for row in rows:
        entries[row.notice_id].append(row)
    return [_shown(notice, entries[notice.pk], starts) for notice in notices]


def _shown(notice, entries, starts):
    if len(entries) != notice.entries:
        raise NotPossible("这张公示的名单超出您的管辖范围", "请由公示机构打印。")
    rule = _rule(notice, entries)
    begins, ends, counted = _term(notice, rule, starts)
    area = facts.place_of(notice.area)
    return Shown(
        number=notice.pk, area=area, place=full_name(area),
        kind=_both(listed("notices")[notice.kind]), case=_both(kind(notice.case_kind)),
        organ=_titles(notice.organ, area, begins), answers=_titles(rule.answers, area, begins),
        posted_at=notice.place, text=notice.text, document_no=notice.document_no,
        begins=begins, ends=ends, counted=counted, lines=tuple(_line(entry, area) for entry in entries),
    )  # fmt: skip


def _rule(notice, entries):
    """The rule the notice was drafted by: of the procedure its cases keep, whatever state they are in now."""
    if not entries:
        raise NotPossible("这张公示没有名单", "请核对公示。")
    case = entries[0].case
    states = kind(case.kind).variant(case.variant).states.values()
    return next(state.notice for state in states if state.notice and state.notice.kind == notice.kind)


def _term(notice, rule, starts):
    if notice.posted_on:
        return notice.posted_on, notice.ends_on, (notice.counted["text"], told_from(notice.counted, "en"))
    if starts is None:
        raise NotPossible("这张公示还没有张贴", "请给出准备张贴的日期。")
    counted = count(starts, rule.term)
    return starts, counted.ends, (told(counted), told(counted, "en"))


def _titles(organ, area, on):
    """What a body is called at its place: 村“两委” of 火神庙村 are 火神庙村“两委”."""
    found = organs()[organ]
    place = names().get(area[: DIGITS.get(found.level, 0)], "")
    zh, en = found.title(on, "zh"), found.title(on, "en")
    if not place:
        return zh, en
    return place + zh.removeprefix(GENERIC[found.level]), f"{en}, {place}"


def _both(each):
    return each.zh, each.en


def _line(entry, area):
    """A line; of a village or a county itself, its name."""
    village = names().get(entry.area, "") if len(area) < len(entry.area) else ""
    head = entry.head_name or full_name(facts.place_of(entry.area)).split(" ")[-1]
    return Line(entry.number, head, entry.group_name, entry.members, village)
