"""Floor 3: shares told one after another, and rates named by what was done.

Takes a report's counts; shares of one list rest on one whole (自然人214件(87.7%)、企业19件(7.8%)), a rate on what it is
named after (不合格31批次,不合格率1.9%). It must not know the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Severity
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_end, part_start
from wenzhi.checks.prose.ratios.percent import per_cent, printed_tolerance, tell_wrong
from wenzhi.checks.prose.words import WHOLE_SENTENCE, WORDS
from wenzhi.checks.readings import told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome

_BEFORE = 300
"""Characters before a list of shares in which the whole they rest on may be told. Own choice."""
_SHARE_OF = as_pattern(
    r"^[,(]?(?:分别|各|大约|约)?占(?:比|到|全部|全年|总数|总量|总体|比重|比例|办结|申请|公开|发布|受理|收到|新收|信息|件|数|量|的|约|为|达|了)*$"
)
_BARE = as_pattern(r"^\($")


@dataclass(frozen=True, slots=True)
class _Share:
    """A percentage with the figure right before it, by index."""

    percent: int
    part: int


def shares_of_one_list(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """In a list of parts each with its share all shares rest on one whole; not those `told` already."""
    counts, flat = dossier.report.counts, dossier.running
    group: list[_Share] = []
    for index, count in enumerate(counts):
        if count.unit != "%" or not index or not is_exact(count):
            continue
        part = counts[index - 1]
        if part.unit in RATIOS or not is_exact(part) or not _is_share_of(flat, part, count):
            continue
        last = counts[group[-1].percent] if group else part
        between = flat[last.end : part.start] if group else ""
        if part.unit != counts[group[-1].part].unit if group else False:
            between = "。"
        if "。" in between or "\n" in between or len(between) > 2 * _LONG:
            yield from _one_whole(dossier, group, told)
            group = []
        group.append(_Share(index, index - 1))
    yield from _one_whole(dossier, group, told)


_LONG = 30
"""Characters between a share and the next item of its list, halved. Own choice."""


def _is_share_of(flat: str, part: Count, percent: Count) -> bool:
    """Whether nothing but 占 or a bracket stands between a figure and its share."""
    if percent.start - part.end > _LONG:
        return False
    between = "".join(flat[part.end : percent.start].split())
    if _BARE.match(between):
        return flat[percent.end : percent.end + 1] == ")"
    return _SHARE_OF.match(between) is not None


def _one_whole(dossier: Dossier, group: Sequence[_Share], told: Set[int]) -> Iterator[Outcome]:
    """Whether the shares of a list rest on one whole that is told, where all but one or two do."""
    if len(group) < 2:
        return
    counts = dossier.report.counts
    first, unit = counts[group[0].part], counts[group[0].part].unit
    end = part_end(dossier.running, counts[group[-1].percent].end, "\n")
    wholes = [
        place
        for place, one in enumerate(counts)
        if first.start - _BEFORE <= one.start < end
        and one.unit == unit
        and is_exact(one)
        and (one.value or 0) > 0
    ]
    together = sum(counts[one.part].value or 0 for one in group)
    if all(_is_share(counts, one, together) for one in group):
        yield from (PASSED for _ in group)  # 62次,占94%;4次,占6%: the whole is not told
        return
    fitting = {place: [one for one in group if _fits(counts, one, place)] for place in wholes}
    # 网站640条(80%),其中动态320条(50%): a part may be a whole itself.
    whole = max(wholes, key=lambda place: (len(fitting[place]), -place), default=None)
    if whole is None:
        return
    right = fitting[whole]
    wrong = [
        one
        for one in group
        if one not in right
        and one.part != whole
        and (
            _is_one_of(dossier, one, right, whole)
            or not any(_fits(counts, one, place) for place in wholes)
        )
    ]
    yield from (PASSED for _ in right)
    known = len(right) >= 2 or any(counts[one.part].parent == whole for one in right)
    if not known or len(wrong) > max(1, len(right) // 2):
        return
    for one in wrong:
        if one.percent not in told and not _of_the_rest(counts, group, one):
            computed = per_cent(counts[one.part], counts[whole])
            excused = any(_fits(counts, one, place) for place in wholes)
            alone = len(right) >= 2 and len(wrong) == 1 and not excused
            sure: Severity | None = None if alone else "warning"
            yield tell_wrong(
                dossier, "P301", one.percent, (one.part, whole), computed, severity=sure
            )


_PLAINLY = as_pattern(r"[,(]?(?:占比?)?(?:为|达|约)?")


def _is_one_of(dossier: Dossier, odd: _Share, right: Sequence[_Share], whole: int) -> bool:
    """Whether a share is told just as the others of the whole they rest on, so that no other whole excuses it."""
    counts = dossier.report.counts
    like = [one for one in right if counts[one.part].parent == whole]
    between = dossier.running[counts[odd.part].end : counts[odd.percent].start]
    plainly = _PLAINLY.fullmatch("".join(between.split())) is not None
    return counts[odd.part].parent == whole and len(like) > 2 and plainly


def _fits(counts: Sequence[Count], share: _Share, whole: int) -> bool:
    if whole == share.part:
        return False
    percent = counts[share.percent]
    away = per_cent(counts[share.part], counts[whole]) - (percent.value or 0)
    return abs(away) <= printed_tolerance(percent) + 1e-9


def _is_share(counts: Sequence[Count], share: _Share, whole: float) -> bool:
    """Whether a share is that of its part in a whole which no figure tells."""
    percent, part = counts[share.percent], counts[share.part].value or 0
    slack = printed_tolerance(percent) + 1e-9
    return whole > 0 and abs(100 * part / whole - (percent.value or 0)) <= slack


def _of_the_rest(counts: Sequence[Count], group: Sequence[_Share], odd: _Share) -> bool:
    """Whether a share is what the others leave of 100 %: the last is often told so."""
    others = sum(counts[one.percent].value or 0 for one in group if one is not odd)
    slack = printed_tolerance(counts[odd.percent]) * len(group)
    rest = abs(100 - others - (counts[odd.percent].value or 0)) <= slack
    return rest and odd is group[-1] and len(group) > 2


_RATE = as_pattern(
    r"(?P<name>[\u4e00-\u9fff]{2,10}?)(?:完成)?(?:率|比例|(?<=满意)度)(?:均|已|仅|约|仍|只)?(?:[为是达]到?)?(?:了)?$"
)
_QUALIFIER = as_pattern("按时|按期|及时|准时|限时|一次|首次|提前|当场|主动|当年|平均|综合|总体")
AIM = as_pattern("目标|力争|确保|不低于|以上|要求|计划|争取|指标|上一?年|去年|同期|平均|全国|全省")
"""In the clause of a rate: it is no rate of what this organ did this year."""
_UNLIKE = as_pattern("未|不(?!合格|满意|予|动产)|没|尚|正在|拟|应")
"""In the clause of a figure: it is of what was not done, or due."""
_STEM = as_pattern(
    "(?:不合格|合格|及格|达标|通过|满意|回收|收回|签收|上网|上线|公开|公示|原创|解读|挂接|归档|入库|更新|整改|参训|到课|出席"
    "|接通|准确|办结|答复|回复|采纳|审结|纠错|败诉|胜诉|维持|补正|撤回|化解|调解|差错|错误|转化|覆盖)$"
)
"""What rates are named after."""
_NO_PART = as_pattern(
    "增长|下降|上升|同比|环比|使用|利用|占有|周转|活跃|知晓|打开|点击|[增降涨]幅|工作|信息|案件|申请"
)
"""In the name of a rate that is none of these: it is no part of a figure told beside it."""
_TOLD_AS = {
    "纠错": "纠正|纠错", "回收": "回收|收回", "收回": "回收|收回", "上网": "上网|网上公[开示]", "败诉": "败诉|纠正",
    "胜诉": "胜诉|维持", "办结": "办结|结案", "采纳": "采纳|采用", "差错": "差错|错误", "错误": "差错|错误",
    "化解": "化解|和解", "到课": "到课|实到", "到会": "到会|实到", "出勤": "出勤|实到", "参训": "参训|实到|实训",
}  # fmt: skip
"""Other words by which such a figure is told."""


def named_rates(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """不合格31批次,不合格率2.9%: a rate is what it is named after over what it is told of."""
    counts, flat = dossier.report.counts, dossier.running
    if "率" not in flat and "比例" not in flat:
        return
    for index, count in enumerate(counts):
        if count.unit != "%" or not is_exact(count) or index in told:
            continue
        clause = "".join(flat[part_start(flat, count.start, WORDS) : count.start].split())
        name = _RATE.search(clause)
        if name is None or AIM.search(clause):
            continue
        known = _STEM.search(name["name"])
        stem = known[0] if known else name["name"][-2:]
        if not known and _NO_PART.search(name["name"]):
            continue
        start = part_start(flat, count.start, WHOLE_SENTENCE)
        here = [
            place
            for place in range(index)
            if counts[place].start >= start
            and counts[place].unit not in RATIOS
            and is_exact(counts[place])
            and not told_of_last_year(flat, counts[place])
        ]
        here = here or _right_behind(dossier, index)
        parts = [
            place for place in here if _is_named(flat, counts[place], stem, name["name"], count)
        ]
        if not parts:
            yield from _all_but(dossier, index, stem, here)
        elif count.value == 100:
            if stem in _WHEN_DUE:
                continue
            yield from _not_all(dossier, index, parts, here)
        else:
            yield from _judge_rate(dossier, index, parts, here, sure=known is not None)


_ITS_FIGURES = as_pattern(r"[(,:;—]*(?:即|其中|共|全年|累计)?[^,;。:()\d]{1,10}")
"""Between a rate and the first of the figures it comes from: 满意率96.4%(发放500份,收回472份,满意455份)."""
_MOST_BEHIND = 4
"""Figures behind a rate that may be its own."""


def _right_behind(dossier: Dossier, index: int) -> list[int]:
    """The figures that a rate with none before it is told with, to the end of its sentence or the next rate."""
    counts, flat = dossier.report.counts, dossier.running
    end = part_end(flat, counts[index].end, WHOLE_SENTENCE)
    behind: list[int] = []
    for place in range(index + 1, min(index + 2 + _MOST_BEHIND, len(counts))):
        one = counts[place]
        if one.start >= end or one.unit in RATIOS:
            break
        if not is_exact(one) or told_of_last_year(flat, one):
            return []
        behind.append(place)
    if not 1 < len(behind) <= _MOST_BEHIND or len({counts[place].unit for place in behind}) > 1:
        return []
    between = "".join(flat[counts[index].end : counts[behind[0]].start].split())
    return behind if _ITS_FIGURES.fullmatch(between) else []


_OPPOSITES = {
    "好评": "差评",
    "通过": "(?:退回|驳回|未通过|不通过)",
    "可用": "(?:失效|不可用|断链|死链)",
}


def _all_but(dossier: Dossier, index: int, stem: str, here: Sequence[int]) -> Iterator[Outcome]:
    """检查120份,不合格6份,合格率95%: what was told is what the rate leaves out."""
    counts, flat = dossier.report.counts, dossier.running
    other = as_pattern(_OPPOSITES.get(stem, f"(?:不|未|没有){stem}"))
    if len(here) < 2 or counts[here[-1]].unit != counts[here[-2]].unit:
        return
    last, whole = here[-1], counts[here[-1]].parent
    begins = part_start(flat, counts[last].start, WORDS)
    words = "".join(flat[begins : part_end(flat, counts[last].end, WORDS)].split())
    whole = here[-2] if whole is None else whole
    out_of = counts[whole].value or 0
    left = out_of - (counts[last].value or 0)
    if not other.search(words) or left <= 0 or _begins_anew(dossier, last, index):
        return
    rate = counts[index]
    share = 100 * left / out_of
    if abs(share - (rate.value or 0)) <= printed_tolerance(rate) + 1e-9:
        yield PASSED
    else:
        yield tell_wrong(dossier, "P301", index, (last, whole), share, severity="warning")


_PAIR = 2
"""From what was done to its rate, with what was not between them."""
_WHEN_DUE = ("办结", "办理", "处理", "办复")
"""Named so, 100 % is said of what has fallen due."""
_DUE = as_pattern(
    "到期|应[办答]|结转|未到|剩余|其余|余下|在办|正在|尚|申请|计划|采纳|未采|吸收|不属|撤回|转办|转交|退回|移交|除"
)
"""In the sentence: what a rate of 100 % leaves out; of applications only those due are meant."""


def _not_all(
    dossier: Dossier, index: int, named: Sequence[int], here: Sequence[int]
) -> Iterator[Outcome]:
    """排查问题58个,整改55个,整改率100%: fewer than the whole that stands before, and nothing left out."""
    counts, flat = dossier.report.counts, dossier.running
    part = named[-1]
    start = part_start(flat, counts[index].start, WHOLE_SENTENCE)
    sentence = flat[start : part_end(flat, counts[index].end, WHOLE_SENTENCE)]
    if index - part > 2 or _DUE.search(sentence) or _begins_anew(dossier, part, index):
        return
    before = [i for i in here if i < part and counts[i].unit == counts[part].unit]
    done = counts[part].value or 0
    values = [counts[i].value or 0 for i in before]
    # 咨询244条,投诉142条,答复386条: what stands before may be all in parts.
    all_named = sum(counts[i].value or 0 for i in named)
    if {done, all_named} & {*values, *([sum(values), sum(values[-2:])] if len(values) > 1 else [])}:
        yield PASSED
        return
    larger = [i for i in before if (counts[i].value or 0) > done]
    if comes_of_all(dossier, index, counts[part].unit):
        yield PASSED
    elif larger:
        whole = larger[-1]
        computed = per_cent(counts[part], counts[whole])
        yield tell_wrong(dossier, "P301", index, (part, whole), computed, severity="warning")
    else:
        yield from _more_than_all(dossier, index, part, here)


def _is_named(flat: str, part: Count, stem: str, name: str, rate: Count) -> bool:
    """Whether a figure's own clause tells it of what the rate is named after, qualifiers and all."""
    if rate.start - part.end > _BEFORE:
        return False
    before = flat[part_start(flat, part.start, WORDS) : part.start]
    behind = flat[part.end : part_end(flat, part.end, WORDS)]
    words = "".join((before + behind).split())
    if re.search(_TOLD_AS.get(stem, stem), words) is None or _UNLIKE.search(words):
        return False
    if f"不{stem}" in words or ("不予" in words and "不予" not in name):
        return False
    return all(one in words for one in _QUALIFIER.findall(name))


_FEW = 2
"""Of more figures with the name of a rate it is not clear which it is of."""


def _judge_rate(
    dossier: Dossier, index: int, named: Sequence[int], here: Sequence[int], *, sure: bool
) -> Iterator[Outcome]:
    """Whether some whole of the sentence, or what some leave of one, makes the rate right."""
    counts = dossier.report.counts
    part = named[-1]
    rate, of = counts[index], counts[part]
    values = {counts[i].value or 0 for i in here if counts[i].unit == of.unit}
    pairs = list(combinations(sorted(values), 2))
    values |= {abs(one - other) for one, other in pairs}
    # 提案57件,立案41件: the two are added only where one says that it is not of the other
    apart = of.parent is not None or any(_UNLIKE.search(_words(dossier, i)) for i in here)
    values |= {one + other for one, other in pairs if apart or (of.value or 0) not in (one, other)}
    slack = printed_tolerance(rate) + 1e-9
    # 很满意、满意、基本满意 together make the rate of satisfaction.
    # 公开和部分公开率 is of both, whatever else is named so.
    both = combinations([counts[i].value or 0 for i in named], 2)
    parts = [of.value or 0, sum(counts[i].value or 0 for i in named), *map(sum, both)]
    beside = [i for i in here if i != part and abs(i - part) == 1]
    parts += [(of.value or 0) + (counts[i].value or 0) for i in beside]
    if any(
        abs(100 * done / whole - (rate.value or 0)) <= slack
        for whole in values
        for done in parts
        if whole
    ):
        yield PASSED
        return
    larger = [
        i
        for i in here
        if i < part and counts[i].unit == of.unit and (counts[i].value or 0) >= (of.value or 0)
    ]
    if _begins_anew(dossier, part, index) or len(named) > _FEW:
        return
    if comes_of_all(dossier, index, of.unit):
        yield PASSED
        return
    if not larger:
        yield from _more_than_all(dossier, index, part, here)
        return
    whole = of.parent if of.parent is not None else larger[-1]
    sure = sure and whole in larger and len(larger) == 1
    computed = per_cent(of, counts[whole])
    yield tell_wrong(
        dossier, "P301", index, (part, whole), computed, severity=None if sure else "warning"
    )


_MOST_TOLD = 6
"""Figures of a sentence that may all be told of one whole. Own choice."""


def comes_of_all(dossier: Dossier, index: int, unit: str | None) -> bool:
    """Whether a rate is of some of the sentence's figures, which come to a whole that is not told.

    代表满意5件,委员满意2件、基本满意1件,满意率87.5%.
    """
    counts = dossier.report.counts
    start = part_start(dossier.running, counts[index].start, WHOLE_SENTENCE)
    here = [
        one.value or 0
        for one in counts[:index]
        if one.start >= start and one.unit == unit and is_exact(one)
    ]
    if not 2 < len(here) <= _MOST_TOLD or not sum(here):
        return False
    if {sum(some) for size in (2, 3) for some in combinations(here, size)} & set(here):
        return False  # the whole is told
    slack = printed_tolerance(counts[index]) + 1e-9
    told = counts[index].value or 0
    return any(
        abs(100 * sum(some) / sum(here) - told) <= slack
        for size in range(1, len(here) + 1)
        for some in combinations(here, size)
    )


_OTHER_WORK = as_pattern("结转|上一?年|去年|遗留|存量|累计|历年")


def _more_than_all(
    dossier: Dossier, index: int, part: int, here: Sequence[int]
) -> Iterator[Outcome]:
    """收到来信2216件,按期办结5190件,按期办结率99.5%: more than the one figure it can be of."""
    counts = dossier.report.counts
    before = [i for i in here if i < part and counts[i].unit == counts[part].unit]
    start = part_start(dossier.running, counts[part].start, WHOLE_SENTENCE)
    words = dossier.running[start : counts[index].start]
    if len(before) != 1 or part != before[0] + 1 or _OTHER_WORK.search(words):
        return
    computed = per_cent(counts[part], counts[before[0]])
    yield tell_wrong(dossier, "P301", index, (part, before[0]), computed, severity="warning")


def _words(dossier: Dossier, index: int) -> str:
    """The words of a figure's clause on both sides."""
    flat, count = dossier.running, dossier.report.counts[index]
    before = flat[part_start(flat, count.start, WORDS) : count.start]
    return "".join((before + flat[count.end : part_end(flat, count.end, WORDS)]).split())


def _begins_anew(dossier: Dossier, part: int, index: int) -> bool:
    """Whether another statement stands between a figure and the rate."""
    flat, counts = dossier.running, dossier.report.counts
    if ";" not in flat[counts[part].end : counts[index].start]:
        return False
    # 决定37件,上网30件;不上网的7件,上网率81.1%: what is not goes on with what is
    if index - part != _PAIR or not part or not _UNLIKE.search(_words(dossier, part + 1)):
        return True
    both = (counts[part].value or 0) + (counts[part + 1].value or 0)
    return both != counts[part - 1].value
