"""Numerals: values, bounds and approximations, in examples and as properties."""

from __future__ import annotations

import pytest
from cn2an import an2cn
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.text.numerals import find_quantities, join_units, parse_numeral

UNITS = join_units(["条", "件", "次", "人次", "元", "%"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("12", 12), ("1,234", 1234), ("7854070", 7854070), ("9.2万", 92000),
        ("3千", 3000), ("3万2千", 32000), ("1.2亿", 120000000), ("59237.2449万", 592372449),
        ("两", 2), ("十", 10), ("十二", 12), ("二百零六", 206), ("一千三百", 1300),
        ("一万两千", 12000), ("廿五", 25), ("卅", 30), ("壹佰", 100), ("〇", 0), ("零", 0),
        ("二〇二〇", 2020), ("两百五", 250),
        ("百", None), ("万", None), ("", None), ("余", None), ("三十余", None), ("3-5", None),
    ],
)  # fmt: skip
def test_a_plain_numeral_has_its_value(text, value):
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共12条", ("12条", 12, None, None, None, "条")),
        ("18万余条", ("18万余条", 180000, 180000, None, "over", "条")),
        ("9.2余万条", ("9.2余万条", 92000, 92000, None, "over", "条")),
        ("近2万条", ("近2万条", 20000, None, 20000, "under", "条")),
        ("约5500条", ("约5500条", 5500, None, None, "about", "条")),
        ("5500多条", ("5500多条", 5500, 5500, None, "over", "条")),
        ("100条以上", ("100条以上", 100, 100, None, "over", "条")),
        ("三十余件", ("三十余件", 30, 30, None, "over", "件")),
        ("四十多万条", ("四十多万条", 400000, 400000, None, "over", "条")),
        ("百余条", ("百余条", 100, 100, None, "over", "条")),
        ("近百条", ("近百条", 100, None, 100, "under", "条")),
        ("上千次", ("上千次", 1000, 1000, None, "over", "次")),
        ("十几件", ("十几件", 10, 11, 19, "over", "件")),
        ("二十几件", ("二十几件", 20, 21, 29, "over", "件")),
        ("数十件", ("数十件", None, 20, 99, "range", "件")),
        ("几百条", ("几百条", None, 200, 999, "range", "条")),
        ("三五次", ("三五次", None, 3, 5, "range", "次")),
        ("两三百人次", ("两三百人次", None, 200, 300, "range", "人次")),
        ("10至15件", ("10至15件", None, 10, 15, "range", "件")),
        ("10件至15件", ("10件至15件", None, 10, 15, "range", "件")),
        ("3-5次", ("3-5次", None, 3, 5, "range", "次")),
        ("2至3万元", ("2至3万元", None, 20000, 30000, "range", "元")),
        ("不少于50条", ("不少于50条", 50, 50, None, "over", "条")),
        ("不超过3次", ("不超过3次", 3, None, 3, "under", "次")),
        ("300条左右", ("300条左右", 300, None, None, "about", "条")),
        ("百分之三十五", ("百分之三十五", 35, None, None, None, "%")),
        ("约百分之30", ("约百分之30", 30, None, None, "about", "%")),
        ("70.3%", ("70.3%", 70.3, None, None, None, "%")),
    ],
)
def test_a_quantity_runs_from_approximator_to_unit(text, found):
    (quantity,) = find_quantities(text, UNITS)
    surface = text[quantity.start : quantity.end]
    told = (surface, quantity.value, quantity.low, quantity.high, quantity.approx, quantity.unit)
    assert told == found


@pytest.mark.parametrize(
    "text", ["百条", "G20件", "V2.0条", "若干条", "15至10件", "余条", "一十零条"]
)
def test_what_names_no_number_is_none(text):
    assert list(find_quantities(text, UNITS)) == []


@given(st.integers(min_value=0, max_value=99_999_999))
def test_chinese_and_arabic_numerals_agree(number):
    assert parse_numeral(an2cn(number)) == number
    assert parse_numeral(str(number)) == number
    assert parse_numeral(f"{number:,}") == number


@given(st.integers(min_value=1, max_value=9999), st.sampled_from(["万", "亿", "千"]))
def test_a_power_multiplies(number, power):
    factor = {"千": 1000, "万": 10_000, "亿": 100_000_000}[power]
    assert parse_numeral(f"{number}{power}") == number * factor
    (quantity,) = find_quantities(f"{number}{power}余条", UNITS)
    assert (quantity.value, quantity.low, quantity.high) == (number * factor, number * factor, None)


@given(st.text(alphabet="0123456789,.一二十百千万亿零两余多几数近约上至到-条件次%", max_size=20))
def test_any_jumble_is_read_without_error_and_within_its_text(text):
    end = 0
    for quantity in find_quantities(text, UNITS):
        assert end <= quantity.start <= quantity.figure < quantity.end <= len(text)
        assert quantity.value is not None or quantity.low is not None
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
        end = quantity.end
