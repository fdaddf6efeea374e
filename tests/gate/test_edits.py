"""Floors of what is noticed when a fault is put into a right report, and of what is said of harmless edits."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import edits  # noqa: E402

EVERY = 3
"""Each third edit is put in, for the sake of time; `python benchmarks/edits.py SET` puts in all."""


@pytest.mark.parametrize(
    ("name", "faults", "noticed", "harmless"),
    [
        ("edits1", 50, 0.96, 0),
        ("edits2", 50, 0.98, 0),
        ("edits3", 50, 0.96, 0),
        ("edits4", 40, 0.97, 0),
        ("edits5", 50, 0.94, 0),
        ("edits6", 50, 0.96, 0),
        ("edits7", 50, 0.98, 0),
        ("edits8", 50, 0.98, 0),
        ("edits9", 50, 0.84, 0),
        ("edits14", 50, 0.98, 0),
        ("edits16", 50, 0.96, 0),
    ],
)
def test_faults_are_noticed_and_right_reports_left_alone(
    name: str, faults: int, noticed: float, harmless: int
) -> None:
    outcome = edits.measure(ROOT / "corpora" / name, EVERY)
    shares = outcome.shares
    assert shares["faults"].of == faults
    assert shares["faults"].value >= noticed, outcome.lines
    assert shares["harmless with error"].hits <= harmless, outcome.lines
    assert shares["clean reports with error"].hits == 0, outcome.lines


def test_an_edit_that_finds_no_place_is_an_error() -> None:
    assert edits.edited("收到3件，答复3件。", [["收到3件", "收到4件"]], "a") == "收到4件，答复3件。"
    with pytest.raises(ValueError, match="2 ×"):
        edits.edited("收到3件，答复3件。", [["3件", "4件"]], "a")
