"""Floor 1: what stands on a page in reading order: lines and tables, column by column.

Takes lines and tables with their places, gives them ordered, each line with the column it is in. It must
not know what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from wenzhi.base.records import Box
from wenzhi.read.lines import COLUMN_GAP, Column, Line, Word, column_of
from wenzhi.read.sheets import Sheet

MIDDLE = (0.35, 0.65)
"""Shares of a page's width between which the gutter of two columns lies."""

LEAST_LINES = 6
"""Lines of running text each of two columns must have; fewer are a list or the rows of a table."""

FEW_LINES = 3
LEAST_TURNS = 3
"""Lines of two short columns, and how often one of the other side follows, none across between them."""

MOST_PLACES = 8
"""Places where most words begin at which a second column is looked for."""

LEAST_GLYPHS = 10
"""Characters of a line of running text."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with the column it stands in, or a table."""

    box: Box
    line: Line | None = None
    column: Column | None = None
    sheet: Sheet | None = None


def ordered(
    lines: Sequence[Line], sheets: Sequence[Sheet], page: int, width: float
) -> list[Placed]:
    """Lines and tables of one page in the order they are read."""
    gutter = _gutter(lines, width)
    if gutter is None:
        return _column(lines, sheets, page, width)
    halves: list[tuple[int, Line | Sheet]] = []
    for line in lines:
        halves += [(side, half) for side, half in _split(line, gutter)]
    halves += [(_side(sheet.box, gutter), sheet) for sheet in sheets]
    halves.sort(key=lambda item: item[1].box[1])
    result: list[Placed] = []
    for across, group in groupby(halves, key=lambda item: item[0] == 0):
        members = list(group)
        for side in (0,) if across else (-1, 1):
            here = [item for placed, item in members if placed == side]
            result += _column(
                [item for item in here if isinstance(item, Line)],
                [item for item in here if isinstance(item, Sheet)],
                page,
                width,
            )
    return result


def _column(
    lines: Sequence[Line], sheets: Sequence[Sheet], page: int, width: float
) -> list[Placed]:
    column = column_of(lines, page, width) if lines else None
    items = [Placed(line.box, line=line, column=column) for line in lines]
    items += [Placed(sheet.box, sheet=sheet) for sheet in sheets]
    return sorted(items, key=lambda item: (_height(item), item.box[0]))


def _height(item: Placed) -> float:
    """Lines are ordered by their baselines: letters of one line differ in height."""
    return item.line.base if item.line else item.box[1]


def _gutter(lines: Sequence[Line], width: float) -> float | None:
    """Just left of where the second of two columns of running text begins; None on a page with one."""
    words = [word for line in lines for word in line.words]
    begins = Counter(
        round(word.x0) for word in words if MIDDLE[0] * width < word.x0 < MIDDLE[1] * width
    )
    places = [begin - 1.5 for begin, _ in sorted(begins.items(), key=lambda one: (-one[1], one[0]))]
    if not places:
        return None
    best = min(
        places[:MOST_PLACES], key=lambda place: sum(word.x0 < place < word.x1 for word in words)
    )
    sides = [[side for side, half in _split(line, best) if _is_prose(half)] for line in lines]
    left, right, across = (sum(side in one for one in sides) for side in (-1, 1, 0))
    long = min(left, right) >= LEAST_LINES and across <= min(left, right)
    short = min(left, right) >= FEW_LINES and _are_abreast(sides)
    return best if long or short else None


def _are_abreast(sides: Sequence[Sequence[int]]) -> bool:
    """Whether running text stands left and right by turns from top to bottom, none across in between."""
    order = [side for one in sides for side in one]
    turns = [place for place, (a, b) in enumerate(pairwise(order)) if a and b and a != b]
    return len(turns) >= LEAST_TURNS and 0 not in order[turns[0] : turns[-1]]


def _split(line: Line, gutter: float) -> list[tuple[int, Line]]:
    """The parts of a line left (-1) and right (1) of the gutter, or all of it (0) if it lies across.

    A row of cells lies across, too, wherever its cells are.
    """
    if any(word.x0 < gutter < word.x1 for word in line.words):
        return [(0, line)]
    sides: list[tuple[int, tuple[Word, ...]]] = [
        (-1, tuple(word for word in line.words if word.x1 <= gutter)),
        (1, tuple(word for word in line.words if word.x0 >= gutter)),
    ]
    halves = [(side, Line(words)) for side, words in sides if words]
    if len(halves) == 2 and any(_is_row(half) for _, half in halves):
        return [(0, line)]
    return halves


def _is_row(half: Line) -> bool:
    """Whether the half of a line is cells: with room between them, or a figure alone."""
    return half.widest_gap >= COLUMN_GAP or not any(g.text.isalpha() for g in half.glyphs)


def _side(box: Box, gutter: float) -> int:
    if box[2] <= gutter + 3:
        return -1
    return 1 if box[0] >= gutter - 3 else 0


def _is_prose(line: Line) -> bool:
    """Whether a line is running text: many characters together, most of them no figures."""
    if line.widest_gap >= COLUMN_GAP:
        return False
    letters = sum(not glyph.text.isdigit() for glyph in line.glyphs)
    return letters >= LEAST_GLYPHS and letters > 0.7 * len(line.glyphs)
