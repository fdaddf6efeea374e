"""Floor 7, single reports: read, checked and scored alone; what was found, as data and as 核查单.

`inspect` is the whole way of one report: `document = read(path)`, `report = parse(document)`,
`findings = check(report)`, `scores = score(report)`. It must not know of a corpus.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wenzhi.api.inputs import (
    columns_said,
    one_file,
    several_reports,
    suppressions_of,
    without_suppressions,
)
from wenzhi.api.summaries import Tally, Threshold, reached
from wenzhi.base.errors import ErrorRecord, InputError, WenzhiError
from wenzhi.base.progress import Progress, Silent
from wenzhi.base.records import Failure, Judgement, ProvenanceSpan, Report, Suppression
from wenzhi.base.rules import card, catalogue

if TYPE_CHECKING:
    from wenzhi.checks.suppressions import Suppressions
    from wenzhi.outputs.envelopes import CheckData
    from wenzhi.outputs.view import Lang, ReportView
    from wenzhi.read.folders import InputFile


@dataclass(frozen=True, slots=True)
class Inspection:
    """One report and what is said of it without looking at others."""

    report: Report
    judgement: Judgement
    provenance: tuple[ProvenanceSpan, ...] = ()


def inspect(path: Path, name: str | None = None, *, columns: str = "") -> Inspection:
    """Read, parse, check and score the report at `path`, alone.

    `path` may be `-`, standard input, or go on inside a container (`crawl.zip/2023/a.html`,
    `dump.csv#18`); `columns` says which columns of an export are what (`text=content,title=name`).
    Raises InputError (E301–E325) naming the file and what to try, UsageError (E210) where the file holds
    several reports.
    """
    return _inspect(one_file(path, columns), name)


def inspect_each(path: Path, *, columns: str = "") -> Iterator[Inspection | ErrorRecord]:
    """`inspect` for every report a file holds, one by one; what goes wrong is data.

    Raises UsageError (E209) for `columns`.
    """
    from wenzhi.read.folders import walk_file

    try:
        inputs = walk_file(path, columns_said(columns))
    except InputError as error:
        yield error.record()
        return
    yield from inputs.errors
    for file in inputs.files:
        yield from _inspect_all(file)


def try_inspect(path: Path, name: str | None = None) -> Inspection | ErrorRecord:
    """`inspect`, with what goes wrong as data."""
    try:
        return inspect(path, name)
    except WenzhiError as error:
        return error.record()


def _inspect(file: InputFile, name: str | None = None) -> Inspection:
    from wenzhi.corpus.analysis import read_documents
    from wenzhi.corpus.judging import judge_alone
    from wenzhi.parse.report import parse

    content = file.read()
    if name is not None:
        content = msgspec.structs.replace(content, name=name)
    documents = read_documents(content)
    if len(documents) > 1:
        raise several_reports(len(documents), content.name, documents[0].source.path)
    judged = judge_alone(parse(documents[0]))
    return Inspection(judged.report, judged.judgement, judged.provenance)


def _inspect_all(file: InputFile) -> Iterator[Inspection | ErrorRecord]:
    """The report of a file, or all that it binds; what goes wrong is data."""
    from wenzhi.corpus.analysis import read_each
    from wenzhi.parse.report import parse

    for path, parsed in read_each(file, parse):
        yield parsed if isinstance(parsed, ErrorRecord) else _try_judge(parsed, path)


def _inspect_apart(file: InputFile) -> Iterator[Inspection | ErrorRecord]:
    """`_inspect_all`, reading in a process of its own: a file that hangs must not stop a batch."""
    from wenzhi.corpus.analysis import defect
    from wenzhi.corpus.limits import chosen_limits
    from wenzhi.corpus.reader import shared_reader
    from wenzhi.read.containers import STANDARD_INPUT

    if file.path == STANDARD_INPUT:
        yield from _inspect_all(file)
        return
    analysis = shared_reader(chosen_limits()).analyse(file, "")
    for number in range(1, analysis.parts + 1):
        yield from _inspect_apart(file.part(number))
    if analysis.report is not None:
        yield _try_judge(analysis.report, file.name)
    elif not analysis.parts:
        yield analysis.error or defect(ValueError("no report"), file.name)


def _place(error: ErrorRecord, file: InputFile) -> str:
    """What an error is listed under: its file, or the report in it that the error is of."""
    return error.where if error.where and error.where.startswith(f"{file.name}#") else file.name


def _try_judge(report: Report, name: str) -> Inspection | ErrorRecord:
    from wenzhi.corpus.analysis import defect
    from wenzhi.corpus.judging import judge_alone

    try:
        judged = judge_alone(report)
    except Exception as error:  # A defect on one file must not keep the others from being read.
        return defect(error, name)
    return Inspection(judged.report, judged.judgement, judged.provenance)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `check` found: reports in order of path, and files that could not be read.

    `unused` are suppressions of reports and rules that were checked which no finding answers to;
    `ways` the way to each file as it was given: names alone are looked for in folders in vain.
    """

    inspections: tuple[Inspection, ...]
    failures: tuple[Failure, ...]
    unused: tuple[Suppression, ...] = ()
    ways: Mapping[str, str] = field(default_factory=dict)

    def way(self, name: str) -> str:
        """The way to the report called `name`; of one that its file binds, with its number."""
        file, mark, number = name.rpartition("#")
        bound = mark and name not in self.ways and file in self.ways
        return f"{self.ways[file]}#{number}" if bound else self.ways.get(name, name)


def check(
    paths: Sequence[Path],
    *,
    select: str = "",
    ignore: str = "",
    columns: str = "",
    suppressions: Path | None = None,
    progress: Progress | None = None,
) -> CheckResult:
    """Check single reports; `select` and `ignore` are codes or their beginnings, with commas.

    Folders are walked, rosters in them left out, archives and exports opened; `columns` is as for
    `inspect`, `suppressions` a file of findings that are false alarms. Raises UsageError (E202 no
    file, E201 unknown code, E209 columns, E220 suppressions).
    """
    from wenzhi.corpus.roster import find_rosters, without_rosters
    from wenzhi.corpus.sections import as_failure
    from wenzhi.read.folders import walk

    chosen = _chosen_codes(select, ignore)
    marks = suppressions_of(suppressions)
    inputs = without_rosters(walk(paths, (), columns_said(columns)), find_rosters(paths))
    inputs = without_suppressions(inputs, paths)
    progress = progress or Silent()
    progress.stage("judge", len(inputs.files))
    inspections: list[Inspection] = []
    failures = [as_failure(error) for error in inputs.errors]
    inspected = _inspect_apart if len(inputs.files) > 1 else _inspect_all
    for file in inputs.files:
        for found in inspected(file):
            if isinstance(found, Inspection):
                inspections.append(marked(found, marks))
            else:
                failures.append(as_failure(found, _place(found, file)))
        progress.advance()
    return CheckResult(
        tuple(_only(found, chosen) for found in inspections),
        tuple(failures),
        _unused(marks, inspections, chosen),
        {file.name: file.way for file in inputs.files},
    )


def _chosen_codes(select: str, ignore: str) -> frozenset[str]:
    codes = frozenset(catalogue())
    wanted = _matching(select, codes) if select.strip() else codes
    return wanted - _matching(ignore, codes)


def _matching(patterns: str, codes: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for pattern in filter(None, (part.strip().upper() for part in patterns.split(","))):
        matching = {code for code in codes if code.startswith(pattern)}
        if not matching:
            card(pattern)  # raises, naming the nearest codes
        found |= matching
    return frozenset(found)


def _only(found: Inspection, codes: frozenset[str]) -> Inspection:
    kept = tuple(one for one in found.judgement.findings if one.code in codes)
    judgement = msgspec.structs.replace(found.judgement, findings=kept)
    return Inspection(found.report, judgement, found.provenance)


def marked(found: Inspection, marks: Suppressions) -> Inspection:
    """The same with the findings marked that `marks` calls false alarms."""
    judgement = marks.apply(found.report, found.judgement)
    return Inspection(found.report, judgement, found.provenance)


def _unused(
    marks: Suppressions, inspections: Iterable[Inspection], codes: frozenset[str]
) -> tuple[Suppression, ...]:
    from wenzhi.checks.suppressions import names_of, unused

    used: set[str] = set()
    years: dict[str, set[int | None]] = {}
    for found in inspections:
        used |= {one.suppressed.where for one in found.judgement.findings if one.suppressed}
        for name in names_of(found.report.meta):
            years.setdefault(name, set()).add(found.report.meta.year)
    return unused(marks.entries, used, years, codes)


def check_exit_code(result: CheckResult, threshold: Threshold) -> int:
    """3 where a file could not be read, else 1 where findings reach `threshold`, else 0."""
    if result.failures:
        return 3
    findings = [one for found in result.inspections for one in found.judgement.findings]
    return int(reached(findings, threshold))


def check_data(result: CheckResult) -> CheckData:
    """`data` of `wenzhi check --json`."""
    from wenzhi.corpus.sections import report_ref
    from wenzhi.outputs.envelopes import CheckData, CheckedReport

    tally = Tally()
    checked: list[CheckedReport] = []
    for found in result.inspections:
        tally.take(found.report, found.judgement)
        judgement = found.judgement
        checked.append(
            CheckedReport(
                report=report_ref(found.report),
                findings=judgement.findings,
                checked=judgement.checked,
                grounds=judgement.grounds,
            )
        )
    return CheckData(
        reports=tuple(checked),
        summary=tally.summary(len(result.failures)),
        failures=result.failures,
        unused=result.unused,
    )


def view_of(found: Inspection) -> ReportView:
    """A report alone as pages and terminals see it."""
    from wenzhi.corpus.sections import report_ref
    from wenzhi.outputs.view import ReportView

    return ReportView(
        ref=report_ref(found.report),
        report=found.report,
        judgement=found.judgement,
        provenance=found.provenance,
    )


def write_sheets(result: CheckResult, out: Path, lang: Lang = "zh") -> list[Path]:
    """核查单 for every checked report below `out`: a page, a workbook, the annotated report."""
    from wenzhi.corpus.versions import versions
    from wenzhi.outputs import html

    return html.write_sheets(map(view_of, result.inspections), out, lang, versions())
