"""Floor 2: the cells of one row placed in its columns, or nothing where a cell may have been lost.

Takes the groups matched to rows of a table, gives for each row its cells by column. A row with as many
values as columns is placed as it stands; with fewer only if empty cells are kept as cells throughout
the table. It must not know what the values say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import and_

import msgspec
from msgspec.structs import replace

from wenzhi.parse.tables.alignment import Group
from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.values import looks_like_value

CONFORMING = 0.8
"""Share of a table's rows that must have the same build before an empty cell is believed to be one."""

CONFORMING_FULL = 0.9
"""The same for rows with a value in every column; one of ten may be misprinted."""

MANY_ROWS = 10
"""Rows that must agree before empty lines are taken for cells where hardly a row shows all its values."""

Placed = tuple[Token | None, ...]
"""A token per column; None for a column without any cell in a row that is empty throughout."""


Reader = Callable[["Row"], Sequence[Token]]
"""One way to say which tokens after a label are the row's cells."""


class Row(msgspec.Struct, frozen=True):
    """A matched group: how many columns its row has, and merged cells printed before the next row."""

    group: Group
    columns: int
    padding: int = 0


def place_rows(rows: Sequence[Row]) -> list[Placed | None]:
    """The cells of each row by column; None where a cell was lost or one too many is there."""
    grids = [row for row in rows if any(cell.width > 1 for cell in row.group.cells)]
    streams = [row for row in rows if row.group.values and not row.group.packed]
    in_grid = _trusted(grids, [_after_label, *_grid_readers(grids)])
    in_stream = _trusted(streams, _STREAM_READERS)
    return [_place(row, in_stream if not row.group.packed else in_grid) for row in rows]


def _place(row: Row, reader: Reader | None) -> Placed | None:
    group, wanted = row.group, row.columns
    values = group.values
    if not values:
        blanks = [cell for cell in group.cells if cell.kind == "blank"]
        return tuple(blanks[:wanted]) if len(blanks) >= wanted else (None,) * wanted
    if len(values) == wanted:
        return values
    split = [part for value in values for part in split_value(value)]
    if len(split) == wanted:
        return tuple(split)
    if len(values) > wanted or reader is None:
        return None
    cells = reader(row)
    kept = sum(cell.kind == "value" for cell in cells)
    return tuple(cells) if len(cells) == wanted and kept == len(values) else None


def _trusted(rows: Sequence[Row], readers: Sequence[Reader]) -> Reader | None:
    """The reading under which nearly every row has just the cells it should, if there is one.

    Rows with a value in every column must read so too: they show what the layout really is.
    """
    full = [len(row.group.values) == row.columns for row in rows]
    best: Reader | None = None
    most = 0
    for reader in readers:
        fits = [_conforms(row, reader(row)) for row in rows]
        count = sum(fits)
        shown = sum(map(and_, fits, full)) >= sum(full) * CONFORMING_FULL
        if reader is _empty_lines_as_cells and sum(full) < 2 and count < MANY_ROWS:
            continue
        if shown and count > most:
            best, most = reader, count
    return best if rows and most >= len(rows) * CONFORMING else None


def _conforms(row: Row, cells: Sequence[Token]) -> bool:
    if len(cells) != row.columns:
        return False
    return [cell.kind for cell in cells].count("value") == len(row.group.values)


# Rows of cells with separators.


def _after_label(row: Row) -> Sequence[Token]:
    """Labels of any depth without empty cells beside them: the cells are all that follows."""
    return [cell for cell in row.group.cells if cell.kind != "soft"]


def _grid_readers(rows: Sequence[Row]) -> list[Reader]:
    """One reading per build of line that occurs: so many cells, the first value in that one."""
    builds: dict[tuple[int, int], int] = {}
    for row in rows:
        cells = _after_label(row)
        for cell in (cells[0], *[c for c in cells if c.kind == "value"][:1]):
            build = (cell.width, cell.cell)
            builds[build] = builds.get(build, 0) + 1
    ordered = sorted(builds, key=lambda build: (-builds[build], build))
    return [partial(_in_grid, width=width, first=first) for width, first in ordered]


def _in_grid(row: Row, width: int, first: int) -> Sequence[Token]:
    """The cells of a line of `width` cells from cell `first` on; none where the build differs."""
    cells = _after_label(row)
    labels = [token.cell for token in row.group.gap if token.line == cells[0].line]
    if cells[0].width != width or any(label >= first for label in labels):
        return []
    zone = [cell for cell in cells if cell.cell >= first]
    while len(zone) > row.columns and zone[-1].kind == "blank":
        del zone[-1]
    return zone


# One cell per line.


def _to_empty_line(row: Row) -> Sequence[Token]:
    """An empty line ends the row; cells after it are merged cells of the next row."""
    cells = row.group.cells
    ends = (index for index, cell in enumerate(cells) if cell.kind == "soft")
    return cells[: next(ends, len(cells))]


def _without_empty_lines(row: Row) -> Sequence[Token]:
    return [cell for cell in row.group.cells if cell.kind != "soft"]


def _without_padding(row: Row) -> Sequence[Token]:
    """Empty cells before the next row's label are its merged cells."""
    cells = list(_without_empty_lines(row))
    for _ in range(row.padding):
        if cells and cells[-1].kind == "blank":
            del cells[-1]
    return cells


def _empty_lines_as_cells(row: Row) -> Sequence[Token]:
    return [
        replace(cell, kind="blank") if cell.kind == "soft" else cell for cell in row.group.cells
    ]


_STREAM_READERS: list[Reader] = [
    _to_empty_line,
    _without_empty_lines,
    _without_padding,
    _empty_lines_as_cells,
]


def split_value(value: Token) -> list[Token]:
    """`0 0 0` in one cell as three values; a single value as it is."""
    parts = value.text.split()
    if len(parts) < 2 or not all(looks_like_value(part) for part in parts):
        return [value]
    tokens: list[Token] = []
    place = 0
    for part in parts:
        place = value.text.index(part, place)
        start = value.start + place
        tokens.append(replace(value, text=part, start=start, end=start + len(part)))
        place += len(part)
    return tokens
