"""Floor 3: what shows that figures taken for the parts of a total are not, or not all of them.

Takes a report's counts by index; it must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, part_end, part_start
from wenzhi.checks.prose.sums.breakdowns import Breakdown
from wenzhi.checks.prose.sums.rows import left_in_words
from wenzhi.checks.prose.words import WHOLE_SENTENCE

_STEP = as_pattern(r"(?:增加|减少|增长|下降|上升|[相对]比[^,;。]{0,6}[增减多少]|净[增减])了?\s*$")
_NEW, _OLD = "applications.new_received.total", "applications.carried_over.total"
_DONE = "applications.result.total.total"
_OF_THEM = as_pattern(r"[^,;。:()]{0,8}[中里][,:]?")
"""Right behind a figure: what follows is of it (14件申请中,已答复13件)."""
_WITH_LAST_YEARS = (_DONE, _OLD, "applications.carried_forward.total")
"""Rows in which applications of the year before are."""
_LOOK = 24
"""Characters before a figure among which such words stand."""

SCATTERED = as_pattern(
    r"[,;](?:其[余他它]|剩余|余下|剩下)(?:的|各?件)?(?:均|都|则|多)?(?:散见|分散|零星|散[布落在]|涉及|分布|分属)[^;。\d]*[;。]"
    r"|[,;](?:还有|另有|此外|以及|加上)+(?:一些|少量|少数|部分|个别|若干|零星)[^;。\d]*[;。]"
)
"""Behind a list: the rest is told without a figure."""


def holds_its_own(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """受训74人。参会42人,部门代表19人,乡镇代表…: whether one of a row told apart is what the others come to."""
    counts = dossier.report.counts
    values = [counts[index].value or 0 for index in parts]
    apart = "。" in dossier.flat[counts[total].end : counts[min(parts)].start]
    return apart and 2 * max(values) == sum(values)


def told_bare(dossier: Dossier, parts: Sequence[int], gap: float) -> bool:
    """信函88、网络79、当面26、传真4: whether what parts miss stands in their sentence, even with no unit."""
    flat, counts = dossier.running, dossier.report.counts
    first, last = counts[min(parts)].start, counts[max(parts)].end
    end = part_end(flat, last, WHOLE_SENTENCE)
    taken = {counts[index].start for index in parts}
    figure = as_pattern(rf"(?<=[\u4e00-\u9fff]){gap:g}(?=[、,;。()]|\s|$)")
    return any(one.start() not in taken for one in figure.finditer(flat, first, end + 1))


def is_first(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """新收65件。…信函34件,网络22件,当面9件: whether a row and its total come to a figure before them, as one list.

    Or to the row before them: 个人61件;企业8件。征收32件、物业23件、验收14件.
    """
    counts, flat = dossier.report.counts, dossier.running
    head = counts[total]
    start = part_start(flat, head.start, "\n")
    added = sum(counts[index].value or 0 for index in (total, *parts))
    before = [one for one in counts[:total] if one.start >= start and one.unit == head.unit]
    if any(one.value == added for one in before):
        return True
    if not before or _OF_THEM.match(flat, head.end):
        return False
    sentence = part_start(flat, before[-1].start, WHOLE_SENTENCE)
    row = [one.value or 0 for one in before if one.start >= sentence]
    apart = part_start(flat, head.start, WHOLE_SENTENCE) > sentence
    # 新收12件,上年结转1件,应办13件: a figure and its summands are no row.
    return apart and len(row) > 1 and sum(row) == added != 2 * max(row)


def of_two_years(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """新收21件,办结22件,在办1件: whether what was done with applications may be of last year's as well."""
    counts = dossier.report.counts
    taken, first = counts[total], counts[min(parts)]
    done = any(counts[index].indicator in _WITH_LAST_YEARS for index in parts)
    told = dossier.flat[taken.end : max(taken.end, first.start)]
    if taken.indicator != _NEW or not done or "其中" in told or _OF_THEM.match(told):
        return False
    left = dossier.value(_OLD)
    added = sum(counts[index].value or 0 for index in parts)
    return left is None or added <= (taken.value or 0) + left


def without_steps(dossier: Dossier, parts: Sequence[int]) -> tuple[int, ...]:
    """The parts but for those told as a step from another figure: 与上年的1104条相比增加182条."""
    flat, counts = dossier.running, dossier.report.counts

    def is_step(start: int) -> bool:
        return _STEP.search(flat, max(0, start - _LOOK), start) is not None

    return tuple(index for index in parts if not is_step(counts[index].start))


def made_up(dossier: Dossier, part: Breakdown, gap: float) -> bool:
    """Whether a figure among the parts that is taken for none, or one in words behind them, is what they miss.

    公开8件;…;不掌握2件;其余2件 is whole where the parser has 不掌握 elsewhere.
    """
    counts, flat = dossier.report.counts, dossier.flat
    first, last = min(part.parts), max(part.parts)
    missed = left_in_words(flat, counts[last].end) or 0.0
    beside = [0.0]
    for index in range(first, last + 1):
        one = counts[index]
        if index in part.parts or one.unit != counts[part.total].unit or one.value is None:
            continue
        of = one.parent
        if of is not None and of in part.parts:
            listed = [two.value or 0 for two in counts[of + 1 : index] if two.parent == of]
            whole = bool(listed) and sum(listed) == counts[of].value
            if not whole and _BESIDE.match(flat[counts[of].end : one.start]) is None:
                continue
        elif of is not None:
            continue
        beside.append(one.value)
    if gap > 0 and any(gap == rest for rest in _going_on(dossier, part)):
        return True
    return gap - missed in (*beside, sum(beside)) and (missed > 0 or gap > 0)


def _going_on(dossier: Dossier, part: Breakdown) -> Iterator[float]:
    """What figures of the total's unit that go on behind a list come to: 公开4件,第三方1件,不掌握2件."""
    counts, flat = dossier.report.counts, dossier.flat
    added, last = 0.0, part.parts[-1]
    for one in counts[max(part.total, last) + 1 :]:
        between = flat[counts[last].end : one.start]
        if any(mark in between for mark in ";。:\n") or one.unit != counts[part.total].unit:
            return
        if one.parent not in (None, part.parts[-1]) or one.value is None:
            return
        added += one.value
        yield added
        last = counts.index(one, last)


_BESIDE = as_pattern(r"[、;](?!其中|含|包括|涉)[^,、;。:()\d]{1,12}$")
"""Between two parts of one list: 妇幼健康145条、中医药96条."""
