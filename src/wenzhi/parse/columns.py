"""Floor 2: the cells of one row placed in its columns, or nothing where a cell may have been lost.

Takes the groups matched to rows of a table, gives for each row its cells by column. A row with as many
values as columns is placed as it stands; with fewer only if empty cells are kept as cells throughout
the table. It must not know what the values say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wenzhi.parse.alignment import Group
from wenzhi.parse.cells import Token
from wenzhi.parse.values import looks_like_value

CONFORMING = 0.8
"""Share of a table's rows that must have the same build before an empty cell is believed to be one."""

Placed = tuple[Token | None, ...]
"""A token per column; None for a column without any cell in a row that is empty throughout."""


@dataclass(frozen=True, slots=True)
class Row:
    """A matched group: how many columns its row has, where a head row saw them, merged cells below."""

    group: Group
    columns: int
    heads: tuple[int, ...] = ()
    padding: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table's rows are built: `grid` is cells per line and the first value's cell, if trusted."""

    grid: tuple[int, int] | None
    softs_are_cells: bool
    softs_end_rows: bool
    padded: bool
    stream_keeps_blanks: bool


def place_rows(rows: Sequence[Row]) -> list[Placed | None]:
    """The cells of each row by column; None where a cell was lost or one too many is there."""
    layout = _layout(rows)
    return [_place(row, layout) for row in rows]


def _place(row: Row, layout: Layout) -> Placed | None:
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
    if len(values) > wanted:
        return None
    if any(cell.width > 1 for cell in group.cells):
        return _place_in_grid(row, layout)
    return _place_in_stream(row, layout)


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


def _place_in_grid(row: Row, layout: Layout) -> Placed | None:
    if layout.grid is None:
        return None
    width, first = layout.grid
    cells = {cell.cell: cell for cell in row.group.cells if cell.kind != "soft"}
    if next(iter(cells.values())).width != width:
        return None
    zone = row.heads or tuple(range(first, first + row.columns))
    if not row.heads and width - first != row.columns:
        return None
    if any(cell.kind == "value" and cell.cell not in zone for cell in cells.values()):
        return None
    placed = tuple(cells.get(index) for index in zone)
    return placed if all(placed) else None


def _place_in_stream(row: Row, layout: Layout) -> Placed | None:
    cells = _stream_cells(row, layout)
    if cells is None or len(cells) != row.columns or not layout.stream_keeps_blanks:
        return None
    return tuple(cells)


def _stream_cells(row: Row, layout: Layout) -> list[Token] | None:
    """The cells after a label, one per line, without what belongs to the next row's merged cells."""
    cells = list(row.group.cells)
    if layout.softs_end_rows:
        ends = [index for index, cell in enumerate(cells) if cell.kind == "soft"]
        return cells[: ends[0]] if ends else cells
    if not layout.softs_are_cells:
        cells = [cell for cell in cells if cell.kind != "soft"]
    if layout.padded:
        trailing = 0
        while trailing < row.padding and cells and cells[-1].kind == "blank":
            del cells[-1]
            trailing += 1
    return cells


def _layout(rows: Sequence[Row]) -> Layout:
    full = [row for row in rows if len(row.group.values) == row.columns]
    inside = sum(_soft_inside(row.group) for row in full)
    after = sum(row.group.cells[-1].kind == "soft" for row in full)
    blanks = any(cell.kind == "blank" for row in rows for cell in row.group.cells)
    softs_end_rows = bool(full) and blanks and not inside and after >= len(full) * CONFORMING
    layout = Layout(
        grid=_grid(rows),
        softs_are_cells=not blanks and not inside,
        softs_end_rows=softs_end_rows,
        padded=any(row.padding and row.group.cells[-1].kind == "blank" for row in full),
        stream_keeps_blanks=False,
    )
    streams = [row for row in rows if not row.group.packed]
    keeping = sum(
        len(cells) == row.columns
        for row in streams
        if (cells := _stream_cells(row, layout)) is not None
    )
    return replace(
        layout, stream_keeps_blanks=bool(streams) and keeping >= len(streams) * CONFORMING
    )


def _soft_inside(group: Group) -> bool:
    kinds = [cell.kind for cell in group.cells]
    if "soft" not in kinds:
        return False
    last = max(index for index, kind in enumerate(kinds) if kind == "value")
    return "soft" in kinds[:last]


def _grid(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Cells per line and cell of the first value, if nearly all rows of the table agree."""
    gridded = [row for row in rows if any(cell.width > 1 for cell in row.group.cells)]
    proposals: Counter[tuple[int, int]] = Counter()
    for row in gridded:
        cells = row.group.cells
        proposals[(cells[0].width, cells[0].cell)] += 1
        firsts = [cell.cell for cell in cells if cell.kind == "value"]
        if len(firsts) == row.columns:
            proposals[(cells[0].width, firsts[0])] += 1
    best: tuple[int, int] | None = None
    most = 0
    for proposal, _ in sorted(proposals.items(), key=lambda item: (-item[1], item[0])):
        count = sum(_conforms(row, proposal) for row in gridded)
        if count > most:
            best, most = proposal, count
    return best if best is not None and most >= len(gridded) * CONFORMING else None


def _conforms(row: Row, grid: tuple[int, int]) -> bool:
    width, first = grid
    cells = row.group.cells
    labels = [token.cell for token in row.group.gap if token.line == cells[0].line]
    values = [cell.cell for cell in cells if cell.kind == "value"]
    return (
        cells[0].width == width
        and first + row.columns <= width
        and all(label < first for label in labels)
        and all(cell >= first for cell in values)
    )


def column_heads(
    gap: Sequence[Token], names: Sequence[str], known: Mapping[str, str]
) -> tuple[int, ...]:
    """Cells of a head row that stand over the columns `names`; empty where not all are there once.

    `known` maps a head text to its column name.
    """
    cells: dict[str, int] = {}
    for token in gap:
        name = known.get(token.text)
        if name is not None and token.width > 1:
            cells[name] = token.cell
    found = tuple(cells[name] for name in names if name in cells)
    return found if len(found) == len(names) and list(found) == sorted(set(found)) else ()
