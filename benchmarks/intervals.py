"""The interval of substance: how wide it is and how often it holds what the labels give, and how it is made.

`python benchmarks/intervals.py [--keep]` classes the narratives of corpora/labels
(training and development) by models that saw none of their phrasing family, links answers likewise,
scores them, and compares with the score of the labels. Two margins, straight lines through the spreads
of `wenzhi.scores.margins`, are fitted by quantile regression and widened until they hold as many
narratives of families set aside as they say (conformalised: Romano, Patterson & Candès 2019).

Prints, each on narratives of families that neither the classes nor the margins saw, with n: coverage with
a 95 % Wilson interval, median and mean width at several levels (the frontier), the same by how wide the
interval is, the rank correlation of both scores with the grades, and what remains of the error where
classes, concreteness, links or elements are the labels'. `--keep` fits on all and writes
data/scores/margins.toml; run it when the classes are learnt anew.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
from substance import LABELS, grades, points, with_interval

from wenzhi.base.progress import Silent
from wenzhi.query.studies import wilson
from wenzhi.scores.answering_recipe import fit_links, read_pairs
from wenzhi.scores.labels import LabelledNarrative, read_labels
from wenzhi.scores.profile import Profile
from wenzhi.scores.rubric import COMPONENTS, Weighed, measure_units, told_length, weigh_labelled
from wenzhi.scores.sentence_recipe import fit, read_lessons
from wenzhi.scores.specificity import action_marks
from wenzhi.scores.substance import reading_spreads
from wenzhi.scores.units import read_labelled

KEPT = Path(__file__).resolve().parents[1] / "src" / "wenzhi" / "data" / "scores" / "margins.toml"
LEVEL = 0.93
"""Of narratives by the hand that the classes learnt from; by another hand fewer lie inside (49 of 56 of
corpora/graded at .90), and nine in ten is what the interval is to hold."""
LEVELS = (0.5, 0.7, 0.8, 0.9, LEVEL, 0.95)
FOLDS, INNER = 10, 5
SOFT = 0.01
"""L1 penalty of the quantile regression: two columns need next to none."""
Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cases:
    """Narratives by row: the labels' score, the machine's, its spreads, the phrasing family's number."""

    labelled: Values
    found: Values
    spreads: Values
    families: npt.NDArray[np.int64]

    def rows(self, chosen: npt.NDArray[np.int64]) -> Cases:
        """Some of them."""
        return Cases(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Margins:
    """Straight lines through 1 and the spreads: points below and above the score."""

    below: Values
    above: Values

    def bounds(self, cases: Cases) -> tuple[Values, Values]:
        """The intervals of `cases`, as scores have them."""
        table = _table(cases)
        low = cases.found - np.maximum(0, table @ self.below)
        high = cases.found + np.maximum(0, table @ self.above)
        return np.maximum(0, low), np.minimum(100, high)

    def hold(self, cases: Cases) -> npt.NDArray[np.bool_]:
        """Which of the intervals hold the labels' score, to the tenth of a point that is shown."""
        low, high = self.bounds(cases)
        return (cases.labelled >= low - 0.05) & (cases.labelled <= high + 0.05)


def read_units(narratives: Sequence[LabelledNarrative]) -> list[tuple[Weighed, ...]]:
    """The sentences of each narrative as models see them that saw none of its family."""
    _, _, likely, concrete = fit(read_lessons(narratives), Silent())
    pairs = read_pairs(narratives, likely)
    linker, _, scores = fit_links(pairs)
    answers: dict[tuple[int, int], list[int]] = {}
    for (number, problem, measure), score in zip(pairs.pairs, scores, strict=True):
        if score >= linker.threshold[0]:
            answers.setdefault((number, measure), []).append(problem)
    found, first = [], 0
    for number, one in enumerate(narratives):
        units = read_labelled(one).units
        rows = range(first, first := first + len(units))
        found.append(
            tuple(
                Weighed(
                    length=told_length(unit.text),
                    problem=float(likely[row, 0]),
                    measure=float(likely[row, 1]),
                    concrete=float(concrete[row]),
                    elements=tuple(sorted(action_marks(unit.text))),
                    answers=tuple(sorted(answers.get((number, place), ()))),
                )
                for place, (row, unit) in enumerate(zip(rows, units, strict=True))
            )
        )
    return found


def read_cases(
    narratives: Sequence[LabelledNarrative], found: Sequence[Sequence[Weighed]]
) -> Cases:
    """Scores by the labels and by the machine, and the machine's spreads."""
    profile = Profile.default()
    spreads = [
        reading_spreads(units, one.id, {}, profile)
        for one, units in zip(narratives, found, strict=True)
    ]
    names = sorted({one.family for one in narratives})
    return Cases(
        np.array([points(one.sentences) for one in narratives]),
        np.array([points_of(units) for units in found]),
        np.array(spreads),
        np.array([names.index(one.family) for one in narratives]),
    )


def points_of(units: Sequence[Weighed]) -> float:
    """Points of 100 by the rubric, of what a section alone tells."""
    weights, values = Profile.default().weights, measure_units(units)
    total = sum(weights[name] for name in COMPONENTS)
    return sum(100 * weights[name] * values[name] for name in COMPONENTS) / total


def fit_margins(cases: Cases, level: float) -> Margins:
    """Margins that hold `level` of narratives of families set aside."""
    from sklearn.model_selection import GroupKFold

    missed = np.zeros(len(cases.found))
    rest, table = cases.labelled - cases.found, _table(cases)
    for seen, unseen in GroupKFold(INNER).split(table, groups=cases.families):
        below, above = _lines(cases.rows(seen), level)
        missed[unseen] = np.maximum(
            -(table[unseen] @ below) - rest[unseen], rest[unseen] - table[unseen] @ above
        )
    # The n + 1 makes up for the narrative that is yet to come.
    wider = np.quantile(missed, min(1.0, level * (1 + 1 / len(missed))))
    below, above = _lines(cases, level)
    constant = np.array([wider, 0.0, 0.0])
    return Margins(below + constant, above + constant)


def _lines(cases: Cases, level: float) -> tuple[Values, Values]:
    """The lower and the upper quantile of what the labels give beyond the score, by 1 and the spreads."""
    return tuple(  # type: ignore[return-value]
        sign * _quantile(cases, (1 + sign * level) / 2) for sign in (-1, 1)
    )


def _quantile(cases: Cases, quantile: float) -> Values:
    from sklearn.linear_model import QuantileRegressor

    model = QuantileRegressor(quantile=quantile, alpha=SOFT, solver="highs")
    model.fit(cases.spreads, cases.labelled - cases.found)
    return np.array([model.intercept_, *model.coef_])


def _table(cases: Cases) -> Values:
    return np.column_stack([np.ones(len(cases.found)), cases.spreads])


def ask_folds(cases: Cases, level: float) -> tuple[npt.NDArray[np.bool_], Values]:
    """Which intervals hold the labels' score, and their widths; margins saw none of the family."""
    from sklearn.model_selection import GroupKFold

    held, widths = np.zeros(len(cases.found), bool), np.zeros(len(cases.found))
    for seen, unseen in GroupKFold(FOLDS).split(cases.spreads, groups=cases.families):
        margins, asked = fit_margins(cases.rows(seen), level), cases.rows(unseen)
        low, high = margins.bounds(asked)
        held[unseen], widths[unseen] = margins.hold(asked), high - low
    return held, widths


def tell_frontier(cases: Cases) -> None:
    """Print coverage and width at each level, and at `LEVEL` by width."""
    for level in LEVELS:
        held, widths = ask_folds(cases, level)
        print(f"level {level:.2f}: {describe(held, widths)}")
    held, widths = ask_folds(cases, LEVEL)
    edges = np.quantile(widths, (0, 1 / 3, 2 / 3, 1))
    for low, high in pairwise(edges.tolist()):
        chosen = (widths >= low) & (widths <= high)
        print(f"  width {low:.0f}–{high:.0f}: {describe(held[chosen], widths[chosen])}")


def describe(held: npt.NDArray[np.bool_], widths: Values) -> str:
    """Coverage with its interval, and widths."""
    low, high = wilson(int(held.sum()), len(held))
    return (
        f"holds {held.mean():.3f} ({low:.3f}–{high:.3f}), n = {len(held)}; width {np.median(widths):.1f} "
        f"in the median, {widths.mean():.1f} in the mean, at most 12 points in {(widths <= 12).mean():.0%}"
    )


def tell_causes(
    narratives: Sequence[LabelledNarrative], found: Sequence[Sequence[Weighed]]
) -> None:
    """Print the error that is left where part of what the machine makes out is the labels'."""
    truth = [weigh_labelled(one.sentences) for one in narratives]
    parts = {
        "problem": "classes",
        "concrete": "concreteness",
        "answers": "links",
        "elements": "elements",
    }
    labelled = np.array([points(one.sentences) for one in narratives])
    for given in ((), *((name,) for name in parts), ("problem", "concrete"), tuple(parts)):
        scores = [
            points_of(mix(units, known, given)) for units, known in zip(found, truth, strict=True)
        ]
        error = np.abs(labelled - np.array(scores))
        named = " and ".join(parts[name] for name in given) or "nothing"
        print(
            f"labelled: {named}: off by {np.median(error):.1f} in the median, {np.quantile(error, 0.9):.1f} "
            f"at 90 %, n = {len(error)}"
        )


def mix(units: Sequence[Weighed], known: Sequence[Weighed], given: Sequence[str]) -> list[Weighed]:
    """The machine's sentences with the fields `given` as labelled; measure goes with problem."""
    names = [*given, *(["measure"] if "problem" in given else [])]
    return [
        msgspec.structs.replace(unit, **{name: getattr(label, name) for name in names})
        for unit, label in zip(units, known, strict=True)
    ]


def keep(margins: Margins, cases: Cases) -> None:
    """Write the margins that ship."""
    lines = [f"{name} = [{', '.join(f'{x:.3f}' for x in each)}]" for name, each in (
        ("below", margins.below), ("above", margins.above))]  # fmt: skip
    KEPT.write_text(
        "# Margins of substance.v1 in points, below and above the score: a constant and what each spread of\n"
        "# the readings counts. Made by `python benchmarks/intervals.py --keep` on labelled narratives that the\n"
        f"# classes did not see (n = {len(cases.found)}); in the share `level` of such the labels' score lies inside.\n"
        f"level = {LEVEL}\n" + "\n".join(lines) + "\n",
        encoding="utf-8",
    )


def main() -> None:
    """Print the figures; write the margins if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true")
    chosen = parser.parse_args()
    narratives = [*read_labels(LABELS, "train"), *read_labels(LABELS, "development")]
    found = read_units(narratives)
    cases = read_cases(narratives, found)
    tell_frontier(cases)
    for name, scores in (("the labels", cases.labelled), ("the machine", cases.found)):
        value, low, high = with_interval(scores, grades(narratives))
        print(
            f"Spearman with the grade, {name}: {value:.3f} ({low:.3f}–{high:.3f}), n = {len(scores)}"
        )
    tell_causes(narratives, found)
    if chosen.keep:
        keep(fit_margins(cases, LEVEL), cases)


if __name__ == "__main__":
    main()
