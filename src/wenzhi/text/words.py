"""Floor 1: where the words of a text begin, cut only where somebody asks.

Takes folded text, answers about places in it as the segmenter would cut the whole. A report asks about a
few of its figures alone, so most of its prose is never cut, and jieba's dictionary often never read. It must
not know what the words are wanted for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Protocol

from wenzhi.base.patterns import as_pattern
from wenzhi.text.lexicon import build_segmenter

JOINED = "\u4e00-\u9fd5" + r"a-zA-Z0-9+#&\._%\-"
"""The characters of jieba's `re_han_default`: it cuts each run of them, and what is between, by itself."""
_PIECES = as_pattern(rf"[{JOINED}]+|[^{JOINED}]+")


class Words(Protocol):
    """Where the words of a text begin."""

    def begins(self, place: int) -> bool:
        """Whether a word begins at `place`; none does at the end of the text."""
        ...

    def last_before(self, place: int) -> int:
        """Where the last word begins that begins before `place`; `place` is not 0."""
        ...

    def next_after(self, place: int) -> int:
        """Where the first word begins that begins behind `place`; the end of the text where none does."""
        ...


class ToldWords:
    """Words that somebody has cut already: `starts` in order, and where the last of them ends."""

    def __init__(self, starts: Sequence[int], end: int) -> None:
        self._starts = starts
        self._end = end

    def begins(self, place: int) -> bool:
        """Whether a word begins at `place`."""
        index = bisect_left(self._starts, place)
        return index < len(self._starts) and self._starts[index] == place

    def last_before(self, place: int) -> int:
        """Where the last word begins that begins before `place`."""
        return self._starts[bisect_left(self._starts, place) - 1]

    def next_after(self, place: int) -> int:
        """Where the first word begins that begins behind `place`, or the end."""
        index = bisect_right(self._starts, place)
        return self._starts[index] if index < len(self._starts) else self._end


class AskedWords:
    """The words of `text` as `build_segmenter` cuts it, piece by piece when one is asked about."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cut: dict[int, ToldWords] = {}

    @cached_property
    def _pieces(self) -> list[int]:
        return [match.start() for match in _PIECES.finditer(self._text)]

    def begins(self, place: int) -> bool:
        """Whether a word begins at `place`; none does at the end of the text."""
        return place < len(self._text) and self._piece(place).begins(place)

    def last_before(self, place: int) -> int:
        """Where the last word begins that begins before `place`."""
        return self._piece(place - 1).last_before(place)

    def next_after(self, place: int) -> int:
        """Where the first word begins that begins behind `place`, or the end of the text."""
        return self._piece(place).next_after(place)

    def _piece(self, place: int) -> ToldWords:
        """The words of the piece that holds `place`, with their places in the text."""
        index = bisect_right(self._pieces, place) - 1
        if index not in self._cut:
            start = self._pieces[index]
            end = self._pieces[index + 1] if index + 1 < len(self._pieces) else len(self._text)
            words = build_segmenter().lcut(self._text[start:end])
            self._cut[index] = ToldWords(list(accumulate(map(len, words), initial=start))[:-1], end)
        return self._cut[index]
