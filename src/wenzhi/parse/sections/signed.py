"""Floor 2: where a report is signed, if that stands in the section that is judged.

Takes text and the sections found; tells where section 五 ends as far as its words go. Who signs below the
last section belongs to it in the outline, but is no sentence of what is told there. It must not know whose
report it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Section
from wenzhi.text.normalize import fold

_SIGNED = as_pattern(
    r"(?<=\n)(?P<signed>(?:[^\S\n]*[\u4e00-\u9fff()、][\u4e00-\u9fff()、 \t]{3,39}\s*\n)?\s*"
    r"(?:20\d\d|二[〇○零][\u4e00-\u9fff〇○]{2})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日)\s*$"
)
_TAIL = 200
"""Characters from the end of the text within which a signature stands."""


def told_until(text: str, sections: Sequence[Section], section: Section) -> int:
    """Where what `section` tells ends in `text`: before who signs and when, if section 五 is the last."""
    if section.kind != "problems" or section is not sections[-1]:
        return section.end
    start = max(section.start, section.end - _TAIL)
    tail = fold(text[start : section.end])
    match = _SIGNED.search(tail.text)
    return section.end if match is None else start + tail.offsets[match.start("signed")]
