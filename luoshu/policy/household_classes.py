"""The classes of dynamic management, computed with their reasons: feedback to the village, whose procedure decides.

Source: classes after visits and the county's review, as used in practice (verified: false for Henan's wording).
"""

from __future__ import annotations

from dataclasses import dataclass

CLASSES = {
    "ordinary": ("一般农户", "Ordinary household"),
    "missed": ("疑似漏评户", "Perhaps missed"),
    "poor": ("未脱贫户", "In poverty"),
    "returned": ("返贫户", "Returned to poverty"),
    "falling": ("疑似返贫户", "Perhaps returning to poverty"),
    "exited_supported": ("正常脱贫户（享受政策）", "Exited, with policies"),
    "exited_stable": ("稳定脱贫户（不享受政策）", "Exited, without policies"),
    "monitored": ("监测对象", "Monitored"),
    "struck_off": ("清退户", "Struck off"),
}
EXITED, RETURNED, POOR = "1", "3", ("0", "2")


@dataclass(frozen=True)
class Standing:
    """What the class of a household hangs on; None is unknown.

    status: its code on the register, None where it was never registered poor; may_register: it meets a bar of
    identification; is_income_stable, nothing_lacking: the exit standard; has_policies: a policy goes on after the exit.
    """

    is_registered: bool
    status: str | None = None
    is_struck_off: bool = False
    is_monitored: bool = False
    may_register: bool | None = None
    is_income_stable: bool | None = None
    nothing_lacking: bool | None = None
    has_policies: bool | None = None


@dataclass(frozen=True)
class Computed:
    """A class of CLASSES, or None where too much is unknown; why, and what would have to be verified."""

    name: str | None
    reasons: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def zh(self) -> str:
        return CLASSES[self.name][0] if self.name else "未能判定"


def class_of(household: Standing) -> Computed:
    """The class of a household by what is known of it."""
    if household.is_struck_off:
        return Computed("struck_off", ("已按程序清退",))
    if household.status == RETURNED:
        return Computed("returned", ("登记为返贫",))
    if household.status in POOR:
        return Computed("poor", ("在册，还没有退出",))
    if household.status == EXITED:
        return _exited(household)
    if household.is_monitored:
        return Computed("monitored", ("没有建过贫困档案，已纳入监测",))
    return _never_poor(household)


def _never_poor(household: Standing) -> Computed:
    if household.may_register is None:
        return Computed(None, (), ("是否达到识别的标准",))
    if household.may_register:
        return Computed("missed", ("没有在册，达到识别的标准，请村里按程序评议",))
    return Computed("ordinary", ("没有在册，达不到识别的标准",))


def _exited(household: Standing) -> Computed:
    standards = (("收入稳定超过标准", household.is_income_stable), ("两不愁三保障和饮水", household.nothing_lacking))
    failed = tuple(f"{title}不再达到" for title, met in standards if met is False)
    if failed:
        return Computed("falling", (*failed, "请村里按程序评议"))
    unknown = tuple(title for title, met in standards if met is None)
    if household.has_policies is None:
        return Computed(None, (), (*unknown, "还享受哪些政策"))
    told = "还有政策在延续" if household.has_policies else "政策都已到期"
    return Computed("exited_supported" if household.has_policies else "exited_stable", ("已脱贫", told), unknown)
