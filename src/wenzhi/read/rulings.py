"""Floor 1: the lines drawn on a page → the grids of its ruled tables.

Takes `Ruling`s, gives `Lattice`s: cells with what they span, found by which lines are missing between
neighbours, so that merged cells come out as one. It must not know what stands in a cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wenzhi.base.records import Box
from wenzhi.read.pages import Ruling

SNAP = 4.0
"""Points within which lines are one: double borders and spaced cells are 2–4 apart, rows of print 7."""

GAP = 5.0
"""Points. Longest gap in a dashed or dotted line, of which no more is taken for one line."""

SHORTEST = 6.0
"""Points. What remains shorter after joining is no border: the strokes of pictures and letters."""

COVERED = 0.6
"""Share of a cell's side that must be drawn for it to be a border. Underlined words cover less."""

MAX_LINES = 1500
"""Most lines of a page from which tables are made; a page of 100 rows and 15 columns has 120."""


@dataclass(frozen=True, slots=True)
class Region:
    """One cell: first row and column, how many it spans, and its box."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: the places of its column and row borders and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]

    @property
    def box(self) -> Box:
        """The outer border."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the lines of a page make: tables, and level lines that belong to none."""

    lattices: tuple[Lattice, ...]
    levels: tuple[Ruling, ...]


def read_drawing(rulings: Iterable[Ruling]) -> Drawing:
    """The ruled tables of a page from top to bottom, and the level lines left over."""
    given = list(rulings)
    levels = join_collinear([line for line in given if line.horizontal])
    uprights = join_collinear([line for line in given if not line.horizontal])
    if len(levels) + len(uprights) > MAX_LINES:
        return Drawing((), ())
    lattices: list[Lattice] = []
    loose: list[Ruling] = []
    for across, down in components(levels, uprights):
        lattice = _lattice(across, down) if across and down else None
        if lattice is not None:
            lattices.append(lattice)
        else:
            loose += across
    return Drawing(
        tuple(sorted(_outermost(lattices), key=lambda made: (made.ys[0], made.xs[0]))),
        tuple(sorted(loose, key=lambda line: (line.at, line.low))),
    )


def join_collinear(lines: Sequence[Ruling]) -> list[Ruling]:
    """Lines at one height joined where they touch, overlap or are the dashes of one line."""
    joined: list[Ruling] = []
    for cluster in _clusters(sorted(lines, key=lambda line: line.at)):
        at = sum(line.at for line in cluster) / len(cluster)
        low = high = None
        for line in sorted(cluster, key=lambda line: line.low):
            if low is None or high is None:
                low, high = line.low, line.high
            elif line.low <= high + GAP:
                high = max(high, line.high)
            else:
                joined.append(Ruling(line.horizontal, at, low, high))
                low, high = line.low, line.high
        if low is not None and high is not None:
            joined.append(Ruling(cluster[0].horizontal, at, low, high))
    return [line for line in joined if line.high - line.low >= SHORTEST]


def _clusters(lines: Sequence[Ruling]) -> list[list[Ruling]]:
    """Lines in order of place, cut where the next is more than `SNAP` from the first."""
    clusters: list[list[Ruling]] = []
    for line in lines:
        if clusters and line.at - clusters[-1][0].at <= SNAP:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    return clusters


def components(
    levels: Sequence[Ruling], uprights: Sequence[Ruling]
) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Lines that touch each other, directly or through others, as level and upright ones.

    Touching means nearer than `SNAP`, in whatever the lines are measured.
    """
    parent = list(range(len(levels) + len(uprights)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for a, level in enumerate(levels):
        for b, upright in enumerate(uprights, start=len(levels)):
            if (
                level.low - SNAP <= upright.at <= level.high + SNAP
                and upright.low - SNAP <= level.at <= upright.high + SNAP
            ):
                parent[root(a)] = root(b)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index, line in enumerate([*levels, *uprights]):
        across, down = groups.setdefault(root(index), ([], []))
        (across if line.horizontal else down).append(line)
    return list(groups.values())


def _lattice(across: Sequence[Ruling], down: Sequence[Ruling]) -> Lattice | None:
    """The table that touching lines make; None for a frame around text."""
    # Where a side is not drawn (open tables, rows cut by the end of a page) the lines' ends show it.
    xs = _edges([line.at for line in down], [(line.low, line.high) for line in across])
    ys = _edges([line.at for line in across], [(line.low, line.high) for line in down])
    if len(xs) < 3 or len(ys) < 2:
        return None
    cells = _regions(xs, ys, across, down)
    lattice = _without_idle_edges(xs, ys, cells)
    return lattice if len(lattice.xs) > 2 else None


def _edges(places: Sequence[float], extents: Sequence[tuple[float, float]]) -> list[float]:
    low, high = min(low for low, _ in extents), max(high for _, high in extents)
    edges: list[float] = []
    for place in sorted([*places, low, high]):
        if not edges or place - edges[-1] > SNAP:
            edges.append(place)
    return edges


def _regions(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Ruling], down: Sequence[Ruling]
) -> list[tuple[int, int, int, int]]:
    """Cells as row, column, rows, columns: the largest rectangles without a line inside."""
    rows, columns = len(ys) - 1, len(xs) - 1
    right = [
        [_drawn(down, xs[c + 1], ys[r], ys[r + 1]) for c in range(columns)] for r in range(rows)
    ]
    below = [
        [_drawn(across, ys[r + 1], xs[c], xs[c + 1]) for c in range(columns)] for r in range(rows)
    ]
    taken: set[tuple[int, int]] = set()
    cells: list[tuple[int, int, int, int]] = []
    for r in range(rows):
        for c in range(columns):
            if (r, c) in taken:
                continue
            wide = 1
            while c + wide < columns and not right[r][c + wide - 1] and (r, c + wide) not in taken:
                wide += 1
            high = 1
            while r + high < rows and _goes_on(r + high, c, wide, right, below, taken):
                high += 1
            taken |= {(r + i, c + j) for i in range(high) for j in range(wide)}
            cells.append((r, c, high, wide))
    return cells


def _goes_on(
    row: int,
    column: int,
    wide: int,
    right: Sequence[Sequence[bool]],
    below: Sequence[Sequence[bool]],
    taken: set[tuple[int, int]],
) -> bool:
    """Whether a cell goes on into `row`: no line above it, none inside, nothing there yet."""
    span = range(column, column + wide)
    if any(below[row - 1][c] or (row, c) in taken for c in span):
        return False
    return not any(right[row][c] for c in span[:-1])


def _drawn(lines: Sequence[Ruling], at: float, low: float, high: float) -> bool:
    """Whether most of the side from `low` to `high` is drawn at `at`."""
    covered = sum(
        max(0.0, min(high, line.high) - max(low, line.low))
        for line in lines
        if abs(line.at - at) <= SNAP
    )
    return covered >= COVERED * (high - low)


def _without_idle_edges(
    xs: Sequence[float], ys: Sequence[float], cells: Sequence[tuple[int, int, int, int]]
) -> Lattice:
    """Rows and columns at whose border no cell begins or ends are no rows and columns."""
    row_edges = sorted({edge for r, _, high, _ in cells for edge in (r, r + high)})
    column_edges = sorted({edge for _, c, _, wide in cells for edge in (c, c + wide)})
    row_at = {edge: index for index, edge in enumerate(row_edges)}
    column_at = {edge: index for index, edge in enumerate(column_edges)}
    regions = [
        Region(
            row_at[r],
            column_at[c],
            row_at[r + high] - row_at[r],
            column_at[c + wide] - column_at[c],
            (xs[c], ys[r], xs[c + wide], ys[r + high]),
        )
        for r, c, high, wide in cells
    ]
    return Lattice(
        tuple(xs[edge] for edge in column_edges), tuple(ys[edge] for edge in row_edges),
        tuple(sorted(regions, key=lambda region: (region.row, region.column))),
    )  # fmt: skip


def lattice_of(xs: Sequence[float], ys: Sequence[float], regions: Iterable[Region]) -> Lattice:
    """A table of these cells, which cover all its places, in reading order."""
    ordered = sorted(regions, key=lambda region: (region.row, region.column))
    return Lattice(tuple(xs), tuple(ys), tuple(ordered))


def _outermost(lattices: Sequence[Lattice]) -> list[Lattice]:
    """Tables that do not lie within a cell of another one; a frame around a table is none."""
    return [
        made
        for made in lattices
        if not any(other is not made and _within(made.box, other.box) for other in lattices)
    ]


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - 1
        and inner[1] >= outer[1] - 1
        and inner[2] <= outer[2] + 1
        and inner[3] <= outer[3] + 1
    )


def region_at(lattice: Lattice, places: dict[tuple[int, int], int], x: float, y: float) -> int:
    """The index in `places` of the cell that holds a point within the table's border."""
    column = min(max(bisect_right(lattice.xs, x) - 1, 0), len(lattice.xs) - 2)
    row = min(max(bisect_right(lattice.ys, y) - 1, 0), len(lattice.ys) - 2)
    return places[(row, column)]


def places_of(lattice: Lattice) -> dict[tuple[int, int], int]:
    """Which region covers each row and column."""
    return {
        (row, column): index
        for index, region in enumerate(lattice.regions)
        for row in range(region.row, region.row + region.rows)
        for column in range(region.column, region.column + region.columns)
    }


def bands(levels: Sequence[Ruling]) -> list[tuple[Ruling, ...]]:
    """Level lines of equal extent below each other, three or more: a table without upright lines."""
    groups: list[list[Ruling]] = []
    for line in levels:
        for group in groups:
            if abs(group[0].low - line.low) <= SNAP and abs(group[0].high - line.high) <= SNAP:
                group.append(line)
                break
        else:
            groups.append([line])
    return [tuple(group) for group in groups if len(group) >= 3 and _apart(group)]


def _apart(group: Sequence[Ruling]) -> bool:
    return all(below.at - above.at > SNAP for above, below in pairwise(group))
