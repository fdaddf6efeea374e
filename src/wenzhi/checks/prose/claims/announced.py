"""Floor 3: rules of family P: how many items a sentence announces and how many it lists.

以下三个方面 with items behind it (一是, 1., (一)), 征收、建设、物业三个方面 with them before. Takes lines of prose
and the flat text behind them; it must not know the tables.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Section, Span
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.prose.claims.enumerated import (
    FIRST_ITEM,
    UNNUMBERED,
    clauses,
    items_at,
    lists_in,
    wanting_items,
)
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.text.numerals import how_many
from wenzhi.text.patterns import compile_quick, may_match

_NUMBER = r"(?P<number>[二两三四五六七八九十]|(?<!\d)\d{1,2})"
_THING = (
    "(?:方面|问题|不足|短板|弱项|差距|难题|难点|困难|毛病|缺点|痛点|堵点|措施|举措|办法|做法|打算|工作|任务|环节|表现|原因|建议|情形"
    "|实事|好事|大事|小事|要事|事|重点|变化|特点)"
)
_KIND = (
    rf"(?:(?:个|点|条|项|类|大|种|处|件|块|方面)(?:的)?(?:主要|突出|重点|具体|改进|明显)?{_THING}"
    r"|(?:方面|点|条|项)(?=[^,;。:\n]{0,6}[:,。\n]))"
)
_NOUN = "(?:问题|不足|短板|弱项|差距|难题|困难|毛病|缺点|措施|举措|办法|做法|打算|表现|原因)"
_AHEAD = compile_quick(
    rf"(?:{_NUMBER}{_KIND}[^,;。:、\n]{{0,14}}"
    rf"|(?P<few>[两三四五六七八九])(?<=[共有是在出这下了的就].)(?:个|条|点|处|项|桩|件|招|手)(?=[:,。;]))"
    rf"[:,。;]?\s*(?={FIRST_ITEM})"
)
"""The items follow: 以下三个方面:一是; 一共两个。头一个,…第二个,…"""
_BEHIND_ITS_NAME = compile_quick(
    rf"(?<={_NOUN})"
    r"(?:主要|大致|大概|归纳起来|概括起来|突出|集中|体现|表现|还|也|仍|共|一共|共计|有|是|为|在|于|列出|查出|查摆出|梳理出|以下|如下)*"
    r"(?:(?P<number>[二两三四五六七八九]|(?<!\d)\d{1,2})(?:个|点|条|项|处|件|块|方面|招)(?:方面)?|有(?P<few>[二三四五六七八九]))"
    rf"[:,。;]\s*(?={FIRST_ITEM})"
)
"""The number behind what it counts: 问题三个:一是; 主要不足有三:一是."""
_OPENLY = compile_quick(
    rf"(?<=[有在还]){_NUMBER}(?:个|点|条|处|方面)[^,;。:、\n“”]{{0,6}}(?:没有?|不|未)[^,;。:、\n]{{1,8}}[:。]\s*(?={FIRST_ITEM})"
)
"""Problems called by what is not done: 还有三点没做好."""
_SLOGAN = as_pattern(
    rf"“{_NUMBER}(?:个|项|大|重)?(?P<word>(?!公开)[\u4e00-\u9fff]{{2}})”[^,;。:\n]{{0,8}}[:,。;]\s*(?={FIRST_ITEM})"
)
"""A slogan whose word each item has: “三个到位”:一是责任到位."""
_BEHIND = as_pattern(
    r"(?:集中在|集中于|涉及|包括|围绕|聚焦|分为|包含|[从在])(?P<items>[^,;。:()\d]{1,20}(?:、[^,;。:()、\d]{1,20}){1,8}?)"
    rf"{_NUMBER}(?:个|大|类|种|项|条)?(?P<kind>方面|领域|环节|方向|类别|类|渠道|途径|主线|线|关口)(?=[,;。)开进发抓着入推持做把])"
)
"""The items stand before: 集中在征收补偿、工程建设、物业管理三个方面."""
_PROBLEMS_BEHIND = as_pattern(
    rf"(?:存在(?!的)|还有|有|出现)(?:着|了)?(?P<items>[^,;。:()\d]{{3,24}}(?:、[^,;。:()、\d]{{3,24}}){{1,6}}?)(?P<and>等)?"
    rf"{_NUMBER}(?:个|大|点|方面|项)(?:的)?(?:主要|突出)?(?:问题|不足|短板|差距)"
)
"""Problems named one after another and then counted: 存在解读太专业、更新不及时两个问题."""
_PROBLEMS_AHEAD = compile_quick(
    rf"{_NUMBER}(?:个|大|点|方面|处)(?:的)?(?:主要|突出|明显)?(?:问题|不足|短板|差距|弱项)[^,;。:、\n]{{0,6}}:"
    r"(?P<items>[^,;。:()\d]{3,24}(?:、[^,;。:()、\d]{3,24}){1,6})[。\n]"
)
"""Problems counted and then named one after another: 有两个短板:解读太专业、更新不及时."""
_BACK = compile_quick(
    rf"(?:以上|上述|前述|上面|(?<!从)(?<!在)(?<!了)这|(?:针对|对照|围绕)(?:存在的|所列|查出的)?){_NUMBER}(?:个|点|条|项|类|大|方面|处)?(?:的)?(?:主要|突出|具体)?"
    r"(?:方面|问题|不足|短板|差距|弱项|难题)"
)
"""The items stood before: 针对以上三个方面的问题."""
_SOME_OF_THEM = as_pattern("其中|前[两二三四五]|后[两二三四五]|第[一二三四五]|部分|个别|上年|去年")
"""In the sentence before: 这两个问题 are some of those listed, or others."""
_BY_CLAUSES = compile_quick(
    rf"{_NUMBER}(?:个|点|条|项|处|大|方面)(?:主要|突出|具体)?(?:方面|问题|不足|短板|差距)?(?:的(?:问题|不足|短板|差距))?:"
    r"(?P<listed>[^。:\n]{8,300})。(?=\s*(?:\n|$|下一步|针对|对此|为此|今后|改进))"
)
"""In one sentence, unnumbered: 不足主要有两点:甲;乙."""
_COUNTS = as_pattern(r"[二两三四五六七八九十\d](?=\d?(?:[个点条项类大种处件块招桩手]|方面))")
_AHEADS = (
    (_AHEAD, _COUNTS, 0),
    (_BEHIND_ITS_NAME, as_pattern(_NOUN), len("问题")),
    (_OPENLY, _COUNTS, 0),
    (_SLOGAN, as_pattern("“"), 0),
)
"""Each with what its matches begin with, or that many characters behind: tables have little of it."""
_OPENS_ITEM = compile_quick(FIRST_ITEM)
_CLASSES = ("类别", "类", "渠道", "途径")
_JOINED = as_pattern("[和与及]")
_TURNS = as_pattern(
    r"下一步|今后|改进(?:措施|情况)|针对|(?<=\n)(?:就此|对此|为此)[,]|(?<=\n)\(?[二三四五六七八]\)?[、.]|下一年|20\d\d年,"
)
"""Between two items: what follows may go on numbering what is no longer announced."""


@rule("P120")
def announced(dossier: Dossier) -> Iterator[Outcome]:
    """As many items are listed as are announced (以下三个方面), or as are counted up behind them."""
    for section in dossier.report.sections:
        text = dossier.flat[section.start : section.end]
        for ahead in _AHEADS if _OPENS_ITEM.search(text) else ():
            for said in _matches(*ahead, dossier.flat, section):
                yield from _listed_behind(dossier, section, said)
        if section.kind == "problems":
            yield from _listed_by_clauses(dossier, section)
            yield from _named_in_a_row(dossier, section)
        back = _BACK.finditer(dossier.flat, section.start, section.end)
        for said in back if may_match(_BACK, text) else ():
            yield from _listed_before(dossier, section, said)
    yield from _parts_of_report(dossier)
    for line in dossier.lines_for(_BEHIND):
        for match in _BEHIND.finditer(line.text):
            low = match["items"].count("、") + 1
            high = low + len(_JOINED.findall(match["items"]))
            number = how_many(match["number"])
            classed = match["kind"] in _CLASSES and number < low  # 微博、微信、网站两类: in classes
            if match["items"].endswith("等") or low <= number <= high or classed:
                yield PASSED
            else:
                yield _tell(dossier, match, low, [line.span(*match.span())])


_PARTS = as_pattern(
    r"(?:报告|年报|全文|正文|内容|本文)[^。;]{0,220}?(?:由|分|包括|包含|共|含|计|等|、)[^。;]{0,220}?"
    rf"(?P<parts>{_NUMBER}(?:个|大)?部分)(?=组成|构成|内容|[,。;:()]|$)"
)
"""In the preamble: of how many parts the report is."""
_MORE_PARTS = as_pattern("附件|附表|附录|前言|引言|导语|目录|表格")
"""What may be counted as a part without being a numbered section."""
_LEAST_SECTIONS = 4
"""Numbered sections without a gap that make the report's outline. Own choice."""


def _parts_of_report(dossier: Dossier) -> Iterator[Outcome]:
    """全文由…等六部分组成: as many as the numbered sections that follow."""
    if dossier.free_outline:
        return  # parts and numbered headings need not be the same there
    headed = [one for one in dossier.report.sections if one.heading]
    numbers = [one.no for one in headed if one.no is not None]
    if len(numbers) < len(headed):
        return  # a heading without its number is a part as well
    if len(numbers) < _LEAST_SECTIONS or numbers != list(range(1, len(numbers) + 1)):
        return
    yield from _parts_named(dossier, len(numbers))
    for line in dossier.lines_for(_PARTS):
        told = line.section == "preamble" and "部分" in line.text
        said = _PARTS.search(line.text) if told else None
        if said is None or _MORE_PARTS.search(said[0]):
            continue
        # What is said agrees with the list before it; a section that is missing is told as such.
        if _announced(said) in (len(numbers), _names_all(said[0])):
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
_NAMES_PARTS = as_pattern(r"总体情况[^。;]{20,200}其[他它]需要(?:报告|说明)的?事项")


def _names_all(said: str) -> int:
    """Six, where all six sections are named; else 0."""
    return _ALL_SIX if all(re.search(words, said) for words in _SIX) else 0


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


def _matches(
    pattern: re.Pattern[str], opening: re.Pattern[str], behind: int, text: str, section: Section
) -> Iterator[re.Match[str]]:
    """What `finditer` gives of a section, tried only where something stands that a match begins with."""
    done = section.start
    for place in opening.finditer(text, max(0, done - behind), section.end):
        start = place.start() + behind
        said = pattern.match(text, start, section.end) if start >= done else None
        if said is not None:
            done = said.end()
            yield said


def _listed_behind(dossier: Dossier, section: Section, said: re.Match[str]) -> Iterator[Outcome]:
    """Whether the run of items right behind is as long as announced."""
    if _answers(dossier.flat, section, said) or _counts_back(dossier.flat, section, said):
        return
    found = items_at(dossier.flat, said.end(), section.end)
    number = _announced(said)
    if len(found) == number:
        yield PASSED
        return
    if ":" not in said[0] and abs(len(found) - number) > _MOST_OFF and number > _MOST_TOLD:
        return  # 现为32项。 and the points of something else
    bulleted = found and dossier.flat[found[0]] not in "一第其1(①首头"
    if bulleted and ":" not in said[0]:
        return  # 比上年多47条。 and bullets of other things
    if len(found) == 1 and _stands_alone(dossier.flat, found[0], section, said):
        yield _tell(dossier, said, 1, [said.span(), (found[0], found[0] + 2)])
    if len(found) < 2 or not _of_its_word(dossier.flat, found, said):
        return
    last = dossier.flat[found[-1] : section.end].partition("\n")[0]
    goes_on = len(found) > number and _turns(dossier.flat, found, number)
    unmarked = len(found) < number and _opens_plainly(dossier.flat, found)
    if goes_on or (unmarked and UNNUMBERED.search(last)):
        return
    figure = as_pattern(rf"[;。\n]\s*{len(found) + 1}[.、]\d")
    if len(found) < number and figure.search(dossier.flat, found[-1], section.end):
        return  # 2.…;3.12个镇: an item may begin with a figure
    yield _tell(dossier, said, len(found), [said.span(), (found[-1], found[-1] + 2)])


def _counts_back(text: str, section: Section, said: re.Match[str]) -> bool:
    """Whether what is counted stands before the number: 借旧改、垃圾分类两项重点工作."""
    clause = re.split("[,;。:\n]", text[section.start : said.start()])[-1]
    return ":" not in said[0] and clause.count("、") + 1 == _announced(said)


_ANSWERED = as_pattern(
    "(?:针对|围绕|对照|对于|聚焦|上述|以上|前述|这|结合|解决|整改|反馈)(?!.*(?:以下|如下|存在|有))"
)
_OF_PROBLEMS = as_pattern("问题|不足|短板|弱项|差距|难题|难点|困难|毛病|缺点|痛点|堵点")


def _answers(text: str, section: Section, said: re.Match[str]) -> bool:
    """Whether what follows answers the problems counted and does not list them: 针对两个问题,一是."""
    if _OF_PROBLEMS.search(said[0]) is None:
        return False
    before = re.split("[,;。:\n]", text[section.start : said.start()])[-1]
    return _ANSWERED.search(before) is not None


_ANOTHER = as_pattern(
    r"[;、二两②]|2(?=[.、)])|其次|[另再又还也]|此外|同时|最后|并且|以及|而且|首先|方面|后者|(?<![近约达隔第逾每])[一头][个处点条块项]|第三|其三"
)
"""What may open a second item, behind the first."""


def _stands_alone(text: str, first: int, section: Section, said: re.Match[str]) -> bool:
    """Whether the first of several problems is the only one told: 问题有两个:一个是报送慢。下一步…"""
    if section.kind != "problems" or not _OF_PROBLEMS.search(
        said[0] + text[said.start() - 2 : said.start()]
    ):
        return False
    turned = _TURNS.search(text, first + 1, section.end) or _MEASURES.search(
        text, first, section.end
    )
    if turned is None:
        return False  # the problems may go on to the end
    told = text[first : turned.start()].rstrip()
    behind = told[2:]
    paragraph = text.find("\n", first, section.end)
    ends = paragraph >= 0 and not text[paragraph : turned.start()].strip()
    most = 2 if ends and _ORDINAL.match(told) else 1  # 其一,…。本年…。 and the next paragraph turns
    return told.count("。") <= most and "\n" not in told and not _ANOTHER.search(behind)


_ORDINAL = as_pattern("一是|其一")
_MEASURES = as_pattern(r"(?<=[。\n])[^,;。:\n]{0,6}(?:改进|整改|措施|打算|怎么改|怎么办|对策)")


def _opens_plainly(text: str, found: Sequence[int]) -> bool:
    """Whether a list is told by numbers, behind which an item may go without one: 首先…最后 is not."""
    return not text.startswith("首先", found[0])


def _of_its_word(text: str, found: Sequence[int], said: re.Match[str]) -> bool:
    """Whether each item has the word of the slogan that announces them, if one does."""
    if "word" not in said.re.groupindex:
        return True
    return all(said["word"] in text[one : one + _ITEM] for one in found)


_ITEM = 24
"""Characters in which an item names what it is about."""


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
        listed = clauses(said["listed"])
        if listed < 2:
            continue
        if listed == _announced(said):
            yield PASSED
        elif abs(listed - _announced(said)) == 1:
            yield _tell(dossier, said, listed, [(said.start(), said.start("listed"))])


def _named_in_a_row(dossier: Dossier, section: Section) -> Iterator[Outcome]:
    """Whether as many problems are named in a row (解读太专业、更新不及时) as are counted before or behind."""
    for pattern in (_PROBLEMS_BEHIND, _PROBLEMS_AHEAD):
        start = section.start + len(section.heading or "")
        for said in pattern.finditer(dossier.running, start, section.end):
            low, high = wanting_items(said["items"])
            number = _announced(said)
            some = "and" in pattern.groupindex and said["and"] is not None
            if low <= number <= high or (some and low <= number) or not low:
                yield PASSED
            else:
                yield _tell(dossier, said, low, [said.span()])


def _listed_before(dossier: Dossier, section: Section, said: re.Match[str]) -> Iterator[Outcome]:
    """Whether the one run of items before is as long as told; of several runs none is known to be meant."""
    number = _announced(said)
    body = dossier.flat[section.start + len(section.heading or "") : said.start()]
    if _SOME_OF_THEM.search(re.split("[。;\n]", body)[-1]):
        return
    lists = list(lists_in(body))
    if number in (len(run) for run, _ in lists):
        yield PASSED
        return
    if len(lists) != 1:
        return
    run, rest = lists[0]
    if abs(len(run) - number) > _MOST_OFF or UNNUMBERED.search(rest):
        return
    last = said.start() - len(body) + run[-1]
    yield _tell(dossier, said, len(run), [said.span(), (last, last + 2)])


_MOST_TOLD = 9
"""Items beyond which a list is hardly told in prose, and its number counts something else. Own choice."""
_MOST_OFF = 2
"""Items by which a count of a list before may be off and still be of that list. Own choice."""


def _announced(said: re.Match[str]) -> int:
    few = said["few"] if "few" in said.re.groupindex else None
    figure = said["number"] or few
    return how_many(figure) if figure else 0


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
