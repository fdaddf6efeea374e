"""Floor 3: figures that stand abreast of a total, so that a list behind them may be of them all.

投诉433件、举报215件,其中办结602件: what was settled is of both; 合作社112家、农场37家,新认定的分别为9家、5家: a figure
of each. Takes a report's counts by index and what the parser has for a total and its parts; says whether the parts are
of something else. It must not know how far they miss their total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, part_start
from wenzhi.text.slips import one_slip_apart

_MATES = 6
"""Figures before a total among which those abreast of it are looked for."""
_ASIDE = as_pattern(r"\([^()\n]*\)|20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?")
"""Between two figures: what brackets add, and the date of the second (另有2019年12月来的1件)."""
_NEXT = as_pattern(r"[^,、;。:()\d\n]{0,12}(?:[,、;]|[和与及])(?P<name>[^,、;。:()\d\n]{0,16})")
"""From one figure to the next that stands abreast of it."""
_PUNCTUATION = as_pattern("[,、;。:()和与及]")
_NO_MATE = as_pattern(
    "合计|共计|总计|总共|小计|其中|[比较与][上去前20]|同比|[增减多少](?!值|补|收|加|数)|占(?!道|用|地)|包括|含"
)
"""In the name of a figure: it is a sum of those before it, part of them or a step from them."""
_RESPECTIVELY = as_pattern("分别|依次|各为|各是")
_STRAY = as_pattern(r"(?<![\d.])(?P<value>\d+)(?P<unit>[^,、;。:()\d\n])")
_STEP = as_pattern("[增减多少超占约]|[比较与][上去前20]")
"""In the clause before a figure: it is set against another."""
_AT_FIRST = as_pattern(
    r"(?:(?:上一?年度?|去年|前一年|20\d\d年)年?[末底]|[年期]初)[^,;。、:()\d]{0,14}$"
)
_CAME_OR_WENT = as_pattern(
    "新[增开设建入制注发办]|增[加设]|制发|减少?|废止|失效|注销|关[停闭]|撤[销并]|退出|停用"
)
_OF_IT = as_pattern(r"[(:]|[^,;。:()\d]{0,6}[(:]")
"""Right behind a total: a list of it alone."""
_NAMED_AGAIN = as_pattern(r"[。;\n](?P<what>[^,;。:()\n\d]{2,8})[中里],[^,;。:()\n\d]{0,10}$")
"""Before a list: it says of what it is (新收7件;结转1件,合计8件。新收申请中,…)."""
_ANY_SPACE = as_pattern(r"[ \t\u3000]+")
_KIND = 2
"""Characters of a noun by which a thing is named again."""
_PARAGRAPH = 200
"""Characters before a list within which the number it really divides may stand. Own choice."""
_SUM = as_pattern(r"(?:合计|共计|总计|相加|一共|总共|[合加]起来|合在一起)(?:的)?[为是达有]?$|占")
"""Before a figure: it holds what is told before it."""
_STEPS = as_pattern(
    "报名|签到|到[场会]|出席|遴选|初选|入[围选]|面试|笔试|录[用取]|参[加会与训]|发言|提问|结业|通过$|领[证取]"
)
"""In the name of a figure: of those told before, so many came thus far."""
_AFTERWARDS = as_pattern(
    "(?:补正|改正|修改|整改|补充|复核|退回|告知|更正)(?:材料|内容)?(?:之?后|完毕)"
)
"""The same of what became of those right before it: 退回补正7件,补正后受理7件."""
_MANY = 50
"""Below it one digit that explains what a list misses its total by explains it by chance."""
_LOOK = 24
_RESULT = "applications.result."
_KINDS = frozenset(
    f"{_RESULT}{kind}.total"
    for kind in ("granted", "partial", "denied", "unavailable", "rejected", "other")
)
"""Rows that stand beside one another: none of them is part of another."""


def is_of_others(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """Whether a list is plainly of something else than the one figure that the parser has for its total."""
    counts = dossier.report.counts
    kinds = [counts[index].indicator in _KINDS for index in (total, *parts)]
    if kinds[0] and any(kinds[1:]):
        return True  # 其次是予以公开,11件;部分公开7件;不予公开4件
    if _is_stock(dossier, total, parts) or _goes_on(dossier, total, parts):
        return True
    if _are_steps(dossier, total, parts) or _hold_each_other(dossier, total, parts):
        return True
    if any(_is_larger_sum(dossier, total, index) for index in parts):
        return True
    if counts[min(parts)].start < counts[total].end:
        return False
    if _are_of_reviews(dossier, total, parts):
        return True
    before = [counts[index].value or 0 for index in mates(dossier, total)]
    return _are_of_all(dossier, total, parts, before)


_OF_REVIEWS = as_pattern("复议(?!后|不服|再|[^,;。:()]*诉)")


def _are_of_reviews(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """复议40件,诉讼22件,其中复议决定维持21件: whether a list behind the suits says that it is of the reviews before."""
    counts = dossier.report.counts
    if (counts[total].indicator or "").partition(".")[0] != "litigation" or not total:
        return False
    if (counts[total - 1].indicator or "").partition(".")[0] != "review":
        return False
    return _OF_REVIEWS.search(dossier.flat, counts[total].end, counts[min(parts)].start) is not None


def mates(dossier: Dossier, total: int) -> tuple[int, ...]:
    """The figures of its unit right before a total that stand abreast of it, in reading order."""
    counts, flat = dossier.report.counts, dossier.running
    found: list[int] = []
    last = total
    for index in range(total - 1, max(-1, total - 1 - _MATES), -1):
        told = flat[counts[index].end : counts[last].start]
        if _PUNCTUATION.search(told) is None:
            continue  # 二类项目28个: a figure in the name of the next
        step = _NEXT.fullmatch("".join(_ASIDE.sub("", told).split()))
        if step is None and told.startswith(")"):
            continue  # what a bracket adds to the one before
        if step is None or _NO_MATE.search(step["name"]):
            break
        related = counts[index].parent == total or counts[total].parent == index
        if counts[index].unit != counts[total].unit or related:
            break
        found.insert(0, index)
        last = index
    return tuple(found)


def _are_of_all(dossier: Dossier, total: int, parts: Sequence[int], before: list[float]) -> bool:
    """Whether a list behind figures that stand abreast is told of each of them, or comes to all of them."""
    counts, flat = dossier.report.counts, dossier.running
    whole = counts[total].value or 0
    values = [counts[index].value or 0 for index in parts]
    added = sum(values)
    told = flat[counts[total].end : counts[min(parts)].start]
    if _is_named_again(dossier, total, told):
        return False
    if before and _RESPECTIVELY.search(told) and len(parts) == len(before) + 1:
        return True
    beside = [*before[::-1], *_between(told, counts[total].unit)]
    if any(whole + some == added for some in accumulate(beside)):
        return True  # 4起复议被纠正、3起诉讼败诉,…,其中程序瑕疵5起、事实不清2起
    if not before or _OF_IT.match(told):
        return False
    if whole >= _MANY and one_slip_apart(values, whole):
        return False  # 发放120份,收回115份,其中满意120份、一般9份、不满意4份
    # Where one figure alone exceeds the last of several, it is of more than that one.
    return whole < max(values) <= whole + sum(before)


def _is_named_again(dossier: Dossier, total: int, told: str) -> bool:
    """Whether a list `told` some words behind its total names it again at its head."""
    start = dossier.report.counts[total].start
    again = _NAMED_AGAIN.search(_ANY_SPACE.sub("", told))
    named = dossier.running[max(0, start - _LOOK) : start]
    return again is not None and again["what"][:_KIND] in named


def comes_to_another(dossier: Dossier, total: int, parts: Sequence[int], added: float) -> bool:
    """Whether parts come to another number told before them: 受理112项,办结108项;其中71项、41项."""
    counts, flat = dossier.report.counts, dossier.running
    first = counts[min(parts)].start
    if _is_named_again(dossier, total, flat[counts[total].end : first]):
        return False
    if _is_bracketed_before_next(counts, flat, total, parts):
        return False
    start = max(part_start(flat, first, "\n"), first - _PARAGRAPH)
    return any(
        start < count.start < first
        and count.value == added
        and count.unit == counts[min(parts)].unit
        and index not in parts
        for index, count in enumerate(counts)
    )


def _is_bracketed_before_next(
    counts: Sequence[Count], flat: str, total: int, parts: Sequence[int]
) -> bool:
    """诉讼6件,直接起诉4件(维持2件、未结3件),复议后起诉2件: brackets right behind one of several hold its own parts."""
    last, above = max(parts), counts[total].parent
    if above is None or not flat.startswith("(", counts[total].end):
        return False
    closing = flat.find(")", counts[total].end)
    following = next((one for one in counts[last + 1 :] if one.parent == above), None)
    inside = counts[last].end <= closing
    return inside and following is not None and flat[closing + 1 : following.start][:1] in _MORE


_MORE = tuple(",、;")


def _are_steps(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """报名74人,遴选30人,到会28人,发言15人: whether each figure is of those of the one before it.

    A sum behind them (3月到会16人,9月到会15人,加起来31人) is no first step, nor is one word twice a step from itself.
    """
    if dossier.report.counts[total].start > dossier.report.counts[min(parts)].start:
        return False
    values = [dossier.report.counts[index].value or 0 for index in (total, *sorted(parts))]
    if sorted(values, reverse=True) != values:
        return False
    if any(_AFTERWARDS.search(_before(dossier, index)) for index in sorted(parts)[1:]):
        return True
    steps = [_STEPS.search(_before(dossier, index)) for index in parts]
    return all(steps) and len({one[0] for one in steps if one}) == len(steps)


def _hold_each_other(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """个人96件;单位18件,含企业11件、律所7件: whether a list holds a figure and all of its parts.

    Not where it merely comes to what stands before it in the row: 就业38条,政策26条,动态64条.
    """
    counts = dossier.report.counts
    held = {counts[index].parent for index in parts} & set(parts)
    return any(
        counts[one].value == sum(counts[i].value or 0 for i in parts if counts[i].parent == one)
        for one in held
        if one is not None and one != total and not _is_next_in_row(dossier, one, parts)
    )


_NEXT_OF_ROW = as_pattern(r"(?P<mark>[,、])[^,、;。:()\d\n]{1,12}")
"""Between two figures of one row, each with a name of its own."""
_SUM_OF_SOME = as_pattern("[共总合]|小计|相加|之和|[二两三四五]|以上|上述|前述|这|者")


def _is_next_in_row(dossier: Dossier, held: int, parts: Sequence[int]) -> bool:
    """Whether a figure behind those it comes to goes on in their row by its mark, and no word says that it is a sum."""
    counts, flat = dossier.report.counts, dossier.running
    own = [index for index in parts if counts[index].parent == held]
    if max(own) > held or held - 1 not in own:
        return False
    steps = [
        _NEXT_OF_ROW.fullmatch("".join(flat[counts[one].end : counts[one + 1].start].split()))
        for one in range(min(own), held)
    ]
    marks = {step["mark"] if step else "" for step in steps}
    last = steps[-1]
    return len(marks) == 1 and last is not None and _SUM_OF_SOME.search(last[0]) is None


def _is_larger_sum(dossier: Dossier, total: int, part: int) -> bool:
    """部分公开6件,两类合计20件,占办结32件的62.5%: whether a figure is larger than a total and told to hold it."""
    counts = dossier.report.counts
    larger = (counts[part].value or 0) > (counts[total].value or 0)
    return larger and _SUM.search(_before(dossier, part)) is not None


def _between(told: str, unit: str | None) -> Iterator[float]:
    """The figures of a unit told between a total and a list, whatever they were taken for."""
    told = _ASIDE.sub("", told)
    for one in _STRAY.finditer(told):
        clause = told[part_start(told, one.start(), ",;。:、") : one.start()]
        if one["unit"] == unit and not _STEP.search(clause):
            yield float(one["value"])


def _goes_on(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """县级11名、乡级187名、村级405名,三级603名: whether a total and its parts are one row, the last their sum."""
    counts = dossier.report.counts
    told = dossier.running[counts[total].end : max(counts[total].end, counts[min(parts)].start)]
    step = _NEXT.fullmatch("".join(_ASIDE.sub("", told).split()))
    if step is None or _NO_MATE.search(step["name"]):
        return False
    values = [counts[index].value or 0 for index in parts]
    sums = accumulate((counts[total].value or 0, *values))
    return any(added == one for added, one in zip([*sums][1:], values[1:], strict=False))


def _before(dossier: Dossier, index: int) -> str:
    """The words of a figure's clause before it."""
    flat, start = dossier.running, dossier.report.counts[index].start
    told = flat[max(0, start - _LOOK) : start]
    return "".join(told[part_start(told, len(told), ",;。:、(") :].split())


def _is_stock(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """年初8件、新增2件、失效3件: whether the total is what there was at first, and the parts what came and went."""
    if _AT_FIRST.search(_before(dossier, total)) is None:
        return False
    return any(_CAME_OR_WENT.search(_before(dossier, index)) for index in parts)
