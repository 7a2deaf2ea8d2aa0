"""What is masked can be told apart, not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.core.masking import KEPT, mask, scrubbed


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("id", "410399198001011234", "4103**********1234"),
        ("id", "410399800101123", "4103*******1123"),
        ("id", "E12345678", "E123*****"),
        ("phone", "13800138000", "138****8000"),
        ("phone", "65430", "65***"),
        ("account", "6228480012345678901", "***************8901"),
        ("name", "张三", "张*"),
        ("name", "欧阳震华", "欧***"),
        ("name", "张", "*"),
        ("health", "精神分裂症", "***"),
        ("id", None, None),
        ("id", "", ""),
    ],
)
def test_mask_keeps_what_tells_apart(kind, value, shown):
    assert mask(kind, value) == shown


@given(st.sampled_from(sorted(KEPT)), st.text(alphabet="0123456789ABX张三", min_size=1, max_size=30))
def test_mask_hides_over_a_third_and_keeps_the_length(kind, value):
    shown = mask(kind, value)

    assert len(shown) == len(value)
    assert shown.count("*") * 3 >= len(value)


def test_scrubbed_masks_numbers_in_text_and_leaves_the_rest():
    text = "户41039910120100001 的410399198001011234已换电话13800138000，账号6228480012345678901，2016-12-31，3026元"

    shown = scrubbed(text)

    for number in ("410399198001011234", "13800138000", "6228480012345678901"):
        assert number not in shown
    assert "户41039910120100001" in shown
    assert "2016-12-31，3026元" in shown
