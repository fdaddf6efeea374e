"""Floor 3, reuse: which pairs of texts are worth aligning.

Takes the telling phrases of texts (`phrases`), gives pairs with an estimate of what they share. Cost
is linear in texts: a phrase that few share links all its texts, one that many share links each of
them to a few anchors only, and each text keeps its best pairs. Pure functions over arrays, so that
they run alike in process and inside a plan. It must not look at any text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.reuse.phrases import Bools, Ints, Owners, runs
from wenzhi.text.shingles import Hashes

ALL_PAIRS = 32
"""Up to so many texts that share a phrase are linked each with each."""

ANCHORS = 4
"""Texts that stand for a phrase which more texts share: those that hold most such phrases, so that
the phrases of one template agree on their anchors."""

BEST = 8
"""Pairs that each text keeps; a pair stays if either side keeps it, so an anchor keeps all its own."""

LEAST_SHARED = 2
"""Telling phrases that two texts must share: a single one is a coincidence of a dozen characters."""

LEAST_SHARE = 0.06
"""Least share of the smaller text's telling phrases; light copies of 15 % stay well above it."""


@dataclass(frozen=True, slots=True)
class CandidatePairs:
    """Pairs `left[i] < right[i]` of text indexes that share `shared[i]` telling phrases."""

    left: Owners
    right: Owners
    shared: Owners

    def __len__(self) -> int:
        return len(self.left)


def propose_pairs(values: Hashes, owners: Owners, total: int) -> CandidatePairs:
    """Candidate pairs from postings sorted by phrase, then text; sorted by left and right."""
    left, right, shared = share_runs(values, owners, total, LEAST_SHARED)
    sizes = np.bincount(owners, minlength=total)
    share = shared / np.minimum(sizes[left], sizes[right])
    good = share >= LEAST_SHARE
    left, right, shared, share = left[good], right[good], shared[good], share[good]
    kept = keep_best(left, right, share, BEST)
    return CandidatePairs(left[kept], right[kept], shared[kept])


def share_runs(
    values: Hashes, owners: Owners, total: int, least: int
) -> tuple[Owners, Owners, Owners]:
    """Pairs of texts that share at least `least` values, ascending, and how many they share.

    Postings are sorted by value, then text. A value of more than `ALL_PAIRS` texts links anchors with
    the others. Memory grows with postings, not with pairs.
    """
    from wenzhi.reuse import phrase_kernels as kernels  # loads a compiler

    shared = kernels.find_shared(values)
    held = kernels.list_held(*shared, owners, total)
    anchors = kernels.choose_anchors(*shared, owners, total, ALL_PAIRS, ANCHORS)
    return kernels.count_pairs(shared, owners, held, anchors, least)


def link_wholes(wholes: Hashes) -> tuple[Ints, Ints]:
    """Each text with the first whose whole is the same; 0 marks a text too short to be linked so."""
    order = np.argsort(wholes, kind="stable")
    order = order[wholes[order] != 0]
    starts, sizes = runs(wholes[order])
    first = np.repeat(order[starts], sizes)
    return first[first != order], order[first != order]


def link_copies(exact: Hashes, organs: Ints) -> tuple[Ints, Ints]:
    """Each text with the first that is the same to the letter, and the first such of another organ.

    So whoever copied is linked with an exact copy, however many filled in the same template otherwise.
    """
    order = np.argsort(exact, kind="stable")
    order = order[exact[order] != 0]
    starts, sizes = runs(exact[order])
    left: list[int] = []
    right: list[int] = []
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        same = order[start : start + size]
        others = same[organs[same] != organs[same[0]]]
        own = same[organs[same] == organs[same[0]]]
        left += [int(same[0])] * (size - 1)
        right += same[1:].tolist()
        if len(others):
            left += [int(others[0])] * len(own)
            right += own.tolist()
    both = np.array([left, right], np.int64).reshape(2, -1)
    return both.min(axis=0), both.max(axis=0)


def keep_best(left: Owners, right: Owners, share: npt.NDArray[np.float64], most: int) -> Bools:
    """Whether each pair is among the `most` of one of its two texts that share most."""
    side = np.concatenate([left, right])
    other = np.concatenate([right, left])
    order = np.lexsort((other, -np.tile(share, 2), side))
    starts, sizes = runs(side[order].astype(np.uint64))
    rank = np.arange(len(order)) - np.repeat(starts, sizes)
    kept = np.zeros(len(side), bool)
    kept[order[rank < most]] = True
    return kept[: len(left)] | kept[len(left) :]
