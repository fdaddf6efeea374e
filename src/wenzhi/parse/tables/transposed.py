"""Floor 2: tables printed the other way round, rows of the form as columns: turned back before they are read.

Takes the tokens of a text, gives them with the cells of such a table in the order of the form. Done only
where the heads name rows of one table in the form's order, every line below names a column of it, in the
form's order and none left out, and holds a cell under each head; anything else stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.forms import FORM_IDS, load_form
from wenzhi.parse.tables.labels import classify, ideographs

_FEW = 2
"""Heads that must be rows of a form; one alone may be any table's."""
_OWN_LINES = 10_000_000
"""Lines of turned rows are counted from here on: no text has as many of its own."""


def turn_back(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, those of transposed tables by the rows of the form."""
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
            turned += [token for row in rows for token in row]
            count += len(rows)
        else:
            turned += lines[place]
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
