"""Floor 2: figures of a list that leave their unit out: 全年187条。镇栏目120,公开墙52,广播15.

Takes a page with the figures that have a unit; gives those that borrow it from the figure they break
down. A list is believed only where a bracket, a heading of the list, its sum or the names of table three's rows
and columns tie it to that figure: numbers of houses, telephones and rooms stand in rows, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.text.numerals import Number, parse_numeral
from wenzhi.text.patterns import compile_quick
from wenzhi.text.slips import missed_by_a_slip

_FIGURE = compile_quick(r"(?:\d{1,3}(?:,\d{3})+|\d{1,6})(?=[、,;。()+\n]|$)")
_LABEL = as_pattern(r"(?:^|(?<=[:、,;。(\n—=+]))(?:[^\d、,;。:()\n第—=+]|第(?=三[方人])){1,12}$")
_LONGEST_LABEL = 13
_NO_LABEL = as_pattern(
    "(?:(?<![上下]半)年|月|(?<!公众|视频|服务|订阅|头条)号|第|电话|热线|传真|邮编|邮政编码|编号|文号|楼|室|路|街|房|[A-Za-z.+#~〔\\[-])$|^(?:见|附)"
)
_LAST_YEAR = ("上年", "去年", "上一年")
_HEADED = as_pattern(r"按[^,;。:()\n]{1,10}(?:统计|分类?|划分|看|计|来看|排列?|排序)[,:]$")
_WORDS_BETWEEN = as_pattern(r"[^,;。:()\n]{0,6}")
_TIES = as_pattern("[(:=]$|—+$")
_LONGEST_UNIT_TOLD = 16
_OF_ITS_OWN = as_pattern(
    r"(?:^|[。;\n])[^,;。:()\n\d]{0,8}"
    "(?:类|渠道|来源|方式|申请人|主体|对象|结果|栏目|构成|载体|形式|途径|内容|去向|部门|领域)(?:情况|分布|构成)?[为是]?:$"
)
"""Before a list in a sentence of its own: what it divides something by."""
_LONGEST_HEAD = 18
_OF_WHAT_CAME = as_pattern("申请|渠道|来源|方式|途径|对象|主体")
"""In a head: it divides what came in, which is told before what was settled."""
_HEAD_BETWEEN = as_pattern(r"[。;]\n?[^,;。:()\n\d]{1,12}:")
_NEARLY = 0.07
"""Share of a figure that a list with a head may miss it by, if no slip explains it."""


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    figure: int
    end: int
    value: Number


def borrow_units(page: Page, counted: Sequence[Mention]) -> Iterator[Mention]:
    """The figures without a unit that break down one of `counted`, with its unit.

    `whole` is that figure where the list is its breakdown; a list only headed (按栏目统计,…) has none.
    """
    runs, within = _runs(page)
    told: dict[int, Mention] = {one.start: one for one in _bare(page, runs)}
    yield from told.values()
    runs = [run for run in runs if len(run) > 1 and run[0].figure not in told]
    for one in _listed(page, counted, runs):
        told[one.start] = one
        yield one
    for owner, inner in within:
        whole = told.get(owner.figure)
        if whole is not None and sum(item.value for item in inner) <= (whole.value or 0):
            borrowed = [*_borrowing(inner, whole, whole)]
            told.update({one.start: one for one in borrowed})
            yield from borrowed
    yield from _rows_alone(page, told)


def _listed(
    page: Page, counted: Sequence[Mention], runs: Sequence[Sequence[_Item]]
) -> Iterator[Mention]:
    """The figures of lists that stand in no bracket behind one of their own kind."""
    divided: tuple[_Item, Mention] | None = None
    for run in runs:
        owner = _before(page, run[0], counted)
        if _flows(page, run):
            for one in run:
                yield Mention(one.figure, one.end, one.figure, one.value, None, None, None, None)
            continue
        told = _unit_told(page, run[0]) or ("件" if _decides(page, run) else None)
        if told is not None:
            for one in run:
                yield Mention(one.figure, one.end, one.figure, one.value, None, None, None, told)
            continue
        above = _made_up(run, counted)
        if above is not None:
            divided = run[-1], above
            yield from _borrowing(run, above, above)
            continue
        if owner is None:
            continue
        if _OF_ITS_OWN.search(page.text, max(0, run[0].start - _LONGEST_HEAD), run[0].start):
            last = divided[1] if divided and _next_to(page, divided[0], run[0]) else None
            headed = _headed_whole(page, run, counted, last)
            if headed is not None:
                divided = run[-1], headed
                yield from _borrowing(run, headed, headed)
                continue
        named = _of_applications(page, run)
        if named:
            owner = _summed(page, run, counted) or owner
        gap = page.text[owner.end : run[0].start]
        total = sum(item.value for item in run)
        makes_up = total == owner.value and (gap.count("。") < 2 or named)
        slipped = not makes_up and _misses_by_a_slip(page, run, owner)
        whole = owner if _tied(gap) or makes_up or slipped else None
        if whole is None and not (named or _HEADED.search(gap) or _are_a_year(page, run)):
            continue
        yield from _borrowing(run, owner, whole)


_RIGHT_BEHIND = ("。", ",", ";")
_SENTENCE_ENDS = ("。", ";", "\n", "")
_TELEGRAPHIC = as_pattern(
    r"(?:^|[。;\n、.])[^,;。:()\n\d]{2,10}(?:量|数|总数|总量|合计|共计|总计|情况)?:$"
)
"""Before a total: its label and a colon, as notes have it."""
_OTHER_MEASURE = as_pattern(
    "阅读|浏览|点[击赞]|转发|访问|播放|粉丝|关注|评论|收藏|下载|收|办|答|退|撤|转|[结增减占]|同比|[比较与]|[去上]年|满分|得分|另"
)
"""In a label: what it counts is no part of what was told before."""
_SLIPPED_LEAST = 50


def _misses_by_a_slip(page: Page, run: Sequence[_Item], owner: Mention) -> bool:
    """发布量:742条。网站455,公众号121,资料架76。: whether one slip keeps a row right behind a total from it.

    Either the total is told in a note, label and colon, or the row is plainly of channels. Nothing goes on behind it.
    """
    value, values = owner.value or 0, [item.value for item in run]
    if len(run) < _FLOWS or value < _SLIPPED_LEAST or owner.approx or max(values) >= value:
        return False
    if page.text[owner.end : run[0].start] not in _RIGHT_BEHIND:
        return False
    if page.text[run[-1].end : run[-1].end + 1] not in _SENTENCE_ENDS:
        return False
    if not missed_by_a_slip(values, value, abs(sum(values) - value)):
        return False
    labels = [page.text[one.start : one.figure] for one in run]
    if not all(map(_PLAIN_LABEL.fullmatch, labels)) or any(map(_OTHER_MEASURE.search, labels)):
        return False
    before = page.text[max(0, owner.start - _LONGEST_TOLD) : owner.start]
    channels = sum(vocabulary().scopes.channel.search(label) is not None for label in labels)
    return channels >= _FLOWS - 1 or _TELEGRAPHIC.search(before) is not None


def _borrowing(run: Sequence[_Item], owner: Mention, whole: Mention | None) -> Iterator[Mention]:
    """The figures of a list with the unit of `owner`."""
    for one in run:
        figure = Mention(one.figure, one.end, one.figure, one.value, None, None, None, owner.unit)
        figure.listed, figure.whole = True, whole
        yield figure


_QUARTER = as_pattern("第?[一二三四]季度?")
_YEARS = (("上半年", "下半年"), ("一", "二", "三", "四"))


def _are_a_year(page: Page, run: Sequence[_Item]) -> bool:
    """接待241人次,上半年137,下半年104: whether a list tells the two halves of a year or its quarters."""
    labels = [page.text[one.start : one.figure].removeprefix("其中") for one in run]
    if all(map(_QUARTER.fullmatch, labels)):
        labels = [label.strip("第季度") for label in labels]
    return tuple(labels) in _YEARS


_PLAINLY = 30
_WAY = 400


def _made_up(run: Sequence[_Item], counted: Sequence[Mention]) -> Mention | None:
    """全年3076条。⏎分季:一季度702,二季度811,…: the last figure told some lines above that a longer list comes to."""
    value = sum(item.value for item in run)
    if len(run) < _FLOWS or value < _PLAINLY:
        return None
    for one in reversed(counted):
        if one.start < run[0].start - _WAY:
            return None
        if one.start < run[0].start and one.value == value and one.unit and one.countable:
            return one
    return None


_HEAD = as_pattern(
    r"(?:^|(?<=[、,;。:(\n]))(?P<label>[\u4e00-\u9fff]{2,10})(?P<figure>\d{1,6}|\d{1,3}(?:,\d{3})+)(?::|—+)$"
)
_LONGEST_TOLD = 24
_SENT = as_pattern("公开|发布|公布|推送|信息")
"""Before a figure of what was published, which is counted in 条."""
_CAME = as_pattern("收到?|申请|办结|答复")
_FOREMOST = as_pattern("(?:居前|靠前|最多|较多|主要)的?[是为]?:$")
_PLAIN_LABEL = as_pattern("[\u4e00-\u9fff“”]{2,8}")


def _bare(page: Page, runs: Sequence[Sequence[_Item]]) -> Iterator[Mention]:
    """The figures of a page that tells a total and its parts without any unit: 发布512:网站96,微信231,….

    Where it does so once, whatever it names before a figure is counted: 审核512,退回14.
    """
    heads = [_head_of(page, run) if len(run) > 1 else None for run in runs]
    if not any(heads):
        return
    whole: Mention | None = None
    for run, head in zip(runs, heads, strict=True):
        if head is not None:
            whole = head
            yield head
        opening = page.text[max(0, run[0].start - _LONGEST_HEAD) : run[0].start]
        foremost = len(run) > 1 and _FOREMOST.search(opening) is not None
        owner = whole if head is not None or foremost else None
        for one in run:
            if owner is None and not _PLAIN_LABEL.fullmatch(page.text[one.start : one.figure]):
                continue
            alike = owner or (whole if page.text[one.start : one.figure] in _LAST_YEAR else None)
            unit = alike.unit if alike is not None else None
            figure = Mention(one.figure, one.end, one.figure, one.value, None, None, None, unit)
            figure.listed, figure.whole = owner is not None, owner
            yield figure


def _head_of(page: Page, run: Sequence[_Item]) -> Mention | None:
    """The figure without a unit right before a list that comes to it, or nearly to what was published or came in."""
    first = run[0].start
    told = _HEAD.search(page.text[max(0, first - _LONGEST_TOLD) : first])
    if told is None:
        return None
    start = first - len(told[0]) + told.start("figure") - told.start()
    end = start + len(told["figure"])
    value = parse_numeral(told["figure"])
    if value is None or page.barred.touch(start, end):
        return None
    whole = sum(item.value for item in run) == value
    sent = _SENT.search(told["label"])
    if not whole and not ((sent or _CAME.search(told["label"])) and _nearly(run, value)):
        return None
    return Mention(start, end, start, value, None, None, None, "条" if sent else None)


def _headed_whole(
    page: Page, run: Sequence[_Item], counted: Sequence[Mention], last: Mention | None
) -> Mention | None:
    """总量:1108条。网站697条;….分类:就业412,社保286,…: the figure of a paragraph that a list with a head divides.

    The one that it comes to, else the one that the list right before it divides, else the one that it nearly does.
    """
    added, floor = sum(item.value for item in run), page.paragraph_start(run[0].start)
    told = [one for one in counted if floor <= one.start < run[0].start and one.countable]
    told = [one for one in told if one.unit and one.value and one.approx is None]
    head = page.text[max(0, run[0].start - _LONGEST_HEAD) : run[0].start]
    for one in told if _OF_WHAT_CAME.search(head) else reversed(told):
        if one.value == added:
            return one
    most = max(item.value for item in run)
    near = [one for one in told if (one.value or 0) > most and _nearly(run, one.value or 0)]
    if last is not None and last in near:
        return last
    return near[0] if len({one.value for one in near}) == 1 else None


def _nearly(run: Sequence[_Item], value: Number) -> bool:
    values = [item.value for item in run]
    gap = abs(sum(values) - value)
    return gap <= _NEARLY * value or missed_by_a_slip(values, value, gap)


def _next_to(page: Page, one: _Item, other: _Item) -> bool:
    """Whether nothing but a head stands between two lists."""
    return _HEAD_BETWEEN.fullmatch(page.text[one.end : other.start]) is not None


_FLOW = as_pattern(
    "(?:全年|本年|今年|年内)?[新共已]?(?:收|办|结|答|转|余)(?:件|到|理|复|结|转|入|出|下年?|上年?)?"
)
_FLOWS = 3


def _flows(page: Page, run: Sequence[_Item]) -> bool:
    """Whether a list tells in bare verbs what came in and went out: 收19、结12、转2."""
    labels = [page.text[one.start : one.figure] for one in run]
    first = "收" in labels[0]
    return len(run) >= _FLOWS and first and all(map(_FLOW.fullmatch, labels))


_DECISION = as_pattern("(?:行政|其[他它]|对外|管理)*(?:许可|处罚|强制|服务)(?:决定)?")


def _decides(page: Page, run: Sequence[_Item]) -> bool:
    """Whether a list tells how many decisions of each kind were taken: 许可43、处罚3、强制0."""
    return all(_DECISION.fullmatch(page.text[one.start : one.figure]) for one in run)


_ROW_ALONE = compile_quick(
    r"(?<=[。;,\n])(?:(?:上年|去年|往年)(?:结转|转入|转来)|(?:结转|转入|留待|转)(?:下|次|明)年(?:度)?|办[结毕])"
    r"(?P<figure>\d{1,5})(?=[。;:\n]|,(?!\d)|$)"
)
"""A row of the table told by its name alone: 上年结转4。办结39件:…。结转下年3。"""
_CAME_IN = as_pattern("(?:新?收|申请|受理)[^。;\n]{0,12}\\d+件")


def _rows_alone(page: Page, told: dict[int, Mention]) -> Iterator[Mention]:
    """The figures of rows told by their names alone, where applications are told in 件 before them."""
    for match in _ROW_ALONE.finditer(page.text):
        start, end = match.span("figure")
        before = page.text[page.paragraph_start(start) : match.start()]
        if start not in told and not page.barred.touch(start, end) and _CAME_IN.search(before):
            value = parse_numeral(match["figure"])
            yield Mention(start, end, start, value, None, None, None, "件")


_BRACKET = as_pattern(r"\([^()\n]*\)")


def _runs(page: Page) -> tuple[list[list[_Item]], list[tuple[_Item, list[_Item]]]]:
    """Items side by side, at least two, 个人6,企业1; and those in a bracket behind one: 不予公开11(案卷7、查询4)."""
    items = [*_items(page)]
    runs: list[list[_Item]] = []
    within: list[tuple[_Item, list[_Item]]] = []
    outer: list[_Item] = []
    for item in items:
        bracket = page.bracket(item.figure)
        if bracket is not None and outer and bracket[0] == outer[-1].end:
            if within and within[-1][0] is outer[-1]:
                within[-1][1].append(item)
            else:
                within.append((outer[-1], [item]))
            continue
        gap = _BRACKET.sub("", page.text[outer[-1].end : item.start]) if outer else ""
        if gap not in ("、", ",", ";", "+"):
            runs, outer = [*runs, outer], []
        outer.append(item)
    runs.append(outer)
    return [run for run in runs if run], within


def _items(page: Page) -> Iterator[_Item]:
    """Figures without a unit behind the word for what they count."""
    for match in _FIGURE.finditer(page.text):
        place, end = match.span()
        label = _LABEL.search(page.text, max(0, place - _LONGEST_LABEL), place)
        if (
            label is None
            or (_NO_LABEL.search(label[0]) and label[0] not in _LAST_YEAR)
            or page.barred.touch(place, end)
        ):
            continue
        value = parse_numeral(match[0])
        if value is None:
            continue
        yield _Item(label.start(), place, end, value)


def _before(page: Page, first: _Item, counted: Sequence[Mention]) -> Mention | None:
    """The last figure with a unit before a list, in its paragraph."""
    floor = page.paragraph_start(first.start)
    earlier = (one for one in reversed(counted) if one.end <= first.start and one.unit)
    last = next((one for one in earlier if one.countable), None)
    return last if last is not None and last.start >= floor else None


_APPLICANT = as_pattern(
    "自然人|个人|公民|[居村市]民|企业|公司|科研|公益|社会组织|法律|律所|律师|其他"
)
_RESULT = as_pattern("予?以?公开|部分|不予|不公开|无法提供|提供不了|不处理|其他")


def _of_applications(page: Page, run: Sequence[_Item]) -> bool:
    """Whether nearly all labels of a list are those of who applied, or of what was answered."""
    labels = [page.text[one.start : one.figure] for one in run]
    least = max(2, len(run) - 1)
    return len(run) > 2 and any(
        sum(kind.search(label) is not None for label in labels) >= least
        for kind in (_APPLICANT, _RESULT)
    )


def _summed(page: Page, run: Sequence[_Item], counted: Sequence[Mention]) -> Mention | None:
    """The last figure with a unit in the paragraph before a list that it adds up to."""
    floor = page.paragraph_start(run[0].start)
    total = sum(item.value for item in run)
    earlier = (one for one in reversed(counted) if floor <= one.start and one.end <= run[0].start)
    return next((one for one in earlier if one.unit and one.value == total), None)


def _tied(gap: str) -> bool:
    """Whether a list stands in a bracket or behind a colon or a dash right after the figure."""
    tie = _TIES.search(gap)
    return tie is not None and _WORDS_BETWEEN.fullmatch(gap[: tie.start()]) is not None


def _unit_told(page: Page, first: _Item) -> str | None:
    """The unit that a bracket right before a list says for all of it: 主动公开(单位:条):网站19、微信7."""
    start = max(0, first.start - _LONGEST_UNIT_TOLD)
    told = re.search(
        rf"\((?:单位[:为]?)?({vocabulary().unit})(?:,?下同)?\):$", page.text[start : first.start]
    )
    return told[1] if told else None
