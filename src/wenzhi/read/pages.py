"""Floor 1: a PDF file → its pages as glyphs, rulings and pictures, each page turned upright.

Takes bytes, gives `Page`s in order. Coordinates are points from the top left corner of the page as it is
read. It must not know what is a line, a table or a page header. Reading is done by PDFium, some ten times
as fast as reading in Python; PDFium may be used by one thread at a time, hence `LOCK`.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from threading import Lock
from typing import Any, TypeAlias

from wenzhi.base.errors import InputError
from wenzhi.base.records import Box

LOCK = Lock()
"""Held while a document is open."""

MAX_PAGES = 500
"""Most pages of one file. Reports have 2–40 pages, bound volumes of a county's organs some 300."""

MAX_GLYPHS = 60_000
"""Most characters read of one page; a page of the smallest print holds 10,000."""

MAX_OBJECTS = 60_000
"""Most drawn objects looked at on one page; dotted tables have some thousand."""

MAX_DEPTH = 8
"""Nesting of form objects that is followed."""

Handle: TypeAlias = Any
"""An object of PDFium or Pillow: neither library says what its functions take and give."""

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f of a PDF matrix: x' = ax + cy + e, y' = bx + dy + f."""

_BOLD = re.compile(r"bold|black|heavy|hei(?!ght)|黑|粗|xbs|小标宋", re.IGNORECASE)
_THIN = 3.5
"""Points. A filled shape no wider is a line; letters and cells are wider, 3-point borders are not."""

_LEAST_SIZE = 1.5
"""Points. Smaller letters cannot be read; they are search words and the like."""

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FILL_AND_STROKE, _INVISIBLE = 2, 3
_LIGHT = 0.62
"""Luminance (0–1) from which text counts as pale: watermarks are grey of .75 and more, links .3."""


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
    """One page, upright. `pictures` are the boxes of its images; `cut` says it was not read whole."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    pictures: tuple[Box, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """What all characters of one text object share."""

    size: float
    bold: bool
    pale: bool
    white: bool
    hidden: bool


def open_pdf(content: bytes, name: str) -> Handle:
    """The PDFium document. Raises InputError (E308 damaged, E309 encrypted, E304 too many pages)."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        document = pdfium.PdfDocument(content)
        pages = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise InputError(
                "E309",
                "PDF 已加密，需要口令才能打开",
                where=name,
                hint="请用口令打开后另存为不加密的 PDF",
            ) from error
        raise _damaged(name) from error
    if pages == 0:
        document.close()
        raise _damaged(name)
    if pages > MAX_PAGES:
        document.close()
        raise InputError(
            "E304",
            f"PDF 有 {pages} 页，超过上限 {MAX_PAGES} 页",
            where=name,
            hint="年报一般只有几页到几十页，请确认文件；如为合订本，请先拆分",
        )
    return document


def _damaged(name: str) -> InputError:
    return InputError("E308", "PDF 已损坏，打不开", where=name, hint="请重新下载或导出")


def read_pages(document: Handle) -> Iterator[Page]:
    """The pages of an open document, upright. A page that PDFium cannot load comes empty and `cut`."""
    import pypdfium2 as pdfium

    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            yield Page(index + 1, 0.0, 0.0, cut=True)
            continue
        try:
            yield _read_page(page, index + 1)
        finally:
            page.close()


def render(document: Handle, number: int, dpi: int) -> Handle:
    """Page `number` (1-based) as a grey picture (PIL), upright as a reader sees it.

    At most 30 million pixels, whatever size the page says it has.
    """
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = min(dpi / 72, math.sqrt(3e7 / max(width * height, 1.0)))
        return page.render(scale=scale, grayscale=True).to_pil()
    finally:
        page.close()


def _read_page(page: Handle, number: int) -> Page:
    left, bottom, right, top = page.get_bbox()
    frame = _Frame(left, bottom, right, top, (page.get_rotation() or 0) % 360)
    glyphs, cut = _read_glyphs(page, frame)
    drawn = _read_objects(page, frame)
    return _upright(
        Page(
            number,
            frame.width,
            frame.height,
            tuple(_shown(glyphs, drawn, frame)),
            tuple(drawn.rulings),
            tuple(drawn.pictures),
            cut or drawn.seen > MAX_OBJECTS,
        )
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """A page's box and its rotation: from PDF coordinates to points from the upright top left."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turn % 180 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turn % 180 else self.top - self.bottom

    def place(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        ax, ay = self.place(x0, y0)
        bx, by = self.place(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _read_glyphs(page: Handle, frame: _Frame) -> tuple[list[Glyph], bool]:
    """All characters of a page in the file's order, and whether there were too many."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return [], True
    try:
        count = text_page.count_chars()
        looks: dict[int, _Look] = {}
        glyphs: list[Glyph] = []
        loose = raw.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        spaced = False
        high = 0
        for index in range(min(count, MAX_GLYPHS)):
            if raw.FPDFText_IsGenerated(text_page, index) == 1:
                continue
            code = raw.FPDFText_GetUnicode(text_page, index)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if high and 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            text = _character(code)
            if not text:
                continue
            if text.isspace():
                spaced = True
                continue
            raw.FPDFText_GetLooseCharBox(text_page, index, loose)
            raw.FPDFText_GetCharOrigin(text_page, index, x, y)
            x0, top, x1, bottom = frame.box(loose.left, loose.bottom, loose.right, loose.top)
            origin = frame.place(x.value, y.value)
            # Comparisons are false for what is no number: a damaged file's extents.
            if not (-1e5 < x0 <= x1 < 1e5 and -1e5 < top <= bottom < 1e5):
                continue
            look = _look_of(text_page, index, looks)
            turn = math.degrees(raw.FPDFText_GetCharAngle(text_page, index))
            angle = round(turn + frame.turn) % 360 if turn >= 0 else frame.turn
            glyphs.append(
                Glyph(
                    text, x0, top, x1, bottom, origin[0 if angle % 180 == 90 else 1],
                    look.size, index, spaced, look.bold, look.pale, look.hidden, look.white, angle,
                )
            )  # fmt: skip
            spaced = False
        return glyphs, count > MAX_GLYPHS
    finally:
        text_page.close()


def _character(code: int) -> str:
    """A code point as PDFium gives it; what is no character becomes U+FFFD, no width nothing."""
    if code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF):
        return ""
    if code == 2:  # PDFium's mark of a hyphen at the end of a line
        return "-"
    if code in (9, 10, 13):
        return " "
    if code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or not 0 < code < 0x110000:
        return "\ufffd"
    return "\ufffd" if code & 0xFFFE == 0xFFFE else chr(code)


def _look_of(text_page: Handle, index: int, looks: dict[int, _Look]) -> _Look:
    """Size, weight and colour of a character, looked up once for each text object."""
    import pypdfium2.raw as raw

    text = raw.FPDFText_GetTextObject(text_page, index)
    address = ctypes.cast(text, ctypes.c_void_p).value or 0 if text else 0
    look = looks.get(address)
    if look is None:
        matrix = raw.FS_MATRIX()
        scale = 1.0
        if raw.FPDFText_GetMatrix(text_page, index, matrix):
            scale = math.hypot(matrix.c, matrix.d)
        size = raw.FPDFText_GetFontSize(text_page, index) * scale
        look = _describe(text, size if 0 < size < 1e4 else 0.0)
        looks[address] = look
    return look


def _describe(text: Handle, size: float) -> _Look:
    import pypdfium2.raw as raw

    mode = raw.FPDFTextObj_GetTextRenderMode(text) if text else 0
    channels = [ctypes.c_uint(0) for _ in range(4)]
    coloured = bool(text) and raw.FPDFPageObj_GetFillColor(text, *channels)
    red, green, blue, alpha = (
        (channel.value for channel in channels) if coloured else (0, 0, 0, 255)
    )
    light = _blended(red, green, blue, alpha)
    return _Look(
        size,
        bold=mode == _FILL_AND_STROKE or _is_bold(text),
        pale=light >= _LIGHT,
        hidden=mode == _INVISIBLE or alpha == 0 or size < _LEAST_SIZE,
        white=light > 0.97,
    )


def _blended(red: int, green: int, blue: int, alpha: int) -> float:
    """Luminance (0–1) of a colour on white paper."""
    light = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    return 1 - (1 - light) * alpha / 255


def _is_bold(text: Handle) -> bool:
    import pypdfium2.raw as raw

    font = raw.FPDFTextObj_GetFont(text) if text else None
    if not font:
        return False
    name = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, name, 200)
    return _BOLD.search(name.value.decode("utf-8", errors="replace")) is not None


@dataclass(slots=True)
class _Drawn:
    """What a page draws beside its text."""

    rulings: list[Ruling] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    seen: int = 0


def _read_objects(page: Handle, frame: _Frame) -> _Drawn:
    drawn = _Drawn()
    import pypdfium2.raw as raw

    _walk(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _IDENTITY, frame, drawn, 0)
    return drawn


def _walk(
    parent: Handle,
    count: Callable[[Handle], int],
    get: Callable[[Handle, int], Handle],
    outer: Matrix,
    frame: _Frame,
    drawn: _Drawn,
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
            _read_path(item, _chained(_matrix_of(item), outer), frame, drawn)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            drawn.pictures.append(_unit_box(_chained(_matrix_of(item), outer), frame))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = _chained(_matrix_of(item), outer)
            _walk(
                item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject,
                inner, frame, drawn, depth + 1,
            )  # fmt: skip


def _matrix_of(item: Handle) -> Matrix:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _chained(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    if outer == _IDENTITY:
        return inner
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
            e * p + f * r + t, e * q + f * s + u)  # fmt: skip


def _unit_box(matrix: Matrix, frame: _Frame) -> Box:
    """Where the unit square comes to lie: an image's place on the page."""
    a, b, c, d, e, f = matrix
    corners = [(e, f), (e + a, f + b), (e + c, f + d), (e + a + c, f + b + d)]
    xs, ys = zip(*(frame.place(x, y) for x, y in corners), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _read_path(item: Handle, matrix: Matrix, frame: _Frame, drawn: _Drawn) -> None:
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
    item: Handle, parts: int, matrix: Matrix, frame: _Frame
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
    return _blended(red, green, blue, alpha) > 0.97


def _shown(glyphs: Sequence[Glyph], drawn: _Drawn, frame: _Frame) -> list[Glyph]:
    """The characters on the page; white ones are hidden unless something coloured is below them."""
    grounds = [*drawn.fills, *drawn.pictures]
    result: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.centre
        if not (-1 <= x <= frame.width + 1 and -1 <= y <= frame.height + 1):
            continue
        if glyph.white and not any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in grounds):
            glyph = replace(glyph, hidden=True)
        result.append(glyph)
    return result


def _upright(page: Page) -> Page:
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
