"""Floor 6: scores set beside those of like organs, in bands instead of ranks.

Takes scored reports, gives groups of peers (same level, same province) with those whose whole
interval lies above or below the group's median, and the middle half of each group. What overlaps the
median is told apart from nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from statistics import median, quantiles
from typing import TypeAlias

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


class Measured(Record, frozen=True):
    """What was measured of one report, by name, and what makes its peers."""

    level: Level | None
    province: str | None
    values: dict[str, float]


class Band(Record, frozen=True):
    """The middle half of the peers of a report, itself among them: quartiles, and how many they are.

    `province` is null where the peers are all of its level.
    """

    level: Level
    province: str | None
    size: int
    low: float
    median: float
    high: float


Bands: TypeAlias = Mapping[tuple[Level, str | None], Mapping[str, Band]]
"""Level and province, or level alone → name of a measure → its band."""


def band_peers(measured: Iterable[Measured]) -> Bands:
    """The bands of every level in every province and of every level, where enough have the measure."""
    values: dict[tuple[Level, str | None], dict[str, list[float]]] = {}
    for one in measured:
        if one.level is None:
            continue
        for key in {(one.level, one.province), (one.level, None)}:
            own = values.setdefault(key, {})
            for name, value in one.values.items():
                own.setdefault(name, []).append(value)
    return {
        key: {
            name: _band(*key, found)
            for name, found in sorted(own.items())
            if len(found) >= SMALLEST_GROUP
        }
        for key, own in values.items()
    }


def find_bands(bands: Bands, level: Level | None, province: str | None) -> dict[str, Band]:
    """The bands of a report by measure: of its level in its province, else of its level."""
    if level is None:
        return {}
    return {**bands.get((level, None), {}), **bands.get((level, province), {})}


def _band(level: Level, province: str | None, values: list[float]) -> Band:
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Band(level=level, province=province, size=len(values), low=low, median=middle, high=high)


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
