"""Floor 2: parts of table three without labels, each row of them given the label of the part before.

A table too wide for its page is cut by columns, or its labels and its figures are laid out as two tables:

    项目                自然人  商业企业          科研机构  总计
    一、本年新收…          3        0     +          0      3
    二、上年结转…          1        0                2      3

Done only where the rows without labels are as many as the form has, each with one figure under each of the
heads, and right before them, running text aside, all labels of the form stand in its order. It must not
know what the values say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.forms import FORM_IDS, load_form
from wenzhi.parse.tables.labels import classify, row_labels
from wenzhi.parse.tables.named_cells import bare_head

_Line = list[Token]
_WALL = Token("prose", 0, 0, 0)
"""Parts the heads of a part from the rows of the part before."""


def lend_labels(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, with labels before the rows of parts that have none."""
    lines = [list(group) for _, group in groupby(tokens, key=attrgetter("line"))]
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and _bare(lines[end]) == _bare(lines[place]) > 1:
            end += 1
        heads, names = _heads(lines, place) if end - place in _heights() else (place, 0)
        if names == _bare(lines[place]) > 1:
            labels = _labels_above(lines[:heads], end - place)
            for row, label in zip(range(place, end), labels, strict=False):
                lines[row] = _labelled(label, lines[row])
            if labels:
                first = next(n for n, line in enumerate(lines) if labels[0] in line)
                if not any(token.kind == "value" for line in lines[first:heads] for token in line):
                    lines[first:heads] = [[] for _ in lines[first:heads]]
                lines[heads] = [replace(_WALL, line=lines[heads][0].line), *lines[heads]]
        place = max(end, place + 1)
    return tuple([token for line in lines for token in line])


def _bare(line: _Line) -> int:
    """How many values a line of nothing else has."""
    return len(line) if line and all(token.kind == "value" for token in line) else 0


def _heads(lines: Sequence[_Line], place: int) -> tuple[int, int]:
    """Where the lines of heads right above begin, and how many columns they name."""
    found: set[str] = set()
    while place and all(token.kind in ("text", "blank", "soft") for token in lines[place - 1]):
        texts = [token for token in lines[place - 1] if token.kind == "text"]
        if any(classify(token.text).anchors for token in texts):
            break
        place -= 1
        found |= {bare_head(token.text) for token in texts} & _columns()
    return place, len(found)


def _labels_above(lines: Sequence[_Line], height: int) -> list[Token]:
    """The labels of all rows of a form of that height in its order; empty where they are not there."""
    labels: list[Token] = []
    for line in reversed(lines):
        if len(labels) == height or any(token.kind == "prose" for token in line):
            break
        texts = [token for token in line if token.kind == "text"]
        if texts and classify(texts[-1].text).rows:
            labels.append(texts[-1])
    labels.reverse()
    for form in FORM_IDS:
        exact = row_labels(form, "applications").exact
        rows = [exact.get(classify(label.text).key, ()) for label in labels]
        if len(rows) == height and all(number in row for number, row in enumerate(rows)):
            return labels
    return []


def _labelled(label: Token, line: _Line) -> _Line:
    if not line[0].width:
        return [replace(label, line=line[0].line, cell=-1, width=0, lone=False), *line]
    width = line[0].width + 1
    cells = [replace(token, cell=token.cell + 1, width=width) for token in line]
    return [replace(label, line=line[0].line, cell=0, width=width, lone=False), *cells]


@cache
def _heights() -> frozenset[int]:
    return frozenset(len(load_form(form).applications.rows) for form in FORM_IDS)


@cache
def _columns() -> frozenset[str]:
    return frozenset(bare_head(c.label) for c in load_form("2021").applications.columns)
