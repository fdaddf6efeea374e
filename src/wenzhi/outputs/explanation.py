"""Floor 6: why a report's section 五 scores as it does, as data and as text for a clerk.

Takes a judged report with advice, gives the score with its parts, the sentences each part rests on, what
would raise it, what it cannot mean and how to contest it. It judges nothing and works out nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from wenzhi.base.records import (
    FollowThrough,
    Provenance,
    Record,
    ReportDocument,
    ReportRef,
    Score,
    SentenceClass,
    Span,
)
from wenzhi.outputs.document import report_document
from wenzhi.outputs.follow_up import follow_rows
from wenzhi.outputs.sentences import say_reason, sentence_rows
from wenzhi.outputs.view import Lang, ReportView
from wenzhi.outputs.wording import Wording
from wenzhi.scores.advice import Advice

SHOWN = 34
"""Characters of a sentence that a line quotes where its number says which it is."""


class ExplainedSentence(Record, frozen=True):
    """A sentence of section 五 with its number (from 1), what it was taken for and why.

    `counts_for` names the components that rest on it.
    """

    no: int
    start: int
    end: int
    text: str
    class_: SentenceClass | None = msgspec.field(name="class")
    probability: float | None
    concrete: bool | None
    reasons: tuple[str, ...]
    provenance: Provenance | None
    counts_for: tuple[str, ...]


class ExplainedComponent(Record, frozen=True):
    """A component: its value (0–1), what it means, and the numbers of the sentences it rests on."""

    name: str
    value: float | None
    why: str | None
    means: str
    sentences: tuple[int, ...]


class ExplainedAdvice(Record, frozen=True):
    """What would raise the score: of which sentence, by how many points, in words."""

    sentence: int
    lack: str
    gain: float
    missing: tuple[str, ...]
    says: str


class Explanation(Record, frozen=True):
    """Everything that is said of one report's score; `document` is the whole of `wenzhi.report/1`."""

    report: ReportRef
    substance: Score
    components: tuple[ExplainedComponent, ...]
    sentences: tuple[ExplainedSentence, ...]
    advice: tuple[ExplainedAdvice, ...]
    follow_through: FollowThrough | None
    cannot_mean: tuple[str, ...]
    contest: tuple[str, ...]
    document: ReportDocument


def explain(view: ReportView, advice: Sequence[Advice], lang: Lang = "zh") -> Explanation:
    """The explanation of a judged report."""
    t = Wording(lang)
    score = view.judgement.scores.get("substance") or Score(value=None)
    sentences = _sentences(view, score)
    return Explanation(
        report=view.ref,
        substance=score,
        components=tuple(_components(score, sentences, t)),
        sentences=sentences,
        advice=tuple(_advised(one, sentences, t) for one in advice),
        follow_through=view.judgement.follow_through,
        cannot_mean=(t("explain.cannot_true"), t("explain.cannot_work"), t("explain.cannot_rank")),
        contest=(t("explain.contest_point"), t("explain.contest_weigh"), t("explain.contest_mark")),
        document=report_document(view.report, view.judgement),
    )


def _sentences(view: ReportView, score: Score) -> tuple[ExplainedSentence, ...]:
    own = [one for one in view.report.sentences if one.section == "problems"]
    parts = score.components or {}
    return tuple(
        ExplainedSentence(
            no=number,
            start=one.start,
            end=one.end,
            text=" ".join(view.report.text[one.start : one.end].split()),
            class_=one.class_,
            probability=one.probability,
            concrete=one.concrete,
            reasons=one.reasons,
            provenance=one.provenance,
            counts_for=tuple(
                name
                for name, part in parts.items()
                if any(_meet(span, (one.start, one.end)) for span in part.spans)
            ),
        )
        for number, one in enumerate(own, 1)
    )


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _components(
    score: Score, sentences: Sequence[ExplainedSentence], t: Wording
) -> Iterator[ExplainedComponent]:
    for name, part in (score.components or {}).items():
        yield ExplainedComponent(
            name=name,
            value=part.value,
            why=part.why,
            means=t.label("component_says", name),
            sentences=tuple(one.no for one in sentences if name in one.counts_for),
        )


def _advised(one: Advice, sentences: Sequence[ExplainedSentence], t: Wording) -> ExplainedAdvice:
    number = next((s.no for s in sentences if _meet(one.span, (s.start, s.end))), 0)
    missing = t("explain.and").join(t(f"element.{name}") for name in one.missing)
    return ExplainedAdvice(
        sentence=number,
        lack=one.lack,
        gain=one.gain,
        missing=one.missing,
        says=t(f"lack.{one.lack}", missing=missing or t("explain.more")),
    )


def render_score(view: ReportView, explained: Explanation, lang: Lang = "zh") -> Iterator[str]:
    """Lines of text: the score, its parts, the sentences, advice, limits, how to contest."""
    t, score = Wording(lang), explained.substance
    if score.value is None:
        why = t.reason(score.why or t("word.unknown"))
        yield f"{t('score.substance')}  {t('report.unscored', why=why)}"
    else:
        interval = (
            t("report.interval", low=f"{score.low:.0f}", high=f"{score.high:.0f}")
            if score.low is not None and score.high is not None
            else ""
        )
        head = f"{t('score.substance')}  {score.value:.0f} / 100  {interval}"
        yield f"{head}  {score.version or ''}".rstrip()
        if interval:
            yield f"  {t('explain.interval_means')}"
        yield from _component_lines(explained, t)
    if explained.sentences:
        yield ""
        yield from _sentence_lines(view, explained, t)
    if explained.advice:
        yield ""
        yield f"{t('explain.raise')}{t('word.colon')}"
        for one in explained.advice:
            yield "  " + t(
                "explain.raise_line", no=one.sentence, says=one.says, gain=f"{one.gain:.0f}"
            )
    yield from _follow_lines(view, t)
    for key, lines in (("cannot", explained.cannot_mean), ("contest", explained.contest)):
        yield ""
        yield f"{t(f'explain.{key}')}{t('word.colon')}"
        yield from (f"  · {line}" for line in lines)


def _component_lines(explained: Explanation, t: Wording) -> Iterator[str]:
    for part in explained.components:
        value = "  – " if part.value is None else f"{part.value:.2f}"
        rests = t("explain.rests", numbers=" ".join(map(str, part.sentences)))
        tail = t.reason(part.why) if part.why else rests if part.sentences else t("explain.no_rest")
        yield f"  {t.label('component', part.name)}  {value}  {part.means}{t('word.semicolon')}{tail}"


def _sentence_lines(view: ReportView, explained: Explanation, t: Wording) -> Iterator[str]:
    """A sentence a line, and a line of reasons below; unanswered problems say so."""
    rows = sentence_rows(view.report, view.judgement.findings)
    yield f"{t('report.sentences')}{t('word.colon')}"
    for one, row in zip(explained.sentences, rows, strict=False):
        named = t.name("sentence_class", one.class_) if one.class_ else t("verdict.unjudged")
        sure = f" {one.probability:.0%}" if one.probability is not None else ""
        concrete = ""
        if one.class_ in ("problem", "measure", "achievement") and one.concrete is not None:
            concrete = t("word.comma") + t("report.concrete" if one.concrete else "report.vague")
        yield f"  {one.no:>2} [{named}{sure}{concrete}] {_short(one.text)}"
        said = [say_reason(reason, t) for reason in one.reasons]
        notes = [f"{t('report.reasons')} {' '.join(said)}"] if said else []
        if one.provenance not in (None, "own"):
            notes.append(f"{t('report.whose')} {t.name('provenance', one.provenance)}")
        if row.unanswered:
            notes.append(t("report.unanswered"))
        if notes:
            yield f"       {t('word.semicolon').join(notes)}"


def _follow_lines(view: ReportView, t: Wording) -> Iterator[str]:
    rows = list(follow_rows(view))
    if rows:
        yield ""
        yield f"{t('report.follow')}{t('word.colon')}"
    for row in rows:
        outcome = t(f"outcome.{row.outcome}") if row.outcome else t("verdict.unjudged")
        yield f"  [{t.name('sentence_class', row.kind)}] {_short(row.then)} → {outcome}"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
