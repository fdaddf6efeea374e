"""Floor 2: the 政府信息公开情况统计表 of reports on 2014 to 2018 → rows with indicator, value and unit.

Takes folded text and the cells of tables whose grid is known; gives `LocalRow`s, since no official
form of today has these rows, and the span of the table. Its labels are data
(`data/forms/statistics.toml`), matched in the order of the table because some of them come twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import GridCell, LocalRow, Span
from wenzhi.base.resources import read_toml
from wenzhi.parse.tables.cells import Token, tokenize
from wenzhi.parse.tables.values import read_value
from wenzhi.text.normalize import Folded

FEWEST_ROWS = 6
"""Rows that must be recognised: prose names one or two of these things, never six in lines of their own."""

SIMILAR = 88.0
"""`rapidfuzz.fuzz.ratio` of two labels from which they are one: two wrong characters of twelve give 83,
and 同意公开 and 不同意公开答复数 must stay apart."""

_MARK = as_pattern("统计表|统计指标|统计数|计量单位|收到申请数|申请办结数")
_BRACKETS = as_pattern(r"\([^()]*\)")
_NUMBERING = as_pattern(
    r"^(?:其中:?|\(?[一二三四五六七八九十]{1,3}\)?[、.]?|\(?\d{1,2}\)?[、.)]?)+(?=[\u4e00-\u9fff])"
)
_NOT_IDEOGRAPH = as_pattern(r"[^\u4e00-\u9fff]+")
_UNITS = frozenset({"条", "件", "次", "篇", "个", "人", "人次", "万元", "元", "场", "期", "项"})
_BETWEEN = 3
"""Tokens at most between a label and its value: a unit, an empty cell, a row's running number."""


@dataclass(frozen=True, slots=True)
class StatisticsReading:
    """The rows found, in reading order, and the span of the original text they stand in."""

    rows: tuple[LocalRow, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    key: str
    unit: str


def read_statistics(folded: Folded, cells: Sequence[GridCell] = ()) -> StatisticsReading:
    """The rows of the table; none where fewer than `FEWEST_ROWS` are recognised."""
    if len(_MARK.findall(folded.text)) < 2:
        return StatisticsReading()
    tokens = tokenize(folded, cells)
    found = list(_matched(tokens))
    if len(found) < FEWEST_ROWS:
        return StatisticsReading()
    rows = tuple(_local(folded, tokens, index, row) for index, row in found)
    return StatisticsReading(rows, (rows[0].start, rows[-1].end))


def _matched(tokens: Sequence[Token]) -> Iterator[tuple[int, _Row]]:
    """Tokens that are a row's label, with the row; a label that comes twice is the next one."""
    last = -1
    for index, token in enumerate(tokens):
        if token.kind != "text":
            continue
        key = _key(token.text)
        places = _places(key)
        if not places:
            continue
        place = next((place for place in places if place > last), places[0])
        last = place
        yield index, _form()[place]


def _local(folded: Folded, tokens: Sequence[Token], index: int, row: _Row) -> LocalRow:
    """A row with what stands behind its label: a unit, a value or nothing."""
    unit, value = row.unit, None
    label = tokens[index]
    for token in tokens[index + 1 : index + 1 + _BETWEEN]:
        if not label.lone and token.line != label.line:
            break  # a row that stands on one line ends with it
        if token.kind == "text" and token.text in _UNITS:
            unit = token.text
        elif token.kind == "value":
            value = token
            break
        elif token.kind == "text" and _places(_key(token.text)):
            break
    start, end = folded.span(label.start, (value or label).end)
    shown = () if value is None else (folded.original[slice(*folded.span(value.start, value.end))],)
    return LocalRow(
        label=folded.original[slice(*folded.span(label.start, label.end))],
        cells=shown,
        start=start,
        end=end,
        indicator=row.id,
        value=None if value is None else read_value(value.text, unit=unit).value,
        unit=unit,
    )


def _key(text: str) -> str:
    """A label's ideographs without ordinals and brackets."""
    body = _BRACKETS.sub("", "".join(text.split()))
    return _NOT_IDEOGRAPH.sub("", _NUMBERING.sub("", body))


def _places(key: str) -> tuple[int, ...]:
    """Rows of the form that a label may be: those of the same wording, else the most similar one."""
    if len(key) < 4:
        return ()
    same = tuple(index for index, row in enumerate(_form()) if row.key == key)
    if same or len(key) > 30:
        return same
    likeness = [fuzz.ratio(key, row.key) for row in _form()]
    best = max(likeness)
    return (likeness.index(best),) if best >= SIMILAR and likeness.count(best) == 1 else ()


@cache
def _form() -> tuple[_Row, ...]:
    rows = read_toml("forms/statistics.toml")["rows"]
    return tuple(_Row(row["id"], row["label"], row["unit"]) for row in rows)
