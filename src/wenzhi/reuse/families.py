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
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec
import numpy as np

from wenzhi.base.records import CopyFamily, FamilySlot, ReportRef, Span
from wenzhi.reuse.links import Collection
from wenzhi.reuse.order import digest_content
from wenzhi.reuse.passages import Block
from wenzhi.reuse.phrases import Bools, Owners
from wenzhi.reuse.weighing import Link
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
    content = [template.encode()]
    content += [digest_content(collection.texts[text]) for text in group.members]
    return CopyFamily(
        id=hashlib.sha256(b"\x1f".join(content)).hexdigest()[:16],
        members=tuple(refs),
        template=template,
        slots=slots,
    )


class _Slot(msgspec.Struct, frozen=True, array_like=True):
    """A slot as it is kept: which members fill it, and how."""

    type: str
    holders: list[int]
    values: list[str]


class _Described(msgspec.Struct, frozen=True, array_like=True):
    """A family as it is kept: all but its members."""

    id: str
    template: str
    slots: list[_Slot]

    @classmethod
    def of(cls, family: CopyFamily) -> _Described:
        places = {ref.report: place for place, ref in enumerate(family.members)}
        slots = [
            _Slot(slot.type, [places[name] for name in slot.values], list(slot.values.values()))
            for slot in family.slots
        ]
        return cls(family.id, family.template, slots)

    def family(self, members: tuple[ReportRef, ...]) -> CopyFamily:
        """The family again."""
        names = [ref.report for ref in members]
        slots = (
            FamilySlot(
                n=number,
                type=slot.type,
                values=dict(zip([names[at] for at in slot.holders], slot.values, strict=True)),
            )
            for number, slot in enumerate(self.slots, 1)
        )
        return CopyFamily(id=self.id, members=members, template=self.template, slots=tuple(slots))


def recall_family(collection: Collection, group: Group) -> CopyFamily:
    """The same: as an earlier comparison described it, where it did."""
    stored = collection.recall_family(group.centre, group.members)
    if stored is None:
        family = describe_family(collection, group)
        stored = msgspec.msgpack.encode(_Described.of(family))
    else:
        refs = tuple(collection.texts[text].ref for text in group.members)
        family = msgspec.msgpack.decode(stored, type=_Described).family(refs)
    collection.described[group.centre, *group.members] = stored
    return family


def _map_centre(collection: Collection, centre: int, text: int) -> Owners:
    """For each masked character of the centre its place in `text`, -1 where it has none."""
    size = len(collection.masked.codes(centre))
    if text == centre:
        return np.arange(size, dtype=np.int32)
    places = np.full(size, -1, np.int32)
    link = collection.link(centre, text)
    for block in link.alignment.blocks:
        in_centre, in_text, size = _turned(block, centre == link.left)
        places[in_centre : in_centre + size] = np.arange(in_text, in_text + size)
    return places


def _turned(block: Block, centre_first: bool) -> Block:
    return block if centre_first else (block[1], block[0], block[2])


def _find_literals(collection: Collection, group: Group, maps: Owners) -> list[Span]:
    """Runs of the centre's characters that most members have, one after the other."""
    centre = collection.masked[group.centre]
    held = maps >= 0
    literal = held.sum(axis=0) * 2 > len(group.members)
    slots = np.flatnonzero((centre.codes >= NUMBER) & (centre.codes <= NAME)).tolist()
    for place, fillings in zip(slots, _fillings(collection, group, maps, slots), strict=True):
        literal[place] &= len(fillings) == 1
    edges = np.flatnonzero(np.diff(literal, prepend=False, append=False))
    inner = literal[:-1] & literal[1:] & _find_openings(maps, held)
    opened = np.flatnonzero(inner) + 1
    starts = np.sort(np.concatenate([edges[::2], opened]))
    ends = np.sort(np.concatenate([edges[1::2], opened]))
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _find_openings(maps: Owners, held: Bools) -> Bools:
    """Whether members put something between a character of the centre and the next."""
    both = held[:, :-1] & held[:, 1:]
    steps = np.diff(maps, axis=1)
    inserted = both & (steps > 1) & (steps <= LONGEST_FILLING)
    return np.asarray(inserted.sum(axis=0) > OPENED * np.maximum(both.sum(axis=0), 1))


def _fillings(
    collection: Collection, group: Group, maps: Owners, places: Sequence[int]
) -> list[set[str]]:
    """What members that have the centre's character at each of `places` write there."""
    found: list[set[str]] = [set() for _ in places]
    for text, row in zip(group.members, maps, strict=True):
        masked = collection.masked[text]
        for fillings, there in zip(found, row[places].tolist(), strict=True):
            if there >= 0:
                fillings.add(masked.raw(there, there + 1))
    return found


def _compose(
    collection: Collection, group: Group, maps: Owners, literals: Sequence[Span]
) -> tuple[str, tuple[FamilySlot, ...]]:
    """The template and its slots: literals as the centre writes them, what differs between them."""
    centre = collection.masked[group.centre]
    between = [(one[1], other[0]) for one, other in pairwise(literals)]
    gaps = _read_gaps(collection, group, maps, between)
    parts: list[str] = []
    slots: list[FamilySlot] = []
    for number, (start, end) in enumerate(literals):
        if number:
            gap = gaps[number - 1]
            distinct = set(gap.values.values())
            if len(distinct) == 1:
                parts += distinct
            else:
                values = dict(sorted(gap.values.items()))
                slots.append(FamilySlot(n=len(slots) + 1, type=gap.type, values=values))
                parts.append(f"{{{len(slots)}:{gap.type}}}")
        parts.append(centre.raw(start, end))
    return "".join(parts), tuple(slots)


@dataclass(slots=True)
class _Gap:
    """What members write in one place, and how often it is a slot of which type."""

    values: dict[str, str] = field(default_factory=dict)
    types: Counter[str] = field(default_factory=Counter)

    @property
    def type(self) -> str:
        if not self.types:
            return "text"
        return min(self.types, key=lambda name: (-self.types[name], name))


def _read_gaps(
    collection: Collection, group: Group, maps: Owners, between: Sequence[Span]
) -> list[_Gap]:
    """What each member writes between the centre's characters `start - 1` and `end` of each gap."""
    gaps = [_Gap() for _ in between]
    lefts, rights = [start - 1 for start, _ in between], [end for _, end in between]
    for text, row in zip(group.members, maps, strict=True):
        masked, report = collection.masked[text], collection.texts[text].ref.report
        for gap, left, right in zip(gaps, row[lefts].tolist(), row[rights].tolist(), strict=True):
            if left < 0 or right <= left:
                continue
            filling = masked.raw(left + 1, right)
            if len(filling) > LONGEST_FILLING:
                continue
            gap.values[report] = filling
            if filling:
                single = right - left == 2
                gap.types[masked.types.get(left + 1, "text") if single else "text"] += 1
    return gaps
