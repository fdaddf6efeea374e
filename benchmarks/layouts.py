"""Reports laid out as real programs hand them over: web pages, Word files, PDFs. Own layouts, own text.

Each layout takes a `Sheet` and writes one file. Word files are made by python-docx and LibreOffice, PDFs
by Chromium and LibreOffice; a layout whose program is not on the machine is left out.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wenzhi.parse.tables.forms import OfficialForm, load_form
from wenzhi.synth import SynthReport

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OFFICE = shutil.which("soffice")


@dataclass(frozen=True)
class Box:
    """One cell of a table to print, with its spans."""

    text: str
    rows: int = 1
    columns: int = 1


Grid = list[list[Box]]


@dataclass(frozen=True)
class Sheet:
    """What a report says, before any layout: title, sections (kind, heading, prose), its tables."""

    title: str
    sections: tuple[tuple[str, str, str], ...]
    grids: dict[str, Grid]


def sheet_of(made: SynthReport) -> Sheet:
    """A generated report as a sheet: its headings, the prose of its sections, its cells in the form."""
    form: OfficialForm = "2019" if made.truth.meta.form == "2019" else "2021"
    raw = {
        name: "/" if fact.state == "dash" else "" if fact.value is None else f"{fact.value:g}"
        for name, fact in made.truth.facts.items()
    }
    wanted = ("overview", "active", "applications", "review", "problems", "other")
    sections = []
    for section in made.truth.sections:
        if section.kind in wanted:
            body = made.text[section.start : section.end]
            heading, _, prose = body.partition("\n")
            kept = "" if section.kind in ("active", "applications", "review") else prose.strip()
            sections.append((section.kind, heading.strip(), kept))
    return Sheet(made.truth.meta.title or "", tuple(sections), grids(form, raw))


def grids(form_id: OfficialForm, raw: dict[str, str]) -> dict[str, Grid]:
    """The three tables with the merged cells of the official form."""
    form = load_form(form_id)
    active: Grid = []
    wide = max(len(block.columns) for block in form.active.blocks)
    for block in form.active.blocks:
        active.append([Box(block.clause, columns=wide + 1)])
        spans = [wide // len(block.columns)] * len(block.columns)
        spans[-1] += wide - sum(spans)
        heads = zip(block.columns, spans, strict=True)
        active.append([Box("信息内容"), *(Box(c.label, columns=s) for c, s in heads)])
        for row in block.rows:
            cells = zip(block.columns, spans, strict=True)
            active.append(
                [Box(row.label)]
                + [Box(raw.get(f"active.{row.id}.{c.id}", ""), columns=s) for c, s in cells]
            )
    return {
        "active": active,
        "applications": _applications(form_id, raw),
        "review": _review(form_id, raw),
    }


def _applications(form_id: OfficialForm, raw: dict[str, str]) -> Grid:
    table = load_form(form_id).applications
    names = [column.label for column in table.columns]
    result: Grid = [
        [Box(table.note, rows=3, columns=3), Box("申请人情况", columns=7)],
        [Box(names[0], rows=2), Box("法人或其他组织", columns=5), Box(names[6], rows=2)],
        [Box(name) for name in names[1:6]],
    ]
    paths = [(*row.groups, row.label) for row in table.rows]
    for index, (row, path) in enumerate(zip(table.rows, paths, strict=True)):
        line: list[Box] = []
        for depth, label in enumerate(path):
            prefix = path[: depth + 1]
            leaf = depth == len(path) - 1
            if not leaf and index and paths[index - 1][: depth + 1] == prefix:
                continue
            height = 1 if leaf else sum(other[: depth + 1] == prefix for other in paths)
            line.append(Box(label, rows=height, columns=4 - len(path) if leaf else 1))
        line += [Box(raw.get(f"applications.{row.id}.{c.id}", "")) for c in table.columns]
        result.append(line)
    return result


def _review(form_id: OfficialForm, raw: dict[str, str]) -> Grid:
    table = load_form(form_id).review
    names = [Box(column.label, rows=2) for column in table.columns]
    return [
        [Box("行政复议", columns=5), Box("行政诉讼", columns=10)],
        [*names, Box("未经复议直接起诉", columns=5), Box("复议后起诉", columns=5)],
        [Box(column.label) for _ in range(2) for column in table.columns],
        [
            Box(raw.get(f"{block.id}.{column.id}", ""))
            for block in table.blocks
            for column in table.columns
        ],
    ]


# Web pages ----------------------------------------------------------------------------------------


def table_html(grid: Grid, style: str = "border:1px solid #000", broken: bool = False) -> str:
    """A table in HTML; `broken` puts line breaks into its labels, as portals do."""
    rows = []
    for line in grid:
        cells = []
        for box in line:
            text = html.escape(box.text) or "&nbsp;"
            if broken and len(box.text) > 6 and not box.text[-1].isdigit():
                middle = len(box.text) // 2
                text = f"{html.escape(box.text[:middle])}<br>{html.escape(box.text[middle:])}"
            spans = f' rowspan="{box.rows}"' * (box.rows > 1)
            spans += f' colspan="{box.columns}"' * (box.columns > 1)
            cells.append(f'<td style="{style}"{spans}><p>{text}</p></td>')
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return f'<table style="border-collapse:collapse">{"".join(rows)}</table>'


def body_html(sheet: Sheet, heading: str = "p", **options: str | bool) -> str:
    """The report as the body of a page."""
    parts = [f"<h1>{html.escape(sheet.title)}</h1>"]
    for kind, title, prose in sheet.sections:
        parts.append(f"<{heading}>{html.escape(title)}</{heading}>")
        parts += [f"<p>　　{html.escape(line)}</p>" for line in prose.split("\n") if line.strip()]
        if kind in sheet.grids:
            parts.append(table_html(sheet.grids[kind], **options))  # type: ignore[arg-type]
    return "\n".join(parts)


PORTAL = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>
<meta name="PubDate" content="2023-01-20"></head><body>
<div class="nav"><a href="/">首页</a><a href="/xw">新闻中心</a><a href="/zwgk">政务公开</a></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/gk">政府信息公开年报</a></div>
<table class="xxgk"><tr><td>索引号</td><td>YL-00231</td><td>发布日期</td><td>2023-01-20</td></tr></table>
<div class="tools">字体：<a>大</a> <a>中</a> <a>小</a> <a>打印</a> <a>关闭</a> 浏览次数：126</div>
<div id="zoom">{body}</div>
<div class="share">分享到：<a>微信</a><a>微博</a></div>
<div class="footer"><p>主办单位：云渚省人民政府办公厅 网站标识码：0000000000</p><p>联系我们 网站地图</p></div>
</body></html>"""


def portal(sheet: Sheet, to: Path) -> None:
    """A portal page with headings as paragraphs."""
    body = body_html(sheet)
    to.write_text(PORTAL.format(charset="utf-8", title=sheet.title, body=body), encoding="utf-8")


def portal_gbk(sheet: Sheet, to: Path) -> None:
    """The same in GBK with <h3> headings and broken labels."""
    body = body_html(sheet, "h3", broken=True)
    page = PORTAL.format(charset="gb2312", title=sheet.title, body=body)
    to.write_bytes(page.encode("gb18030"))


def nested(sheet: Sheet, to: Path) -> None:
    """A page laid out with tables, the report in a cell, headings in <strong>."""
    inner = body_html(sheet, "strong")
    body = f"<table><tr><td>栏目</td><td><table><tr><td>{inner}</td></tr></table></td></tr></table>"
    page = PORTAL.format(charset="utf-8", title=sheet.title, body=body)
    to.write_text(page, encoding="utf-8")


# Word ---------------------------------------------------------------------------------------------


def docx_merged(sheet: Sheet, to: Path) -> None:
    """python-docx, headings by style, merged cells."""
    from docx import Document

    document = Document()
    document.add_heading(sheet.title, 0)
    for kind, title, prose in sheet.sections:
        document.add_heading(title, 1)
        for line in filter(str.strip, prose.split("\n")):
            document.add_paragraph(line)
        if kind in sheet.grids:
            _add_table(document, sheet.grids[kind])
    document.save(str(to))


def _add_table(document: object, grid: Grid) -> None:
    placed = list(places(grid))
    width = max(column + box.columns for _, column, box in placed)
    table = document.add_table(rows=len(grid), cols=width)  # type: ignore[attr-defined]
    for row, column, box in placed:
        cell = table.cell(row, column)
        if box.rows > 1 or box.columns > 1:
            cell = cell.merge(table.cell(row + box.rows - 1, column + box.columns - 1))
        cell.text = box.text


def places(grid: Grid) -> Iterator[tuple[int, int, Box]]:
    """Each box with the row and column it stands at."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(grid):
        column = 0
        for box in line:
            while (row, column) in taken:
                column += 1
            taken |= {(row + y, column + x) for y in range(box.rows) for x in range(box.columns)}
            yield row, column, box
            column += box.columns


def docx_from_html(sheet: Sheet, to: Path) -> None:
    """LibreOffice, from a web page."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        portal(sheet, page)
        convert(page, "docx:MS Word 2007 XML", to, "--infilter=HTML (StarWriter)")


def doc_from_docx(sheet: Sheet, to: Path) -> None:
    """LibreOffice, the binary format of old Word."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made.docx")
        docx_merged(sheet, made)
        convert(made, "doc", to)


# PDF ----------------------------------------------------------------------------------------------


def pdf_ruled(sheet: Sheet, to: Path) -> None:
    """Chromium's print of ruled tables."""
    print_page(body_html(sheet), "body{font-size:12px}td{width:60px}", to)


def pdf_unruled(sheet: Sheet, to: Path) -> None:
    """Chromium's print of tables without lines, narrow enough to wrap labels."""
    style = "body{font-size:11px}td{padding:2px 6px}"
    print_page(body_html(sheet, style=""), style, to)


def pdf_small_pages(sheet: Sheet, to: Path) -> None:
    """Small landscape pages: tables go over pages."""
    style = "@page{size:A5 landscape;margin:12mm}body{font-size:9px}"
    print_page(body_html(sheet, broken=True), style, to)


def pdf_from_docx(sheet: Sheet, to: Path) -> None:
    """LibreOffice's print of a Word file without ruled tables."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made.docx")
        docx_merged(sheet, made)
        convert(made, "pdf", to)


def print_page(body: str, style: str, to: Path, head_and_foot: bool = False) -> None:
    """Chromium prints a page, with its own head and foot or without."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style>{body}', encoding="utf-8"
        )
        command = [
            CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={folder}/profile",
            *([] if head_and_foot else ["--no-pdf-header-footer"]),
            f"--print-to-pdf={to}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def convert(source: Path, kind: str, to: Path, *options: str) -> None:
    """LibreOffice turns `source` into a file of another kind."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            OFFICE or "", "--headless", f"-env:UserInstallation=file://{folder}/profile", *options,
            "--convert-to", kind, "--outdir", folder, str(source),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        made = Path(folder, f"{source.stem}.{kind.split(':')[0]}")
        shutil.copy(made, to)


Layout = Callable[[Sheet, Path], None]


def layouts() -> dict[str, tuple[str, Layout]]:
    """Name → file ending and maker, of the layouts whose programs are on this machine."""
    always: dict[str, tuple[str, Layout]] = {
        "html portal": ("html", portal),
        "html gbk, broken labels": ("html", portal_gbk),
        "html nested tables": ("html", nested),
        "docx merged cells": ("docx", docx_merged),
    }
    office: dict[str, tuple[str, Layout]] = {
        "docx from a page": ("docx", docx_from_html),
        "doc": ("doc", doc_from_docx),
        "pdf from Word, unruled": ("pdf", pdf_from_docx),
    }
    chromium: dict[str, tuple[str, Layout]] = {
        "pdf ruled": ("pdf", pdf_ruled),
        "pdf unruled, wrapped": ("pdf", pdf_unruled),
        "pdf small pages": ("pdf", pdf_small_pages),
    }
    return always | (office if OFFICE else {}) | (chromium if CHROMIUM else {})
