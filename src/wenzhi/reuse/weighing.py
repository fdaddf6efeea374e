"""Floor 3, reuse: what the alignment of two texts tells, measured by what everybody writes.

Takes masked texts with the marks of their phrases, gives `Link`s: alignments with the share of telling
characters. It must not know which pairs are worth a look, nor which links stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.reuse.passages import Alignment, Prepared, align, prepare
from wenzhi.reuse.rewordings import LEAST_PAIRS
from wenzhi.text.slots import Masked

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


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """Two aligned texts, `left < right`, and the telling characters that they share.

    `telling` counts them; `share_left` and `share_right` are shares (0–1) of what is telling in
    either text, so that mandated wording neither makes nor hides a copy. `lone` says that it is no more
    than one sentence, and none that is long; `same_left` and `same_right` are the shares of the characters
    that are identical. A collection makes one link for two texts, so links are
    told apart by identity.
    """

    left: int
    right: int
    packed: bytes
    telling: float
    share_left: float
    share_right: float
    lone: bool
    same_left: float = 0.0
    same_right: float = 0.0

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

    def same(self, side: int) -> float:
        """The share of the text `side` that stands in the other to the letter."""
        return self.same_left if side == self.left else self.same_right

    def other(self, side: int) -> int:
        """The text that `side` is linked with."""
        return self.right if side == self.left else self.left


@dataclass(frozen=True, slots=True)
class Scale:
    """What it takes to weigh the alignments of a text.

    `flags` are the marks of its phrases of `length` characters; `own` are those of its sentences, by
    masked `spans`, that are not everybody's; `mass` is the text's folded characters as far as its phrases
    are telling, at least one.
    """

    spans: npt.NDArray[np.int64]
    own: npt.NDArray[np.bool_]
    flags: npt.NDArray[np.uint8]
    length: int
    mass: float
    first: Callable[[], npt.NDArray[np.int32]]

    @classmethod
    def of(
        cls,
        codes: npt.NDArray[np.uint32],
        flags: npt.NDArray[np.uint8],
        length: int,
        width: int,
        first: Callable[[], npt.NDArray[np.int32]],
    ) -> Scale:
        """Of a text of `width` folded characters; `first` tells where masked ones begin among them."""
        from wenzhi.reuse.phrase_kernels import find_own, find_sentences  # loads a compiler

        spans = find_sentences(codes, LEAST_PAIRS)
        own, told, chosen = find_own(spans, flags, length, MOSTLY_COMMON)
        return cls(spans, own, flags, length, max(1.0, width * told / max(1, chosen)), first)


@dataclass(frozen=True, slots=True)
class Side:
    """A text made ready for alignment, and what it takes to weigh that."""

    prepared: Prepared
    scale: Scale

    @classmethod
    def of(
        cls, masked: Masked, flags: npt.NDArray[np.uint8], length: int, every: bool = False
    ) -> Side:
        """A masked text with the marks of its phrases (`phrases.Phrases.of`) of `length` characters.

        With `every`, what is everybody's makes passages too.
        """
        width = len(masked.folded)
        scale = Scale.of(masked.codes, flags, length, width, lambda: masked.first)
        return cls(prepare(masked, lambda _: ~scale.own, every), scale)


def link_sides(left: int, right: int, a: Side, b: Side) -> Link:
    """The alignment of two texts, whose indexes are `left < right`, and what it tells."""
    return weigh_link(left, right, a.scale, b.scale, align(a.prepared, b.prepared))


def weigh_link(left: int, right: int, a: Scale, b: Scale, alignment: Alignment) -> Link:
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
        same_left=alignment.coverage_a,
        same_right=alignment.coverage_b,
    )


def _count_telling(a: Scale, b: Scale, alignment: Alignment) -> float:
    """Folded characters in shared runs, as far as phrases in them are telling, and in rewordings, as
    far as these are like each other and more than one sentence.
    """
    from wenzhi.reuse.kernels import count_telling  # loads a compiler

    total = reworded = 0.0
    if alignment.chains:
        blocks = np.array(list(alignment.blocks), np.int64)
        total = count_telling(blocks, a.flags, b.flags, a.length, MOSTLY_COMMON)
    if alignment.rewordings:
        first = a.first()
        for each in alignment.rewordings:
            reworded += float(first[each.a[1]] - first[each.a[0]]) * each.similarity
    least = max(2 * LEAST_CHARACTERS, LEAST_REWORDED * min(a.mass, b.mass))
    return total + (reworded if reworded >= least else 0.0)


def _count_sentences(a: Scale, b: Scale, alignment: Alignment) -> int:
    """Sentences, none of them everybody's, of which half or more is shared; of the side with fewer."""
    from wenzhi.reuse.kernels import find_outside  # loads a compiler

    blocks = tuple(alignment.blocks)
    in_a = [(one, one + size) for one, _, size in blocks]
    in_b = [(other, other + size) for _, other, size in blocks]
    in_a += [each.a for each in alignment.rewordings]
    in_b += [each.b for each in alignment.rewordings]
    counts = []
    for side, spans in ((a, in_a), (b, in_b)):
        shared = np.array(spans, np.int64).reshape(-1, 2)
        outside = find_outside(side.spans, shared, len(side.flags))
        counts.append(int(np.count_nonzero(side.own & ~outside)))
    return min(counts)
