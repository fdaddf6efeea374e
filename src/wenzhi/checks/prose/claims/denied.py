"""Floor 3: rules of family P: what a report says it did not do, or did not happen, and tells elsewhere.

未召开新闻发布会 in one clause and 召开新闻发布会1场 in another. Takes lines of prose; it must not know the tables,
which other rules hold denials against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, Place, places_of
from wenzhi.checks.rule import PASSED, Outcome, failed, rule

_THINGS = {
    "新闻发布会": r"新闻发布会",
    "听证会": r"听证会",
    "开放日": r"(?:政府|政务)开放日",
    "解读": r"政策解读|解读(?:材料|稿件|产品)",
    "培训": r"(?:专题|业务|政务公开|信息公开|集中)?培训",
    "微博": r"(?:官方|政务)?微博",
    "公众号": r"(?:微信)?公众号",
    "公报": r"政府公报",
    "举报": r"(?:信息公开)?(?:投诉举报|举报投诉)",
    "追": r"(?:责任追究|追责问责|问责)",
    "泄密": r"失?泄密(?:事件|事故|问题)",
    "错敏": r"错敏(?:信息|词|字)",
}
"""A word without which a thing need not be looked for, and how it is called."""
_DENIED = (
    r"(?:(?<=[,;。:、]))?(?:均|并|也|从|尚|暂)?(?:未|没有|无)(?:再|曾|有)?"
    r"(?:召开|举办|开展|组织|举行|编发|发布|制作|开设|开通|设立|收到|接到|发生|发现|产生|出现|编印|发行)?(?:过|任何|一[场次起件例])?"
)
_ENDS = "(?:的)?(?:情况|情形|现象|案件)?(?=[,;。]|$)"
_UNITS = "(?:场|次|期|件|起|例|条|处|个|人次|人|名|篇|宗|份)"
_NOT_OWN = as_pattern(
    "配合|参加|协助|参与|转发|转载|转办|上级|出席|上一?年|去年|往年|20\\d\\d年|计划|拟|将|力争|下一步|今后|邀请|其[他它]|热线|观看|旁听"
)
"""In the clause: it is another's, another year's, or planned."""
_FOR_A_WHILE = as_pattern(
    "[上下]半年|季度|月|期间|时段|起初|年初|单独|自行|独立|专门|另行|因(?:政府)?信息公开|因公开"
)
"""In the clause of a denial: it is of a part of the year, or of some of them."""
_CLAUSE = as_pattern("[^,;。:]+")


@cache
def _frames(thing: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a thing is denied, and how it is told with a number."""
    told = (
        rf"(?:{thing})(?:[^,;。:、\d未没无]{{0,8}})[1-9]\d*{_UNITS}"
        rf"|[1-9]\d*{_UNITS}(?:[^,;。:、\d未没无]{{0,4}})(?:{thing})"
        rf"|[1-9]\d*{_UNITS}(?:予以|被|受到|进行)(?:了)?(?:{thing})"
    )
    return as_pattern(rf"{_DENIED}(?:{thing}){_ENDS}"), as_pattern(told)


@rule("P124")
def denied_yet_told(dossier: Dossier) -> Iterator[Outcome]:
    """What is said not to have been done is told with no number anywhere."""
    for word, thing in _THINGS.items():
        if word not in dossier.prose:
            continue
        denied, told = _frames(thing)
        if (no := _first(dossier, denied, word, _FOR_A_WHILE)) is None:
            continue
        yes = _first(dossier, told, word)
        if yes is None:
            yield PASSED
            continue
        first, second = no[1], yes[1]
        yield failed(
            dossier.finding(
                "P124",
                {"denied": first[0].lstrip(",;。:、"), "told": second[0]},
                spans=places_of(no, yes),
            )
        )


def _first(
    dossier: Dossier, pattern: re.Pattern[str], word: str, barred: re.Pattern[str] | None = None
) -> Place | None:
    """The first place of a pattern in a clause about the organ's own year that holds nothing `barred`."""
    for line in dossier.lines:
        if word not in line.text or line.section == "problems":
            continue
        for match in pattern.finditer(line.text):
            around = next(
                one[0]
                for one in _CLAUSE.finditer(line.text)
                if one.start() <= match.end() - 1 < one.end()
            )
            if not _NOT_OWN.search(around) and not (barred and barred.search(around)):
                return line, match
    return None
