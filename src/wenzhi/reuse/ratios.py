"""Floor 3, reuse: measures of copying that others use, so that results can be compared.

Takes provenance spans or two texts, gives shares between 0 and 1, or None where there is nothing to
measure. Lengths are folded characters without blanks.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from wenzhi.base.records import ProvenanceSpan, Record, SectionText
from wenzhi.text.normalize import squeezed
from wenzhi.text.sentences import sentences

GRAM = 8
"""Characters of a phrase taken over. Cazier & Pfeiffer (2017) count 8-grams of English words; on
Chinese characters eight is about five words, which the documentation says beside the figure."""


class CopyRatios(Record, frozen=True):
    """Shares (0–1) of a section's characters, in the manner of a 查重 report.

    `total` is all that is not the organ's own; `without_known` leaves out form, statute and genre;
    `from_others` also leaves out the organ's own earlier years; `largest` is the largest single
    source among the rest and `largest_report` its report.
    """

    total: float
    without_known: float
    from_others: float
    largest: float
    largest_report: str | None


def copy_ratios(text: SectionText, spans: Sequence[ProvenanceSpan]) -> CopyRatios | None:
    """Ratios of a traced section, None if it has no characters."""
    by_class: dict[str, int] = defaultdict(int)
    by_source: dict[str, int] = defaultdict(int)
    for span in spans:
        size = len(squeezed(text.text[span.start - text.start : span.end - text.start]))
        by_class[span.provenance] += size
        if span.source is not None and span.provenance != "self":
            by_source[span.source.report] += size
    whole = sum(by_class.values())
    if whole == 0:
        return None
    others = by_class["upstream"] + by_class["peer"] + by_class["family"]
    largest = max(by_source, key=lambda report: (by_source[report], report), default=None)
    return CopyRatios(
        total=round(1 - by_class["own"] / whole, 4),
        without_known=round((others + by_class["self"]) / whole, 4),
        from_others=round(others / whole, 4),
        largest=round(by_source[largest] / whole, 4) if largest else 0.0,
        largest_report=largest,
    )


def stickiness(text: str, previous: str) -> float | None:
    """Share of characters in sentences that hold an 8-gram of the organ's previous report."""
    old = _grams(squeezed(previous))
    return _share_of_sentences(squeezed(text), lambda gram: gram in old)


def redundancy(text: str) -> float | None:
    """Share of characters in sentences that hold an 8-gram which the text has more than once."""
    folded = squeezed(text)
    counts = Counter(_grams_of(folded))
    return _share_of_sentences(folded, lambda gram: counts[gram] > 1)


def modification(text: str, previous: str) -> float | None:
    """1 − cosine of character bigram counts to the previous year's text (after Brown & Tucker 2011,
    without their adjustment for length).
    """
    new, old = (_bigrams(squeezed(side)) for side in (text, previous))
    if not new or not old:
        return None
    product = sum(count * old[gram] for gram, count in new.items())
    norm = math.sqrt(sum(c * c for c in new.values()) * sum(c * c for c in old.values()))
    return round(1 - product / norm, 4)


def _share_of_sentences(folded: str, holds: Callable[[str], bool]) -> float | None:
    if not folded:
        return None
    told = 0
    for start, end in sentences(folded):
        if any(holds(gram) for gram in _grams_of(folded[start:end])):
            told += end - start
    return round(told / len(folded), 4)


def _grams_of(text: str) -> list[str]:
    return [text[i : i + GRAM] for i in range(len(text) - GRAM + 1)]


def _grams(text: str) -> frozenset[str]:
    return frozenset(_grams_of(text))


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))
