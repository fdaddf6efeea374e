"""Floor 1: jieba's own cuts, sooner: the same dictionary, the same scores, less work for each character.

Takes text and gives the words that `jieba.Tokenizer` would give. It must not know the lexicon. Imported
only by who cuts text, for jieba is slow to load.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from math import log
from typing import BinaryIO

import jieba

PIECES = 16384
"""Pieces between two stops whose cuts are kept: a piece of 15 characters takes about a kilobyte."""


class SwiftTokenizer(jieba.Tokenizer):  # type: ignore[misc] # jieba ships no types
    """jieba's tokenizer with its inner loop in one pass and the cuts of repeated pieces kept.

    Words are to be added before the first cut: kept cuts do not see words added later.
    """

    def __init__(self) -> None:
        super().__init__()
        self.FREQ, self.total = self.gen_pfdict(self.get_dict_file())
        self.initialized = True
        self._cut_piece = lru_cache(maxsize=PIECES)(self._cut_anew)

    def lcut(self, text: str) -> list[str]:
        """The words of `text`. jieba cuts each piece between two stops by itself."""
        pieces = filter(None, jieba.re_han_default.split(text))
        return list(chain.from_iterable(map(self._cut_piece, pieces)))

    def _cut_anew(self, piece: str) -> tuple[str, ...]:
        return tuple(self.cut(piece))

    @staticmethod
    def gen_pfdict(f: BinaryIO) -> tuple[dict[str, int], int]:
        """Each word's frequency, nought for what only begins words, and the sum of frequencies.

        Lines are word, frequency and part of speech. jieba reads them one by one.
        """
        with f:
            fields = f.read().decode().split()
        numbers = list(map(int, fields[1::3]))
        words = dict(zip(fields[::3], numbers, strict=True))
        for word in fields[::3]:
            stem = word[:-1]
            while stem and stem not in words:
                words[stem] = 0
                stem = stem[:-1]
        return words, sum(numbers)

    def get_DAG(self, sentence: str) -> dict[int, list[int]]:  # noqa: N802 # jieba's name
        """Nothing: `calc` looks the words up itself, once each."""
        return {}

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
