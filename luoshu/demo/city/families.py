"""The families of the city: who lives together, and what can happen to them while they are on the register.

Ages are those at the end of 2017. Who is `able` can work in all years, who is `weak` or `elder` in none that counts:
so whether a household has labour is known from the family it is made from.
"""

from dataclasses import dataclass, replace

YEARS = (2014, 2015, 2016, 2017)
BABY = "baby"


@dataclass(frozen=True)
class Member:
    """One person of a family: relation, sex (M, F, X either, S the other one than the head's), age range, part."""

    relation: str
    sex: str
    youngest: int
    oldest: int
    part: str
    joined: int = 0
    joined_reason: str = ""
    left: int = 0
    left_reason: str = ""
    residence: str = ""

    def is_there(self, year: int) -> bool:
        """Whether the person belongs to the household when the year ends."""
        return self.joined <= year and not 0 < self.left <= year


@dataclass(frozen=True)
class Family:
    """A family and how common it is among those hard to help (`left`) and those who exited (`exited`)."""

    name: str
    members: tuple[Member, ...]
    left: float
    exited: float
    can_bear: bool = False
    parent: str = ""

    @property
    def has_labour(self) -> bool:
        return any(m.part == "able" and not m.residence for m in self.members)


def _head(youngest, oldest, part="able", sex="H"):
    return Member("head", sex, youngest, oldest, part)


def _spouse(youngest, oldest, part="able"):
    return Member("spouse", "S", youngest, oldest, part)


def _child(youngest, oldest, part="child"):
    return Member("child", "X", youngest, oldest, part)


def _couple(youngest, oldest, part="able"):
    return (_head(youngest, oldest, part), _spouse(youngest, oldest, part))


def _mother(youngest, oldest):
    return Member("mother", "F", youngest, oldest, "elder")


def _father(youngest, oldest):
    return Member("father", "M", youngest, oldest, "elder")


def _grandchild(youngest, oldest):
    return Member("grandchild", "X", youngest, oldest, "child")


_YOUNG, _MIDDLE, _SCHOOL, _LATE = _couple(28, 36), _couple(38, 47), _couple(40, 48), _couple(50, 58)
_OLD = _couple(70, 84, "elder")
_BIG, _SMALL, _STUDENT = _child(10, 16), _child(5, 9), _child(17, 21, "student")
_SON = Member("child", "M", 26, 32, "able")
_WIFE = Member("in_law", "F", 25, 31, "able")
_MOTHER, _FATHER = _mother(66, 77), _father(66, 78)

WITH_LABOUR = (
    Family("single", (_head(46, 58),), 4, 2, parent="late"),
    Family("couple", _couple(46, 58), 6, 5, parent="late"),
    Family("young", (*_YOUNG, _child(4, 8)), 6, 6, can_bear=True, parent="young"),
    Family("one", (*_MIDDLE, _BIG), 7, 5, can_bear=True, parent="middle"),
    Family("two", (*_MIDDLE, _BIG, _SMALL), 20, 24, parent="middle"),
    Family("one_mother", (*_MIDDLE, _BIG, _MOTHER), 11, 7),
    Family("two_mother", (*_MIDDLE, _BIG, _SMALL, _MOTHER), 15, 15),
    Family("two_parents", (*_MIDDLE, _BIG, _SMALL, _MOTHER, _FATHER), 8, 7),
    Family("student", (*_SCHOOL, _STUDENT), 5, 5, parent="middle"),
    Family("student_child", (*_SCHOOL, _STUDENT, _BIG), 9, 10, parent="middle"),
    Family("student_mother", (*_SCHOOL, _STUDENT, _mother(68, 78)), 3, 3),
    Family("grown", (*_LATE, _SON), 5, 5, parent="late"),
    Family("three_generations", (*_LATE, _SON, _WIFE, _grandchild(4, 6)), 6, 8, can_bear=True),
    Family("lone_mother", (_head(36, 45, sex="F"), _BIG, _SMALL), 2, 1),
    Family("lone_father", (_head(38, 47, sex="M"), _BIG, _MOTHER), 2, 1),
    Family("old_and_son", (*_couple(64, 76, "elder"), Member("child", "M", 36, 44, "able")), 2, 2),
    Family("weak_wife", (_head(38, 47), _spouse(38, 47, "weak"), _BIG, _SMALL), 4, 2),
    Family("three", (*_MIDDLE, _BIG, _BIG, _SMALL), 7, 6),
)
WITHOUT_LABOUR = (
    Family("elder", (_head(70, 88, "elder"),), 14, 14, parent="spouse"),
    Family("elders", _OLD, 18, 18),
    Family("elder_grandchild", (_head(70, 84, "elder"), _grandchild(6, 13)), 5, 5, parent="spouse"),
    Family("elders_grandchild", (*_OLD, _grandchild(6, 13)), 9, 9),
    Family("weak", (_head(42, 57, "weak", "M"),), 6, 6, parent="late"),
    Family("weak_mother", (_head(44, 56, "weak", "M"), _mother(75, 84)), 8, 8),
    Family("weak_child", (_head(38, 47, "weak"), _child(8, 15)), 5, 5, parent="weak"),
    Family("weak_couple_child", (*_couple(38, 47, "weak"), _child(8, 15)), 8, 8, parent="weak"),
    Family("elders_weak_son", (*_OLD, Member("child", "M", 40, 50, "weak")), 10, 10),
    Family("weak_couple_child_mother", (*_couple(38, 47, "weak"), _child(8, 15), _mother(70, 77)), 8, 8),
    Family("weak_couple_two_mother", (*_couple(38, 47, "weak"), _child(9, 15), _SMALL, _mother(70, 77)), 6, 6),
    Family("elders_two", (*_OLD, _grandchild(10, 14), _grandchild(5, 9)), 3, 3),
)
# Moves that mend a total: the same labour and elders with one person more; the same size with one elder more.
LARGER = (("one", "two"), ("two", "three"), ("one_mother", "two_mother"), ("student", "student_child"))
OLDER = (("two", "one_mother"), ("three", "two_mother"), ("one", "lone_father"))

_PARENT_AGES = {"young": (61, 69), "middle": (66, 77), "late": (76, 86), "weak": (70, 77)}


@dataclass(frozen=True)
class Event:
    """What happened to a family: one more person who came, went, or is on its list without counting."""

    name: str
    member: Member | None
    weight: float
    came: int = 0
    went: int = 0


def events(family: Family) -> list[Event]:
    """Everything that can have happened to such a family, first that nothing did."""
    found = [Event("none", None, 100)]
    found += _deaths(family) + _births(family)
    if family.has_labour:
        found += _absences(family)
    if family.parent == "late" and family.has_labour:
        found += _grown_children(family)
    return found


def _deaths(family):
    if family.parent == "spouse":
        dead = Member("spouse", "S", 72, 88, "elder", left_reason="01")
    elif family.parent:
        dead = Member("parent", "X", *_PARENT_AGES[family.parent], "elder", left_reason="01")
    else:
        return []
    return [Event(f"death{year}", replace(dead, left=year), 4, went=year) for year in YEARS]


def _births(family):
    if not family.can_bear:
        return []
    relation = "grandchild" if family.name == "three_generations" else "child"
    return [
        Event(f"birth{year}", Member(relation, "X", 2017 - year, 2017 - year, BABY, year, "02"), 6, came=year)
        for year in YEARS[1:]
    ]


def _absences(family):
    """Adults on the list who do not share the household's life: in prison, married out, never there, lost, apart."""
    adult = Member("relative", "X", 26, 34, "able")
    weights = {"05": 0.3, "06": 1.0, "07": 0.4, "08": 0.3, "09": 0.8}
    return [
        Event(f"absent{code}", replace(adult, residence=code, sex="F" if code == "06" else "M"), weight)
        for code, weight in weights.items()
    ]


def _grown_children(family):
    daughter = Member("child", "F", 23, 28, "able", left_reason="02")
    away = [Event(f"bride{y}", replace(daughter, left=y), 5, went=y) for y in YEARS[1:]]
    moved = Event("moved2016", Member("child", "M", 24, 29, "able", left=2016, left_reason="05"), 3, went=2016)
    soldier = Event("soldier", Member("child", "M", 21, 24, "able", residence="04"), 4)
    if family.name != "grown":
        return [*away, moved, soldier]
    brides = [Event(f"wed{y}", replace(_WIFE, joined=y, joined_reason="03"), 6, came=y) for y in YEARS[1:]]
    return [*away, moved, soldier, *brides]
