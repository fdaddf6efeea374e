"""Floors of what is noticed when one figure of a right report is changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import changed_figures  # noqa: E402


@pytest.mark.parametrize(
    ("name", "changes", "floor"),
    [("heldout2", 63, 0.98), ("heldout10", 194, 0.87), ("heldout12", 175, 0.91)],
)
def test_a_changed_figure_is_noticed(name: str, changes: int, floor: float) -> None:
    folder = ROOT / "corpora" / name
    noticed, _, silent = changed_figures.measure(folder / "gold", folder)
    assert noticed["all"].of == changes
    assert noticed["all"].value >= floor, silent
