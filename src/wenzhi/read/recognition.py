"""Floor 1: a picture of a page → a `Page` of recognised glyphs and rulings, with the confidence of each.

Takes a grey picture, gives what `pages` gives for print, so that all that follows is the same. Reading is
done by RapidOCR, an extra whose models lie in its package: nothing is ever downloaded. It must not know
what a table is, but for one thing: every figure in a ruled cell is read twice, once as the line it was
found in and once as its cell alone, and counts as sure only if both agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from wenzhi.base.errors import InputError
from wenzhi.base.records import Box
from wenzhi.read.pages import Glyph, Page, Ruling
from wenzhi.read.rulings import Lattice, components, join_collinear, read_drawing

Image: TypeAlias = Any
"""A grey picture as a two-dimensional array of bytes: numpy comes with the extra, its types do not matter here."""

Engine: TypeAlias = Any
"""RapidOCR, whose functions carry no types."""

DPI = 200
"""Dots per inch at which pages are drawn for recognition: print of 7 points is then 19 dots high."""

LONGEST_SIDE = 4000
"""Dots. Larger pictures are made smaller: an A3 page at 200 dots per inch has 3,300."""

_KERNEL = 0.13
"""Inches. The shortest stroke looked at: rows of the smallest print are .15 high."""

_UNBROKEN = 0.9
"""Share of a line that must be dark: noise breaks a line here and there, letters leave a third clear."""

_BUSY = 0.4
"""Share of a line with ink beside it, on the clearer side; rows of letters have .6 on both."""

_NARROWEST = 1.2
"""Inches. No table is narrower; a large letter is."""

_DOUBT = 0.3
"""Confidence of a cell whose two readings differ: one of them is wrong."""

_ONCE = 0.92
"""What the confidence of a figure that was read once only is worth."""

_LEAST_INK = 5
"""Dots that a mark in a cell is wide or high at least; noise is smaller, a dash of 7 points has 8."""

_SKEW = 0.05
"""Degrees from which a picture is turned: less moves the end of a ruling by one dot."""

_READABLE = 0.8
"""Mean confidence below which a picture may stand on its head."""

_FIGURE = re.compile(r"[\dOo〇○.,，．+\-−—–/一]{1,14}")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "〇": "0", "○": "0"})


def available() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def require(name: str) -> None:
    """Raises InputError (E313) where the extra is not installed."""
    if not available():
        raise InputError(
            "E313",
            "文件是扫描件或图片，需要文字识别，但没有安装识别组件",
            where=name,
            hint="pip install 'wenzhi[ocr]'",
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text found in a picture: its box in dots and how sure its reading is (0–1)."""

    text: str
    box: Box
    score: float


def recognise(image: Image, number: int, dpi: float) -> Page:
    """Read a grey picture as page `number`. Coordinates are points at `dpi` dots per inch."""
    whole = max(image.shape)
    image = _bounded(image)
    dpi *= max(image.shape) / whole
    image, words = _upright(image)
    rulings, mask = _rulings(image, dpi)
    scale = 72 / dpi
    page = Page(
        number,
        image.shape[1] * scale,
        image.shape[0] * scale,
        rulings=tuple(_scaled(ruling, scale) for ruling in rulings),
    )
    ink = _ink(image, mask)
    for lattice in read_drawing(page.rulings).lattices:
        words = _reread(image, ink, words, lattice, 1 / scale)
    glyphs = [glyph for word in words for glyph in _glyphs(word, scale)]
    ordered = tuple(replace(glyph, order=index) for index, glyph in enumerate(glyphs))
    return replace(page, glyphs=ordered)


@cache
def _engine() -> Engine:
    """RapidOCR with the models of its package, given by path so that it never looks for others."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    models = {
        part: next(iter(sorted(folder.glob(f"*_{part}_*.onnx"))), None) for part in ("det", "rec")
    }
    if None in models.values():
        raise InputError(
            "E313", "文字识别组件 rapidocr 不带模型", hint="pip install --upgrade 'wenzhi[ocr]'"
        )
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            # One thread: the same figures on every machine, and no strife between worker processes.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(models["det"]),
            "Rec.model_path": str(models["rec"]),
        }
    )


def _bounded(image: Image) -> Image:
    import cv2

    longest = max(image.shape)
    if longest <= LONGEST_SIDE:
        return image
    factor = LONGEST_SIDE / longest
    return cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _upright(image: Image) -> tuple[Image, list[Word]]:
    """The picture turned so that its lines run level from left to right, and what they say."""
    import cv2

    best, found = image, _find(image)
    if found.tall:
        turns = [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE]
    else:
        turns = [cv2.ROTATE_180] if found.words and found.score < _READABLE else []
    for turn in turns:
        turned = cv2.rotate(image, turn)
        other = _find(turned)
        if other.score > found.score or (found.tall and not other.tall):
            best, found = turned, other
    drawn = _line_skew(best)
    skew = found.skew if drawn is None else drawn
    if abs(skew) < _SKEW:
        return best, found.words
    height, width = best.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    level = cv2.warpAffine(best, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    return level, [_moved(word, corners, matrix) for word, corners in found.placed]


def _line_skew(image: Image) -> float | None:
    """The slope of the long level lines of a picture in degrees; None where there are too few.

    Lines tell it to a hundredth of a degree, text only to a tenth.
    """
    import cv2
    import numpy as np

    dark = cv2.dilate(_dark(image), np.ones((3, 1), np.uint8))
    length = image.shape[1] // 30
    lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    slopes: list[float] = []
    for index in range(1, count):
        left, top, width, height, _ = stats[index].tolist()
        if width < image.shape[1] / 6 or height > width / 8:
            continue
        rows, columns = np.nonzero(labels[top : top + height, left : left + width] == index)
        slopes.append(float(np.degrees(np.arctan(np.polyfit(columns, rows, 1)[0]))))
    return float(np.median(slopes)) if len(slopes) > 2 else None


@dataclass(frozen=True, slots=True)
class _Found:
    """The text of a picture with its corners, its mean confidence, its skew in degrees.

    `tall` says that most of its lines run up or down.
    """

    placed: list[tuple[Word, Image]]
    score: float
    skew: float
    tall: bool

    @property
    def words(self) -> list[Word]:
        return [word for word, _ in self.placed]


def _find(image: Image) -> _Found:
    import numpy as np

    result = _engine()(np.stack([image] * 3, axis=-1))
    if result.boxes is None or result.txts is None:
        return _Found([], 0.0, 0.0, False)
    placed: list[tuple[Word, Image]] = []
    slopes: list[float] = []
    tall = 0
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        left, top = corners.min(axis=0)
        right, bottom = corners.max(axis=0)
        word = Word(text, (float(left), float(top), float(right), float(bottom)), float(score))
        placed.append((word, corners))
        across, down = corners[1] - corners[0]
        if len(text) > 5 and across > 5 * abs(down):
            slopes.append(float(np.degrees(np.arctan2(down, across))))
        tall += len(text) > 2 and bottom - top > 2 * (right - left)
    score = sum(word.score for word, _ in placed) / max(len(placed), 1)
    skew = float(np.median(slopes)) if len(slopes) > 2 else 0.0
    return _Found(placed, score, skew, tall > 0.5 * sum(len(w.text) > 2 for w, _ in placed))


def _moved(word: Word, corners: Image, matrix: Image) -> Word:
    """The word with its box where the turned picture has it."""
    import numpy as np

    points = np.hstack([corners, np.ones((4, 1))]) @ matrix.T
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return Word(word.text, (float(left), float(top), float(right), float(bottom)), word.score)


def _dark(image: Image) -> Image:
    """What is darker than its surroundings, as 255 on 0: shadows and grey paper do not count."""
    import cv2

    return cv2.adaptiveThreshold(
        image, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18
    )


def _rulings(image: Image, dpi: float) -> tuple[list[Ruling], Image]:
    """The level and upright lines of a picture, in dots, and the dots they are made of."""
    import cv2
    import numpy as np

    dark = _dark(image)
    length = max(12, round(_KERNEL * dpi))
    found: list[Ruling] = []
    for level in (True, False):
        along, across = ((5, 1), (1, 3)) if level else ((1, 5), (3, 1))
        # Thin lines that are not quite level come as steps, and noise breaks them.
        thick = cv2.dilate(dark, np.ones(across[::-1], np.uint8))
        closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones(along[::-1], np.uint8))
        kernel = (length, 1) if level else (1, length)
        lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(kernel[::-1], np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        for left, top, width, height, _ in stats[1:count].tolist():
            if (height if level else width) > max(9, dpi / 12):
                continue  # a black area, no line
            if level:
                found.append(Ruling(True, top + height / 2, left, left + width))
            else:
                found.append(Ruling(False, left + width / 2, top, top + height))
    found = [line for line in found if _is_drawn(line, dark)]
    levels = join_collinear([line for line in found if line.horizontal])
    uprights = join_collinear([line for line in found if not line.horizontal])
    rulings = _held([*levels, *uprights], dpi)
    mask = np.zeros_like(dark)
    for line in rulings:
        low, high = round(line.low), round(line.high) + 1
        near, far = max(0, round(line.at) - 2), round(line.at) + 3
        if line.horizontal:
            mask[near:far, low:high] = 255
        else:
            mask[low:high, near:far] = 255
    return rulings, mask


def _is_drawn(line: Ruling, dark: Image) -> bool:
    """Whether a line is dark nearly throughout and has clear ground beside it, as letters have not."""
    import numpy as np

    plane = dark if line.horizontal else dark.T
    at, low, high = round(line.at), round(line.low), round(line.high)
    if at < 8 or at > plane.shape[0] - 9:
        return False
    on = plane[at - 3 : at + 4, low:high].any(axis=0)
    beside = [
        plane[at - 8 : at - 5, low:high].any(axis=0),
        plane[at + 6 : at + 9, low:high].any(axis=0),
    ]
    busy = min(float(np.mean(side)) for side in beside)
    return bool(np.mean(on) > _UNBROKEN) and busy < _BUSY


def _held(rulings: Sequence[Ruling], dpi: float) -> list[Ruling]:
    """The lines of tables, not the strokes of letters, alone or in a row.

    A table's line runs from one crossing line to another, and all that touch each other are wide.
    """
    near = dpi / 20
    kept: list[Ruling] = []
    levels = [line for line in rulings if line.horizontal]
    uprights = [line for line in rulings if not line.horizontal]
    for across, down in components(levels, uprights):
        low = min((line.low for line in across), default=0.0)
        if max((line.high for line in across), default=0.0) - low < _NARROWEST * dpi:
            continue
        kept += [part for line in across for part in _between(line, down, near)]
        kept += [part for line in down for part in _between(line, across, near)]
    return kept


def _between(line: Ruling, crossing: Sequence[Ruling], near: float) -> list[Ruling]:
    """The part of a line from the first to the last line that crosses it; nothing where none do.

    Letters that touch a line's end make it look longer than it is.
    """
    places = sorted(
        other.at
        for other in crossing
        if other.low - near <= line.at <= other.high + near
        and line.low - near <= other.at <= line.high + near
    )
    if not places or places[-1] - places[0] < 2 * near:
        return []
    return [Ruling(line.horizontal, line.at, places[0], places[-1])]


def _scaled(ruling: Ruling, scale: float) -> Ruling:
    return Ruling(ruling.horizontal, ruling.at * scale, ruling.low * scale, ruling.high * scale)


def _ink(image: Image, mask: Image) -> Image:
    """The dots of letters: dark, of no ruling, and no speck."""
    import cv2

    dark = _dark(image)
    dark[mask > 0] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    sizes = stats[:, 2:4].max(axis=1)
    keep = sizes >= _LEAST_INK
    keep[0] = False
    return keep[labels]


def _reread(
    image: Image, ink: Image, words: Sequence[Word], lattice: Lattice, dots: float
) -> list[Word]:
    """The words with those in the cells of a ruled table read again where that is called for.

    Read again are cells with ink and no text, cells that one piece of text runs through, and all
    cells that hold a figure. `dots` are those of a point.
    """
    left, top, right, bottom = (edge * dots for edge in lattice.box)
    kept: list[Word] = []
    held: list[list[Word]] = [[] for _ in lattice.regions]
    broken: set[int] = set()
    boxes = [tuple(edge * dots for edge in region.box) for region in lattice.regions]
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
        _Job(index, inside, crop)
        for index, (box, inside) in enumerate(zip(boxes, held, strict=True))
        if index in broken or not inside or _is_figure(inside)
        for crop in [_lines_of(ink, box)]
    ]
    readings = iter(_read_lines(image, [line for job in jobs for line in job.lines]))
    for job in jobs:
        again = [Word(t, line, s) for line, (t, s) in zip(job.lines, readings, strict=False)]
        held[job.index] = _settled(job.words, again, job.index in broken)
    clipped = (
        _clipped(word, box) for box, inside in zip(boxes, held, strict=True) for word in inside
    )
    return [*kept, *clipped]


def _clipped(word: Word, box: Sequence[float]) -> Word:
    """The word within its cell: found boxes are a little larger than what is written."""
    left, top, right, bottom = word.box
    return Word(
        word.text,
        (max(left, box[0] + 2), max(top, box[1]), min(right, box[2] - 2), min(bottom, box[3])),
        word.score,
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """A cell to be read again: what was found in it, and the boxes of its lines of ink."""

    index: int
    words: list[Word]
    lines: list[Box]


def _share(inner: Box, outer: Sequence[float]) -> float:
    """How much of a box's area lies within another."""
    wide = min(inner[2], outer[2]) - max(inner[0], outer[0])
    high = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return max(0.0, wide) * max(0.0, high) / area if area else 0.0


def _is_figure(words: Sequence[Word]) -> bool:
    return all(_FIGURE.fullmatch(word.text.replace(" ", "")) for word in words)


def _lines_of(ink: Image, box: Sequence[float]) -> list[Box]:
    """The boxes of the lines of ink in a cell, from top to bottom."""
    import numpy as np

    x0, y0, x1, y1 = (round(edge) for edge in box)
    inside = ink[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2]
    if inside.size == 0 or not inside.any():
        return []
    rows = np.flatnonzero(inside.any(axis=1))
    lines: list[Box] = []
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 2) + 1):
        edge = run[-1] < 6 or run[0] > inside.shape[0] - 7
        if edge and len(run) < 4:
            continue  # what the border left
        columns = np.flatnonzero(inside[run[0] : run[-1] + 1].any(axis=0))
        lines.append(
            (
                float(x0 + 2 + columns[0]), float(y0 + 2 + run[0]),
                float(x0 + 3 + columns[-1]), float(y0 + 3 + run[-1]),
            )
        )  # fmt: skip
    return lines


def _read_lines(image: Image, lines: Sequence[Box]) -> list[tuple[str, float]]:
    """Text and confidence of each box, read as one line on clear ground."""
    import cv2
    import numpy as np

    crops: list[Image] = []
    for box in lines:
        left, top, right, bottom = (round(edge) for edge in box)
        piece = image[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1]
        margin = max(4, round(0.35 * piece.shape[0]))
        ground = int(
            np.percentile(image[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3], 95)
        )
        piece = cv2.copyMakeBorder(
            piece, margin // 2, margin // 2, margin, margin, cv2.BORDER_CONSTANT, value=ground
        )
        crops.append(np.stack([piece] * 3, axis=-1))
    if not crops:
        return []
    result = _engine().recognize_txt(crops)
    return [(text, float(score)) for text, score in zip(result.txts, result.scores, strict=True)]


def _settled(words: Sequence[Word], again: Sequence[Word], broken: bool) -> list[Word]:
    """What a cell says after its second reading."""
    first, second = _figure_of(words), _figure_of(again)
    if words and first == second:
        return [_plain(word) for word in words]
    if words and (_is_figure(words) or not again):
        return [Word(_plain(word).text, word.box, min(word.score, _DOUBT)) for word in words]
    if words and not broken:
        return list(words)
    read = [word for word in map(_plain, again) if word.text.strip()]
    if again and not read:
        # Ink that reads as nothing: something stands there, so the cell is not empty.
        return [Word("?", again[0].box, 0.0)]
    return [Word(word.text, word.box, word.score * _ONCE) for word in read]


def _figure_of(words: Sequence[Word]) -> str:
    ordered = sorted(words, key=lambda word: (round(word.box[1] / 10), word.box[0]))
    return "".join(word.text for word in ordered).replace(" ", "").translate(_LOOKALIKES)


def _plain(word: Word) -> Word:
    """A figure with letters that look like digits read as such; anything else as it stands."""
    if _FIGURE.fullmatch(word.text.replace(" ", "")) and any(c.isdigit() for c in word.text):
        return Word(word.text.translate(_LOOKALIKES), word.box, word.score)
    if word.text.strip() in ("O", "o", "〇", "○"):
        return Word("0", word.box, word.score)
    return word


def _glyphs(word: Word, scale: float) -> list[Glyph]:
    """The characters of a word, its box shared out among them by their widths.

    A figure with a point or comma in it is doubtful: specks of a scan are read as such.
    """
    pointed = _FIGURE.fullmatch(word.text) and not set(word.text).isdisjoint(".,，．")
    score = min(word.score, _DOUBT) if pointed else word.score
    left, top, right, bottom = (edge * scale for edge in word.box)
    size = (bottom - top) / 1.1
    widths = [0.55 if character.isascii() else 1.0 for character in word.text]
    unit = (right - left) / max(sum(widths), 0.01)
    base = (top + bottom) / 2 + 0.38 * size
    glyphs: list[Glyph] = []
    place = left
    spaced = False
    for character, width in zip(word.text, widths, strict=True):
        if not character.isspace():
            glyphs.append(
                Glyph(
                    character, place, top, place + width * unit, bottom, base, size, 0, spaced,
                    confidence=round(score, 3),
                )
            )  # fmt: skip
        spaced = character.isspace()
        place += width * unit
    return glyphs
