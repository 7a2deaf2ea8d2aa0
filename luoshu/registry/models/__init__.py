"""The nouns of the register."""

from .helper import Helper, Pairing
from .household import Household, HouseholdYear
from .person import Membership, Person, PersonYear
from .roster import ExternalFigure, RosterHousehold
from .upload import Doubt, HeldHousehold, Upload
from .village import Village, VillageYear

__all__ = [
    "Doubt",
    "ExternalFigure",
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
    "Village",
    "VillageYear",
]
