"""The five chapters of the home page: each shows what the register can already prove, else it is left out."""

from django.utils.translation import gettext as _

from luoshu.registry import counts, figures

from . import formats, links, words
from .bars import bar
from .numbers import Item

TREND = ("poor_people", "poor_households")


def context(own, actor, closings) -> dict:
    """What the home page shows below its first screen."""
    shown = {"trend": trend(own, actor, closings), "flow": flow(own)}
    shown |= {"programmes": programmes(own), "duties": duties(own)}
    shown |= {
        "flow_heading": _("%(n)s户现在各在哪一步") % {"n": formats.number(own.n("households"))},
        "doubts": doubts(own),
    }
    has = {
        "01": bool(shown["trend"]),
        "02": True,
        "03": any(item.value for item in shown["programmes"]),
        "04": True,
        "05": True,
    }
    return {**shown, "chapters_shown": [chapter for chapter in described(own) if has[chapter["no"]]]}


def described(own) -> list[dict]:
    """The chapters with their titles and one sentence each, in our own words."""
    texts = {
        "targets": (_("目标精准"), _("每一次定版都留着，减了多少、还剩多少，对得上户。")),
        "people": (_("对象精准"), _("谁进、谁出、谁回来，一步都不能少，一户都不能漏。")),
        "measures": (_("措施精准"), _("十一项工程：谁够条件，先数清楚。")),
        "safeguards": (_("保障精准"), _("每一户都要有人管。")),
        "assessment": (_("考核精准"), _("疑点由人核实，不由机器定案。")),
    }
    more = {"people": links.area(own.code, own.closing)}
    return [
        {
            "no": f"0{k}",
            "index": k,
            "title": title,
            "text": text,
            "template": f"_chapter_{key}.html",
            "more": more.get(key, ""),
        }
        for k, (key, (title, text)) in enumerate(texts.items(), 1)
    ]


def trend(own, actor, closings) -> dict | None:
    """People still poor at every closing (newest first); one closing alone is no course."""
    rows = [
        {"on": closing.on, "people": sums["poor_people"], "households": sums["poor_households"]}
        for closing, sums in figures.over_time(own.code, actor, list(reversed(closings)), TREND)
        if sums
    ]
    if len(rows) < 2:
        return None
    scaled = any(formats.in_wan(row["people"]) for row in rows)
    scale, digits, unit = (formats.WAN, 2, _("万人")) if scaled else (1, 0, _("人"))
    points = [[row["on"].isoformat(), round(row["people"] / scale, digits)] for row in rows]
    said = _("未脱贫人口从%(first)s的%(a)s人到%(last)s的%(b)s人") % {
        "first": rows[0]["on"],
        "a": formats.number(rows[0]["people"]),
        "last": rows[-1]["on"],
        "b": formats.number(rows[-1]["people"]),
    }
    data = {"points": points, "digits": digits, "top": None, "words": {"value": _("未脱贫人口"), "unit": unit}}
    return {"data": data, "rows": rows, "unit": unit, "said": said}


def flow(own) -> list[dict]:
    """Where the registered households stand; the four steps make up the whole."""
    poor = own.n("poor_households") - own.n("pre_exit_households") - own.n("returned_households")
    steps = (
        ("poor_households", _("未脱贫"), "big", poor, {"status": "0"}),
        ("returned_households", _("返贫"), "", own.n("returned_households"), None),
        ("pre_exit_households", _("预脱贫，正在核实"), "", own.n("pre_exit_households"), None),
        ("exited_households", _("脱贫，继续享受政策"), "big end", own.n("exited_households"), None),
    )
    return [
        {
            "title": title,
            "css": css,
            "text": formats.number(value),
            "href": links.households(own.closing, own.code, where) if where else own.href(name),
        }
        for name, title, css, value, where in steps
    ]


def programmes(own) -> list[Item]:
    """For each programme how many households still poor meet its conditions."""
    whole = own.n("poor_households")
    items = []
    for key in counts.PROGRAMMES:
        name, title = f"eligible_{key}", str(words.PROGRAMMES[key])
        n = own.n(name)
        note = _("占未脱贫户%(share)s") % {"share": formats.percent(n, whole)}
        said = _("%(title)s：够条件%(n)s户") % {"title": title, "n": formats.number(n)}
        items.append(Item(title, n, _("户"), own.href(name), note=note, bar=bar(said, [("soft", n)], whole)))
    return items


def duties(own) -> list[Item]:
    """Who answers for the households."""
    return [
        Item(
            _("没有帮扶责任人的户"),
            own.n("no_helper"),
            _("户"),
            own.href("no_helper"),
            why=_("未脱贫户，今天没有有效结对"),
        ),
        Item(_("无劳动力户"), own.n("no_labour"), _("户"), own.href("no_labour"), why=_("未脱贫户，要靠保障兜底")),
    ]


def doubts(own) -> list[Item]:
    """What must be verified by a person."""
    return [
        Item(_("有疑点的户"), own.n("doubts"), _("户"), own.href("doubts"), why=_("先收下，到户核实后才结")),
        Item(
            _("今年脱贫而不达标"),
            own.n("suspect_exit_not"),
            _("户"),
            own.href("suspect_exit_not"),
            why=_("自查错退嫌疑"),
        ),
        Item(
            _("今年脱贫而未核实"),
            own.n("suspect_exit_unknown"),
            _("户"),
            own.href("suspect_exit_unknown"),
            why=_("缺佐证，不算达标"),
        ),
    ]
