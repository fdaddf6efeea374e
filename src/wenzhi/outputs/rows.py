"""Floor 6: rows of a workbook as they stand in its file, so that many cost little.

Takes values with the number of their look, gives cells and rows in the words of the format (ECMA-376,
sheetData). Cells do not say in which row they stand, so that one can be kept for another time. What looks
are, and in which file rows stand, is not its business.
"""

from __future__ import annotations

from typing import Any

from wenzhi.base.patterns import as_pattern

ROW = "\x00"
"""Stands in a cell for the number of its row: no cell holds it, for the format has other words for it."""

_SPECIAL = as_pattern(
    "[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_|^\\s|\\s$",
)
"""What cannot stand in a cell as it is, or would be lost: blanks at its ends."""
_CONTROL = as_pattern("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_CONTROL = as_pattern("_(x[0-9a-fA-F]{4}_)")
_PIXEL = 0.75
"""Points of a pixel: programs draw rows in whole pixels."""


def text_cell(column: str, look: int, text: str) -> str:
    """A cell that holds `text` itself, never a formula."""
    kept = ""
    if _SPECIAL.search(text):
        text = _spell(text)
        kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f'<c r="{column}{ROW}" s="{look}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def number_cell(column: str, look: int, number: float) -> str:
    """A cell that holds a number."""
    return f'<c r="{column}{ROW}" s="{look}"><v>{number:.16G}</v></c>'


def blank_cell(column: str, look: int) -> str:
    """A cell that holds nothing and has a look all the same."""
    return f'<c r="{column}{ROW}" s="{look}"/>'


def put_row(sheet: Any, row: int, columns: int, height: float, cells: str) -> None:  # noqa: ANN401 # untyped library
    """Put a row of `columns` cells, `height` points high, below what stands in `sheet` already.

    `sheet` is a worksheet of xlsxwriter in constant memory, which writes a row when the next begins and
    has no public way to take a row as it stands; `tests/outputs/test_rows.py` holds it to what its own
    methods write.
    """
    if sheet.previous_row != row:
        sheet._write_single_row(row)
    sheet._check_dimensions(row, columns - 1)
    points = int(height / _PIXEL + 0.5) * _PIXEL
    told = cells.replace(ROW, str(row + 1))
    sheet.fh.write(f'<row r="{row + 1}" ht="{points:.16g}" customHeight="1">{told}</row>')


def _spell(text: str) -> str:
    """Text in the words of the format."""
    text = _LIKE_CONTROL.sub(r"_x005F_\1", text)
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
