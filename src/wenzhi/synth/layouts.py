"""Floor 2, synth: the ways in which tables arrive as text (01 "How tables arrive"), one function each.

Takes a `Table`, writes it into a manuscript and marks every cell where it stands. A layout may lose cells;
it then says which rows can no longer be told (`ambiguous`) or are empty (`blank`). It must not change a value.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wenzhi.base.records import CellState
from wenzhi.synth.manuscript import Manuscript
from wenzhi.synth.tables import Cell, Row, Table


@dataclass(slots=True)
class Page:
    """Where tables are written: manuscript, random source, surface of a cell, states that the layout changes."""

    manuscript: Manuscript
    rng: random.Random
    pad: str = ""
    states: dict[str, CellState] = field(default_factory=dict)
    page_number: int = 2
    lost: list[tuple[str, ...]] = field(default_factory=list)

    def cell(self, cell: Cell) -> None:
        """One cell with its surface blanks; the mark is on what is not blank."""
        if self.pad == " x":
            self.manuscript.add(" ")
        span = self.manuscript.add(cell.raw)
        if cell.raw:
            self.manuscript.mark("fact", cell.fact, span)
        if self.pad == "x ":
            self.manuscript.add(" ")

    def write(self, text: str) -> None:
        """Labels and separators."""
        self.manuscript.add(text)


Layout = Callable[[Page, Table], None]


def _lines(table: Table) -> list[list[str | Cell]]:
    """All lines of a table as cells from left to right, merged continuations empty."""
    lines: list[list[str | Cell]] = []
    for block in table.blocks:
        lines += [list(header) for header in block.header]
        for row in block.rows:
            left: list[str | Cell] = [group or "" for group in row.groups]
            lines.append([*left, *([row.label] if row.label else []), *row.cells])
    return lines


def _put(page: Page, item: str | Cell) -> None:
    if isinstance(item, Cell):
        page.cell(item)
    else:
        page.write(item)


def cells_tabbed(page: Page, table: Table) -> None:
    """A cell per line behind a tab, a blank line after each row."""
    for line in _lines(table):
        for item in line:
            page.write("\t")
            _put(page, item)
            page.write("\n")
        page.write("\n")


def cells_plain(page: Page, table: Table) -> None:
    """A cell per line, nothing between; merged continuations are gone."""
    for line in _lines(table):
        for item in line:
            if item != "":
                _put(page, item)
                page.write("\n")


def cells_piped(page: Page, table: Table) -> None:
    """A cell per line, each line ending ` |`."""
    for line in _lines(table):
        for item in line:
            if item != "":
                _put(page, item)
                page.write(" |\n")


def rows_piped(page: Page, table: Table) -> None:
    """Rows between pipes."""
    for line in _lines(table):
        page.write("|")
        for item in line:
            page.write(" ")
            _put(page, item)
            page.write(" |")
        page.write("\n")


def rows_markdown(page: Page, table: Table) -> None:
    """Markdown rows with a rule below the first line and line breaks inside long labels."""
    for number, line in enumerate(_lines(table)):
        page.write("| ")
        for item in line:
            if isinstance(item, str) and len(item) > 9:
                half = len(item) // 2
                page.write(f"{item[:half]}<br>{item[half:]}")
            else:
                _put(page, item)
            page.write(" | ")
        page.write("\n")
        if number == 0:
            page.write("|" + " --- |" * max(2, len(line)) + "\n")


def rows_tabbed(page: Page, table: Table) -> None:
    """A row per line, cells between tabs, merged continuations empty."""
    for line in _lines(table):
        for number, item in enumerate(line):
            page.write("\t" if number else "")
            _put(page, item)
        page.write("\n")


def rows_joined(page: Page, table: Table) -> None:
    """Tab rows whose merged labels are written into the row's own label."""
    for block in table.blocks:
        for header in block.header:
            page.write("\t".join(word for word in header if word) + "\n")
        for row in block.rows:
            page.write(" ".join([*(group for group in row.groups if group), row.label]).strip())
            for number, cell in enumerate(row.cells):
                page.write("\t" if number or row.label else "")
                page.cell(cell)
            page.write("\n")


def rows_spaced(page: Page, table: Table) -> None:
    """Rows with single blanks between the cells, labels unbroken."""
    _spaced(page, table, " ")


def rows_aligned(page: Page, table: Table) -> None:
    """Rows lined up with runs of blanks."""
    _spaced(page, table, "     ")


def _spaced(page: Page, table: Table, gap: str) -> None:
    for block in table.blocks:
        for header in block.header:
            page.write(gap.join(word for word in header if word) + "\n")
        for row in block.rows:
            words = [*(group for group in row.groups if group), row.label]
            page.write(gap.join(word for word in words if word))
            _numbers(page, row, gap, bool(row.label))
            page.write("\n")


def _numbers(page: Page, row: Row, gap: str, first_gap: bool) -> None:
    for number, cell in enumerate(cell for cell in row.cells if cell.raw):
        page.write(gap if number or first_gap else "")
        page.cell(cell)


def rows_below(page: Page, table: Table) -> None:
    """The label on one line, its numbers on the next."""
    for block in table.blocks:
        for header in block.header:
            page.write(" ".join(word for word in header if word) + "\n")
        for row in block.rows:
            for word in (*row.groups, row.label):
                page.write(f"{word}\n" if word else "")
            if row.cells:
                _numbers(page, row, " ", False)
                page.write("\n")


_WRAP_AT = 12  # characters of a label that fit its column in the PDFs this imitates


def rows_wrapped(page: Page, table: Table) -> None:
    """PDF rows: a long label wraps around its numbers, group labels break, page numbers and the
    vertical label fall in between as loose characters."""
    for block in table.blocks:
        if table.name == "applications":
            _wrapped_header(page, block.header[0][0])
        else:
            for header in block.header:
                page.write(" ".join(word for word in header if word) + "\n")
        vertical = list("三、本年度办理结果")
        for number, row in enumerate(block.rows):
            if table.name == "applications" and number and number % 14 == 0:
                page.write(f"\n-{page.page_number}-\n\n")
                page.page_number += 1
            _wrapped_row(page, row, vertical if number >= 2 else [])


def _wrapped_header(page: Page, note: str) -> None:
    half = len(note) // 2
    page.write(f"申请人情况\n{note[:half]} 法人或其他组织\n{note[half:]}\n自然人 总计\n")
    page.write("商业 科研 社会公益 法律服务\n其他\n企业 机构 组织 机构\n")


def _wrapped_row(page: Page, row: Row, vertical: list[str]) -> None:
    if vertical:
        page.write(vertical.pop(0) + "\n")
    inner = row.groups[1] if len(row.groups) > 1 else None
    if inner:
        # The merged group label is centred on its rows, so its halves end up around the first of them.
        page.write(inner[:4] + "\n")
    if len(row.label) <= _WRAP_AT + 3:
        page.write(row.label)
        _numbers(page, row, " ", bool(row.label))
        page.write("\n")
    else:
        cut = [row.label[i : i + _WRAP_AT] for i in range(0, len(row.label), _WRAP_AT)]
        middle = len(cut) // 2
        page.write("\n".join(cut[:middle]) + "\n")
        if len(cut) % 2:
            page.write(cut[middle])
            middle += 1
            _numbers(page, row, " ", True)
        else:
            _numbers(page, row, " ", False)
        page.write("\n" + "".join(part + "\n" for part in cut[middle:]))
    if inner:
        page.write(inner[4:] + "\n")


def rows_lost_cell(page: Page, table: Table) -> None:
    """Tab rows of which some have lost one cell: those rows can no longer be told."""
    lines = _lines(table)
    wide = [line for line in lines if sum(isinstance(item, Cell) for item in line) == 7]
    hit = page.rng.sample(wide, page.rng.choice((1, 2, len(wide) - 3))) if wide else []
    for line in hit:
        cells = [item for item in line if isinstance(item, Cell)]
        line.remove(page.rng.choice(cells))
        page.states.update({cell.fact: "ambiguous" for cell in cells})
        page.lost.append(tuple(cell.fact for cell in cells))
    for line in lines:
        for number, item in enumerate(line):
            page.write("\t" if number else "")
            _put(page, item)
        page.write("\n")


def _without_zeros(table: Table) -> Table:
    blocks = []
    for block in table.blocks:
        rows = [
            Row(row.groups, row.label, tuple(_blanked(cell) for cell in row.cells))
            for row in block.rows
        ]
        blocks.append(type(block)(block.header, tuple(rows)))
    return Table(table.name, tuple(blocks))


def _blanked(cell: Cell) -> Cell:
    return cell if cell.value else Cell(cell.fact, "", None, "blank")


def rows_blank_kept(page: Page, table: Table) -> None:
    """Tab rows of table three whose zero cells are left empty."""
    if table.name == "applications":
        table = _without_zeros(table)
        page.states.update(dict.fromkeys(_blank_facts(table), "blank"))
    rows_tabbed(page, table)


def rows_blank_dropped(page: Page, table: Table) -> None:
    """Space rows of table three whose zero cells are gone: `3 3` no longer says which columns."""
    if table.name == "applications":
        table = _without_zeros(table)
        for row in table.blocks[0].rows:
            empty = sum(not cell.raw for cell in row.cells)
            state: CellState = "blank" if empty == len(row.cells) else "ambiguous"
            if empty:
                page.states.update({cell.fact: state for cell in row.cells})
    rows_spaced(page, table)


def _blank_facts(table: Table) -> list[str]:
    return [
        cell.fact
        for block in table.blocks
        for row in block.rows
        for cell in row.cells
        if not cell.raw
    ]


LAYOUTS: dict[str, Layout] = {
    "cells_tabbed": cells_tabbed,
    "cells_plain": cells_plain,
    "cells_piped": cells_piped,
    "rows_piped": rows_piped,
    "rows_markdown": rows_markdown,
    "rows_tabbed": rows_tabbed,
    "rows_joined": rows_joined,
    "rows_spaced": rows_spaced,
    "rows_aligned": rows_aligned,
    "rows_below": rows_below,
    "rows_wrapped": rows_wrapped,
    "rows_radicals": rows_wrapped,
    "rows_lost_cell": rows_lost_cell,
    "rows_blank_kept": rows_blank_kept,
    "rows_blank_dropped": rows_blank_dropped,
}
"""Every layout by name. `rows_radicals` is `rows_wrapped` in a text layer of radical code points."""

KEEPS_BLANKS: Sequence[str] = (
    "cells_tabbed",
    "rows_piped",
    "rows_markdown",
    "rows_tabbed",
)
"""Layouts in which an empty cell keeps its place."""
