"""Floor 3: lists that nothing says are whole, and that figures told in another order keep from their total.

新收1656件,…。新收申请中,市本级182件,部门417件,各县区1003件 comes to 1656 with 471: a list that tells only some
seldom misses its total by just that. It must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, is_exact
from wenzhi.checks.prose.sums.balances import Stated
from wenzhi.checks.prose.sums.breakdowns import Breakdown, breakdowns
from wenzhi.checks.prose.sums.misses import swap_explains
from wenzhi.checks.readings import told_of_last_year

_LITTLE = 0.1
"""Share of a total that such a list may miss it by. Own judgement."""
_LEAST = 3
"""Parts of such a list."""
_OF_SOME = as_pattern("[主重]要|重点|较[多大]|最|例如|比如|部分|等(?!级|待|同)")
"""In a list: it tells some."""


def swapped_lists(dossier: Dossier) -> Iterator[Stated]:
    """Every list of a total not said to be whole that would come to it with the figures of one in another order."""
    counts = dossier.report.counts
    for part in breakdowns(dossier):
        total = counts[part.total]
        if total.closed is True or len(part.parts) < _LEAST or not is_exact(total):
            continue
        told = [counts[index] for index in part.parts]
        if any(one.unit != total.unit or not is_exact(one) for one in told):
            continue
        gap = (total.value or 0) - sum(one.value or 0 for one in told)
        if not 0 < gap <= _LITTLE * (total.value or 0) or told_of_last_year(dossier.flat, total):
            continue
        values = [one.value or 0 for one in told]
        if swap_explains(values, total.value or 0, gap) and not _tells_some(dossier, part):
            yield Stated(part.total, part.parts, "warning")


def _tells_some(dossier: Dossier, part: Breakdown) -> bool:
    """Whether words before or in the list say that it is of some."""
    counts = dossier.report.counts
    start, end = counts[part.total].end, counts[max(part.parts)].end
    return _OF_SOME.search(dossier.running, start, end + 2) is not None
