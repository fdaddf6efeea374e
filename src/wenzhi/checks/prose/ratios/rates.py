"""Floor 3: rules of family P: percentages and multiples in prose, computed again.

Offices round or cut off, so a percentage is right within one unit of its last printed figure and within
0.1. A percentage is judged only where both numbers it rests on are told beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Severity
from wenzhi.checks.dossier import Dossier, part_end, part_start
from wenzhi.checks.prose.ratios.of_named import shares_of_named
from wenzhi.checks.prose.ratios.percent import (
    CHARACTERS_BEFORE,
    kind_of,
    per_cent,
    percentages,
    printed_tolerance,
    tell_wrong,
)
from wenzhi.checks.prose.ratios.shares import comes_of_all, named_rates, shares_of_one_list
from wenzhi.checks.prose.ratios.table_rates import rates_of_cells, share_of_named_total
from wenzhi.checks.prose.ratios.worded import shares_in_words
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE, told_before
from wenzhi.checks.readings import interval
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed

_WHOLE_BEFORE = 200
"""Characters before a part in which its whole may stand: the last two or three sentences. Own choice."""
_SHARE_WORDS = as_pattern(
    r"占|比重|比例|大约|约|将近|接近|近|的|为|达到?|其中|全部|总数|总量|总体|所|均|仅|共|各|已|超过?|信息|申请|发布|公开|办结|答复|\W"
)
"""What may stand between a comma and 占33.9% without naming another thing."""


def _clause_before(dossier: Dossier, index: int, skip: int) -> int | None:
    """The count right before `index` in the same clause run (no 。 or ; between), not `skip`."""
    counts = dossier.report.counts
    here = counts[index]
    for place in range(index - 1, -1, -1):
        other = counts[place]
        between = dossier.flat[other.end : here.start]
        if "。" in between or ";" in between:
            return None
        aside = between.count(")") + between.count("）")
        if aside > between.count("(") + between.count("（"):
            continue  # 35件(全部29件、部分6件),占…: the parts in the bracket are passed over
        if other.unit not in ("%", "‰", "倍") and place != skip:
            return place
    return None


@rule("P301")
def share(dossier: Dossier) -> Iterator[Outcome]:
    """A share (占33.9%) is the part over the whole, told beside them, in a list, as a rate or in words."""
    for outcome in _every_share(dossier):
        finding = outcome.finding
        if finding is None or not finding.counts or not _of_last_year(dossier, finding.counts[0]):
            yield outcome
        else:
            yield unjudged("另一年度的比率 / the rate is another year's")


def _every_share(dossier: Dossier) -> Iterator[Outcome]:
    """Shares of all kinds, each percentage told once."""
    told: set[int] = set()
    for outcome in _beside(dossier):
        told |= set(outcome.finding.counts) if outcome.finding is not None else set()
        yield outcome
    yield from shares_of_one_list(dossier, told)
    for outcome in named_rates(dossier, told):
        told |= set(outcome.finding.counts) if outcome.finding is not None else set()
        yield outcome
    yield from shares_of_named(dossier, told)
    yield from shares_in_words(dossier)
    yield from rates_of_cells(dossier, told)


_ANOTHER_YEAR = as_pattern(
    r"上一?年|去年|前[一两]?年|往年|历年|同期|上期|(?<!\d)(?P<year>20\d\d)年"
)


def _of_last_year(dossier: Dossier, index: int) -> bool:
    """Whether a percentage's own clause says that it is an earlier year's: (2021年办结率为94.2%)."""
    count = dossier.report.counts[index]
    said = _ANOTHER_YEAR.search(told_before(dossier.flat, count))
    if count.unit != "%" or said is None:
        return False
    return said["year"] is None or int(said["year"]) != dossier.report.meta.year


def _beside(dossier: Dossier) -> Iterator[Outcome]:
    """Shares and rates with both figures beside them."""
    counts = dossier.report.counts
    for index, count, base in percentages(dossier):
        if count.base is None:
            continue
        if (rate := _rate_pair(dossier, count) or _apportioned_pair(dossier, index)) is not None:
            told = _compare_share(dossier, count, rate)
            together = _together_right(dossier, index, rate) or comes_of_all(
                dossier, index, counts[rate[0]].unit
            )
            if told is False and not together:
                done, of = (counts[i].value or 0 for i in rate)
                plain = _plainly_rated(dossier, index, rate)
                yield tell_wrong(dossier, "P301", index, rate, 100 * done / of, plain=plain)
            elif told is not None:
                yield PASSED
            continue
        if kind_of(dossier, count) != "share":
            continue
        if (named := share_of_named_total(dossier, index)) is not None:
            yield named
            continue
        pairs = []
        before = _clause_before(dossier, index, count.base)
        if before is not None:
            pairs.append((before, count.base))
        if base.parent is not None:
            # The base may be the part itself: 网站70条,占33.9%.
            pairs.append((count.base, base.parent))
        if any("每" in told_before(dossier.running, counts[pair[0]]) for pair in pairs):
            continue  # 每百人有3人关注,占3.0%
        outcomes = [_compare_share(dossier, count, pair) for pair in pairs]
        near = counts[max(count.base, before if before is not None else 0)]
        aside = dossier.flat[near.end : count.start].partition("(")[0]
        if not any(outcomes) and ")" in aside:
            # 公众号496条(其中科普118条)(占25.4%): what is told in the bracket is not what has the share.
            yield unjudged("不清楚是谁占谁 / what is a share of what is not clear")
        elif pairs and not any(outcomes) and _of_another(dossier, count, pairs[0][0]):
            yield unjudged("不清楚是谁占谁 / what is a share of what is not clear")
        elif any(outcomes) or _fits_another_whole(dossier, count, pairs):
            yield PASSED
        elif (
            not pairs
            or None in outcomes
            or _share_of(dossier, index, pairs[0])
            or (len(pairs) > 1 and not _names_its_whole(dossier, index, pairs[0]))
        ):
            yield unjudged("不清楚是谁占谁 / what is a share of what is not clear")
        else:
            part, whole = (counts[i] for i in pairs[0])
            severity: Severity | None = "warning" if len(pairs) > 1 else None
            computed = per_cent(part, whole)
            near_by = "".join(dossier.flat[near.end : count.start].split())
            plain = _PLAINLY.fullmatch(near_by) is not None and any(
                one.parent == pairs[0][1] for one in counts
            )
            yield tell_wrong(
                dossier,
                "P301",
                index,
                pairs[0],
                computed,
                severity=severity,
                plain=bool(plain),
            )
    yield from _named_shares(dossier)
    yield from _all_done(dossier)


_PLAINLY = as_pattern(r"[,(]?占比?(?:为|达|约|了)?")
"""Between a part and its share: nothing but that it is one."""
_DONE_OF = as_pattern(
    r"^,?(?:其中,?)?(?:已|共|实际|已经)?(?P<done>办结|答复|办复|回复|整改|处理)(?:了)?$"
)
_DONE_RATE = as_pattern(
    r"^,?(?P<done>办结|答复|办复|回复|整改|处理)(?:完成)?率(?:均|已)?(?:为|达到?)?$"
)
_NOT_DUE = as_pattern(
    "到期|应[办答]|结转|未到|剩余|其余|余下|在办|正在|尚|按时|按期|及时|限期|申请|转办|转交|退回|移交"
)
"""In the sentence: what the rate leaves out; of applications only those due are meant."""


_DAILY = as_pattern("工单|投诉|建议|提案|议案")
"""Business whose rate is told of all that came in; else 100% is said of what has fallen due."""


def _all_done(dossier: Dossier) -> Iterator[Outcome]:
    """工单415件,其中办结412件,办结率100%: not all were done, if nothing says what is left out."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(2, len(counts)):
        whole, part, rate = counts[index - 2 : index + 1]
        if rate.unit != "%" or rate.value != 100 or rate.approx or whole.unit != part.unit:
            continue
        done = _DONE_OF.match("".join(flat[whole.end : part.start].split()))
        named = _DONE_RATE.match("".join(flat[part.end : rate.start].split()))
        if done is None or named is None or done["done"] != named["done"]:
            continue
        start = part_start(flat, whole.start, SENTENCE)
        sentence = flat[start : part_end(flat, rate.end, WHOLE_SENTENCE)]
        if _NOT_DUE.search(sentence) or not _DAILY.search(sentence):
            continue
        if whole.value and part.value is not None and not (whole.approx or part.approx):
            if part.value == whole.value:
                yield PASSED
            elif part.value < whole.value:
                used, computed = (index - 1, index - 2), per_cent(part, whole)
                yield tell_wrong(dossier, "P301", index, used, computed, severity="warning")


_OWN_SUBJECT = as_pattern(
    r"(?:^|[,;。、:(])(?:其中)?(?P<name>[\u4e00-\u9fff]{2,8}?)(?:类|方面|信息|内容|的|条目|稿件|材料|[条件篇]数)*(?:约)?占"
    r"(?:比|(?:全部|全年|公开|发布|信息|办结|答复|办理|处理|受理|收到|接听|接待|来电|来信|申请)?(?:总数|总量|总条数|总件数|合计|量)|全部)?(?:之|的|为|达|约|比重)*$"
)
"""A share with a subject of its own: 行政执法类占26.8%."""


def _named_shares(dossier: Dossier) -> Iterator[Outcome]:
    """A share tied to no figure but named like a part of one list (…行政执法108条…。行政执法类占26.8%)."""
    counts, flat = dossier.report.counts, dossier.running
    for index, count in enumerate(counts):
        if count.unit != "%" or count.approx or count.value is None:
            continue
        if count.base is not None and not _left_open(dossier, index, count.base):
            continue
        before = "".join(flat[max(0, count.start - CHARACTERS_BEFORE) : count.start].split())
        said = _OWN_SUBJECT.search(before)
        floor = max(flat.rfind("\n", 0, count.start) + 1, count.start - _WHOLE_BEFORE)
        named = [
            (place, one.parent)
            for place, one in enumerate(counts[:index])
            if said and one.start >= floor and one.parent is not None
            if said["name"] in "".join((one.object or "").split())
        ]
        if len(named) != 1:
            continue
        part, whole = named[0]
        told = _compare_share(dossier, count, (part, whole))
        if told or _fits_another_whole(dossier, count, named):
            yield PASSED
        elif told is False and _has_parts(counts, whole):
            yield tell_wrong(
                dossier,
                "P301",
                index,
                (part, whole),
                per_cent(counts[part], counts[whole]),
                plain=True,
            )


def _left_open(dossier: Dossier, index: int, base: int) -> bool:
    """Whether a share is tied to a whole with no part beside it (…、其他177条;招生信息占18.9%)."""
    alone = dossier.report.counts[base].parent is None
    return alone and _clause_before(dossier, index, base) is None


def _has_parts(counts: Sequence[Count], whole: int) -> bool:
    """Whether the whole is divided and no part itself: 共641条,其中…108条…145条."""
    return counts[whole].parent is None and sum(one.parent == whole for one in counts) > 1


_NAMED_RATE = as_pattern(
    "(?:(按时|按期|及时|限期)?(采纳|采用|录用|办结|答复|回复|整改)|(按时|按期|及时|满意))率(?:均|已|仅|约)?[为是达]?到?$"
)

_NOT_DONE = as_pattern("[未不没][^,。]{0,2}(?:采纳|采用|录用|办|答复|回复|整改|满意)")
"""采纳29条,未采纳的17条,采纳率63%: the figure right before the rate is what was not done."""


def _rate_pair(dossier: Dossier, count: Count) -> tuple[int, int] | None:
    """受理40件,办结38件,办结率95%: what was done and what of, where both are told right before.

    100% is left alone: offices say it of what has fallen due.
    """
    before = "".join(dossier.flat[max(0, count.start - CHARACTERS_BEFORE) : count.start].split())
    named = _NAMED_RATE.search(re.split("[,;。]", before)[-1])
    if named is None or count.base is None or count.value == 100:
        return None
    part = dossier.report.counts[count.base]
    words = dossier.flat[max(0, part.start - CHARACTERS_BEFORE) : part.start]
    told = re.split("[,;。、]", words)[-1]
    if not all(word in told for word in named.groups() if word) or _NOT_DONE.search(told):
        return None
    whole = part.parent if part.parent is not None else _clause_before(dossier, count.base, -1)
    if whole is None or (dossier.report.counts[whole].value or 0) < (part.value or 0):
        return None
    return count.base, whole


_TAKEN = as_pattern(r"(?:采纳|采用|录用)率(?:为|是|达到?)?$")
_TAKEN_IN_PART = as_pattern("部分|[未不没]|基本|有效|合理|解释|说明|[参留]考")


def _plainly_rated(dossier: Dossier, index: int, pair: tuple[int, int]) -> bool:
    """收到326条,采纳89条,采纳率37.2%: three figures in a row, and none said to be taken in part."""
    counts, (part, whole) = dossier.report.counts, pair
    if (whole, part, index) != (index - 2, index - 1, index):
        return False
    told = "".join(dossier.running[counts[whole].end : counts[index].start].split())
    start = part_start(dossier.running, counts[whole].start, SENTENCE)
    alone = start <= counts[whole].start and not _TAKEN_IN_PART.search(told)
    return alone and _TAKEN.search(told) is not None and not set(told) & set("。;\n")


def _together_right(dossier: Dossier, index: int, pair: tuple[int, int]) -> bool:
    """Whether the figure before the part belongs to it: 满意214份,基本满意70份,满意率94.7%."""
    counts, (part, whole) = dossier.report.counts, pair
    here = part_start(dossier.running, counts[part].start, SENTENCE)
    whole = part - 2 if whole == part - 1 else whole
    told = (whole, part - 1, part)
    if whole < 0 or counts[whole].start < here or len({counts[i].unit for i in told}) > 1:
        return False
    done = (counts[part - 1].value or 0) + (counts[part].value or 0)
    away = 100 * done / (counts[whole].value or 1) - (counts[index].value or 0)
    return abs(away) <= printed_tolerance(counts[index]) + 1e-9


def _apportioned_pair(dossier: Dossier, index: int) -> tuple[int, int] | None:
    """网站75条、微信35条,分别占总量110条的68.2%和31.8%: the part in its turn, and the whole."""
    counts, flat = dossier.report.counts, dossier.running
    floor = part_start(flat, counts[index].start, WHOLE_SENTENCE)
    place = flat.rfind("分别占", floor, counts[index].start)
    if place < 0:
        return None
    end = part_end(flat, place, SENTENCE)
    shares = [i for i, one in enumerate(counts) if place < one.start < end and one.unit == "%"]
    told = [i for i, one in enumerate(counts) if floor <= one.start < end and one.unit != "%"]
    parts = [i for i in told if counts[i].start < place][-len(shares) :]
    wholes = [i for i in told if place < counts[i].start < counts[shares[0]].start]
    if index not in shares or len(parts) < len(shares) or len(wholes) > 1 or len(shares) < 2:
        return None
    part = parts[shares.index(index)]
    whole = wholes[0] if wholes else counts[part].parent
    return None if whole is None else (part, whole)


def _of_another(dossier: Dossier, count: Count, part: int) -> bool:
    """Whether a share has a subject of its own (女性占53.1%) or is one of several (分别占…和…)."""
    between = "".join(dossier.flat[dossier.report.counts[part].end : count.start].split())
    clause = re.split("[,、;()]", between)
    if clause[-1].startswith("占"):
        return "分别" in clause[-1]  # 占收到申请总数23件的95%: what follows is the whole
    if len(clause) < 2:
        return "分别" in between
    subject = _SHARE_WORDS.sub("", clause[-1])
    return "分别" in clause[-1] or len(subject) >= 2


def _compare_share(dossier: Dossier, count: Count, pair: tuple[int, int]) -> bool | None:
    part, whole = (dossier.report.counts[i] for i in pair)
    if part.value is None or not whole.value or part.approx or whole.approx or count.value is None:
        return None
    if part.unit != whole.unit:
        return None
    return abs(100 * part.value / whole.value - count.value) <= printed_tolerance(count) + 1e-9


def _fits_another_whole(dossier: Dossier, count: Count, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether a number told before the part is the whole that was meant.

    A whole may stand two sentences back (收到550件。…网络提交320件,占58.2%;信函180件,占32.7%).
    """
    counts = dossier.report.counts
    for part, _ in pairs:
        lead = dossier.flat.rfind("\n", 0, counts[part].start) + 1
        floor = max(min(lead, counts[part].start - _WHOLE_BEFORE), 0)
        near = [i for i in range(part) if counts[i].start >= floor]
        if any(_compare_share(dossier, count, (part, whole)) for whole in near):
            return True
        if any(_fits_rounded(count, counts[part], counts[whole]) for whole in near):
            return True
    return False


def _fits_rounded(count: Count, part: Count, whole: Count) -> bool:
    """新收1650余件。…1486件,占89.7%: whether some figure that a rounded whole may stand for makes the share right."""
    bounds = interval(whole) if whole.approx and whole.unit == part.unit else None
    if bounds is None or not bounds[0] or part.value is None or count.value is None:
        return False
    low, high = (100 * part.value / bound for bound in reversed(bounds))
    slack = printed_tolerance(count) + 1e-9
    return low - slack <= count.value <= high + slack


_OF_WHAT = as_pattern(
    r"[,(]?占(?:全部|全年|年内|已)*(?P<whole>办结|办理|答复|收到|新收|受理|公开|发布|接听|接待)"
    r"(?:的)?(?:申请|信息)?(?:总)?(?:件|条)?[数量]?(?:的|之)?(?:比例)?(?:为|达|约)?"
)


def _names_its_whole(dossier: Dossier, index: int, pair: tuple[int, int]) -> bool:
    """公开与部分公开合计83件,占办结数42.8%: whether the share names the whole by the word that told it."""
    part, whole = (dossier.report.counts[place] for place in pair)
    between = dossier.running[part.end : dossier.report.counts[index].start]
    said = _OF_WHAT.fullmatch("".join(between.split()))
    return said is not None and said["whole"] in told_before(dossier.running, whole)


def _share_of(dossier: Dossier, index: int, pair: tuple[int, int]) -> bool:
    """Whether the whole of a pair is itself a part; not where it is named as the whole: 占23件的95%."""
    counts = dossier.report.counts
    between = dossier.flat[counts[pair[1]].end : counts[index].start].strip()
    return between != "的" and _has_share(dossier, pair[1])


def _has_share(dossier: Dossier, index: int) -> bool:
    """Whether a number is itself told with its share, so that it is a part and not the whole."""
    counts = dossier.report.counts
    for place in range(index + 1, min(index + 3, len(counts))):
        if counts[place].unit == "%" and kind_of(dossier, counts[place]) == "share":
            return re.search("[。;]", dossier.flat[counts[index].end : counts[place].start]) is None
        if counts[place].unit != "%":
            return False
    return False


@rule("P302")
def beyond_hundred(dossier: Dossier) -> Iterator[Outcome]:
    """A share or a rate of completion is at most 100 %."""
    for index, count in enumerate(dossier.report.counts):
        if count.unit != "%" or count.value is None or not _at_most_all(dossier, count):
            continue
        if count.value <= 100:
            yield PASSED
            continue
        finding = dossier.finding(
            "P302",
            {"text": squeezed(count.text)},
            spans=[(count.start, count.end)],
            counts=[index],
            expected="≤ 100%",
            actual=squeezed(count.text),
        )
        yield failed(finding)


_RATE_OF_ALL = as_pattern(
    "(?:办结|答复|回复|办理|满意|合格|及格|优良|覆盖|知晓|送达|公开|公示|按时|按期|及时|采纳|受理|接通|正确|准确|通过|达标|参与|建成|签收|反馈|查实|办复|整改|解读|回收|报到|立案|审核|备案|归档|采用|到课|出席|维持|纠错)"
    "(?:满意)?(?:率|度|比例)(?:均|已|都|也|分别)?(?:为|达|达到|高达|是|在)?(?:了)?$"
)
"""Rates of what was there: none can be more than all (a plan can be overfulfilled, 完成率)."""


_OF_AN_AIM = as_pattern("计划|任务|目标|预算|指标|定额|核定|设计|额定|上一?年|去年|同期|20\\d\\d年")
"""In the clause of a share: what it is of can be overfulfilled (占年度计划的120%)."""


def _at_most_all(dossier: Dossier, count: Count) -> bool:
    """Whether a percentage is a share of a whole, or a rate of all there was."""
    if kind_of(dossier, count) == "share":
        return _OF_AN_AIM.search(told_before(dossier.flat, count)) is None
    before = "".join(dossier.flat[max(0, count.start - CHARACTERS_BEFORE) : count.start].split())
    return _RATE_OF_ALL.search(re.split("[,;。]", before)[-1]) is not None
