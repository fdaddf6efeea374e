"""Floor 4: `answering.v1`: which measure answers which problem, unit by unit, with probabilities.

Takes judged units of one section 五 and what the rules of `parse/narratives/answers` linked; gives the pairs that are
likelier answered than not. Two logistic regressions over pairs (`models/answering`, made by `wenzhi
models build answering`): the first is told of nearness, place, list numbers and doubt (`scores/pairs`); the second
also what the first made of the pair, of the pairs of the same problem and answer (`scores/strands`), and
of their rivals. A doubtful unit may still answer or be answered. Must not know scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Narrative, Report, Span
from wenzhi.base.resources import models_folder
from wenzhi.scores.classes import JudgedSentence
from wenzhi.scores.features import Table
from wenzhi.scores.pairs import Rarity, Sheet, read_sheet
from wenzhi.scores.strands import chain
from wenzhi.scores.units import Unit
from wenzhi.text.vectors import load_weights

VERSION = "answering.v1"
MODEL = "answering"
"""Folder of the model under `models/`."""

_LEAST = 1e-4
"""Probabilities are kept so far from 0 and 1 before their logits are taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A measure and a problem it takes up: their spans in the report, and how likely it does (0–1)."""

    problem: Span
    measure: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Linker:
    """The weights of the model, each row with its constant last, and the probability that makes a link.

    `on_problem` and `on_measure` weigh strands, `first` and `second` pairs; `characters` and `rarity` are
    what `scores/pairs` calls rarity.
    """

    characters: npt.NDArray[np.uint32]
    rarity: Table
    on_problem: Table
    on_measure: Table
    first: Table
    second: Table
    threshold: Table

    def read(self, units: Sequence[Unit], likely: Table, narrative: Narrative) -> Sheet | None:
        """What is told of the pairs of one section; None where there are none."""
        return read_sheet(units, likely, narrative, Rarity(self.characters, self.rarity))

    def judge(self, sheet: Sheet) -> Table:
        """How likely each pair of `sheet` is a link."""
        strands = tuple(
            weigh(*side)
            for side in ((sheet.on_problem, self.on_problem), (sheet.on_measure, self.on_measure))
        )
        first = weigh(sheet.table, self.first)
        return weigh(told_again(sheet, first, (strands[0], strands[1])), self.second)


def link_answers(report: Report, judged: Sequence[JudgedSentence]) -> tuple[Answer, ...]:
    """The pairs of problem and measure among `judged` units of `report` that answer each other.

    A unit that is both (it admits and promises) answers itself only through its neighbours' words.
    Raises ResourceError where the model is missing (E403) or altered (E404).
    """
    pairs = link_units(*_as_units(judged), report.narrative)
    return tuple(Answer(judged[p].span, judged[m].span, round(likely, 4)) for p, m, likely in pairs)


def likeliest_answers(report: Report, judged: Sequence[JudgedSentence]) -> dict[Span, float]:
    """How likely (0–1) the likeliest pair of each unit that may be a problem is, whether it makes a link or not.

    Units that are tried as no problem, or that nothing stands beside that may be a measure, are left out. Raises
    as `link_answers`.
    """
    linker = load_linker()
    sheet = linker.read(*_as_units(judged), report.narrative)
    found: dict[Span, float] = {}
    if sheet is not None:
        for (problem, _), likely in zip(sheet.pairs, linker.judge(sheet), strict=True):
            span = judged[problem].span
            found[span] = max(found.get(span, 0.0), float(likely))
    return found


def _as_units(judged: Sequence[JudgedSentence]) -> tuple[list[Unit], Table]:
    units = [Unit(one.start, one.end, one.text, one.paragraph) for one in judged]
    likely = [(one.probabilities["problem"], one.probabilities["measure"]) for one in judged]
    return units, np.array(likely, np.float64).reshape(-1, 2)


def link_units(
    units: Sequence[Unit], likely: Table, narrative: Narrative
) -> list[tuple[int, int, float]]:
    """Pairs (problem, measure, probability) of units by index, in reading order.

    `likely` has a row a unit: how likely it is a problem, and a measure (0–1).
    """
    return link_with(load_linker(), units, likely, narrative)


def link_with(
    model: Linker, units: Sequence[Unit], likely: Table, narrative: Narrative
) -> list[tuple[int, int, float]]:
    """What `link_units` gives, by any linker."""
    sheet = model.read(units, likely, narrative)
    if sheet is None:
        return []
    found = model.judge(sheet)
    return [
        (p, m, float(value))
        for (p, m), value in zip(sheet.pairs, found, strict=True)
        if value >= model.threshold[0]
    ]


TOLD_AGAIN = (
    "first pass", "mean of the problem's strand", "mean of the measure's strand",
    "best of the problem's strand", "best of the measure's strand", "best of both strands",
    "share of the measure's links", "share of the problem's links",
    "links of the measure", "links of the problem",
    "share of the measure's strands", "share of the problem's strands",
    "strands of the measure", "strands of the problem",
    "above the measure's other problems", "above the problem's other measures",
)  # fmt: skip
"""Names of the columns that the second pass has beside those of the first."""


def told_again(sheet: Sheet, first: Table, strands: tuple[Table, Table]) -> Table:
    """The columns of the second pass: those of the first and those of `TOLD_AGAIN`.

    `first` is how likely each pair is a link by the first pass, `strands` how likely each problem and each
    measure but the first goes on with the one before.
    """
    likely = first.reshape(len(sheet.measures), len(sheet.problems))
    by_problem, by_measure = chain(strands[0]), chain(strands[1])
    of_problem = (likely[:, :, None] * by_problem[None]).max(1)
    of_measure = (likely[:, None, :] * by_measure[:, :, None]).max(0)
    of_both = (by_measure[:, :, None] * of_problem[:, None, :]).max(0)
    # Units of one strand are one rival, and a unit that hardly is a problem is hardly any.
    rivals = sheet.problem / np.maximum(1e-6, by_problem @ sheet.problem)
    others = sheet.measure / np.maximum(1e-6, by_measure @ sheet.measure)
    columns = [
        np.log(np.clip(likely, _LEAST, 1 - _LEAST) / np.clip(1 - likely, _LEAST, 1 - _LEAST)),
        likely @ by_problem / by_problem.sum(0),
        by_measure @ likely / by_measure.sum(1)[:, None],
        of_problem, of_measure, of_both,
        *_among(likely, rivals, others), *_among(of_both, rivals, others),
        _above(likely, 1), _above(likely, 0),
    ]  # fmt: skip
    more = [np.broadcast_to(one, likely.shape).ravel() for one in columns]
    return np.hstack([sheet.table, np.stack(more, 1)])


def _among(likely: Table, rivals: Table, others: Table) -> list[Table]:
    """Shares of what the measure, and the problem, has of links; and how much that is, 3 at most."""
    of_measure = (likely * rivals).sum(1, keepdims=True)
    of_problem = (likely * others[:, None]).sum(0, keepdims=True)
    return [
        likely / np.maximum(1e-6, of_measure), likely / np.maximum(1e-6, of_problem),
        np.minimum(3, of_measure), np.minimum(3, of_problem),
    ]  # fmt: skip


def _above(likely: Table, axis: int) -> Table:
    """How much likelier a pair is than the likeliest other in its row (axis 1) or column (0)."""
    ordered = np.sort(likely, axis=axis)
    best = np.take(ordered, [-1], axis=axis)
    second = np.take(ordered, [-2], axis=axis) if likely.shape[axis] > 1 else np.zeros_like(best)
    return np.asarray(likely - np.where(likely >= best, second, best))


def weigh(table: Table, weights: Table) -> Table:
    """Probabilities of the rows of `table`; the last of `weights` is the constant."""
    return np.asarray(1 / (1 + np.exp(-(table @ weights[:-1] + weights[-1]))))


@cache
def load_linker(folder: Path | None = None) -> Linker:
    """The shipped linker, or the one in `folder`. Raises ResourceError (E403, E404)."""
    return Linker(**load_weights(folder or models_folder() / MODEL, MODEL))
