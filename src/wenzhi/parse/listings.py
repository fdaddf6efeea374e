"""Floor 2: figures of a list that leave their unit out: 全年187条。镇栏目120,公开墙52,广播15.

Takes a page with the figures that have a unit; gives those that borrow it from the figure they break
down. A list is believed only where a bracket, a heading of the list or its sum ties it to that figure:
numbers of houses, telephones and rooms stand in rows, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenzhi.parse.mentions import Mention, Page
from wenzhi.text.numerals import Number, parse_numeral

_ITEM = re.compile(
    r"(?<=[:、,;。(\n])(?P<label>[^\d、,;。:()\n第]{1,12}?)(?P<figure>\d{1,3}(?:,\d{3})+|\d{1,6})(?=[、,;。()\n]|$)"
)
_NO_LABEL = re.compile(
    "(?:年|月|号|第|电话|热线|传真|邮编|邮政编码|编号|文号|楼|室|路|街|房|[A-Za-z.+#~〔\\[-])$|^(?:见|附)"
)
_HEADED = re.compile(r"按[^,;。:()\n]{1,10}(?:统计|分类?|划分|看|计|来看)[,:]$")
_WORDS_BETWEEN = re.compile(r"[^,;。:()\n]{0,6}")


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    figure: int
    end: int
    value: Number


def borrow_units(page: Page, counted: Sequence[Mention]) -> Iterator[Mention]:
    """The figures without a unit that break down one of `counted`, with its unit."""
    for run in _runs(page):
        total = _total(page, run, counted)
        if total is None:
            continue
        whole = total if sum(item.value for item in run) == total.value else None
        tied = whole is None and page.text[total.end : run[0].start][-1:] in ("(", ":")
        for item in run:
            one = Mention(
                item.figure, item.end, item.figure, item.value, None, None, None, total.unit
            )
            one.listed, one.whole = True, total if tied else whole
            yield one


def _runs(page: Page) -> Iterator[list[_Item]]:
    """Items side by side, at least two: 个人6,企业1."""
    run: list[_Item] = []
    for match in _ITEM.finditer(page.text):
        value = parse_numeral(match["figure"])
        place, end = match.start("figure"), match.end()
        if value is None or _NO_LABEL.search(match["label"]) or page.barred.touch(place, end):
            continue
        if run and page.text[run[-1].end : match.start()] not in ("、", ",", ";"):
            yield from [run] if len(run) > 1 else []
            run = []
        run.append(_Item(match.start(), place, end, value))
    yield from [run] if len(run) > 1 else []


def _total(page: Page, run: list[_Item], counted: Sequence[Mention]) -> Mention | None:
    """The figure that a list is tied to: by a bracket or a colon behind it, a heading, or its sum."""
    earlier = [one for one in counted if one.end <= run[0].start and one.unit and one.countable]
    if not earlier or earlier[-1].start < page.paragraph_start(run[0].start):
        return None
    total, reached = earlier[-1], sum(item.value for item in run)
    gap = page.text[total.end : run[0].start]
    tied = gap[-1:] in ("(", ":") and _WORDS_BETWEEN.fullmatch(gap[:-1]) is not None
    if tied and reached <= (total.value or 0):
        return total
    if _HEADED.search(gap) or (
        reached == total.value and page.text.count("。", total.end, run[0].start) < 2
    ):
        return total
    return None
