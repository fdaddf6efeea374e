"""Floor 3: rules of family P: how many items a sentence announces and how many it lists.

以下三个方面 with items behind it (一是, 1., (一)), 征收、建设、物业三个方面 with them before. Takes lines of prose
and the flat text behind them; it must not know the tables.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from wenzhi.base.records import Section, Span
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.text.numerals import parse_numeral
from wenzhi.text.patterns import compile_quick, may_match

_TENS = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_NUMBER = r"(?P<number>[二两三四五六七八九十]|(?<!\d)\d{1,2})"
_KIND = (
    r"(?:(?:个|点|条|项|类|大|种)(?:主要|突出|重点|具体|改进)?(?:方面|问题|不足|措施|举措|短板|工作|任务|环节|表现|原因|建议|情形)"
    r"|(?:方面|点|条|项)(?=[^,;。:\n]{0,6}[:,。\n]))"
)
_FIRST_ITEM = (
    r"(?=一是|其一|第一[,、]|1[.、]|\(1\)|\(一\)|①|(?:第一|头一?)[个条点件项桩][,、:是就])"
)
_OPENS_ITEM = re.compile(_FIRST_ITEM[len("(?=") : -1])
_AHEAD = compile_quick(
    rf"(?:{_NUMBER}{_KIND}[^,;。:、\n]{{0,14}}"
    rf"|(?P<few>[两三四五六七八九])(?<=[共有是在出这下了的就].)(?:个|条|点|处|项|桩|件|招|手)(?=[:,。;]))"
    rf"[:,。;]?\s*{_FIRST_ITEM}"
)
"""The items follow: 以下三个方面:一是; 一共两个。头一个,…第二个,…"""
_BEHIND = re.compile(
    r"(?:集中在|集中于|涉及|包括|围绕|聚焦|分为|包含|[从在])(?P<items>[^,;。:()\d]{1,20}(?:、[^,;。:()、\d]{1,20}){1,8}?)"
    rf"{_NUMBER}(?:个|大|类|种|项|条)?(?P<kind>方面|领域|环节|方向|类别|类|渠道|途径|主线|线|关口)(?=[,;。)开进发抓着入推持做把])"
)
"""The items stand before: 集中在征收补偿、工程建设、物业管理三个方面."""
_BACK = compile_quick(
    rf"(?:以上|上述|前述|上面|(?<!从)(?<!在)(?<!了)这){_NUMBER}(?:个|点|条|项|类|大)?(?:主要|突出|具体)?(?:方面|问题|不足|短板|差距)"
)
"""The items stood before: 针对以上三个方面的问题."""
_BY_CLAUSES = compile_quick(
    rf"{_NUMBER}(?:个|点|条|项)(?:主要|突出|具体)?(?:方面|问题|不足|短板|差距)?(?:的(?:问题|不足|短板|差距))?:"
    r"(?P<listed>[^。:\n]{8,300})。(?=\s*(?:\n|$|下一步|针对|对此|为此|今后|改进))"
)
"""In one sentence, unnumbered: 不足主要有两点:甲;乙."""
_HALVES = re.compile(
    r"\(?[一1][^,;。:\n]{0,4}?(?:存在|主要|工作)[^,;。:\n]{0,10}(?:问题|不足)[^,;。:\n]{0,4}[:。]?\s*\n"
)
"""What lists no problem but heads the first of the section's halves: (一)存在的主要问题."""
_CLASSES = ("类别", "类", "渠道", "途径")
_JOINED = re.compile("[和与及]")
_SERIES: tuple[tuple[str, ...], ...] = (
    tuple(rf"{one}\n?是" for one in _TENS),  # lines may be cut anywhere
    tuple(f"其{one}" for one in _TENS),
    tuple(f"第{one}[,、]" for one in _TENS),
    tuple(rf"\({one}\)" for one in _TENS),
    tuple(rf"(?<![\d.]){one}[.、](?!\d(?!\d{{3}}年))" for one in range(1, 11)),  # 3.2020年
    tuple(rf"\({one}\)" for one in range(1, 11)),
    tuple(_CIRCLED),
    *(
        (f"(?:第一|头一?){one}[,、:是就]", *(f"第{no}{one}" for no in _TENS[1:]))
        for one in "个条点件项桩"
    ),
)
_TURNS = re.compile(
    r"下一步|今后|改进(?:措施|情况)|针对|(?<=\n)\(?[二三四五六七八]\)?[、.]|下一年|20\d\d年,"
)
"""Between two items: what follows may go on numbering what is no longer announced."""
_UNNUMBERED = re.compile(r"此外|另外|最后|还有|再者|同时,|再次|其次")
"""In the last numbered item: others may follow without a number."""


@rule("P120")
def announced(dossier: Dossier) -> Iterator[Outcome]:
    """As many items are listed as are announced (以下三个方面), or as are counted up behind them."""
    for section in dossier.report.sections:
        text = dossier.flat[section.start : section.end]
        ahead = _AHEAD.finditer(dossier.flat, section.start, section.end)
        for said in ahead if _OPENS_ITEM.search(text) else ():
            yield from _listed_behind(dossier, section, said)
        if section.kind == "problems":
            yield from _listed_by_clauses(dossier, section)
        back = _BACK.finditer(dossier.flat, section.start, section.end)
        for said in back if may_match(_BACK, text) else ():
            yield from _listed_before(dossier, section, said)
    yield from _parts_of_report(dossier)
    for line in dossier.lines_for(_BEHIND):
        for match in _BEHIND.finditer(line.text):
            low = match["items"].count("、") + 1
            high = low + len(_JOINED.findall(match["items"]))
            number = _value(match["number"])
            classed = match["kind"] in _CLASSES and number < low  # 微博、微信、网站两类: in classes
            if match["items"].endswith("等") or low <= number <= high or classed:
                yield PASSED
            else:
                yield _tell(dossier, match, low, [line.span(*match.span())])


_PARTS = re.compile(
    r"(?:报告|年报|全文|正文|内容|本文)[^。;]{0,220}?(?:由|分|包括|包含|共|含|计|等|、)[^。;]{0,220}?"
    rf"(?P<parts>{_NUMBER}(?:个|大)?部分)(?=组成|构成|内容|[,。;:()]|$)"
)
"""In the preamble: of how many parts the report is."""
_MORE_PARTS = re.compile("附件|附表|附录|前言|引言|导语|目录|表格")
"""What may be counted as a part without being a numbered section."""
_LEAST_SECTIONS = 4
"""Numbered sections without a gap that make the report's outline. Own choice."""


def _parts_of_report(dossier: Dossier) -> Iterator[Outcome]:
    """全文由…等六部分组成: as many as the numbered sections that follow."""
    if dossier.free_outline:
        return  # parts and numbered headings need not be the same there
    numbers = [one.no for one in dossier.report.sections if one.heading and one.no is not None]
    if len(numbers) < _LEAST_SECTIONS or numbers != list(range(1, len(numbers) + 1)):
        return
    yield from _parts_named(dossier, len(numbers))
    for line in dossier.lines_for(_PARTS):
        told = line.section == "preamble" and "部分" in line.text
        said = _PARTS.search(line.text) if told else None
        if said is None or _MORE_PARTS.search(said[0]):
            continue
        if _announced(said) == len(numbers):
            yield PASSED
        else:
            yield _tell(dossier, said, len(numbers), [line.span(*said.span("parts"))])


_SIX = (
    "总体情况",
    "主动公开|公开情况",
    "收到|受理|申请(?!(?:行政)?复议|提起)",
    "复议|诉讼",
    "问题|不足",
    "其[他它]需要",
)
"""Words by which a list names the six sections, in their order."""
_ALL_SIX = 6
_NAMES_PARTS = re.compile(r"总体情况[^。;]{20,200}其[他它]需要(?:报告|说明)的?事项")


def _parts_named(dossier: Dossier, sections: int) -> Iterator[Outcome]:
    """全文包括总体情况、…、其他需要报告的事项: a list from the first to the last of six names all of them."""
    if sections != _ALL_SIX:
        return
    for line in dossier.lines_for(_NAMES_PARTS):
        said = _NAMES_PARTS.search(line.text) if line.section == "preamble" else None
        if said is None or "等" in said[0]:
            continue
        named = sum(re.search(words, said[0]) is not None for words in _SIX)
        if named == _ALL_SIX:
            yield PASSED
            continue
        values = {"text": "总体情况…其他需要报告的事项", "listed": named}
        finding = dossier.finding(
            "P120", values, spans=[line.span(*said.span())], expected=_ALL_SIX, actual=named
        )
        yield failed(finding)


def _listed_behind(dossier: Dossier, section: Section, said: re.Match[str]) -> Iterator[Outcome]:
    """Whether the run of ordinals right behind is as long as announced."""
    begins = dossier.flat[said.end() : said.end() + 8]
    marks = next((one for one in _SERIES if re.match(one[0], begins)), None)
    if marks is None:
        return  # 1.5万条 opens no list
    found = [said.end()]
    for mark in marks[1:]:
        begun = found[-1] + 1
        following = re.compile(mark).search(dossier.flat, begun, section.end)
        again = re.compile(marks[0]).search(dossier.flat, begun, section.end)
        if following is None or (again is not None and again.start() < following.start()):
            break
        found.append(following.start())
    number = _announced(said)
    if len(found) == number:
        yield PASSED
        return
    last = dossier.flat[found[-1] : section.end].partition("\n")[0]
    goes_on = len(found) > number and _turns(dossier.flat, found, number)
    if len(found) < 2 or goes_on or (len(found) < number and _UNNUMBERED.search(last)):
        return
    figure = re.compile(rf"[;。\n]\s*{len(found) + 1}[.、]\d")
    if len(found) < number and figure.search(dossier.flat, found[-1], section.end):
        return  # 2.…;3.12个镇: an item may begin with a figure
    yield _tell(dossier, said, len(found), [said.span(), (found[-1], found[-1] + 2)])


def _turns(text: str, found: Sequence[int], number: int) -> bool:
    """Whether the text turns to other things behind as many items as announced.

    Where each item before tells its own remedy (改进情况:…), that of the last is no turn.
    """
    turned = _TURNS.findall(text, found[number - 1], found[number])
    before = [_TURNS.findall(text, *span) for span in itertools.pairwise(found[:number])]
    return any(not before or any(turn not in one for one in before) for turn in turned)


def _listed_by_clauses(dossier: Dossier, section: Section) -> Iterator[Outcome]:
    """Whether as many clauses follow as problems are announced, where semicolons alone part them."""
    for said in _BY_CLAUSES.finditer(dossier.running, section.start, section.end):
        listed = said["listed"].count(";") + 1
        if listed == 1 or _NUMBERED.search(said["listed"]) or _UNNUMBERED.search(said["listed"]):
            continue
        if listed == _announced(said):
            yield PASSED
        elif abs(listed - _announced(said)) == 1:
            yield _tell(dossier, said, listed, [(said.start(), said.start("listed"))])


_NUMBERED = re.compile(
    rf"[{_TENS}]是|其[{_TENS}]|第[{_TENS}]|\(\d\)|(?<!\d)\d[.、]|[{_CIRCLED}]|一个|另一|也|同时"
)
"""In a list: it is told by its numbers, or some clause goes on with the one before."""


def _listed_before(dossier: Dossier, section: Section, said: re.Match[str]) -> Iterator[Outcome]:
    """Whether the one run of ordinals before is as long as told; of several runs none is known to be meant."""
    number = _announced(said)
    body = dossier.flat[section.start + len(section.heading or "") : said.start()]
    runs = [run for marks in _SERIES for run in _runs(marks, body)]
    if number in map(len, runs):
        yield PASSED
        return
    if len(runs) != 1 or abs(len(runs[0]) - number) > 1 or _UNNUMBERED.search(body, runs[0][-1]):
        return
    last = said.start() - len(body) + runs[0][-1]
    yield _tell(dossier, said, len(runs[0]), [said.span(), (last, last + 2)])


def _runs(marks: Sequence[str], text: str) -> Iterator[Sequence[int]]:
    """Where the items of each list of two and more stand that is marked so."""
    starts = [match.start() for match in re.finditer(marks[0], text)]
    for start, end in itertools.pairwise([*starts, len(text)]):
        run = [start]
        for mark in marks[1:]:
            following = re.compile(mark).search(text, run[-1] + 1, end)
            if following is None:
                break
            run.append(following.start())
        if len(run) > 1 and not _HALVES.match(text, run[0]):
            yield run


def _announced(said: re.Match[str]) -> int:
    return _value(said["number"] or said["few"])


def _value(text: str) -> int:
    return int(parse_numeral("二" if text == "两" else text) or 0)


def _tell(dossier: Dossier, said: re.Match[str], listed: int, spans: list[Span]) -> Outcome:
    groups = said.re.groupindex
    shown = said["parts"] if "parts" in groups else said[0]
    if "listed" in groups:
        shown = said[0].partition(":")[0]
    return failed(
        dossier.finding(
            "P120",
            {"text": "".join(shown.split()).strip(":,。;"), "listed": listed},
            spans=spans,
            expected=listed,
            actual=_announced(said),
        )
    )
