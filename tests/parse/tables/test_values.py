"""What single cells say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.parse.tables.values import looks_like_value, read_value
from wenzhi.text.normalize import fold


@pytest.mark.parametrize(
    ("text", "value", "state"),
    [
        ("0", 0, "zero"),
        ("０", 0, "zero"),
        ("0.00", 0, "zero"),
        ("00", 0, "malformed"),
        ("007", 7, "malformed"),
        ("12", 12, "ok"),
        ("3.0", 3, "ok"),
        ("1,234", 1234, "ok"),
        ("1，234，567", 1234567, "ok"),
        ("1,23", None, "malformed"),
        ("12 34", 1234, "malformed"),
        ("470<br>4.18", 4704.18, "malformed"),
        ("**5**", 5, "ok"),
        ("零", 0, "malformed"),
        ("见附件", None, "malformed"),
        ("约3件", None, "malformed"),
        ("", None, "blank"),
        ("  ", None, "blank"),
        ("/", None, "dash"),
        ("-", None, "dash"),
        ("——", None, "dash"),
        ("无", None, "dash"),
        ("12件", 12, "ok"),
        ("3（12.5%）", 3, "ok"),
        ("0（0％）", 0, "zero"),
        ("12（3）", None, "malformed"),
        ("3.5万", 35000, "ok"),
    ],
)
def test_a_count_cell(text, value, state):
    reading = read_value(fold(text).text)
    assert (reading.value, reading.state) == (value, state)
    assert type(reading.value) is type(value)


@pytest.mark.parametrize(
    ("text", "value", "unit", "state"),
    [
        ("3.5", 3.5, "万元", "ok"),
        ("3.5万元", 3.5, "万元", "ok"),
        ("251000元", 251000, "元", "malformed"),
        ("0元", 0, "元", "zero"),
        ("1.2亿元", 1.2, "亿元", "malformed"),
        ("3.5万", 3.5, "万元", "malformed"),
        ("/", None, "万元", "dash"),
    ],
)
def test_a_cell_of_a_column_in_ten_thousand_yuan(text, value, unit, state):
    reading = read_value(text, unit="万元")
    assert (reading.value, reading.unit, reading.state) == (value, unit, state)


@pytest.mark.parametrize(
    ("text", "value", "state"),
    [
        ("+2", 2, "ok"),
        ("-1", -1, "ok"),
        ("－1", -1, "ok"),
        ("+0", 0, "zero"),
        ("增加2", 2, "malformed"),
        ("减少3", -3, "malformed"),
        ("±2", 2, "malformed"),
    ],
)
def test_a_change_may_have_a_sign(text, value, state):
    reading = read_value(fold(text).text, signed=True)
    assert (reading.value, reading.state) == (value, state)


def test_a_sign_in_a_count_is_malformed():
    assert read_value("-1").state == "malformed"
    assert read_value("-1").value == -1


def test_an_amount_without_a_unit_of_the_form_has_the_unit_that_is_written():
    assert read_value("251000元").unit == "元"
    assert read_value("251000元").state == "ok"
    assert read_value("251000").unit is None


@given(st.integers(min_value=1, max_value=10**9))
def test_plain_and_grouped_integers_come_back(number):
    assert read_value(str(number)).value == number
    assert read_value(f"{number:,}").value == number
    assert read_value(f"{number:,}").state == "ok"


@given(st.text(max_size=12))
def test_no_text_makes_reading_fail_or_turns_a_blank_into_zero(text):
    reading = read_value(text)
    assert (reading.value is None) or any(c.isdigit() or c in "零〇○Oo" for c in text)
    if reading.state in ("blank", "dash"):
        assert reading.value is None


@pytest.mark.parametrize("text", ["1.", "1、", "第3页", "2024年", "行政许可", "（一）", "3月"])
def test_ordinals_dates_and_words_are_no_cells(text):
    assert not looks_like_value(fold(text).text)
