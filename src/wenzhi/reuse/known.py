"""Floor 3, reuse: wording that is known to be nobody's own: the form, the statute, stock phrases.

Reads the dictionaries in `data/statutory` and the labels of the forms, finds them in folded text.
Dictionaries hold facts of law and custom, collected by hand; they do not replace the frequency of a
phrase in a corpus but stand in for it where the corpus is small.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from wenzhi.base.records import Span
from wenzhi.base.resources import read_lines, read_toml
from wenzhi.text.normalize import squeezed
from wenzhi.text.shingles import PHRASE, Hashes, hash_grams
from wenzhi.text.slots import mask

Known = Literal["form", "statute", "genre"]

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
def known_phrases() -> Hashes:
    """Sorted hashes of the masked phrases that lie wholly inside known wording."""
    kinds: tuple[Known, ...] = ("form", "statute", "genre")
    grams = [hash_grams(mask(word).codes, PHRASE) for kind in kinds for word in dictionary(kind)]
    return np.unique(np.concatenate(grams))


def find_known(folded: str) -> tuple[KnownSpan, ...]:
    """Disjoint known stretches of folded text without blanks; form before statute before genre."""
    found: list[KnownSpan] = []
    taken = bytearray(len(folded))
    kinds: tuple[Known, ...] = ("form", "statute", "genre")
    for kind in kinds:
        for match in _pattern(kind).finditer(folded):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(KnownSpan(start, end, kind))
    return tuple(sorted(found, key=lambda span: span.start))


def spans_of(known: tuple[KnownSpan, ...], kind: Known) -> list[Span]:
    """The spans of one kind."""
    return [(span.start, span.end) for span in known if span.kind == kind]


@cache
def _pattern(kind: Known) -> re.Pattern[str]:
    """One alternation, so that the longest wording at a place wins."""
    return re.compile("|".join(re.escape(word) for word in dictionary(kind)))


def _labels(node: object) -> list[str]:
    """Every label, alias, note and group in a form, wherever it stands."""
    if isinstance(node, dict):
        own = [node[key] for key in ("label", "note", "head", "clause") if key in node]
        lists = [word for key in ("heads", "aliases", "groups") for word in node.get(key, ())]
        return own + lists + [label for value in node.values() for label in _labels(value)]
    if isinstance(node, list):
        return [label for value in node for label in _labels(value)]
    return []
