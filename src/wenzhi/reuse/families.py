"""Floor 3, reuse: families: texts that share a skeleton, and the skeleton with its slots.

Takes links (`links`), gives groups of texts and, for each, a template in which `{n:type}` stands where
members differ. A member shares the skeleton of the family's centre, not merely a neighbour, so two
families never run together through a text that took half of each. Cost is linear in members: each
is aligned with the centre only.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wenzhi.base.records import CopyFamily, FamilySlot, Span
from wenzhi.reuse.links import Collection, Link
from wenzhi.reuse.passages import Block
from wenzhi.reuse.phrases import Bools, Ints
from wenzhi.text.slots import NAME, NUMBER

JOIN = 0.30
"""Least share of what is telling in one of the two that makes a member: partial copies of 40–70 %
hold it, light ones of 15–25 % do not: they are pairs, not members."""

JOIN_OTHER = 0.10
"""Least such share on the other side: a family's skeleton is more than a sentence of its centre."""

LONGEST_FILLING = 120
"""Folded characters of the longest filling that is told; a longer one is another text, not a slot."""

OPENED = 0.2
"""Share of members that put something between two characters of the centre to make a slot there."""

TRIED = 3
"""Families that a text may try to join, those of its strongest neighbours first."""


@dataclass(frozen=True, slots=True)
class Group:
    """A family by index: its centre and all members, the centre included, ascending."""

    centre: int
    members: tuple[int, ...]


def group_texts(collection: Collection, links: Sequence[Link]) -> list[Group]:
    """Families of at least two texts, in order of their first member.

    Leaders in order of how much they share: each takes the free texts that share its skeleton; a
    text whose neighbours are taken joins theirs if it shares the centre's skeleton, or founds its own.
    """
    near: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        if joins(link):
            near[link.left].append(link)
            near[link.right].append(link)
    weight = {
        text: sum(link.share_left * link.share_right for link in edges)
        for text, edges in near.items()
    }
    home: dict[int, int] = {}
    for text in sorted(near, key=lambda text: (-weight[text], text)):
        if text not in home:
            _settle(collection, text, near[text], home)
    return _gather(_move_to_best(near, home))


def joins(link: Link) -> bool:
    """Whether two texts share enough for one skeleton."""
    high, low = max(link.share_left, link.share_right), min(link.share_left, link.share_right)
    return high >= JOIN and low >= JOIN_OTHER


def _settle(collection: Collection, text: int, edges: Sequence[Link], home: dict[int, int]) -> None:
    """Give `text` a centre: one of its neighbours' if it shares that skeleton, else itself."""
    pull: Counter[int] = Counter()
    for link in edges:
        other = link.other(text)
        if other in home:
            pull[home[other]] += round(1000 * link.share(text))
    for centre, _ in sorted(pull.items(), key=lambda item: (-item[1], item[0]))[:TRIED]:
        if joins(collection.link(text, centre)):
            home[text] = centre
            return
    home[text] = text
    for link in edges:
        home.setdefault(link.other(text), text)


def _move_to_best(near: dict[int, list[Link]], home: dict[int, int]) -> dict[int, int]:
    """Each text with the centre it shares most with, among those it is linked to."""
    centres = set(home.values())
    moved = {}
    for text, centre in home.items():
        choices = [
            (link.share(text), link.other(text))
            for link in near[text]
            if link.other(text) in centres and home[link.other(text)] == link.other(text)
        ]
        # A centre stays where it is: its members are there because of it.
        stays = text in centres or all(other != centre for _, other in choices)
        moved[text] = centre if stays else max(choices, key=lambda item: (item[0], -item[1]))[1]
    return moved


def _gather(home: dict[int, int]) -> list[Group]:
    members: dict[int, list[int]] = defaultdict(list)
    for text in sorted(home):
        members[home[text]].append(text)
    groups = [Group(centre, tuple(found)) for centre, found in members.items() if len(found) > 1]
    return sorted(groups, key=lambda group: group.members)


def describe_family(collection: Collection, group: Group) -> CopyFamily:
    """The family as a record: members, template, slots with each member's filling."""
    maps = np.stack([_map_centre(collection, group.centre, text) for text in group.members])
    literals = _find_literals(collection, group, maps)
    refs = [collection.texts[text].ref for text in group.members]
    template, slots = _compose(collection, group, maps, literals)
    content = "\x1f".join([template, *(ref.report for ref in refs)])
    return CopyFamily(
        id=hashlib.sha256(content.encode()).hexdigest()[:16],
        members=tuple(refs),
        template=template,
        slots=slots,
    )


def _map_centre(collection: Collection, centre: int, text: int) -> Ints:
    """For each masked character of the centre its place in `text`, -1 where it has none."""
    places = np.full(len(collection.masked[centre]), -1, np.int64)
    if text == centre:
        return np.arange(len(places))
    link = collection.link(centre, text)
    for block in link.alignment.blocks:
        in_centre, in_text, size = _turned(block, centre == link.left)
        places[in_centre : in_centre + size] = np.arange(in_text, in_text + size)
    return places


def _turned(block: Block, centre_first: bool) -> Block:
    return block if centre_first else (block[1], block[0], block[2])


def _find_literals(collection: Collection, group: Group, maps: Ints) -> list[Span]:
    """Runs of the centre's characters that most members have, one after the other."""
    centre = collection.masked[group.centre]
    held = maps >= 0
    literal = held.sum(axis=0) * 2 > len(group.members)
    for place in np.flatnonzero((centre.codes >= NUMBER) & (centre.codes <= NAME)).tolist():
        literal[place] &= len(set(_fillings(collection, group, maps, place, place + 1))) == 1
    opened = _find_openings(maps, held)
    spans: list[Span] = []
    start = 0
    for end in range(len(literal) + 1):
        over = end == len(literal) or not literal[end]
        if over or (end > start and opened[end - 1]):
            if end > start:
                spans.append((start, end))
            start = end + 1 if over else end
    return spans


def _find_openings(maps: Ints, held: Bools) -> Bools:
    """Whether members put something between a character of the centre and the next."""
    both = held[:, :-1] & held[:, 1:]
    steps = np.diff(maps, axis=1)
    inserted = both & (steps > 1) & (steps <= LONGEST_FILLING)
    return np.asarray(inserted.sum(axis=0) > OPENED * np.maximum(both.sum(axis=0), 1))


def _fillings(collection: Collection, group: Group, maps: Ints, start: int, end: int) -> list[str]:
    """What members that have all of the centre's `[start, end)` write there."""
    return [
        collection.masked[text].raw(int(row[start]), int(row[end - 1]) + 1)
        for text, row in zip(group.members, maps, strict=True)
        if row[start] >= 0 and row[end - 1] >= 0
    ]


def _compose(
    collection: Collection, group: Group, maps: Ints, literals: Sequence[Span]
) -> tuple[str, tuple[FamilySlot, ...]]:
    """The template and its slots: literals as the centre writes them, what differs between them."""
    centre = collection.masked[group.centre]
    parts: list[str] = []
    slots: list[FamilySlot] = []
    for number, (start, end) in enumerate(literals):
        if number:
            gap = _read_gap(collection, group, maps, literals[number - 1][1], start)
            distinct = set(gap.values.values())
            if len(distinct) == 1:
                parts += distinct
            else:
                slots.append(FamilySlot(n=len(slots) + 1, type=gap.type, values=gap.values))
                parts.append(f"{{{len(slots)}:{gap.type}}}")
        parts.append(centre.raw(start, end))
    return "".join(parts), tuple(slots)


@dataclass(frozen=True, slots=True)
class _Gap:
    type: str
    values: dict[str, str]


def _read_gap(collection: Collection, group: Group, maps: Ints, start: int, end: int) -> _Gap:
    """What each member writes between the centre's characters `start - 1` and `end`."""
    values: dict[str, str] = {}
    types: Counter[str] = Counter()
    for text, row in zip(group.members, maps, strict=True):
        left, right = int(row[start - 1]), int(row[end])
        if left < 0 or right <= left:
            continue
        masked = collection.masked[text]
        filling = masked.raw(left + 1, right)
        if len(filling) > LONGEST_FILLING:
            continue
        values[collection.texts[text].ref.report] = filling
        if filling:
            single = right - left == 2
            types[masked.types.get(left + 1, "text") if single else "text"] += 1
    kind = min(types, key=lambda name: (-types[name], name)) if types else "text"
    return _Gap(kind, dict(sorted(values.items())))
