"""Floor 1: a table element → the grids of data in it and the cells that are only there for layout.

Takes a table element and a way to read what a cell shows; gives `Segment`s in reading order, grids as
`Cell`s with their places. It must not know what any label means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from wenzhi.read.composition import Cell
from wenzhi.read.html_tree import (
    Element,
    damaged,
    hidden,
    short_path,
    styles,
    tag_of,
    unseen,
    words,
)

MAX_CELLS = 20_000
"""Cells of one table. The official tables have 44, 244 and 40; a yearly index has some thousands."""

MAX_PLACES = 1_000_000
"""Rows × columns of one grid after columns and rows that hold no cell of their own are dropped."""

MAX_COLUMNS = 256
"""Greatest colspan believed; the standard stops at 1,000, the widest official row has 17 columns."""

PROSE = 100
"""Characters of a cell that holds a sentence, from which it is text and no entry. The longest official
label, with the note of table 三, has 60."""

SENTENCE = 20
"""The same where the row or the table shows that it is no table of data."""

FEW_ROWS = 3
FEW_FIGURES = 3
"""Rows alike, and figures in each, from which rows of boxes are a table; a number may be set in two boxes."""

_FIGURE = re.compile(r"(?:[+-]?\d[\d,.]*(?:件|条|个|项|万元)?|[/—–－-]{1,2}|无)?")
_LONG_PATH = 160

CellText = Callable[[Element], tuple[str, int]]
"""What a cell shows, paragraphs in lines, and how many of its characters are links."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A grid (`cells` given) or an element to be read as running blocks."""

    element: Element
    cells: tuple[Cell, ...] = ()
    linked: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """One cell as the page has it."""

    element: Element
    text: str
    linked: int
    rows: int
    columns: int
    nested: bool
    path: str

    @property
    def lines(self) -> int:
        return self.text.count("\n") + 1 if self.text else 0


_Row = list[_Entry]


def is_table(element: Element) -> bool:
    """Whether an element is a table, or blocks that say they are laid out as one."""
    if tag_of(element) == "table":
        return True
    if tag_of(element) not in ("div", "section", "ul", "ol", "article"):
        return False
    return _says_rows(element) or bool(item_rows(element))


def _says_rows(element: Element) -> bool:
    """Whether what stands in blocks says of itself that it is rows and cells."""
    rows = [child for child in element if _is_row(child)]
    return len(rows) >= 2 and all(sum(map(_is_cell, row)) >= 2 for row in rows)


def _is_row(element: Element) -> bool:
    tag = tag_of(element)
    if tag in ("tr", "", "table"):
        return tag == "tr"
    return (
        styles(element).get("display") == "table-row"
        or element.get("role") == "row"
        or "tr" in words(element)
    )


def _is_cell(element: Element) -> bool:
    tag = tag_of(element)
    if tag in ("td", "th", ""):
        return tag != ""
    return (
        styles(element).get("display") == "table-cell"
        or element.get("role") in ("cell", "gridcell", "columnheader", "rowheader")
        or bool({"td", "th"} & words(element))
    )


def item_rows(element: Element) -> list[list[Element]]:
    """Rows whose cells are whatever elements stand in them: a label and figures, as flexible boxes hold them.

    They are known by what they show, since style sheets are mostly not at hand: several rows of as many
    cells, one of them heads at most, the others a label and figures. A row of one cell among them is a
    label over several rows. Empty where the element holds anything else.
    """
    if len(element) < FEW_ROWS or sum(len(child) > FEW_FIGURES for child in element) < FEW_ROWS:
        return []
    shown = _shown(element)
    if _loose(element) or any(tag_of(child) in ("table", "tr", "td") for child in shown):
        return []
    rows = [[child] if _loose(child) or not len(child) else _shown(child) for child in shown]
    figured = [len(row) for row in rows if _holds_figures(row)]
    width = max(map(len, rows), default=0)
    alike = sum(len(row) == width for row in rows)
    return rows if alike >= FEW_ROWS and figured.count(width) >= FEW_ROWS - 1 else []


def _shown(element: Element) -> list[Element]:
    return [child for child in element if isinstance(child.tag, str) and not unseen(child)]


def _loose(element: Element) -> bool:
    """Whether text stands in an element and in none of its children."""
    texts = [element.text, *(child.tail for child in element)]
    return any(text and text.strip() for text in texts)


def _holds_figures(row: Sequence[Element]) -> bool:
    """Whether a row is a label and figures (or nothing) in single cells."""
    if len(row) <= FEW_FIGURES or any(tag_of(cell) == "br" for cell in row):
        return False
    label, *cells = ("".join("".join(cell.itertext()).split()) for cell in row)
    return (
        len(label) >= 2 and _FIGURE.fullmatch(label) is None and all(map(_FIGURE.fullmatch, cells))
    )


def segments(table: Element, cell_text: CellText, name: str) -> list[Segment]:
    """What `table` holds, in reading order. Raises InputError (E308) past the bounds."""
    stray: list[Element] = []
    rows = _read_rows(table, cell_text, name, stray)
    before = [Segment(element) for element in stray]
    if not rows or max(map(len, rows)) < 2 or table.get("role") in ("presentation", "none"):
        return before + [Segment(entry.element) for row in rows for entry in row]
    running = [_is_running(row) for row in rows]
    if not any(running):
        return [*before, _grid(table, rows, name)]
    running = [run or _is_headed_prose(row) for run, row in zip(running, rows, strict=True)]
    return before + _mixed(table, rows, running, name)


def loose_texts(table: Element) -> list[str]:
    """Text that stands in a table and in none of its cells; browsers show it above the table."""
    found: list[str] = []
    parts = [table]
    while parts:
        part = parts.pop()
        inner = [child for child in part if tag_of(child) in ("tbody", "thead", "tfoot", "tr")]
        texts = [part.text, *(child.tail for child in part)]
        found += [text.strip() for text in texts if text and text.strip()]
        parts += reversed(inner)
    return found


def _mixed(
    table: Element, rows: Sequence[_Row], running: Sequence[bool], name: str
) -> list[Segment]:
    """Rows of text and rows of data in one table: paragraphs, and grids between them."""
    found: list[Segment] = []
    group: list[_Row] = []
    for row, is_text in zip([*rows, []], [*running, True], strict=True):
        if not is_text and not _lone(row):
            group.append(row)
            continue
        if group:
            found += _group(table, group, name)
            group = []
        found += [Segment(entry.element) for entry in row]
    return found


def _group(table: Element, rows: Sequence[_Row], name: str) -> list[Segment]:
    filled = [sum(bool(entry.text) for entry in row) for row in rows]
    if sum(count >= 2 for count in filled) >= 2 or max(filled) >= 3:
        return [_grid(table, rows, name)]
    return [Segment(entry.element) for row in rows for entry in row]


def _lone(row: _Row) -> bool:
    """Whether a row holds one text in the middle of nothing: a caption, a heading, a spacer."""
    filled = [index for index, entry in enumerate(row) if entry.text]
    return len(row) == 1 or not filled or (len(filled) == 1 and filled[0] > 0)


def _is_running(row: _Row) -> bool:
    """Whether a row holds running text, or tables of its own."""
    if any(entry.nested for entry in row):
        return True
    if len(row) == 1:
        return _is_sentence(row[0])
    stacked = _stacked(row)
    return any(
        ("。" in entry.text and len(entry.text) >= PROSE)
        or (entry.lines >= 5 and len(entry.text) >= 80 and not stacked)
        for entry in row
    )


def _is_headed_prose(row: _Row) -> bool:
    """Whether a row is a heading beside a sentence, as forms have it that hold a report."""
    return len(row) == 2 and not row[1].nested and _is_sentence(row[1])


def _is_sentence(entry: _Entry) -> bool:
    return "。" in entry.text and len(entry.text) >= SENTENCE


def _read_rows(table: Element, cell_text: CellText, name: str, stray: list[Element]) -> list[_Row]:
    paths = _Paths(table)
    rows: list[_Row] = []
    cells = 0
    for elements, group_end in _rows_of_cells(table, stray):
        entries = [_entry(cell, cell_text, paths, group_end - len(rows)) for cell in elements]
        cells += len(entries)
        if cells > MAX_CELLS:
            raise damaged("表格的行列数大得不合情理", name)
        rows.append(entries)
    return rows


def _rows_of_cells(table: Element, stray: list[Element]) -> Iterator[tuple[list[Element], int]]:
    """The cells of each row and where its group ends, counted in rows; what is neither goes to `stray`."""
    if tag_of(table) != "table" and not _says_rows(table):
        rows = item_rows(table)
        yield from ((row, len(rows)) for row in rows)
        return
    for row, group_end in _row_elements(table, stray):
        yield list(_cell_elements(row, stray)), group_end


def _row_elements(table: Element, stray: list[Element]) -> Iterator[tuple[Element, int]]:
    """Rows and where their group ends, counted in rows; what is neither goes to `stray`."""
    found: list[Element] = []
    groups: list[Element] = []
    stack = [(child, table) for child in reversed(table)]
    while stack:
        node, group = stack.pop()
        if not isinstance(node.tag, str) or unseen(node):
            continue
        if _is_row(node):
            found.append(node)
            groups.append(group)
        elif tag_of(node) not in ("td", "th", "table") and next(node.iter("tr"), None) is not None:
            inner = node if tag_of(node) in ("tbody", "thead", "tfoot") else group
            stack += [(child, inner) for child in reversed(node)]
        elif tag_of(node) not in ("colgroup", "col"):
            stray.append(node)
    ends: dict[Element, int] = {}
    for number, group in enumerate(groups):
        ends[group] = number + 1
    for row, group in zip(found, groups, strict=True):
        yield row, ends[group]


def _cell_elements(row: Element, stray: list[Element]) -> Iterator[Element]:
    stack = list(reversed(row))
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str) or unseen(node):
            continue
        if _is_cell(node):
            yield node
        elif tag_of(node) != "table" and next(node.iter("td", "th"), None) is not None:
            stack += reversed(node)
        else:
            stray.append(node)


def _entry(cell: Element, cell_text: CellText, paths: _Paths, rows_left: int) -> _Entry:
    nested = any(not hidden(inner) for inner in cell.iter("table"))
    text, linked = ("", 0) if nested else cell_text(cell)
    height = _span(cell, "rowspan")
    return _Entry(
        cell,
        text,
        linked,
        # A span of 0 reaches to the end of its group; none reaches past it.
        rows=max(1, rows_left if height == 0 else min(height, max(1, rows_left))),
        columns=max(1, min(_span(cell, "colspan"), MAX_COLUMNS)),
        nested=nested,
        path=paths.of(cell),
    )


def _span(cell: Element, attribute: str) -> int:
    """The number an attribute begins with, as browsers read it; 1 where it begins with none."""
    value = (cell.get(attribute) or "").strip().removeprefix("+")
    digits = value[: next((i for i, c in enumerate(value) if not "0" <= c <= "9"), len(value))]
    return int(digits[:7]) if digits else 1


class _Paths:
    """Paths of the cells of one table, from a path to the table that is made once."""

    def __init__(self, table: Element) -> None:
        path = short_path(table)
        if len(path) > _LONG_PATH:
            path = f"(//{tag_of(table)})[{_number(table)}]"
        self._table = table
        self._known: dict[Element, str] = {table: path}

    def of(self, cell: Element) -> str:
        parent = cell.getparent()
        if cell not in self._known and parent is not None:
            base = self.of(parent)
            counts: dict[str, int] = {}
            for child in parent:
                tag = tag_of(child)
                counts[tag] = counts.get(tag, 0) + 1
                self._known[child] = f"{base}/{tag}[{counts[tag]}]"
        return self._known[cell]


def _number(element: Element) -> int:
    for number, other in enumerate(element.getroottree().getroot().iter(element.tag), 1):
        if other is element:
            return number
    return 1


def _stacked(row: _Row) -> int:
    """Lines of a row in which every cell holds the same number of lines, figures among them; else 0."""
    filled = [entry for entry in row if entry.text]
    heights = {entry.lines for entry in filled}
    if len(filled) < 2 or len(heights) != 1:
        return 0
    height = heights.pop()
    figures = any(
        all(line.strip()[:1] in "0123456789-/" for line in entry.text.split("\n"))
        for entry in filled
    )
    return height if height > 1 and figures else 0


def _unstacked(rows: Sequence[_Row]) -> list[_Row]:
    """Rows whose cells hold several lines each, cut into the rows that they show."""
    made: list[_Row] = []
    for row in rows:
        height = _stacked(row)
        if not height or any(entry.rows > 1 for entry in row):
            made.append(row)
            continue
        for number in range(height):
            made.append(
                [
                    replace(entry, text=entry.text.split("\n")[number] if entry.text else "")
                    for entry in row
                ]
            )
    return made


def _grid(table: Element, rows: Sequence[_Row], name: str) -> Segment:
    cells = _dense(_placed(_unstacked(rows), name))
    height = max(cell.row for cell in cells) + 1
    width = max(cell.column + cell.columns for cell in cells)
    if height * width > MAX_PLACES:
        raise damaged("表格的行列数大得不合情理", name)
    linked = sum(entry.linked for row in rows for entry in row)
    return Segment(table, tuple(cells), linked)


def _placed(rows: Sequence[_Row], name: str) -> list[Cell]:
    """Cells at the first place of their row that no span from above covers (as HTML lays out)."""
    until: dict[int, int] = {}
    placed: list[Cell] = []
    for number, row in enumerate(rows):
        column = 0
        for entry in row:
            while until.get(column, 0) > number:
                column += 1
            if column > 4 * MAX_COLUMNS:
                raise damaged("表格的行列数大得不合情理", name)
            height = min(entry.rows, len(rows) - number)
            for covered in range(column, column + entry.columns):
                until[covered] = max(until.get(covered, 0), number + height)
            placed.append(Cell(number, column, entry.text, height, entry.columns, path=entry.path))
            column += entry.columns
    return placed


def _dense(cells: Sequence[Cell]) -> list[Cell]:
    """The same without columns and rows in which no cell begins: spans wider than they need be."""
    columns = {place: index for index, place in enumerate(sorted({c.column for c in cells}))}
    rows = {place: index for index, place in enumerate(sorted({c.row for c in cells}))}
    return [
        replace(
            cell,
            row=rows[cell.row],
            column=columns[cell.column],
            rows=_kept(rows, cell.row, cell.rows),
            columns=_kept(columns, cell.column, cell.columns),
        )
        for cell in cells
    ]


def _kept(places: dict[int, int], first: int, span: int) -> int:
    """How many of the places from `first` on are kept."""
    if span == 1:
        return 1
    if span <= len(places):
        return sum(place in places for place in range(first, first + span))
    return sum(first <= place < first + span for place in places)
