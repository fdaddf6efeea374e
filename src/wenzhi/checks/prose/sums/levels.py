"""Floor 3: lists that hold figures of two levels, told without a mark between them.

不予公开7件,包括禁止公开1件、第三方权益4件、执法案卷2件;无法提供8件: a part and what it consists of;
甲38条,乙51条,两村共89条: parts and what they come to. Takes a report's counts by index; says whether a list comes to
its total once each figure is counted on its own level. It must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, part_start
from wenzhi.checks.prose.words import WORDS

_FEWEST = 2
"""Figures that one of another level consists of."""
_FEWEST_ITEMS = 3
"""Items between semicolons whose first figures may be the list."""
_BEFORE, _GOING_ON = 4, 8
"""Figures before a total that a list may come to instead, and figures behind a list with which it may go on."""
_ENDS = as_pattern("[^,;。\\d]{0,4}(?:[,;][^;。\\d]*)?[。\n]")
_REST = as_pattern("其[余他它]|剩|余下|另")
_BEHIND = 3
"""Figures behind a list among which its rest is looked for."""


def comes_out_in_levels(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """Whether the parts come to their total where some of them are what others consist of, or come to."""
    counts = dossier.report.counts
    whole = counts[total].value or 0
    if _is_headed(dossier, total, sorted(parts)):
        return True
    values = [counts[index].value or 0 for index in sorted(parts)]
    sums = set(_sums(values))
    if whole in sums or any(whole - rest in sums for rest in _rests(dossier, total, max(parts))):
        return True
    if total > max(parts) and any(
        sum(values[start:end]) == whole
        for start in range(len(values))
        for end in range(start + _FEWEST, len(values) + 1)
    ):
        return True  # 第一批21件,第二批17件,第三批9件,前两批合计38件
    # 112项,办结108项,跨年4项;其中规划41项、建设71项: divided in two ways
    return any(sum(values[:cut]) == whole == sum(values[cut:]) for cut in range(1, len(values)))


def _is_headed(dossier: Dossier, total: int, parts: Sequence[int]) -> bool:
    """Whether the first figures between semicolons come to the total, or to another told before it.

    办结的345件:109件;65件,最多的31件,其次12件;171件: those behind the first of an item are no more than it. A list may
    go on behind what the parser took for its parts.
    """
    counts, flat = dossier.report.counts, dossier.flat
    told = {one.value for one in counts[max(0, total - _BEFORE) : total + 1]}
    unit = counts[total].unit
    items: list[list[float]] = []
    last = parts[0]
    for index in (*parts, *range(parts[-1] + 1, min(parts[-1] + 1 + _GOING_ON, len(counts)))):
        between = flat[counts[last].end : counts[index].start] if index != last else ";"
        if "。" in between or "\n" in between or counts[index].unit != unit:
            break
        value, last = counts[index].value or 0, index
        items = [*items, [value]] if ";" in between else [*items[:-1], [*items[-1], value]]
        if any(sum(rest) > head for head, *rest in items):
            return False
        ended = index >= parts[-1] and _ENDS.match(flat, counts[index].end) is not None
        levels = _FEWEST_ITEMS <= len(items) < index - parts[0] + 1
        if ended and levels and sum(head for head, *_ in items) in told:
            return True
    return False


def _sums(values: Sequence[float]) -> Iterator[float]:
    """What a row comes to in each way of leaving out figures of another level, one at least."""
    # By place: what the figures before it come to, and whether any was left out.
    reached: list[set[tuple[float, bool]]] = [set() for _ in range(len(values) + 1)]
    reached[0] = {(0.0, False)}
    for place, value in enumerate(values):
        here = reached[place]
        reached[place + 1] |= {(added + value, less) for added, less in here}
        for end in range(place + 1 + _FEWEST, len(values) + 1):
            if sum(values[place + 1 : end]) == value:
                reached[end] |= {(added + value, True) for added, _ in here}
        if any(sum(values[start:place]) == value for start in range(place - _FEWEST + 1)):
            reached[place + 1] |= {(added, True) for added, _ in here}
    yield from (added for added, less in reached[-1] if less)


def _rests(dossier: Dossier, total: int, last: int) -> Iterator[float]:
    """Figures of a total's unit right behind its list that are said to be the rest."""
    counts, flat = dossier.report.counts, dossier.running
    for index in range(last + 1, min(last + 1 + _BEHIND, len(counts))):
        one = counts[index]
        if "\n" in flat[counts[last].end : one.start]:
            return
        clause = flat[part_start(flat, one.start, WORDS) : one.start]
        if one.unit == counts[total].unit and _REST.search(clause):
            yield one.value or 0
