"""Floor 1: paragraphs and tables of a rich document → one text with the grid of its cells.

Takes what a reader found in reading order; gives the text as the contract prints it: paragraphs joined
by line breaks, a table one row per line, cells separated by a tab, a merged cell printed once at its
first place and empty elsewhere. It must not know what kind of file was read, nor what a report says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wenzhi.base.records import Box, Cue, GridCell, PageFields


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a reader found it; `row` and `column` count from 0 within its table."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    page: int | None = None
    box: Box | None = None
    path: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set (`base.records.Cue` says what the fields mean)."""

    level: int | None = None
    bold: bool = False
    centred: bool = False
    large: bool = False


PLAIN = Style()
NO_FIELDS = PageFields()


@dataclass(frozen=True, slots=True)
class Composition:
    """A document as one text. `omitted` is what was left out, `warnings` what a reader must tell."""

    text: str
    cells: tuple[GridCell, ...] = ()
    cues: tuple[Cue, ...] = ()
    page: PageFields = NO_FIELDS
    encoding: str | None = None
    omitted: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Composer:
    """Gathers paragraphs and tables in reading order."""

    page: PageFields = NO_FIELDS
    omitted: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _cells: list[GridCell] = field(default_factory=list)
    _cues: list[Cue] = field(default_factory=list)
    _length: int = 0
    _tables: int = 0

    def paragraph(self, text: str, style: Style = PLAIN) -> None:
        """Add a paragraph; line breaks in it are kept, an empty one is left out."""
        body = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if not body.strip():
            return
        if style != PLAIN:
            self._cues.append(
                Cue(
                    start=self._length,
                    end=self._length + len(body),
                    level=style.level,
                    bold=style.bold,
                    centred=style.centred,
                    large=style.large,
                )
            )
        self._add(body)

    def table(self, cells: Iterable[Cell]) -> None:
        """Add a table. Cells may come in any order; two at one place keep the first given."""
        rows: dict[int, dict[int, Cell]] = {}
        for cell in cells:
            rows.setdefault(cell.row, {}).setdefault(cell.column, cell)
        width = max(
            (c.column + c.columns for row in rows.values() for c in row.values()), default=0
        )
        for number in range(
            max((c.row + c.rows for r in rows.values() for c in r.values()), default=0)
        ):
            self._row(rows.get(number, {}), width)
        self._tables += 1

    def warn(self, text: str) -> None:
        """Keep something a reader of the findings must know, once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def omit(self, text: str) -> None:
        """Keep what was left out of the text (page headers, navigation), once and on one line."""
        line = one_line(text)
        if line and line not in self.omitted:
            self.omitted.append(line)

    def finish(self, encoding: str | None = None) -> Composition:
        """The whole document."""
        return Composition(
            text="\n".join(self._lines),
            cells=tuple(self._cells),
            cues=tuple(self._cues),
            page=self.page,
            encoding=encoding,
            omitted=tuple(self.omitted),
            warnings=tuple(self.warnings),
        )

    def _row(self, row: dict[int, Cell], width: int) -> None:
        texts: list[str] = []
        place = self._length
        for column in range(width):
            cell = row.get(column)
            text = one_line(cell.text) if cell else ""
            if cell:
                self._cells.append(self._placed(cell, place, len(text)))
            texts.append(text)
            place += len(text) + 1
        self._add("\t".join(texts))

    def _placed(self, cell: Cell, start: int, length: int) -> GridCell:
        return GridCell(
            start=start,
            end=start + length,
            table=self._tables,
            row=cell.row,
            column=cell.column,
            rows=cell.rows,
            columns=cell.columns,
            page=cell.page,
            box=cell.box,
            path=cell.path,
            confidence=cell.confidence,
        )

    def _add(self, line: str) -> None:
        self._lines.append(line)
        self._length += len(line) + 1


def one_line(text: str) -> str:
    """Text as it stands in a cell: line breaks, tabs and runs of blanks are one blank."""
    return " ".join(text.split())


def spread(rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Cells given row by row with their spans → their columns, as HTML lays out a table.

    `Cell.row` and `Cell.column` of what is given are ignored: a cell takes the first place of its row
    that no span from above covers.
    """
    covered: set[tuple[int, int]] = set()
    placed: list[Cell] = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            height = min(cell.rows, len(rows) - number)
            covered |= {
                (number + down, column + right)
                for down in range(height)
                for right in range(cell.columns)
            }
            placed.append(
                Cell(
                    number, column, cell.text, height, cell.columns,
                    cell.page, cell.box, cell.path, cell.confidence,
                )
            )  # fmt: skip
            column += cell.columns
    return placed
