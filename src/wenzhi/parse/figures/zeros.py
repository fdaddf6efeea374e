"""Floor 2: zeros told without a numeral: 未收到…申请, 没有发生一件…, 均为零.

Takes a page and gives mentions of value 0 whose text is the negated phrase. Look-alikes (无空白, 不到位,
没审核的一律不上网, 暂无其他事项) deny nothing that is counted and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.resources import read_toml
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import SOURCE
from wenzhi.text.patterns import compile_quick

_NEXT = as_pattern("、(?=未|没有|无)|(?=无(?:行政)?(?:复议|诉讼|申请|结转|收费|举报|投诉))")
_UNIT_BEFORE = as_pattern("(?:零|0)(?P<unit>件|起|宗)[。;,](?:[^。;,]{1,8}零[。;,])*[^。;,]{0,8}$")
_PUNISHED = "行政处罚"
_FEES = as_pattern("处理费|收费")
_OF_ITSELF = as_pattern(
    "(?:全年|本年度?|年内|当年|今年|[我本](?:机关|单位|[局市县区镇乡校院所站])|也|亦|均|并)*"
)
"""Before 未收取 in its clause: nothing that it would be told of but the fee named before."""
_DOCUMENT = as_pattern("规范性文件|规章")
_APPLIED = as_pattern(r"申请人|申请[^。;]{0,30}(?:\d|件)|(?:自然人|居民|村民)[^。;]{0,16}(?:\d|提)")
_LATE = 3
"""Characters of 不合格, 逾期 and the like, which say what there is none of."""
_LONGEST = 40
"""Characters between the negator and the end of its phrase: longer stretches are other sentences."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    denied: re.Pattern[str]
    event: re.Pattern[str]
    agent: re.Pattern[str]
    article: re.Pattern[str]
    unreal: re.Pattern[str]
    follows: re.Pattern[str]
    key: re.Pattern[str]
    excluded: re.Pattern[str]
    thing: re.Pattern[str]
    event_thing: re.Pattern[str]
    plain: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    data: dict[str, str] = read_toml(SOURCE)["zeros"]
    thing = data["thing"]
    link = r"(?:(?:的)?(?:情况|情形|现象|问题|事项))?"
    return _Patterns(
        denied=as_pattern(data["negator"]),
        event=as_pattern(data["event"]),
        agent=as_pattern(data["agent"]),
        article=as_pattern(data["article"]),
        unreal=as_pattern(data["unreal"]),
        follows=as_pattern(data["follows"]),
        key=as_pattern(data["key"]),
        excluded=as_pattern(data["not"]),
        thing=as_pattern(f".*{thing}{link}"),
        event_thing=as_pattern(f".*(?:{thing}{link}|{data['occasion']})"),
        plain=compile_quick(
            f"{data['word']}|{data['equal']}|{data['never']}|{data['lacking']}|{data['uncharged']}"
            f"|{data['unpaid']}|{data['bare']}|{data['none']}|{data['nil']}|{data['left']}"
            f"|{data['unrepealed']}|{data['no_applicant']}|{data['none_such']}"
        ),
    )


def find_zeros(page: Page) -> list[Mention]:
    """Every zero by negation (and every bare 为0) of the page, in reading order."""
    patterns = _patterns()
    found = sorted(
        [*_denials(page, patterns), *_plain(page, patterns)], key=lambda mention: mention.start
    )
    return [
        mention
        for index, mention in enumerate(found)
        if not index or mention.start >= found[index - 1].end
    ]


def _denials(page: Page, patterns: _Patterns) -> Iterator[Mention]:
    text = page.text
    last = 0
    for match in patterns.denied.finditer(text):
        if match.start() < last or patterns.excluded.match(text, match.start()):
            continue
        start = match.start() + (match[0][0] in "均皆")
        end = _phrase_end(page, match.end())
        mention = _denial(text[:end], start, match.end(), patterns)
        if mention is None or _unreal(page, start, patterns):
            continue
        described = mention.unit is None and patterns.follows.match(text[mention.end :])
        if described or text[mention.end : mention.end + 1].isdigit():
            continue
        last = mention.end
        yield mention


def _phrase_end(page: Page, place: int) -> int:
    """Where the phrase behind a negator may reach: its clause, up to the next denial in it."""
    end = min(page.clause_end(place), place + _LONGEST)
    following = _NEXT.search(page.text, place, end)
    return following.start() if following else end


def _denial(text: str, start: int, behind: int, patterns: _Patterns) -> Mention | None:
    event = patterns.event.match(text, behind)
    place = event.end() if event else behind
    article = patterns.article.match(text, place)
    if article:
        thing = re.sub(r"^(?:的)|(?:的)$", "", text[article.end() :])
        return _zero(start, article.end(), article["unit"], thing or None)
    pattern = patterns.event_thing if event else patterns.thing
    if event is None and not patterns.agent.match(text, place) and text[behind - 1] not in "无有没":
        return None  # 未 denies a verb: 未通过平台提交 denies the platform, not the application
    found = pattern.match(text, place)
    if found is None:
        return None
    thing = found[0]
    if not patterns.key.search(thing + text[behind:place]):
        return None
    mention = _zero(start, found.end(), None, thing)
    mention.object = thing.removeprefix("任何") or None
    mention.phrase = text[behind : found.end()]
    return mention


def _unreal(page: Page, start: int, patterns: _Patterns) -> bool:
    before = page.text[page.clause_start(start) : start]
    return patterns.unreal.search(before) is not None


def _plain(page: Page, patterns: _Patterns) -> Iterator[Mention]:
    text = page.text
    for match in patterns.plain.finditer(text):
        thing = match["zero_thing"] or match["zero_event"]
        if thing:
            yield _zero(match.end() - len(thing) - 1, match.end(), None, thing)
        elif match["never_unit"] or match["none_unit"]:
            thing = match["never_thing"] or text[page.clause_start(match.start()) : match.start()]
            unit = match["never_unit"] or match["none_unit"]
            thing = _PUNISHED if match["none_act"] == "罚" else thing
            yield _zero(match.start(), match.end(), unit, thing or None)
        elif match["untaken"]:
            start = page.clause_start(match.start())
            fees = _FEES.search(text, page.paragraph_start(start), start)
            if fees and _OF_ITSELF.fullmatch(text, start, match.start()):
                mention = _zero(match.start(), match.end(), None, None)
                mention.phrase = "收费"
                yield mention
        elif match["uncharged"]:
            mention = _zero(match.start(), match.end(), None, None)
            mention.phrase = match["uncharged"]
            yield mention
        elif match["unpaid"]:
            mention = _zero(match.start(), match.end(), None, None)
            mention.phrase = "收费"
            yield mention
        elif match["lacking"]:
            yield _zero(match.start(), match.end(), None, match["lacking"])
        elif match["unmade"]:
            mention = _zero(match.start(), match.end(), None, match["unmade"])
            mention.phrase = f"制定{mention.object}"
            yield mention
        elif match["left_from"] or match["left_for"] or match["left_none"] or match["left_end"]:
            mention = _zero(match.start(), match.end(), None, None)
            ahead = match["left_for"] or match["left_end"]
            mention.phrase = "结转下年申请" if ahead else "上年结转申请"
            yield mention
        elif match["unrepealed"] or match["unissued"]:
            document = _DOCUMENT.search(text, page.sentence_start(match.start()), match.start())
            if document is not None:
                mention = _zero(match.start(), match.end(), None, None)
                mention.phrase = f"{'废止' if match['unrepealed'] else '制定'}{document[0]}"
                yield mention
        elif match["none_such"] or match["none_late"]:
            if re.search(
                r"\d[\u4e00-\u9fff]", text[page.sentence_start(match.start()) : match.start()]
            ):
                thing = match["none_such"] or match["none_late"]
                mention = _zero(match.start(), match.end(), None, thing)
                mention.phrase = thing[:_LATE]  # 无逾期答复 is no answer less
                yield mention
        elif match["no_applicant"] or match["none_of_them"]:
            who = (match["no_applicant"] or match["applicant"]).replace("公司", "企业")
            before = text[page.paragraph_start(match.start()) : match.start()]
            if _APPLIED.search(before):
                start = match.start("none_of_them") if match["none_of_them"] else match.start()
                mention = _zero(start, match.end(), None, None)
                mention.phrase = f"{who}申请"
                yield mention
        elif match["none"] or match["nil"]:
            yield _zero(match.start("none" if match["none"] else "nil"), match.end(), None, None)
        elif match["bare"] or match["nought"]:
            start = match.end() - 1
            told = _UNIT_BEFORE.search(text, page.paragraph_start(start), match.start())
            unit = told["unit"] if told else None  # 申请:零件。复议:零。
            yield Mention(start, match.end(), start, 0, None, None, None, unit)
        elif match["equal"] == "零":
            yield _zero(match.start("equal") - 1, match.end(), None, None)
        else:
            place = match.start("equal")
            yield Mention(place, place + 1, place, 0, None, None, None, None)


def _zero(start: int, end: int, unit: str | None, thing: str | None) -> Mention:
    return Mention(start, end, end, 0, None, None, None, unit, zero=True, object=thing)
