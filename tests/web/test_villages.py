"""The list of villages: as many as the figure says, each with what it lacks, and none from elsewhere."""

import re

import pytest

from luoshu.core.acts import acting
from luoshu.core.scope import within
from luoshu.registry.models import VillageYear

from . import little

LEFT = {"only": "left"}


def names(answer):
    return [row.name for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("only", "shown"),
    [
        ("", ["上仓村", "陶村", "西关社区"]),
        ("listed", ["上仓村", "西关社区"]),
        ("left", ["上仓村"]),
        ("deep", ["上仓村"]),
        ("exited", ["西关社区"]),
        ("exited_now", ["西关社区"]),
    ],
)
def test_each_choice_lists_its_villages(as_, only, shown):
    assert sorted(names(as_("leader").get("/villages", {"only": only}))) == sorted(shown)


@pytest.mark.parametrize("page", ["/", "/area/4103", "/area/410325"])
def test_every_figure_of_villages_opens_as_many_as_it_says(as_, page):
    client = as_("leader")
    html = client.get(page).content.decode()
    figures = re.findall(r'<a (?:class="num" )?href="(/villages\?[^"]+)">([\d,]+)', html)

    assert figures
    for address, said in figures:
        assert client.get(address.replace("&amp;", "&")).context["page"].paginator.count == int(said), address


def test_list_of_an_earlier_closing_is_as_it_was_then(as_, closings):
    answer = as_("leader").get("/villages", {**LEFT, "closing": closings[0].id})

    assert sorted(names(answer)) == ["上仓村", "西关社区"]


def test_facilities_that_lack_and_that_nobody_recorded_differ(as_, system, closings):
    with within(system), acting("test.village", system):
        VillageYear.objects.filter(area=little.HERE, year=2017).update(has_paved_road=True, has_bus=False)
    (row,) = as_("leader").get("/villages", LEFT).context["rows"]

    assert ("not", "通客运班车") in row.lacks
    assert ("unk", "标准化卫生室未核实") in row.lacks
    assert not [text for _kind, text in row.lacks if "通村公路" in text]


def test_neither_villages_nor_areas_from_elsewhere(as_):
    client = as_("director")

    assert names(client.get("/villages")) == ["上仓村", "陶村"]
    assert client.get("/villages", {"area": "410328"}).status_code == 404


def test_the_list_can_be_taken_along(as_):
    text = as_("leader").get("/villages", {**LEFT, "as": "csv"}).content.decode("utf-8-sig")

    assert "上仓村" in text
    assert "西关社区" not in text
