"""Floor 2: lists that nearly come to the figure they stand behind, told as what it is divided into.

Takes the figures of a page once all other totals have their parts. `exact_sums` joins what adds up whatever
the words; a mistyped figure adds up to nothing. So here words and punctuation must say that a list divides
the figure before it, and its sum must miss it by little. What is joined is there to be held against each
other. It must not know tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenzhi.parse.figures.mentions import BULLETS, Mention, Page
from wenzhi.parse.parts.frames import added, join_parts, mixes, same_unit, told_aside

_NAME = r"[^,;。:()\n]{0,18}"
_BEHIND_TOTAL = re.compile(
    rf"{_NAME}(?:[,:(;]|\):|。){_NAME}(?:[,:]{_NAME})?|{_NAME}(?::{_NAME})?\n{_NAME}"
)
"""From a total to its first part: one break, and at most one more behind words such as 按类拆开是."""
_NEXT = re.compile(rf"{_NAME}(?:[,、;]|[和与及]){_NAME}|{_NAME}(?::{_NAME})?\n{_NAME}")
"""From one part to the next."""
_HEAD = re.compile(rf"[ \t\u3000]*[{BULLETS}·*-]?")
"""Of a line: what tells its rank in a list."""
_ASIDE = re.compile(r"\([^()\n]*\)")
_MARKER = re.compile(
    "其中|[里内]头|之中|包括|含|分别|分为|拆开|依次|具体|构成|组成|[按依从以照]|即|[是为]$"
)
"""Behind a total: it is divided."""
_SIDE = re.compile(r"另(?![一二三四五六七八九十几])|除|比|较|上年|去年|结转|累计|历年|20\d\d|都")
"""What is told so stands beside the total and not within it."""
_TABLE = "applications."
_REST = re.compile("其[余他它]|剩|余下|余|别的|另[一二三四五六七八九十几]|未|不|没")
"""At the head of a last part: with it the list is whole."""
_SAID = re.compile("[为系是属由]|来自|讲|谈|涉|关于")
_BY = re.compile("(?:^|[,;])[从按依][^,;。:()]{1,8}[,:]$")
"""Before a figure: it is itself the first part of something (从内容看,征收97件,规划31件)."""
_KINDS = re.compile("([两二三四五六])[级类者种处家项期块方端]")
_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
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
    owners = {id(one.parent) for one in mentions if one.parent is not None}
    figures = [one for one in mentions if one.countable and not told_aside(one)]
    for place, total in enumerate(figures):
        if id(total) in owners or not _whole(total):
            continue
        for run in _lists(page, figures, place):
            if _divides(page, run, total):
                join_parts(mentions, run, total)
                total.closed = True
                break


def _whole(total: Mention) -> bool:
    plain = _exact(total) and (total.value or 0) >= _LEAST and total.unit is not None
    return plain and not total.adds


def _exact(mention: Mention) -> bool:
    return mention.value is not None and mention.approx is None and not mention.zero


def _lists(page: Page, figures: Sequence[Mention], place: int) -> Iterator[list[Mention]]:
    """The lists behind a figure, each up to a place where one may end."""
    total = figures[place]
    run: list[Mention] = []
    last = total
    bracket = None
    for following, one in enumerate(figures[place + 1 :], place + 2):
        pattern = _NEXT if run else _BEHIND_TOTAL
        told = _gap(page, last, one)
        if run and page.bracket(one.start) != bracket:
            if page.bracket(one.start) is None or bracket is not None:
                return
            continue  # 财政36条(衔接22条、…); 防汛41条
        if not _fits(one, total):
            if _leads(page, one, figures[following] if following < len(figures) else None):
                continue  # 9个村167期
            if last is total and not re.search(r"[,、;。:()\n]", page.text[total.end : one.start]):
                continue  # 318户706人(A类61户、…)
            return
        match = pattern.fullmatch(told)
        if match is None or one.parent is not None:
            return
        if not run:
            bracket = page.bracket(one.start)
        run.append(one)
        last = one
        after = figures[following] if following < len(figures) else None
        if len(run) > 1 and _ends(page, one, after, total):
            yield list(run)
            if added(run) == total.value:
                return


def _fits(part: Mention, total: Mention) -> bool:
    if not _exact(part) or not part.value:
        return False
    people = {part.unit, total.unit} <= {"人", "人次", "名"}
    return same_unit(part, total) or people or mixes(part, total)


def _gap(page: Page, one: Mention, other: Mention) -> str:
    """The words between two figures without what closed brackets say."""
    return "".join(_ASIDE.sub("", page.text[one.end : other.start]).split(" ")).replace(
        "\u3000", ""
    )


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
    return re.search(r"[。;)\n]", _ASIDE.sub("", told)) is not None or not _fits(after, total)


def _divides(page: Page, run: Sequence[Mention], total: Mention) -> bool:
    """Whether a list is told as what a total is divided into and misses it by little."""
    value, together = total.value or 0, added(run)
    gap = abs(value - together)
    if not gap or any(one.scope != run[0].scope or (one.value or 0) >= value for one in run):
        return False
    if _BY.search(page.text[page.sentence_start(total.start) : total.lead_start]):
        return False
    if any(_SIDE.search(one.lead) for one in run) or not _of_one_row(run, total):
        return False
    if gap > max(_NEAR * value, min(_SMALL, _THIRD * value)):
        return False
    before = _gap(page, total, run[0])
    if "\n" in before and _rank(page, total) == _rank(page, run[0]):
        return False
    if page.bracket(run[0].start) != page.bracket(total.start) or ":" in before:
        return True
    if _MARKER.search(before) or "\n" in before or _whole_in_words(page, run, total):
        return True
    listed = len(run) > 2 or "、" in page.text[run[0].end : run[-1].start]
    return listed and value >= _LARGE and gap <= _PLAIN * value and ";" not in before


def _rank(page: Page, one: Mention) -> str:
    """The indent and bullet of a figure's line."""
    told = _HEAD.match(page.text, page.paragraph_start(one.start))
    return told[0] if told else ""


def _of_one_row(run: Sequence[Mention], total: Mention) -> bool:
    """Whether no part is another row of the table that the total is of: 新收112件,结转5件,办结113件."""
    names = [one.indicator or "" for one in (total, *run)]
    if not any(name.startswith(_TABLE) for name in names):
        return True
    row = names[0].removesuffix("total")
    return row != names[0] and all(name.startswith(row) for name in names)


def _whole_in_words(page: Page, run: Sequence[Mention], total: Mention) -> bool:
    """Whether a list is whole by its rest, by likeness of its names, or by the number of its kinds."""
    leads = [one.lead.lstrip(",、;和与及") for one in run]
    if _REST.match(leads[-1]) or all(_SAID.match(one.tail) for one in run):
        return True
    published = total.indicator == "published.total"
    if published and all((one.indicator or "").startswith("published.") for one in run):
        return True
    alike = len(set(leads)) == len(leads) and all(1 < len(lead) < _LONG for lead in leads)
    if alike and (total.value or 0) >= _FEW and len({lead[-1] for lead in leads}) == 1:
        return True
    kinds = _KINDS.search(page.text[page.clause_start(total.start) : total.start])
    return kinds is not None and _NUMERALS.get(kinds[1]) == len(run)
