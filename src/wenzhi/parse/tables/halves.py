"""Floor 2: table three printed in two halves side by side: the right one put below the left.

Takes the tokens of a text whose tables' grid is known, gives them with each such table in the order of the
form. Done only where one line of heads names 自然人 and 总计 twice and the columns of both halves between them
are as many; anything else stays as it is. It must not know what the values say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby, takewhile
from operator import attrgetter

from msgspec.structs import replace

from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.labels import classify
from wenzhi.parse.tables.named_cells import bare_head

_FIRST, _LAST = "自然人", "总计"
_RIGHT_LINES = 20_000_000
"""Lines of right halves are counted from here on: no text has as many of its own."""


def part_halves(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, of tables of two halves those of the left one first."""
    if sum(token.text == _FIRST for token in tokens) < 2:
        return tuple(tokens)
    lines = [list(group) for _, group in groupby(tokens, key=attrgetter("line"))]
    made: list[list[Token]] = []
    place = 0
    while place < len(lines):
        cut = _cut(lines[place])
        if not cut:
            made.append(lines[place])
            place += 1
            continue
        above = list(takewhile(partial(_is_head, cut), reversed(made)))
        below = list(takewhile(_is_of_table, lines[place:]))
        place += len(below)
        whole = [*reversed(above), *below]
        del made[len(made) - len(above) :]
        left = [[token for token in line if token.cell < cut] for line in whole]
        right = [[_moved(token, cut) for token in line if token.cell >= cut] for line in whole]
        made += [line for line in (*left, *right) if line]
    return tuple([token for line in made for token in line])


def _cut(line: Sequence[Token]) -> int:
    """The first cell of the right half below a line of heads that names the columns twice; 0 for none."""
    ends = [t.cell for t in line if bare_head(t.text) in (_FIRST, _LAST)]
    names = [name for t in line if (name := bare_head(t.text)) in (_FIRST, _LAST)]
    if names != [_FIRST, _LAST, _FIRST, _LAST] or any(t.kind == "value" for t in line):
        return 0
    apart = ends[0] < ends[1] < ends[2] and ends[1] - ends[0] == ends[3] - ends[2]
    return ends[1] + 1 if apart and _is_of_table(line) else 0


def _is_head(cut: int, line: Sequence[Token]) -> bool:
    """Whether a line above has heads of both halves and no value."""
    cells = [token.cell for token in line]
    return all(token.kind != "value" for token in line) and cells[0] < cut <= cells[-1]


def _is_of_table(line: Sequence[Token]) -> bool:
    """Whether a line is cells and no heads of another table."""
    heads = [heads for token in line if (heads := classify(token.text).heads)]
    return line[0].width > 1 and all("applications" in one for one in heads)


def _moved(token: Token, cut: int) -> Token:
    """A token of a right half as one of a table of its own."""
    line, width = _RIGHT_LINES + token.line, token.width - cut
    return replace(token, line=line, cell=token.cell - cut, width=width)
