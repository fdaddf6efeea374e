"""Floor 1: the glyphs of a page → lines of words, and lines → paragraphs.

Takes `Glyph`s of one region in any order. Blanks are put where the print has a gap, never where it only
spaces letters out; a number cut by the end of a line is joined again. It must not know what a table is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Box
from wenzhi.read.note_marks import is_note_mark
from wenzhi.read.pages import Glyph

WORD_GAP = 0.6
"""Ems between ideographs from which they are two words. Justified print spaces letters by .3."""

NUMBER_GAP = 0.3
"""Ems between digits from which they are two numbers: columns of a narrow table come that near."""

COLUMN_GAP = 1.5
"""Ems within a line from which it is a row of cells and no running text."""

RAISED_SIZE, RAISED = 0.75, 0.2
"""Times the size of the letter before it, and ems above its line, at which a mark of a note is set: Word
sets .65 and .33."""

LEAST_WIDTH = 0.28
"""Share of a page's width that a line must take up to be a full one: half of the narrower of two columns."""

PADDING = 12.0
"""Points on both sides of a cell that text keeps clear of: Word's 10.8 and a little more."""

_DIGITS = frozenset("0123456789.,%０１２３４５６７８９")
_OPENS = as_pattern(
    r"[（(]?[一二三四五六七八九十]{1,3}[、.．)）]|\d{1,2}[、.．](?!\d)|附件|附表|第[一二三四五六七八九十]+[章节条]"
)
_CLOSED = tuple("。!?;:！？；：")
_CONTINUES = as_pattern(r"[，、；。)）%”》,;]")


@dataclass(frozen=True)
class Word:
    """Glyphs without a gap between."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        """The characters."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.glyphs[-1].x1


@dataclass(frozen=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def glyphs(self) -> tuple[Glyph, ...]:
        """All characters."""
        return tuple(glyph for word in self.words for glyph in word.glyphs)

    @cached_property
    def text(self) -> str:
        """The words with a blank between."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def size(self) -> float:
        """Font size of most of the line, in points."""
        return _usual_size(self.glyphs)

    @cached_property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return box_of(self.glyphs)

    @cached_property
    def base(self) -> float:
        """The baseline."""
        return median(glyph.base for glyph in self.glyphs)

    @cached_property
    def widest_gap(self) -> float:
        """The widest gap between words, in ems."""
        gaps = [b.x0 - a.x1 for a, b in pairwise(self.words)]
        return max(gaps, default=0.0) / max(self.size, 1.0)

    @property
    def bold(self) -> bool:
        """Whether most of it is set bold."""
        return sum(glyph.bold for glyph in self.glyphs) > 0.8 * len(self.glyphs)


@dataclass(frozen=True, slots=True)
class Column:
    """Where the lines of a region begin and end, what lies between them, and whether paragraphs indent.

    `page` is its page and `width` the width of that.
    """

    page: int
    width: float
    left: float
    right: float
    pitch: float
    indented: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that are one paragraph, each with its column, and its text."""

    lines: tuple[tuple[Line, Column], ...]
    text: str


def read_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Lines from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.base, glyph.x0)):
        # The first glyph of a row is its highest: within half a letter of it all are on its line.
        if rows and glyph.base - rows[-1][0].base <= 0.5 * min(glyph.size, _row_size(rows[-1])):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [_line(row) for row in rows]


def _row_size(row: Sequence[Glyph]) -> float:
    return max(row[0].size, row[-1].size)


def _line(row: Sequence[Glyph]) -> Line:
    words: list[list[Glyph]] = []
    for glyph in sorted(row, key=lambda glyph: (glyph.x0, glyph.order)):
        last = words[-1][-1] if words else None
        if last is not None and (_printed_twice(last, glyph) or _is_note_mark(words, glyph)):
            continue
        if last is None or _parted(last, glyph):
            words.append([glyph])
        else:
            words[-1].append(glyph)
    return Line(tuple(Word(tuple(word)) for word in words))


def _is_note_mark(words: Sequence[Sequence[Glyph]], glyph: Glyph) -> bool:
    """Whether a small raised figure is the mark of a note behind the last word; scans tell no sizes."""
    last = words[-1][-1]
    if glyph.size > RAISED_SIZE * last.size or last.base - glyph.base < RAISED * last.size:
        return False
    near = glyph.confidence is None and glyph.x0 - last.x1 < 0.5 * last.size
    return near and is_note_mark(glyph.text, "".join(one.text for one in words[-1]))


def _printed_twice(last: Glyph, glyph: Glyph) -> bool:
    """Bold print made by printing a letter twice, a little aside."""
    return last.text == glyph.text and glyph.x0 - last.x0 < 0.25 * (last.x1 - last.x0)


def _parted(left: Glyph, right: Glyph) -> bool:
    gap = right.x0 - left.x1
    em = max(left.size, right.size)
    if left.text in _DIGITS and right.text in _DIGITS:
        return gap > NUMBER_GAP * em or (right.spaced and gap > 0.15 * em)
    return gap > WORD_GAP * em or (right.spaced and gap > 0.15 * em)


def box_of(glyphs: Sequence[Glyph]) -> Box:
    """The box around glyphs."""
    return (
        min(glyph.x0 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )


def _usual_size(glyphs: Sequence[Glyph]) -> float:
    return median(glyph.size for glyph in glyphs)


def usual_size(glyphs: Iterable[Glyph]) -> float:
    """The size of most glyphs of a document, in half points; 0 without glyphs."""
    counts = Counter(round(glyph.size * 2) / 2 for glyph in glyphs)
    return max(counts, key=lambda size: (counts[size], size)) if counts else 0.0


def cell_text(glyphs: Sequence[Glyph], box: Box) -> str:
    """The text of a cell: its lines joined, with a line break where the print chose to break.

    A line is taken to be cut by the cell's border, and joined without a break, when the next word
    would not have fitted into it.
    """
    lines = read_lines(glyphs)
    if not lines:
        return ""
    text = lines[0].text
    for above, line in pairwise(lines):
        text += ("" if _cut_by_border(above, line, box) else "\n") + line.text
    return text


def _cut_by_border(above: Line, below: Line, box: Box) -> bool:
    """Whether what begins the line below would not have fitted behind the line above.

    Where blanks part words, the whole word moves to the next line; a run of digits is cut only when
    it fills its line.
    """
    free = (box[2] - box[0]) - (above.box[2] - above.box[0])
    before, after = above.glyphs[-1], below.glyphs[0]
    if before.text in _DIGITS and after.text in _DIGITS:
        return free < max(1.6 * above.size, 0.6 * above.size + PADDING)
    if before.text.isascii() and after.text.isascii():
        return False
    return free < max(2.2 * above.size, above.size + PADDING)


def column_of(lines: Sequence[Line], page: int, width: float) -> Column:
    """The measure of the running text among `lines`: rows of cells are left aside if there is other."""
    prose = [line for line in lines if line.widest_gap < COLUMN_GAP] or list(lines)
    right = max(line.box[2] for line in prose)
    size = median(line.size for line in prose)
    full = [line for line in prose if line.box[2] > right - 3 * size and len(line.glyphs) > 8]
    lefts = sorted(line.box[0] for line in full or prose)
    left = lefts[len(lefts) // 10]
    steps = [b.base - a.base for a, b in pairwise(prose) if 0.8 * size < b.base - a.base < 4 * size]
    indents = sum(size < line.box[0] - left < 5 * size for line in full)
    return Column(page, width, left, right, median(steps) if steps else 2 * size, indents > 0)


def read_paragraphs(lines: Sequence[tuple[Line, Column]]) -> list[Paragraph]:
    """Lines in reading order, each with its column → paragraphs, over columns and pages."""
    groups: list[list[tuple[Line, Column]]] = []
    for item in lines:
        if groups and _goes_on(*groups[-1][-1], *item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return [_paragraph(group) for group in groups]


def _goes_on(line: Line, column: Column, following: Line, next_column: Column) -> bool:
    """Whether a line goes on with the paragraph of the line above."""
    if max(line.widest_gap, following.widest_gap) >= COLUMN_GAP:
        return False
    if abs(line.size - following.size) > 0.1 * line.size or line.bold != following.bold:
        return False
    if _CONTINUES.match(following.text) and not line.text.endswith(_CLOSED):
        return True
    size = line.size
    if line.box[2] < column.right - 2.2 * size:
        return False
    if line.box[2] - line.box[0] < LEAST_WIDTH * column.width:
        return False
    if _centred_below(line, following, column):
        return not line.text.endswith(_CLOSED) and _OPENS.match(following.text) is None
    if following.box[0] > next_column.left + 0.8 * size:
        return False
    # A line may begin with 一、 because 统一、 was cut; where paragraphs are indented it would be, too.
    cut = column.indented and next_column.indented and not line.text.endswith(_CLOSED)
    if _OPENS.match(following.text) and not cut:
        return False
    if column is next_column and following.base - line.base > 1.4 * column.pitch:
        return False
    return column.indented or not line.text.endswith(_CLOSED)


def _centred_below(line: Line, following: Line, column: Column) -> bool:
    """Whether a line stands in the middle below one that fills its column: a title in two lines."""
    middle = (column.left + column.right) / 2
    apart = abs((following.box[0] + following.box[2]) / 2 - middle) < following.size
    return apart and following.box[0] > column.left + 5 * line.size and following.base > line.base


def _paragraph(lines: Sequence[tuple[Line, Column]]) -> Paragraph:
    text = lines[0][0].text
    for line, _ in lines[1:]:
        words = _is_latin(text[-1]) and _is_latin(line.text[0])
        text += (" " if words else "") + line.text
    return Paragraph(tuple(lines), text)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
