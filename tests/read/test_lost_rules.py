"""Borders that are not drawn are put back around figures where the grid bears it out, and nowhere else."""

from __future__ import annotations

import pytest

from wenzhi.read.lost_rules import with_lost_rules
from wenzhi.read.pages import Glyph, Ruling
from wenzhi.read.rulings import Lattice, read_drawing
from wenzhi.read.sheets import fill

WIDE, HIGH = 50.0, 20.0
Cut = tuple[str, int, int]
"""A side of a place that is not drawn: "right" or "below" of row and column."""


def written(text: str, row: float, column: float, size: float = 9.0) -> list[Glyph]:
    """`text` in the middle of a place, digits half as wide as other characters."""
    widths = [size * (0.5 if c.isascii() else 1.0) for c in text]
    x = (column + 0.5) * WIDE - sum(widths) / 2
    top = (row + 0.5) * HIGH - size / 2
    made = []
    for number, (character, width) in enumerate(zip(text, widths, strict=True)):
        made.append(Glyph(character, x, top, x + width, top + size, top + size, size, order=number))
        x += width
    return made


def drawn(rows: int, columns: int, lost: set[Cut]) -> Lattice:
    """A grid whose inner borders are drawn place by place, without those that are lost."""
    rules = [Ruling(True, y * HIGH, 0.0, columns * WIDE) for y in (0, rows)]
    rules += [Ruling(False, x * WIDE, 0.0, rows * HIGH) for x in (0, columns)]
    for row in range(rows):
        for column in range(columns):
            if ("right", row, column) not in lost:
                rules.append(Ruling(False, (column + 1) * WIDE, row * HIGH, (row + 1) * HIGH))
            if ("below", row, column) not in lost:
                rules.append(Ruling(True, (row + 1) * HIGH, column * WIDE, (column + 1) * WIDE))
    return read_drawing(rules).lattices[0]


def texts(lattice: Lattice, glyphs: list[Glyph]) -> dict[tuple[int, int], str]:
    sheet = fill(with_lost_rules(lattice, glyphs), glyphs, 1)
    return {(cell.row, cell.column): cell.text for cell in sheet.cells}


def table(rows: int, columns: int) -> list[Glyph]:
    """A label before each row, and figures that say where they stand."""
    glyphs = [g for r in range(rows) for g in written(f"行{'甲乙丙丁戊'[r]}", r, 0)]
    for row in range(rows):
        for column in range(1, columns):
            glyphs += written(f"{row}{column}", row, column)
    return glyphs


@pytest.mark.parametrize(
    "lost",
    [
        {("right", 1, 1)},
        {("right", 2, 0)},
        {("right", 0, 1), ("right", 0, 2), ("right", 3, 2)},
        {("below", 1, 2)},
        {("below", 1, 2), ("right", 1, 2), ("right", 2, 2)},
        {("right", 4, 0), ("right", 4, 1), ("right", 4, 2)},
    ],
)
def test_figures_that_share_a_cell_get_cells_of_their_own(lost: set[Cut]) -> None:
    found = texts(drawn(5, 4, lost), table(5, 4))
    for row in range(5):
        assert found[row, 0] == f"行{'甲乙丙丁戊'[row]}"
        assert [found[row, column] for column in range(1, 4)] == [f"{row}{c}" for c in (1, 2, 3)]


def test_a_head_above_a_figure_stays_the_head() -> None:
    lattice = drawn(5, 4, {("below", 0, 2)})
    glyphs = [g for g in table(5, 4) if not (g.centre[1] < HIGH and g.centre[0] > 2 * WIDE)]
    glyphs = [*glyphs, *written("维持", 0, 2), *written("纠正", 0, 3)]
    found = texts(lattice, glyphs)
    assert (found[0, 2], found[1, 2]) == ("维持", "12")


def test_merged_cells_stay_merged() -> None:
    lost = {("right", 0, 1), ("right", 0, 2), ("below", 1, 0), ("below", 2, 0), ("below", 3, 0)}
    lattice = drawn(5, 4, lost)
    glyphs = written("申请人情况", 0, 2) + written("办理", 1, 0) + written("结果", 3, 0)
    assert with_lost_rules(lattice, glyphs) == lattice
    assert with_lost_rules(lattice, written("共12件", 0, 2)) == lattice
    assert with_lost_rules(lattice, written("12", 0, 2)) == lattice


def test_a_border_that_the_table_has_nowhere_else_is_not_made() -> None:
    lost = {("right", row, 1) for row in range(4)}
    lattice = drawn(5, 4, lost)
    glyphs = written("3", 1, 1) + written("4", 1, 2)
    assert with_lost_rules(lattice, glyphs) == lattice


def test_a_figure_that_reaches_over_the_border_is_left() -> None:
    lattice = drawn(5, 4, {("right", 1, 1)})
    glyphs = written("123456", 1, 1.5) + written("7", 1, 2.4)
    assert with_lost_rules(lattice, glyphs) == lattice
