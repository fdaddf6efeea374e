"""Floor 4: how the model of answering links is made from labelled narratives (`models/answering`).

Takes labelled narratives and a folder; pairs every problem with every measure of its narrative, fits and
writes. The threshold is the one with the best F1 on pairs of unseen phrasing families.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wenzhi.base.progress import Progress
from wenzhi.scores.answering import VERSION, Linker, pair_table
from wenzhi.scores.features import Table
from wenzhi.scores.labels import LabelledNarrative
from wenzhi.scores.sentence_recipe import FOLDS, Estimator, write_model
from wenzhi.scores.units import read_labelled, read_rules

THRESHOLDS = np.arange(0.2, 0.65, 0.05)
"""What may be the probability from which a pair is a link."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of problems and measures as rows, whether they are links, and their phrasing family.

    `links` counts all that are labelled, those of units that both admit and promise too.
    """

    table: Table
    truth: npt.NDArray[np.bool_]
    families: npt.NDArray[np.int64]
    links: int


def read_pairs(narratives: Sequence[LabelledNarrative]) -> Pairs:
    """Every problem with every measure of the same narrative, by their labelled classes."""
    names = sorted({narrative.family for narrative in narratives})
    tables: list[Table] = []
    truth: list[bool] = []
    families: list[int] = []
    for one in narratives:
        problems = [k for k, unit in enumerate(one.sentences) if unit.class_ == "problem"]
        measures = [k for k, unit in enumerate(one.sentences) if unit.class_ == "measure"]
        if problems and measures:
            units = read_labelled(one).units
            tables.append(pair_table(units, problems, measures, read_rules(one)))
            found = [p in one.sentences[m].answers for m in measures for p in problems]
            truth += found
            families += [names.index(one.family)] * len(found)
    links = sum(len(unit.answers) for one in narratives for unit in one.sentences)
    return Pairs(np.vstack(tables), np.array(truth), np.array(families), links)


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
    linker = Linker(estimator.coef_[0], estimator.intercept_, np.array([round(float(best), 2)]))
    return linker, estimator, likely


def link_f1(found: npt.NDArray[np.bool_], pairs: Pairs) -> float:
    """F1 of the pairs that are called links, against all labelled links."""
    return float(2 * (found & pairs.truth).sum() / (found.sum() + pairs.links))


def build_answering(
    folder: Path, narratives: Sequence[LabelledNarrative], progress: Progress
) -> None:
    """Fit on `narratives` and write the model to `folder`. Raises ResourceError (E405)."""
    progress.stage("fit", 1)
    pairs = read_pairs(narratives)
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
    progress.advance()
