"""Forms as pages show them: fields with what was typed and what is wrong beside them; nothing typed is lost."""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Field:
    """One field: `kind` is text, area, date, number, file, select, checks or hidden."""

    name: str
    title: str
    kind: str = "text"
    options: tuple = ()
    value: object = ""
    hint: str = ""
    error: str = ""
    required: bool = False

    @property
    def described(self) -> str:
        """The ids that describe it."""
        said = [f"h-{self.name}"] if self.hint else []
        return " ".join([*said, f"e-{self.name}"] if self.error else said)

    @property
    def chosen(self):
        """What is chosen of several."""
        return self.value if isinstance(self.value, list | tuple) else [self.value]


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under a heading; those that `folds` are shown when asked for, or once filled in."""

    title: str
    fields: tuple
    hint: str = ""
    folds: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded from the start."""
        return any(field.value or field.error for field in self.fields)


class Entry:
    """What came with a request, read field by field; `errors` says what could not be read."""

    def __init__(self, request):
        self.post, self.files, self.errors = request.POST, request.FILES, {}
        self.is_sent = request.method == "POST"

    def text(self, name, title="") -> str:
        """A text; with `title` it must be there."""
        value = self.post.get(name, "").strip()
        if title and not value:
            self.errors.setdefault(name, _("请填写“%(title)s”。") % {"title": title})
        return value

    def many(self, name) -> list[str]:
        """All that was chosen."""
        return [value for value in self.post.getlist(name) if value]

    def day(self, name, title="") -> dt.date | None:
        """A date; with `title` it must be there."""
        value = self.text(name, title)
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            self.errors[name] = _("日期请写成 2017-11-08 这样。")
            return None

    def number(self, name, title="") -> int | None:
        """A whole number that is not negative; with `title` it must be there."""
        value = self.text(name, title)
        if value and not value.isdecimal():
            self.errors[name] = _("请写整数。")
        return int(value) if value.isdecimal() else None

    def filled(self, groups):
        """The groups with what was typed and what is wrong."""
        return [replace(group, fields=tuple(self._filled(field) for field in group.fields)) for group in groups]

    def _filled(self, field):
        error = self.errors.get(field.name, "")
        if not self.is_sent or field.kind == "file" or field.name not in self.post:
            return replace(field, error=error)
        value = self.many(field.name) if field.kind == "checks" else self.post.get(field.name)
        return replace(field, value=value, error=error)

    def faults(self, groups) -> list[tuple[str, str]]:
        """(field, what is wrong) for the summary; what belongs to no field comes first."""
        known = {field.name for group in groups for field in group.fields}
        loose = [("", text) for name, text in self.errors.items() if name not in known]
        return loose + [(name, self.errors[name]) for name in self.errors if name in known]


def options(choices, first="") -> tuple:
    """(value, title) pairs of a select; `first` is what stands for nothing chosen."""
    return ((("", first),) if first else ()) + tuple((str(value), str(title)) for value, title in choices)
