"""Floor 6: a report's text cut into blocks and runs that carry what was found about them.

Takes a `ReportView`, gives `Block`s: headings, paragraphs and the places of the official tables, each
a list of `Run`s whose texts put together are the report's own. Spans of every kind may overlap: a run
is a stretch over which nothing begins or ends. No markup here; the templates draw it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TypeAlias

from wenzhi.base.records import Count, ProvenanceSpan, Record, Report, Section, Span
from wenzhi.outputs.evidence import Places, number_findings, standing_of
from wenzhi.outputs.grids import table_of
from wenzhi.outputs.view import ReportView
from wenzhi.parse.tables.forms import TableName

Layer: TypeAlias = Literal[
    "provenance", "narrative", "count", "claim", "finding", "passage", "difference", "hit"
]
BlockKind: TypeAlias = Literal["heading", "text", "table"]


class Layered(Record, frozen=True):
    """One span to be shown. `label` is printed at its start (or end, for a finding) as text.

    `target` is the fragment or page it links to, `anchor` its own fragment, `index` its number
    within its layer; `finding` is the id of a finding and `number` its number on the page.
    """

    start: int
    end: int
    layer: Layer
    kind: str
    index: int
    anchor: str | None = None
    target: str | None = None
    code: str | None = None
    number: int | None = None
    finding: str | None = None
    source: str | None = None


class Run(Record, frozen=True):
    """A stretch of text with the spans that cover it, begin at its start and stop at its end."""

    text: str
    covering: tuple[Layered, ...] = ()
    opening: tuple[Layered, ...] = ()
    closing: tuple[Layered, ...] = ()

    def find(self, layer: Layer) -> Layered | None:
        """The innermost span of `layer` over this run."""
        found = [span for span in self.covering if span.layer == layer]
        return min(found, key=lambda span: (span.end - span.start, span.index), default=None)


class Block(Record, frozen=True):
    """A heading, a paragraph, or a stretch of table rows with the official tables drawn there."""

    kind: BlockKind
    lines: tuple[tuple[Run, ...], ...]
    tables: tuple[TableName, ...] = ()
    section: str | None = None


@dataclass(frozen=True)
class Links:
    """Where spans may link to: cells that are drawn, and pages of copied pairs by the other's id."""

    cells: frozenset[str] = frozenset()
    pairs: Mapping[str, str] = field(default_factory=dict)


HIT_ANCHOR = "hit"
"""The fragment of the characters that a reader came for."""


def cut_text(view: ReportView, links: Links, limit: int, mark: Span | None = None) -> list[Block]:
    """The first `limit` characters of the report's text as blocks, in reading order.

    `mark` are characters that a reader came for.
    """
    report = view.report
    stop = min(limit, len(report.text))
    found = [*_layers(view, links), *_hit(mark)]
    layers = sorted(found, key=lambda span: (span.start, -span.end, span.index))
    cutter = Cutter(report.text, [span for span in layers if span.start < span.end])
    placed = place_tables(report)
    blocks: list[Block] = []
    for start, end, kind, section in _stretches(report, stop):
        lines = cutter.lines(start, end)
        if kind == "table":
            tables = placed.get((start, end), ())
            blocks.append(Block(kind=kind, lines=tuple(lines), tables=tables))
        else:
            blocks += [Block(kind=kind, lines=(line,), section=section) for line in lines]
    return blocks


def place_tables(report: Report) -> dict[Span, tuple[TableName, ...]]:
    """Table span → the official tables drawn there: where most of a table's cells stand."""
    votes: dict[TableName, dict[Span, int]] = {}
    for fact in report.facts:
        for span in report.tables:
            if fact.start is not None and span[0] <= fact.start < span[1]:
                own = votes.setdefault(table_of(fact.id), {})
                own[span] = own.get(span, 0) + 1
    placed: dict[Span, tuple[TableName, ...]] = {}
    for table, spans in votes.items():
        best = max(sorted(spans), key=lambda span: spans[span])
        placed[best] = (*placed.get(best, ()), table)
    return placed


def count_anchor(index: int) -> str:
    """The fragment of a count of the prose."""
    return f"c{index}"


def problem_anchor(index: int) -> str:
    """The fragment of a problem of section 五."""
    return f"problem-{index}"


def measure_anchor(index: int) -> str:
    """The fragment of a measure of section 五."""
    return f"measure-{index}"


def cell_anchor(fact_id: str) -> str:
    """The fragment of a cell."""
    return f"cell-{fact_id}"


def finding_anchor(finding_id: str) -> str:
    """The fragment of a finding in the list of findings."""
    return f"f-{finding_id}"


def finding_class(finding_id: str) -> str:
    """The class of everything that shows a finding: its phrases in the text and its cells."""
    return f"m-{finding_id}"


def mentions_of_cells(counts: Sequence[Count], cells: frozenset[str]) -> dict[str, tuple[int, ...]]:
    """Fact id → indexes of the counts that name it."""
    found: dict[str, tuple[int, ...]] = {}
    for index, count in enumerate(counts):
        if count.indicator in cells and count.indicator is not None:
            found[count.indicator] = (*found.get(count.indicator, ()), index)
    return found


def _layers(view: ReportView, links: Links) -> Iterable[Layered]:
    yield from (_provenance(i, span, links) for i, span in enumerate(view.provenance))
    for index, problem in enumerate(view.report.narrative.problems):
        yield Layered(
            start=problem.start,
            end=problem.end,
            layer="narrative",
            kind="problem",
            index=index,
            anchor=problem_anchor(index),
        )
    for index, measure in enumerate(view.report.narrative.measures):
        yield Layered(
            start=measure.start,
            end=measure.end,
            layer="narrative",
            kind="measure",
            index=index,
            anchor=measure_anchor(index),
        )
    for index, count in enumerate(view.report.counts):
        linked = count.indicator in links.cells and count.indicator is not None
        yield Layered(
            start=count.start,
            end=count.end,
            layer="count",
            kind="linked" if linked else "plain",
            index=index,
            anchor=count_anchor(index),
            target=f"#{cell_anchor(count.indicator or '')}" if linked else None,
        )
    for index, claim in enumerate(view.report.claims):
        yield Layered(
            start=claim.start,
            end=claim.end,
            layer="claim",
            kind="claim",
            index=index,
            target=f"#{cell_anchor(claim.fact)}" if claim.fact in links.cells else None,
        )
    yield from _findings(view)


def _hit(mark: Span | None) -> Iterable[Layered]:
    if mark is not None:
        start, end = mark
        yield Layered(start=start, end=end, layer="hit", kind="hit", index=0, anchor=HIT_ANCHOR)


def _provenance(index: int, span: ProvenanceSpan, links: Links) -> Layered:
    source = span.source
    return Layered(
        start=span.start,
        end=span.end,
        layer="provenance",
        kind=span.provenance,
        index=index,
        target=links.pairs.get(source.report) if source else None,
        source=f"{source.organization or source.path} {source.year or ''}".strip()
        if source
        else None,
    )


def _findings(view: ReportView) -> Iterable[Layered]:
    places = Places(view.report)
    numbers = number_findings(view.judgement.findings)
    for finding in view.judgement.findings:
        for index, (start, end) in enumerate(places.spans(finding)):
            yield Layered(
                start=start,
                end=end,
                layer="finding",
                kind=standing_of(finding),
                index=index,
                anchor=f"{finding_anchor(finding.id)}-{index}",
                target=f"#{finding_anchor(finding.id)}",
                code=finding.code,
                number=numbers[finding.id],
                finding=finding.id,
            )


def _stretches(report: Report, stop: int) -> Iterable[tuple[int, int, BlockKind, str | None]]:
    """Headings, prose and tables in reading order, tiling `[0, stop)`."""
    bounds: list[tuple[int, int, BlockKind, str | None]] = [
        (start, end, "table", None) for start, end in sorted(report.tables)
    ]
    for section in report.sections:
        heading = heading_span(report.text, section)
        if heading is not None and not any(
            s < heading[1] and heading[0] < e for s, e, *_ in bounds
        ):
            bounds.append((*heading, "heading", section.kind))
    at = 0
    for start, end, kind, name in sorted(bounds):
        if start >= stop:
            break
        if at < start:
            yield at, start, "text", None
        if max(at, start) < min(end, stop):
            yield max(at, start), min(end, stop), kind, name
        at = max(at, end)
    if at < stop:
        yield at, stop, "text", None


def heading_span(text: str, section: Section) -> Span | None:
    """Where a heading stands: its own words, or its first line where they are spelt otherwise."""
    if not section.heading:
        return None
    end = section.start + len(section.heading)
    if text[section.start : end] == section.heading:
        return section.start, end
    line_end = text.find("\n", section.start)
    return section.start, len(text) if line_end < 0 else line_end


class Cutter:
    """Cuts stretches of one text into lines and runs; stretches must come in reading order."""

    def __init__(self, text: str, layers: Sequence[Layered]) -> None:
        self.text = text
        self.layers = layers
        self.next = 0
        self.open: list[Layered] = []
        self.unopened: set[Layered] = set()

    def lines(self, start: int, end: int) -> list[tuple[Run, ...]]:
        """The lines of `[start, end)` that hold anything but blanks."""
        found: list[tuple[Run, ...]] = []
        at = start
        while at < end:
            stop = self.text.find("\n", at, end)
            stop = end if stop < 0 else stop
            if self.text[at:stop].strip():
                found.append(tuple(self._runs(at, stop)))
            at = stop + 1
        return found

    def _runs(self, start: int, end: int) -> Iterable[Run]:
        """Runs of one line. Spans that began in a line left out open at the next line shown."""
        self._take(end)
        cuts = {start, end}
        for span in self.open:
            cuts |= {edge for edge in (span.start, span.end) if start < edge < end}
        for left, right in pairwise(sorted(cuts)):
            covering = tuple(s for s in self.open if s.start < right and left < s.end)
            opening = tuple(s for s in covering if s in self.unopened)
            closing = tuple(s for s in covering if not self.text[right : s.end].strip())
            self.unopened.difference_update(opening)
            self.open = [span for span in self.open if span not in closing]
            yield Run(
                text=self.text[left:right], covering=covering, opening=opening, closing=closing
            )
        self.open = [span for span in self.open if span.end > end]

    def _take(self, end: int) -> None:
        while self.next < len(self.layers) and self.layers[self.next].start < end:
            span = self.layers[self.next]
            self.open.append(span)
            self.unopened.add(span)
            self.next += 1
