"""Lists, sums and changes in the words of many offices: right ones are left alone, a mistyped figure is noticed."""

from __future__ import annotations

from typing import Any

import pytest
from whole_cases import judge, load

CASES = load("told_sums.yml")
BASE: dict[str, Any] = load("planted_fifth.yml")[0]["base"]
FLOOR = 0.93
"""Share of mistyped figures that fail with an error or a warning.

Of the first 116 78 did at first use, of the last 58 45.
"""


def _loud(text: str) -> list[str]:
    _, findings = judge(BASE, {"overview": text})
    return [f"{one.code} {one.message.zh}" for one in findings if one.severity != "info"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["right"][:24])
def test_a_right_passage_is_left_alone(case: dict[str, Any]) -> None:
    assert _loud(case["right"]) == []


def test_mistyped_figures_are_noticed() -> None:
    wrong = [(case["right"], old, new) for case in CASES for old, new in case["wrong"]]
    assert all(text.count(old) == 1 for text, old, _ in wrong)
    missed = [(text, old, new) for text, old, new in wrong if not _loud(text.replace(old, new))]
    assert 1 - len(missed) / len(wrong) >= FLOOR, missed
