"""The nouns of the register."""

from luoshu.registry.watching.models import Clue, DepartmentList, ListRow, Monitored, MonitoredMonth, PolicyNotice

from .closing import Closing, Figure, Verdict
from .decided import ContinuedPolicy, Evidence, HouseholdDecision, PlaceDecision
from .helper import Helper, Pairing
from .household import Household, HouseholdYear
from .person import Membership, Person, PersonYear
from .roster import ExternalFigure, RosterHousehold
from .upload import Doubt, HeldHousehold, Upload
from .village import Village, VillageYear

__all__ = [
    "Closing",
    "Clue",
    "ContinuedPolicy",
    "DepartmentList",
    "Doubt",
    "Evidence",
    "ExternalFigure",
    "Figure",
    "HeldHousehold",
    "Helper",
    "Household",
    "HouseholdDecision",
    "HouseholdYear",
    "ListRow",
    "Membership",
    "Monitored",
    "MonitoredMonth",
    "Pairing",
    "Person",
    "PersonYear",
    "PlaceDecision",
    "PolicyNotice",
    "RosterHousehold",
    "Upload",
    "Verdict",
    "Village",
    "VillageYear",
]
