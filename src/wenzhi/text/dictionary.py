"""Floor 1: which words are ordinary ones rather than parts of names, by the dictionary jieba brings.

It cuts nothing and must not know the lexicon. The dictionary is surveyed when first asked and not through
jieba, which takes longer to load; its lines are read character by character, as they are asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wenzhi.base.errors import ResourceError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span

Codes: TypeAlias = npt.NDArray[np.uint8]
Places: TypeAlias = npt.NDArray[np.intp]

COMMON = 2000
"""Occurrences in the dictionary's corpus from which on a noun is an ordinary word: 部分 and 项目 have
27,619 and 13,257, the nouns that towns are called after (白鹭, 石桥, 桃源, 海棠) below 800."""

_ENTRY = as_pattern(
    r"^([\u4e00-\u9fff]{2,3}) (?:\d+ [abcdefijloprtuvyz]|(?:[2-9]\d{3}|\d{5,}) n$)", re.MULTILINE
)
"""Words of two or three characters that are verbs, adverbs, pronouns … (all classes but nouns, proper
names and numerals, which names are made of), or common nouns. Classes are those of ICTCLAS."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Lines of word, frequency and class in UTF-8; where, in bytes, those on each first character stand.

    `total` is the sum of all frequencies.
    """

    encoded: bytes
    places: dict[str, list[Span]]
    total: int

    def lines(self, character: str) -> str:
        """The lines of the words that begin with `character`."""
        spans = self.places.get(character, ())
        return b"".join(self.encoded[start:end] for start, end in spans).decode()


@cache
def dictionary() -> Dictionary:
    """jieba's, surveyed once in a process. Raises ResourceError (E402) where it is not installed."""
    encoded = _encoded()
    return Dictionary(encoded, *_survey(encoded))


def is_ordinary(word: str) -> bool:
    """Whether names of places are hardly made of `word`, of two or three characters.

    Raises ResourceError (E402) where the dictionary is not installed.
    """
    return word in _ordinary_on(word[:1])


@cache
def _ordinary_on(character: str) -> frozenset[str]:
    return frozenset(_ENTRY.findall(dictionary().lines(character)))


_WORDS = as_pattern(r"^([\u4e00-\u9fff]{2,4}) (\d+) ", re.MULTILINE)


def occurrences(word: str) -> int:
    """How often `word`, of two to four characters, is met in the dictionary's corpus; 0 where it is none.

    Raises ResourceError (E402) where the dictionary is not installed.
    """
    return _words_on(word[:1]).get(word, 0)


@cache
def _words_on(character: str) -> dict[str, int]:
    return {word: int(met) for word, met in _WORDS.findall(dictionary().lines(character))}


def read_dictionary() -> str:
    """Lines of word, frequency and class. Raises ResourceError (E402) where it is not installed."""
    return _encoded().decode()


def _encoded() -> bytes:
    spec = find_spec("jieba")
    path = Path(spec.origin).parent / "dict.txt" if spec is not None and spec.origin else None
    if path is None or not path.is_file():
        raise ResourceError("E402", "没有找到 jieba 的词典 dict.txt", where="jieba")
    return path.read_bytes()


def _survey(encoded: bytes) -> tuple[dict[str, list[Span]], int]:
    """`Dictionary.places` and `Dictionary.total`.

    Lines are word, frequency and part of speech with a blank between; they are in order of the first
    character but for a few. Counting along arrays takes a twentieth of the time of reading the lines.
    """
    codes = np.frombuffer(encoded, np.uint8)
    ends = np.flatnonzero(codes == ord("\n")) + 1
    starts = np.concatenate(([0], ends))
    starts = starts[starts < len(codes)]
    first = _first_characters(codes, starts)
    turns = np.flatnonzero(np.concatenate(([True], first[1:] != first[:-1])))
    places = [*starts[turns].tolist(), len(codes)]
    found: dict[str, list[Span]] = {}
    for start, end in pairwise(places):
        character = encoded[start : start + 4].decode(errors="ignore")[0]
        found.setdefault(character, []).append((start, end))
    blanks = np.flatnonzero(codes == ord(" ")).reshape(-1, 2)
    return found, _sum_numbers(codes, blanks[:, 0], blanks[:, 1])


def _first_characters(codes: Codes, starts: Places) -> npt.NDArray[np.uint32]:
    """The bytes in UTF-8 of the character at each of `starts`, as one number."""
    padded = np.concatenate((codes, np.zeros(3, np.uint8)))
    lead = codes[starts]
    number = lead.astype(np.uint32)
    for place, least in enumerate((0xC0, 0xE0, 0xF0), 1):  # a character of two, three, four bytes
        behind = np.where(lead >= least, padded[starts + place], 0).astype(np.uint32)
        number = number << np.uint32(8) | behind
    return number


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
