"""Floor 1: running text: wrapped lines joined into paragraphs, paragraphs cut into sentences and clauses.

Works on folded text (`normalize`). It must not know what a report is.
"""

from __future__ import annotations

import re

from wenzhi.base.records import Span
from wenzhi.text.normalize import Folded

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d+\s*页(?:\s*共\s*\d+\s*页)?)\s*"
)
_LINE_START = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.]|\([一二三四五六七八九十]{1,3}\)|附件|附表|目录)"
)
_CONTINUES = re.compile(r"\s*[,、;。)%”》]")
_CLOSED = tuple("。!?;:。！？；：")
_SENTENCE_END = re.compile(r"[。!?]+[”’」』\")]*")
_PAUSES = (",", "、")
_RUN = re.compile(r"\S+")
_CLAUSE_END = re.compile(r"[。!?;,]+[”’」』\")]*")


def page_number(line: str) -> bool:
    """Whether a folded line holds a page number and nothing else."""
    return _PAGE_NUMBER.fullmatch(line) is not None


def paragraphs(folded: Folded, width: int | None = None) -> list[Folded]:
    """Paragraphs without blanks, line wraps joined and page numbers left out.

    A line is taken to be wrapped when it does not end a sentence, is as long as the text's usual
    line, and the next line does not open a heading or list. So a page break inside a sentence is
    healed and a short title line never joins the text below it. `width` is the usual line of the
    whole document where `folded` is only a part of it.
    """
    lines = _lines(folded)
    width = usual_width(folded) if width is None else width
    result: list[list[Span]] = []
    joined = unfinished = False
    for start, end in lines:
        content = folded.text[start:end]
        if not content.strip() or page_number(content):
            # An empty line or a page number ends a paragraph only when the line before it did.
            continue
        opens = _LINE_START.match(content) is not None
        # No paragraph begins with a comma: the line before it was cut, however short.
        joined = joined or (unfinished and _CONTINUES.match(content) is not None)
        if joined and result and not opens:
            result[-1] += _kept(folded, start, end)
        else:
            result.append(_kept(folded, start, end))
        stripped = content.rstrip()
        unfinished = not stripped.endswith(_CLOSED)
        # A line that ends with a comma goes on though it is not quite full: it was broken before a word.
        full = width / 2 if stripped.endswith(_PAUSES) else width
        joined = unfinished and len("".join(stripped.split())) >= full
    return [folded.gather(runs) for runs in result if runs]


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


def usual_width(*parts: Folded) -> int:
    """The length of a full line: the 60th percentile of lines of 15 characters and more, less two.

    Shorter lines are titles and cells. Without any long line, nothing counts as wrapped. Where the
    text has tables, give the parts between them: rows of cells say nothing of how prose is wrapped.
    """
    lines = ["".join(line.split()) for part in parts for line in part.text.split("\n")]
    widths = sorted(len(line) for line in lines if len(line) >= 15)
    return widths[int(len(widths) * 0.6)] - 2 if widths else sum(map(len, lines)) + 1


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
