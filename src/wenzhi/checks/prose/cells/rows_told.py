"""Floor 3: whether a number parts, with those beside it, another total than its cell's.

危化许可312件、烟花爆竹许可120件、非煤矿山许可80件,合计512件: the 312 are some of what the cell has. Takes a count and
the figures of its sentence; gives whether they come to a total told beside them. It must not know what rule asks.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number, part_end, part_start
from wenzhi.checks.prose.words import WHOLE_SENTENCE

_FIGURE = as_pattern(r"(?<![\d.])(\d+)([件宗起条项份])")
_MOST_FIGURES = 16
"""More of them in a sentence come to some other by chance."""


def totals_parted(dossier: Dossier, count: Count) -> set[Number]:
    """The totals told right before or behind a run of figures that the count is one of, and that come to just them."""
    flat = dossier.flat
    start = part_start(flat, count.start, WHOLE_SENTENCE)
    told = [
        (start + match.start(), int(match[1]))
        for match in _FIGURE.finditer(flat[start : part_end(flat, count.end, WHOLE_SENTENCE)])
        if match[2] == count.unit
    ]
    own = next((at for at, (place, _) in enumerate(told) if count.start <= place < count.end), None)
    if own is None or len(told) > _MOST_FIGURES:
        return set()
    values = [value for _, value in told]
    return {
        values[beside]
        for first in range(own + 1)
        for last in range(max(own, first + 1), len(values))
        for beside in (first - 1, last + 1)
        if 0 <= beside < len(values) and sum(values[first : last + 1]) == values[beside]
    }
