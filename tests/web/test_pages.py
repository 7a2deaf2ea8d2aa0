"""Each page: it works, it opens for those it should, and shows nobody a row from elsewhere."""

import re

import pytest

from . import little

FIRST = f"{little.HERE}0001"
FOREIGN = f"{little.ABROAD}0006"
PAGES = ["/", "/area/4103", "/area/410325", "/area/410325100", "/households", f"/households/{FIRST}", "/intake", "/me"]


@pytest.mark.parametrize("page", PAGES)
def test_page_works_for_the_city(as_, page):
    answer = as_("office").get(page)

    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count("<h1") == 1
    assert "style=" not in html


@pytest.mark.parametrize("page", PAGES)
def test_page_sends_a_stranger_to_the_door(client, closings, page):
    answer = client.get(page)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login?next=")


@pytest.mark.parametrize(
    "page", ["/area/410328", f"/households/{FOREIGN}", f"/households/{FOREIGN}/history", "/area/999999"]
)
def test_page_of_elsewhere_does_not_exist(as_, page):
    assert as_("director").get(page).status_code == 404


def test_list_shows_no_row_from_elsewhere(as_):
    html = as_("director").get("/households").content.decode()

    assert "张守田" in html
    assert "赵国强" not in html


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("leader", "总体目标"),
        ("director", "谁卡住了"),
        ("reviewer", "谁卡住了"),
        ("secretary", "去看这几户"),
        ("helper", "我的1户"),
    ],
)
def test_first_screen_is_the_readers_own(as_, who, shown):
    assert shown in as_(who).get("/").content.decode()


def test_helper_sees_the_own_household_and_no_other(as_):
    client = as_("helper")

    assert client.get(f"/households/{FIRST}").status_code == 200
    assert client.get(f"/households/{little.HERE}0002").status_code == 404
    assert "张守田" not in client.get("/households").content.decode()


def test_account_without_posting_is_told_so(client, db, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", password="a-long-enough-password"))

    answer = client.get("/")

    assert answer.status_code == 403
    assert "没有在任的职务" in answer.content.decode()


@pytest.mark.parametrize("page", ["/", "/area/4103", "/area/410325", "/area/410325100"])
def test_every_figure_opens_as_many_households_as_it_says(as_, page):
    client = as_("leader")
    html = client.get(page).content.decode()
    figures = re.findall(r'<a (?:class="num" )?href="(/households\?[^"]+)">(?:[^<\d]*)([\d,]+)(?![\d.,%])', html)

    assert len(figures) > 10
    for address, said in figures:
        listed = client.get(address.replace("&amp;", "&")).context["page"].paginator.count
        assert int(said) in (listed, listed * 2), address  # every household of the little register has two people


@pytest.mark.parametrize("q", ["张守", "zhang shou tian", "zhangshou", "zst", "ZhShT", f"{little.HERE}0002"])
def test_a_household_is_found_by_name_pinyin_and_code(as_, q):
    rows = as_("director").get("/households", {"q": q}).context["rows"]

    assert [row.head_name for row in rows] == ["张守田"]


@pytest.mark.parametrize("q", ["shou", "zt", "守田", "赵国强", "zhao", "(", "z(", "*"])
def test_search_finds_nobody_else(as_, q):
    assert as_("director").get("/households", {"q": q}).context["rows"] == []


@pytest.mark.parametrize(("who", "is_told"), [("auditor", True), ("director", False)])
def test_who_watches_is_told_that_no_witness_holds_the_log(as_, settings, who, is_told):
    client = as_(who)
    told = {}
    for is_demo in (False, True):
        settings.LUOSHU_DEMO = is_demo
        told[is_demo] = "没有交给见证人" in client.get("/me").content.decode()

    assert told == {False: is_told, True: False}
