"""Floor 3: what shows that the parts of a total overlap, so that they may exceed it: things told of two kinds, marks
of persons, a figure told of each of several.

Takes a report's counts by index; it must not know the tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.prose.sums.breakdowns import Breakdown, is_mean
from wenzhi.checks.prose.sums.misses import swap_explains
from wenzhi.text.slips import one_slip_apart

_BODIES = frozenset({"人", "名", "位", "家", "户"})
"""Units of those of whom several things may be told."""
_ONE, _TWO = 1, 2

REST = as_pattern("(?<![转交送给向移])其[他它]|其余|剩余|另外|分别")
_ASIDE = 24
"""Characters behind a list in which it says that one kind is in another."""
_OVER_THERE = as_pattern("[;。\n]")
_BEHIND = 10
"""Characters before a list in which a figure is told of each."""
_ALMOST_ALL, _MOST = 0.9, 0.75
"""Shares of a total: beyond the first a slip is likely; two parts of the other each are of one thing. Own judgement."""
_BOTH_KINDS = as_pattern(
    "同一[^,;。]{1,12}[二两多几数][类种项个]|[二两]者(?:兼有|[都皆均](?:有|提|选|问|属|涉)|重叠)|兼[有属]|(?<![不无])(?:重叠|交叉)|一人[身兼有]?[两二多几数](?:个|种|重)?(?:身份|岗|职|角)|[后过](?:再次|重新)|同时涉及|既[^,;。]{1,12}又|可多选|重复计算"
    r"|\([^()]{0,8}(?:共用|兼用|通用|重复|兼)|[一1]件[^,;。\d]{0,6}(?:问|涉|含|申请|提)[^,;。\d]{0,3}[二两几多数](?:[项件个类种]|件?事)"
    "|两边[都均各]|两[头处]都[计算]"
    "|(?:已|均|也|亦|都|一并|同时)(?:计入|计在|含在|含于|包含在|包括在|列入|算入|算在|纳入)"
    "|(?:计|含|包含|包括|算|列|统计)(?:在|入|于)(?:内|其中|其内|前|上述|以上|前述|前者|总数)"
    "|(?:计|含|包含|包括|算|列|统计)在[^,;。()]{1,10}(?:之内|以内|[内中里])"
)
"""Two kinds told to share items, or one told to be in another: 延期后答复的6件(已计入按时答复)."""


def told_to_overlap(dossier: Dossier, part: Breakdown) -> bool:
    """Whether the sentence says that some items are of two kinds (二者兼有的3幅), or the total is a mean."""
    if is_mean(dossier, part.total):
        return True
    counts = dossier.report.counts
    end = max(counts[index].end for index in (part.total, *part.parts))
    behind = _OVER_THERE.split(dossier.flat[end : end + _ASIDE])[0]
    told = words_of(dossier, part)
    return _BOTH_KINDS.search(told + behind) is not None or _each_of_all(dossier, part)


_OF_THOSE_THERE = as_pattern(r"其中的(?=\d)")


def _each_of_all(dossier: Dossier, part: Breakdown) -> bool:
    """706条,公众号转发其中的512条,视频号摘编其中的187条: whether every part is told as some of the total."""
    told = len(_OF_THOSE_THERE.findall(words_of(dossier, part)))
    return told > 1 and told >= len(part.parts)


def are_attributes(dossier: Dossier, part: Breakdown, added: float) -> bool:
    """64人,其中高级职称51人,博士学历12人,外地专家9人: whether one of those counted may be told of twice.

    Not where a list says that it divides them, or exceeds them by a slip and little else.
    """
    counts = dossier.report.counts
    total = counts[part.total]
    if total.unit not in _BODIES:
        return False
    if _is_of_roles(dossier, part):
        return True
    if "其中" not in lead_in(dossier, part):
        return False
    if len(part.parts) <= _TWO or REST.search(words_of(dossier, part)) is not None:
        return False
    values = [counts[index].value or 0 for index in part.parts]
    whole = total.value or 0
    much = added - whole > max(_ONE, (1 - _ALMOST_ALL) * whole)
    slip = (
        one_slip_apart(values, whole) if not much else swap_explains(values, whole, whole - added)
    )
    return added > whole and not slip


def _is_of_roles(dossier: Dossier, part: Breakdown) -> bool:
    """48人中,参加培训的43人;股室负责人14人全部参训: whether all of one part are told to have done what another did."""
    counts, flat = dossier.report.counts, dossier.flat
    if REST.search(words_of(dossier, part)) is not None:
        return False
    return any(
        _ALL_OF_THEM.match(flat, counts[index].end) is not None for index in sorted(part.parts)[1:]
    )


_ALL_OF_THEM = as_pattern(
    "[,]?(?:全部|全员|均|都|无一)(?:[已未]?)(?:参|到|出席|持证|通过|完成|列席|作)"
)


def most_each(counts: Sequence[Count], part: Breakdown) -> bool:
    """300份,其中对网站满意281份,对公开栏满意290份: whether two parts are each nearly all, and so of one thing."""
    most = _MOST * (counts[part.total].value or 0)
    return sum((counts[index].value or 0) > most for index in part.parts) > 1


_MOST_OF = as_pattern(r"最[多高大][^,;。:()\d]{0,8}$")


def is_most_of(dossier: Dossier, index: int) -> bool:
    """到课34人。平均每场68人,最多的一场112人: whether a figure is the largest of several told apart, and no part."""
    start = dossier.report.counts[index].start
    return _MOST_OF.search(dossier.flat, max(0, start - _BEHIND), start) is not None


def of_each(dossier: Dossier, part: Breakdown) -> bool:
    """春夏两季各1期, 三个站所各组织1次: whether a figure is told of each of several, and so is added more than once."""
    counts, flat = dossier.report.counts, dossier.running
    last = max(*part.parts, part.total)
    start = max(0, min(counts[index].start for index in part.parts) - _BEHIND)
    return _EACH.search(flat, start, counts[last].end) is not None


_EACH = as_pattern(
    r"(?:各|每[^,;。:()、\d]{1,6})(?:自|组织|开展|举办|举行|召开|办|开|设|有|配|派|报送?|发布?|公开)*"
    r"(?:(?<=[设有配派置])[^,;。:()、\d]{1,5}?)?[\d一两二三四五六七八九十]"
)


def lead_in(dossier: Dossier, part: Breakdown) -> str:
    """The words from the total to its first part."""
    counts = dossier.report.counts
    first = min(counts[index].start for index in part.parts)
    return "".join(dossier.flat[counts[part.total].end : first].split())


def words_of(dossier: Dossier, part: Breakdown) -> str:
    """The words from the first number of a list to its last."""
    places = [dossier.report.counts[index] for index in (part.total, *part.parts)]
    return dossier.flat[min(c.start for c in places) : max(c.end for c in places)]
