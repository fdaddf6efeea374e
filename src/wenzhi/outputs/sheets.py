"""Floor 6: how the workbooks look and are written: formats, widths, one kind of rows after another.

Takes rows of cells by column, writes them by xlsxwriter in one pass and keeps none. Text is always text
and never a formula; numbers are numbers. What rows say is not its business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from wenzhi.outputs.ledger import HUMAN, Value
from wenzhi.outputs.rows import blank_cell, number_cell, put_row, text_cell
from wenzhi.outputs.wording import Wording, messages_of

ROWS_OF_A_SHEET = 1_048_576
"""Rows of a sheet in the XLSX format (ECMA-376, as Excel implements it)."""
CHARACTERS_OF_A_CELL = 32_767
"""Characters of a cell in the XLSX format."""
ABOVE_DATA = 2
"""A title row and a header row."""
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet may take for a formula when a cell is edited (CWE-1236)."""

Cell: TypeAlias = Value

WIDTHS: Mapping[str, int] = {
    "no": 6, "organ": 24, "year": 7, "region": 12, "code": 8, "category": 12, "severity": 9,
    "verdict": 10, "contested": 18, "place": 30, "source": 42, "actual": 12, "expected": 12,
    "basis": 26, "message": 46, "fingerprint": 18, "file": 28, "status": 12, "responsible": 16,
    "due": 12, "reviewer": 12, "opinion": 24, "remarks": 24, "item": 18, "says": 90, "why": 44,
    "hint": 40, "path": 40, "reasons": 34, "division": 26, "indicator": 36, "years": 14, "row": 24,
    "outcome": 30, "change": 12, "then": 44, "now": 44, "fate": 14,
}  # fmt: skip
"""Widths in characters; others are ten wide."""
NARROW = 10
LINE_HEIGHT = 14.5
"""Points of a line of 10-point text."""
MOST_LINES = 8
"""Lines shown of a long cell; the rest is there when the row is drawn higher."""
WIDEST_ON_A4 = 200
"""Characters of 10 points across A4 landscape at half size, the least that can be read."""
PAPER_A3, PAPER_A4 = 8, 9
"""Paper sizes of the format (ECMA-376 pageSetup)."""
_DAY_NONE = date(1899, 12, 30)
"""The day before the first of the format's days, counted as it counts them from March 1900 on."""
_FIRST_DAY = date(1900, 3, 1)
DATES = frozenset({"due"})
"""Columns whose days are written as dates, so that a spreadsheet sorts and filters them."""


def lines_of(columns: Sequence[str], values: Sequence[Cell]) -> int:
    """Lines that the fullest cell of a row wraps into; an ideograph is two characters wide."""
    most = 1
    for key, value in zip(columns, values, strict=True):
        if isinstance(value, str) and value:
            own = WIDTHS.get(key, NARROW)
            # Most cells fit into one line however wide their characters are.
            wide = 0 if 2 * len(value) <= own else sum(map("\u2e7f".__lt__, value))
            most = max(most, -(-(len(value) + wide) // own) + value.count("\n"))
    return min(most, MOST_LINES)


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of cells."""

    title: Any
    header: Any
    human_header: Any
    text: Any
    risky: Any
    number: Any
    share: Any
    human: Any
    day: Any


def _looks(file: xlsxwriter.Workbook) -> Looks:
    thin = {"border": 1, "border_color": "#9AA1A8", "valign": "top", "font_size": 10}
    plain = {**thin, "font_name": "宋体"}
    header = {**plain, "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center"}
    return Looks(
        title=file.add_format(
            {"bold": True, "font_size": 14, "font_name": "宋体", "align": "left"}
        ),
        header=file.add_format({**header, "bg_color": "#EDEAE2"}),
        human_header=file.add_format({**header, "bg_color": "#FFF4CC"}),
        text=file.add_format({**plain, "text_wrap": True, "num_format": "@"}),
        risky=file.add_format(
            {**plain, "text_wrap": True, "num_format": "@", "quote_prefix": True}
        ),
        number=file.add_format({**plain, "align": "right"}),
        share=file.add_format({**plain, "align": "right", "num_format": "0.0%"}),
        human=file.add_format({**plain, "text_wrap": True, "locked": False}),
        day=file.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
    )


class Book:
    """An XLSX file that is being written. `added` are headings of columns that people added."""

    def __init__(
        self, path: Path, wording: Wording, title: str, added: Collection[str] = ()
    ) -> None:
        self.t = wording
        self.added = added
        self.rows_of_a_sheet = ROWS_OF_A_SHEET
        self.file: Any = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        # A fixed day: the same findings give the same bytes, and no clock enters the file.
        self.file.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
        self.looks = _looks(self.file)
        # The numbers of looks as the file has them, the same in every workbook.
        self.numbers = {
            name: getattr(self.looks, name)._get_xf_index() for name in Looks.__dataclass_fields__
        }

    def heading(self, key: str) -> str:
        """A column's heading; columns that people added have their own."""
        return key if key in self.added else self.t(f"column.{key}")

    def belongs_to_people(self, key: str) -> bool:
        """Whether only people fill the column."""
        return key in HUMAN or key in self.added

    def close(self) -> None:
        """Write what is left."""
        self.file.close()


class Sheet:
    """One kind of rows, on as many sheets as they need; rows come in order and are not kept."""

    def __init__(self, book: Book, name: str, columns: Sequence[str]) -> None:
        self.book = book
        self.name = name
        self.columns = columns
        self.parts = 0
        self.row = 0
        self.sheet: Any = None
        self._letters = [xl_col_to_name(index) for index in range(len(columns))]
        self._human = [book.belongs_to_people(key) for key in columns]
        self._open()

    def _open(self) -> None:
        self.parts += 1
        title = self.book.t(f"sheet.{self.name}")
        self.sheet = self.book.file.add_worksheet(
            title if self.parts == 1 else f"{title} ({self.parts})"
        )
        looks = self.book.looks
        self.sheet.set_row(0, 24)
        self.sheet.write_string(0, 0, f"{self.book.t('site.name')} · {title}", looks.title)
        for index, key in enumerate(self.columns):
            self.sheet.set_column(index, index, WIDTHS.get(key, NARROW))
            look = looks.human_header if self.book.belongs_to_people(key) else looks.header
            self.sheet.write_string(1, index, self.book.heading(key), look)
        self._set_print()
        self.row = ABOVE_DATA

    def _set_print(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes(ABOVE_DATA, min(2, len(self.columns) - 1))
        sheet.set_landscape()
        wide = sum(WIDTHS.get(key, NARROW) for key in self.columns) > WIDEST_ON_A4
        sheet.set_paper(PAPER_A3 if wide else PAPER_A4)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
        sheet.repeat_rows(0, 1)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")

    def add(self, values: Sequence[Cell]) -> None:
        """Writes one row; a full sheet is followed by another."""
        self.put(lines_of(self.columns, values), self.spell(values))

    def spell(self, values: Sequence[Cell], first: int = 0) -> str:
        """Cells of a row from the column `first` on as they stand in the file, in whichever row
        (`rows.ROW`).
        """
        last = first + len(values)
        columns = self.columns[first:last], self._letters[first:last], self._human[first:last]
        return "".join(map(self._cell, *columns, values))

    def put(self, lines: int, cells: str) -> None:
        """Writes a row of spelled cells which is so many lines high."""
        if self.row >= self.book.rows_of_a_sheet:
            self.close()
            self._open()
        # Not every program fits the height of a row to wrapped text when it opens a file.
        put_row(self.sheet, self.row, len(self.columns), LINE_HEIGHT * lines, cells)
        self.row += 1

    def _cell(self, key: str, column: str, human: bool, value: Cell) -> str:
        numbers = self.book.numbers
        if value is None or value == "":
            return blank_cell(column, numbers["human" if human else "text"])
        if isinstance(value, bool | str):
            return self._text_cell(key, column, human, str(value)[:CHARACTERS_OF_A_CELL])
        share = key.startswith(("coverage", "masked"))
        return number_cell(column, numbers["share" if share else "number"], value)

    def _text_cell(self, key: str, column: str, human: bool, text: str) -> str:
        numbers = self.book.numbers
        day = _day(text) if key in DATES else None
        if day is not None:
            return number_cell(column, numbers["day"], (day - _DAY_NONE).days)
        risky = text.startswith(RISKY)
        return text_cell(column, numbers["risky" if risky else "human" if human else "text"], text)

    def close(self) -> None:
        """Adds the filter and the list of statuses, now that the last row is known."""
        last = max(self.row - 1, ABOVE_DATA)
        if self.name != "notes":
            self.sheet.autofilter(1, 0, last, len(self.columns) - 1)
        if "status" in self.columns:
            at = self.columns.index("status")
            choices = [
                self.book.t(f"status.{key}") for key in messages_of("status") if key != "ask"
            ]
            self.sheet.data_validation(
                ABOVE_DATA,
                at,
                last,
                at,
                {
                    "validate": "list",
                    "source": choices,
                    "error_message": self.book.t("status.ask"),
                    "error_type": "warning",
                },
            )


def _day(text: str) -> date | None:
    """The day that `text` is in ISO form, as reading a workbook gives it; none before the format has any."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None
