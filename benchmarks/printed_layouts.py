"""PDFs as real programs print them: Word files by LibreOffice, web pages by Chromium, ReportLab's tables.

Each layout differs from the others in what makes tables hard to read: page size and margins, font, padding
and alignment of cells, which rulings are drawn, how wide the labels' columns are, where pages cut rows.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from layouts import CHROMIUM, OFFICE, Grid, Layout, Sheet, body_html, convert, places, print_page

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.oxml.xmlchemy import BaseOxmlElement as Element
    from docx.table import Table as WordTable
    from docx.table import _Cell as WordCell
    from docx.text.paragraph import Paragraph as WordParagraph
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Table as DrawnTable

VERTICAL = "三、本年度办理结果"
"""Begins the label that official forms set upright."""


# Word files, printed by LibreOffice ---------------------------------------------------------------


@dataclass(frozen=True)
class WordStyle:
    """How a Word file is set: lengths in centimetres, sizes in points.

    `labels` are the widths of the first columns of table three; without them all columns are equal.
    """

    page: tuple[float, float] = (21.0, 29.7)
    margins: tuple[float, float] = (2.0, 2.0)
    size: float = 10.5
    rules: Literal["all", "level", "none"] = "all"
    align: Literal["left", "center", "right"] = "center"
    labels: tuple[float, ...] = ()
    row: float = 0.0
    repeat_head: bool = False
    upright: bool = False
    number_pages: bool = True
    padding: float | None = None
    middle: bool = False


def word(style: WordStyle) -> Layout:
    """A layout: python-docx makes the file, LibreOffice prints it."""

    def make(sheet: Sheet, to: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder, "made.docx")
            _write_word(sheet, style, made)
            convert(made, "pdf", to)

    return make


def _write_word(sheet: Sheet, style: WordStyle, to: Path) -> None:
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(style.page[0]), Cm(style.page[1])
    page.left_margin = page.right_margin = Cm(style.margins[0])
    page.top_margin = page.bottom_margin = Cm(style.margins[1])
    document.styles["Normal"].font.size = Pt(style.size)
    if style.number_pages:
        _number_pages(page.footer.paragraphs[0])
    document.add_heading(sheet.title, 0)
    for kind, title, prose in sheet.sections:
        document.add_heading(title, 1)
        for line in filter(str.strip, prose.split("\n")):
            document.add_paragraph(line)
        if kind in sheet.grids:
            _add_table(document, sheet.grids[kind], style, kind)
    document.save(str(to))


def _number_pages(paragraph: WordParagraph) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run("- ")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    run._r.addnext(number)
    paragraph.add_run(" -")


def _add_table(document: WordFile, grid: Grid, style: WordStyle, kind: str) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    placed = list(places(grid))
    width = max(column + box.columns for _, column, box in placed)
    table = document.add_table(rows=len(grid), cols=width)
    if style.rules == "all":
        table.style = "Table Grid"
    elif style.rules == "level":
        _rule_levels(table)
    if style.padding is not None:
        _pad(table, style.padding)
    whole = style.page[0] - 2 * style.margins[0]
    labels = style.labels if kind == "applications" else style.labels[-1:]
    rest = (whole - sum(labels)) / (width - len(labels))
    table.autofit = not labels
    for number, column in enumerate(table.columns):
        wide = Cm(labels[number] if number < len(labels) else rest)
        column.width = wide
        for cell in column.cells:
            cell.width = wide
    for row in table.rows:
        row.height = Cm(style.row) if style.row else None
    for row, column, box in placed:
        cell = table.cell(row, column)
        if box.rows > 1 or box.columns > 1:
            cell = cell.merge(table.cell(row + box.rows - 1, column + box.columns - 1))
        cell.text = box.text
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH[style.align.upper()]
        if style.middle:
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        if style.upright and box.text == VERTICAL:
            _set_upright(cell)
    if style.repeat_head and kind == "applications":
        for head in list(table.rows)[:3]:
            _mark(head._tr.get_or_add_trPr(), "w:tblHeader")


def _mark(parent: Element, name: str, **values: str) -> Element:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element


def _set_upright(cell: WordCell) -> None:
    _mark(cell._tc.get_or_add_tcPr(), "w:textDirection", val="tbRlV")


def _rule_levels(table: WordTable) -> None:
    borders = _mark(table._tbl.tblPr, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _mark(borders, f"w:{side}", val="single", sz="4", space="0", color="000000")


def _pad(table: WordTable, centimetres: float) -> None:
    margins = _mark(table._tbl.tblPr, "w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        _mark(margins, f"w:{side}", w=str(round(centimetres * 567)), type="dxa")


WORD: dict[str, WordStyle] = {
    "pdf Word, ruled": WordStyle(repeat_head=True, middle=True),
    "pdf Word, ruled, small pages": WordStyle(page=(14.8, 21.0), margins=(1.2, 1.2), size=8),
    "pdf Word, landscape, upright label": WordStyle(
        page=(29.7, 21.0), upright=True, row=0.9, middle=True, labels=(1.4, 2.0, 6.0)
    ),
    "pdf Word, ruled, narrow labels": WordStyle(
        margins=(3.2, 2.5), size=12, labels=(1.2, 1.2, 2.4), align="left"
    ),
    "pdf Word, level rules": WordStyle(rules="level", size=9, labels=(1.6, 2.2, 5.0)),
    "pdf Word, unruled, wide labels": WordStyle(
        rules="none", page=(29.7, 21.0), size=9, labels=(2.5, 3.5, 8.0), align="right"
    ),
    "pdf Word, unruled, padded": WordStyle(
        rules="none", size=9, labels=(1.6, 2.2, 5.0), padding=0.15, middle=True
    ),
    "pdf Word, unruled, tight": WordStyle(
        rules="none", margins=(3.0, 2.0), size=8, labels=(1.2, 1.6, 4.0), padding=0.03
    ),
}


# Pages, printed by Chromium -----------------------------------------------------------------------


@dataclass(frozen=True)
class PageStyle:
    """How a page is set: rules of CSS, of table cells, and what its table makes of a cell."""

    rules: str
    cell: str = "border:1px solid #000"
    broken: bool = False
    head_and_foot: bool = False
    turn: int = 0
    sheet: tuple[float, float] | None = None
    options: tuple[str, ...] = field(default=())


def page(style: PageStyle) -> Layout:
    """A layout: a page of our own, printed by Chromium."""

    def make(sheet: Sheet, to: Path) -> None:
        body = body_html(sheet, style=style.cell, broken=style.broken)
        print_page(body.replace(f"<p>{VERTICAL}", f'<p class="v">{VERTICAL}'), style.rules, to,
                   head_and_foot=style.head_and_foot)  # fmt: skip
        if style.turn:
            _turn_pages(to, style.turn)
        if style.sheet:
            _set_abreast(to, *style.sheet)

    return make


def _set_abreast(path: Path, width: float, height: float) -> None:
    """Two pages side by side on each sheet, as copiers and browsers print them."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    with pdfium.PdfDocument(path.read_bytes()) as document:
        sheets = pdfium.PdfDocument(raw.FPDF_ImportNPagesToOne(document, width, height, 2, 1))
    sheets.save(str(path))
    sheets.close()


def _turn_pages(path: Path, degrees: int) -> None:
    """Pages laid on their side, as scanners and viewers store them."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(path.read_bytes())
    for number in range(len(document)):
        document[number].set_rotation(degrees)
    document.save(str(path))
    document.close()


PAGES: dict[str, PageStyle] = {
    "pdf page, dotted, upright label": PageStyle(
        "body{font:10px serif}td{text-align:right;padding:3px}.v{writing-mode:vertical-rl}",
        "border:1px dotted #555",
    ),
    "pdf page, printed head and foot": PageStyle(
        "body{font-size:13px}td{padding:4px 2px;text-align:center;width:9%}", head_and_foot=True
    ),
    "pdf page, unruled, striped": PageStyle(
        "@page{size:A4 landscape}body{font-size:11px}td{padding:4px}tr:nth-child(2n){background:#eee}",
        "",
    ),
    "pdf page, two columns": PageStyle(
        "body{font-size:10px;column-count:2}table{column-span:all;width:100%}h1{column-span:all}"
    ),
    "pdf page, figures cut in their cells": PageStyle(
        "body{font-size:12px}td{word-break:break-all;padding:1px 2px;line-height:1.1}"
        "table{table-layout:fixed;width:290px}",
    ),
    "pdf page, spaced borders, turned": PageStyle(
        "table{border-collapse:separate!important;border-spacing:2px}td{padding:1px 4px}"
        "body{font-size:10px}",
        turn=90,
    ),
    "pdf page, two on a sheet of A3": PageStyle(
        "body{font-size:13px}td{padding:3px}", sheet=(1190.55, 841.89)
    ),
    "pdf page, two on a sheet of A4": PageStyle(
        "body{font-size:14px}td{padding:3px}", sheet=(841.89, 595.28)
    ),
    "pdf page, unruled, narrow labels": PageStyle(
        "body{font-size:12px}td{padding:2px 5px;text-align:center;vertical-align:middle}"
        "table{width:480px;table-layout:fixed}",
        "",
    ),
}


# ReportLab ----------------------------------------------------------------------------------------


def drawn(ruled: bool) -> Layout:
    """A layout: ReportLab, whose tables cut no row."""

    def make(sheet: Sheet, to: Path) -> None:
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        plain = ParagraphStyle(
            "plain", fontName="STSong-Light", fontSize=10, leading=15, wordWrap="CJK"
        )
        large = ParagraphStyle("large", parent=plain, fontSize=16, leading=24, alignment=1)
        parts: list[Flowable] = [Paragraph(sheet.title, large)]
        for kind, title, prose in sheet.sections:
            lines = [title, *filter(str.strip, prose.split("\n"))]
            parts += [Paragraph(line, plain) for line in lines]
            if kind in sheet.grids:
                parts.append(_drawn_table(sheet.grids[kind], plain, ruled))
        SimpleDocTemplate(str(to), pagesize=A4, invariant=True).build(parts)

    return make


def _drawn_table(grid: Grid, plain: ParagraphStyle, ruled: bool) -> DrawnTable:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Table

    placed = list(places(grid))
    width = max(column + box.columns for _, column, box in placed)
    rows: list[list[object]] = [[""] * width for _ in grid]
    small = ParagraphStyle("small", parent=plain, fontSize=7, leading=9, alignment=1)
    style: list[tuple[object, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    if ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.4, colors.grey))
    for row, column, box in placed:
        rows[row][column] = Paragraph(box.text, small)
        end = (column + box.columns - 1, row + box.rows - 1)
        if end != (column, row):
            style.append(("SPAN", (column, row), end))
    labels = [40.0, 60.0, 120.0] if width == 10 else [460 / width]
    rest = (460 - sum(labels)) / (width - len(labels))
    return Table(rows, colWidths=labels + [rest] * (width - len(labels)), style=style)


def printed_layouts() -> dict[str, tuple[str, Layout]]:
    """Name → file ending and maker, of the layouts whose programs are on this machine."""
    made: dict[str, Layout] = {}
    if OFFICE:
        made |= {name: word(style) for name, style in WORD.items()}
    if CHROMIUM:
        made |= {name: page(style) for name, style in PAGES.items()}
    if _has_reportlab():
        made |= {"pdf ReportLab, ruled": drawn(True), "pdf ReportLab, unruled": drawn(False)}
    return {name: ("pdf", maker) for name, maker in made.items()}


def _has_reportlab() -> bool:
    from importlib.util import find_spec

    return find_spec("reportlab") is not None
