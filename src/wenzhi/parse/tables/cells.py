"""Floor 2: a text cut into the tokens a table is made of: pieces of labels, values, empty cells.

Takes folded text, gives `Token`s in reading order, whatever the layout: one cell per line, tab rows,
pipe rows, Markdown, rows of words. It must not know which label belongs to which value.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import msgspec

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import GridCell
from wenzhi.parse.tables.comma_rows import row_spans, separator_of
from wenzhi.parse.tables.drawn import UPRIGHT, Drawing, is_drawn, read_drawing
from wenzhi.parse.tables.labels import classify, ideographs, like_a_row
from wenzhi.parse.tables.named_cells import value_starts
from wenzhi.parse.tables.values import is_counter, looks_broken, looks_like_value
from wenzhi.text.normalize import Folded
from wenzhi.text.sentences import page_number

Kind = Literal["text", "value", "blank", "soft", "prose"]

LONGEST_LABEL = 60
"""Characters without blanks. The form's longest text, the note of table 三 with the head after it, has 44."""

_WORD = as_pattern(r"\S+")
_INNER_ORDINAL = as_pattern(
    r"(?<=[\u4e00-\u9fff）)”\"])\s*(?=\d{1,2}\s*[.、,](?!\d)|[(][一二三四五六七八九十]{1,2}[)])"
)
_COLON = as_pattern(r"(?P<label>.*[\u4e00-\u9fff）)”\"].*?)\s*[:：]\s*(?P<value>\S.*)")
_GLUED = as_pattern(r"(?P<label>.*[\u4e00-\u9fff）)”\"])(?P<value>[+-]?\d[\d,.]*\S{0,3})")
_RULE = as_pattern(r":?-{2,}:?|:-+:?|-+:")
_BULLETS = "●•◆■▪○◇□★▲►➢·—–-"
_ITEM = as_pattern(rf"\s*[{_BULLETS}]+\s*[\u4e00-\u9fff].*\d\s*[\u4e00-\u9fff]{{1,2}}\W*")
"""An item of a list with its figure and unit, as no table has it: a bullet leads it."""
_LEADERS = as_pattern(r"(?<=[\u4e00-\u9fff）)”\"])[.·・…⋯]{2,}\s*(?=[\d/—+-])")
"""Dots that lead from a label to its figures, as in lists of contents; folding writes … as three."""
_NUMBER_WORD = as_pattern(r"\s[\d/-]\S{0,9}(?=\s)")


class Token(msgspec.Struct, frozen=True, gc=False):
    """A piece of a line. `start`, `end` are folded offsets; `line` counts from 0.

    `cell` is its place among the `width` cells of a line with separators, −1 where the line holds
    nothing else (`lone`). `width` is 0 on lines without separators.
    """

    kind: Kind
    start: int
    end: int
    line: int
    text: str = ""
    cell: int = -1
    width: int = 0
    lone: bool = False


class _Line(msgspec.Struct, frozen=True, gc=False):
    """A logical line: a pipe row whose cells hold line breaks spans several of the text's lines."""

    start: int
    number: int
    text: str


def tokenize(folded: Folded, cells: Sequence[GridCell] = ()) -> tuple[Token, ...]:
    """All tokens of a text in reading order. Running text comes as tokens of kind `prose`.

    `cells` are those of the tables whose grid the source shows. Their lines are cut by them alone: a
    place that a merged cell covers is no empty cell.
    """
    text = _with_tabs(folded)
    grid = _grid_rows(folded, text, cells)
    open_rows = "|" in text and _has_open_rows(text)
    separator = None if cells else separator_of(text)
    drawing = read_drawing(text.split("\n")) if is_drawn(text) else Drawing()
    tokens: list[Token] = []
    wrapped: list[_Line] = []
    for line in _lines(text, open_rows):
        if line.number in drawing.rules:
            continue
        if line.number in drawing.rows:
            wrapped.append(line)
            if drawing.rows[line.number] == line.number:
                tokens += _wrapped_tokens(wrapped)
                wrapped = []
            continue
        row = grid.get(line.number)
        parted = row_spans(line.text, separator) if separator else None
        if parted is not None:
            tokens += _parted_tokens(line, parted)
        else:
            tokens += _line_tokens(line, open_rows) if row is None else _grid_tokens(line, row)
    return tuple(tokens)


def _wrapped_tokens(lines: Sequence[_Line]) -> list[Token]:
    """Tokens of a row drawn in several lines, column by column; each line has the same cells."""
    spans = [_cell_spans(line.text, "|", False) for line in lines]
    width = len(spans[0])
    tokens: list[Token] = []
    for column in range(width):
        pieces = [
            token
            for line, cells in zip(lines, spans, strict=True)
            for token in _cell(line, *cells[column], column, width, lone=False)
        ]
        filled = [token for token in pieces if token.kind != "blank"] or pieces[:1]
        for token in _joined_labels(filled):
            tokens.append(msgspec.structs.replace(token, line=lines[0].number))
    return tokens


def _joined_labels(pieces: Sequence[Token]) -> list[Token]:
    """The pieces of one cell, text run on until an ordinal begins another label."""
    joined: list[Token] = []
    for piece in pieces:
        above = joined[-1] if joined else None
        starts = piece.kind != "text" or classify(piece.text).ordinal is not None
        if above is None or above.kind != "text" or starts:
            joined.append(piece)
        else:
            text = above.text + piece.text
            joined[-1] = msgspec.structs.replace(above, text=text, end=piece.end)
    return joined


def _parted_tokens(line: _Line, spans: Sequence[tuple[int, int]]) -> list[Token]:
    """Tokens of a row whose cells commas part; quotation marks around a cell are no part of it."""
    tokens: list[Token] = []
    for index, (start, end) in enumerate(spans):
        part = line.text[start:end]
        start += len(part) - len(part.lstrip(' "'))
        end -= len(part) - len(part.rstrip(' "'))
        tokens += _cell(line, start, max(start, end), index, len(spans), lone=False)
    return tokens


def _grid_rows(
    folded: Folded, text: str, cells: Sequence[GridCell]
) -> dict[int, list[tuple[int, int, GridCell]]]:
    """The cells of each line that is a row of a grid: folded start, folded end, cell."""
    if not cells:
        return {}
    breaks = [index for index, character in enumerate(text) if character == "\n"]
    rows: dict[int, list[tuple[int, int, GridCell]]] = {}
    for cell in cells:
        start = bisect_left(folded.offsets, cell.start)
        end = bisect_left(folded.offsets, cell.end)
        rows.setdefault(bisect_left(breaks, start), []).append((start, end, cell))
    return rows


def _grid_tokens(line: _Line, row: Sequence[tuple[int, int, GridCell]]) -> list[Token]:
    width = max(cell.column + cell.columns for _, _, cell in row)
    filled = sum(bool(line.text[s - line.start : e - line.start].strip()) for s, e, _ in row)
    if not filled:
        return [Token("soft", line.start, line.start, line.number, lone=True)]
    tokens: list[Token] = []
    for start, end, cell in row:
        place = (start - line.start, end - line.start)
        if len(row) == 1:
            tokens += _cell(line, *place, -1, 1, lone=True)
        else:
            tokens += _cell(line, *place, cell.column, width, lone=False)
    return _with_broken_numbers(tokens)


def _has_open_rows(text: str) -> bool:
    """Whether pipes only stand between cells, so that one at the end of a line opens an empty cell.

    Two rows that begin with a label and end with a figure show it.
    """
    rows = [line.strip() for line in text.split("\n") if line.count("|") > 1]
    return sum(row[0] != "|" and row[-1].isdigit() for row in rows) >= 2


def _with_tabs(folded: Folded) -> str:
    """The folded text with its tabs put back: folding makes every blank alike, here tabs separate.

    Dots that lead to figures are blanks.
    """
    original = folded.original
    text = folded.text
    if ".." in text or "··" in text or "…" in text:
        text = _LEADERS.sub(lambda dots: " " * len(dots[0]), text)
    for line in UPRIGHT:
        text = text.replace(line, "|")
    place = original.find("\t")
    if place < 0:
        return text
    characters = list(text)
    while place >= 0:
        index = bisect_left(folded.offsets, place)
        if index < len(characters) and folded.offsets[index] == place:
            characters[index] = "\t"
        place = original.find("\t", place + 1)
    return "".join(characters)


def _lines(text: str, open_rows: bool) -> Iterator[_Line]:
    start = 0
    number = 0
    rows = text.split("\n")
    index = 0
    while index < len(rows):
        row = rows[index]
        joined = index + 1
        if not open_rows and row.lstrip().startswith("|") and not row.rstrip().endswith("|"):
            joined = _row_end(rows, index)
            row = "\n".join(rows[index:joined])
        yield _Line(start, number, row)
        start += len(row) + 1
        number += joined - index
        index = joined


def _row_end(rows: list[str], index: int) -> int:
    """Index after the line that closes the pipe row begun at `index`; the next one if none does."""
    for end in range(index + 1, min(index + 40, len(rows))):
        line = rows[end].strip()
        if line.startswith("|") or len(line) > LONGEST_LABEL * 3:
            break
        if line.endswith("|"):
            return end + 1
    return index + 1


def _line_tokens(line: _Line, open_rows: bool) -> list[Token]:
    text = line.text
    if not text.strip():
        kind: Kind = "blank" if text.count("\t") == 1 else "soft"
        return [Token(kind, line.start, line.start, line.number, lone=True)]
    if text.lstrip()[0] in _BULLETS and _ITEM.fullmatch(text):
        return [Token("prose", line.start, line.start + len(text), line.number)]
    if "|" in text:
        return _cells(line, "|", open_rows)
    if "\t" in text:
        return _cells(line, "\t", False)
    pieces = _known_line(text) if len(text) <= LONGEST_LABEL else _read_line(text)
    return [
        Token(kind, line.start + start, line.start + end, line.number, said, -1, 0, lone)
        for kind, start, end, said, lone in pieces
    ]


def _cells(line: _Line, separator: str, open_rows: bool) -> list[Token]:
    """Tokens of a line with separators; one cell alone on its line counts as a line of its own."""
    spans = _cell_spans(line.text, separator, open_rows)
    texts = [line.text[start:end].strip() for start, end in spans]
    filled = [text for text in texts if text]
    if filled and filled[0][0] in ":-" and all(_RULE.fullmatch(text) for text in filled):
        return []
    if not filled:
        kind: Kind = "blank" if len(spans) == 1 else "soft"
        return [Token(kind, line.start, line.start, line.number, lone=True)]
    starts = value_starts(filled) if len(filled) > 1 else None
    if starts is not None:
        spans = _at_values(line.text, [s for s, t in zip(spans, texts, strict=True) if t], starts)
    tokens: list[Token] = []
    for index, (start, end) in enumerate(spans):
        if len(filled) > 1:
            tokens += _cell(line, start, end, index, len(spans), lone=False)
        elif texts[index]:
            tokens += _cell(line, start, end, -1, 1, lone=True)
    return _with_broken_numbers(tokens)


_BROKEN_NUMBER = as_pattern(r"(?=[^a-z]*\d|#[A-Z])[^\u4e00-\u9fff]{1,12}")
"""What stands where a number is due and is none: 12.6.5, 7., #REF!, #DIV/0!."""


def _with_broken_numbers(tokens: list[Token]) -> list[Token]:
    """The cells behind a row's label with what is no number among them as (unreadable) values."""
    behind = len(tokens)
    while behind and (tokens[behind - 1].kind in ("value", "blank") or _broken(tokens[behind - 1])):
        behind -= 1
    label = tokens[behind - 1] if behind else None
    if label is None or label.kind != "text" or not classify(label.text).rows:
        return tokens
    return [
        msgspec.structs.replace(token, kind="value")
        if index >= behind and _broken(token)
        else token
        for index, token in enumerate(tokens)
    ]


def _broken(token: Token) -> bool:
    return token.kind in ("text", "prose") and _BROKEN_NUMBER.fullmatch(token.text) is not None


def _at_values(
    text: str, spans: Sequence[tuple[int, int]], starts: Sequence[int]
) -> list[tuple[int, int]]:
    """The spans of cells that name their columns, from where their values begin."""
    cut: list[tuple[int, int]] = []
    for (start, end), skipped in zip(spans, starts, strict=True):
        start += len(text[start:end]) - len(text[start:end].lstrip())
        cut.append((start + skipped, end))
    return cut


def _cell_spans(text: str, separator: str, open_rows: bool) -> list[tuple[int, int]]:
    """Spans of the cells; what a row's outer separators leave at its edges is no cell."""
    spans: list[tuple[int, int]] = []
    start = 0
    for part in text.split(separator):
        spans.append((start, start + len(part)))
        start += len(part) + 1
    if separator == "|":
        leading = len(spans) > 1 and not text[: spans[0][1]].strip()
        if leading and not open_rows:
            spans = spans[1:]
        if not open_rows and len(spans) > 1 and not text[spans[-1][0] :].strip():
            spans = spans[:-1]
    elif len(spans) == 2:
        spans = [span for span in spans if text[span[0] : span[1]].strip()] or spans[:1]
    return spans


def _cell(line: _Line, start: int, end: int, cell: int, width: int, *, lone: bool) -> list[Token]:
    part = line.text[start:end]
    text = part.strip()
    pieces = _known_cell(text) if len(text) <= LONGEST_LABEL else _read_cell(text)
    start += line.start + len(part) - len(part.lstrip())
    return [
        Token(kind, start + left, start + right, line.number, text[left:right], cell, width, lone)
        for kind, left, right in pieces
    ]


def _read_cell(text: str) -> list[tuple[Kind, int, int]]:
    """The pieces of a trimmed cell."""
    if not text:
        return [("blank", 0, 0)]
    if looks_like_value(text) or looks_broken(text) or _all_values(text):
        return [("value", 0, len(text))]
    if _is_prose(text):
        return [("prose", 0, len(text))]
    return _label_and_value(text, 0, len(text))


_known_cell = lru_cache(maxsize=16384)(_read_cell)
"""Labels and numbers come again in every report."""


def _all_values(text: str) -> bool:
    parts = text.split()
    return len(parts) > 1 and all(looks_like_value(part) for part in parts)


def _read_line(text: str) -> list[tuple[Kind, int, int, str, bool]]:
    """Tokens of a line without separators: kind, span, text, and whether it is alone on its line."""
    if page_number(text):
        return []
    if _is_running_text(text):
        start, end = _trim(text, 0, len(text))
        return [("prose", start, end, "", False)]
    pieces = _words(text)
    return [(kind, start, end, text[start:end], len(pieces) == 1) for kind, start, end in pieces]


_known_line = lru_cache(maxsize=16384)(_read_line)
"""A table of one cell per line has the same lines in every report."""


def _words(text: str) -> list[tuple[Kind, int, int]]:
    """Runs of words that are labels, and words that are values."""
    words = [match.span() for match in _WORD.finditer(text)]
    pieces: list[tuple[Kind, int, int]] = []
    run: list[tuple[int, int]] = []
    for start, end in words:
        if looks_like_value(text[start:end]):
            pieces += _run(text, run)
            run = []
            pieces.append(("value", start, end))
        elif not run and pieces and is_counter(text[start:end]):
            pieces[-1] = ("value", pieces[-1][1], end)
        else:
            run.append((start, end))
    return pieces + _run(text, run)


def _run(text: str, run: list[tuple[int, int]]) -> list[tuple[Kind, int, int]]:
    """A run of words between values: one label if the forms know it whole, else word by word."""
    if not run:
        return []
    start, end = run[0][0], run[-1][1]
    whole = text[start:end]
    if len(whole) <= LONGEST_LABEL and (len(run) == 1 or classify(whole).rows):
        return [("prose", start, end)] if _is_prose(whole) else _label_and_value(text, start, end)
    pieces: list[tuple[Kind, int, int]] = []
    opened: int | None = None
    for begin, stop in run:
        begin = begin if opened is None else opened
        opened = None
        word = text[begin:stop]
        if not ideographs(word) and len(word) <= 4:
            opened = begin
        elif _is_prose(word):
            pieces.append(("prose", begin, stop))
        else:
            pieces += _label_and_value(text, begin, stop)
    if opened is not None:
        pieces.append(("text", opened, run[-1][1]))
    return pieces


def _label_and_value(text: str, start: int, end: int) -> list[tuple[Kind, int, int]]:
    """A label, cut before an inner ordinal, and a value that follows a colon or is glued to it."""
    body = text[start:end]
    for pattern in (_COLON, _GLUED):
        match = pattern.fullmatch(body)
        if match is None or not looks_like_value(match["value"]):
            continue
        if pattern is _COLON or like_a_row(match["label"]):
            label_end = start + match.end("label")
            pieces = _cut_labels(text, start, label_end)
            return [*pieces, ("value", start + match.start("value"), end)]
    return _cut_labels(text, start, end)


def _cut_labels(text: str, start: int, end: int) -> list[tuple[Kind, int, int]]:
    body = text[start:end]
    cuts = [match.start() for match in _INNER_ORDINAL.finditer(body)]
    if not cuts or classify(body).known:
        return [("text", start, end)]
    edges = [0, *cuts, len(body)]
    return [("text", *_trim(text, start + left, start + right)) for left, right in pairwise(edges)]


def _is_running_text(text: str) -> bool:
    """Whether a line is sentences: long words, and hardly any word that is a number."""
    return (
        len(text) > LONGEST_LABEL
        and len(_NUMBER_WORD.findall(text)) < 3
        and _is_prose(text)
        and max(map(len, text.split())) > LONGEST_LABEL // 2
    )


def _is_prose(text: str) -> bool:
    if "。" in text or "!" in text:
        return True
    if len(text) <= LONGEST_LABEL // 2:
        return False
    return len("".join(text.split())) > LONGEST_LABEL


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
