"""Floor 2: a second reading of what counts are of: where the trained model does not say what the grammar said.

Takes a parsed report, gives the counts whose name by the grammar the model would not give. The grammar's
names stay: whoever is about to hold one against a cell of a table may ask here how sure it is. On sets left
out of the model's training it doubts most of the grammar's wrong names and a tenth of the right ones
(docs/explanation/counts.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import groupby

import msgspec

from wenzhi.base.records import Count, Report
from wenzhi.parse.counts import join_paragraphs
from wenzhi.parse.naming import judge_places, load_namer, may_be_named
from wenzhi.parse.sections.prose import read_prose
from wenzhi.parse.surroundings import Stretch
from wenzhi.text.normalize import Folded, fold


def doubted_counts(report: Report) -> frozenset[int]:
    """The places in `report.counts` of those that the grammar named and the model names otherwise.

    A count of a unit that the model does not know is not among them: of that it cannot judge.
    Raises ResourceError where a model is missing (E403) or is not what its manifest says (E404).
    """
    asked = load_namer().plan.asked
    placed = list(_stretches(report))
    stretches = [stretch for stretch, _ in placed]
    named = [
        (place, index)
        for place, stretch in enumerate(stretches)
        for index, count in enumerate(stretch.counts)
        if count.indicator is not None
        and count.indicator_probability is None
        and count.unit in asked
        and may_be_named(stretch, index)
    ]
    return frozenset(
        placed[place][1] + index
        for place, index, name, _ in judge_places(stretches, named, report.meta.year)
        if name != stretches[place].counts[index].indicator
    )


def _stretches(report: Report) -> Iterator[tuple[Stretch, int]]:
    """The prose of each section with its counts, as the parser saw it, and the place of the first of them."""
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
