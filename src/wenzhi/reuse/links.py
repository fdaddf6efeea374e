"""Floor 3, reuse: texts compared with each other: who shares how much that not everybody writes.

Takes sections of many reports, gives a `Collection` that masks and shingles them once and aligns any
two on demand, and `Link`s: alignments with the share of telling characters. It must not decide who
copied from whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.records import SectionText
from wenzhi.reuse.candidates import link_wholes, propose_pairs
from wenzhi.reuse.earlier import (
    EarlierAlignments,
    Weighed,
    digest_side,
    digest_text,
    name_alignment,
)
from wenzhi.reuse.known import known_phrases
from wenzhi.reuse.packed import PackedTexts, Recent
from wenzhi.reuse.passages import LEAST_WHOLE, Alignment, Prepared, align, prepare
from wenzhi.reuse.phrases import TELLING, Phrases, judge_phrases, mark_phrases, phrase_length
from wenzhi.reuse.rewordings import propose_reworded, sketch_texts
from wenzhi.text.shingles import Hashes, hash_whole
from wenzhi.text.slots import BLOCK, Draft, Masked, MaskedBlock, mask_all, mask_block, own_names

LEAST_TELLING = 0.10
"""Least shared part of what is telling in one of two texts (05-measures: containment ≥ .10)."""

ENOUGH_TEXTS = 200
"""With fewer texts it is hardly known what everybody writes: three times the share is asked for. Two
stock sentences are a fifth of a short narrative; on the 66 sections of the demo corpus 24 of 24
planted pairs stand and 4 others, at twice the share 19 others."""

LEAST_CHARACTERS = 30
"""Least telling characters shared, or three fifths of a text that is shorter than fifty."""

MANY_CHARACTERS, MUCH = 60, 0.25
"""One sentence in common makes a pair only if it is so long, or so much of the shorter text: a stock
sentence that a few of thousands write word for word is no copy. Of 20,000 generated narratives that
drew some of their sentences from 4,000 of others' (seed 7) 3,700 of 22,700 told pairs were false for
this reason."""

MOSTLY_COMMON = 0.5
"""A shared run in which telling phrases are not at least half as many as common ones tells nothing:
where two mandated sentences meet, the phrases across the joint are rare by themselves."""

LEAST_REWORDED = 0.2
"""Least part of what is telling in one of two texts that reworded sentences must make to count, and
twice `LEAST_CHARACTERS` besides: a single sentence may be like another by a stock clause. Without
either 12 of the pairs told of 8,000 generated narratives (seed 7) were false for this reason, and 3 of
those of the demo corpus."""

_NOTHING = msgspec.msgpack.encode(Alignment((), 0.0, 0.0, 0.0, 0.0))

SIDES = 8192
"""Texts that are kept ready for alignment, the last that were needed: some 70 MB."""

SAME_WHOLE = 100
"""From so many masked characters on, two equal texts are linked even if each sentence is common:
that all of them stand in one order in both is not."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """Two aligned texts, `left < right`, and the telling characters that they share.

    `telling` counts them; `share_left` and `share_right` are shares (0–1) of what is telling in
    either text, so that mandated wording neither makes nor hides a copy. `lone` says that it is no more
    than one sentence, and none that is long. A collection makes one link for two texts, so links are
    told apart by identity.
    """

    left: int
    right: int
    packed: bytes
    telling: float
    share_left: float
    share_right: float
    lone: bool

    @property
    def alignment(self) -> Alignment:
        """What the two have in common; kept packed, for a million of them would fill the memory."""
        return msgspec.msgpack.decode(self.packed, type=Alignment)

    @property
    def nothing(self) -> bool:
        """Whether the two have no passage in common."""
        return self.packed == _NOTHING

    def share(self, side: int) -> float:
        """The share of the text `side`, one of the two."""
        return self.share_left if side == self.left else self.share_right

    def other(self, side: int) -> int:
        """The text that `side` is linked with."""
        return self.right if side == self.left else self.left


@dataclass(frozen=True, slots=True)
class Side:
    """A text made ready for alignment, its phrase marks, and how much of it is telling.

    `length` is the characters of a phrase; `mass` is the text's folded characters as far as its phrases
    are telling, at least one.
    """

    prepared: Prepared
    flags: npt.NDArray[np.uint8]
    length: int
    mass: float

    @classmethod
    def of(
        cls, masked: Masked, flags: npt.NDArray[np.uint8], length: int, every: bool = False
    ) -> Side:
        """A masked text with the marks of its phrases (`phrases.Phrases.of`) of `length` characters.

        With `every`, what is everybody's makes passages too.
        """

        telling = np.concatenate([[0], np.cumsum(flags == TELLING)])
        selected = np.concatenate([[0], np.cumsum(flags != 0)])

        def are_common(spans: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
            starts = spans[:, 0]
            ends = np.maximum(starts, np.minimum(spans[:, 1] - length + 1, len(flags)))
            told, chosen = telling[ends] - telling[starts], selected[ends] - selected[starts]
            return np.asarray(told <= MOSTLY_COMMON * (chosen - told))

        told, chosen = int(np.count_nonzero(flags == TELLING)), int(np.count_nonzero(flags))
        mass = max(1.0, len(masked.folded) * told / max(1, chosen))
        return cls(prepare(masked, are_common, every), flags, length, mass)


def link_sides(left: int, right: int, a: Side, b: Side) -> Link:
    """The alignment of two texts, whose indexes are `left < right`, and what it tells."""
    return weigh_link(left, right, a, b, align(a.prepared, b.prepared))


def weigh_link(left: int, right: int, a: Side, b: Side, alignment: Alignment) -> Link:
    """What an alignment of two texts tells."""
    if not alignment.chains and not alignment.rewordings:
        return Link(left, right, msgspec.msgpack.encode(alignment), 0.0, 0.0, 0.0, lone=True)
    telling = _count_telling(a, b, alignment)
    return Link(
        left=left,
        right=right,
        packed=msgspec.msgpack.encode(alignment),
        telling=telling,
        share_left=min(1.0, telling / a.mass),
        share_right=min(1.0, telling / b.mass),
        lone=telling < MANY_CHARACTERS and _count_sentences(a, b, alignment) < 2,
    )


def _count_telling(a: Side, b: Side, alignment: Alignment) -> float:
    """Folded characters in shared runs, as far as phrases in them are telling, and in rewordings, as
    far as these are like each other and more than one sentence.
    """
    from wenzhi.reuse.kernels import count_telling  # loads a compiler

    total = reworded = 0.0
    if alignment.chains:
        blocks = np.array(list(alignment.blocks), np.int64)
        total = count_telling(blocks, a.flags, b.flags, a.length, MOSTLY_COMMON)
    for each in alignment.rewordings:
        first = a.prepared.masked.first
        reworded += float(first[each.a[1]] - first[each.a[0]]) * each.similarity
    least = max(2 * LEAST_CHARACTERS, LEAST_REWORDED * min(a.mass, b.mass))
    return total + (reworded if reworded >= least else 0.0)


def _count_sentences(a: Side, b: Side, alignment: Alignment) -> int:
    """Sentences, none of them everybody's, of which half or more is shared; of the side with fewer."""
    from wenzhi.reuse.kernels import find_outside  # loads a compiler

    blocks = tuple(alignment.blocks)
    in_a = [(one, one + size) for one, _, size in blocks]
    in_b = [(other, other + size) for _, other, size in blocks]
    in_a += [each.a for each in alignment.rewordings]
    in_b += [each.b for each in alignment.rewordings]
    counts = []
    for side, spans in ((a.prepared, in_a), (b.prepared, in_b)):
        shared = np.array(spans, np.int64).reshape(-1, 2)
        outside = find_outside(side.sentences.spans, shared, len(side.masked))
        counts.append(int(np.count_nonzero(side.own & ~outside)))
    return min(counts)


@dataclass(frozen=True)
class Collection:
    """Texts in canonical order, masked and shingled; alignments are made once and kept.

    `among` is the number of texts that their phrases were judged among. Pairs that stand in `earlier`
    are not aligned again; what they tell is weighed anew, for it moves with what everybody writes.
    """

    texts: Sequence[SectionText]
    masked: PackedTexts
    phrases: Phrases
    among: int
    earlier: EarlierAlignments | None = None
    _names: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _links: dict[tuple[int, int], Link] = field(default_factory=dict)

    @classmethod
    def of(
        cls, texts: Sequence[SectionText], earlier: EarlierAlignments | None = None
    ) -> Collection:
        """Sort, mask and shingle `texts`; the order they come in does not matter.

        A sequence that is in order already is read text by text, and may lie on disk.
        """
        ordered = _sort(texts)
        masked = PackedTexts.of(_mask_each(ordered))
        length = phrase_length(len(ordered))
        phrases = judge_phrases(masked.laid, known_phrases(length), length)
        return cls(ordered, masked, phrases, among=len(ordered), earlier=earlier)

    @classmethod
    def judged_among(cls, texts: Sequence[SectionText], common: Hashes, among: int) -> Collection:
        """`texts` whose phrases were judged elsewhere, `among` so many: `common` are everybody's."""
        ordered = _sort(texts)
        masked = PackedTexts.of(_mask_each(ordered))
        length = phrase_length(among)
        phrases = mark_phrases(masked.laid, known_phrases(length), common, length)
        return cls(texts=ordered, masked=masked, phrases=phrases, among=among)

    def propose(self) -> list[tuple[int, int]]:
        """Pairs worth aligning, by index into `texts`, ascending. Worked out anew at each call."""
        postings, total = self.phrases, len(self.texts)
        pairs = propose_pairs(postings.posting_hash, postings.posting_text, total)
        numbers = range(total)
        wholes = link_wholes(np.array([self._whole(number) for number in numbers], np.uint64))
        known = np.union1d(_keys(pairs.left, pairs.right, total), _keys(*wholes, total))
        more = propose_reworded(sketch_texts(postings.texts), total, known)
        keys = np.union1d(known, _keys(*more, total))
        return list(zip((keys // total).tolist(), (keys % total).tolist(), strict=True))

    def _whole(self, number: int) -> int:
        """What decides whether two texts are the same as wholes; 0 for a text too short to tell."""
        codes = self.masked.codes(number)
        return hash_whole(codes) if len(codes) >= SAME_WHOLE else 0

    def links(self) -> list[Link]:
        """The links at hand, in order; where there are none yet, those of all proposed pairs."""
        if not self._links:
            for one, other in order_near(self.propose(), len(self.texts)):
                self.link(one, other)
        return [self._links[pair] for pair in sorted(self._links)]

    def link(self, one: int, other: int) -> Link:
        """The alignment of two texts, whether or not it amounts to anything."""
        left, right = min(one, other), max(one, other)
        if (left, right) not in self._links and self.recall([(left, right)]):
            self.keep(self.align(left, right))
        return self._links[left, right]

    def align(self, left: int, right: int) -> Link:
        """The alignment of two texts, `left < right`, made anew and not kept."""
        return link_sides(left, right, self.side(left), self.side(right))

    def recall(self, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those of `pairs` whose alignment was not made earlier; the links of the others are at hand then."""
        if self.earlier is None:
            return list(pairs)
        names = [self._weighed_name(*pair) for pair in pairs]
        missing: list[tuple[int, int]] = []
        for pair, found in zip(pairs, self.earlier.find_weighed(names), strict=True):
            if found is not None:  # the marks of their phrases are the same too
                told, packed = found
                self._names[pair] = told.name
                shares = told.share_left, told.share_right
                self.keep(Link(*pair, packed, told.telling, *shares, lone=told.lone))
            elif (aligned := self.earlier.find(self._name(*pair))) is not None:
                self.keep(weigh_link(*pair, self.side(pair[0]), self.side(pair[1]), aligned))
            else:
                missing.append(pair)
        return missing

    def alignments(self) -> Iterator[tuple[bytes, bytes]]:
        """What `EarlierAlignments` keeps of the links at hand: names, and what stands under each."""
        for (left, right), link in self._links.items():
            name = self._name(left, right)
            told = Weighed(name, link.telling, link.share_left, link.share_right, link.lone)
            yield name, link.packed
            yield self._weighed_name(left, right), msgspec.msgpack.encode(told)

    def _name(self, left: int, right: int) -> bytes:
        if (left, right) in self._names:
            return self._names[left, right]
        a, b = self._side_digest(left), self._side_digest(right)
        return name_alignment(a, b)

    def _weighed_name(self, left: int, right: int) -> bytes:
        return name_alignment(self._text_digest(left), self._text_digest(right))

    @cached_property
    def _side_digest(self) -> Callable[[int], bytes]:
        return cache(lambda number: digest_side(self.side(number).prepared))

    @cached_property
    def _text_digest(self) -> Callable[[int], bytes]:
        return cache(lambda number: digest_text(self.masked, number, self.phrases))

    def keep(self, link: Link) -> None:
        """Take a link that was made elsewhere."""
        self._links[link.left, link.right] = link

    def holds(self, link: Link) -> bool:
        """Whether a link is a shared text and not only shared custom."""
        if link.nothing or self._shorter(link) < LEAST_WHOLE:
            return False
        least = LEAST_TELLING if self.among >= ENOUGH_TEXTS else 3 * LEAST_TELLING
        enough = link.telling >= min(LEAST_CHARACTERS, 0.6 * self._shorter(link))
        if link.lone and link.telling < MUCH * self._shorter(link):
            enough = False
        share = max(link.share_left, link.share_right)
        return (enough and share >= least) or self._same(link)

    def _shorter(self, link: Link) -> int:
        """Folded characters of the shorter of two texts."""
        return min(self.masked.width(link.left), self.masked.width(link.right))

    def _same(self, link: Link) -> bool:
        one, other = self.masked.codes(link.left), self.masked.codes(link.right)
        return len(one) >= SAME_WHOLE and np.array_equal(one, other)

    @cached_property
    def side(self) -> Recent[Side]:
        """One text made ready, by number, once for all the pairs that follow each other."""
        return Recent(self._prepare, SIDES)

    def _prepare(self, index: int) -> Side:
        return Side.of(self.masked[index], self.phrases.of(index), self.phrases.length)


def order_near(pairs: Sequence[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    """The pairs in an order in which those of one text follow each other, as far as they can.

    Texts that hang together come together; among those, of the two of a pair, the one that has fewer
    pairs decides.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not pairs:
        return []
    both = np.array(pairs, np.int32)
    left, right = both[:, 0], both[:, 1]
    ones = np.ones(len(both), np.int8)
    _, home = connected_components(coo_matrix((ones, (left, right)), (total, total)), False)
    degrees = np.bincount(both.ravel(), minlength=total)
    turned = degrees[right] < degrees[left]
    first, second = np.where(turned, right, left), np.where(turned, left, right)
    return [pairs[place] for place in np.lexsort((second, first, home[left])).tolist()]


def _keys(left: npt.NDArray[Any], right: npt.NDArray[Any], total: int) -> npt.NDArray[np.int64]:
    """One number for each pair."""
    return np.asarray(left.astype(np.int64) * total + right)


def _sort(texts: Sequence[SectionText]) -> Sequence[SectionText]:
    """The texts in canonical order; those of a list or tuple in one of our own."""
    if isinstance(texts, list | tuple):
        return tuple(sorted(texts, key=_rank))
    ascends = all(_rank(one) <= _rank(other) for one, other in pairwise(texts))
    return texts if ascends else tuple(sorted(texts, key=_rank))


def _mask_each(texts: Sequence[SectionText]) -> Iterator[MaskedBlock]:
    for start in range(0, len(texts), BLOCK):
        yield mask_block(list(map(_draft, texts[start : start + BLOCK])))


def _rank(text: SectionText) -> tuple[str, str, int, str]:
    return text.ref.report, text.section, text.start, text.text


def mask_section(text: SectionText) -> Masked:
    """A section masked with its organ's own names, in offsets of the report."""
    return mask_sections([text])[0]


def mask_sections(texts: Sequence[SectionText]) -> list[Masked]:
    """Many sections masked so."""
    return mask_all([_draft(text) for text in texts])


def _draft(text: SectionText) -> Draft:
    places = text.region.path if text.region else ()
    return Draft(text.text, own_names(text.ref.organization, places), text.start)


def whole_mark(masked: Masked) -> int:
    """What decides whether two texts are the same as wholes; 0 for a text too short to tell."""
    return hash_whole(masked.codes) if len(masked) >= SAME_WHOLE else 0
