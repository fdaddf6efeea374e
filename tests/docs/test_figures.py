"""Figures in the documentation, made again: docs/explanation/substance.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
from scipy.stats import spearmanr

from wenzhi import api

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT / "corpora"
PAGE = ROOT / "docs" / "explanation" / "substance.md"
CASES = ("demo/砚溪县/", "demo/桐汊县/")
"""Re-enacted cases of copying: they are of one level and copy each other, so they say nothing of levels."""


@dataclass(frozen=True)
class Scored:
    """One demo report: who wrote it, the level it was written at, what it scores."""

    generated: bool
    level: int
    value: float | None
    perfunctory: bool


def scored() -> Iterator[Scored]:
    for path in sorted((CORPORA / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if "narrative" in gold and not gold["file"].startswith(CASES):
            found = api.inspect(CORPORA / gold["file"])
            yield Scored(
                generated="云渚省" in gold["file"],
                level=gold["narrative"]["substance"],
                value=found.judgement.scores["substance"].value,
                perfunctory=any(one.code == "S201" for one in found.judgement.findings),
            )


def printed() -> dict[str, list[str]]:
    table = PAGE.read_text(encoding="utf-8").split("<!-- measured -->")[1]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.split("<!-- /measured -->")[0].splitlines()
    ]
    return {row[0]: row[1:] for row in rows if row[0] in ("generated", "hand-written")}


@pytest.fixture(scope="module")
def reports() -> list[Scored]:
    return list(scored())


@pytest.mark.parametrize("written", ["generated", "hand-written"])
def test_figures_of_substance_are_what_is_measured(written: str, reports: list[Scored]) -> None:
    n, judged, correlation, medians, low, high = printed()[written]
    mine = [one for one in reports if one.generated == (written == "generated")]
    known = [one for one in mine if one.value is not None]
    assert (int(n), int(judged)) == (len(mine), len(known))
    rho = spearmanr([one.level for one in known], [one.value for one in known]).statistic
    assert float(correlation) == pytest.approx(rho, abs=0.02)
    by_level = [
        median(one.value for one in known if one.level == level and one.value is not None)
        for level in range(5)
    ]
    assert [int(part) for part in medians.split("·")] == pytest.approx(by_level, abs=2)
    for text, levels in ((low, (0, 1)), (high, (2, 3, 4))):
        there = [one for one in mine if one.level in levels]
        flagged = sum(one.perfunctory for one in there)
        assert [int(number) for number in re.findall(r"\d+", text)] == [flagged, len(there)]
