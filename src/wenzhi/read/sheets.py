"""Floor 1: ruled tables filled with the glyphs of their cells, and joined where a page cut them.

Takes lattices and glyphs, gives `Sheet`s. It must not know what the cells mean: a row cut by the end of a
page is told by its empty cells and by a label that broke off where its cell was full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Box
from wenzhi.read.composition import Cell
from wenzhi.read.lines import PADDING, cell_text, read_lines
from wenzhi.read.pages import Glyph
from wenzhi.read.rulings import Lattice, places_of, region_at

SAME_EDGE = 4.0
"""Points by which a column's border may differ between the pages of one table."""

MOST_HEADS = 5
"""Rows that a table's head has at most; table 三 has three, its title may be a fourth."""

_OPENS = as_pattern(r"[（(]?[一二三四五六七八九十\d]{1,3}[、.．)）,]|第")
_NUMBER = as_pattern(r"[+\-]?[\d０-９,.，．%]+")
_DIGITS = frozenset("0123456789０１２３４５６７８９.,")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its column borders in points, its number of rows, its cells by row and column.

    `full` are the cells whose last line has no room left, `pages` those it stands on.
    """

    xs: tuple[float, ...]
    rows: int
    cells: tuple[Cell, ...]
    full: frozenset[tuple[int, int]]
    box: Box
    pages: tuple[int, ...]


def fill(lattice: Lattice, glyphs: Iterable[Glyph], page: int) -> Sheet:
    """The table whose cells hold `glyphs`, all of which stand within its border."""
    places = places_of(lattice)
    held: list[list[Glyph]] = [[] for _ in lattice.regions]
    for run in _runs(glyphs):
        indexes = [region_at(lattice, places, *glyph.centre) for glyph in run]
        if len(set(indexes)) > 1 and _overflows(run, indexes, lattice):
            indexes = [max(set(indexes), key=lambda i: (indexes.count(i), -i))] * len(run)
        for glyph, index in zip(run, indexes, strict=True):
            held[index].append(glyph)
    cells: list[Cell] = []
    full: set[tuple[int, int]] = set()
    recognised = any(glyph.confidence is not None for inside in held for glyph in inside)
    for region, inside in zip(lattice.regions, held, strict=True):
        text = cell_text(inside, region.box)
        cells.append(
            Cell(
                region.row, region.column, text, region.rows, region.columns, page,
                rounded(region.box), confidence=_cell_confidence(inside, recognised),
            )
        )  # fmt: skip
        if inside and _is_full(inside, region.box):
            full.add((region.row, region.column))
    return Sheet(
        lattice.xs, len(lattice.ys) - 1, tuple(cells), frozenset(full), lattice.box, (page,)
    )


def shifted(sheet: Sheet, right: float) -> Sheet:
    """The sheet with its cells told where they are on paper, on which its page begins `right` points in."""
    if not right:
        return sheet
    cells = (
        replace(c, box=rounded((c.box[0] + right, c.box[1], c.box[2] + right, c.box[3])))
        if c.box is not None
        else c
        for c in sheet.cells
    )
    return replace(sheet, cells=tuple(cells))


def rounded(box: Box) -> Box:
    """A box to a tenth of a point, which is as near as print goes."""
    return round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)


def confidence_of(glyphs: Sequence[Glyph]) -> float | None:
    """The least confidence of recognised characters; None where they were not recognised."""
    known = [glyph.confidence for glyph in glyphs if glyph.confidence is not None]
    return round(min(known), 3) if known else None


def _cell_confidence(glyphs: Sequence[Glyph], recognised: bool) -> float | None:
    """That of the least sure character; none at all where several figures share a cell.

    Then a ruling between them was too faint to be seen, or a figure was cut, which looks the same.
    A cell of a recognised table in which no ink was found is surely empty.
    """
    confidence = 1.0 if recognised and not glyphs else confidence_of(glyphs)
    if confidence is None:
        return None
    words = [word for line in read_lines(glyphs) for word in line.words]
    return (
        0.0 if sum(_NUMBER.fullmatch(word.text) is not None for word in words) > 1 else confidence
    )


def _runs(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Digits that touch each other as one run, every other character alone."""
    runs: list[list[Glyph]] = []
    for line in read_lines(glyphs):
        last: Glyph | None = None
        for glyph in line.glyphs:
            if last is not None and _touch(last, glyph):
                runs[-1].append(glyph)
            else:
                runs.append([glyph])
            last = glyph
    return runs


def _touch(left: Glyph, right: Glyph) -> bool:
    """Whether two glyphs of a line are digits of one number."""
    return left.text in _DIGITS and right.text in _DIGITS and right.x0 - left.x1 < 0.12 * right.size


def _overflows(run: Sequence[Glyph], indexes: Sequence[int], lattice: Lattice) -> bool:
    """Whether a number is too wide for its cell: then a border runs through one of its digits.

    Where the border runs between two digits these are two numbers in two tight cells.
    """
    for (left, right), (a, b) in zip(pairwise(run), pairwise(indexes), strict=True):
        if a == b:
            continue
        border = lattice.regions[b].box[0]
        width = max(left.x1 - left.x0, right.x1 - right.x0)
        if left.x1 - border > 0.15 * width or border - right.x0 > 0.15 * width:
            return True
    return False


def _is_full(glyphs: Sequence[Glyph], box: Box) -> bool:
    last = read_lines(glyphs)[-1]
    free = (box[2] - box[0]) - (last.box[2] - last.box[0])
    return free < max(2.2 * last.size, last.size + PADDING)


def joined(above: Sheet, below: Sheet) -> tuple[Sheet, tuple[str, ...]] | None:
    """Two sheets on following pages as one table, and the repeated heads left out; None if two tables."""
    edges = _common_edges(above, below)
    if edges is None:
        return None
    upper = _trimmed(_remapped(above, edges), last=True)
    lower = _trimmed(_completed(upper, _remapped(below, edges)), last=False)
    lower, heads = _without_heads(upper, lower)
    lower = _trimmed(lower, last=False)
    upper, lower = _mended(upper, lower)
    cells = (*upper.cells, *(replace(c, row=c.row + upper.rows) for c in lower.cells))
    sheet = Sheet(
        tuple(edges), upper.rows + lower.rows, cells,
        frozenset({*upper.full, *((r + upper.rows, c) for r, c in lower.full)}),
        below.box, (*above.pages, *below.pages),
    )  # fmt: skip
    return sheet, heads


def _common_edges(above: Sheet, below: Sheet) -> list[float] | None:
    """The borders of both tables where one has all those of the other and both end at one place.

    They begin at one place, too, unless merged cells that go on from the page above stand left of all
    below: what has no text of its own is often not drawn there.
    """
    a, b = above.xs, below.xs
    if not a or not b or abs(a[-1] - b[-1]) > SAME_EDGE:
        return None
    more, fewer = (a, b) if len(a) >= len(b) else (b, a)
    if any(min(abs(x - edge) for edge in more) > SAME_EDGE for x in fewer):
        return None
    if abs(a[0] - b[0]) > SAME_EDGE and not (b[0] > a[0] and _goes_on_left(above, b[0])):
        return None
    return list(more)


def _goes_on_left(above: Sheet, edge: float) -> bool:
    """Whether the cells left of `edge` in the last row are labels that end there: no figures."""
    left = [c for c in _ending(above) if above.xs[c.column] < edge - SAME_EDGE]
    return all(
        above.xs[c.column + c.columns] <= edge + SAME_EDGE and not _NUMBER.fullmatch(c.text)
        for c in left
    )


def _ending(sheet: Sheet) -> list[Cell]:
    """The cells of the last row, and the merged ones that reach it."""
    return [cell for cell in sheet.cells if cell.row + cell.rows == sheet.rows]


def _completed(upper: Sheet, lower: Sheet) -> Sheet:
    """The lower sheet with empty cells for merged ones from above that were not drawn again."""
    first = min((cell.column for cell in lower.cells), default=0)
    left = [c for c in _ending(upper) if c.column < first]
    top, bottom = lower.box[1], lower.box[3]
    added = (
        Cell(
            0, c.column, "", lower.rows, c.columns, lower.pages[0],
            rounded((lower.xs[c.column], top, lower.xs[c.column + c.columns], bottom)),
        )
        for c in left
    )  # fmt: skip
    return replace(lower, cells=(*added, *lower.cells))


def _remapped(sheet: Sheet, edges: Sequence[float]) -> Sheet:
    """The sheet with its columns counted by `edges`."""
    at = [min(range(len(edges)), key=lambda i: abs(edges[i] - x)) for x in sheet.xs]
    cells = tuple(
        replace(c, column=at[c.column], columns=at[c.column + c.columns] - at[c.column])
        for c in sheet.cells
    )
    full = frozenset((row, at[column]) for row, column in sheet.full)
    return replace(sheet, xs=tuple(edges), cells=cells, full=full)


def _trimmed(sheet: Sheet, *, last: bool) -> Sheet:
    """Without an edge row that a page break left empty; merged cells that reach into it shrink."""
    row = sheet.rows - 1 if last else 0
    here = [cell for cell in sheet.cells if cell.row <= row < cell.row + cell.rows]
    alone = [cell for cell in here if cell.rows == 1]
    if sheet.rows < 2 or not alone or any(cell.text for cell in alone):
        return sheet
    moved = 0 if last else 1
    cells = tuple(
        replace(c, rows=c.rows - 1) if c in here else replace(c, row=c.row - moved)
        for c in sheet.cells
        if c not in alone
    )
    full = frozenset((max(row - moved, 0), column) for row, column in sheet.full)
    return replace(sheet, cells=cells, rows=sheet.rows - 1, full=full)


def _without_heads(upper: Sheet, lower: Sheet) -> tuple[Sheet, tuple[str, ...]]:
    """The lower sheet without the head rows it repeats, and what these say."""
    most = min(MOST_HEADS, upper.rows, lower.rows - 1)
    for count in range(most, 0, -1):
        heads = [_row_key(lower, row) for row in range(count)]
        if heads != [_row_key(upper, row) for row in range(count)]:
            continue
        inside = [cell for cell in lower.cells if cell.row < count]
        if any(c.row + c.rows > count for c in inside) or not _are_heads(inside):
            continue
        cells = tuple(replace(c, row=c.row - count) for c in lower.cells if c.row >= count)
        full = frozenset((row - count, column) for row, column in lower.full if row >= count)
        told = tuple(" ".join(c.text.split()) for c in inside if c.text)
        return replace(lower, cells=cells, rows=lower.rows - count, full=full), told
    return lower, ()


def _row_key(sheet: Sheet, row: int) -> list[tuple[int, int, str]]:
    return [(c.column, c.columns, "".join(c.text.split())) for c in sheet.cells if c.row == row]


def _are_heads(cells: Sequence[Cell]) -> bool:
    """Whether rows are heads: there are words in them and no figures."""
    texts = [cell.text for cell in cells if cell.text]
    return len(texts) > 1 and not any(_NUMBER.fullmatch(text) for text in texts)


def _mended(upper: Sheet, lower: Sheet) -> tuple[Sheet, Sheet]:
    """A row, or a merged cell, that the page break cut in two put together in the upper sheet."""
    ends = {c.column: c for c in _ending(upper)}
    starts = [c for c in lower.cells if c.row == 0]
    pairs = [
        (a, b) for b in starts if (a := ends.get(b.column)) is not None and a.columns == b.columns
    ]
    if _row_is_cut(upper, pairs, starts):
        return _merged(upper, pairs), _beheaded(lower)
    spans = [(a, b) for a, b in pairs if b.rows > 1 and _breaks_off(upper, a, b)]
    return _merged(upper, spans), _emptied(lower, [b for _, b in spans])


def _row_is_cut(upper: Sheet, pairs: Sequence[tuple[Cell, Cell]], starts: Sequence[Cell]) -> bool:
    """Whether the first row below goes on with the last row above.

    Figures stand in one of the halves only, and none under or over words. Of the label either half is
    missing, or it broke off where its cell was full and goes on with what begins no label.
    """
    single = [(a, b) for a, b in pairs if b.rows == 1]
    if len(single) < 2 or len(pairs) < len(starts):
        return False
    both = [(a, b) for a, b in single if a.text and b.text]
    if any(_NUMBER.fullmatch(a.text) or _NUMBER.fullmatch(b.text) for a, b in both):
        return False
    above = [a.text for a, _ in single if a.text]
    below = [b.text for _, b in single if b.text]
    figures_above = any(_NUMBER.fullmatch(text) for text in above)
    figures_below = any(_NUMBER.fullmatch(text) for text in below)
    if figures_above and figures_below:
        return False
    if both:
        return all(_breaks_off(upper, a, b) for a, b in both)
    words_above = any(not _NUMBER.fullmatch(text) for text in above)
    words_below = any(not _NUMBER.fullmatch(text) for text in below)
    return (figures_below and words_above and not words_below) or (
        figures_above and words_below and not words_above
    )


def _breaks_off(upper: Sheet, above: Cell, below: Cell) -> bool:
    return (
        bool(above.text and below.text)
        and (above.row, above.column) in upper.full
        and not _NUMBER.fullmatch(above.text)
        and not _NUMBER.fullmatch(below.text)
        and _OPENS.match(below.text) is None
    )


def _merged(upper: Sheet, pairs: Sequence[tuple[Cell, Cell]]) -> Sheet:
    """The upper sheet with the texts of the lower halves added."""
    added = {id(a): b for a, b in pairs if b.text}
    cells = tuple(
        replace(c, text=c.text + added[id(c)].text) if id(c) in added else c for c in upper.cells
    )
    return replace(upper, cells=cells)


def _beheaded(lower: Sheet) -> Sheet:
    """The lower sheet without its first row; merged cells that reach further shrink, without text."""
    cells = tuple(
        replace(c, row=max(c.row - 1, 0), rows=c.rows - (c.row == 0), text=c.text if c.row else "")
        for c in lower.cells
        if c.row + c.rows > 1
    )
    full = frozenset((row - 1, column) for row, column in lower.full if row)
    return replace(lower, cells=cells, rows=lower.rows - 1, full=full)


def _emptied(lower: Sheet, taken: Sequence[Cell]) -> Sheet:
    gone = {id(cell) for cell in taken}
    cells = tuple(replace(c, text="") if id(c) in gone else c for c in lower.cells)
    return replace(lower, cells=cells)
