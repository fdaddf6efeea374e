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
from dataclasses import dataclass
from functools import cache

from wenzhi.base.records import Span
from wenzhi.base.resources import read_lines

WORD_RESIDUE = re.compile(
    r"[\[［]bookmark[:：][^\]］\n]{0,60}[\]］]|\{\s*(?:PAGE|HYPERLINK|TOC)[^}\n]{0,80}\}"
)
"""Field and bookmark markers that Word-to-text converters leave behind."""

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


@dataclass(frozen=True, slots=True)
class Folded:
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

    def keep(self, kept: list[int]) -> Folded:
        """Only the folded characters at the ascending indexes `kept`."""
        return Folded(
            self.original,
            "".join(self.text[index] for index in kept),
            tuple(self.offsets[index] for index in kept),
        )


def fold(text: str, base: int = 0) -> Folded:
    """Fold `text`, whose first character is character `base` of the original.

    `Folded.original` is `text`; with a non-zero `base` the offsets point into the longer text that
    `text` was cut from.
    """
    table = folding_table()
    residue = {i for match in WORD_RESIDUE.finditer(text) for i in range(*match.span())}
    if not residue and text.isascii():
        return Folded(text, text.translate(_BLANKS), tuple(range(base, base + len(text))))
    characters: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(text):
        if index in residue:
            continue
        for folded in table.get(ord(character), character):
            characters.append(folded)
            offsets.append(base + index)
    return Folded(text, "".join(characters), tuple(offsets))


def squeeze(folded: Folded) -> Folded:
    """Drop every blank and line break: what labels and names are compared by."""
    kept = [i for i, character in enumerate(folded.text) if not character.isspace()]
    return folded.keep(kept)


def squeezed(text: str) -> str:
    """`text` folded and without blanks, where the offsets do not matter."""
    return "".join(fold(text).text.split())
