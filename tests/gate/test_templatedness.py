"""Floors of templatedness and the copy ratio on generated narratives of known origin.

`benchmarks/templatedness.py` asks more of them, on a seed of its own; floors lie below what was reached
here by what another seed may cost.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, spearmanr

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import templatedness as benchmark  # noqa: E402
from reuse_memory import Run, run, share  # noqa: E402
from reuse_truth import Made, load_generator  # noqa: E402

from wenzhi.base.records import Score  # noqa: E402
from wenzhi.scores.templatedness import measure_templatedness  # noqa: E402

N, SEED = 1000, 57
"""Narratives, and a seed of the range that serves development."""
SMALL = 200
MANDATED = 0.60
"""Least Spearman's rank correlation of templatedness with the share that everybody must write (.666,
n = 500: most narratives have about the same few mandated sentences)."""
OVER_COPIES = 0.95
"""Least share of pairs in which a narrative of mandated sentences has more of it than a copy has."""
COPIED = 0.99
"""Least Spearman's rank correlation of the copy ratio with the true copied share (.999, n = 515)."""
WIDTH = 0.05
"""Most, in the median, that an interval of templatedness is wide."""
SCORED = 0.95
DRIFT = 0.02
"""Most that a value moves, in the mean of all without sign, from 200 narratives to 1,000."""


@pytest.fixture(scope="module")
def found() -> Run:
    return run(load_generator().write_corpus(N, SEED))


@pytest.fixture(scope="module")
def scores(found: Run) -> dict[str, Score]:
    told = measure_templatedness([each.section for each in found.made], found.copies)
    return {name: one.score for name, one in told.items()}


def of_kinds(found: Run, *kinds: str) -> list[Made]:
    return [each for each in found.made if each.kind in kinds]


def rank(values: list[float], truth: list[float]) -> float:
    return float(spearmanr(values, truth).statistic)


def test_templatedness_follows_what_everybody_must_write(
    found: Run, scores: dict[str, Score]
) -> None:
    asked = [
        each
        for each in of_kinds(found, "independent", "mandated")
        if scores[each.section.ref.report].value is not None
    ]
    assert len(asked) > 150
    values = [scores[each.section.ref.report].value or 0.0 for each in asked]
    assert rank(values, [benchmark.mandated_share(each) for each in asked]) >= MANDATED


def test_mandated_wording_is_more_templated_than_a_copy(
    found: Run, scores: dict[str, Score]
) -> None:
    form, copies = (
        [scores[each.section.ref.report].value or 0.0 for each in of_kinds(found, *kinds)]
        for kinds in (("mandated",), ("exact", "swapped", "shuffled", "reworded"))
    )
    above = mannwhitneyu(form, copies).statistic / (len(form) * len(copies))
    assert min(len(form), len(copies)) > 50 and above >= OVER_COPIES


def test_the_copy_ratio_follows_what_was_copied(found: Run) -> None:
    asked = of_kinds(found, *benchmark.ONE_ORIGIN)
    assert len(asked) > 150
    truth = [each.copied for each in asked]
    assert rank([share(found, each) for each in asked], truth) >= COPIED


def test_most_are_scored_and_narrowly(scores: dict[str, Score]) -> None:
    known = [one for one in scores.values() if one.value is not None]
    assert len(known) >= SCORED * N
    widths = [one.high - one.low for one in known if one.high is not None and one.low is not None]
    assert np.median(widths) <= WIDTH


def test_a_value_hardly_moves_as_the_corpus_grows(found: Run, scores: dict[str, Score]) -> None:
    part = run(found.made[:SMALL])
    few = measure_templatedness([each.section for each in part.made], part.copies)
    moved = [
        large - one.score.value
        for name, one in few.items()
        if one.score.value is not None and (large := scores[name].value) is not None
    ]
    assert len(moved) >= SCORED * SMALL
    assert np.mean(np.abs(moved)) <= DRIFT
    assert abs(np.mean(moved)) <= DRIFT / 2
