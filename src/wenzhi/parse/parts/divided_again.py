"""Floor 2: lists that divide anew what a sentence before them told: 收到17份,…。申请方式上,网上11份,寄信4份,当面2份.

Takes the figures of a page once most totals have their parts. A sentence must say at its head by what it divides
(按主题看, 内容上, 上述答复中); then small numbers do, too, where they come to a figure before them exactly, and a
list whose rest is told without a figure where that figure is divided already. It must not know tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import BULLET, Mention, Page
from wenzhi.parse.parts.frames import (
    BODIES,
    added,
    is_outcome,
    join_parts,
    mixes,
    same_unit,
    told_aside,
)

_DIVIDES = as_pattern(
    rf"{BULLET}(?:(?:其中|这些)?(?:[分按从依就论](?!公开)[^,;。:()\d]{{1,10}}|[^,;。:()\d]{{1,8}}(?:方面|情况|上(?![年级述]))"
    r"|(?:上述|以上)[^,;。:()\d]{1,8}[中里])[,:]|(?:[^,;。:()\d]{1,10})?按[^,;。:()\d]{1,6}(?:又|再)?分(?:为|成)?[,:]?"
    r"|申请的?(?:内容|事项)(?:主要)?(?:涉及|包括|[为是有])|(?:要是|如果)?换[^,;。:()\d]{1,6},"
    r"|(?:提交|受理|申请|公开|发布)?(?:渠道|方式|途径):|[^,;。:()\d]{1,10}(?:里[头面边]?|[当之]?中)[,:]"
    r")(?:其中|有)?[^,;。:()\d]{0,16}"
)
"""From the head of a sentence to its first figure."""
_HEADED = as_pattern(
    rf"{BULLET}(?:(?:公开|发布|信息|申请|申请人|答复|办理|处理|办结)?"
    r"(?:类别|类型|内容|主题|结果|去向|来源)|答复|结果|处理下来|申请人):[^,;。:()\d]{0,16}"
)
"""From the head of a line to its first figure."""
_STEP = as_pattern(
    r"[^,;。:()\n|]{0,20}(?:[,、;|]|[和与及])[^,;。:()\n|]{0,20}|(?:—+)[^,;。:()\n]{0,16};"
)
_THOSE = as_pattern(rf"{BULLET}(?:其中)?[^,;。:()\n\d]{{1,20}}的(?:有)?")
_THOSE_NEXT = as_pattern(r"[,;](?:[^;。:()\n\d]{1,30}的(?:有)?|(?:剩下|剩|其余|余下|另|还有)的?)")
"""给了的5件,只能给一部分的1件,手上没有的2件: a sentence of nothing but so many of such a kind."""
_REST = as_pattern(
    r"[^,;。:()\n\d]{0,16}[,;。]\s*(?:其[余他它]|剩下|余下)(?:[^,;。\d]{0,12})[,;。]"
)
"""Behind a list: the rest is told without a figure."""
_BY_SUBJECT = as_pattern(rf"{BULLET}(?:公开|发布|信息)?(?:类别|内容|主题)(?:上|方面)?[,:]")
"""A list of subjects may leave out what it likes."""
_BY_RECEIPT = as_pattern(
    rf"{BULLET} *(?:[从按依以](?:申请)?(?:提交|提出|受理|收件|申请)?(?:的)?(?:渠道|方式|途径|主体|身份|申请人|来源)"
    r"|(?:提交|受理|申请)?(?:渠道|方式|途径):)"
)
"""Applications by the way they came in or by who sent them: what came in may be told some lines above."""
_TAKEN_IN = "applications.new_received.total"
_OF_ONE = as_pattern(r"applications\.new_received\.(?!total)")
_SUM = as_pattern("相加|合计|共计|总计|小计|加起来|合起来")
_ASIDE = as_pattern(r"\([^()\n]*\)")
_TOTAL = as_pattern("(?:—+|-+|:)[^,;。:()\n]{0,10}(?:总量|总数|合计|总计|共计)")
_MARK = as_pattern(BULLET + " *")
_REST_LINE = as_pattern(rf"{BULLET} *其[余他它]")
_SORTED = as_pattern(r"(?!上述|以上)[^,;。:()\n]{0,8}按[^,;。:()\n]{1,8}分(?:类|布)?[:,]")
"""A heading of its own (按结果分:) leaves its list without a total, as in `families`."""
_QUARTER_STEP = as_pattern(
    r"[,、;和及](?:第?[一二三四1-4]季度|[上下]半年)?(?:公开|发布|推送|更新|办理|受理)?"
)
_HALF = as_pattern("[上下]半年(?:公开|发布|推送|更新|办理|受理)?")
_QUARTER = as_pattern("第?(?P<which>[一二三四1-4])季度")
_OF_QUARTERS = as_pattern("四个?季度(?:加|合|总|共|相加)")
_QUARTERS = 4
_AFORESAID = as_pattern("(?:前述|前文|前面|上文)(?:所[说述称讲])?的?[^,;。#\\d]{0,8}$")
_FEWEST = 2
_MANY = 3
_WAY = 600
"""Characters before a list within which what it divides may stand."""
_LINES = 2
_LINES_NAMED = 8
"""Line breaks between, more where the sentence says that it takes up what was told above."""
_NAMED = as_pattern("上述|以上|前述")


def link_divided_again(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `parent`, `group`, `role` and `closed` of lists that divide a figure told before them."""
    figures = [one for one in mentions if one.countable and not one.zero and not told_aside(one)]
    for whole, run in _below(page, mentions, figures):
        join_parts(mentions, run, whole)
    for rest, run in _of_rests(page, figures):
        above = rest.parent
        join_parts(mentions, run, rest)
        if above is not None:
            left = [one for one in mentions if one.parent is above and one.group == rest.group]
            above.closed = added(left) == above.value
    _join_quarters(page, mentions, figures)
    _sum_quarters(mentions, figures)
    _tell_again(page, mentions)
    figures = [one for one in figures if one.unit not in BODIES]
    for place, run in _lists(page, figures):
        total = _total(page, mentions, figures[:place], run)
        if total is not None:
            join_parts(mentions, run, total)
            total.closed = total.closed and added(run) == total.value


def _join_quarters(page: Page, mentions: Sequence[Mention], figures: Sequence[Mention]) -> None:
    """公开412条,网站205条、公示牌207条。…。一季度88条,二季度119条,…: quarters or halves of a figure of their line."""
    run: list[Mention] = []
    ends: list[Mention | None] = [*figures, None]
    for one in ends:
        quarter = one is not None and _of_a_time(one) and _free(one)
        if one is not None and quarter and (not run or _goes_on(page, run[-1], one)):
            run.append(one)
            continue
        if len(run) >= _FEWEST:
            value, floor = added(run), page.paragraph_start(run[0].start)
            for total in reversed(figures):
                told = floor <= total.start < run[0].start and not _of_a_time(total)
                if (total.indicator or "").startswith("applications."):
                    continue  # a quarter's applications are a total of that quarter
                if told and total.value == value and same_unit(run[0], total):
                    join_parts(mentions, run, total)
                    break
        run = [one] if one is not None and quarter else []


def _of_a_time(one: Mention) -> bool:
    """Whether a figure is of a quarter, or of a half that is told of it alone."""
    return one.scope == "quarter" or _HALF.fullmatch(one.lead.lstrip(",、;")) is not None


def _sum_quarters(mentions: Sequence[Mention], figures: Sequence[Mention]) -> None:
    """第一季度61条,…。⏎…四个季度加起来是336条: the last figure told of each quarter, in lines of their own."""
    for place, total in enumerate(figures):
        if _OF_QUARTERS.search(total.lead) is None or total.parent is not None:
            continue
        told: dict[str, Mention] = {}
        for one in figures[:place]:
            quarter = _QUARTER.search(one.lead)
            if quarter and _free(one) and same_unit(one, total):
                told[quarter["which"]] = one
        if len(told) == _QUARTERS and added(told.values()) == total.value:
            join_parts(mentions, [*told.values()], total)


def _goes_on(page: Page, last: Mention, one: Mention) -> bool:
    gap = page.text[last.end : one.start]
    return same_unit(last, one) and _QUARTER_STEP.fullmatch(gap) is not None


def _tell_again(page: Page, mentions: Sequence[Mention]) -> None:
    """准予1839件,不予7件,二者之和即前述1846件: a total named again is one."""
    for place, one in enumerate(mentions):
        if one.role is None and one.parent is None and _AFORESAID.search(one.lead):
            told = (it for it in mentions[:place] if it.value == one.value and same_unit(it, one))
            if any(any(part.parent is it for part in mentions) for it in told):
                one.role = "total"


def _below(
    page: Page, mentions: Sequence[Mention], figures: Sequence[Mention]
) -> Iterator[tuple[Mention, list[Mention]]]:
    """○1057条——全年总量 ○365条——水质结果 ○52条——水压通知 ○其余为公告: lines below the one of their total."""
    for place, total in enumerate(figures):
        if _TOTAL.match(page.text, total.end) is None or not _opens_line(page, total):
            continue
        if any(one.parent is total for one in mentions):
            continue
        run: list[Mention] = []
        for one in figures[place + 1 :]:
            last = run[-1] if run else total
            if page.text.count("\n", last.end, one.start) != 1:
                if page.text.count("\n", last.end, one.start) == 0:
                    continue  # (每日1条)
                break
            if not (_free(one) and _opens_line(page, one) and same_unit(one, total)):
                break
            run.append(one)
        end = page.text.find("\n", run[-1].end) if run else -1
        rest = end >= 0 and _REST_LINE.match(page.text, end + 1) is not None
        whole = added(run) == total.value
        if len(run) >= _FEWEST and (whole or (rest and added(run) < (total.value or 0))):
            yield total, run


_LEFT_OF_IT = as_pattern("(?:其[余他它]|剩余|剩下|余下)的?$")
_CAME_FROM = as_pattern(
    "[,:]?(?:均|则|中)?(?:分别|依次)?(?:分属|属于|属|涉及|来自|归|为|是|系|含|包括|有|:)"
)


def _of_rests(page: Page, figures: Sequence[Mention]) -> Iterator[tuple[Mention, list[Mention]]]:
    """…案卷4件、第三方4件、过程性3件,其余5件分属禁止公开1件、内部事务2件、行政查询2件: a list within the list."""
    for place, rest in enumerate(figures):
        divided = rest.parent is not None and _LEFT_OF_IT.search(rest.lead) is not None
        if not divided or _CAME_FROM.match(page.text, rest.end) is None:
            continue
        run: list[Mention] = []
        for one in figures[place + 1 :]:
            gap = page.text[run[-1].end : one.start] if run else ""
            beside = one.parent is None or one.parent is rest.parent
            if not beside or not same_unit(one, rest) or (run and not _STEP.fullmatch(gap)):
                break
            if added(run) >= (rest.value or 0) or one.start > page.sentence_end(rest.start):
                break
            run.append(one)
        if len(run) >= _FEWEST and added(run) == rest.value:
            yield rest, run


def _opens_line(page: Page, one: Mention) -> bool:
    return _MARK.fullmatch(page.text, page.paragraph_start(one.start), one.start) is not None


def _lists(page: Page, figures: Sequence[Mention]) -> Iterator[tuple[int, list[Mention]]]:
    """The lists that open a sentence which says by what it divides, with the place of their first."""
    last = -1
    for place, first in enumerate(figures):
        start = page.sentence_start(first.start)
        opens, last = start != last, start
        divides = _divides(page, start, first)
        headed = _HEADED.fullmatch(page.text, start, first.start) is not None
        divides = divides or (headed and start == page.paragraph_start(start))
        those = _THOSE.fullmatch(page.text, start, first.start) is not None
        if not opens or not _free(first) or not (divides or those):
            continue
        run = [first]
        end = page.sentence_end(first.start)
        for one in figures[place + 1 :]:
            gap = _ASIDE.sub("", page.text[run[-1].end : one.start])
            inside = any(one.parent is part for part in run)
            step = _STEP if divides else _THOSE_NEXT
            if one.start >= end or not (inside or step.fullmatch(gap)) or _SUM.search(one.lead):
                break
            if inside:
                continue
            plain = _free(one) and ".carried" not in (one.indicator or "")
            if not plain or not same_unit(one, first) or one.scope != first.scope:
                run = []  # figures of another kind among them: no plain list
                break
            run.append(one)
        if len(run) >= _FEWEST:
            yield place, run


def _divides(page: Page, start: int, first: Mention) -> bool:
    """Whether a sentence says at its head, brackets aside, by what its figures divide something."""
    return _DIVIDES.fullmatch(_ASIDE.sub("", page.text[start : first.start])) is not None


def _free(one: Mention) -> bool:
    return one.parent is None and one.approx is None and bool(one.value)


def _total(
    page: Page, mentions: Sequence[Mention], before: Sequence[Mention], run: Sequence[Mention]
) -> Mention | None:
    """The nearest figure that a list comes to, or one already divided of which it leaves a rest."""
    value, first = added(run), run[0]
    start = page.sentence_start(first.start)
    opening = page.text[start : first.start]
    divides = _divides(page, start, first)
    sorted_out = _SORTED.match(page.text, start) is not None
    rest = _REST.match(page.text, run[-1].end) is not None or (
        len(run) >= _MANY and _BY_SUBJECT.match(opening) is not None
    )
    lines = _LINES_NAMED if _NAMED.search(opening) else _LINES
    for one in reversed(before):
        if first.start - one.start > _WAY:
            return None
        if sorted_out or page.text.count("\n", one.end, first.start) > lines:
            if not _BY_RECEIPT.match(opening):
                return None
            if one.indicator == _TAKEN_IN and one.value == value and same_unit(first, one):
                return one
            continue
        if one.scope != first.scope or not (same_unit(first, one) or mixes(first, one)):
            continue
        kind = not divides and one.lead.endswith("的")
        if _OF_ONE.match(one.indicator or "") or kind:
            continue  # 全年4件。村民提的4件,…。给了的2件,没有的2件: of all, not of the villagers'
        if one.value == value and one.approx is None and not is_outcome(one):
            return one
        divided = any(part.parent is one for part in mentions)
        if rest and divided and one.parent is None and (one.value or 0) > value:
            return one
    return None
