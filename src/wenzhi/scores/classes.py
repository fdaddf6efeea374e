"""Floor 4: `sentences.v1`: what each unit of section 五 does and whether it is concrete, with probabilities.

Takes a report and the shipped model (`models/sentences`, made by `wenzhi models build sentences`), gives
one judged sentence a unit. Two passes of logistic regression, the second told what the first made of a
unit's neighbours; multinomial Platt scaling; below `ABSTAIN` the class is not given. Read with numpy
alone: the same numbers stand in `classes.skops` for scikit-learn. docs/explanation/classifiers.md has
the figures. Must not know scores or findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from wenzhi.base.errors import ResourceError
from wenzhi.base.records import Report, Span
from wenzhi.base.resources import models_folder
from wenzhi.scores.features import (
    SIZES,
    Grams,
    Sparse,
    Table,
    column_names,
    cue_spans,
    find_grams,
    read_grams,
    structure,
    weigh_grams,
)
from wenzhi.scores.labels import UnitClass
from wenzhi.scores.units import Passage, Unit, read_passage
from wenzhi.text.vectors import MANIFEST, SHIPPED, Vectors, load_vectors, verify_model

Columns: TypeAlias = npt.NDArray[np.int64]

VERSION = "sentences.v1"
MODEL = "sentences"
"""Folder of the model under `models/`."""

WEIGHTS = "weights.safetensors"

CLASSES: tuple[UnitClass, ...] = ("problem", "measure", "achievement", "stock")
"""The classes in the order of every array of probabilities."""

ABSTAIN = 0.45
"""Probability of the likeliest class below which none is given: at most 5 % of units may stay unjudged,
and below it about as many are wrong as right (docs/explanation/classifiers.md)."""

REASONS = 3
"""Phrases and cues that are named as the reasons of a class."""

_LEAST_REASON = 0.02
"""Share of a logit below which nothing counts as a reason."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What weighed for the class, in logits: a phrase with its span in the report, or the class of the
    unit beside it (`[after problem]`) without one."""

    name: str
    weight: float
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A unit with its class, null where the model abstains, and how likely every class is.

    `probabilities` are by class and add up to 1; `likely` is the likeliest class whether or not it is
    given; `concrete` is null where the class is, and false for stock.
    """

    start: int
    end: int
    text: str
    paragraph: int
    class_: UnitClass | None
    likely: UnitClass
    probabilities: dict[UnitClass, float]
    concrete: bool | None
    concrete_probability: float
    reasons: tuple[Reason, ...]

    @property
    def span(self) -> Span:
        """Where it stands in the report."""
        return self.start, self.end

    @property
    def probability(self) -> float:
        """Of the likeliest class."""
        return self.probabilities[self.likely]

    @property
    def abstained(self) -> bool:
        """Whether no class is given."""
        return self.class_ is None


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the classifier is told of the units of some passages, end to end."""

    table: Sparse
    grams: Grams
    bounds: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Classifier:
    """The weights of the model: rows of `first` and `second` are classes, columns features."""

    known: npt.NDArray[np.uint64]
    rarity: Table
    first: Table
    second: Table
    scale: Table
    concrete: Table
    concrete_scale: Table

    def tell(self, passages: Sequence[Passage], vectors: Vectors) -> Told:
        """Features of every unit: n-grams, structure, vector, and a column of ones."""
        return tell(passages, vectors, self.known, self.rarity)

    def judge(self, told: Told) -> tuple[Table, Table, Table]:
        """Probabilities of the classes, contexts of the second pass, probability of being concrete."""
        context = neighbours(softmax(told.table @ self.first.T), told.bounds)
        wide = self.first.shape[1]
        logits = told.table @ self.second[:, :wide].T + context @ self.second[:, wide:].T
        scaled = scale(log_softmax(logits), self.scale)
        score = told.table @ self.concrete
        given = 1 / (1 + np.exp(-(score * self.concrete_scale[0] + self.concrete_scale[1])))
        return softmax(scaled), context, given


def classify(report: Report) -> tuple[JudgedSentence, ...]:
    """The units of section 五 of `report`, judged; none where it has none.

    Raises ResourceError where the model is missing (E403) or is not what its manifest says (E404).
    """
    return classify_passages([read_passage(report)])[0]


def classify_passages(passages: Sequence[Passage]) -> list[tuple[JudgedSentence, ...]]:
    """The units of many passages at once, each list as `classify` gives it."""
    if not any(passage.units for passage in passages):
        return [() for _ in passages]
    model = load_classifier()
    told = model.tell(passages, shipped_vectors())
    likely, context, concrete = model.judge(told)
    reasons = _Reasons(model, told, context, likely.argmax(1))
    judged: list[tuple[JudgedSentence, ...]] = []
    for number, passage in enumerate(passages):
        first = int(told.bounds[number])
        judged.append(
            tuple(
                _judged(passage, k, likely[first + k], float(concrete[first + k]), reasons, first)
                for k in range(len(passage.units))
            )
        )
    return judged


def _judged(
    passage: Passage, k: int, likely: Table, concrete: float, reasons: _Reasons, first: int
) -> JudgedSentence:
    unit, best = passage.units[k], int(likely.argmax())
    class_ = CLASSES[best] if likely[best] >= ABSTAIN else None
    named = class_ is not None and class_ != "stock"
    return JudgedSentence(
        start=unit.start,
        end=unit.end,
        text=unit.text,
        paragraph=unit.paragraph,
        class_=class_,
        likely=CLASSES[best],
        probabilities={name: round(float(p), 4) for name, p in zip(CLASSES, likely, strict=True)},
        concrete=None if class_ is None else named and concrete >= 0.5,
        concrete_probability=round(concrete, 4),
        reasons=reasons.of(first + k, unit),
    )


class _Reasons:
    """What weighed most for the likeliest class of each unit, against the mean of the other classes."""

    def __init__(self, model: Classifier, told: Told, context: Table, best: Columns) -> None:
        mean = (model.second.sum(0) - model.second) / (len(CLASSES) - 1)
        weights = (model.second - mean)[best]
        wide, first = model.first.shape[1], len(model.known)
        self._around = (weights[:, wide:] * context).tolist()
        names = column_names()
        cues = slice(first, first + len(names))
        self._cues = (told.table[:, cues].toarray() * weights[:, cues]).tolist()
        self._phrases = _phrase_gains(model, told, weights)

    def of(self, row: int, unit: Unit) -> tuple[Reason, ...]:
        """At most `REASONS`, the weightiest first."""
        found: list[tuple[float, str, Span | None]]
        found = [(gain, unit.text[a:b], (a, b)) for a, b, gain in self._phrases.get(row, ())]
        for name, span in cue_spans(unit.text):
            gain = self._cues[row][column_names().index(name)]
            found.append((gain, unit.text[slice(*span)], span))
        found += [(gain, name, None) for name, gain in zip(_AROUND, self._around[row], strict=True)]
        kept: list[Reason] = []
        for gain, name, place in sorted(found, key=lambda one: (-one[0], one[1])):
            if len(kept) == REASONS or gain < _LEAST_REASON:
                break
            if not any(name in other.name or other.name in name for other in kept):
                kept.append(Reason(name, round(gain, 3), place and _span(unit, *place)))
        return tuple(kept)


_AROUND = tuple(f"[{side} {name}]" for side in ("after", "before") for name in CLASSES)


def _phrase_gains(
    model: Classifier, told: Told, weights: Table
) -> dict[int, list[tuple[int, int, float]]]:
    """By unit: runs of characters whose n-grams speak for its class, with what they add to its logit."""
    grams = told.grams
    places, hit = find_grams(grams, model.known)
    rows, places = grams.rows[hit], places[hit]
    cells = told.table[:, : len(model.known)].tocsr()
    width = len(model.known)
    keys = np.repeat(np.arange(grams.texts), np.diff(cells.indptr)) * width + cells.indices
    order = np.argsort(keys)
    at = order[np.searchsorted(keys[order], rows * width + places)]
    # A character's share of each n-gram over it; the edge marks stand at either end of a text.
    sizes, starts = grams.sizes[hit], grams.starts[hit] + grams.bounds[rows]
    gain = cells.data[at] * weights[rows, places] / sizes
    length = int(grams.bounds[-1])
    total = np.zeros(length)
    for offset in range(max(SIZES)):
        over = sizes > offset
        total += np.bincount(starts[over] + offset, gain[over], length)
    total[grams.bounds[:-1]] = total[grams.bounds[1:] - 1] = 0
    runs = _runs(total)
    sums = np.concatenate([[0.0], np.cumsum(total)])
    found: dict[int, list[tuple[int, int, float]]] = {}
    owners = np.searchsorted(grams.bounds, runs[:, 0], side="right") - 1
    local = runs - grams.bounds[owners][:, None] - 1
    worth = sums[runs[:, 1]] - sums[runs[:, 0]]
    kept = (worth >= _LEAST_REASON) & (runs[:, 1] - runs[:, 0] > 1)
    for row, (a, b), value in zip(
        owners[kept].tolist(), local[kept].tolist(), worth[kept].tolist(), strict=True
    ):
        found.setdefault(row, []).append((a, b, value))
    return found


def _span(unit: Unit, start: int, end: int) -> Span | None:
    """Only where folding kept the unit's length do offsets carry over."""
    return (
        (unit.start + start, unit.start + end) if unit.end - unit.start == len(unit.text) else None
    )


def _runs(gain: Table) -> Columns:
    """Where runs of positive values start and end, one row a run."""
    edges = np.diff(np.concatenate([[0], (gain > 0).astype(np.int64), [0]]))
    return np.flatnonzero(edges).reshape(-1, 2)


def tell(
    passages: Sequence[Passage],
    vectors: Vectors,
    known: npt.NDArray[np.uint64],
    rarity: Table,
) -> Told:
    """Features of every unit of `passages` over the n-grams `known`."""
    from scipy.sparse import csr_array, hstack

    texts = [unit.text for passage in passages for unit in passage.units]
    grams = read_grams(texts)
    parts = [
        weigh_grams(grams, known, rarity),
        csr_array(structure(passages)),
        csr_array(vectors.encode(texts).astype(np.float64)),
        csr_array(np.ones((len(texts), 1))),
    ]
    sizes = [len(passage.units) for passage in passages]
    return Told(hstack(parts).tocsr(), grams, np.cumsum([0, *sizes]))


def neighbours(likely: Table, bounds: npt.NDArray[np.int64]) -> Table:
    """What the units before and after were taken for: zeros at the ends of a passage."""
    none = np.zeros((1, likely.shape[1]))
    before, after = np.vstack([none, likely[:-1]]), np.vstack([likely[1:], none])
    edges = bounds[:-1][np.diff(bounds) > 0]
    before[edges] = 0
    after[(bounds[1:] - 1)[np.diff(bounds) > 0]] = 0
    return np.hstack([before, after])


def log_softmax(logits: Table) -> Table:
    """Natural logarithms of probabilities, row by row."""
    high = logits - logits.max(1, keepdims=True)
    shifted: Table = high - np.log(np.exp(high).sum(1, keepdims=True))
    return shifted


def softmax(logits: Table) -> Table:
    """Probabilities, row by row."""
    return np.asarray(np.exp(log_softmax(logits)))


def scale(logs: Table, weights: Table) -> Table:
    """Multinomial Platt scaling: the last column of `weights` is the constant."""
    return np.asarray(logs @ weights[:, :-1].T + weights[:, -1])


def shipped_vectors() -> Vectors:
    """The vectors the model was trained with, whatever `WENZHI_MODEL` says. Raises as `load_vectors`."""
    return load_vectors(str(models_folder() / SHIPPED))


@cache
def load_classifier(folder: Path | None = None) -> Classifier:
    """The shipped classifier, or the one in `folder`. Raises ResourceError (E403, E404)."""
    return Classifier(**load_weights(folder or models_folder() / MODEL, MODEL))


def load_weights(folder: Path, name: str) -> dict[str, Any]:
    """The arrays of a model whose files are what its manifest says. Raises ResourceError."""
    if not (folder / MANIFEST).is_file():
        raise ResourceError(
            "E403",
            f"安装缺少模型 {name}",
            where=folder.as_posix(),
            hint=f"重新安装 wenzhi，或运行 wenzhi models build {name}",
        )
    verify_model(folder)
    from safetensors.numpy import load_file

    weights: dict[str, Any] = load_file(folder / WEIGHTS)
    return weights
