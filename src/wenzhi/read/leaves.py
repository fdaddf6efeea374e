"""Floor 1: two pages printed side by side on one sheet → each a page of its own.

Takes a page, gives it as it is or as its two halves from left to right; a half keeps the number of its
sheet and says how far to the right it begins. A sheet is parted only where nothing stands or is drawn
across its middle and either half is a page: it has running text or a ruled table. It must not know what
a page says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wenzhi.base.records import Box
from wenzhi.read.lines import COLUMN_GAP, Line, Word, read_lines
from wenzhi.read.pages import Glyph, Page, Ruling
from wenzhi.read.rulings import read_drawing

WIDE = 1.2
"""Times its height from which a page may be a sheet with two: A4 beside A4 is 1.41 (ISO 216)."""

GUTTER = 0.035
"""Share of the width that is free in the middle of such a sheet: two margins of 10 mm are .05 of A3."""

EDGE = 0.08
"""Share of the height at top and bottom where a head or foot may run across both pages."""

LEAST_LINES = 3
"""Lines of running text that make a half a page, where it has no ruled table."""

LEAST_GLYPHS = 12
"""Characters of a line of running text."""

TABLE = 0.5
"""Share of the width of a half that its ruled table takes up at least."""


def leaves(pages: Sequence[Page]) -> list[Page]:
    """The pages that sheets hold, from left to right: one or two each.

    What is one page by itself, a signature beside the last lines, is two where other sheets of its size
    are.
    """
    halves = [_halves(page) for page in pages]
    parted = {_format(page) for page, two in zip(pages, halves, strict=True) if _are_pages(two)}
    return [
        leaf
        for page, two in zip(pages, halves, strict=True)
        for leaf in (two if _format(page) in parted and two else (page,))
    ]


def _format(page: Page) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _are_pages(halves: Sequence[Page]) -> bool:
    return bool(halves) and all(map(_is_page, halves))


def _halves(page: Page) -> tuple[Page, ...]:
    """The halves of a sheet in whose middle nothing stands; none of any other page."""
    if page.height <= 0 or page.width < WIDE * page.height:
        return ()
    middle = page.width / 2
    low, high = middle - GUTTER / 2 * page.width, middle + GUTTER / 2 * page.width
    if any(r.horizontal and r.low < low and r.high > high for r in page.rulings):
        return ()
    across = _running_across(page, low, high)
    free = [glyph for glyph in page.glyphs if not glyph.hidden and id(glyph) not in across]
    if any(glyph.x1 > low and glyph.x0 < high and glyph.angle == 0 for glyph in free):
        return ()
    return _half(page, 0.0, middle, across), _half(page, middle, page.width, across)


def _running_across(page: Page, low: float, high: float) -> frozenset[int]:
    """The characters of a head or foot that stands in the middle of the sheet."""
    top, bottom = EDGE * page.height, (1 - EDGE) * page.height
    edge = [g for g in page.glyphs if g.bottom <= top or g.top >= bottom]
    words: list[Word] = [word for line in read_lines(edge) for word in line.words]
    return frozenset(
        id(glyph) for word in words if word.x0 < high and word.x1 > low for glyph in word.glyphs
    )


def _half(page: Page, left: float, right: float, across: frozenset[int]) -> Page:
    """What stands between two places of a sheet, measured from the first; the left one has what is across."""
    glyphs = [
        glyph
        for glyph in page.glyphs
        if (left <= glyph.centre[0] < right if id(glyph) not in across else not left)
    ]
    return Page(
        page.number,
        right - left,
        page.height,
        tuple(replace(g, x0=g.x0 - left, x1=g.x1 - left, base=_base(g, left)) for g in glyphs),
        tuple(_moved(ruling, left) for ruling in page.rulings if _within(ruling, left, right)),
        tuple(_box(box, left) for box in page.pictures if left <= (box[0] + box[2]) / 2 < right),
        page.cut,
        page.left + left,
    )


def _base(glyph: Glyph, left: float) -> float:
    """The baseline of text that runs upwards is a distance from the left."""
    return glyph.base - left if glyph.angle % 180 == 90 else glyph.base


def _within(ruling: Ruling, left: float, right: float) -> bool:
    place = (ruling.low + ruling.high) / 2 if ruling.horizontal else ruling.at
    return left <= place < right


def _moved(ruling: Ruling, left: float) -> Ruling:
    if ruling.horizontal:
        return replace(ruling, low=ruling.low - left, high=ruling.high - left)
    return replace(ruling, at=ruling.at - left)


def _box(box: Box, left: float) -> Box:
    return box[0] - left, box[1], box[2] - left, box[3]


def _is_page(half: Page) -> bool:
    lattices = read_drawing(half.rulings).lattices
    if any(lattice.box[2] - lattice.box[0] >= TABLE * half.width for lattice in lattices):
        return True
    lines = read_lines([glyph for glyph in half.glyphs if not glyph.hidden and not glyph.angle])
    return sum(map(_is_prose, lines)) >= max(LEAST_LINES, _rows(lines))


def _is_prose(line: Line) -> bool:
    letters = sum(not glyph.text.isdigit() for glyph in line.glyphs)
    return (
        line.widest_gap < COLUMN_GAP
        and letters >= LEAST_GLYPHS
        and letters > 0.7 * len(line.glyphs)
    )


def _rows(lines: Sequence[Line]) -> int:
    """How many lines are cells with room between, or figures alone."""
    return sum(
        line.widest_gap >= COLUMN_GAP or not any(g.text.isalpha() for g in line.glyphs)
        for line in lines
    )
