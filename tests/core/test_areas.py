"""Luoyang's divisions: complete, well-formed, with successors; another city is one file."""

from collections import Counter

import pytest

from luoshu.core.areas import extract, loading
from luoshu.core.commands import load_areas, load_luoyang
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.models import Area, AreaEdition

CITY = "code,name,level,parent\n4104,平顶山市,city,\n410421,宝丰县,county,4104\n"


@pytest.fixture(autouse=True)
def forget_names():
    """A rolled-back test must not leave its names behind."""
    loading._names_of.cache_clear()
    yield
    loading._names_of.cache_clear()


def test_extract_is_complete():
    rows = loading.read(loading.CAMPAIGN)
    assert Counter(row["level"] for row in rows) == {"city": 1, "county": 16, "township": 194, "village": 3238}


def test_later_edition_has_fourteen_counties_and_the_same_villages():
    rows = loading.read(loading.DATA / "luoyang-2021.csv")
    counts = Counter(row["level"] for row in rows)
    assert counts == {"city": 1, "county": 15, "township": 194, "village": 3238}
    names = {row["code"]: row["name"] for row in rows}
    assert (names["410307"], names["410308"]) == ("偃师区", "孟津区")
    assert not {"410381", "410322", "410306"} & set(names)


def test_borders_name_counties_of_the_edition():
    import json

    borders = json.loads((loading.DATA / "borders.geojson").read_text(encoding="utf-8"))
    codes = {row["code"]: row["name"] for row in loading.read(loading.CAMPAIGN)}
    assert all(codes[f["properties"]["code"]] == f["properties"]["name"] for f in borders["features"])
    assert len(borders["features"]) == 15


@pytest.mark.parametrize(
    ("official", "said"),
    [
        ("白土村民委员会", "白土村"),
        ("白土村村民委员会", "白土村"),
        ("滹沱社区居民委员会", "滹沱社区"),
        ("厂居委会", "厂居委会"),
    ],
)
def test_everyday_name(official, said):
    assert extract.everyday(official) == said


@pytest.mark.django_db
def test_names_and_paths():
    assert loading.names("410324104203").keys() == {"410324104203"}
    assert (
        len(loading.names("410324"))
        == 1
        + Area.objects.filter(
            edition__in_use=True, code__startswith="410324", level__in=("township", "village")
        ).count()
    )
    assert loading.full_name("410324").startswith("栾川县")


@pytest.mark.django_db
def test_successors():
    assert loading.successors("410381", "2020", "2021") == ["410307"]
    assert loading.successors("410306", "2020", "2021") == loading.successors("410322", "2020", "2021") == ["410308"]
    assert loading.successors("410324", "2020", "2021") == ["410324"]


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    assert load_luoyang() == {"added": 0, "changed": 0, "same": 3449}
    assert AreaEdition.objects.get(in_use=True).name == "2020"


@pytest.mark.django_db
def test_another_city_is_one_file(tmp_path):
    file = tmp_path / "pingdingshan.csv"
    file.write_text(CITY, encoding="utf-8")
    assert load_areas(file, source="自制")["added"] == 2
    file.write_text(CITY.replace("宝丰县", "宝丰区"), encoding="utf-8")
    assert load_areas(file) == {"added": 0, "changed": 1, "same": 1}
    assert loading.names("4104") == {"4104": "平顶山市", "410421": "宝丰区"}
    assert loading.names("4103")["410324"] == "栾川县"


@pytest.mark.django_db
def test_a_named_edition_takes_the_place_of_the_one_in_use(tmp_path):
    file = tmp_path / "next.csv"
    file.write_text(CITY, encoding="utf-8")
    load_areas(file, edition="2030")
    assert loading.names() == {"4104": "平顶山市", "410421": "宝丰县"}


@pytest.mark.django_db
def test_natural_village_and_groups_hang_below_the_village(system):
    from luoshu.core.actions import add_place

    first = add_place(parent="410324104203", name="上沟", level="natural_village", by=system)
    second = add_place(parent="410324104203", name="下沟", level="natural_village", by=system)
    group = add_place(parent=first.code, name="一组", level="group", by=system)
    direct = add_place(parent="410324104203", name="二组", level="group", by=system)
    assert [first.code, second.code] == ["41032410420301", "41032410420302"]
    assert [group.code, direct.code] == ["4103241042030101", "4103241042030001"]


@pytest.mark.django_db
def test_place_outside_own_area_is_refused(actor):
    from luoshu.core.actions import add_place

    with pytest.raises(NotAllowed):
        add_place(parent="410324104203", name="上沟", level="group", by=actor("410325", "village_worker"))
    with pytest.raises(NotPossible):
        add_place(parent="410324104", name="上沟", level="group", by=actor("4103", "county_register"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "不是所要的文件"),
        ("code,name\n4104,x\n", "不是所要的文件"),
        (CITY + "410422,叶县,township,4104\n", "与级别"),
        (CITY + "410422,,county,4104\n", "没有名称"),
        (CITY + "420422,叶县,county,4104\n", "上级"),
        (CITY + "410422001,街道,township,410422\n", "上级"),
        (CITY + "410421,宝丰县,county,4104\n", "重复"),
    ],
)
def test_bad_area_file_is_told(tmp_path, text, told):
    file = tmp_path / "areas.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=told):
        loading.read(file)


def test_unreadable_area_file_is_told(tmp_path):
    (tmp_path / "gbk.csv").write_bytes("编码".encode("gbk"))
    for name in ("gbk.csv", "missing.csv"):
        with pytest.raises(BadInput, match="读不了"):
            loading.read(tmp_path / name)
