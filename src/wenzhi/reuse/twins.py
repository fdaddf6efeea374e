"""Floor 3, reuse: sentences that stand word for word in two sections, however little else does.

Takes a collection, gives pairs whose passages are such sentences: beside the pairs that were told, where a
short one is shorter than any passage and still not the words of whoever took it (`find_twins`), and
without (`find_alike`), where one sentence in common makes no copied section. They are no finding and make
no family. It must not align anything, nor judge whether a sentence says something: of those alike, most
may be stock sentences that a few of thousands write.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import CopyPair, Passage, SectionText, Span
from wenzhi.reuse.copies import order_in_time, relate
from wenzhi.reuse.links import SIDES, Collection
from wenzhi.reuse.packed import Recent
from wenzhi.reuse.provenance import SHARED_BY
from wenzhi.text.slots import Masked

LEAST_BESIDE, LEAST_ALONE = 8, 10
"""Folded characters of the shortest sentence beside a told pair, and without one."""

_NO_SHARES = dict.fromkeys(("coverage_a", "coverage_b", "masked_a", "masked_b"), 0.0)
"""Sentences beside a pair add nothing to what the two share; what is known by passages goes before."""
_SENTENCE = as_pattern(r"[^。！？；：!?;:]+")
_MARK = as_pattern(
    r"(?:[一二三四五六七八九十]{1,2}(?:是|、)|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、)](?!\d)|[①-⑳])"
)
_Sentences = dict[str, Span]
"""Where a sentence stands in the original, by its words."""


def find_twins(collection: Collection, told: Sequence[CopyPair]) -> Iterator[CopyPair]:
    """Each of `told`, the pairs told of the collection, with the sentences that both its texts have."""
    sentences = _reader(collection)
    numbers = {text.ref.report: number for number, text in enumerate(collection.texts)}
    for pair in told:
        a, b = sentences(numbers[pair.a.report]), sentences(numbers[pair.b.report])
        if passages := tuple(_share(a, b, LEAST_BESIDE)):
            yield replace(pair, passages=passages, **_NO_SHARES)


def find_alike(collection: Collection, told: Sequence[CopyPair]) -> Iterator[CopyPair]:
    """The sentences that two texts of no told pair both have, where it is known who was first.

    Each text with the earliest that has the sentence, if that is of another organ of its rank. What so many
    organs write that a family of them would have no source (`SHARED_BY`) has none either.
    """
    sentences, texts = _reader(collection), collection.texts
    known = {frozenset((pair.a.report, pair.b.report)) for pair in told}
    pairs: set[tuple[int, int]] = set()
    for holders in _list_holders(sentences, len(texts)):
        if len({texts[number].organ_id for number in holders}) < SHARED_BY:
            first = min(holders, key=lambda number: (_date(texts[number]), number))
            pairs |= {(first, number) for number in holders if number != first}
    for first, later in sorted(pairs):
        one, other = texts[first], texts[later]
        apart = order_in_time(one, other) == "a" and relate(one, other) == "peer"
        if not apart or frozenset((one.ref.report, other.ref.report)) in known:
            continue
        yield CopyPair(
            a=one.ref,
            b=other.ref,
            relation="peer",
            earlier="a",
            passages=tuple(_share(sentences(first), sentences(later), LEAST_ALONE)),
            **_NO_SHARES,
        )


def _list_holders(sentences: Callable[[int], _Sentences], total: int) -> Iterator[list[int]]:
    """The texts, by number and ascending, of each sentence that more than one has."""
    marks: list[npt.NDArray[np.uint64]] = []
    for number in range(total):
        words = [words for words in sentences(number) if len(words) >= LEAST_ALONE]
        digests = b"".join(blake2b(each.encode(), digest_size=8).digest() for each in words)
        marks.append(np.frombuffer(digests, np.uint64))
    values = np.concatenate([np.zeros(0, np.uint64), *marks])
    owners = np.repeat(np.arange(total, dtype=np.int32), [len(each) for each in marks])
    order = np.lexsort((owners, values))
    cuts = np.flatnonzero(np.diff(values[order])) + 1
    for start, end in pairwise([0, *cuts.tolist(), len(order)]):
        if end - start > 1:
            yield owners[order[start:end]].tolist()


def _date(text: SectionText) -> tuple[int, str]:
    return text.ref.year or 9999, text.published or "9999"


def _reader(collection: Collection) -> Callable[[int], _Sentences]:
    return Recent(lambda number: _read(collection.masked[number]), SIDES)


def _read(masked: Masked) -> _Sentences:
    """The sentences of a text, less list marks; of two alike the first.

    Where blanks or a line's end stand inside one, what follows the last of them counts too: before it may
    stand a heading.
    """
    found: _Sentences = {}
    blanks = (np.flatnonzero(np.diff(masked.offsets) > 1) + 1).tolist()
    for match in _SENTENCE.finditer(masked.folded):
        last = blanks[bisect_left(blanks, match.end()) - 1] if blanks else 0
        for begin in sorted({match.start(), max(match.start(), last)}):
            mark = _MARK.match(masked.folded, begin, match.end())
            start, end = mark.end() if mark else begin, match.end()
            if end - start >= LEAST_BESIDE:
                found.setdefault(masked.folded[start:end], masked.folded_span(start, end))
    return found


def _share(a: _Sentences, b: _Sentences, least: int) -> Iterator[Passage]:
    """The sentences of `a`, of `least` characters or more, that `b` has too."""
    for words, span in a.items():
        if len(words) >= least and words in b:
            yield Passage(a=span, b=b[words], similarity=1.0, kind="verbatim")
