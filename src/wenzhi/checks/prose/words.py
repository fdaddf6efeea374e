"""Floor 3: the words around a number: its clause, what stands before it and what behind.

Takes folded text and a count of it; gives stretches of that text. It must not know what they mean.
"""

from __future__ import annotations

from wenzhi.base.records import Count
from wenzhi.checks.dossier import part_end, part_start

MARKS = ",;。:("
"""What ends a clause."""
WORDS = ",;。、:(\n"
"""What ends the words that name one number among others of a list."""
SENTENCE = "。;\n"
"""What ends a sentence, or one of several in a row."""
WHOLE_SENTENCE = "。\n"
"""What ends a sentence with all that stands in a row in it."""
_SHORT_LINE = 30
"""A line of fewer characters is a heading; longer ones are sentences broken by the width of a page."""


def clause_of(flat: str, count: Count) -> str:
    """The words around a number up to the next `,;。` on either side: they say what it counts."""
    number = flat[count.start : count.end]
    return since(flat, count, MARKS) + number + until(flat, count, MARKS)


def told_before(flat: str, count: Count) -> str:
    """The words right before a number in its clause."""
    return "".join(since(flat, count, MARKS).split())


def since(flat: str, count: Count, marks: str) -> str:
    """What stands before a number since the last of `marks`, or since a heading's line."""
    start = part_start(flat, count.start, marks)
    line = count.start
    while (line := flat.rfind("\n", start, line)) >= 0:
        above = flat[flat.rfind("\n", 0, line) + 1 : line]
        if len(above) < _SHORT_LINE and not any(mark in above for mark in ",;。"):
            return flat[line + 1 : count.start]
    return flat[start : count.start]


def until(flat: str, count: Count, marks: str) -> str:
    """What stands behind a number up to the next of `marks`."""
    return flat[count.end : part_end(flat, count.end, marks)]
