"""The nouns of the register."""

from .closing import Closing, Figure, Verdict
from .helper import Helper, Pairing
from .household import Household, HouseholdYear
from .person import Membership, Person, PersonYear
from .roster import ExternalFigure, RosterHousehold
from .upload import Doubt, HeldHousehold, Upload
from .village import Village, VillageYear

__all__ = [
    "Closing",
    "Doubt",
    "ExternalFigure",
    "Figure",
    "HeldHousehold",
    "Helper",
    "Household",
    "HouseholdYear",
    "Membership",
    "Pairing",
    "Person",
    "PersonYear",
    "RosterHousehold",
    "Upload",
    "Verdict",
    "Village",
    "VillageYear",
]
