"""Floor 1: jieba's own cuts, sooner: the same dictionary, the same scores, less work for each character.

Takes text and gives the words that `jieba.Tokenizer` would give. It must not know the lexicon. Imported
only by who cuts text, for jieba is slow to load.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from math import log

import jieba

from wenzhi.text.dictionary import dictionary

PIECES = 16384
"""Pieces between two stops whose cuts are kept: a piece of 15 characters takes about a kilobyte."""


class SwiftTokenizer(jieba.Tokenizer):  # type: ignore[misc] # jieba ships no types
    """jieba's tokenizer with its inner loop in one pass and the cuts of repeated pieces kept.

    Words are to be added before the first cut: kept cuts do not see words added later. Of the
    dictionary, words come to be known by their first characters, when one is met: a report has some
    four hundred of its eleven thousand. Without `guess` no word is made of characters that no
    dictionary has together (jieba's hidden Markov model).
    """

    def __init__(self, *, guess: bool = True) -> None:
        super().__init__()
        self._guess = guess
        self._dictionary = dictionary()
        self._unread, self.total = set(self._dictionary.places), self._dictionary.total
        self.FREQ: dict[str, int] = {}
        self.initialized = True
        self._cut_piece = lru_cache(maxsize=PIECES)(self._cut_anew)

    def lcut(self, text: str) -> list[str]:
        """The words of `text`. jieba cuts each piece between two stops by itself."""
        pieces = filter(None, jieba.re_han_default.split(text))
        return list(chain.from_iterable(map(self._cut_piece, pieces)))

    def _cut_anew(self, piece: str) -> tuple[str, ...]:
        return tuple(self.cut(piece, HMM=self._guess))

    def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> None:
        """jieba's own, once the dictionary's words on the same character are known."""
        self._meet(word[:1])
        super().add_word(word, freq, tag)

    def know_all(self) -> None:
        """Read the whole dictionary into `FREQ`, for who wants to see it."""
        self._meet(tuple(self._unread))

    def get_DAG(self, sentence: str) -> dict[int, list[int]]:  # noqa: N802 # jieba's name
        """Nothing: `calc` looks the words up itself, once each; they are read here if need be."""
        self._meet(sentence)
        return {}

    def _meet(self, characters: Iterable[str]) -> None:
        """Each word's frequency, nought for what only begins words, for words on `characters`."""
        new = self._unread.intersection(characters)
        self._unread -= new
        for character in new:
            fields = self._dictionary.lines(character).split()
            words = fields[::3]
            known = self.FREQ
            known.update(zip(words, map(int, fields[1::3]), strict=True))
            for stem in {word[:-1] for word in words}:
                while stem and stem not in known:
                    known[stem] = 0
                    stem = stem[:-1]  # its own beginnings are stems too

    def calc(
        self,
        sentence: str,
        DAG: dict[int, list[int]],  # noqa: N803 # jieba's name
        route: dict[int, tuple[float, int]],
    ) -> None:
        """The best route from each place to the end: its score and where its first word ends."""
        look_up, logtotal, length = self.FREQ.get, log(self.total), len(sentence)
        route[length] = (0, 0)
        for start in range(length - 1, -1, -1):
            best, last = None, start
            frequency, stop = look_up(sentence[start]), start + 1
            while frequency is not None:
                if frequency:
                    score = log(frequency) - logtotal + route[stop][0]
                    if best is None or score >= best:
                        best, last = score, stop - 1
                if stop == length:
                    break
                stop += 1
                frequency = look_up(sentence[start:stop])
            if best is None:
                best = route[start + 1][0] - logtotal
            route[start] = (best, last)
