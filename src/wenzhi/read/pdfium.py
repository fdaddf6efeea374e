"""Floor 1: a PDF file, opened by PDFium → its pages, each turned upright, and their pictures.

Takes bytes, gives `Page`s in order. It must not know what is a line, a table or a page header. Reading
is done by PDFium, some ten times as fast as reading in Python; PDFium may be used by one thread at a
time, hence `LOCK`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Lock

from wenzhi.base.errors import InputError
from wenzhi.read.drawings import MAX_OBJECTS, Drawn, read_objects
from wenzhi.read.frames import Frame, Handle
from wenzhi.read.glyphs import read_glyphs
from wenzhi.read.pages import Glyph, Page, turned_upright

LOCK = Lock()
"""Held while a document is open."""

MAX_PAGES = 500
"""Most pages of one file. Reports have 2–40 pages, bound volumes of a county's organs some 300."""


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
    """Page `number` (1-based) as a picture in colours (PIL), upright as a reader sees it.

    At most 30 million pixels, whatever size the page says it has.
    """
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = min(dpi / 72, math.sqrt(3e7 / max(width * height, 1.0)))
        return page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    finally:
        page.close()


def _read_page(page: Handle, number: int) -> Page:
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left, bottom, right, top, (page.get_rotation() or 0) % 360)
    drawn = read_objects(page, frame)
    glyphs, cut = read_glyphs(page, frame, drawn.moved, drawn.texts)
    return turned_upright(
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


def _shown(glyphs: Sequence[Glyph], drawn: Drawn, frame: Frame) -> list[Glyph]:
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
