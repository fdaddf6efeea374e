"""Floor 3: how many times last year's figure this year's is, computed again (1.5倍, 翻一番, 降了两成).

Takes a report's counts; judges only where both years' figures stand in the sentence. It must not know the
tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, part_end, part_start
from wenzhi.checks.prose.ratios.percent import printed_tolerance, tell_wrong
from wenzhi.checks.prose.ratios.trends import of_this_year
from wenzhi.checks.prose.words import SENTENCE
from wenzhi.checks.readings import told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome, failed
from wenzhi.text.normalize import squeezed
from wenzhi.text.numerals import how_many

_MULTIPLE = 0.3
"""How far a whole multiple may lie from what the figures come to; one with decimals, by a unit of the last."""


def multiples(dossier: Dossier) -> Iterator[Outcome]:
    """45万次,是上年30万次的1.5倍: the multiple is what both years' figures come to."""
    counts = dossier.report.counts
    for index, count in enumerate(counts[1:], start=1):
        before = counts[index - 1]
        if count.unit != "倍" or count.approx or before.approx:
            continue
        if not _OF_IT.fullmatch("".join(dossier.flat[before.end : count.start].split())):
            continue
        told = [place for place in of_this_year(dossier, index - 1) if place != index]
        fits = [place for place in told if place < index] or told
        if not told_of_last_year(dossier.flat, before) or len(fits) != 1 or not before.value:
            continue
        computed = (counts[fits[0]].value or 0) / before.value
        whole = (count.value or 0) % 1 == 0
        slack = _MULTIPLE if whole else printed_tolerance(count) + 1e-9
        if abs(computed - (count.value or 0)) <= slack:
            yield PASSED
        else:
            yield tell_wrong(dossier, "P303", index, (fits[0], index - 1), round(computed, 2), "倍")


_OF_IT = as_pattern(
    r"\)?的|[,;]?(?:约|相当于|已)?[为是达]?(?:上一?年度?|去年|前一年|20\d\d年|前者)(?:同期|全年)?的(?:近|约)?"
)
"""Between last year's figure and a multiple of it: 上年190篇,为上年的3倍."""
_DOUBLED = as_pattern(r"翻了?(?P<times>[一两二三])番")
_TIMES = {"一": 2, "两": 4, "二": 4, "三": 8}
_NEARLY = 0.25
"""How far, as a share, what doubled may lie from twice what it was. Own choice: 近一番 is said loosely."""
_SHORT = 0.1
"""How far it may fall short of that where nothing says 近 or 约. Own choice."""
_LOOSELY = as_pattern(r"[近约几]乎?[^,。;]{0,4}$|接近$|差不多$")


def doublings(dossier: Dossier) -> Iterator[Outcome]:
    """由11幅增加到22幅,翻了两番: a doubling is what both years' figures come to."""
    counts = dossier.report.counts
    for match in _DOUBLED.finditer(dossier.flat):
        start = part_start(dossier.running, match.start(), SENTENCE)
        end = part_end(dossier.running, match.end(), SENTENCE)
        told = [i for i, one in enumerate(counts) if start <= one.start < end]
        prior = [i for i in told if told_of_last_year(dossier.flat, counts[i])]
        # Figures of other things in the same sentence (发布会41场,解读655篇,比上年410篇…) are no part of it.
        told = [i for i in told if prior and counts[i].unit == counts[prior[0]].unit]
        if len(told) != 2 or len(prior) != 1 or not counts[prior[0]].value:
            continue
        now = next(i for i in told if i not in prior)
        before, after = counts[prior[0]], counts[now]
        if before.unit != after.unit or before.approx or after.approx or after.value is None:
            continue
        grown = after.value / (before.value or 1)
        loose = _LOOSELY.search(dossier.flat[max(0, match.start() - 6) : match.end() - 2])
        share = grown / _TIMES[match["times"]] - 1
        if -(_NEARLY if loose else _SHORT) <= share <= _NEARLY:
            yield PASSED
            continue
        finding = dossier.finding(
            "P303",
            {"text": match[0], "part": squeezed(after.text), "whole": squeezed(before.text)},
            spans=[(after.start, after.end), (before.start, before.end), match.span()],
            counts=[now, prior[0]],
            expected=f"{grown:.2f}",
            actual=match[0],
        )
        yield failed(finding)


_BY_TENTHS = as_pattern(
    r"(?:(?P<up>增长|增加|上升|上涨|提高|攀升|[涨升增多])|下降|减少|下滑|回落|缩减|降低|[降减少跌])"
    r"(?:幅|幅度)?(?:了|达到?|为|大约)?(?P<near>不到|不足|近|将近|接近|约|超过?|逾)?"
    r"(?:(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?(?P<more>多|以上|左右)?|(?P<whole>[三四五])分之(?P<part>[一二三])|(?P<even>一半|近半))"
    r"(?=[,;。:()、\n]|$)"
)
IN_TENTHS = as_pattern("成(?<=[一二两三四五六七八九]成)|分之|半")
"""A text without any of these tells nothing in tenths; a plain character first is soon looked for."""
_A_STEP = as_pattern(r"(?:[增减多少升降涨]|增加|增长|减少|下降|净增)[了出]?\s*$")
"""Before a figure: it is what something rose or fell by."""
_DOWN = as_pattern("[减少降]")
_RIGHT_BEHIND = as_pattern(
    r"\)?[,;(]?(?:相比|同比|总体|总量|数量|今年|全年|比上年|比去年|较上年|较去年|足足|整整)*"
)
"""Between both years' figures and such a rise."""
_ABOUT = 0.05
"""How far a rise told in tenths may lie from what the figures come to; told loosely (近, 超), twice as far."""


def _is_step(flat: str, count: Count) -> re.Match[str] | None:
    """The words before a figure that make it what something rose or fell by, if there are any."""
    return _A_STEP.search(flat, max(0, count.start - 4), count.start)


def by_tenths(dossier: Dossier) -> Iterator[Outcome]:
    """6240人,去年年底是5200人,涨了两成: a rise or fall told in tenths, halves or thirds fits both figures."""
    counts, flat = dossier.report.counts, dossier.running
    if IN_TENTHS.search(flat) is None:
        return
    for said in _BY_TENTHS.finditer(flat):
        start = part_start(flat, said.start(), SENTENCE)
        told = [i for i, one in enumerate(counts) if start <= one.start < said.start()]
        prior = [i for i in told if told_of_last_year(dossier.flat, counts[i])]
        if any(_is_step(flat, counts[i]) for i in prior):
            continue  # 12件,较上年多出5件,增幅七成
        alike = [i for i in told if prior and counts[i].unit == counts[prior[0]].unit]
        if len(prior) != 1 or len(alike) != 2 or not counts[prior[0]].value:
            continue
        now = next(i for i in alike if i not in prior)
        before, after = counts[prior[0]], counts[now]
        if before.approx or after.approx or after.value is None:
            continue
        if not _RIGHT_BEHIND.fullmatch(flat, max(before.end, after.end), said.start()):
            continue  # 1260条,上年1810条,减少三成,其中投诉减少一半
        grown = after.value / (before.value or 1) - 1
        if step := _is_step(flat, after):
            # 和2023年的365条比,多了73条,涨了两成
            grown = (grown + 1) * (-1 if _DOWN.search(step[0]) else 1)
        if said["tenths"]:
            wanted = (how_many(said["tenths"]) + (0.5 if said["half"] else 0)) / 10
        else:
            wanted = how_many(said["part"]) / how_many(said["whole"]) if said["part"] else 0.5
        slack = _ABOUT * (2 if said["near"] or said["more"] or said["even"] == "近半" else 1)
        if abs(grown - (wanted if said["up"] else -wanted)) <= slack + 1e-9:
            yield PASSED
            continue
        yield failed(
            dossier.finding(
                "P303",
                {
                    "text": squeezed(said[0]),
                    "part": squeezed(after.text),
                    "whole": squeezed(before.text),
                },
                spans=[(after.start, after.end), (before.start, before.end), said.span()],
                counts=[now, prior[0]],
                expected=f"{100 * grown:.2f}%",
                actual=squeezed(said[0]),
            )
        )
