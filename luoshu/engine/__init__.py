"""Runs rules on frames: one definition judges one household, a city (Polars), a province (DuckDB), a country (Spark).

Three-valued throughout: True is met, False not met, null not yet verified. The engine knows no policy; a `Rulebook`
brings the rules, the columns and the dated parameters (luoshu.policy has one).
"""

from luoshu.engine.errors import CannotJudge
from luoshu.engine.rules import Rule, Rulebook, register, rule

__all__ = ["CannotJudge", "Rule", "Rulebook", "explain", "judge", "judge_files", "missing", "reads", "register", "rule"]


def __getattr__(name: str):
    """Load what needs Narwhals only when asked: the command must answer `--help` at once."""
    if name == "judge":
        from luoshu.engine.entry import judge

        return judge
    if name == "missing":
        from luoshu.engine.judging import missing

        return missing
    if name == "judge_files":
        from luoshu.engine.files import judge_files

        return judge_files
    if name in ("explain", "reads"):
        from luoshu.engine import explaining

        return getattr(explaining, name)
    raise AttributeError(name)
