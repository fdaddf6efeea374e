"""Floor 1: jieba's own cuts, sooner: the same dictionary, the same scores, less work for each character.

Takes text and gives the words that `jieba.Tokenizer` would give. It must not know the lexicon. Imported
only by who cuts text, for jieba is slow to load.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from math import log
from typing import TypeAlias

import jieba
import numpy as np
import numpy.typing as npt

from wenzhi.base.records import Span
from wenzhi.text.dictionary import read_dictionary

Codes: TypeAlias = npt.NDArray[np.uint32]
Places: TypeAlias = npt.NDArray[np.intp]

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
        self._dictionary = read_dictionary()
        self._unread, self.total = _survey(self._dictionary)
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
        new = self._unread.keys() & set(characters)
        for character in new:
            text = "".join(self._dictionary[a:b] for a, b in self._unread.pop(character))
            fields = text.split()
            words = fields[::3]
            known = self.FREQ
            known.update(zip(words, map(int, fields[1::3]), strict=True))
            for word in words:
                stem = word[:-1]
                while stem and stem not in known:
                    known[stem] = 0
                    stem = stem[:-1]

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


def _survey(dictionary: str) -> tuple[dict[str, list[Span]], int]:
    """Where the lines on each first character stand, and the sum of all frequencies.

    Lines are word, frequency and part of speech with a blank between; they are in order of the first
    character but for a few. Counting along arrays takes a tenth of the time of reading the lines.
    """
    codes = np.frombuffer(dictionary.encode("utf-32-le"), np.uint32)
    ends = np.flatnonzero(codes == ord("\n")) + 1
    starts = np.concatenate(([0], ends))
    starts = starts[starts < len(codes)]
    first = codes[starts]
    turns = np.flatnonzero(np.concatenate(([True], first[1:] != first[:-1])))
    places = [*starts[turns].tolist(), len(codes)]
    found: dict[str, list[Span]] = {}
    for code, start, end in zip(first[turns].tolist(), places, places[1:], strict=False):
        found.setdefault(chr(code), []).append((start, end))
    blanks = np.flatnonzero(codes == ord(" ")).reshape(-1, 2)
    return found, _sum_numbers(codes, blanks[:, 0], blanks[:, 1])


def _sum_numbers(codes: Codes, before: Places, behind: Places) -> int:
    """The sum of the numbers that stand between the places `before` and `behind`, figure by figure."""
    total, place = 0, 1
    left = behind - 1
    while (inside := left > before).any():
        before, left = before[inside], left[inside]
        total += place * int((codes[left].astype(np.int64) - ord("0")).sum())
        left = left - 1
        place *= 10
    return total
