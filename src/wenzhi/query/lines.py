"""Floor 6: hits laid out as lines of a concordance: whose they are, where they stand, what is beside them.

Takes a table of hits (report, place, stop and what else is to be shown); gives Arrow batches in order of
place. Contexts are cut out of texts in memory, since SQL counts the characters of a text anew for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pyarrow as pa

from wenzhi.query.arrays import Numbers, empty_batch, integers, lists, numbers, picked
from wenzhi.query.session import BATCH, Session
from wenzhi.query.stacks import Stack

COLUMNS = (
    "report_id",
    "organization",
    "year",
    "section",
    "start",
    "end",
    "left",
    "match",
    "right",
)
"""What a line tells; a table of hits may add columns of its own behind them."""
HIT = ("report", "place", "stop")
"""What every table of hits has."""
WHOLE = "whole"
"""What a table of hits of phrases also has: whether a hit begins and ends where words do. It is not shown."""
_USUAL = 50
"""Characters of context up to which a batch has all its rows; wider ones have fewer."""


def lay_out(
    session: Session, table: str, context: int, columns: Sequence[str], *, in_order: bool = False
) -> Iterator[pa.RecordBatch]:
    """Lines of all hits of `table` with `context` characters on each side, by report and place.

    Of a line only `columns` are made; the hit's own columns come behind them. Where there is no hit there
    is no batch. Hits that stand in the table `in_order` are not sorted again.
    """
    order = "" if in_order else " ORDER BY report, place, stop"
    for within, stack in session.texts.stacks(session.reports(table)):
        hits = session.arrow(f"SELECT * FROM {table} WHERE {within}{order}")
        # Read where a column needs it: sorting looks at contexts only.
        page = cache(partial(_read_page, session, stack, table, within))
        cut = stack.cutter(hits.num_rows).cut
        size = max(1, BATCH * _USUAL // max(_USUAL, context))
        for start in range(0, hits.num_rows, size):
            yield _lines(stack, page, cut, hits.slice(start, size), context, columns)


@dataclass(frozen=True, slots=True)
class _Page:
    """The reports of some hits with what their lines need; arrays of places rise over the stack."""

    reports: pa.Table
    numbers: Numbers
    breaks: Numbers
    origins: Numbers
    sections: pa.Array
    begins: Numbers
    ends: Numbers


def _read_page(session: Session, stack: Stack, table: str, within: str) -> _Page:
    shown = session.reports(f"{table} WHERE {within}")
    reports = session.report_rows("folded").take(shown, ("breaks", "origins"))
    counts, breaks = lists(reports["breaks"])
    firsts = np.repeat(stack.positions(shown, np.zeros_like(shown)), counts)
    sections = session.arrow(
        "SELECT g.report, g.name, g.place, g.place_end FROM regions g SEMI JOIN "
        f"(SELECT DISTINCT report FROM {table} WHERE {within}) h ON h.report = g.report "
        f"WHERE g.kind = 'section' AND g.{within} ORDER BY g.report, g.place"
    )
    owners = numbers(sections["report"])
    return _Page(
        reports=session.report_rows("reports").take(shown, ("report_id", "organization", "year")),
        numbers=shown,
        breaks=firsts + breaks,
        origins=lists(reports["origins"])[1],
        sections=sections["name"].combine_chunks(),
        begins=stack.positions(owners, numbers(sections["place"])),
        ends=stack.positions(owners, numbers(sections["place_end"])),
    )


def _lines(
    stack: Stack,
    page: Callable[[], _Page],
    cut: Callable[[Numbers, Numbers], pa.Array],
    hits: pa.Table,
    context: int,
    columns: Sequence[str],
) -> pa.RecordBatch:
    reports = numbers(hits["report"])
    owners = np.searchsorted(stack.reports, reports)
    first, last = stack.starts[owners], stack.starts[owners + 1]
    starts, stops = (first + numbers(hits[name]) for name in ("place", "stop"))

    def who(name: str) -> pa.Array:
        return picked(page().reports[name], np.searchsorted(page().numbers, reports))

    make: dict[str, Callable[[], pa.Array]] = {
        "report_id": lambda: who("report_id"),
        "organization": lambda: who("organization"),
        "year": lambda: who("year"),
        "section": lambda: _sections(page(), starts),
        "start": lambda: integers(_origins(page(), starts), pa.int64()),
        "end": lambda: integers(_origins(page(), stops - 1) + 1, pa.int64()),
        "left": lambda: cut(np.maximum(starts - context, first), starts),
        "turned": lambda: _turned(stack, np.maximum(starts - context, first), starts),
        "match": lambda: cut(starts, stops),
        "right": lambda: cut(stops, np.minimum(stops + context, last)),
    }
    made = {name: make[name]() for name in columns}
    own = {name: hits[name] for name in hits.column_names if name != WHOLE}
    return pa.table(made | own).combine_chunks().to_batches()[0]


def _turned(stack: Stack, starts: Numbers, stops: Numbers) -> pa.Array:
    """Stretches read backwards, which contexts on the left are sorted by."""
    turned, begins, ends = stack.turned(starts, stops)
    return turned.cut(begins, ends)


def _sections(page: _Page, places: Numbers) -> pa.Array:
    """The section that each place lies in; sections are disjoint and in order."""
    index = np.searchsorted(page.begins, places, "right") - 1
    inside = (index >= 0) & (places < page.ends[index]) if len(page.ends) else index >= 0
    return picked(page.sections, np.maximum(index, 0), ~inside)


def _origins(page: _Page, places: Numbers) -> Numbers:
    """Where characters of the stack stand in the own text of their report."""
    index = np.searchsorted(page.breaks, places, "right") - 1
    origins: Numbers = page.origins[index] + (places - page.breaks[index])
    return origins


def empty_lines(more: pa.Schema) -> pa.RecordBatch:
    """No line at all, with the columns that lines have and those of the table of hits."""
    numbers = ("year", "start", "end")
    fields = [pa.field(one, pa.int64() if one in numbers else pa.string()) for one in COLUMNS]
    return empty_batch(pa.schema([*fields, *more]))
