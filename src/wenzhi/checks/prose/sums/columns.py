"""Floor 3: two columns told together: 6场243位:转运站2场81位,指挥中心3场122位,口袋公园1场40位.

Where one of them comes to its total, the list leaves none out, so the other has to come to its own. Takes a row
with columns; says which of them one slip keeps from its head. It must not know how else a row is all of its total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.prose.sums.balances import Stated
from wenzhi.checks.prose.sums.misses import ANY, is_cut, is_slip, is_tenfold, rounds_to
from wenzhi.checks.prose.sums.rows import Paragraph

_NO_SUM = as_pattern("均|每|各|最[多高大少]|涉及|覆盖|惠及|走访|关联|分布|去重|[增减占]|[多少]于")
"""Before a column's head or one of its figures: it is a mean or a step, or one thing may be told in two of them."""
_LEAST = 10
"""Of a smaller total any figure is a slip away from any other."""


def held_abreast(paragraph: Paragraph, total: int, known: Sequence[Stated]) -> Iterator[Stated]:
    """The columns that miss their heads by a slip, beside a row that comes to its total; not what is `known`."""
    row = paragraph.row(total)
    if row is None or not row.columns or row.soft or not row.ends or not paragraph.comes_to(total):
        return
    for head, *parts in row.columns:
        value, added = paragraph.values[head], paragraph.together(parts)
        if len(parts) != len(row.parts) or value < _LEAST or added == value:
            continue
        if any(one.total == head for one in known):
            continue
        if any(_NO_SUM.search(paragraph.clause(index)) for index in (head, *parts)):
            continue
        slip = is_slip(paragraph, parts, head, ANY, small=ANY) or is_cut(paragraph, parts, head)
        if not rounds_to(paragraph, head, added) and (slip or is_tenfold(paragraph, parts, head)):
            yield Stated(head, tuple(parts), "warning")
