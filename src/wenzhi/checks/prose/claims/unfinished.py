"""Floor 3: rules of family P: what a sentence says of all beside what it says of some, in words.

All settled and some still open (全部办结,另有7件仍在办理), no problem and problems listed. Takes lines of prose;
it must not know the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Section
from wenzhi.checks.dossier import Dossier, Line, places_of
from wenzhi.checks.prose.claims.enumerated import WANTING, lists_in
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.text.patterns import compile_quick

_ALL_DONE = compile_quick(
    r"(?:全部|全都|均|都|悉数|一律|已全)(?:已|已经)?(?:按期|按时|依法|及时|如期|妥善|按规定|在规定时[限间]内|在期限内)*(?:予以|得到)?"
    r"(?:办结|答复完毕|回复完毕|办理完毕|处理完毕|办理完成|处理完成|整改完毕|整改到位|整改完成)"
    r"|(?<=已)清零|(?<=全部)清零|(?<!按期)(?<!按时)(?<!及时)(?<!期限内)(?:办结|答复|回复|办复|整改|处置)率(?:均|都)?(?:达到?|为|是|保持)*(?:100%|百分之?百)"
)
"""A claim that all was settled; 按期办结率100% is of what was due."""
_OPEN = as_pattern(
    r"(?:现|尚|仍|还)余(?P<rest>[1-9]\d*)[件条个起项宗封份处]|[,;。(](?:其中|但|目前|年底|年末|截至年[底末])?,?(?:尚|仍|还|另|另外|其余|剩余|剩)?(?:有)?(?P<left>[1-9]\d*)(?P<unit>[件条个起项宗封份处])(?:申请|来信|留言|诉求|问题)?(?:目前)?"
    r"(?:(?:仍|还|尚|正)?(?:正在|在|处于)(?:办理|处理|答复|整改|研究|核查|调查)(?:之?中|当中)?|(?:尚|还|仍)?(?:未|没有?)(?:办结|答复|回复|办理|处理|整改)(?:完毕|完成|到位)?|待(?:办|处理|答复|整改))"
)
"""A number of them that is still open."""
_SO_MANY = as_pattern(
    r"[,;。(、](?:其中)?,?(?:现|目前|年内|全年)?(?P<sure>已|已经|实际)?(?:完成)?(?:办结|答复|回复|处理|整改)(?:完毕|完成|到位|了)?(?P<done>[1-9]\d*)(?P<unit>[件条个起项宗封份处])(?=[,;。)])"
)
"""How many were settled: as many as there are, where all were."""
_NUMBER = as_pattern(r"(?<![\d.])(?P<number>[1-9]\d*)(?P<unit>[件条个起项宗封份处名人篇块所家户])")
_NOT_OF_ALL = as_pattern(
    r"到期|届满|应办|应答复|其余|其他|余下|除|转办|退回|撤回|上一?年|往年|力争|确保|做到|要求|目标|期限内(?:的|共)"
)
"""In the sentence: all is said of what was due, or of the others, or is wished for."""


_ANSWERED = "答复|回复|办理|办结|处理|办复"
_MADE_KNOWN = "公示|公开|公布|张贴|发布|上墙|解读|答复|回复|办理|办结|落实|整改|更新|完成"
_EVERY_ONE = (
    (as_pattern("无一(?:遗漏|例外|缺漏)|(?:无|没有|未有)遗漏|一[所家户个件]不[漏落]"), _MADE_KNOWN),
    (
        as_pattern(
            "件件有(?:回音|着落|落实|回复)|(?:全部|均|都|悉数|一律)(?:已)?(?:按时|按期|及时)*(?:办结|答复|回复|办复)(?=[,;。])"
        ),
        _ANSWERED,
    ),
    (as_pattern("无一差错|无一错误|全部合格|全部正确|均合格"), "合格|正确|准确"),
    (
        as_pattern("全覆盖|覆盖率(?:均|已)?(?:达到?|为)?100%"),
        "建成|设立|设置|覆盖|配备|开设|建立|安装|开通",
    ),
    (
        as_pattern(
            "(?:全部|均|全|悉数)(?:已|得到|按时|按期)*(?P<same>采纳|落实|完成|更新|参训|到会|出席|公示|公开|解读|送达|整改|上网|达标|通过|入库|换发)(?=[,;。]|到位|完成|完毕)"
        ),
        "",
    ),
)
"""What is said of all, and the words by which it is told of how many."""


@cache
def _told_of(verbs: str) -> re.Pattern[str]:
    """How many are told by one of these verbs, of those counted in the same unit."""
    return as_pattern(
        rf"(?<![未不需应待拟可])(?:(?:{verbs})(?:了|完毕|完成|到位|者)*(?P<behind>[1-9]\d*)(?P<unit>[件条个起项宗封份处名人篇块所家户])(?=[,;。)])"
        rf"|(?:(?:中|里)(?:已|有|已有)?|(?:已有?|仅?有))(?P<before>[1-9]\d*)(?P<counted>[件条个起项宗封份处名人篇块所家户])[^,;。、()\d]{{0,4}}?(?:{verbs}))"
    )


def _of_all(line: Line) -> tuple[re.Match[str], re.Match[str]] | None:
    """信息员12名,参训10名,全部参训: what is said of all, and of how many it is told before."""
    for pattern, verbs in _EVERY_ONE:
        claimed = pattern.search(line.text)
        if claimed is None:
            continue
        text = _ASIDE.sub(lambda aside: "□" * len(aside[0]), line.text)
        first = _NUMBER.search(text)
        if first is None or first.start() > claimed.start():
            continue
        told = _told_of(verbs or claimed["same"]).search(text, first.end(), claimed.start())
        if told is None:
            continue
        number = told["behind"] or told["before"]
        unit = told["unit"] or told["counted"]
        between = [one["number"] for one in _NUMBER.finditer(text, first.end(), claimed.start())]
        if unit == first["unit"] and int(number) < int(first["number"]) and len(between) == 1:
            return claimed, told
    return None


_ASIDE = as_pattern(r"\([^()]*\)")
"""What a bracket says more of a figure is neither what there is nor how many it is told of."""


@rule("P117")
def settled_yet_open(dossier: Dossier) -> Iterator[Outcome]:
    """Where all are said to be settled, the sentence tells of none still open."""
    for line in dossier.lines_for(_ALL_DONE, *(pattern for pattern, _ in _EVERY_ONE)):
        if _NOT_OF_ALL.search(line.text):
            continue
        claimed = _ALL_DONE.search(line.text)
        some = claimed and (_open(line, claimed) or _fewer(line, claimed))
        if claimed is None or some is None:
            of_all = _of_all(line)
            if of_all is None:
                yield from () if claimed is None else (PASSED,)
                continue
            claimed, some = of_all
        yield failed(
            dossier.finding(
                "P117",
                {"text": claimed[0], "open": some[0].lstrip(",;。(")},
                spans=places_of((line, claimed), (line, some)),
            )
        )


_ANEW = as_pattern(
    "[,;。](?:[^,;。\\d]{0,10}(?:又|再次?|另外?|还|新)|[下二三四][半季][^,;。\\d]{0,8})[^,;。\\d]{0,6}[1-9]"
)
"""Behind the claim: more came in, of which some may be open (12个全部整改完毕,下半年又查出5个,尚有1个在整改)."""


def _open(line: Line, claimed: re.Match[str]) -> re.Match[str] | None:
    """A number that is still open, of those that are said to be all settled."""
    found = _OPEN.search(line.text)
    if found is None or found.start() < claimed.end():
        return found
    return None if _ANEW.search(line.text, claimed.end(), found.start()) else found


def _fewer(line: Line, claimed: re.Match[str]) -> re.Match[str] | None:
    """How many were settled, behind the claim or before it, where a figure before it is larger."""
    told = [one for one in _NUMBER.finditer(line.text) if one.start() < claimed.start()]
    if not told:
        return None
    done = [
        one
        for one in _SO_MANY.finditer(line.text, told[0].end())
        if one["sure"] or one.end() <= claimed.start()
    ]
    if not done:
        return None
    settled = sum(int(one["done"]) for one in done if one["unit"] == done[0]["unit"])
    # 受理20件,核实18件,整改18件: all of those that were found to be so.
    before = [
        int(one["number"])
        for one in told
        if one.start() < done[0].start("done") and one["unit"] == done[0]["unit"]
    ]
    larger = settled not in before and any(number > settled for number in before)
    return done[0] if larger else None


_FLAW = "(?:问题|不足(?:之处)?|短板|薄弱(?:环节|之处)|毛病|缺陷|缺点|差距|欠缺|弱项|漏洞|困难)"
_NONE = compile_quick(
    r"(?<!是否)(?:(?<=\n)暂?无(?=[。;])|(?:不存在|并?没有|并?未发现|[并均暂]?无|未出现|没有发现|未见|不再有|找不出)(?:任何|明显|突出|重大|较大|什么|大|的|一[点个丝]|(?:在)?(?:政府信息公开|政务公开|信息公开|依申请公开)|工作|方面|领域|存在|上|中)*"
    rf"{_FLAW}(?:(?:和|与|及|、|或){_FLAW})*"
    rf"|{_FLAW}(?:情况|方面)?:(?:暂|均|目前|经自查,?)*(?:无|没有|零|0[个项条]?|并?不存在|[暂并]?未发现|没发现)(?=[,;。\n])"
    rf"|(?<![大重显出])(?<!突出的)(?<!明显的){_FLAW}(?:(?:和|与|及|、|或){_FLAW})*(?:一[个点条项处]|半[个点条]|什么)?(?:也|都|均|已|全|并|已经|全部)*(?:没有|不存在|不复存在|未发现|未出现|全无|为零|没发现))(?:了)?(?=[,;。:(\n])"
)
"""A claim that there is no problem."""
_OF_SOMETHING_ELSE = as_pattern(
    "检查|抽查|巡察|审计|整改|(?<!经)(?<!经过)(?<!经全面)(?<!经认真)自查|保密|泄密|测评|审查|上一?年|去年|上述|前述|反馈|网站|安全|若|如|凡|以前|原有|已解决"
)
_LISTED = as_pattern(
    r"[,;。:\n]\s*(?!下一步|今后|要|将)(?:\(一\)\s*)?(?:主要|具体|存在|突出)*(?:的)?(?:问题|不足|表现)?(?:有|为|是)?(?:[一二两三四五六七八九十\d]{1,2}[条个点项])?(?:如下|以下|表现为|体现在|集中在)?[^,;。:\n]{0,12}[:,;。]?\s*"
    r"(?:(?:一是|其一,?|头一?[个条件点],?|第一[个条件点]?,|首先,?|1[.、,]|\(1\)|\(一\)|①|[●•—-]+)|(?<=:))\s*(?P<item>[^。;\n]{3,40})"
)
"""The first item of a list right behind."""
_GOES_ON = as_pattern(
    r"[。;,]\s*(?:但是?,?|其中,?)?(?P<item>(?!下一步|今后|本|我|将|要|针对|改进|无|没有)[^。;\n]{3,40})"
)
_MEASURE = as_pattern("加强|完善|提升|推进|继续|进一步|将|改进|深化|强化")


_NEXT_HALF = as_pattern(
    r"改进(?!和|与|及)|整改|措施|下一步|今后|怎么(?:改|办)|打算|(?<=\n)[一二三四五六七八九十(]"
)
_FURTHER_ITEMS = 160
"""Characters behind the first item's beginning in which the items that follow tell what is wanting."""


def _is_wanting(items: str) -> bool:
    """Whether the first item tells of something wanting, or one behind it where it is no measure itself."""
    first = items.partition("\n")[0].partition("。")[0].partition(";")[0]
    if WANTING.search(first):
        return True
    if _MEASURE.search(first):
        return False
    shown = items[:_FURTHER_ITEMS]
    turned = _NEXT_HALF.search(shown)
    return WANTING.search(shown[: turned.start()] if turned else shown) is not None


@rule("P118")
def no_problem_yet_listed(dossier: Dossier) -> Iterator[Outcome]:
    """A section that says that there is no problem lists none right behind."""
    flat = dossier.flat
    for section in dossier.report.sections:
        if section.kind != "problems":
            continue
        yield from _none_behind_a_list(dossier, section)
        for said in _NONE.finditer(flat, section.start, section.end):
            before = flat[max(section.start, said.start() - 40) : said.start()]
            if _OF_SOMETHING_ELSE.search(re.split(r"[。;\n]", before)[-1]):
                continue
            listed = _LISTED.match(flat, said.end(), section.end)
            if listed is None and ":" in said[0]:
                listed = _GOES_ON.match(flat, said.end(), section.end)
                listed = None if listed and _MEASURE.search(listed["item"]) else listed
            if listed is None or not _is_wanting(flat[listed.start("item") : section.end]):
                yield PASSED
                continue
            item = listed["item"]
            yield failed(
                dossier.finding(
                    "P118",
                    {"text": "".join(said[0].split()), "item": "".join(item.split())[:30]},
                    spans=[said.span(), listed.span("item")],
                )
            )


_NOTHING_TO_MEND = as_pattern(
    r"(?<=[:。\n])[^,;。:\n]{0,6}(?:(?:不存在|没有|并?无|未发现)(?:任何|什么)?(?:问题|不足)|(?:无需|不需要?|无须|没有需要)(?:作|进行)?(?:任何)?(?:改进|整改)的?)(?=[,。;])"
)
"""In a sentence of its own: 不存在问题,无需改进."""


def _none_behind_a_list(dossier: Dossier, section: Section) -> Iterator[Outcome]:
    """改进:不存在问题,无需改进 behind problems that are listed."""
    start = section.start + len(section.heading or "")
    for said in _NOTHING_TO_MEND.finditer(dossier.flat, start, section.end):
        body = dossier.flat[start : said.start()]
        runs = [run for run, _ in lists_in(body) if WANTING.search(body[run[0] :])]
        if not runs or _OF_SOMETHING_ELSE.search(said[0]):
            continue
        item = re.split("[;。\n]", body[runs[0][0] :])[0][:40]
        span = start + runs[0][0], start + runs[0][0] + len(item)
        yield failed(
            dossier.finding(
                "P118",
                {"text": "".join(said[0].split()), "item": "".join(item.split())[:30]},
                spans=[said.span(), span],
            )
        )
