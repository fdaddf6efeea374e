"""Floor 1: the text layer of a PDF page → its characters, with size, weight and colour.

Takes a page of PDFium, gives `Glyph`s in the file's order. It must not know what is a line.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Box
from wenzhi.read.frames import Frame, Handle, Matrix, address_of, mapped
from wenzhi.read.pages import Glyph

MAX_GLYPHS = 60_000
"""Most characters read of one page; a page of the smallest print holds 10,000."""

_BOLD = as_pattern(r"bold|black|heavy|hei(?!ght)|黑|粗|xbs|小标宋", re.IGNORECASE)

_LEAST_SIZE = 1.5
"""Points. Smaller letters cannot be read; they are search words and the like."""

_FILL_AND_STROKE, _INVISIBLE = 2, 3
_LIGHT = 0.62
"""Luminance (0–1) from which text counts as pale: watermarks are grey of .75 and more, links .3."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What all characters of one text object share."""

    size: float
    bold: bool
    pale: bool
    white: bool
    hidden: bool


def read_glyphs(
    page: Handle, frame: Frame, moved: Mapping[int, Matrix], texts: Sequence[Handle]
) -> tuple[list[Glyph], bool]:
    """All characters of a page in the file's order, and whether there were too many.

    `moved` are the text objects that a form moves, with the form's matrix, `texts` all of them (`drawings`).
    """
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
        sources: list[int] = []
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
            look, address = _look_of(text_page, index, looks)
            box = (loose.left, loose.bottom, loose.right, loose.top)
            place = (x.value, y.value, x.value, y.value)
            if moved and address in moved and _is_unmoved(text_page, index, box):
                box, place = mapped(moved[address], *box), mapped(moved[address], *place)
            x0, top, x1, bottom = frame.box(*box)
            origin = frame.place(place[0], place[1])
            # Comparisons are false for what is no number: a damaged file's extents.
            if not (-1e5 < x0 <= x1 < 1e5 and -1e5 < top <= bottom < 1e5):
                continue
            turn = math.degrees(raw.FPDFText_GetCharAngle(text_page, index))
            angle = round(turn + frame.turn) % 360 if turn >= 0 else frame.turn
            glyphs.append(
                Glyph(
                    text, x0, top, x1, bottom, origin[0 if angle % 180 == 90 else 1],
                    look.size, index, spaced, look.bold, look.pale, look.hidden, look.white, angle,
                )
            )  # fmt: skip
            sources.append(address)
            spaced = False
        return _with_shadows(glyphs, sources, texts, looks), count > MAX_GLYPHS
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


def _is_unmoved(text_page: Handle, index: int, box: Box) -> bool:
    """Whether PDFium tells a character of a form where the form has it and not where it is shown.

    So it does with those that it writes in place of others (人 for ⼈, which printing browsers use);
    they are known by a box that is no more than their ink, within the extent the form has for its text.
    """
    import pypdfium2.raw as raw

    edges = [ctypes.c_double() for _ in range(4)]
    if not raw.FPDFText_GetCharBox(text_page, index, *edges):
        return False
    left, right, bottom, top = (edge.value for edge in edges)
    ink = (left, bottom, right, top)
    if any(abs(a - b) > 0.01 for a, b in zip(box, ink, strict=True)):
        return False
    bounds = [ctypes.c_float() for _ in range(4)]
    text = raw.FPDFText_GetTextObject(text_page, index)
    if not raw.FPDFPageObj_GetBounds(text, *bounds):
        return False
    low_x, low_y, high_x, high_y = (bound.value for bound in bounds)
    x, y = (left + right) / 2, (bottom + top) / 2
    return low_x - 1 <= x <= high_x + 1 and low_y - 1 <= y <= high_y + 1


def _with_shadows(
    glyphs: list[Glyph], sources: Sequence[int], texts: Sequence[Handle], looks: Mapping[int, _Look]
) -> list[Glyph]:
    """The characters, those that are not drawn but stand for a text that is shown as it shows them.

    Of equal characters in one place PDFium tells the first alone, and a shadow is drawn before its text.
    """
    if not any(glyph.hidden for glyph in glyphs):
        return glyphs
    known = {address_of(text): text for text in texts}
    silent = {
        _bounds(text): look
        for address, text in known.items()
        if address not in looks and not (look := _describe(text, _LEAST_SIZE)).hidden
    }
    if not silent:
        return glyphs
    shown: list[Glyph] = []
    for glyph, source in zip(glyphs, sources, strict=True):
        text = known.get(source) if glyph.hidden else None
        seen = silent.get(_bounds(text)) if text is not None else None
        if seen is not None:
            glyph = replace(glyph, hidden=False, white=seen.white, pale=seen.pale, bold=seen.bold)
        shown.append(glyph)
    return shown


def _bounds(text: Handle) -> Box:
    """The extent of a text object, to a tenth of a point."""
    import pypdfium2.raw as raw

    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(text, *edges):
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = (round(edge.value, 1) for edge in edges)
    return (left, bottom, right, top)


def _look_of(text_page: Handle, index: int, looks: dict[int, _Look]) -> tuple[_Look, int]:
    """Size, weight and colour of a character, looked up once for each text object, and its address."""
    import pypdfium2.raw as raw

    text = raw.FPDFText_GetTextObject(text_page, index)
    address = address_of(text)
    look = looks.get(address)
    if look is None:
        matrix = raw.FS_MATRIX()
        scale = 1.0
        if raw.FPDFText_GetMatrix(text_page, index, matrix):
            scale = math.hypot(matrix.c, matrix.d)
        size = raw.FPDFText_GetFontSize(text_page, index) * scale
        look = _describe(text, size if 0 < size < 1e4 else 0.0)
        looks[address] = look
    return look, address


def _describe(text: Handle, size: float) -> _Look:
    import pypdfium2.raw as raw

    mode = raw.FPDFTextObj_GetTextRenderMode(text) if text else 0
    channels = [ctypes.c_uint(0) for _ in range(4)]
    coloured = bool(text) and raw.FPDFPageObj_GetFillColor(text, *channels)
    red, green, blue, alpha = (
        (channel.value for channel in channels) if coloured else (0, 0, 0, 255)
    )
    light = blended(red, green, blue, alpha)
    return _Look(
        size,
        bold=mode == _FILL_AND_STROKE or _is_bold(text),
        pale=light >= _LIGHT,
        hidden=mode == _INVISIBLE or alpha == 0 or size < _LEAST_SIZE,
        white=light > 0.97,
    )


def blended(red: int, green: int, blue: int, alpha: int) -> float:
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
