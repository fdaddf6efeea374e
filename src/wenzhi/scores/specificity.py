"""Floor 4: `specificity.v1`: how much of a sentence names something that can be looked up.

After Hope, Hu & Lu (2016), "The benefits of specific risk-factor disclosures", Review of Accounting
Studies 21: specific entities (names, numbers, dates, documents) per word. Here per character, since
Chinese words depend on the segmenter, and saturating: a sentence is fully specific with one specific
expression in every 15 characters.
"""

from __future__ import annotations

import re
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.base.resources import read_lines, read_toml

VERSION = "specificity.v1"

FULL = 15
"""Characters per specific expression at which specificity is 1: about one in every clause."""


_CLAUSE = as_pattern("[,;:。]")


@cache
def _patterns(group: str) -> dict[str, re.Pattern[str]]:
    table = read_toml("scores/concrete.toml")[group]
    return {
        name: as_pattern(given if isinstance(given, str) else "|".join(given))
        for name, given in table.items()
    }


@cache
def _stock() -> re.Pattern[str]:
    phrases = sorted(read_lines("scores/stock.txt"), key=len, reverse=True)
    return as_pattern("|".join(map(re.escape, phrases)))


def specific_spans(text: str) -> list[Span]:
    """Spans of specific expressions in folded `text`, overlapping ones joined."""
    found = [match.span() for p in _patterns("specific").values() for match in p.finditer(text)]
    return _join(found)


def states_figure(text: str) -> bool:
    """Whether folded `text` holds a numeral in digits with a unit, or a percentage."""
    return _patterns("specific")["number"].search(text) is not None


def action_marks(text: str) -> dict[str, Span]:
    """Which of who / what / how many / by when / instrument folded `text` states, and where."""
    marks: dict[str, Span] = {}
    for name, pattern in _patterns("action").items():
        match = pattern.search(text)
        if match is not None:
            marks[name] = match.span()
    return marks


def names_means(text: str) -> bool:
    """Whether a clause of folded `text` says what is done by which means, beyond what every organ has."""
    named, instrument = _patterns("means"), _patterns("action")["instrument"]
    clauses = _CLAUSE.split(named["everybodys"].sub("", text))
    return any(named["act"].search(one) and instrument.search(one) for one in clauses)


def specificity(text: str) -> float:
    """0–1 for folded `text`; an empty text is 0."""
    return min(1.0, FULL * len(specific_spans(text)) / len(text)) if text else 0.0


def stock_share(text: str) -> float:
    """The share (0–1) of the characters of folded `text` that stand in stock phrases."""
    if not text:
        return 0.0
    return sum(
        end - start for start, end in _join([m.span() for m in _stock().finditer(text)])
    ) / len(text)


def _join(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
