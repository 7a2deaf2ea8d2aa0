"""What a person writes: read from the form, checked beside each field, sealed at once, kept."""

import secrets
from dataclasses import dataclass, field

from luoshu.core import clock
from luoshu.core.errors import NotPossible
from luoshu.core.publishing.carriage import CONTACT, LEVELS, NAME, TEXT, Letter
from luoshu.core.receipts import receipt_number
from luoshu.portal import store

FIELDS = ("text", "name", "contact", "accused", "line", "token")
LONGEST = {"text": TEXT, "name": NAME, "contact": CONTACT}
TOKEN = 22  # characters of a form's own number


@dataclass
class Written:
    """What was typed, and what is wrong with it: {field: (sentence, values)}."""

    values: dict
    wrong: dict = field(default_factory=dict)


def empty(line=""):
    """A form nobody has typed into; its token makes that sending it twice is once."""
    values = dict.fromkeys(FIELDS, "")
    return Written({**values, "line": line, "token": secrets.token_urlsafe(16)})


def read(data, lines=()):
    """What was sent, checked; `lines`: the numbers of the notice's lines."""
    values = {name: data.get(name, "").replace("\0", "").strip() for name in FIELDS}
    wrong = {}
    if not values["text"]:
        wrong["text"] = ("请写清是什么事", {})
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            wrong[name] = ("最多 {most} 个字，现在有 {now} 个", {"most": most, "now": len(values[name])})
    if values["accused"] not in ("", *LEVELS):
        wrong["accused"] = ("请从列出的里面选", {})
    if values["line"] and values["line"] not in {str(number) for number in lines}:
        wrong["line"] = ("请从列出的里面选", {})
    if len(values["token"]) != TOKEN:
        values["token"] = secrets.token_urlsafe(16)
    return Written(values, wrong)


def send(written, area, notice=None):
    """Seal and keep what was written; the receipt."""
    key = store.told("box")
    if key is None:
        raise NotPossible("现在还不能在网上提意见", "请向公示上写的单位当面提出。")
    values = written.values
    letter = Letter(
        receipt_number(), clock.today(), area, values["text"], values["name"], values["contact"], values["accused"],
        notice, int(values["line"]) if values["line"] else None,
    )  # fmt: skip
    return store.take(letter, letter.sealed(key), values["token"])
