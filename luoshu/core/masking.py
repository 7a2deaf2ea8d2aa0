"""Personal data shown so that the reader can tell which it is without learning it: screen, print, notice, message.

A masked value keeps its length. Over a third of it is hidden, and half of one that is shorter than it should be.
"""

import re

STAR = "*"
# By class of personal data: how many characters stay at the start and at the end.
KEPT = {"id": (4, 4), "phone": (3, 4), "account": (0, 4), "name": (1, 0)}
# Of health data there is nothing to keep: a masked diagnosis says only that there is one.
HIDDEN = {"health": "***"}
# In running text: an ID number of 18 or 15 characters with its date of birth, a mobile number, a bank card (62…). Codes
# of areas, households and people are no such thing.
DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
NUMBERS = tuple(
    (kind, re.compile(rf"(?<![0-9A-Za-z])(?:{pattern})(?![0-9A-Za-z])"))
    for kind, pattern in (
        ("id", rf"[1-9]\d{{5}}(?:(?:19|20)\d\d{DAY}\d{{3}}[0-9Xx]|\d\d{DAY}\d{{3}})"),
        ("phone", r"1[3-9]\d{9}"),
        ("account", r"62\d{14,17}"),
    )
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
