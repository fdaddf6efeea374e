"""Floor 6: findings.xlsx, the workbook that goes back to the organs.

Takes a `CorpusView` and an earlier workbook, writes one that Excel 2016 and WPS open: notes first,
then findings with empty columns for people, verdicts, copies, what could not be judged, missing
reports, unread files. Text is always text and never a formula; numbers are numbers, codes are text.
What people wrote comes back by fingerprint; what has no finding any more is kept on its own sheet.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter

from wenzhi.base.errors import UsageError
from wenzhi.base.records import GROUNDS, Finding
from wenzhi.outputs.corrections import Changed, compare_versions
from wenzhi.outputs.evidence import (
    Places,
    describe_place,
    describe_suppression,
    in_order_of_gravity,
    quote,
)
from wenzhi.outputs.ledger import HUMAN, MACHINE, Entry, Ledger, Value, read_ledger
from wenzhi.outputs.overview import ReportLine, line_of
from wenzhi.outputs.view import CorpusView, Lang, ReportView, in_order_of_weight
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
    "verdict": 10, "place": 30, "source": 42, "actual": 12, "expected": 12, "basis": 26,
    "message": 46, "fingerprint": 18, "file": 28, "status": 12, "reviewer": 12, "opinion": 24,
    "remarks": 24, "item": 18, "says": 90, "why": 44, "hint": 40, "path": 40, "reasons": 34,
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


def _lines(columns: Sequence[str], values: Sequence[Cell]) -> int:
    """Lines that the fullest cell of a row wraps into; an ideograph is two characters wide."""
    most = 1
    for key, value in zip(columns, values, strict=True):
        if isinstance(value, str) and value:
            width = sum(1 + (character > "\u2e7f") for character in value)
            most = max(most, -(-width // WIDTHS.get(key, NARROW)) + value.count("\n"))
    return min(most, MOST_LINES)


def write_workbook(
    view: CorpusView,
    path: Path,
    previous: Path | None = None,
    lang: Lang = "zh",
    ledger: Ledger | None = None,
) -> Path:
    """Writes the workbook to `path` and gives it back.

    What people wrote is taken from `previous`, and from what stands at `path` already: `ledger` is
    what this holds where it has been read. Raises
    UsageError E701 (in use), E702 (cannot be read) or E703 (cannot be written); the file at `path`
    is then as it was.
    """
    wording = Wording(lang)
    own = ledger if ledger is not None else read_ledger(path, wording)
    ledger = own
    if previous is not None and previous != path:
        ledger = own.joined(read_ledger(previous, wording))
    unfinished = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _Book(view, unfinished, wording, ledger).write()
        if own.entries:
            # Colours and comments do not travel; whoever made them finds them in the copy.
            shutil.copyfile(path, path.with_name(f"{path.stem}.previous{path.suffix}"))
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UsageError(
            "E703",
            wording("error.unwritable", name=path.name),
            where=str(path),
            hint=wording("error.unwritable_hint"),
        ) from error
    return path


@dataclass(frozen=True, slots=True)
class _Looks:
    """The formats of cells."""

    title: Any
    header: Any
    human_header: Any
    text: Any
    risky: Any
    number: Any
    share: Any
    human: Any


def _looks(book: xlsxwriter.Workbook) -> _Looks:
    thin = {"border": 1, "border_color": "#9AA1A8", "valign": "top", "font_size": 10}
    plain = {**thin, "font_name": "宋体"}
    header = {**plain, "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center"}
    return _Looks(
        title=book.add_format(
            {"bold": True, "font_size": 14, "font_name": "宋体", "align": "left"}
        ),
        header=book.add_format({**header, "bg_color": "#EDEAE2"}),
        human_header=book.add_format({**header, "bg_color": "#FFF4CC"}),
        text=book.add_format({**plain, "text_wrap": True, "num_format": "@"}),
        risky=book.add_format(
            {**plain, "text_wrap": True, "num_format": "@", "quote_prefix": True}
        ),
        number=book.add_format({**plain, "align": "right"}),
        share=book.add_format({**plain, "align": "right", "num_format": "0.0%"}),
        human=book.add_format({**plain, "text_wrap": True, "locked": False}),
    )


class _Sheet:
    """One kind of rows, on as many sheets as they need; rows come in order and are not kept."""

    def __init__(self, book: _Book, name: str, columns: Sequence[str]) -> None:
        self.book = book
        self.name = name
        self.columns = columns
        self.parts = 0
        self.row = 0
        self.sheet: Any = None
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
            human = key in HUMAN or key in self.book.ledger.added
            heading = self.book.heading(key)
            self.sheet.write_string(
                1, index, heading, looks.human_header if human else looks.header
            )
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
        if self.row >= self.book.rows_of_a_sheet:
            self.close()
            self._open()
        # Not every program fits the height of a row to wrapped text when it opens a file.
        self.sheet.set_row(self.row, LINE_HEIGHT * _lines(self.columns, values))
        for index, (key, value) in enumerate(zip(self.columns, values, strict=True)):
            self._write(index, key, value)
        self.row += 1

    def _write(self, index: int, key: str, value: Cell) -> None:
        looks = self.book.looks
        human = key in HUMAN or key in self.book.ledger.added
        if value is None or value == "":
            self.sheet.write_blank(self.row, index, None, looks.human if human else looks.text)
        elif isinstance(value, bool | str):
            text = str(value)[:CHARACTERS_OF_A_CELL]
            look = looks.risky if text.startswith(RISKY) else looks.human if human else looks.text
            self.sheet.write_string(self.row, index, text, look)
        else:
            share = key.startswith(("coverage", "masked"))
            self.sheet.write_number(self.row, index, value, looks.share if share else looks.number)

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


class _Book:
    """Writes the sheets of one workbook in one pass over the reports."""

    def __init__(self, view: CorpusView, path: Path, wording: Wording, ledger: Ledger) -> None:
        self.view = view
        self.t = wording
        self.ledger = ledger
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
        self.file.set_properties(
            {"title": wording("notes.title"), "created": datetime(2000, 1, 1, tzinfo=UTC)}
        )
        self.looks = _looks(self.file)
        self.entries: dict[str, list[Entry]] = {}
        for entry in ledger.entries:
            self.entries.setdefault(entry.fingerprint, []).append(entry)
        self.carried: set[tuple[str, str]] = set()
        self.paths = {ref.path for ref in view.reports}
        self.corrects = any(ref.report in view.corrections for ref in view.reports)

    def heading(self, key: str) -> str:
        """A column's heading; columns that people added have their own."""
        return key if key in self.ledger.added else self.t(f"column.{key}")

    def write(self) -> None:
        """Writes everything and closes the file."""
        notes = _Sheet(self, "notes", ("item", "says"))
        findings = _Sheet(self, "findings", (*MACHINE, *HUMAN, *self.ledger.added))
        grounds = _Sheet(self, "grounds", GROUND_COLUMNS)
        copies = _Sheet(self, "copies", COPY_COLUMNS)
        unjudged = _Sheet(self, "unjudged", UNJUDGED_COLUMNS)
        corrections = _Sheet(self, "corrections", CORRECTION_COLUMNS) if self.corrects else None
        organs: set[str] = set()
        number = reports = 0
        for view in self.view.views():
            reports += 1
            organs.add(view.ref.organization or view.ref.path)
            places = Places(view.report)
            changes: dict[str, str] = {}
            for changed in self._changes(view):
                changes[changed.finding.id] = self.t(f"change.{changed.change}")
                if corrections is not None:
                    corrections.add(self._correction_row(changed))
            for finding in in_order_of_gravity(view.judgement.findings):
                if finding.verdict == "fail":
                    number += 1
                    change = changes.get(finding.id)
                    findings.add(self._finding_row(number, view, places, finding, change))
                else:
                    unjudged.add(self._unjudged_finding(view, places, finding))
            grounds.add(self._ground_row(view))
            for row in self._not_run(view):
                unjudged.add(row)
        for row in self._copy_rows():
            copies.add(row)
        sheets: list[_Sheet | None] = [notes, findings, grounds, copies, unjudged, corrections]
        sheets += self._roster_sheet(), self._failures_sheet(), self._vanished_sheet()
        for item, says in self._notes(reports, len(organs)):
            notes.add((item, says))
        for sheet in sheets:
            if sheet is not None:
                sheet.close()
        self.file.close()

    def _finding_row(
        self, number: int, view: ReportView, places: Places, finding: Finding, change: Cell
    ) -> list[Cell]:
        entry = self._entry_for(finding.id, view.ref.path)
        human = [entry.human.get(key) if entry else None for key in HUMAN]
        added = [entry.added.get(key) if entry else None for key in self.ledger.added]
        return [*self._machine(number, view, places, finding, change), *human, *added]

    def _changes(self, view: ReportView) -> tuple[Changed, ...]:
        """What a correction did to the report's findings; nothing where it was not corrected."""
        before = self.view.corrections.get(view.ref.report)
        return () if before is None else compare_versions(self.view.load(before), view)

    def _correction_row(self, changed: Changed) -> list[Cell]:
        t, view, finding = self.t, changed.view, changed.finding
        places = Places(view.report)
        return [
            t.organ(view.ref.organization),
            view.ref.year,
            t(f"change.{changed.change}"),
            finding.code,
            t(f"severity.{finding.severity}"),
            describe_place(places, finding, t),
            quote(places, finding),
            t.pick(finding.message),
            finding.id,
            view.ref.path,
        ]

    def _entry_for(self, fingerprint: str, path: str) -> Entry | None:
        """What people wrote beside this finding: in this file, else in one that is no longer here."""
        entries = self.entries.get(fingerprint, [])
        same = [entry for entry in entries if entry.key[1] == path]
        moved = [entry for entry in entries if entry.key[1] not in self.paths]
        chosen = next(iter((*same, *moved)), None)
        if chosen is not None:
            self.carried.add(chosen.key)
        return chosen

    def _machine(
        self, number: int, view: ReportView, places: Places, finding: Finding, change: Cell
    ) -> list[Cell]:
        t, region = self.t, view.report.meta.region
        return [
            number,
            t.organ(view.ref.organization),
            view.ref.year,
            region.name if region else None,
            finding.code,
            t(f"family_of_rules.{finding.family}"),
            t(f"severity.{finding.severity}"),
            t("verdict.suppressed" if finding.suppressed else f"verdict.{finding.verdict}"),
            describe_suppression(finding.suppressed, t) if finding.suppressed else None,
            change,
            describe_place(places, finding, t),
            quote(places, finding),
            _number(finding.actual),
            _number(finding.expected),
            finding.basis,
            t.pick(finding.message),
            finding.id,
            view.ref.path,
        ]

    def _ground_row(self, view: ReportView) -> list[Cell]:
        t, line, meta = self.t, line_of(view), view.report.meta
        why = dict.fromkeys(
            code
            for name in GROUNDS
            if name in view.judgement.grounds
            for code in view.judgement.grounds[name].why
        )
        return [
            t.organ(view.ref.organization),
            view.ref.year,
            t.name("level", meta.level),
            line.region,
            meta.region.code if meta.region else None,
            *(t(f"verdict.{line.grounds[name]}") for name in GROUNDS),
            " ".join(why),
            *line.findings.values(),
            line.unjudged,
            *_score_cells(line),
            view.ref.path,
        ]

    def _unjudged_finding(self, view: ReportView, places: Places, finding: Finding) -> list[Cell]:
        t = self.t
        place = describe_place(places, finding, t)
        return [
            t.organ(view.ref.organization),
            view.ref.year,
            finding.code,
            t.rule(finding.code),
            t.pick(finding.message),
            place,
            finding.id,
            view.ref.path,
        ]

    def _not_run(self, view: ReportView) -> Iterator[list[Cell]]:
        checked = view.judgement.checked
        t = self.t
        reasons = [(entry.code, entry.why) for entry in (*checked.not_run, *checked.undecided)]
        for name, score in sorted(view.judgement.scores.items()):
            if score.value is None and score.why:
                reasons.append((name, score.why))
        for code, why in dict.fromkeys(reasons):
            title = t.rule(code) or t.label("score", code)
            organ = t.organ(view.ref.organization)
            yield [organ, view.ref.year, code, title, t.reason(why), None, None, view.ref.path]

    def _copy_rows(self) -> Iterable[list[Cell]]:
        t = self.t
        for pair in in_order_of_weight(self.view.copies.pairs):
            unknown = pair.earlier == "unknown"
            earlier = t("pair.earlier_unknown") if unknown else t(f"pair.side_{pair.earlier}")
            yield [
                t.organ(pair.a.organization), pair.a.year, t.organ(pair.b.organization), pair.b.year,
                t(f"relation.{pair.relation}"), pair.coverage_a, pair.coverage_b, pair.masked_a,
                pair.masked_b, earlier, len(pair.passages), pair.a.path, pair.b.path,
            ]  # fmt: skip

    def _roster_sheet(self) -> _Sheet | None:
        if self.view.roster is None:
            return None
        sheet = _Sheet(self, "absence", ROSTER_COLUMNS)
        for case in self.view.roster.findings:
            marked = case.suppressed
            contested = describe_suppression(marked, self.t) if marked else None
            sheet.add(
                [case.organ, case.year, case.code, self.t.pick(case.message), contested,
                 case.deadline, case.published, case.basis,
                 "\n".join(ref.path for ref in case.reports)]
            )  # fmt: skip
        return sheet

    def _failures_sheet(self) -> _Sheet:
        sheet = _Sheet(self, "failures", ("path", "code", "why", "hint"))
        for failure in sorted(self.view.failures, key=lambda failure: failure.path):
            sheet.add([failure.path, failure.code, failure.message, failure.hint])
        return sheet

    def _vanished_sheet(self) -> _Sheet | None:
        """Entries of findings that did not come up again, ordered by organ, year and code."""
        gone = [entry for entry in self.ledger.entries if entry.key not in self.carried]
        if not gone:
            return None
        sheet = _Sheet(self, "vanished", (*MACHINE, *HUMAN, *self.ledger.added))
        gone.sort(
            key=lambda e: (str(e.shown.get("organ")), str(e.shown.get("year")), e.fingerprint)
        )
        for number, entry in enumerate(gone, 1):
            shown = {**entry.shown, "no": number}
            human = [entry.human.get(key) for key in HUMAN]
            added = [entry.added.get(key) for key in self.ledger.added]
            sheet.add([*(shown.get(key) for key in MACHINE), *human, *added])
        return sheet

    def _notes(self, reports: int, organs: int) -> Iterator[tuple[str, str]]:
        t, view = self.t, self.view
        yield (
            t("notes.coverage"),
            t("notes.coverage_says", reports=reports, organs=organs, failures=len(view.failures)),
        )
        yield t("notes.absence"), self._absence_note()
        for key in ("unjudged", "severity", "copies", "human"):
            yield t(f"notes.{key}"), t(f"notes.{key}_says")
        for name, version in sorted(view.versions.items()):
            yield f"{t('notes.versions')} · {name}", version
        for key in messages_of("column_says"):
            yield f"{t('notes.columns')} · {t(f'column.{key}')}", t(f"column_says.{key}")

    def _absence_note(self) -> str:
        roster = self.view.roster
        if roster is None:
            return self.t("index.absence_unchecked")
        return self.t("index.absence_count", expected=roster.expected, received=roster.received)


def _number(shown: str | None) -> Cell:
    """A value that is plainly a number as one; `00` or `约3` stays as the report has it."""
    if shown is None or not re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d+)?", shown):
        return shown
    return float(shown) if "." in shown else int(shown)


def _score_cells(line: ReportLine) -> list[Cell]:
    cells: list[Cell] = []
    for name in ("templatedness", "substance"):
        score = line.scores.get(name)
        cells += [score.value, score.low, score.high] if score else [None, None, None]
    return cells


def _words(names: str) -> tuple[str, ...]:
    return tuple(names.split())


GROUND_COLUMNS = (
    *_words("organ year level region region_code"),
    *GROUNDS,
    *_words("reasons errors warnings infos unjudged"),
    *_words("templatedness templatedness_low templatedness_high"),
    *_words("substance substance_low substance_high file"),
)
COPY_COLUMNS = (
    *_words("organ_a year_a organ_b year_b relation coverage_a coverage_b masked_a masked_b"),
    *_words("earlier passages file_a file_b"),
)
CORRECTION_COLUMNS = _words("organ year change code severity place source message fingerprint file")
UNJUDGED_COLUMNS = _words("organ year code item why place fingerprint file")
ROSTER_COLUMNS = _words("organ year code message contested deadline published basis file")
