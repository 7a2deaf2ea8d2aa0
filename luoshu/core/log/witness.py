"""Checkpoints leave the house: to a file, by e-mail, or printed as a QR code on a notice.

What lies in the same database can be rewritten by whoever owns it; what somebody else keeps cannot.
"""

from html import escape

import segno
from django.conf import settings
from django.core.mail import EmailMessage

from luoshu.core import clock, database
from luoshu.core.acts import acting
from luoshu.core.log import checkpoints, keys, sequencing

TOLERATED = 24 * 3600  # seconds a witness may be out of reach before readers are told
SUBJECT = "洛书日志检查点 {number}（{size:,} 条）"
LETTER = """请保存这封信。以后复核日志时，把附件交给 verify.py 的 --witness，就能看出签发以后日志有没有被改写或退回。

日志　　　{origin}
检查点　　第 {number} 个
条数　　　{size:,}
签发时间　{at:%Y-%m-%d %H:%M:%S} UTC
公钥　　　{key}
"""
PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{subject}</title>
<style>body {{ font-family: sans-serif; margin: 2cm }} pre {{ font-size: 9pt; white-space: pre-wrap }}
svg {{ width: 8cm; height: 8cm }}</style></head>
<body><h1>{subject}</h1><p>请随公示一起留存。扫码得到的文字就是检查点，存成文件即可用于复核。</p>
{code}<pre>{note}</pre><p>公钥：{key}</p></body></html>
"""


def to_file(checkpoint, path):
    """The note as it is."""
    path.write_text(checkpoint.note, encoding="utf-8")


def to_page(checkpoint, path):
    """A page to print, with the note as a QR code and as text."""
    subject = SUBJECT.format(number=checkpoint.number, size=checkpoint.size)
    words = {
        "subject": subject,
        "code": code(checkpoint),
        "note": escape(checkpoint.note),
        "key": escape(keys.public()),
    }
    path.write_text(PAGE.format(**words), encoding="utf-8")


def code(checkpoint):
    """The whole note as a QR code in SVG."""
    return segno.make(checkpoint.note, error="m", micro=False).svg_inline(scale=4)


def to_mail(checkpoint, address):
    """Send the note to `address`, the note itself attached; through Django's mail (EMAIL_* settings)."""
    subject = SUBJECT.format(number=checkpoint.number, size=checkpoint.size)
    body = LETTER.format(key=keys.public(), **vars(checkpoint))
    message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
    message.attach(f"checkpoint-{checkpoint.number}.txt", checkpoint.note, "text/plain")
    message.send()


def record(checkpoint, places):
    """An act that says where a checkpoint went; from now on it is known to have left."""
    with acting("core.witness", sequencing.SYSTEM, subject=f"检查点 {checkpoint.number}", places=places):
        pass
    if places:
        _left().touch()


def _left():
    """A file as old as the last checkpoint that left the house."""
    return database.var() / "witnessed"


def is_overdue():
    """Whether no checkpoint has left the house for a day, or none ever: then what is signed could be signed anew."""
    try:
        left = _left().stat().st_mtime
    except FileNotFoundError:
        return True
    return clock.now().timestamp() - left > TOLERATED


def send(address):
    """The newest checkpoint to the witness's mail, and on record."""
    checkpoint = signed_now()
    to_mail(checkpoint, address)
    record(checkpoint, [address])


def signed_now():
    """Everything committed so far, signed: what a witness is given."""
    sequencing.catch_up()
    return checkpoints.sign()
