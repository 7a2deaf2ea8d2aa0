"""Counties are shared between processes: none is begun twice, the largest come first."""

from luoshu.demo.counties import claimed, largest_first
from tests.demo.cities import small


def test_a_county_that_is_begun_is_not_begun_by_another(tmp_path):
    first = claimed(tmp_path / "410325.lock")
    assert first
    assert claimed(tmp_path / "410325.lock") is None
    first.close()
    with claimed(tmp_path / "410325.lock") as again:
        assert again


def test_the_largest_counties_come_first_and_none_is_left_out():
    counties = largest_first(small())
    assert sorted(counties) == small().counties
    assert counties[0] == "410325"
