"""Floor 1, read: `w:tbl` → cells on a grid, whatever program merged them.

Takes a table and a reader for what stands in a cell, gives `Slot`s with the rows and columns they span.
It must not know what the cells say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from wenzhi.read.ooxml.names import (
    ALTERNATE,
    DELETED,
    TC,
    TR,
    VAL,
    W,
    child,
    chosen,
    number,
    switch,
    whole,
)

if TYPE_CHECKING:
    from wenzhi.read.ooxml.package import Element

WIDEST = 63
"""Columns a table of Word can have; a span past it is a mistake or an attack."""

LARGEST = 100_000
"""Places of a grid. The official tables have 23 × 10."""

_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins"))

Content = TypeVar("Content")


@dataclass(slots=True)
class Slot(Generic[Content]):
    """One cell: its place and what it spans, counted from 0; `path` is its element."""

    row: int
    column: int
    content: Content
    path: str
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Grid(Generic[Content]):
    """One table of `height` × `width` places.

    `buried` is what stood in cells that a merged cell covers, or in rows taken out: Word shows none.
    """

    slots: list[Slot[Content]] = field(default_factory=list)
    height: int = 0
    width: int = 0
    buried: list[Content] = field(default_factory=list)


class TooLargeError(Exception):
    """A table with more rows and columns than any program makes."""


def members(element: Element, name: str) -> Iterator[Element]:
    """Children of that name, those in content controls and the like among them, none deleted."""
    for node in element:
        if node.tag == name:
            yield node
        elif node.tag in _WRAPPERS:
            yield from members(node, name)
        elif node.tag == ALTERNATE and (branch := chosen(node)) is not None:
            yield from members(branch, name)


def read_grid(
    table: Element,
    path: str,
    read: Callable[[Element, str], Content],
    empty: Callable[[Content], bool],
) -> Grid[Content]:
    """The cells of `table`, whose element is `path`. Raises TooLargeError."""
    grid: Grid[Content] = Grid()
    above: dict[int, Slot[Content]] = {}
    for index, row in enumerate(members(table, TR), 1):
        if _removed(row):
            continue
        reader = _Row(grid, above, read, empty)
        reader.read(row, f"{path}/tr[{index}]")
        above = reader.open
        grid.height += 1
        grid.width = max(grid.width, reader.column)
        if grid.height * grid.width > LARGEST:
            raise TooLargeError
    return grid


class _Row(Generic[Content]):
    """One row: `above` are the cells that may go on in it, by each column they cover."""

    def __init__(
        self,
        grid: Grid[Content],
        above: dict[int, Slot[Content]],
        read: Callable[[Element, str], Content],
        empty: Callable[[Content], bool],
    ) -> None:
        self._grid = grid
        self._above = above
        self._read = read
        self._empty = empty
        self._last: Slot[Content] | None = None
        self.open: dict[int, Slot[Content]] = {}
        self.column = 0

    def read(self, row: Element, path: str) -> None:
        """Place the cells of a row; `open` are then those that may go on in the next one."""
        before = number(child(row, W + "trPr"), W + "gridBefore") or 0
        self.column = min(max(before, 0), WIDEST)
        for index, cell in enumerate(members(row, TC), 1):
            said = {node.tag: node for node in _properties(cell)}
            if W + "cellDel" not in said:
                self._cell(cell, said, f"{path}/tc[{index}]")

    def _cell(self, cell: Element, said: dict[str, Element], path: str) -> None:
        span = whole(said[W + "gridSpan"].get(VAL)) if W + "gridSpan" in said else 1
        columns = min(max(span or 1, 1), WIDEST)
        content = self._read(cell, path)
        place = range(self.column, self.column + columns)
        self.column += columns
        if self._last is not None and _merge(said.get(W + "hMerge")) == "continue":
            self._last.columns += columns
            self._bury(content)
            if self._last.column in self.open:
                self.open.update(dict.fromkeys(place, self._last))
            return
        vertical = _merge(said.get(W + "vMerge"))
        upper = self._upper(place) if vertical == "continue" else None
        if upper is not None and (upper.column == place.start or self._empty(content)):
            upper.rows = self._grid.height - upper.row + 1
            self._bury(content)
            self._last = None
        else:
            upper = Slot(self._grid.height, place.start, content, path, 1, columns)
            self._grid.slots.append(upper)
            self._last = upper
        if vertical is not None:
            self.open.update(dict.fromkeys(place, upper))

    def _upper(self, place: range) -> Slot[Content] | None:
        """The merged cell above that goes on here; its edges may differ from this cell's."""
        return next((self._above[column] for column in place if column in self._above), None)

    def _bury(self, content: Content) -> None:
        if not self._empty(content):
            self._grid.buried.append(content)


def _properties(cell: Element) -> Iterator[Element]:
    properties = child(cell, W + "tcPr")
    return iter(()) if properties is None else iter(properties)


def _merge(found: Element | None) -> str | None:
    """`restart`, `continue` (also where nothing is said), or None where the cell is not merged."""
    return None if found is None else found.get(VAL, "continue")


def _removed(row: Element) -> bool:
    """Whether a row was deleted by a tracked change, or is hidden."""
    properties = child(row, W + "trPr")
    if properties is None:
        return False
    return any(child(properties, name) is not None for name in DELETED) or bool(
        switch(properties, W + "hidden")
    )
