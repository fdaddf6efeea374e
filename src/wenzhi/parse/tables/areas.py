"""Floor 2: where in a text the official tables stand.

Takes tokens, gives `Area`s: runs of tokens that hold one table or one piece of it. A table is found by
the row labels of the forms standing alone in a line or cell, never by headings; running text and
foreign lines end it. It must not know which value belongs to which label.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.forms import FORM_IDS, TableName, load_form
from wenzhi.parse.tables.labels import (
    LONGEST_KEY,
    ROW_SIMILARITY,
    Label,
    classify,
    row_labels,
    similar_head,
)

FOREIGN_RUN = 5
"""Pieces of foreign text in a row (a page header is two or three) from which a table has ended."""

LOOK_AHEAD = 8
"""Pieces of head between two rows: 第（九）项, 信息内容 and two columns are four, each may be in two lines."""

LONGEST_PIECE = 20
"""Characters of a piece of a wrapped label; the widest label column seen holds 19."""

REVIEW_VALUES = 15
LONGEST_LOCAL_LABEL = 45
_BRACKETED = as_pattern(r"\([^()]*\)")


_END = Token("prose", 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Area:
    """Tokens `[first, last]` hold `table`, whole or in part."""

    table: TableName
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Anchors of one table with nothing foreign between."""

    table: TableName
    anchors: tuple[int, ...]


def find_areas(tokens: Sequence[Token], review_lines: Set[int] = frozenset()) -> tuple[Area, ...]:
    """The areas of all official tables in reading order; they do not overlap.

    On `review_lines` (of the section on review and litigation) fifteen values need no heads.
    """
    labels = [classify(token.text) if token.kind == "text" else None for token in tokens]
    runs = _runs(tokens, labels)
    accepted = [run for run in runs if _holds_table(run, runs, tokens, labels)]
    areas: list[Area] = []
    for index, run in enumerate(accepted):
        floor = areas[-1].last + 1 if areas else 0
        ceiling = accepted[index + 1].anchors[0] if index + 1 < len(accepted) else len(tokens)
        areas.append(_extended(run, floor, ceiling, tokens, labels))
    areas += _headless_reviews(areas, tokens, labels, review_lines)
    return tuple(sorted(areas, key=lambda area: area.first))


def _runs(tokens: Sequence[Token], labels: Sequence[Label | None]) -> list[_Run]:
    """Anchors grouped by table; a row label that comes again begins another copy of the table."""
    runs: list[_Run] = []
    current: list[int] = []
    table: TableName | None = None
    seen: set[str] = set()
    for index, label in enumerate(labels):
        if label is None or not label.anchors:
            continue
        name = min(label.anchors)
        again = (
            name != "review"
            and bool(label.rows & seen)
            and (
                any(token.kind == "value" for token in tokens[current[-1] : index])
                or _begins_again(name, label, labels[current[-1]])
            )
        )
        if table != name or again or _wall(current[-1], index, tokens, labels):
            if table is not None:
                runs.append(_Run(table, tuple(current)))
            current, table, seen = [], name, set()
        current.append(index)
        seen |= label.rows
    if table is not None:
        runs.append(_Run(table, tuple(current)))
    return runs


def _begins_again(table: TableName, label: Label, above: Label | None) -> bool:
    """Whether a row that is the first of table 三 stands below one that is not: that row is empty."""
    first = load_form("2021").applications.rows[0].id
    wrapped = above is None or bool(above.rows & label.rows)
    return table == "applications" and first in label.rows and not wrapped


def _wall(left: int, right: int, tokens: Sequence[Token], labels: Sequence[Label | None]) -> bool:
    """Whether running text, or too much foreign text, stands between two anchors."""
    foreign = 0
    for index in range(left + 1, right):
        label = labels[index]
        if tokens[index].kind == "prose":
            return True
        if label is not None and label.key and not label.known and not label.title:
            foreign += not _has_value(index, tokens)
            if foreign > FOREIGN_RUN:
                return True
    return False


def _has_value(index: int, tokens: Sequence[Token]) -> bool:
    """Whether a value follows at once, empty cells aside."""
    for token in tokens[index + 1 : index + 8]:
        if token.kind not in ("blank", "soft"):
            return token.kind == "value"
    return False


def _valued(index: int, tokens: Sequence[Token]) -> bool:
    """Whether a value follows a label, at most two pieces of label, or empty cells, later."""
    texts = 0
    for token in tokens[index + 1 : index + 8]:
        if token.kind == "value":
            return True
        texts += token.kind == "text"
        if texts > 1 or token.kind == "prose":
            return False
    return False


def _holds_table(
    run: _Run, runs: Sequence[_Run], tokens: Sequence[Token], labels: Sequence[Label | None]
) -> bool:
    """Whether the anchors are a table and not words that happen to stand alone in a line."""
    keys = {label.key for index in run.anchors if (label := labels[index]) is not None}
    if run.table == "review":
        return len(keys) >= 2 and (len(keys) >= 3 or _valued(run.anchors[-1], tokens))
    valued = {
        label.key
        for index in run.anchors
        if (label := labels[index]) is not None and _valued(index, tokens)
    }
    need = 2 if run.table == "active" else 3
    if len(valued) >= need or len(keys) >= need + 2:
        return True
    others = [other for other in runs if other is not run and other.table == run.table]
    return bool(valued) and any(len(other.anchors) >= need for other in others)


def _extended(
    run: _Run,
    floor: int,
    ceiling: int,
    tokens: Sequence[Token],
    labels: Sequence[Label | None],
) -> Area:
    first = _reach_back(run, floor, tokens, labels)
    last = _reach_on(run, ceiling, tokens, labels)
    return Area(run.table, first, last)


def _reach_back(
    run: _Run, floor: int, tokens: Sequence[Token], labels: Sequence[Label | None]
) -> int:
    """The first token of the heads above the first anchor; mistyped rows above it count too."""
    first = run.anchors[0]
    index = first - 1
    while index >= floor:
        token, label = tokens[index], labels[index]
        if token.kind == "prose":
            break
        if token.kind == "value":
            text = _text_before(index, floor, tokens)
            if text is None or not (
                _belongs(text, run.table, tokens, labels)
                or _is_full_row(index, text, run.table, tokens)
            ):
                break
            first, index = text, text
        elif label is not None and label.key:
            if not _belongs(index, run.table, tokens, labels):
                above = _row_above(index, floor, run.table, tokens, labels)
                if above is None:
                    break
                index = above
            first = index
        index -= 1
    return first


def _row_above(
    index: int,
    floor: int,
    table: TableName,
    tokens: Sequence[Token],
    labels: Sequence[Label | None],
) -> int | None:
    """A row of the table above a few unreadable pieces of label, as wrapped and mistyped rows leave."""
    texts = 0
    for place in range(index, max(floor, index - 12) - 1, -1):
        label = labels[place]
        if tokens[place].kind == "value":
            return place if _full_row(place, table, tokens) else None
        if tokens[place].kind == "prose":
            return None
        if label is None or not label.key:
            continue
        if label.title is not None or len(label.key) > LONGEST_PIECE:
            return None
        texts += 1
        if texts > 4:
            return None
        if _has_value(place, tokens) and _belongs(place, table, tokens, labels):
            return place
    return None


def _is_full_row(index: int, text: int, table: TableName, tokens: Sequence[Token]) -> bool:
    """Seven values on one line below a text are a row of table 三 whatever the text says."""
    near = tokens[index].line - tokens[text].line <= 1
    return near and _full_row(index, table, tokens)


def _full_row(index: int, table: TableName, tokens: Sequence[Token]) -> bool:
    """Whether a value is one of the seven of a row of table 三: on one line or below each other."""
    if table != "applications":
        return False
    line = tokens[index].line
    nearby = tokens[max(0, index - 8) : index + 9]
    if sum(token.line == line and token.kind == "value" for token in nearby) == 7:
        return True
    first = index
    while first > 0 and tokens[first - 1].kind in ("value", "soft"):
        first -= 1
    last = index
    while last + 1 < len(tokens) and tokens[last + 1].kind in ("value", "soft"):
        last += 1
    return sum(token.kind == "value" for token in tokens[first : last + 1]) == 7


def _text_before(index: int, floor: int, tokens: Sequence[Token]) -> int | None:
    while index >= floor and tokens[index].kind in ("value", "blank", "soft"):
        index -= 1
    return index if index >= floor and tokens[index].kind == "text" else None


def _belongs(
    index: int, table: TableName, tokens: Sequence[Token], labels: Sequence[Label | None]
) -> bool:
    """Whether a text is wording of `table`: a head, a row, a piece of either, a caption row."""
    label = labels[index]
    if label is None:
        return False
    if label.title is not None:
        return label.title == table and tokens[index].width > 0
    if table in label.heads or (label.fragment and not (label.heads or label.anchors)):
        return True
    if label.rows and not label.anchors:
        return True
    return (
        table in label.anchors
        or similar_head(label.key, table) is not None
        or _similar(label, table)
    )


def _similar(label: Label, table: TableName) -> bool:
    if table == "review" or not 2 <= len(label.key) <= LONGEST_KEY:
        return False
    return any(
        score >= ROW_SIMILARITY
        for form in FORM_IDS
        for _, score in row_labels(form, table).alike(label.key, label.ordinal)
    )


def _reach_on(
    run: _Run, ceiling: int, tokens: Sequence[Token], labels: Sequence[Label | None]
) -> int:
    """The last token of the values, mistyped rows and local rows below the last anchor."""
    last = run.anchors[-1]
    index = last + 1
    while index < ceiling:
        token, label = tokens[index], labels[index]
        if token.kind == "prose":
            break
        if token.kind in ("value", "blank"):
            last = index
        elif label is not None and label.key:
            ahead = _next_row(run.table, index, ceiling, tokens, labels)
            if ahead is not None:
                last = index = ahead
            elif _continues(run.table, index, last, tokens, labels):
                last = index
            else:
                break
        index += 1
    return last


def _next_row(
    table: TableName,
    index: int,
    ceiling: int,
    tokens: Sequence[Token],
    labels: Sequence[Label | None],
) -> int | None:
    """The next text that is a (mistyped) row or head of `table` with a value, few texts on."""
    texts = 0
    for place in range(index, ceiling):
        label = labels[place]
        if tokens[place].kind == "value":
            return place - 1 if _full_row(place, table, tokens) else None
        if tokens[place].kind == "prose" or texts > LOOK_AHEAD:
            return None
        if label is None or not label.key:
            continue
        texts += 1
        if label.title is not None or (label.heads and table not in label.heads):
            return None
        if not _has_value(place, tokens):
            continue
        if table == "review":
            return place if similar_head(label.key, table) else None
        if (label.rows and not label.anchors) or _similar(label, table):
            return place
    return None


def _continues(
    table: TableName,
    index: int,
    last: int,
    tokens: Sequence[Token],
    labels: Sequence[Label | None],
) -> bool:
    """Whether the text at `index` below a table's last row still is of the table."""
    label = labels[index]
    if label is None or label.title is not None or (label.heads and table not in label.heads):
        return False
    if label.anchors and table not in label.anchors:
        return False
    if table == "review":
        return label.known or similar_head(label.key, table) is not None
    near = tokens[index].line - tokens[last].line <= 1
    if label.fragment and near and tokens[index].width <= 1:
        return True
    if not _valued(index, tokens):
        return table in label.heads and tokens[index].width > 0
    return _is_local(index, last, tokens)


def _is_local(index: int, last: int, tokens: Sequence[Token]) -> bool:
    """Whether a foreign text with a value is laid out as the table's own rows are."""
    token, above = tokens[index], tokens[last]
    if len(token.text) > LONGEST_LOCAL_LABEL or index - last > 3:
        return False
    value = next((t for t in tokens[index + 1 :] if t.kind not in ("soft", "blank")), None)
    if value is None or value.kind != "value":
        return False
    if token.width > 1:
        return value.line == token.line
    if value.line != token.line:
        return token.lone and value.lone and above.lone
    following = next((t for t in tokens[index + 2 :] if t.kind != "value"), None)
    ends_line = following is None or following.line != token.line
    return ends_line and not set(_BRACKETED.sub("", token.text)) & set(",;、")


def _headless_reviews(
    areas: Sequence[Area],
    tokens: Sequence[Token],
    labels: Sequence[Label | None],
    review_lines: Set[int],
) -> list[Area]:
    """Table 四 whose heads are lost or wrapped beyond recognition: fifteen values in a row."""
    taken = {index for area in areas for index in range(area.first, area.last + 1)}
    free = [index for index, token in enumerate(tokens) if token.kind == "value"]
    if len(free) < REVIEW_VALUES or len(set(free) - taken) < REVIEW_VALUES:
        return []
    found: list[Area] = []
    run: list[int] = []
    for index, token in enumerate([*tokens, _END]):
        if token.kind == "value" and index not in taken:
            run.append(index)
        elif token.kind not in ("soft", "blank"):
            if len(run) == REVIEW_VALUES:
                first = _review_heads(run[0], taken, tokens, labels)
                if first is None and tokens[run[0]].line in review_lines:
                    first = run[0]
                if first is not None:
                    found.append(Area("review", first, run[-1]))
            run = []
    return found


def _review_heads(
    index: int, taken: set[int], tokens: Sequence[Token], labels: Sequence[Label | None]
) -> int | None:
    """Where the heads above fifteen values begin; None where nothing says these are table 四."""
    first, pieces = index, 0
    for place in range(index - 1, max(index - 60, -1), -1):
        token, label = tokens[place], labels[place]
        if place in taken or token.kind in ("prose", "value"):
            break
        if label is None or not label.key:
            continue
        if label.title == "review":
            return first
        if not label.known and len(label.key) <= 3:
            continue  # 表1, 单位：件
        if not label.known:
            break
        pieces += 1
        first = place
    return first if pieces >= 4 else None
