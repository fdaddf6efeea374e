"""Floor 3: rules of family P: figures that follow from others told with them.

Takes a report's counts; judges averages (4次,共520人次,平均每次130人), the stock at a year's end (上年末11件,
制发4件, 现行有效15件) and the total of items told line by line. Of the tables it asks for no more than the
applications of the year, of which a month's mean is told.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Severity
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_end, part_start
from wenzhi.checks.prose.sums.balances import product_sums, stock_sums
from wenzhi.checks.prose.sums.each_of import shares_of_each
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE
from wenzhi.checks.readings import interval, last_figure, rounded_off
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed

_BREAKS = as_pattern("[,;。:(、]")
_MEAN = as_pattern(
    r"(?:平均|人均|场均|[均合])?每?(?P<each>[次期场批班轮堂站所个家件人条篇份户村校])(?:均|平均)?(?:参训|参加|培训|到场|发布|办理|约|为|有|达|是){0,3}$"
)
"""Right before a number: it is the mean of something (平均每次130人, 场均68人次)."""
_SAYS_MEAN = as_pattern("平均|[次期场批班轮人户村校]均|均每")
_ALIKE = {
    "次": "次期场批班轮堂",
    "期": "次期批班轮",
    "场": "场次",
    "人": "人名",
    "村": "村个",
    "校": "校所",
    "个": "个名人",
}
"""Units of occasions that offices use for one another: 培训4期,平均每次30人."""
_PEOPLE = ("人", "人次", "名", "余人次", "余人")


@rule("P304")
def average(dossier: Dossier) -> Iterator[Outcome]:
    """An average, or what falls to each, fits how many there are and what they come to."""
    yield from _means_of_time(dossier)
    counts = dossier.report.counts
    for index, count in enumerate(counts):
        before = "".join(dossier.running[max(0, count.start - 14) : count.start].split())
        before = _BREAKS.split(before)[-1]
        for_one = _for_one(dossier, count, before)
        mean = for_one or _MEAN.search(before)
        if mean is None or count.value is None or count.approx not in _ROUNDED:
            continue
        if not _SAYS_MEAN.search(before):
            continue
        start = part_start(dossier.running, count.start, SENTENCE)
        told = [i for i in range(index) if counts[i].start >= start and counts[i].value]
        sums = [
            i
            for i in told
            if counts[i].unit == count.unit or (not for_one and _same_thing(counts[i], count))
        ]
        each = _ALIKE.get(mean["each"], mean["each"])
        ways = [i for i in told if (counts[i].unit or " ")[-1] in each and i not in sums]
        pairs = [(a, b) for a in sums for b in ways]
        if not pairs:
            continue
        means = [(counts[a].value or 0) / (counts[b].value or 1) for a, b in pairs]
        # 59期(线上38期、线下21期): what falls to each may be of some, but only as it is told
        loose = _ABOUT if count.approx else 0.0
        slacks = [_NEARLY if loose and counts[b].parent in ways else loose for _, b in pairs]
        fits = any(
            abs(value - count.value) <= rounded_off(value, count) + slack * count.value + 1e-9
            for value, slack in zip(means, slacks, strict=True)
        )
        pairs = [pair for pair in pairs if counts[pair[1]].parent not in ways] or pairs
        exact = all(is_exact(counts[i]) for pair in pairs for i in pair)
        # Means are rounded or cut off.
        if fits:
            yield PASSED
        elif len(pairs) > 1 or not exact:
            yield unjudged(
                "不清楚是哪两个数的平均 / which two figures it is the mean of is not clear"
            )
        else:
            whole, part = pairs[0]
            value = (counts[whole].value or 0) / (counts[part].value or 1)
            shown = f"{squeezed(counts[whole].text)}÷{squeezed(counts[part].text)}"
            yield _tell(dossier, "P304", (index, whole, part), shown, value)
    for products in product_sums(dossier):
        if any(one.fits for one in products):
            yield PASSED
        elif len(products) == 1:
            (one,) = products
            severity: Severity | None = None if one.sure else "warning"
            yield _tell(dossier, "P304", one.used, squeezed(one.shown), one.value, severity)

    for share in shares_of_each(dossier):
        if share.fits:
            yield PASSED
            continue
        told_of_one = counts[share.each]
        shown = f"{squeezed(told_of_one.text)}×{share.many}"
        value = (told_of_one.value or 0) * share.many
        yield _tell(dossier, "P304", (share.whole, share.each), shown, value)


_FOR_ONE = as_pattern(r"[^,;。:()\d]{0,4}[一1](?P<each>[个名人家户村期场次份条篇所])")


def _for_one(dossier: Dossier, count: Count, before: str) -> re.Match[str] | None:
    """平均约22人竞争一个岗位: what falls to one is told behind the figure."""
    if not before.endswith(("平均", "平均约", "平均有")):
        return None
    return _FOR_ONE.match("".join(dossier.running[count.end : count.end + 10].split()))


_PER_TIME = as_pattern(
    r"(?P<work>工作日)?(?:(?P<span>[月周日季])(?:均|平均)|平均每个?(?P<each>月|周|日|天|季度?|工作日))(?P<what>(?:公开|发布|推送|新收|收到|接收|受理|办理|办结|答复|更新|政府|信息|申请|约|为|有|达|是){0,6})$"
)
"""Right before a number: the mean of a month, a week or a day."""
_PERIODS = {
    "月": (12, 12),
    "周": (50, 53),
    "季": (4, 4),
    "工": (240, 255),
    "日": (240, 366),
    "天": (240, 366),
}
"""How many of them a year has; 日均 is of all days or of those worked."""
_OF_A_TIME = as_pattern("以来|开通|上线|[上下]半年|半年|季度|个月|累计|\\d月|自[^,。;]{2,12}起")
"""In the sentence: the figure is not of a whole year."""


_OF_A_YEAR = as_pattern("全年|本年|年内|一年来")
_ROUNDED = (None, "about")
"""What may be said of a mean's figure: 日均约2.2万次."""
_ABOUT = 0.25
"""How far, as a share, such a figure may lie from the mean. Own choice."""
_NEARLY = 0.05
"""The same of a mean of only some of what is told."""


def _means_of_time(dossier: Dossier) -> Iterator[Outcome]:
    """734条,月均61条: a month's mean is the year's figure over twelve."""
    counts, flat = dossier.report.counts, dossier.running
    if "均" not in flat:
        return
    for index, count in enumerate(counts):
        whole = counts[max(0, index - 1)]
        if count.unit is None or not count.value or count.approx not in _ROUNDED:
            continue
        before = "".join(flat[max(0, count.start - 14) : count.start].split())
        mean = _PER_TIME.search(re.split("[,;。:(、]", before)[-1]) if "均" in before else None
        if mean is None:
            continue
        start = part_start(flat, count.start, SENTENCE)
        told = "".join(flat[start : count.start].split()).removesuffix(mean[0])
        if _OF_A_TIME.search(told):
            continue
        if not index or whole.unit != count.unit or whole.start < start:
            yield from _mean_of_applications(dossier, index, mean)
            continue
        if not is_exact(whole):
            continue
        alone = all(one.start < start or one.unit != count.unit for one in counts[: index - 1])
        kind = "工" if mean["work"] else (mean["span"] or mean["each"])[0]
        most, least = ((whole.value or 0) / many for many in _PERIODS[kind])
        bounds = interval(count) or (0, 0)  # 6.3万次 is right within a thousand
        slack = rounded_off(most, count) if most == least else last_figure(count.text)
        slack = max(slack, (bounds[1] - bounds[0]) / 2) + 1e-9
        slack += _ABOUT * count.value if count.approx else 0
        if least - slack <= (count.value or 0) <= most + slack:
            yield PASSED
        elif alone and (
            whole.scope == "report_year" or _OF_A_YEAR.search(flat, start, count.start)
        ):
            shown = f"{squeezed(whole.text)}÷{_PERIODS[kind][1]}"
            yield _tell(dossier, "P304", (index, index - 1), shown, least)


_NEW, _OLD = "applications.new_received.total", "applications.carried_over.total"
_DONE = "applications.result.total.total"
_MONTHS = 12
_OTHER_YEARS = as_pattern("去年|上一?年|前一年|往年|历年|近[两二三四五]年|同期|力争|目标|预计")


def _mean_of_applications(dossier: Dossier, index: int, mean: re.Match[str]) -> Iterator[Outcome]:
    """全年平均每月新收申请5.3件: held against the year's applications, whichever may be meant."""
    count = dossier.report.counts[index]
    start = part_start(dossier.running, count.start, SENTENCE)
    if _OTHER_YEARS.search(dossier.running, start, count.start):
        return
    if "申请" not in mean["what"] or (mean["span"] or mean["each"]) != "月" or count.unit != "件":
        return
    new, old, done = (dossier.value(name) for name in (_NEW, _OLD, _DONE))
    if not new:
        return
    told = count.value or 0
    slack = (_ABOUT * told if count.approx else 0) + 1e-9
    means = [one / _MONTHS for one in (new, new + (old or 0), done or new)]
    if any(abs(one - told) <= rounded_off(one, count) + slack for one in means):
        yield PASSED
        return
    whole = done if done and re.search("办结|答复", mean["what"]) else new
    yield _tell(dossier, "P304", (index,), f"{whole:g}÷{_MONTHS}", whole / _MONTHS)


def _same_thing(one: Count, mean: Count) -> bool:
    """Whether a mean in 人 may be one of persons or of attendances."""
    people = one.unit in _PEOPLE and mean.unit in _PEOPLE
    return one.unit == mean.unit or people


def _tell(
    dossier: Dossier,
    code: str,
    used: Sequence[int],
    shown: str,
    value: float,
    severity: Severity | None = None,
) -> Outcome:
    """The figure `used[0]` is not what the others come to."""
    counts = dossier.report.counts
    finding = dossier.finding(
        code,
        {"text": squeezed(counts[used[0]].text), "terms": shown, "sum": f"{value:.6g}"},
        spans=[(counts[i].start, counts[i].end) for i in sorted(used)],
        counts=list(used),
        expected=f"{value:.6g}",
        actual=squeezed(counts[used[0]].text),
        severity=severity,
    )
    return failed(finding)


_STOCK_BEFORE = as_pattern(
    r"(?:上一?年度?|去年|前一年|(?P<year>20\d\d)年)(?:年?[末底]|12月31日)(?:时)?,?(?:[我本全][\u4e00-\u9fff]{1,2}?)?(?:现行|继续)?(?:有效|保留|留存|存量|结存)?(?:的)?(?:行政)?(?:规范性文件)?(?:为|是|有|共|存)?$|(?:年初|期初)(?:现行|存量|结存)?(?:有效)?(?:的)?(?:行政)?(?:规范性文件)?(?:为|是|有|共|存)?$"
)
_NONE_REPEALED = as_pattern(
    r"(?:未|没有|无|不曾)[^,。;、\d]{0,3}(?:废止|失效|宣布失效)|废止(?:为|数)?(?:零|0)"
)
_MADE = ("active.normative_documents.issued", "active.normative_documents.made")
_REPEALED = "active.normative_documents.repealed"
_IN_FORCE = "active.normative_documents.in_force"


@rule("P305")
def stock(dossier: Dossier) -> Iterator[Outcome]:
    """What there is at the end is what there was, with what came and without what went; so is a net change."""
    counts, flat = dossier.report.counts, dossier.running
    judged: set[int] = set()
    for index, count in enumerate(counts):
        if count.indicator != _IN_FORCE or _was(dossier, count) or not is_exact(count):
            continue
        start, end = (
            part_start(flat, count.start, WHOLE_SENTENCE),
            part_end(flat, count.end, WHOLE_SENTENCE),
        )
        told = [i for i, one in enumerate(counts) if start <= one.start < end and i != index]
        old = [i for i in told if _was(dossier, counts[i])]
        made = [i for i in told if counts[i].indicator in _MADE and i not in old]
        gone = [i for i in told if counts[i].indicator == _REPEALED]
        none_gone = not gone and _NONE_REPEALED.search("".join(flat[start:end].split()))
        if len(old) != 1 or len(made) != 1 or len(gone) > 1 or not (gone or none_gone):
            continue
        used = (*old, *made, *gone)
        if not all(is_exact(counts[i]) for i in used):
            continue
        judged.add(index)
        value = sum(counts[i].value or 0 for i in (*old, *made))
        value -= sum(counts[i].value or 0 for i in gone)
        if value == count.value:
            yield PASSED
            continue
        plus = "+".join(squeezed(counts[i].text) for i in (*old, *made))
        shown = "−".join([plus, *(squeezed(counts[i].text) for i in gone)])
        yield _tell(dossier, "P305", (index, *used), shown, value)
    for one in stock_sums(dossier):
        if one.fits:
            yield PASSED
        elif one.used[0] not in judged:
            yield _tell(dossier, "P305", one.used, squeezed(one.shown), one.value)


def _was(dossier: Dossier, count: Count) -> bool:
    """Whether a number is told as what there was when the year began; at the end of the reported year it is not."""
    before = "".join(dossier.running[max(0, count.start - 24) : count.start].split())
    said = _STOCK_BEFORE.search(re.split("[,;。:、(]", before)[-1])
    return said is not None and (
        said["year"] is None or int(said["year"]) != dossier.report.meta.year
    )


_TOTAL_LINE = as_pattern(
    r"^\W{0,3}(?:以上|两项|三项|各项|以上各项)?(?:合计|总计|共计|相加)[为是共]?:?$"
)
_ITEM_LINES = 5
"""Lines above a total among which its items are looked for. Own choice."""


@rule("P306")
def total_of_lines(dossier: Dossier) -> Iterator[Outcome]:
    """A line that holds a total (合计:962条) holds the sum of items told line by line above it."""
    counts, flat = dossier.report.counts, dossier.flat
    for index, count in enumerate(counts):
        line = flat.rfind("\n", 0, count.start) + 1
        head = "".join(flat[line : count.start].split())
        if not _TOTAL_LINE.match(head) or not is_exact(count) or count.unit in RATIOS:
            continue
        if any(one.parent == index for one in counts):
            continue  # the parser has the list: a rule of sums judges it
        items = _items_above(dossier, line)
        channels = [i for i in items if counts[i].channel is not None]
        if len(channels) < 2 or any(not is_exact(counts[i]) for i in items):
            continue
        values = [counts[i].value or 0 for i in items]
        sums = {
            sum(some)
            for size in range(2, len(values) + 1)
            for some in itertools.combinations(values, size)
        }
        if count.value in sums:
            yield PASSED
            continue
        value = sum(counts[i].value or 0 for i in channels)
        shown = "+".join(squeezed(counts[i].text) for i in channels)
        yield _tell(dossier, "P306", (index, *channels), shown, value)


def _items_above(dossier: Dossier, line: int) -> list[int]:
    """The first number of each line above that begins with a word and a number, no part of another."""
    counts, flat = dossier.report.counts, dossier.flat
    items: list[int] = []
    end = line - 1
    for _ in range(_ITEM_LINES):
        start = flat.rfind("\n", 0, max(0, end)) + 1
        first = next((i for i, one in enumerate(counts) if start <= one.start < end), None)
        if first is None or counts[first].parent is not None:
            break
        items.insert(0, first)
        end = start - 1
    return items
