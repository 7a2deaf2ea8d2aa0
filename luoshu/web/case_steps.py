"""The form of a step, with the fields that step needs and no others, and taking it: for one case or a whole list."""

from dataclasses import replace

from django.utils.translation import gettext as _

from luoshu.core import clock
from luoshu.core.cases import actions, facts, queries
from luoshu.core.cases.given import NewProof, Votes
from luoshu.core.cases.models import Meeting
from luoshu.core.errors import BadInput, NotPossible, Refusal
from luoshu.policy.procedures import organs

from . import case_words, formats, given_fields, places, refusals
from .typed import Field, Group, options

OF_MEETINGS = ("minutes", "attendance", "vote")
WITNESSED = {"thumb_print", "refusal_record", "video_confirmation"}
NEW = "new"
MOST = 2000


def is_back(step) -> bool:
    """Whether a step sends a case back: then what is missing has to be named."""
    return step.early and not step.objected and "send" in step.name


def groups(step, cases, entry) -> list[Group]:
    """The fields of a step for these cases (all of one procedure and state), filled with what was typed."""
    since = max((case.since if step.to else case.opened_on) for case in cases)
    today = clock.today().isoformat()
    found = [
        Group(
            "",
            (
                Field(
                    "happened_on",
                    _("决定或发生的日期"),
                    "date",
                    value=today,
                    required=True,
                    hint=_("上一步是%(since)s。今天以前的日期会标为补录，要有佐证。") % {"since": since},
                ),
            ),
        )
    ]
    if meets(step):
        found += [*of_meeting(step, cases[0]), *of_votes(step)]
    found += [group for group in (of_proofs(step, cases[0]), given_fields.of_step(step, cases[0])) if group]
    return entry.filled([*found, of_words(step)])


def meets(step) -> bool:
    """Whether a meeting decides, or may decide, the step."""
    asked = {name for each in step.evidence for name in each}
    return bool(asked.intersection(OF_MEETINGS)) or (organs()[step.organ].majority is not None and not is_back(step))


def must_meet(step) -> bool:
    """Whether there is no way without a meeting."""
    return step.votes or any(set(each) <= set(OF_MEETINGS) for each in step.evidence)


def of_meeting(step, case) -> list[Group]:
    """Choose a meeting of the deciding body, or write down a new one with its papers."""
    held = [(meeting.pk, told_meeting(meeting)) for meeting in queries.meetings_for(case, step)[:20]]
    first = _("请选") if must_meet(step) else _("没有开会")
    chosen = NEW if must_meet(step) and not held else ""
    hint = _("%(organ)s的会议；一次会议管它的整个名单。") % {"organ": case_words.organ(step.organ)}
    choices = options([*held, (NEW, _("登记一次新会议"))], first)
    choose = Field("meeting", _("会议"), "select", choices, chosen, hint, required=must_meet(step))
    fields = [
        Field("held_on", _("开会日期"), "date", hint=_("不填就是上面的日期。")),
        Field("held_at", _("地点")),
        Field("entitled", _("应到人数"), "number"),
        Field("present", _("实到人数"), "number"),
        Field("meeting_no", _("会议文号或记录编号")),
    ]
    for name in OF_MEETINGS:
        if name == "minutes" or any(name in each for each in step.evidence):
            title = case_words.evidence(name)
            fields.append(Field(f"meeting_{name}", title, "file"))
            fields.append(Field(f"meeting_{name}_at", _("%(what)s原件存放处") % {"what": title}))
    told = _("材料传照片，或写原件存放处。")
    return [Group("", (choose,)), Group(_("新会议"), tuple(fields), told, folds=not chosen)]


def of_votes(step) -> list[Group]:
    """The vote, where it carries the step."""
    if not step.votes:
        return []
    names = (("agreed", _("同意")), ("against", _("反对")), ("abstained", _("弃权")))
    fields = tuple(Field(name, title, "number", required=name == "agreed") for name, title in names)
    return [Group(_("表决票数"), fields, _("同意要超过到会人数的半数；回避的人不计。"))]


def of_proofs(step, case) -> Group | None:
    """The proofs that are handed in with the step, each with its alternatives."""
    fields = []
    for n, each in enumerate(step.proof(case.reason)):
        names = [name for name in each if name not in OF_MEETINGS]
        if not names:
            continue
        title = case_words.either(names)
        if len(names) > 1:
            fields.append(
                Field(
                    f"kind_{n}", _("交哪一种"), "select", options((name, case_words.evidence(name)) for name in names)
                )
            )
        fields.append(
            Field(f"file_{n}", title, "file", hint=_("可由%(who)s提供") % {"who": case_words.supplier(names[0])})
        )
        fields.append(Field(f"paper_{n}", _("或写文号、原件存放处")))
        if WITNESSED.intersection(names):
            fields.append(Field(f"witness_{n}", _("见证人")))
    return Group(_("材料"), tuple(fields), _("已经交过的不用再交。")) if fields else None


def of_words(step) -> Group:
    """The number of the document and a remark; who sends back says what is missing."""
    if is_back(step):
        return Group("", (Field("remark", _("缺什么"), "area", required=True, hint=_("写明要补什么，不写个人信息。")),))
    return Group(
        "", (Field("document_no", _("文号")), Field("remark", _("说明"), "area", hint=_("可以不写；不写个人信息。")))
    )


def told_meeting(meeting) -> str:
    """A meeting in one line."""
    parts = [
        formats.day(meeting.held_on),
        case_words.organ(meeting.organ, meeting.held_on),
        places.name(facts.place_of(meeting.area)),
        _("实到%(present)s人，应到%(entitled)s人") % {"present": meeting.present, "entitled": meeting.entitled},
    ]
    return formats.listed([*parts, meeting.document_no] if meeting.document_no else parts)


class Taking:
    """One try to take a step for a list of cases; what was handed in stays even if the step is refused."""

    def __init__(self, entry, step, cases, actor):
        self.entry, self.step, self.cases, self.actor = entry, step, cases, actor
        self.outcome, self.kept = None, []
        self.meeting = None

    def take(self) -> bool:
        """Try; whether it was taken for any. What is wrong stands in the entry's errors."""
        happened_on = self.entry.day("happened_on", _("决定或发生的日期"))
        told = self._told()
        if self.entry.errors:
            return False
        try:
            self.meeting = self._meeting()
            proofs = read_proofs(self.entry, self.step, self.cases[0], happened_on)
        except Refusal as refusal:
            self.entry.errors.setdefault(getattr(refusal, "place", "") or "meeting", refusals.of(refusal))
            return False
        try:
            self.outcome = take(
                self.cases,
                step=self.step.name,
                happened_on=happened_on,
                by=self.actor,
                meeting=self.meeting,
                new_proofs=proofs,
                **told,
            )
        except Refusal as refusal:
            self._keep(proofs)
            self.entry.errors[""] = refusals.of(refusal)
        return self.outcome is not None

    def _told(self) -> dict:
        entry = self.entry
        remark = entry.text("remark", _("缺什么") if is_back(self.step) else "")
        votes = None
        if self.step.votes:
            agreed = entry.number("agreed", _("同意"))
            votes = Votes(agreed or 0, entry.number("against") or 0, entry.number("abstained") or 0)
        if must_meet(self.step):
            entry.text("meeting", _("会议"))
        given = given_fields.read_step(entry, self.step)
        return {"remark": remark, "votes": votes, "document_no": entry.text("document_no"), "given": given}

    def _meeting(self):
        chosen = self.entry.text("meeting")
        if chosen == NEW:
            meeting = hold(self.entry, self.step.organ, self.cases[0].area, self.actor)
            self.kept.append(_("会议已登记，下面已选上它。"))
            return meeting
        return Meeting.objects.visible_to(self.actor).filter(pk=int(chosen)).first() if chosen.isdigit() else None

    def _keep(self, proofs):
        """Files are not chosen twice: they stay with the cases, even if the step was refused."""
        if proofs:
            actions.attach_proofs(to=list(self.cases), new_proofs=proofs, by=self.actor)
            self.kept.append(_("交来的材料已收下，不用再交。"))

    @property
    def status(self) -> int:
        """An answer of 4xx undoes what was written; what was kept must stay."""
        return 200 if self.kept else 422


def with_newest_meeting(groups) -> list[Group]:
    """The groups with the meeting chosen that was just written down."""
    return [
        replace(group, fields=tuple(_newest(field) if field.name == "meeting" else field for field in group.fields))
        for group in groups
    ]


def _newest(field):
    held = [value for value, _title in field.options if value.isdigit()]
    return replace(field, value=held[0]) if held else field


def take(cases, **told):
    """The step for the list, in batches the engine takes."""
    done, refused = [], {}
    for start in range(0, len(cases), MOST):
        batch = cases[start : start + MOST]
        try:
            outcome = actions.take_step(cases=batch, **told)
        except Refusal as refusal:
            if len(cases) <= MOST:
                raise
            refused |= {case.pk: refusal for case in batch}
            continue
        done += outcome.done
        refused |= outcome.refused
    return type(outcome)(tuple(done), refused) if len(cases) > MOST else outcome


def hold(entry, organ, area, actor) -> Meeting:
    """Write down a new meeting from the form, by default of the day of the decision; BadInput names what is missing."""
    held_on = entry.day("held_on") or entry.day("happened_on")
    entitled, present = entry.number("entitled", _("应到人数")), entry.number("present", _("实到人数"))
    if entry.errors:
        name, text = next(iter(entry.errors.items()))
        raise BadInput(text, place=name)
    proofs = []
    for name in OF_MEETINGS:
        proofs += papers(entry, name, f"meeting_{name}", f"meeting_{name}_at", "", held_on)
    if not proofs:
        raise BadInput(_("会议没有材料"), _("请传会议记录的照片，或写原件存放处。"), place="meeting_minutes_at")
    level = organs()[organ].level
    place = area[: case_words.DIGITS[level]].ljust(12, "0")
    return actions.hold_meeting(
        organ=organ,
        area=place,
        held_on=held_on,
        entitled=entitled,
        present=present,
        by=actor,
        place=entry.text("held_at"),
        document_no=entry.text("meeting_no"),
        new_proofs=proofs,
    )


def read_proofs(entry, step, case, on) -> list[NewProof]:
    """The proofs of the form; a document may be told by its number alone."""
    proofs = []
    for n, each in enumerate(step.proof(case.reason)):
        names = [name for name in each if name not in OF_MEETINGS]
        if not names:
            continue
        kind = entry.text(f"kind_{n}") or names[0]
        if kind not in names:
            raise NotPossible(_("这一步不要这种材料"), _("请从列出的里面选。"))
        found = papers(entry, kind, f"file_{n}", f"paper_{n}", f"witness_{n}", on)
        if not found and "document" in names and entry.text("document_no"):
            found = [NewProof("document", on, document_no=entry.text("document_no"))]
        proofs += found
    return proofs


def papers(entry, kind, file, paper, witness, on) -> list[NewProof]:
    """What was handed in of one kind: each file, or the paper by number and place."""
    told = {"kept_at": entry.text(paper), "witness": entry.text(witness) if witness else ""}
    files = entry.files.getlist(file)
    if files:
        return [NewProof(kind, on, content=f.read(), media_type=f.content_type or "", **told) for f in files]
    return [NewProof(kind, on, **told)] if told["kept_at"] else []
