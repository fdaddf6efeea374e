"""Floor 6: where a finding stands and what stands there, in words people use.

Takes a report and a finding, gives line and column, the section or cell it names, and an excerpt of
the source text. It quotes and never rewrites; whether the finding is right is not its business.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from wenzhi.base.records import Fact, Finding, Record, Report, Section, Severity, Span, Suppressed
from wenzhi.outputs.grids import name_cell
from wenzhi.outputs.wording import Wording

EXCERPT = 120
"""Characters of source text quoted for one span: about three lines on paper."""
CELLS_NAMED = 3
"""A row has up to seven cells; naming three and the number of the rest keeps a line readable."""

Standing: TypeAlias = Literal["fail", "suppressed", "unjudged"]
"""What pages and lists tell apart; only the first counts."""

SEVERITY_ORDER: tuple[Severity, ...] = ("error", "warning", "info")


class Position(Record, frozen=True):
    """A place in the text: line and column, both counted from 1, in code points."""

    line: int
    column: int


@dataclass(frozen=True)
class Places:
    """Answers where things are in one report's text."""

    report: Report

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        starts += [i + 1 for i, character in enumerate(self.report.text) if character == "\n"]
        return starts

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The cells of the report by name."""
        return {fact.id: fact for fact in self.report.facts}

    def position(self, offset: int) -> Position:
        """Line and column of `offset`."""
        line = bisect_right(self._starts, offset)
        return Position(line=line, column=offset - self._starts[line - 1] + 1)

    def line_span(self, offset: int) -> Span:
        """The line that holds `offset`, without its line break."""
        line = bisect_right(self._starts, offset)
        last = line == len(self._starts)
        return self._starts[line - 1], len(self.report.text) if last else self._starts[line] - 1

    def section(self, offset: int) -> Section | None:
        """The section that holds `offset`."""
        for section in self.report.sections:
            if section.start <= offset < section.end:
                return section
        return None

    def spans(self, finding: Finding) -> tuple[Span, ...]:
        """The finding's spans; for one that names cells or counts only, theirs."""
        if finding.spans:
            return finding.spans
        counts = self.report.counts
        told = ((counts[i].start, counts[i].end) for i in finding.counts if i < len(counts))
        return (*self._cells(finding.facts), *told)

    def evidence(self, finding: Finding) -> tuple[Span, ...]:
        """Its spans and the cells it names that stand outside of them, first the one it is about."""
        spans = self.spans(finding)
        apart = (
            cell
            for cell in self._cells(finding.facts)
            if not any(start < cell[1] and cell[0] < end for start, end in spans)
        )
        found = (*spans, *apart)
        about = self._about(finding)
        return (about, *(span for span in found if span != about)) if about in found else found

    def _about(self, finding: Finding) -> Span | None:
        """What a finding judges, as against what it judges that by: its first count, the total of a sum."""
        if finding.code in _SUMS:
            return next(iter(self._cells(finding.facts[-1:])), None)
        counts = [self.report.counts[i] for i in finding.counts[:1] if i < len(self.report.counts)]
        return (counts[0].start, counts[0].end) if counts else None

    def cells_in_order(self, finding: Finding) -> list[str]:
        """The cells it names, first the one it is about, last those that hold nothing."""
        about = finding.facts[-1:] if finding.code in _SUMS else ()

        def place(name: str) -> tuple[bool, bool]:
            fact = self.facts.get(name)
            return name not in about, fact is None or not fact.value

        return sorted(finding.facts, key=place)

    def cell_at(self, span: Span) -> str | None:
        """The cell that stands at exactly `span`."""
        return self._names.get(span)

    @cached_property
    def _names(self) -> dict[tuple[int | None, int | None], str]:
        return {(fact.start, fact.end): fact.id for fact in self.report.facts}

    def _cells(self, facts: tuple[str, ...]) -> tuple[Span, ...]:
        """Where cells stand."""
        found = (self.facts[name] for name in facts if name in self.facts)
        return tuple(
            (fact.start, fact.end)
            for fact in found
            if fact.start is not None and fact.end is not None
        )


def in_order_of_gravity(findings: tuple[Finding, ...]) -> list[Finding]:
    """What stands, false alarms, unjudged; errors before warnings before notes, code, place."""
    return sorted(
        findings,
        key=lambda finding: (
            finding.verdict != "fail",
            finding.suppressed is not None,
            SEVERITY_ORDER.index(finding.severity),
            finding.code,
            finding.spans,
            finding.id,
        ),
    )


def number_findings(findings: tuple[Finding, ...]) -> dict[str, int]:
    """Finding id → its number in the order of gravity, from 1: a page's list, text and cells share it."""
    return {one.id: n for n, one in enumerate(in_order_of_gravity(findings), 1)}


def excerpt(text: str, span: Span, limit: int = EXCERPT) -> str:
    """What stands at `span` on one line, its middle left out where it is longer than `limit`."""
    quoted = " ".join(text[span[0] : span[1]].split())
    if len(quoted) <= limit:
        return quoted
    half = (limit - 1) // 2
    return f"{quoted[:half]}…{quoted[-half:]}"


def standing_of(finding: Finding) -> Standing:
    """Whether a finding fails, is a false alarm, or could not be judged."""
    return "suppressed" if finding.suppressed is not None else finding.verdict


def describe_suppression(marked: Suppressed, wording: Wording) -> str:
    """Why a finding is a false alarm, who says so, when, and where that is written."""
    said = (marked.who, marked.when, marked.where)
    return wording("evidence.suppressed", reason=marked.reason, by=", ".join(filter(None, said)))


def quote(places: Places, finding: Finding) -> str:
    """The source text of a finding: its spans, or the cells it names."""
    text = places.report.text
    quoted = (excerpt(text, span) for span in places.spans(finding))
    return " ｜ ".join(dict.fromkeys(part for part in quoted if part))


def name_cells(facts: tuple[str, ...], wording: Wording) -> str:
    """The cells of a finding as people call them: 表三 · （一）予以公开 · 总计."""
    names = []
    for fact in facts[:CELLS_NAMED]:
        known = name_cell(fact)
        table, row, column = known if known else ("", fact, "")
        parts = [wording(f"table.{table}_short") if table else "", row, column]
        names.append(" · ".join(part for part in parts if part))
    more = len(facts) - CELLS_NAMED
    return "；".join(names) + (wording("evidence.more_cells", n=more) if more > 0 else "")


_SUMS = ("T102", "T103", "T104")
"""Rules on sums within a table; the total is the last cell they name."""

_OF_PUBLICATION = ("D901", "D903")
"""Rules about a day of publication, which may stand beside the text."""


def describe_place(places: Places, finding: Finding, wording: Wording) -> str:
    """Section, line and column, and the cells: 第五节 · 第 12 行第 3 字；表三 · 总计."""
    parts: list[str] = []
    spans = places.evidence(finding)
    if spans:
        at = places.position(spans[0][0])
        section = places.section(spans[0][0])
        if section is not None:
            parts.append(wording(f"section.{section.kind}"))
        parts.append(wording("evidence.line_column", line=at.line, column=at.column))
    place = " · ".join(parts)
    if finding.facts:
        cells = name_cells(finding.facts, wording)
        place = f"{place}；{cells}" if place else cells
    if not place and finding.code in _OF_PUBLICATION:
        source = places.report.meta.sources.get("published")
        place = wording(f"published_by.{source}") if source in ("roster", "page") else ""
    return place or wording("evidence.whole_report")
