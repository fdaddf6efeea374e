"""Floor 4: `answering.v1`: which measure answers which problem, unit by unit, with probabilities.

Takes judged units of one section 五 and what the rules of `parse/narratives/answers` linked; gives the pairs that are
likelier answered than not. One logistic regression over pairs (`models/answering`, made by `wenzhi
models build answering`): nearness of meaning and words beside that of the other pairs, place, list
numbers, and how likely the one is a problem and the other a measure: a doubtful unit may still answer
or be answered. Must not know scores.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from wenzhi.base.records import Narrative, Report, Span
from wenzhi.base.resources import models_folder
from wenzhi.scores.classes import JudgedSentence
from wenzhi.scores.features import Table
from wenzhi.scores.units import Unit
from wenzhi.text.vectors import load_weights, shipped_vectors

VERSION = "answering.v1"
MODEL = "answering"
"""Folder of the model under `models/`."""

_NO = "一二三四五六七八九十"
_NUMBERED = re.compile(
    rf"^\(?(?:第?(?P<no>[{_NO}])(?:是|要|[、.,:)]|个|方面)|(?P<digit>\d{{1,2}})[.、)]"
    r"|(?P<word>首先|其次|再次|最后))"
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}
_COMMON = re.compile(
    "政府信息公开|政务公开|信息公开|政府信息|公开|工作|进一步|加强|提高|提升|完善|有待|需要|不够|不足|问题"
    "|存在|部分|个别|方面|情况|相关|有关|继续|不断|切实|确保|做好|[一二三四五六七八九十]是"
)
_AIMED = re.compile("针对|对于|就|围绕")
_REFERRED = re.compile(
    rf"^.{{0,4}}(?:针对|对于?|就)(?:上述|以上)?(?:第(?P<no>[{_NO}])|第(?P<digit>\d)|(?P<word>[前后]者))"
)
_REFERENCES = {"前者": 1, "后者": 2}

DOUBTFUL = 0.25
"""Probability of being a problem, or a measure, from which a unit is tried as one: 92 % of the labelled
links lie between such units (unseen families, n = 1,072 links), 25 in 100 being what four classes give."""


KEENNESS = 5.0
"""How much more a nearer rival takes: e to this power for a cosine of 1."""
UNSAID = 0.1
"""What a pair without a shared word is worth beside rivals that share one. With the four shares links of
unseen families are found with F1 .879 instead of .875 (n = 2,069 links of 892 narratives), those of 243
narratives by another hand than was learnt from .879 instead of .870."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A measure and a problem it takes up: their spans in the report, and how likely it does (0–1)."""

    problem: Span
    measure: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Linker:
    """Weights of the pairs' features, a constant, and the probability from which a pair is a link."""

    weights: Table
    constant: Table
    threshold: Table


def link_answers(report: Report, judged: Sequence[JudgedSentence]) -> tuple[Answer, ...]:
    """The pairs of problem and measure among `judged` units of `report` that answer each other.

    A unit that is both (it admits and promises) answers itself only through its neighbours' words.
    Raises ResourceError where the model is missing (E403) or altered (E404).
    """
    units = [Unit(one.start, one.end, one.text, one.paragraph) for one in judged]
    likely = [(one.probabilities["problem"], one.probabilities["measure"]) for one in judged]
    pairs = link_units(units, np.array(likely).reshape(-1, 2), report.narrative)
    return tuple(Answer(judged[p].span, judged[m].span, round(likely, 4)) for p, m, likely in pairs)


def link_units(
    units: Sequence[Unit], likely: Table, narrative: Narrative
) -> list[tuple[int, int, float]]:
    """Pairs (problem, measure, probability) of units by index, in reading order.

    `likely` has a row a unit: how likely it is a problem, and a measure (0–1).
    """
    problems, measures = candidates(likely)
    if not problems or not measures:
        return []
    model = load_linker()
    table = pair_table(units, likely, narrative)
    found = 1 / (1 + np.exp(-(table @ model.weights + model.constant[0])))
    pairs = ((p, m) for m in measures for p in problems)
    return [
        (p, m, float(value))
        for (p, m), value in zip(pairs, found, strict=True)
        if value >= model.threshold[0]
    ]


def candidates(likely: Table) -> tuple[list[int], list[int]]:
    """The units that are tried as problems, and those tried as measures."""
    problems, measures = (np.flatnonzero(likely[:, side] >= DOUBTFUL).tolist() for side in (0, 1))
    return problems, measures


PAIR_NAMES = (
    "nearness", "nearness above the measure's mean", "nearest of the measure", "nearest of the problem",
    "words", "words above the measure's mean", "most words of the measure",
    "most words of the problem", "places apart", "same place", "same number", "other number",
    "linked by rule", "linked by rule to others", "next", "measure before problem",
    "units apart", "same paragraph", "only problem", "problems", "same rank in equal lists",
    "aimed", "nearness of the group", "same item", "problem likely", "measure likely", "both likely",
    "share of the measure's nearness", "share of the problem's nearness",
    "share of the measure's rare words", "share of the problem's rare words",
)  # fmt: skip
"""Names of the columns of `pair_table`."""


def pair_table(units: Sequence[Unit], likely: Table, narrative: Narrative) -> Table:
    """One row a pair of candidates, measure by measure; columns as `PAIR_NAMES`."""
    problems, measures = candidates(likely)
    texts = [unit.text for unit in units]
    rows = shipped_vectors().encode(texts).astype(np.float64)
    near = rows[measures] @ rows[problems].T
    shared = np.array([[_overlap(texts[p], texts[m]) for p in problems] for m in measures])
    items_p, items_m = _items(texts, problems), _items(texts, measures)
    grouped = _grouped(near, items_p, items_m)
    near_m, near_p = _rivalled(np.exp(KEENNESS * near), likely[problems, 0], likely[measures, 1])
    rare = UNSAID + _rare(texts, problems, measures)
    rare_m, rare_p = _rivalled(rare, likely[problems, 0], likely[measures, 1])
    ruled = _ruled(units, problems, measures, narrative)
    count_p, count_m = items_p[-1] + 1, items_m[-1] + 1
    table: list[list[float]] = []
    for j, m in enumerate(measures):
        for i, p in enumerate(problems):
            apart = abs((items_m[j] + 0.5) / count_m - (items_p[i] + 0.5) / count_p)
            numbers = _referred(texts[m]), _number(texts[p])
            both = numbers[0] is not None and numbers[1] is not None
            table.append([
                near[j, i], near[j, i] - near[j].mean(), near[j, i] >= near[j].max(),
                near[j, i] >= near[:, i].max(), shared[j, i], shared[j, i] - shared[j].mean(),
                shared[j, i] > 0 and shared[j, i] >= shared[j].max(),
                shared[j, i] > 0 and shared[j, i] >= shared[:, i].max(), apart, apart < 0.5 / count_m,
                both and numbers[0] == numbers[1], both and numbers[0] != numbers[1],
                ruled[j, i], ruled[j].any() and not ruled[j, i], m - p == 1, m < p,
                min(abs(m - p), 20) / 10, units[m].paragraph == units[p].paragraph, count_p == 1,
                min(count_p, 8) / 4, count_p == count_m and items_p[i] == items_m[j],
                bool(_AIMED.match(texts[m])), grouped[items_m[j], items_p[i]],
                _between(problems, p, m) == 0, likely[p, 0], likely[m, 1],
                np.log(likely[p, 0] * likely[m, 1]), near_m[j, i], near_p[j, i], rare_m[j, i], rare_p[j, i],
            ])  # fmt: skip
    return np.array(table, np.float64)


def _rivalled(worth: Table, problem: Table, measure: Table) -> tuple[Table, Table]:
    """Each pair's part of what its measure's pairs are worth, and of what its problem's are.

    A rival counts as far as it is likely to be a problem, or a measure: a frame takes nothing away.
    """
    by_measure, by_problem = worth * problem, worth * measure[:, None]
    return (
        by_measure / by_measure.sum(1, keepdims=True),
        by_problem / by_problem.sum(0, keepdims=True),
    )


def _rare(texts: Sequence[str], problems: Sequence[int], measures: Sequence[int]) -> Table:
    """Shared character pairs, each counting the less the more units of the section hold it."""
    held = Counter(pair for text in texts for pair in _pairs(text))
    return np.array([
        [sum(2 / max(2, held[pair]) for pair in sorted(_pairs(texts[p]) & _pairs(texts[m])))
         for p in problems]
        for m in measures
    ])  # fmt: skip


def _between(problems: Sequence[int], p: int, m: int) -> int:
    """Problems that stand between a problem and the measure after it; -1 where the measure is first."""
    return sum(p < other < m for other in problems) if m > p else -1


def _items(texts: Sequence[str], chosen: Sequence[int]) -> list[int]:
    """For each chosen unit the number of its item: a unit without a mark goes on with the one before."""
    items: list[int] = []
    marked = [_number(texts[k]) is not None for k in chosen]
    for place, k in enumerate(chosen):
        joins = place > 0 and any(marked) and not marked[place] and chosen[place - 1] == k - 1
        items.append((items[-1] if items else -1) + (0 if joins else 1))
    return items


def _grouped(near: Table, items_p: Sequence[int], items_m: Sequence[int]) -> Table:
    """The greatest nearness between any unit of a problem's item and any of a measure's."""
    best = np.full((items_m[-1] + 1, items_p[-1] + 1), -1.0)
    for j, row in enumerate(near):
        for i, value in enumerate(row):
            best[items_m[j], items_p[i]] = max(best[items_m[j], items_p[i]], value)
    return best


def _ruled(
    units: Sequence[Unit], problems: Sequence[int], measures: Sequence[int], narrative: Narrative
) -> Table:
    """1 where the rules link the problem and the measure that the units lie in."""
    told = np.zeros((len(measures), len(problems)))
    for j, m in enumerate(measures):
        for measure in narrative.measures:
            if not _meet(units[m], measure.start, measure.end):
                continue
            for answered in measure.answers:
                problem = narrative.problems[answered]
                for i, p in enumerate(problems):
                    told[j, i] = max(told[j, i], _meet(units[p], problem.start, problem.end))
    return told


def _meet(unit: Unit, start: int, end: int) -> bool:
    return min(unit.end, end) > max(unit.start, start)


def _overlap(left: str, right: str) -> float:
    """Shared character pairs outside common words, as a share of the smaller set's square root."""
    one, other = _pairs(left), _pairs(right)
    both = len(one & other)
    return float(both / max(1, min(len(one), len(other))) ** 0.5)


@cache
def _pairs(text: str) -> frozenset[str]:
    runs = re.findall(r"[一-鿿]{2,}", _COMMON.sub(" ", text))
    return frozenset(run[k : k + 2] for run in runs for k in range(len(run) - 1))


def _referred(text: str) -> int | None:
    """The number of the problem a measure speaks of, else its own number in a list."""
    match = _REFERRED.match(text)
    if match is None:
        return _number(text)
    if match["word"]:
        return _REFERENCES[match["word"]]
    return int(match["digit"]) if match["digit"] else _NO.index(match["no"]) + 1


def _number(text: str) -> int | None:
    match = _NUMBERED.match(text)
    if match is None:
        return None
    if match["word"]:
        return _WORDS[match["word"]]
    return int(match["digit"]) if match["digit"] else _NO.index(match["no"]) + 1


@cache
def load_linker(folder: Path | None = None) -> Linker:
    """The shipped linker, or the one in `folder`. Raises ResourceError (E403, E404)."""
    return Linker(**load_weights(folder or models_folder() / MODEL, MODEL))
