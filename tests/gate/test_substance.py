"""Floors of section 五: classes, links and the score on narratives that took no part in their making."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import sentences  # noqa: E402
import substance  # noqa: E402

GRADED = ROOT / "corpora" / "graded" / "narratives.jsonl"
AGAIN = ROOT / "corpora" / "graded2" / "narratives.jsonl"
THIRD = ROOT / "corpora" / "graded3" / "narratives.jsonl"
FOURTH = ROOT / "corpora" / "graded4" / "narratives.jsonl"
FIFTH = ROOT / "corpora" / "graded5" / "narratives.jsonl"
SIXTH = ROOT / "corpora" / "graded6" / "narratives.jsonl"
SEVENTH = ROOT / "corpora" / "graded7" / "narratives.jsonl"


# A section that holds neither problem nor measure has no score: five of the first set, graded 0 to 9.
@pytest.mark.parametrize(
    ("graded", "scored", "floor"),
    [
        (GRADED, 55, 0.93),
        (AGAIN, 58, 0.94),
        (THIRD, 44, 0.96),
        (FOURTH, 45, 0.93),
        (FIFTH, 51, 0.95),
        (SIXTH, 48, 0.97),
        (SEVENTH, 47, 0.97),
    ],
)
def test_the_score_orders_graded_narratives_as_their_readers_did(
    graded: Path, scored: int, floor: float
) -> None:
    narratives = substance.read_graded(graded)
    found = substance.scored(narratives)
    machine = np.array([np.nan if one.value is None else one.value for one in found], np.float64)
    known = ~np.isnan(machine)
    assert known.sum() >= scored
    truth = substance.grades(narratives)
    assert substance.spearman(machine[known], truth[known]) >= floor


def test_no_series_of_stock_sentences_or_padding_pays() -> None:
    for narrative in substance.read_graded(GRADED):
        assert substance.never_rises(substance.replaced(narrative)), narrative.id
        assert substance.never_rises(substance.padded(narrative)), narrative.id


@pytest.mark.parametrize(
    ("graded", "classes", "links"),
    [
        (GRADED, 0.9, 0.85),
        (AGAIN, 0.92, 0.82),
        (THIRD, 0.91, 0.8),
        (FOURTH, 0.9, 0.85),
        (FIFTH, 0.93, 0.85),
        (SIXTH, 0.91, 0.87),
        (SEVENTH, 0.91, 0.89),
    ],
)
def test_classes_are_as_good_and_as_sure_as_they_say(
    graded: Path, classes: float, links: float
) -> None:
    narratives = substance.read_graded(graded)
    truth, answers = sentences.read_truth(narratives), sentences.ask_shipped(narratives)
    said = answers.likely.argmax(axis=1)
    assert sentences.macro_f1(truth.classes, said) >= classes
    assert sentences.calibration_error(truth.classes, answers.likely) <= 0.05
    assert sentences.link_f1(truth.links, answers.links) >= links
