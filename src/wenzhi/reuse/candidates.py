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

from wenzhi.reuse.phrases import Bools, Ints, runs
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

    left: Ints
    right: Ints
    shared: Ints

    def __len__(self) -> int:
        return len(self.left)


def propose_pairs(values: Hashes, owners: Ints, total: int) -> CandidatePairs:
    """Candidate pairs from postings sorted by phrase, then text; sorted by left and right."""
    keys = np.concatenate([*_link_all(values, owners, total), _link_anchors(values, owners, total)])
    pairs, shared = np.unique(keys, return_counts=True)
    left, right = pairs // total, pairs % total
    sizes = np.bincount(owners, minlength=total)
    share = shared / np.minimum(sizes[left], sizes[right])
    good = (shared >= LEAST_SHARED) & (share >= LEAST_SHARE)
    left, right, shared, share = left[good], right[good], shared[good], share[good]
    kept = keep_best(left, right, share, BEST)
    return CandidatePairs(left[kept], right[kept], shared[kept])


def link_wholes(wholes: Hashes) -> list[tuple[int, int]]:
    """Each text with the first whose whole is the same; 0 marks a text too short to be linked so."""
    order = np.argsort(wholes, kind="stable")
    order = order[wholes[order] != 0]
    starts, sizes = runs(wholes[order])
    first = np.repeat(order[starts], sizes)
    return [
        (one, other)
        for one, other in zip(first.tolist(), order.tolist(), strict=True)
        if one != other
    ]


def _link_all(values: Hashes, owners: Ints, total: int) -> list[Ints]:
    """Keys `left * total + right` of all pairs within the groups of at most `ALL_PAIRS`."""
    _, sizes = runs(values)
    small = np.repeat((sizes > 1) & (sizes <= ALL_PAIRS), sizes)
    values, owners = values[small], owners[small]
    keys = []
    for ahead in range(1, min(ALL_PAIRS, len(values))):
        same = np.flatnonzero(values[ahead:] == values[:-ahead])
        if len(same) == 0:
            break  # runs are contiguous: none is longer than `ahead`
        keys.append(owners[same] * total + owners[same + ahead])
    return keys


def _link_anchors(values: Hashes, owners: Ints, total: int) -> Ints:
    _, sizes = runs(values)
    large = np.repeat(sizes > ALL_PAIRS, sizes)
    values, owners = values[large], owners[large]
    if len(values) == 0:
        return np.zeros(0, np.int64)
    weight = np.bincount(owners, minlength=total)
    order = np.lexsort((owners, -weight[owners], values))
    owners = owners[order]
    starts, sizes = runs(values)
    rank = np.arange(len(owners)) - np.repeat(starts, sizes)
    keys = []
    for place in range(ANCHORS):
        anchors = np.repeat(owners[starts + place], sizes)
        # Two anchors of one phrase would meet twice: only the higher-ranked one links them.
        other = rank > place
        low, high = np.minimum(anchors, owners)[other], np.maximum(anchors, owners)[other]
        keys.append(low * total + high)
    return np.concatenate(keys)


def keep_best(left: Ints, right: Ints, share: npt.NDArray[np.float64], most: int) -> Bools:
    """Whether each pair is among the `most` of one of its two texts that share most."""
    side = np.concatenate([left, right])
    other = np.concatenate([right, left])
    order = np.lexsort((other, -np.tile(share, 2), side))
    starts, sizes = runs(side[order].astype(np.uint64))
    rank = np.arange(len(order)) - np.repeat(starts, sizes)
    kept = np.zeros(len(side), bool)
    kept[order[rank < most]] = True
    return kept[: len(left)] | kept[len(left) :]
