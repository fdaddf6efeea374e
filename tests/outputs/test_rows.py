"""Rows put into a sheet as text are those that xlsxwriter's own methods write."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.outputs.rows import blank_cell, number_cell, put_row, text_cell
from wenzhi.outputs.sheets import Book, Sheet
from wenzhi.outputs.wording import Wording

TEXTS = (
    "枫渚县水务局", "a<b & c>d", " 前后有空 ", "一行\n两行", "_x0041_", "\x01\x1f", "=1+1", "<r>a</r>",
    "\u3000全角", "制\t表", "\ufffe", "尾\n",
)  # fmt: skip
NUMBERS = (0, 1, -3, 12345678901234, 0.1, 1 / 3, 98.7, 1e-7, 2.5e20)


def book(path: Path) -> xlsxwriter.Workbook:
    """A workbook in constant memory."""
    return xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})


def sheet_of(path: Path) -> str:
    """The first sheet as it stands in the file."""
    with zipfile.ZipFile(path) as file:
        return file.read("xl/worksheets/sheet1.xml").decode()


def test_a_row_is_what_its_methods_write(tmp_path: Path) -> None:
    heights = (14.5, 29, 43.5, 116)
    with book(tmp_path / "own.xlsx") as file:
        sheet, look = file.add_worksheet(), file.add_format({"bold": True})
        sheet.write_string(0, 0, "head", look)
        for row, height in enumerate(heights, 1):
            sheet.set_row(row, height)
            for column, text in enumerate(TEXTS):
                # A text that looks like rich text would be taken for it.
                shown = text if not text.startswith("<r>") else "a"
                sheet.write_string(row, column, shown, look)
            for column, number in enumerate(NUMBERS, len(TEXTS)):
                sheet.write_number(row, column, number, look)
            sheet.write_blank(row, len(TEXTS) + len(NUMBERS), None, look)
    with book(tmp_path / "put.xlsx") as file:
        sheet, look = file.add_worksheet(), file.add_format({"bold": True})
        sheet.write_string(0, 0, "head", look)
        names = [chr(ord("A") + place) for place in range(26)]
        shown = [text if not text.startswith("<r>") else "a" for text in TEXTS]
        cells = [text_cell(name, 1, text) for name, text in zip(names, shown, strict=False)]
        rest = names[len(TEXTS) :]
        cells += [number_cell(name, 1, each) for name, each in zip(rest, NUMBERS, strict=False)]
        cells.append(blank_cell(rest[len(NUMBERS)], 1))
        for row, height in enumerate(heights, 1):
            put_row(sheet, row, len(cells), height, "".join(cells))
    assert sheet_of(tmp_path / "put.xlsx") == sheet_of(tmp_path / "own.xlsx")


def test_every_value_comes_back_as_it_was(tmp_path: Path) -> None:
    """People's days are days, shares numbers, and text like a formula or markup is text."""
    written = Book(tmp_path / "b.xlsx", Wording("zh"), "t")
    sheet = Sheet(written, "findings", ("organ", "coverage_a", "due", "status", "message"))
    rows = [
        [text, number, "2026-03-01", None, text]
        for text, number in zip(TEXTS, NUMBERS, strict=False)
    ]
    rows.append([True, None, "1899-01-01", "x", ""])
    for row in rows:
        sheet.add(row)
    sheet.close()
    written.close()
    read = list(openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0].iter_rows(min_row=3))
    assert len(read) == len(rows)
    for cells, row in zip(read, rows, strict=True):
        if isinstance(row[0], bool):
            assert [cell.value for cell in cells] == ["True", None, "1899-01-01", "x", None]
            continue
        organ, share, due, status, message = cells
        assert organ.data_type == message.data_type == "s"
        assert openpyxl.utils.escape.unescape(organ.value) in (row[0], str(row[0]).strip("\n"))
        assert share.value == row[1] and share.number_format == "0.0%"
        assert due.is_date and due.value.date() == date(2026, 3, 1)
        assert status.value is None and status.protection.locked is False


@given(st.text(max_size=30))
def test_no_text_breaks_a_row(text: str) -> None:
    """What is written parses, and says the text again."""
    from lxml import etree

    try:
        text.encode()
    except UnicodeEncodeError:
        return
    told = text_cell("A", 3, text).replace("\x00", "7")
    cell = etree.fromstring(told)
    assert cell.get("r") == "A7" and cell.get("s") == "3"
    inner = cell.find("is/t").text or ""
    assert openpyxl.utils.escape.unescape(inner) == text.replace("\r", "\r") or "\x7f" in text
