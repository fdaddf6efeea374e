"""Floor 3, reuse: aligning two texts: which stretches of one stand in the other.

Takes two masked texts (`text.slots`), gives an `Alignment`: disjoint runs of equal masked characters
(blocks), chained through short gaps into passages. Order does not matter: shuffled sentences make
several passages. Reworded stretches are found by tolerance, not by meaning: equal characters must
hold a passage together. It must not know of organs, years or families.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Passage
from wenzhi.text.slots import DATE, DOCUMENT, NAME, NUMBER, Masked

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

_RULES = (SEED, ANCHOR, GAP, MOST_REPEATS)

_FILLED = 1 << 31
"""Sets marks of fillings apart from characters, whose code points are below 2²¹."""

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
    """A masked text with what its alignments compare besides: the fillings of its slots.

    `marks[i]` is `codes[i]` or, for a slot, a number that its filling decides.
    """

    masked: Masked
    marks: npt.NDArray[np.uint32]

    @property
    def width(self) -> int:
        """Folded characters of the whole text."""
        return len(self.masked.folded)


@dataclass(frozen=True, slots=True)
class Chain:
    """One passage: its blocks, ascending in both texts."""

    blocks: tuple[Block, ...]
    similarity: float

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
            Chain(tuple(sorted((b, a, size) for a, b, size in chain.blocks)), chain.similarity)
            for chain in self.chains
        )
        return Alignment(
            chains=tuple(sorted(chains, key=lambda chain: chain.blocks)),
            coverage_a=self.coverage_b,
            coverage_b=self.coverage_a,
            masked_a=self.masked_b,
            masked_b=self.masked_a,
        )


_NOTHING = Alignment((), 0.0, 0.0, 0.0, 0.0)


def prepare(masked: Masked) -> Prepared:
    """A text made ready once for all its pairs."""
    marks = masked.codes.copy()
    for place in masked.types:
        filling = masked.raw(place, place + 1).encode("utf-8", "surrogatepass")
        marks[place] = crc32(filling) | _FILLED
    return Prepared(masked, marks)


def align(a: Prepared, b: Prepared) -> Alignment:
    """All passages of `a` and `b`. Symmetric but for which side is named first."""
    from wenzhi.reuse.kernels import find_chains, measure_passages, weigh_chains  # loads a compiler

    blocks, numbers = find_chains(a.masked.codes, b.masked.codes, _RULES)
    if len(blocks) == 0:
        return _NOTHING
    edges = a.masked.first, b.masked.first
    similarity, width_a, width_b = weigh_chains(blocks, numbers, *edges)
    least = min(LEAST, max(LEAST_WHOLE, min(a.width, b.width)))
    good = (similarity >= LEAST_SIMILAR) & (width_a >= least) & (width_b >= least)
    kept = (numbers >= 0) & good[numbers]
    if not kept.any():
        return _NOTHING
    blocks, numbers = blocks[kept], numbers[kept]
    same, inside_a, inside_b = measure_passages(blocks, numbers, a.marks, b.marks, *edges)
    rows: list[Block] = list(map(tuple, blocks.tolist()))
    cuts = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(rows)]
    return Alignment(
        chains=tuple(
            Chain(tuple(rows[start:end]), float(similarity[numbers[start]]))
            for start, end in pairwise(cuts)
        ),
        coverage_a=same / max(a.width, 1),
        coverage_b=same / max(b.width, 1),
        masked_a=inside_a / max(a.width, 1),
        masked_b=inside_b / max(b.width, 1),
    )


def spell_passages(a: Masked, b: Masked, alignment: Alignment) -> tuple[Passage, ...]:
    """The passages in offsets of the two originals, in order of a."""
    return tuple(
        Passage(
            a=a.span(*chain.a),
            b=b.span(*chain.b),
            similarity=round(chain.similarity, 4),
            kind=_kind(a, b, chain),
        )
        for chain in alignment.chains
    )


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
