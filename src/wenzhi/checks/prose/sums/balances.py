"""Floor 3: stocks, remainders and products told in words, computed again from the figures beside them.

年初51个,关停8个,年末保留43个 is a balance; 反馈492个,完成485个,其余7个 leaves a remainder; 12期,每期650册,共7800册
is a product. Takes a report's counts; what of these a figure is, the words before it say. It must not know
the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Severity
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, once, part_end, part_start
from wenzhi.checks.prose.sums.each_of import divides_among_bodies, has_a_rest
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE
from wenzhi.checks.readings import ends_year, interval, rounded_off, told_of_last_year
from wenzhi.text.numerals import how_many
from wenzhi.text.patterns import compile_quick
from wenzhi.text.slips import one_slip_apart

_BREAKS = as_pattern(r"[,;。:、()\n]")
_LOOK = 40
"""Characters before a figure among which its clause begins."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a figure should be: `used[0]` is the figure, then those it follows from, `shown` how.

    Not `sure` where one of them is told elsewhere in the report.
    """

    used: tuple[int, ...]
    shown: str
    value: float
    fits: bool
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Stated:
    """A total with the parts that words say come to it, by index."""

    total: int
    parts: tuple[int, ...]
    severity: Severity | None


def _clause(dossier: Dossier, index: int) -> str:
    """The words of a figure's clause before it, up to the figure before."""
    counts, flat = dossier.report.counts, dossier.running
    start = max(counts[index].start - _LOOK, counts[index - 1].end if index else 0)
    return _BREAKS.split("".join(flat[start : counts[index].start].split()))[-1]


def _told_in(dossier: Dossier, start: int, end: int) -> list[int]:
    """The figures of a stretch of text."""
    return [i for i, one in enumerate(dossier.report.counts) if start <= one.start < end]


# -- stocks ---------------------------------------------------------------------------------------

_STOCK = compile_quick(
    r"(?:上一?年度?|去年|前一年|20\d\d年)(?:年?[末底]|12月31日)|[年期]初|净[增减]"
)
"""A sentence without any of these tells no stock."""
_AT_FIRST = as_pattern(
    r"(?:(?:上一?年度?|去年|前一年|20\d\d年)(?:年?[末底]|12月31日)|[年期]初)(?!.*(?:净|新[增开]|至今|[增升降减涨][加少至到]))"
)
_NET = as_pattern(
    "净(?P<way>[增减])|[比较](?:上一?年|去年|年)(?:末|底|初)(?:多|少|增加?|减少?)了?(?:约|近)?$"
)
_SHRANK = as_pattern("净减|少了?$|减少?了?$")
_IN = as_pattern("新[增开设建入制注办配组批认]|开[设通]|增设|制[发定]|印发|调入|入驻(?!.*累计)")
_OUT = as_pattern(
    "注销|关[停闭]|撤[销并]|停[用更]|下线|废止|失效|退出|取消|清理|归并|整合|合并|调出|迁出"
)
_AT_LAST = as_pattern(
    "(?:年[末底终]|现有|现行|目前|截[至止]|保留|留存|实有|还?剩|[增升降减涨扩][加长少升到]?[至到]|(?:变|整合|调整|精简|压缩|减|增)为|压减[至到]|达到?$)"
)
_BY_NOW = as_pattern("^截[至止]")
_KEPT = as_pattern("保留|剩|留存")


_LARGE = 100
"""From here on one digit that explains a balance is seldom so by chance. Own judgement."""


@once
def stock_sums(dossier: Dossier) -> tuple[Sum, ...]:
    """Every sentence that tells what there was at first, what came and went, and what there is at last."""
    flat = dossier.running
    pieces: dict[int, int] = {}
    for match in _STOCK.finditer(flat):
        start = part_start(flat, match.start(), SENTENCE)
        pieces[start] = part_end(flat, match.end(), SENTENCE)
    sums: list[Sum | None] = []
    for start, end in pieces.items():
        told = _told_in(dossier, start, end)
        sums += [_stock_in(dossier, told), _net_flow(dossier, told)]
    return tuple(one for one in sums if one is not None)


def _stock_in(dossier: Dossier, told: Sequence[int]) -> Sum | None:
    """The balance of one sentence, if each figure of its unit has its place in it."""
    counts = dossier.report.counts
    between = told
    told = [i for i in told if counts[i].unit not in RATIOS and _is_free(dossier, i)]
    kinds = {i: _kind(dossier, i) for i in told}
    first = [i for i in told if kinds[i] == "first"]
    if len(first) != 1:
        return None
    alike = [i for i in told if counts[i].unit == counts[first[0]].unit]
    by = {kind: [i for i in alike if kinds[i] == kind] for kind in ("in", "out", "net", "last", "")}
    last = by["last"] or by[""][:1]
    others = [] if by["last"] else by[""][1:]
    if len(last) != 1 or others or (by["last"] and by[""]) or len(by["net"]) > 1:
        return None
    used = [*first, *last, *by["in"], *by["out"], *by["net"]]
    if not by["last"] and any(_is_between(dossier, i, used) for i in between):
        return None
    if any(not is_exact(counts[i]) for i in used):
        return None
    if by["net"]:
        return _net_of(dossier, first[0], last[0], by["net"][0])
    return _flow_of(dossier, first[0], last[0], by["in"], by["out"])


def _is_between(dossier: Dossier, index: int, used: Sequence[int]) -> bool:
    """全省共512个,其中本市37个,…214个,比上年末…: whether a figure of the unit stands among those used, so that no
    word says which there are at last. What a bracket divides them into is no such figure.
    """
    counts = dossier.report.counts
    alike = counts[index].unit == counts[used[0]].unit
    if not alike or index in used or not min(used) < index < max(used):
        return False
    before = dossier.flat[counts[min(used)].end : counts[index].start]
    return before.count("(") <= before.count(")")


def _is_free(dossier: Dossier, index: int) -> bool:
    """Whether a figure is no part of another; one of last year is none: 现有联络员85名(去年末79名)."""
    count = dossier.report.counts[index]
    return count.parent is None or told_of_last_year(dossier.flat, count)


def _kind(dossier: Dossier, index: int) -> str:
    """What a figure is to a stock, by the words before it."""
    clause = _clause(dossier, index)
    count = dossier.report.counts[index]
    if _NET.search(clause):
        return "net"
    if _BY_NOW.search(clause) and not told_of_last_year(dossier.flat, count):
        return "last"  # 截至2021年底现行有效19件(2020年底为18件)
    if ends_year(clause, dossier.report.meta.year):
        return "last"
    if _AT_FIRST.search(clause) or told_of_last_year(dossier.flat, count):
        return "first"
    others = ((_AT_LAST, "last"), (_OUT, "out"), (_IN, "in"))
    return next((kind for pattern, kind in others if pattern.search(clause)), "")


def _bounds(count: Count) -> tuple[float, float]:
    return interval(count) or (count.value or 0, count.value or 0)


def _net_of(dossier: Dossier, first: int, last: int, net: int) -> Sum:
    """从年初的9800人涨到年末的1.14万人,净增1600人: rounded figures leave room."""
    counts = dossier.report.counts
    more, less = (first, last) if _SHRANK.search(_clause(dossier, net)) else (last, first)
    high, low = _bounds(counts[more]), _bounds(counts[less])
    told = _bounds(counts[net])
    fits = high[0] - low[1] <= told[1] and told[0] <= high[1] - low[0]
    value = (counts[more].value or 0) - (counts[less].value or 0)
    shown = f"{counts[more].text}−{counts[less].text}"
    return Sum((net, more, less), shown, value, fits)


_ROSE, _FELL = as_pattern("(?:增加|增)了?$"), as_pattern("(?:减少|减)了?$")


def _net_flow(dossier: Dossier, told: Sequence[int]) -> Sum | None:
    """新增31户,退出18户,净增13户; 净减17个(关停22个、新开设5个): what came without what went, of one thing."""
    counts = dossier.report.counts
    nets = [i for i in told if _NET.search(_clause(dossier, i))]
    if len(nets) != 1 or not is_exact(counts[nets[0]]):
        return None
    came: list[int] = []
    went: list[int] = []
    for index in told:
        if index in nets or counts[index].unit != counts[nets[0]].unit:
            continue
        kind, clause = _kind(dossier, index), _clause(dossier, index)
        if kind == "in" or (not kind and _ROSE.search(clause)):
            came.append(index)
        elif kind == "out" or (not kind and _FELL.search(clause)):
            went.append(index)
    used = (*came, *went)
    if len(came) != 1 or len(went) not in (1, 2) or not all(is_exact(counts[i]) for i in used):
        return None
    sign = -1 if _SHRANK.search(_clause(dossier, nets[0])) else 1
    gone = [counts[i].value or 0 for i in went]
    value = sign * ((counts[came[0]].value or 0) - sum(gone))
    net = counts[nets[0]].value
    fits = net in (value, *(sign * ((counts[came[0]].value or 0) - one) for one in gone))
    plus, minus = counts[came[0]].text, "+".join(counts[i].text for i in went)
    shown = f"{plus}−{minus}" if sign > 0 else f"{minus}−{plus}"
    return Sum((nets[0], *used), shown, value, fits)


def _flow_of(
    dossier: Dossier, first: int, last: int, came: Sequence[int], went: Sequence[int]
) -> Sum | None:
    """上年末38个,新开设1个、注销5个,现有34个; where one way alone is told, all else may have been left out."""
    counts = dossier.report.counts
    if not came and not went:
        return None
    value = sum(counts[i].value or 0 for i in (first, *came))
    value -= sum(counts[i].value or 0 for i in went)
    fits = value == counts[last].value
    flow = sum(counts[i].value or 0 for i in (*came, *went))
    slip = abs(value - (counts[last].value or 0)) * 2 <= flow
    if not fits and not came and not slip and not _KEPT.search(_clause(dossier, last)):
        return None
    if not fits and not went:
        # 年初23416人,年末28750人,新增5343人: others may have left; not where one slip explains it
        ends = [counts[i].value or 0 for i in (first, *came)]
        large = len(ends) == 2 and min(ends) >= _LARGE
        if not large or not one_slip_apart(ends, counts[last].value or 0):
            return None
    shown = "+".join(counts[i].text for i in (first, *came))
    shown = "−".join([shown, *(counts[i].text for i in went)])
    return Sum((last, first, *came, *went), shown, value, fits)


# -- remainders -----------------------------------------------------------------------------------

_REMAINS = as_pattern(
    r"^(?:(?P<rest>其[余他它]|剩余|余下|剩下|另外)|目前|至今|年末|仍|尚|还|只|仅|有|剩|余|差|缺口?|的){1,4}(?:[\d,]{1,6}[\u4e00-\u9fff])?$"
)
_HINT = as_pattern("[其剩余下尚仍还外缺]")
_FEW = 8
"""Figures before a sum among which other summands are looked for."""
_NEAR = 24
"""Characters before a figure among which a word for what remains stands."""
_STILL = as_pattern("尚|仍|还[有剩差]|仅剩|只剩|缺")
_DUE = as_pattern("应|需|须|计划|拟")
_DONE = as_pattern("实际|已|完成|实[收迁到发补录]|到账|到位")
_MORE = as_pattern("又|再次|另|新[发增查]")
"""Before a figure: it is of others than those told before it."""
_EXCEPT = as_pattern(
    r"(?:^|[,;])[^,;。:()\d]{0,6}(?:除(?!夕|尘|险|草|雪|害|锈)(?:去|了|开)?|扣除|剔除|减去|去掉)"
    r"[^,;。:()\d]{0,24}$"
)
_APART = as_pattern(r"^[^,;。\d]{0,12}外,(?:其[余他]|剩余|共|全部)?$")


@once
def stated_sums(dossier: Dossier) -> tuple[Stated, ...]:
    """Lists opened and closed with one total, and what is done and what remains of a total."""
    return (*_restated(dossier), *_of_so_many(dossier), *_remainders(dossier))


_SUMMED = as_pattern(
    r"(?:合计|总计|共计|总共|相加|加总|之和)(?:为|是|共|达|即|等于)?(?:前述|上述)?(?:的)?$"
)
_SUM_ENDS = tuple("计共加总和为是达即于述的")
"""What may stand last in that."""


def _restated(dossier: Dossier) -> tuple[Stated, ...]:
    """Lists that a sentence opens and closes with one total: 1460件,办结1390件,逾期80件,合计1460件.

    Everything of that unit between the two is what they are the sum of; the second is the total.
    """
    counts = dossier.report.counts
    found: list[Stated] = []
    for last, total in enumerate(counts):
        start = part_start(dossier.running, total.start, SENTENCE)
        told = dossier.running[start : total.start].rstrip()
        if not told.endswith(_SUM_ENDS) or total.approx or total.value is None:
            continue
        if not _SUMMED.search("".join(told.split())):
            continue
        here = [i for i in range(last) if counts[i].start >= start and counts[i].unit == total.unit]
        opened = [i for i in here if counts[i].value == total.value and counts[i].approx is None]
        parts = tuple(i for i in here if opened and i > opened[-1])
        exact = all(is_exact(counts[i]) for i in parts)
        if len(parts) > 1 and exact and not _bound(counts, last, parts):
            found.append(Stated(last, parts, None))
    return tuple(found)


_SO_MANY = as_pattern(
    r"(?:^|[,;(])(?:以上|上述|这|前述)?(?P<many>[两二三四五六])(?:类|项|者|种|期|部分|方面|渠道|个?平台|种?方式|种?渠道|个渠道)"
    r"(?:信息|申请|数据)?(?:合计|共计|总计|相加|加总|之和|加起来|合起来|合并|一?共)(?:为|是|达|有)?$"
)
_PLAIN_STEP = as_pattern(r"[^。:\n]{0,30}")


def _of_so_many(dossier: Dossier) -> Iterator[Stated]:
    """予以公开118件、部分公开34件,两类合计152件: a sum of as many figures right before it as it says."""
    counts, flat = dossier.report.counts, dossier.running
    for last, total in enumerate(counts):
        near = flat[max(0, total.start - _LOOK) : total.start].rstrip()
        if not near.endswith(_SUM_ENDS) or not is_exact(total):
            continue
        said = _SO_MANY.search("".join(near.split()))
        many = how_many(said["many"]) if said else 0
        if not many:
            continue
        start = part_start(flat, total.start, WHOLE_SENTENCE)
        told = [i for i in _told_in(dossier, start, total.start) if counts[i].unit == total.unit]
        parts = tuple(told[-many:])
        if len(parts) < many or not all(is_exact(counts[i]) for i in parts):
            continue
        steps = [flat[counts[i].end : counts[j].start] for i, j in pairwise((*parts, last))]
        added = sum(counts[i].value or 0 for i in parts)
        others = {
            sum(counts[i].value or 0 for i in some) for some in combinations(told[-_FEW:], many)
        }
        plain = all(map(_PLAIN_STEP.fullmatch, steps)) and not any(
            counts[i].parent in parts for i in parts
        )
        if plain and added != total.value and total.value not in others:
            yield Stated(last, parts, None)


def _bound(counts: Sequence[Count], total: int, parts: Sequence[int]) -> bool:
    """Whether the parser has the list already, or reads one of the numbers as a part of another."""
    return any(counts[index].parent in (total, *parts) for index in parts)


def _remainders(dossier: Dossier) -> tuple[Stated, ...]:
    """Every figure said to be what remains of another once a third is taken off it."""
    counts, flat = dossier.report.counts, dossier.running
    found: list[Stated] = []
    for index in range(2, len(counts)):
        place = counts[index].start
        if counts[index].unit in RATIOS or not _HINT.search(flat, max(0, place - _NEAR), place):
            continue
        start = part_start(flat, place, "。\n;")
        told = [i for i in _told_in(dossier, start, place) if counts[i].unit == counts[index].unit]
        rest = _rest_of(dossier, told, index) if len(told) > 1 else None
        if rest is not None and all(_adds_up(counts[i]) for i in (rest.total, *rest.parts)):
            found.append(rest)
    return tuple(found)


def _adds_up(count: Count) -> bool:
    """Whether a figure is exact and of no cell or fee: 申请12件,办妥12件,还有2件挪到下一年 has last year's in it."""
    return is_exact(count) and not (count.indicator or "").startswith(("applications.", "fee."))


def _rest_of(dossier: Dossier, told: Sequence[int], index: int) -> Stated | None:
    """492个…完成485个…其余7个; 公示126项,公布119项,尚有7项; 62家除2家外,60家."""
    counts, flat = dossier.report.counts, dossier.running
    total, part = told[-2:]
    out_of, off, left = (counts[i].value or 0 for i in (total, part, index))
    if counts[index].parent is not None or (
        off > out_of and not one_slip_apart((off, left), out_of)
    ):
        return None
    before = "".join(flat[counts[total].end : counts[part].start].split())
    between = "".join(flat[counts[part].end : counts[index].start].split())
    if _EXCEPT.search(before) and _APART.match(between):
        return Stated(total, (part, index), None)
    if _MORE.search(_clause(dossier, part)):
        return None  # 12个整改完毕,又查出5个,尚有1个
    words = _REMAINS.match(re.split("[,;。:]", between)[-1])
    if words is None or (before.endswith("有") and words["rest"] is None):
        return None  # 名单里的12家,有3家还清了仍挂着,还有4家没还清: some are picked out
    listed = any(one.parent == total and one is not counts[part] for one in counts)
    if counts[part].parent == total and not listed:
        return Stated(total, (part, index), None)
    due = _DUE.search(_clause(dossier, total)) and _DONE.search(before)
    free = counts[part].parent is None and len(told) == 2
    large = words["rest"] is not None and out_of >= _LARGE and one_slip_apart((off, left), out_of)
    if free and (due or large or (_STILL.search(words[0]) and words["rest"] is None)):
        return Stated(total, (part, index), "warning")
    return None


# -- products -------------------------------------------------------------------------------------

_EACH = as_pattern(r"(?P<mean>平均)?每(?P<each>[^,;。:、\d每]{1,8})$")
_AT_LEAST = as_pattern("至少|不少|不低|不得|最多|不超|约|近|以上|超|逾|达")
_LOOSE = ("左右", "以上", "余", "多", "至", "-", "~", "—", "以内")
_ALL = as_pattern("共|累计|合计|总|全[年部]|年内|一年")
_GENERIC = ("个", "家", "名", "处", "户", "座", "支")
_PEOPLE = ("人", "人次", "名")
_ASIDE = as_pattern(r"\([^()]*\)")


def product_sums(dossier: Dossier) -> Iterator[tuple[Sum, ...]]:
    """For every figure told of each of several things: its products with how many there are."""
    counts, flat = dossier.report.counts, dossier.running
    for index, count in enumerate(counts):
        near = flat[max(0, count.start - 24) : count.start]
        if "每" not in near or not is_exact(count) or count.unit in RATIOS:
            continue
        clause = _BREAKS.split(_ASIDE.sub("", "".join(near.split())).rstrip("("))[-1]
        told = _EACH.search(clause)
        if told is None or _AT_LEAST.search(told["each"]) or clause.count("每") > 1:
            continue
        if flat.startswith(_LOOSE, count.end):
            continue
        start = part_start(flat, count.start, WHOLE_SENTENCE)
        end = part_end(flat, count.end, WHOLE_SENTENCE)
        here = [i for i in _told_in(dossier, start, end) if i != index]
        ways = [i for i in here if i < index and _is_way(dossier, i, told["each"])]
        ways = _named(dossier, ways, told["each"])
        if not ways and flat.startswith((*SENTENCE, ")"), count.end):
            ways = _told_elsewhere(dossier, told["each"], start)
        sums = [i for i in here if _is_whole(dossier, i, index, mean=bool(told["mean"]))]
        yield tuple(
            _product(dossier, index, way, whole, mean=bool(told["mean"]))
            for way in ways
            for whole in sums
            if way != whole and not has_a_rest(dossier, here, (index, way, whole))
        )


def _is_way(dossier: Dossier, index: int, each: str) -> bool:
    """Whether a figure says of how many things something is told: 27个村…每个村120次, 12期,每期6500册."""
    count = dossier.report.counts[index]
    unit = count.unit or ""
    if not is_exact(count) or not unit or (count.value or 0) < 2:
        return False
    behind = "".join(dossier.running[count.end : count.end + 8].split())
    if unit not in _GENERIC:
        return each.startswith(unit)
    thing = each.removeprefix(unit)
    if each.startswith(unit) and _ALL.search(_clause(dossier, index)):
        return True  # 24个村和3个社区合计27个
    return bool(thing) and thing[0] in _BREAKS.split(behind)[0].split("每")[0]


def _named(dossier: Dossier, ways: list[int], each: str) -> list[int]:
    """制发规范性文件3件、废止2件,平均每件文件3篇: of several numbers, those told with the name of the thing."""
    named = [i for i in ways if each[1:] and each[1:] in _clause(dossier, i)]
    return named if len(ways) > 1 and named else ways


_BODY = as_pattern(
    "^(?:个)?(?P<thing>(?:行政|中心)?村|社区|街道|乡镇|镇街|镇|乡|科室|部门|站所|中队|学校)$"
)


def _told_elsewhere(dossier: Dossier, each: str, start: int) -> list[int]:
    """每个社区2名: how many such bodies there are, where all that is told of them in the report is one number."""
    body = _BODY.match(each)
    if body is None:
        return []
    counts, flat = dossier.report.counts, dossier.running
    told = [
        index
        for index, one in enumerate(counts)
        if one.unit in _GENERIC and is_exact(one) and flat.startswith(body["thing"], one.end)
    ]
    many = {counts[index].value for index in told}
    whole = len(many) == 1 and 1 not in many
    return sorted(told, key=lambda index: abs(counts[index].start - start))[:1] if whole else []


def _is_whole(dossier: Dossier, index: int, each: int, *, mean: bool) -> bool:
    """Whether a figure says how much there is in all."""
    counts = dossier.report.counts
    one, other = counts[index], counts[each]
    alike = one.unit == other.unit or (one.unit in _PEOPLE and other.unit in _PEOPLE)
    if not alike or (one.value or 0) <= (other.value or 0) or one.approx is not None:
        return False
    clause = _clause(dossier, index)
    if index == each - 1 and _RIGHT_AFTER.match(dossier.running, one.end):
        return "其中" not in clause
    in_all = mean or _ALL.search(clause) or divides_among_bodies(dossier, index, each)
    return "其中" not in clause and bool(in_all)


_RIGHT_AFTER = as_pattern(
    r"[,(]每个?(?:村|社区|街道|乡镇|镇街|镇|乡|科室|部门|站所|中队|学校)[\d一二三四五六七八九十]"
)
"""Behind a figure: what it comes to for each (监督员14名,每个社区2名)."""


def _product(dossier: Dossier, each: int, way: int, whole: int, *, mean: bool) -> Sum:
    counts = dossier.report.counts
    many, much = counts[way].value or 1, counts[each].value or 0
    low, high = _bounds(counts[whole])
    slack = many * rounded_off(low / many, counts[each]) if mean else 0
    fits = low - slack <= many * much <= high + slack
    shown = f"{counts[way].text}×{counts[each].text}"
    told_with_it = "。" not in dossier.running[counts[way].end : counts[each].start]
    return Sum((whole, each, way), shown, many * much, fits, told_with_it and way < each)
