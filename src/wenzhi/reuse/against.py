"""Floor 3, reuse: one text against many that are not at hand: their telling phrases are.

Takes a text, the postings of a collection (`PhraseIndex`, arrays that may lie on disk) and a way to load
a text by number; gives the pairs that stand. Only the few best candidates are loaded and aligned, so
cost hardly grows with the collection. It must not know where the arrays are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import CopyPair, SectionText
from wenzhi.reuse.candidates import LEAST_SHARE, LEAST_SHARED
from wenzhi.reuse.copies import spell_pair
from wenzhi.reuse.links import Collection
from wenzhi.reuse.order import rank_source
from wenzhi.reuse.twins import find_alike, find_twins
from wenzhi.reuse.weighing import Link
from wenzhi.text.shingles import Hashes

Numbers = npt.NDArray[np.int32]

ALIGNED = 64
"""Candidates that are loaded and aligned, those that share most first: a tenth of a second of work. Of
a template that more organs share, so many are told."""


@dataclass(frozen=True, slots=True, eq=False)
class PhraseIndex:
    """What a collection leaves behind for later texts. Texts are numbered in its order.

    `values` are telling phrases in ascending order, `holders` the text of each; `sizes` the telling
    phrases of each text, `common` the sorted phrases that everybody writes, `wholes` the marks of
    texts as wholes, 0 for one too short.
    """

    values: Hashes
    holders: Numbers
    sizes: Numbers
    common: Hashes
    wholes: Hashes

    @classmethod
    def of(cls, collection: Collection) -> PhraseIndex:
        """The index of a collection at hand."""
        phrases = collection.phrases
        total = len(collection.texts)
        return cls(
            values=phrases.posting_hash,
            holders=phrases.posting_text.astype(np.int32),
            sizes=np.bincount(phrases.posting_text, minlength=total).astype(np.int32),
            common=phrases.common_hashes,
            wholes=collection.wholes,
        )

    @property
    def total(self) -> int:
        """Texts of the collection."""
        return len(self.sizes)

    def candidates(self, telling: Hashes, whole: int) -> list[int]:
        """The texts that share most with one whose telling phrases and mark are these, best first."""
        left = np.searchsorted(self.values, telling, "left").tolist()
        right = np.searchsorted(self.values, telling, "right").tolist()
        found = [self.holders[start:end] for start, end in zip(left, right, strict=True)]
        texts, shared = np.unique(
            np.concatenate([np.zeros(0, np.int32), *found]), return_counts=True
        )
        share = shared / np.maximum(np.minimum(self.sizes[texts], len(telling)), 1)
        good = (shared >= LEAST_SHARED) & (share >= LEAST_SHARE)
        texts, share = texts[good], share[good]
        same = np.flatnonzero(self.wholes == np.uint64(whole)).tolist() if whole else []
        best = texts[np.lexsort((texts, -share))].tolist()
        return list(dict.fromkeys([*same, *best]))[:ALIGNED]


def compare_with(
    text: SectionText, index: PhraseIndex, load: Callable[[int], SectionText]
) -> tuple[CopyPair, ...]:
    """The pairs of `text`, always the side `a`, with texts of the collection, the largest share first.

    A text of the collection with the same report id is `text` itself, and left out.
    """
    return compare_closely(text, index, load)[0]


def compare_closely(
    text: SectionText, index: PhraseIndex, load: Callable[[int], SectionText]
) -> tuple[tuple[CopyPair, ...], tuple[CopyPair, ...], tuple[CopyPair, ...]]:
    """The same, and the sentences that `text` shares with texts of the collection: with those of the
    pairs (`find_twins`), and with others (`find_alike`).
    """
    found: list[tuple[float, float, CopyPair]] = []
    twins: list[CopyPair] = []
    alike: list[CopyPair] = []
    for both, link in _align_each(text, index, load):
        told = [spell_pair(both, link, first=text)] if both.holds(link) else []
        mine = 0 if both.texts[0] is text else 1
        found += [(link.share(mine), link.same(mine), pair) for pair in told]
        twins += find_twins(both, told)
        alike += find_alike(both, told)
    found.sort(key=lambda item: (-item[0], -item[1], rank_source(item[2].b)))
    return tuple(pair for _, _, pair in found), tuple(twins), tuple(alike)


def link_each(
    text: SectionText, index: PhraseIndex, load: Callable[[int], SectionText]
) -> list[tuple[Collection, Link]]:
    """`text` with each text that it shares something with, the largest share first, as collections of two."""
    found = [(both, link) for both, link in _align_each(text, index, load) if both.holds(link)]

    def rank(item: tuple[Collection, Link]) -> tuple[float, float]:
        mine = 0 if item[0].texts[0] is text else 1
        return -item[1].share(mine), -item[1].same(mine)

    return sorted(found, key=rank)


def _align_each(
    text: SectionText, index: PhraseIndex, load: Callable[[int], SectionText]
) -> Iterator[tuple[Collection, Link]]:
    own = Collection.judged_among([text], index.common, index.total)
    numbers = index.candidates(np.unique(own.phrases.posting_hash), int(own.wholes[0]))
    for other in map(load, numbers):
        if other.ref.report != text.ref.report:
            both = Collection.judged_among([text, other], index.common, index.total)
            yield both, both.link(0, 1)
