"""The bar: one row, up to three values from the left and a tick. Widths are SVG attributes, so no inline style."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """One stretch of a bar: kind (met, not, unk, fill, soft) and where it lies, in percent."""

    kind: str
    start: str
    width: str


@dataclass(frozen=True)
class Bar:
    """What the bar says in words, its stretches and where the tick stands (percent, or None)."""

    label: str
    pieces: tuple[Piece, ...]
    tick: str | None = None


def bar(label, parts, whole, tick=None) -> Bar:
    """`parts` are (kind, amount) from the left; the blank rest of `whole` is the gap."""
    pieces, start = [], 0.0
    for kind, amount in parts:
        width = min(100.0 - start, 100 * (amount or 0) / whole) if whole else 0.0
        if width > 0:
            pieces.append(Piece(kind, f"{start:.2f}%", f"{width:.2f}%"))
        start += width
    at = None if tick is None or not whole else f"{min(100.0, 100 * tick / whole):.2f}%"
    return Bar(label, tuple(pieces), at)
