"""Fourth and fifth collection, each written after the one before was mended and before any of it had been run.

Planted errors and right passages, in other reports than before.
"""

from __future__ import annotations

from typing import Any

import pytest
from whole_cases import is_told, judge, load, planted

FLOORS = {
    "fourth": {"P": 0.82, "T": 1.0, "F": 0.75, "Y": 1.0, "D": 1.0, "R": 1.0},
    "fifth": {"P": 0.92, "R": 1.0, "Y": 1.0},
}
"""Share of cases that fail with an error or a warning. At first use 85 of 102 of the fourth (P 48/63, T 4/4, F 3/4,
Y 8/9, D 6/6, R 16/16), 28 of 30 of the fifth (P 25/27, R 1/1, Y 2/2)."""


def _bases(collection: str) -> dict[str, dict[str, Any]]:
    """The reports into which errors are planted, by their organ."""
    groups = load(f"planted_{collection}.yml")
    return {group["base"]["organ"]: group["base"] for group in groups}


def _right() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Right passages with their reports, and the reports as they are; at first 5 of 73 and 1 of 20 were told."""
    found: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for collection in FLOORS:
        bases = _bases(collection)
        found += [(base, {}) for base in bases.values()]
        groups = load(f"clean_{collection}.yml")
        found += [(bases[group["of"]], case) for group in groups for case in group["cases"]]
    return found


@pytest.mark.parametrize(
    ("collection", "family"), [(name, family) for name, own in FLOORS.items() for family in own]
)
def test_planted_errors_are_found(collection: str, family: str) -> None:
    every = planted(f"planted_{collection}.yml")
    cases = [(base, case) for of, base, case in every if of == family]
    missed = [case for base, case in cases if not is_told(family, base, case)]
    assert 1 - len(missed) / len(cases) >= FLOORS[collection][family], missed


@pytest.mark.parametrize(("base", "case"), _right())
def test_what_is_right_is_left_alone(base: dict[str, Any], case: dict[str, Any]) -> None:
    _, findings = judge(base, case)
    assert [f"{one.code} {one.message.zh}" for one in findings if one.severity != "info"] == []
