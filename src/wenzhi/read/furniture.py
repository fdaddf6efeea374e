"""Floor 1: what is printed on pages beside the text: running heads, page numbers, watermarks.

Takes the lines or glyphs of all pages of a document, tells which are none of its text. It must not know
what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.read.lines import COLUMN_GAP, Line, usual_size
from wenzhi.read.pages import Glyph, Page

EDGE = 0.11
"""Share of a page's height at its top and bottom where running heads and feet stand (A4: 33 mm)."""

SAME_PLACE = 8.0
"""Points by which a running head may move from page to page."""

WATERMARK = 1.8
"""Times the usual size from which pale text is a watermark."""

_BARE = as_pattern(r"\d{1,3}", re.ASCII)
_PAGE_NUMBER = as_pattern(
    r"[-—–－~·•.]+\d{1,4}[-—–－~·•.]*|\d{1,4}[-—–－~·•.]+|第\d{1,4}页(?:[,，/]?共\d{1,4}页)?|\d{1,4}[/／]\d{1,4}"
    r"|[Pp]age\d{1,4}(?:of\d{1,4})?"
)
_DIGITS = as_pattern(r"\d+")


def without_watermarks(pages: Sequence[Page]) -> tuple[list[list[Glyph]], list[str]]:
    """The drawn, upright glyphs of each page, and the texts of the watermarks left out."""
    size = usual_size(glyph for page in pages for glyph in page.glyphs if not glyph.hidden)
    kept: list[list[Glyph]] = []
    told: list[str] = []
    for page in pages:
        clear: list[Glyph] = []
        marks: list[Glyph] = []
        for glyph in page.glyphs:
            if glyph.hidden:
                continue
            mark = glyph.angle != 0 or (glyph.pale and glyph.size > WATERMARK * size)
            (marks if mark else clear).append(glyph)
        kept.append(clear)
        told += _texts(marks)
    return kept, told


def _texts(marks: Iterable[Glyph]) -> list[str]:
    """The words of a page's watermarks in the file's order."""
    ordered = sorted(marks, key=lambda glyph: glyph.order)
    text = "".join((" " if glyph.spaced else "") + glyph.text for glyph in ordered)
    return [text.strip()] if text.strip() else []


def running_lines(pages: Sequence[tuple[Page, Sequence[Line]]]) -> list[set[int]]:
    """For each page the indexes of its lines that are page numbers, running heads or feet."""
    edges = [_edge_lines(page, lines) for page, lines in pages]
    seen: dict[str, list[tuple[int, float]]] = {}
    numbers: dict[int, set[int]] = {}
    for number, ((_, lines), edge) in enumerate(zip(pages, edges, strict=True)):
        for index in edge:
            seen.setdefault(_mask(lines[index]), []).append((number, lines[index].base))
            if _BARE.fullmatch(lines[index].text):
                numbers.setdefault(int(lines[index].text) - number, set()).add(number)
    # A bare number is a page number if it counts the pages; on a single page there is nothing to count.
    counting = {page for group in numbers.values() if len(group) > 1 for page in group}
    result: list[set[int]] = []
    for number, ((_, lines), edge) in enumerate(zip(pages, edges, strict=True)):
        found: set[int] = set()
        for index in edge:
            line = lines[index]
            if _BARE.fullmatch(line.text):
                running = _stands_apart(index, lines) and (len(pages) == 1 or number in counting)
            else:
                running = is_page_number(line) or _comes_again(number, line, seen)
            if running:
                found.add(index)
        result.append(found)
    return result


def _edge_lines(page: Page, lines: Sequence[Line]) -> list[int]:
    """Indexes of the lines near the upper and lower edge."""
    top, bottom = EDGE * page.height, (1 - EDGE) * page.height
    return [
        index for index, line in enumerate(lines) if line.box[3] <= top or line.box[1] >= bottom
    ]


def is_page_number(line: Line) -> bool:
    """Whether a line says nothing but a page number, and says so: - 3 -, 第3页, 3/10."""
    return _PAGE_NUMBER.fullmatch("".join(line.text.split())) is not None


def _stands_apart(index: int, lines: Sequence[Line]) -> bool:
    """Whether a line is the first or last of its page with room to the next."""
    if 0 < index < len(lines) - 1:
        return False
    others = [line for line in lines if line is not lines[index]]
    gap = min((abs(other.base - lines[index].base) for other in others), default=1e9)
    return gap > 1.5 * lines[index].size


def _comes_again(number: int, line: Line, seen: dict[str, list[tuple[int, float]]]) -> bool:
    """Whether another page has the same words, digits apart, at the same height.

    A row of cells is none of these: the heads of a table without rulings come again too.
    """
    if line.widest_gap > COLUMN_GAP and len(line.words) > 2:
        return False
    return any(
        page != number and abs(base - line.base) <= SAME_PLACE for page, base in seen[_mask(line)]
    )


def _mask(line: Line) -> str:
    return _DIGITS.sub("0", "".join(line.text.split()))
