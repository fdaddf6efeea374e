"""Floor 2: parts of a total that only their kind ties to it: outcomes, applicants, channels told further on.

Takes the figures of a page with their indicators and gives those without a total the one whose family
they are of: 已办结184件,8件延期。办结件里,公开82件,… A list is taken only where it does not exceed the
total, and never as exhaustive, so that no sum can be held against what was joined here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import BULLET, Mention, Page
from wenzhi.parse.parts.breakdowns import SELECTION
from wenzhi.parse.parts.frames import added, join_parts, mixes, same_unit

_ROW = "applications.result."


@dataclass(frozen=True, slots=True)
class Family:
    """Parts (by indicator), their totals, the likeliest first, and how they must stand to them.

    `fewest` figures at least; `lines` line breaks at most between the total and the list; `mixed` where
    documents of several units add up, `least` the share of the total it must reach; `whole` where it must be all.
    """

    parts: re.Pattern[str]
    totals: tuple[str, ...]
    fewest: int
    lines: int
    mixed: bool = False
    least: float = 0.0
    whole: bool = False


_CHANNEL = as_pattern(r"published\.(?!total|category)\w+")
_OUTCOME = "(?:maintained|corrected|pending|other)"
_UNAVAILABLE = r"(?:not_held|needs_creation|unclear_after_correction)\.total"
FAMILIES = (
    *(
        Family(
            as_pattern(re.escape(_ROW) + part),
            (f"{_ROW}{head}.total",),
            fewest=1,
            lines=0,
            whole=True,
        )
        for head, part in (
            ("denied", r"denied_\w+\.total"),
            ("unavailable", _UNAVAILABLE),
            ("rejected", r"rejected_\w+\.total"),
        )
    ),
    Family(
        as_pattern(rf"{re.escape(_ROW)}(?!total)[a-z_0-9]+\.total"),
        ("applications.result.total.total",),
        fewest=2,
        lines=2,
        least=SELECTION,
    ),
    Family(
        as_pattern(r"applications\.new_received\.(?!total)\w+"),
        ("applications.new_received.total",),
        fewest=2,
        lines=1,
    ),
    Family(
        _CHANNEL,
        ("published.total",),
        fewest=2,
        lines=0,
        mixed=True,
    ),
    Family(as_pattern(r"published\.category"), ("published.total",), fewest=2, lines=0, mixed=True),
    Family(as_pattern(rf"review\.{_OUTCOME}"), ("review.total",), fewest=1, lines=0),
    Family(
        as_pattern(r"litigation\.(?:direct|after_review)\.total"),
        ("litigation.total",),
        fewest=2,
        lines=0,
    ),
    Family(as_pattern(rf"litigation\.{_OUTCOME}"), ("litigation.total",), fewest=1, lines=0),
)
_SORTED = as_pattern("按[^,;。:()\n]{1,8}分(?:类|布)?[:,]")
"""A list told by a heading of its own (按结果分:) is left without a total, as in `breakdowns`."""
_MARK = as_pattern(rf"^{BULLET}")
_SUM = as_pattern("(?:一?共|共?计|合计|总计|累计|总量|总数)+(?:为|达)?")
"""Before a figure behind a list: it is all of them."""


def link_families(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `parent`, `group`, `role` and `closed` for lists that only their kind ties to a total."""
    _part_rows(mentions)
    for family in FAMILIES:
        for run in _runs(page, mentions, family):
            total = _total(page, mentions, run, family)
            if total is not None:
                join_parts(mentions, run, total)
    _link_rows(page, mentions)
    _add_rests(page, mentions)
    for mention in mentions:
        if mention.indicator in (None, "published.total") and _SUM.fullmatch(_own(mention)):
            run = _before(page, mentions, mention)
            if len(run) > 1 and added(run) == mention.value:
                mention.indicator = "published.total"
                join_parts(mentions, run, mention)


_DECIDED = as_pattern(r"active\.(?P<row>\w+)\.decisions")


def _part_rows(mentions: Sequence[Mention]) -> None:
    """处罚1206件,其中简易程序311件;强制92件: one row of table two is no part of another."""
    for one in mentions:
        total = one.parent
        own = _DECIDED.fullmatch(one.indicator or "") if total is not None else None
        other = _DECIDED.fullmatch(total.indicator or "") if own and total else None
        if total is None or own is None or other is None or own["row"] == other["row"]:
            continue
        one.parent, one.group, one.role = None, 0, None
        if not any(part.parent is total for part in mentions):
            total.role, total.closed = "component" if total.parent else None, None


_ROWS = as_pattern(rf"{re.escape(_ROW)}(?!total)[a-z_0-9]+\.total")
_ROW_LINE = as_pattern(r"[ \t]*(?:[—–-]+|[•·○◇□▪●]|\(?\d{1,2}[).、])")


def _link_rows(page: Page, mentions: Sequence[Mention]) -> None:
    """本年办结13件,具体为:⏎——公开6件;⏎——部分公开2件;…: rows with a line each, where they come to all answered."""
    run: list[Mention] = []
    ends: list[Mention | None] = [*mentions, None]
    for one in ends:
        if one is not None and not (_free(one) and _ROWS.fullmatch(one.indicator or "")):
            continue
        line = page.paragraph_start(one.start) if one is not None else 0
        if one is not None and _ROW_LINE.match(page.text, line):
            parted = bool(run) and page.text.count("\n", run[-1].end, one.start) > 1
            if not parted:
                run.append(one)
                continue
        total = _last_named(mentions, run, _ANSWERED)
        if total is not None and page.text.count("\n", run[0].start, run[-1].start):
            join_parts(mentions, run, total)
        run = [one] if one is not None and _ROW_LINE.match(page.text, line) else []


def _last_named(mentions: Sequence[Mention], run: Sequence[Mention], name: str) -> Mention | None:
    """The last figure of a name before a list, where the list comes to it and it has none yet."""
    told = [one for one in mentions if run and one.indicator == name and one.start < run[0].start]
    total = told[-1] if told else None
    if total is None or total.value != added(run) or len(run) < 2:
        return None
    divided = any(one.parent is total for one in mentions)
    return None if divided or not same_unit(run[0], total) else total


_REST_OF_IT = as_pattern(r"[,;、](?:其[余他它]|剩余|余下|剩下)的?(?:\(|$)?")


def _add_rests(page: Page, mentions: Sequence[Mention]) -> None:
    """自然人121件;企业17件;其余9件(律所6件,…): the rest of a list that falls short of its total by it."""
    figures = [one for one in mentions if one.countable]
    for place, rest in enumerate(figures[1:], 1):
        last = figures[place - 1]
        between = page.text[last.end : rest.start]
        if last.unit != rest.unit:  # 9个栏目,其中4个更新不少于12次,其余5个…
            between = between[between.rfind(",") :] if "," in between else between
            start = page.sentence_start(rest.start)
            before = (one for one in reversed(figures[:place]) if one.start >= start)
            last = next((one for one in before if same_unit(one, rest)), last)
        total = last.parent
        if total is None or not _free(rest) or not same_unit(rest, total):
            continue
        own = [one for one in mentions if one.parent is total and one.group == last.group]
        if _REST_OF_IT.fullmatch(between) and added([*own, rest]) == total.value:
            rest.parent, rest.group, rest.role = total, last.group, "component"


_ANSWERED = "applications.result.total.total"
_LEFT = "applications.carried_forward.total"
_TO_HANDLE = (None, "applications.received_and_carried.total", "applications.new_received.total")
_OUGHT = as_pattern(
    "(?:应|须|需|要)(?:予|当|要)?(?:办理?|处理)(?:的总数|件|总[量数])?为?$|办理总?[量数]为?$|手[上里头].{0,3}$"
)
"""Before what there was to handle: told as a row of the table, which the others stand beside."""
_SIDE_BY_SIDE = as_pattern(r"[^,;。:()\n]{0,6}[,;、][^,;。:()\n]{0,40}")
_OF_THEM = as_pattern(
    r"(?:[件份宗起]?(?:的)?(?:政府信息公开|信息公开|公开)?申请[里当之]*[中内里],)"
)


def link_handled(page: Page, mentions: Sequence[Mention]) -> None:
    """两项合计78件;办毕74件,留4件: what was answered and what is left make up a sum told before them.

    Beside what came in or had to be handled (应办78件) they stand as rows of the table, unless it is said that they
    are of it (14件申请中,…).
    """
    for place, left in enumerate(mentions):
        answered = _nearest(page, mentions[:place], left, _ANSWERED)
        if left.indicator != _LEFT or not _free(left) or answered is None:
            continue
        if not _SIDE_BY_SIDE.fullmatch(page.text, answered.end, left.start):
            continue  # 办结179件:公开76件,…。结转13件: rows told one after the other
        value = added([answered, left])
        floor = page.paragraph_start(answered.start)
        for total in reversed(mentions):
            before = floor <= total.start < answered.start
            if not before or total.value != value or not same_unit(total, left):
                continue
            came_in = total.indicator == "applications.new_received.total"
            if total.indicator in _TO_HANDLE and total.parent is None:
                told = _OF_THEM.match(page.text, total.end) is not None
                if told or not (came_in or _OUGHT.search(total.lead)):
                    join_parts(mentions, [answered, left], total)
                break


def _nearest(page: Page, before: Sequence[Mention], mention: Mention, name: str) -> Mention | None:
    """The last free figure named so in the line of `mention`."""
    floor = page.paragraph_start(mention.start)
    told = [one for one in before if one.indicator == name and one.start >= floor]
    return told[-1] if told and _free(told[-1]) else None


def _own(mention: Mention) -> str:
    return _MARK.sub("", mention.lead)


def _runs(page: Page, mentions: Sequence[Mention], family: Family) -> Iterator[list[Mention]]:
    """The free figures of a family in one line, up to the next total of theirs."""
    run: list[Mention] = []
    for mention in mentions:
        of_it = _free(mention) and family.parts.fullmatch(mention.indicator or "") is not None
        parted = bool(run) and "\n" in page.text[run[-1].end : mention.start]
        if run and (parted or mention.indicator in family.totals):
            yield run
            run = []
        if of_it:
            run.append(mention)
    if run:
        yield run


def _free(mention: Mention) -> bool:
    plain = mention.value is not None and mention.approx is None and not mention.zero
    return plain and mention.parent is None


def _total(
    page: Page, mentions: Sequence[Mention], run: Sequence[Mention], family: Family
) -> Mention | None:
    """The nearest figure before a list that may be its total, by the order of the family."""
    for name in family.totals:
        for mention in reversed(mentions):
            apart = page.text[mention.end : run[0].start]
            if family.least and _SORTED.search(apart):
                return None
            if mention.start > run[0].start or mention.indicator != name:
                continue
            if apart.count("\n") <= family.lines and _holds(mentions, run, mention, family):
                return mention
            break
    return None


def _holds(
    mentions: Sequence[Mention], run: Sequence[Mention], total: Mention, family: Family
) -> bool:
    """Whether a list may be part of a total: enough of it, of one unit and time, and no more of it."""
    if total.value is None or total.approx not in (None, "over") or total.zero:
        return False
    told = [one for one in mentions if one.parent is total and _alike(one, family)]
    if len(run) < family.fewest:
        return False
    for one in run:
        fits = same_unit(one, total) or (family.mixed and mixes(one, total))
        if not fits or one.scope != total.scope or one.subject != total.subject:
            return False
    together = added([*told, *run])
    some = family.least * total.value <= together < total.value and not family.whole
    return together == total.value or (some and total.closed is not True)


def _alike(mention: Mention, family: Family) -> bool:
    return family.parts.fullmatch(mention.indicator or "") is not None


def _before(page: Page, mentions: Sequence[Mention], total: Mention) -> list[Mention]:
    """The free figures of publication right before a sum, in its list: ○网站60条 ○公众号30条 ○合计90条."""
    run: list[Mention] = []
    for mention in reversed(mentions):
        if mention.start >= total.start or mention.parent in run:
            continue
        sent = _CHANNEL.fullmatch(mention.indicator or "") and mention.scope == total.scope
        if not (sent and _free(mention)):
            told = mention.countable and not mention.zero and mention.scope == total.scope
            if told and mixes(mention, total) and mention.parent is None:
                break
            continue
        if page.text[mention.end : total.start].count("\n") > len(run) + 1:
            break
        run.append(mention)
    return run[::-1]
