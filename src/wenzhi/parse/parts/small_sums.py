"""Floor 2: whether small figures that come to the one before them are its parts.

Below ten, sums fit by chance: 会议3次,培训2次,检查1次. So words or punctuation must tie what adds up to its total: a
colon or bracket, one thing told of all, a row set off from its total, a last part told as what the others leave.
Takes a total and the figures behind it that come to it; `exact_sums` asks. It must not know tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.parts.frames import same_unit

_OPENED = as_pattern("[:(—]")
"""Behind a figure, before its parts: 5件全部按期答复——2件给全文,2件…,1件…"""
_SET_OFF = as_pattern(r"[^,;。、:()\n\d]{0,8},[^,;。、:()\n\d]{1,12}")
_BESIDE = as_pattern(r"、?[^,;。、:()\n\d]{1,12}")
_IN_A_ROW = as_pattern(r"[,、][^,;。、:()\n\d]{1,12}")
_ENDS = as_pattern(
    r"[。;\n]|$|,(?:再|此外|其[余他它]|别的|另外)?[^,;。:()\n\d]{0,6}(?:没有|均无|都没|再无|全无|为零)"
    r"[^,;。:()\n\d]{0,8}(?:[。;\n]|$)"
)
_SAID_ALL = as_pattern("[总合]?共$")
"""Before a total (共8人), from its end to its first part, from part to part, and behind the last, where nothing
or only that there is nothing else may follow (合格6个,没有不合格的)."""
_LEFT = as_pattern("[,、;](?:另有?|其[余他它]|剩下?|余下?|还有|仍有?|尚有?)的?")
"""From a part to the last: it is what the parts before leave (改完2个,另1个跨月改完)."""
_GOES_ON = as_pattern(r"(?:\([^()\n]*\))?[^,;。、:()\n\d]")
"""Behind a figure: something is said of it (1项(旧档案扫描)仍在推进)."""
_SHARED = 2
"""Characters of a name told of each part in its own way, 当场改7处、限期改2处, of which the last is shared."""
_OF_TABLES = ("applications.", "review.", "litigation.", "active.")
_PAUSES = (",", "、", ";")
_HARD = as_pattern("[。:()\\n]")
_WHEN = as_pattern(r"[春夏秋冬]季(?:学期)?|[上下]半年|[一二三四]季度|\d月份?")
"""Before parts told by when they were: small ones, too, are all there is."""
_HEAD_NOUN = 2
"""Characters of the noun that tells what is counted."""
_MANY = 3


def are_tied(
    page: Page, total: Mention, run: Sequence[Mention], following: Sequence[Mention]
) -> bool:
    """Whether figures that come to a small total are its parts; `following` are all figures behind it."""
    between = page.text[total.end : run[0].start]
    opened = _OPENED.search(between) is not None and "。" not in between
    tied = opened or _of_its_kind(run, total) or _laid_out(page, total, run, following)
    return tied or _used_up(page, total, run)


def by_time(one: Mention) -> bool:
    """春季1次, 下半年55期: told by when it was alone."""
    return _WHEN.fullmatch(one.lead.strip(",、")) is not None


def _of_its_kind(run: Sequence[Mention], total: Mention) -> bool:
    """督查6次。季度督查4次。专项督查2次; 培训7场。3场讲…,4场讲…: small parts told as the same thing."""
    thing = (total.object or "")[-_HEAD_NOUN:]
    named = len(thing) == _HEAD_NOUN and all((one.object or "").endswith(thing) for one in run)
    return named or all(map(by_time, run)) or all(not one.lead and one.tail for one in run)


def _laid_out(
    page: Page, total: Mention, run: Sequence[Mention], following: Sequence[Mention]
) -> bool:
    """解读7篇,图文4篇、视频2篇、问答1篇: small parts set off from their total, in a row that ends there."""
    first, *others = _steps(page, total, run)
    if not _SET_OFF.fullmatch(first) or not all(same_unit(one, total) for one in run):
        return False
    if not _ENDS.match(page.text, run[-1].end):
        after = next((one for one in following if one.start > run[-1].start), None)
        paused = page.text.startswith(",", run[-1].end)
        if not paused or after is None or same_unit(after, total):
            return False  # 意见箱9个,门诊4个、住院5个,开箱24次
    many = len(run) > _MANY and _SAID_ALL.search(total.lead) is not None
    return all((_IN_A_ROW if many else _BESIDE).fullmatch(step) for step in others)


def _used_up(page: Page, total: Mention, run: Sequence[Mention]) -> bool:
    """问题3个,当月改完2个,另1个跨月改完; 9处,当场改7处,限期改2处: parts that leave nothing of their total."""
    first, *others = _steps(page, total, run)
    if not others:
        return False  # 4场,甲乙丙丁各1场
    names = (one.indicator or "" for one in (total, *run))
    if any(name.startswith(_OF_TABLES) for name in names) or not first.strip():
        return False
    if any(map(_HARD.search, (first, *others))) or not all(same_unit(one, total) for one in run):
        return False
    opens = all(step.endswith(_PAUSES) for step in others)
    if opens and not first.startswith(_PAUSES) and not first.endswith(_PAUSES):
        return True  # 5名人员2名在局里、3名在中心
    if _LEFT.fullmatch(others[-1]):
        return True
    if others[-1] in _PAUSES and run[0].lead and _GOES_ON.match(page.text, run[-1].end):
        return True  # 已改3项,1项仍在推进
    told = [first.rpartition(",")[2], *(step.lstrip(",、;") for step in others)]
    alike = len({name[-1:] for name in told}) == 1 and len(set(told)) == len(told)
    return alike and all(len(name) >= _SHARED for name in told)


def _steps(page: Page, total: Mention, run: Sequence[Mention]) -> list[str]:
    """The words from a total to its first part and from part to part."""
    return [page.text[one.end : other.start] for one, other in pairwise([total, *run])]
