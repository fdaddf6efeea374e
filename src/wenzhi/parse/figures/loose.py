"""Floor 2: figures that are no numeral with a unit of the list: tenths (近九成), days and lengths, bare runs.

Takes a page; gives mentions without their context, as `mentions.find_figures` does. Shares said without a word
for how nearly they hold (占四成) are left out: nobody can say what they would contradict. It must not know
indicators, totals or scopes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Approximation
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.text.numerals import ARABIC, how_many, parse_numeral
from wenzhi.text.patterns import compile_quick

_TENTHS = compile_quick(
    r"(?P<under>近|将近|不足|不到)?(?P<about>约|大约)?(?P<above>超过?|逾)?"
    r"(?:(?P<tenths>[一二两三四五六七八九])成(?![一-九半员立为果效熟功本长品分交绩份都年套批人])|(?P<half>一半(?=以上|多)))"
    r"(?P<over>多|以上|有余)?(?P<near>左右|上下)?"
)
_TOLD_IN_TENTHS = ("成", "一半")
_AIMED_AT = as_pattern(r"力争|争取|确保|提高到|达到[^,;。]{0,4}$|不低于|不少于|目标")


def find_loose_figures(page: Page) -> Iterator[Mention]:
    """Shares in tenths, days that something took, lengths, and the figures of a run told bare."""
    yield from _tenths(page)
    yield from _measured(page)
    yield from _runs(page)


def _tenths(page: Page) -> Iterator[Mention]:
    """近九成, 三成多, 一半以上: a share that says on which side it lies."""
    if not any(word in page.text for word in _TOLD_IN_TENTHS):
        return
    for match in _TENTHS.finditer(page.text):
        approx: Approximation
        if match["under"]:
            approx = "under"
        elif match["above"] or match["over"]:
            approx = "over"
        elif match["about"] or match["near"]:
            approx = "about"
        else:
            continue
        start, end = match.span()
        if page.barred.touch(start, end):
            continue
        if _AIMED_AT.search(page.text, page.clause_start(start), start):
            continue
        value = 10 * how_many(match["tenths"]) if match["tenths"] else 50
        low = value if approx == "over" else None
        high = value if approx == "under" else None
        yield Mention(start, end, start, value, low, high, approx, "%")


_DAYS = compile_quick(
    rf"(?:平均[^,;。:()\d]{{0,8}}|(?:用时|[只仅]用)了?|天数[为共达]?|其中[优良]|(?<=\d天、)[优良]|(?=\d+\.\d))"
    rf"(?<![\d.])(?P<figure>{ARABIC})(?P<unit>个工作日|天)(?![内之以])"
)
"""Days that something took or that were of a kind; a time limit (20个工作日内) is none."""
_LENGTHS = as_pattern(rf"(?:里程|全长|长度)[为共计达约]*(?P<figure>{ARABIC})(?P<unit>公里)")
_LIMIT = as_pattern("力争|争取|法定|期限|不超过|控制|压缩|缩短[到至]|承诺|规定")


def _measured(page: Page) -> Iterator[Mention]:
    days = _DAYS.finditer(page.text) if "天" in page.text or "工作日" in page.text else ()
    lengths = _LENGTHS.finditer(page.text) if "公里" in page.text else ()
    for match in (*days, *lengths):
        start = match.start("figure")
        if _LIMIT.search(page.text, page.clause_start(start), start):
            continue
        value = parse_numeral(match["figure"])
        yield Mention(start, match.end(), start, value, None, None, None, match["unit"])


@cache
def _run() -> re.Pattern[str]:
    return as_pattern(
        rf"(?P<many>\d)[期次场批轮][,:(](?P<figures>(?:{ARABIC}、)+)(?={ARABIC}(?P<unit>{vocabulary().unit}))"
    )


_ABREAST = as_pattern(r"[期次场批轮][,:(]\d+、\d")


def _runs(page: Page) -> Iterator[Mention]:
    """培训3期,51、44、47人次: as many figures as were told right before, the last with the unit of all."""
    if _ABREAST.search(page.text) is None:
        return
    for match in _run().finditer(page.text):
        figures = [*re.finditer(ARABIC, match["figures"])]
        if len(figures) + 1 != int(match["many"]):
            continue
        for figure in figures:
            start = match.start("figures") + figure.start()
            value = parse_numeral(figure[0])
            end = start + len(figure[0])
            yield Mention(start, end, start, value, None, None, None, match["unit"])
