"""Floor 5: two reports and no corpus: cells, counts, shared passages, and names of one left in the other.

Takes two reports, gives one `Comparison`. It tells what is equal and what is not, and never who took
it from whom: with two texts alone nobody can know what everybody else writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec.structs import replace

from wenzhi.base.records import (
    CellState,
    CopyPair,
    Count,
    ProvenanceSpan,
    Record,
    Report,
    SectionKind,
    SectionText,
    Span,
)
from wenzhi.corpus.sections import section_text, text_of

Side = Literal["a", "b"]
COMPARED: tuple[SectionKind, ...] = (
    "overview", "active", "applications", "review", "problems", "other", "fees", "consultation",
    "organization", "meetings",
)  # fmt: skip
"""Sections with prose of their own; a heading alone is nobody's wording."""


class CellPair(Record, frozen=True):
    """One cell of the official tables in both reports."""

    id: str
    a: float | int | None
    b: float | int | None
    state_a: CellState
    state_b: CellState


class CountPair(Record, frozen=True):
    """What both reports tell in prose of one indicator: the numbers as they stand there."""

    indicator: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    same: bool


class NameLeft(Record, frozen=True):
    """The name of the other side's organ or place, found in `side`."""

    side: Side
    name: str
    spans: tuple[Span, ...]


class SectionShare(Record, frozen=True):
    """How much of one section is shared; shares (0–1) of its characters, masked ones without slots."""

    kind: SectionKind
    coverage_a: float
    coverage_b: float
    masked_a: float
    masked_b: float


class Comparison(Record, frozen=True):
    """Two reports side by side.

    `pair` holds the passages of all sections; its coverages are shares of the compared sections
    together. `cells` are the cells that differ, of `cells_compared` that both have;
    `nonzero_equal` of them hold the same number other than 0.
    """

    pair: CopyPair
    sections: tuple[SectionShare, ...]
    cells_compared: int
    cells_equal: int
    nonzero_equal: int
    cells: tuple[CellPair, ...]
    counts: tuple[CountPair, ...]
    names: tuple[NameLeft, ...]
    provenance_a: tuple[ProvenanceSpan, ...]
    provenance_b: tuple[ProvenanceSpan, ...]


def compare_reports(a: Report, b: Report) -> Comparison:
    """Everything two reports share and where they differ."""
    # What compares loads only where it does: many a command knows a comparison by its shape alone.
    from wenzhi.reuse.copies import compare_two
    from wenzhi.reuse.provenance import trace

    texts = [(one, other) for kind in COMPARED for one, other in _sections(a, b, kind)]
    pairs = [compare_two(one, other) for one, other in texts]
    cells = list(_cells(a, b))
    return Comparison(
        pair=_whole(a, b, texts, pairs),
        sections=tuple(
            SectionShare(
                kind=one.section,
                coverage_a=pair.coverage_a,
                coverage_b=pair.coverage_b,
                masked_a=pair.masked_a,
                masked_b=pair.masked_b,
            )
            for (one, _), pair in zip(texts, pairs, strict=True)
        ),
        cells_compared=len(cells),
        cells_equal=sum(cell.a == cell.b for cell in cells),
        nonzero_equal=sum(cell.a == cell.b and bool(cell.a) for cell in cells),
        cells=tuple(cell for cell in cells if cell.a != cell.b or cell.state_a != cell.state_b),
        counts=tuple(_counts(a, b)),
        names=(*_names_left("a", a, b), *_names_left("b", b, a)),
        provenance_a=tuple(span for one, _ in texts for span in trace(one, ())),
        provenance_b=tuple(span for _, other in texts for span in trace(other, ())),
    )


def _sections(a: Report, b: Report, kind: SectionKind) -> Iterator[tuple[SectionText, SectionText]]:
    one, other = section_text(a, kind), section_text(b, kind)
    if one is not None and other is not None and not (_tabular(a, one) or _tabular(b, other)):
        yield _of_side("a", one), _of_side("b", other)


def _tabular(report: Report, text: SectionText) -> bool:
    """Whether a section holds an official table, whose labels everybody has."""
    end = text.start + len(text.text)
    return any(start < end and text.start < stop for start, stop in report.tables)


def _whole(
    a: Report,
    b: Report,
    texts: Sequence[tuple[SectionText, SectionText]],
    pairs: Sequence[CopyPair],
) -> CopyPair:
    """The pairs of all sections as one; where no section is in both, a pair without passages."""
    if not pairs:
        pairs = [_empty(a, b)]
    weights_a = [len("".join(one.text.split())) for one, _ in texts] or [1]
    weights_b = [len("".join(other.text.split())) for _, other in texts] or [1]
    return replace(
        pairs[0],
        coverage_a=_mean([pair.coverage_a for pair in pairs], weights_a),
        coverage_b=_mean([pair.coverage_b for pair in pairs], weights_b),
        masked_a=_mean([pair.masked_a for pair in pairs], weights_a),
        masked_b=_mean([pair.masked_b for pair in pairs], weights_b),
        passages=tuple(passage for pair in pairs for passage in pair.passages),
    )


def _empty(a: Report, b: Report) -> CopyPair:
    from wenzhi.reuse.copies import compare_two

    return compare_two(
        _of_side("a", text_of(a, "problems", "", 0)), _of_side("b", text_of(b, "problems", "", 0))
    )


def _of_side(side: Side, text: SectionText) -> SectionText:
    """Two files alone have no report ids; the sides tell them apart."""
    return replace(text, ref=replace(text.ref, report=side))


def _mean(values: Sequence[float], weights: Sequence[int]) -> float:
    total = sum(value * weight for value, weight in zip(values, weights, strict=True))
    return round(total / max(sum(weights), 1), 4)


def _cells(a: Report, b: Report) -> Iterator[CellPair]:
    """Cells that both have, in the order of the form; where both tables are missing, none."""
    others = {fact.id: fact for fact in b.facts}
    for fact in a.facts:
        other = others.get(fact.id)
        if other is not None and not fact.state == other.state == "missing":
            yield CellPair(
                id=fact.id, a=fact.value, b=other.value, state_a=fact.state, state_b=other.state
            )


def _counts(a: Report, b: Report) -> Iterator[CountPair]:
    """Indicators that both tell, in the order of the first report."""
    left, right = _told(a.counts), _told(b.counts)
    for indicator, one in left.items():
        if indicator in right:
            other = right[indicator]
            yield CountPair(
                indicator=indicator,
                a=tuple(count.text for count in one),
                b=tuple(count.text for count in other),
                same={count.value for count in one} == {count.value for count in other},
            )


def _told(counts: Sequence[Count]) -> dict[str, list[Count]]:
    found: dict[str, list[Count]] = {}
    for count in counts:
        if count.indicator is not None:
            found.setdefault(count.indicator, []).append(count)
    return found


def _names_left(side: Side, report: Report, other: Report) -> Iterator[NameLeft]:
    """The other organ's name and its own place's, where this report is not of that organ or place."""
    own = f"{report.meta.organization or ''}{report.meta.title or ''}"
    names = [other.meta.organization]
    region = other.meta.region
    if region is not None and (
        report.meta.region is None or report.meta.region.path != region.path
    ):
        names.append(region.name)
    for name in names:
        if not name or len(name) < 3 or name in own:
            continue
        spans = _found(report.text, name)
        if spans:
            yield NameLeft(side=side, name=name, spans=spans)


def _found(text: str, name: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = text.find(name)
    while at >= 0:
        spans.append((at, at + len(name)))
        at = text.find(name, at + 1)
    return tuple(spans)
