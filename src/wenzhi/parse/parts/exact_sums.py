"""Floor 2: figures that come to exactly one beside them are its parts, whatever words tie them to it.

Takes the figures of a page with their indicators, gives those of a list without a total the one before or
behind it that they add up to: 网站741条，公众号165条，公示栏换了88次。三类加总994条次. That is no matter of
words, so it holds in wordings never seen; a list that does not fit is left alone, and what is joined is
never exhaustive: no sum can be held against it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.publications import publishes
from wenzhi.parse.parts.frames import added, join_parts, mixes, same_unit, told_aside

_CHANCE = 10
"""Below this figures of other things may add up by chance: 会议2次、培训3次、印发5份."""
_MIXED = 100
"""From here on they may be of several units: 1,832条、467篇、16期."""
_FEWEST = 2
_BODIES = frozenset({"个", "家", "名", "人", "位", "所", "户"})
"""Units of those who publish or read, not of what is published."""
_SUMMED = re.compile("以上|相加|加总|加起来|合起来|合计|小计|[总共]计|共")
"""Words before a figure that say it is a sum: small ones too, and of the lines above."""
_LEAST = 3
"""A smaller sum is none: two are one and one wherever something is told of both."""
_OPENED = re.compile("[:(—]")
"""Behind a figure, before its parts: 5件全部按期答复——2件给全文,2件…,1件…"""
_DECIDED = "applications.result.total.total"
_FLOWS = frozenset(
    {
        "applications.new_received.total",
        "applications.carried_over.total",
        "applications.received_and_carried.total",
        _DECIDED,
        "applications.carried_forward.total",
        "review.total",
        "litigation.total",
    }
)
"""Totals of the tables: 新收28件、结转2件、应办30件 balance, and none is a part of another."""
_OUTCOMES = "applications.result."
"""Rows of one list: behind others of it such a figure is the next of them, not their sum."""
_RECEIVED = "applications.new_received."

Kind = Callable[[Mention, Mention], bool]


def link_exact_sums(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `parent`, `group`, `role` and `closed` for lists that add up to a figure of their paragraph."""
    _move_misfits(page, mentions)
    with_parts = {id(one.parent) for one in mentions if one.parent is not None}
    free = [one for one in mentions if one.countable and not one.zero]
    lines = _lines(page, free)
    for place, total in enumerate(free):
        if id(total) in with_parts or not _plain(total) or (total.value or 0) < _LEAST:
            continue
        first, last = lines[place]
        run = _behind(page, total, free[place + 1 : last])
        if not run and not _outcome(total):
            run = _before(total, free, place, first)
        if run:
            join_parts(mentions, run, total)
            with_parts.add(id(total))
            _name_subjects(run, total)


def _name_subjects(parts: Sequence[Mention], total: Mention) -> None:
    """Parts of what was published are told by their subjects, unless they have a name of their own."""
    for part in parts if publishes(total) else ():
        if part.indicator in (None, total.indicator):
            part.indicator = "published.category"


def _lines(page: Page, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """For each figure the places of the first figure of its line and of the first behind it."""
    numbers = [page.paragraph_start(one.start) for one in mentions]
    return [(bisect_left(numbers, one), bisect_right(numbers, one)) for one in numbers]


def _move_misfits(page: Page, mentions: Sequence[Mention]) -> None:
    """Give lists that come to more than their total the figure of their paragraph that they come to.

    镇网页286条；“微讯”197条。网页里头防汛41条、防疫103条、其他142条: the nearest total is not the right one.
    """
    lists: dict[tuple[int, int], list[Mention]] = {}
    for one in mentions:
        if one.parent is not None and one.countable:
            lists.setdefault((id(one.parent), one.group), []).append(one)
    for parts in lists.values():
        owner, value = parts[0].parent, added(parts)
        if owner is None or owner.value is None or value <= owner.value or value < _CHANCE:
            continue
        fits = [
            one
            for one in mentions
            if one.value == value
            and one.start < parts[0].start
            and "\n" not in page.text[one.end : parts[0].start]
            and one.parent is not owner
            and one.scope == owner.scope
            and _of_one_kind(parts[0], one)
        ]
        if len(parts) >= _FEWEST and fits:
            for part in parts:
                part.parent = fits[-1]
            fits[-1].role, fits[-1].closed = fits[-1].role or "total", bool(fits[-1].closed)


def _behind(page: Page, total: Mention, following: Sequence[Mention]) -> list[Mention]:
    """The parts told behind their total in its line."""
    run = _fitting(following, total)
    if not run or (total.value or 0) >= _CHANCE:
        return run
    between = page.text[total.end : run[0].start]
    return run if _OPENED.search(between) and "。" not in between else []


def _before(total: Mention, mentions: Sequence[Mention], place: int, line: int) -> list[Mention]:
    """The parts told before their total, in reading order; its line begins with the figure at `line`."""
    told = _SUMMED.search(total.lead) is not None
    if not told and (total.value or 0) < _CHANCE:
        return []
    return _fitting(mentions[0 if told else line : place][::-1], total)[::-1]


def _fitting(beside: Sequence[Mention], total: Mention) -> list[Mention]:
    """The figures next to `total` that come to it, nearest first; none where they do not.

    Of one kind, else of any, if the sum is too large for chance.
    """
    if len(beside) < _FEWEST:
        return []
    kinds: list[Kind] = [_of_one_kind]
    if (total.value or 0) >= _MIXED:
        kinds.append(_of_any_kind)
    for kind in kinds:
        run = _run(beside, total, kind)
        if len(run) >= _FEWEST and added(run) == total.value:
            return run
    return []


def _run(beside: Sequence[Mention], total: Mention, kind: Kind) -> list[Mention]:
    """The free figures next to `total`, nearest first, while they come to no more than it."""
    run: list[Mention] = []
    left = total.value or 0
    for one in beside:
        if one.scope != total.scope or one.parent in run or not kind(one, total):
            continue
        if told_aside(one):
            continue
        if not _plain(one) or one.indicator in _FLOWS or _beside(one, total):
            break
        run.append(one)
        left -= added([one])
        if left <= 0:
            break
    return run


def _plain(mention: Mention) -> bool:
    """Whether a figure is exact, more than nothing and no part yet."""
    exact = mention.value is not None and mention.approx is None and not mention.zero
    return exact and mention.countable and mention.parent is None and (mention.value or 0) > 0


def _beside(part: Mention, total: Mention) -> bool:
    """Outcomes stand beside each other, 予以公开17件、部分公开4件, and beside what was received."""
    received = (total.indicator or "").startswith(_RECEIVED)
    return _outcome(part) and (received or _outcome(total))


def _outcome(mention: Mention) -> bool:
    name = mention.indicator or ""
    return name.startswith(_OUTCOMES) and name != _DECIDED


def _of_one_kind(part: Mention, total: Mention) -> bool:
    return same_unit(part, total) or (part.unit not in _BODIES and mixes(part, total))


def _of_any_kind(part: Mention, total: Mention) -> bool:
    return same_unit(part, total) or part.unit not in _BODIES
