"""How well the rubric of section 五 and the shipped score order graded narratives.

`python benchmarks/substance.py [--graded FILE]` reads narratives as in corpora/labels (development.jsonl
unless another is given) and prints, n and a 95 % bootstrap interval over narratives beside each:

* the rank correlation with the grades of the rubric on the labels of the file, and of the score that
  reports get (sentences classed by the package), so that the two errors are known apart;
* dose–response: sentences replaced by a stock phrase one after another, concrete ones first, and frames
  appended: in what share of series the rubric never rises;
* sensitivity: the rank correlation of the rubric with itself when a weight is halved or raised by half.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.parse.report import parse
from wenzhi.read import read_bytes
from wenzhi.scores.labels import LabelledNarrative, LabelledUnit
from wenzhi.scores.rubric import COMPONENTS, default_weights, grade_units
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
    return np.array([grade_units(each.sentences, weights).value for each in narratives])


def scored(narratives: Sequence[LabelledNarrative]) -> Values:
    """The score that a report with this section five gets; NaN where it is null."""
    found = [score_substance(parse(read_bytes(as_report(n), "a.txt"))).value for n in narratives]
    return np.array([np.nan if value is None else value for value in found], np.float64)


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
    points = [grade_units(units).value]
    for index in sorted(range(len(units)), key=lambda i: (not units[i].concrete, i)):
        times = -(-len(units[index].text) // len(FRAME.text))
        units[index] = msgspec.structs.replace(FRAME, text=FRAME.text * times)
        points.append(grade_units(units).value)
    return points


def padded(narrative: LabelledNarrative) -> list[float]:
    """Points as frames are appended."""
    return [
        grade_units((*narrative.sentences, *[FRAME] * count)).value for count in range(PADS + 1)
    ]


def never_rises(series: Sequence[float]) -> bool:
    """Whether no step of a series is higher than the one before."""
    return all(after <= before + 1e-9 for before, after in pairwise(series))


def sensitivity(narratives: Sequence[LabelledNarrative]) -> dict[str, float]:
    """Least rank correlation with the default order when each weight moves by half, up or down."""
    weights, base = default_weights(), rubric(narratives)
    return {
        name: min(
            spearman(base, rubric(narratives, weights | {name: weights[name] * factor}))
            for factor in (0.5, 1.5)
        )
        for name in COMPONENTS
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graded", type=Path, default=LABELS / "development.jsonl")
    narratives = read_graded(parser.parse_args().graded)
    truth, machine = grades(narratives), scored(narratives)
    known = ~np.isnan(machine)
    print(f"n = {len(narratives)} narratives, scored {known.sum()} ({known.mean():.1%})")
    for name, each, which in (
        ("rubric on the labels", rubric(narratives), np.ones_like(known)),
        ("score of the report", machine, known),
    ):
        value, low, high = with_interval(each[which], truth[which])
        print(f"Spearman, {name}: {value:.3f} ({low:.3f}–{high:.3f}), n = {which.sum()}")
    for name, make in (("sentences replaced", replaced), ("frames appended", padded)):
        monotone = sum(never_rises(make(each)) for each in narratives)
        print(f"never rises, {name}: {monotone} of {len(narratives)} series")
    for name, least in sensitivity(narratives).items():
        print(f"order with the weight of {name} ± half: Spearman ≥ {least:.3f}")


if __name__ == "__main__":
    main()
