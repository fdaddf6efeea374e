"""Floor 3: by how much one figure is more than another, whatever else their paragraph tells.

196条,比2018年的165条多31条 with the three channels of the 196 before it; 上半年119条,下半年121条,只差2条;
由83项增加12项,现为95项. Takes a report's counts; a difference that fits any two figures of its paragraph, or sums
in it, contradicts nothing. It must not know the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import combinations

from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_start
from wenzhi.checks.prose.ratios.from_to import tell_way
from wenzhi.checks.prose.ratios.percent import tell_wrong
from wenzhi.checks.prose.ratios.trends import SAME_AGAIN
from wenzhi.checks.prose.words import MARKS, SENTENCE
from wenzhi.checks.rule import PASSED, Outcome
from wenzhi.text.slips import one_slip_apart

_UP = "增加|增长|上升|增多|提高|提升|上涨|扩充|新增|净增|[多增涨]"
_DOWN = "减少|下降|降低|回落|下滑|精简|压减|净减|[少减降]"
_LEAD = 28
"""Characters between two figures of one comparison."""
_MOST = 9
"""Figures of a paragraph before a comparison that are looked at."""
_LEAST = 10
_FEW = 3
_STEP = re.compile(
    rf"^[^,、;。:()\d]{{0,8}}?(?:相比|相较|比)?\)?,?(?:(?:今年|本年度?)?[比较与](?:上一?年度?|去年|前一年|年初)(?:同期)?(?:相比)?,?)?(?:略|净|共|又|同比|环比|总量|数量|合计|再|仍)*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
    r"(?:公开|发布|推送|收到|接收|受理|办理|办结|答复|[收办发])?[了出]?$"
)
"""From what a figure is compared with to the step."""
_COMPARED = re.compile(
    r"(?:[比较与同和跟][^,;。:()\d]{0,14}(?:20\d\d年)?[^,;。:()\d]{0,8}|(?:上一?年|去年|前一年|20\d\d年|上[一1]?版|头年)[^,;。:()\d]{0,6})$"
)
"""Before a figure: another is compared with it."""
_APART = re.compile(
    r"(?:相差|只差|仅差|差额|(?:[下后]半年|[前后两]者|[^,;。:()\d]{1,8}比[^,;。:()\d]{1,8})还?(?:多|少)[出了]?[^,;。:()\d]{0,2})$"
)
"""Before a figure: it is how far two told before it lie apart."""
_SINCE = re.compile(
    rf"(?:同比|[比较与](?:上一?年度?|去年|前一年|[^,;。:()\d]{{0,8}}20\d\d年)(?:相比)?)(?:略|净|共)?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))了?$"
)
_WAS_THEN = re.compile(r"^(?:上一?年度?|去年|前一年|20\d\d年|那一?年)(?:同期|全年)?[为是有]?$")
_MARK_BEHIND = re.compile(r"\s*[,;(]")
"""Right behind a figure: it ends its clause."""
_IN_UNITS = re.compile(r"^\([^()\d]{1,6}\)")
"""Right behind a figure: the other units it is told in (437条(篇、期))."""
_WAS = re.compile(
    r"(?:[由从](?:上一?年度?|去年|年初|原[来有先]?)?的?|(?:上一?年度?|去年)的?[为是有]?|原有)$"
)
_CAME_OR_WENT = re.compile(
    r"^[^;。:()\d]{0,10}?(?:(?P<up>增加|新增|增设|净增|扩充)|减少|取消|归并|撤并|移出|核减|压减|精简|注销|关停|废止|下放|移交|退出)了?$"
)
_THING = 2
"""Characters of a thing that is named."""
_OWN_THING = re.compile(
    "^(?:去年|上一?年度?|前一年|头年)(?:同期|全年)?(?P<thing>[\u4e00-\u9fff]*?)[为是有共]?$"
)
_IS_NOW = re.compile(
    r"^,(?:目前|现[为有存执在行剩共]*|还?剩下?|实有|变为|达到?|[增减][至到为])(?:有|为|是)?$"
)


def differences(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """Every difference told of two figures of its unit; not of figures `told` of already."""
    counts = dossier.report.counts
    for index in range(2, len(counts)):
        first, before, last = counts[index - 2 : index + 1]
        if last.unit is None or last.unit in RATIOS or not is_exact(last) or not last.value:
            continue
        if before.unit != last.unit or not is_exact(before) or not before.value:
            continue
        if not told & {index - 1, index}:
            between = _between(dossier, index - 1, index)
            yield from _risen(dossier, index, between)
            yield from _apart(dossier, index)
            if first.unit == last.unit and is_exact(first) and index - 2 not in told:
                yield from _moved(dossier, index, between)
                yield from _over_the_year(dossier, index, between)
                yield from _told_back(dossier, index)


def _risen(dossier: Dossier, index: int, between: str) -> Iterator[Outcome]:
    """三档相加为196条,比2018年的165条多31条: of the figures before it the one meant is that which a slip keeps off."""
    counts = dossier.report.counts
    step, base = counts[index], counts[index - 1]
    said = _STEP.match(between)
    if said is None:
        return
    lead = _lead(dossier, index - 1)
    if "其中" in lead or not _COMPARED.search(lead):
        return
    if _names_another(dossier, index - 1, lead) or _is_of_this_year(dossier, lead):
        return
    here = _before(dossier, index - 1)
    rise = (step.value or 0) * (1 if said["up"] else -1)
    wanted = round((base.value or 0) + rise, 4)
    values = [counts[place].value or 0 for place in here]
    behind = counts[index + 1 : index + 2]
    if wanted in _sums(values) or any(one.value == wanted for one in behind):
        yield PASSED
        return
    if here and counts[here[-1]].value == round((base.value or 0) - rise, 4):
        text = f"{said['up'] or said['down']}{counts[index].text}"
        yield tell_way(dossier, here[-1], index - 1, text, "warning")
        return
    meant = [
        place
        for place in here
        if _is_slip(counts[place].value or 0, base.value or 0, step.value or 0, up=rise > 0)
    ]
    if meant and (len({counts[place].value for place in meant}) == 1 or meant[-1] == here[-1]):
        now = meant[-1]
        computed = abs((counts[now].value or 0) - (base.value or 0))
        yield tell_wrong(
            dossier, "P303", index, (now, index - 1), computed, step.unit or "", "warning"
        )


def _names_another(dossier: Dossier, base: int, lead: str) -> bool:
    """收到来信20封,去年解读15封: whether last year's figure is told of a thing that its sentence has not named."""
    flat, start = dossier.running, dossier.report.counts[base].start
    told = _OWN_THING.search(lead)
    thing = SAME_AGAIN.sub("", told["thing"]) if told else ""
    if len(thing) < _THING:
        return False
    return flat.find(thing, part_start(flat, start, SENTENCE), start - len(thing)) < 0


_THIS_YEAR = re.compile(r"^(?P<year>20\d\d)年")


def _is_of_this_year(dossier: Dossier, lead: str) -> bool:
    """2022年31件,2023年为23件,少了8件: whether the figure before a step is this year's, told behind last year's."""
    told = _THIS_YEAR.match(lead)
    year = dossier.report.meta.year
    return told is not None and year is not None and int(told["year"]) >= year


def _told_back(dossier: Dossier, index: int) -> Iterator[Outcome]:
    """127条,比上年增加31条;上年为96条: last year's figure stands behind the step."""
    counts = dossier.report.counts
    mark = _MARK_BEHIND.match(dossier.running, counts[index - 1].end)
    if mark is None or not _WAS_THEN.match(_lead(dossier, index)):
        return
    said = _SINCE.search(_lead(dossier, index - 1))
    if said is None:
        return
    now, step, base = (counts[place].value or 0 for place in (index - 2, index - 1, index))
    rise = step if said["up"] else -step
    if now == round(base + rise, 4):
        yield PASSED
    elif _is_slip(now, base, step, up=rise > 0):
        used, unit = (index - 2, index), counts[index].unit or ""
        yield tell_wrong(dossier, "P303", index - 1, used, abs(now - base), unit, "warning")


def _apart(dossier: Dossier, index: int) -> Iterator[Outcome]:
    """上半年119条,下半年121条,不相上下,只差2条."""
    counts = dossier.report.counts
    if not _APART.search(_lead(dossier, index)):
        return
    here, told = _before(dossier, index), counts[index].value or 0
    values = [counts[place].value or 0 for place in here]
    if len(here) < 2:
        return
    if any(round(abs(one - other), 4) == told for one, other in combinations(values, 2)):
        yield PASSED
        return
    less, more = sorted(here[-2:], key=lambda place: counts[place].value or 0)
    small, large = (counts[place].value or 0 for place in (less, more))
    if _is_slip(large, small, told, up=True):
        unit = counts[index].unit or ""
        yield tell_wrong(dossier, "P303", index, (more, less), large - small, unit, "warning")


def _moved(dossier: Dossier, index: int, between: str) -> Iterator[Outcome]:
    """由83项增加12项,现为95项: what there was, what came or went, and what there is."""
    if not _IS_NOW.match(between):
        return
    said = _CAME_OR_WENT.match(_between(dossier, index - 2, index - 1))
    if said is None or not _WAS.search(_lead(dossier, index - 2)):
        return
    counts = dossier.report.counts
    was, step, now = (counts[place].value or 0 for place in (index - 2, index - 1, index))
    if now == round(was + (step if said["up"] else -step), 4):
        yield PASSED
    elif _is_slip(*((now, was) if said["up"] else (was, now)), step, up=True):
        unit = counts[index].unit or ""
        used = (index, index - 2)
        yield tell_wrong(dossier, "P303", index - 1, used, abs(now - was), unit, "warning")


def _is_slip(now: float, before: float, step: float, *, up: bool) -> bool:
    """Whether a slip keeps three figures from being what there was, the step and what there is."""
    more, less = (now, before) if up else (before, now)
    if more < _LEAST:
        return False
    if not all(one == int(one) for one in (now, before, step)):
        return False  # 3.2分 more may be rounded
    return abs(more - less - step) <= _FEW or one_slip_apart((less, step), more)


_AT_FIRST = re.compile("(?:年初|期初|(?:上一?年|去年)年?[末底])[^,;。:()\\d]{0,10}$")
_AT_LAST = re.compile("(?:年[底末]|期末|现在?|目前|如今|截至)[^,;。:()\\d]{0,10}$")
_GREW = re.compile(rf"^,(?:一年|全年)?(?:净|共)?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))[了出]?$")


def _over_the_year(dossier: Dossier, index: int, between: str) -> Iterator[Outcome]:
    """年初4200人,年底6900人,多了2700人: what there was, what there is, and the step."""
    counts = dossier.report.counts
    grew = _GREW.match(between)
    if grew is None or not _AT_LAST.search(_lead(dossier, index - 1)):
        return
    if not _AT_FIRST.search(_lead(dossier, index - 2)):
        return
    was, now, step = (counts[place].value or 0 for place in (index - 2, index - 1, index))
    if now - was == (step if grew["up"] else -step):
        yield PASSED
        return
    unit, used = counts[index].unit or "", (index - 1, index - 2)
    yield tell_wrong(dossier, "P303", index, used, abs(now - was), unit, "warning")


def _sums(values: Sequence[float]) -> set[float]:
    """What figures in a row come to, and each of them."""
    ends = range(1, len(values) + 1)
    return {round(sum(values[at:end]), 4) for end in ends for at in range(end)}


def _before(dossier: Dossier, index: int) -> list[int]:
    """The last exact figures of a unit in the paragraph before a figure."""
    counts = dossier.report.counts
    start = part_start(dossier.running, counts[index].start, "\n")
    found: list[int] = []
    for place in range(index - 1, -1, -1):
        one = counts[place]
        if one.start < start or len(found) >= _MOST:
            break
        if one.unit == counts[index].unit and is_exact(one) and one.value:
            found.insert(0, place)
    return found


def _between(dossier: Dossier, first: int, last: int) -> str:
    """The words from one figure to the next; a mark that ends all where they stand far apart."""
    counts = dossier.report.counts
    told = dossier.running[counts[first].end : counts[last].start]
    return _IN_UNITS.sub("", "".join(told.split())) if len(told) <= _LEAD else "。"


def _lead(dossier: Dossier, index: int) -> str:
    """The words before a figure in its clause, from the figure of its unit before it on."""
    counts, flat = dossier.report.counts, dossier.running
    start = part_start(flat, counts[index].start, MARKS)
    if index and counts[index - 1].unit == counts[index].unit:
        start = max(start, counts[index - 1].end)  # but not from 上一版
    return "".join(flat[start : counts[index].start].split())
