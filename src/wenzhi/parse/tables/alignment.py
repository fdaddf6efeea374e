"""Floor 2: values aligned to the rows of a form by the order of rows and the likeness of labels.

Takes groups of values with the pieces of text around them, gives which group is which row. Counting
lines is never enough: labels wrap above and below their values, rows are lost, local rows are added.
It must not know what the values say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import msgspec

from wenzhi.parse.tables.cells import Token
from wenzhi.parse.tables.labels import RowLabel, RowLabels, classify, similarity

MAX_BEFORE = 6
MAX_AFTER = 3
"""Pieces a label is put together from, above and below its values: narrow columns wrap into four lines."""

GAIN_FROM = 0.5
"""Likeness from which a match is worth more than leaving group and row alone."""

PINNED_SIMILARITY = 0.55
"""As much as two labels of different rows never have in common: 行政强制 and 行政检查 have .50."""

CONTESTED = 0.05
"""Two groups whose likeness to one row differs by no more than this both claim it."""

_VERTICAL = frozenset("三本年度办理结果")
"""The characters of the merged cell 三、本年度办理结果, which PDF text layers scatter between the rows."""

_SPANNING = frozenset({"本年度办理结果", "三本年度办理结果", "年度办理结果", "办理结果"})


@dataclass(slots=True)
class Group:
    """Values (and empty cells) with no text between, and the pieces of text before them.

    `packed` says that several cells share a line; `wraps` that a label may go on below the values.
    """

    gap: tuple[Token, ...]
    cells: tuple[Token, ...]
    packed: bool
    values: tuple[Token, ...] = field(init=False)
    """The cells that hold something."""
    pieces: list[Token] = field(init=False)
    """The pieces of the gap that can be of a row's label."""

    def __post_init__(self) -> None:
        self.values = tuple([cell for cell in self.cells if cell.kind == "value"])
        self.pieces = label_pieces(self.gap)

    @property
    def wraps(self) -> bool:
        """Whether the label may go on after the values: only where no separators hold it together."""
        lines = {cell.line for cell in self.cells}
        return all(cell.width == 0 for cell in self.cells) and len(lines) == 1


class Match(msgspec.Struct, frozen=True, gc=False):
    """A group is the row `row`; its label took `before` pieces above and `after` pieces below."""

    row: int
    before: int
    after: int
    score: float


class Alignment(msgspec.Struct, frozen=True):
    """Matches by group index; `contested` are rows that more than one group claims."""

    matches: Mapping[int, Match]
    contested: frozenset[int]
    gain: float


def label_pieces(gap: Sequence[Token]) -> list[Token]:
    """The pieces of a gap that can be of a row's label: not the vertical merged cell, not marks."""
    return [
        token
        for token in gap
        if (key := classify(token.text).key)
        and not (len(key) == 1 and key in _VERTICAL and classify(token.text).ordinal is None)
        and key not in _SPANNING
    ]


def align(
    groups: Sequence[Group],
    tail: Sequence[Token],
    labels: RowLabels,
    columns: Sequence[int],
) -> Alignment:
    """Match groups to rows. `tail` is the text after the last group, `columns` the cells per row."""
    gaps = [group.pieces for group in groups] + [label_pieces(tail)]
    exact = [_exact(gaps[index][-MAX_BEFORE:], labels) for index in range(len(groups))]
    candidates: list[Mapping[int, Match]] = []
    for index, group in enumerate(groups):
        if _ends_heads(gaps[index]):
            candidates.append({})
        elif exact[index] and not _is_head(gaps[index]):
            candidates.append(exact[index])
        else:
            below = _below(index + 1, gaps, groups, exact)
            candidates.append(_alike(group, gaps[index], below, labels) | exact[index])
    matches, gain = _best_order(groups, candidates, len(labels.rows), columns)
    _take_displaced(matches, candidates, groups)
    _fill_pinned(matches, groups, gaps, labels.rows, columns)
    return Alignment(matches, _contested(matches, candidates, groups, labels.rows), gain)


def _is_head(pieces: Sequence[Token]) -> bool:
    """Whether the last piece is a head as well as a label (总计): the row's own may stand below."""
    return bool(classify(pieces[-1].text).heads)


def _ends_heads(pieces: Sequence[Token]) -> bool:
    """Whether the last piece is the head 总计 behind those before it: the row below has no label."""
    last = [classify(piece.text) for piece in pieces[-3:]]
    heads = len(last) == 3 and all(label.heads and label.ordinal is None for label in last)
    return heads and bool(last[2].rows) and not last[0].rows and last[1].key != last[2].key


def _below(
    index: int,
    gaps: Sequence[Sequence[Token]],
    groups: Sequence[Group],
    exact: Sequence[Mapping[int, Match]],
) -> list[Token]:
    """The pieces of a gap that a label above may go on in.

    Not those on the line of the next values, nor those that are the next row's label as they stand.
    """
    if index == len(groups):
        return list(gaps[index])
    line = groups[index].cells[0].line
    free = len(gaps[index]) - max((m.before for m in exact[index].values()), default=0)
    return [token for token in gaps[index][:free] if token.line != line]


def _alike(
    group: Group, before: Sequence[Token], after: Sequence[Token], labels: RowLabels
) -> dict[int, Match]:
    """For each row that the text around a group may name: the best way to read it."""
    if not group.values:
        return {}
    pieces = _since_label(before[-MAX_BEFORE:], labels)
    below = _until_label(after[:MAX_AFTER], labels) if group.wraps else []
    best: dict[int, Match] = {}
    for taken in range(0 if below else 1, len(pieces) + 1):
        for given in range(len(below) + 1):
            used = pieces[len(pieces) - taken :] + below[:given]
            if used:
                _compare(used, taken, given, labels, best)
    return best


def _until_label(pieces: Sequence[Token], labels: RowLabels) -> list[Token]:
    """The pieces before one that is the whole label of a row: that row may have lost its values."""
    return list(takewhile(lambda piece: classify(piece.text).key not in labels.whole, pieces))


def _since_label(pieces: Sequence[Token], labels: RowLabels) -> list[Token]:
    """The pieces after the last whole label with foreign text behind it: that row has no values."""
    foreign = False
    for index in range(len(pieces) - 1, -1, -1):
        label = classify(pieces[index].text)
        if foreign and label.key in labels.whole:
            return list(pieces[index + 1 :])
        foreign = foreign or not label.known
    return list(pieces)


def _exact(pieces: Sequence[Token], labels: RowLabels) -> dict[int, Match]:
    keys = [classify(piece.text).key for piece in pieces]
    for taken in range(len(pieces), 0, -1):
        rows = labels.exact.get("".join(keys[-taken:]), ())
        if rows:
            printed = classify(pieces[-taken].text).ordinal
            return {
                row: Match(row, taken, 0, 1.0 + _ordinal_bonus(printed, labels.rows[row].ordinal))
                for row in rows
            }
    return {}


def _ordinal_bonus(printed: str | None, known: str | None) -> float:
    if printed is None:
        return 0.0
    return 0.06 if printed == known else -0.04


def _compare(
    used: Sequence[Token], taken: int, given: int, labels: RowLabels, best: dict[int, Match]
) -> None:
    key = "".join(classify(piece.text).key for piece in used)
    for row, score in labels.alike(key, classify(used[0].text).ordinal):
        known = best.get(row)
        if known is None or score > known.score + 1e-9:
            best[row] = Match(row, taken, given, score)


def _best_order(
    groups: Sequence[Group],
    candidates: Sequence[Mapping[int, Match]],
    rows: int,
    columns: Sequence[int],
) -> tuple[dict[int, Match], float]:
    """The matching in row order with the greatest sum of gains (dynamic programming)."""
    best = [0.0] * (rows + 1)
    steps: list[list[int]] = []
    for group, options in zip(groups, candidates, strict=True):
        row_taken = [-1] * (rows + 1)
        fresh = best.copy()
        start = min(options, default=rows)  # up to there nothing changes
        here = fresh[start]
        last = max(options, default=rows)
        for row in range(start, rows):
            if row > last and here > fresh[rows] + 1e-9:
                # Sums never fall by more than rounding: all the rest changes as its last one does.
                rest = rows - row
                fresh[row + 1 :], row_taken[row + 1 :] = [here] * rest, [row_taken[row]] * rest
                break
            there = fresh[row + 1]
            match = options.get(row)
            if match is not None:
                gain = match.score - GAIN_FROM + 0.03 * (len(group.values) == columns[row])
                if best[row] + gain > there:
                    there = fresh[row + 1] = best[row] + gain
                    row_taken[row + 1] = row
            if here > there + 1e-12:
                there = fresh[row + 1] = here
                row_taken[row + 1] = row_taken[row]
            here = there
        best = fresh
        steps.append(row_taken)
    return _trace(steps, candidates, rows), best[rows]


def _trace(
    steps: Sequence[Sequence[int]], candidates: Sequence[Mapping[int, Match]], rows: int
) -> dict[int, Match]:
    matches: dict[int, Match] = {}
    upper = rows
    for index in range(len(steps) - 1, -1, -1):
        row = steps[index][upper]
        if row >= 0:
            matches[index] = candidates[index][row]
            upper = row
    return dict(sorted(matches.items()))


def _take_displaced(
    matches: dict[int, Match],
    candidates: Sequence[Mapping[int, Match]],
    groups: Sequence[Group],
) -> None:
    """Rows printed out of order: an exact label weighs more than its place."""
    taken = {match.row for match in matches.values()}
    for index, options in enumerate(candidates):
        free = [m for m in options.values() if m.row not in taken and m.score >= 0.95]
        if index not in matches and groups[index].values and len(free) == 1:
            matches[index] = free[0]
            taken.add(free[0].row)


def _fill_pinned(
    matches: dict[int, Match],
    groups: Sequence[Group],
    gaps: Sequence[Sequence[Token]],
    labels: Sequence[RowLabel],
    columns: Sequence[int],
) -> None:
    """Full groups between two matched rows are the rows missing there, if number and labels allow it.

    Allowed are no label at all, the row's ordinal, half of the row's wording (（七）计), or the merged
    cell before it.
    """
    taken = {match.row for match in matches.values()}
    for run in _unmatched_runs(matches, groups):
        above, below = matches.get(run[0] - 1), matches.get(run[-1] + 1)
        low = above.row if above else -1
        high = below.row if below else len(labels)
        rows = [row for row in range(low + 1, high) if row not in taken]
        if not (above or below) or len(rows) != len(run):
            continue
        pinned = above is not None and below is not None
        if all(
            len(groups[index].values) == columns[row] and _allows(gaps[index], labels[row], pinned)
            for index, row in zip(run, rows, strict=True)
        ):
            for index, row in zip(run, rows, strict=True):
                matches[index] = Match(row, min(len(gaps[index]), 1), 0, 0.0)


def _unmatched_runs(matches: Mapping[int, Match], groups: Sequence[Group]) -> list[list[int]]:
    """Indexes of neighbouring groups with values that no row was found for."""
    runs: list[list[int]] = []
    for index, group in enumerate(groups):
        if index in matches or not group.values:
            continue
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _allows(pieces: Sequence[Token], label: RowLabel, pinned: bool) -> bool:
    """Whether what stands before a group does not speak against its being the row."""
    if not pieces:
        return pinned
    if any(classify(piece.text).key in label.keys for piece in pieces[:-1]):
        return False
    printed = classify(pieces[-1].text)
    if pinned and any(
        printed.ordinal == number and text.startswith(printed.key) for number, text in label.opened
    ):
        # The merged cell and the row's label are one wrapped text: (三)不予, the values, 公开1.属于国家秘密.
        return True
    if printed.ordinal is not None:
        return printed.ordinal == label.ordinal
    return max(similarity(printed.key, key) for key in label.keys) >= PINNED_SIMILARITY


def _contested(
    matches: Mapping[int, Match],
    candidates: Sequence[Mapping[int, Match]],
    groups: Sequence[Group],
    labels: Sequence[RowLabel],
) -> frozenset[int]:
    claimed = {match.row: match.score for match in matches.values()}
    cut_off = frozenset(
        match.row for i, match in matches.items() if _cut_off(i, matches, groups, labels)
    )
    return cut_off | frozenset(
        row
        for index, options in enumerate(candidates)
        if index not in matches and groups[index].values
        for row, match in options.items()
        if row in claimed and match.score >= claimed[row] - CONTESTED
    )


def _cut_off(
    index: int,
    matches: Mapping[int, Match],
    groups: Sequence[Group],
    labels: Sequence[RowLabel],
) -> bool:
    """Whether a bare ordinal parts a label from the values: 予以公开, (二), values. Whose are they?

    Or the values before stand behind the ordinal of the label or of a merged cell before it (七, values,
    总计, values), or the next label begins before the values: 有现成信息需要另行制作, 3.补, values.
    """
    match = matches[index]
    if not match.before:
        return False
    before = _bare_ordinal(groups[index - 1]) if index and index - 1 not in matches else None
    own = labels[match.row].ordinals
    last = classify(groups[index].pieces[-1].text).ordinal if match.before > 1 else None
    next_begun = last is not None and last not in own
    return next_begun or before in own or _bare_ordinal(groups[index]) is not None


def _bare_ordinal(group: Group) -> str | None:
    """The ordinal right before the values of a group, where no word of the label stands with it."""
    last = classify(group.gap[-1].text) if group.gap else None
    return last.ordinal if last is not None and not last.key else None
