"""What is sealed of one household, as far as the reader may see it; the rest opens for a reason, once."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshu.core.errors import BadInput
from luoshu.registry import sensitive, visibility

from . import household_page, households, links, places, refusals


def personal(request, code):
    """Numbers, telephones, accounts and illnesses: whole, masked or only that there is one. A POST opens one class."""
    household = households.found(request.actor, code)
    if request.method == "POST":
        return _open(request, household)
    return _page(request, household)


def _open(request, household):
    data, reason = request.POST.get("data", ""), request.POST.get("reason", "")
    try:
        found = sensitive.open_whole(household=household, data=data, reason=reason, by=request.actor)
    except BadInput as refusal:
        return _page(request, household, error={"data": data, "text": refusals.of(refusal)}, status=422)
    return _page(request, household, opened={data: found})


def _page(request, household, opened=None, error=None, status=200):
    actor = request.actor
    shown = sensitive.shown(household, actor) | (opened or {})
    title = household_page.title_of(household, actor)
    about = {
        "code": household.code,
        "sections": [section(data, shown.get(data), actor, opened or {}, error) for data in sensitive.OPENED],
        "path": [
            *places.path(household.area, actor),
            {"name": title, "href": links.household(household.code)},
            {"name": _("证件、电话、账号和疾病")},
        ],
        "here": "02",
    }
    return render(request, "household_personal.html", about, status=status)


def section(data, values, actor, opened, error) -> dict:
    """One class: its lines, and whether it can still be opened."""
    names = visibility.sees(actor, "name") == visibility.FULL or "name" in opened
    lines = [{"whose": whose(each, names), "text": told(each.text)} for each in values or []]
    return {
        "data": data,
        "title": _(visibility.CLASSES[data]),
        "lines": lines,
        "is_shown": values is not None,
        "opens": visibility.opens(actor, data) and data not in opened,
        "is_opened": data in opened,
        "error": error["text"] if error and error["data"] == data else "",
    }


def whose(value, names) -> str:
    """Whose it is: the household's own or a person's, by name where names are shown."""
    if value.person is None:
        return _("本户")
    whose = value.person.name if names else value.person.code
    return f"{whose} {value.year}" if value.year else whose


def told(text) -> str:
    """A value, or that there is one."""
    return _("有，按权限表不显示内容") if text is True else text
