"""Floor 2: rows of a table whose cells commas or semicolons part: 二、上年结转…申请数量,2,0,0,0,0,0,2.

Takes folded lines, gives where their cells stand. Labels of the forms hold commas too, so a row's values
are cut off from its end. It must not know what the values say, and cuts nothing in a text that has not
several such rows.
"""

from __future__ import annotations

import re
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.tables.labels import classify

SEPARATORS = (",", ";")
FEW = 4
"""Rows with several values in a row at their ends that show a table to be written so."""
_VALUES = 3
"""Values at the end of a line that make it such a row."""
_VALUE = as_pattern(r"\s*\"?(?:[-+]?\d[\d.]*|[-/无])?\"?\s*")
_QUOTES = ' "“”'


def separator_of(text: str) -> str | None:
    """What parts the cells of the tables in a text, if commas or semicolons do."""
    for separator in SEPARATORS:
        rows = 0
        for line in text.split("\n"):
            if line.count(separator) >= _VALUES and _ends_in_values(line, separator, _VALUES):
                rows += 1
                if rows >= FEW:
                    return separator
    return None


def _ends_in_values(line: str, separator: str, most: int) -> bool:
    parts = line.rsplit(separator, most)
    return len(parts) > most and all(map(_VALUE.fullmatch, parts[1:])) and _named(parts[0])


def _named(label: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", label) is not None


def row_spans(text: str, separator: str) -> list[tuple[int, int]] | None:
    """The spans of the cells of a line: a row's label and its values, or heads; None for any other."""
    if separator not in text:
        return None
    edges = [-1, *(place for place, one in enumerate(text) if one == separator), len(text)]
    parts = [(left + 1, right) for left, right in pairwise(edges)]
    values = 0
    while values < len(parts) - 1 and _VALUE.fullmatch(text[slice(*parts[-1 - values])]):
        values += 1
    if values:
        label = (0, parts[-1 - values][1])
        known = classify(text[slice(*label)].strip(_QUOTES)).known
        sure = known or values >= _VALUES or len(parts) - values == 1
        return [label, *parts[-values:]] if sure else None
    heads = [classify(text[slice(*part)].strip(_QUOTES)).known for part in parts]
    return parts if len(heads) > 1 and all(heads[1:]) else None
