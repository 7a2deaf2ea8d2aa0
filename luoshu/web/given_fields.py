"""What some steps are told besides their proofs, for the effect they have on the register."""

from django.utils.translation import gettext as _

from luoshu.policy import watching
from luoshu.policy.codes import codes
from luoshu.registry.models import Household

from . import places, words
from .typed import Field, Group, options


def of_step(step, case) -> Group | None:
    """The fields of a step's effect; None for the many that need none."""
    fields = FIELDS.get(step.effect, lambda _case: ())(case)
    return Group(_("办结内容"), tuple(fields)) if fields else None


def read_step(entry, step) -> dict:
    """What was given for the effect."""
    names = {"keep_in": ("not_exit_reason",), "move_household": ("to_area",), "lift_risk": ("lifted_by",)}
    given = {name: entry.text(name) for name in names.get(step.effect, ())}
    if step.effect == "change_member":
        number = entry.text("household_id")
        given = {"household_id": int(number)} if number.isdecimal() else {}
    if step.effect == "start_watching":
        given = {"group": entry.text("group")}
    return {name: value for name, value in given.items() if value}


def _keep_in(case):
    items = [(item.code, words.label("not_exit_reason", item.code)) for item in codes("not_exit_reason").items]
    return [Field("not_exit_reason", _("为什么没有退出"), "select", options(items, _("请选")))]


def _arrival(case):
    """Only who comes from another county still needs a household."""
    if case.household_id is not None or case.reason not in ("marriage_in", "moved_in", "released"):
        return []
    rows = Household.objects.filter(county=case.county).order_by("area", "code")
    if not case.area.endswith("000000"):
        rows = rows.filter(area=case.area)
    found = [(row.pk, f"{row.head_name or row.code} {places.name(row.area)}") for row in rows[:200]]
    return [Field("household_id", _("加入哪一户"), "select", options(found, _("请选")))]


def _target(case):
    if case.household_id is not None:
        return []
    villages = sorted(
        (code, name)
        for code, name in places.names(case.county).items()
        if len(code) == 12 and code.startswith(case.county)
    )
    return [Field("to_area", _("落在哪个村"), "select", options(villages, _("请选")))]


def _groups(case):
    found = [(code, watching.word("groups", code, words.language())) for code in watching.words()["groups"]]
    return [Field("group", _("监测类型"), "select", options(found, _("按风险线索算")))]


def _ways(case):
    found = [(code, watching.word("lifted_by", code, words.language())) for code in watching.words()["lifted_by"]]
    return [Field("lifted_by", _("风险怎样消除"), "select", options(found))]


FIELDS = {
    "keep_in": _keep_in,
    "change_member": _arrival,
    "move_household": _target,
    "start_watching": _groups,
    "lift_risk": _ways,
}
