"""What a file really is, by its first bytes and not by its name, and whether it is safe to unpack."""

from __future__ import annotations

import zipfile
from pathlib import Path

from luoshu.core.errors import BadInput

MOST_ENTRIES = 200
MOST_BYTES = 400 * 2**20
MOST_RATIO = 100
RESAVE = "请用 WPS 或 Excel 打开后“另存为 xlsx”再导入。"
# First bytes of kinds of file that are often renamed to .xlsx, with the word a user has for them.
STRANGERS = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"{\\rtf": "RTF 文档",
    b"SQLite": "数据库文件",
    b"\x7fELF": "程序",
    b"MZ": "程序",
    b"PAR1": "Parquet 数据文件",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(path: Path) -> str:
    """One of folder, xlsx, xlsb, xls, zip (of CSV), html, csv; BadInput for anything else."""
    if path.is_dir():
        return "folder"
    if not path.is_file():
        raise BadInput("找不到这个文件", "请核对文件名和所在文件夹。", place=path.name)
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\0 \r\n\t"):
        raise BadInput("文件是空的", "请打开核对，重新保存后再导入。", place=path.name)
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if start.startswith(OLE):
        return "xls"
    return _kind_of_text(path, start)


def _kind_of_text(path: Path, start: bytes) -> str:
    for magic, word in STRANGERS.items():
        if start.startswith(magic):
            raise BadInput(f"这是{word}，不是工作簿", RESAVE, place=path.name)
    if b"\0" in start and not start.startswith(UTF16):
        raise BadInput("认不出这个文件的格式", RESAVE, place=path.name)
    head = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"mime-version", b"<?xml")) and b"<html" not in head:
        raise BadInput("这是网页归档或 XML 表格，不是工作簿", RESAVE, place=path.name)
    return "html" if head.startswith(b"<") else "csv"


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise BadInput("工作簿已损坏，打不开", RESAVE, place=path.name) from error
    _check_size(path, entries)
    names = {entry.filename for entry in entries}
    for kind, part in (("xlsx", "xl/workbook.xml"), ("xlsb", "xl/workbook.bin")):
        if part in names:
            return kind
    if any(name.lower().endswith(".csv") for name in names):
        return "zip"
    raise BadInput("压缩包里没有工作簿，也没有 CSV 表", RESAVE, place=path.name)


def _check_size(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse, before anything is unpacked, what could fill the memory or leave its folder."""
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    swollen = any(entry.file_size > 2**20 and entry.file_size > MOST_RATIO * entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_BYTES or swollen or packed > path.stat().st_size:
        raise BadInput("文件解开后过大，不予打开", f"请删去多余的行列和图片，按县分开。{RESAVE}", place=path.name)
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if name.startswith("/") or ":" in name or ".." in name.split("/") or is_link:
            raise BadInput("压缩包里有不安全的路径", RESAVE, place=path.name)
        if name.lower().endswith((".zip", ".7z", ".rar", ".gz")):
            raise BadInput("压缩包里还有压缩包", "请解开后只留表格再导入。", place=path.name)
