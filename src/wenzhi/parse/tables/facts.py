"""Floor 2: facts made of cells, gathered over all copies of a report's tables and settled.

Takes cells with the fact ids they are of, gives one fact per cell of the forms. It must not know how a
cell was found. Two copies that agree are one; where they differ the cell is `ambiguous`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from functools import cache

import msgspec
from msgspec.structs import replace

from wenzhi.base.records import CellState, Fact, GridCell, LocalRow, Place
from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.forms import (
    FORM_IDS,
    TABLE_TITLES,
    TABLES,
    Cell,
    OfficialForm,
    TableName,
    form_cells,
    table_cells,
)
from wenzhi.parse.tables.values import read_value
from wenzhi.text.normalize import Folded

SURE_READING = 0.9
"""Least confidence (0–1) of character recognition at which a cell is believed.

On scans drawn from reports with known cells nearly all right figures had .97 and more; wrong ones had less
than .9, or two readings that differed (`read.recognition`).
"""


class Spot(msgspec.Struct, frozen=True, gc=False):
    """Which fact a cell is, its unit by the form or head, and where its table, row and column are."""

    id: str
    table: int
    row: int
    column: int
    unit: str | None = None
    signed: bool = False


class FactSheet:
    """Gathers candidates for each fact, local rows and warnings while a report is read."""

    def __init__(self, folded: Folded, cells: Sequence[GridCell] = ()) -> None:
        self.folded = folded
        self._grid = sorted(cells, key=lambda cell: cell.start)
        self._starts = [cell.start for cell in self._grid]
        self._recognised = any(cell.confidence is not None for cell in cells)
        self.local: list[LocalRow] = []
        self.warnings: list[str] = []
        self._facts: dict[str, list[Fact]] = {}
        self._breaks = [match.start() for match in re.finditer("\n", folded.original)]

    def warn(self, text: str) -> None:
        """Keep a warning, once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def add_cell(self, spot: Spot, cell: Token) -> None:
        """A cell with something in it."""
        start, end = self.folded.span(cell.start, cell.end)
        seen = self._grid_cell(start) if self._recognised else None
        if seen is not None and seen.confidence is not None and seen.confidence < SURE_READING:
            self._add(spot, (start, end), "ambiguous", None, spot.unit)
            self.warn(f"{TABLE_TITLES[_table_of(spot.id)]}有认不清的单元格，未作判断")
            return
        reading = read_value(cell.text, unit=spot.unit, signed=spot.signed)
        self._add(spot, (start, end), reading.state, reading.value, reading.unit)

    def add_blank(self, spot: Spot, place: int) -> None:
        """A cell that is there and empty, at the folded offset `place`."""
        start = self.folded.span(place, place)[0]
        # In a recognised table a figure may have been passed over: empty is only a cell that was
        # looked into, as those within rulings are.
        seen = self._grid_cell(start) if self._recognised else None
        looked = seen is not None and (seen.confidence or 0.0) >= SURE_READING
        unseen = self._recognised and not looked
        self._add(spot, (start, start), "ambiguous" if unseen else "blank", None, spot.unit)

    def add_lost(self, spot: Spot, values: Sequence[Token], near: int = 0) -> None:
        """A cell of a row that lost one: its evidence is the whole row of values.

        Of a row without any, the evidence is the place behind its label, `near`.
        """
        first, last = (values[0].start, values[-1].end) if values else (near, near)
        span = self.folded.span(first, last)
        self._add(spot, span, "ambiguous", None, spot.unit)

    def add_local(self, label: Sequence[Token], values: Sequence[Token]) -> None:
        """A row that is not the form's."""
        start, end = self.folded.span(label[0].start, values[-1].end)
        self.local.append(
            LocalRow(
                label=" ".join(self._original(token) for token in label),
                cells=tuple(self._original(token) for token in values),
                start=start,
                end=end,
            )
        )

    def settle(self, forms: Mapping[TableName, OfficialForm | None]) -> tuple[Fact, ...]:
        """One fact per cell of the form of each table, in the order of the form.

        A row read under the other form's heads has that form's ids in place of its own.
        """
        result: list[Fact] = []
        for table in TABLES:
            form = forms[table]
            if form is None:
                continue
            wanted = self._wanted(table_cells(form, table), _own_ids(form, table))
            wanted += [c for c in _other_cells(form, table) if c.id in self._facts]
            result += [self._settled(cell, self._facts.get(cell.id, ())) for cell in wanted]
            self._warn_missing(table, wanted)
        return tuple(result)

    def _wanted(self, cells: Sequence[Cell], own: Set[str]) -> list[Cell]:
        """The cells of a form without those of rows read under the other form's heads."""
        if own <= self._facts.keys():
            return list(cells)
        foreign = {_row_of(name) for name in self._facts if name not in own}
        return [c for c in cells if c.id in self._facts or _row_of(c.id) not in foreign]

    def _original(self, token: Token) -> str:
        start, end = self.folded.span(token.start, token.end)
        return self.folded.original[start:end]

    def _add(
        self,
        spot: Spot,
        span: tuple[int, int],
        state: CellState,
        value: float | int | None,
        unit: str | None,
    ) -> None:
        start, end = span
        line = bisect_right(self._breaks, start - 1) + 1
        fact = Fact(
            id=spot.id,
            value=value,
            raw=self.folded.original[start:end],
            unit=unit,
            start=start,
            end=end,
            state=state,
            place=self._place(spot, start, line),
        )
        self._facts.setdefault(spot.id, []).append(fact)

    def _place(self, spot: Spot, start: int, line: int) -> Place:
        place = Place(table=spot.table, row=spot.row, column=spot.column, line=line)
        cell = self._grid_cell(start) if self._grid else None
        if cell is None:
            return place
        return replace(
            place, page=cell.page, box=cell.box, path=cell.path, confidence=cell.confidence
        )

    def _grid_cell(self, start: int) -> GridCell | None:
        """The cell of a grid that the text at `start` stands in."""
        index = bisect_right(self._starts, start) - 1
        if index < 0:
            return None
        cell = self._grid[index]
        return cell if start == cell.start or start < cell.end else None

    def _warn_missing(self, table: TableName, cells: Sequence[Cell]) -> None:
        missing = [cell for cell in cells if cell.id not in self._facts]
        if len(missing) == len(cells):
            self.warn(f"没有读到{TABLE_TITLES[table]}")
        elif missing:
            rows = dict.fromkeys(cell.label.rpartition("·")[0] for cell in missing)
            self.warn(f"{TABLE_TITLES[table]}缺少：" + "、".join(rows))

    def _settled(self, cell: Cell, copies: Sequence[Fact]) -> Fact:
        if len(copies) == 1 and copies[0].state != "ambiguous":
            return copies[0]
        if not copies:
            return Fact(
                id=cell.id, value=None, raw=None, unit=cell.unit, start=None, end=None,
                state="missing",
            )  # fmt: skip
        certain = [fact for fact in copies if fact.state != "ambiguous"]
        if len({(fact.value, _sort(fact.state), fact.unit) for fact in certain}) == 1:
            return certain[0]
        first = (certain or copies)[0]
        if certain:
            self.warn(f"{TABLE_TITLES[cell.table]}有两份，“{cell.label}”不一致，未作判断")
        return Fact(
            id=first.id, value=None, raw=first.raw, unit=first.unit, start=first.start,
            end=first.end, state="ambiguous", place=first.place,
        )  # fmt: skip


def _sort(state: CellState) -> str:
    """States that say the same of a cell when copies are compared."""
    return "number" if state in ("ok", "zero", "malformed") else state


def _table_of(fact_id: str) -> TableName:
    name = fact_id.partition(".")[0]
    return "active" if name == "active" else "applications" if name == "applications" else "review"


def _row_of(fact_id: str) -> str:
    return fact_id.rpartition(".")[0]


@cache
def _own_ids(form: OfficialForm, table: TableName) -> frozenset[str]:
    return frozenset(cell.id for cell in table_cells(form, table))


@cache
def _other_cells(form: OfficialForm, table: TableName) -> tuple[Cell, ...]:
    """Cells of `table` that only the other form has."""
    others = (cell for other in FORM_IDS if other != form for cell in form_cells(other))
    own = _own_ids(form, table)
    return tuple(cell for cell in others if cell.table == table and cell.id not in own)
