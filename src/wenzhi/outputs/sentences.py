"""Floor 6: the sentences of section 五 as rows of a report's page: class, how sure, why, and whose words.

Takes a judged report, gives a row for each sentence in reading order. It judges nothing: what a record
leaves open stays open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from wenzhi.base.records import (
    Finding,
    Measure,
    Problem,
    Provenance,
    Record,
    Report,
    Sentence,
    SentenceClass,
    Span,
)
from wenzhi.outputs.highlights import measure_anchor, problem_anchor
from wenzhi.outputs.wording import Wording


class SentenceRow(Record, frozen=True):
    """One sentence; `marks` name the problems and measures it holds, each with its fragment in the text.

    `unanswered` is set where a finding says that no measure answers what it tells. Shares are 0–1.
    """

    text: str
    class_: SentenceClass | None
    probability: float | None
    concrete: bool | None
    reasons: tuple[str, ...]
    provenance: Provenance | None
    specificity: float | None
    templatedness: float | None
    marks: tuple[tuple[str, int, str], ...]
    unanswered: bool


def shown_sentences(report: Report) -> list[Sentence]:
    """The sentences of section 五; none where nobody judged any."""
    own = [sentence for sentence in report.sentences if sentence.section == "problems"]
    judged = any(sentence.class_ or sentence.probability is not None for sentence in own)
    return own if judged else []


def sentence_rows(report: Report, findings: Sequence[Finding]) -> list[SentenceRow]:
    """Those sentences as rows; what `findings` do not say of a sentence is not said here either."""
    open_ = [one.spans[0] for one in findings if one.code == _UNANSWERED and one.spans]
    return [_row(report, sentence, open_) for sentence in shown_sentences(report)]


_UNANSWERED = "S103"


def count_classes(rows: Sequence[SentenceRow]) -> list[tuple[SentenceClass | None, int, int]]:
    """Class, sentences, and those that are concrete; the most frequent class first, unjudged last."""
    classes = Counter(row.class_ for row in rows)
    concrete = Counter(row.class_ for row in rows if row.concrete)
    order = sorted(classes.items(), key=lambda item: (item[0] is None, -item[1], item[0] or ""))
    return [(name, n, concrete[name]) for name, n in order]


def say_reason(reason: str, wording: Wording) -> str:
    """A word of the sentence in quotes; what stands around it, told as `[after problem]`, in words."""
    if reason.startswith("[") and reason.endswith("]"):
        return wording.label("cue", reason[1:-1].replace(" ", "_"))
    return wording("report.reason_word", word=reason)


def _row(report: Report, sentence: Sentence, open_: Sequence[Span]) -> SentenceRow:
    problems = list(_inside(sentence, report.narrative.problems))
    measures = list(_inside(sentence, report.narrative.measures))
    return SentenceRow(
        text=" ".join(report.text[sentence.start : sentence.end].split()),
        class_=sentence.class_,
        probability=sentence.probability,
        concrete=sentence.concrete,
        reasons=sentence.reasons,
        provenance=sentence.provenance,
        specificity=sentence.specificity,
        templatedness=sentence.templatedness,
        marks=(
            *(("problem", index + 1, problem_anchor(index)) for index in problems),
            *(("measure", index + 1, measure_anchor(index)) for index in measures),
        ),
        unanswered=any(start < sentence.end and sentence.start < end for start, end in open_),
    )


def _inside(sentence: Sentence, parts: Iterable[Problem | Measure]) -> Iterable[int]:
    """Indexes of the parts that share characters with the sentence."""
    for index, part in enumerate(parts):
        if part.start < sentence.end and sentence.start < part.end:
            yield index
