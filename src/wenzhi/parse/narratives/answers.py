"""Floor 2: which measure answers which problem, from the words and list numbers of both.

Takes texts in reading order; must not know where they stand. Explicit ties (a measure inside a problem's
item, 针对第一个问题) come first, then lists of equal length item by item, corrected where the words plainly
say otherwise, then shared topics and words. A measure that nothing ties to a problem answers none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from wenzhi.base.patterns import as_pattern
from wenzhi.base.resources import read_toml

RELATED = 0.16
"""Similarity (0–1) from which a measure outside equal lists is taken to answer a problem: own-written
pairs (tests/parse/narratives/test_narrative.py) lie above, unrelated ones below."""

_AGAIN = 0.3
"""Similarity from which a second measure is taken to answer a problem that has one."""

_ORDER = 0.1
"""Worth of standing at the same place of both lists: breaks ties, outweighs no topic."""

_CLEARER = 0.25
"""By how much another problem must be closer than the one of the same number to take its place."""

_TOPIC_SHARE = 0.7
"""Weight of shared topics against shared characters: a remedy seldom repeats its problem's words."""

_NAMED = as_pattern(r"针对(?:第|问题)(?P<no>[一二三四五六七八九\d])(?:个|项|方面|点)?")
_STOCK = as_pattern(
    "政府信息公开|政务公开|信息公开|政府信息|政府|政务|信息|公开|工作|进一步|加强|提高|提升|完善|有待|需要|不够|不足|问题|存在|部分|个别|方面|情况|相关|有关|继续|不断|切实|确保|做好|我[局市县区街镇乡委厅办院]"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A problem or measure: its text, its list number, the problem it stands under (measures)."""

    text: str
    no: int | None
    under: int | None


def link_answers(problems: Sequence[Promise], measures: Sequence[Promise]) -> list[tuple[int, ...]]:
    """For each measure the indexes of the problems it answers, ascending."""
    if not problems:
        return [() for _ in measures]
    likeness = _likeness([p.text for p in problems], [m.text for m in measures])
    tied = _explicit(problems, measures)
    paired = {
        m: _better(p, likeness[m]) for m, p in _pairs(problems, measures).items() if m not in tied
    }
    free = [m for m in range(len(measures)) if m not in tied and m not in paired]
    matched = _matched(likeness, free, len(problems))
    return [
        tuple(sorted({*tied.get(m, ()), *paired.get(m, ()), *matched.get(m, ())}))
        for m in range(len(measures))
    ]


def _explicit(
    problems: Sequence[Promise], measures: Sequence[Promise]
) -> dict[int, tuple[int, ...]]:
    """Measures that stand under a problem or name one by its number."""
    tied: dict[int, tuple[int, ...]] = {}
    for index, measure in enumerate(measures):
        named = _NAMED.match(measure.text)
        if measure.under is not None:
            tied[index] = (measure.under,)
        elif named and 0 < (number := _number(named["no"])) <= len(problems):
            tied[index] = (number - 1,)
    return tied


def _better(own: int, row: Sequence[float]) -> tuple[int, ...]:
    """The problem of the same number, or another that the words are much closer to."""
    best = max(range(len(row)), key=lambda k: (row[k], -k))
    return (best,) if row[best] - row[own] > _CLEARER else (own,)


def _matched(
    likeness: list[list[float]], free: Sequence[int], count: int
) -> dict[int, tuple[int, ...]]:
    """Measures and problems by likeness: the closest pairs first, each problem once; then seconds."""
    total = len(likeness)
    pairs = sorted(
        (
            (likeness[m][p] + _ORDER * (1 - abs(m / total - p / count)), -m, -p)
            for m in free
            for p in range(count)
            if likeness[m][p] >= RELATED
        ),
        reverse=True,
    )
    taken: set[int] = set()
    matched: dict[int, tuple[int, ...]] = {}
    for _, m, p in pairs:
        if -m not in matched and -p not in taken:
            matched[-m] = (-p,)
            taken.add(-p)
    for _, m, p in pairs:
        if -m not in matched and likeness[-m][-p] >= _AGAIN:
            matched[-m] = (-p,)
    return matched


def _pairs(problems: Sequence[Promise], measures: Sequence[Promise]) -> dict[int, int]:
    """Measure → problem where both are lists of equal length (unnumbered leads aside)."""
    listed = [k for k, problem in enumerate(problems) if problem.no is not None]
    promised = [k for k, m in enumerate(measures) if m.no is not None and m.under is None]
    if not listed and not promised:
        listed = list(range(len(problems)))
        promised = [k for k, m in enumerate(measures) if m.under is None]
    return dict(zip(promised, listed, strict=True)) if len(listed) == len(promised) else {}


def _likeness(problems: Sequence[str], measures: Sequence[str]) -> list[list[float]]:
    """Similarity 0–1 of each measure (row) to each problem (column)."""
    topics = [_topics(text) for text in (*problems, *measures)]
    total = len(topics)
    spread = {name: sum(name in found for found in topics) for name in _topic_patterns()}
    weight = {name: log(1 + total / n) for name, n in spread.items() if n}
    pairs = [_bigrams(text) for text in (*problems, *measures)]
    rows: list[list[float]] = []
    for m in range(len(problems), total):
        rows.append(
            [
                _TOPIC_SHARE * _shared(topics[p], topics[m], weight)
                + (1 - _TOPIC_SHARE) * _overlap(pairs[p], pairs[m])
                for p in range(len(problems))
            ]
        )
    return rows


def _shared(left: frozenset[str], right: frozenset[str], weight: dict[str, float]) -> float:
    both = sum(weight[name] for name in sorted(left & right))
    size = (sum(weight[n] for n in sorted(left)) * sum(weight[n] for n in sorted(right))) ** 0.5
    return both / size if size else 0.0


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


def _topics(text: str) -> frozenset[str]:
    return frozenset(name for name, found in _topic_patterns().items() if found.search(text))


_RUNS = as_pattern(r"[\u4e00-\u9fff]{2,}")


def _bigrams(text: str) -> frozenset[str]:
    runs = _RUNS.findall(_STOCK.sub(" ", text))
    return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else "一二三四五六七八九".index(text) + 1


@cache
def _topic_patterns() -> dict[str, re.Pattern[str]]:
    topics: dict[str, str] = read_toml("narrative.toml")["topics"]
    return {name: as_pattern(words) for name, words in topics.items()}
