"""Floor 3: rules of family D: the numbers that sections, sub-headings and the items of lists bear.

Takes the printed headings and the items of prose; gives where a number is repeated, skipped or out of turn.
A list within a list begins anew with its first number, and the outer one goes on behind it: neither is told.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Section, Span
from wenzhi.checks.document.headings import (
    ORDINALS,
    SIX,
    Heading,
    in_table,
    numbered_rows,
    printed_headings,
    read_number,
)
from wenzhi.checks.dossier import Dossier, Line
from wenzhi.checks.rule import PASSED, Outcome, failed, rule

_NUMBER_LINE = as_pattern(r"[ \t]*(?:第)?(?P<no>[一二三四五六七八九十])(?:部分)?[ \t]*[、.]")
"""A line that begins with an ordinal as a heading does, whatever it is the heading of."""


@rule("D104")
def section_numbers(dossier: Dossier) -> Iterator[Outcome]:
    """The printed ordinals of the sections run 一 to 六 without a slip."""
    headings = printed_headings(dossier)
    printed = {
        read_number(match["no"])
        for start in numbered_rows(dossier)
        if (match := _NUMBER_LINE.match(dossier.flat, start))
        and not in_table(dossier, match.start("no"))
    }
    rank = {kind: place for place, (kind, _, _) in enumerate(SIX)}
    before: Heading | None = None
    counted: int | None = 0  # the number that the heading before bears, or ought to
    skipping = False  # whether the heading before left out one number
    for heading in headings:
        earlier, before = before, heading
        last, counted, skipped_one = counted, heading.no, skipping
        skipping = last is not None and heading.no == last + 2
        if heading.no is None or last is None:
            continue  # what bears no number may stand for the one that is skipped
        step = rank[heading.kind] - (rank[earlier.kind] if earlier else -1)
        if step <= 0:
            continue  # told as out of order
        skipped = set(range(last + 1, heading.no))
        # Where all others go on from it, a section was taken out of a template and none is misnumbered:
        # not where all six are there by their official titles and nothing of the number skipped is.
        whole = (
            len(headings) == len(SIX)
            and all(one.is_official for one in headings[rank[heading.kind] :])
            and not _is_said(dossier, earlier, heading, skipped)
        )
        alone = (
            step == 1 and (heading is headings[-1] or whole) and skipped and not printed & skipped
        )
        if skipped_one and heading.no == last - 1:
            yield _misnumbered(dossier, heading, last)  # the two have each other's
        elif heading.no <= last or alone:
            yield _misnumbered(dossier, heading, last + 1)
            # The number of the next one: that one goes on as if this bore the right one.
            counted = last + 1 if heading.no == last + 2 else heading.no
        else:
            yield PASSED


def _is_said(
    dossier: Dossier, earlier: Heading | None, heading: Heading, skipped: set[int]
) -> bool:
    """Whether one of the numbers skipped stands between two headings as a heading's may, in a line or not."""
    shown = as_pattern(f"(?:{'|'.join(ORDINALS[number] for number in skipped)})\\s*[、.部]")
    between = shown.finditer(dossier.flat, earlier.span[1] if earlier else 0, heading.span[0])
    return not skipped or any(not in_table(dossier, match.start()) for match in between)


def _misnumbered(dossier: Dossier, heading: Heading, due: int) -> Outcome:
    return failed(
        dossier.finding(
            "D104",
            {"title": heading.title, "kind": heading.kind},
            spans=[heading.span],
            expected=due,
            actual=heading.no,
        )
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list: its number, where that stands, the paragraph it is in and whether it opens that."""

    number: int
    span: Span
    paragraph: int
    opens: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """How the items of a list are marked: `shape` with the number in place of the braces."""

    shape: str
    found: re.Pattern[str]
    mark: re.Pattern[str]
    """What a sentence with such an item holds, begun by few characters."""
    figures: bool = False


_START = r"(?:^|(?<=[。;:]))"
_WORDS = r"(?=[\u4e00-\u9fff“《]|20\d\d年|\d{1,2}月)"
"""What an item begins with: words, or the date by which something is to be done (1.2021年起…)."""
_STYLES = (
    _Style(
        "{}是",
        as_pattern(r"(?:^|(?<=[,。;:、]))(?:第|其)?(?P<no>[一二三四五六七八九十]{1,2})是"),
        as_pattern("[一二三四五六七八九十]是"),
    ),
    _Style(
        "其{}",
        as_pattern(_START + r"其(?P<no>[一二三四五六七八九十])[,:]"),
        as_pattern("其[一二三四五六七八九十][,:]"),
    ),
    _Style(
        "第{}",
        as_pattern(_START + r"第(?P<no>[一二三四五六七八九十])[,:]"),
        as_pattern("第[一二三四五六七八九十][,:]"),
    ),
    _Style(
        "{}.",
        as_pattern(_START + r"(?P<no>\d{1,2})[.、]" + _WORDS),
        as_pattern(r"\d[.、][^\d\n]|\d[.、]\d+[年月]"),
        figures=True,
    ),
    _Style(
        "({})",
        as_pattern(_START + r"\((?P<no>\d{1,2})\)" + _WORDS),
        as_pattern(r"\(\d{1,2}\)"),
        figures=True,
    ),
)
_PROSE = ("overview", "problems", "other", "preamble", "extra", "active", "fees")
"""Sections whose figures at the head of a sentence number items; the rows of tables three and four do so too."""
_SUB_HEADING = _Style("（{}）", as_pattern(""), as_pattern(""))
_RUN_ON = _Style(
    "（{}）",
    as_pattern(_START + r"\((?P<no>[一二三四五六七八九十]{1,2})\)(?=[\u4e00-\u9fff])"),
    as_pattern(r"\([一二三四五六七八九十]"),
)
"""Sub-headings that do not open a line but follow each other in one paragraph."""
_ITEM = as_pattern(r"[ \t]*\((?P<no>[一二三四五六七八九十]{1,3})\)")


@rule("D115")
def item_numbers(dossier: Dossier) -> Iterator[Outcome]:
    """Numbered items of a section, （一）…, 一是… and 1.…, go up by one."""
    for section in dossier.report.sections:
        yield from _sub_headings(dossier, section)
    yield from _run_on(dossier)
    stretches = _stretches(dossier)
    for style in _STYLES:
        places = dossier.places_with(style.mark)
        for _, stretch in itertools.groupby(places, key=lambda place: stretches[place]):
            lines = [dossier.lines[place] for place in stretch]
            if not style.figures or lines[0].section in _PROSE:
                yield from _judge_list(dossier, style, list(_items(dossier, style, lines)))


def _run_on(dossier: Dossier) -> Iterator[Outcome]:
    """（一）…（二）… within a paragraph go up by one; those that open lines are looked at as sub-headings."""
    lines = [line for line in dossier.lines_with(_RUN_ON.mark) if line.section in _PROSE]
    items = _items(dossier, _RUN_ON, lines)
    for _, group in itertools.groupby(items, key=lambda item: item.paragraph):
        yield from _judge_list(dossier, _RUN_ON, list(group))


def _stretches(dossier: Dossier) -> list[int]:
    """For every line, how many stretches of one section stand before its own."""
    groups = itertools.groupby(dossier.lines, key=lambda line: line.section)
    return [number for number, (_, lines) in enumerate(groups) for _ in lines]


def _sub_headings(dossier: Dossier, section: Section) -> Iterator[Outcome]:
    items = [
        _Item(number, match.span(), 0)
        for start in numbered_rows(dossier)
        if section.start <= start < section.end
        and (match := _ITEM.match(dossier.flat, start, section.end))
        and (number := read_number(match["no"]))
        and not in_table(dossier, match.start("no"))
    ]
    numbers = [item.number for item in items]
    # A second （一） begins a list within the list, or another one: no run to judge.
    if numbers.count(1) == 1 and numbers[0] == 1:
        yield from _judge_list(dossier, _SUB_HEADING, items)
    elif numbers[:2] == [2, 2] and "(一)" not in dossier.flat[section.start : section.end]:
        yield _out_of_turn(dossier, _SUB_HEADING, 1, items[0])


def _judge_list(dossier: Dossier, style: _Style, items: Sequence[_Item]) -> Iterator[Outcome]:
    """Whether the items of one style in a stretch of prose go up by one, lists within lists apart."""
    before: _Item | None = None
    lasts: list[int] = []
    for place, item in enumerate(items):
        earlier, before = before, item
        if item.number == 1 and earlier is not None and earlier.paragraph != item.paragraph:
            lasts = []
        if item.number == 1 or earlier is None or not lasts:
            lasts.append(item.number)
            continue
        while len(lasts) > 1 and item.number != lasts[-1] + 1 and _goes_on(lasts, item.number):
            lasts.pop()
        due = lasts[-1] + 1
        lasts[-1] = item.number
        if item.number == due:
            yield PASSED
        elif _is_slip(dossier, style, earlier, item, due):
            yield _out_of_turn(dossier, style, due, item)
            following = items[place + 1].number if place + 1 < len(items) else None
            lasts[-1] = due if following == due + 1 else item.number


def _goes_on(lasts: Sequence[int], number: int) -> bool:
    """Whether a number goes on one of the lists that hold the innermost one."""
    return any(last + 1 == number for last in lasts[:-1])


def _is_slip(dossier: Dossier, style: _Style, earlier: _Item, item: _Item, due: int) -> bool:
    """Whether a number out of turn leaves no other reading.

    Not where the one that is due stands between in another shape (一是…二要…三是), nor where a list may
    have ended and another began in another paragraph.
    """
    if due >= len(ORDINALS):
        return False
    near = item.number in (due - 1, due + 1)
    apart = earlier.paragraph != item.paragraph
    if not near and (apart or style.figures):
        return False
    if apart and style.figures and not item.opens:
        return False  # a list within another paragraph whose first items were not read
    between = "".join(dossier.flat[earlier.span[1] : item.span[0]].split())
    shown = str(due) if style.figures else f"(?:首先|最后|另外|此外|{ORDINALS[due]}(?![个名家级]))"
    return re.search(rf"(?:^|[^\d\u4e00-\u9fff]|第|其){shown}", between) is None


def _items(dossier: Dossier, style: _Style, lines: Iterable[Line]) -> Iterator[_Item]:
    for line in lines:
        for match in style.found.finditer(line.text):
            number = int(match["no"]) if style.figures else read_number(match["no"])
            if number:
                span = line.span(*match.span())
                paragraph = dossier.running.count("\n", 0, span[0])
                ahead = dossier.running[dossier.running.rfind("\n", 0, span[0]) + 1 : span[0]]
                yield _Item(number, span, paragraph, opens=not ahead.strip())


def _out_of_turn(dossier: Dossier, style: _Style, due: int, item: _Item) -> Outcome:
    wanted = style.shape.format(due if style.figures else ORDINALS[due])
    text = "".join(dossier.report.text[slice(*item.span)].split())
    finding = dossier.finding(
        "D115",
        {"text": text, "wanted": wanted},
        spans=[item.span],
        expected=wanted,
        actual=text,
    )
    return failed(finding)
