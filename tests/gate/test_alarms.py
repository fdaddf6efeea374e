"""Floors of what is told of right reports: nothing is wrong in them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import alarms  # noqa: E402


@pytest.mark.parametrize(
    ("name", "reports", "errors", "warnings"),
    [
        ("right1", 72, 0, 0),
        ("right2", 72, 0, 0),
        ("right3", 72, 0, 0),
        ("right4", 48, 0, 0),
        ("right5", 48, 0, 0),
        ("right6", 24, 1, 1),
        ("right7", 48, 0, 4),
        ("right8", 28, 0, 2),
        ("right9", 36, 0, 2),
    ],
)
def test_right_reports_are_left_alone(name: str, reports: int, errors: int, warnings: int) -> None:
    found = alarms.measure(ROOT / "corpora" / name)
    assert found.shares["error"].of == reports
    assert found.number["error"] <= errors, found.lines
    assert found.number["warning"] <= warnings, found.lines


def test_an_alarm_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    whole = ROOT / "corpora" / "right1" / "reports" / "r1-01.txt"
    text = whole.read_text(encoding="utf-8")
    wrong = text.replace("一、总体情况", "一、总体情况\n全年共公开信息20条，其中网站30条。", 1)
    (tmp_path / "reports" / "wrong.txt").write_text(wrong, encoding="utf-8")
    found = alarms.measure(tmp_path)
    assert found.shares["error"].hits == 1
    assert any("30条" in line and line.startswith("wrong.txt error") for line in found.lines)
