"""Floor 3, reuse: the order of texts and of sources, which names of files must not reach.

Where two sources share as much with a text, the first in this order is the one that is named, drawn or
joined: earlier years before later ones, then organs by name, then by a digest of all that is known of the
text. The id of a report, which its path decides, tells apart only what is the same in all of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import overload

import msgspec

from wenzhi.base.records import ReportRef, SectionText

_UNDATED = 9999
"""Stands for the year of a report that says none: after all others."""

Rank = tuple[int, str, bytes, str]


def rank_source(ref: ReportRef) -> tuple[int, str]:
    """The order of reports as far as their names tell."""
    return ref.year or _UNDATED, ref.organization or ""


def digest_content(text: SectionText) -> bytes:
    """A digest of a text and what is known of its report, but for where that lies."""
    ref = msgspec.structs.replace(text.ref, report="", path="")
    told = msgspec.msgpack.encode(msgspec.structs.replace(text, ref=ref))
    return blake2b(told, digest_size=16).digest()


def rank_text(text: SectionText) -> Rank:
    """The place of a text among others."""
    return *rank_source(text.ref), digest_content(text), text.ref.report


@dataclass(frozen=True, slots=True, eq=False)
class _Turned(Sequence[SectionText]):
    """Texts in another order, left where they are."""

    texts: Sequence[SectionText]
    order: list[int]

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, index: int) -> SectionText: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SectionText]: ...
    def __getitem__(self, index: int | slice) -> SectionText | Sequence[SectionText]:
        if isinstance(index, slice):
            return [self.texts[number] for number in self.order[index]]
        return self.texts[self.order[index]]

    def __iter__(self) -> Iterator[SectionText]:
        return map(self.texts.__getitem__, self.order)


def sort_texts(texts: Sequence[SectionText]) -> Sequence[SectionText]:
    """The texts in order. Those of a list or tuple in one of our own; others stay on disk."""
    if isinstance(texts, list | tuple):
        return tuple(sorted(texts, key=rank_text))
    ranks = list(map(rank_text, texts))
    if all(one <= other for one, other in pairwise(ranks)):
        return texts
    return _Turned(texts, sorted(range(len(ranks)), key=ranks.__getitem__))
