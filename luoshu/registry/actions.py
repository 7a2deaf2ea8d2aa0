"""The writes of the register. Each is one transaction and one act in the log."""

from hashlib import file_digest, sha256

from luoshu.core import clock
from luoshu.core.acts import action, current, note
from luoshu.core.masking import scrubbed
from luoshu.registry import acceptance, closings, copies, corrections, erasure, judging, policies, rolls
from luoshu.registry import held as waiting
from luoshu.registry.models import Doubt, ExternalFigure, HeldHousehold, Person
from luoshu.registry.phases import Phases
from luoshu.registry.sheets import parse_in_child, read


@action("registry.load_workbook")
def load_workbook(*, path, by, mapping="own", progress=None, name=None):
    """Take in a workbook: its good households go in, its faulty ones are held. `intake.load` is the way here."""
    policies.check_can_load(by)
    name = scrubbed(name or path.name)
    phase = Phases(name, progress)
    phase("reading")
    source = acceptance.Source(name, _digest(path), mapping)
    result = acceptance.accept(_book(path, mapping), by, source, phase)
    note(subject=name, upload=result.upload_id, sha256=source.sha256, accepted=result.accepted, held=result.held)
    note(**policies.keyed_in(by))
    phase("committing")
    return result


def _book(path, mapping):
    """The file read: a folder of CSV is as big as it looks, any other file may be worse than it looks."""
    return read(path, mapping) if path.is_dir() else parse_in_child(path, mapping)


def _digest(path):
    """SHA-256 of a file; of a folder, that of its files' names and digests."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.is_file())
        return sha256("".join(file.name + _digest(file) for file in files).encode()).hexdigest()
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


@action("registry.load_roster")
def load_roster(*, path, by, progress=None):
    """Take in a roster of all rural households of a place."""
    policies.check_can_load(by)
    phase = Phases(path.name, progress)
    phase("reading")
    source = acceptance.Source(path.name, _digest(path), "own")
    result = acceptance.accept(_book(path, "own"), by, source, phase)
    note(subject=path.name, upload=result.upload_id, sha256=source.sha256, changed=result.changed_rows)
    phase("committing")
    return result


@action("registry.mend_held")
def mend_held(*, held, sheet, row, field, value, by):
    """Put another value in one cell of a held household and check it again; it goes in when nothing holds it."""
    policies.check_can_load(by)
    held = HeldHousehold.objects.select_for_update().get(pk=held.pk)
    policies.check_is_open(held)
    content = corrections.with_cell(waiting.content_of(held), sheet, row, field, value)
    note(subject=held.code, sheet=sheet, row=row, field=field, **policies.keyed_in(by))
    book = waiting.book_of([content], held.upload.file_name)
    result = acceptance.accept(book, by, None, Phases(held.code), upload=held.upload)
    corrections.close_if_renamed(held, result)
    return result


@action("registry.withdraw_held")
def withdraw_held(*, held, reason, by):
    """Take a held household off the list with a reason; what it held stays readable."""
    held = HeldHousehold.objects.select_for_update().get(pk=held.pk)
    policies.check_can_withdraw(by, held, reason)
    held.state, held.reason, held.ended_at = HeldHousehold.State.WITHDRAWN, scrubbed(reason.strip()), clock.now()
    held.save(update_fields=["state", "reason", "ended_at"])
    note(subject=held.code)
    return held


@action("registry.decide_doubt")
def decide_doubt(*, doubt, is_true, reason, by, happened_on=None):
    """Close a doubt as 属实 or 不属实; untrue, it stays closed until the facts change."""
    policies.check_can_decide(by, reason)
    doubt = Doubt.objects.select_for_update().get(pk=doubt.pk)
    policies.check_is_undecided(doubt)
    doubt.state = Doubt.State.CONFIRMED if is_true else Doubt.State.REFUTED
    doubt.reason, doubt.decided_on = scrubbed(reason.strip()), happened_on or clock.today()
    doubt.save(update_fields=["state", "reason", "decided_on"])
    note(subject=doubt.rule)
    return doubt


@action("registry.correct_year")
def correct_year(*, record, field, value, reason, by, happened_on=None):
    """Correct one field of a household's or person's year; the log keeps the record as it was."""
    policies.check_can_correct(by, reason)
    record = type(record).objects.select_for_update().get(pk=record.pk)
    note(subject=str(record), field=field, **policies.keyed_in(by))
    return corrections.correct(record, field, value)


@action("registry.copy_household")
def copy_household(*, household, reason, by, person=None):
    """Everything held about a household, or one person of it, in words: for them, on their request."""
    policies.check_can_serve(by, reason)
    note(subject=person.code if person else household.code)
    return copies.of_person(person) if person else copies.of_household(household)


@action("registry.erase_person")
def erase_person(*, person, reason, by, happened_on=None):
    """Empty the rows of a person who was struck off; `rights.erase` is the way here, as it also clears the past."""
    policies.check_can_erase(by, reason)
    person = Person.objects.visible_to(by).select_for_update().get(pk=person.pk)
    erasure.check_may_be_erased(person)
    erased = erasure.blank(person)
    erasure.note_outside(person, erased, current.get())
    note(subject=person.code, rows={table: len(rows) for table, rows in erased.items()})
    return erased


@action("registry.record_external_figure")
def record_external_figure(*, name, value, unit, source, as_of, area, by):
    """Record a figure that comes from elsewhere; the same name, area, day and source again replaces its value."""
    policies.check_can_record_figure(by)
    facts = {"value": value, "unit": unit, "entered_at": clock.now()}
    key = {"name": name, "source": source, "as_of": as_of, "area": area}
    figure, _ = ExternalFigure.objects.update_or_create(**key, defaults=facts)
    note(subject=name, area=area)
    return figure


@action("registry.close_register")
def close_register(*, on, by, replaces=None):
    """Cut the register as of a day into sealed files; the log keeps the digest of their manifest."""
    policies.check_can_close(by)
    closing = closings.cut(on, by)
    closing.replaces = replaces
    closing.save()
    note(subject=str(on), closing=closing.id, digest=closing.digest)
    return closing


@action("registry.judge_closing")
def judge_closing(*, closing, by):
    """Apply the policy of its day to a closing and store what it says; the log keeps the digest of all of it."""
    policies.check_can_close(by)
    judging.store(closing)
    note(subject=str(closing.on), closing=closing.id, policy=closing.policy_version, digest=closing.verdict_digest)
    return closing


@action("registry.keep_roll")
def keep_roll(*, kind, name, area, households, by):
    """Make a roll, or make it list exactly these households (ids) from now on; returns it. It says who may see them."""
    policies.check_can_keep_rolls(by, area)
    note(subject=name, kind=kind, households=len(households))
    return rolls.keep(by, kind, name, area, households)
