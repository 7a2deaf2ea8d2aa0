"""What the procedures name and nobody is: roles that do not exist, requirements and effects no package answers for."""

from luoshu.core.cases import appeals as _appeals  # noqa: F401  (its part of the procedures)
from luoshu.core.cases import hooks
from luoshu.core.roles import ROLES
from luoshu.policy.procedures import kinds


def gaps():
    """One sentence for each gap; nothing when all is there."""
    for kind in kinds().values():
        for variant in kind.variants:
            for step in variant.steps.values():
                unknown = set(step.recorders) - ROLES.keys()
                yield from (f"{kind.name} {variant.name} {step.name}：没有 {role} 这个岗位" for role in sorted(unknown))
    yield from (f"程序里的 {name}（{of}）没有装上" for of, name in hooks.unregistered())
