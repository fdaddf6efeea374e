"""Floor 3, reuse: aligning two texts: which stretches of one stand in the other.

Takes two masked texts (`text.slots`), gives an `Alignment`: disjoint runs of equal masked characters
(blocks), chained through short gaps into passages. Order does not matter: shuffled sentences make
several passages. Reworded stretches are found by tolerance, not by meaning: equal characters hold a
passage together, or a sentence outside of passages holds much the same pairs of characters as one
of the other text (`rewordings`). It must not know of organs, years or families.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Passage, Span
from wenzhi.reuse.phrases import Bools, Ints
from wenzhi.reuse.rewordings import Rewording, Sentences, find_rewordings
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

_STOPS = frozenset(map(ord, "。！？；!?;"))
_SLOT_CODES = frozenset((NUMBER, DATE, DOCUMENT, NAME))
_NAME = as_pattern(
    r"[\u4e00-\u9fff]{0,14}(?:省|自治区|市|州|盟|县|区|旗|镇|乡|街道|街|村|社区|局|厅|委|办|院|中心|处"
    r"|队|所|站|部|会|政府|办公室|机关|单位|部门)"
)
_NUMERAL = as_pattern(r"[一二三四五六七八九十百千万两〇零]+(?:余|多)?")

Block = tuple[int, int, int]
"""Start in a, start in b, length, in masked characters."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A masked text with what its alignments compare besides: the fillings of its slots.

    `marks[i]` is `codes[i]` or, for a slot, a number that its filling decides. Sentences that are not
    `own` are everybody's: never taken for reworded, and no passage by themselves: `owned` counts for
    each masked character the folded ones before it that may make a passage.
    """

    masked: Masked
    marks: npt.NDArray[np.uint32]
    sentences: Sentences
    own: npt.NDArray[np.bool_]
    owned: npt.NDArray[np.int32]

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
    passages, slots with other fillings, bridged gaps and rewordings included.
    """

    chains: tuple[Chain, ...]
    coverage_a: float
    coverage_b: float
    masked_a: float
    masked_b: float
    rewordings: tuple[Rewording, ...] = ()

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
        turned = (Rewording(each.b, each.a, each.similarity) for each in self.rewordings)
        return Alignment(
            chains=tuple(sorted(chains, key=lambda chain: chain.blocks)),
            coverage_a=self.coverage_b,
            coverage_b=self.coverage_a,
            masked_a=self.masked_b,
            masked_b=self.masked_a,
            rewordings=tuple(sorted(turned, key=lambda each: each.a)),
        )


_NOTHING = Alignment((), 0.0, 0.0, 0.0, 0.0)


def prepare(
    masked: Masked, common: Callable[[Ints], Bools] | None = None, every: bool = False
) -> Prepared:
    """A text made ready once for all its pairs; `common` tells of masked spans which are everybody's.

    With `every`, what is everybody's makes passages too.
    """
    marks = masked.codes.copy()
    for place in masked.types:
        filling = masked.raw(place, place + 1).encode("utf-8", "surrogatepass")
        marks[place] = crc32(filling) | _FILLED
    sentences = Sentences.of(masked.codes)
    own = np.ones(len(sentences.spans), bool) if common is None else ~common(sentences.spans)
    owned = masked.first if every or own.all() else _count_owned(masked, sentences.spans[~own])
    return Prepared(masked, marks, sentences, own, owned)


def _count_owned(masked: Masked, common: Ints) -> npt.NDArray[np.int32]:
    widths = np.diff(masked.first)
    for start, end in common.tolist():
        widths[start:end] = 0
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(widths, dtype=np.int32)])


def align(a: Prepared, b: Prepared) -> Alignment:
    """All passages of `a` and `b`. Symmetric but for which side is named first."""
    from wenzhi.reuse.kernels import count_identical, count_inside, find_outside, find_passages

    least = min(LEAST, max(LEAST_WHOLE, min(a.width, b.width)))
    first_a, first_b = a.masked.first, b.masked.first
    blocks, cuts, spans, likeness = find_passages(
        a.masked.codes,
        b.masked.codes,
        (first_a, first_b),
        (a.owned, b.owned),
        _RULES,
        least,
        LEAST_SIMILAR,
    )
    in_a, in_b = spans[:, :2], spans[:, 2:]
    rewordings = find_rewordings(
        a.sentences,
        b.sentences,
        a.own & find_outside(a.sentences.spans, in_a, len(a.masked)),
        b.own & find_outside(b.sentences.spans, in_b, len(b.masked)),
        least,
    )
    if not len(spans) and not rewordings:
        return _NOTHING
    if rewordings:
        in_a = np.concatenate([in_a, _rows([each.a for each in rewordings])])
        in_b = np.concatenate([in_b, _rows([each.b for each in rewordings])])
    same = count_identical(blocks, a.marks, b.marks, first_a)
    return Alignment(
        chains=tuple(_list_chains(blocks, cuts, likeness)),
        coverage_a=same / max(a.width, 1),
        coverage_b=same / max(b.width, 1),
        masked_a=count_inside(in_a, first_a) / max(a.width, 1),
        masked_b=count_inside(in_b, first_b) / max(b.width, 1),
        rewordings=tuple(rewordings),
    )


def _rows(spans: Sequence[Span]) -> Ints:
    return np.array(spans, np.int64).reshape(-1, 2)


def _list_chains(blocks: Ints, cuts: Ints, likeness: npt.NDArray[np.float64]) -> Iterator[Chain]:
    rows: list[Block] = list(map(tuple, blocks.tolist()))
    for (start, end), alike in zip(pairwise(cuts.tolist()), likeness.tolist(), strict=True):
        yield Chain(tuple(rows[start:end]), alike)


def spell_passages(a: Masked, b: Masked, alignment: Alignment) -> tuple[Passage, ...]:
    """The passages in offsets of the two originals, in order of a.

    A run of equal characters inside a sentence that is told as reworded is not told again, and
    reworded stretches that follow each other in both texts are one passage.
    """
    drafts = [_Draft(each.a, each.b, each.similarity, "reworded") for each in alignment.rewordings]
    drafts += [
        _Draft(chain.a, chain.b, chain.similarity, _kind(a, b, chain))
        for chain in (_trimmed(a, b, chain) for chain in alignment.chains)
        if not any(
            _holds(each.a, chain.a) and _holds(each.b, chain.b) for each in alignment.rewordings
        )
    ]
    told: list[_Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.a, draft.b)):
        if told and told[-1].leads_to(draft):
            told[-1] = told[-1].joined(draft)
        else:
            told.append(draft)
    return tuple(
        Passage(
            a=a.span(*draft.a),
            b=b.span(*draft.b),
            similarity=round(draft.similarity, 4),
            kind=draft.kind,
        )
        for draft in told
    )


def _trimmed(a: Masked, b: Masked, chain: Chain) -> Chain:
    """`chain` without the few characters by which it runs over the end of a sentence, before or
    after: that two sentences begin or end with one word is nothing.
    """
    first, last = chain.blocks[0], chain.blocks[-1]
    start = over = 0
    if not (_begins(a, chain.a[0]) and _begins(b, chain.b[0])):
        reach = first[0] + min(ANCHOR, first[2] - 1)
        start = _find_stop(a, first[0], reach) + 1 - first[0]
    if not (_begins(a, chain.a[1]) and _begins(b, chain.b[1])):
        reach = chain.a[1] - min(ANCHOR, last[2] - 1)
        found = _find_stop(a, reach, chain.a[1])
        over = chain.a[1] - found - 1 if found >= 0 else 0
    start = max(start, 0)
    if chain.a[1] - chain.a[0] - start - over < LEAST:
        return chain
    blocks = [*chain.blocks]
    blocks[0] = first[0] + start, first[1] + start, first[2] - start
    blocks[-1] = blocks[-1][0], blocks[-1][1], blocks[-1][2] - over
    return Chain(tuple(blocks), chain.similarity)


def _begins(text: Masked, place: int) -> bool:
    """Whether a sentence, or nothing more, begins at `place`."""
    return place in (0, len(text)) or int(text.codes[place - 1]) in _STOPS


@dataclass(frozen=True, slots=True)
class _Draft:
    """A passage in masked characters."""

    a: Span
    b: Span
    similarity: float
    kind: Kind

    def leads_to(self, other: _Draft) -> bool:
        """Whether both are reworded and what lies between them is no more than a changed clause."""
        between = other.a[0] - self.a[1], other.b[0] - self.b[1]
        return self.kind == other.kind == "reworded" and all(-LEAST < gap <= GAP for gap in between)

    def joined(self, other: _Draft) -> _Draft:
        """The two and what lies between them."""
        a, b = (self.a[0], max(self.a[1], other.a[1])), (self.b[0], max(self.b[1], other.b[1]))
        alike = sum(
            each.similarity * (each.a[1] - each.a[0] + each.b[1] - each.b[0])
            for each in (self, other)
        )
        similarity = min(1.0, alike / (a[1] - a[0] + b[1] - b[0]))
        return _Draft(a, b, similarity, "reworded")


def _find_stop(a: Masked, start: int, end: int) -> int:
    """The last end of a sentence in masked `[start, end)`, -1 where none is."""
    places = [place for place in range(start, end) if int(a.codes[place]) in _STOPS]
    return places[-1] if places else -1


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


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
