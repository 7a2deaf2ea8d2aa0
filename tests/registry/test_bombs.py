"""Files made to fill the memory or to leave their folder: refused or read in bounds, and this process goes on."""

import random
import struct
import subprocess
import sys
import time
import zipfile
from itertools import islice

import pytest

from tests.registry import made
from tests.scale import scale

SECONDS, MEGABYTES = 30, 1536
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SHEET = (
    HEAD
    + '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def honest(folder, chance):
    """The parts of an honest workbook by name."""
    path = made.write_xlsx(folder / f"honest-{chance.random()}.xlsx", made.honest())
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, parts, change=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        if change:
            change(archive)
    return path


def swollen(path, parts, chance):
    return packed(path, parts | {"xl/worksheets/sheet1.xml": b"<" * chance.randrange(30, 90) * 2**20})


def lying(path, parts, chance):
    """The directory says one size, the content has another."""
    packed(path, parts | {"xl/worksheets/sheet1.xml": SHEET.format(" " * chance.randrange(40, 120) * 2**20)})
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        if b"sheet1.xml" in content[at : at + 80]:
            content[at + 24 : at + 28] = struct.pack("<I", 4000)
        at = content.find(b"PK\x01\x02", at + 4)
    path.write_bytes(content)
    return path


def crowded(path, parts, chance):
    return packed(path, parts | {f"xl/media/{n}.png": b"x" for n in range(chance.randrange(201, 3000))})


def outside(path, parts, chance):
    name = chance.choice(["../../etc/cron.d/x", "/etc/passwd", "..\\..\\x.csv", "a/../../b.csv", "C:\\x.csv"])
    return packed(path, parts | {name: b"x"})


def linked(path, parts, _chance):
    def link(archive):
        entry = zipfile.ZipInfo("xl/worksheets/link.xml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")

    return packed(path, parts, link)


def nested(path, parts, chance):
    inner = packed(path.with_name("inner.zip"), {"a.csv": b"0" * 10**7}).read_bytes()
    return packed(path, parts | {f"里面{chance.choice(['.zip', '.gz', '.7z', '.ZIP', '.rar'])}": inner})


def wide(path, parts, chance):
    """A cell at the far end of the sheet."""
    cell = chance.choice(["XFD1048576", "A1048576", "XFD1"])
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row>'
    return packed(path, parts | {"xl/worksheets/sheet1.xml": SHEET.format(far)})


def laughing(path, parts, chance):
    part = chance.choice(["xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
    text = parts[part].decode().partition("?>")[2].replace("</t>", "&i;</t>", 1)
    return packed(path, parts | {part: HEAD + LAUGHS + text})


def counted(path, parts, _chance):
    """Shared strings that claim to be four thousand million."""
    text = parts["xl/sharedStrings.xml"].decode().replace('count="', 'count="4294967295', 1)
    return packed(path, parts | {"xl/sharedStrings.xml": text.replace('uniqueCount="', 'uniqueCount="4294967295', 1)})


def deep(path, parts, chance):
    many = chance.randrange(10_000, 200_000)
    return packed(path, parts | {"xl/worksheets/sheet1.xml": SHEET.format("<a>" * many + "</a>" * many)})


def spanned(path, _parts, chance):
    """A web page whose cells say that they span millions."""
    cells = f'<td colspan="{chance.randrange(10**6, 10**9)}" rowspan="{chance.randrange(10**6, 10**9)}">户编号</td>'
    path.write_text(f"<html><table><tr>{cells * 20}</tr></table></html>", "utf-8")
    return path


def unclosed(path, _parts, chance):
    path.write_text("<html>" + "<table><tr><td>" * chance.randrange(5_000, 50_000), "utf-8")
    return path


def long_line(path, _parts, chance):
    path.write_text("户编号," * chance.randrange(10**5, 2 * 10**6), "utf-8")
    return path


def broken(path, parts, chance):
    """Bytes of an honest workbook turned at random, or its end cut off."""
    content = bytearray(packed(path, parts).read_bytes())
    for _ in range(chance.randrange(1, 40)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content[: chance.randrange(len(content) // 2, len(content) + 1)])
    return path


KINDS = [
    swollen, lying, crowded, outside, linked, nested, wide, laughing, counted, deep, spanned, unclosed, long_line,
    broken,
]  # fmt: skip
# What must never be read, however little of it there is.
REFUSED = {swollen, crowded, outside, linked, nested}


def bombs(folder, kind):
    chance = random.Random(kind.__name__)
    while True:
        yield kind(folder / f"{chance.randrange(10**9)}.xlsx", honest(folder, chance), chance)


READER = """
import resource, sys
from pathlib import Path
from luoshu.core.errors import BadInput
from luoshu.registry.child import parse_in_child
try:
    parse_in_child(Path(sys.argv[1]))
    told = "read"
except BadInput:
    told = "refused"
print(told, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def answer(bomb):
    """What became of it and how many MiB its child took, told by a process that has had no other child."""
    done = subprocess.run([sys.executable, "-c", READER, bomb], capture_output=True, text=True, check=True)
    told, megabytes = done.stdout.split()
    return told, int(megabytes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_file_harms_the_reader(kind, tmp_path):
    for bomb in islice(bombs(tmp_path, kind), scale(1, 22)):
        began = time.monotonic()
        told, megabytes = answer(bomb)
        assert time.monotonic() - began < SECONDS
        assert told == "refused" or kind not in REFUSED
        assert megabytes < MEGABYTES
        bomb.unlink()
