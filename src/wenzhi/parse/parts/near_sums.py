"""Floor 2: lists that nearly come to the figure they stand behind, told as what it is divided into.

Takes the figures of a page once all other totals have their parts. `exact_sums` joins what adds up whatever
the words; a mistyped figure adds up to nothing. So here words and punctuation must say that a list divides
the figure before it, and its sum must miss it by little. What is joined is there to be held against each
other. It must not know tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import BULLETS, Mention, Page
from wenzhi.parse.parts.frames import (
    PEOPLE,
    added,
    is_outcome,
    join_parts,
    mixes,
    same_unit,
    told_aside,
)
from wenzhi.text.numerals import how_many
from wenzhi.text.slips import missed_by_a_slip

_NAME = r"[^,;。:()\n]{0,18}"
_BEHIND_TOTAL = as_pattern(
    rf"{_NAME}(?:[,:(;]|\):|。){_NAME}(?:[,:]{_NAME})?|{_NAME}(?::{_NAME})?\n{_NAME}"
)
"""From a total to its first part: one break, and at most one more behind words such as 按类拆开是."""
_NEXT = as_pattern(
    rf"{_NAME}(?:[,、;]|[和与及]){_NAME}|{_NAME};{_NAME}:{_NAME}|{_NAME}(?::{_NAME})?\n{_NAME}"
)
"""From one part to the next, in groups as well: 山上五村:甲村62张、乙村58张;河谷九村:丙村104张、…"""
_CUT_OFF = as_pattern("[;等。]")
"""An open list of a total does not go on behind this."""
_NAMED_TOTAL = as_pattern(rf"{_NAME}(?:[,:]{_NAME})?")
"""From a total to a first part whose figure stands in brackets behind its name: 其余6件来自协会(1件)、…"""
_ITEM = as_pattern(rf"{_NAME}(?:[,、;]|[和与及]){_NAME}(?:[,:]{_NAME})?")
"""The same where an item's figure stands behind a comma: 271条;其次为河湖管理,148条."""
_HEAD = as_pattern(rf"[ \t\u3000]*[{BULLETS}·*-]?")
"""Of a line: what tells its rank in a list."""
_ASIDE = as_pattern(r"\([^()\n]*\)")
_MARKER = as_pattern(
    "其中|既[有是含]|[里内]头|之中|包括|含|分别|分为|拆开|依次|具体|构成|组成|[按依从以照]|即|[是为]$"
)
"""Behind a total: it is divided."""
_SIDE = as_pattern(r"另(?![行一二三四五六七八九十几])|除|比|较|上年|去年|结转|累计|历年|20\d\d|都")
"""What is told so stands beside the total and not within it."""
_TABLE = "applications."
_REST = as_pattern("其[余他它]|剩|余下|余|别的|另[一二三四五六七八九十几]|未|不|没")
"""At the head of a last part: with it the list is whole."""
_WHOLE_SETS = (
    (as_pattern("继续有效|保留|有效"), as_pattern("废止|失效|宣布")),
    (as_pattern("已|办结|完成"), as_pattern("未|正在|尚|在办|推进")),
    (as_pattern("线上|网上"), as_pattern("线下|现场|窗口")),
    (as_pattern("上半年"), as_pattern("下半年")),
    (as_pattern("查实|属实|同意"), as_pattern("查否|查无|不属实|不实|不同意")),
    (as_pattern("合格|通过|达标"), as_pattern("[不未]合格|未通过|[不未]达标")),
)
"""Names of parts that leave nothing out between them: 清理文件34件,继续有效25件、失效5件、废止4件."""
_CAME_IN = as_pattern("线上|线下|网上|网络|来信|信函|寄信|邮寄|当面|现场|窗口|邮件|传真|来人")
_WAYS = 3
"""From so many on, what came in is divided by the way it came: 收到申请12件,线上5件、来信4件、当面2件."""
_MARK = as_pattern("优|良|满意|[A-D甲乙丙丁]等")
_WORST = as_pattern("[不未]|差|一般|合格|达标|[D丁]")
"""Names of marks, and of those that the worst have."""
_SETTLED = as_pattern("[办答结回]")
_TAKEN_IN = ("applications.new_received.total", "applications.received_and_carried.total")
_SAID = as_pattern("[为系是属由]|来自|讲|谈|涉|关于")
_BY = as_pattern("(?:^|[,;])[从按依][^,;。:()]{1,8}[,:]$")
"""Before a figure: it is itself the first part of something (从内容看,征收97件,规划31件)."""
_KINDS = as_pattern("([两二三四五六])[级类者种处家项期块方端]")
"""How many kinds a total is said to be of: 街道、社区两级共有23人."""
_LONG = 9
_FEW = 10
"""Below this likeness of names is no evidence: of 7件 some may be told of, 给到的3件,没有的3件."""
_NEAR = 0.1
"""Share of a total that a list may miss it by; own judgement, held against clean reports."""
_SMALL = 9
"""A mistyped last digit: small totals may be missed by as much, if not by the third part of them."""
_THIRD = 0.34
_LEAST = 5
_PLAIN = 0.06
_LARGE = 50
"""From here on lists that only punctuation ties to a total come near it seldom by chance."""


def link_near_sums(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `parent`, `group`, `role` and `closed` of lists that a slip keeps from adding up."""
    owned: dict[int, list[Mention]] = {}
    for one in mentions:
        if one.parent is not None and one.countable:
            owned.setdefault(id(one.parent), []).append(one)
    figures = [one for one in mentions if one.countable and not one.zero and not told_aside(one)]
    for place, total in enumerate(figures):
        own = [one for one in owned.get(id(total), []) if not one.listed]
        named = _extent(page, total)[0] < total.start  # 征地(12件)、规划(6件)
        if named or not _whole(total) or (own and not _is_open(own, total)):
            continue
        item = place > 0 and not own and _is_item(page, figures[place - 1], total)
        for run in _lists(page, figures, place, own):
            if _divides(page, run, total, item=item):
                join_parts(mentions, run, total)
                total.closed = True
                break


def _whole(total: Mention) -> bool:
    plain = _exact(total) and (total.value or 0) >= _LEAST and total.unit is not None
    return plain and not total.adds


def _is_open(own: Sequence[Mention], total: Mention) -> bool:
    """Whether a total has one list that does not come to it: 287件:登记41件,注册132件,…许可141件."""
    one_list = len({part.group for part in own}) == 1 and all(map(_exact, own))
    return len(own) > 1 and one_list and not total.closed and added(own) < (total.value or 0)


def _is_item(page: Page, before: Mention, total: Mention) -> bool:
    """Whether a figure is itself an item of a list: 出让18件,补贴14件,环评9件,招标6件."""
    return before.unit == total.unit and _ITEM.fullmatch(_gap(page, before, total)) is not None


def _siblings(part: Mention, total: Mention) -> bool:
    """甲类文件30件,乙类文件20件,其余15件: whether a figure is told as the same thing of another kind."""
    names = [one.lead.lstrip(",、;")[-2:] for one in (part, total)]
    return len(names[0]) > 1 and names[0] == names[1] and part.lead != total.lead


def _extent(page: Page, one: Mention) -> tuple[int, int]:
    """Where a figure stands, with brackets that hold nothing else: 协会(1件)."""
    start, end = one.start - 1, one.end
    if page.text[start : start + 1] == "(" and page.text[end : end + 1] == ")":
        return start, end + 1
    return one.start, one.end


def _exact(mention: Mention) -> bool:
    return mention.value is not None and mention.approx is None and not mention.zero


def _lists(
    page: Page, figures: Sequence[Mention], place: int, own: Sequence[Mention]
) -> Iterator[list[Mention]]:
    """The lists behind a figure, each up to a place where one may end; they go on from its `own` parts."""
    total = figures[place]
    run = list(own)
    last = own[-1] if own else total
    bracket = page.bracket(_extent(page, own[0])[0]) if own else None
    for following, one in enumerate(figures[place + 1 :], place + 2):
        if own and one.start <= own[-1].start:
            continue
        alone = _extent(page, one)[0] < one.start
        pattern = _NEXT if run else _NAMED_TOTAL if alone else _BEHIND_TOTAL
        told = _gap(page, last, one)
        around = page.bracket(_extent(page, one)[0])
        if run and around != bracket:
            if around is None or bracket is not None:
                return
            continue  # 财政36条(衔接22条、…); 防汛41条
        if run and one.value == 0 and same_unit(one, total) and pattern.fullmatch(told):
            last = one
            continue  # 继续有效25件、修改0件、失效5件
        if not _fits(page, one, total):
            if _leads(page, one, figures[following] if following < len(figures) else None):
                continue  # 9个村167期
            if last is total and not re.search(r"[,、;。:()\n]", page.text[total.end : one.start]):
                continue  # 318户706人(A类61户、…)
            return
        match = pattern.fullmatch(told)
        if match is None or one.parent is not None or (own and _CUT_OFF.search(told)):
            return
        if not run:
            bracket = around
        run.append(one)
        last = one
        after = figures[following] if following < len(figures) else None
        if len(run) > max(1, len(own)) and _ends(page, one, after, total):
            yield list(run)
            if added(run) == total.value:
                return


def _fits(page: Page, part: Mention, total: Mention) -> bool:
    if not _exact(part) or not part.value:
        return False
    people = {part.unit, total.unit} <= PEOPLE
    if same_unit(part, total) or people or mixes(part, total):
        return True
    return page.text.startswith(f"({part.unit})", total.end)  # 各类解读67篇(场)


def _gap(page: Page, one: Mention, other: Mention) -> str:
    """The words between two figures without what closed brackets say."""
    told = page.text[_extent(page, one)[1] : _extent(page, other)[0]]
    return "".join(_ASIDE.sub("", told).split(" ")).replace("\u3000", "")


def _leads(page: Page, one: Mention, after: Mention | None) -> bool:
    """Whether a figure belongs to the words before the next: 9个村167期."""
    if after is None:
        return False
    return re.search(r"[,、;。:()\n]", page.text[one.end : after.start]) is None


def _ends(page: Page, last: Mention, after: Mention | None, total: Mention) -> bool:
    """Whether a list may end with a figure: no other of its unit follows in the same breath."""
    if after is None:
        return True
    told = page.text[last.end : after.start]
    if re.search(r"[。;)\n]", _ASIDE.sub("", told)) is not None or not _fits(page, after, total):
        return True
    return ".carried" in (after.indicator or "")  # 来信4件、当面2件,上年结转1件


def _divides(page: Page, run: Sequence[Mention], total: Mention, *, item: bool) -> bool:
    """Whether a list is told as what a total is divided into and misses it by little.

    What is itself an `item` of a list is divided only where a mark says so.
    """
    value, together = total.value or 0, added(run)
    gap = abs(value - together)
    if not gap or any(one.scope != run[0].scope or (one.value or 0) >= value for one in run):
        return False
    if _BY.search(page.text[page.sentence_start(total.start) : total.lead_start]):
        return False
    before = _gap(page, total, run[0])
    if any(_SIDE.search(one.lead) for one in run) or not _of_one_row(run, total, before):
        return False
    near = gap <= max(_NEAR * value, min(_SMALL, _THIRD * value))
    if not near and not missed_by_a_slip([one.value or 0 for one in run], value, gap):
        return False
    if "\n" in before and _rank(page, total) == _rank(page, run[0]):
        return False
    if page.bracket(run[0].start) != page.bracket(total.start) or ":" in before:
        return True
    if _MARKER.search(before) or "\n" in before:
        return True
    if item or not near or _siblings(run[0], total):
        return False
    if _whole_in_words(page, run, total):
        return True
    listed = len(run) > 2 or "、" in page.text[run[0].end : run[-1].start]
    return listed and value >= _LARGE and gap <= _PLAIN * value and ";" not in before


def _rank(page: Page, one: Mention) -> str:
    """The indent and bullet of a figure's line."""
    told = _HEAD.match(page.text, page.paragraph_start(one.start))
    return told[0] if told else ""


def _of_one_row(run: Sequence[Mention], total: Mention, before: str) -> bool:
    """Whether no part is another row of the table that the total is of: 新收112件,结转5件,办结113件.

    Of what was taken in the results told behind a colon are parts: 五件全办完了:公开的3件,….
    """
    names = [one.indicator or "" for one in (total, *run)]
    if not any(name.startswith(_TABLE) for name in names):
        return True
    if not names[0] and len(run) > 1 and run[-1].lead.lstrip(",、;")[:1] in tuple("不未没"):
        return True  # 征求第三方意见17件,同意公开6件,不同意11件
    if names[0] in _TAKEN_IN and all(map(is_outcome, run)):
        return ":" in before and _SETTLED.search(before) is not None
    if names[0] in _TAKEN_IN and _by_way(run):
        return True
    row = names[0].removesuffix("total")
    if _REST.match(total.lead):
        row = names[0].rpartition(".")[0] + "."  # 其余6件来自协会(1件)、…
    return row != names[0] and all(name.startswith(row) for name in names)


def _by_way(run: Sequence[Mention]) -> bool:
    """Whether what came in is told by how it came, each way by itself."""
    ways = {one.lead.lstrip(",、;和与及") for one in run}
    return len(ways) == len(run) >= _WAYS and all(map(_CAME_IN.fullmatch, ways))


def _between(leads: Sequence[str], one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether every name is of one of two sides, and both are told."""
    sides = {bool(other.search(lead)) for lead in leads if one.search(lead) or other.search(lead)}
    return len(sides) > 1 and all(one.search(lead) or other.search(lead) for lead in leads)


def _whole_in_words(page: Page, run: Sequence[Mention], total: Mention) -> bool:
    """Whether a list is whole by its rest, by likeness of its names, or by the number of its kinds."""
    leads = [one.lead.lstrip(",、;和与及") for one in run]
    leads[1:] = [
        re.split("[,、;]|和|与|及", _gap(page, one, other))[-1] for one, other in pairwise(run)
    ]
    if any(_between(leads, *sides) for sides in _WHOLE_SETS):
        return True
    if _REST.match(leads[-1]) or all(_SAID.match(one.tail) for one in run):
        return True
    if _by_way(run):
        return True
    published = total.indicator == "published.total"
    if published and all((one.indicator or "").startswith("published.") for one in run):
        return True
    if all(map(_MARK.search, leads)) and not any(map(_WORST.search, leads)):
        return False  # 考核46个单位,优秀等次12个、良好等次27个
    alike = len(set(leads)) == len(leads) and all(1 < len(lead) < _LONG for lead in leads)
    if alike and (total.value or 0) >= _FEW and len({lead[-1] for lead in leads}) == 1:
        return True
    kinds = _KINDS.search(page.text[page.clause_start(total.start) : total.start])
    return kinds is not None and how_many(kinds[1]) == len(run)
