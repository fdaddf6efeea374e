"""Floor 2: a document that binds several reports → where each begins, and each as a document.

Takes a `Document`; a report begins where a title of another organ or year is followed by sections that
start over. What is less plain is told and not cut. It must not know what the sections say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec.structs import replace

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Document, PageFields, Span
from wenzhi.parse.sections.headings import Candidate, Line, find_candidates, read_lines
from wenzhi.text.normalize import Folded, fold

LEAST_SECTIONS = 3
"""Sections in order, the first numbered 一, from which a report is known to begin with its title."""

LONG_BODY = 300
"""Characters under a title from which it is no link to a report; names of files and notes are shorter."""

_ENDS = ("报告", "报告书", "年报", "总结")
_AFTER = "》）)（(*#|年度0123456789０１２３４５６７８９"
_TITLE = as_pattern(
    r"(?:附件?\d*[:.、]?|\(?[一二三四五六七八九十\d]{1,3}[)、.]|[《#*])*"
    r"(?P<before>[^。;!?>|,:]{0,50}?)(?:政府信息(?:和政务)?公开|政务公开|信息公开)"
    r"(?P<between>(?:工作|情况|年度|年|的|20\d\d)*)(?:报告书?|年报|总结)(?P<after>\(?(?:20\d\d)?年?度?\)?)[》*#]*"
)
_YEAR = as_pattern(r"(?:20\d\d|二[〇○零OO0][一二三四五六七八九〇○零O0]{2})(?=年|度|[^\d]|$)")
_NAME_LINE = as_pattern(r"[\u4e00-\u9fff()、]{2,30}(?:20\d\d年?度?)?|20\d\d年?度?")
_NO_NAME = as_pattern(r"^(?:目录|前言|正文|附件|汇编)$|[部章节]分$|如下$")
_TIES = as_pattern(r"年度|^年|年$|^关于|的$|[《》()]")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


@dataclass(frozen=True, slots=True)
class Binding:
    """The reports a document binds, as spans of its text; `front` is what stands before the first.

    None where the document is one report. `doubtful` are the titles of what may be several.
    """

    parts: tuple[Span, ...] = ()
    front: Span = (0, 0)
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Title:
    """A title: the lines it takes up, whose report on which year it says it is."""

    first: int
    last: int
    organ: str
    year: str
    text: str

    def same(self, other: _Title) -> bool:
        """Whether two titles may be of one report: 教育局 and 青岚县教育局 may, another year not."""
        if self.year and other.year and self.year != other.year:
            return False
        return self.organ.endswith(other.organ) or other.organ.endswith(self.organ)


@dataclass(frozen=True, slots=True)
class _Segment:
    """What stands from a title to the next: its characters, and the headings among them."""

    title: _Title
    length: int
    headings: tuple[Candidate, ...]
    cued: bool

    @property
    def certain(self) -> bool:
        """Whether its sections start over: the first is numbered 一, and others follow in order."""
        numbers = [one.no for one in self.headings if one.no is not None]
        if numbers[:1] != [1]:
            return False
        kinds = {one.kind for one in self.headings}
        rising = sum(b > a for a, b in pairwise(numbers)) + 1
        return min(len(kinds), rising) >= LEAST_SECTIONS

    @property
    def telling(self) -> bool:
        """Whether it looks like a report to whoever leafs through."""
        return bool(self.headings) or (self.cued and self.length > 0)


def read_binding(document: Document) -> Binding:
    """The reports that `document` binds; no parts where it is one report or that is in doubt."""
    if sum(map(_ends_as_title, document.text.split("\n"))) < 2:
        return Binding()
    folded = fold(document.text)
    lines = read_lines(folded)
    titles = list(_titles(lines))
    if len(titles) < 2:
        return Binding()
    segments = _segments(document, folded, lines, titles)
    reports = _reports(segments)
    if len(reports) < 2:
        return Binding(doubtful=_doubtful(segments))
    begins = [folded.span(lines[one.first].start, lines[one.first].end)[0] for one in reports]
    return Binding(tuple(pairwise([*begins, len(document.text)])), (0, begins[0]))


def _ends_as_title(line: str) -> bool:
    """Whether a line as it is printed may end a title: most documents have one such line, or none."""
    return "".join(line[-24:].split()).rstrip(_AFTER).endswith(_ENDS)


def cut(document: Document, binding: Binding, number: int, sha256: str) -> Document:
    """Report `number` (from 1) of a binding as a document of its own, called `…#number`.

    What the page says of itself (title, organ, day of publication) is said of the whole and left out;
    what stands before the first report is told in `omitted`.
    """
    start, end = binding.parts[number - 1]
    cells = [cell for cell in document.cells if start <= cell.start < end]
    first = min((cell.table for cell in cells), default=0)
    front = " ".join(document.text[slice(*binding.front)].split())
    source = document.source
    return replace(
        document,
        text=document.text[start:end],
        source=replace(
            source,
            path=f"{source.path}#{number}",
            sha256=sha256,
            omitted=(*source.omitted, front) if front else source.omitted,
        ),
        cells=tuple(
            replace(c, start=c.start - start, end=c.end - start, table=c.table - first)
            for c in cells
        ),
        cues=tuple(
            replace(cue, start=cue.start - start, end=cue.end - start)
            for cue in document.cues
            if start <= cue.start < cue.end <= end
        ),
        page=PageFields(url=document.page.url),
    )


def _titles(lines: Sequence[Line]) -> Iterator[_Title]:
    """Lines that are the title of a report, or two that are one, with the names that stand above."""
    number = 0
    while number < len(lines):
        for count in (1, 2):
            window = lines[number : number + count]
            match = _match(window) if len(window) == count else None
            if match is not None:
                yield _titled(lines, number, number + count - 1, match)
                number += count - 1
                break
        number += 1


def _match(window: Sequence[Line]) -> re.Match[str] | None:
    if any("\t" in line.raw for line in window):
        return None
    if len(window) == 2 and _TITLE.fullmatch(window[1].body):
        return None  # the second is a title by itself; what is above it may be its name
    return _TITLE.fullmatch("".join(line.body for line in window))


def _titled(lines: Sequence[Line], first: int, last: int, match: re.Match[str]) -> _Title:
    """A title with up to two lines above it that hold no more than an organ's name and a year."""
    said = match["before"]
    text = "".join(line.body for line in lines[first : last + 1])
    above = first
    while above > max(0, first - 2) and not _organ(said):
        name = lines[above - 1].body
        if not _NAME_LINE.fullmatch(name) or _NO_NAME.search(name) or "\t" in lines[above - 1].raw:
            break
        above, said, text = above - 1, name + said, name + text
    years = _YEAR.findall(said + match["between"] + match["after"])
    year = years[-1].translate(_DIGITS) if years else ""
    return _Title(above if _organ(said) else first, last, _organ(said), year, text)


def _organ(said: str) -> str:
    """The name in what stands before 政府信息公开, without year and words that tie."""
    name = _YEAR.sub("", said)
    while (shorter := _TIES.sub("", name)) != name:
        name = shorter
    return name


def _segments(
    document: Document, folded: Folded, lines: Sequence[Line], titles: Sequence[_Title]
) -> list[_Segment]:
    headings = [
        one
        for one in find_candidates(list(lines))
        if one.kind is not None and one.style in ("plain", "part") and not one.listed
    ]
    cues = {cue.start for cue in document.cues if cue.large or cue.centred or cue.level}
    ends = [*(title.first for title in titles[1:]), len(lines)]
    segments: list[_Segment] = []
    for title, end in zip(titles, ends, strict=True):
        body = lines[title.last + 1 : end]
        spans = [folded.span(one.start, one.end) for one in lines[title.first : title.last + 1]]
        segments.append(
            _Segment(
                title,
                sum(len(line.body) for line in body),
                tuple(one for one in headings if title.last < one.line < end),
                any(start <= cue < stop for start, stop in spans for cue in cues),
            )
        )
    return segments


def _reports(segments: Sequence[_Segment]) -> list[_Title]:
    """The titles where reports begin; none where two may be one report, or something is in doubt.

    A title printed twice before its sections begins the report where it first stands.
    """
    reports: list[_Title] = []
    waiting: _Title | None = None
    for segment in segments:
        title = segment.title
        again = bool(reports) and reports[-1].same(title)
        if segment.certain:
            if any(one.same(title) for one in reports):
                return []
            reports.append(waiting if waiting and waiting.same(title) else title)
        elif not again and segment.length >= LONG_BODY:
            if not segment.headings or any(one.same(title) for one in reports):
                return []
            reports.append(title)
        waiting = None if segment.certain or again else title
    return reports


def _doubtful(segments: Sequence[_Segment]) -> tuple[str, ...]:
    """The titles of what may be several reports; none where they are of one."""
    found: list[_Title] = []
    for segment in segments:
        if segment.telling and not any(one.same(segment.title) for one in found):
            found.append(segment.title)
    return tuple(title.text for title in found) if len(found) > 1 else ()
