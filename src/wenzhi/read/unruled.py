"""Floor 1: tables without rulings: rows of figures below each other → the grid they stand in.

Takes the lines of a page outside ruled tables, gives `Sheet`s and the lines left over. Words above each
other at the pitch of wrapped print are one block; blocks of figures whose middles (or tops, or bottoms)
are level are a row; figures below each other are a column. Where this does not come out even nothing is
claimed and the lines stay lines. It must not know what the figures mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Box
from wenzhi.read.composition import Cell
from wenzhi.read.lines import COLUMN_GAP, Line, Word, box_of
from wenzhi.read.pages import Glyph
from wenzhi.read.sheets import Sheet, confidence_of, rounded

LEAST_FIGURES = 4
"""Figures of a row from which columns are sought; shorter rows are as plain as lines of words."""

LONE_FIGURES = 10
"""Figures from which a single row is a table."""

LEVEL = 0.3
"""Ems by which the middles of blocks of one row may differ."""

SLACK = 0.8
"""Points. Lines of one cell are equally far apart but for rounding; rows have their padding besides."""

WIDEST_PITCH = 2.2
"""Ems between two lines of one cell."""

LABELLED = 0.8
"""Share of a table's rows that must have a label level with them; otherwise the labels are set otherwise."""

HEADED = 14
"""Ems above the first row within which the heads of its columns stand: three rows of wrapped words."""

_FIGURE = as_pattern(
    r"[+\-−]?[\d０-９][\d０-９,.，．]*(?:%|％|件|条|个|万元|元)?|[/／\-—–―－─无]|[-—－/／]{2}"
)

_OPENS = as_pattern(r"[（(]?[一二三四五六七八九十\d]{1,2}[、.．)）,]")
"""What a label of a list begins with, and none of its further lines."""

Extent: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Block:
    """Words above each other that are one cell's text, from top to bottom."""

    words: tuple[Word, ...]

    @cached_property
    def glyphs(self) -> tuple[Glyph, ...]:
        """All characters."""
        return tuple(glyph for word in self.words for glyph in word.glyphs)

    @cached_property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return box_of(self.glyphs)

    @property
    def size(self) -> float:
        """Font size in points."""
        return self.words[0].glyphs[0].size

    @cached_property
    def text(self) -> str:
        """Its words; what the column cut is one again."""
        return "".join(word.text for word in self.words)

    @cached_property
    def figure(self) -> bool:
        """Whether it is a figure, or a dash in place of one."""
        return _FIGURE.fullmatch(self.text) is not None

    def anchor(self, mode: int) -> float:
        """Where it is level with the others of its row: 0 middle, 1 top, 2 bottom."""
        first, last = _base(self.words[0]), _base(self.words[-1])
        return ((first + last) / 2, first, last)[mode]


@dataclass(frozen=True, slots=True)
class _Row:
    """Figures that are level, from left to right, and where."""

    at: float
    figures: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to see the words of a page: rows, blocks that are no figures, and how much it explains.

    `weak` are rows of fewer figures, which belong to a table only where they stand between its rows.
    """

    rows: tuple[_Row, ...]
    weak: tuple[_Row, ...]
    labels: tuple[Block, ...]
    mode: int
    worth: tuple[int, ...]


def read_unruled(
    lines: Sequence[Line], page: int, known: Sequence[Extent] = ()
) -> tuple[list[Sheet], list[Line], list[Extent]]:
    """The tables among `lines`, the lines without them, and the columns of a table at their end.

    `known` are the columns at the end of the page before: of a table that goes on, some may be empty here.
    """
    words = [word for line in lines for word in line.words]
    if sum(map(_is_figure, words)) < (1 if known else 2) * LEAST_FIGURES:
        return [], list(lines), []
    links = _links(words)
    best = max(
        (
            _reading(blocks, mode)
            for pitch in _pitches(links.values())
            for blocks in [_blocks(words, links, pitch)]
            for mode in range(3)
        ),
        key=lambda reading: reading.worth,
    )
    sheets: list[Sheet] = []
    columns: list[Extent] = []
    taken: set[int] = set()
    for rows in _going_on(best, known, _tables(best)):
        columns = _columns(rows, known if not sheets else ())
        labels = _labels(rows, columns, best)
        if not columns or labels is None or any(_doubled(row, columns) for row in rows):
            continue
        heads = _heads(rows[0], columns, labels[0], words) if rows[0].figures else []
        sheets.append(_sheet(rows, columns, labels, heads, page))
        blocks = (b for group in (*(row.figures for row in rows), *labels, heads) for b in group)
        for block in blocks:
            taken |= {id(word) for word in block.words}
    rest = [
        Line(tuple(word for word in line.words if id(word) not in taken))
        for line in lines
        if any(id(word) not in taken for word in line.words)
    ]
    low = max((sheet.box[3] for sheet in sheets), default=0.0)
    below = [line for line in rest if line.base > low]
    over = any(line.box[2] > columns[0][0] + line.size for line in below) if columns else True
    return sheets, rest, [] if over else columns


def _base(word: Word) -> float:
    return word.glyphs[0].base


def recognised_row(line: Line, page: int) -> Sheet | None:
    """A line of recognised words and figures as a row of cells, so that each keeps its confidence.

    None for print, which needs none, and for running text.
    """
    known = line.glyphs[0].confidence is not None
    if not known or line.widest_gap < COLUMN_GAP or not any(map(_is_figure, line.words)):
        return None
    groups: list[list[Word]] = []
    for word in line.words:
        last = groups[-1][-1] if groups else None
        near = last is not None and word.x0 - last.x1 < line.size
        if last is not None and near and not (_is_figure(last) or _is_figure(word)):
            groups[-1].append(word)
        else:
            groups.append([word])
    cells = tuple(_cell(0, place, Block(tuple(group)), page) for place, group in enumerate(groups))
    return Sheet((), 1, cells, frozenset(), line.box, (page,))


def _is_figure(word: Word) -> bool:
    return _FIGURE.fullmatch(word.text) is not None


def _links(words: Sequence[Word]) -> dict[int, tuple[Word, float]]:
    """For each word the nearest below that stands under it and is of the same sort, and how far."""
    ordered = sorted(words, key=_base)
    figures = [_is_figure(word) for word in ordered]
    links: dict[int, tuple[Word, float]] = {}
    for place, word in enumerate(ordered):
        size = word.glyphs[0].size
        for other, figure in zip(ordered[place + 1 :], figures[place + 1 :], strict=True):
            step = _base(other) - _base(word)
            if step > WIDEST_PITCH * size:
                break
            overlap = min(word.x1, other.x1) - max(word.x0, other.x0)
            narrower = min(word.x1 - word.x0, other.x1 - other.x0)
            if step > 0.7 * size and overlap >= 0.5 * narrower and figure == figures[place]:
                links[id(word)] = (other, step)
                break
    return links


def _pitches(links: Iterable[tuple[Word, float]]) -> list[float]:
    """Distances up to which lines may belong to one cell: none, and the smallest that occur."""
    limits = [0.0]
    for step in sorted(step for _, step in links):
        if step > limits[-1] + SLACK and len(limits) < 4:
            limits.append(step)
    return [0.0, *(limit + SLACK for limit in limits[1:])]


def _blocks(
    words: Sequence[Word], links: dict[int, tuple[Word, float]], pitch: float
) -> list[Block]:
    """Words chained downwards where the next one is no further than `pitch`."""
    below = {word: other for word, (other, step) in links.items() if step <= pitch}
    begun = {id(other) for other in below.values()}
    blocks: list[Block] = []
    used: set[int] = set()
    for word in words:
        if id(word) in begun:
            continue
        chain: list[Word] = []
        link: Word | None = word
        while link is not None and id(link) not in used:
            used.add(id(link))
            chain.append(link)
            link = below.get(id(link))
        if chain:
            blocks.append(Block(tuple(chain)))
    return blocks


def _reading(blocks: Sequence[Block], mode: int) -> _Reading:
    figures = sorted((b for b in blocks if b.figure), key=lambda block: block.anchor(mode))
    labels = tuple(block for block in blocks if not block.figure)
    level: list[list[Block]] = []
    for block in figures:
        if level and block.anchor(mode) - level[-1][0].anchor(mode) <= LEVEL * block.size:
            level[-1].append(block)
        else:
            level.append([block])
    rows: list[_Row] = []
    weak: list[_Row] = []
    for group in level:
        at = median(block.anchor(mode) for block in group)
        row = _Row(at, tuple(sorted(group, key=lambda block: block.box[0])))
        strong = len(group) >= LEAST_FIGURES and not _mixed(row, labels, mode)
        (rows if strong else weak).append(row)
    within = sum(len(row.figures) for row in rows)
    outside = sum(
        len(row.figures)
        for row in weak
        if rows
        and rows[0].at < row.at < rows[-1].at
        and not any(abs(label.anchor(mode) - row.at) <= LEVEL * label.size for label in labels)
    )
    # Of two readings that explain as many figures, the one with more labels level is the right one;
    # then the one that puts fewer labels of rows without figures together; then that with fewer pieces.
    labelled = sum(
        any(abs(label.anchor(mode) - row.at) <= LEVEL * label.size for label in labels)
        for row in rows
    )
    merged = sum(_OPENS.match(word.text) is not None for b in labels for word in b.words[1:])
    worth = (within - 3 * outside, labelled, -merged, -len(labels))
    return _Reading(tuple(rows), tuple(weak), labels, mode, worth)


def _mixed(row: _Row, labels: Iterable[Block], mode: int) -> bool:
    """Whether words stand among the figures: running text with blanks around its numbers."""
    left, right = row.figures[0].box[2], row.figures[-1].box[0]
    return any(
        abs(label.anchor(mode) - row.at) <= LEVEL * label.size and left < label.box[0] < right
        for label in labels
    )


def _tables(reading: _Reading) -> list[list[_Row]]:
    """Rows whose figures stand below each other, with no words across their columns between them."""
    tables: list[list[_Row]] = []
    for row in reading.rows:
        if tables and _goes_on(tables[-1], row, reading):
            tables[-1].append(row)
        else:
            tables.append([row])
    return [
        _with_weak(rows, reading)
        for rows in tables
        if len(rows) > 1 or len(rows[0].figures) >= LONE_FIGURES
    ]


def _going_on(
    reading: _Reading, known: Sequence[Extent], tables: list[list[_Row]]
) -> list[list[_Row]]:
    """The tables of a page whose first goes on from the page before, in columns that are `known`.

    Then the labels above its figures are its rows, too, and those below if nothing else follows: a few
    rows may have no figures. It ends where words stand across the columns.
    """
    if not known:
        return tables
    left = known[0][0]
    across = [b.anchor(reading.mode) for b in reading.labels if b.box[2] > left + b.size]
    end = min(across, default=float("inf"))
    rows = [row for row in (*reading.rows, *reading.weak) if row.at < end]
    full = [row for row in rows if len(row.figures) >= LEAST_FIGURES]
    if not full or any(_doubled(row, known) for row in rows):
        return tables
    # A label may be the rest of one that the page cut, unless it opens a row; and the page may cut the
    # last one off from its figures, unless these stand level with its first line.
    opening = [b.anchor(reading.mode) for b in reading.labels if _OPENS.match(b.text)]
    first = min((*opening, *(row.at for row in rows))) - SLACK
    last = float("inf") if not across and reading.mode == 1 else max(row.at for row in rows)
    whole = _with_labels(rows, reading, first, last)
    if _labels(whole, known, reading) is None:
        return tables
    return [whole, *(table for table in tables if table[0].at > end)]


def _with_weak(rows: Sequence[_Row], reading: _Reading) -> list[_Row]:
    """The rows of a table with those between them that have few figures or, behind a label, none."""
    first, last = rows[0].at, rows[-1].at
    weak = [row for row in reading.weak if first < row.at < last]
    return _with_labels([*rows, *weak], reading, first, last)


def _with_labels(rows: Sequence[_Row], reading: _Reading, first: float, last: float) -> list[_Row]:
    """Rows with those of labels alone that stand between two heights."""
    found = list(rows)
    for label in reading.labels:
        at = label.anchor(reading.mode)
        if first < at < last and all(abs(row.at - at) > LEVEL * label.size for row in found):
            found.append(_Row(at, ()))
    return sorted(found, key=lambda row: row.at)


def _goes_on(rows: Sequence[_Row], row: _Row, reading: _Reading) -> bool:
    before = _columns(rows)
    after = _columns([*rows, row])
    if len(after) < max(len(before), len(row.figures)) or len(after) > len(before) + 2:
        return False
    left = after[0][0]
    return not any(
        rows[-1].at < label.anchor(reading.mode) < row.at and label.box[2] > left + label.size
        for label in reading.labels
    )


def _columns(rows: Sequence[_Row], known: Sequence[Extent] = ()) -> list[Extent]:
    """Where figures stand below each other: extents that do not overlap, from left to right."""
    extents = sorted((b.box[0], b.box[2]) for row in rows for b in row.figures)
    columns: list[Extent] = []
    for low, high in extents:
        if columns and low <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], high))
        else:
            columns.append((low, high))
    if len(known) > len(columns):
        places = [_overlapping(column, known) for column in columns]
        if all(len(place) == 1 for place in places) and len(set(map(tuple, places))) == len(places):
            return list(known)
    return columns


def _doubled(row: _Row, columns: Sequence[Extent]) -> bool:
    """Whether two figures of a row stand in one column."""
    places = [_overlapping((b.box[0], b.box[2]), columns) for b in row.figures]
    return any(len(place) != 1 for place in places) or len({p[0] for p in places}) < len(places)


def _overlapping(extent: Extent, columns: Sequence[Extent]) -> list[int]:
    return [
        index
        for index, (low, high) in enumerate(columns)
        if min(high, extent[1]) - max(low, extent[0]) > 0
    ]


def _labels(
    rows: Sequence[_Row], columns: Sequence[Extent], reading: _Reading
) -> list[list[Block]] | None:
    """The words left of each row's figures, from left to right; None where they are not level.

    None, too, where words stand in a column: a figure glued to its label or an odd cell would be lost.
    Words between the rows (a label over several rows, letters set upright) are rows without figures.
    """
    left = columns[0][0]
    groups: list[list[Block]] = [[] for _ in rows]
    for label in reading.labels:
        at = label.anchor(reading.mode)
        near = min(range(len(rows)), key=lambda index: abs(rows[index].at - at))
        off = abs(rows[near].at - at)
        if off <= 0.6 * label.size and _in_columns(label, left):
            return None
        if off <= LEVEL * label.size and label.box[2] <= left + label.size:
            groups[near].append(label)
    figured = [group for group, row in zip(groups, rows, strict=True) if row.figures]
    if len(figured) > 1 and sum(bool(group) for group in figured) < LABELLED * len(figured):
        return None
    if any(_torn(index, rows, groups) for index in range(len(rows))):
        return None
    return [sorted(group, key=lambda block: block.box[0]) for group in groups]


def _torn(index: int, rows: Sequence[_Row], groups: Sequence[Sequence[Block]]) -> bool:
    """Whether figures without a label stand next to a label without figures: they may be one row."""
    beside = [*rows[max(0, index - 1) : index], *rows[index + 1 : index + 2]]
    return bool(
        rows[index].figures and not groups[index] and any(not row.figures for row in beside)
    )


def _heads(
    first: _Row, columns: Sequence[Extent], labels: Sequence[Block], words: Sequence[Word]
) -> list[Block]:
    """The words over the columns, one block each; none where a column has none of its own.

    Words over several columns stay lines. The lines of a head are as near as any lines are there.
    """
    edge = max((block.box[2] for block in labels), default=0.0)
    zones = _zones(columns, edge)
    size = first.figures[0].size
    top = min(_base(block.words[0]) for block in first.figures) - 0.7 * size
    above = [w for w in words if top - HEADED * size < _base(w) < top and not _is_figure(w)]
    held = [[w for w in above if low <= w.x0 + 1 and w.x1 - 1 <= high] for low, high in zones]
    steps = [_base(b) - _base(a) for zone in held for a, b in pairwise(sorted(zone, key=_base))]
    pitch = min((step for step in steps if step > 0.7 * size), default=0.0) + SLACK
    heads = [_lowest(sorted(zone, key=_base), pitch) for zone in held]
    return [Block(head) for head in heads] if all(heads) else []


def _lowest(words: Sequence[Word], pitch: float) -> tuple[Word, ...]:
    """The last of words below each other, with those above at the pitch of print."""
    chain = list(words[-1:])
    for word in reversed(words[:-1]):
        if _base(chain[0]) - _base(word) > pitch:
            break
        chain.insert(0, word)
    return tuple(chain)


def _zones(columns: Sequence[Extent], edge: float) -> list[Extent]:
    """The columns with half of what lies between them; the first begins at `edge`."""
    middles = [(low + high) / 2 for low, high in columns]
    if len(middles) < 2:
        return []
    width = median(b - a for a, b in pairwise(middles))
    between = [(a + b) / 2 for a, b in pairwise(middles)]
    return list(pairwise([edge, *between, max(middles[-1] + width / 2, between[-1] + width)]))


def _in_columns(label: Block, left: float) -> bool:
    """Whether words, or a figure at the end of a label, stand where the columns of figures are."""
    inside = [glyph for glyph in label.glyphs if glyph.centre[0] > left]
    return len(inside) > 1 or any(glyph.text.isdigit() for glyph in inside)


def _sheet(
    rows: Sequence[_Row],
    columns: Sequence[Extent],
    labels: Sequence[Sequence[Block]],
    heads: Sequence[Block],
    page: int,
) -> Sheet:
    """The table; its heads are its first row, but its place is that of the rows of figures."""
    depth = max(len(group) for group in labels)
    size = next(block.size for row in rows for block in row.figures)
    cells = [_cell(0, depth + place, head, page) for place, head in enumerate(heads)]
    for number, (row, group) in enumerate(zip(rows, labels, strict=True), start=bool(heads)):
        for place, block in enumerate(group, start=depth - len(group)):
            cells.append(_cell(number, place, block, page))
        held = {_overlapping((b.box[0], b.box[2]), columns)[0]: b for b in row.figures}
        for place, (low, high) in enumerate(columns):
            if place in held:
                cells.append(_cell(number, depth + place, held[place], page))
            else:
                box = rounded((low, row.at - size, high, row.at))
                cells.append(Cell(number, depth + place, "", page=page, box=box))
    blocks = [block for row in rows for block in row.figures]
    blocks += [block for group in labels for block in group]
    box = box_of([glyph for block in blocks for glyph in block.glyphs])
    return Sheet((), len(rows) + bool(heads), tuple(cells), frozenset(), box, (page,))


def _cell(row: int, column: int, block: Block, page: int) -> Cell:
    return Cell(
        row, column, block.text, page=page, box=rounded(block.box),
        confidence=confidence_of(block.glyphs),
    )  # fmt: skip
