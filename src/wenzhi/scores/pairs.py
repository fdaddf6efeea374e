"""Floor 4: what is told of every pair of a unit that may be a problem and one that may be a measure.

Takes the units of one section 五 and how likely each is either; gives a row a pair: nearness of meaning and
words beside that of the other pairs, place, list numbers, what the rules linked, how doubtful both are.
Must not know links or scores.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Narrative
from wenzhi.scores.features import Table
from wenzhi.scores.strands import going_on
from wenzhi.scores.units import Unit
from wenzhi.text.vectors import shipped_vectors

_NO = "一二三四五六七八九十"
_NUMBERED = as_pattern(
    rf"^\(?(?:第?(?P<no>[{_NO}])(?:是|要|[、.,:)]|个|方面)|(?P<digit>\d{{1,2}})[.、)]"
    r"|(?P<word>首先|其次|再次|最后))"
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}
_COMMON = as_pattern(
    "政府信息公开|政务公开|信息公开|政府信息|公开|工作|进一步|加强|提高|提升|完善|有待|需要|不够|不足|问题"
    "|存在|部分|个别|方面|情况|相关|有关|继续|不断|切实|确保|做好|[一二三四五六七八九十]是"
)
_AIMED = as_pattern("针对|对于|就|围绕")
_REFERRED = as_pattern(
    rf"^.{{0,4}}(?:针对|对于?|就)(?:上述|以上)?(?:第(?P<no>[{_NO}])|第(?P<digit>\d)|(?P<word>[前后]者))"
)
_REFERENCES = {"前者": 1, "后者": 2}
_CHARACTER = as_pattern("[一-鿿]")
_NO_FIGURE = as_pattern(r"^\W*\d{1,2}[.、),]|20[0-9]{2}年?|\d{1,2}(?:月|日|点)")
_FIGURE = as_pattern(r"\d[\d,.]*")

DOUBTFUL = 0.25
"""Probability of being a problem, or a measure, from which a unit is tried as one: 92 % of the labelled
links lie between such units (unseen families, n = 1,072 links), 25 in 100 being what four classes give."""

KEENNESS = 5.0
"""How much more a nearer rival takes: e to this power for a cosine of 1."""
UNSAID, NO_CHARACTER, NO_NUMBER = 0.1, 1.0, 0.2
"""What a pair is worth that shares no word, no character or no figure, beside rivals that do."""

PLAIN = 2.0
"""Rarity, in natural logarithms of units for one that holds it, at which a character says nothing: one in
seven or eight units has 公, 开 or 信."""


KEPT = 4096
"""Units whose characters and figures are kept: those of one section are asked for again and again."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare characters are: sorted code points, and a value for each and for any other (the last)."""

    characters: npt.NDArray[np.uint32]
    values: Table

    def of(self, character: str) -> float:
        """Natural logarithm of units for one that holds it, less `PLAIN`; 0 for common ones."""
        place = int(np.searchsorted(self.characters, ord(character)))
        known = place < len(self.characters) and self.characters[place] == ord(character)
        return float(self.values[place if known else -1])


def learn_rarity(texts: Sequence[str]) -> Rarity:
    """How rare the characters of units are among `texts`."""
    held = Counter(character for text in texts for character in _characters(text))
    characters = sorted(held)
    counts = np.array([*(held[one] for one in characters), 0], np.float64)
    values = np.maximum(0, np.log(len(texts) / (3 + counts)) - PLAIN)
    return Rarity(np.array([ord(one) for one in characters], np.uint32), values)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is told of the pairs of one section.

    `table` has a row a pair, measure by measure, columns as `PAIR_NAMES`; `problem` and `measure` are how
    likely the candidates are what they are tried as; `on_problem` and `on_measure` say of each candidate
    but the first how it follows the one before (`scores/strands`).
    """

    problems: tuple[int, ...]
    measures: tuple[int, ...]
    problem: Table
    measure: Table
    table: Table
    on_problem: Table
    on_measure: Table

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Problem and measure of each row."""
        return [(p, m) for m in self.measures for p in self.problems]


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
    "rare characters", "most rare characters of the measure",
    "share of the measure's rare characters", "share of the problem's rare characters",
    "figures", "most figures of the measure",
    "share of the measure's figures", "share of the problem's figures",
    "nearness within the section", "share of the measure's nearness within the section",
    "share of the problem's nearness within the section",
)  # fmt: skip
"""Names of the columns of `Sheet.table`. *Within the section*: after what all its units have in common is
taken off."""


def read_sheet(
    units: Sequence[Unit], likely: Table, narrative: Narrative, rarity: Rarity
) -> Sheet | None:
    """What is told of the pairs of one section; None where no unit may be a problem, or none a measure.

    `likely` has a row a unit: how likely it is a problem, and a measure (0–1).
    """
    problems, measures = candidates(likely)
    if not problems or not measures:
        return None
    texts = [unit.text for unit in units]
    rows = shipped_vectors().encode(texts).astype(np.float64)
    sure = likely[problems, 0], likely[measures, 1]
    columns = [
        *_meaning_and_place(units, rows, likely, narrative),
        *_rare_columns(texts, problems, measures, rarity, sure),
        *_centred_columns(rows, problems, measures, sure),
    ]
    shape = len(measures), len(problems)
    table = np.stack([np.broadcast_to(one, shape).ravel() for one in columns], 1)
    strands = (
        going_on(units, chosen, likely[:, side], rows, _numbers(texts))
        for side, chosen in enumerate((problems, measures))
    )
    return Sheet(tuple(problems), tuple(measures), *sure, table.astype(np.float64), *strands)


def _meaning_and_place(
    units: Sequence[Unit], rows: Table, likely: Table, narrative: Narrative
) -> list[Table]:
    """Columns from `nearness` to `share of the problem's rare words`."""
    problems, measures = candidates(likely)
    texts = [unit.text for unit in units]
    near = rows[measures] @ rows[problems].T
    shared = np.array([[_overlap(texts[p], texts[m]) for p in problems] for m in measures])
    sure = likely[problems, 0], likely[measures, 1]
    ruled = _ruled(units, problems, measures, narrative)
    both = np.log(np.outer(sure[1], sure[0]))
    return [
        near, near - near.mean(1, keepdims=True), near >= near.max(1, keepdims=True),
        near >= near.max(0), shared, shared - shared.mean(1, keepdims=True), _most(shared, 1),
        _most(shared, 0), *_placed(units, problems, measures, near, ruled), sure[0], sure[1][:, None], both,
        *rivalled(np.exp(KEENNESS * near), *sure),
        *rivalled(UNSAID + _rare(texts, problems, measures), *sure),
    ]  # fmt: skip


def _placed(
    units: Sequence[Unit],
    problems: Sequence[int],
    measures: Sequence[int],
    near: Table,
    ruled: Table,
) -> list[Table]:
    """Columns from `places apart` to `same item`."""
    texts = [unit.text for unit in units]
    items_p, items_m = _items(texts, problems), _items(texts, measures)
    grouped = _grouped(near, items_p, items_m)
    count_p, count_m = items_p[-1] + 1, items_m[-1] + 1
    table: list[list[float]] = []
    for j, m in enumerate(measures):
        for i, p in enumerate(problems):
            apart = abs((items_m[j] + 0.5) / count_m - (items_p[i] + 0.5) / count_p)
            numbers = _referred(texts[m]), number_of(texts[p])
            both = numbers[0] is not None and numbers[1] is not None
            table.append([
                apart, apart < 0.5 / count_m, both and numbers[0] == numbers[1],
                both and numbers[0] != numbers[1], ruled[j, i], ruled[j].any() and not ruled[j, i],
                m - p == 1, m < p, min(abs(m - p), 20) / 10, units[m].paragraph == units[p].paragraph,
                count_p == 1, min(count_p, 8) / 4, count_p == count_m and items_p[i] == items_m[j],
                bool(_AIMED.match(texts[m])), grouped[items_m[j], items_p[i]],
                _between(problems, p, m) == 0,
            ])  # fmt: skip
    return list(np.array(table, np.float64).T.reshape(-1, len(measures), len(problems)))


def _rare_columns(
    texts: Sequence[str], problems: Sequence[int], measures: Sequence[int], rarity: Rarity,
    sure: tuple[Table, Table],
) -> list[Table]:  # fmt: skip
    """Columns from `rare characters` to `share of the problem's figures`."""
    held = Counter(character for text in texts for character in _characters(text))
    rare, figures = np.zeros((2, len(measures), len(problems)))
    for j, m in enumerate(measures):
        for i, p in enumerate(problems):
            both = sorted(_characters(texts[p]) & _characters(texts[m]))
            rare[j, i] = sum(rarity.of(one) * 2 / max(2, held[one]) for one in both)
            figures[j, i] = len(_figures(texts[p]) & _figures(texts[m]))
    found: list[Table] = []
    for worth, least in ((rare, NO_CHARACTER), (figures, NO_NUMBER)):
        found += [np.minimum(worth, 12) / 4, _most(worth, 1), *rivalled(worth + least, *sure)]
    return found


def _centred_columns(
    rows: Table, problems: Sequence[int], measures: Sequence[int], sure: tuple[Table, Table]
) -> list[Table]:
    """Columns of nearness within the section."""
    centred = rows - rows.mean(0)
    centred /= np.maximum(1e-9, np.linalg.norm(centred, axis=1, keepdims=True))
    near = centred[measures] @ centred[problems].T
    return [near, *rivalled(np.exp(KEENNESS * near), *sure)]


def rivalled(worth: Table, problem: Table, measure: Table) -> tuple[Table, Table]:
    """Each pair's part of what its measure's pairs are worth, and of what its problem's are.

    A rival counts as far as it is likely to be a problem, or a measure: a frame takes nothing away.
    """
    by_measure, by_problem = worth * problem, worth * measure[:, None]
    return (
        by_measure / by_measure.sum(1, keepdims=True),
        by_problem / by_problem.sum(0, keepdims=True),
    )


def _most(worth: Table, axis: int) -> Table:
    """1 where a pair has something and no pair of the same measure (axis 1), or problem (0), has more."""
    return np.asarray((worth > 0) & (worth >= worth.max(axis, keepdims=True)))


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
    marked = [number_of(texts[k]) is not None for k in chosen]
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


@lru_cache(KEPT)
def _pairs(text: str) -> frozenset[str]:
    runs = re.findall(r"[一-鿿]{2,}", _COMMON.sub(" ", text))
    return frozenset(run[k : k + 2] for run in runs for k in range(len(run) - 1))


@lru_cache(KEPT)
def _characters(text: str) -> frozenset[str]:
    return frozenset(_CHARACTER.findall(text))


@lru_cache(KEPT)
def _figures(text: str) -> frozenset[str]:
    """Its numbers but list numbers, years, months, days and hours: `33家` is a name for what is meant."""
    return frozenset(one.replace(",", "") for one in _FIGURE.findall(_NO_FIGURE.sub("", text)))


def _referred(text: str) -> int | None:
    """The number of the problem a measure speaks of, else its own number in a list."""
    match = _REFERRED.match(text)
    if match is None:
        return number_of(text)
    if match["word"]:
        return _REFERENCES[match["word"]]
    return int(match["digit"]) if match["digit"] else _NO.index(match["no"]) + 1


def _numbers(texts: Sequence[str]) -> list[int | None]:
    return [number_of(text) for text in texts]


def number_of(text: str) -> int | None:
    """Its number in a list, by the mark it begins with."""
    match = _NUMBERED.match(text)
    if match is None:
        return None
    if match["word"]:
        return _WORDS[match["word"]]
    return int(match["digit"]) if match["digit"] else _NO.index(match["no"]) + 1
