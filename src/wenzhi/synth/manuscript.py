"""Floor 2, synth: a text being written, with marks that stay true while it is written and reflowed.

Takes strings and filled sentences; gives the final text and spans in its code points. Line wraps, page
numbers and blanks are insertions made at the end, so a mark never has to be moved by hand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wenzhi.base.records import Span
from wenzhi.synth.markup import Filled, Marked


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the manuscript. `kind` is fact, section, count, item, passage, …; `key` names it.

    `sentence` numbers the sentence a count stands in, so that parts find their total.
    """

    kind: str
    key: str
    start: int
    end: int
    marked: Marked | None = None
    sentence: int = -1


class Manuscript:
    """Text under construction. `insertions` are (offset, text) put in by `finish`."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.insertions: list[tuple[int, str]] = []
        self.paragraphs: list[Span] = []
        self.sentences = 0

    def add(self, text: str) -> Span:
        """Append `text`; its span."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    def mark(self, kind: str, key: str, span: Span) -> None:
        """Remember a span."""
        self.marks.append(Mark(kind, key, *span))

    def add_filled(self, filled: Filled) -> Span:
        """Append a sentence with its counts, claims and flaws."""
        start, end = self.add(filled.text)
        for marked in filled.marks:
            self.marks.append(
                Mark("text", "", start + marked.start, start + marked.end, marked, self.sentences)
            )
        self.sentences += 1
        return start, end

    def end_paragraph(self, start: int) -> None:
        """Close the running-text paragraph that began at `start`."""
        self.paragraphs.append((start, self.length))
        self.add("\n")

    def wrap(self, width: int, page: int) -> None:
        """Break paragraphs into lines of `width` characters, with a page number every `page` lines."""
        lines = 0
        for start, end in self.paragraphs:
            for at in range(start + width, end, width):
                lines += 1
                number = f"\n\n-{lines // page}-\n\n" if page and lines % page == 0 else "\n"
                self.insertions.append((at, number))

    def finish(self, table: dict[int, str] | None = None) -> tuple[str, list[Mark]]:
        """The final text and its marks; `table` maps characters one to one."""
        text = "".join(self.parts)
        if table:
            text = text.translate(table)
        if not self.insertions:
            return text, self.marks
        insertions = sorted(self.insertions)
        return _inserted(text, insertions), _shifted(self.marks, insertions)


def _inserted(text: str, insertions: Sequence[tuple[int, str]]) -> str:
    pieces: list[str] = []
    last = 0
    for at, added in insertions:
        pieces += (text[last:at], added)
        last = at
    pieces.append(text[last:])
    return "".join(pieces)


def _shifted(marks: Sequence[Mark], insertions: Sequence[tuple[int, str]]) -> list[Mark]:
    offsets = [at for at, _ in insertions]
    gained = [0]
    for _, added in insertions:
        gained.append(gained[-1] + len(added))
    # What is put in right before a span stays outside it, and likewise what is put in right after.
    return [
        replace(
            mark,
            start=mark.start + gained[bisect_right(offsets, mark.start)],
            end=mark.end + gained[bisect_left(offsets, mark.end)],
        )
        for mark in marks
    ]
