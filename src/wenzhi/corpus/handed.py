"""Floor 5: a table somebody hands over (CSV or XLSX) → its rows as text, whatever the table is about.

Rosters and lists of organs are read with it. It must not know what the columns mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from wenzhi.base.errors import InputError
from wenzhi.read.plain import decode

ENDINGS = (".csv", ".xlsx")
"""Of tables that are read."""


def read_rows(path: Path, what: str) -> Iterator[list[str]]:
    """The rows of the table, heads first; `what` it is called in errors.

    Raises InputError: E301 cannot be opened, E303 unknown encoding, E308 damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            "E301", f"打不开{what}：{error.strerror}", where=str(path), hint="请检查路径"
        ) from error
    if content.startswith(b"PK"):
        return _sheet_rows(path, content, what)
    return _csv_rows(path, decode(content, str(path)).text, what)


def places_of(head: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which column each field of `columns` is, by one of the names it may have; absent ones left out."""
    names = [name.lstrip("\ufeff").strip().lower() for name in head]
    return {
        field: names.index(alias)
        for field, aliases in columns.items()
        for alias in aliases
        if alias in names
    }


def cells_of(row: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """The cells of a row that are not blank, by field."""
    return {
        field: value
        for field, column in places.items()
        if column < len(row) and (value := row[column].strip())
    }


def _csv_rows(path: Path, text: str, what: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text))
    try:
        yield from reader
    except csv.Error as error:
        where = f"{path} 第 {reader.line_num} 行"
        hint = "请用表格软件打开后另存为 CSV（UTF-8）"
        raise InputError("E308", f"{what}读不下去：{error}", where=where, hint=hint) from error


def _sheet_rows(path: Path, content: bytes, what: str) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except Exception as error:  # openpyxl raises whatever a damaged package leads it to
        raise InputError(
            "E308", f"{what}打不开：不是完好的 XLSX", where=str(path), hint="请用 Excel 或 WPS 另存"
        ) from error
    for row in sheet.iter_rows(values_only=True):
        yield [_shown(cell) for cell in row]


def _shown(cell: object) -> str:
    if isinstance(cell, (date, datetime)):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
