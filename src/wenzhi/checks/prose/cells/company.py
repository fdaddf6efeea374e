"""Floor 3: the company a number keeps: whether what is told beside it is what the table says.

Takes a count that fits no reading; gives whether the numbers of the same table next to it fit theirs. An
office that tells 许可88件、处罚17件、强制1件 as the table has two of them speaks of what the table counts, so
that the third, which the table has otherwise, is no matter of scope. It must not know what rule asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import combinations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, Number
from wenzhi.checks.forms import ORGANISATIONS, application, result_rows, table_of
from wenzhi.checks.prose.words import told_before
from wenzhi.checks.readings import Reading, in_scope, readings

_NEAR = 120
"""Characters to either side within which a number of the same table is company: a long sentence, or the
next items of a list."""


def fits(dossier: Dossier, count: Count) -> bool:
    """Whether a number is what one of its readings comes to."""
    options = readings(dossier, count.indicator)
    return any(reading.value(dossier) == count.value for reading in options)


def keeps_company(dossier: Dossier, index: int) -> bool:
    """Whether the numbers of the same table beside the count at `index` are just what their cells have.

    Zeros, bounds, and sums that other readings offer vouch for nothing, nor does what is told of another
    bearer. One number that fits none of its cells leaves all in doubt unless three others fit. Where the
    cell's own number is told beside it, the count is of something else, and where it is what another leaves
    of the cell's, of a part.
    """
    own = dossier.report.counts[index]
    beside = list(_beside(dossier, index))
    if any(_takes_its_place(dossier, own, other) for other in beside):
        return False
    others = [other for other in beside if other.indicator != own.indicator]
    alike = sum(
        other.subject == own.subject and _is_just(dossier, other, other.value) for other in others
    )
    straying = sum(not fits(dossier, other) for other in others)
    return alike > 0 and (straying == 0 or alike >= 3 * straying)


_DECISIONS = {"许可": "licensing", "处罚": "penalties", "强制": "coercion"}
_KINDS = as_pattern("|".join(_DECISIONS))
_IN_ALL = as_pattern("合计|共计|总计|累计|共")


def is_of_kinds(dossier: Dossier, count: Count) -> bool:
    """Whether a number is what several kinds of decisions come to: 许可与处罚决定合计1399件."""
    told = told_before(dossier.flat, count)
    kinds = sorted({_DECISIONS[word] for word in _KINDS.findall(told)})
    if len(kinds) < 2 or not _IN_ALL.search(told):
        return False
    return dossier.total([f"active.{kind}.decisions" for kind in kinds]) == count.value


def is_told_apart(dossier: Dossier, index: int, first: Reading, fitting: Reading) -> bool:
    """Whether what `fitting` adds to the cells of `first` is told beside the count as something more.

    收到48件,承接上年2件: the 48 do not hold the 2, so that they are what came in. Not where a bracket, 其中 or
    含 makes it a part, where the count is told as a sum, or where the first reading's own number stands
    beside it. 办结9件 is no such number beside 新收10件: what is called new is nothing but that, however many
    were answered.
    """
    added = set(fitting.cells) - set(first.cells)
    if fitting.less or not added or not set(first.cells) <= set(fitting.cells):
        return False
    own, expected = dossier.report.counts[index], first.value(dossier)
    beside = list(_beside(dossier, index))
    results = _RESULT if _CALLED_NEW.search(told_before(dossier.flat, own)) else _KIND_OF_RESULT
    if any(
        other.value == expected and not results.match(other.indicator or "") for other in beside
    ):
        return False
    return any(
        _tells(dossier, other, added) and _is_apart(dossier.flat, own, other) for other in beside
    )


def _tells(dossier: Dossier, count: Count, cells: Set[str]) -> bool:
    """Whether a number is just what `cells` come to."""
    options = readings(dossier, count.indicator)[:1]
    return bool(options) and (
        set(options[0].cells) == cells and options[0].value(dossier) == count.value
    )


_PART = as_pattern(r"\(|其中|含|包括|里面|由")
_SUM = as_pattern(
    r"合计|共计|总计|累计|合共|总共|加上|连同|连上|办理|处理|受理|收办|在办|应办|应答复|需"
)
_PARTLY = as_pattern("[,;、](?:予以|给予)?部分公开(?:的|者)?(?:有|为)?")
"""Between them: the next item of a list."""
_ALTOGETHER = as_pattern(r"共|合|总|累|加|连")
_CLAUSE = 14
"""Characters before a number within which it is told to be a sum."""


def _is_apart(flat: str, own: Count, other: Count) -> bool:
    """Whether `other` is told as neither a part of `own` nor as summed up in it."""
    before = "".join(flat[max(0, own.start - _CLAUSE) : own.start].split())
    if _SUM.search(re.split("[,;。:]", before)[-1]):
        return False
    first, second = (own, other) if own.start < other.start else (other, own)
    between = "".join(flat[first.end : second.start].split())
    if first is own and _PARTLY.fullmatch(between):
        return True
    if _PART.search(between) or "。" in between or ";" in between:
        return False
    return first is own or _ALTOGETHER.search(between) is None


def is_of_rows(dossier: Dossier, count: Count) -> bool:
    """Whether a number is what two to four kinds of result come to, or the five kinds of organisations."""
    row, _, column = (count.indicator or "").rpartition(".")
    form = "2021" if application("result.other_misc", "total") in dossier.facts else "2019"
    rows = [dossier.value(application(name, column)) for name in result_rows(form)]
    told = [value for value in rows if value]
    organisations = dossier.total([f"{row}.{name}" for name in ORGANISATIONS])
    return count.value == organisations or any(
        sum(some) == count.value for size in (2, 3, 4) for some in combinations(told, size)
    )


_FLOW = as_pattern(r"applications\.(?:new_received|carried_over|received_and_carried)\.total$")
_KIND_OF_RESULT = as_pattern(r"applications\.result\.(?!total\.)")
"""What came in and what became of a part of it add up to nothing, nor do two ways it ended."""
_RESULT = as_pattern(r"applications\.(?:result|carried_forward)\.")
_CALLED_NEW = as_pattern(
    "(?:新收到?|新增|新接收?到?|新受理|当年收到?)(?:的|了)?(?:政府)?(?:信息)?(?:依?申请)?(?:公开)?(?:申请)?(?:数量)?(?:为|共|共计|有|是)?$"
)
"""Before a number: it holds nothing carried over."""
_CARRIED = as_pattern(r"applications\.carried_forward\.")
"""新收27件,…,结转下年1件 does not make 28 that came in."""


def _takes_its_place(dossier: Dossier, own: Count, other: Count) -> bool:
    """Whether `other` tells the cell's own number, or with `own` makes it up.

    Cells of table two are no parts of each other: 制发7件 makes up no 现行有效 told short.
    """
    if other.indicator == own.indicator and _is_just(dossier, own, other.value):
        return not _divides_with(dossier, own, other)
    if table_of(own.indicator or "") == "active" and other.indicator != own.indicator:
        return False
    first, second = own.indicator or "", other.indicator or ""
    flow = _FLOW.match(first)
    apart = first != second and (flow or _KIND_OF_RESULT.match(first))
    if (apart and _KIND_OF_RESULT.match(second)) or (flow and _CARRIED.match(second)):
        return False
    return _is_just(dossier, own, (own.value or 0) + (other.value or 0))


def _divides_with(dossier: Dossier, own: Count, other: Count) -> bool:
    """Whether two numbers named alike are two of the parts of one total: 予以公开25件,部分公开5件,予以公开4件."""
    counts = dossier.report.counts
    if own.parent is None or own.parent != other.parent:
        return False
    parts = [one.value or 0 for one in counts if one.parent == own.parent]
    return len(parts) > 2 and sum(parts) == counts[own.parent].value


def _is_just(dossier: Dossier, count: Count, value: Number | None) -> bool:
    """Whether `value` is what the likeliest reading of a count comes to."""
    options = readings(dossier, count.indicator)
    return any(
        one.value(dossier) == value
        for one in options
        if (one.cells, one.less) == (options[0].cells, options[0].less)  # 元 or 万元
    )


def _beside(dossier: Dossier, index: int) -> Iterator[Count]:
    """The other definite numbers of the table of the count at `index`, near it in the same section."""
    counts = dossier.report.counts
    own = counts[index]
    table = table_of(own.indicator or "")
    for place in _near(counts, index):
        other = counts[place]
        if other.indicator is None or table_of(other.indicator) != table:
            continue
        definite = other.approx is None and other.value and other.unit not in RATIOS
        if definite and other.section == own.section and in_scope(other):
            yield other


def _near(counts: tuple[Count, ...], index: int) -> Iterator[int]:
    """The places of the counts whose text lies within reach of that at `index`."""
    own = counts[index]
    for step in (-1, 1):
        place = index + step
        while 0 <= place < len(counts):
            other = counts[place]
            if other.end < own.start - _NEAR or other.start > own.end + _NEAR:
                break
            yield place
            place += step
