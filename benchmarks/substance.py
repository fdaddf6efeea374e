"""How well the rubric of section 五 and the shipped score order graded narratives.

`python benchmarks/substance.py [--graded FILE]` reads narratives as in corpora/labels (development.jsonl
unless another is given) and prints, n and a 95 % bootstrap interval over narratives beside each:

* the rank correlation with the grades of the rubric on the labels of the file, and of the score that
  reports get (sentences classed by the package), so that the two errors are known apart. The shipped
  classes have learnt from train.jsonl and development.jsonl; `--refit` learns them anew from train.jsonl
  alone, for an honest figure on development.jsonl;
* the interval: its median width, and how often the rubric on the labels lies inside;
* dose–response: sentences replaced by a stock phrase one after another, concrete ones first, and frames
  appended: in what share of series the rubric never rises;
* sensitivity: which ranks move when a weight is halved or raised by half: the rank correlation of the
  rubric with itself, the share of pairs that change places, and by how many places at most.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.progress import Silent
from wenzhi.base.records import Score
from wenzhi.parse.report import parse
from wenzhi.read import read_bytes
from wenzhi.scores import classes
from wenzhi.scores.labels import LabelledNarrative, LabelledUnit, read_labels
from wenzhi.scores.profile import Profile
from wenzhi.scores.rubric import COMPONENTS, measure_units, told_length, weigh_labelled
from wenzhi.scores.sentence_recipe import fit, read_lessons
from wenzhi.scores.substance import score_substance

LABELS = Path(__file__).resolve().parents[1] / "corpora" / "labels"
RESAMPLES = 1000
PADS = 6
"""Frames appended in a padding series: twice what the longest graded narratives carry."""
FRAME = LabelledUnit(
    text="今后我们将再接再厉，不断开创政务公开工作新局面。",
    paragraph=0,
    class_="stock",
    concrete=False,
    problems=(),
    answers=(),
)
Values = npt.NDArray[np.float64]


def read_graded(path: Path) -> tuple[LabelledNarrative, ...]:
    """The narratives of a file, one JSON object a line."""
    lines = path.read_bytes().splitlines()
    return tuple(msgspec.json.decode(line, type=LabelledNarrative) for line in lines if line)


def spearman(a: Values, b: Values) -> float:
    """Rank correlation; ties take their mean rank."""
    from scipy.stats import spearmanr

    return float(spearmanr(a, b).statistic)


def with_interval(a: Values, b: Values) -> tuple[float, float, float]:
    """Rank correlation with the 2.5 % and 97.5 % points of a bootstrap over narratives."""
    random = np.random.default_rng(0)
    drawn = [random.integers(0, len(a), len(a)) for _ in range(RESAMPLES)]
    low, high = np.quantile([spearman(a[each], b[each]) for each in drawn], (0.025, 0.975))
    return spearman(a, b), float(low), float(high)


def grades(narratives: Sequence[LabelledNarrative]) -> Values:
    """The grades given by the labeller."""
    return np.array([each.grade for each in narratives], np.float64)


def rubric(
    narratives: Sequence[LabelledNarrative], weights: dict[str, float] | None = None
) -> Values:
    """Points by the rubric on the labels of the file."""
    return np.array([points(each.sentences, weights) for each in narratives])


def points(units: Sequence[LabelledUnit], weights: dict[str, float] | None = None) -> float:
    """Points of 100 by the rubric on labels; originality is unknown and its weight left out."""
    weights = weights or Profile.default().weights
    values = measure_units(weigh_labelled(units))
    total = sum(weights[name] for name in COMPONENTS)
    return sum(100 * weights[name] * values[name] for name in COMPONENTS) / total


def scored(narratives: Sequence[LabelledNarrative]) -> list[Score]:
    """The scores that reports with these sections five get."""
    return [score_substance(parse(read_bytes(as_report(n), "a.txt"))) for n in narratives]


def refit() -> None:
    """Class sentences by what train.jsonl alone teaches, for the rest of this run."""
    learnt, *_ = fit(read_lessons(read_labels(LABELS, "train")), Silent())
    classes.load_classifier = lambda folder=None: learnt  # type: ignore[assignment]


def as_report(narrative: LabelledNarrative) -> bytes:
    """A text report that holds the narrative as its section five."""
    paragraphs: dict[int, str] = {}
    for unit in narrative.sentences:
        paragraphs[unit.paragraph] = paragraphs.get(unit.paragraph, "") + unit.text
    return "\n".join(
        (
            f"{narrative.organ}{narrative.year}年政府信息公开工作年度报告",
            "一、总体情况\n全年公开信息12条。",
            "五、存在的主要问题及改进情况",
            *paragraphs.values(),
            "六、其他需要报告的事项\n未收取信息处理费。\n",
        )
    ).encode()


def replaced(narrative: LabelledNarrative) -> list[float]:
    """Points as sentences become frames no shorter one after another, concrete ones first."""
    units = list(narrative.sentences)
    series = [points(units)]
    for index in sorted(range(len(units)), key=lambda i: (not units[i].concrete, i)):
        units[index] = framed(units[index])
        series.append(points(units))
    return series


def framed(unit: LabelledUnit) -> LabelledUnit:
    """Stock phrases in the place of `unit`, no shorter as the rubric counts characters."""
    times = -(-told_length(unit.text) // len(FRAME.text))
    return msgspec.structs.replace(FRAME, text=FRAME.text * times, paragraph=unit.paragraph)


def padded(narrative: LabelledNarrative) -> list[float]:
    """Points as frames are appended."""
    return [points((*narrative.sentences, *[FRAME] * count)) for count in range(PADS + 1)]


def never_rises(series: Sequence[float]) -> bool:
    """Whether no step of a series is higher than the one before."""
    return all(after <= before + 1e-9 for before, after in pairwise(series))


def sensitivity(narratives: Sequence[LabelledNarrative]) -> dict[str, tuple[float, float, int]]:
    """Component → what half its weight more or less does to the order, at its worst.

    The rank correlation with the default order, the share of pairs that change places, and the places
    that the narrative moves by which moves most.
    """
    from scipy.stats import rankdata

    weights, base = Profile.default().weights, rubric(narratives)
    upper = np.triu_indices(len(base), 1)
    before = np.sign(np.subtract.outer(base, base))[upper]
    found: dict[str, tuple[float, float, int]] = {}
    for name in COMPONENTS:
        moved = [
            rubric(narratives, weights | {name: weights[name] * factor}) for factor in (0.5, 1.5)
        ]
        signs = [np.sign(np.subtract.outer(each, each))[upper] for each in moved]
        found[name] = (
            min(spearman(base, each) for each in moved),
            max(float(np.mean(sign * before < 0)) for sign in signs),
            max(int(np.abs(rankdata(each) - rankdata(base)).max()) for each in moved),
        )
    return found


def tell_intervals(found: Sequence[Score], labelled: Values) -> None:
    """Print how wide the intervals are and how often they hold what the labels would give."""
    pairs = [
        (one.low, one.high, value)
        for one, value in zip(found, labelled, strict=True)
        if one.low is not None and one.high is not None
    ]
    inside = sum(low <= value <= high for low, high, value in pairs)
    width = float(np.median([high - low for low, high, _ in pairs]))
    print(f"interval: median width {width:.1f}; the labels' points inside {inside} of {len(pairs)}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graded", type=Path, default=LABELS / "development.jsonl")
    parser.add_argument("--refit", action="store_true")
    chosen = parser.parse_args()
    if chosen.refit:
        refit()
    narratives = read_graded(chosen.graded)
    found = scored(narratives)
    machine = np.array([np.nan if one.value is None else one.value for one in found], np.float64)
    truth, labelled, known = grades(narratives), rubric(narratives), ~np.isnan(machine)
    print(f"n = {len(narratives)} narratives, scored {known.sum()} ({known.mean():.1%})")
    for name, each, which in (
        ("rubric on the labels", labelled, np.ones_like(known)),
        ("score of the report", machine, known),
    ):
        value, low, high = with_interval(each[which], truth[which])
        print(f"Spearman, {name}: {value:.3f} ({low:.3f}–{high:.3f}), n = {which.sum()}")
    tell_intervals(found, labelled)
    for name, make in (("sentences replaced", replaced), ("frames appended", padded)):
        monotone = sum(never_rises(make(each)) for each in narratives)
        print(f"never rises, {name}: {monotone} of {len(narratives)} series")
    for name, (least, swapped, places) in sensitivity(narratives).items():
        print(
            f"order with the weight of {name} ± half: Spearman ≥ {least:.3f}, pairs that change places "
            f"≤ {swapped:.1%}, by at most {places} places"
        )


if __name__ == "__main__":
    main()
