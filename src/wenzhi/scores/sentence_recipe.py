"""Floor 4: how the model of sentence classes is made from labelled narratives (`models/sentences`).

Takes labelled narratives and a folder; fits, calibrates and writes. scikit-learn fits; what it fitted is
kept both as its own estimators (`classes.skops`) and as plain arrays (`weights.safetensors`). Folds
share no phrasing family, so that every probability used for stacking and scaling is of unseen wording.
Classes are learnt from the narratives without their figures too (`scores/figureless`); which words there are, scaling
and concreteness from them as they are written alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from wenzhi.base.errors import ResourceError
from wenzhi.base.progress import Progress
from wenzhi.scores.classes import (
    CLASSES,
    CONTEXT,
    VERSION,
    Classifier,
    cut_units,
    products,
    tell,
)
from wenzhi.scores.context import log_softmax, neighbours, softmax, surroundings
from wenzhi.scores.features import Table, learn_grams, read_grams
from wenzhi.scores.figureless import without_figures
from wenzhi.scores.labels import LabelledNarrative
from wenzhi.scores.units import Passage, read_labelled
from wenzhi.text.vectors import WEIGHTS, shipped_vectors, write_manifest

ESTIMATORS = "classes.skops"
FOLDS = 5
STRENGTH = 1.0
"""Inverse strength of the L2 penalty, chosen among 0.5–10 by family-wise folds of train + development."""

THIRD_STRENGTH = 0.01
"""The same for the third pass, whose columns have spread 1, chosen among 0.003–0.03."""

BESIDE = 0.5
"""What a unit of a narrative without figures counts beside one as written. On unseen families macro-F1 of what is
written is .908 with these and without (n = 11,575)."""

TRUSTED = ("sklearn.linear_model._logistic.LogisticRegression",)
"""The only types that `classes.skops` may hold."""


Sparse: TypeAlias = Any
"""A scipy CSR array; scipy ships no types."""
Estimator: TypeAlias = Any
"""What scikit-learn fits; it ships no types."""

Truth: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Labelled narratives as arrays: classes by number, concreteness, the family's number.

    The first `written` passages, of `units` units, are as they are written, the others without figures.
    """

    passages: tuple[Passage, ...]
    classes: npt.NDArray[np.int64]
    concrete: npt.NDArray[np.bool_]
    families: npt.NDArray[np.int64]
    written: int

    @property
    def units(self) -> int:
        """How many units are as they are written."""
        return sum(len(passage.units) for passage in self.passages[: self.written])


def read_lessons(narratives: Sequence[LabelledNarrative]) -> Lessons:
    """The units of `narratives` in order, then those of the narratives without their figures."""
    names = sorted({narrative.family for narrative in narratives})
    told = [*narratives, *without_figures(narratives)]
    units = [(unit, one.family) for one in told for unit in one.sentences]
    return Lessons(
        tuple(read_labelled(narrative) for narrative in told),
        np.array([CLASSES.index(unit.class_) for unit, _ in units]),
        np.array([unit.concrete for unit, _ in units]),
        np.array([names.index(family) for _, family in units]),
        len(narratives),
    )


def fit(lessons: Lessons, progress: Progress) -> tuple[Classifier, dict[str, Any], Table, Table]:
    """The classifier, its estimators, and out-of-fold probabilities of classes and of concreteness.

    The probabilities are of the units as they are written.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    progress.stage("fit", 4)
    # One thread: sums in one order give one set of bytes, and on two the small tables took six times as long.
    with threadpool_limits(limits=1):
        return _fit(lessons, progress)


def _fit(lessons: Lessons, progress: Progress) -> tuple[Classifier, dict[str, Any], Table, Table]:
    from sklearn.model_selection import GroupKFold

    vectors, rows = shipped_vectors(), lessons.units
    written = lessons.passages[: lessons.written]
    known, rarity = learn_grams(read_grams(cut_units(written, vectors)))
    told = tell(lessons.passages, vectors, known, rarity)
    table = _beside(told.runs.to_scipy(), told.rest)
    worth = np.where(np.arange(len(lessons.classes)) < rows, 1.0, BESIDE)
    taught = _Taught(
        lessons.classes,
        worth,
        list(GroupKFold(FOLDS).split(lessons.classes, groups=lessons.families)),
    )
    first, likely = _out_of_fold(table, taught)
    progress.advance()
    context = CONTEXT * neighbours(softmax(likely), told.bounds)
    second, stacked = _out_of_fold(_beside(table, context), taught)
    progress.advance()
    around = surroundings(likely, stacked, told.shape, told.cues, told.bounds)
    centre, spread = around[:rows].mean(0), around[:rows].std(0)
    spread = np.where(spread > 0, spread, 1)
    third, settled = _out_of_fold(products((around - centre) / spread), taught, THIRD_STRENGTH)
    logs = (log_softmax(stacked) + log_softmax(settled))[:rows]
    progress.advance()
    folds = [(seen[seen < rows], unseen[unseen < rows]) for seen, unseen in taught.folds]
    sure, guessed = _out_of_fold(
        table[:rows], _Taught(lessons.concrete[:rows], worth[:rows], folds)
    )
    progress.advance()
    scaling = _logistic(10.0, balanced=False).fit(logs, lessons.classes[:rows])
    sure_scaling = _logistic(10.0, balanced=False).fit(guessed, lessons.concrete[:rows])
    classifier = Classifier(
        known=known,
        rarity=rarity,
        first=first.coef_,
        second=second.coef_,
        third=third.coef_,
        centre=centre,
        spread=spread,
        scale=np.hstack([scaling.coef_, scaling.intercept_[:, None]]),
        concrete=sure.coef_[0],
        concrete_scale=np.array([sure_scaling.coef_[0, 0], sure_scaling.intercept_[0]]),
    )
    estimators = {
        "first": first, "second": second, "third": third, "scale": scaling,
        "concrete": sure, "concrete_scale": sure_scaling,
    }  # fmt: skip
    likely = scaling.predict_proba(logs)
    return classifier, estimators, likely, sure_scaling.predict_proba(guessed)[:, 1]


def _beside(table: Sparse, more: Table) -> Sparse:
    from scipy.sparse import csr_array, hstack

    return hstack([table, csr_array(more)]).tocsr()


@dataclass(frozen=True, slots=True)
class _Taught:
    """What is true of the rows of a table, what each counts, and folds that share no family."""

    truth: Truth
    worth: Table
    folds: Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]

    def fit(self, table: Sparse, rows: npt.NDArray[np.int64], strength: float) -> Estimator:
        """An estimator of `rows`."""
        model = _logistic(strength)
        return model.fit(table[rows], self.truth[rows], sample_weight=self.worth[rows])


def _out_of_fold(
    table: Sparse, taught: _Taught, strength: float = STRENGTH
) -> tuple[Estimator, Table]:
    """An estimator fitted on everything, and each row's scores by one that saw none of its family."""
    scores: list[Table] = []
    rows: list[npt.NDArray[np.int64]] = []
    for seen, unseen in taught.folds:
        model = taught.fit(table, seen, strength)
        scores.append(np.asarray(model.decision_function(table[unseen])).reshape(len(unseen), -1))
        rows.append(unseen)
    ordered = np.concatenate(scores)[np.argsort(np.concatenate(rows))]
    return taught.fit(table, np.arange(len(taught.truth)), strength), ordered


def _logistic(strength: float, *, balanced: bool = True) -> Estimator:
    """With `balanced`, classes weigh alike however many units they have; ones stand in the table."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(
        C=strength,
        max_iter=2000,
        tol=1e-4,
        fit_intercept=not balanced,
        class_weight="balanced" if balanced else None,
    )


def build_sentences(
    folder: Path, narratives: Sequence[LabelledNarrative], progress: Progress
) -> None:
    """Fit on `narratives` and write the model to `folder`, the same bytes for the same labels.

    Raises ResourceError (E405) without the extra `build`.
    """
    classifier, estimators, _, _ = fit(read_lessons(narratives), progress)
    made = {
        "recipe": "wenzhi models build sentences",
        "version": VERSION,
        "narratives": str(len(narratives)),
        "sentences": str(sum(len(one.sentences) for one in narratives)),
        "grams": str(len(classifier.known)),
    }
    write_model(folder, asdict(classifier), estimators, made)


def write_model(
    folder: Path, arrays: dict[str, Any], estimators: dict[str, Any], made: dict[str, str]
) -> None:
    """Arrays, estimators and the manifest with the sha256 of both. Raises ResourceError (E405)."""
    from safetensors.numpy import save

    try:
        from skops.io import dump  # type: ignore[import-untyped]
    except ImportError as error:
        raise ResourceError(
            "E405",
            "做模型要用 skops，本机没有安装",
            where="models build",
            hint="pip install 'wenzhi[build]'",
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    plain = {name: np.ascontiguousarray(array) for name, array in sorted(arrays.items())}
    (folder / WEIGHTS).write_bytes(save(plain))
    dump(estimators, folder / ESTIMATORS)
    write_manifest(folder, (ESTIMATORS, WEIGHTS), made)
