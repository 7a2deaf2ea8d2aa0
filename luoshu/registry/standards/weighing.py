"""What the records say and what a checker found, put together (the package says how). Pure: no database."""

from dataclasses import dataclass

from luoshu.engine.single import all_known, any_known

FINDINGS = {"met": True, "not_met": False, "unclear": None}
COMBINED = {"all": all_known, "any": any_known}
STANDINGS = {
    "unverified": "未核实",
    "recorded": "据记录",
    "proved": "有佐证",
    "refuted": "核查不符",
    "unclear": "核查未能确认",
    "unrecorded": "有佐证，尚未录入",
    "contradicted": "记录与核查不符",
}


@dataclass(frozen=True)
class Weighed:
    """The outcome of an item (True met, False not met, None not yet verified) and how it stands."""

    outcome: bool | None
    standing: str


def weighed(recorded, finding, is_proof_needed=False):
    """The weaker of what the records say and what the newest checker found (None: nobody checked).

    Where a proof is needed, what nobody checked is not yet verified, unless the records say not met.
    """
    if finding is None:
        outcome = None if is_proof_needed and recorded else recorded
        return Weighed(outcome, "unverified" if recorded is None else "recorded")
    if finding == "met":
        return Weighed(recorded, {True: "proved", False: "contradicted", None: "unrecorded"}[recorded])
    standing = "refuted" if finding == "not_met" else "unclear"
    return Weighed(all_known((recorded, FINDINGS[finding])), standing)


def combined(how, outcomes):
    """The outcome of a standard whose items must `all` be met, or `any`."""
    return COMBINED[how](outcomes)
