"""Floor 6: findings.xlsx, the workbook that goes back to the organs.

Takes a `CorpusView` and an earlier workbook, writes one that Excel 2016 and WPS open: notes first,
then findings with empty columns for people, verdicts, copies, what could not be judged, missing
reports, unread files. Text is always text and never a formula; numbers are numbers, codes are text.
What people wrote comes back by fingerprint; what has no finding any more is kept on its own sheet.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from wenzhi.base.errors import UsageError
from wenzhi.base.records import GROUNDS, Finding
from wenzhi.outputs.carryover import HEADS as CARRY_COLUMNS
from wenzhi.outputs.carryover import CarryOver
from wenzhi.outputs.corrections import Changed, compare_versions
from wenzhi.outputs.drafts import Drafts, Rows, Spelled, SpelledFinding
from wenzhi.outputs.evidence import (
    Places,
    describe_place,
    describe_suppression,
    in_order_of_gravity,
    quote,
)
from wenzhi.outputs.follow_up import follow_rows
from wenzhi.outputs.ledger import HUMAN, MACHINE, WHY_GONE, Entry, Ledger, read_ledger
from wenzhi.outputs.overview import ReportLine, Survey, line_of
from wenzhi.outputs.regions import HEADS as REGION_COLUMNS
from wenzhi.outputs.regions import RegionSums
from wenzhi.outputs.sheets import Book, Cell, Sheet, lines_of
from wenzhi.outputs.tabular import TableFiles
from wenzhi.outputs.view import CorpusView, Lang, ReportView, in_order_of_weight
from wenzhi.outputs.wording import Wording, messages_of


def write_workbook(
    view: CorpusView,
    path: Path,
    previous: Path | None = None,
    lang: Lang = "zh",
    ledger: Ledger | None = None,
    listeners: Sequence[Callable[[ReportView], None]] = (),
    survey: Survey | None = None,
    drafts: Drafts | None = None,
    tables: TableFiles | None = None,
) -> Path:
    """Writes the workbook to `path` and gives it back.

    `survey`, `tables` and `listeners` see every report as it is written, as lists show it (`drafts.Draft`),
    so that it need not be loaded for each of them; `drafts` are those of the view. What people wrote is
    taken from `previous`, and from what stands at `path` already: `ledger` is what this holds where it
    has been read. Raises UsageError E701 (in use), E702 (cannot be read) or E703 (cannot be written);
    the file at `path` is then as it was.
    """
    wording = Wording(lang)
    own = ledger if ledger is not None else read_ledger(path, wording)
    ledger = own
    if previous is not None and previous != path:
        ledger = own.joined(read_ledger(previous, wording))
    unfinished = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        drafts = drafts or Drafts(view, lang)
        writer = _Writer(view, unfinished, wording, ledger)
        writer.write(drafts, survey or Survey(), listeners, tables)
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


class _Writer:
    """Writes the sheets of one workbook in one pass over the reports."""

    def __init__(self, view: CorpusView, path: Path, wording: Wording, ledger: Ledger) -> None:
        self.view = view
        self.t = wording
        self.ledger = ledger
        self.book = Book(path, wording, wording("notes.title"), ledger.added)
        self.entries: dict[str, list[Entry]] = {}
        for entry in ledger.entries:
            self.entries.setdefault(entry.fingerprint, []).append(entry)
        self.carried: set[tuple[str, str]] = set()
        self.paths = {ref.path for ref in view.reports}
        corrected = [ref for ref in view.reports if ref.report in view.corrections]
        self.corrected_paths = {ref.path for ref in corrected}
        self.altered: set[tuple[str, str]] = set()

    def write(
        self,
        drafts: Drafts,
        survey: Survey,
        listeners: Sequence[Callable[[ReportView], None]],
        tables: TableFiles | None,
    ) -> None:
        """Writes everything and closes the file."""
        notes = Sheet(self.book, "notes", ("item", "says"))
        findings = Sheet(self.book, "findings", (*MACHINE, *HUMAN, *self.ledger.added))
        grounds = Sheet(self.book, "grounds", GROUND_COLUMNS)
        copies = Sheet(self.book, "copies", COPY_COLUMNS)
        measures = Sheet(self.book, "measures", MEASURE_COLUMNS)
        follow = Sheet(self.book, "follow_through", FOLLOW_COLUMNS)
        unjudged = Sheet(self.book, "unjudged", UNJUDGED_COLUMNS)
        corrections = (
            Sheet(self.book, "corrections", CORRECTION_COLUMNS) if self.corrected_paths else None
        )
        carry_over, regions = CarryOver(), RegionSums()
        organs: set[str] = set()
        number = reports = 0
        spell = partial(self._spell, findings, unjudged, follow)
        for draft in drafts.draw(spell):
            view = draft.view
            survey.add(view, draft.contents)
            if tables is not None:
                tables.add(view, draft.characters)
            for listen in listeners:
                listen(view)
            reports += 1
            organs.add(view.ref.organization or view.ref.path)
            carry_over.take(view)
            regions.take(view)
            changes: dict[str, str] = {}
            for changed in self._changes(view):
                changes[changed.finding.id] = self.t(f"change.{changed.change}")
                if changed.formerly is not None:
                    self.altered.add((changed.formerly, view.ref.path))
                if corrections is not None:
                    corrections.add(self._correction_row(changed))
            for found in draft.rows.findings:
                number += 1
                self._put_finding(findings, number, view, found, changes.get(found.id))
            grounds.add(self._ground_row(view))
            measures.add(self._measure_row(view))
            for row in draft.rows.follow:
                follow.put(row.lines, row.cells)
            for row in draft.rows.unjudged:
                unjudged.put(row.lines, row.cells)
            for values in self._not_run(view, _moving_reasons(view)):
                unjudged.add(values)
        for values in self._copy_rows():
            copies.add(values)
        sheets: list[Sheet | None] = [notes, findings, grounds, copies, measures, follow]
        sheets += unjudged, corrections
        sheets.append(self._filled("years", CARRY_COLUMNS, carry_over.rows(self.t)))
        sheets.append(self._filled("regions", REGION_COLUMNS, regions.rows(self.t)))
        sheets += self._roster_sheet(), self._failures_sheet(), self._aside_sheet()
        sheets.append(self._vanished_sheet())
        for item, says in self._notes(reports, len(organs)):
            notes.add((item, says))
        for sheet in sheets:
            if sheet is not None:
                sheet.close()
        self.book.close()

    def _filled(self, name: str, columns: tuple[str, ...], rows: Iterable[list[Cell]]) -> Sheet:
        sheet = Sheet(self.book, name, columns)
        for row in rows:
            sheet.add(row)
        return sheet

    def _spell(self, findings: Sheet, unjudged: Sheet, follow: Sheet, view: ReportView) -> Rows:
        """The rows of a report that its text is needed for, and those of what was not run."""
        places, failing, open_ones = Places(view.report), [], []
        for finding in in_order_of_gravity(view.judgement.findings):
            if finding.verdict == "fail":
                before, after = self._machine(view, places, finding)
                failing.append(
                    SpelledFinding(
                        id=finding.id,
                        lines=lines_of(MACHINE, [None, *before, None, *after]),
                        before=findings.spell(before, 1),
                        after=findings.spell(after, _CHANGE + 1),
                    )
                )
            else:
                open_ones.append(self._unjudged_finding(view, places, finding))
        open_ones += self._not_run(view, _reasons(view))
        return Rows(
            findings=tuple(failing),
            unjudged=_spelled(unjudged, open_ones),
            follow=_spelled(follow, self._follow_rows(view)),
        )

    def _put_finding(
        self, findings: Sheet, number: int, view: ReportView, found: SpelledFinding, change: Cell
    ) -> None:
        """A row of findings: what the program says, with what people wrote beside it."""
        entry = self._entry_for(found.id, view.ref.path)
        human = [entry.human.get(key) if entry else None for key in HUMAN]
        added = [entry.added.get(key) if entry else None for key in self.ledger.added]
        own, last = [*human, *added], len(MACHINE)
        lines = lines_of(("change", *findings.columns[last:]), [change, *own])
        cells = (
            findings.spell([number]),
            found.before,
            findings.spell([change], _CHANGE),
            found.after,
            findings.spell(own, last),
        )
        findings.put(max(lines, found.lines), "".join(cells))

    def _changes(self, view: ReportView) -> tuple[Changed, ...]:
        """What a correction did to the report's findings; nothing where it was not corrected."""
        before = self.view.corrections.get(view.ref.report)
        if before is None:
            return ()
        return compare_versions(self.view.load(before), self.view.load(view.ref.report))

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
        self, view: ReportView, places: Places, finding: Finding
    ) -> tuple[list[Cell], list[Cell]]:
        """What the program says of a finding, between its number and the change, and after."""
        t, region = self.t, view.report.meta.region
        before: list[Cell] = [
            t.organ(view.ref.organization),
            view.ref.year,
            region.name if region else None,
            finding.code,
            t(f"family_of_rules.{finding.family}"),
            t(f"severity.{finding.severity}"),
            t("verdict.suppressed" if finding.suppressed else f"verdict.{finding.verdict}"),
            describe_suppression(finding.suppressed, t) if finding.suppressed else None,
        ]
        after: list[Cell] = [
            describe_place(places, finding, t),
            quote(places, finding),
            _number(finding.actual),
            _number(finding.expected),
            finding.basis,
            t.pick(finding.message),
            finding.id,
            view.ref.path,
        ]
        return before, after

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

    def _measure_row(self, view: ReportView) -> list[Cell]:
        measured = view.judgement.measures
        values = (measured[name].value if name in measured else None for name in MEASURES)
        organ = self.t.organ(view.ref.organization)
        return [organ, view.ref.year, *values, view.ref.path]

    def _follow_rows(self, view: ReportView) -> Iterator[list[Cell]]:
        t = self.t
        for row in follow_rows(view):
            yield [
                t.organ(view.ref.organization), view.ref.year, t(f"sentence_class.{row.kind}"),
                row.then, t(f"outcome.{row.outcome}") if row.outcome else None, row.now,
                row.likelihood, view.ref.path,
            ]  # fmt: skip

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

    def _not_run(
        self, view: ReportView, reasons: Iterable[tuple[str, str]]
    ) -> Iterator[list[Cell]]:
        t = self.t
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
                t.relation(pair), pair.coverage_a, pair.coverage_b, pair.masked_a,
                pair.masked_b, earlier, len(pair.passages), pair.a.path, pair.b.path,
            ]  # fmt: skip

    def _roster_sheet(self) -> Sheet | None:
        if self.view.roster is None:
            return None
        sheet = Sheet(self.book, "absence", ROSTER_COLUMNS)
        for case in self.view.roster.findings:
            marked = case.suppressed
            contested = describe_suppression(marked, self.t) if marked else None
            sheet.add(
                [case.organ, case.year, case.code, self.t.pick(case.message), contested,
                 case.deadline, case.published, case.basis,
                 "\n".join(ref.path for ref in case.reports)]
            )  # fmt: skip
        return sheet

    def _failures_sheet(self) -> Sheet:
        sheet = Sheet(self.book, "failures", ("path", "code", "why", "hint"))
        for failure in sorted(self.view.failures, key=lambda failure: failure.path):
            sheet.add([failure.path, failure.code, failure.message, failure.hint])
        return sheet

    def _aside_sheet(self) -> Sheet | None:
        """Files of the batch that others stand for, then stored reports that the batch lacks."""
        t, view = self.t, self.view
        if not view.aside and not view.elsewhere:
            return None
        sheet = Sheet(self.book, "aside", ASIDE_COLUMNS)
        for one in view.aside:
            who = t.organ(one.report.organization), one.report.year, one.report.path
            sheet.add([*who, t("aside.why_format"), one.counts.path, " ".join(one.only_here)])
        for ref in view.elsewhere:
            who = t.organ(ref.organization), ref.year, ref.path
            sheet.add([*who, t("aside.why_elsewhere"), None, None])
        return sheet

    def _vanished_sheet(self) -> Sheet | None:
        """Entries of findings that did not come up again, ordered by organ, year and code."""
        gone = [entry for entry in self.ledger.entries if entry.key not in self.carried]
        if not gone:
            return None
        sheet = Sheet(self.book, "vanished", (*VANISHED_COLUMNS, *HUMAN, *self.ledger.added))
        gone.sort(
            key=lambda e: (str(e.shown.get("organ")), str(e.shown.get("year")), e.fingerprint)
        )
        for number, entry in enumerate(gone, 1):
            shown = {**entry.shown, "no": number}
            human = [entry.human.get(key) for key in HUMAN]
            added = [entry.added.get(key) for key in self.ledger.added]
            machine = (shown.get(key) for key in MACHINE)
            sheet.add([*machine, self._why_gone(entry), *human, *added])
        return sheet

    def _why_gone(self, entry: Entry) -> str:
        """Whether the report was corrected, is not here any more, or just has no such finding."""
        path = entry.key[1]
        if entry.key in self.altered:
            return self.t("gone.altered")
        if path in self.corrected_paths:
            return self.t("gone.corrected")
        if path in self.paths:
            return self.t("gone.same")
        aside = any(one.report.path == path for one in self.view.aside)
        return self.t("gone.aside" if aside else "gone.absent")

    def _notes(self, reports: int, organs: int) -> Iterator[tuple[str, str]]:
        t, view = self.t, self.view
        yield (
            t("notes.coverage"),
            t("notes.coverage_says", reports=reports, organs=organs, failures=len(view.failures)),
        )
        if view.aside or view.elsewhere:
            counts = {"aside": len(view.aside), "elsewhere": len(view.elsewhere)}
            yield t("aside.title"), t("notes.aside_says", **counts)
        yield t("notes.absence"), self._absence_note()
        for key in ("unjudged", "severity", "copies", "years", "regions", "human", "contested"):
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


def _reasons(view: ReportView) -> list[tuple[str, str]]:
    """What was not run or not decided and why, but for the score that moves."""
    checked, scores = view.judgement.checked, sorted(view.judgement.scores.items())
    found = [(entry.code, entry.why) for entry in (*checked.not_run, *checked.undecided)]
    return found + [
        (name, score.why)
        for name, score in scores
        if name != _MOVES and score.value is None and score.why
    ]


def _moving_reasons(view: ReportView) -> list[tuple[str, str]]:
    """Why the score that moves has no value."""
    score = view.judgement.scores.get(_MOVES)
    return [(_MOVES, score.why)] if score and score.value is None and score.why else []


def _spelled(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> tuple[Spelled, ...]:
    return tuple(
        Spelled(lines=lines_of(sheet.columns, row), cells=sheet.spell(row)) for row in rows
    )


def _number(shown: str | None) -> Cell:
    """A value that is plainly a number as one; `00` or `约3` stays as the report has it."""
    if shown is None or not re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d+)?", shown):
        return shown
    return float(shown) if "." in shown else int(shown)


def _score_cells(line: ReportLine) -> list[Cell]:
    cells: list[Cell] = []
    for name in ("templatedness", "substance", "follow_through"):
        score = line.scores.get(name)
        cells += [score.value, score.low, score.high] if score else [None, None, None]
    return cells


_MOVES = "templatedness"
_CHANGE = MACHINE.index("change")
"""The column of changes, which shows what stands in no report alone."""


def _words(names: str) -> tuple[str, ...]:
    return tuple(names.split())


GROUND_COLUMNS = (
    *_words("organ year level region region_code"),
    *GROUNDS,
    *_words("reasons errors warnings infos unjudged"),
    *_words("templatedness templatedness_low templatedness_high"),
    *_words("substance substance_low substance_high"),
    *_words("follow_through follow_through_low follow_through_high file"),
)
MEASURES = _words(
    "boilerplate_lsl2015 boilerplate_dls2017 stickiness redundancy modification_raw modification "
    "copied_total copied_without_known copied_from_others copied_largest"
)
MEASURE_COLUMNS = ("organ", "year", *MEASURES, "file")
FOLLOW_COLUMNS = _words("organ year kind then fate now likelihood file")
COPY_COLUMNS = (
    *_words("organ_a year_a organ_b year_b relation coverage_a coverage_b masked_a masked_b"),
    *_words("earlier passages file_a file_b"),
)
CORRECTION_COLUMNS = _words("organ year change code severity place source message fingerprint file")
VANISHED_COLUMNS = (*MACHINE, WHY_GONE)
UNJUDGED_COLUMNS = _words("organ year code item why place fingerprint file")
ASIDE_COLUMNS = _words("organ year file why counted only_here")
ROSTER_COLUMNS = _words("organ year code message contested deadline published basis file")
