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
from typing import Any

import numpy as np
import numpy.typing as npt

from wenzhi.base.errors import ResourceError
from wenzhi.base.records import Report, Span
from wenzhi.base.resources import models_folder
from wenzhi.scores.features import (
    Grams,
    Sparse,
    Table,
    column_names,
    find_grams,
    read_grams,
    structure,
    weigh_grams,
)
from wenzhi.scores.labels import UnitClass
from wenzhi.scores.units import Passage, Unit, read_passage
from wenzhi.text.vectors import MANIFEST, SHIPPED, Vectors, load_vectors, verify_model

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
    """What weighed for the class: a phrase with its span in the report, or a named cue without one."""

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
    reasons = _Reasons(model, told, context)
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
        reasons=reasons.of(first + k, best, passage, k),
    )


class _Reasons:
    """What weighed most for a class, against the mean of the other classes."""

    def __init__(self, model: Classifier, told: Told, context: Table) -> None:
        self._told, self._model, self._context = told, model, context
        places, self._hit = find_grams(told.grams, model.known)
        self._places = places
        order = np.argsort(told.grams.rows, kind="stable")
        self._order = order
        self._ends = np.searchsorted(told.grams.rows[order], np.arange(told.grams.texts + 1))

    def of(self, row: int, best: int, passage: Passage, k: int) -> tuple[Reason, ...]:
        """At most `REASONS`, the weightiest first."""
        weights = self._model.second[best] - np.delete(self._model.second, best, 0).mean(0)
        found = [*self._phrases(row, weights, passage, k), *self._cues(row, weights)]
        found = [one for one in found if one.weight >= _LEAST_REASON]
        kept: list[Reason] = []
        for one in sorted(found, key=lambda r: (-r.weight, r.name)):
            if len(kept) < REASONS and not any(one.name in other.name for other in kept):
                kept.append(one)
        return tuple(kept)

    def _phrases(self, row: int, weights: Table, passage: Passage, k: int) -> list[Reason]:
        """Runs of n-grams that speak for the class, each run one phrase."""
        unit, grams = passage.units[k], self._told.grams
        told = self._told.table[[row]]
        value = dict(zip(told.indices.tolist(), told.data.tolist(), strict=True))
        gain = np.zeros(len(unit.text))
        for g in self._order[self._ends[row] : self._ends[row + 1]]:
            if self._hit[g]:
                start = max(0, int(grams.starts[g]) - 1)
                end = min(len(unit.text), int(grams.starts[g]) + int(grams.sizes[g]) - 1)
                if start < end:
                    place = int(self._places[g])
                    gain[start:end] += value[place] * weights[place] / (end - start)
        return [
            Reason(unit.text[a:b], round(float(gain[a:b].sum()), 3), _span(unit, a, b))
            for a, b in _runs(gain)
            if b - a >= 2
        ]

    def _cues(self, row: int, weights: Table) -> list[Reason]:
        names = column_names()
        first = len(self._model.known)
        told = self._told.table[[row]]
        value = dict(zip(told.indices.tolist(), told.data.tolist(), strict=True))
        found = [
            Reason(name, round(value.get(first + i, 0.0) * float(weights[first + i]), 3))
            for i, name in enumerate(names)
        ]
        context = weights[self._model.first.shape[1] :] * self._context[row]
        around = (*(f"{name} before" for name in CLASSES), *(f"{name} after" for name in CLASSES))
        return found + [
            Reason(name, round(float(value), 3))
            for name, value in zip(around, context, strict=True)
        ]


def _span(unit: Unit, start: int, end: int) -> Span | None:
    """Only where folding kept the unit's length do offsets carry over."""
    return (
        (unit.start + start, unit.start + end) if unit.end - unit.start == len(unit.text) else None
    )


def _runs(gain: Table) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (gain > 0).astype(int), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


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
