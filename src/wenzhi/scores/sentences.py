"""Floor 4: what each sentence of a report is: its class, its provenance, its specificity."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import msgspec

from wenzhi.base.records import Provenance, ProvenanceSpan, Report, Sentence, SentenceClass, Span
from wenzhi.scores.specificity import specificity, stock_share
from wenzhi.text.normalize import fold, squeeze

STOCK = 0.5
"""Share of stock wording from which a sentence with nothing specific is classed as stock."""

_ACHIEVEMENT = re.compile(
    "取得(?:了|的)?[^,。;]{0,12}(?:成绩|成效|进展|效果)|成效(?:明显|显著)|稳步(?:推进|提升)|圆满完成"
)


def judge_sentences(
    report: Report,
    provenance: Sequence[ProvenanceSpan] = (),
    templatedness: Mapping[Span, float] | None = None,
) -> tuple[Sentence, ...]:
    """The sentences of `report` with what is known of each.

    The class is judged in section 五 only, where problems and measures are; elsewhere it is null.
    `templatedness` maps the spans of sentences to their values.
    """
    problems = [(part.start, part.end) for part in report.narrative.problems]
    measures = [(part.start, part.end) for part in report.narrative.measures]
    origins = sorted(provenance, key=lambda span: span.start)
    starts = [origin.start for origin in origins]
    judged: list[Sentence] = []
    for sentence in report.sentences:
        span = (sentence.start, sentence.end)
        text = squeeze(fold(report.text[slice(*span)])).text
        kind = _class(text, span, problems, measures) if sentence.section == "problems" else None
        judged.append(
            msgspec.structs.replace(
                sentence,
                class_=kind,
                provenance=_prevailing(span, origins, starts),
                specificity=round(specificity(text), 4),
                templatedness=(templatedness or {}).get(span),
            )
        )
    return tuple(judged)


def _class(
    text: str, span: Span, problems: Sequence[Span], measures: Sequence[Span]
) -> SentenceClass:
    shares = {"problem": _covered(span, problems), "measure": _covered(span, measures)}
    if max(shares.values()) > 0:
        return "problem" if shares["problem"] >= shares["measure"] else "measure"
    if _ACHIEVEMENT.search(text):
        return "achievement"
    return "stock" if stock_share(text) >= STOCK and not specificity(text) else "other"


def _covered(span: Span, parts: Sequence[Span]) -> int:
    return sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in parts)


def _prevailing(
    span: Span, origins: Sequence[ProvenanceSpan], starts: Sequence[int]
) -> Provenance | None:
    """The provenance of most of the sentence's characters; null outside what was traced."""
    lengths: dict[Provenance, int] = {}
    first = max(0, bisect_right(starts, span[0]) - 1)
    for origin in origins[first:]:
        if origin.start >= span[1]:
            break
        length = min(span[1], origin.end) - max(span[0], origin.start)
        if length > 0:
            lengths[origin.provenance] = lengths.get(origin.provenance, 0) + length
    if not lengths:
        return None
    prevailing: Provenance = max(sorted(lengths), key=lengths.__getitem__)
    return prevailing
