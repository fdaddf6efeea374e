"""Floor 1: running text: wrapped lines joined into paragraphs, paragraphs cut into sentences and clauses.

Works on folded text (`normalize`). It must not know what a report is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.text.normalize import Folded

_PAGE_NUMBER = as_pattern(
    r"\s*(?:[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d+\s*页(?:\s*共\s*\d+\s*页)?)\s*"
)
_NUMBER_ENDS = ("页", "-", "—", "–", "－")
_LINE_START = as_pattern(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.]|\([一二三四五六七八九十]{1,3}\)|附件|附表|目录"
    r"|[●◆■▪•▲★※◇△☆▶►➢✦✓√·]|○(?![〇○一二三四五六七八九])|[^,;。:|\n]{1,10}:[^|\n]*\|"
    r"|\d{1,2}[.、)](?!\d)|\(\d{1,2}\)|[①-⑳]|[-–—*]\s)"
)
_CONTINUES = as_pattern(r"\s*[,、;。)%”》]")
_SHORTEST = 15
"""Lines of fewer characters are titles and cells."""
_FIGURE = as_pattern(
    r"\s*\d[\d,.]*[余多]?[万亿]?(?:件|条|篇|项|个|份|期|次|人次|人|名|场|起|宗|元|家|户|部|处)[,;。、)]"
)
_CLOSED = tuple("。!?;:。！？；：")
_SENTENCE_END = as_pattern(
    r"(?:[。!]|\?(?!\?*(?:[条件篇次份期个项名场元]|人次|万元)[,。;、]))+[”’」』\")]*"
)
"""Not where marks hold the place of a number: 清理失效信息??条,."""
_PAUSES = (",", "、")
_NARROW = as_pattern(r"[0-9A-Za-z.%]")
_RUN = as_pattern(r"\S+")
_CLAUSE_END = as_pattern(r"[。!?;,]+[”’」』\")]*")


class Width(NamedTuple):
    """How long a full line is: in characters, as programs break lines, and in print, as paper does.

    A printed line full of figures holds more characters than one of ideographs alone.
    """

    characters: float
    printed: float


def page_number(line: str) -> bool:
    """Whether a folded line holds a page number and nothing else."""
    return line.rstrip().endswith(_NUMBER_ENDS) and _PAGE_NUMBER.fullmatch(line) is not None


def paragraphs(folded: Folded, width: Width | None = None) -> list[Folded]:
    """Paragraphs without blanks, line wraps joined and page numbers left out.

    A line is taken to be wrapped when it does not end a sentence, is as long as the text's usual
    line, and the next line does not open a heading or list. So a page break inside a sentence is
    healed and a short title line never joins the text below it. `width` is the usual line of the
    whole document where `folded` is only a part of it.
    """
    lines = _lines(folded)
    width = usual_width(folded) if width is None else width
    result: list[list[Span]] = []
    joined = unfinished = long = False
    for start, end in lines:
        content = folded.text[start:end]
        if not content.strip() or page_number(content):
            # An empty line or a page number ends a paragraph only when the line before it did.
            continue
        opens = _LINE_START.match(content) is not None
        # No paragraph begins with a comma: the line before it was cut, however short. Nor does one
        # begin with a figure that a comma follows, unless a title stands above it.
        goes_on = _CONTINUES.match(content) or (_FIGURE.match(content) if long else None)
        joined = joined or (unfinished and goes_on is not None)
        if joined and result and not opens:
            result[-1] += _kept(folded, start, end)
        else:
            result.append(_kept(folded, start, end))
        stripped = content.rstrip()
        unfinished, long = not stripped.endswith(_CLOSED), len(stripped) >= _SHORTEST
        # A line that ends with a comma goes on though it is not quite full: it was broken before a word.
        share = 0.5 if stripped.endswith(_PAUSES) else 1
        joined = unfinished and _full(stripped, width, share)
    return [folded.gather(runs) for runs in result if runs]


def _full(line: str, width: Width, share: float) -> bool:
    """Whether a line reaches that share of a full one, in characters or in print."""
    body = "".join(line.split())
    return len(body) >= width.characters * share or _printed(body) >= width.printed * share


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of one paragraph; together they tile it."""
    return _cut(text, _SENTENCE_END)


def clauses(text: str) -> list[Span]:
    """Spans of the clauses (at `,;。!?`) of one paragraph; together they tile it."""
    return _cut(text, _CLAUSE_END)


def _cut(text: str, end: re.Pattern[str]) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for match in end.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def _lines(folded: Folded) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for line in folded.text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def usual_width(*parts: Folded) -> Width:
    """The length of a full line: the 60th percentile of lines of 15 and more, less two.

    Shorter lines are titles and cells. Without any long line, nothing counts as wrapped. Where the
    text has tables, give the parts between them: rows of cells say nothing of how prose is wrapped.
    """
    lines = ["".join(line.split()) for part in parts for line in part.text.split("\n")]
    return Width(_usual([len(line) for line in lines]), _usual([_printed(line) for line in lines]))


def _usual(lengths: Sequence[float]) -> float:
    long = sorted(length for length in lengths if length >= _SHORTEST)
    return long[int(len(long) * 0.6)] - 2 if long else sum(lengths) + 1


def _printed(line: str) -> float:
    """How wide a line is in print, in ideographs: figures and Latin letters take half of one."""
    return len(line) - len(_NARROW.findall(line)) / 2


def _kept(folded: Folded, start: int, end: int) -> list[Span]:
    """The runs of a line between blanks; a blank between two Latin words is kept."""
    runs: list[Span] = []
    for match in _RUN.finditer(folded.text, start, end):
        left, right = match.span()
        if runs and left - runs[-1][1] == 1 and _parts_words(folded.text, left - 1):
            left = runs.pop()[0]
        runs.append((left, right))
    return runs


def _parts_words(text: str, index: int) -> bool:
    """Whether the blank at `index` stands between two Latin letters."""
    before, after = text[index - 1], text[index + 1]
    return before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
