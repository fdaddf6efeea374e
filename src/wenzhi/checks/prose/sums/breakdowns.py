"""Floor 3: which numbers of a report are one list of what a total consists of.

Takes a dossier; gives totals with their parts, by index. Whether they add up is for the rules to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, once, part_start
from wenzhi.checks.prose.sums.abreast import is_of_others

_STOCK_AS_OF = as_pattern(r"[;。]截[至止]")
_NEXT_ITEM = as_pattern(r"[;。,][一二三四五六七八九]是")
_WAYS = as_pattern("途径|渠道|路径|主线|方式|平台|阵地|媒介")
_DIVISIONS = as_pattern(
    "(?:大|主要)?(?:途径|渠道|方式|平台|阵地|媒介|方面|部分|类(?!信息|文件)|板块|栏目|环节|层面)"
)
"""Right behind a number: it says how many parts there are and is none of them (三个渠道分别公开…)."""
_CONCERNED = as_pattern("涉及|覆盖|惠及|辐射|服务(?!类)|涉(?![及外企密农税])")
_LISTING = as_pattern("其中|包括|含|分别|分为|由|:")
_GENERIC = ("个", "家", "名", "户", "人", "处", "项")
"""Units of things of all kinds: 批次31个,涉及9个镇街42个村 are no parts of one another."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A total with the parts of one list, all by index into the report's counts."""

    total: int
    parts: tuple[int, ...]


@once
def breakdowns(dossier: Dossier) -> tuple[Breakdown, ...]:
    """Every list of parts with its total, in the order of the totals; ratios are no parts."""
    found = (_trimmed(dossier, part) for part in _listed(dossier.report.counts))
    return tuple(p for p in found if _is_breakdown(dossier, p))


def _is_breakdown(dossier: Dossier, part: Breakdown) -> bool:
    """Whether the numbers are one list of what the total consists of."""
    if _of_ways(dossier, part) or _of_another_thing(dossier, part) or is_mean(dossier, part.total):
        return False
    if _taken_in(dossier, part) or _of_applicants(dossier, part) or _joins(dossier, part):
        return False
    if _under_another_head(dossier, part) or is_of_others(dossier, part.total, part.parts):
        return False
    return _of_one_list(dossier, part)


_MEAN = as_pattern("(?:平均|[人日月户村年场篇件]均)[^,;。:()\\d]{0,12}$")
_NEAR = 20
"""Characters before a figure among which it is told to be a mean."""


def is_mean(dossier: Dossier, index: int) -> bool:
    """平均阅读量1830次,最高的一篇2.4万次: whether a figure is a mean, which nothing is a part of."""
    start = dossier.report.counts[index].start
    near = dossier.flat[max(0, start - _NEAR) : start]
    return "均" in near and _MEAN.search("".join(near.split())) is not None


def _of_ways(dossier: Dossier, part: Breakdown) -> bool:
    """Whether the total counts ways and the parts what went along them (三条途径…网站公开643条)."""
    end = dossier.report.counts[part.total].end
    return _WAYS.match("".join(dossier.flat[end : end + 8].split())) is not None


_IN_WHICH = as_pattern(r"\s*(?:也|均|都)?(?:包括|计算|计|算|含)?在内,")


def _taken_in(dossier: Dossier, part: Breakdown) -> bool:
    """收到42件,…。含上年结转3件在内,办结42件: whether a first part is told in a new sentence to be in what follows."""
    counts = dossier.report.counts
    first = counts[part.parts[0]]
    before = dossier.flat[counts[part.total].end : max(first.start, counts[part.total].end)]
    return "。" in before and _IN_WHICH.match(dossier.flat, first.end) is not None


_TOGETHER = as_pattern(r"\s*(?:申请)?(?:一起|一并|一同|合并|并案)")


def _joins(dossier: Dossier, part: Breakdown) -> bool:
    """与旧存的5件一起办理,结58件: whether a total is only told to have joined others, whose parts follow."""
    end = dossier.report.counts[part.total].end
    return part.parts[0] > part.total and _TOGETHER.match(dossier.flat, end) is not None


def _of_applicants(dossier: Dossier, part: Breakdown) -> bool:
    """公益机构2件。涉及试卷的2件…: whether a new sentence goes on behind what one kind of applicant asked for."""
    counts = dossier.report.counts
    total, first = counts[part.total], counts[part.parts[0]]
    name = total.indicator or ""
    if not name.startswith("applications.new_received.") or name.endswith(".total"):
        return False
    told = dossier.flat[total.end : max(first.start, total.end)]
    return "。" in told and _LISTING.search(told.rpartition("。")[2]) is None


_HEAD_OF_LINE = as_pattern(
    r"^[^\n]*[^\s,;。:\n][^\n]*。\s*\n\s*(?!\W{0,2}[分按从])[^\n,;。:\d]{2,12}:"
)


def _under_another_head(dossier: Dossier, part: Breakdown) -> bool:
    """Whether the parts stand in a new paragraph under a head of its own, and other words end the total's.

    打假类申请160件,约占四成。⏎结果分布:公开104件…
    """
    counts = dossier.report.counts
    total, first = counts[part.total], counts[part.parts[0]]
    if first.start < total.end:
        return False
    return _HEAD_OF_LINE.match(dossier.flat[total.end : first.start]) is not None


def _trimmed(dossier: Dossier, part: Breakdown) -> Breakdown:
    """Without what follows in another sentence and another unit: 共89条,其中…。开设微博1个."""
    counts = dossier.report.counts
    parts = [i for i in part.parts if not _says_how_many(dossier, i)] or list(part.parts)
    parts = [i for i in parts if not _tells_it_again(dossier, part.total, i)] or parts
    parts = [i for i in parts if not _has_none(dossier, part.total, i)] or parts
    kept = [parts[0]]
    in_line = "\n" not in dossier.flat[counts[part.total].end : counts[parts[0]].start]
    for index in parts[1:]:
        if _opens_anew(dossier, max(kept[-1], part.total), index, in_line) or _of_another_time(
            dossier, part.total, index
        ):
            break
        apart = "。" in dossier.flat[counts[kept[-1]].end : counts[index].start]
        if apart and counts[index].unit != counts[part.total].unit:
            break
        kept.append(index)
    return Breakdown(part.total, tuple(kept))


def _opens_anew(dossier: Dossier, last: int, index: int, in_line: bool) -> bool:
    """Whether a number is itself a whole of which something is told: ;新收120件中110件当年办结.

    Or stands in the list's next line, where the first part stood `in_line` with the total.
    """
    counts = dossier.report.counts
    between = dossier.flat[counts[last].end : counts[index].start]
    behind = dossier.flat[counts[index].end : counts[index].end + 1]
    if in_line and _NEXT_LINE.search(between):
        return True
    if _ANEW.search(between):
        return True
    return behind == "中" and (";" in between or "。" in between)


_A_TIME = as_pattern("[上下]半年|[一二三四]季度")


def _of_another_time(dossier: Dossier, total: int, index: int) -> bool:
    """上半年219条,其中6月64条;下半年150条: whether a figure is of another half of the year than its total."""
    own, other = (
        _A_TIME.search(dossier.flat, part_start(dossier.flat, one.start, _CLAUSE), one.start)
        for one in (dossier.report.counts[total], dossier.report.counts[index])
    )
    return own is not None and other is not None and own[0] != other[0]


_CLAUSE = ",;。:()\n"


def _tells_it_again(dossier: Dossier, total: int, index: int) -> bool:
    """2974条:办公室412条,财政局295条,…合计2974条: whether a figure is the total once more."""
    one, whole = dossier.report.counts[index], dossier.report.counts[total]
    if is_named_again(dossier, total, index):
        return True
    before = "".join(dossier.running[max(0, one.start - _SUM) : one.start].split())
    return one.value == whole.value and _SUMMED.search(before) is not None


def is_named_again(dossier: Dossier, total: int, index: int) -> bool:
    """已办20件,未办完1件。已办的20件中: whether a figure is the total, named again to be divided."""
    counts = dossier.report.counts
    return (
        counts[index].value == counts[total].value
        and _OF_THOSE.match(dossier.flat, counts[index].end) is not None
    )


_OF_THOSE = as_pattern(r"\s*(?:申请)?(?:之?中(?!心)|里)")
_ANEW = as_pattern("[,;。](?:同步|此外)")
"""Between two figures: something else is told from here on."""
_SUM = 6
_SUMMED = as_pattern("(?:合计|共计|总计|相加)[为是达]?$")
_NEXT_LINE = as_pattern(r"\n\s*[-—•·◆■●○▪※*]")
"""A list's next line, behind parts that stood in the line of their total."""


_NONE_OF_THEM = as_pattern(
    r"\s*[^,;。:()\d]{1,8}?(?:均|都|全年)?(?:为零|为0|零申请|(?:没有|没|未)(?:收到|接到|发生|产生)|无(?=[,;。]|申请))"
)


def _has_none(dossier: Dossier, total: int, index: int) -> bool:
    """乡镇32件:甲镇11件,…,另7个乡镇没有收到: whether a figure in another unit counts those that have no part."""
    one, whole = dossier.report.counts[index], dossier.report.counts[total]
    return one.unit != whole.unit and _NONE_OF_THEM.match(dossier.flat, one.end) is not None


def _says_how_many(dossier: Dossier, index: int) -> bool:
    """Whether a number says how many ways or parts there are: 三个渠道, 两个方面, 四部分."""
    count = dossier.report.counts[index]
    if count.unit not in ("个", "大", "种", "类", "项", "条", None):
        return False
    return _DIVISIONS.match("".join(dossier.flat[count.end : count.end + 8].split())) is not None


def _of_another_thing(dossier: Dossier, part: Breakdown) -> bool:
    """Whether the parts are what the total concerned (涉及9个镇街42个村) and not what it consists of."""
    counts = dossier.report.counts
    total, first = counts[part.total], counts[part.parts[0]]
    if first.unit not in _GENERIC or first.start < total.end:
        return False
    between = dossier.flat[total.end : first.start]
    return _CONCERNED.search(between) is not None and _LISTING.search(between) is None


def _listed(counts: Sequence[Count]) -> tuple[Breakdown, ...]:
    lists: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, count in enumerate(counts):
        if (
            count.parent is not None
            and count.unit not in RATIOS
            and not _of_another_row(count, counts[count.parent])
        ):
            lists[count.parent, count.group].append(index)
    return tuple(Breakdown(total, tuple(parts)) for (total, _), parts in sorted(lists.items()))


def _of_another_row(part: Count, total: Count) -> bool:
    """Whether both are cells of table two, of different rows: penalties are no part of licences."""
    rows = [(count.indicator or "").rpartition(".")[0] for count in (part, total)]
    return all(row.startswith("active.") for row in rows) and rows[0] != rows[1]


def _of_one_list(dossier: Dossier, part: Breakdown) -> bool:
    """Whether neither an item of a list (二是…) nor a stock (；截至年底…) begins before the last part."""
    places = [dossier.report.counts[index].start for index in (part.total, *part.parts)]
    between = "".join(dossier.flat[min(places) : max(places)].split())
    return _NEXT_ITEM.search(between) is None and _STOCK_AS_OF.search(between) is None
