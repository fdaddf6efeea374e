"""Floor 6: keyword in context: every hit with what stands left and right of it, in any order.

Contexts are folded text without blanks; `start` and `end` point into the report's own text.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wenzhi.query.answer import Answer
from wenzhi.query.hits import Hits, Target, find, find_behind, find_each
from wenzhi.query.lines import COLUMNS, HIT, WHOLE, empty_lines, lay_out
from wenzhi.query.session import Session

if TYPE_CHECKING:
    import pyarrow as pa

    from wenzhi.query.collapse import Collapse

Sort = Literal["place", "left", "right", "match", "year"]

_KEYS: dict[Sort, tuple[str, tuple[str, ...]]] = {
    "left": ("h.turned", ("turned",)),
    "right": ('h."right"', ("right",)),
    "match": ('h.match || h."right"', ("match", "right")),
    "year": ("h.year", ("year",)),
}
"""What each order but that of place sorts by; hits of equal keys stand in order of place."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Hits that can be laid out: a page of them, or all, a batch at a time in memory.

    Its tables stand as long as the session, or as the question it is asked in. The first `skip` lines
    stand on pages before; lines that are `sought` by place tell where a page ends.
    """

    session: Session
    table: str
    total: int
    notes: tuple[str, ...]
    context: int
    sort: Sort
    in_order: bool = False
    skip: int = 0
    sought: bool = False

    def answer(self, limit: int | None) -> Answer:
        """The first `limit` rows (None: all) of the page."""
        shown = None if self.session.poured else limit
        return self.session.answer_batches(self.batches(shown), self.total, self.notes)

    def batches(self, limit: int | None = None) -> Generator[pa.RecordBatch]:
        """The first `limit` lines (None: all) as Arrow batches; the first batch is empty."""
        page = self._page(limit)
        more = self.session.arrow(f"SELECT * FROM {page} LIMIT 0").schema
        columns = _ordered(
            [*COLUMNS, *(one for one in more.names if one not in (*HIT, WHOLE, _RANK))]
        )
        yield empty_lines(more).select(columns)
        in_order = self.in_order and page == self.table
        lines = lay_out(self.session, page, self.context, COLUMNS, in_order=in_order)
        if self.sort == "place":
            for batch in lines:
                yield batch.select(columns)
        elif (kept := self.session.take_batches(lines)) is not None:
            named = ", ".join(f'"{name}"' for name in columns)
            yield from self.session.batches(f"SELECT {named} FROM {kept} ORDER BY {_RANK}")

    def to_arrow(self, limit: int | None = None) -> pa.Table:
        """The first `limit` lines (None: all) as an Arrow table: some 200 bytes a line."""
        import pyarrow as pa

        return pa.Table.from_batches(list(self.batches(limit)))

    def _page(self, limit: int | None) -> str:
        """The hits that are shown, sorted ones with their rank: cut before they are laid out."""
        last = ("" if limit is None else f" LIMIT {limit}") + f" OFFSET {self.skip}"
        places = "h.report, h.place, h.stop"
        if self.sort == "place":
            if limit is None and not self.skip:
                return self.table
            order = "" if self.in_order else f" ORDER BY {places}"
            page = self.session.table(f"SELECT h.* FROM {self.table} h{order}{last}")
            self._tell_end(page)
            return page
        key, columns = _KEYS[self.sort]
        table, in_order = self._first(limit)
        lines = lay_out(self.session, table, self.context, columns, in_order=in_order)
        keyed = self.session.take_batches(lines)
        if keyed is None:
            return self.table
        without = ", ".join(f'"{one}"' for one in columns)
        return self.session.table(
            f"SELECT h.* EXCLUDE ({without}), "
            f"row_number() OVER (ORDER BY {key} NULLS LAST, {places}) AS {_RANK} "
            f"FROM {keyed} h ORDER BY {_RANK}{last}"
        )

    def _first(self, limit: int | None) -> tuple[str, bool]:
        """The hits of this page and of those before it, or all of them; whether they stand in order."""
        from wenzhi.query.sorting import FEW, SIDES, first_hits

        if limit is None or self.sort not in SIDES:
            return self.table, self.in_order
        most = self.skip + limit
        if self.total <= max(FEW, most):
            return self.table, self.in_order
        return first_hits(self.session, self.table, self.context, SIDES[self.sort], most), True

    def _tell_end(self, page: str) -> None:
        """Say where the page ends, so that the next one begins there."""
        paging = self.session.paging
        if paging is None or not self.sought:
            return
        last = f"SELECT report, place, stop FROM {page} ORDER BY ALL DESC LIMIT 1"
        for report, place, stop in self.session.rows(last):
            paging.reached = (int(report or 0), int(place or 0), int(stop or 0))


_RANK = "rank"


def _ordered(columns: Sequence[str]) -> list[str]:
    """The columns as they are shown: first which pattern was found, if there are several."""
    return sorted(columns, key=lambda name: name != "pattern")


def list_hits(
    session: Session,
    target: Target,
    *,
    texts: Sequence[str] = (),
    context: int = 20,
    sort: Sort = "place",
    collapse: Collapse = "none",
) -> Listing:
    """Hits with `context` characters on each side; collapsed, one row for each wording.

    With `texts` each of them is looked for in place of the target's text. Raises what `find` raises.
    """
    sought = not texts and target.language == "phrase" and (sort, collapse) == ("place", "none")
    paging, skip = session.paging, session.skipped
    if sought and paging is not None and paging.limit and paging.mark.place is not None:
        table = find_behind(session, target, paging.mark.place, paging.limit)
        told = paging.mark.notes
        return Listing(
            session, table, paging.mark.total, told, context, sort, in_order=True, sought=True
        )
    hits = find_each(session, texts, target) if texts else find(session, target)
    notes = tell_hits(session, hits)
    if collapse != "none":
        from wenzhi.query.collapse import collapse_hits, tell_collapse

        wordings = collapse_hits(session, hits, collapse)
        total = session.count(wordings.firsts)
        shown = (*notes, *tell_collapse(session, wordings, hits.total, total, collapse))
        return Listing(session, wordings.firsts, total, shown, context, sort, skip=skip)
    return Listing(
        session, hits.table, hits.total, notes, context, sort, hits.in_order, skip, sought
    )


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
