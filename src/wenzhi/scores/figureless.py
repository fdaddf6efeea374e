"""Floor 4: labelled narratives without their figures, which the classes are taught beside those as written.

Every figure in digits gives way to a word that tells none. What a sentence does stays what it was: 发布信息若干条
reports a result as 发布信息168条 does. Among those as written nearly every result has a figure and most measures
have none, so that without these a result that lost its figures was read as a measure. Whether such a
sentence is still concrete the labels do not say.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.scores.labels import LabelledNarrative, LabelledUnit

FEW = ("若干", "多", "数")
"""What may stand for a figure."""

_MARK = as_pattern(r"^(?:[（(]\d{1,2}[）)]|\d{1,2}[.、．](?!\d))")
"""The mark of a list item is no figure."""
_FIGURE = as_pattern(r"\d+(?:[,.，]\d+)*[余多万亿%％]*")


def without_figures(narratives: Sequence[LabelledNarrative]) -> tuple[LabelledNarrative, ...]:
    """Those of `narratives` that hold figures, without them; classes, concreteness and families stay."""
    found = []
    for one in narratives:
        units = tuple(_blur(unit) for unit in one.sentences)
        if units != one.sentences:
            found.append(msgspec.structs.replace(one, sentences=units))
    return tuple(found)


def _blur(unit: LabelledUnit) -> LabelledUnit:
    match = _MARK.match(unit.text)
    body = match.end() if match else 0

    def word(figure: re.Match[str]) -> str:
        # By place and sentence, so that it is always the same.
        return FEW[zlib.crc32(f"{unit.text}{figure.start()}".encode()) % len(FEW)]

    told = unit.text[:body] + _FIGURE.sub(word, unit.text[body:])
    return unit if told == unit.text else msgspec.structs.replace(unit, text=told, spans=())
