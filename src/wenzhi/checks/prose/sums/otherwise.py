"""Floor 3: what the figures of a list that misses its total come to with those beside them.

公开891条。网站527条,其中防汛164条;微信318条;报纸46条: 527 is a summand of 891, not what 164 and 318 divide. A figure
that takes part in a sum that holds is what it should be, and another reading of it that fails is a misreading. Takes
a report's counts by index; it must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import RATIOS, Dossier, part_end, part_start
from wenzhi.checks.prose.sums.misses import is_likely_meant
from wenzhi.checks.prose.words import SENTENCE, WORDS
from wenzhi.checks.readings import told_of_last_year

_BEFORE, _BEHIND = 6, 3
"""Figures before a total, and behind its list, that may be of one sum with it."""
_BESIDE = as_pattern(r"[^,、;。:()\d\n]{0,6}[,、;](?P<name>[^,、;。:()\d\n]{0,20})")
"""From the last part to one told abreast of it in another unit: ,《公报》刊载54件."""
_NO_PART = as_pattern(
    "其中|包括|含|[比较与][上去前20]|同比|[增减](?!值|补|收)|占(?!道|用|地)|[总共合]计|共$"
)
_ONE_MORE = as_pattern("其[余他它]|剩|余下|另|此外|还有|也有")
_APART = as_pattern("[;。]|" + _ONE_MORE.pattern)
"""Between two parts: the second may be told beside the total, not of it."""
_LEFT_OVER = as_pattern(
    "转[入到至下]|结转|未|尚|剩|[下次]一?年|跨年|在办|在审|正在|延[期至到]|顺延"
)
_STOCK = as_pattern("公开总数|对外公开|现行|有效|现有|保有|在册|历年|累计")
_MADE = as_pattern("新[制公增发开建设]|制[发定]|印发|废止|失效|注销|修订")
_AMONG = as_pattern("[;。](?:其中|申请中|上述)")


def holds_otherwise(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """Whether a total or the parts that miss it are plainly of another sum with what stands beside them."""
    counts = dossier.report.counts
    whole = counts[total].value or 0
    added = sum(counts[index].value or 0 for index in parts)
    if total > max(parts):
        return (
            _is_carried(dossier, total, added - whole)
            or _is_stock(dossier, total, parts)
            or _is_left_of(dossier, total, parts)
        )
    if added > whole and _comes_out_apart(dossier, total, parts):
        return True
    if _is_summand(dossier, total, parts) or _are_channels(dossier, total, parts):
        return True
    if added < whole and (
        _are_extremes(dossier, parts) or _has_one_each(dossier, parts, whole - added)
    ):
        return True
    if added > whole and _is_balance(dossier, parts, whole):
        return True
    if added > whole and _is_with_last_years(dossier, parts, added - whole):
        return True
    if _is_what_became(dossier, total, parts):
        return True
    return added < whole and _goes_on(dossier, total, parts, whole - added)


_EXCEPT = as_pattern("^(?:其中)?(?:除(?!夕|尘|险|草|雪)|扣除|剔除|减去|去掉)")


def _is_left_of(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """建议96件、提案121件,除5件涉密外,共212件: whether one of the parts is what a total leaves out."""
    return any(_EXCEPT.search("".join(_name(dossier, index).split())) for index in parts)


_LAST_YEARS = as_pattern(
    r"\((?:其中)?(?:含|包括|内有)?(?:往年|上一?年|去年|历年|积案|旧案)[^()\d]{0,8}$"
)


def _is_with_last_years(dossier: Dossier, parts: Sequence[int], excess: float) -> bool:
    """受理92件,审结88件(含上年积案5件),未结9件: whether what exceeds came in the year before."""
    counts, flat = dossier.report.counts, dossier.running
    return any(
        one.value == excess and _LAST_YEARS.search(flat, counts[index].end, one.start)
        for index in parts
        for one in counts[index + 1 : index + 2]
    )


def _comes_out_apart(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """Whether the parts come to their total but for those told apart: of it all before them, or left besides it.

    11件,含上年转入1件;办完10件,在办1件; 38件,一人提交9件;征收类21件、违建类17件;
    20件,公开14件、不公开6件,另有1件转下年.
    """
    counts, flat = dossier.report.counts, dossier.running
    row = sorted(parts)
    values = [counts[index].value or 0 for index in row]
    whole = counts[total].value or 0
    last = counts[row[-1]]
    besides = (
        "".join(_name(dossier, row[-1]).split())
        + flat[last.end : part_end(flat, last.end, SENTENCE)]
    )
    if len(row) > 2 and sum(values[:-1]) == whole and _BESIDES.match(besides):
        return True
    # 自然人9件、企业2件、律所2件;网上7件、邮寄5件: of two divisions one may be wrong.
    return any(
        sum(values[cut:]) == whole
        and not (cut > 1 and is_likely_meant(values[:cut], whole))
        and _BREAK.search(flat, counts[row[cut - 1]].end, counts[row[cut]].start)
        for cut in range(1, len(row) - 1)
    )


_BREAK = as_pattern("[;。]")
_BESIDES = as_pattern(f"(?:另外?有?|此外|还有|尚有?|剩余?|余下).*?(?:{_LEFT_OVER.pattern})")


def _are_extremes(dossier: Dossier, parts: Sequence[int]) -> bool:
    """3240条,好评3227条,差评1条: whether of the marks given only the best and the worst are told."""
    if len(parts) != _PAIR:
        return False
    best, worst = (_name(dossier, index) for index in sorted(parts))
    return any(one in best and other in worst for one, other in _EXTREMES)


_PAIR = 2
_EXTREMES = (("好评", "差评"), ("满意", "不满意"))
_BECAME = as_pattern(r"^[^,;。:()\d]{0,8}[为到至成](?:了|目前|现在)?的?$")


def _is_what_became(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """从38个整合为31个,其中新设2个,撤并9个: whether two parts are what came and what went on the way to a total."""
    counts, flat = dossier.report.counts, dossier.running
    if len(parts) != _PAIR or not total or counts[total - 1].unit != counts[total].unit:
        return False
    was, now = counts[total - 1], counts[total]
    one, other = (counts[index].value or 0 for index in parts)
    if abs((now.value or 0) - (was.value or 0)) != abs(one - other):
        return False
    return _BECAME.match("".join(flat[was.end : now.start].split())) is not None


_OF_A_WHOLE = as_pattern("占(?!道|用|地)|总[量数]|一?共(?!同|产|性|享|服|建)")
"""From a figure to one that is larger: it is the whole of which the first is part."""


def is_larger_whole(dossier: Dossier, total: int, parts: Sequence[int], index: int) -> bool:
    """Whether a part larger than its total is told to be a whole, or to stand beside the total.

    236件,占总量(含重复工单共310件)的76.1%; 取水的4件,其中3件来自企业;征地的5件.
    """
    counts, flat = dossier.report.counts, dossier.running
    start = counts[index].start
    if start < counts[total].end:
        return False
    if _OF_A_WHOLE.search(flat, counts[total].end, start) is not None:
        return True
    before = [one for one in parts if counts[total].end <= counts[one].start < start]
    between = flat[counts[before[-1] if before else total].end : start]
    told = flat[counts[total].end : start]
    return ";" in told and ("其中" in told.partition(";")[0] or (bool(before) and ";" in between))


def _is_summand(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """Whether a total comes, with the last of its parts or with what follows them, to a figure before it.

    92项,90项网上可办,其中84项…,另2项; 36件,自然人31件,法人5件;其中补正4件、延期3件.
    """
    counts, flat = dossier.report.counts, dossier.running
    start = part_start(flat, counts[total].start, "\n")
    unit, whole = counts[total].unit, counts[total].value or 0
    before = [
        index
        for index in range(max(0, total - _BEFORE), total)
        if counts[index].start >= start
        and counts[index].unit == unit
        and not told_of_last_year(dossier.flat, counts[index])
    ]
    told = flat[counts[total].end : counts[min(parts)].start]
    for at, index in enumerate(before):
        above = counts[index].value or 0
        if above <= whole:
            continue
        beside = [counts[i].value or 0 for i in before[at + 1 :]]
        if _AMONG.match(told) and beside and sum(beside) + whole == above:
            return True
        if any(whole + more == above for more in _behind(dossier, unit, parts)):
            return True
    return False


def _behind(dossier: Dossier, unit: str | None, parts: Sequence[int]) -> Iterator[float]:
    """What the last parts, but not the first, come to, and each with the figures right behind a list."""
    counts, flat = dossier.report.counts, dossier.running
    last = max(parts)
    end = part_end(flat, counts[last].end, "\n")
    more = [
        counts[index].value or 0
        for index in range(last + 1, min(last + 1 + _BEHIND, len(counts)))
        if counts[index].start < end and counts[index].unit == unit
    ]
    row = sorted(parts)
    values = [counts[index].value or 0 for index in row]
    for cut in range(1, len(values)):
        if _APART.search(flat, counts[row[cut - 1]].end, counts[row[cut]].start) is None:
            continue
        for reach in range(len(more) + 1):
            yield sum(values[cut:]) + sum(more[:reach])


_WENT = as_pattern(
    "(?:废止|失效|注销|核销|撤销|[划移调]出|退出|到期|清理|取消|停用|报废)(?:了|的)?$"
)


def _is_balance(dossier: Dossier, parts: Sequence[int], whole: float) -> bool:
    """在册10件(年初9件,划入3件,制发2件,废止4件): whether what went, taken off the rest, leaves the total."""
    values = [dossier.report.counts[index].value or 0 for index in parts]
    went = [
        value
        for index, value in zip(parts, values, strict=True)
        if _WENT.search("".join(_name(dossier, index).split()))
    ]
    return bool(went) and sum(values) - 2 * sum(went) == whole


_ONE_EACH = as_pattern(
    r"[、,;]?(?:和|及|以及)?(?P<names>[^,;。:()\d]{2,24}?)(?:各|均为|都是)(?:有|为)?(?P<number>\d+|[一两])[\u4e00-\u9fff]"
)
"""Behind a list: several more in one breath (,科研机构及其他组织各1件)."""
_AND = as_pattern("、|以及|及其他|[和与及]")


def _has_one_each(dossier: Dossier, parts: Sequence[int], gap: float) -> bool:
    """Whether what a list misses is told behind it as so many of each of several."""
    end = dossier.report.counts[max(parts)].end
    each = _ONE_EACH.match("".join(dossier.running[end : end + 40].split()))
    if each is None:
        return False
    number = {"一": 1, "两": 2}.get(each["number"]) or int(each["number"])
    return number * (len(_AND.findall(each["names"])) + 1) == gap


_CHANNEL = as_pattern(
    "网站|网络|网上|微信|公众号|微博|信函|邮寄|来信|当面|现场|窗口|邮件|传真|电话|线[上下]|公示?栏|客户端|视频号"
)


def _are_channels(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """通过网站收到21件,信函16件,当面4件: whether a total and its parts are each of another channel, told abreast."""
    counts = dossier.report.counts
    told = dossier.running[counts[total].end : counts[min(parts)].start].lstrip()
    if not told.startswith((",", ";", "、")) or _LISTS.search(told) is not None:
        return False
    own = _CHANNEL.findall(_name(dossier, total))
    others = [_CHANNEL.search(_name(dossier, index)) for index in parts]
    return len(own) == 1 and all(one is not None and one[0] != own[0] for one in others)


_LISTS = as_pattern("其中|包括|含|分别|[:(]")


def _goes_on(dossier: Dossier, total: int, parts: Sequence[int], gap: float) -> bool:
    """Whether the figure right behind a list is what it misses, as one more: told in another unit, or as a rest."""
    counts, flat = dossier.report.counts, dossier.running
    last = max(parts)
    if last + 1 >= len(counts) or counts[last + 1].value != gap:
        return False
    one = counts[last + 1]
    told = "".join(flat[counts[last].end : one.start].split())
    if one.unit in RATIOS or "\n" in flat[counts[last].end : one.start]:
        return False
    name = told[part_start(told, len(told), WORDS) :]
    if _NO_PART.search(name):
        return False
    if _ONE_MORE.search(name):
        return one.unit == counts[total].unit
    step = _BESIDE.fullmatch(told)
    if step is None or one.unit == counts[total].unit:
        return False
    # 渔船612艘,60马力以下的405艘,以上的207艘;名册在9个村: what stands behind a stronger mark goes on to something else
    return ";" not in told or ";" in flat[counts[total].end : counts[last].start]


def _is_carried(dossier: Dossier, total: int, gap: float) -> bool:
    """收到19件,加上结转的2件,共办结20件,…还有1件转入下年: whether what parts exceed is told to be left."""
    counts, flat = dossier.report.counts, dossier.running
    end = part_end(flat, counts[total].end, "\n")
    for index in range(total + 1, min(total + 1 + _BEHIND, len(counts))):
        one = counts[index]
        if one.start >= end:
            return False
        if one.value == gap and one.unit == counts[total].unit:
            clause = flat[part_start(flat, one.start, WORDS) : part_end(flat, one.end, WORDS)]
            if _LEFT_OVER.search(clause):
                return True
    return False


def _is_stock(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """新制作6件,新公开6件,公开总数21件: whether a figure is what there is in all, and parts what came and went."""
    return _STOCK.search(_name(dossier, total)) is not None and any(
        _MADE.search(_name(dossier, index)) for index in parts
    )


def _name(dossier: Dossier, index: int) -> str:
    """The words of a figure's clause before it."""
    start = dossier.report.counts[index].start
    return dossier.running[part_start(dossier.running, start, WORDS) : start]
