"""Floor 3, reuse: which phrases can betray a source and which everybody uses.

Takes shingled texts and gives `Phrases`: the selected phrases of each text, each judged *common* (so
widely and so incoherently shared that it has no source) or telling. A phrase of a template that
1,500 offices share is telling, because its users agree in much else; mandated wording is not,
because its users agree in nothing else. It must not know of organs, years or relations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.text.shingles import Hashes, Texts, hash_texts, lay_out, scramble, winnow

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

RARE_LEAST, RARE_MOST = 3, 8
"""Up to so many texts share a phrase without its being tested, fewest in the smallest corpora: among
sixty reports four that share a stock sentence are many, among thousands they may be light copies
whose agreement is too small to measure. In between the square root of the corpus over six."""

SKETCH = 128
"""Bins of a one-permutation MinHash sketch (Li, Owen & Zhang 2012); an agreement of .1 between two
texts is then known to ± .03, and the mean over `SAMPLED` pairs to ± .01."""

SAMPLED = 12
"""Pairs of texts drawn per phrase to see whether they agree in more than the phrase."""

COHERENT = 0.20
"""First round, sketches of all phrases: least mean agreement of the texts that share a phrase. On
20,000 generated narratives phrases of one template scored ≥ .24 and mandated wording .17 at most in
95 of 100; any value from .2 to .4 gave the same clusters (docs/explanation/reuse.md)."""

COHERENT_AGAIN = 0.06
"""Second round, sketches without the phrases found common: what is mandated now agrees in next to
nothing, what was lightly copied (15–25 % of a text) still in about a tenth."""


TELLING, COMMON = 1, 2
"""Marks of a position where a selected phrase begins; 0 marks one where none does."""

TOGETHER = 1024
"""Texts shingled in one go: bounds memory, for hashes take eight bytes a character."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Selected phrases of many texts.

    `flags` has one mark per position. `posting_hash` and `posting_text` list each (telling phrase,
    text) once, by phrase; `shared_hash` and `shared_text` those of common phrases that no dictionary
    holds, in no order.
    """

    texts: Texts
    flags: npt.NDArray[np.uint8]
    posting_hash: Hashes
    posting_text: Ints
    shared_hash: Hashes
    shared_text: Ints
    common_hashes: Hashes

    def of(self, text: int) -> npt.NDArray[np.uint8]:
        """The marks of one text."""
        return self.flags[self.texts.bounds[text] : self.texts.bounds[text + 1]]


def judge_phrases(texts: Texts, known: Hashes) -> Phrases:
    """Select the phrases of `texts` and judge them; `known` are hashes of official wording."""
    selected = _select_all(texts)
    _, hashes, owners = selected
    official = contains(known, hashes)
    values, holders = distinct_postings(hashes[~official], owners[~official])
    common = find_common(values, holders, len(texts))
    return _mark(texts, selected, official, (values, holders), common)


def mark_phrases(texts: Texts, known: Hashes, common: Hashes) -> Phrases:
    """Select the phrases of `texts`; which are `common` (sorted hashes) was found elsewhere."""
    selected = _select_all(texts)
    _, hashes, owners = selected
    official = contains(known, hashes)
    postings = distinct_postings(hashes[~official], owners[~official])
    return _mark(texts, selected, official, postings, common)


def _mark(
    texts: Texts,
    selected: tuple[Ints, Hashes, npt.NDArray[np.int32]],
    official: Bools,
    postings: tuple[Hashes, Ints],
    common: Hashes,
) -> Phrases:
    places, hashes, _ = selected
    values, holders = postings
    told = ~contains(common, values)
    flags = np.zeros(len(texts.codes), np.uint8)
    flags[places] = np.where(official | contains(common, hashes), COMMON, TELLING)
    return Phrases(
        texts=texts,
        flags=flags,
        posting_hash=values[told],
        posting_text=holders[told],
        shared_hash=values[~told],
        shared_text=holders[~told],
        common_hashes=common,
    )


def _select_all(texts: Texts) -> tuple[Ints, Hashes, npt.NDArray[np.int32]]:
    """Place, hash and text of every selected phrase, in order of place."""
    places, hashes, owners = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)], []
    for start in range(0, len(texts), TOGETHER):
        bounds = texts.bounds[start : start + TOGETHER + 1]
        part = Texts(texts.codes[bounds[0] : bounds[-1]], bounds - bounds[0])
        values, valid = hash_texts(part)
        chosen = np.flatnonzero(winnow(values, valid))
        places.append(chosen + bounds[0])
        hashes.append(values[chosen])
        owners.append(np.searchsorted(bounds - bounds[0], chosen, "right") - 1 + start)
    owned = np.concatenate([np.zeros(0, np.int64), *owners]).astype(np.int32)
    return np.concatenate(places), np.concatenate(hashes), owned


def select_phrases(codes: npt.NDArray[np.uint32], known: Hashes) -> Hashes:
    """The selected phrases of one text, each once, without official wording.

    What `judge_phrases` selects of it among others: for plans that shingle texts one by one.
    """
    hashes, valid = hash_texts(lay_out([codes]))
    chosen = np.unique(hashes[winnow(hashes, valid)])
    return chosen[~contains(known, chosen)]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Sorted hashes with a small table that settles nearly every look-up before the search proper."""

    values: Hashes
    table: Bools

    @classmethod
    def of(cls, values: Hashes) -> Pool:
        """A pool of `values`, which ascend."""
        table = np.zeros(1 << 20 if len(values) > 1 << 12 else 1 << 16, bool)
        table[values & np.uint64(len(table) - 1)] = True
        return cls(values, table)

    def holds(self, values: Hashes) -> Bools:
        """Whether each of `values` is in the pool."""
        if len(self.values) == 0 or len(values) == 0:
            return np.zeros(len(values), bool)
        result: Bools = self.table[values & np.uint64(len(self.table) - 1)]
        maybe = np.flatnonzero(result)
        found = np.searchsorted(self.values, values[maybe])
        result[maybe] = self.values[np.minimum(found, len(self.values) - 1)] == values[maybe]
        return result


def contains(pool: Hashes, values: Hashes) -> Bools:
    """Whether each of `values` is in the sorted `pool`."""
    return Pool.of(pool).holds(values)


def distinct_postings(hashes: Hashes, owners: npt.NDArray[np.int32]) -> tuple[Hashes, Ints]:
    """(phrase, text) pairs, each once, sorted by phrase and then by text."""
    order = np.argsort(hashes, kind="stable")  # owners ascend already, and stay ascending within
    values, texts = hashes[order], owners[order].astype(np.int64)
    fresh = np.ones(len(values), bool)
    fresh[1:] = (values[1:] != values[:-1]) | (texts[1:] != texts[:-1])
    return values[fresh], texts[fresh]


def runs(values: Hashes) -> tuple[Ints, Ints]:
    """Start and length of each run of equal values in a sorted array."""
    if len(values) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    return starts, np.diff(np.append(starts, len(values)))


def find_common(values: Hashes, owners: Ints, total: int) -> Hashes:
    """Phrases (sorted hashes) that many texts share which otherwise have nothing in common.

    Two rounds: the second looks only at what the first did not find common, and so can afford a
    threshold that spares light copies.
    """
    starts, sizes = runs(values)
    tested = sizes > min(RARE_MOST, max(RARE_LEAST, math.isqrt(total) // 6))
    if not tested.any():
        return np.zeros(0, np.uint64)
    suspects = values[starts[tested]]
    pairs = _draw_pairs(values, owners, starts[tested], sizes[tested])
    first = suspects[_agreement(values, owners, total, pairs) < COHERENT]
    kept = ~contains(first, values)
    again = _agreement(values[kept], owners[kept], total, pairs)
    return suspects[again < COHERENT_AGAIN]


def _draw_pairs(values: Hashes, owners: Ints, starts: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """For each tested phrase `SAMPLED` pairs of texts that hold it, one row per phrase.

    Drawn by a hash of phrase and draw, so that the same corpus always draws the same.
    """
    draws = np.arange(2 * SAMPLED, dtype=np.uint64) * np.uint64(0xD1342543DE82EF95)
    lots = scramble((values[starts][:, None] ^ draws[None, :]).ravel()).reshape(len(starts), -1)
    left = lots[:, :SAMPLED] % sizes[:, None].astype(np.uint64)
    # The second of a pair is any other sharer than the first.
    ahead = np.uint64(1) + lots[:, SAMPLED:] % (sizes[:, None].astype(np.uint64) - np.uint64(1))
    right = (left + ahead) % sizes[:, None].astype(np.uint64)
    return (
        owners[starts[:, None] + left.astype(np.int64)],
        owners[starts[:, None] + right.astype(np.int64)],
    )


def _agreement(
    values: Hashes, owners: Ints, total: int, pairs: tuple[Ints, Ints]
) -> npt.NDArray[np.float64]:
    """Mean sketch agreement of the drawn pairs of each phrase."""
    sketches = sketch(values, owners, total)
    filled = sketches != 0
    result = np.zeros(len(pairs[0]))
    block = max(1, (1 << 22) // (SKETCH * SAMPLED))
    for start in range(0, len(result), block):
        left, right = (side[start : start + block] for side in pairs)
        one, other = sketches[left], sketches[right]
        same = ((one == other) & (one != 0)).sum(axis=2)
        either = (filled[left] | filled[right]).sum(axis=2)
        result[start : start + block] = (same / np.maximum(either, 1)).mean(axis=1)
    return result


def sketch(values: Hashes, owners: Ints, total: int) -> npt.NDArray[np.uint32]:
    """One-permutation MinHash sketches, a row per text; 0 marks an empty bin.

    `values` must ascend: the first of a text to fall into a bin is then its least.
    """
    result = np.zeros((total, SKETCH), np.uint32)
    mixed = scramble(values)
    bins = (mixed >> np.uint64(57)).astype(np.int64)
    marks = (mixed & np.uint64(0xFFFFFFFF)).astype(np.uint32) | np.uint32(1)
    # Assigned in reverse order, so that the first one stays.
    result[owners[::-1], bins[::-1]] = marks[::-1]
    return result
