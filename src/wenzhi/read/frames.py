"""Floor 1: places of a PDF page → points from the top left corner of the page as it is shown.

Takes a page's box and rotation, gives the places of points, boxes and the shapes that a matrix moves. It
must not know what stands there.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, TypeAlias

from wenzhi.base.records import Box

Handle: TypeAlias = Any
"""An object of PDFium or Pillow: neither library says what its functions take and give."""

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f of a PDF matrix: x' = ax + cy + e, y' = bx + dy + f."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's box and its rotation: from PDF coordinates to points from the upright top left."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def width(self) -> float:
        """Of the page as it is shown."""
        return self.top - self.bottom if self.turn % 180 else self.right - self.left

    @property
    def height(self) -> float:
        """Of the page as it is shown."""
        return self.right - self.left if self.turn % 180 else self.top - self.bottom

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the file is shown."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Where two opposite corners of the file are shown."""
        ax, ay = self.place(x0, y0)
        bx, by = self.place(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def matrix_of(item: Handle) -> Matrix:
    """The matrix of a page object, the identity where it has none."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def address_of(item: Handle) -> int:
    """What tells an object of PDFium from all others of its page; 0 for none."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0 if item else 0


def mapped(matrix: Matrix, x0: float, y0: float, x1: float, y1: float) -> Box:
    """Where a matrix takes the box of two opposite corners."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def chained(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    if outer == IDENTITY:
        return inner
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
            e * p + f * r + t, e * q + f * s + u)  # fmt: skip


def unit_box(matrix: Matrix, frame: Frame) -> Box:
    """Where the unit square comes to lie: an image's place on the page."""
    a, b, c, d, e, f = matrix
    corners = [(e, f), (e + a, f + b), (e + c, f + d), (e + a + c, f + b + d)]
    xs, ys = zip(*(frame.place(x, y) for x, y in corners), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
