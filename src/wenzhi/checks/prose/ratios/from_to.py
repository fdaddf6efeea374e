"""Floor 3: what there was, what there is and the step between them, in whatever order a sentence tells them.

Takes a report's counts; judges sentences with three figures of one unit of which words say that one is the earlier,
one the later and one the step (由486项精简为412项,精简74项; 收录5612条,较上年末增加734条,上年末为4878条). It must not
know the tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Severity
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_end, part_start
from wenzhi.checks.prose.ratios.percent import tell_wrong
from wenzhi.checks.prose.ratios.trends import of_this_year
from wenzhi.checks.prose.words import SENTENCE
from wenzhi.checks.readings import interval, told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome, failed
from wenzhi.text.normalize import squeezed
from wenzhi.text.slips import one_slip_apart

_LOOK = 24
"""Characters before a figure among which its words stand."""
_UP = "增加|增长|新增|净增|增设|新设|扩充|上升|提高|提升|上涨|[增多升涨]"
_DOWN = "减少|精简|压减|压缩|缩减|净减|核减|撤并|下降|降低|回落|下滑|[减少降]"
_STEP = as_pattern(
    rf"(?:^|[,;(])(?:其中|全年|一年来|年内|合计|共|实际|总共|累计|同比|环比|数量|总量|[比较与](?:上一?年度?|去年|年初|上?年末|前一年|20\d\d年)(?:[末底]|同期)?(?:相比)?,?)*"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|出|公开|发布|收录)?$"
)
"""Before a figure: it is the step."""
_FROM = as_pattern(r"(?:[由从]|原有|原来|原为|原)[^,;。:()\d]{0,10}$")
_BECAME = as_pattern(
    r"^[^,;。:()\d]{0,4}[,、]?(?:大幅|逐步|进一步|已|现|今年)?[\u4e00-\u9fff]{1,4}[到至为成]了?$"
)
"""Between the earlier figure and the later one: 由21项增至24项."""
_AT_FIRST = as_pattern(
    r"(?:^|[,;(])(?:而|[由从比较与])?(?:年初|期初|(?:上一?年度?|去年|前一年|20\d\d年)(?:[末底]|同期)?)(?:总量|总数|的|为|是|有|共|公开|发布|收录)*$"
)
"""Before a figure: it is what there was, of nothing that has a name of its own."""


def steps_between(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """The step from an earlier figure to a later one is their difference; not of figures `told` of already."""
    counts = dossier.report.counts
    sentences: dict[tuple[int, str | None], list[int]] = defaultdict(list)
    for index, count in enumerate(counts):
        if count.unit is not None and count.unit not in RATIOS:
            start = part_start(dossier.running, count.start, SENTENCE)
            sentences[start, count.unit].append(index)
    ledgers = _ledgers(dossier) if _LEDGER.search(dossier.running) else ()
    for places in (*sentences.values(), *ledgers):
        if len(places) != 3 or told & set(places):
            continue
        if all(is_exact(counts[index]) for index in places):
            yield from _judge(dossier, places)


_LEDGER = as_pattern("[。;](?:净增|净减|增加|减少|增长|下降|增|减):")
"""A step in a sentence of its own: 公开总量:1526条。上年总量:1198条。净增:328条。"""


def _ledgers(dossier: Dossier) -> Iterator[list[int]]:
    """The figures of lines that hold such a step, without parts of others, by their unit."""
    counts, flat = dossier.report.counts, dossier.running
    for said in _LEDGER.finditer(flat):
        start, end = (find(flat, said.start(), "\n") for find in (part_start, part_end))
        units: dict[str | None, list[int]] = defaultdict(list)
        for index, count in enumerate(counts):
            if start <= count.start < end and count.parent is None and count.unit not in RATIOS:
                units[count.unit].append(index)
        yield from units.values()


def _judge(dossier: Dossier, places: Sequence[int]) -> Iterator[Outcome]:
    steps = [(index, said) for index in places if (said := _STEP.search(_words(dossier, index)))]
    if len(steps) != 1:
        return
    step, said = steps[0]
    others = [index for index in places if index != step]
    prior = [index for index in others if _is_earlier(dossier, index, others)]
    if len(prior) != 1:
        return
    now = next(index for index in others if index != prior[0])
    counts = dossier.report.counts
    rise = (counts[now].value or 0) - (counts[prior[0]].value or 0)
    wanted = (counts[step].value or 0) * (1 if said["up"] else -1)
    if abs(rise - wanted) <= sum(_slack(counts[index]) for index in places) + 1e-6:
        yield PASSED
        return
    less, more = sorted((now, prior[0]), key=lambda index: counts[index].value or 0)
    ends = [counts[index].value or 0 for index in (less, step)]
    if not one_slip_apart(ends, counts[more].value or 0):
        return  # the step may be another thing's
    unit = counts[step].unit or ""
    yield tell_wrong(dossier, "P303", step, (now, prior[0]), abs(rise), unit, "warning")


_FEWER = as_pattern("关停|注销|撤并|归并|整合|合并|压减|精简|压缩|清理")
_MORE = as_pattern("新[增开设建入注]|增[设加长至到]|开[设通]|注册|入驻|扩|上线|恢复|纳入")
_FIRST = as_pattern(
    r"(?:[年期]初|上一?年[末底]|去年[末底]|前一年[末底]|原有|原来|从|由)[^,;。:()\d]{0,12}$"
)
_LAST = as_pattern(
    r"(?:变|减少?|降|压减|精简|整合|归并|合并|调整)?[至到为成]了?$|(?:年[末底终]|现有|目前|现|实有)(?:[^,;。:()\d]{0,8})$|(?:保留|留存|剩下?|剩余)$"
)


def grown_by_cuts(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """年初131个,经整合关停,年末98个: what was cut down, and nothing added to, is not more at last."""
    counts, flat = dossier.report.counts, dossier.running
    if _FEWER.search(flat) is None:
        return
    for index in range(1, len(counts)):
        first, last = counts[index - 1 : index + 1]
        if first.unit is None or first.unit != last.unit or first.unit in RATIOS:
            continue
        if {index - 1, index} & told:
            continue
        if not (is_exact(first) and is_exact(last)) or (last.value or 0) <= (first.value or 0):
            continue
        start = part_start(flat, last.start, SENTENCE)
        sentence = flat[start : part_end(flat, last.end, SENTENCE)]
        cut = _FEWER.search(flat, start, last.start)
        if cut is None or first.start < start or _MORE.search(sentence):
            continue
        if index > 1 and counts[index - 2].start >= start:
            continue  # of what, where others are told before?
        if _FIRST.search(_words(dossier, index - 1)) and _LAST.search(_words(dossier, index)):
            yield tell_way(dossier, index, index - 1, cut[0], "warning")


def tell_way(
    dossier: Dossier, now: int, prior: int, said: str, severity: Severity | None = None
) -> Outcome:
    """A way told that the two figures do not go."""
    counts = dossier.report.counts
    first, last = sorted((counts[now], counts[prior]), key=lambda count: count.start)
    rise = (counts[now].value or 0) - (counts[prior].value or 0)
    finding = dossier.finding(
        "P303",
        {
            "text": said.lstrip(","),
            "part": squeezed(counts[now].text),
            "whole": squeezed(counts[prior].text),
        },
        spans=[(first.start, last.end)],
        counts=[now, prior],
        expected=f"{rise:+g}",
        actual=said.lstrip(","),
        severity=severity,
    )
    return failed(finding)


_WAY = as_pattern(
    r"^(?:相比|相较)?,?(?:有所|略有|明显|大幅度?|小幅度?|显著|稍有|有|略|均有)(?:(?P<up>增加|增长|上升|增多|提高|提升)|减少|下降|降低|回落|下滑)(?=[,。;)]|$)"
)
"""Right behind last year's figure: the way it went (较上年9件有所减少)."""


def directions(dossier: Dossier) -> Iterator[Outcome]:
    """A rise or fall told in words beside both years' figures goes the way they do."""
    counts = dossier.report.counts
    for index, before in enumerate(counts):
        said = _WAY.match("".join(dossier.flat[before.end : before.end + 14].split()))
        if said is None or before.approx or before.value is None:
            continue
        if not told_of_last_year(dossier.flat, before):
            continue
        now = [i for i in of_this_year(dossier, index) if i < index]
        if len(now) != 1 or counts[now[0]].value is None:
            continue
        rise = (counts[now[0]].value or 0) - before.value
        if (rise > 0) == bool(said["up"]) and rise:
            yield PASSED
            continue
        finding = dossier.finding(
            "P303",
            {
                "text": said[0].lstrip(","),
                "part": squeezed(counts[now[0]].text),
                "whole": squeezed(before.text),
            },
            spans=[
                (counts[now[0]].start, counts[now[0]].end),
                (before.start, before.end + len(said[0])),
            ],
            counts=[now[0], index],
            expected=f"{rise:+g}",
            actual=said[0].lstrip(","),
        )
        yield failed(finding)


def _words(dossier: Dossier, index: int) -> str:
    """The words before a figure, from the figure before it on."""
    counts, flat = dossier.report.counts, dossier.running
    start = max(counts[index].start - _LOOK, counts[index - 1].end if index else 0)
    start = max(start, part_start(flat, counts[index].start, SENTENCE))
    return "".join(flat[start : counts[index].start].split()).removesuffix(":")


def _is_earlier(dossier: Dossier, index: int, others: Sequence[int]) -> bool:
    """Whether words say that a figure is what there was."""
    counts, words = dossier.report.counts, _words(dossier, index)
    if _AT_FIRST.search(words) and (
        told_of_last_year(dossier.flat, counts[index]) or "初" in words
    ):
        return True
    if index != others[0] or not _FROM.search(words):
        return False
    between = dossier.running[counts[index].end : counts[others[1]].start]
    return _BECAME.match("".join(between.split())) is not None


def _slack(count: Count) -> float:
    """How far a figure told in tenths of 万 may lie from what it stands for."""
    bounds = interval(count)
    return (bounds[1] - bounds[0]) / 2 if bounds is not None else 0.0
