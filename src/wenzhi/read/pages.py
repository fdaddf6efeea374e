"""Floor 1: what a page is to its readers: glyphs, rulings and pictures, upright.

Records, and the turning of a page whose text runs sideways. Coordinates are points from the top left
corner of the page as it is read. It must not know what kind of file a page comes from, nor what is a line
or a table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from wenzhi.base.records import Box


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character. `base` is its baseline, `size` that of its font in points.

    `order` is its place in the file's own order, `spaced` that a blank goes before it. `angle` is in
    degrees against the page's reading direction. `hidden` characters are not drawn.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    order: int
    spaced: bool = False
    bold: bool = False
    pale: bool = False
    hidden: bool = False
    white: bool = False
    angle: int = 0
    confidence: float | None = None

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the character's box."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line `at` a height (horizontal) or distance from the left, from `low` to `high`."""

    horizontal: bool
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright. `pictures` are the boxes of its images; `cut` says it was not read whole.

    `left` is where it begins on its sheet, if another page stands left of it.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    pictures: tuple[Box, ...] = ()
    cut: bool = False
    left: float = 0.0


def turned_upright(page: Page) -> Page:
    """The page turned so that most of its text reads from left to right."""
    angles = Counter(glyph.angle for glyph in page.glyphs if glyph.angle % 90 == 0)
    angle = max(angles, key=lambda a: (angles[a], -a)) if angles else 0
    if angle == 0:
        return page
    turn = _Turn(angle, page.width, page.height)
    return Page(
        page.number,
        *((page.height, page.width) if angle % 180 else (page.width, page.height)),
        tuple(turn.glyph(glyph) for glyph in page.glyphs),
        tuple(turn.ruling(ruling) for ruling in page.rulings),
        tuple(turn.box(box) for box in page.pictures),
        page.cut,
    )


@dataclass(frozen=True, slots=True)
class _Turn:
    """Takes places on a page whose text runs at `angle` (clockwise) to where it reads upright."""

    angle: int
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.angle == 90:
            return y, self.width - x
        if self.angle == 180:
            return self.width - x, self.height - y
        return self.height - y, x

    def box(self, box: Box) -> Box:
        ax, ay = self.point(box[0], box[1])
        bx, by = self.point(box[2], box[3])
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def glyph(self, glyph: Glyph) -> Glyph:
        x0, top, x1, bottom = self.box((glyph.x0, glyph.top, glyph.x1, glyph.bottom))
        along = glyph.angle % 180 == 90
        origin = self.point(glyph.base, 0.0) if along else self.point(0.0, glyph.base)
        return replace(
            glyph, x0=x0, top=top, x1=x1, bottom=bottom,
            base=origin[0] if (glyph.angle - self.angle) % 180 == 90 else origin[1],
            angle=(glyph.angle - self.angle) % 360,
        )  # fmt: skip

    def ruling(self, ruling: Ruling) -> Ruling:
        if ruling.horizontal:
            left, top, right, bottom = self.box((ruling.low, ruling.at, ruling.high, ruling.at))
        else:
            left, top, right, bottom = self.box((ruling.at, ruling.low, ruling.at, ruling.high))
        if right - left >= bottom - top:
            return Ruling(True, top, left, right)
        return Ruling(False, left, top, bottom)
