"""Figures that one wrong digit, or two swapped ones, keep from adding up."""

from __future__ import annotations

import pytest

from wenzhi.text.slips import missed_by_a_slip, one_cut_apart, one_slip_apart


@pytest.mark.parametrize(
    ("parts", "total"),
    [((64, 59, 28), 187), ((28, 26, 9, 6), 67), ((12, 8), 21), ((118, 34), 142)],
)
def test_one_digit_explains_it(parts: tuple[float, ...], total: float) -> None:
    assert one_slip_apart(parts, total)


@pytest.mark.parametrize(("parts", "total"), [((40, 60), 100), ((500, 7), 1183), ((1.5, 2), 4)])
def test_right_sums_and_other_errors_are_no_slips(parts: tuple[float, ...], total: float) -> None:
    assert not one_slip_apart(parts, total)


def test_what_misses_by_much_is_another_thing() -> None:
    assert one_slip_apart((100, 20), 180)
    assert not missed_by_a_slip((100, 20), 180, 60)
    assert missed_by_a_slip((64, 59, 28), 187, 36)


def test_first_digits_left_out_explain_it() -> None:
    assert one_cut_apart((312, 57, 495), 64)
    assert not one_cut_apart((205, 21, 44), 300)


def test_a_single_digit_left_is_none_to_go_by() -> None:
    assert one_cut_apart((312, 57, 21), 490)
    assert not one_cut_apart((312, 7, 1), 420)
