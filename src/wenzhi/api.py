"""Floor 7: the product in about a dozen functions. The command line, the web and notebooks call these.

`inspect` is the whole way of one report: `document = read(path)`, `report = parse(document)`,
`findings = check(report)`, `scores = score(report)`. `score` is the main job on many.
Functions named `show_…` turn an answer into text for a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from wenzhi.base.errors import ErrorRecord, UsageError, WenzhiError
from wenzhi.base.progress import Progress, Silent
from wenzhi.base.records import (
    GROUNDS,
    Copies,
    Failure,
    Finding,
    Judgement,
    ProvenanceSpan,
    Report,
    ReportRef,
)
from wenzhi.base.rules import RuleCard, card, catalogue

if TYPE_CHECKING:
    from wenzhi.corpus.engine import Runner
    from wenzhi.outputs.envelopes import CheckData, ErrorEnvelope, ScoreData
    from wenzhi.outputs.view import CorpusView, Lang, ReportView, RosterResult
    from wenzhi.query.answer import Answer
    from wenzhi.synth import SynthManifest

Threshold = Literal["error", "warning", "info", "never"]
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Inspection:
    """One report and what is said of it without looking at others."""

    report: Report
    judgement: Judgement
    provenance: tuple[ProvenanceSpan, ...] = ()


def inspect(path: Path, name: str | None = None) -> Inspection:
    """Read, parse, check and score the report at `path`, alone.

    Raises InputError (E301–E310) naming the file and what to try.
    """
    from wenzhi.corpus.judging import judge_alone
    from wenzhi.parse.report import parse
    from wenzhi.read import read

    document = read(path, name)
    report = parse(document)
    judged = judge_alone(report)
    return Inspection(judged.report, judged.judgement, judged.provenance)


def try_inspect(path: Path, name: str | None = None) -> Inspection | ErrorRecord:
    """`inspect`, with what goes wrong as data."""
    try:
        return inspect(path, name)
    except WenzhiError as error:
        return error.record()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `check` found: reports in order of path, and files that could not be read."""

    inspections: tuple[Inspection, ...]
    failures: tuple[Failure, ...]


def check(
    paths: Sequence[Path],
    *,
    select: str = "",
    ignore: str = "",
    progress: Progress | None = None,
) -> CheckResult:
    """Check single reports; `select` and `ignore` are codes or their beginnings, with commas.

    Folders are walked. Raises UsageError (E202 no file, E201 unknown code).
    """
    from wenzhi.corpus.members import as_failure
    from wenzhi.read.folders import walk

    chosen = _chosen_codes(select, ignore)
    inputs = walk(paths)
    progress = progress or Silent()
    progress.stage("judge", len(inputs.files))
    inspections: list[Inspection] = []
    failures = [as_failure(error) for error in inputs.errors]
    for file in inputs.files:
        found = try_inspect(Path(file.path), file.name)
        if isinstance(found, Inspection):
            inspections.append(_only(found, chosen))
        else:
            failures.append(as_failure(found, file.name))
        progress.advance()
    return CheckResult(tuple(inspections), tuple(failures))


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


def reached(findings: Iterable[Finding], threshold: Threshold) -> bool:
    """Whether some failing finding is at or above `threshold`."""
    if threshold == "never":
        return False
    severities = SEVERITIES[: SEVERITIES.index(threshold) + 1]
    return any(one.verdict == "fail" and one.severity in severities for one in findings)


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
    lang: Lang = "zh",
    runner: Runner = "native",
    progress: Progress | None = None,
) -> ScoreData:
    """Read everything, extend the corpus, judge each report against it, write the deliverables.

    Raises UsageError (E202), InputError (E306 roster), CorpusError (E501–E505); a file that cannot
    be read is listed in the answer instead.
    """
    from wenzhi.corpus import build
    from wenzhi.corpus.roster import read_roster
    from wenzhi.corpus.store import Store
    from wenzhi.outputs import deliver
    from wenzhi.outputs.envelopes import ScoreData
    from wenzhi.read.folders import walk

    progress = progress or Silent()
    entries = read_roster(roster) if roster else ()
    inputs = walk(paths)
    store = Store(corpus, create=True)
    added = build.add(
        store, inputs, roster=entries, runner=runner, progress=progress, compare=True
    )
    if not added.reports:
        return ScoreData(summary=_summary((), (), added.failures), outputs=(), failures=added.failures)
    view = _corpus_view(store, added.failures, entries if roster else None)
    outputs = deliver.write_all(view, out, lang, progress)
    judged = [view.load(ref.report) for ref in view.reports]
    summary = _summary(judged, (view.copies,), added.failures)
    return ScoreData(
        summary=msgspec.structs.replace(summary, absence_checked=roster is not None),
        outputs=outputs,
        failures=added.failures,
        roster=view.roster,
    )
