"""The portal's side of the two files: the pinned key, bundles shown, letters handed over."""

import os

from django.conf import settings

from luoshu.core import place
from luoshu.core.errors import BadInput, NotPossible, NotReady
from luoshu.core.publishing.carriage import boxed, unbundled
from luoshu.core.signing import is_key
from luoshu.portal import store


def pinned():
    """The public key that bundles must be signed with."""
    file = settings.VAR / "key.txt"
    text = os.environ.get("LUOSHU_PORTAL_KEY") or (file.read_text(encoding="utf-8") if file.exists() else "")
    if not is_key(text):
        raise NotReady(
            "门户还不知道该信哪把公钥", "请把内网 luoshu log key 显示的公钥交给门户：luoshu portal trust 公钥。"
        )
    return text.strip()


def trust(text):
    """Pin the public key; another one takes its place only after the old was removed by hand."""
    file = settings.VAR / "key.txt"
    if not is_key(text):
        raise BadInput("这不是公钥", "请用内网 luoshu log key 显示的整行。")
    if place.write_once(file, text.strip() + "\n").strip() != text.strip():
        raise NotPossible("门户已经信了另一把公钥", f"确实换了密钥的话，先删除 {file}。")


def bring_in(path):
    """Show what a bundle says in place of what is shown; how many notices and answers."""
    content, issued = unbundled(path, pinned())
    store.show(content, issued)
    return len(content["notices"]), len(content["answers"])


def hand_over(path):
    """Write all letters that have not arrived yet; how many."""
    letters = store.collect()
    place.write_private(path, boxed(letters))
    return len(letters)
