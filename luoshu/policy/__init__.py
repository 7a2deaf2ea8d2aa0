"""The policy as code: parameters, codes, fields, rules by chapter, worked cases. No Django, no database."""

from luoshu.engine import register
from luoshu.policy.packs import Pack, pack, packs, rulebook, rules, version, words

__all__ = ["Pack", "pack", "packs", "rulebook", "rules", "version", "words"]

register(rulebook)
