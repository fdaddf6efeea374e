"""Floor 6: scores set beside those of like organs, in bands instead of ranks.

Takes scored reports, gives groups of peers (same level, same province) with those whose whole 95 %
interval lies above or below the group's median. What overlaps the median is told apart from nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import median

from wenzhi.base.records import Level, Record, ReportRef

SMALLEST_GROUP = 5
"""With fewer than five peers a median says more of chance than of the peers."""


class Scored(Record, frozen=True):
    """One report's score with its interval and what makes its peers."""

    ref: ReportRef
    level: Level | None
    province: str | None
    value: float
    low: float
    high: float


class PeerGroup(Record, frozen=True):
    """Peers with their median. `level` and `province` are null where the group spans several."""

    level: Level | None
    province: str | None
    size: int
    median: float
    above: tuple[Scored, ...]
    below: tuple[Scored, ...]


def group_peers(scored: Iterable[Scored]) -> tuple[list[PeerGroup], int]:
    """Groups, largest first, and how many reports are in no group because they have too few peers.

    Reports with too few peers in their province are set beside all others of their level that have
    too few, then beside all that remain.
    """
    rest = sorted(scored, key=lambda item: (item.ref.report, item.value))
    groups: list[PeerGroup] = []
    keys: tuple[Callable[[Scored], tuple[Level | None, str | None]], ...] = (
        lambda item: (item.level, item.province),
        lambda item: (item.level, None),
        lambda item: (None, None),
    )
    for key in keys:
        found, rest = _split(rest, key)
        groups += found
    groups.sort(key=lambda group: (-group.size, group.level or "", group.province or ""))
    return groups, len(rest)


def _split(
    items: list[Scored], key: Callable[[Scored], tuple[Level | None, str | None]]
) -> tuple[list[PeerGroup], list[Scored]]:
    members: dict[tuple[Level | None, str | None], list[Scored]] = {}
    for item in items:
        members.setdefault(key(item), []).append(item)
    groups = [
        _group(level, province, own)
        for (level, province), own in members.items()
        if len(own) >= SMALLEST_GROUP
    ]
    left = [item for own in members.values() if len(own) < SMALLEST_GROUP for item in own]
    return groups, left


def _group(level: Level | None, province: str | None, members: list[Scored]) -> PeerGroup:
    middle = median(item.value for item in members)
    above = [item for item in members if item.low > middle]
    below = [item for item in members if item.high < middle]
    return PeerGroup(
        level=level,
        province=province,
        size=len(members),
        median=middle,
        above=tuple(sorted(above, key=lambda item: (-item.value, item.ref.report))),
        below=tuple(sorted(below, key=lambda item: (item.value, item.ref.report))),
    )
