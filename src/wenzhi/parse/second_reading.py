"""Floor 2: a second reading of what counts are of: where the trained model does not say what the grammar said.

Takes a parsed report, gives the counts whose name by the grammar the model would not give. The grammar's
names stay: whoever is about to hold one against a cell of a table may ask here how sure it is. On sets left
out of the model's training it doubts most of the grammar's wrong names and a tenth of the right ones
(docs/explanation/counts.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from wenzhi.base.records import Count, Report
from wenzhi.parse.counts import join_paragraphs
from wenzhi.parse.naming import judge_places, load_namer, may_be_named
from wenzhi.parse.sections.prose import read_prose
from wenzhi.parse.surroundings import Stretch
from wenzhi.text.normalize import Folded, fold

Placed = tuple[Stretch, int]
"""The prose of a section with its counts, and the place in the report's counts of the first of them."""


def doubted_counts(
    report: Report,
    wanted: Iterable[int] | None = None,
    stretches: Callable[[], Sequence[Placed]] | None = None,
) -> frozenset[int]:
    """The places in `report.counts` of those that the grammar named and the model names otherwise.

    Only those `wanted` are looked at, where any are named, in what `stretches` gives for
    `read_stretches_again(report)`. A count of a unit that the model does not know is not among them: of
    that it cannot judge.
    Raises ResourceError where a model is missing (E403) or is not what its manifest says (E404).
    """
    units = load_namer().plan.asked
    asked = {
        index
        for index in (range(len(report.counts)) if wanted is None else wanted)
        if (count := report.counts[index]).indicator is not None
        and count.indicator_probability is None
        and count.unit in units
    }
    if not asked:
        return frozenset()
    placed = read_stretches_again(report) if stretches is None else stretches()
    named = [
        (place, index)
        for place, (stretch, first) in enumerate(placed)
        for index in range(len(stretch.counts))
        if first + index in asked and may_be_named(stretch, index)
    ]
    answers = judge_places([stretch for stretch, _ in placed], named, report.meta.year)
    return frozenset(
        placed[place][1] + index
        for place, index, name, _ in answers
        if name != placed[place][0].counts[index].indicator
    )


def read_stretches_again(report: Report) -> tuple[Placed, ...]:
    """The prose of each section with its counts, as the parser saw it."""
    return tuple(_stretches(report))


def _stretches(report: Report) -> Iterator[Placed]:
    prose = read_prose(fold(report.text), report.sections, report.tables)
    first = 0
    for section, group in groupby(prose, key=lambda paragraph: paragraph.section):
        body = join_paragraphs([paragraph.body for paragraph in group])
        behind = bisect_right(report.counts, body.offsets[-1], first, key=lambda one: one.start)
        counts = tuple(_moved(count, body, first) for count in report.counts[first:behind])
        yield Stretch(section, body, counts), first
        first = behind


def _moved(count: Count, body: Folded, shift: int) -> Count:
    """The count with its span in the folded text and its parent and base among those of the stretch."""
    return msgspec.structs.replace(
        count,
        start=bisect_left(body.offsets, count.start),
        end=bisect_left(body.offsets, count.end),
        parent=None if count.parent is None else count.parent - shift,
        base=None if count.base is None else count.base - shift,
    )
