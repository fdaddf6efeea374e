"""Floor 7, the main job: many reports into a corpus, judged against each other, with the deliverables.

Takes paths, a corpus and a folder for results; gives totals and where everything was written.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wenzhi.api.inputs import (
    batch_of,
    given,
    organs_of,
    profile_of,
    roster_of,
    start_reading,
    suppressions_of,
)
from wenzhi.api.summaries import SEVERITIES, Tally, Threshold
from wenzhi.base.errors import UsageError
from wenzhi.base.garbage import collecting_seldom
from wenzhi.base.progress import Progress, Silent
from wenzhi.base.records import Copies, Meta, ReportRef
from wenzhi.base.resources import demo_folder

if TYPE_CHECKING:
    from wenzhi.checks.suppressions import Suppressions
    from wenzhi.corpus.build import Batch, JudgementReader
    from wenzhi.corpus.engine import Runner
    from wenzhi.corpus.judging import Judged
    from wenzhi.corpus.roster import RosterTable
    from wenzhi.corpus.snapshot import Head
    from wenzhi.corpus.store import Store
    from wenzhi.outputs.envelopes import ScoreData
    from wenzhi.outputs.view import CorpusView, Lang, ReportView, RosterResult, SetAside

_DRAFTS = "drafts.pack"
"""In a corpus: what lists and the workbook said of each report."""
_UNTOUCHED = "workbook.sha256"
"""In a corpus: which workbook need not be searched for what people wrote."""


@collecting_seldom()
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

    The deliverables tell of what is under `paths` now; reports of earlier runs stay in the corpus, to be
    compared with. `columns` is as for `inspect`; `profile` is a file of weights for substance (or the one that
    WENZHI_PROFILE names). Findings that `suppressions` or the workbook of an earlier run in
    `out` marks as false alarms are shown and count no more. Raises UsageError (E202, E220, E221, E701,
    E702), SetupError (E301, E306 roster), CorpusError (E501–E505); a file that cannot be read is listed
    in the answer instead.
    """
    start_reading(corpus)
    from wenzhi.corpus import build
    from wenzhi.corpus.store import Store
    from wenzhi.outputs.deliverables import WORKBOOK, deliver
    from wenzhi.outputs.envelopes import ScoreData
    from wenzhi.outputs.ledger import read_ledger
    from wenzhi.outputs.wording import Wording

    progress = progress or Silent()
    ledger = read_ledger(out / WORKBOOK, Wording(lang), _untouched(corpus))
    marks = suppressions_of(suppressions, ledger.suppressions(WORKBOOK))
    weights = profile_of(profile)
    table = roster_of(roster)
    entries = table.entries if table else ()
    listed = organs_of(organs)
    inputs = batch_of(paths, given(roster, organs), columns)
    store = Store(corpus, create=True)
    batch = build.add(
        store,
        inputs,
        roster=entries,
        organs=listed,
        runner=runner,
        progress=progress,
        compare=True,
        profile=weights,
        batch=True,
    )
    added = batch.added
    if not batch.given:
        return ScoreData(
            summary=Tally().summary(len(added.failures)), outputs=(), failures=added.failures
        )
    view = _corpus_view(store, batch, table, marks)
    tally = Tally()

    def count(one: ReportView) -> None:
        tally.take(one.report, one.judgement)

    outputs = deliver(view, out, lang=lang, ledger=ledger, progress=progress, listeners=(count,))
    if not ledger.entries:
        _keep_untouched(corpus, out / WORKBOOK)
    summary = tally.summary(len(added.failures), view.copies)
    return ScoreData(
        summary=msgspec.structs.replace(summary, absence_checked=roster is not None),
        outputs=outputs,
        failures=added.failures,
        roster=view.roster,
        unused=tally.unused(marks, view.roster),
        unexplained=ledger.unexplained,
        analysed=added.analysed,
        judged=added.judged,
        aside=view.aside,
        elsewhere=view.elsewhere,
    )


def _untouched(corpus: Path) -> str | None:
    """The digest of the last workbook that was written for `corpus` with nothing of people's in it."""
    try:
        return (corpus / _UNTOUCHED).read_text(encoding="ascii")
    except (OSError, ValueError):
        return None


def _keep_untouched(corpus: Path, workbook: Path) -> None:
    from wenzhi.corpus.store import write_atomically
    from wenzhi.outputs.ledger import digest_of

    write_atomically(corpus / _UNTOUCHED, digest_of(workbook).encode("ascii"))


def score_exit_code(data: ScoreData, threshold: Threshold) -> int:
    """3 where a file could not be read, else 1 where findings reach `threshold`, else 0."""
    if data.failures:
        return 3
    if threshold == "never":
        return 0
    counted = SEVERITIES[: SEVERITIES.index(threshold) + 1]
    return int(any(data.summary.findings.get(name) for name in counted))


def _corpus_view(
    store: Store,
    batch: Batch,
    table: RosterTable | None,
    marks: Suppressions,
) -> CorpusView:
    """The reports of the batch that count in the current snapshot, as deliverables see them."""
    from wenzhi.corpus.build import JudgementReader, read_copies
    from wenzhi.corpus.digests import digest
    from wenzhi.corpus.revisions import read_revisions
    from wenzhi.outputs.view import CorpusView, Kept

    snapshot = store.require_snapshot()
    reader = JudgementReader(snapshot)
    revisions = read_revisions(snapshot)
    everyone = {head.ref.report: head for head in reader.heads()}
    standing = [head for name, head in everyone.items() if name not in revisions.superseded]
    heads = [head for head in standing if head.ref.report in batch.given]
    kept = {head.ref.report for head in standing} | revisions.absent
    elsewhere = [one.ref for name, one in everyone.items() if name in kept - batch.given]
    pairs = [(name, other) for name, other in revisions.formats.items() if name in batch.given]
    metas = [(head.ref, head.meta) for head in heads]
    told = digest(marks.entries)
    keys = {name: digest((key, told)) for name, key in reader.keys().items()}
    return CorpusView(
        reports=tuple(head.ref for head in heads),
        load=_Loader(reader, marks),
        copies=_copies_of(read_copies(snapshot) or Copies(), batch.given),
        failures=batch.added.failures,
        roster=None if table is None else _roster_result(table, metas, marks),
        corrections=revisions.corrections,
        versions=store.pointer.versions,
        kept=Kept(keys, reader.numbers, store.root / _DRAFTS) if keys else None,
        aside=tuple(
            _set_aside(reader.load(name), reader.load(other), everyone[name], everyone[other])
            for name, other in sorted(pairs)
        ),
        elsewhere=tuple(elsewhere),
    )


def _copies_of(copies: Copies, given: frozenset[str]) -> Copies:
    """The pairs and families that some report of the batch is in."""
    return Copies(
        pairs=tuple(p for p in copies.pairs if p.a.report in given or p.b.report in given),
        families=tuple(
            one for one in copies.families if any(ref.report in given for ref in one.members)
        ),
    )


def _set_aside(judged: Judged, other: Judged, mine: Head, counts: Head) -> SetAside:
    from wenzhi.outputs.view import SetAside

    more = _failing(judged) - _failing(other)
    return SetAside(report=mine.ref, counts=counts.ref, only_here=tuple(sorted(more)))


def _failing(judged: Judged) -> Counter[str]:
    """How often each rule fails; those about other files of the report say the same of both."""
    return Counter(
        one.code
        for one in judged.judgement.findings
        if one.verdict == "fail" and one.severity != "info" and one.family not in "CY"
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
    table: RosterTable, metas: Sequence[tuple[ReportRef, Meta]], marks: Suppressions
) -> RosterResult:
    from wenzhi.checks.between.roster import check_roster, expected_reports
    from wenzhi.checks.suppressions import mark
    from wenzhi.outputs.view import RosterResult

    expected = len(expected_reports(table.entries, metas))
    found = check_roster(table.entries, metas)
    missing = sum(one.code == "D951" for one in found)
    marked = tuple(
        one
        if (entry := marks.entry_of(one.code, one.organ, one.year)) is None
        else msgspec.structs.replace(one, suppressed=mark(entry))
        for one in found
    )
    return RosterResult(
        expected=expected,
        received=expected - missing,
        findings=marked,
        used=table.used,
        unused=table.unused,
        again=table.again,
    )


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
