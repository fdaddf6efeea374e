"""Floor 7: the product in about a dozen functions. The command line, the web and notebooks call these.

`inspect` is the whole way of one report: `document = read(path)`, `report = parse(document)`,
`findings = check(report)`, `scores = score(report)`. `score` is the main job on many.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import msgspec

from wenzhi.base.errors import ErrorRecord, InputError, UsageError, WenzhiError
from wenzhi.base.progress import Progress, Silent
from wenzhi.base.records import (
    GROUNDS,
    Copies,
    Failure,
    Finding,
    Judgement,
    Meta,
    ProvenanceSpan,
    Report,
    ReportRef,
    RosterEntry,
    SectionKind,
    Severity,
    Suppression,
)
from wenzhi.base.resources import demo_folder, models_folder
from wenzhi.base.rules import RuleCard, card, catalogue
from wenzhi.query.corpus import Corpus as Corpus  # opened for questions; imports nothing heavy

if TYPE_CHECKING:
    from wenzhi.checks.suppressions import Suppressions
    from wenzhi.corpus.build import Added, JudgementReader
    from wenzhi.corpus.comparing import Comparison
    from wenzhi.corpus.engine import Runner
    from wenzhi.corpus.health import Symptom
    from wenzhi.corpus.holdings import Holdings, Plan, Verification
    from wenzhi.corpus.modelling import ModelCard
    from wenzhi.corpus.organs import OrganMap
    from wenzhi.corpus.store import Store
    from wenzhi.outputs.envelopes import CheckData, ScoreData, Summary
    from wenzhi.outputs.explanation import Explanation
    from wenzhi.outputs.view import CorpusView, Lang, ReportView, RosterResult
    from wenzhi.query.answer import Answer, Cell
    from wenzhi.query.hits import Language
    from wenzhi.query.panel import Panel
    from wenzhi.query.studies import Study, Unit
    from wenzhi.read.export_columns import Columns
    from wenzhi.read.folders import InputFile, Inputs
    from wenzhi.scores.profile import Profile
    from wenzhi.synth import SynthManifest

Threshold = Literal["error", "warning", "info", "never"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


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
    return _inspect(_one_file(path, columns), name)


def inspect_each(path: Path, *, columns: str = "") -> Iterator[Inspection | ErrorRecord]:
    """`inspect` for every report a file holds, one by one; what goes wrong is data.

    Raises UsageError (E209) for `columns`.
    """
    from wenzhi.read.folders import walk_file

    try:
        inputs = walk_file(path, _columns(columns))
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
        raise _several(len(documents), content.name, documents[0].source.path)
    judged = judge_alone(parse(documents[0]))
    return Inspection(judged.report, judged.judgement, judged.provenance)


def _inspect_all(file: InputFile) -> Iterator[Inspection | ErrorRecord]:
    """The report of a file, or all that it binds; what goes wrong is data."""
    for path, parsed in _parse_all(file):
        yield parsed if isinstance(parsed, ErrorRecord) else _try_judge(parsed, path)


def _parse_all(file: InputFile) -> Iterator[tuple[str, Report | ErrorRecord]]:
    """The same, read and not judged: each with the path that says which it is."""
    from wenzhi.corpus.analysis import defect, read_documents
    from wenzhi.parse.report import parse

    try:
        documents = read_documents(file.read())
    except WenzhiError as error:
        yield file.name, error.record()
        return
    except Exception as error:  # A defect on one file must not keep the others from being read.
        yield file.name, defect(error, file.name)
        return
    for document in documents:
        path = document.source.path
        try:
            yield path, parse(document)
        except WenzhiError as error:
            yield path, error.record()
        except Exception as error:
            yield path, defect(error, path)


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


def _one_file(path: Path, columns: str) -> InputFile:
    """The one report a path stands for. Raises what reading says, UsageError (E210) for several."""
    from wenzhi.read.folders import walk_file

    inputs = walk_file(path, _columns(columns))
    if inputs.errors and not inputs.files:
        first = inputs.errors[0]
        raise InputError(first.code, first.message, where=first.where, hint=first.hint)
    if len(inputs.files) != 1:
        raise _several(len(inputs.files), str(path), inputs.files[0].name)
    return inputs.files[0]


def _several(count: int, where: str, first: str) -> UsageError:
    return UsageError(
        "E210",
        f"里面有 {count} 份，这里一次只看一份",
        where=where,
        hint=f"指明其中一份，如 {first}；inspect 也可加 --jsonl，一行一份",
    )


def _columns(said: str) -> Columns:
    from wenzhi.read.export_columns import parse_columns

    return parse_columns(said)


def _batch(paths: Sequence[Path], beside: Collection[Path], columns: str) -> Inputs:
    """What a batch is to read, without what is given `beside` the reports: a roster.

    Raises UsageError (E200) for standard input: it is read only once."""
    from wenzhi.corpus.roster import find_rosters, without_rosters
    from wenzhi.read.containers import STANDARD_INPUT
    from wenzhi.read.folders import walk

    if any(str(path) == STANDARD_INPUT for path in paths):
        raise UsageError(
            "E200", "标准输入只能给 check 和 inspect", where="-", hint="请存成文件再收入语料库"
        )
    inputs = without_rosters(walk(paths, beside, _columns(columns)), find_rosters(paths))
    return _without_suppressions(inputs, paths)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `check` found: reports in order of path, and files that could not be read.

    `unused` are suppressions of reports and rules that were checked which no finding answers to.
    """

    inspections: tuple[Inspection, ...]
    failures: tuple[Failure, ...]
    unused: tuple[Suppression, ...] = ()


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
    marks = _suppressions(suppressions)
    inputs = without_rosters(walk(paths, (), _columns(columns)), find_rosters(paths))
    inputs = _without_suppressions(inputs, paths)
    progress = progress or Silent()
    progress.stage("judge", len(inputs.files))
    inspections: list[Inspection] = []
    failures = [as_failure(error) for error in inputs.errors]
    inspected = _inspect_apart if len(inputs.files) > 1 else _inspect_all
    for file in inputs.files:
        for found in inspected(file):
            if isinstance(found, Inspection):
                inspections.append(_marked(found, marks))
            else:
                failures.append(as_failure(found, _place(found, file)))
        progress.advance()
    return CheckResult(
        tuple(_only(found, chosen) for found in inspections),
        tuple(failures),
        _unused(marks, inspections, chosen),
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


def find_suppressions(folders: Iterable[Path]) -> Path | None:
    """The first `suppressions.toml` that lies in one of `folders`."""
    from wenzhi.checks import suppressions

    return suppressions.find_suppressions(folders)


def _suppressions(path: Path | None, more: Sequence[Suppression] = ()) -> Suppressions:
    from wenzhi.checks.suppressions import Suppressions, read_suppressions

    return Suppressions((*(read_suppressions(path) if path else ()), *more))


def _without_suppressions(inputs: Inputs, paths: Sequence[Path]) -> Inputs:
    """`inputs` without files of suppressions that lie in folders: they are no reports."""
    from wenzhi.checks.suppressions import FILE_NAME
    from wenzhi.read.folders import Inputs

    given = {str(path) for path in paths}
    return Inputs(
        tuple(f for f in inputs.files if Path(f.path).name != FILE_NAME or f.path in given),
        inputs.errors,
    )


def _marked(found: Inspection, marks: Suppressions) -> Inspection:
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


def rosters_among(paths: Sequence[Path], roster: Path | None = None) -> tuple[str, ...]:
    """Rosters in the folders of `paths` that are not `roster`: a batch leaves them out."""
    from wenzhi.corpus.roster import find_rosters

    named = roster.resolve() if roster else None
    return tuple(name for name, path in find_rosters(paths).items() if path.resolve() != named)


def reached(findings: Iterable[Finding], threshold: Threshold) -> bool:
    """Whether some finding that stands is at or above `threshold`."""
    if threshold == "never":
        return False
    severities = SEVERITIES[: SEVERITIES.index(threshold) + 1]
    return any(one.stands and one.severity in severities for one in findings)


def check_exit_code(result: CheckResult, threshold: Threshold) -> int:
    """3 where a file could not be read, else 1 where findings reach `threshold`, else 0."""
    if result.failures:
        return 3
    findings = [one for found in result.inspections for one in found.judgement.findings]
    return int(reached(findings, threshold))


# The main job -------------------------------------------------------------------------------------


def score(
    paths: Sequence[Path],
    corpus: Path,
    out: Path,
    *,
    roster: Path | None = None,
    organs: Path | None = None,
    lang: Lang = "zh",
    runner: Runner = "native",
    columns: str = "",
    suppressions: Path | None = None,
    profile: Path | None = None,
    progress: Progress | None = None,
) -> ScoreData:
    """Read everything, extend the corpus, judge each report against it, write the deliverables.

    `columns` is as for `inspect`; `profile` is a file of weights for substance (or the one that
    WENZHI_PROFILE names). Findings that `suppressions` or the workbook of an earlier run in
    `out` marks as false alarms are shown and count no more. Raises UsageError (E202, E220, E221, E701,
    E702), InputError (E306 roster), CorpusError (E501–E505); a file that cannot be read is listed
    in the answer instead.
    """
    _start_reading(corpus)
    from wenzhi.corpus import build
    from wenzhi.corpus.roster import read_roster
    from wenzhi.corpus.store import Store
    from wenzhi.outputs.deliverables import WORKBOOK, deliver
    from wenzhi.outputs.envelopes import ScoreData
    from wenzhi.outputs.ledger import read_ledger
    from wenzhi.outputs.wording import Wording

    progress = progress or Silent()
    ledger = read_ledger(out / WORKBOOK, Wording(lang))
    marks = _suppressions(suppressions, ledger.suppressions(WORKBOOK))
    weights = _profile(profile)
    entries = read_roster(roster) if roster else ()
    listed = _organs(organs)
    inputs = _batch(paths, _given(roster, organs), columns)
    store = Store(corpus, create=True)
    added = build.add(
        store,
        inputs,
        roster=entries,
        organs=listed,
        runner=runner,
        progress=progress,
        compare=True,
        profile=weights,
    )
    if not added.reports:
        return ScoreData(
            summary=_Tally().summary(len(added.failures)), outputs=(), failures=added.failures
        )
    view = _corpus_view(store, added.failures, entries if roster else None, marks)
    outputs = deliver(view, out, lang=lang, ledger=ledger, progress=progress)
    tally = _Tally()
    for ref in view.reports:
        one = view.load(ref.report)
        tally.take(one.report, one.judgement)
    summary = tally.summary(len(added.failures), view.copies)
    return ScoreData(
        summary=msgspec.structs.replace(summary, absence_checked=roster is not None),
        outputs=outputs,
        failures=added.failures,
        roster=view.roster,
        unused=tally.unused(marks, view.roster),
        unexplained=ledger.unexplained,
    )


def _profile(path: Path | None) -> Profile | None:
    """The weights in the file at `path` or the one that WENZHI_PROFILE names. Raises UsageError (E221)."""
    named = str(path) if path is not None else os.environ.get("WENZHI_PROFILE")
    if not named:
        return None
    from wenzhi.scores.profile import read_profile

    return read_profile(Path(named))


def _corpus_view(
    store: Store,
    failures: tuple[Failure, ...],
    entries: Sequence[RosterEntry] | None,
    marks: Suppressions,
) -> CorpusView:
    """The reports of the current snapshot that no correction supersedes, as deliverables see them."""
    from wenzhi.corpus.build import JudgementReader, read_copies
    from wenzhi.corpus.revisions import read_revisions
    from wenzhi.outputs.view import CorpusView

    snapshot = store.require_snapshot()
    reader = JudgementReader(snapshot)
    revisions = read_revisions(snapshot)
    heads = [head for head in reader.heads() if head.ref.report not in revisions.superseded]
    metas = [(head.ref, head.meta) for head in heads]
    return CorpusView(
        reports=tuple(head.ref for head in heads),
        load=_Loader(reader, marks),
        copies=read_copies(snapshot) or Copies(),
        failures=failures,
        roster=None if entries is None else _roster_result(entries, metas, marks),
        corrections=revisions.corrections,
        versions=store.pointer.versions,
    )


@dataclass(frozen=True, slots=True)
class _Loader:
    """Loads reports of a snapshot as the deliverables see them; worker processes can have it too."""

    reader: JudgementReader
    marks: Suppressions

    def __call__(self, report_id: str) -> ReportView:
        from wenzhi.corpus.sections import report_ref
        from wenzhi.outputs.view import ReportView

        judged = self.reader.load(report_id)
        return ReportView(
            ref=report_ref(judged.report),
            report=judged.report,
            judgement=self.marks.apply(judged.report, judged.judgement),
            provenance=judged.provenance,
        )


def _roster_result(
    entries: Sequence[RosterEntry], metas: Sequence[tuple[ReportRef, Meta]], marks: Suppressions
) -> RosterResult:
    from wenzhi.checks.roster import check_roster
    from wenzhi.checks.suppressions import mark
    from wenzhi.outputs.view import RosterResult

    years = {meta.year for _, meta in metas if meta.year is not None}
    expected = sum(1 if entry.year is not None else len(years) for entry in entries)
    found = check_roster(entries, metas)
    missing = sum(one.code == "D951" for one in found)
    marked = tuple(
        one
        if (entry := marks.entry_of(one.code, one.organ, one.year)) is None
        else msgspec.structs.replace(one, suppressed=mark(entry))
        for one in found
    )
    return RosterResult(expected=expected, received=expected - missing, findings=marked)


class _Tally:
    """Totals over reports, counted one at a time."""

    def __init__(self) -> None:
        self._organs: set[str] = set()
        self._years: set[int] = set()
        self._severities: Counter[Severity] = Counter()
        self._grounds = {name: Counter[str]() for name in GROUNDS}
        self._used: set[str] = set()
        self._reports = self._unjudged = self._suppressed = 0

    def take(self, report: Report, judgement: Judgement) -> None:
        """Count one report."""
        meta = report.meta
        self._reports += 1
        self._organs |= {meta.organ_id} if meta.organ_id else set()
        self._years |= {meta.year} if meta.year else set()
        self._unjudged += judgement.checked.unjudged
        self._severities.update(one.severity for one in judgement.findings if one.stands)
        suppressed = [one.suppressed for one in judgement.findings if one.suppressed]
        self._suppressed += len(suppressed)
        self._used |= {one.where for one in suppressed}
        for name, ground in judgement.grounds.items():
            self._grounds[name][ground.verdict] += 1

    def summary(self, failures: int, copies: Copies | None = None) -> Summary:
        """The totals."""
        from wenzhi.outputs.envelopes import Summary

        return Summary(
            reports=self._reports,
            organs=len(self._organs),
            years=tuple(sorted(self._years)),
            failures=failures,
            findings={name: self._severities[name] for name in SEVERITIES},
            unjudged=self._unjudged,
            suppressed=self._suppressed,
            grounds={
                name: {verdict: counts[verdict] for verdict in ("pass", "fail", "unjudged")}
                for name, counts in self._grounds.items()
            },
            pairs=len(copies.pairs) if copies else 0,
            families=len(copies.families) if copies else 0,
        )

    def unused(self, marks: Suppressions, roster: RosterResult | None) -> tuple[Suppression, ...]:
        """Suppressions that no finding answers to; what a workbook marks is kept there instead."""
        from wenzhi.checks.suppressions import unused
        from wenzhi.outputs.deliverables import WORKBOOK

        cases = roster.findings if roster else ()
        used = self._used | {one.suppressed.where for one in cases if one.suppressed}
        return unused(marks.entries, {*used, WORKBOOK})


def check_data(result: CheckResult) -> CheckData:
    """`data` of `wenzhi check --json`."""
    from wenzhi.corpus.sections import report_ref
    from wenzhi.outputs.envelopes import CheckData, CheckedReport

    tally = _Tally()
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


def score_exit_code(data: ScoreData, threshold: Threshold) -> int:
    """3 where a file could not be read, else 1 where findings reach `threshold`, else 0."""
    if data.failures:
        return 3
    if threshold == "never":
        return 0
    counted = SEVERITIES[: SEVERITIES.index(threshold) + 1]
    return int(any(data.summary.findings.get(name) for name in counted))


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


def _start_reading(corpus: Path) -> None:
    """Where there is a corpus already, what is new is few: its reader loads while files are listed."""
    from wenzhi.corpus import POINTER

    if (corpus / POINTER).is_file():
        from wenzhi.corpus.limits import chosen_limits
        from wenzhi.corpus.reader import shared_reader

        shared_reader(chosen_limits())


# Corpora ------------------------------------------------------------------------------------------


def _given(*paths: Path | None) -> list[Path]:
    return [path for path in paths if path is not None]


def _organs(path: Path | None) -> OrganMap | None:
    """The list of organs at `path`. Raises InputError (E301, E303, E308, E326)."""
    if path is None:
        return None
    from wenzhi.corpus.organs import read_organs

    return read_organs(path)


def add(
    corpus: Path,
    paths: Sequence[Path],
    *,
    roster: Path | None = None,
    organs: Path | None = None,
    runner: Runner = "native",
    columns: str = "",
    progress: Progress | None = None,
) -> Added:
    """Read and analyse the reports under `paths` into `corpus`, without comparing them.

    `columns` is as for `inspect`; `organs` is a list of renamed and merged organs, which the corpus
    keeps. Raises UsageError (E202), InputError (E301, E306, E326), CorpusError (E501–E504).
    """
    _start_reading(corpus)
    from wenzhi.corpus import build
    from wenzhi.corpus.roster import read_roster
    from wenzhi.corpus.store import Store

    entries = read_roster(roster) if roster else ()
    listed = _organs(organs)
    inputs = _batch(paths, _given(roster, organs), columns)
    return build.add(
        Store(corpus, create=True),
        inputs,
        roster=entries,
        organs=listed,
        runner=runner,
        progress=progress or Silent(),
        compare=False,
    )


def plan(
    corpus: Path,
    paths: Sequence[Path],
    *,
    roster: Path | None = None,
    columns: str = "",
    progress: Progress | None = None,
) -> Plan:
    """What `add` would take and leave, without doing it; `corpus` need not exist."""
    from wenzhi.corpus.holdings import plan_addition

    inputs = _batch(paths, _given(roster), columns)
    return plan_addition(corpus, inputs, progress or Silent())


def info(corpus: Path) -> Holdings:
    """What `corpus` holds. Raises CorpusError (E501, E503–E505)."""
    from wenzhi.corpus.holdings import read_holdings
    from wenzhi.corpus.store import Store

    return read_holdings(Store(corpus))


def verify(corpus: Path) -> Verification:
    """Whether `corpus` is whole: every table readable, every report's analysis there."""
    from wenzhi.corpus.holdings import verify_corpus
    from wenzhi.corpus.store import Store

    return verify_corpus(Store(corpus))


def export(corpus: Path, out: Path, shape: Literal["parquet", "csv", "jsonl"]) -> tuple[Path, ...]:
    """Copy the tables of the current snapshot to `out` as files."""
    from wenzhi.corpus.holdings import export_tables
    from wenzhi.corpus.store import Store

    return export_tables(Store(corpus), out, shape)


def copies(corpus: Path, *, section: str = "problems", progress: Progress | None = None) -> Copies:
    """Who shares what with whom in one section of the reports of `corpus`.

    Section five is taken from the last `score` where it compared; otherwise it is compared now.
    Raises UsageError (E206) for a kind of section there is not.
    """
    kind = _section_kind(section)
    from wenzhi.corpus.build import read_copies
    from wenzhi.corpus.context import collect_sections, compare_sections
    from wenzhi.corpus.members import Membership, read_members
    from wenzhi.corpus.organs import read_organ_map
    from wenzhi.corpus.sections import SECTION
    from wenzhi.corpus.store import Store

    store = Store(corpus)
    snapshot = store.require_snapshot()
    if kind == SECTION and (stored := read_copies(snapshot)) is not None:
        return stored
    organs = read_organ_map(snapshot)
    membership = Membership(read_members(snapshot), store.analyses(), organs)
    return compare_sections(collect_sections(membership, kind), progress or Silent()).copies


def copies_against(
    corpus: Path, paths: Sequence[Path], *, section: str = "problems"
) -> tuple[Copies, tuple[Failure, ...]]:
    """What the reports at `paths` share with those of `corpus`, as pairs whose `a` is the document.

    A path is a file, a folder or a pattern. Section five is looked up in what the last `score` stored,
    any other compared now. Documents that cannot be read, or that lack the section, are listed in the
    second answer. Raises UsageError (E206), CorpusError (E501, E503–E505).
    """
    from wenzhi.corpus.precheck import compare_documents

    return compare_documents(corpus, paths, _section_kind(section))


def _section_kind(name: str) -> SectionKind:
    kinds: dict[str, SectionKind] = {kind: kind for kind in get_args(SectionKind)}
    if name not in kinds:
        raise UsageError("E206", f"没有 {name} 这种节", where="--section", hint="、".join(kinds))
    return kinds[name]


def compare(a: Path, b: Path) -> tuple[Comparison, Inspection, Inspection]:
    """Two files, no corpus: shared passages, cells and counts side by side, names of one in the other.

    Raises InputError (E301–E310) naming the file.
    """
    from wenzhi.corpus.comparing import compare_reports

    one, other = inspect(a), inspect(b)
    return compare_reports(one.report, other.report), one, other


def write_comparison(
    comparison: Comparison, a: Inspection, b: Inspection, out: Path, lang: Lang = "zh"
) -> Path:
    """The page of two reports side by side, written to `out`."""
    from wenzhi.corpus.versions import versions
    from wenzhi.outputs import html

    pair = comparison.pair
    one = msgspec.structs.replace(view_of(a), ref=pair.a, provenance=comparison.provenance_a)
    other = msgspec.structs.replace(view_of(b), ref=pair.b, provenance=comparison.provenance_b)
    return html.write_comparison(comparison, one, other, out, lang, versions())


def explain(
    path: Path,
    corpus: Path | None = None,
    *,
    against: Path | None = None,
    profile: Path | None = None,
    suppressions: Path | None = None,
) -> Inspection:
    """One report's judgement with its reasons: as `corpus` stores it, where that holds these bytes.

    Or beside the corpus `against`, which need not hold it and stays as it is. `profile` is as for
    `score`, `suppressions` a file of findings that are false alarms. Raises InputError (E301–E310),
    CorpusError; UsageError (E204) if `corpus` lacks the report, E220, E221, E222 for a profile that the
    stored judgement was not made with.
    """
    found = _explained(path, corpus, against, _profile(profile))
    return _marked(found, _suppressions(suppressions))


def explanation(
    found: Inspection, *, profile: Path | None = None, lang: Lang = "zh"
) -> Explanation:
    """Why a report's section 五 scores as it does, what would raise it and how to contest it."""
    from wenzhi.outputs.explanation import explain as explain_view
    from wenzhi.scores.advice import advise
    from wenzhi.scores.classes import classify

    score = found.judgement.scores.get("substance")
    advice = advise(found.report, classify(found.report), score, _profile(profile)) if score else ()
    return explain_view(view_of(found), advice, lang)


def _explained(
    path: Path, corpus: Path | None, against: Path | None, profile: Profile | None
) -> Inspection:
    from wenzhi.corpus.analysis import read_documents
    from wenzhi.corpus.judging import judge_alone
    from wenzhi.corpus.store import Store
    from wenzhi.parse.report import parse

    if corpus is not None:
        return _stored(path, Store(corpus), profile)
    documents = read_documents(_one_file(path, "").read())
    if len(documents) > 1:
        raise _several(len(documents), str(path), documents[0].source.path)
    report = parse(documents[0])
    if against is None:
        judged = judge_alone(report, profile)
    else:
        from wenzhi.corpus.beside import judge_beside

        judged = judge_beside(report, Store(against), profile)
    return Inspection(judged.report, judged.judgement, judged.provenance)


def _stored(path: Path, store: Store, profile: Profile | None) -> Inspection:
    """The judgement that a corpus stores of these bytes."""
    from wenzhi.corpus.build import JudgementReader
    from wenzhi.corpus.members import read_members

    sha256 = _one_file(path, "").read().sha256
    snapshot = store.require_snapshot()
    for member in read_members(snapshot):
        if member.sha256 == sha256:
            judged = JudgementReader(snapshot).load(member.report_id)
            version = judged.judgement.scores["substance"].version
            if profile is not None and version != f"substance.v1/{profile.name}":
                raise UsageError(
                    "E222",
                    f"库里的分数是按 {version} 算的，不是按方案“{profile.name}”",
                    where=str(path),
                    hint="用 wenzhi score --profile 重算，或用 --against 临时对照",
                )
            return Inspection(judged.report, judged.judgement, judged.provenance)
    raise UsageError(
        "E204",
        "语料库里没有这份报告",
        where=str(path),
        hint="先用 wenzhi score 把它收入语料库，或用 --against 只对照不收入",
    )


# Questions ----------------------------------------------------------------------------------------


def query_sql(corpus: Path, statement: str, *, limit: int | None = 1000) -> Answer:
    """One SELECT over the tables of `corpus`, read-only. Raises QueryError (E601, E602, E606, E607)."""
    with Corpus(corpus) as opened:
        return opened.sql(statement, limit=limit)


def query_kwic(
    corpus: Path,
    phrase: str,
    *,
    regex: bool = False,
    section: str | None = None,
    context: int = 20,
    limit: int | None = 100,
) -> Answer:
    """Every occurrence of `phrase` with its context. Raises QueryError (E603, E604, E606, E607)."""
    with Corpus(corpus) as opened:
        return opened.kwic(
            phrase,
            language="regex" if regex else "phrase",
            section=section,
            context=context,
            limit=limit,
        )


def query_grammar() -> str:
    """The grammar of the query language, as it is read."""
    from wenzhi.query.grammar import grammar

    return grammar()


def query_definitions() -> tuple[str, ...]:
    """Name and definition of every measure, by the question that gives it."""
    from wenzhi.corpus.tables import MEASURES
    from wenzhi.query import facets, frequency, measures

    groups = {
        "freq": frequency.DEFINITIONS,
        "first": frequency.FIRST_DEFINITIONS,
        "facets": facets.DEFINITIONS,
        "collocates": measures.ASSOCIATION,
        "keyness": measures.KEYNESS,
        "dispersion": measures.DISPERSION,
        "panel": MEASURES,
    }
    return tuple(
        f"{question}.{name}: {text}"
        for question, defined in groups.items()
        for name, text in defined.items()
    )


def write_answer(answer: Answer, path: Path) -> Path:
    """Write an answer as CSV, JSON lines, Parquet or XLSX. Raises QueryError (E612)."""
    from wenzhi.query import files

    return files.write_answer(answer, path)


def draw_first_use(
    corpus: Path,
    text: str,
    out: Path,
    *,
    language: Language = "phrase",
    by: str = "province",
    where: str | None = None,
    section: str | None = None,
    seconds: float = 60.0,
) -> Path:
    """Where a wording came up first and how it spread, place by year, as `.svg` or `.html`.

    Raises QueryError (E603–E608, E612 ending), UsageError (E206 section).
    """
    from wenzhi.outputs.first_use import FirstUse, place_uses, write_first_use

    with Corpus(corpus, seconds=seconds) as opened:
        firsts = opened.first(
            text, language=language, by=by, where=where, section=section, limit=None
        )
        found = opened.freq(
            text, language=language, by=(by, "year"), where=where, section=section, limit=None
        )
    columns = [firsts.column(one) for one in (by, "first_year", "first_organization")]
    figures = [found.column(one) for one in (by, "year", "reports", "found_in")]
    years = sorted({year for year in found.column("year") if isinstance(year, int)})
    places = tuple(place_uses(_rows(columns), _rows(figures)))
    use = FirstUse(
        text=text,
        years=tuple(years),
        places=places,
        silent=len(set(found.column(by))) - len(places),
        notes=firsts.notes,
        stamps={**firsts.stamps, "digest": firsts.digest},
    )
    return write_first_use(use, out)


def _rows(columns: Sequence[Sequence[Cell]]) -> list[tuple[Any, ...]]:
    """Columns of an answer as rows."""
    return list(zip(*columns, strict=True))


def write_panel(panel: Panel, path: Path) -> tuple[Path, ...]:
    """Write a panel (Stata too) and its codebook beside it. Raises QueryError (E612)."""
    from wenzhi.query import files

    return files.write_panel(panel, path)


def sample(
    corpus: Path,
    size: int,
    seed: int,
    out: Path,
    *,
    unit: Unit = "sentence",
    by: Sequence[str] = ("year",),
    where: str | None = None,
) -> tuple[Path, Path]:
    """A blind coding sheet of a stratified sample and, beside it, its key.

    Raises QueryError (E605, E608, E614).
    """
    from wenzhi.query.studies import draw_sample, write_sample

    with Corpus(corpus) as opened:
        drawn = draw_sample(opened.session, size, seed, unit=unit, by=by, where=where)
    return write_sample(drawn, out)


def agree(sheets: Sequence[Path], key: Path | None = None) -> Study:
    """How far coders agree with each other and, with `key`, with wenzhi. Raises QueryError (E614)."""
    from wenzhi.query.studies import read_study

    return read_study(sheets, key)


# Tools --------------------------------------------------------------------------------------------


def rule(code: str) -> RuleCard:
    """The card of a rule. Raises UsageError (E201) naming the nearest codes."""
    return card(code.upper())


def rules() -> tuple[RuleCard, ...]:
    """All cards, in order of code."""
    return tuple(catalogue().values())


def synth(reports: int, seed: int, out: Path, *, progress: Progress | None = None) -> SynthManifest:
    """Write `reports` synthetic reports with their truth to `out`; the same seed, the same bytes."""
    from wenzhi.synth import write_reports

    listener = progress or Silent()
    listener.stage("synth", reports)
    return write_reports(reports, seed, out, progress=listener.advance)


def demo(out: Path, *, lang: Lang = "zh", progress: Progress | None = None) -> ScoreData:
    """The main job on the bundled demo corpus, from scratch, with its roster.

    Raises UsageError (E205) where the demo corpus is not there.
    """
    source = demo_folder()
    if not source.is_dir():
        raise UsageError(
            "E205",
            "找不到演示语料",
            where=str(source),
            hint="请重新安装 wenzhi；也可用 wenzhi synth 生成虚构年报",
        )
    corpus = out / "demo-corpus"
    if corpus.exists():
        shutil.rmtree(corpus)
    return score(
        [source],
        corpus,
        out,
        roster=source / "roster.csv",
        lang=lang,
        progress=progress,
    )


def build_model(
    name: str, corpora: Path, out: Path | None = None, *, progress: Progress | None = None
) -> Path:
    """Make the trained model `name` anew from the texts and labels in `corpora`; gives its folder.

    Raises UsageError (E406) for an unknown name, ResourceError (E401, E405) naming what is missing.
    """
    from wenzhi.corpus import modelling

    return modelling.build_model(name, corpora, out or models_folder(), progress or Silent())


def models() -> tuple[ModelCard, ...]:
    """The trained models that ship with wenzhi, each compared with its manifest."""
    from wenzhi.corpus.modelling import describe_models

    return describe_models(models_folder())


def doctor(corpus: Path | None = None) -> tuple[Symptom, ...]:
    """Look over the installation and, if given, a corpus."""
    from wenzhi.corpus.health import examine

    return examine(corpus)
