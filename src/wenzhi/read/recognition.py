"""Floor 1: a picture of a page → a `Page` of recognised glyphs and rulings, with the confidence of each.

1. What is coloured (seals) is faded; the picture is turned upright and level.
2. `recogniser` finds and reads its text, `strokes` the lines drawn on it.
3. `figures` reads every figure a second time, in its cell or where it stands: sure is what reads the
   same twice.
Gives what `pages` gives for print, so that all that follows is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wenzhi.read.figures import DOUBT, Sheet, has_point, reread_cells, reread_loose
from wenzhi.read.pages import Glyph, Page, Ruling
from wenzhi.read.recogniser import Word, available, find_text, require
from wenzhi.read.rulings import read_drawing
from wenzhi.read.strokes import Image, find_rulings, letters, slope

__all__ = ["DPI", "Image", "available", "recognise", "require"]

DPI = 200
"""Dots per inch at which pages are drawn for recognition: print of 7 points is then 19 dots high."""

LONGEST_SIDE = 4000
"""Dots. Larger pictures are made smaller: an A3 page at 200 dots per inch has 3,300."""

_SKEW = 0.05
"""Degrees from which a picture is turned: less moves the end of a ruling by one dot."""

_READABLE = 0.8
"""Mean confidence below which a picture may stand on its head."""

_RED = 40
"""By how much red must pass green and blue (of 255) for ink to be that of a seal."""


def recognise(image: Image, number: int, dpi: float) -> Page:
    """Read a picture, grey or in colours, as page `number`. Coordinates are points at `dpi` dots per inch."""
    image = _grey(image)
    whole = max(image.shape)
    image = _bounded(image)
    dpi *= max(image.shape) / whole
    image, words = _upright(image, dpi)
    rulings, mask = find_rulings(image, dpi)
    scale = 72 / dpi
    page = Page(
        number,
        image.shape[1] * scale,
        image.shape[0] * scale,
        rulings=tuple(_scaled(ruling, scale) for ruling in rulings),
    )
    sheet = Sheet(image, letters(image, mask), dpi)
    lattices = read_drawing(page.rulings).lattices
    for lattice in lattices:
        words = reread_cells(sheet, words, lattice, 1 / scale)
    inside = [tuple(edge / scale for edge in lattice.box) for lattice in lattices]
    words = reread_loose(sheet, words, [(a, b, c, d) for a, b, c, d in inside])
    glyphs = [glyph for word in words for glyph in _glyphs(word, scale)]
    ordered = tuple(replace(glyph, order=index) for index, glyph in enumerate(glyphs))
    return replace(page, glyphs=ordered)


def _grey(image: Image) -> Image:
    """The picture in grey; red ink, which stamps are of, as light as its red is."""
    import cv2
    import numpy as np

    if image.ndim == 2:
        return image
    red, green, blue = (image[..., part].astype(np.int16) for part in range(3))
    grey = cv2.cvtColor(np.ascontiguousarray(image[..., :3]), cv2.COLOR_RGB2GRAY)
    stamped = red - np.maximum(green, blue) > _RED
    return np.where(stamped, image[..., 0], grey)


def _bounded(image: Image) -> Image:
    import cv2

    longest = max(image.shape)
    if longest <= LONGEST_SIDE:
        return image
    factor = LONGEST_SIDE / longest
    return cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _upright(image: Image, dpi: float) -> tuple[Image, list[Word]]:
    """The picture turned so that its lines run level from left to right, and what they say."""
    import cv2

    best, found = image, find_text(image)
    if found.tall:
        turns = [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE]
    else:
        turns = [cv2.ROTATE_180] if found.words and found.score < _READABLE else []
    for turn in turns:
        turned = cv2.rotate(image, turn)
        other = find_text(turned)
        if other.score > found.score or (found.tall and not other.tall):
            best, found = turned, other
    drawn = slope(best, dpi)
    skew = found.skew if drawn is None else drawn
    if abs(skew) < _SKEW:
        return best, found.words
    height, width = best.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    level = cv2.warpAffine(best, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    return level, [_moved(word, corners, matrix) for word, corners in found.placed]


def _moved(word: Word, corners: Image, matrix: Image) -> Word:
    """The word with its box where the turned picture has it."""
    import numpy as np

    points = np.hstack([corners, np.ones((4, 1))]) @ matrix.T
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return replace(word, box=(float(left), float(top), float(right), float(bottom)))


def _scaled(ruling: Ruling, scale: float) -> Ruling:
    return Ruling(ruling.horizontal, ruling.at * scale, ruling.low * scale, ruling.high * scale)


def _glyphs(word: Word, scale: float) -> list[Glyph]:
    """The characters of a word, its box shared out among them by their widths.

    A figure with a point or comma in it that was read once is doubtful: specks of a scan are read so.
    """
    score = min(word.score, DOUBT) if has_point(word) and not word.twice else word.score
    left, top, right, bottom = (edge * scale for edge in word.box)
    size = (bottom - top) / 1.1
    widths = _widths(word.text)
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


def _widths(text: str) -> Sequence[float]:
    return [0.55 if character.isascii() else 1.0 for character in text]
