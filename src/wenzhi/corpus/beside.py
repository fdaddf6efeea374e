"""Floor 5: one report judged beside a corpus that need not hold it, which stays as it is.

Takes a parsed report and a store whose reports were compared, gives what `judge_against` would say of
copies, originality and last year, by look-ups instead of going through all reports. What needs every
report stays unjudged: templatedness, template families, phrases that are common only in this corpus.
"""

from __future__ import annotations

import msgspec

from wenzhi.base.records import Checked, CopyPair, Report
from wenzhi.checks.grounds import judge_grounds
from wenzhi.checks.run import in_order
from wenzhi.corpus.build import JudgementReader
from wenzhi.corpus.judging import NO_EARLIER, Judged, judge_alone
from wenzhi.corpus.organs import read_organ_map
from wenzhi.corpus.phrase_index import read_compared
from wenzhi.corpus.revisions import read_revisions
from wenzhi.corpus.sections import section_text
from wenzhi.corpus.store import Store
from wenzhi.reuse.findings import COPY_CODES, copy_findings
from wenzhi.reuse.provenance import trace
from wenzhi.scores.alike import lay_alike
from wenzhi.scores.classes import classify
from wenzhi.scores.follow_through import follow_through, score_follow_through
from wenzhi.scores.profile import Profile
from wenzhi.scores.sentences import judge_sentences
from wenzhi.scores.substance import score_substance


def judge_beside(report: Report, store: Store, profile: Profile | None = None) -> Judged:
    """What can be said of `report` beside the corpus of `store`.

    Rules over years are not run, since they want every file of the organ; what became of last year's
    problems and measures is told. Raises CorpusError (E501, E505).
    """
    snapshot = store.require_snapshot()
    meta = read_organ_map(snapshot).apply(report.meta)
    report = msgspec.structs.replace(report, meta=meta)
    judged = classify(report)
    alone = judge_alone(report, profile, judged)
    text, compared = section_text(report), read_compared(snapshot)
    if text is None or compared is None:
        return alone
    pairs, twins, alike = (
        [pair for pair in found if not _itself(pair, report)]
        for found in compared.find_closely(text)
    )
    provenance = lay_alike(trace(text, [*pairs, *twins]), judged, text.ref.report, alike)
    earlier = _year_before(report, store)
    followed = (
        None if earlier is None else follow_through(report, judged, earlier, classify(earlier))
    )
    told = score_follow_through(followed, NO_EARLIER)
    found, copied = copy_findings(report, text, pairs)
    findings = tuple(sorted((*alone.judgement.findings, *found), key=in_order))
    checked = _joined(alone.judgement.checked, copied)
    return Judged(
        report=msgspec.structs.replace(
            report, sentences=judge_sentences(report, provenance, None, judged)
        ),
        judgement=msgspec.structs.replace(
            alone.judgement,
            findings=findings,
            checked=checked,
            grounds=judge_grounds(findings, checked),
            scores=alone.judgement.scores
            | {
                "substance": score_substance(report, provenance, profile, judged, told),
                "follow_through": told,
            },
            follow_through=followed,
        ),
        provenance=provenance,
    )


def _itself(pair: CopyPair, report: Report) -> bool:
    """Whether the other side is this report, which the corpus may hold."""
    named = report.meta.organization, report.meta.year
    return None not in named and (pair.b.organization, pair.b.year) == named


def _year_before(report: Report, store: Store) -> Report | None:
    """The same organ's only report of the year before; None where there is none or several."""
    meta, snapshot = report.meta, store.require_snapshot()
    if meta.organ_id is None or meta.year is None:
        return None
    reader, gone = JudgementReader(snapshot), read_revisions(snapshot).superseded
    found = [
        head.ref.report
        for head in reader.heads()
        if head.meta.organ_id == meta.organ_id
        and head.meta.year == meta.year - 1
        and head.ref.report not in gone
    ]
    return reader.load(found[0]).report if len(found) == 1 else None


def _joined(alone: Checked, copied: Checked) -> Checked:
    """Both, without what the first says of rules that the second ran."""
    return Checked(
        passed=alone.passed + copied.passed,
        failed=alone.failed + copied.failed,
        unjudged=alone.unjudged + copied.unjudged,
        not_run=(*(one for one in alone.not_run if one.code not in COPY_CODES), *copied.not_run),
        ran=(*alone.ran, *copied.ran),
        undecided=(*alone.undecided, *copied.undecided),
    )
