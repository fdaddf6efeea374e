"""Floor 1: a PDF with a text layer → a `Composition`: paragraphs, ruled tables, what was left out.

1. `pdfium` reads glyphs, rulings and pictures; sheets with two pages are parted (`leaves`); hidden text
   and watermarks are set aside (`furniture`).
2. `rulings` finds the ruled tables of a page, `sheets` fills their cells, `lines` cuts the rest into lines.
3. Page numbers, running heads and feet are left out (`furniture`).
4. `flow` puts lines and tables in reading order; a table that a page cut is joined (`sheets`), and lines
   are joined into paragraphs (`lines`).
Pages without a text layer are read by `recognition`. It must not know what a report says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from wenzhi.base.errors import InputError
from wenzhi.read import recognition
from wenzhi.read.composition import Composer, Composition, Style
from wenzhi.read.flow import Placed, ordered
from wenzhi.read.frames import Handle
from wenzhi.read.furniture import running_lines, without_watermarks
from wenzhi.read.leaves import leaves
from wenzhi.read.lines import (
    COLUMN_GAP,
    Column,
    Line,
    Paragraph,
    read_lines,
    read_paragraphs,
    usual_size,
)
from wenzhi.read.lost_rules import with_lost_rules
from wenzhi.read.pages import Glyph, Page
from wenzhi.read.pdfium import LOCK, open_pdf, read_pages, render
from wenzhi.read.rulings import read_drawing
from wenzhi.read.sheets import Sheet, fill, joined, shifted
from wenzhi.read.unruled import Extent, read_unruled, recognised_row

LARGE = 1.15
"""Times the usual size from which a line is set larger."""

LEAST_GLYPHS = 60
"""Characters from which a page has a text layer of its own: scanning programs print a line of theirs."""

UNKNOWN = 0.3
"""Share of characters without meaning from which a text layer is none. Sound ones have symbols at most."""

WHOLE_PAGE = 0.5
"""Share of a page that pictures cover from which it is a picture: margins of scans are often cut."""

TELLING = 0.12
"""Share of a page covered by pictures from which one may be a table; seals and emblems take .05."""

GROUND = 10
"""Characters printed on a picture from which it is the ground they stand on."""


def compose(content: bytes, name: str) -> Composition:
    """Read the PDF called `name`.

    Raises InputError: E304 too many pages, E308 damaged, E309 encrypted, E313 scanned and the extra
    for recognition not installed, E314 nothing to read.
    """
    composer = Composer()
    with LOCK:
        document = open_pdf(content, name)
        try:
            pages = [_seen(page, document, composer) for page in read_pages(document)]
        finally:
            document.close()
    unread = [page.number for page in pages if layer_of(page) in ("scan", "broken")]
    if unread:
        if all(not page.glyphs for page in pages if page.number not in unread):
            recognition.require(name)
        told = "、".join(map(str, unread))
        composer.warn(f"第{told}页是扫描件，没有读；请先 pip install 'wenzhi[ocr]'")
        pages = [Page(p.number, p.width, p.height) if p.number in unread else p for p in pages]
    if not any(page.glyphs for page in pages):
        raise InputError(
            "E314", "PDF 里没有可读的文字", where=name, hint="请确认文件；空白页无内容可读"
        )
    return compose_pages(pages, composer)


def _seen(page: Page, document: Handle, composer: Composer) -> Page:
    """The page as a reader sees it: recognised where it has no text layer of its own, if that can be."""
    if page.cut:
        composer.warn(f"第{page.number}页损坏或过于复杂，没有读全")
    layer = layer_of(page)
    if layer in ("scan", "broken") and recognition.available():
        return _recognised(page.number, document, composer)
    if layer == "text" and _shows_pictures(page):
        composer.warn(f"第{page.number}页有图片，图片里的文字（可能是表格）没有读")
    return page


def _recognised(number: int, document: Handle, composer: Composer) -> Page:
    import numpy as np

    picture = np.asarray(render(document, number, recognition.DPI))
    composer.warn(f"第{number}页是扫描件，文字由识别得来")
    return recognition.recognise(picture, number, recognition.DPI)


def layer_of(page: Page) -> Literal["text", "scan", "broken", "blank"]:
    """What a page's text layer is worth.

    `text` can be used; `scan`: the page is a picture, with few or hidden letters; `broken`: the letters
    have no meaning because the font does not say which they are; `blank`: nothing is on the page.
    """
    shown = [glyph for glyph in page.glyphs if not glyph.hidden]
    unknown = sum(_is_unknown(glyph.text) for glyph in shown)
    if len(shown) >= LEAST_GLYPHS and unknown > UNKNOWN * len(shown):
        return "broken"
    recognised = any(glyph.confidence is not None for glyph in shown)
    if not recognised and len(shown) < LEAST_GLYPHS and _pictured(page) > WHOLE_PAGE:
        return "scan"
    return "text" if shown else "blank"


def _is_unknown(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff"


def _shows_pictures(page: Page) -> bool:
    """Whether a picture of some size, and not the ground of the text, is on the page."""
    for box in page.pictures:
        area = (box[2] - box[0]) * (box[3] - box[1])
        inside = sum(
            box[0] <= glyph.centre[0] <= box[2] and box[1] <= glyph.centre[1] <= box[3]
            for glyph in page.glyphs
        )
        if area > TELLING * page.width * page.height and inside < GROUND:
            return True
    return False


def _pictured(page: Page) -> float:
    """The share of the page that pictures cover; strips of one scan add up."""
    area = sum(
        max(0.0, min(box[2], page.width) - max(box[0], 0.0))
        * max(0.0, min(box[3], page.height) - max(box[1], 0.0))
        for box in page.pictures
    )
    return min(1.0, area / max(page.width * page.height, 1.0))


def compose_pages(pages: Sequence[Page], composer: Composer) -> Composition:
    """The text of pages, whether they were printed or recognised."""
    pages = leaves(pages)
    glyphs, marks = without_watermarks(pages)
    for mark in marks:
        composer.omit(mark)
    contents = [_content(page, clear) for page, clear in zip(pages, glyphs, strict=True)]
    running = running_lines(
        [(page, lines) for page, (lines, _) in zip(pages, contents, strict=True)]
    )
    for (lines, _), indexes in zip(contents, running, strict=True):
        for index in sorted(indexes):
            composer.omit(lines[index].text)
    printed = _running_text([line for lines, _ in contents for line in lines])
    bold = sum(glyph.bold for glyph in printed) > 0.5 * len(printed)
    flow = _Flow(composer, usual_size(printed), bold)
    columns: list[Extent] = []
    for page, (lines, sheets), indexes in zip(pages, contents, running, strict=True):
        kept = [line for index, line in enumerate(lines) if index not in indexes]
        unruled, kept, columns = read_unruled(kept, page.number, columns)
        sheets = [*sheets, *unruled]
        flow.add(ordered(kept, [shifted(s, page.left) for s in sheets], page.number, page.width))
    flow.finish()
    return composer.finish()


def _content(page: Page, glyphs: Sequence[Glyph]) -> tuple[list[Line], list[Sheet]]:
    """The lines outside tables and the tables of a page."""
    rest = list(glyphs)
    sheets: list[Sheet] = []
    for lattice in read_drawing(page.rulings).lattices:
        left, top, right, bottom = lattice.box
        inside = [g for g in rest if left <= g.centre[0] <= right and top <= g.centre[1] <= bottom]
        if not inside:
            continue
        taken = {id(glyph) for glyph in inside}
        rest = [glyph for glyph in rest if id(glyph) not in taken]
        sheets.append(fill(with_lost_rules(lattice, inside), inside, page.number))
    return read_lines(rest), sheets


def _running_text(lines: Sequence[Line]) -> list[Glyph]:
    """The glyphs of lines of running text, of all lines where there is none."""
    prose = [line for line in lines if line.widest_gap < COLUMN_GAP and len(line.glyphs) >= 15]
    return [glyph for line in prose or lines for glyph in line.glyphs]


@dataclass(slots=True)
class _Flow:
    """Lines and tables as they are read; both wait until it is known that nothing goes on with them.

    `size` is that of running text; `bold` that all of it is set bold. A table goes on only from one page
    to another, hence `_page`, which counts them, and `_begun`, that of the last piece of `_sheet`.
    """

    composer: Composer
    size: float
    bold: bool
    _lines: list[tuple[Line, Column]] = field(default_factory=list)
    _sheet: Sheet | None = None
    _page: int = 0
    _begun: int = 0

    def add(self, items: Sequence[Placed]) -> None:
        """Go on with the items of a page."""
        self._page += 1
        for item in items:
            sheet = item.sheet
            if item.line is not None and item.column is not None:
                sheet = recognised_row(item.line, item.column.page)
                if sheet is None:
                    self._end_table()
                    self._lines.append((item.line, item.column))
            if sheet is not None:
                self._add_sheet(sheet)

    def finish(self) -> None:
        """Write down what still waits."""
        self._end_table()
        self._end_lines()

    def _add_sheet(self, sheet: Sheet) -> None:
        whole = None
        if self._sheet is not None and self._begun != self._page:
            whole = joined(self._sheet, sheet)
        self._begun = self._page
        if whole is None:
            self._end_table()
            self._end_lines()
            self._sheet = sheet
            return
        self._sheet = whole[0]
        for head in whole[1]:
            self.composer.omit(head)

    def _end_table(self) -> None:
        if self._sheet is not None:
            self.composer.table(self._sheet.cells)
            self._sheet = None

    def _end_lines(self) -> None:
        for paragraph in read_paragraphs(self._lines):
            self.composer.paragraph(paragraph.text, self._style(paragraph))
        self._lines = []

    def _style(self, paragraph: Paragraph) -> Style:
        """What tells a paragraph from running text."""
        line = paragraph.lines[0][0]
        return Style(
            bold=line.bold and not self.bold,
            centred=_is_centred(paragraph),
            large=line.size > LARGE * self.size,
        )


def _is_centred(paragraph: Paragraph) -> bool:
    """Whether its last line has its page's or column's middle for its own, and room on both sides.

    The lines above it may fill their column: a title in two lines.
    """
    line, column = paragraph.lines[-1]
    middle = (line.box[0] + line.box[2]) / 2
    off = min(abs(middle - (column.left + column.right) / 2), abs(middle - column.width / 2))
    return off < line.size and line.box[0] > column.left + 2.5 * line.size
