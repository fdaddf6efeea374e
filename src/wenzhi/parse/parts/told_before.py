"""Floor 2: lists with a sentence to themselves whose total an earlier sentence tells, and which nearly come to it.

全年公开8642条,增长9.0%。分渠道看,网站5318条,公众号1946条,其他356条. `exact_sums` joins what adds up; here words
must say that a list divides something told before it, and its sum must miss that by little. It must not know tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import BULLET, Mention, Page
from wenzhi.parse.parts.frames import added, is_outcome, join_parts, mixes, same_unit, told_aside
from wenzhi.text.slips import missed_by_a_slip

_KINDS = "渠道|来源|类别|类型|内容|事项|主题|栏目|载体|形式|构成|分布|结构|去向|用途|领域|对象|承办|途径|部门"
_DIVIDES = as_pattern(
    rf"{BULLET}(?:(?:其中|政府|[^,;。:()\d]{{0,16}})?(?:[分按从依就论以][^,;。:()\d]{{1,10}})|[^,;。:()\d]{{0,8}}(?:{_KINDS})"
    r"(?:方面|情况|上|看|来看|来说)?(?:是|为)?|[^,;。:()\d]{1,8}[里中]头?)[,:。](?:[^,;。:()\d]{0,24},)?[^,;。:()\d]{0,18}"
)
"""From the head of a sentence to its first figure: it divides what was told before."""
_OF_SO_MANY = as_pattern(
    rf"{BULLET}(?:在|而)?这?(?P<many>\d+)[\u4e00-\u9fff]{{1,6}}?[里中][头面边]?,?(?:有|其中)?"
)
"""这158条里,有47条: the total itself is named again."""
_REST = as_pattern("[,;、和]?(?:其[余他它]|剩下|剩余|余下|还有|另外)")
_STEP = as_pattern(
    r"[^,;。:()\n]{0,24}(?:[,、;]|[和与及])[^,;。:()\n]{0,24}|[^,;。:()\n]{0,12};[^,;。:()\n]{0,30},[^,;。:()\n]{0,16}"
)
_ASKED = as_pattern(r"(?:哪|什么|啥|多少|怎么|如何)[^。!?\n]{0,4}\?\s*$")
"""Before a sentence: it answers what a total told before it consists of (晒在哪儿呢?)."""
_ASIDE = as_pattern(r"\([^()\n]*\)")
_FEWEST = 3
_LEAST = 5
_NEAR = 0.07
_WITH_REST = 0.1
_SAME = 0.3
"""Shares of a total that a list may miss it by: told plainly, with its rest, and where the total is named
again. Own judgement, held against clean reports."""
_FEW = 50
_OF_FEW = 0.2
"""Below so many a slip of one is a large share."""
_GOES_ON = as_pattern(
    r"[^,;。:()\n\d]{0,12}?(?:等(?=[,;。)])|[,;。]\s*(?:其[余他它]|剩|余下|还有))"
)
"""Behind a list: it is open."""
_TAKEN_IN = "applications.new_received.total"
_WAY = 700
"""Characters before a list within which the number it divides may stand."""


def link_told_before(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `parent`, `group`, `role` and `closed` of lists whose total an earlier sentence tells."""
    figures = [one for one in mentions if one.countable and not one.zero and not told_aside(one)]
    for run, many in _lists(page, figures):
        total = _total(run, many, figures)
        if total is not None:
            join_parts(mentions, run, total)
            total.closed = True


def _lists(page: Page, figures: Sequence[Mention]) -> Iterator[tuple[list[Mention], int | None]]:
    """The lists that fill a sentence said to divide something; with the number it names again."""
    place = 0
    while place < len(figures):
        start = page.sentence_start(figures[place].start)
        end = page.sentence_end(figures[place].start)
        behind = place
        while behind < len(figures) and figures[behind].start < end:
            behind += 1
        run, place = list(figures[place:behind]), behind
        if len(run) < _FEWEST or not all(_is_part(page, one, run[0]) for one in run):
            continue
        if _GOES_ON.match(page.text, run[-1].end):
            continue
        opening = "".join(page.text[start : run[0].start].split())
        before = page.text[max(0, start - 12) : start].rstrip("\n 。")
        headed = start > 0 and before.endswith(("事项", "内容", "来源", "渠道", "去向"))
        headed = headed or _ASKED.search(page.text[max(0, start - 12) : start]) is not None
        again = _OF_SO_MANY.fullmatch(opening)
        rest = _REST.match(run[-1].lead) is not None
        divides = _DIVIDES.fullmatch(opening) is not None or headed
        if again or divides or (rest and len(opening) < _WAY // 10):
            yield run, int(again["many"]) if again else None


def _is_part(page: Page, one: Mention, first: Mention) -> bool:
    """Whether a figure is a free item of the list that the first one opens."""
    free = one.parent is None and one.approx is None and bool(one.value)
    if not free or not (same_unit(one, first) or mixes(one, first)) or one.scope != first.scope:
        return False
    if one is first:
        return True
    told = _ASIDE.sub("", page.text[first.end : one.start])
    return _STEP.match(told) is not None and ":" not in told


def _total(run: Sequence[Mention], many: int | None, figures: Sequence[Mention]) -> Mention | None:
    """The one figure before a list that it nearly comes to; none where it comes to any exactly."""
    together, first = added(run), run[0]
    if any(is_outcome(one) or ".carried" in (one.indicator or "") for one in run):
        return None
    if any(one.value == together and same_unit(one, first) for one in figures):
        return None
    near = [one for one in figures if _may_be(one, run, together, many)]
    near = [one for one in near if one.indicator == _TAKEN_IN] or near
    near = [one for one in near if one.parent is None] or near
    values = {one.value for one in near}
    return near[-1] if len(values) == 1 else None


def _may_be(one: Mention, run: Sequence[Mention], together: float, many: int | None) -> bool:
    """Whether a figure is told before a list, is larger than its parts and is missed by little."""
    first, value = run[0], one.value or 0
    if not first.start - _WAY < one.start < first.start or one.approx is not None:
        return False
    alike = same_unit(first, one) or mixes(first, one)
    if not alike or one.scope != first.scope or is_outcome(one) or value < _LEAST:
        return False
    if any((part.value or 0) >= value for part in run) or ".carried" in (one.indicator or ""):
        return False
    gap = abs(value - together)
    if many is not None:
        return value == many and gap <= max(_SAME * value, 1)
    rest = _REST.match(run[-1].lead) is not None
    share = _WITH_REST if rest else _NEAR
    if gap <= (max(_OF_FEW * value, 1) if value < _FEW else share * value):
        return True
    return value >= _FEW and missed_by_a_slip([part.value or 0 for part in run], value, gap)
