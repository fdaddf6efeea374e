"""Right passages of many organs, written to look wrong (`clean_*.yml`): nothing may be told.

Each passage becomes a report of its organ, read from its text by the parser. A passage may leave a place
open; it must not be told as an error or a warning.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from test_clean_reports import failures

FILES = (
    "clean_reports.yml",
    "clean_registers.yml",
    "clean_mixed.yml",
    "clean_trades.yml",
    "clean_ratios.yml",
)
GROUPS: list[dict[str, Any]] = [
    group
    for name in FILES
    for group in yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]
PASSAGES = [
    ({key: value for key, value in group.items() if key != "passages"}, passage)
    for group in GROUPS
    for passage in group["passages"]
]


@pytest.mark.parametrize(("organ", "passage"), PASSAGES)
def test_a_right_passage_of_any_organ_is_left_alone(organ: dict[str, Any], passage: str) -> None:
    assert failures(**organ, overview=passage) == []


def test_passages_are_many_and_of_many_organs() -> None:
    assert len(PASSAGES) >= 400
    assert len({str(organ) for organ, _ in PASSAGES}) >= 14


WHOLE: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("clean_whole.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", WHOLE, ids=[case["organ"] for case in WHOLE])
def test_a_whole_right_report_is_left_alone(case: dict[str, Any]) -> None:
    assert failures(**case) == []
