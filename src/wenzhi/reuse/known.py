"""Floor 3, reuse: wording that is known to be nobody's own: the form, the statute, stock phrases.

Reads the dictionaries in `data/statutory` and the labels of the forms, finds them in folded text.
Dictionaries hold facts of law and custom, collected by hand; they do not replace the frequency of a
phrase in a corpus but stand in for it where the corpus is small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from wenzhi.base.resources import read_lines, read_toml
from wenzhi.text.normalize import squeezed
from wenzhi.text.shingles import PHRASE, Hashes, hash_grams
from wenzhi.text.slots import Draft, mask_all

Known = Literal["form", "statute", "genre"]

_RANKED: tuple[Known, ...] = ("form", "statute", "genre")
"""The strongest first."""

_FORMS = ("2019", "2021")
_LEAST = 4
"""Characters of the shortest form label that is looked for in prose: 其他 and 总计 are mere words."""


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """A stretch of folded text, `[start, end)`, and what it is known as."""

    start: int
    end: int
    kind: Known


@cache
def dictionary(kind: Known) -> tuple[str, ...]:
    """Known wordings of one kind, folded and without blanks, longest first."""
    if kind == "form":
        lines = [label for form in _FORMS for label in _labels(read_toml(f"forms/{form}.toml"))]
        lines += read_lines("statutory/form.txt")
    else:
        lines = read_lines("statutory/statute.txt" if kind == "statute" else "statutory/stock.txt")
    words = {squeezed(line) for line in lines}
    return tuple(
        sorted((word for word in words if len(word) >= _LEAST), key=lambda w: (-len(w), w))
    )


@cache
def known_phrases(length: int = PHRASE) -> Hashes:
    """Sorted hashes of the masked phrases of `length` characters that lie wholly in known wording."""
    words = [Draft(word) for kind in _RANKED for word in dictionary(kind)]
    return np.unique(np.concatenate([hash_grams(one.codes, length) for one in mask_all(words)]))


def find_known(folded: str) -> tuple[KnownSpan, ...]:
    """Disjoint known stretches of folded text without blanks; form before statute before genre."""
    heads = _words()
    opened = [
        (place, known)
        for place in _openings(folded)
        if (known := heads.get(folded[place : place + _LEAST])) is not None
    ]
    found: list[KnownSpan] = []
    taken = bytearray(len(folded))
    for number, kind in enumerate(_RANKED):
        done = 0
        for start, known in opened:
            # Words in reading order, the longest at each place, none inside another.
            words = known[number]
            if not words or start < done or (word := _begins(folded, start, words)) is None:
                continue
            done = start + len(word)
            if not any(taken[start:done]):
                taken[start:done] = b"\x01" * (done - start)
                found.append(KnownSpan(start, done, kind))
    return tuple(sorted(found, key=lambda span: span.start))


def _begins(folded: str, start: int, words: Sequence[str]) -> str | None:
    """The first of `words` that stands at `start`."""
    for word in words:
        if folded.startswith(word, start):
            return word
    return None


@cache
def _words() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Known words by their first `_LEAST` characters: those of each kind, longest first."""
    heads = sorted({word[:_LEAST] for kind in _RANKED for word in dictionary(kind)})
    found = {head: [list[str]() for _ in _RANKED] for head in heads}
    for number, kind in enumerate(_RANKED):
        for word in dictionary(kind):
            found[word[:_LEAST]][number].append(word)
    return {head: tuple(map(tuple, words)) for head, words in found.items()}


def _openings(folded: str) -> list[int]:
    """Places where a known word may begin: all where one does, and few others."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    places: list[int] = np.flatnonzero(_table()[_head_marks(codes)]).tolist()
    return places


def _head_marks(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    return hash_grams(codes, _LEAST) >> np.uint64(48)


@cache
def _table() -> npt.NDArray[np.bool_]:
    """By 16 bits of the hash of four characters, whether a known word begins so."""
    table = np.zeros(1 << 16, bool)
    for head in _words():
        table[_head_marks(np.array([ord(letter) for letter in head], np.uint32))] = True
    return table


def _labels(node: object) -> list[str]:
    """Every label, alias, note and group in a form, wherever it stands."""
    if isinstance(node, dict):
        own = [node[key] for key in ("label", "note", "head", "clause") if key in node]
        lists = [word for key in ("heads", "aliases", "groups") for word in node.get(key, ())]
        return own + lists + [label for value in node.values() for label in _labels(value)]
    if isinstance(node, list):
        return [label for value in node for label in _labels(value)]
    return []
