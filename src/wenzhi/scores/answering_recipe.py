"""Floor 4: how the model of answering links is made from labelled narratives (`models/answering`).

Takes labelled narratives and a folder; pairs every likely problem with every likely measure of its
narrative, fits and writes. Whatever a later step is told of an earlier one comes from folds that share no
phrasing family; the threshold is the one with the best F1 on pairs of unseen families.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wenzhi.base.progress import Progress
from wenzhi.scores.answering import VERSION, Linker, told_again, weigh
from wenzhi.scores.features import Table
from wenzhi.scores.labels import LabelledNarrative, LabelledUnit
from wenzhi.scores.pairs import Sheet, learn_rarity, read_sheet
from wenzhi.scores.sentence_recipe import FOLDS, Estimator, fit, read_lessons, write_model
from wenzhi.scores.units import read_labelled, read_rules

THRESHOLDS = np.arange(0.2, 0.65, 0.025)
"""What may be the probability from which a pair is a link."""

FIRST_STRENGTH, SECOND_STRENGTH = 0.3, 0.03
"""Inverse strength of the L2 penalties over columns of spread 1, chosen among two pairs on folds that share
no round of writing."""

_Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The pairs of one narrative: which narrative and phrasing family, and what is true of them.

    `linked` has a value a row of `sheet.table`; `on_problem` and `on_measure` say which candidates tell of
    a problem that the one before tells of, and answer one that it answers.
    """

    narrative: int
    family: int
    sheet: Sheet
    linked: _Truth
    on_problem: _Truth
    on_measure: _Truth


@dataclass(frozen=True, slots=True)
class Pairs:
    """The lessons of all narratives that have pairs; `links` counts all that are labelled, tried or not."""

    lessons: tuple[Lesson, ...]
    characters: npt.NDArray[np.uint32]
    rarity: Table
    links: int

    @property
    def pairs(self) -> list[tuple[int, int, int]]:
        """Narrative, problem and measure of every pair."""
        return [(one.narrative, *pair) for one in self.lessons for pair in one.sheet.pairs]

    @property
    def truth(self) -> _Truth:
        """Whether each pair is a link."""
        return np.concatenate([one.linked for one in self.lessons])


def read_pairs(narratives: Sequence[LabelledNarrative], likely: Table) -> Pairs:
    """Every likely problem with every likely measure of the same narrative.

    `likely` has a row a unit of all narratives: probabilities by class, of unseen families, so that the
    linker learns from units as doubtful as those it will meet.
    """
    names = sorted({narrative.family for narrative in narratives})
    passages = [read_labelled(one) for one in narratives]
    rarity = learn_rarity([unit.text for passage in passages for unit in passage.units])
    lessons: list[Lesson] = []
    first = 0
    for number, (one, passage) in enumerate(zip(narratives, passages, strict=True)):
        own = likely[first : first + len(one.sentences), :2]
        first += len(one.sentences)
        sheet = read_sheet(passage.units, own, read_rules(one), rarity)
        if sheet is not None:
            lessons.append(_lesson(number, names.index(one.family), sheet, one.sentences))
    links = sum(len(unit.answers) for one in narratives for unit in one.sentences)
    return Pairs(tuple(lessons), rarity.characters, rarity.values, links)


def _lesson(number: int, family: int, sheet: Sheet, units: Sequence[LabelledUnit]) -> Lesson:
    told = [set(units[p].problems) for p in sheet.problems]
    answered = [set(units[m].answers) for m in sheet.measures]
    return Lesson(
        number,
        family,
        sheet,
        np.array([p in units[m].answers for p, m in sheet.pairs], np.bool_),
        *(np.array([bool(a & b) for a, b in pairwise(row)], np.bool_) for row in (told, answered)),
    )


def fit_links(pairs: Pairs) -> tuple[Linker, dict[str, Estimator], Table]:
    """The linker, its estimators, and probabilities of the pairs by models that saw none of their family."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    # One thread: sums in one order give one set of bytes.
    with threadpool_limits(limits=1):
        likely = np.zeros(len(pairs.truth))
        edges = np.cumsum([0, *(len(one.linked) for one in pairs.lessons)])
        for seen, unseen in _folds(pairs.lessons):
            linker, _ = _fit(replace(pairs, lessons=tuple(pairs.lessons[k] for k in seen)))
            for k in unseen:
                likely[edges[k] : edges[k + 1]] = linker.judge(pairs.lessons[k].sheet)
        best = max(THRESHOLDS, key=lambda threshold: link_f1(likely >= threshold, pairs))
        linker, estimators = _fit(pairs)
    return replace(linker, threshold=np.array([round(float(best), 3)])), estimators, likely


def _fit(pairs: Pairs) -> tuple[Linker, dict[str, Estimator]]:
    """A linker without a threshold, and its estimators."""
    lessons = pairs.lessons
    on_problem = _fit_step(
        lessons, [one.sheet.on_problem for one in lessons], [one.on_problem for one in lessons]
    )
    on_measure = _fit_step(
        lessons, [one.sheet.on_measure for one in lessons], [one.on_measure for one in lessons]
    )
    linked = [one.linked for one in lessons]
    first = _fit_step(lessons, [one.sheet.table for one in lessons], linked)
    told = zip(lessons, first.unseen, on_problem.unseen, on_measure.unseen, strict=True)
    again = [told_again(one.sheet, found, (p, m)) for one, found, p, m in told]
    weights, second = _logistic(np.vstack(again), np.concatenate(linked), SECOND_STRENGTH)
    linker = Linker(
        characters=pairs.characters,
        rarity=pairs.rarity,
        on_problem=on_problem.weights,
        on_measure=on_measure.weights,
        first=first.weights,
        second=weights,
        threshold=np.array([0.5]),
    )
    estimators = {
        "on_problem": on_problem.estimator, "on_measure": on_measure.estimator,
        "first": first.estimator, "second": second,
    }  # fmt: skip
    return linker, estimators


@dataclass(frozen=True, slots=True)
class _Step:
    """A regression: its weights, the estimator, and for each lesson what one says that saw none of its family."""

    weights: Table
    estimator: Estimator
    unseen: list[Table]


def _fit_step(lessons: Sequence[Lesson], tables: Sequence[Table], truth: Sequence[_Truth]) -> _Step:
    unseen: list[Table] = [np.zeros(0)] * len(lessons)
    for seen, others in _folds(lessons):
        weights, _ = _logistic(
            np.vstack([tables[k] for k in seen]),
            np.concatenate([truth[k] for k in seen]),
            FIRST_STRENGTH,
        )
        for k in others:
            unseen[k] = weigh(tables[k], weights)
    return _Step(*_logistic(np.vstack(tables), np.concatenate(truth), FIRST_STRENGTH), unseen)


def _folds(lessons: Sequence[Lesson]) -> list[tuple[list[int], list[int]]]:
    from sklearn.model_selection import GroupKFold

    families = [one.family for one in lessons]
    split = GroupKFold(min(FOLDS, len(set(families)))).split(families, groups=families)
    return [(seen.tolist(), unseen.tolist()) for seen, unseen in split]


def _logistic(table: Table, truth: _Truth, strength: float) -> tuple[Table, Estimator]:
    """Weights of the columns as they are with the constant last, and the estimator, which holds the same.

    The penalty is over columns brought to spread 1.
    """
    from sklearn.linear_model import LogisticRegression

    centre, spread = table.mean(0), table.std(0)
    spread = np.where(spread > 0, spread, 1)
    model = LogisticRegression(C=strength, max_iter=5000).fit((table - centre) / spread, truth)
    model.coef_ = model.coef_ / spread
    model.intercept_ = model.intercept_ - model.coef_ @ centre
    return np.concatenate([model.coef_[0], model.intercept_]), model


def link_f1(found: npt.NDArray[np.bool_], pairs: Pairs) -> float:
    """F1 of the pairs that are called links, against all labelled links."""
    return float(2 * (found & pairs.truth).sum() / (found.sum() + pairs.links))


def build_answering(
    folder: Path, narratives: Sequence[LabelledNarrative], progress: Progress
) -> None:
    """Fit on `narratives` and write the model to `folder`. Raises ResourceError (E405)."""
    _, _, likely, _ = fit(read_lessons(narratives), progress)
    pairs = read_pairs(narratives, likely)
    linker, estimators, _ = fit_links(pairs)
    made = {
        "recipe": "wenzhi models build answering",
        "version": VERSION,
        "narratives": str(len(narratives)),
        "pairs": str(len(pairs.truth)),
        "links": str(pairs.links),
    }
    write_model(folder, asdict(linker), estimators, made)
