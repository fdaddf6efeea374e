"""Floors of the audit: a wrong number in any wording is told, and a right one is left alone."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import audit  # noqa: E402

TOLD = 0.89
"""What is held of planted numbers; .98 until far figures were left open (CHANGELOG.md)."""


def test_wrong_numbers_are_told_in_every_wording_and_right_ones_left_alone() -> None:
    found = audit.audit_wordings_of(draws=1, seed=2)
    assert found.told["all"].of >= 75 and found.clean >= 90
    assert found.told["all"].value >= TOLD, found.examples
    assert found.alarms == 0, found.examples
