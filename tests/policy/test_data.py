"""The data of the policy: fields, code lists, parameters, packs and words."""

import datetime as dt

import pytest

import luoshu.policy
from luoshu.engine import CannotJudge
from luoshu.policy.codes import codes, names
from luoshu.policy.fields import SHEETS, sheet
from luoshu.policy.income import items
from luoshu.policy.packs import packs
from luoshu.policy.parameters import law, parameter, parameters

ON = dt.date(2016, 12, 31)


def test_every_code_list_is_there_and_used():
    named = {field.code for name in SHEETS for field in sheet(name).fields if field.code}

    assert named == set(names())


@pytest.mark.parametrize("name", names())
def test_codes_and_labels_tell_items_apart(name):
    found = codes(name)

    assert all(
        found.code_of(found.label(each.code, lang)) == each.code for each in found.items for lang in ("zh", "en")
    )
    assert all(found.of_national(found.national(each.code)) == each.code for each in found.items)


def test_ethnicity_is_translated_for_the_national_register():
    assert codes("ethnicity").label("11") == "满族"
    assert codes("ethnicity").national("11") == "02"


def test_a_code_is_valid_within_its_days():
    assert "05" in {each.code for each in codes("labour").valid(dt.date(2018, 1, 1))}
    assert "05" not in {each.code for each in codes("labour").valid(dt.date(2017, 12, 31))}


@pytest.mark.parametrize("name", SHEETS)
def test_headings_and_names_are_unique_on_a_sheet(name):
    found = sheet(name)

    assert len(found.by_name) == len(found.by_heading) == len(found.fields)
    assert set(found.key) <= set(found.by_name)


def test_unknown_names_offer_those_there_are():
    with pytest.raises(LookupError, match="household"):
        sheet("horse")
    with pytest.raises(LookupError, match="ethnicity"):
        codes("horse")
    with pytest.raises(LookupError, match="poverty_line"):
        parameter("horse", ON)


def test_a_line_is_that_of_the_day_in_fen():
    days = [dt.date(2015, 12, 31), dt.date(2016, 1, 1), ON, dt.date(2017, 1, 1)]

    assert [law(day)("poverty_line", purpose="exit") for day in days] == [285500, 302600, 302600, 320800]


def test_a_day_before_the_first_value_has_none():
    with pytest.raises(LookupError, match="2013-12-31"):
        parameter("poverty_line", dt.date(2013, 12, 31), province="41", purpose="exit")


def test_a_parameter_is_asked_with_its_keys():
    with pytest.raises(LookupError, match="purpose"):
        parameter("poverty_line", ON, province="41")


def test_every_parameter_has_a_value_whenever_there_are_rules():
    first = next(each for each in packs() if each.has_rules).since
    for each in parameters().values():
        told_apart = {tuple(value.keys.items()) for value in each.values}
        for keys in told_apart:
            assert each.at(first, **dict(keys)).source


def test_income_items_are_columns_of_the_dictionary():
    money = {field.name for field in sheet("household").fields if field.type == "money"}
    natures = {field.name for field in sheet("household").fields if field.code == "income_nature"}

    assert {each["column"] for each in items()} <= money
    assert {each["nature"] for each in items()} - {"recurring", "one_off"} == natures


def test_words_belong_to_the_day():
    years = [dt.date(year, 6, 30) for year in (2016, 2023, 2026)]

    assert [luoshu.policy.words(day)["poor_household"] for day in years] == ["贫困户", "监测对象", "监测对象"]
    assert [luoshu.policy.words(day)["helper"] for day in years[:2]] == ["帮扶责任人", "帮扶联系人"]
    assert luoshu.policy.words(years[0], "en")["funds"] == "Poverty alleviation funds"


def test_each_pack_has_the_same_words_and_follows_the_other():
    for one, other in zip(packs(), packs()[1:], strict=False):
        assert set(one.words) == set(other.words)
        assert one.until + dt.timedelta(1) == other.since


def test_a_day_without_rules_is_refused():
    with pytest.raises(CannotJudge, match="尚未编入"):
        luoshu.policy.rules(dt.date(2023, 1, 1))
    with pytest.raises(CannotJudge, match="政策包"):
        luoshu.policy.rules(dt.date(2000, 1, 1))


def test_the_version_names_the_pack():
    assert luoshu.policy.version(ON).startswith("luoyang-2016-2020@")
