"""Floor 3, reuse: texts compared with each other: who shares how much that not everybody writes.

Takes sections of many reports, gives a `Collection` that masks and shingles them once and aligns any
two on demand, and `Link`s: alignments with the share of telling characters. It must not decide who
copied from whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from wenzhi.base.records import SectionText
from wenzhi.reuse.candidates import link_wholes, propose_pairs
from wenzhi.reuse.known import known_phrases
from wenzhi.reuse.passages import LEAST_WHOLE, Alignment, Prepared, align, prepare
from wenzhi.reuse.phrases import TELLING, Phrases, judge_phrases
from wenzhi.text.shingles import PHRASE, hash_whole, lay_out
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


@dataclass(frozen=True)
class Collection:
    """Texts in canonical order, masked and shingled; alignments are made once and kept."""

    texts: tuple[SectionText, ...]
    masked: tuple[Masked, ...]
    phrases: Phrases
    _prepared: dict[int, Prepared] = field(default_factory=dict)
    _links: dict[tuple[int, int], Link] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[SectionText]) -> Collection:
        """Sort, mask and shingle `texts`; the order they come in does not matter."""
        ordered = tuple(
            sorted(texts, key=lambda text: (text.ref.report, text.section, text.start, text.text))
        )
        masked = tuple(mask_all([_draft(text) for text in ordered]))
        phrases = judge_phrases(lay_out([each.codes for each in masked]), known_phrases())
        return cls(texts=ordered, masked=masked, phrases=phrases)

    def candidates(self) -> Iterable[tuple[int, int]]:
        """Pairs worth aligning, by index into `texts`."""
        postings = self.phrases
        pairs = propose_pairs(postings.posting_hash, postings.posting_text, len(self.texts))
        proposed = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
        wholes = np.array([whole_mark(masked) for masked in self.masked], np.uint64)
        return sorted(proposed.union(link_wholes(wholes)))

    def link(self, one: int, other: int) -> Link:
        """The alignment of two texts, whether or not it amounts to anything."""
        left, right = min(one, other), max(one, other)
        if (left, right) not in self._links:
            alignment = align(self.prepared(left), self.prepared(right))
            telling = self._count_telling(left, right, alignment)
            self._links[left, right] = Link(
                left=left,
                right=right,
                alignment=alignment,
                telling=telling,
                share_left=min(1.0, telling / self.mass(left)),
                share_right=min(1.0, telling / self.mass(right)),
            )
        return self._links[left, right]

    def holds(self, link: Link) -> bool:
        """Whether a link is a shared text and not only shared custom."""
        shorter = min(self.prepared(link.left).width, self.prepared(link.right).width)
        if shorter < LEAST_WHOLE or not link.alignment.chains:
            return False
        least = LEAST_TELLING if len(self.texts) >= ENOUGH_TEXTS else 3 * LEAST_TELLING
        enough = link.telling >= min(LEAST_CHARACTERS, 0.6 * shorter)
        share = max(link.share_left, link.share_right)
        return (enough and share >= least) or self._same_whole(link)

    def prepared(self, index: int) -> Prepared:
        """Seeds of one text."""
        if index not in self._prepared:
            self._prepared[index] = prepare(self.masked[index])
        return self._prepared[index]

    def mass(self, index: int) -> float:
        """Folded characters of a text, as far as its phrases are telling; at least one."""
        flags = self.phrases.of(index)
        told = int(np.count_nonzero(flags == TELLING))
        chosen = int(np.count_nonzero(flags))
        return max(1.0, len(self.masked[index].folded) * told / max(1, chosen))

    def _same_whole(self, link: Link) -> bool:
        one, other = self.masked[link.left], self.masked[link.right]
        return len(one) >= SAME_WHOLE and np.array_equal(one.codes, other.codes)

    def _count_telling(self, left: int, right: int, alignment: Alignment) -> float:
        """Folded characters in shared runs, as far as the phrases in them are telling."""
        if not alignment.chains:
            return 0.0
        from wenzhi.reuse.kernels import count_telling  # loads a compiler

        blocks = np.array(list(alignment.blocks), np.int64)
        flags = self.phrases.of(left), self.phrases.of(right)
        return count_telling(blocks, *flags, PHRASE, MOSTLY_COMMON)


def mask_section(text: SectionText) -> Masked:
    """A section masked with its organ's own names, in offsets of the report."""
    return mask_all([_draft(text)])[0]


def _draft(text: SectionText) -> Draft:
    places = text.region.path if text.region else ()
    return Draft(text.text, own_names(text.ref.organization, places), text.start)


def whole_mark(masked: Masked) -> int:
    """What decides whether two texts are the same as wholes; 0 for a text too short to tell."""
    return hash_whole(masked.codes) if len(masked) >= SAME_WHOLE else 0
