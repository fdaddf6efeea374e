"""Floor 3, reuse: which phrases can betray a source and which everybody uses.

Takes shingled texts and gives `Phrases`: the selected phrases of each text, each judged *common* (so
widely and so incoherently shared that it has no source) or telling. A phrase of a template that
1,500 offices share is telling, because its users agree in much else; mandated wording is not,
because its users agree in nothing else. It must not know of organs, years or relations.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.text.shingles import (
    PHRASE,
    WINDOW,
    Hashes,
    Texts,
    hash_texts,
    lay_out,
    scramble,
    winnow,
)

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Owners = npt.NDArray[np.int32]
Flags = npt.NDArray[np.uint8]

LENGTHENED, LONGEST = 5000, 16
"""From twice so many texts on a phrase is a character longer with each doubling of their number: else
nearly every phrase of a million texts would stand by chance in a dozen that agree in nothing else, and
count as everybody's. A character of generated narratives tells about two bits; one a doubling leaves
something over (docs/explanation/reuse.md)."""

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

STRANGE = 0.03
"""Two texts that agree in less, in the second round, have the phrase in common and next to nothing else."""

STRANGERS, CROWD = 0.25, 100
"""A phrase that more than `CROWD` texts share is common, too, if so many of the pairs are strangers: a
template's own users agree, and one that thousands use would else make everything telling that stands in
it, even what as many others write. An eighth of the sharers being others makes a quarter of the pairs
strangers. Among fewer, some who share a phrase by chance are enough for that."""

TELLING, COMMON = 1, 2
"""Marks of a position where a selected phrase begins; 0 marks one where none does."""

TOGETHER = 1024
"""Texts shingled in one go: bounds memory, for hashes take eight bytes a character."""


FIRST_BITS = 4
BUCKETS = 1 << FIRST_BITS
"""Parts by the first bits of a hash in which phrases are sorted: a sixteenth of them at a time."""

FEW = 64
"""Postings that are put in order one by one; from some more on merging is faster."""

Postings = tuple[Hashes, Owners]
"""(phrase, text) pairs, each once, sorted by phrase and then by text."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Selected phrases of many texts.

    `length` is the characters of a phrase, `flags` has one mark per position. `posting_hash` and
    `posting_text` list each (telling phrase, text) once, by phrase; `shared_hash` and `shared_text`
    those of common phrases that no dictionary holds.
    """

    texts: Texts
    length: int
    flags: npt.NDArray[np.uint8]
    posting_hash: Hashes
    posting_text: Owners
    shared_hash: Hashes
    shared_text: Owners
    common_hashes: Hashes

    def of(self, text: int) -> npt.NDArray[np.uint8]:
        """The marks of one text."""
        return self.flags[self.texts.bounds[text] : self.texts.bounds[text + 1]]


def phrase_length(total: int) -> int:
    """Characters of a phrase where `total` texts are compared."""
    return min(LONGEST, PHRASE + max(0, (total // LENGTHENED).bit_length() - 1))


def judge_phrases(texts: Texts, known: Hashes, length: int = PHRASE) -> Phrases:
    """Select the phrases of `texts`, of `length` characters, and judge them.

    `known` are hashes of official wording.
    """
    flags = np.zeros(len(texts.codes), np.uint8)
    buckets = list(_select_all(texts, known, length, flags))
    return _mark(texts, length, flags, buckets, find_common(buckets, give_lots(texts)))


def give_lots(texts: Texts) -> Hashes:
    """A number for each text that its characters decide, and how many texts before it have the same:
    else fifty equal texts would draw as one, and three strangers have more say than they.
    """
    from wenzhi.reuse.phrase_kernels import draw_lots  # loads a compiler

    lots = draw_lots(texts.codes, texts.bounds)
    order = np.argsort(lots, kind="stable")
    starts, sizes = runs(lots[order])
    equal = np.arange(len(lots)) - np.repeat(starts, sizes)
    lots[order] = scramble(lots[order] + equal.astype(np.uint64))
    return lots


def mark_phrases(texts: Texts, known: Hashes, common: Hashes, length: int = PHRASE) -> Phrases:
    """Select the phrases of `texts`; which are `common` (sorted hashes) was found elsewhere."""
    flags = np.zeros(len(texts.codes), np.uint8)
    buckets = list(_select_all(texts, known, length, flags))
    return _mark(texts, length, flags, buckets, common)


def _select_all(texts: Texts, known: Hashes, length: int, flags: Flags) -> Iterator[Postings]:
    """Sets `flags` where a phrase is selected, common if it is `known`; gives the postings of all
    others, in ascending parts.
    """
    from wenzhi.reuse.phrase_kernels import select_phrases  # loads a compiler

    parts: list[list[Postings]] = [[] for _ in range(BUCKETS)]
    official = Pool.of(known)
    for start in range(0, len(texts), TOGETHER):
        bounds = texts.bounds[start : start + TOGETHER + 1]
        codes = texts.codes[bounds[0] : bounds[-1]]
        places, hashes, owners = select_phrases(codes, bounds - bounds[0], length, WINDOW)
        named = official.holds(hashes)
        flags[places + bounds[0]] = np.where(named, COMMON, TELLING)
        split_postings(hashes[~named], owners[~named] + np.int32(start), parts)
    return join_postings(parts)


def split_postings(hashes: Hashes, owners: Owners, parts: list[list[Postings]]) -> None:
    """Add postings, whose owners ascend, to the part each belongs to by the first bits of its hash."""
    homes = (hashes >> np.uint64(64 - FIRST_BITS)).astype(np.uint8)
    order = np.argsort(homes, kind="stable")
    cuts = np.searchsorted(homes[order], np.arange(1, BUCKETS, dtype=np.uint8)).tolist()
    for part, mine in zip(parts, np.split(order, cuts), strict=True):
        part.append((hashes[mine], owners[mine]))


def join_postings(parts: list[list[Postings]], alone: bool = True) -> Iterator[Postings]:
    """Each part sorted, each posting once; the parts are used up, so that memory holds them once.

    Without `alone`, most of the phrases that one posting has are left out.
    """
    from wenzhi.reuse.phrase_kernels import find_repeated  # loads a compiler

    for number in range(len(parts)):
        part, parts[number] = parts[number], []
        hashes = np.concatenate([np.zeros(0, np.uint64), *(hashes for hashes, _ in part)])
        owners = np.concatenate([np.zeros(0, np.int32), *(owners for _, owners in part)])
        part.clear()
        if not alone:
            kept = find_repeated(hashes, FIRST_BITS)
            hashes, owners = hashes[kept], owners[kept]
        yield distinct_postings(hashes, owners)


def _mark(
    texts: Texts, length: int, flags: Flags, buckets: list[Postings], common: Hashes
) -> Phrases:
    """Sets `flags` of common phrases and tells their postings from those of telling ones."""
    from wenzhi.reuse.phrase_kernels import hash_at  # loads a compiler

    pool = Pool.of(common)
    for start in range(0, len(texts), TOGETHER):
        begin, end = texts.bounds[start], texts.bounds[min(start + TOGETHER, len(texts))]
        places = np.flatnonzero(flags[begin:end] == TELLING) + begin
        flags[places[pool.holds(hash_at(texts.codes, places, length))]] = COMMON
    telling: list[Postings] = []
    shared: list[Postings] = []
    while buckets:
        values, holders = buckets.pop(0)
        found = pool.holds(values)
        telling.append((values[~found], holders[~found]))
        shared.append((values[found], holders[found]))
    return Phrases(texts, length, flags, *_lay_out(telling), *_lay_out(shared), common)


def _lay_out(parts: list[Postings]) -> Postings:
    """Ascending parts as one; they are used up."""
    hashes, owners = (list(column) for column in zip(*parts, strict=True))
    parts.clear()
    values = np.concatenate(hashes)
    hashes.clear()
    return values, np.concatenate(owners)


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
        table = np.zeros(1 << min(27, max(16, len(values).bit_length() + 5)), bool)
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


def distinct_postings(hashes: Hashes, owners: Owners) -> Postings:
    """(phrase, text) pairs of one part, each once, sorted by phrase and then by text."""
    from wenzhi.reuse.phrase_kernels import sort_postings  # loads a compiler

    return sort_postings(hashes, owners, FIRST_BITS, FEW)  # owners ascend already


def runs(values: Hashes) -> tuple[Ints, Ints]:
    """Start and length of each run of equal values in a sorted array."""
    if len(values) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    return starts, np.diff(np.append(starts, len(values)))


@dataclass(frozen=True, slots=True)
class _Tested:
    """Phrases of one part that are tested: where the texts of each begin in it, and how many."""

    values: Hashes
    holders: Owners
    starts: Ints
    sizes: Ints

    @classmethod
    def of(cls, postings: Postings, least: int) -> _Tested:
        values, holders = postings
        starts, sizes = runs(values)
        tested = sizes > least
        return cls(values[starts[tested]], holders, starts[tested], sizes[tested])


def find_common(buckets: Sequence[Postings], lots: Hashes) -> Hashes:
    """Phrases (sorted hashes) that many texts share which otherwise have nothing in common.

    `lots` has a number for each text that its characters decide. Two rounds: the second looks only at
    what the first did not find common, and so can afford a threshold that spares light copies.
    """
    total = len(lots)
    least = min(RARE_MOST, max(RARE_LEAST, math.isqrt(total) // 6))
    tested = [_Tested.of(postings, least) for postings in buckets]
    suspects = np.concatenate([np.zeros(0, np.uint64), *(part.values for part in tested)])
    if len(suspects) == 0:
        return suspects
    mean, _ = _agreement(tested, lots, sketch(buckets, total))
    mean, apart = _agreement(
        tested, lots, sketch(buckets, total, Pool.of(suspects[mean < COHERENT]))
    )
    crowded = np.concatenate([part.sizes > CROWD for part in tested])
    return suspects[(mean < COHERENT_AGAIN) | (crowded & (apart >= STRANGERS))]


def _draw_pairs(part: _Tested, lots: Hashes, begin: int, end: int) -> tuple[Owners, Owners]:
    """For some tested phrases `SAMPLED` pairs of texts that hold it, one row per phrase.

    Each side of each draw is the text to which it falls by `lots` (highest random weight: Thaler &
    Ravishankar 1998): of the texts a corpus gains, few change a pair, and which phrases are
    everybody's hardly moves.
    """
    from wenzhi.reuse.phrase_kernels import draw_pairs  # loads a compiler

    chosen = slice(begin, end)
    return draw_pairs(
        part.values[chosen], part.starts[chosen], part.sizes[chosen], part.holders, lots, SAMPLED
    )


def _agreement(
    tested: Sequence[_Tested], lots: Hashes, sketches: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Of the drawn pairs of each tested phrase the mean agreement, and the share that are strangers."""
    from wenzhi.reuse.phrase_kernels import compare_sketches  # loads a compiler

    means, strangers = [np.zeros(0)], [np.zeros(0)]
    for part in tested:
        for start in range(0, len(part.values), TOGETHER):
            left, right = _draw_pairs(part, lots, start, start + TOGETHER)
            found = compare_sketches(sketches, left, right)
            means.append(found.mean(axis=1))
            strangers.append((found < STRANGE).mean(axis=1))
    return np.concatenate(means), np.concatenate(strangers)


def sketch(
    buckets: Sequence[Postings], total: int, without: Pool | None = None
) -> npt.NDArray[np.uint32]:
    """One-permutation MinHash sketches, a row per text; 0 marks an empty bin.

    Postings must ascend: the last of a text to fall into a bin is then its greatest.
    """
    from wenzhi.reuse.phrase_kernels import fill_sketches  # loads a compiler

    result = np.zeros((total, SKETCH), np.uint32)
    for values, holders in buckets:
        left_out = without.holds(values) if without else np.zeros(len(values), bool)
        fill_sketches(result, values, holders, left_out)
    return result
