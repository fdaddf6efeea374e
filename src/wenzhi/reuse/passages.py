"""Floor 3, reuse: aligning two texts: which stretches of one stand in the other.

Takes two masked texts (`text.slots`), gives an `Alignment`: disjoint runs of equal masked characters
(blocks), chained through short gaps into passages. Order does not matter: shuffled sentences make
several passages. Reworded stretches are found by tolerance, not by meaning: equal characters must
hold a passage together. It must not know of organs, years or families.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Passage
from wenzhi.text.shingles import Hashes, hash_grams
from wenzhi.text.slots import DATE, DOCUMENT, NAME, NUMBER, Masked

Ints = npt.NDArray[np.int64]
Kind = Literal["verbatim", "slot", "reworded"]

SEED = 5
"""Masked characters of a seed: synonyms come every half dozen characters in reworded copies."""

ANCHOR = 8
"""A run of equal characters so long may begin a passage; shorter ones only continue one, for
政府信息公开 and its like stand everywhere."""

LEAST = 20
"""Folded characters of the shortest passage (05-measures: about 20); a text shorter than that may be
a passage as a whole from `LEAST_WHOLE` on."""

LEAST_WHOLE = 12

GAP = 40
"""Masked characters that a passage may bridge on either side: a changed clause."""

LEAST_SIMILAR = 0.55
"""Least similarity of a passage, 2 × equal characters / characters of both sides."""

MOST_REPEATS = 16
"""A seed that occurs oftener in one text is a list marker or a stock word, and seeds nothing."""

_SLOT_CODES = frozenset((NUMBER, DATE, DOCUMENT, NAME))
_NAME = re.compile(
    r"[\u4e00-\u9fff]{0,14}(?:省|自治区|市|州|盟|县|区|旗|镇|乡|街道|街|村|社区|局|厅|委|办|院|中心|处"
    r"|队|所|站|部|会|政府|办公室|机关|单位|部门)"
)
_NUMERAL = re.compile(r"[一二三四五六七八九十百千万两〇零]+(?:余|多)?")

Block = tuple[int, int, int]
"""Start in a, start in b, length, in masked characters."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A masked text with its seeds in order of hash, and widths summed up."""

    masked: Masked
    hashes: Hashes
    places: Ints
    widths: Ints

    @property
    def width(self) -> int:
        """Folded characters of the whole text."""
        return int(self.widths[-1])

    def measure(self, start: int, end: int) -> int:
        """Folded characters of masked `[start, end)`."""
        return int(self.widths[end] - self.widths[start])


@dataclass(frozen=True, slots=True)
class Chain:
    """One passage: its blocks, ascending in both texts."""

    blocks: tuple[Block, ...]
    similarity: float
    kind: Kind

    @property
    def a(self) -> tuple[int, int]:
        """Masked `[start, end)` in a."""
        last = self.blocks[-1]
        return self.blocks[0][0], last[0] + last[2]

    @property
    def b(self) -> tuple[int, int]:
        """Masked `[start, end)` in b."""
        last = self.blocks[-1]
        return self.blocks[0][1], last[1] + last[2]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The passages of two texts and the shares (0–1) of their folded characters inside them.

    `coverage_*` counts the characters that are identical in both; `masked_*` everything inside
    passages, slots with other fillings and bridged gaps included.
    """

    chains: tuple[Chain, ...]
    coverage_a: float
    coverage_b: float
    masked_a: float
    masked_b: float

    @property
    def blocks(self) -> Iterable[Block]:
        """All blocks of all passages."""
        return (block for chain in self.chains for block in chain.blocks)

    def turned(self) -> Alignment:
        """The same with the two sides exchanged."""
        chains = (
            Chain(
                tuple(sorted((b, a, size) for a, b, size in chain.blocks)),
                chain.similarity,
                chain.kind,
            )
            for chain in self.chains
        )
        return Alignment(
            chains=tuple(sorted(chains, key=lambda chain: chain.blocks)),
            coverage_a=self.coverage_b,
            coverage_b=self.coverage_a,
            masked_a=self.masked_b,
            masked_b=self.masked_a,
        )


def prepare(masked: Masked) -> Prepared:
    """Seeds and widths of a text, worked out once for all its pairs."""
    hashes = hash_grams(masked.codes, SEED)
    places = np.argsort(hashes, kind="stable")
    widths = np.zeros(len(masked) + 1, np.int64)
    np.cumsum(masked.widths, out=widths[1:])
    return Prepared(masked, hashes[places], places, widths)


def align(a: Prepared, b: Prepared) -> Alignment:
    """All passages of `a` and `b`. Symmetric but for which side is named first."""
    blocks = _claim_blocks(_find_blocks(a, b))
    least = min(LEAST, max(LEAST_WHOLE, min(a.width, b.width)))
    chains = []
    for run in _chain_blocks(blocks):
        chain = _judge_chain(a, b, run)
        if (
            chain.similarity >= LEAST_SIMILAR
            and a.measure(*chain.a) >= least
            and b.measure(*chain.b) >= least
        ):
            chains.append(chain)
    same = sum(_identical(a.masked, b.masked, block) for chain in chains for block in chain.blocks)
    return Alignment(
        chains=tuple(chains),
        coverage_a=same / max(a.width, 1),
        coverage_b=same / max(b.width, 1),
        masked_a=_covered(a, [chain.a for chain in chains]),
        masked_b=_covered(b, [chain.b for chain in chains]),
    )


def spell_passages(a: Masked, b: Masked, alignment: Alignment) -> tuple[Passage, ...]:
    """The passages in offsets of the two originals, in order of a."""
    return tuple(
        Passage(
            a=a.span(*chain.a),
            b=b.span(*chain.b),
            similarity=round(chain.similarity, 4),
            kind=chain.kind,
        )
        for chain in alignment.chains
    )


def _find_blocks(a: Prepared, b: Prepared) -> list[Block]:
    """Maximal runs of equal characters of at least `SEED`, longest first."""
    low = np.searchsorted(a.hashes, b.hashes, "left")
    sizes = np.searchsorted(a.hashes, b.hashes, "right") - low
    hits = np.flatnonzero((sizes > 0) & (sizes <= MOST_REPEATS))
    if len(hits) == 0:
        return []
    sizes = sizes[hits]
    ahead = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    in_a = a.places[np.repeat(low[hits], sizes) + ahead]
    in_b = np.repeat(b.places[hits], sizes)
    key = (in_a - in_b + len(b.masked)) * (len(a.masked) + len(b.masked) + 1) + in_a
    key.sort()
    first = np.concatenate([[True], np.diff(key) != 1])
    starts = np.flatnonzero(first)
    lengths = np.diff(np.append(starts, len(key))) + SEED - 1
    diagonal, from_a = np.divmod(key[starts], len(a.masked) + len(b.masked) + 1)
    from_b = from_a - (diagonal - len(b.masked))
    order = np.lexsort((from_b, from_a, np.abs(diagonal - len(b.masked)), -lengths))
    return list(
        zip(from_a[order].tolist(), from_b[order].tolist(), lengths[order].tolist(), strict=True)
    )


def _claim_blocks(blocks: list[Block]) -> list[Block]:
    """Disjoint blocks in both texts, the longest first, the rest trimmed to what is left.

    Runs shorter than an anchor count only near the diagonal of one that was claimed.
    """
    in_a, in_b = _Claims(), _Claims()
    claimed: list[Block] = []
    diagonals: set[int] = set()
    for a, b, length in blocks:
        stripe = (a - b) // GAP
        if length < ANCHOR and stripe not in diagonals:
            continue
        start, end = in_a.trim(a, 0, length)
        start, end = in_b.trim(b, start, end)
        # What b took away may have left a stretch that is still free in a: it only shrank.
        if end - start >= SEED:
            in_a.add(a + start, a + end)
            in_b.add(b + start, b + end)
            claimed.append((a + start, b + start, end - start))
            diagonals.update((stripe - 1, stripe, stripe + 1))
    return sorted(claimed)


class _Claims:
    """Disjoint intervals of one text that are taken."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        place = bisect_left(self.starts, start)
        self.starts.insert(place, start)
        self.ends.insert(place, end)

    def trim(self, place: int, start: int, end: int) -> tuple[int, int]:
        """What is free of `[place + start, place + end)`, as offsets from `place`.

        Where a claim lies in the middle, the longer of its two sides.
        """
        index = bisect_right(self.ends, place + start)
        while start < end and index < len(self.starts) and self.starts[index] < place + end:
            left, right = self.starts[index] - place, self.ends[index] - place
            if left - start >= end - right:
                return start, max(start, left)
            start = max(start, right)
            index += 1
        return start, end


def _chain_blocks(blocks: list[Block]) -> list[list[Block]]:
    """Blocks in runs that ascend in both texts with gaps of at most `GAP`, anchors inside."""
    chains: list[list[Block]] = []
    for block in blocks:
        if chains and _continues(chains[-1], block):
            chains[-1].append(block)
        else:
            chains.append([block])
    return [_shorn(chain) for chain in chains if max(block[2] for block in chain) >= ANCHOR]


def _continues(chain: list[Block], block: Block) -> bool:
    last = chain[-1]
    gap_a = block[0] - last[0] - last[2]
    gap_b = block[1] - last[1] - last[2]
    # A short run bridges a short gap only: what holds a passage together is what it shares.
    limit = min(GAP, max(ANCHOR, last[2] + block[2]))
    return 0 <= gap_b <= limit and 0 <= gap_a <= limit


def _shorn(chain: list[Block]) -> list[Block]:
    """Without short runs at the ends that hang on by a gap longer than themselves."""
    while len(chain) > 1 and _loose(chain[0], chain[0], chain[1]):
        chain = chain[1:]
    while len(chain) > 1 and _loose(chain[-1], chain[-2], chain[-1]):
        chain = chain[:-1]
    return chain


def _loose(end: Block, left: Block, right: Block) -> bool:
    gap = max(right[0] - left[0] - left[2], right[1] - left[1] - left[2])
    return end[2] < ANCHOR and gap > end[2]


def _judge_chain(a: Prepared, b: Prepared, blocks: list[Block]) -> Chain:
    draft = Chain(tuple(blocks), 0.0, "reworded")
    same = sum(a.measure(x, x + size) + b.measure(y, y + size) for x, y, size in blocks)
    whole = a.measure(*draft.a) + b.measure(*draft.b)
    return Chain(draft.blocks, same / max(whole, 1), _kind(a.masked, b.masked, draft))


def _kind(a: Masked, b: Masked, chain: Chain) -> Kind:
    if a.raw(*chain.a) == b.raw(*chain.b):
        return "verbatim"
    for (a1, b1, size), (a2, b2, _) in pairwise(chain.blocks):
        if not _slot_gap(a, a1 + size, a2) or not _slot_gap(b, b1 + size, b2):
            return "reworded"
    return "slot"


def _slot_gap(text: Masked, start: int, end: int) -> bool:
    """Whether what fills a gap is a number, a date or a name, or nothing."""
    codes = text.codes[start:end].tolist()
    if all(code in _SLOT_CODES for code in codes):
        return True
    raw = text.raw(start, end)
    return bool(_NAME.fullmatch(raw) or _NUMERAL.fullmatch(raw))


def _identical(a: Masked, b: Masked, block: Block) -> int:
    """Folded characters of a block that are the same in both: slots must have equal fillings."""
    in_a, in_b, size = block
    codes = a.codes[in_a : in_a + size]
    same = size
    # Slots lie together, from NUMBER to NAME.
    for place in np.flatnonzero((codes >= NUMBER) & (codes <= NAME)).tolist():
        left = a.raw(in_a + place, in_a + place + 1)
        same += len(left) - 1 if left == b.raw(in_b + place, in_b + place + 1) else -1
    return same


def _covered(text: Prepared, spans: list[tuple[int, int]]) -> float:
    """Share of the text's folded characters inside the union of masked `spans`."""
    total, reach = 0, 0
    for start, end in sorted(spans):
        start = max(start, reach)
        if end > start:
            total += text.measure(start, end)
            reach = end
    return total / max(text.width, 1)
