"""The chapters of the policy, in the order in which their checks stand in the output."""

from luoshu.policy import (
    causes,
    doubts_households,
    doubts_people,
    exits,
    guarantees,
    identification,
    income,
    labour,
    membership,
    programmes,
    worries,
)

CHAPTERS = (
    membership,
    income,
    worries,
    guarantees,
    identification,
    exits,
    labour,
    causes,
    programmes,
    doubts_people,
    doubts_households,
)
