"""Floor 4: how the model of answering links is made from labelled narratives (`models/answering`).

Takes labelled narratives and a folder; pairs every likely problem with every likely measure of its
narrative, fits and writes. The threshold is the one with the best F1 on pairs of unseen phrasing families.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wenzhi.base.progress import Progress
from wenzhi.scores.answering import VERSION, Linker, candidates, pair_table
from wenzhi.scores.features import Table
from wenzhi.scores.labels import LabelledNarrative
from wenzhi.scores.sentence_recipe import FOLDS, Estimator, fit, read_lessons, write_model
from wenzhi.scores.units import read_labelled, read_rules

THRESHOLDS = np.arange(0.2, 0.65, 0.025)
"""What may be the probability from which a pair is a link."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of problems and measures as rows, whether they are links, and their phrasing family.

    `pairs` are narrative, problem, measure; `links` counts all that are labelled, tried as pairs or not.
    """

    table: Table
    pairs: tuple[tuple[int, int, int], ...]
    truth: npt.NDArray[np.bool_]
    families: npt.NDArray[np.int64]
    links: int


def read_pairs(narratives: Sequence[LabelledNarrative], likely: Table) -> Pairs:
    """Every likely problem with every likely measure of the same narrative.

    `likely` has a row a unit of all narratives: probabilities by class, of unseen families, so that the
    linker learns from units as doubtful as those it will meet.
    """
    names = sorted({narrative.family for narrative in narratives})
    tables: list[Table] = []
    pairs: list[tuple[int, int, int]] = []
    first = 0
    for number, one in enumerate(narratives):
        own = likely[first : first + len(one.sentences), :2]
        first += len(one.sentences)
        problems, measures = candidates(own)
        if problems and measures:
            tables.append(pair_table(read_labelled(one).units, own, read_rules(one)))
            pairs += [(number, p, m) for m in measures for p in problems]
    truth = [p in narratives[number].sentences[m].answers for number, p, m in pairs]
    families = [names.index(narratives[number].family) for number, _, _ in pairs]
    links = sum(len(unit.answers) for one in narratives for unit in one.sentences)
    return Pairs(np.vstack(tables), tuple(pairs), np.array(truth), np.array(families), links)


def fit_links(pairs: Pairs) -> tuple[Linker, Estimator, Table]:
    """The linker, its estimator, and probabilities of the pairs by models that saw none of their family."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    likely = np.zeros(len(pairs.truth))
    for seen, unseen in GroupKFold(FOLDS).split(pairs.table, groups=pairs.families):
        fold = LogisticRegression(max_iter=5000).fit(pairs.table[seen], pairs.truth[seen])
        likely[unseen] = fold.predict_proba(pairs.table[unseen])[:, 1]
    best = max(THRESHOLDS, key=lambda threshold: link_f1(likely >= threshold, pairs))
    estimator = LogisticRegression(max_iter=5000).fit(pairs.table, pairs.truth)
    linker = Linker(estimator.coef_[0], estimator.intercept_, np.array([round(float(best), 3)]))
    return linker, estimator, likely


def link_f1(found: npt.NDArray[np.bool_], pairs: Pairs) -> float:
    """F1 of the pairs that are called links, against all labelled links."""
    return float(2 * (found & pairs.truth).sum() / (found.sum() + pairs.links))


def build_answering(
    folder: Path, narratives: Sequence[LabelledNarrative], progress: Progress
) -> None:
    """Fit on `narratives` and write the model to `folder`. Raises ResourceError (E405)."""
    _, _, likely, _ = fit(read_lessons(narratives), progress)
    pairs = read_pairs(narratives, likely)
    linker, estimator, _ = fit_links(pairs)
    arrays = {
        "weights": linker.weights, "constant": linker.constant, "threshold": linker.threshold,
    }  # fmt: skip
    made = {
        "recipe": "wenzhi models build answering",
        "version": VERSION,
        "narratives": str(len(narratives)),
        "pairs": str(len(pairs.truth)),
        "links": str(pairs.links),
    }
    write_model(folder, arrays, {"pairs": estimator}, made)
