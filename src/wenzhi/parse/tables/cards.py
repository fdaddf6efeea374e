"""Floor 2: rows printed as cards, every column named beside its value: set as rows before they are read.

Takes the tokens of a text, gives them with each card as heads, label and values on lines of their own:

    行政处罚                    本年处理决定数量
    本年处理决定数量 27    →    行政处罚    27

Done only where a row's label is followed by columns of a form in the form's order, each with one value.
Where some of a row's columns are not there its values stand in too few cells, and are left open. It
must not know what the values say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec
from msgspec.structs import replace

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.tables.cells import Kind, Token
from wenzhi.parse.tables.labels import classify
from wenzhi.parse.tables.named_cells import bare_head, column_names, is_block
from wenzhi.parse.tables.values import looks_like_value
from wenzhi.text.abbreviations import shortens

_GLUED = as_pattern(
    r"(?P<head>\D*[\u4e00-\u9fff)）])\s*[:：]?\s*(?P<value>[+-]?\d[\d,.]*\S{0,3}|[/—–-]{1,2})"
)
_FIRST = as_pattern(
    r"(?P<value>[+-]?\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:件|个|项|万元)?\s*(?P<head>[\u4e00-\u9fff]\D*)"
)
"""The value before its name, as boards of figures have it: 11自然人."""
_HOLDS_VALUE = as_pattern(r"[\d/—–-]")
_PARTS = as_pattern(r"[;,、]\s*(?=[^\d\s])")
_LABELLED = as_pattern(
    r"(?P<label>[^:：。;；\d\n][^:：。;；\n]{1,44}|\d[.、][^:：。;；\n]{2,44})[:：]\s*(?=\S)"
)
_LONGEST_LABEL = 48
_LONGEST_LIST = 240
"""Characters of a line of names and values: the seven of table three with long figures take 120."""
_OPENING = ("text", "prose")
_OWN_LINES = 20_000_000
"""Lines of cards are counted from here on, behind those of turned tables."""


class _Pair(msgspec.Struct, frozen=True):
    """A column's name, its value, and the index after them."""

    name: str
    head: Token
    value: Token
    end: int


def set_cards(tokens: Sequence[Token], text: str) -> tuple[Token, ...]:
    """The tokens of the folded `text`, those of cards as rows under their heads."""
    made: list[Token] = []
    place = line = 0
    above: tuple[str, ...] = ()
    while place < len(tokens):
        if tokens[place].width == 0 and tokens[place].kind in _OPENING:
            told = _told_row(tokens, place, text, line)
            if told is not None:
                rows, place = told
                made += rows
                above, line = (), line + 2
                continue
        # Only what stands below a text may be a card, and most tokens are values beside each other.
        opens = tokens[place].kind in _OPENING and made and made[-1].kind == "text"
        label = _label(made) if opens else 0
        pairs = _pairs(tokens, place, text) if label else []
        columns = _columns_of(tuple(pair.name for pair in pairs)) if pairs else None
        if columns is None:
            made.append(tokens[place])
            place += 1
            continue
        labels = made[len(made) - label :]
        del made[len(made) - label :]
        # The seven columns of table three stand over each other in every card: once is enough.
        heads = [] if columns == above and len(columns) > _MOST_REPEATED else pairs
        made += _row([pair.head for pair in heads], 1, len(pairs) + 1, _OWN_LINES + line)
        made += _row(labels, 0, len(pairs) + 1, _OWN_LINES + line + 1)
        made += _row([pair.value for pair in pairs], 1, len(pairs) + 1, _OWN_LINES + line + 1)
        above, line, place = columns, line + 2, pairs[-1].end
    return tuple(made)


_MOST_REPEATED = 5


def _told_row(
    tokens: Sequence[Token], place: int, text: str, line: int
) -> tuple[list[Token], int] | None:
    """A line that is a row told whole (规章：本年制发件数3，本年废止件数0，现行有效件数12) as heads, label and values.

    And the index after it; None for any other line.
    """
    token = tokens[place]
    if place and tokens[place - 1].line == token.line:
        return None
    body = text[token.start : token.start + _LONGEST_LABEL + _LONGEST_LIST].partition("\n")[0]
    match = _LABELLED.match(body)
    if match is None or not (classify(match["label"]).rows or is_block(match["label"])):
        return None
    end = place
    while end < len(tokens) and tokens[end].line == token.line:
        end += 1
    start = token.start + match.end()
    whole = replace(token, text=body[match.end() :], start=start, end=token.start + len(body))
    pairs = _in_list(whole, end)
    if not pairs or tuple(pair.name for pair in pairs) not in column_names():
        return None
    label = replace(token, kind="text", text=match["label"], end=token.start + match.end("label"))
    width = len(pairs) + 1
    return [
        *_row([pair.head for pair in pairs], 1, width, _OWN_LINES + line),
        *_row([label], 0, width, _OWN_LINES + line + 1),
        *_row([pair.value for pair in pairs], 1, width, _OWN_LINES + line + 1),
    ], end


def _row(tokens: Sequence[Token], first: int, width: int, line: int) -> list[Token]:
    """Tokens as cells of one line; all the pieces of a label are its first cell."""
    return [
        replace(token, line=line, cell=first and first + index, width=width, lone=False)
        for index, token in enumerate(tokens)
    ]


def _label(made: Sequence[Token]) -> int:
    """How many of the last tokens are the label of a row, or of a block of table four; 0 for none."""
    if not made or made[-1].kind != "text":
        return 0
    text = made[-1].text
    return int(bool(classify(text).rows) or is_block(text))


def _pairs(tokens: Sequence[Token], place: int, text: str) -> list[_Pair]:
    """Columns with one value each that follow each other from `place` on, most of them not empty."""
    found: list[_Pair] = []
    names: set[str] = set()
    if listed := _listed(tokens, place, text):
        return listed
    while (pair := _pair(tokens, place)) is not None and pair.name not in names:
        found.append(pair)
        names.add(pair.name)
        place = pair.end
    filled = sum(pair.value.kind == "value" for pair in found)
    return found if 2 * filled > len(found) else []


def _pair(tokens: Sequence[Token], place: int) -> _Pair | None:
    if place >= len(tokens) or tokens[place].kind != "text":
        return None
    token = tokens[place]
    for shape in (_GLUED, _FIRST) if _HOLDS_VALUE.search(token.text) else ():
        glued = shape.fullmatch(token.text)
        if glued is not None and looks_like_value(glued["value"]):
            return _glued(token, glued, 0, place + 1)
    name = bare_head(token.text)
    value = tokens[place + 1] if place + 1 < len(tokens) else None
    if name not in _known_columns():
        return None
    if value is None or not _is_cell(token, value):
        empty = replace(token, kind="blank", text="", start=token.end)
        return _Pair(name, token, empty, place + 1)
    after = tokens[place + 2] if place + 2 < len(tokens) else None
    several = after is not None and after.kind in ("value", "blank") and after.width != 1
    return None if several else _Pair(name, token, value, place + 2)


def _glued(token: Token, match: re.Match[str], offset: int, end: int) -> _Pair | None:
    """A name and its value within one token, `offset` characters from its start, as two."""
    name = bare_head(match["head"])
    if name not in _known_columns() or len(token.text) != token.end - token.start:
        return None
    origin = token.start + offset

    def part(group: str, kind: Kind) -> Token:
        start, stop = origin + match.start(group), origin + match.end(group)
        return replace(token, kind=kind, text=match[group], start=start, end=stop)

    return _Pair(name, part("head", "text"), part("value", "value"), end)


def _listed(tokens: Sequence[Token], place: int, text: str) -> list[_Pair]:
    """Columns and values that fill one line: 自然人：3；商业企业：0；… ; none where anything else does."""
    token = tokens[place]
    if token.width or token.kind not in ("text", "prose"):
        return []
    body = text[token.start : token.start + _LONGEST_LIST].partition("\n")[0]
    if _PARTS.search(body) is None:
        return []
    end = place
    while end < len(tokens) and tokens[end].line == token.line:
        end += 1
    return _in_list(replace(token, text=body, end=token.start + len(body)), end)


def _in_list(whole: Token, end: int) -> list[_Pair]:
    """The columns and values that fill the text of a token; none where anything else does."""
    body = whole.text
    cuts = [match.span() for match in _PARTS.finditer(body)]
    starts = [0, *(stop for _, stop in cuts)]
    stops = [*(start for start, _ in cuts), len(body.rstrip("。;,. "))]
    found: list[_Pair] = []
    for start, stop in zip(starts, stops, strict=True):
        match = _GLUED.fullmatch(body[start:stop])
        known = match is not None and looks_like_value(match["value"])
        pair = _glued(whole, match, start, end) if match is not None and known else None
        if pair is None:
            return []
        found.append(pair)
    return found


def _is_cell(head: Token, value: Token) -> bool:
    """Whether a token is the value of the head before it; an empty one only beside it."""
    return value.kind == "value" or (value.kind == "blank" and value.line == head.line)


def _columns_of(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """The columns of a form that these are, in order: all of one part, or two and more of it."""
    if names in column_names():
        return names
    if len(names) < 2:
        return None
    return next((columns for columns in column_names() if shortens(names, columns)), None)


@cache
def _known_columns() -> frozenset[str]:
    return frozenset(name for columns in column_names() for name in columns)
