"""Floor 3, reuse: copy ratios in the manner of a 查重 report.

Takes provenance spans, gives shares between 0 and 1, or None where there is nothing to measure.
Lengths are folded characters without blanks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from wenzhi.base.records import ProvenanceSpan, Record, Score, SectionText
from wenzhi.text.normalize import fold, squeeze
from wenzhi.text.slots import Masked

DEFINITIONS: dict[str, str] = {
    "copied_total": "share of characters that are not the organ's own: all provenance but `own`",
    "copied_without_known": "the same without form, statute and stock phrases",
    "copied_from_others": "the same without the organ's own earlier years: `upstream`, `peer`, `family`",
    "copied_largest": "share of characters from the one report that most is from, own years apart",
}
"""What each ratio is, in the manner of the ratios of 查重 reports (total, minus quotations, minus own work,
largest single source)."""

VERSION = "copied.v1"


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


def copy_ratios(
    text: SectionText, spans: Sequence[ProvenanceSpan], masked: Masked | None = None
) -> CopyRatios | None:
    """Ratios of a traced section, None if it has no characters.

    `masked` is the section masked (`links.mask_section`) where the caller has it already.
    """
    by_class: dict[str, int] = defaultdict(int)
    by_source: dict[str, int] = defaultdict(int)
    offsets = masked.offsets if masked else squeeze(fold(text.text, text.start)).offsets
    starts = np.searchsorted(offsets, [span.start for span in spans])
    ends = np.searchsorted(offsets, [span.end for span in spans])
    for span, size in zip(spans, (ends - starts).tolist(), strict=True):
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


def copy_measures(text: SectionText, spans: Sequence[ProvenanceSpan]) -> dict[str, Score]:
    """The ratios of `DEFINITIONS` by name, null where the section has no characters."""
    ratios = copy_ratios(text, spans)
    if ratios is None:
        return {name: Score(value=None, version=VERSION, why="没有文字") for name in DEFINITIONS}
    values = (ratios.total, ratios.without_known, ratios.from_others, ratios.largest)
    return {
        name: Score(value=value, version=VERSION)
        for name, value in zip(DEFINITIONS, values, strict=True)
    }
