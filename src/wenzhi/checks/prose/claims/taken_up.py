"""Floor 3: figures taken up again (前述1945条, 上述132件中) beside what was told before.

Takes the counts of a report; gives those that no figure before them has, where one is a slip away. It must not
know the official tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_start
from wenzhi.checks.readings import told_of_last_year
from wenzhi.text.slips import one_slip_apart

_LOOK = 16
"""Characters before a figure among which the word stands that takes it up again."""
_AGAIN = re.compile(
    r"(?:前述|上述|前列|上列|前文|前面|所述|(?<![^,;。:(\n在对将从于])以上|(?<![^,;。:(\n在对将从于])这)"
    r"(?:所列|所说|提到|说到)?(?!(?:均|都|各|几|[两二三四五六七八九])(?:项|类|种|者|个))[^,;。:()\d合共计]{0,6}$"
)
"""Before a figure: it is one told before."""
_SUMS = 6
"""Figures in a row that may be taken up together. Own choice."""
_LEAST = 10


def taken_up(dossier: Dossier) -> Iterator[tuple[int, int | None]]:
    """Every figure taken up again, with the one before that it must have been mistyped from, if it has none's value."""
    counts, flat = dossier.report.counts, dossier.running
    if not any(word in flat for word in ("述", "以上", "列", "前文", "前面", "这")):
        return
    for index, count in enumerate(counts):
        if not index or not is_exact(count) or count.unit in RATIOS:
            continue
        near = flat[max(0, count.start - _LOOK) : count.start]
        if _AGAIN.search("".join(near.split())) is None:
            continue
        before = [
            place
            for place in range(index)
            if counts[place].unit == count.unit and counts[place].value
        ]
        if _told_already(counts, before, count.value or 0):
            yield index, None
            continue
        start = part_start(flat, count.start, "\n")
        meant = [
            place
            for place in before
            if counts[place].start >= start
            and is_exact(counts[place])
            and not told_of_last_year(dossier.flat, counts[place])
            and min(counts[place].value or 0, count.value or 0) >= _LEAST
            and one_slip_apart((count.value or 0,), counts[place].value or 0)
        ]
        if len({counts[place].value for place in meant}) == 1:
            yield index, meant[0]


def _told_already(counts: Sequence[Count], before: Sequence[int], value: float) -> bool:
    """Whether a figure before has the value, or some told one after the other come to it."""
    told = [counts[place].value or 0 for place in before]
    return any(
        value == sum(told[at : at + size])
        for size in range(1, _SUMS + 1)
        for at in range(len(told) - size + 1)
    )
