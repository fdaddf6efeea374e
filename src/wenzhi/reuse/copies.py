"""Floor 3, reuse: `find_copies`, the front of this room: who shares what with whom.

Takes sections of many reports, gives `Copies`: verified pairs with passages, relation and order in
time, and families with their templates. In reading order: candidates, alignment, families, records.
It must not look at anything but the sections it is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from wenzhi.base.records import (
    Copies,
    CopyPair,
    Level,
    Passage,
    ReportRef,
    SectionText,
    Span,
)
from wenzhi.reuse.families import Group, group_texts, recall_family
from wenzhi.reuse.leftovers import Earlier, order_by_names
from wenzhi.reuse.links import Collection
from wenzhi.reuse.order import Rank, rank_text
from wenzhi.reuse.passages import Kind, spell_passages
from wenzhi.reuse.weighing import Link, Side, link_sides

Relation = Literal["peer", "self", "upstream", "unknown"]

BEST_SOURCES = 3
"""Pairs told for each member inside its own family; the family states the rest."""

SOURCES = 3
"""Earliest members and highest members of a family that each member is aligned with."""

_RANKS: dict[Level, int] = {
    "central": 0,
    "province": 1,
    "prefecture": 2,
    "county": 3,
    "township": 4,
}


def find_copies(texts: Sequence[SectionText]) -> Copies:
    """Pairs and families among `texts`. The result does not depend on their order."""
    return compare_texts(Collection.of(texts))


def compare_texts(collection: Collection) -> Copies:
    """The same for a collection at hand, whose links may have been made elsewhere."""
    return compare_and_group(collection)[0]


def compare_and_group(collection: Collection) -> tuple[Copies, list[Group]]:
    """The same, and the families by number of text, in their order."""
    told, groups = settle_copies(collection)
    copies = Copies(
        pairs=tuple(_spelled(collection, link) for link in told),
        families=tuple(recall_family(collection, group) for group in groups),
    )
    return copies, groups


def settle_copies(collection: Collection) -> tuple[list[Link], list[Group]]:
    """The links that are told and the families: all that `compare_texts` spells out, which for a
    million texts is better done one by one (`spell_pair`, `families.describe_family`).
    """
    links = [link for link in collection.links() if collection.holds(link)]
    groups = group_texts(collection, links)
    named = _name_sources(collection, groups)
    return _choose(collection, sorted({*links, *named}, key=_order), groups), groups


class _Spelled(msgspec.Struct, frozen=True, array_like=True):
    """A pair as it is kept: whether its sides are turned, and all but their names."""

    turned: bool
    relation: Relation
    shares: tuple[float, float, float, float]
    earlier: Earlier
    passages: tuple[tuple[Span, Span, float, Kind], ...]

    @classmethod
    def of(cls, pair: CopyPair, turned: bool) -> _Spelled:
        return cls(
            turned=turned,
            relation=pair.relation,
            shares=(pair.coverage_a, pair.coverage_b, pair.masked_a, pair.masked_b),
            earlier=pair.earlier,
            passages=tuple((one.a, one.b, one.similarity, one.kind) for one in pair.passages),
        )

    def pair(self, left: ReportRef, right: ReportRef) -> CopyPair:
        """The pair again."""
        a, b = (right, left) if self.turned else (left, right)
        coverage_a, coverage_b, masked_a, masked_b = self.shares
        return CopyPair(
            a=a,
            b=b,
            relation=self.relation,
            coverage_a=coverage_a,
            coverage_b=coverage_b,
            masked_a=masked_a,
            masked_b=masked_b,
            earlier=self.earlier,
            passages=tuple(
                Passage(a=one, b=other, similarity=alike, kind=kind)
                for one, other, alike, kind in self.passages
            ),
        )


def _spelled(collection: Collection, link: Link) -> CopyPair:
    """The link as a record: as an earlier comparison spelled it, where it did."""
    left, right = collection.texts[link.left], collection.texts[link.right]
    stored = collection.recall_spelled(link)
    if stored is None:
        pair = spell_pair(collection, link)
        stored = msgspec.msgpack.encode(_Spelled.of(pair, is_superior(right, left)))
    else:
        pair = msgspec.msgpack.decode(stored, type=_Spelled).pair(left.ref, right.ref)
    collection.spelled[_order(link)] = stored
    return pair


def compare_two(a: SectionText, b: SectionText) -> CopyPair:
    """What two sections share, however little, with wording that is everybody's: `a` and `b` as given.

    Their refs must differ.
    """
    collection = Collection.of([a, b])
    masked, phrases = collection.masked, collection.phrases
    sides = [
        Side.of(masked[number], phrases.of(number), phrases.length, every=True) for number in (0, 1)
    ]
    return spell_pair(collection, link_sides(0, 1, *sides), first=a)


def relate(a: SectionText, b: SectionText) -> Relation:
    """What two organs are to each other: `self`, `upstream` (one is the other's superior), `peer`.

    In the `upstream` pairs of `find_copies`, `a` is the superior.

    `unknown` where one of them has no organ.
    """
    if a.organ_id is None or b.organ_id is None:
        return "unknown"
    if a.organ_id == b.organ_id:
        return "self"
    return "upstream" if is_superior(a, b) or is_superior(b, a) else "peer"


def is_superior(upper: SectionText, lower: SectionText) -> bool:
    """Whether `upper` stands above `lower`: a higher level whose region holds the lower's.

    A people's government also stands above the other organs of its own region, and above those
    whose names begin with its region's, where levels or regions are unknown.
    """
    if _governs_by_name(upper, lower):
        return True
    if upper.level is None or lower.level is None:
        return False
    ranks = _RANKS[upper.level], _RANKS[lower.level]
    above = upper.region.path if upper.region else ()
    below = lower.region.path if lower.region else ()
    if ranks[0] < ranks[1]:
        return upper.level == "central" or (bool(above) and below[: len(above)] == above)
    governs = _is_government(upper) and not _is_government(lower)
    return ranks[0] == ranks[1] and bool(above) and above == below and governs


def order_in_time(a: SectionText, b: SectionText) -> Earlier:
    """Which side was first: by year of report, then by date of publication, else `unknown`."""
    if a.ref.year is not None and b.ref.year is not None and a.ref.year != b.ref.year:
        return "a" if a.ref.year < b.ref.year else "b"
    if a.published and b.published and a.published != b.published and a.ref.year == b.ref.year:
        return "a" if a.published < b.published else "b"
    return "unknown"


def _governs_by_name(upper: SectionText, lower: SectionText) -> bool:
    """青禾县人民政府 stands above 青禾县水务局 and 青禾县双井镇人民政府."""
    place = (upper.ref.organization or "").removesuffix("办公室").removesuffix("人民政府")
    name = lower.ref.organization or ""
    if not _is_government(upper) or len(place) < 3 or not name.startswith(place):
        return False
    return name.removesuffix("办公室").removesuffix("人民政府") != place


def _is_government(text: SectionText) -> bool:
    name = text.ref.organization or ""
    return name.endswith(
        ("人民政府", "人民政府办公室", "人民政府办公厅", "政府办公室", "政府办公厅")
    )


def _order(link: Link) -> tuple[int, int]:
    return link.left, link.right


def _name_sources(collection: Collection, groups: Sequence[Group]) -> list[Link]:
    """Each member linked with those that may be its source: centre, earliest, superior, own years.

    Large families link each text with a few only, and the source need not be among them.
    """
    found: set[tuple[int, int]] = set()
    for group in groups:
        sources = {group.centre, *_earliest(collection, group), *_highest(collection, group)}
        for text in group.members:
            found |= {(min(text, other), max(text, other)) for other in sources if other != text}
        found |= _own_years(collection, group)
    links = (collection.link(one, other) for one, other in sorted(found))
    return [link for link in links if collection.holds(link)]


def _earliest(collection: Collection, group: Group) -> list[int]:
    """The first dated members, at most `SOURCES`."""
    dated = [
        ((text.ref.year, text.published or "9999"), member)
        for member in group.members
        if (text := collection.texts[member]).ref.year is not None
    ]
    return [member for _, member in sorted(dated)[:SOURCES]]


def _highest(collection: Collection, group: Group) -> list[int]:
    """The members of the highest levels, at most `SOURCES`, governments first."""
    ranked = sorted(
        (_RANKS[text.level], not _is_government(text), member)
        for member in group.members
        if (text := collection.texts[member]).level is not None
    )
    return [member for _, _, member in ranked[:SOURCES]]


def _own_years(collection: Collection, group: Group) -> set[tuple[int, int]]:
    """Members of one organ, each with the year before."""
    organs: dict[str, list[int]] = defaultdict(list)
    for member in group.members:
        organ = collection.texts[member].organ_id
        if organ is not None:
            organs[organ].append(member)
    pairs: set[tuple[int, int]] = set()
    for members in organs.values():
        members.sort(key=lambda member: (collection.texts[member].ref.year or 0, member))
        pairs |= {(min(pair), max(pair)) for pair in pairwise(members)}
    return pairs


def _choose(collection: Collection, links: Sequence[Link], groups: Sequence[Group]) -> list[Link]:
    """All links between families and, within one, each member's best sources.

    These are its strongest links, its earliest witness, its superiors and its own years.
    """
    family = {text: group.centre for group in groups for text in group.members}
    inside: dict[int, list[Link]] = defaultdict(list)
    kept: set[tuple[int, int]] = set()
    for link in links:
        home = family.get(link.left)
        relation = relate(collection.texts[link.left], collection.texts[link.right])
        if home is None or home != family.get(link.right) or relation in ("self", "upstream"):
            kept.add(_order(link))
        else:
            inside[link.left].append(link)
            inside[link.right].append(link)
    for text, edges in inside.items():
        edges.sort(key=lambda link: (-link.share(text), -link.same(text), link.other(text)))
        first = min(edges, key=lambda link: _date(collection.texts[link.other(text)]))
        kept |= {_order(link) for link in [*edges[:BEST_SOURCES], first]}
    return [link for link in links if _order(link) in kept]


def _date(text: SectionText) -> tuple[int, str, Rank]:
    return text.ref.year or 9999, text.published or "9999", rank_text(text)


def spell_pair(collection: Collection, link: Link, first: SectionText | None = None) -> CopyPair:
    """The link as a record, `first` being its `a`; else, in an `upstream` pair, the superior."""
    left, right = collection.texts[link.left], collection.texts[link.right]
    turned = is_superior(right, left) if first is None else first is right
    one, other = (link.right, link.left) if turned else (link.left, link.right)
    a, b = collection.texts[one], collection.texts[other]
    alignment = link.alignment.turned() if turned else link.alignment
    passages = spell_passages(collection.masked[one], collection.masked[other], alignment)
    earlier = order_in_time(a, b)
    if earlier == "unknown":
        earlier = order_by_names(a, b, passages)
    return CopyPair(
        a=a.ref,
        b=b.ref,
        relation=relate(a, b),
        coverage_a=round(alignment.coverage_a, 4),
        coverage_b=round(alignment.coverage_b, 4),
        masked_a=round(alignment.masked_a, 4),
        masked_b=round(alignment.masked_b, 4),
        earlier=earlier,
        passages=passages,
    )
