"""Floor 2: tables drawn with characters (┌─┬─┐ or +--+--+): which lines are rules, which are one row.

Takes the lines of a text whose upright strokes are written as pipes; gives a `Drawing`. It must not know
what the cells say, only whether they are figures: lines between two rules are one row where at most one
of them holds figures, else each is a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.tables.values import looks_like_value

UPRIGHT = "│┃║┆┇┊┋"
"""Characters that part cells as a pipe does."""

_RULE = as_pattern(r"(?=.*[\u2500-\u257f+])[\s|+=\-_:\u2500-\u257f]{3,}")
_MOST_LINES = 20
"""Lines of one row; a label column three characters wide wraps into twelve."""


@dataclass(slots=True)
class Drawing:
    """Numbers of the lines that are rules, and of rows in several lines: each line → the row's last."""

    rules: set[int] = field(default_factory=set)
    rows: dict[int, int] = field(default_factory=dict)


def is_drawn(text: str) -> bool:
    """Whether a text may hold a drawn table at all."""
    return "─" in text or "━" in text or "═" in text or "+--" in text or "+==" in text


def read_drawing(lines: Sequence[str]) -> Drawing:
    """The rules among `lines` and the rows between them that take up several lines."""
    drawing = Drawing()
    above: int | None = None
    for number, line in enumerate(lines):
        if _RULE.fullmatch(line.strip()):
            drawing.rules.add(number)
            if above is not None:
                _note_row(lines, above + 1, number, drawing)
            above = number
        elif "|" not in line:
            above = None
    return drawing


def _note_row(lines: Sequence[str], first: int, end: int, drawing: Drawing) -> None:
    """Lines `[first, end)` stand between two rules: one row, if their cells say so."""
    rows = lines[first:end]
    if not 2 <= len(rows) <= _MOST_LINES or len({row.count("|") for row in rows}) != 1:
        return
    if sum(any(map(_is_figure, row.split("|"))) for row in rows) <= 1:
        drawing.rows |= dict.fromkeys(range(first, end), end - 1)


def _is_figure(cell: str) -> bool:
    return looks_like_value(cell.strip())
