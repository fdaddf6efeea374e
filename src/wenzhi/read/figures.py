"""Floor 1: figures of a recognised page read a second time, each alone and cleared of what is no letter.

A figure counts as sure only if both readings agree: one read them in the line they were found in, the
other in a crop from which rulings, specks and leftovers of borders are taken. Nothing is ever computed:
no sum decides what a figure is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Box
from wenzhi.read.recogniser import Word, read_lines
from wenzhi.read.rulings import Lattice
from wenzhi.read.strokes import Image

DOUBT = 0.3
"""Confidence of a figure whose two readings differ: one of them is wrong."""

_ONCE = 0.92
"""What the confidence of a figure that was read once only is worth."""

_EDGE = 4
"""Dots from a cell's border within which thin ink is what the border left."""

_LEAST_HEIGHT = 0.45
"""Share of the tallest mark of a line that a digit has at least; specks and points have less."""

_POINT = 0.7
"""Share of a digit's stroke that a decimal point is wide and high at least; specks are smaller."""

_LOOSE = (0.04, 0.25)
"""Inches. Heights of marks outside rulings that may be figures nobody found."""

_MOST_LOOSE = 400
"""Marks of a page that are read in search of figures; a table of 25 rows and 7 columns has 175."""

_FIGURE = as_pattern(r"[\dOo〇○.,，．+\-−—–/一]{1,14}")
_STRAY = " .,，．。、·'`’|_°"
"""What specks and leftovers of borders read as at the ends of a figure."""

_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "〇": "0", "○": "0"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A level picture, where its ink is letters, and its dots per inch."""

    image: Image
    ink: Image
    dpi: float


def is_figure(word: Word) -> bool:
    """Whether a piece of text is a figure or a dash in place of one."""
    return _FIGURE.fullmatch(word.text.replace(" ", "")) is not None


def has_point(word: Word) -> bool:
    """Whether a figure has a point or comma in it."""
    return is_figure(word) and not set(word.text).isdisjoint(".,，．")


def reread_cells(sheet: Sheet, words: Sequence[Word], lattice: Lattice, dots: float) -> list[Word]:
    """The words with those in the cells of a ruled table read again where that is called for.

    Read again are cells with ink and no text, cells that one piece of text runs through, and all
    cells that hold a figure. `dots` are those of a point.
    """
    left, top, right, bottom = (edge * dots for edge in lattice.box)
    kept: list[Word] = []
    held: list[list[Word]] = [[] for _ in lattice.regions]
    broken: set[int] = set()
    boxes = [_in_dots(region.box, dots) for region in lattice.regions]
    for word in words:
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        if not (left < x < right and top < y < bottom):
            kept.append(word)
            continue
        shares = [(_share(word.box, box), index) for index, box in enumerate(boxes)]
        shares = [(share, index) for share, index in shares if share > 0]
        most = max(shares, default=(0.0, -1))
        if most[0] < 0.75:
            broken |= {index for share, index in shares if share > 0.1}
        if most[1] >= 0:
            held[most[1]].append(word)
    jobs = [
        _Job(index, inside, _lines_in_cell(sheet, box))
        for index, (box, inside) in enumerate(zip(boxes, held, strict=True))
        if index in broken or not inside or all(map(is_figure, inside))
    ]
    for job, again in zip(jobs, _read(sheet, jobs), strict=True):
        held[job.index] = _settled(job.words, again, job.index in broken)
    clipped = (
        _clipped(word, box) for box, inside in zip(boxes, held, strict=True) for word in inside
    )
    return [*kept, *clipped]


def reread_loose(sheet: Sheet, words: Sequence[Word], lattices: Sequence[Box]) -> list[Word]:
    """The words with figures outside ruled tables read again, and those added that nobody found.

    `lattices` are the tables' boxes in dots.
    """
    outside = [i for i, word in enumerate(words) if not _within_any(word.box, lattices)]
    jobs = [
        _Job(index, [words[index]], _lines_at(sheet, words[index].box))
        for index in outside
        if is_figure(words[index])
    ]
    result = list(words)
    for job, again in zip(jobs, _read(sheet, jobs), strict=True):
        result[job.index] = _settled(job.words, again, broken=False)[0]
    return [*result, *_unfound(sheet, words, lattices)]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of ink: its box, and which of the dots in it are letters."""

    box: tuple[int, int, int, int]
    mask: Image


@dataclass(frozen=True, slots=True)
class _Job:
    """What is read again: what was found there, and its lines of ink."""

    index: int
    words: list[Word]
    lines: list[_Line]


def _in_dots(box: Box, dots: float) -> Box:
    left, top, right, bottom = (edge * dots for edge in box)
    return left, top, right, bottom


def _share(inner: Box, outer: Box) -> float:
    """How much of a box's area lies within another."""
    wide = min(inner[2], outer[2]) - max(inner[0], outer[0])
    high = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return max(0.0, wide) * max(0.0, high) / area if area else 0.0


def _within_any(box: Box, others: Iterable[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left < x < right and top < y < bottom for left, top, right, bottom in others)


def _clipped(word: Word, box: Box) -> Word:
    """The word within its cell: found boxes are a little larger than what is written."""
    left, top, right, bottom = word.box
    inside = (
        max(left, box[0] + 2), max(top, box[1]), min(right, box[2] - 2), min(bottom, box[3])
    )  # fmt: skip
    return replace(word, box=inside)


def _lines_in_cell(sheet: Sheet, box: Box) -> list[_Line]:
    """The lines of ink in a cell, from top to bottom, without what its border left."""
    x0, y0, x1, y1 = (round(edge) for edge in box)
    window = (max(0, x0 + 2), max(0, y0 + 2), x1 - 2, y1 - 2)
    return _lines(sheet, window, bordered=True)


def _lines_at(sheet: Sheet, box: Box) -> list[_Line]:
    """The lines of ink in the box of a word."""
    x0, y0, x1, y1 = (round(edge) for edge in box)
    return _lines(sheet, (max(0, x0 - 2), max(0, y0 - 2), x1 + 2, y1 + 2), bordered=False)


def _lines(sheet: Sheet, window: tuple[int, int, int, int], *, bordered: bool) -> list[_Line]:
    """The lines of ink in a window; one that is `bordered` has leftovers of lines along its edges."""
    import numpy as np

    x0, y0, x1, y1 = window
    inside = sheet.ink[y0:y1, x0:x1]
    if inside.size == 0 or not inside.any():
        return []
    inside = _without_border(inside) if bordered else inside
    rows = np.flatnonzero(inside.any(axis=1))
    if not rows.size:
        return []
    lines: list[_Line] = []
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 2) + 1):
        band = _digits_of(inside[run[0] : run[-1] + 1])
        columns = np.flatnonzero(band.any(axis=0))
        if not columns.size:
            continue
        left, right = int(columns[0]), int(columns[-1]) + 1
        top, bottom = int(run[0]), int(run[-1]) + 1
        lines.append(_Line((x0 + left, y0 + top, x0 + right, y0 + bottom), band[:, left:right]))
    return lines


def _without_border(inside: Image) -> Image:
    """The ink of a cell without thin marks along its edges."""
    import cv2
    import numpy as np

    height, width = inside.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        inside.astype(np.uint8), connectivity=8
    )
    keep = np.ones(count, bool)
    keep[0] = False
    for index in range(1, count):
        left, top, wide, high, _ = stats[index].tolist()
        beside = left < _EDGE or left + wide > width - _EDGE
        above = top < _EDGE or top + high > height - _EDGE
        thin = wide <= 4 and beside and (high > 2 * wide or above)
        flat = high <= 4 and above and (wide > 2 * high or beside)
        keep[index] = not (thin and (left <= 1 or left + wide >= width - 1 or high > 0.5 * height))
        keep[index] &= not (flat and (top <= 1 or top + high >= height - 1 or wide > 0.5 * width))
    return keep[labels]


def _digits_of(band: Image) -> Image:
    """The marks of a line that are letters: specks, which are smaller than a point, are left out."""
    import cv2
    import numpy as np

    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        band.astype(np.uint8), connectivity=8
    )
    if count < 3:
        return band
    tallest = int(stats[1:, 3].max())
    large = stats[:, 3] >= _LEAST_HEIGHT * tallest
    large[0] = False
    inner = cv2.distanceTransform((labels > 0).astype(np.uint8), cv2.DIST_L1, 3)
    ridge = inner[large[labels] & (inner >= cv2.dilate(inner, np.ones((3, 3), np.uint8)))]
    stroke = 2 * float(np.median(ridge)) - 1 if ridge.size else 2.0
    keep = large | (stats[:, 2:4].min(axis=1) >= max(2.0, _POINT * stroke))
    # A dash is low and wide.
    keep |= stats[:, 2] >= 0.4 * tallest
    keep[0] = False
    return keep[labels]


def _read(sheet: Sheet, jobs: Sequence[_Job]) -> list[list[Word]]:
    """The lines of each job as they read alone."""
    readings = iter(read_lines([_cleared(sheet, line) for job in jobs for line in job.lines]))
    return [
        [
            Word(text, _floats(line.box), score)
            for line, (text, score) in zip(job.lines, readings, strict=False)
        ]
        for job in jobs
    ]


def _floats(box: tuple[int, int, int, int]) -> Box:
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _cleared(sheet: Sheet, line: _Line) -> Image:
    """The line on clear ground, with nothing but its letters."""
    import cv2
    import numpy as np

    left, top, right, bottom = line.box
    around = sheet.image[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3]
    ground = int(np.percentile(around, 95))
    margin = max(4, round(0.35 * (bottom - top)))
    spread = 2
    mask = np.pad(line.mask.astype(np.uint8), spread)
    mask = cv2.dilate(mask, np.ones((2 * spread + 1, 2 * spread + 1), np.uint8))
    y0, x0 = max(0, top - spread), max(0, left - spread)
    piece = sheet.image[y0 : bottom + spread, x0 : right + spread]
    mask = mask[y0 - top + spread :, x0 - left + spread :][: piece.shape[0], : piece.shape[1]]
    piece = np.where(mask > 0, piece, ground).astype(np.uint8)
    return cv2.copyMakeBorder(
        piece, margin // 2, margin // 2, margin, margin, cv2.BORDER_CONSTANT, value=ground
    )


def _settled(words: Sequence[Word], again: Sequence[Word], broken: bool) -> list[Word]:
    """What a place says after its second reading."""
    first, second = _figure_of(words), _figure_of(again)
    if words and first == second and first:
        sure = max(min(word.score for word in words), min(word.score for word in again))
        return [replace(_plain(word), score=sure, twice=True) for word in words]
    if words and (all(map(is_figure, words)) or not again):
        return [replace(_plain(word), score=min(word.score, DOUBT)) for word in words]
    if words and not broken:
        return list(words)
    read = [word for word in map(_plain, again) if word.text.strip()]
    if again and not read:
        # Ink that reads as nothing: something stands there, so the cell is not empty.
        return [Word("?", again[0].box, 0.0)]
    return [replace(word, score=word.score * _ONCE) for word in read]


def _unfound(sheet: Sheet, words: Sequence[Word], lattices: Sequence[Box]) -> list[Word]:
    """Figures outside tables in ink that no word covers: lone digits are easily passed over."""
    import cv2
    import numpy as np

    rest = sheet.ink.astype(np.uint8)
    for left, top, right, bottom in [*(word.box for word in words), *lattices]:
        rest[
            max(0, round(top) - 2) : round(bottom) + 3, max(0, round(left) - 2) : round(right) + 3
        ] = 0
    near = max(3, round(0.03 * sheet.dpi))
    count, _, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(rest, np.ones((1, near), np.uint8)), connectivity=8
    )
    low, high = (side * sheet.dpi for side in _LOOSE)
    marks = [
        (float(x), float(y), float(x + w), float(y + h))
        for x, y, w, h, _ in stats[1:count].tolist()
        if low <= h <= high and w <= 6 * high
    ]
    if len(marks) > _MOST_LOOSE:
        return []  # a picture, or the grain of the paper
    jobs = [_Job(index, [], _lines_at(sheet, box)) for index, box in enumerate(marks)]
    found = [again[0] for again in _read(sheet, jobs) if len(again) == 1]
    return [
        replace(_plain(word), score=word.score * _ONCE)
        for word in found
        if is_figure(_plain(word)) and any(c.isdigit() for c in _plain(word).text)
    ]


def _figure_of(words: Sequence[Word]) -> str:
    ordered = sorted(words, key=lambda word: (round(word.box[1] / 10), word.box[0]))
    text = "".join(" ".join(word.text.split()) for word in ordered).translate(_LOOKALIKES)
    return text.strip(_STRAY)


def _plain(word: Word) -> Word:
    """A figure without stray points, letters that look like digits read as such; else as it stands."""
    bare = word.text.strip(_STRAY)
    if _FIGURE.fullmatch(bare.replace(" ", "")) and any(c.isdigit() for c in bare):
        return replace(word, text=bare.translate(_LOOKALIKES))
    if bare in ("O", "o", "〇", "○"):
        return replace(word, text="0")
    return word
