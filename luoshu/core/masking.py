"""Personal data shown so that the reader can tell which it is without learning it: screen, print, notice, message.

A masked value keeps its length. Over a third of it is hidden, and half of one that is shorter than it should be.
"""

import re

STAR = "*"
# By class of personal data: how many characters stay at the start and at the end.
KEPT = {"id": (4, 4), "phone": (3, 4), "account": (0, 4), "name": (1, 0)}
# Of health data there is nothing to keep: a masked diagnosis says only that there is one.
HIDDEN = {"health": "***"}
# In running text: 15 or 18 characters of an ID number, a mobile number, an account of 12 to 19 digits. Digits of an
# amount, a date or an area code (12 digits, our own) are no such thing.
NUMBERS = (
    ("id", re.compile(r"(?<![0-9A-Za-z])(?:[1-9]\d{16}[0-9Xx]|[1-9]\d{14})(?![0-9A-Za-z])")),
    ("phone", re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")),
    ("account", re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])")),
)


def mask(kind, value):
    """The value of a personal class (id, phone, account, name, health) hidden; None stays None.

    `mask("id", "410399198001011234")` is `4103**********1234`. KeyError for a class that is not to be masked.
    """
    if not value:
        return value
    if kind in HIDDEN:
        return HIDDEN[kind]
    start, end = KEPT[kind]
    if 3 * (start + end) > 2 * len(value):
        start, end = min(start, len(value) // 2), 0
    return value[:start] + STAR * (len(value) - start - end) + value[len(value) - end :]


def scrubbed(text):
    """Running text with every number of a document, telephone or account in it masked."""
    for kind, pattern in NUMBERS:
        text = pattern.sub(lambda found, kind=kind: mask(kind, found[0]), text)
    return text
