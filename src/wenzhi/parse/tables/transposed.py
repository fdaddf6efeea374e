"""Floor 2: tables printed the other way round, rows of the form as columns: turned back before they are read.

Takes the tokens of a text, gives them with the cells of such a table in the order of the form. Done only
where the heads name rows of one table in the form's order, every line below names a column of it, in the
form's order and none left out, and holds a cell under each head; anything else stays as it is. Where the
source shows the grid of its tables the heads may be of several lines, with merged cells over them:

    申请人情况       | 一、本年新收… | 三、本年度办理结果                 一、本年新收… |              |  96 |  11 …
                   |              | （一）予以公开 | （二）部分公开  →   三、本年度…   | （一）予以公开 |  31 |   4 …
    自然人          |           96 |            31 |             9                 | （二）部分公开 |   9 |   1 …
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, takewhile
from operator import attrgetter

from msgspec.structs import replace

from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.forms import FORM_IDS, load_form
from wenzhi.parse.tables.labels import classify, ideographs, like_a_row

_FEW = 2
"""Heads that must be rows of a form; one alone may be any table's."""
_DEEPEST = 4
"""Lines of heads at most."""
_LONGEST = 12
"""Lines below them at most: seven columns, and subtotals."""
_NAMED = 0.75
"""Share of the heads over a grid that must be like rows of a form: upright ones are read with some disorder."""
_SUBTOTAL = "小计"
_OWN_LINES = 10_000_000
"""Lines of turned rows are counted from here on: no text has as many of its own."""

_Line = Sequence[Token]


def turn_back(tokens: Sequence[Token], *, grid: bool = False) -> tuple[Token, ...]:
    """The tokens, those of transposed tables by the rows of the form.

    Where the `grid` of the tables is known a cell's number is that of its column.
    """
    if not any(
        first.cell == 0 and second.kind == third.kind == "text" and first.line == third.line
        for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False)
    ):
        return tuple(tokens)  # no line that may be heads
    lines = [list(group) for _, group in groupby(tokens, key=attrgetter("line"))]
    turned: list[Token] = []
    place = count = 0
    while place < len(lines):
        below = _height(lines, place)
        if below:
            rows = list(_rows(lines[place : place + 1 + below], count))
        else:
            below, rows = _grid_rows(lines, place, count) if grid else (0, [])
        turned += [token for row in rows for token in row] if below else lines[place]
        count += len(rows)
        place += 1 + below
    return tuple(turned)


def _height(lines: Sequence[Sequence[Token]], place: int) -> int:
    """How many lines below belong to the transposed table whose heads stand at `place`; 0 for none."""
    heads = _heads(lines[place])
    if heads is None:
        return 0
    for columns in _columns():
        rows = lines[place + 1 : place + 1 + len(columns)]
        if len(rows) == len(columns) and all(
            _is_row(line, column, heads) for line, column in zip(rows, columns, strict=True)
        ):
            return len(columns)
    return 0


def _heads(line: Sequence[Token]) -> list[Token] | None:
    """The tokens of a line that name rows of a form, if all but its first do and it is parted in cells."""
    if len(line) < 1 + _FEW or line[0].width < len(line) or line[0].cell != 0:
        return None
    if line[-1].kind != "text" or any(token.kind != "text" for token in line):
        return None
    named = [token for token in line[1:] if classify(token.text).rows]
    apart = len({token.cell for token in line}) == len(line)
    return named if apart and len(named) == len(line) - 1 else None


def _is_row(line: Sequence[Token], column: str, heads: Sequence[Token]) -> bool:
    """Whether a line names that column and holds one cell under each head."""
    label, *cells = line
    if label.kind != "text" or ideographs(label.text) != column:
        return False
    if any(cell.kind not in ("value", "blank") for cell in cells):
        return False
    return [cell.cell for cell in cells] == [head.cell for head in heads]


def _rows(lines: Sequence[Sequence[Token]], count: int) -> Iterator[list[Token]]:
    for index, head in enumerate(lines[0][1:], start=1):
        line = _OWN_LINES + count + index
        width = len(lines)
        cells = [row[index] for row in lines[1:]]
        yield [
            replace(token, line=line, cell=cell, width=width)
            for cell, token in enumerate([head, *cells])
        ]


def _grid_rows(lines: Sequence[_Line], place: int, count: int) -> tuple[int, list[list[Token]]]:
    """How many lines below belong to the transposed grid whose heads begin at `place`, and its rows.

    The first of the rows are the names of the columns, which were the labels of its lines.
    """
    heads = list(takewhile(_is_over, lines[place : place + _DEEPEST]))
    below = place + len(heads)
    body = list(takewhile(_is_labelled, lines[below : below + _LONGEST])) if heads else []
    own = [line for line in body if ideographs(_label(line).text) != _SUBTOTAL]
    if len(own) <= _FEW:
        return 0, []
    names = tuple(ideographs(_label(line).text) for line in own)
    columns = [token.cell for token in _cells(own[0])]
    if names not in _columns() or any([t.cell for t in _cells(line)] != columns for line in own):
        return 0, []
    above = [[_text_at(line, cell) for line in heads] for cell in columns]
    lowest = [next((token for token in reversed(texts) if token), None) for texts in above]
    alike = sum(token is not None and like_a_row(token.text) for token in lowest)
    if len(columns) < _FEW or not all(lowest) or alike < len(columns) * _NAMED:
        return 0, []
    rows = [[_label(line) for line in own]]
    rows += [[_cells(line)[index] for line in own] for index in range(len(columns))]
    made = [
        [
            replace(token, line=_OWN_LINES + count + index, cell=cell, width=len(heads) + len(own))
            for cell, token in (
                *((cell, token) for cell, token in enumerate(texts) if token is not None),
                *enumerate(row, start=len(heads)),
            )
        ]
        for index, (texts, row) in enumerate(zip([[], *above], rows, strict=True), start=1)
    ]
    return len(heads) + len(body) - 1, made


def _is_over(line: _Line) -> bool:
    """Whether a line may be heads of several columns."""
    return line[0].width > _FEW and all(token.kind in ("text", "blank") for token in line)


def _is_labelled(line: _Line) -> bool:
    """Whether a line is cells behind a label."""
    if line[0].width <= _FEW:
        return False
    cells = _cells(line)
    kinds = {token.kind for token in cells}
    return "value" in kinds and kinds <= {"value", "blank"} and len(cells) < len(line)


def _label(line: _Line) -> Token:
    return line[len(line) - len(_cells(line)) - 1]


def _cells(line: _Line) -> _Line:
    """The tokens of a line behind its last text."""
    last = max((place for place, token in enumerate(line) if token.kind == "text"), default=-1)
    return line[last + 1 :]


def _text_at(line: _Line, cell: int) -> Token | None:
    return next((token for token in line if token.cell == cell and token.kind == "text"), None)


@cache
def _columns() -> tuple[tuple[str, ...], ...]:
    """The columns of every part of tables two and three that has several, as ideographs."""
    found: dict[tuple[str, ...], None] = {}
    for form_id in FORM_IDS:
        form = load_form(form_id)
        for columns in (
            *(block.columns for block in form.active.blocks),
            form.applications.columns,
        ):
            if len(columns) > 1:
                found[tuple(ideographs(column.label) for column in columns)] = None
    return tuple(found)
