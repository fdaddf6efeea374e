"""Floor 3, reuse: texts compared with each other: who shares how much that not everybody writes.

Takes sections of many reports, gives a `Collection` that masks and shingles them once and aligns any
two on demand, and `Link`s: alignments with the share of telling characters. It must not decide who
copied from whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import SectionText
from wenzhi.reuse.candidates import link_wholes, propose_pairs
from wenzhi.reuse.earlier import EarlierAlignments, digest_side, name_alignment
from wenzhi.reuse.known import known_phrases
from wenzhi.reuse.passages import LEAST_WHOLE, Alignment, Prepared, align, prepare
from wenzhi.reuse.phrases import TELLING, Phrases, judge_phrases, mark_phrases
from wenzhi.reuse.rewordings import propose_reworded, sketch_texts
from wenzhi.text.shingles import PHRASE, Hashes, hash_whole, lay_out
from wenzhi.text.slots import Draft, Masked, mask_all, own_names

LEAST_TELLING = 0.10
"""Least shared part of what is telling in one of two texts (05-measures: containment ≥ .10)."""

ENOUGH_TEXTS = 200
"""With fewer texts it is hardly known what everybody writes: three times the share is asked for. Two
stock sentences are a fifth of a short narrative; on the 66 sections of the demo corpus 24 of 24
planted pairs stand and 4 others, at twice the share 19 others."""

LEAST_CHARACTERS = 30
"""Least telling characters shared, or three fifths of a text that is shorter than fifty."""

MOSTLY_COMMON = 0.5
"""A shared run in which telling phrases are not at least half as many as common ones tells nothing:
where two mandated sentences meet, the phrases across the joint are rare by themselves."""

LEAST_REWORDED = 0.2
"""Least part of what is telling in one of two texts that reworded sentences must make to count, and
twice `LEAST_CHARACTERS` besides: a single sentence may be like another by a stock clause. Without
either 12 of the pairs told of 8,000 generated narratives (seed 7) were false for this reason, and 3 of
those of the demo corpus."""

SAME_WHOLE = 100
"""From so many masked characters on, two equal texts are linked even if each sentence is common:
that all of them stand in one order in both is not."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """Two aligned texts, `left < right`, and the telling characters that they share.

    `telling` counts them; `share_left` and `share_right` are shares (0–1) of what is telling in
    either text, so that mandated wording neither makes nor hides a copy. A collection makes one link
    for two texts, so links are told apart by identity.
    """

    left: int
    right: int
    alignment: Alignment
    telling: float
    share_left: float
    share_right: float

    def share(self, side: int) -> float:
        """The share of the text `side`, one of the two."""
        return self.share_left if side == self.left else self.share_right

    def other(self, side: int) -> int:
        """The text that `side` is linked with."""
        return self.right if side == self.left else self.left


@dataclass(frozen=True, slots=True)
class Side:
    """A text made ready for alignment, its phrase marks, and how much of it is telling.

    `mass` is its folded characters as far as its phrases are telling, at least one.
    """

    prepared: Prepared
    flags: npt.NDArray[np.uint8]
    mass: float

    @classmethod
    def of(cls, masked: Masked, flags: npt.NDArray[np.uint8]) -> Side:
        """A masked text with the marks of its phrases (`phrases.Phrases.of`)."""

        telling = np.concatenate([[0], np.cumsum(flags == TELLING)])
        selected = np.concatenate([[0], np.cumsum(flags != 0)])

        def are_common(spans: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
            starts = spans[:, 0]
            ends = np.maximum(starts, np.minimum(spans[:, 1] - PHRASE + 1, len(flags)))
            told, chosen = telling[ends] - telling[starts], selected[ends] - selected[starts]
            return np.asarray(told <= MOSTLY_COMMON * (chosen - told))

        told, chosen = int(np.count_nonzero(flags == TELLING)), int(np.count_nonzero(flags))
        mass = max(1.0, len(masked.folded) * told / max(1, chosen))
        return cls(prepare(masked, are_common), flags, mass)


def link_sides(left: int, right: int, a: Side, b: Side) -> Link:
    """The alignment of two texts, whose indexes are `left < right`, and what it tells."""
    return weigh_link(left, right, a, b, align(a.prepared, b.prepared))


def weigh_link(left: int, right: int, a: Side, b: Side, alignment: Alignment) -> Link:
    """What an alignment of two texts tells."""
    telling = _count_telling(a, b, alignment)
    return Link(
        left=left,
        right=right,
        alignment=alignment,
        telling=telling,
        share_left=min(1.0, telling / a.mass),
        share_right=min(1.0, telling / b.mass),
    )


def _count_telling(a: Side, b: Side, alignment: Alignment) -> float:
    """Folded characters in shared runs, as far as phrases in them are telling, and in rewordings, as
    far as these are like each other and more than one sentence.
    """
    from wenzhi.reuse.kernels import count_telling  # loads a compiler

    total = reworded = 0.0
    if alignment.chains:
        blocks = np.array(list(alignment.blocks), np.int64)
        total = count_telling(blocks, a.flags, b.flags, PHRASE, MOSTLY_COMMON)
    for each in alignment.rewordings:
        first = a.prepared.masked.first
        reworded += float(first[each.a[1]] - first[each.a[0]]) * each.similarity
    least = max(2 * LEAST_CHARACTERS, LEAST_REWORDED * min(a.mass, b.mass))
    return total + (reworded if reworded >= least else 0.0)


@dataclass(frozen=True)
class Collection:
    """Texts in canonical order, masked and shingled; alignments are made once and kept.

    `among` is the number of texts that their phrases were judged among. Pairs that stand in `earlier`
    are not aligned again; what they tell is weighed anew, for it moves with what everybody writes.
    """

    texts: tuple[SectionText, ...]
    masked: tuple[Masked, ...]
    phrases: Phrases
    among: int
    earlier: EarlierAlignments | None = None
    _digests: dict[int, bytes] = field(default_factory=dict)
    _sides: dict[int, Side] = field(default_factory=dict)
    _links: dict[tuple[int, int], Link] = field(default_factory=dict)

    @classmethod
    def of(
        cls, texts: Sequence[SectionText], earlier: EarlierAlignments | None = None
    ) -> Collection:
        """Sort, mask and shingle `texts`; the order they come in does not matter."""
        ordered = tuple(sorted(texts, key=_rank))
        masked = tuple(mask_sections(ordered))
        phrases = judge_phrases(lay_out([each.codes for each in masked]), known_phrases())
        return cls(ordered, masked, phrases, among=len(ordered), earlier=earlier)

    @classmethod
    def judged_among(cls, texts: Sequence[SectionText], common: Hashes, among: int) -> Collection:
        """`texts` whose phrases were judged elsewhere, `among` so many: `common` are everybody's."""
        ordered = tuple(sorted(texts, key=_rank))
        masked = tuple(mask_sections(ordered))
        laid = lay_out([each.codes for each in masked])
        phrases = mark_phrases(laid, known_phrases(), common)
        return cls(texts=ordered, masked=masked, phrases=phrases, among=among)

    def propose(self) -> list[tuple[int, int]]:
        """Pairs worth aligning, by index into `texts`, ascending. Worked out anew at each call."""
        postings, total = self.phrases, len(self.texts)
        pairs = propose_pairs(postings.posting_hash, postings.posting_text, total)
        proposed = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
        wholes = np.array([whole_mark(masked) for masked in self.masked], np.uint64)
        proposed.update(link_wholes(wholes))
        known = np.array(sorted(one * total + other for one, other in proposed), np.int64)
        left, right = propose_reworded(*sketch_texts(postings.texts), total, known)
        proposed.update(zip(left.tolist(), right.tolist(), strict=True))
        return sorted(proposed)

    def links(self) -> list[Link]:
        """The links at hand, in order; where there are none yet, those of all proposed pairs."""
        if not self._links:
            for one, other in self.propose():
                self.link(one, other)
        return [self._links[pair] for pair in sorted(self._links)]

    def link(self, one: int, other: int) -> Link:
        """The alignment of two texts, whether or not it amounts to anything."""
        left, right = min(one, other), max(one, other)
        if (left, right) not in self._links and not self.recall(left, right):
            self.keep(link_sides(left, right, self.side(left), self.side(right)))
        return self._links[left, right]

    def recall(self, left: int, right: int) -> bool:
        """Whether the alignment of two texts was made earlier; its link is then at hand."""
        if self.earlier is None:
            return False
        a, b = self.side(left), self.side(right)
        found = self.earlier.find(self._name(left, right))
        if found is not None:
            self.keep(weigh_link(left, right, a, b, found))
        return found is not None

    def alignments(self) -> Iterator[tuple[bytes, Alignment]]:
        """The alignments at hand, each with its name among `EarlierAlignments`."""
        for (left, right), link in self._links.items():
            yield self._name(left, right), link.alignment

    def _name(self, left: int, right: int) -> bytes:
        for index in (left, right):
            if index not in self._digests:
                # Not `side`, which would keep it: where workers align, no sides are kept here.
                side = self._sides.get(index) or self._make_side(index)
                self._digests[index] = digest_side(side.prepared)
        return name_alignment(self._digests[left], self._digests[right])

    def keep(self, link: Link) -> None:
        """Take a link that was made elsewhere."""
        self._links[link.left, link.right] = link

    def holds(self, link: Link) -> bool:
        """Whether a link is a shared text and not only shared custom."""
        one, other = self.masked[link.left], self.masked[link.right]
        shorter = min(len(one.folded), len(other.folded))
        if shorter < LEAST_WHOLE or link.alignment.masked_a == 0:
            return False
        least = LEAST_TELLING if self.among >= ENOUGH_TEXTS else 3 * LEAST_TELLING
        enough = link.telling >= min(LEAST_CHARACTERS, 0.6 * shorter)
        share = max(link.share_left, link.share_right)
        whole = len(one) >= SAME_WHOLE and np.array_equal(one.codes, other.codes)
        return (enough and share >= least) or whole

    def side(self, index: int) -> Side:
        """One text made ready, once for all its pairs."""
        if index not in self._sides:
            self._sides[index] = self._make_side(index)
        return self._sides[index]

    def _make_side(self, index: int) -> Side:
        return Side.of(self.masked[index], self.phrases.of(index))


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
