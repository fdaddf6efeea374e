"""Floor 1: folding text for matching, behind an offset map that never shifts a span.

Takes the text of a document and gives a `Folded`: the text that patterns are written against, with the
place in the original of each of its characters. Folded text has half-width Latin letters, digits and
punctuation (`，：；（）！？％` become `,:;()!?%`; `。、“”《》〔〕` stay), unified ideographs in place of
CJK radicals, one kind of blank, and no zero-width characters or Word residue. It must not know what a
report is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.base.resources import read_lines

WORD_RESIDUE = as_pattern(
    r"[\[［]\s*[Bb]\s*" + r"\s*".join("ookmark") + r"\s*[:：][^\]］]{0,60}[\]］]"
    r"|\{\s*(?:PAGE|HYPERLINK|TOC)[^}\n]{0,80}\}"
)
"""Field and bookmark markers that Word-to-text converters leave behind, cut in two by a line's end or not."""

_RESIDUE_OPENS = "[［{"
_RUN = as_pattern(r"\S+")

_SIMPLIFIED = dict(
    zip(
        "⼾⾒⾙⾞⾧⻑⾨⾴⾵⾶⾺⿂⿃⿆⿈⿑⿒⻭⿓⿔⾱⿄",
        "户见贝车长长门页风飞马鱼鸟麦黄齐齿齿龙龟韦卤",
        strict=True,
    )
)
"""Radicals that EqUIdeo sends to a traditional form, where the texts read here mean the simplified."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), "")
_BLANKS = dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f\u205f\t\v\f"), " ")


@cache
def folding_table() -> dict[int, str]:
    """Code point → replacement (possibly empty), for every character that folding changes.

    Sources: Unicode property EqUIdeo for radicals; NFKC for the full-width block, compatibility
    ideographs and parenthesised ideographs. Circled digits (①) are left alone: NFKC would turn a
    list marker into a number.
    """
    table: dict[int, str] = {}
    for start, stop in ((0xFF01, 0xFF5F), (0xFFE0, 0xFFE7), (0xF900, 0xFB00), (0x3220, 0x3244)):
        for code in range(start, stop):
            folded = unicodedata.normalize("NFKC", chr(code))
            if folded != chr(code):
                table[code] = folded
    for line in read_lines("equivalent_unified_ideographs.txt"):
        radical, ideograph = line.split()
        table[int(radical, 16)] = chr(int(ideograph, 16))
    table |= {ord(radical): simple for radical, simple in _SIMPLIFIED.items()}
    table |= _INVISIBLE | _BLANKS
    table |= {ord("．"): ".", ord("﹒"): ".", ord("﹣"): "-", ord("－"): "-", ord("\u2011"): "-"}
    return table


class Folded(msgspec.Struct, frozen=True):
    """Folded text and, for each of its characters, the code point of the original it came from."""

    original: str
    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The original span of folded `[start, end)`. An empty span maps to an empty span."""
        if start >= end:
            place = self.offsets[start] if start < len(self.offsets) else len(self.original)
            return place, place
        return self.offsets[start], self.offsets[end - 1] + 1

    def cut(self, start: int, end: int) -> Folded:
        """The part `[start, end)` of the folded text, still pointing into the whole original."""
        return Folded(self.original, self.text[start:end], self.offsets[start:end])

    def within(self, span: Span) -> Folded:
        """The part that came from the original `span`."""
        start = bisect_left(self.offsets, span[0])
        return self.cut(start, bisect_left(self.offsets, span[1], start))

    def gather(self, spans: Iterable[Span]) -> Folded:
        """Only the folded characters of the ascending `spans`."""
        parts = list(spans)
        return Folded(
            self.original,
            "".join([self.text[start:end] for start, end in parts]),
            tuple(chain.from_iterable([self.offsets[start:end] for start, end in parts])),
        )


def fold(text: str, base: int = 0) -> Folded:
    """Fold `text`, whose first character is character `base` of the original.

    `Folded.original` is `text`; with a non-zero `base` the offsets point into the longer text that
    `text` was cut from.
    """
    changed, replacements = _changes()
    text_offsets = _counting(base, base + len(text))
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _shifts().finditer(text):
        start, end = match.span()
        replacement = replacements.get(match[0], "")
        if match[0] in _RESIDUE_OPENS:
            residue = WORD_RESIDUE.match(text, start)
            if residue is None:
                continue
            replacement, end = "", residue.end()
        if start >= done:
            pieces += (changed.sub(lambda m: replacements[m[0]], text[done:start]), replacement)
            offsets += text_offsets[done:start]
            offsets += [text_offsets[start]] * len(replacement)
            done = end
    pieces.append(changed.sub(lambda m: replacements[m[0]], text[done:]))
    kept = (*offsets, *text_offsets[done:]) if done else text_offsets
    return Folded(text, "".join(pieces), kept)


@cache
def _changes() -> tuple[re.Pattern[str], dict[str, str]]:
    """Any character that folding changes, and what it becomes: most characters stay."""
    replacements = {chr(code): folded for code, folded in folding_table().items()}
    return any_of(replacements), replacements


@cache
def _shifts() -> re.Pattern[str]:
    """Characters that do not become one character, and those that may open Word residue."""
    uneven = [one for one, folded in _changes()[1].items() if len(folded) != 1]
    return any_of([*uneven, *_RESIDUE_OPENS])


def any_of(characters: Iterable[str]) -> re.Pattern[str]:
    """A pattern of one character out of `characters`."""
    return re.compile("[" + "".join(map(re.escape, characters)) + "]")


_COUNTED = 1 << 16
"""Characters of all but the longest documents: their places are counted once in a process."""


@cache
def _count() -> tuple[int, ...]:
    return tuple(range(_COUNTED))


def _counting(start: int, end: int) -> tuple[int, ...]:
    return _count()[start:end] if end <= _COUNTED else tuple(range(start, end))


def squeeze(folded: Folded) -> Folded:
    """Drop every blank and line break: what labels and names are compared by."""
    return folded.gather(run.span() for run in _RUN.finditer(folded.text))


def squeezed(text: str) -> str:
    """`text` folded and without blanks, where the offsets do not matter."""
    return _squeezed_name(text) if len(text) <= _NAME else "".join(fold(text).text.split())


_NAME = 80
"""Characters of a name or a number: one and the same is asked for again and again."""


@lru_cache(maxsize=256)
def _squeezed_name(text: str) -> str:
    return "".join(fold(text).text.split())
