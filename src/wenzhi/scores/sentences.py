"""Floor 4: what each sentence of a report is: its class, its provenance, its specificity."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

from wenzhi.base.records import Provenance, ProvenanceSpan, Report, Sentence, Span
from wenzhi.scores.classes import JudgedSentence, classify
from wenzhi.scores.specificity import specificity
from wenzhi.text.normalize import fold, squeeze

SentenceParts: TypeAlias = tuple[tuple[Sentence, ...], ...]
"""Of each sentence of a report, in order, itself or the units it falls into."""


def judge_sentences(
    report: Report,
    provenance: Sequence[ProvenanceSpan] = (),
    templatedness: Mapping[Span, float] | None = None,
    classed: Sequence[JudgedSentence] | None = None,
) -> tuple[Sentence, ...]:
    """The sentences of `report` with what is known of each; in section 五 list items stand apart.

    The class is judged in section 五 only, where problems and measures are; elsewhere it is null.
    `templatedness` maps the spans of sentences to their values; `classed` spares classing them again.
    Raises as `classify`.
    """
    classed = classify(report) if classed is None else classed
    return lay_over(report, class_sentences(report, classed), provenance, templatedness)


def class_sentences(report: Report, classed: Sequence[JudgedSentence]) -> SentenceParts:
    """The sentences with what this report alone says of them: class and specificity."""
    return tuple(
        tuple(
            msgspec.structs.replace(
                part,
                specificity=round(
                    specificity(squeeze(fold(report.text[part.start : part.end])).text), 4
                ),
            )
            for part in _parts(sentence, classed)
        )
        for sentence in report.sentences
    )


def lay_over(
    report: Report,
    parts: SentenceParts,
    provenance: Sequence[ProvenanceSpan],
    templatedness: Mapping[Span, float] | None,
) -> tuple[Sentence, ...]:
    """The same with what other reports have to do with them; as `judge_sentences`."""
    origins = sorted(provenance, key=lambda span: span.start)
    starts = [origin.start for origin in origins]
    measured = templatedness or {}
    return tuple(
        msgspec.structs.replace(
            part,
            templatedness=measured.get((sentence.start, sentence.end)),
            provenance=_prevailing((part.start, part.end), origins, starts),
        )
        for sentence, own in zip(report.sentences, parts, strict=True)
        for part in own
    )


def _parts(sentence: Sentence, classed: Sequence[JudgedSentence]) -> list[Sentence]:
    """The units of a sentence of section 五 with their classes; any other sentence as it is."""
    inside = [one for one in classed if sentence.start <= one.start < sentence.end]
    if sentence.section != "problems" or not inside:
        return [sentence]
    return [
        msgspec.structs.replace(
            sentence,
            start=one.start,
            end=one.end,
            class_=one.class_,
            probability=one.probability,
            concrete=one.concrete,
            reasons=tuple(reason.name for reason in one.reasons),
        )
        for one in inside
    ]


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
            said: Provenance = "family" if origin.shared else origin.provenance
            lengths[said] = lengths.get(said, 0) + length
    if not lengths:
        return None
    prevailing: Provenance = max(sorted(lengths), key=lengths.__getitem__)
    return prevailing
