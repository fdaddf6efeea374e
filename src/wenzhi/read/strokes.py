"""Floor 1: a grey picture → the lines drawn on it, their slope, and the ink that is letters.

Takes dots, gives `Ruling`s in dots. Lines may be solid, dashed, dotted or pale. It must not know what is
written: a line is told from letters by its thinness, by the clear ground beside it, and by the lines
that cross it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from wenzhi.read.pages import Ruling
from wenzhi.read.rulings import components, join_collinear

Image: TypeAlias = Any
"""A grey picture as a two-dimensional array of bytes: numpy comes with the extra, its types do not matter here."""

_KERNEL = 0.13
"""Inches. The shortest stroke looked at: rows of the smallest print are .15 high."""

_UNBROKEN = 0.9
"""Share of a solid line that must be dark: noise breaks it here and there, letters leave a third clear."""

_BUSY = 0.4
"""Share of a line with ink beside it, on the clearer side; rows of letters have .6 on both."""

_DASHES = 0.05
"""Inches. Longest gap of a broken line: dashes of a browser are .03 apart, letters and words further."""

_BROKEN = 0.4
"""Inches. The shortest piece of a broken line looked at: no word is that long without being thick."""

_PRESENT = 0.25
"""Share of a broken line that must be dark: dots one apart are half of it, pale ones less."""

_ALONE = (0.12, 0.5)
"""Shares of a broken line with ink beside it, on the clearer and the other side: next to a margin of
text the other side has .6."""

_NARROWEST = 1.2
"""Inches. No table is narrower; a large letter is."""

_LOWEST = 0.2
"""Inches. No table is lower: two rows of the smallest print; the strokes of a title are."""

_LEAST_INK = 5
"""Dots that a mark in a cell is wide or high at least; noise is smaller, a dash of 7 points has 8."""


def dark(image: Image) -> Image:
    """What is darker than its surroundings, as 255 on 0: shadows and grey paper do not count."""
    import cv2

    return cv2.adaptiveThreshold(
        image, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18
    )


def letters(image: Image, mask: Image) -> Image:
    """Where there is ink that is neither of a ruling, as `mask` says, nor a speck."""
    import cv2

    ink = dark(image)
    ink[mask > 0] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    keep = stats[:, 2:4].max(axis=1) >= _LEAST_INK
    keep[0] = False
    return keep[labels]


def slope(image: Image, dpi: float) -> float | None:
    """The slope of the long level lines of a picture in degrees; None where there are too few.

    Lines tell it to a hundredth of a degree, text only to a tenth.
    """
    import cv2
    import numpy as np

    closed = _closed(dark(image), level=True, gap=round(_DASHES * dpi))
    length = image.shape[1] // 30
    lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    slopes: list[float] = []
    for index in range(1, count):
        left, top, width, height, area = stats[index].tolist()
        if width < image.shape[1] / 6 or height > width / 8 or area > width * dpi / 25:
            continue
        rows, columns = np.nonzero(labels[top : top + height, left : left + width] == index)
        slopes.append(float(np.degrees(np.arctan(np.polyfit(columns, rows, 1)[0]))))
    return float(np.median(slopes)) if len(slopes) > 2 else None


def find_rulings(image: Image, dpi: float) -> tuple[list[Ruling], Image]:
    """The level and upright lines of tables, in dots, and a mask of the dots they are made of."""
    import numpy as np

    ground = dark(image)
    found: list[Ruling] = []
    for level in (True, False):
        solid = _candidates(ground, level, 4, round(max(12, _KERNEL * dpi)), dpi)
        broken = _candidates(ground, level, round(_DASHES * dpi), round(_BROKEN * dpi), dpi)
        found += [line for line in solid if _is_solid(line, ground)]
        found += [_longer(line, dpi) for line in broken if _is_broken(line, ground, dpi)]
    levels = join_collinear([line for line in found if line.horizontal])
    uprights = join_collinear([line for line in found if not line.horizontal])
    rulings = _held([*levels, *uprights], dpi)
    mask = np.zeros_like(ground)
    for line in rulings:
        low, high = max(0, round(line.low)), round(line.high) + 1
        near, far = max(0, round(line.at) - 2), round(line.at) + 3
        if line.horizontal:
            mask[near:far, low:high] = 255
        else:
            mask[low:high, near:far] = 255
    return rulings, mask


def _closed(ground: Image, level: bool, gap: int) -> Image:
    """Dark dots joined along lines over gaps; thin lines that are not quite level come as steps."""
    import cv2
    import numpy as np

    across = (3, 1) if level else (1, 3)
    along = (1, gap + 1) if level else (gap + 1, 1)
    thick = cv2.dilate(ground, np.ones(across, np.uint8))
    return cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones(along, np.uint8))


def _candidates(ground: Image, level: bool, gap: int, length: int, dpi: float) -> list[Ruling]:
    """Thin stretches of dark dots, at most `gap` apart, of `length` and more."""
    import cv2
    import numpy as np

    kernel = (1, length) if level else (length, 1)
    lines = cv2.morphologyEx(_closed(ground, level, gap), cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found: list[Ruling] = []
    for left, top, width, height, _ in stats[1:count].tolist():
        if (height if level else width) > max(9, dpi / 12):
            continue  # a black area, no line
        if level:
            found.append(Ruling(True, top + height / 2, left, left + width))
        else:
            found.append(Ruling(False, left + width / 2, top, top + height))
    return found


def _profile(line: Ruling, ground: Image) -> tuple[float, float, float] | None:
    """Shares of a line that are dark, and that have ink on the clearer and on the other side."""
    import numpy as np

    plane = ground if line.horizontal else ground.T
    at, low, high = round(line.at), round(line.low), round(line.high)
    if at < 8 or at > plane.shape[0] - 9:
        return None
    on = float(np.mean(plane[at - 3 : at + 4, low:high].any(axis=0)))
    sides = sorted(
        float(np.mean(plane[first : first + 3, low:high].any(axis=0))) for first in (at - 8, at + 6)
    )
    return on, sides[0], sides[1]


def _is_solid(line: Ruling, ground: Image) -> bool:
    """Whether a line is dark nearly throughout and has clear ground beside it, as letters have not."""
    seen = _profile(line, ground)
    return seen is not None and seen[0] > _UNBROKEN and seen[1] < _BUSY


def _is_broken(line: Ruling, ground: Image, dpi: float) -> bool:
    """Whether dots or dashes stand in a row with clear ground on both sides."""
    seen = _profile(line, ground)
    if seen is None or line.high - line.low < _BROKEN * dpi:
        return False
    return seen[0] > _PRESENT and seen[1] < _ALONE[0] and seen[2] < _ALONE[1]


def _longer(line: Ruling, dpi: float) -> Ruling:
    """A broken line to where its next dot would be: corners are often left out."""
    more = _DASHES * dpi / 2
    return Ruling(line.horizontal, line.at, line.low - more, line.high + more)


def _held(rulings: Sequence[Ruling], dpi: float) -> list[Ruling]:
    """The lines of tables, not the strokes of letters, alone or in a row.

    A table's line runs from one crossing line to another, and all that touch each other are wide.
    """
    near = dpi / 20
    kept: list[Ruling] = []
    levels = [line for line in rulings if line.horizontal]
    uprights = [line for line in rulings if not line.horizontal]
    for across, down in components(levels, uprights):
        wide = [part for line in across for part in _between(line, down, near)]
        high = [part for line in down for part in _between(line, across, near)]
        if _extent(wide) >= _NARROWEST * dpi and _extent(high) >= _LOWEST * dpi:
            kept += [*wide, *high]
    return kept


def _extent(lines: Sequence[Ruling]) -> float:
    """From where the first line begins to where the last one ends."""
    low = min((line.low for line in lines), default=0.0)
    return max((line.high for line in lines), default=0.0) - low


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
