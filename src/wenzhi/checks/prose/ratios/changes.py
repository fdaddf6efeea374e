"""Floor 3: rules of family P: what rose or fell, computed again from both years' figures.

Takes a report's counts; judges percentages, steps, multiples and directions only where both years' figures
stand in one sentence. It must not know the tables.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from itertools import permutations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_start
from wenzhi.checks.prose.ratios.differences import differences
from wenzhi.checks.prose.ratios.from_to import directions, grown_by_cuts, steps_between, tell_way
from wenzhi.checks.prose.ratios.multiples import by_tenths, doublings, multiples
from wenzhi.checks.prose.ratios.percent import (
    CHARACTERS_BEFORE,
    FAR_OFF,
    kind_of,
    percentages,
    printed_tolerance,
    tell_wrong,
)
from wenzhi.checks.prose.ratios.points import steps_of_rates
from wenzhi.checks.prose.ratios.stepped import step_and_percentage
from wenzhi.checks.prose.ratios.trends import (
    STEP,
    of_this_year,
    tell,
    tell_of_cell,
    told_again,
    trends,
)
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE
from wenzhi.checks.readings import interval, told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome, failed, rule, unjudged
from wenzhi.text.normalize import squeezed

"""What parts statements."""
_LEVEL = as_pattern(r"[升增长高加降少低落滑][至到]了?$")
_DELTA = as_pattern(
    r"(?:增加|增长|上升|减少|下降|降低|[增减多少])"
    r"(?:公开|发布|发放|推送|收到|接收|受理|办理|接听|接待|开展|组织|举办|制发|印发)?(?:了|约|近)?\s*$"
)
"""比上年增加209件: neither year's figure but the step between them."""


@rule("P303")
def change(dossier: Dossier) -> Iterator[Outcome]:
    """A growth or decline told beside both years' figures is what they come to, direction too."""
    told: set[int] = set()
    for outcome in _side_by_side(dossier):
        told |= set(outcome.finding.counts) if outcome.finding is not None else set()
        yield outcome
    for outcome in step_and_percentage(dossier, told):
        told |= set(outcome.finding.counts) if outcome.finding is not None else set()
        yield outcome
    for outcome in _apart(dossier, told):
        told |= set(outcome.finding.counts) if outcome.finding is not None else set()
        yield outcome
    for outcome in steps_between(dossier, told):
        told |= set(outcome.finding.counts) if outcome.finding is not None else set()
        yield outcome
    for outcome in differences(dossier, told):
        told |= set(outcome.finding.counts) if outcome.finding is not None else set()
        yield outcome
    yield from grown_by_cuts(dossier, told)


def _apart(dossier: Dossier, told: Set[int]) -> Iterator[Outcome]:
    """What became of last year's figure where this year's stands in another clause or sentence.

    A figure that a finding tells of already (`told`) is left alone.
    """
    for trend in trends(dossier):
        if trend.prior in told:
            continue
        used = trend.said.used
        percent = trend.said.percent
        if trend.fits() or (
            percent is not None
            and used is not None
            and _of_another_pair(dossier, used, trend.said.sign * (percent.value or 0), trend.prior)
        ):
            yield PASSED
            continue
        now = trend.compared()
        if now is None:
            now = trend.mirrored()
        if now is not None and trend.is_near(now):
            yield failed(tell(trend, now))
        elif now is not None:
            yield unjudged(FAR_OFF)
        elif (received := trend.received()) is not None:
            yield failed(tell_of_cell(trend, received))


def _side_by_side(dossier: Dossier) -> Iterator[Outcome]:
    """What became of last year's figure where this year's stands beside it."""
    for index, count, _ in percentages(dossier):
        kind = kind_of(dossier, count)
        if kind not in ("growth", "decline") or count.base is None or count.value is None:
            continue
        if _LEVEL.search(dossier.running[max(0, count.start - 4) : count.start].rstrip()):
            continue  # 答复率由98%提升至100% tells where a rate stands, not by how much it rose
        clause = part_start(dossier.running, count.start, ",;。:(\n")
        if _OF_A_SHARE.search(dossier.running[clause : count.start]):
            continue  # 增加44条,图解占比下降2.5%
        found = _both_years(dossier, index, count.base)
        if found is None:
            continue
        if _on_an_older_year(dossier, count):
            yield unjudged("与更早的年份相比 / compared with an older year")
            continue
        current, prior = found
        before = dossier.report.counts[prior]
        changes = [
            (place, _change(dossier.report.counts[place], before))
            for place in current
            if dossier.report.counts[place].unit == before.unit
        ]
        known = [(place, computed) for place, computed in changes if computed is not None]
        told = count.value if kind == "growth" else -count.value
        if any(_may_come_to(dossier, place, before, told, count) for place in current):
            yield PASSED
            continue
        if before.value == 0:
            yield unjudged("上年为 0 / last year's figure is 0")
        if not known:
            continue
        if _of_what_stands_nearer(dossier, index, (*current, prior)):
            yield unjudged("百分比可能是另一个数的 / the percentage may be of another figure")
            continue
        # Several figures may stand before a change; it is right if one of them fits.
        slack = printed_tolerance(count) + 1e-9
        if (
            any(abs(value - told) <= slack for _, value in known)
            or _of_another_pair(dossier, index, told, prior)
            or _of_a_step(dossier, index)
        ):
            yield PASSED
        else:
            # The nearest, or what the sentence opens with (1656件(甲204件、乙1452件),去年1502件,增长10.3%).
            outcomes = [
                tell_wrong(
                    dossier,
                    "P303",
                    index,
                    (place, prior),
                    computed,
                    plain=told_again(dossier, index, place, prior),
                )
                for place, computed in (known[-1], known[0])
            ]
            yield next((one for one in outcomes if one.finding is not None), outcomes[0])

    yield from _steps(dossier)
    yield from multiples(dossier)
    yield from directions(dossier)
    yield from doublings(dossier)
    yield from by_tenths(dossier)
    yield from _steps_before_their_base(dossier)
    yield from _from_and_to(dossier)
    yield from _told_in_the_next_sentence(dossier)
    yield from steps_of_rates(dossier)


def _of_what_stands_nearer(dossier: Dossier, index: int, pair: tuple[int, ...]) -> bool:
    """从12处增加到17处,新增摊位50处,增幅14.7%: whether a figure between is another's, and no step of the pair."""
    counts = dossier.report.counts
    first, prior = pair[0], pair[-1]
    base = counts[index].base
    if base is None or base <= max(first, prior) or counts[base].unit != counts[prior].unit:
        return False
    named = squeezed(dossier.flat[max(0, counts[base].start - 3) : counts[base].start])
    step = _is_between(counts[base], counts[prior], counts[first])
    return not step and not _STEPPED.search(named)


def _is_between(step: Count, prior: Count, now: Count) -> bool:
    """Whether a figure is what lies between two others."""
    return step.value == abs((now.value or 0) - (prior.value or 0))


_STEPPED = as_pattern(r"[增减加多少长降](?:了|出|幅)?$")


def _of_another_pair(dossier: Dossier, index: int, told: float, prior: int) -> bool:
    """Whether two figures of the sentence without `prior` come to a change: 2场60人,上年4场50人,人数增长20%."""
    counts, here = dossier.report.counts, dossier.report.counts[index]
    start = part_start(dossier.running, here.start, WHOLE_SENTENCE)
    units: dict[str | None, list[Count]] = defaultdict(list)
    for place, one in enumerate(counts[:index]):
        if place != prior and one.start >= start and one.unit not in RATIOS and is_exact(one):
            units[one.unit].append(one)
    return any(
        (change := _change(now, before)) is not None
        and abs(change - told) <= printed_tolerance(here) + 1e-9
        for alike in units.values()
        if len(alike) == 2  # of more, some come to any change
        for now, before in permutations(alike)
    )


_STEPPED = as_pattern("[添增减多少升降涨跌][加长多少了出]?$")


def _of_a_step(dossier: Dossier, index: int) -> bool:
    """前年251条,去年290条,今年又添46条,涨15.9%: whether it is the share that the step before it is of a figure told."""
    counts, percent = dossier.report.counts, dossier.report.counts[index]
    step = counts[index - 1]
    before = dossier.running[max(0, step.start - CHARACTERS_BEFORE) : step.start].rstrip()
    if step.unit in RATIOS or not is_exact(step) or _STEPPED.search(before) is None:
        return False
    start = part_start(dossier.running, step.start, WHOLE_SENTENCE)
    return any(
        abs(100 * (step.value or 0) / one.value - (percent.value or 0))
        <= printed_tolerance(percent)
        for one in counts[: index - 1]
        if one.start >= start and one.unit == step.unit and is_exact(one) and one.value
    )


_OF_A_SHARE = as_pattern(
    "(?<!增长)(?<!下降)(?<!增减)(?<!变化)(?<!变动)(?<!增加)(?<!减少)(?:占比|比重|比例|率)"
)
"""In the clause of a change: what rose or fell is a share or a rate."""
_COMPARED_WITH = as_pattern(r"[较比与同](?P<year>20\d\d)年")


def _on_an_older_year(dossier: Dossier, count: Count) -> bool:
    """Whether a change is on a year before the last: 较2021年增长50%,较2020年增长140%."""
    told = dossier.running[max(0, count.start - CHARACTERS_BEFORE) : count.start]
    years = [int(match["year"]) for match in _COMPARED_WITH.finditer(told)]
    year = dossier.report.meta.year
    return bool(years) and year is not None and years[-1] < year - 1


def _steps(dossier: Dossier) -> Iterator[Outcome]:
    """A rise or fall told in the thing's own unit beside both years' figures is their difference."""
    counts = dossier.report.counts
    for index, count in enumerate(counts[1:], start=1):
        before = counts[index - 1]
        if count.unit != before.unit or count.unit in ("%", "倍", "‰"):
            continue
        said = STEP.match("".join(dossier.flat[before.end : count.start].split()))
        if said is None:
            continue
        if not told_of_last_year(dossier.flat, before):
            yield from _step_behind_both(dossier, index, 1 if said["up"] else -1)
            continue
        exact = is_exact(before) and is_exact(count)
        this_year = of_this_year(dossier, index, [index - 1])
        if not exact or not this_year:
            continue
        step = (count.value or 0) * (1 if said["up"] else -1)
        rises = [(place, (counts[place].value or 0) - (before.value or 0)) for place in this_year]
        if any(abs(rise - step) < 1e-6 for _, rise in rises):
            yield PASSED
        elif len({rise for _, rise in rises}) > 1 or _has_own_subject(dossier, before):
            yield unjudged("不清楚是哪个数的增减 / which number rose or fell is not clear")
        else:
            place, rise = rises[0]
            used = (place, index - 1)
            yield tell_wrong(dossier, "P303", index, used, abs(rise), count.unit or "")


_ROSE_BY = as_pattern(
    r"(?:同比|[比较](?:上一?年度?|去年|20\d\d年)(?:同期)?)(?:相比)?(?:(?P<up>增加|增长|上升|提高|增|多)|减少|下降|降低|减|少)了?$"
)


def _steps_before_their_base(dossier: Dossier) -> Iterator[Outcome]:
    """11场,比上年多4场(上年8场): last year's figure stands in brackets behind the step."""
    counts = dossier.report.counts
    for index in range(1, len(counts) - 1):
        now, step, before = counts[index - 1 : index + 2]
        if not now.unit == step.unit == before.unit:
            continue
        between = "".join(dossier.flat[step.end : before.start].split())
        said = _ROSE_BY.search("".join(dossier.flat[now.end : step.start].split()))
        exact = all(map(is_exact, (now, step, before)))
        if said is None or not exact or not _BRACKETED.match(between):
            continue
        start = part_start(dossier.running, now.start, SENTENCE)
        if any(one.start >= start and one.unit == now.unit for one in counts[: index - 1]):
            continue  # 专职1人、兼职4人,较上年增加1人: of which of them?
        rise = (now.value or 0) - (before.value or 0)
        if abs(rise - (step.value or 0) * (1 if said["up"] else -1)) < 1e-6:
            yield PASSED
        else:
            used = (index - 1, index + 1)
            yield tell_wrong(dossier, "P303", index, used, abs(rise), step.unit or "")


_WENT = as_pattern(
    r"^(?:\([^()]*\))?,?(?:大幅|小幅|快速|逐步|稳步|明显|略微?)*(?:(?P<up>增加?长?|上?升|提高|提升|扩[大充展容]|拓展|上涨|攀升)|减少?|下?降低?|压减|缩减|下滑|回落|整合|归并|合并|撤并|精简|关停|清理|压缩|缩编|核减)[至到为成]了?(?:(?:当?年[末底终]|目前|现在|现有|如今|本年|今年|20\d\d年[末底]?)的?)?$"
)
"""Between a figure and the later one it became: 由742条增至892条."""
_FROM = as_pattern(
    r"[由从](?:(?:上一?年度?|去年|前一年|20\d\d年)(?:[末底初]|同期|全年)?的?|(?:[年期]初|原来|原先|原有|最初|之前|此前|整合前)的?)?$"
)


def _from_and_to(dossier: Dossier) -> Iterator[Outcome]:
    """由742条增至892条: the way told is the way the figures go, and so is a percentage told beside it."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(1, len(counts)):
        before, after = counts[index - 1 : index + 1]
        if before.unit != after.unit:
            continue
        went = _WENT.match("".join(flat[before.end : after.start].split()))
        opened = _FROM.search("".join(flat[max(0, before.start - 12) : before.start].split()))
        if went is None or opened is None:
            continue
        computed = _change(after, before)
        if computed is None:
            continue
        if (computed > 0) == bool(went["up"]) and computed:
            yield PASSED
        else:
            yield tell_way(dossier, index, index - 1, went[0])
        yield from _percent_beside(dossier, index - 1, index, computed)


def _percent_beside(dossier: Dossier, prior: int, now: int, computed: float) -> Iterator[Outcome]:
    """The percentage right before or behind two figures, where the parser ties it to neither."""
    counts, flat = dossier.report.counts, dossier.running
    behind = now + 2 if _is_their_step(dossier, prior, now) else now + 1
    for index in (prior - 1, behind):
        if not 0 <= index < len(counts) or counts[index].unit != "%" or counts[index].approx:
            continue
        count = counts[index]
        left, right = sorted(
            (count, counts[prior if index < prior else index - 1]), key=lambda c: c.start
        )
        between = flat[left.end : right.start]
        kind = kind_of(dossier, count)
        if any(mark in between for mark in SENTENCE):
            continue  # told of another thing
        if count.base not in (None, now + 1) and _is_judged(
            dossier, index, count.base, (prior, now)
        ):
            continue
        if kind not in ("growth", "decline") or len("".join(between.split())) > _BESIDE:
            continue
        told = (count.value or 0) * (1 if kind == "growth" else -1)
        if abs(computed - told) <= printed_tolerance(count) + 1e-9:
            yield PASSED
        else:
            yield tell_wrong(dossier, "P303", index, (now, prior), computed)


def _is_their_step(dossier: Dossier, prior: int, now: int) -> bool:
    """从12处增加到17处,新增5处: whether the figure behind two others is the step between them."""
    counts = dossier.report.counts
    if now + 2 >= len(counts) or counts[now + 1].unit != counts[now].unit:
        return False
    between = "".join(dossier.flat[counts[now].end : counts[now + 1].start].split())
    return _BY.fullmatch(between) is not None and _is_between(
        counts[now + 1], counts[prior], counts[now]
    )


_BY = as_pattern(
    ",(?:净|共|同比)?(?:增加|新增|减少|增长|提高|下降|压减|精简|缩减|[增减多少])(?:了|出)?"
)


def _is_judged(dossier: Dossier, index: int, base: int, pair: tuple[int, int]) -> bool:
    """Whether a percentage is held against the same two figures already, or is of none of them.

    上年公开340条,微信上的从120条增到149条,增长42.2%: it is of the two right before it, whatever is told of last year.
    """
    if base not in pair:
        return True
    found = _both_years(dossier, index, base)
    return found is not None and found[1] in pair


_BESIDE = 8
"""Characters between two figures and the percentage that is told of them: more, and it may be of another thing."""
_NO_SUBJECT = as_pattern(
    r"^(?:相比|相较)?,?(?:同比|大幅|小幅|略微?|明显|净)*(?:增|减|升|降|上|下|提|扩|压|回|多|少)[\u4e00-\u9fff]{0,3}$"
)
_COMPARISON_OPENS = as_pattern(
    r"(?:^|[。;\n])(?:这|此|该数|总量|数量|同比)?[较比与同][^,。;\d]{0,8}(?:20\d\d年)?[^,。;\d]{0,6}$"
)


def _told_in_the_next_sentence(dossier: Dossier) -> Iterator[Outcome]:
    """新收28件,其中…。比上年的20件增长40%: what rose was told in the sentence before."""
    counts, flat = dossier.report.counts, dossier.running
    for index, count, _ in percentages(dossier):
        kind, prior = kind_of(dossier, count), index - 1
        if kind not in ("growth", "decline") or count.base != prior:
            continue
        before = counts[prior]
        start = part_start(flat, before.start, SENTENCE)
        opens = "".join(flat[max(0, start - 1) : before.start].split())
        if not told_of_last_year(dossier.flat, before) or not _COMPARISON_OPENS.search(opens):
            continue
        if _DELTA.search(opens):
            continue  # 较上年:增加120条,增幅12%: the step, not last year's figure
        if not _NO_SUBJECT.match("".join(flat[before.end : count.start].split())):
            continue  # 与2023年的420条相比,总量上升14%: of a total told elsewhere
        first = part_start(flat, max(0, start - 1), SENTENCE)
        told = [
            place
            for place in range(prior)
            if first <= counts[place].start < start and counts[place].unit == before.unit
        ]
        changes = {place: _change(counts[place], before) for place in told}
        if not told or None in changes.values():
            continue
        wanted = (count.value or 0) * (1 if kind == "growth" else -1)
        slack = printed_tolerance(count) + 1e-9
        together = _of_both(counts, told, before)
        if any(abs((value or 0) - wanted) <= slack for value in (*changes.values(), together)):
            yield PASSED
        elif any(trend.prior == prior and trend.fits() for trend in trends(dossier)):
            yield PASSED  # of the total at the head of the paragraph
        elif len(told) > 1 and counts[told[0]].role != "total":
            yield unjudged("不清楚是哪个数的增减 / which number rose or fell is not clear")
        else:
            yield tell_wrong(dossier, "P303", index, (told[0], prior), changes[told[0]] or 0.0)


def _of_both(counts: Sequence[Count], told: Sequence[int], before: Count) -> float:
    """The change of what came in and what was carried over together."""
    both = [
        counts[place].value or 0 for place in told if (counts[place].indicator or "") in _TAKEN_IN
    ]
    return 100 * (sum(both) - (before.value or 0)) / (before.value or 1)


_TAKEN_IN = ("applications.new_received.total", "applications.carried_over.total")


def _step_behind_both(dossier: Dossier, index: int, sign: int) -> Iterator[Outcome]:
    """上年251件,今年289件,多出38件: judged where nothing else of that unit stands before the step."""
    counts = dossier.report.counts
    first = part_start(dossier.running, counts[index].start, SENTENCE)
    told = [i for i in range(index) if counts[i].start >= first]
    exact = all(map(is_exact, counts[index - 2 : index + 1]))
    if len(told) != 2 or not exact or any(counts[i].unit != counts[index].unit for i in told):
        return
    prior, current = told
    if not told_of_last_year(dossier.flat, counts[prior]):
        return
    rise = (counts[current].value or 0) - (counts[prior].value or 0)
    if abs(rise - sign * (counts[index].value or 0)) < 1e-6:
        yield PASSED
    else:
        yield tell_wrong(
            dossier, "P303", index, (current, prior), abs(rise), counts[index].unit or ""
        )


_BRACKETED = as_pattern(r"^\((?:上一?年度?|去年|20\d\d年)(?:同期)?[为是]?$")
"""Between a step and last year's figure: 比上年多4场(上年8场)."""
_COMPARED = as_pattern("(?:同比)?(?:比|较|同|与|由|从|相比|相较)")
_YEAR_BEFORE = as_pattern("(?:去年|上一?年度?|前一年)(?:同期)?")


def _has_own_subject(dossier: Dossier, before: Count) -> bool:
    """Whether last year's figure is told of something named in its own clause (解读比上年的9篇…)."""
    told = dossier.running[max(0, before.start - CHARACTERS_BEFORE) : before.start]
    clause = re.split("[,;。:(、\n]", told)[-1]
    subject = _COMPARED.split("".join(clause.split()))[0]
    return len(_YEAR_BEFORE.sub("", subject)) >= 2


def _change(now: Count, before: Count) -> float | None:
    """Per cent from `before` to `now`; None where either is approximate or there is nothing before."""
    if not before.value or now.value is None or now.approx or before.approx:
        return None
    return 100 * (now.value - before.value) / before.value


def _may_come_to(dossier: Dossier, now: int, before: Count, told: float, printed: Count) -> bool:
    """Whether a figure told about (6800余条) may be one that makes the change what it is told as."""
    count = dossier.report.counts[now]
    bounds = interval(count)
    if count.approx is None or bounds is None or before.approx or not before.value:
        return False
    low, high = (100 * (bound - before.value) / before.value for bound in bounds)
    slack = printed_tolerance(printed) + 1e-9
    return low - slack <= told <= high + slack


def _both_years(dossier: Dossier, index: int, base: int) -> tuple[list[int], int] | None:
    """This year's figures and last year's in the sentence of a change, if there is one of the last.

    The change may point at either: at what changed, or at what it changed from.
    """
    counts = dossier.report.counts
    here = counts[index]
    prior: list[int] = []
    current: list[int] = []
    for place, other in enumerate(counts):
        if place == index or other.unit != counts[base].unit:
            continue
        start, end = sorted((other.start, here.start))
        if "。" in dossier.flat[start:end] or abs(other.start - here.start) > 120:
            continue
        if _DELTA.search(dossier.flat[max(0, other.start - 8) : other.start]):
            continue
        if told_of_last_year(dossier.flat, other):
            prior.append(place)
        elif place == base or other.start < here.start:
            # What is told after a change is told of something else.
            current.append(place)
    if base in current:
        current = [place for place in current if place != base] + [base]
    if len(prior) > 1:
        # 较2021年2680条同比增长6.2%;微信540条,较2021年516条…: the later one is of another thing.
        prior = [place for place in prior if counts[place].start < here.start]
    return (current, prior[0]) if len(prior) == 1 and current else None
