"""The two files that travel between the register and its public portal: what both sides know of them. No Django.

Out goes a bundle, a signed note: a heading, one line of JSON, an empty line, the signature. Back come letters, each
sealed to a key that the bundle names. Either side may be handed any file: what does not belong there is refused in a
sentence.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import date, datetime

from luoshu.core import sealed_box
from luoshu.core.errors import BadInput
from luoshu.core.receipts import is_receipt
from luoshu.core.signing import is_signed

BUNDLE, BOX, LETTER = "luoshu portal bundle 1", "luoshu portal box 1", b"luoshu portal letter 1"
MOST_BYTES = 64 * 2**20
TEXT, NAME, CONTACT = 2000, 60, 60  # characters
LEVELS = ("village", "township", "county")  # of a unit that is complained of


@dataclass(frozen=True)
class Letter:
    """An objection (`notice`, `line` of it) or a report about `area`; `accused`: the level of the unit it is about."""

    receipt: str
    received_on: date
    area: str
    text: str
    name: str = ""
    contact: str = ""
    accused: str = ""
    notice: int | None = None
    line: int | None = None

    def sealed(self, key):
        """The letter as only the register reads it, as text."""
        content = json.dumps({**asdict(self), "received_on": self.received_on.isoformat()}, ensure_ascii=False)
        return b64encode(sealed_box.seal(content.encode(), key, LETTER)).decode()


def opened(sealed, private):
    """A letter from its sealed text; ValueError when it is none of ours or of another form."""
    told = json.loads(sealed_box.open_(b64decode(sealed, validate=True), private, LETTER))
    try:
        letter = Letter(**{**told, "received_on": date.fromisoformat(told["received_on"])})
    except (TypeError, KeyError) as error:
        raise ValueError("not a letter") from error
    _check(letter)
    return letter


def _check(letter):
    """What the portal's form allows, asked again: the portal stands where anybody may break in."""
    words = ((letter.text, TEXT), (letter.name, NAME), (letter.contact, CONTACT), (letter.area, 12))
    numbers = (letter.notice, letter.line)
    fits = (
        all(isinstance(word, str) and len(word) <= most for word, most in words)
        and all(number is None or (type(number) is int and 0 < number < 2**62) for number in numbers)
        and isinstance(letter.receipt, str)
        and is_receipt(letter.receipt)
        and letter.accused in ("", *LEVELS)
        and letter.text.strip()
    )
    if not fits:
        raise ValueError("not as the form allows")


def bundled(content, sign):
    """A bundle with its signature; `sign` gives the signature line of a text."""
    text = f"{BUNDLE}\n{json.dumps(content, ensure_ascii=False, separators=(',', ':'))}\n"
    return f"{text}\n{sign(text)}"


def unbundled(path, key):
    """The content of a bundle signed by `key`, and when it was issued."""
    text, gap, signatures = _read(path).rpartition("\n\n")
    if not gap or not text.startswith(f"{BUNDLE}\n"):
        raise BadInput(f"{path.name} 不是公示包", "请用 luoshu portal export 写出的文件。", place=path.name)
    if not _is_signed(f"{text}\n", signatures, key):
        raise BadInput(f"{path.name} 的签名不对：不是本单位发出的，或者被改过", "请重新从内网取，并报告安全管理员。")
    content = json.loads(text.removeprefix(f"{BUNDLE}\n"))
    return content, datetime.fromisoformat(content["issued"])


def _is_signed(text, signatures, key):
    try:
        return is_signed(text, signatures.split("\n"), key)
    except ValueError:  # what stands in the signature's place is none
        return False


def boxed(sealed):
    """The file of letters that goes back."""
    return json.dumps({"format": BOX, "letters": list(sealed)}, indent=0) + "\n"


def unboxed(path):
    """The sealed letters in a file."""
    try:
        told = json.loads(_read(path))
        letters = told["letters"]
        if told["format"] != BOX or not all(isinstance(each, str) for each in letters):
            raise ValueError("another form")
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} 不是门户交来的信件", "请用 luoshu portal collect 写出的文件。") from error
    return letters


def _read(path):
    """The text of a file; one that is no text is as wrong as one of another form."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path.name} 太大", "请核对是不是拿错了文件。")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    except OSError as error:
        raise BadInput(f"读不了 {path}（{error.strerror}）", "请核对文件的位置和权限。") from error
