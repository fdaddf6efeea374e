"""Floor 3, reuse: sentences that say the same in other words, word for word hardly the same any more.

Takes masked texts, gives pairs of texts worth comparing (`propose_reworded`) and the sentences of two
that correspond (`find_rewordings`). Likeness is of the pairs of ideographs that two sentences hold,
in any order, so that it survives exchanged words, moved clauses and particles put in; it knows
nothing of meaning. It must not know of organs, years or families.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Span
from wenzhi.reuse.candidates import keep_best, share_runs
from wenzhi.reuse.packed import Arrays, find_rows, splice
from wenzhi.reuse.phrases import (
    BUCKETS,
    TOGETHER,
    Owners,
    Postings,
    join_postings,
    runs,
    split_postings,
)
from wenzhi.text.shingles import Hashes, Texts

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ROWS, BANDS = 4, 14
"""Minima a mark hashes and marks of a sentence. Sentences rewritten word for word kept .61 of their
pairs in the median (Dice; a likeness of .44), so one mark in 27 is common: seven marks in a narrative
of fourteen sentences. Of 2,347 rewritten pairs of 100,000 generated narratives (seed 106) 2,322 share
three, with twelve marks 2,307."""

LEAST_PAIRS = 8
"""Pairs of ideographs in the shortest sentence that is compared: nine characters."""

SHARED_MARKS = 3
"""Marks that two texts must share to be compared."""

MOST_SHARERS = 16
"""A mark of more texts than this is of a sentence that many write; it links nobody."""

BEST = 4
"""Pairs besides known ones that each text keeps; a pair stays if either side keeps it."""

ALIKE = 0.42
"""Least likeness of two sentences. Of sentences rewritten word for word 98 in 100 have it; the
likest of a stranger's dozen sentences has it once in a thousand (1,500 sentences, generated)."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A sentence, or several in a row, of a and what corresponds in b, as masked spans."""

    a: Span
    b: Span
    similarity: float


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of a masked text: their spans, and the pairs of ideographs that each holds."""

    spans: Ints
    cuts: Ints
    pairs: npt.NDArray[np.int32]

    @classmethod
    def of(cls, codes: npt.NDArray[np.uint32]) -> Sentences:
        """The sentences of a text that are long enough to be compared."""
        from wenzhi.reuse.kernels import list_sentences  # loads a compiler

        return cls(*list_sentences(codes, LEAST_PAIRS))


@dataclass(frozen=True, slots=True)
class SentenceMarks:
    """The marks of the sentences of texts: those of text `i` are `marks[bounds[i]:bounds[i + 1]]`."""

    bounds: Ints
    marks: Hashes

    @classmethod
    def of(cls, texts: Texts) -> SentenceMarks:
        """Those of all sentences of `texts`."""
        counts, parts = [np.zeros(1, np.int64)], [np.zeros(0, np.uint64)]
        for start, marks, owners in _mark_each(texts):
            size = min(TOGETHER, len(texts) - start)
            counts.append(np.bincount(owners - start, minlength=size))
            parts.append(marks)
        return cls(np.cumsum(np.concatenate(counts)), np.concatenate(parts))

    @classmethod
    def spliced(cls, earlier: Arrays, fresh: SentenceMarks, numbers: Owners) -> SentenceMarks:
        """The marks of texts of `earlier` by their `numbers`, and where these are negative of `fresh` ones."""
        made = {"sentences": fresh.bounds, "marks": fresh.marks}
        found = splice((earlier, made), {"sentences": ("marks",)}, *find_rows(numbers))
        return cls(found["sentences"], found["marks"])

    def sketch(self) -> Postings:
        """The same as `sketch_texts`."""
        return _sketch(self._parts())

    def _parts(self) -> Iterator[tuple[int, Hashes, Owners]]:
        for start in range(0, len(self.bounds) - 1, TOGETHER):
            bounds = self.bounds[start : start + TOGETHER + 1]
            numbers = np.arange(start, start + len(bounds) - 1, dtype=np.int32)
            owners = np.repeat(numbers, np.diff(bounds))
            yield start, self.marks[bounds[0] : bounds[-1]], owners


def sketch_texts(texts: Texts) -> Postings:
    """The marks of all sentences that two texts have, or a few more, sorted by mark and then text."""
    return _sketch(_mark_each(texts))


def _mark_each(texts: Texts) -> Iterator[tuple[int, Hashes, Owners]]:
    """The number of the first text of a block, the marks of its sentences and the text of each."""
    from wenzhi.reuse.phrase_kernels import sketch_sentences  # loads a compiler

    for start in range(0, len(texts), TOGETHER):
        bounds = texts.bounds[start : start + TOGETHER + 1]
        codes = texts.codes[bounds[0] : bounds[-1]]
        marks, owners = sketch_sentences(codes, bounds - bounds[0], ROWS, BANDS, LEAST_PAIRS)
        yield start, marks.copy(), owners + np.int32(start)


def _sketch(blocks: Iterable[tuple[int, Hashes, Owners]]) -> Postings:
    parts: list[list[Postings]] = [[] for _ in range(BUCKETS)]
    for _, marks, owners in blocks:
        split_postings(marks, owners, parts)
    kept = list(map(_keep_few, join_postings(parts, alone=False)))
    values, holders = zip(*kept, strict=True)
    return np.concatenate(values), np.concatenate(holders)


def _keep_few(postings: Postings) -> Postings:
    """The postings of marks that tell, most marks being of one text alone."""
    values, holders = postings
    _, sizes = runs(values)
    few = np.repeat((sizes > 1) & (sizes <= MOST_SHARERS), sizes)
    return values[few], holders[few]


def propose_reworded(marks: Postings, total: int, known: Ints) -> tuple[Owners, Owners]:
    """Pairs `left < right` of texts that share `SHARED_MARKS` marks which few have.

    `known` are pairs that are proposed already, as ascending keys `left * total + right`. Of the rest
    each text keeps its best.
    """
    left, right, shared = share_runs(*marks, total, SHARED_MARKS)
    keys = left.astype(np.int64) * total + right
    fresh = ~np.isin(keys, known, assume_unique=True)
    left, right, shared = left[fresh], right[fresh], shared[fresh]
    best = keep_best(left, right, shared.astype(np.float64), BEST)
    return left[best], right[best]


def find_rewordings(
    a: Sentences, b: Sentences, open_a: Bools, open_b: Bools, least: int
) -> list[Rewording]:
    """Open sentences that correspond, in order of a; neighbours in both texts are one.

    Those of fewer than `least` masked characters on either side are left out.
    """
    if not open_a.any() or not open_b.any():
        return []
    from wenzhi.reuse.kernels import match_sentences  # loads a compiler

    rows, likeness = match_sentences(a.cuts, a.pairs, open_a, b.cuts, b.pairs, open_b, ALIKE)
    found: list[Rewording] = []
    for (one, other), alike in zip(rows.tolist(), likeness.tolist(), strict=True):
        here, there = _span(a, one), _span(b, other)
        last = found[-1] if found else None
        if last and last.a[1] == here[0] and last.b[1] == there[0]:
            before, size = last.a[1] - last.a[0], here[1] - here[0]
            alike = (last.similarity * before + alike * size) / (before + size)
            found[-1] = Rewording((last.a[0], here[1]), (last.b[0], there[1]), alike)
        else:
            found.append(Rewording(here, there, alike))
    sides = (min(each.a[1] - each.a[0], each.b[1] - each.b[0]) for each in found)
    return [each for each, size in zip(found, sides, strict=True) if size >= least]


def _span(sentences: Sentences, number: int) -> Span:
    start, end = sentences.spans[number].tolist()
    return start, end
