"""Floor 2: table 四: fifteen values as one row, as rows of five, as five rows of three, or one by one.

Blocks named together above tables of five columns each are filled in the order they are named.

Takes groups of values with the text before them, gives the cells by block and column. It must not know
fact ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from wenzhi.parse.tables.alignment import Group
from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.columns import split_value
from wenzhi.parse.tables.forms import ReviewTable
from wenzhi.parse.tables.labels import classify, ideographs, similar_head

Position = tuple[int, int]
"""Block and column, counted from 0."""


_REVIEW, _LITIGATION = "行政复议", "行政诉讼"


@dataclass(slots=True)
class ReviewCopy:
    """One copy of the table: placed cells (None: empty), and positions where a cell may be lost."""

    cells: dict[Position, Token | None] = field(default_factory=dict)
    lost: dict[Position, tuple[Token, ...]] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Heads:
    """Blocks and columns named in a gap, in order; `last` is what the last of them is.

    `row_label`: the last is a block and stands alone, as the label of a row of five does.
    """

    blocks: tuple[int, ...]
    columns: tuple[int, ...]
    last: str
    row_label: bool


class _Reader:
    """Walks the groups, remembering which block is being filled and which are named and `pending`."""

    def __init__(self, table: ReviewTable) -> None:
        self.blocks = {ideographs(block.label): i for i, block in enumerate(table.blocks)}
        self.columns = {ideographs(column.label): i for i, column in enumerate(table.columns)}
        self.copies = [ReviewCopy()]
        self.block = 0
        self.pending: list[int] = []
        self.block_order = tuple(range(len(self.blocks)))
        self.column_order = tuple(range(len(self.columns)))

    @property
    def every(self) -> list[Position]:
        """All positions of the table, block by block as they are printed."""
        return [(block, column) for block in self.block_order for column in self.column_order]

    def read(self, group: Group) -> None:
        heads = self.heads(group.gap)
        cells = _cells(group)
        values = [cell for cell in cells if cell.kind == "value"]
        for chosen in (values, cells):
            positions = self.positions(heads, len(chosen))
            if positions is not None:
                self.fill(positions, chosen)
                return
        for position in self.doubtful(heads):
            self.copies[-1].lost[position] = tuple(values)
        self.pending.clear()

    def heads(self, gap: Sequence[Token]) -> _Heads:
        blocks: list[int] = []
        columns: list[int] = []
        kinds: list[str] = []
        for token in gap:
            key = similar_head(classify(token.text).key, "review")
            if key in self.blocks:
                blocks.append(self.blocks[key])
                kinds.append("block")
            elif key in self.columns:
                columns.append(self.columns[key])
                kinds.append("column")
        self.copies[-1].named.update(blocks)
        self.see_order(gap)
        self.pending += [block for block in dict.fromkeys(blocks) if block not in self.pending]
        alone = kinds[-1:] == ["block"] and kinds[-2:-1] != ["block"]
        return _Heads(tuple(blocks), tuple(columns), kinds[-1] if kinds else "", alone)

    def see_order(self, gap: Sequence[Token]) -> None:
        """Keep the order of blocks and columns where all of them stand on one line, as they do there.

        Over the blocks of litigation stands 行政诉讼: beside 行政复议 it shows where both of them are.
        """
        for line in dict.fromkeys(token.line for token in gap):
            keys = [similar_head(classify(t.text).key, "review") for t in gap if t.line == line]
            columns = [self.columns[key] for key in keys if key in self.columns]
            blocks = [self.blocks[key] for key in keys if key in self.blocks]
            first = tuple(columns[: len(self.columns)])
            if sorted(first) == sorted(self.columns.values()):
                self.column_order = first
            if sorted(blocks) == sorted(self.blocks.values()):
                self.block_order = tuple(blocks)
            sides = [key for key in keys if key in (_REVIEW, _LITIGATION)]
            if sides == [_LITIGATION, _REVIEW] and blocks == [0]:
                self.block_order = (*range(1, len(self.blocks)), 0)

    def positions(self, heads: _Heads, count: int) -> list[Position] | None:
        """Which cells `count` values under these heads are; None if that cannot be told."""
        width, height = len(self.columns), len(self.blocks)
        every = self.every
        if count == width * height:
            return every
        if count == width * (height - 1) and set(heads.blocks) == {1, 2}:
            return [position for position in every if position[0]]
        if count == width and (heads.row_label or len(set(heads.blocks)) == 1):
            block = heads.blocks[-1]
            return [(block, column) for column in self.column_order]
        if count == height and len(heads.columns) == 1 and heads.last == "column":
            return [(block, heads.columns[0]) for block in self.block_order]
        if count == 1 and len(heads.columns) == 1 and heads.last == "column":
            return [(self.next_block(heads), heads.columns[0])]
        own_heads = heads.last == "column" and heads.columns == self.column_order
        if count == width and own_heads and self.pending:
            return [(self.pending[0], column) for column in self.column_order]
        return None

    def next_block(self, heads: _Heads) -> int:
        if heads.blocks:
            self.block = heads.blocks[-1]
        elif (self.block, heads.columns[0]) in self.copies[-1].cells:
            self.block = (self.block + 1) % len(self.blocks)
        return self.block

    def fill(self, positions: Sequence[Position], cells: Sequence[Token]) -> None:
        if any(position in self.copies[-1].cells for position in positions):
            self.copies.append(ReviewCopy())
        for position, cell in zip(positions, cells, strict=True):
            self.copies[-1].cells[position] = cell if cell.kind == "value" else None
        filled = {block for block, _ in positions}
        self.pending = [block for block in self.pending if block not in filled]

    def doubtful(self, heads: _Heads) -> list[Position]:
        """The cells that a group with too few or too many values may be of."""
        copy = self.copies[-1]
        if heads.row_label or len(set(heads.blocks)) == 1:
            return [position for position in self.every if position[0] == heads.blocks[-1]]
        return [position for position in self.every if position not in copy.cells]


def read_review(
    groups: Sequence[Group], tail: Sequence[Token], table: ReviewTable
) -> list[ReviewCopy]:
    """The copies of table 四 in an area, mostly one. Rows that are named but empty are blank."""
    reader = _Reader(table)
    for group in _joined(groups):
        reader.read(group)
    reader.heads(tail)
    for copy in reader.copies:
        empty = not copy.cells and not copy.lost
        for position in reader.every:
            unread = position not in copy.cells and position not in copy.lost
            if unread and (empty or (position[0] in copy.named and not copy.lost)):
                copy.cells[position] = None
    return reader.copies


def _joined(groups: Sequence[Group]) -> list[Group]:
    """Groups with no text between are one: values wrapped into several lines."""
    joined: list[Group] = []
    for group in groups:
        full = bool(joined) and len(joined[-1].values) >= 15
        if joined and not group.gap and not full:
            above = joined.pop()
            joined.append(Group(above.gap, (*above.cells, *group.cells), True))
        else:
            joined.append(group)
    return joined


def _cells(group: Group) -> list[Token]:
    """The values of a group; with its empty cells only where these are sure to be cells."""
    values = list(group.values)
    split = [part for value in values for part in split_value(value)]
    if len(split) > len(values):
        return split
    cells = [cell for cell in group.cells if cell.kind != "soft"]
    if any(cell.width > 1 for cell in cells):
        edged = cells[0].kind == cells[-1].kind == "value"
        return cells if edged or _same_width(group) else values
    if len(cells) == len(values) and _dense(group):
        lines = group.cells[group.cells.index(values[0]) :] if values else ()
        return [replace(cell, kind="blank") if cell.kind == "soft" else cell for cell in lines]
    return cells


def _same_width(group: Group) -> bool:
    """Whether a line of heads has as many cells as the line of values."""
    line, width = group.cells[0].line, group.cells[0].width
    return any(token.width == width and token.line != line for token in group.gap)


def _dense(group: Group) -> bool:
    """Whether the heads stand line by line: then an empty line among the values is a cell."""
    lines = [token.line for token in group.gap[-10:]]
    return len(lines) == 10 and lines[-1] - lines[0] == 9 and all(t.lone for t in group.gap[-10:])
