"""Floor 3: a step and a percentage told of one change are the same change (比上年468条增加44条,增长9.4%).

Takes a report's counts; judges last year's figure, the step from it and the percentage against one another,
way too, whatever this year's figure is. It must not know the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Severity
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_start
from wenzhi.checks.prose.ratios.percent import (
    FAR_OFF,
    by_a_slip,
    is_near,
    is_share,
    printed_tolerance,
)
from wenzhi.checks.prose.ratios.trends import STEP, of_this_year
from wenzhi.checks.prose.words import SENTENCE
from wenzhi.checks.readings import told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome, failed, unjudged
from wenzhi.text.normalize import squeezed

_REACH = 20
"""Characters in which it is said what a figure is to the one before it. Own choice."""
_UP = "增长|增加|上升|提高|提升|上涨|攀升|增多|[增升涨]幅|增长率|增速|[增升涨]"
_DOWN = "下降|减少|降低|下滑|回落|下跌|[降减跌]幅|下降率|[降减]"
_PERCENT = as_pattern(
    r"^[,(]?(?:即|也就是|相当于|约)?(?:同比|环比|总体|(?:[比较](?:上一?年度?|去年)(?:同期)?))*(?:大幅|小幅|略微?|净)?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?:变化|变动|增减)?(?:幅度|比例|率)|(?<=^\())(?:了|率|幅度?|比例)?(?:约|[为是达](?:到)?)*$"
)
"""Between a step and the percentage of the same change."""
_BEFORE_STEP = as_pattern(
    r"(?:同比|[比较与和同跟](?:上一?年度?|去年|前一年|20\d\d年度?)(?:[末底]|同期)?)(?:相比|相较|比较)?[,:]?(?:共|净|总体|数量|总量)*"
    r"(?:(?P<up>增加|增长|上升|提高|[多增])|减少|下降|降低|[少减])(?:公开|发布|收到|受理|办理)?了?$"
)
"""Right before a step whose base is not told."""
_COMPARED_WITH = as_pattern(
    r"(?:[比较与同和跟](?:上一?年度?|去年|前一年|20\d\d年度?)|(?:上一?年度?|去年|前一年)(?:同期)?)[^,。;]{0,10}$"
)
_ON_THAT = as_pattern(r"^(?:比)?,(?:(?:今年|本年|20\d\d年)?[比较](?:上年|去年|20\d\d年))?")
"""Behind last year's figure: it is compared with (2019年1742条,2020年比2019年增加212条; 跟2019年的705条比,多了)."""
_OWN_SIGN = as_pattern(r"[-－—]")


def step_and_percentage(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """Every step with a percentage of the same change right behind it; not what is `told` already."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(2, len(counts)):
        percent, step = counts[index], counts[index - 1]
        if percent.unit != "%" or step.unit in RATIOS or not (is_exact(percent) and is_exact(step)):
            continue
        said = _PERCENT.match(_between(flat, step, percent))
        if said is None or {index, index - 1} & told or _OWN_SIGN.match(percent.text):
            continue
        way = 1 if said["up"] else -1 if said["down"] else 0
        base, before = counts[index - 2], _between(flat, counts[index - 2], step)
        before = _ON_THAT.sub("", before)
        went = STEP.match(before) if base.unit == step.unit and is_exact(base) else None
        prior = _base(dossier, index - 2) if went is not None else None
        of_prior = prior is not None and (prior != index - 2 or _is_last_years(dossier, base))
        if went is not None and prior is not None and of_prior:
            sign = 1 if went["up"] else -1
            yield from _judge(dossier, index, prior, counts[prior].value or 0, sign, way)
            continue
        rose = _BEFORE_STEP.search("".join(flat[max(0, step.start - _REACH) : step.start].split()))
        if rose is not None:
            yield from _without_base(dossier, index, 1 if rose["up"] else -1, way)


_REACHED = as_pattern(
    r"\d[万亿]?[^,。;:()\d]{0,8}?[增升涨长高加降减少低扩变][至到为成]了?[^,。;:()\d]{0,8}$"
)
"""Before a figure: it is what an earlier one became (由年初的11.5万增至年末的14.9万)."""


def _base(dossier: Dossier, index: int) -> int | None:
    """What a step behind a figure leads on from: that, or where it tells what was reached, the one before it."""
    counts, now = dossier.report.counts, dossier.report.counts[index]
    start = max(0, now.start - 2 * _REACH)
    if _REACHED.search("".join(dossier.running[start : now.start].split())) is None:
        return index
    before = counts[index - 1] if index else now
    told = before.start >= start and before.unit == now.unit and is_exact(before)
    return index - 1 if told and before is not now else None


def _between(flat: str, one: Count, other: Count) -> str:
    if other.start - one.end > 2 * _REACH:
        return "。"  # too far apart to be told of one change
    return "".join(flat[one.end : other.start].split())


def _is_last_years(dossier: Dossier, base: Count) -> bool:
    """Whether a figure is named as what is compared with."""
    if told_of_last_year(dossier.flat, base):
        return True
    before = "".join(dossier.running[max(0, base.start - _REACH) : base.start].split())
    return _COMPARED_WITH.search(re.split("[,。;]", before)[-1].rstrip("(")) is not None


def _judge(
    dossier: Dossier, index: int, prior: int, base: float, sign: int, way: int
) -> Iterator[Outcome]:
    """Whether the step from a base told is the percentage told."""
    counts = dossier.report.counts
    percent, step = counts[index], counts[index - 1]
    if not base:
        return
    computed = 100 * (step.value or 0) / base
    close = abs(computed - (percent.value or 0)) <= printed_tolerance(percent) + 1e-9
    if close and way in (0, sign):
        yield PASSED
    else:
        used = (index - 1, prior)
        yield _tell(
            dossier, index, used, sign * computed, way, None if way in (0, sign) else "error"
        )


def _without_base(dossier: Dossier, index: int, sign: int, way: int) -> Iterator[Outcome]:
    """受理120件,比上年增加20件,增长30%: what there was last year follows from this year's figure."""
    counts, flat = dossier.report.counts, dossier.running
    percent, step = counts[index], counts[index - 1]
    here = [place for place in of_this_year(dossier, index - 1) if place < index - 1]
    above = _heads_line_above(dossier, index)
    if way not in (0, sign):
        nearest = here[-1:] or [
            place for place in (_just_told(dossier, index), above) if place is not None
        ]
        if nearest:
            current = counts[nearest[0]].value or 0
            computed = sign * 100 * (step.value or 0) / max(current - sign * (step.value or 0), 1)
            yield _tell(dossier, index, (index - 1, nearest[0]), computed, way, "error")
        return
    first = flat.rfind("\n", 0, part_start(flat, step.start, SENTENCE)) + 1
    first = first if above is None else min(first, counts[above].start)
    beside = [
        one.value or 0
        for one in counts[: index - 1]
        if one.start >= first and one.unit == step.unit and is_exact(one)
    ]
    bases = [now - sign * (step.value or 0) for now in beside]
    slack = printed_tolerance(percent) + 1e-9
    if any(
        base > 0 and abs(100 * (step.value or 0) / base - (percent.value or 0)) <= slack
        for base in bases
    ):
        yield PASSED
    elif (
        now := here[0]
        if here == [index - 2] or _are_divided(counts, here)
        else _first_of(_just_told(dossier, index), above)
    ) is not None:
        base = (counts[now].value or 0) - sign * (step.value or 0)
        if base > 0:
            computed = sign * 100 * (step.value or 0) / base
            yield _tell(dossier, index, (index - 1, now), computed, way, "warning")


def _are_divided(counts: Sequence[Count], here: Sequence[int]) -> bool:
    """128条,其中网站57条,公众号71条,较上年增加16条: whether a total and its parts are all that stands before a step."""
    return len(here) > 1 and all(counts[place].parent == here[0] for place in here[1:])


def _first_of(one: int | None, other: int | None) -> int | None:
    return other if one is None else one


_OPENS_LINE = as_pattern(r"\W{0,3}(?:\d{1,2}[.、)])?\W{0,2}")
"""Before a step that opens an item of its own: ● 较上年:增加171条,增幅20%."""


def _heads_line_above(dossier: Dossier, index: int) -> int | None:
    """● 总量:1026条,其中…。⏎● 较上年:增加171条: the total of the item above, where all else there is its parts."""
    counts, flat, step = dossier.report.counts, dossier.running, dossier.report.counts[index - 1]
    line = flat.rfind("\n", 0, step.start)
    words = "".join(flat[line + 1 : step.start].split())
    opening = _OPENS_LINE.sub("", words, count=1)
    if line <= 0 or _BEFORE_STEP.match(opening) is None:
        return None
    start = flat.rfind("\n", 0, line) + 1
    told = [place for place in range(index - 1) if start <= counts[place].start < line]
    alike = [place for place in told if counts[place].unit == step.unit]
    if not alike or not is_exact(counts[alike[0]]) or counts[alike[0]].parent is not None:
        return None
    return alike[0] if all(counts[i].parent == alike[0] for i in alike[1:]) else None


def _just_told(dossier: Dossier, index: int) -> int | None:
    """公开信息512条。同比增加44条: the one figure of the sentence before, where the step opens its own."""
    counts, flat, now = dossier.report.counts, dossier.running, index - 2
    start = part_start(flat, counts[index - 1].start, SENTENCE)
    opening = _BEFORE_STEP.match("".join(flat[start : counts[index - 1].start].split()))
    earlier = part_start(flat, max(0, start - 1), SENTENCE)
    alone = counts[now].start >= earlier and (now == 0 or counts[now - 1].start < earlier)
    alike = counts[now].unit == counts[index - 1].unit and is_exact(counts[now])
    return now if opening is not None and alone and alike and start > counts[now].end else None


def _is_near(said: float, step: Count, computed: float) -> bool:
    """Whether a slip may have made a step and the percentage of it part ways."""
    size = step.value or 0
    base = 100 * size / abs(computed) if computed else 0
    figures = (said, size, round(base, 4))
    other_base = any(is_share((said, size, abs(base + way * size))) for way in (-1, 1))
    return is_near(said, computed) or other_base or by_a_slip(figures, is_share)


def _tell(
    dossier: Dossier,
    index: int,
    used: tuple[int, int],
    computed: float,
    way: int,
    severity: Severity | None,
) -> Outcome:
    """The percentage that a step does not come to."""
    counts = dossier.report.counts
    percent, step, figure = counts[index], counts[used[0]], counts[used[1]]
    said = percent.value or 0
    if severity != "error" and not _is_near(said, step, computed):
        return unjudged(FAR_OFF)
    text = dossier.running[step.end : percent.end] if way else percent.text
    of_prior = _is_last_years(dossier, figure)
    # From last year's figure the step leads on, from this year's back.
    sign = "+" if (computed > 0) == of_prior else "−"
    finding = dossier.finding(
        "P303",
        {
            "text": squeezed(text).lstrip("，,（("),
            "part": squeezed(f"{figure.text}{sign}{step.text}" if of_prior else figure.text),
            "whole": squeezed(figure.text if of_prior else f"{figure.text}{sign}{step.text}"),
        },
        spans=[(one.start, one.end) for one in (figure, step, percent)],
        counts=[index, *used],
        expected=f"{computed:+.2f}%",
        actual=squeezed(percent.text),
        severity=severity,
    )
    return failed(finding)
