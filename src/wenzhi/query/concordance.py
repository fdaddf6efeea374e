"""Floor 6: keyword in context: every hit with what stands left and right of it, in any order.

Contexts are folded text without blanks; `start` and `end` point into the report's own text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from wenzhi.query.answer import Answer
from wenzhi.query.collapse import Collapse, collapse_hits, tell_collapse
from wenzhi.query.hits import Hits, Target, find
from wenzhi.query.session import Session

Sort = Literal["place", "left", "right", "match", "year"]

_FEW = 2000
"""Hits whose places in the report are looked up one by one; for more, one merge is quicker."""
_ORIGINS = (
    "ASOF JOIN (SELECT report, unnest(breaks) AS break, unnest(origins) AS origin FROM folded "
    "SEMI JOIN {2} USING (report)) {0} "
    "ON {0}.report = h.report AND {1} >= {0}.break "
)

_KEYS: dict[Sort, str] = {
    "left": "reverse({left})",
    "right": "{right}",
    "match": "{match} || {right}",
    "year": "(SELECT year FROM reports r WHERE r.report_id = f.report_id)",
}
"""What each order but that of place sorts by; hits of equal keys stand in order of place."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows that can be shown page by page or written out: `select(limit)` is the statement of them."""

    session: Session
    select: Callable[[int | None], str]
    total: int
    notes: tuple[str, ...]

    def answer(self, limit: int | None) -> Answer:
        """The first `limit` rows (None: all)."""
        return self.session.answer(self.select(limit), limit, self.notes, self.total)


def list_hits(
    session: Session,
    target: Target,
    *,
    context: int = 20,
    sort: Sort = "place",
    collapse: Collapse = "none",
) -> Listing:
    """Hits with `context` characters on each side; collapsed, one row for each wording.

    Raises what `find` raises.
    """
    hits = find(session, target)
    notes = tell_hits(session, hits)
    if collapse != "none":
        wordings = collapse_hits(session, hits, collapse)
        total = session.count(wordings.firsts)
        shown = (*notes, tell_collapse(wordings, hits.total, total, collapse))
        select = _select(wordings.firsts, total, context, sort, copies=True)
        return Listing(session, select, total, shown)
    return Listing(session, _select(hits.table, hits.total, context, sort), hits.total, notes)


def tell_hits(session: Session, hits: Hits) -> tuple[str, ...]:
    """What must be said beside a number of hits."""
    notes = []
    if hits.outside is not None and hits.target.language == "cql":
        if hits.outside:
            notes.append(
                f"另有 {hits.outside} 处因分词边界不同未计入；用单引号（'…'）按字查找可纳入"
            )
    elif hits.outside:
        notes.append(f"{hits.total} 处中有 {hits.outside} 处不是整词（起止不在分词边界上）")
    if hits.removed:
        notes.append(
            f"另有 {hits.removed} 处在 Word 残留的标记里（如 [bookmark:…]），不是正文，未列出"
        )
    superseded = session.rows("SELECT count(*) FROM reports WHERE superseded_by IS NOT NULL")[0][0]
    if superseded:
        notes.append(f"已被更正版取代的 {superseded} 份不计")
    return tuple(notes)


def _select(
    table: str, total: int, context: int, sort: Sort, *, copies: bool = False
) -> Callable[[int | None], str]:
    more = ", h.hits, h.reports, h.organs, h.first_year, h.last_year" if copies else ""
    parts = {
        "left": f"substr(f.text, greatest(h.place - {context}, 0) + 1, least(h.place, {context}))",
        "match": "substr(f.text, h.place + 1, h.stop - h.place)",
        "right": f"substr(f.text, h.stop + 1, {context})",
    }

    def select(limit: int | None) -> str:
        start, end, origins = _places(
            table, few=min(total, total if limit is None else limit) <= _FEW
        )
        return (
            "SELECT r.report_id, r.organization, r.year, g.name AS section, "
            f'{start} AS start, {end} + 1 AS "end", '
            f'{parts["left"]} AS "left", {parts["match"]} AS match, {parts["right"]} AS "right"{more} '
            f"FROM ({_page(table, sort, parts, limit)}) h JOIN folded f ON f.report = h.report "
            f"JOIN reports r ON r.report_id = f.report_id {origins}"
            "LEFT JOIN regions g ON g.report = h.report AND g.kind = 'section' "
            "AND g.place <= h.place AND h.place < g.place_end "
            "ORDER BY h.key NULLS LAST, h.report, h.place"
        )

    return select


def _places(table: str, *, few: bool) -> tuple[str, str, str]:
    """A hit's first and last place in the report's own text, and the joins they need."""
    if few:
        return _origin("h.place"), _origin("h.stop - 1"), ""
    joins = _ORIGINS.format("o", "h.place", table) + _ORIGINS.format("p", "h.stop - 1", table)
    return "o.origin + h.place - o.break", "p.origin + h.stop - 1 - p.break", joins


def _page(table: str, sort: Sort, parts: Mapping[str, str], limit: int | None) -> str:
    """The hits that are shown, with what they are sorted by: the page is cut before it is laid out."""
    last = "" if limit is None else f" ORDER BY key NULLS LAST, h.report, h.place LIMIT {limit}"
    if sort == "place":
        return f"SELECT h.*, 0 AS key FROM {table} h{last}"
    key = _KEYS[sort].format(**parts)
    return f"SELECT h.*, {key} AS key FROM {table} h JOIN folded f ON f.report = h.report{last}"


def _origin(place: str) -> str:
    """The place in the report's own text of a character of the folded text."""
    before = f"len(list_filter(f.breaks, lambda b: b <= {place}))"
    return f"(f.origins[{before}] + {place} - f.breaks[{before}])"
