"""Floor 1: a ruled table of which some borders are not drawn → the table with the borders its figures show.

Takes a `Lattice` and the glyphs within it; gives the lattice with cells that hold several texts cut
where a figure stands alone in a place of the grid that other rows and columns have. It must not know
what a figure says. Text without figures is never cut: merged cells hold lines of text in many places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.read.lines import Word, read_lines
from wenzhi.read.pages import Glyph
from wenzhi.read.rulings import Lattice, Region, lattice_of, places_of, region_at

USUAL = 0.5
"""Share of the other rows (or columns) that must have a border where one is said to be lost."""

_FIGURE = as_pattern(r"[+\-−]?[\d０-９][\d０-９,，]*(?:\.\d+)?|[/／—–-]{1,2}")
_INSIDE = 1.0
"""Points by which a figure may reach beyond its place: boxes of letters are a little wider than ink."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Crowd:
    """A cell over several places: the places that hold one figure alone, and everything in it."""

    region: Region
    figures: frozenset[Place]
    words: tuple[Word, ...]


def with_lost_rules(lattice: Lattice, glyphs: Sequence[Glyph]) -> Lattice:
    """The lattice with borders around figures that share a cell; the same one where none do."""
    if any(glyph.confidence is not None for glyph in glyphs):
        return lattice  # a scan: what stands where is not known well enough
    crowds = [crowd for crowd in _crowds(lattice, glyphs) if crowd.figures]
    if not crowds:
        return lattice
    borders = _Borders(lattice, frozenset(place for crowd in crowds for place in crowd.figures))
    kept = [region for region in lattice.regions if region not in {c.region for c in crowds}]
    cut = [region for crowd in crowds for region in _cut(crowd, lattice, borders)]
    return lattice_of(lattice.xs, lattice.ys, (*kept, *cut))


class _Borders:
    """How usual a border is at each line of the grid: drawn, or between two figures of one cell."""

    def __init__(self, lattice: Lattice, figures: frozenset[Place]) -> None:
        places = places_of(lattice)
        rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1

        def parted(one: Place, other: Place) -> bool:
            return places[one] != places[other] or {one, other} <= figures

        self.columns = [
            sum(parted((r, c - 1), (r, c)) for r in range(rows)) / rows for c in range(1, columns)
        ]
        self.rows = [
            sum(parted((r - 1, c), (r, c)) for c in range(columns)) / columns
            for r in range(1, rows)
        ]

    def before_column(self, column: int) -> bool:
        return not 0 < column <= len(self.columns) or self.columns[column - 1] >= USUAL

    def before_row(self, row: int) -> bool:
        return not 0 < row <= len(self.rows) or self.rows[row - 1] >= USUAL


def _crowds(lattice: Lattice, glyphs: Sequence[Glyph]) -> Iterator[_Crowd]:
    places = places_of(lattice)
    held: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        held.setdefault(region_at(lattice, places, *glyph.centre), []).append(glyph)
    for index, inside in sorted(held.items()):
        region = lattice.regions[index]
        if region.rows * region.columns == 1:
            continue
        words = tuple(word for line in read_lines(inside) for word in line.words)
        if len(words) > 1:
            yield _Crowd(region, _figure_places(lattice, region, words), words)


def _figure_places(lattice: Lattice, region: Region, words: Sequence[Word]) -> frozenset[Place]:
    """Places of a cell that hold a figure and nothing else, where other places hold something."""
    held: dict[Place, list[Word]] = {}
    for word in words:
        for place in _places(lattice, region, word):
            held.setdefault(place, []).append(word)
    alone = {
        place
        for place, inside in held.items()
        if len(inside) == 1
        and _FIGURE.fullmatch(inside[0].text)
        and len(list(_places(lattice, region, inside[0]))) == 1
    }
    return frozenset(alone) if len(held) > 1 else frozenset()


def _places(lattice: Lattice, region: Region, word: Word) -> Iterator[Place]:
    """The places of a cell that a word stands in or reaches into."""
    top = min(glyph.top for glyph in word.glyphs)
    bottom = max(glyph.bottom for glyph in word.glyphs)
    for row in range(region.row, region.row + region.rows):
        if not _meet(lattice.ys[row], lattice.ys[row + 1], top, bottom):
            continue
        for column in range(region.column, region.column + region.columns):
            if _meet(lattice.xs[column], lattice.xs[column + 1], word.x0, word.x1):
                yield row, column


def _meet(low: float, high: float, start: float, end: float) -> bool:
    return start < high - _INSIDE and end > low + _INSIDE


def _cut(crowd: _Crowd, lattice: Lattice, borders: _Borders) -> list[Region]:
    """The cells that a crowded one is cut into; itself where the grid does not bear it out.

    Each row with figures becomes a row of its own, in it each figure a cell, and what stands beside
    figures a cell from border to border.
    """
    region = crowd.region
    end, right = region.row + region.rows, region.column + region.columns
    figured = {row for row, _ in crowd.figures}
    edges = {edge for row in figured for edge in (row, row + 1)} | {region.row, end}
    sides = {edge for _, column in crowd.figures for edge in (column, column + 1)}
    if not all(borders.before_row(edge) for edge in edges - {region.row, end}):
        return [region]
    if not all(borders.before_column(edge) for edge in sides - {region.column, right}):
        return [region]
    made: list[Region] = []
    for top, bottom in pairwise(sorted(edges)):
        cuts = {edge for row, c in crowd.figures if row == top for edge in (c, c + 1)}
        for left, until in pairwise(sorted(cuts | {region.column, right})):
            made.append(_region(lattice, (top, left), (bottom, until)))
    return made


def _region(lattice: Lattice, first: Place, end: Place) -> Region:
    (top, left), (bottom, right) = first, end
    xs, ys = lattice.xs, lattice.ys
    box = (xs[left], ys[top], xs[right], ys[bottom])
    return Region(top, left, bottom - top, right - left, box)
