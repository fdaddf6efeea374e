"""Floor 3, reuse: whose names are left in a shared text, and so who wrote it first.

Takes two sections of different places and the passages they share; tells which was first where one of
them names the other's place as the other does of itself: a plan that kept the towns of a county far
away was not written first. It must not know of years or dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Passage, SectionText

Earlier = Literal["a", "b", "unknown"]

_PLACE = as_pattern(r"[\u4e00-\u9fff]{2,8}(?:省|自治区|市|州|盟|县|区|旗|镇|乡|街道)")
"""A place under its full name: 青禾 alone may be a word of the language, 青禾县 is not."""


def order_by_names(a: SectionText, b: SectionText, passages: Sequence[Passage]) -> Earlier:
    """Who was first by the names left in: `b` where a passage of `a` names b's place as `b` does.

    `unknown` where neither or each names the other's, where a place is not known, and where one lies in
    the other: a town may well speak of its county.
    """
    place_a, place_b = _place(a), _place(b)
    if place_a is None or place_b is None or _nested(a, b):
        return "unknown"
    in_a = in_b = False
    for passage in passages:
        one, other = _cut(a, passage.a), _cut(b, passage.b)
        in_a |= place_b in one and place_b in other
        in_b |= place_a in one and place_a in other
    if in_a == in_b:
        return "unknown"
    return "b" if in_a else "a"


def _place(text: SectionText) -> str | None:
    """The full name of an organ's place."""
    name = text.region.path[-1] if text.region and text.region.path else ""
    return name if _PLACE.fullmatch(name) else None


def _nested(a: SectionText, b: SectionText) -> bool:
    """Whether one of two places lies in the other, is the same or bears the same name."""
    one, other = (text.region.path if text.region else () for text in (a, b))
    least = min(len(one), len(other))
    return one[:least] == other[:least] or one[-1] in other or other[-1] in one


def _cut(text: SectionText, span: tuple[int, int]) -> str:
    return text.text[span[0] - text.start : span[1] - text.start]
