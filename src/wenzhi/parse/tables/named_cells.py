"""Floor 2: rows whose cells name their own columns: 规章 | 本年制发件数：3 | 本年废止件数：0 | 现行有效件数：12.

Takes the texts of the cells of one line, gives where each cell's value begins. It must not know what the
values say, and reads a line only where every cell but the first names its column and the columns stand
in the order of a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.tables.forms import FORM_IDS, load_form
from wenzhi.parse.tables.labels import classify, ideographs

_NAMED = as_pattern(r"(?P<head>(?:[^:：=＝(（]|[(（][^)）]*[)）])*)[:：=＝]\s*(?P<value>\S{0,20})")
_MARK = as_pattern("[:：=＝]")
_ASIDE = as_pattern(r"[(（][^)）]*[)）]")


def value_starts(texts: Sequence[str]) -> list[int] | None:
    """Where the value of each cell begins in its text, 0 for the row's label; None for any other line."""
    if len(texts) < 2 or _MARK.search(texts[-1]) is None:
        return None
    named = [_NAMED.fullmatch(text) for text in texts[1:]]
    if not all(named) or not (classify(texts[0]).rows or is_block(texts[0])):
        return None
    heads = [bare_head(match["head"]) for match in named if match]
    if not any(_in_order(heads, columns) for columns in column_names()):
        return None
    return [0, *(match.start("value") for match in named if match)]


def _in_order(heads: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether the heads are those columns, one by one; a word may be left out (制发件数)."""
    return len(heads) == len(columns) and all(
        head == column or (len(head) > 1 and head in column)
        for head, column in zip(heads, columns, strict=True)
    )


@lru_cache(maxsize=4096)
def bare_head(text: str) -> str:
    """The ideographs of a column's head without what stands in brackets: 收费金额（单位：万元）."""
    return ideographs(_ASIDE.sub("", text))


def is_block(text: str) -> bool:
    """Whether a text names a block of table four."""
    return ideographs(text) in _blocks()


@cache
def _blocks() -> frozenset[str]:
    return frozenset(ideographs(block.label) for block in load_form("2021").review.blocks)


@cache
def column_names() -> tuple[tuple[str, ...], ...]:
    """The columns of every part of the forms, as ideographs, each once."""
    found: dict[tuple[str, ...], None] = {}
    for form_id in FORM_IDS:
        form = load_form(form_id)
        tables = [block.columns for block in form.active.blocks]
        for columns in (*tables, form.applications.columns, form.review.columns):
            found[tuple(bare_head(column.label) for column in columns)] = None
    return tuple(found)
