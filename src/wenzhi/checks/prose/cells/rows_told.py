"""Floor 3: whether a number parts, with those beside it, another total than its cell's, or is what they come to.

危化许可312件、烟花爆竹许可120件、非煤矿山许可80件,合计512件: the 312 are some of what the cell has. Takes a count and
the figures of its sentence; gives whether they come to a total told beside them. It must not know what rule asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number, part_end, part_start
from wenzhi.checks.prose.cells.company import fits
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE, told_before, until

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


def sum_of_rows(dossier: Dossier, index: int, count: Count) -> bool:
    """Whether a number is what several rows come to, each told rightly: 未公开5件,第三方1件、不掌握4件."""
    counts = dossier.report.counts
    end = count.end + len(until(dossier.flat, count, SENTENCE))
    bound = [part for part in counts if part.parent == index]
    if _is_of_what_was_done(dossier, count):
        bound = [part for part in bound if not _TAKEN_IN.search(part.indicator or "")]
    # What divides the same total beside it is no part of it, nor what follows that: 企业4件,公益1件,律所2件,其他1件.
    behind = [
        part
        for part in takewhile(
            lambda one: one.start < end and (one.parent is None or one.parent != count.parent),
            counts[index + 1 :],
        )
        if part.unit == count.unit
    ]
    if _ALL_ANSWERED.match(count.indicator or "") and _TAKEN_UP.match(dossier.flat, count.end):
        return False  # 办结的17件里,其他处理有16件,1件逾期不补正
    if _GIVEN.fullmatch(count.indicator or ""):
        bound, behind = ([part for part in rows if _is_given(part)] for rows in (bound, behind))
    return any(
        len(rows) > 1
        and sum(part.value or 0 for part in rows) == count.value
        and not _of_both_sides(rows)
        and all(part.indicator is None or fits(dossier, part) for part in rows)
        and any(fits(dossier, part) for part in rows)
        for rows in (bound, behind)
    )


_ALL_ANSWERED = as_pattern(r"applications\.result\.total\.")
_TAKEN_UP = as_pattern(r"\s*(?:申请)?(?:里|中|当中|之中)")
_GIVEN = as_pattern(r"applications\.result\.(?:granted|partial)\.\w+")


def _is_given(part: Count) -> bool:
    """Whether a number may be of what was given out: no kind of refusal makes up 予以公开3件."""
    result = (part.indicator or "").startswith("applications.result.")
    return not result or _GIVEN.fullmatch(part.indicator or "") is not None


def _of_both_sides(rows: Sequence[Count]) -> bool:
    """Whether what was there and what became of it stand among them: 上年结转1件,办结9件 come to nothing."""
    names = [part.indicator or "" for part in rows]
    return any(map(_TAKEN_IN.match, names)) and any(map(_GONE.match, names))


_TAKEN_IN = as_pattern(r"applications\.(?:new_received|carried_over)\.")
_GONE = as_pattern(r"applications\.(?:result|carried_forward)\.")
_DONE = as_pattern("办结|答复|办毕|实办|办出|办完|审完|结了")
_ON_HAND = as_pattern("办理|受理|处理|收到|应")


def _is_of_what_was_done(dossier: Dossier, count: Count) -> bool:
    """Whether a number is told as answered: who applied, or when, does not add up to it."""
    before = told_before(dossier.flat, count)
    return _DONE.search(before) is not None and _ON_HAND.search(before) is None
