"""Floor 3: what became of last year's figure where this year's stands apart from it.

Takes last year's figure with what is said behind or before it (增长28.6%, 今年增加18条, 有所下降, 持平, 的3倍);
gives the figures of this year it may be compared with and whether any of them fits. It must not know the
tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count, Finding
from wenzhi.checks.dossier import RATIOS, Dossier, Number, is_exact, part_end, part_start
from wenzhi.checks.prose.ratios.percent import by_a_slip, kind_of, printed_tolerance, with_way
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE
from wenzhi.checks.readings import told_of_last_year
from wenzhi.text.normalize import squeezed

_REACH = 26
"""Characters behind last year's figure within which it is said what became of it. Own choice."""
_THIS = (
    r"(?:今年|本年度?|年内|全年|20\d\d年度?|总体|整体|共|公开|发布|申请|信息|政府信息|新收|收到|受理|办理|办结|推送|条目|发文)*"
    r"(?:的?(?:总?数量|总量|总数|条数|件数|[件条篇]?数|量))?"
)
"""Words that name again what is counted, and nothing else."""
_COMPARED = r"^\)?的?(?:相比|相较|比较)?[,;:]?(?:同比|相比|总体|则)?"
_WAY = as_pattern(
    _COMPARED
    + _THIS
    + r"(?:同比|总体)?(?:均|也)?(?:(?:有所|略有|稍有|明显|显著|大幅度?|小幅度?|有较大幅度|略|有)?(?:的)?"
    r"(?:(?P<up>增加|增长|上升|增多|提高|提升|回升|攀升)|(?P<down>减少|下降|降低|回落|下滑|萎缩))|(?P<level>(?:基本|大体|大致)?持平))"
    r"(?:了)?(?=[,。;)]|$)"
)
"""What became of it, in words."""
_WAY_BEFORE = as_pattern(
    r"(?:(?:同比|[较比与同和](?:上一?年度?|去年|前一年)(?:同期)?(?:相比)?),?(?:总体)?(?:有所|略有|稍有|明显|显著|大幅度?|小幅度?|略)?"
    r"(?:(?P<up>增加|增长|上升|增多|提高|提升)|(?P<down>减少|下降|降低|回落|下滑)|(?P<level>(?:基本|大体|大致)?持平)))"
    r"[,(](?:上一?年度?|去年|前一年|20\d\d年)(?:同期)?(?:度)?[为是]?(?:公开|发布|收到)?$"
)
"""The same before last year's figure: 同比有所下降(上年120件)."""
STEP = as_pattern(
    _COMPARED
    + _THIS
    + r"(?:同比|净)?(?:(?P<up>增加|增长|上升|增多|提高|提升|上涨|[多增涨])|(?:减少|下降|降低|回落|下滑|[少减降]))"
    r"(?:公开|发布|推送|收到|接收|受理|办理|办结|答复|回复|召开|举办|制发|[收办发])?[了出]?$"
)
"""Between last year's figure and the step from it: 比上年的268条多公开49条, 的8件,同比增加4件."""
_PERCENT = as_pattern(_COMPARED + _THIS + r"(?:同比|大幅|小幅|略微?|明显|净)*[\u4e00-\u9fff]{1,4}$")
_MULTIPLE = as_pattern(
    r"^\)?的(?:近|约)?$|^\)?[,;](?:是|为|达到?)(?:上年|去年|其|前者)的(?:近|约)?$"
)
_LEVEL, _LEVEL_ROUGHLY = 0.03, 0.1
"""How far, as a share, what is told as 持平 or 基本持平 may lie from last year's. Own choice."""
_OF_SOME = as_pattern(
    "全[省市县区州旗系]|复议|诉讼|网[上络站]|线上|当面|信函|邮寄|个人|自然人|企业|法人|律师|其中|月|季|类"
)
"""In that clause: what the table has is not what is told of."""
_ABOUT = 15.0
"""Points by which a percentage told of last year's applications may be off and still be meant of the table's."""
_MULTIPLE_SLACK = 0.3
"""How far a whole multiple may lie from what the figures come to (3倍 of 60 is not 150)."""
_RECEIVED = "applications.new_received.total"
_OF_RECEIVED = as_pattern(
    r"新收(?:数|量|申请)?|收到(?:的)?(?:政府信息公开)?申请|申请(?:总)?(?:数量|量|数)"
)
_COMPARED_WITH = as_pattern(
    r"(?:同比)?(?:比|较|同|与|由|从|相比|相较)|(?:上一?年度?|去年|前一年|20\d\d年度?)"
)
SAME_AGAIN = as_pattern(_THIS)
"""Words that name again what is counted, in any order."""
_IS_STEP = as_pattern(r"(?:增加|增长|净增|减少|下降|增|减|多|少)[了出]?$")
"""Before a number: it is the step from last year's figure and not that figure (比上年增加209件)."""
_ALTOGETHER = as_pattern("总量|总数|总体|合计|总计")
_OTHER_THING = as_pattern(r"解读|培训|粉丝|关注|留言|回复|复议|诉讼|[专兼]职|会议|发布会")
"""In the clause of last year's figure: a thing of its own, whose figure must be told as such."""


_EVERY = as_pattern(r"[每平][\u4e00-\u9fff]{0,3}$")
"""Before a number: it is told of every month or on average (每月8期)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to have become of last year's figure, and where."""

    text: str
    start: int
    end: int
    sign: int = 0
    """1 a rise, -1 a fall, 0 neither."""
    percent: Count | None = None
    step: float | None = None
    multiple: Count | None = None
    slack: float = 0.0
    """For 持平: how far, as a share, the figures may lie apart."""
    used: int | None = None

    def telling(self, value: float) -> Said:
        """The same with another figure."""
        if self.step is not None:
            return replace(self, step=value)
        if self.percent is not None:
            return replace(self, percent=msgspec.structs.replace(self.percent, value=value))
        if self.multiple is not None:
            return replace(self, multiple=msgspec.structs.replace(self.multiple, value=value))
        return self

    def fits(self, now: float, before: float) -> bool:
        """Whether `now` after `before` is what is said."""
        if self.percent is not None:
            told = self.sign * (self.percent.value or 0)
            return abs(100 * (now - before) / before - told) <= (
                printed_tolerance(self.percent) + 1e-9
            )
        if self.step is not None:
            return abs(now - before - self.sign * self.step) < 1e-6
        if self.multiple is not None:
            value = self.multiple.value or 0
            slack = _MULTIPLE_SLACK if value % 1 == 0 else printed_tolerance(self.multiple)
            return abs(now / before - value) <= slack + 1e-9
        if self.sign:
            return (now - before) * self.sign > 0
        rough = self.slack > _LEVEL
        return abs(now - before) <= max(self.slack * before, 1 if rough else 0)


@dataclass(frozen=True)
class Trend:
    """Last year's figure, what is said of it, and this year's figures beside it."""

    dossier: Dossier
    prior: int
    said: Said

    @property
    def before(self) -> Count:
        """Last year's figure."""
        return self.dossier.report.counts[self.prior]

    @cached_property
    def beside(self) -> tuple[int, ...]:
        """This year's exact figures of the same unit in the paragraph before what is said.

        A paragraph that opens with last year's figure is compared with the one above it.
        """
        counts, flat = self.dossier.report.counts, self.dossier.flat
        start = flat.rfind("\n", 0, self.before.start) + 1
        if not any(start <= one.start < self.before.start for one in counts):
            start = flat.rfind("\n", 0, max(0, start - 1)) + 1
        return tuple(
            place
            for place, one in enumerate(counts)
            if start <= one.start < self.said.end
            and place not in (self.prior, self.said.used)
            and one.unit == self.before.unit
            and is_exact(one)
            and not told_of_last_year(flat, one)
        )

    def fits(self) -> bool:
        """Whether any figure beside it, or what was taken in altogether, comes to what is said."""
        counts, before = self.dossier.report.counts, self.before.value or 1
        if self.said.used is None:
            # Some part is always smaller than what there was of all: only the figure meant can tell.
            now = self.compared()
            return now is None or self.said.fits(counts[now].value or 0, before)
        values = [counts[place].value or 0 for place in self.beside]
        if self.mirrored() is None:  # two figures that come to it by chance excuse no way mistaken
            values += [sum(pair) for pair in pairwise(values)]
        received = self.dossier.value(_RECEIVED)
        over = self.dossier.value("applications.carried_over.total")
        values += [] if received is None else [received, received + (over or 0)]
        values += [one.value or 0 for one in counts[: self.prior] if self._is_total_above(one)]
        return any(self.said.fits(value, before) for value in values)

    def _is_total_above(self, one: Count) -> bool:
        """Whether a figure heads lines before: 全年3433条:⏎许可861条⏎处罚1275条⏎与2024年3160条相比,增加273条."""
        before = self.before
        alike = one.section == before.section and one.unit == before.unit
        return alike and one.parent is None and is_exact(one)

    def is_near(self, now: int) -> bool:
        """Whether a slip may have made this year's figure, last year's and what is said part ways."""
        said = self.said
        if said.used is None:
            return True
        told, after, before = (
            self.dossier.report.counts[place].value or 0 for place in (said.used, now, self.prior)
        )

        def fits(figures: Sequence[float]) -> bool:
            told, after, before = figures
            return before > 0 and said.telling(told).fits(after, before)

        other_way = replace(said, sign=-said.sign)
        other_base = said.percent is not None and after > 0 and other_way.fits(before, after)
        return other_base or other_way.fits(after, before) or by_a_slip((told, after, before), fits)

    def compared(self) -> int | None:
        """The one figure of this year that must be meant; None where it is not clear."""
        counts, flat = self.dossier.report.counts, self.dossier.running
        named = self._named()
        if named is not None or self._has_own_subject():
            return named
        sentence = part_start(flat, self.before.start, SENTENCE)
        here = [place for place in self.beside if counts[place].start >= sentence]
        if here:
            roots = [place for place in here if counts[place].parent is None]
            return roots[0] if len(roots) == 1 and roots[0] == here[0] else None
        opening = "".join(flat[sentence : self.before.start].split())
        if _OTHER_THING.search(opening) or len(opening) > 20:
            return None
        earlier = part_start(flat, max(0, sentence - 1), SENTENCE)
        there = [place for place in self.beside if counts[place].start >= earlier]
        if not there or _ALTOGETHER.search(flat[sentence : self.said.end]):
            return self._published()
        if self._rounded_before(there[0]):
            return None  # 总量1100余条。网站697条、微博75条。上年973条: the total is told roughly
        roots = [place for place in there if counts[place].parent is None]
        if not roots:
            # 总量488条。网站265条,微信171条,公开栏52条。上年400条: the parts of one total
            wholes = {counts[place].parent for place in there}
            whole = wholes.pop()
            return whole if not wholes and whole in self.beside else None
        return roots[0] if len(roots) == 1 and roots[0] == there[0] else None

    def _rounded_before(self, first: int) -> bool:
        """Whether a figure told roughly stands in the paragraph before the one at `first`."""
        counts, flat = self.dossier.report.counts, self.dossier.flat
        start = flat.rfind("\n", 0, counts[first].start) + 1
        return any(
            start <= one.start and one.unit == self.before.unit and not is_exact(one)
            for one in counts[:first]
        )

    def mirrored(self) -> int | None:
        """The total beside it that fits if what rose is said to have fallen: 317条…,比上年的268条少49条."""
        said, before = self.said, self.before.value or 1
        if not said.sign or said.used is None:
            return None
        counts, other = self.dossier.report.counts, replace(said, sign=-said.sign)
        return next(
            (
                place
                for place in self.beside
                if counts[place].parent is None and other.fits(counts[place].value or 0, before)
            ),
            None,
        )

    def received(self) -> Number | None:
        """What came in by the table, where the clause of last year's figure names it and prose tells no figure."""
        counts, flat = self.dossier.report.counts, self.dossier.flat
        start = part_start(flat, self.before.start, ",。;:\n")
        told = any(counts[place].indicator == _RECEIVED for place in self.beside)
        clause = "".join(flat[start : self.before.start].split())
        named = _OF_RECEIVED.search(clause)
        if (
            told
            or named is None
            or _OF_SOME.search(clause)
            or self.said.percent is None
            or self.before.parent is not None
        ):
            return None
        now, after = self.dossier.value(_RECEIVED), self.said.percent.value or 0
        change = 100 * ((now or 0) - (self.before.value or 0)) / (self.before.value or 1)
        close = now and (change > 0) == (self.said.sign > 0) and abs(abs(change) - after) <= _ABOUT
        return now if close else None

    def _published(self) -> int | None:
        """The one total of what was published, where what is said names it: 公开数量有所下降."""
        counts, flat = self.dossier.report.counts, self.dossier.flat
        told = [
            place
            for place in self.beside
            if counts[place].indicator == "published.total" and counts[place].parent is None
        ]
        named = re.search("公开|发布|信息", flat[self.before.end : self.said.end])
        return told[0] if len(told) == 1 and named else None

    def _has_own_subject(self) -> bool:
        """Whether the clause of last year's figure names a thing of its own: 解读比上年的9篇增加3篇."""
        flat = self.dossier.running
        clause = flat[part_start(flat, self.before.start, ",;。:(、\n") : self.before.start]
        subject = _COMPARED_WITH.sub("", "".join(clause.split()))
        return len(SAME_AGAIN.sub("", subject)) >= 2

    def _named(self) -> int | None:
        """The number of applications received, where the clause of last year's figure names it."""
        counts, flat = self.dossier.report.counts, self.dossier.flat
        clause = "".join(
            flat[part_start(flat, self.before.start, ",。;:\n") : self.said.end].split()
        )
        if _OF_RECEIVED.search(clause) is None and self.before.indicator != _RECEIVED:
            return None
        told = [
            place
            for place in self.beside
            if counts[place].indicator == _RECEIVED and counts[place].scope == "report_year"
        ]
        return told[-1] if len({counts[place].value for place in told}) == 1 else None


def of_this_year(dossier: Dossier, index: int, unlike: Sequence[int] = ()) -> list[int]:
    """The exact figures of the same unit and sentence as a figure, none of `unlike`, not last year's."""
    counts = dossier.report.counts
    start = part_start(dossier.running, counts[index].start, SENTENCE)
    end = part_end(dossier.running, counts[index].end, SENTENCE)
    return [
        place
        for place, one in enumerate(counts)
        if start <= one.start < end
        and place != index
        and place not in unlike
        and one.unit == counts[index].unit
        and one.approx is None
        and one.value is not None
        and not told_of_last_year(dossier.flat, one)
        and not _EVERY.search(dossier.running[max(0, one.start - 6) : one.start])
    ]


def trends(dossier: Dossier) -> Iterator[Trend]:
    """Every figure of last year with what is said to have become of it."""
    for index, before in enumerate(dossier.report.counts):
        if not is_exact(before) or not before.value or before.unit in RATIOS:
            continue
        if not told_of_last_year(dossier.flat, before):
            continue
        lead = "".join(dossier.flat[max(0, before.start - 8) : before.start].split())
        if _IS_STEP.search(lead):
            continue
        said = _said_in_number(dossier, index) or _said_in_words(dossier, index)
        if said is not None:
            yield Trend(dossier, index, said)


def _said_in_number(dossier: Dossier, index: int) -> Said | None:
    """A percentage, step or multiple right behind last year's figure."""
    counts = dossier.report.counts
    if index + 1 >= len(counts):
        return None
    before, count = counts[index : index + 2]
    between = "".join(dossier.flat[before.end : count.start].split())
    if len(between) > _REACH or not is_exact(count):
        return None
    place = (squeezed(count.text), count.start, count.end)
    if count.unit == "%" and _PERCENT.match(between):
        kind = kind_of(dossier, count)
        sign = {"growth": 1, "decline": -1}.get(kind, 0)
        level = re.search(r"[至到]了?$", between)
        return Said(*place, sign, percent=count, used=index + 1) if sign and not level else None
    if count.unit == "倍" and _MULTIPLE.match(between):
        return Said(*place, multiple=count, used=index + 1)
    step = STEP.match(between) if count.unit == before.unit else None
    if step is None:
        return None
    return Said(*place, 1 if step["up"] else -1, step=count.value, used=index + 1)


def _said_in_words(dossier: Dossier, index: int) -> Said | None:
    """A rise, a fall or no change told in words behind last year's figure or before it."""
    flat, before = dossier.flat, dossier.report.counts[index]
    behind = flat[before.end : part_end(flat, before.end, WHOLE_SENTENCE)][: 2 * _REACH]
    said = _WAY.match("".join(behind.split()))
    start, end = before.start, before.end
    if said is not None:
        end = before.end + _reach(behind, said.end())
    else:
        lead = flat[max(0, before.start - _REACH) : before.start]
        said = _WAY_BEFORE.search("".join(lead.split()))
        if said is None:
            return None
    told = said["up"] or said["down"] or said["level"]
    slack = _LEVEL_ROUGHLY if said["level"] and len(said["level"]) > 2 else _LEVEL
    sign = 1 if said["up"] else -1 if said["down"] else 0
    return Said(told, start, end, sign, slack=slack)


def _reach(text: str, squeezed_end: int) -> int:
    """How many characters of `text` hold the first `squeezed_end` that are no blanks."""
    seen = 0
    for place, character in enumerate(text):
        seen += not character.isspace()
        if seen >= squeezed_end:
            return place + 1
    return len(text)


def tell_of_cell(trend: Trend, now: Number) -> Finding:
    """That last year's figure and the table's number of applications do not come to the percentage told."""
    said, before = trend.said, trend.before.value or 1
    text = said.text if said.percent is None else with_way(trend.dossier, said.percent)
    return trend.dossier.finding(
        "P303",
        {"text": text, "part": f"{now}件", "whole": squeezed(trend.before.text)},
        spans=[(trend.before.start, trend.before.end), (said.start, said.end)],
        facts=[_RECEIVED],
        counts=[trend.prior],
        expected=f"{100 * (now - before) / before:+.2f}%",
        actual=text,
        severity="warning",
    )


def tell(trend: Trend, now: int) -> Finding:
    """That the two years' figures do not come to what is said; sure where both are told of one thing."""
    counts = trend.dossier.report.counts
    current, before = counts[now], trend.before
    rise = (current.value or 0) - (before.value or 0)
    places = {(current.start, current.end), (before.start, before.end)}
    places.add((trend.said.start, trend.said.end))
    used = [now, trend.prior] + ([] if trend.said.used is None else [trend.said.used])
    shown, text = f"{rise:+g}", trend.said.text
    if trend.said.percent is not None:
        shown = f"{100 * rise / (before.value or 1):+.2f}%"
        text = with_way(trend.dossier, trend.said.percent)
    return trend.dossier.finding(
        "P303",
        {
            "text": text,
            "part": squeezed(current.text),
            "whole": squeezed(before.text),
        },
        spans=sorted(places),
        counts=used,
        expected=shown,
        actual=text,
        severity="warning",
    )


def told_again(dossier: Dossier, index: int, now: int, prior: int) -> bool:
    """1284条,同比增长12.3%,比2022年的1200条增加84条: whether the step told besides shows that the two are meant."""
    counts = dossier.report.counts
    if not now + 1 == index < prior < len(counts) - 1:
        return False
    step = counts[prior + 1]
    return (
        step.unit == counts[now].unit == counts[prior].unit
        and step.value == abs((counts[now].value or 0) - (counts[prior].value or 0))
        and STEP.match("".join(dossier.flat[counts[prior].end : step.start].split())) is not None
    )
