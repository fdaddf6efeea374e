"""Floor 6: 核查单: one report on one page, to hand over and to sign.

Takes a `ReportView`, gives the rows of the sheet: verdicts, findings in order of gravity, what was not
judged. It writes them as XLSX; the same record is the page's. The page shows the gravest that fit on a side of
A4 and says how many the XLSX has beside; nothing is left out there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Record
from wenzhi.outputs.cards import VerdictCard, verdict_cards
from wenzhi.outputs.evidence import (
    Places,
    describe_place,
    describe_suppression,
    in_order_of_gravity,
    quote,
)
from wenzhi.outputs.sheets import (
    CHARACTERS_OF_A_CELL,
    LINE_HEIGHT,
    MOST_LINES,
    PAPER_A4,
    RISKY,
    Book,
)
from wenzhi.outputs.view import ReportView
from wenzhi.outputs.wording import Wording

LINES_OF_A_PAGE = 44
"""Lines of 9 points that the table of findings has on a side of A4 beside head and signatures."""
MESSAGE_WIDTH, PLACE_WIDTH = 25, 13
"""Ideographs across the columns of messages and of places; the page's own column widths."""
COLUMNS = ("no", "code", "severity", "message", "source", "place", "fingerprint", "answer")
COLUMN_WIDTHS = (5, 7, 9, 40, 34, 26, 18, 22)
"""Widths in characters: A4 landscape at about two thirds."""
QUOTED = 60
"""Characters of evidence quoted on the page; the workbook quotes more."""


SIGNED_BY = ("checker", "reviewer", "day")
SIGNATURE_GAP = 24
"""Blanks before and between the places to sign."""


class Line(Record, frozen=True):
    """One finding on the sheet; `grade` is its severity in words, or that it is a false alarm."""

    no: int
    id: str
    code: str
    grade: str
    severity: str
    place: str
    source: str
    actual: str | None
    expected: str | None
    message: str
    basis: str | None
    contested: str | None

    @property
    def height(self) -> int:
        """Lines it takes on the page: message, evidence, id below each other; the place beside."""
        parts = (self.message, self.source[: QUOTED + 2], self.contested or "", self.id)
        texts = sum(-(-len(part) // MESSAGE_WIDTH) for part in parts if part)
        return max(texts, -(-len(self.place) // PLACE_WIDTH))


class CheckSheet(Record, frozen=True):
    """What the sheet of one report says."""

    organ: str
    year: str
    title: str | None
    file: str
    sha256: str
    verdicts: tuple[VerdictCard, ...]
    lines: tuple[Line, ...]
    unjudged: int
    not_run: int

    @property
    def standing(self) -> int:
        """Findings that count."""
        return sum(line.contested is None for line in self.lines)

    def first_page(self) -> tuple[Line, ...]:
        """The gravest findings that fit on one side; at least one."""
        room = LINES_OF_A_PAGE
        shown: list[Line] = []
        for line in self.lines:
            room -= line.height
            if room < 0 and shown:
                break
            shown.append(line)
        return tuple(shown)


def check_sheet(view: ReportView, wording: Wording) -> CheckSheet:
    """The sheet of one report."""
    places = Places(view.report)
    failing = [one for one in in_order_of_gravity(view.judgement.findings) if one.verdict == "fail"]
    return CheckSheet(
        organ=wording.organ(view.ref.organization),
        year=wording.year(view.ref.year),
        title=view.report.meta.title,
        file=view.report.source.path,
        sha256=view.report.source.sha256,
        verdicts=tuple(verdict_cards(view, wording)),
        lines=tuple(
            Line(
                no=number,
                id=one.id,
                code=one.code,
                grade=wording(f"severity.{one.severity}")
                if one.stands
                else wording("verdict.suppressed"),
                severity=one.severity if one.stands else "suppressed",
                place=describe_place(places, one, wording),
                source=quote(places, one),
                actual=one.actual,
                expected=one.expected,
                message=wording.pick(one.message),
                basis=one.basis,
                contested=describe_suppression(one.suppressed, wording) if one.suppressed else None,
            )
            for number, one in enumerate(failing, 1)
        ),
        unjudged=view.judgement.checked.unjudged,
        not_run=len({one.code for one in view.judgement.checked.not_run}),
    )


def say_count(sheet: CheckSheet, wording: Wording) -> str:
    """How many findings stand, how many places were left open, how many rules lacked what they need."""
    said = wording("check.count", n=sheet.standing, unjudged=sheet.unjudged)
    if sheet.not_run:
        said = wording.follow(said, wording("terminal.not_run", n=sheet.not_run))
    return said


def write_sheet(sheet: CheckSheet, path: Path, wording: Wording) -> Path:
    """The sheet as XLSX: head and verdicts, every finding with room for the answer, signatures.

    Raises OSError where `path` cannot be written.
    """
    book = Book(path, wording, f"{wording('sheet.check')} {sheet.organ} {sheet.year}")
    _Printed(book, wording).write(sheet)
    book.close()
    return path


class _Printed:
    """Writes the one sheet, row by row."""

    def __init__(self, book: Book, wording: Wording) -> None:
        self.t, self.looks = wording, book.looks
        self.sheet: Any = book.file.add_worksheet(wording("sheet.check"))
        self.row = 0

    def write(self, sheet: CheckSheet) -> None:
        """Everything on it, then how it prints: one side, or one side wide where it is long."""
        for index, width in enumerate(COLUMN_WIDTHS):
            self.sheet.set_column(index, index, width)
        self._line(self.t("sheet.check"), self.looks.title)
        for text in self._head(sheet):
            self._line(text, self.looks.text)
        self.sheet.repeat_rows(self.row)
        headings = (self.t("check.answer" if n == "answer" else f"column.{n}") for n in COLUMNS)
        self._cells([(text, self.looks.header) for text in headings], 1)
        for line in sheet.lines:
            height = max(line.height - 1, -(-len(line.source) // (COLUMN_WIDTHS[4] // 2)))
            self._cells(self._finding(line), min(height, MOST_LINES))
        self._line(say_count(sheet, self.t), self.looks.text)
        signed = (f"{self.t(f'check.{who}')}{self.t('word.colon')}" for who in SIGNED_BY)
        self._line(" " * SIGNATURE_GAP + (" " * SIGNATURE_GAP).join(signed), self.looks.text, 2)
        self._set_print(long=sum(line.height for line in sheet.lines) > LINES_OF_A_PAGE)

    def _head(self, sheet: CheckSheet) -> Iterator[str]:
        yield f"{sheet.organ} {sheet.year}  {sheet.file}  SHA-256 {sheet.sha256[:16]}"
        for card in sheet.verdicts:
            codes = " ".join(code for code, _ in card.reasons) if card.verdict == "fail" else ""
            verdict = f"{self.t(f'mark.{card.verdict}')} {self.t(f'verdict.{card.verdict}')}"
            yield f"{self.t(f'ground.{card.name}')}  {verdict}  {codes}".rstrip()

    def _finding(self, line: Line) -> list[tuple[str | int | None, Any]]:
        message = line.message
        if line.contested:
            message += f"\n{self.t('column.contested')}{self.t('word.colon')}{line.contested}"
        values = (line.no, line.code, line.grade, message, line.source, line.place, line.id, None)
        return [(v, self.looks.number if isinstance(v, int) else self.looks.text) for v in values]

    def _line(self, text: str, look: Any, lines: int = 1) -> None:  # noqa: ANN401 # xlsxwriter's own
        self.sheet.set_row(self.row, LINE_HEIGHT * (lines + (look is self.looks.title)))
        self.sheet.merge_range(self.row, 0, self.row, len(COLUMNS) - 1, "", look)
        self.sheet.write_string(self.row, 0, text, look)
        self.row += 1

    def _cells(self, cells: Sequence[tuple[str | int | None, Any]], lines: int) -> None:
        self.sheet.set_row(self.row, LINE_HEIGHT * lines)
        for index, (value, look) in enumerate(cells):
            if value is None:
                self.sheet.write_blank(self.row, index, None, self.looks.human)
            elif isinstance(value, int):
                self.sheet.write_number(self.row, index, value, look)
            else:
                risky = value.startswith(RISKY)
                shown = value[:CHARACTERS_OF_A_CELL]
                self.sheet.write_string(self.row, index, shown, self.looks.risky if risky else look)
        self.row += 1

    def _set_print(self, long: bool) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(PAPER_A4)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        self.sheet.fit_to_pages(1, 0 if long else 1)


FORBIDDEN = as_pattern(r'[\\/:*?"<>|\x00-\x1f]+')
"""Characters that no file name may have on Windows."""
LONGEST_NAME = 60
"""Characters of an organ's name in a file name: paths on Windows have 260."""


def sheet_names(views: Iterable[ReportView], wording: Wording) -> list[str]:
    """A file name without ending for each report: 核查单, organ, year; namesakes get a number."""
    taken: dict[str, int] = {}
    names = []
    for view in views:
        organ = view.ref.organization or Path(view.ref.path.replace("\\", "/")).stem
        parts = [wording("sheet.check"), FORBIDDEN.sub("_", organ)[:LONGEST_NAME].strip(" .")]
        parts += [str(view.ref.year)] if view.ref.year else []
        name = "-".join(filter(None, parts))
        taken[name] = taken.get(name, 0) + 1
        names.append(name if taken[name] == 1 else f"{name}-{taken[name]}")
    return names
