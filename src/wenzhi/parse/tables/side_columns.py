"""Floor 2: columns beside those of the form taken out of a table before it is read.

Takes the tokens of a text, gives them without running numbers, remarks, shares, subtotals and last year's
figures in columns of their own, without heads and figures that a merged cell left once for each column it
covers, and with the labels of rows that stand right of their values before these:

    序号 | 信息内容 | 本年制发件数 | 上年制发件数 | 备注      →      信息内容 | 本年制发件数

A column is taken out only where each row has a cell under each head, so that none can be mistaken for its
neighbour. It must not know what the values say.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import groupby, pairwise
from operator import attrgetter

from msgspec.structs import replace

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.labels import classify
from wenzhi.parse.tables.named_cells import bare_head, column_names

_NUMBERS = frozenset({"序号", "编号", "行次", "项次"})
_BESIDE = as_pattern(
    r"(?:备注|说明|备考|历年累计|累计|累计数|历年累计数)|.*(?:同比|环比|增幅|增长率|占比|比重|比上年|较上年).*"
)
_LAST_YEAR = as_pattern(r"(?:上一?年|去年|上一?年度|去年度|上一?年同期|去年同期)(?P<what>.*)")
_THIS_YEAR = ("", "本年", "本年度", "今年", "本期")
_SUBTOTAL = "小计"
_TOTALS = frozenset({"总计", "合计"})
"""Beside one of these a subtotal is a column of its own; without them it is the total by another name."""
_FEW_LINES = 3
"""Lines with their label behind the values from which on a table has it there."""

_Line = list[Token]


def own_columns(tokens: Sequence[Token], *, grid: bool) -> tuple[Token, ...]:
    """The tokens of the form's columns, the label of each row first.

    Where the `grid` of the tables is known a cell's number is that of its column; elsewhere only lines with
    as many cells as the heads have are compared.
    """
    lines = [list(group) for _, group in groupby(tokens, key=attrgetter("line"))]
    lines = _labels_first(lines)
    made: list[_Line] = []
    place = 0
    while place < len(lines):
        if not _is_heads(lines[place]):
            made.append(lines[place])
            place += 1
            continue
        heads = place
        while place < len(lines) and _is_heads(lines[place]):
            place += 1
        rows = place
        while place < len(lines) and _is_row(lines[place]):
            place += 1
        taken = _beside(lines[heads:rows], lines[rows:place], grid=grid)
        made += [[t for t in line if t.cell not in taken] for line in lines[heads:place]]
    return tuple([token for line in made for token in line])


def _is_heads(line: _Line) -> bool:
    """Whether a line of cells holds no value and names a part of a form."""
    if line[0].width < 2:
        return False
    texts = [token for token in line if token.kind == "text"]
    if len(texts) < 2 or any(token.kind == "value" for token in line):
        return False
    return any(classify(token.text).heads for token in texts)


def _is_row(line: _Line) -> bool:
    return line[0].width > 1 and not _is_heads(line)


def _beside(heads: Sequence[_Line], rows: Sequence[_Line], *, grid: bool) -> frozenset[int]:
    """The cells of lines that are not of the form's columns; none where rows and heads do not agree."""
    lowest = {token.cell: token for line in heads for token in line if token.kind == "text"}
    named = [cell for cell, token in sorted(lowest.items()) if _is_column(token)]
    if not named:
        return frozenset()
    names = {cell: bare_head(token.text) for cell, token in lowest.items()}
    said = {names[cell] for cell in named}
    side = {cell for cell in names if cell not in named and _is_beside(names[cell], said)}
    first = min(named[0], *side) if side else named[0]
    numbers = {cell for cell, name in names.items() if cell < first and name in _NUMBERS}
    own = [cell for cell in sorted(names) if cell >= first]
    filled = [row for row in rows if any(token.kind == "value" for token in row)]
    side |= _printed_again(own, lowest, filled)
    agree = all(
        [token.cell for token in row if token.cell >= first] == own
        and (grid or row[0].width == heads[-1][0].width)
        for row in filled
    )
    return frozenset(numbers | side if agree and filled else ())


def _is_column(token: Token) -> bool:
    """Whether a head is a column of a form."""
    name = bare_head(token.text)
    return any(name in columns for columns in column_names())


def _is_beside(name: str, said: Set[str]) -> bool:
    """Whether a head is none of a form: remarks, shares, subtotals, last year's of what another says."""
    if _BESIDE.fullmatch(name) or (name == _SUBTOTAL and not _TOTALS.isdisjoint(said)):
        return True
    match = _LAST_YEAR.fullmatch(name)
    return match is not None and any(word + match["what"] in said for word in _THIS_YEAR)


def _printed_again(own: Sequence[int], heads: dict[int, Token], rows: Sequence[_Line]) -> set[int]:
    """Cells whose head and figures are those of the cell to their left: one merged cell, filled down."""
    said = [{token.cell: token.text for token in row} for row in rows]
    return {
        right
        for left, right in pairwise(own)
        if heads[left].text == heads[right].text
        and all(texts.get(left) == texts.get(right) for texts in said)
    }


def _labels_first(lines: Sequence[_Line]) -> list[_Line]:
    """The lines, those of rows whose label stands behind the values with it before them.

    Not where a label stands alone above them or values alone below: there each line ends with the label of
    the next row.
    """
    made: list[_Line] = []
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and _ends_with_label(lines[end]):
            end += 1
        above = lines[place - 1] if place else []
        below = lines[end] if end < len(lines) else []
        open_ = (above and _is_label(above[-1])) or (below and _is_values(below))
        known = sum(_is_label(line[-1]) for line in lines[place:end])
        if known >= _FEW_LINES and not open_:
            made += [_turned(line) for line in lines[place:end]]
        else:
            made += lines[place : max(end, place + 1)]
        place = max(end, place + 1)
    return made


def _ends_with_label(line: _Line) -> bool:
    if line[-1].kind != "text" or line[0].kind not in ("value", "blank"):
        return False
    return _is_values(line[: _first_text(line)])


def _first_text(line: _Line) -> int:
    """Where the pieces of text at the end of a line begin, all in one cell; 0 where there are none."""
    place = len(line)
    while place and line[place - 1].kind == "text" and line[place - 1].cell == line[-1].cell:
        place -= 1
    return place if place < len(line) else 0


def _is_values(line: Sequence[Token]) -> bool:
    kinds = {token.kind for token in line}
    return "value" in kinds and kinds <= {"value", "blank"}


def _is_label(token: Token) -> bool:
    return token.kind == "text" and bool(classify(token.text).rows)


def _turned(line: _Line) -> _Line:
    """A row's label before its cells."""
    cut = _first_text(line)
    label, cells = line[cut:], line[:cut]
    if not label[0].width:
        return [*label, *cells]
    shifted = [replace(token, cell=token.cell + 1) for token in cells]
    return [*(replace(token, cell=0) for token in label), *shifted]
