"""Floor 2: where a report is signed, if that would else stand in the section that is judged.

Takes folded text and the sections found; gives one more, or none. It must not know whose report it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Section
from wenzhi.text.normalize import Folded

_SIGNED = as_pattern(
    r"(?<=\n)(?P<signed>(?:[^\S\n]*[\u4e00-\u9fff()、][\u4e00-\u9fff()、 \t]{3,39}\s*\n)?\s*"
    r"(?:20\d\d|二[〇○零][\u4e00-\u9fff〇○]{2})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日)\s*$"
)


def read_signature(folded: Folded, sections: Sequence[Section]) -> list[Section]:
    """Who signs and when, where section 五 is the last: it is no sentence of what is judged there."""
    last = max(sections, key=lambda section: section.start, default=None)
    if last is None or last.kind != "problems":
        return []
    match = _SIGNED.search(folded.text, bisect_left(folded.offsets, last.start))
    if match is None:
        return []
    start = folded.offsets[match.start("signed")]
    return [
        Section(kind="signature", no=None, heading=None, start=start, end=start, confidence=0.9)
    ]
