"""Floor 4: `sentences.v1`: what each unit of section 五 does and whether it is concrete, with probabilities.

Takes a report and the shipped model (`models/sentences`, made by `wenzhi models build sentences`), gives
one judged sentence a unit. Three passes of logistic regression: over the words and cues; over the same told what
the first made of a unit's neighbours; over what both made of it and around it, bent by cues (`scores/cues`).
The second and third are multiplied; multinomial Platt scaling; below `ABSTAIN` the class is not given. Read with numpy
alone: the same numbers stand in `classes.skops` for scikit-learn. docs/explanation/classifiers.md has
the figures. Must not know scores or findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Report, Span
from wenzhi.base.resources import models_folder
from wenzhi.scores.context import (
    LEADS,
    beside,
    log_softmax,
    neighbours,
    softmax,
    surroundings,
)
from wenzhi.scores.cues import read_cues
from wenzhi.scores.features import (
    MARKS,
    SIZES,
    Grams,
    Table,
    find_grams,
    read_grams,
    structure,
    tell_apart,
    weigh_grams,
    without_marks,
)
from wenzhi.scores.labels import UnitClass
from wenzhi.scores.units import Passage, Unit, read_passage
from wenzhi.text.sparse import SparseRows
from wenzhi.text.vectors import StaticVectors, Words, load_weights, shipped_vectors

Columns: TypeAlias = npt.NDArray[np.int64]

VERSION = "sentences.v1"
MODEL = "sentences"
"""Folder of the model under `models/`."""


CLASSES: tuple[UnitClass, ...] = ("problem", "measure", "achievement", "stock")
"""The classes in the order of every array of probabilities."""

ABSTAIN = 0.45
"""Probability of the likeliest class below which none is given: at most 5 % of units may stay unjudged,
and below it about as many are wrong as right (docs/explanation/classifiers.md)."""

REASONS = 3
"""Phrases and neighbours that are named as the reasons of a class."""

RUNS, PLACE, MEANING, CONTEXT, CUES, CUES_BESIDE = 6.0, 0.5, 2.0, 0.7, 0.5, 0.3
"""Scale of the kinds of features under one penalty: rows of word runs have length 1, vectors too. Chosen by
family-wise folds of train + development among a handful of values. With runs at 3 and cues for the third pass
alone macro-F1 was .891, so it is .904 (n = 5,412); taught the first 649 narratives and asked of 138 by another
hand, .864 and .873 (n = 1,195)."""

PRODUCT = 0.3
"""Scale of the products of the third pass, which are many, beside what is multiplied."""

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


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the classifier is told of the units of some passages, end to end.

    `runs` are weighed runs of words, `rest` place, rules, vector, cues, those beside and a column of ones;
    `shape` is place and rules again, `cues` are those of `scores/cues`.
    """

    runs: SparseRows
    rest: Table
    shape: Table
    cues: Table
    words: Words
    grams: Grams
    bounds: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Classifier:
    """The weights of the model: rows of `first`, `second` and `third` are classes, columns features.

    `centre` and `spread` are what columns of the third pass are measured from and by.
    """

    known: npt.NDArray[np.uint64]
    rarity: Table
    first: Table
    second: Table
    third: Table
    centre: Table
    spread: Table
    scale: Table
    concrete: Table
    concrete_scale: Table

    def tell(self, passages: Sequence[Passage], vectors: StaticVectors) -> Told:
        """Features of every unit: runs of words, structure, vector, and a column of ones."""
        return tell(passages, vectors, self.known, self.rarity)

    def judge(self, told: Told) -> tuple[Table, Table, Table]:
        """Probabilities of the classes, contexts of the second pass, probability of being concrete."""
        wide, classes = self.first.shape[1], len(CLASSES)
        weights = np.vstack([self.first, self.second[:, :wide], self.concrete[None]])
        runs = len(self.known)
        found = told.runs.times(weights[:, :runs].T) + told.rest @ weights[:, runs:].T
        first = found[:, :classes]
        context = CONTEXT * neighbours(softmax(first), told.bounds)
        second = found[:, classes : 2 * classes] + context @ self.second[:, wide:].T
        around = surroundings(first, second, told.shape, told.cues, told.bounds)
        third = bend((around - self.centre) / self.spread, self.third)
        given = 1 / (1 + np.exp(-(found[:, -1] * self.concrete_scale[0] + self.concrete_scale[1])))
        logs = log_softmax(second) + log_softmax(third)
        return softmax(scale(logs, self.scale)), context, given


def classify(report: Report) -> tuple[JudgedSentence, ...]:
    """The units of section 五 of `report`, judged; none where it has none.

    Raises ResourceError where the model is missing (E403) or is not what its manifest says (E404).
    """
    return classify_passages([read_passage(report)])[0]


def classify_passages(
    passages: Sequence[Passage], *, explained: bool = True
) -> list[tuple[JudgedSentence, ...]]:
    """The units of many passages at once, each list as `classify` gives it; reasons only if `explained`."""
    if not any(passage.units for passage in passages):
        return [() for _ in passages]
    model = load_classifier()
    told = model.tell(passages, shipped_vectors())
    likely, context, concrete = model.judge(told)
    reasons = _Reasons(model, told, context, likely.argmax(1)) if explained else None
    units = [unit for passage in passages for unit in passage.units]
    rounded = zip(np.round(likely, 4).tolist(), np.round(concrete, 4).tolist(), strict=True)
    judged = [
        _judged(unit, *found, reasons.of(row, unit) if reasons else ())
        for row, (unit, found) in enumerate(zip(units, rounded, strict=True))
    ]
    return [tuple(judged[slice(*edges)]) for edges in pairwise(told.bounds.tolist())]


def _judged(
    unit: Unit, likely: Sequence[float], concrete: float, reasons: tuple[Reason, ...]
) -> JudgedSentence:
    highest = max(likely)
    best = CLASSES[likely.index(highest)]
    class_ = best if highest >= ABSTAIN else None
    return JudgedSentence(
        start=unit.start,
        end=unit.end,
        text=unit.text,
        paragraph=unit.paragraph,
        class_=class_,
        likely=best,
        probabilities=dict(zip(CLASSES, likely, strict=True)),
        concrete=None if class_ is None else class_ != "stock" and concrete >= 0.5,
        concrete_probability=concrete,
        reasons=reasons,
    )


class _Reasons:
    """What weighed most for the likeliest class of each unit, against the mean of the other classes."""

    def __init__(self, model: Classifier, told: Told, context: Table, best: Columns) -> None:
        mean = (model.second.sum(0) - model.second) / (len(CLASSES) - 1)
        weights = model.second - mean
        self._around = weights[best, model.first.shape[1] :] * context
        self._words = told.words
        self._phrases = _phrase_gains(model, told, weights, best)

    def of(self, row: int, unit: Unit) -> tuple[Reason, ...]:
        """At most `REASONS`, the weightiest first."""
        found: list[tuple[float, str, Span | None]] = [
            (gain, name, None)
            for gain, name in zip(self._around[row].tolist(), _AROUND, strict=True)
        ]
        phrases = sorted(self._phrases.get(row, ()), reverse=True)[:REASONS]
        if phrases:
            edges = _edges(
                tell_apart(unit.text), self._words.ids[slice(*self._words.bounds[row : row + 2])]
            )
            for gain, first, last in phrases:
                name, where = _trim(unit.text, edges[first], edges[last])
                if name:
                    found.append((gain, name, where))
        kept: list[Reason] = []
        for gain, name, place in sorted(found, key=lambda one: (-one[0], one[1])):
            if len(kept) == REASONS or gain < _LEAST_REASON:
                break
            kept.append(Reason(name, round(gain, 3), place and _span(unit, *place)))
        return tuple(kept)


_SIDES = ("after", "before", "earlier", "later")
_AROUND = tuple(f"[{side} {name}]" for side in _SIDES for name in CLASSES)
_STOPS = ",.;:!?、。()“”‘’《》 "


def _edges(text: str, ids: npt.NDArray[np.int32]) -> list[int]:
    """Where in `text` its words begin, and its end; what is between known words begins where they end."""
    edges: list[int] = []
    place = 0
    for number in ids.tolist():
        known = _piece(number) if number else ""
        found = text.find(known, place)
        edges.append(place if found < 0 else found)
        place = edges[-1] + len(known)
    return [*edges, len(text)]


@cache
def _piece(number: int) -> str:
    return shipped_vectors().word(number)


def _trim(text: str, start: int, end: int) -> tuple[str, Span]:
    """A phrase without stops at its ends, and its span."""
    bare = text[start:end].strip(_STOPS)
    start = text.find(bare, start)
    return bare, (start, start + len(bare))


def _phrase_gains(
    model: Classifier, told: Told, weights: Table, best: Columns
) -> dict[int, list[tuple[float, int, int]]]:
    """By unit: stretches of words whose runs speak for its class: logits added, first word, last + 1."""
    grams = told.grams
    places, hit = find_grams(grams, model.known)
    rows, places = grams.rows[hit], places[hit]
    width = len(model.known)
    keys = np.repeat(np.arange(grams.texts), np.diff(told.runs.bounds)) * width + told.runs.columns
    at = np.searchsorted(keys, rows * width + places)
    # A word's share of each run over it; the edges stand at either end of a text.
    sizes, starts = grams.sizes[hit], grams.starts[hit] + grams.bounds[rows]
    gain = told.runs.values[at] * weights[best[rows], places] / sizes
    length = int(grams.bounds[-1])
    total = np.zeros(length)
    for offset in range(max(SIZES)):
        over = sizes > offset
        total += np.bincount(starts[over] + offset, gain[over], length)
    total[grams.bounds[:-1]] = total[grams.bounds[1:] - 1] = 0
    runs = _runs(total)
    sums = np.concatenate([[0.0], np.cumsum(total)])
    found: dict[int, list[tuple[float, int, int]]] = {}
    owners = np.searchsorted(grams.bounds, runs[:, 0], side="right") - 1
    local = runs - grams.bounds[owners][:, None] - 1
    worth = sums[runs[:, 1]] - sums[runs[:, 0]]
    kept = worth >= _LEAST_REASON
    for row, (first, last), value in zip(
        owners[kept].tolist(), local[kept].tolist(), worth[kept].tolist(), strict=True
    ):
        found.setdefault(row, []).append((value, first, last))
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
    vectors: StaticVectors,
    known: npt.NDArray[np.uint64],
    rarity: Table,
) -> Told:
    """Features of every unit of `passages` over the runs of words `known`."""
    words = cut_units(passages, vectors)
    grams = read_grams(words)
    runs = weigh_grams(grams, known, rarity, RUNS)
    ones = np.ones((grams.texts, 1))
    bare = without_marks(words, vectors.numbers(MARKS))
    shape = structure(passages)
    cues = read_cues([unit.text for passage in passages for unit in passage.units])
    bounds = np.cumsum([0, *(len(passage.units) for passage in passages)])
    rest = np.hstack([
        PLACE * shape, MEANING * vectors.pool(bare), CUES * cues,
        CUES_BESIDE * beside(cues, bounds, 1), CUES_BESIDE * beside(cues, bounds, -1), ones,
    ])  # fmt: skip
    return Told(runs, rest, shape, cues, words, grams, bounds)


def cut_units(passages: Sequence[Passage], vectors: StaticVectors) -> Words:
    """The words of every unit, as the features take them."""
    return vectors.cut([tell_apart(unit.text) for passage in passages for unit in passage.units])


def bend(around: Table, weights: Table) -> Table:
    """Scores of `around` and of its products with its first `LEADS` columns, as `products` lays them out.

    What three rows of a thousand products each would say is said without laying them out.
    """
    width = around.shape[1]
    plain, constant = weights[:, :width], weights[:, -1]
    bent = weights[:, width:-1].reshape(len(weights) * LEADS, width)
    by_lead = (around @ bent.T).reshape(len(around), len(weights), LEADS)
    lead = PRODUCT * around[:, None, :LEADS]
    return np.asarray(around @ plain.T + constant + (by_lead * lead).sum(2))


def products(around: Table) -> Table:
    """Every column, its product with each of the first `LEADS`, and a column of ones: what `third` weighs."""
    bent = PRODUCT * around[:, :LEADS, None] * around[:, None, :]
    return np.hstack([around, bent.reshape(len(around), -1), np.ones((len(around), 1))])


def scale(logs: Table, weights: Table) -> Table:
    """Multinomial Platt scaling: the last column of `weights` is the constant."""
    return np.asarray(logs @ weights[:, :-1].T + weights[:, -1])


@cache
def load_classifier(folder: Path | None = None) -> Classifier:
    """The shipped classifier, or the one in `folder`. Raises ResourceError (E403, E404)."""
    return Classifier(**load_weights(folder or models_folder() / MODEL, MODEL))
