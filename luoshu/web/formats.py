"""How numbers, money, shares and dates are written: 万 and 元 in Chinese, whole numbers in English."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

UNKNOWN = "—"
WAN = 10_000
WAN_FROM = 100_000


def is_chinese() -> bool:
    """Whether the page being written is in Chinese."""
    return (get_language() or "zh-hans").startswith("zh")


def number(value) -> str:
    """A count with separators; a missing count is a dash, never a nought."""
    return UNKNOWN if value is None else f"{value:,}"


def in_wan(value) -> bool:
    """Head figures from 100,000 are written in 万, in Chinese only."""
    return value is not None and is_chinese() and abs(value) >= WAN_FROM


def head(value) -> str:
    """A head figure: 19.30 (of 万) in Chinese, 193,000 in English."""
    return f"{Decimal(value) / WAN:,.2f}" if in_wan(value) else number(value)


def money(fen) -> str:
    """Integer fen as yuan with two decimals."""
    if fen is None:
        return UNKNOWN
    return f"{'−' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def hundredths(value) -> str:
    """A measure kept in hundredths, without trailing noughts: 1250 → 12.5."""
    return UNKNOWN if value is None else f"{Decimal(value) / 100:f}".rstrip("0").rstrip(".") or "0"


def percent(part, whole, digits=1) -> str:
    """A share with its sign; without a whole there is no share."""
    if part is None or not whole:
        return UNKNOWN
    return f"{100 * part / whole:.{digits}f}%"


def listed(parts) -> str:
    """Several things in one line, with the comma of the reader's language."""
    return ("，" if is_chinese() else ", ").join(str(part) for part in parts)


def bracketed(text, aside) -> str:
    """A text with an aside in the brackets of the reader's language."""
    return f"{text}（{aside}）" if is_chinese() else f"{text} ({aside})"


def sentences(*parts) -> str:
    """Sentences one after another, each with its full stop."""
    stop = "。" if is_chinese() else ". "
    return stop.join(part.rstrip("。.") for part in parts if part) + stop.rstrip()


def day(value) -> str:
    """A date as in records: 2016-12-31."""
    return value.isoformat() if isinstance(value, date) else UNKNOWN


def moment(value) -> str:
    """A local time to the minute."""
    if not isinstance(value, datetime):
        return day(value)
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
