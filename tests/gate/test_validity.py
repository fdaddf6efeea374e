"""Floors of what rests on the score of section five: movements, fates of last year, verdicts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import copying  # noqa: E402
import follow_through  # noqa: E402
import grounds  # noqa: E402
import validity  # noqa: E402

from wenzhi.scores.labels import LabelledNarrative  # noqa: E402

FEW = 24
"""Narratives of the development part that are asked here; the benchmark asks all."""


@pytest.fixture(scope="module")
def narratives() -> list[LabelledNarrative]:
    return list(validity.read_graded(validity.LABELS / "development.jsonl"))[:FEW]


@pytest.mark.parametrize("change", [validity.stock_put_in, validity.padded])
def test_stock_phrases_never_pay(change: object, narratives: list[LabelledNarrative]) -> None:
    series = [
        validity.Series(tuple(validity.score_of(each) for each in change(one)))  # type: ignore[operator]
        for one in narratives
    ]
    assert all(one.falls for one in series)
    assert np.mean([one.values[-1] - one.values[0] for one in series]) <= -5


def test_figures_taken_out_never_pay(narratives: list[LabelledNarrative]) -> None:
    series = [
        validity.Series(tuple(validity.score_of(each) for each in validity.figures_taken_out(one)))
        for one in narratives
    ]
    assert all(one.falls for one in series)
    assert np.mean([one.values[-1] - one.values[0] for one in series]) <= -2


@pytest.mark.parametrize("change", [copying.concrete_put_in, copying.concrete_appended])
def test_concrete_sentences_of_another_organ_never_pay(
    change: copying.Copying, narratives: list[LabelledNarrative]
) -> None:
    series = [validity.Series(scores) for scores in copying.score_copies(narratives[::2], change)]
    assert sum(one.falls for one in series) >= FEW // 2 - 1
    assert np.mean([one.values[-1] - one.values[0] for one in series]) <= -5


@pytest.mark.parametrize("name", ["another organ's name", "half width", "full width"])
def test_what_says_nothing_changes_nothing(name: str, narratives: list[LabelledNarrative]) -> None:
    change = validity.CHANGES[name]
    pairs = [(validity.score_of(one), validity.score_of(change(one))) for one in narratives]
    assert sum(validity.holds(a, b) for a, b in pairs) >= FEW - 1


def test_what_was_taken_over_is_not_original_however_concrete(
    narratives: list[LabelledNarrative],
) -> None:
    best = sorted(narratives, key=lambda each: -each.grade)[:8]
    taken = validity.score_beside(best, best)
    assert max(validity.originality(one) for one in taken) <= 0.1
    own = validity.score_beside(best)
    assert all(
        a.value > b.value + 5  # type: ignore[operator]
        for a, b in zip(own, taken, strict=True)
    )


def test_perfunctory_sections_are_found_and_good_ones_left_alone() -> None:
    for cases, least, most in (
        (grounds.judge_generated(120, 1201), 0.75, 0.12),
        (grounds.judge_written(), 0.4, 0.0),
    ):
        poor = [case.verdict == "fail" for case in cases if case.level <= 1]
        good = [case.verdict == "fail" for case in cases if case.level >= 2]
        assert np.mean(poor) >= least
        assert np.mean(good) <= most


GENERATED = (
    ("problem", "verbatim", 0.97, 0.9),
    ("measure", "verbatim", 0.97, 0.88),
    ("problem", "mended", 0.85, 0.55),
    ("measure", "done", 0.9, 0.6),
)
WRITTEN = (
    ("problem", "repeated", 0.85, 0.45),
    ("problem", "mended", 0.85, 0.65),
    ("problem", "gone", 0.7, 0.7),
    ("measure", "repeated", 0.85, 0.35),
    ("measure", "done", 0.85, 0.75),
    ("measure", "gone", 0.6, 0.6),
)
"""Kind, fate, least precision and recall."""


@pytest.mark.parametrize("name", ["generated", "written"])
def test_fates_of_last_years_sentences_are_told(name: str) -> None:
    counted = follow_through.written() if name == "written" else follow_through.figures(40, 7)
    for kind, fate, precision, recall in WRITTEN if name == "written" else GENERATED:
        right = counted[kind, fate, fate]
        said = sum(n for (k, _, told), n in counted.items() if (k, told) == (kind, fate))
        true = sum(n for (k, real, _), n in counted.items() if (k, real) == (kind, fate))
        assert right / said >= precision, (kind, fate)
        assert right / true >= recall, (kind, fate)
