"""Floor 1: the raised marks of notes: 37¹, 办结37件[2] – which are none of the text and never a digit of it.

Takes what is raised and what stands before it. It must not know what kind of file shows them.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern

_MARK = as_pattern(r"\s*(?:[\[［(（〔【]\s*\d{1,2}\s*[\]］)）〕】]|\d{1,2}|[①-⑳]|[*＊※†‡]{1,3})\s*")
_POWER = as_pattern(r"(?:[A-Za-zµμ㎡]|[×xX*]\s*10)\s*\Z")


def is_note_mark(raised: str, before: str) -> bool:
    """Whether raised text is the mark of a note behind `before`; that of a square metre (m²) is none."""
    return (
        bool(before.strip())
        and _MARK.fullmatch(raised) is not None
        and _POWER.search(before[-12:]) is None
    )
