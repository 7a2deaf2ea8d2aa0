"""The courses a household can take through the campaign: when it was identified, when it left, whether it came back."""

from dataclasses import dataclass

POOR, EXITED, EXPECTED, RETURNED = "0", "1", "2", "3"


@dataclass(frozen=True)
class Course:
    """One way through the years; `share` is its part of those left at the end of 2017, or of those who are not."""

    name: str
    share: float
    identified: int = 2014
    exited: int = 0
    returned: int = 0
    removed: int = 0

    @property
    def is_left(self) -> bool:
        """Still poor when 2017 ends."""
        return not self.removed and (not self.exited or bool(self.returned))

    def status(self, year: int) -> str | None:
        """Poverty status when the year ends; None before the household is on the register and after its removal."""
        if year < self.identified or 0 < self.removed < year:
            return None
        if self.returned and year >= self.returned:
            return RETURNED
        return EXITED if 0 < self.exited <= year else POOR

    def is_poor(self, year: int) -> bool:
        """Poor when the year ends; nobody is counted in a household removed that year."""
        return self.status(year) in (POOR, RETURNED) and self.removed != year


COURSES = (
    Course("left", 54_300),
    Course("returned2016", 500, exited=2014, returned=2016),
    Course("returned2017", 600, exited=2015, returned=2017),
    Course("new2016", 2_400, identified=2016),
    Course("new2017", 2_900, identified=2017),
    Course("exited2014", 19_000, exited=2014),
    Course("exited2015", 21_000, exited=2015),
    Course("exited2016", 19_000, exited=2016),
    Course("exited2017", 17_500, exited=2017),
    Course("removed2016", 400, removed=2016),
)
