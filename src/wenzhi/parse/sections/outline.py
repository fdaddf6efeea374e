"""Floor 2: the outline: sections that tile the text, each with kind, printed ordinal and confidence.

Takes folded text; must not know the tables' cells, only the words their heads are made of. Headings
are chosen together: the best increasing sequence of candidate lines, by dynamic programming over what
each title says, the ordinals it carries and the order of the official form. Ordinals are hints.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import itemgetter

from msgspec.structs import replace

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Cue, GridCell, Section, SectionKind, Span
from wenzhi.base.resources import read_toml
from wenzhi.parse.sections.headings import Candidate, Line, Style, find_candidates, read_lines
from wenzhi.text.normalize import Folded

# What the weights below are: chosen on own-written outlines (tests/parse/sections/test_outline.py) so that each
# rule of thumb beside them holds; their order matters more than their size.
_THRESHOLD = 0.45  # a title must say more than this to stand on its own
_NEXT = 0.35  # ordinal follows the one before it
_NEXT_UNKNOWN = 0.12  # the same for a section of no known kind: lists inside a section count up too
_REPEATED_NUMBER = -0.15  # 五 printed twice is a common slip
_LOWER_NUMBER = -0.8  # a list inside a section begins at 一 again
_LOWER_AFTER_UNKNOWN = -2.0  # so a run of unknown items before it was such a list
_OFFICIAL_NUMBER = 0.15  # the ordinal the official form gives this title
_RISING = 0.1  # a title later in the official order than those before it
_FALLING_IN_COUNT = -0.35  # out of order, but the ordinals count on: an old free outline
_FALLING = -1.2  # out of order: most likely a sub-heading that repeats a title
_FALLING_FREE = -0.2  # the same for a title of its own in an outline without the official tables
_OTHER_STYLE = -0.4  # (二) among 一、三、: a slip, or a sub-heading
_NO_ORDINAL = -0.3  # a bare title among numbered ones: a slip, or a table's caption
_BEFORE_TABLE = 0.3  # the table of this section follows
_NOT_BEFORE_TABLE = -0.3  # it follows another line of the same kind
_LISTED = -1.0  # ends with a page reference, or more titles follow on the line
_HOLLOW = -0.05  # the next title follows at once: an empty body, or a list of titles
_MARKED = 0.2  # set as a heading: by Markdown, by a style of the page or the file
_TABLE_REACH = 12  # lines from a heading to its table; a lead-in sentence and two captions fit
_CONTENTS_GAP = 1  # lines between entries under the title 目录: one may be no title we know
_LAST_RANK = 7  # after an appendix nothing official follows

INFERRED = 0.4
"""Confidence of a section without a heading whose table was recognised."""

_TABLE_HEADS: dict[SectionKind, re.Pattern[str]] = {
    "active": as_pattern(r"第二十条第"),
    "applications": as_pattern(r"本列数据的勾稽|申请人情况|本年新收政府信息"),
    "review": as_pattern(r"结果维持|未经复议直接起诉|行政复议行政诉讼$"),
}
_REVIEW_HEAD = as_pattern(r"行政复议|行政诉讼|\|?行政复议\|?行政诉讼\|?")


@dataclass(frozen=True, slots=True)
class _Path:
    score: float
    candidates: tuple[Candidate, ...]
    rank: int
    no: int | None = None


def read_outline(
    folded: Folded,
    cues: Sequence[Cue] = (),
    cells: Sequence[GridCell] = (),
    statistics: Span | None = None,
) -> tuple[Section, ...]:
    """Sections that tile `folded.original` from 0 to its end; empty for an empty text.

    `cues` and `cells` are those of a rich document: a paragraph set as a heading is more likely one,
    a cell among others in a row is none.

    The `heading` of a section is the original text from its `start`; it is null, and `no` with it,
    where the section was recognised by its table alone or is the text before the first heading.
    """
    if not folded.original:
        return ()
    lines = read_lines(folded)
    tables = _table_lines(lines)
    candidates = _as_set(find_candidates(lines), folded, cues, cells)
    if statistics is not None:
        left, right = statistics
        candidates = [c for c in candidates if not left <= folded.offsets[c.start] < right]
    chosen = _choose(candidates, lines, tables)
    starts = _with_inferred(_sections(folded, chosen), folded, lines, tables)
    starts += _contents(folded, candidates, chosen, lines)
    return _tile(folded, sorted(starts, key=lambda section: section.start))


def _as_set(
    candidates: list[Candidate], folded: Folded, cues: Sequence[Cue], cells: Sequence[GridCell]
) -> list[Candidate]:
    """Candidates outside rows of several cells, marked where a known title is set as a heading.

    Of heading styles only the highest that a known title has counts: sub-headings have the next.
    """
    if not (cues or cells):
        return candidates
    rows = Counter((cell.table, cell.row) for cell in cells)
    among = sorted((c.start, c.end) for c in cells if c.end > c.start and rows[c.table, c.row] > 1)
    kept = [c for c in candidates if not _covers(among, folded.offsets[c.start])]
    set_apart = [cue for cue in cues if cue.level or cue.bold or cue.large]
    by_start = sorted(set_apart, key=lambda cue: cue.start)
    found = [_cue_at(by_start, folded.offsets[c.start]) if c.kind else None for c in kept]
    top = min((cue.level for cue in found if cue is not None and cue.level), default=None)
    return [
        replace(candidate, marked=True)
        if cue is not None and (cue.level is None or cue.level == top)
        else candidate
        for candidate, cue in zip(kept, found, strict=True)
    ]


def _cue_at(cues: Sequence[Cue], place: int) -> Cue | None:
    """The cue of the paragraph that holds `place`; `cues` are sorted and disjoint."""
    index = bisect_right(cues, place, key=lambda cue: cue.start) - 1
    return cues[index] if index >= 0 and place < cues[index].end else None


def _covers(spans: Sequence[Span], place: int) -> bool:
    """Whether one of the sorted, disjoint `spans` holds `place`."""
    index = bisect_right(spans, place, key=itemgetter(0)) - 1
    return index >= 0 and place < spans[index][1]


def _choose(
    candidates: list[Candidate], lines: list[Line], tables: dict[SectionKind, int]
) -> tuple[Candidate, ...]:
    """The best sequence under any of the numbering styles a document may use for its top level."""
    usable = _outside_contents(candidates, lines)
    hollow = _hollow(usable, lines)
    heads = _table_headings(usable, tables)
    paths: list[_Path] = []
    for style in _top_styles(usable):
        values = [_value(c, style, hollow, heads) for c in usable]
        paths.append(_best_path(usable, values, style, free=not tables))
    chosen = max(paths, key=lambda path: path.score).candidates if paths else ()
    return _with_displaced(chosen, usable, hollow, heads)


_KINDS_OF_CONTENTS = 3
"""Sections that a list of titles names at the least."""
_EXACT = 0.95
"""Quality of a title from which on it says a section's name and nothing else."""


def _with_displaced(
    chosen: tuple[Candidate, ...],
    candidates: list[Candidate],
    hollow: set[int],
    heads: dict[SectionKind, set[int]],
) -> tuple[Candidate, ...]:
    """`chosen` and the sections that stand far out of turn: 六、其他需要报告的事项 as the first.

    Only where nothing else was taken for the section, and its whole title stands once on a line of its own
    with the ordinal of the form, or with that of a section that has its own in turn, numbered as the others
    are, before its table if it has one.
    """
    ranks, known = _ranks(), {candidate.kind for candidate in chosen}
    styles = Counter(c.style for c in chosen if c.kind in ranks)
    if sum(styles.values()) * 2 < len(ranks):
        return chosen
    style = styles.most_common(1)[0][0]
    printed = {(c.no, ranks[c.kind]) for c in chosen if c.kind in ranks}
    clear = [
        c
        for c in candidates
        if c.kind in ranks and c.kind not in known
        if c.style == style and c.quality >= _EXACT
        if c.no == ranks[c.kind] or (ranks[c.kind], c.no) in printed
        if not (c.listed or c.merged or c.line in hollow)
        if c.kind not in _TABLE_HEADS or c.line in heads.get(c.kind, ())
    ]
    once = [c for c in clear if sum(other.kind == c.kind for other in clear) == 1]
    return tuple(sorted([*chosen, *once], key=lambda candidate: candidate.start))


def _top_styles(candidates: list[Candidate]) -> list[Style]:
    """Numbering styles the top level may have: the one that numbers most kinds of official titles.

    Sub-headings and table captions repeat some of them, so a style counts only with half the kinds;
    where none has, each is tried.
    """
    styles: tuple[Style, ...] = ("plain", "paren", "arabic", "none")
    kinds: dict[Style, set[SectionKind]] = {style: set() for style in styles}
    for candidate in candidates:
        if candidate.kind in _ranks() and candidate.quality > 0.6 and not candidate.listed:
            kinds[candidate.style].add(candidate.kind)
    most = max(styles, key=lambda style: len(kinds[style]))
    if len(kinds[most]) * 2 >= len(_ranks()):
        return [most]
    return [style for style in styles if kinds[style]]


def _best_path(
    candidates: list[Candidate], values: list[float], style: Style, *, free: bool
) -> _Path:
    """Dynamic programming over (last heading, official rank reached)."""
    ranks = _ranks()
    ending: list[dict[int, _Path]] = []
    best = _Path(0.0, (), 0)
    for index, candidate in enumerate(candidates):
        here: dict[int, _Path] = {}
        if values[index] > -0.8:
            opening = 0.1 if candidate.no in (1, None) or candidate.kind == "overview" else 0.0
            rank = _rank(candidate, ranks)
            no = candidate.no if _counted(candidate, style, ranks) else None
            here[rank] = _Path(values[index] + opening, (candidate,), rank, no)
            for paths in ending:
                for path in paths.values():
                    gain, rank = _transition(path, candidate, style, ranks, free)
                    score = path.score + values[index] + gain
                    if rank not in here or score > here[rank].score:
                        chain = (*path.candidates, candidate)
                        here[rank] = _Path(score, chain, rank, path.no if no is None else no)
        ending.append(here)
        for path in here.values():
            if path.score > best.score:
                best = path
    return best


def _value(
    candidate: Candidate,
    style: Style,
    hollow: set[int],
    heads: dict[SectionKind, set[int]],
) -> float:
    """What a candidate is worth on its own where the top level is numbered in `style`."""
    ranks = _ranks()
    value = min(candidate.quality, 1.0) - _THRESHOLD if candidate.kind else -0.1
    if candidate.kind in ranks and candidate.no == ranks[candidate.kind]:
        value += _OFFICIAL_NUMBER
    table = candidate.kind is not None and candidate.line in heads.get(candidate.kind, ())
    if candidate.kind in heads:
        value += _BEFORE_TABLE if table else _NOT_BEFORE_TABLE
    if candidate.listed:
        value += _LISTED
    if candidate.line in hollow:
        value += _HOLLOW
    if candidate.marked:
        value += _MARKED
    if candidate.kind in ("appendix", "statistics") and candidate.style == "none":
        return value
    if candidate.style != style:
        value += _NO_ORDINAL if candidate.style == "none" else _OTHER_STYLE
        slip = candidate.kind in ranks and candidate.no == ranks[candidate.kind]
        if not (table or slip or candidate.marked or candidate.style == "none"):
            value -= 1.0
    if candidate.kind not in ranks and candidate.style != "plain":
        value -= 0.15
    return value


def _transition(
    path: _Path, candidate: Candidate, style: Style, ranks: dict[str, int], free: bool
) -> tuple[float, int]:
    """What following `path` is worth to a candidate, and the official rank reached with it."""
    last = path.candidates[-1]
    gain = 0.0
    counts_on = False
    if path.no is not None and candidate.no is not None and _counted(candidate, style, ranks):
        step = candidate.no - path.no
        unknown = candidate.kind not in ranks or last.kind not in ranks
        # In the official outline a section of another kind is rare, a list inside 一 is not.
        weak = candidate.kind is None or last.kind is None or (unknown and not free)
        if step == 1:
            gain += _NEXT_UNKNOWN if weak else _NEXT
            counts_on = candidate.style == style
        elif step == 0:
            gain += _REPEATED_NUMBER - (0.5 if unknown else 0.0)
        elif step < 0:
            gain += _LOWER_AFTER_UNKNOWN if unknown else _LOWER_NUMBER
    rank = _rank(candidate, ranks)
    if rank == 0:
        return gain + (_FALLING if path.rank == _LAST_RANK else 0.0), path.rank
    if rank > path.rank:
        return gain + _RISING, rank
    if rank == _LAST_RANK:
        return gain, rank
    if path.rank == _LAST_RANK:
        # The rows of an appended table are numbered and worded like the sections before it.
        return gain + 2 * _FALLING, path.rank
    again = any(c.kind == candidate.kind for c in path.candidates)
    if counts_on and (not again or candidate.kind == "problems"):
        return gain + _FALLING_IN_COUNT, rank
    if free and not again and candidate.style == style == "none":
        return gain + _FALLING_FREE, rank
    return gain + _FALLING, path.rank


def _counted(candidate: Candidate, style: Style, ranks: dict[str, int]) -> bool:
    """Whether a candidate's ordinal counts at the top level: in its style, or a slip (二) for 二、."""
    slip = candidate.kind in ranks and candidate.no == ranks[candidate.kind]
    return candidate.style == style or slip


def _rank(candidate: Candidate, ranks: dict[str, int]) -> int:
    if candidate.kind in ("appendix", "statistics") and candidate.style == "none":
        return _LAST_RANK
    return ranks.get(candidate.kind or "", 0)


@cache
def _ranks() -> dict[str, int]:
    order: list[str] = read_toml("outline.toml")["order"]
    return {kind: rank for rank, kind in enumerate(order, 1)}


def _hollow(candidates: list[Candidate], lines: list[Line]) -> set[int]:
    """Lines of candidates directly followed by another title that counts on from them."""
    result: set[int] = set()
    for here, after in pairwise(candidates):
        counts_on = after.no > here.no if after.no and here.no else after.kind != here.kind
        adjacent = _line_after(here, lines) == after.line and after.style == here.style
        if adjacent and counts_on and not here.merged:
            result.add(here.line)
    return result


def _table_lines(lines: list[Line]) -> dict[SectionKind, int]:
    """Where each official table begins: the number of the first line that is one of its heads."""
    found: dict[SectionKind, int] = {}
    for kind, head in _TABLE_HEADS.items():
        for number, line in enumerate(lines):
            if len(line.body) <= 80 and head.search(line.body) and "。" not in line.body:
                found[kind] = number
                break
    start = found.get("review")
    while start and _REVIEW_HEAD.fullmatch(lines[start - 1].body):
        start -= 1
    if start is not None:
        found["review"] = start
    return found


def _table_headings(
    candidates: list[Candidate], tables: dict[SectionKind, int]
) -> dict[SectionKind, set[int]]:
    """By kind, the lines below which, within reach, that kind's table begins and no other kind."""
    result: dict[SectionKind, set[int]] = {}
    for kind, line in tables.items():
        for candidate in reversed(candidates):
            if candidate.line >= line:
                continue
            if candidate.kind != kind or line - candidate.line > _TABLE_REACH:
                break
            result.setdefault(kind, set()).add(candidate.line)
    return result


def _outside_contents(candidates: list[Candidate], lines: list[Line]) -> list[Candidate]:
    """Candidates that are not entries of a list of titles: a run of lines whose kinds come again.

    A section's title with its sub-headings and items right below is no such list: it names one kind or two.
    """
    entries: set[int] = set()
    for index, candidate in enumerate(candidates):
        if candidate.line in entries:
            continue
        titled = candidate.kind == "contents"
        run = _run_of_titles(candidates[index + titled :], lines, _CONTENTS_GAP if titled else 0)
        later = {c.kind for c in candidates[index + titled + len(run) :]}
        again = sum(c.kind in later for c in run if c.kind in _ranks())
        several = len({c.kind for c in run if c.kind in _ranks()}) >= _KINDS_OF_CONTENTS
        if several and again * 2 > len(run) and (titled or len(run) >= 4):
            entries.update(c.line for c in run)
    return [c for c in candidates if c.kind != "contents" and c.line not in entries]


def _run_of_titles(candidates: list[Candidate], lines: list[Line], gap: int) -> list[Candidate]:
    """Candidates at most `gap` lines apart, up to the first title that was there before."""
    run: list[Candidate] = []
    for candidate in candidates:
        if run and candidate.line - _line_after(run[-1], lines) > gap:
            break
        if any(c.kind == candidate.kind and c.no == candidate.no for c in run):
            break
        if candidate.merged and not candidate.listed:
            break
        run.append(candidate)
    return run


def _line_after(candidate: Candidate, lines: list[Line]) -> int:
    """The number of the first line below a candidate, which may itself be split over lines."""
    return bisect_left(lines, candidate.end, key=lambda line: line.start)


def _sections(folded: Folded, chosen: tuple[Candidate, ...]) -> list[Section]:
    """Chosen candidates as sections whose ends are not yet known."""
    result: list[Section] = []
    for candidate in chosen:
        start, end = folded.span(candidate.start, candidate.end)
        doubt = 0.1 * (candidate.no is None) + 0.1 * candidate.merged + 0.1 * candidate.listed
        confidence = max(0.1, min(0.99, candidate.quality) - doubt)
        result.append(
            Section(
                kind=candidate.kind or "extra",
                no=candidate.no,
                heading=folded.original[start:end],
                start=start,
                end=start,
                confidence=round(confidence, 2),
            )
        )
    return result


def _with_inferred(
    sections: list[Section],
    folded: Folded,
    lines: list[Line],
    tables: dict[SectionKind, int],
) -> list[Section]:
    """`sections` and those whose heading is missing although their table stands in its place."""
    ranks = _ranks()
    result = list(sections)
    for kind, number in tables.items():
        if any(section.kind == kind for section in result):
            continue
        line = lines[number]
        start = folded.offsets[line.end - len(line.raw.lstrip())]
        before = [ranks.get(s.kind, 0) for s in result if s.start <= start]
        after = [ranks[s.kind] for s in result if s.start > start and s.kind in ranks]
        if max(before, default=0) < ranks[kind] < min(after, default=_LAST_RANK):
            result.append(
                Section(
                    kind=kind, no=None, heading=None, start=start, end=start, confidence=INFERRED
                )
            )
    return result


def _contents(
    folded: Folded, candidates: list[Candidate], chosen: tuple[Candidate, ...], lines: list[Line]
) -> list[Section]:
    """A table of contents before the first heading, and the text between it and that heading."""
    limit = chosen[0].start if chosen else 0
    early = [c for c in candidates if c.start < limit and c.kind is not None]
    titled = next((c for c in early if c.kind == "contents"), None)
    entries = [c for c in early if c.kind != "contents"]
    if titled is None and len({c.kind for c in entries}) < 3:
        return []
    run = [c for c in entries if titled is None or c.start > titled.start]
    first = titled or run[0]
    last = run[-1] if run else first
    start = folded.offsets[first.start]
    heading = folded.original[slice(*folded.span(first.start, first.end))] if titled else None
    found = [
        Section(kind="contents", no=None, heading=heading, start=start, end=start, confidence=0.9)
    ]
    after = _line_after(last, lines)
    if after < len(lines) and lines[after].start < limit and lines[after].end <= limit:
        rest = lines[after]
        begin = folded.offsets[rest.end - len(rest.raw.lstrip())]
        found.append(
            Section(kind="preamble", no=None, heading=None, start=begin, end=begin, confidence=0.9)
        )
    return found


def _tile(folded: Folded, starts: list[Section]) -> tuple[Section, ...]:
    length = len(folded.original)
    if not starts or starts[0].start > 0:
        head = Section(
            kind="preamble",
            no=None,
            heading=None,
            start=0,
            end=0,
            confidence=0.9 if starts else INFERRED,
        )
        starts = [head, *starts]
    ends = [*(section.start for section in starts[1:]), length]
    return tuple(
        Section(
            kind=section.kind,
            no=section.no,
            heading=section.heading,
            start=section.start,
            end=end,
            confidence=section.confidence,
        )
        for section, end in zip(starts, ends, strict=True)
    )
