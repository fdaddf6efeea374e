"""Floor 1: what a PDF page draws beside its text → rulings, coloured areas, pictures, and text in forms.

Takes a page of PDFium, gives `Drawn`. It must not know what is a table.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from wenzhi.base.records import Box
from wenzhi.read.frames import (
    IDENTITY,
    Frame,
    Handle,
    Matrix,
    address_of,
    chained,
    matrix_of,
    unit_box,
)
from wenzhi.read.glyphs import blended
from wenzhi.read.pages import Ruling

MAX_OBJECTS = 60_000
"""Most drawn objects looked at on one page; dotted tables have some thousand."""

MAX_DEPTH = 8
"""Nesting of form objects that is followed."""

_THIN = 3.5
"""Points. A filled shape no wider is a line; letters and cells are wider, 3-point borders are not."""


@dataclass(slots=True)
class Drawn:
    """What a page draws beside its text.

    `moved` are the text objects that a form moves, by their addresses, with the form's matrix; `texts` are
    all text objects.
    """

    rulings: list[Ruling] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    moved: dict[int, Matrix] = field(default_factory=dict)
    texts: list[Handle] = field(default_factory=list)
    seen: int = 0


def read_objects(page: Handle, frame: Frame) -> Drawn:
    """All that a page draws, forms within forms included, up to `MAX_OBJECTS`."""
    drawn = Drawn()
    import pypdfium2.raw as raw

    _walk(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, IDENTITY, frame, drawn, 0)
    return drawn


def _walk(
    parent: Handle,
    count: Callable[[Handle], int],
    get: Callable[[Handle, int], Handle],
    outer: Matrix,
    frame: Frame,
    drawn: Drawn,
    depth: int,
) -> None:
    """Gather rulings, coloured areas and pictures of `parent`, a page or a form object."""
    import pypdfium2.raw as raw

    for index in range(max(0, count(parent))):
        drawn.seen += 1
        if drawn.seen > MAX_OBJECTS:
            return
        item = get(parent, index)
        if not item:
            continue
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            _read_path(item, chained(matrix_of(item), outer), frame, drawn)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            drawn.pictures.append(unit_box(chained(matrix_of(item), outer), frame))
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            drawn.texts.append(item)
            if outer != IDENTITY:
                drawn.moved[address_of(item)] = outer
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = chained(matrix_of(item), outer)
            _walk(
                item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject,
                inner, frame, drawn, depth + 1,
            )  # fmt: skip


def _read_path(item: Handle, matrix: Matrix, frame: Frame, drawn: Drawn) -> None:
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(0), ctypes.c_int(0)
    if not raw.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
        return
    parts = raw.FPDFPath_CountSegments(item)
    drawn.seen += max(0, parts) // 8
    for points in _subpaths(item, parts, matrix, frame):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if not (-1e5 < box[0] <= box[2] < 1e5 and -1e5 < box[1] <= box[3] < 1e5):
            continue
        thin = min(box[2] - box[0], box[3] - box[1]) <= _THIN
        if thin and (fill.value or len(points) > 2):
            drawn.rulings += _as_line(box)
        elif stroke.value:
            drawn.rulings += _edges(points)
        elif not _is_white(item):
            drawn.fills.append(box)


def _subpaths(
    item: Handle, parts: int, matrix: Matrix, frame: Frame
) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path, closed parts ending where they began."""
    import pypdfium2.raw as raw

    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(min(parts, MAX_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(frame.place(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if raw.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points


def _as_line(box: Box) -> list[Ruling]:
    """A thin shape as a line along its middle; a dot, of dotted lines, is one in both directions."""
    left, top, right, bottom = box
    lines: list[Ruling] = []
    if right - left >= bottom - top or right - left <= _THIN >= bottom - top:
        lines.append(Ruling(True, (top + bottom) / 2, left, right))
    if right - left < bottom - top or right - left <= _THIN >= bottom - top:
        lines.append(Ruling(False, (left + right) / 2, top, bottom))
    return lines


def _edges(points: Sequence[tuple[float, float]]) -> list[Ruling]:
    """The upright and level strokes among the edges of a drawn shape."""
    lines: list[Ruling] = []
    for (ax, ay), (bx, by) in pairwise(points):
        if abs(ay - by) <= 1 < abs(ax - bx):
            lines.append(Ruling(True, (ay + by) / 2, min(ax, bx), max(ax, bx)))
        elif abs(ax - bx) <= 1 < abs(ay - by):
            lines.append(Ruling(False, (ax + bx) / 2, min(ay, by), max(ay, by)))
    return lines


def _is_white(item: Handle) -> bool:
    import pypdfium2.raw as raw

    channels = [ctypes.c_uint(0) for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(item, *channels):
        return False
    red, green, blue, alpha = (channel.value for channel in channels)
    return blended(red, green, blue, alpha) > 0.97
