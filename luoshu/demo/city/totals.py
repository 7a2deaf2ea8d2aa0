"""What is published of Luoyang (domain figures of 2015–2018), and how the counties share it."""

from dataclasses import dataclass

HOUSEHOLDS, PEOPLE = 137_600, 493_100
POOR_2015 = 316_700
LEFT_HOUSEHOLDS, LEFT_PEOPLE = 60_700, 193_000
# Of those left at the end of 2017: main cause illness or disability (households), no labour (households), 60 and over.
ILL_SHARE, NO_LABOUR_SHARE, ELDER_SHARE = 0.602, 0.507, 0.253
EXITED_ILL_SHARE, EXITED_NO_LABOUR_SHARE = 0.44, 0.12
ROSTER_HOUSEHOLDS = 1_300_000
ANCHOR = "410325"
ANCHOR_LEFT_PEOPLE = 44_148


@dataclass(frozen=True)
class County:
    """Households ever registered and left at the end of 2017; villages ever listed, left and deeply poor.

    Sums are the published ones, and so is Songxian's (410325) row of those left; the division of the rest is invented.
    """

    code: str
    households: int
    left: int
    listed: int = 0
    unexited: int = 0
    deep: int = 0


COUNTIES = (
    County("410302", 260, 90),
    County("410303", 120, 45),
    County("410304", 60, 20),
    County("410305", 90, 30),
    County("410306", 350, 110),
    County("410311", 1_620, 560),
    County("410322", 4_800, 1_690, 30, 9, 0),
    County("410323", 8_000, 3_150, 58, 20, 0),
    County("410324", 15_000, 6_650, 73, 38, 22),
    County("410325", 24_300, 14_323, 120, 78, 60),
    County("410326", 20_000, 10_400, 99, 70, 46),
    County("410327", 21_500, 8_820, 110, 60, 28),
    County("410328", 18_500, 7_860, 126, 68, 38),
    County("410329", 17_700, 6_080, 92, 48, 12),
    County("410371", 480, 172),
    County("410381", 4_820, 700, 20, 8, 0),
)
# Listed villages that had left the list by the end of each year; the rest of those that left did so in 2017.
VILLAGES_OUT = {2014: 20, 2015: 39, 2016: 120, 2017: 150}
