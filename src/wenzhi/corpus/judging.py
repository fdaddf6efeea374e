"""Floor 5: each report judged, alone or against all others.

Against others in two passes over the reports, each holding one at a time: the first collects section
五 and who reported when; between them the one corpus-wide step finds who shares what with whom; the
second runs checks, traces provenance and scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from wenzhi.base.records import (
    Checked,
    Finding,
    FollowThrough,
    Judgement,
    Meta,
    NotRun,
    ProvenanceSpan,
    Record,
    Report,
    ReportRef,
    RosterEntry,
    Score,
    Sentence,
)
from wenzhi.checks.grounds import judge_grounds
from wenzhi.checks.run import check, in_order
from wenzhi.reuse.findings import COPY_CODES, Editions, copy_findings
from wenzhi.scores.alike import lay_alike
from wenzhi.scores.classes import JudgedSentence, classify
from wenzhi.scores.follow_through import score_follow_through
from wenzhi.scores.profile import Profile
from wenzhi.scores.rubric import Weighed
from wenzhi.scores.rules import substance_findings
from wenzhi.scores.sentences import SentenceParts, class_sentences, lay_over
from wenzhi.scores.substance import score_substance, weigh_judged
from wenzhi.text.normalize import squeezed

if TYPE_CHECKING:  # a report alone is judged without what compares
    from wenzhi.corpus.context import Context
    from wenzhi.corpus.members import Membership
    from wenzhi.corpus.memory import Memory
    from wenzhi.reuse.former import Former

NO_CORPUS = "没有语料库可比"
NOT_COMPARED = "语料库还没有比对过；请运行 wenzhi score"
NO_EARLIER = "没有上一年的报告可比"
SET_ASIDE = "另一份文件代表这份报告参加比对"


class Judged(Record, frozen=True):
    """A report with everything that is said of it."""

    report: Report
    judgement: Judgement
    provenance: tuple[ProvenanceSpan, ...] = ()


class Roster:
    """Roster entries by name (former names too) and year."""

    def __init__(self, entries: Sequence[RosterEntry]) -> None:
        self.entries = tuple(entries)
        self._by_name: dict[tuple[str, int | None], RosterEntry] = {}
        for entry in entries:
            for name in (entry.organ, *entry.former_names):
                self._by_name.setdefault((squeezed(name), entry.year), entry)

    def entry(self, meta: Meta | ReportRef) -> RosterEntry | None:
        """The line of the organ and year that are named, or its line for every year."""
        if meta.organization is None:
            return None
        name = squeezed(meta.organization)
        return self._by_name.get((name, meta.year)) or self._by_name.get((name, None))


def judge_alone(
    report: Report,
    profile: Profile | None = None,
    judged: Sequence[JudgedSentence] | None = None,
) -> Judged:
    """What can be said of `report` without any other: rules over years and copies are not run.

    `profile` weighs the components of substance, the shipped one where none is given; `judged` are the
    sentences of section 五 classed, where the caller has them already.
    """
    judged = classify(report) if judged is None else judged
    weighed = weigh_judged(report, judged)
    parts = class_sentences(report, judged)
    return _alone(report, check(report), NO_CORPUS, profile, judged, weighed, parts)


def _alone(
    report: Report,
    answer: tuple[tuple[Finding, ...], Checked],
    why: str,
    profile: Profile | None,
    judged: Sequence[JudgedSentence],
    weighed: Sequence[Weighed],
    parts: SentenceParts,
) -> Judged:
    scores = {
        "templatedness": Score(value=None, why=why),
        "substance": score_substance(report, profile=profile, judged=judged, units=weighed),
        "follow_through": score_follow_through(None, why),
    }
    not_run = Checked(not_run=tuple(NotRun(code=code, why=why) for code in COPY_CODES))
    sentences = lay_over(report, parts, (), {})
    return _assemble(report, judged, [answer, ((), not_run)], scores, (), sentences)


def judge_against(
    report: Report,
    membership: Membership,
    roster: Roster,
    context: Context,
    profile: Profile | None = None,
    memory: Memory | None = None,
) -> Judged:
    """What can be said of `report` beside the other reports of the corpus, less what moves with them all.

    `corpus.moving` lays that on. Where the corpus-wide step did not run, `context` says so and nothing
    is compared. `profile` is as for `judge_alone`; `memory` spares what an earlier judging worked out.
    """
    from wenzhi.corpus.memory import Memory
    from wenzhi.reuse.provenance import trace
    from wenzhi.reuse.ratios import copy_measures

    memory = memory or Memory(membership)
    if not context.compared:
        answer = memory.check(report, roster.entry(report.meta))
        classed, weighed = memory.classify(report), memory.weigh(report)
        parts = memory.class_sentences(report)
        alone = _alone(report, answer, NOT_COMPARED, profile, classed, weighed, parts)
        scores = {name: s for name, s in alone.judgement.scores.items() if name != "templatedness"}
        return msgspec.structs.replace(
            alone, judgement=msgspec.structs.replace(alone.judgement, scores=scores)
        )
    entry = roster.entry(report.meta)
    report = _dated(report, entry)
    name = report.meta.report_id or ""
    text = context.texts.get(name)
    pairs = context.pairs.get(name, ())
    family = context.families.get(name)
    aside = membership.counted(name) is not None
    editions = Editions(
        duplicates=membership.duplicates(name),
        same=membership.same_reports(name),
        versions=membership.versions(name),
        aside=aside,
    )
    classed = memory.classify(report)
    sharers = context.sharers.get(name)
    traced = () if text is None else trace(text, context.sources(name), sharers, context.background)
    provenance = lay_alike(traced, classed, name, context.alike.get(name, ()))
    followed, why = _followed(report, membership, memory, aside)
    told = score_follow_through(followed, why)
    scores = {
        "substance": score_substance(
            report, provenance or None, profile, classed, told, memory.weigh(report)
        ),
        "follow_through": told,
    }
    skeleton = context.skeletons.get(name)
    former = context.former.get(name)
    if former is not None:
        copied = _former_findings(report, former, context, editions)
    else:
        copied = copy_findings(report, text, pairs, family, editions, skeleton)
    answers = [memory.check(report, entry), copied]
    sentences = lay_over(report, memory.class_sentences(report), provenance, {})
    judged = _assemble(report, classed, answers, scores, provenance, sentences)
    measures = {} if text is None else copy_measures(text, provenance)
    judgement = msgspec.structs.replace(
        judged.judgement, measures=measures, follow_through=followed
    )
    return msgspec.structs.replace(judged, judgement=judgement)


def _former_findings(
    report: Report, former: Former, context: Context, editions: Editions
) -> tuple[tuple[Finding, ...], Checked]:
    """What is said of copies in a version that counts no more, to be compared with the one that does."""
    name = former.text.ref.report
    skeleton = context.skeletons.get(name) if former.as_now else None
    return copy_findings(report, former.text, former.pairs, former.family, editions, skeleton)


def _dated(report: Report, entry: RosterEntry | None) -> Report:
    """`report` with the day of publication that the roster gives, which is what timeliness goes by."""
    meta = report.meta
    if entry is None or entry.published is None or entry.year not in (None, meta.year):
        return report
    sources = {**meta.sources, "published": "roster"}
    dated = msgspec.structs.replace(meta, published=entry.published, sources=sources)
    return msgspec.structs.replace(report, meta=dated)


def _followed(
    report: Report, membership: Membership, memory: Memory, aside: bool
) -> tuple[FollowThrough | None, str | None]:
    """What became of last year's problems and measures, or why that cannot be said."""
    if aside:
        return None, SET_ASIDE
    if report.meta.year is None:
        return None, "年度不明"
    if not memory.classify(report):
        return None, "没有第五节"
    earlier = membership.year_of_organ(report, report.meta.year - 1)
    if earlier is None:
        return None, NO_EARLIER
    return memory.follow_through(report, earlier), None


def _assemble(
    report: Report,
    judged: Sequence[JudgedSentence],
    answers: Sequence[tuple[tuple[Finding, ...], Checked]],
    scores: dict[str, Score],
    provenance: tuple[ProvenanceSpan, ...],
    sentences: tuple[Sentence, ...],
) -> Judged:
    answers = [*answers, substance_findings(report, judged)]
    findings = tuple(sorted((one for found, _ in answers for one in found), key=in_order))
    checked = _add([checked for _, checked in answers])
    return Judged(
        report=msgspec.structs.replace(report, sentences=sentences),
        judgement=Judgement(
            findings=findings,
            checked=checked,
            grounds=judge_grounds(findings, checked),
            scores=scores,
        ),
        provenance=provenance,
    )


def _add(parts: Sequence[Checked]) -> Checked:
    """The sum of what several rooms checked."""
    return Checked(
        passed=sum(part.passed for part in parts),
        failed=sum(part.failed for part in parts),
        unjudged=sum(part.unjudged for part in parts),
        not_run=tuple(item for part in parts for item in part.not_run),
        ran=tuple(code for part in parts for code in part.ran),
        undecided=tuple(item for part in parts for item in part.undecided),
    )
