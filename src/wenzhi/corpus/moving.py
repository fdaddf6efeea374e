"""Floor 5: the numbers of a report that move with every report that others add, apart from its judgement.

How templated a report is, sentence by sentence too, and the measures that compare it with all others
move a little whenever the corpus grows. They are kept beside the judgement and laid on it when it is
read, so that the judgement itself stays as long as nothing that bears on it has changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Record, Score, Span
from wenzhi.corpus.context import Context
from wenzhi.corpus.judging import NOT_COMPARED, SET_ASIDE, Judged
from wenzhi.corpus.members import Membership


class Numbers(Record, frozen=True):
    """Of one report: its templatedness, that of sentences by `spans` in reading order, and companions."""

    score: Score
    spans: tuple[Span, ...] = ()
    values: tuple[float, ...] = ()
    companions: dict[str, Score] | None = None

    @classmethod
    def of(
        cls, score: Score, sentences: Mapping[Span, float], companions: Mapping[str, Score]
    ) -> Numbers:
        """From what the corpus-wide step found of a report."""
        spans = sorted(sentences)
        return cls(
            score=score,
            spans=tuple(spans),
            values=tuple(sentences[span] for span in spans),
            companions=dict(companions) or None,
        )

    def at(self, starts: npt.NDArray[np.int64]) -> list[float | None]:
        """The value of the sentence that each place lies in; None outside them."""
        if not self.spans:
            return [None] * len(starts)
        bounds = np.asarray(self.spans, np.int64)
        places = np.searchsorted(bounds[:, 0], starts, "right") - 1
        inside = (places >= 0) & (starts < bounds[places, 1])
        return [
            self.values[place] if held else None
            for place, held in zip(places.tolist(), inside.tolist(), strict=True)
        ]


def numbers_of(name: str, membership: Membership, context: Context) -> Numbers:
    """Those of the report of that id, or why there are none."""
    if not context.compared:
        return Numbers(score=Score(value=None, why=NOT_COMPARED))
    aside = membership.counted(name) is not None
    return Numbers.of(
        context.templatedness.get(
            name, Score(value=None, why=SET_ASIDE if aside else "没有第五节")
        ),
        context.sentences.get(name, {}),
        context.companions.get(name, {}),
    )


def lay_on(judged: Judged, numbers: Numbers) -> Judged:
    """The report with its numbers; what they are laid on has none."""
    report, judgement = judged.report, judged.judgement
    begins = [start for start, _ in numbers.spans]

    def value(start: int) -> float | None:
        place = bisect_right(begins, start) - 1
        held = place >= 0 and start < numbers.spans[place][1]
        return numbers.values[place] if held else None

    sentences = tuple(
        one
        if (found := value(one.start)) is None
        else msgspec.structs.replace(one, templatedness=found)
        for one in report.sentences
    )
    return msgspec.structs.replace(
        judged,
        report=msgspec.structs.replace(report, sentences=sentences),
        judgement=msgspec.structs.replace(
            judgement,
            scores={"templatedness": numbers.score, **judgement.scores},
            measures={**(numbers.companions or {}), **judgement.measures},
        ),
    )
