"""Floor 5: several files on one organ and year → which are one report in other formats, which are versions.

Two files are one report where every cell both could read says the same, blank, dashed and malformed ones
included, neither prose holds figures the other lacks, and every sentence of each stands in the other but
for what converting a format does: blanks, line breaks, punctuation, numbering, page furniture. Then the
one read best counts, the others stand aside. Where the words are largely the same and anything differs
they are two versions: which is right only people know, so both count and each is told of the other. It
must not compare different organs or years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Fact, Report, SectionKind
from wenzhi.text.normalize import squeezed

SAME_WORDS = 0.85
"""Share of the shorter prose that must stand in the longer for a recognised page to be the same report:
recognition loses a few letters in a hundred, so its words are not compared one by one."""

LIKE_WORDS = 0.5
"""Share from which files of one organ and year that differ are versions of one report; two organs that
merely share a name share only the form."""

_PHRASE = 6
_SURE = ("ok", "zero")
_UNREAD = ("ambiguous", "missing")
"""Of cells that were not read: they contradict nothing."""
_PROSE: tuple[SectionKind, ...] = ("overview", "problems", "other")
_FORMATS = ("docx", "html", "txt", "doc", "pdf", "image")
"""By how surely they are read: grids before lines, what is printed before what is recognised."""

_NUMBERING = as_pattern(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]?\d{1,2}[)）、．]|\d{1,2}\.(?!\d))"
)
"""A number at the head of a paragraph: word processors count by themselves, and their text lacks it."""
_PAGE_NUMBER = as_pattern(r"[\s\-—－·]*(?:第?\s*\d{1,3}\s*页?)?[\s/，,共]*\d{0,3}\s*页?[\s\-—－·]*")
_SENTENCE_END = ("。", "；", ";", "！", "？", "：")
_MARKS = as_pattern(r"[^\w%.×*□○/-]|(?<!\d)\.|\.(?!\d)")
"""What a conversion may spell another way: punctuation, but no decimal point and no blank to fill in."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What of a report is compared: its cells, the figures, sentences and phrases of its prose.

    `cells` says of each that was read its value, or its state and letters where it is no number; `whole`
    is all text but page furniture, run together; `sure` counts cells with a number.
    """

    report_id: str
    sha256: str
    format: str
    recognised: bool
    signed: str | None
    sure: int
    cells: Mapping[str, str]
    figures: Counter[tuple[float | int | None, ...]]
    sentences: tuple[str, ...]
    whole: str
    phrases: frozenset[str]

    @classmethod
    def of(cls, report: Report) -> Edition:
        """What `report`, which has an id, says."""
        kinds = {section.kind for section in report.sections}
        wanted = [kind for kind in _PROSE if kind in kinds]
        prose = "".join(
            report.text[section.start : section.end]
            for section in report.sections
            if section.kind in wanted
        )
        words = "".join(c for c in squeezed(prose or report.text) if "\u4e00" <= c <= "\u9fff")
        recognised = report.source.format == "image"
        return cls(
            report_id=report.meta.report_id or "",
            sha256=report.source.sha256,
            format=report.source.format,
            recognised=recognised,
            signed=report.meta.signed,
            sure=sum(fact.state in _SURE for fact in report.facts),
            cells=_cells(report, recognised),
            figures=Counter(
                (count.value, count.low, count.high)
                for count in report.counts
                if count.section in wanted
            ),
            sentences=tuple(_sentences(report)),
            whole="".join(_spelled(line) for line in _lines(report.text)),
            phrases=frozenset(words[i : i + _PHRASE] for i in range(len(words) - _PHRASE + 1)),
        )

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """Its place among editions of one report: the first is the one that counts."""
        return -self.sure, _FORMATS.index(self.format), self.sha256, self.report_id

    def is_same(self, other: Edition) -> bool:
        """Whether both are one report."""
        return self._agrees(other) and self._reads_as(other)

    def is_version(self, other: Edition) -> bool:
        """Whether both are one report in two versions, given that they are not the same."""
        return self._shared(other) >= LIKE_WORDS

    def _agrees(self, other: Edition) -> bool:
        if any(self.cells[name] != other.cells[name] for name in self.cells.keys() & other.cells):
            return False
        if None not in (self.signed, other.signed) and self.signed != other.signed:
            return False
        return self.figures <= other.figures or other.figures <= self.figures

    def _reads_as(self, other: Edition) -> bool:
        if self.recognised or other.recognised:
            return self._shared(other) >= SAME_WORDS
        mine = all(sentence in other.whole for sentence in self.sentences)
        return mine and all(sentence in self.whole for sentence in other.sentences)

    def _shared(self, other: Edition) -> float:
        shorter = min(len(self.phrases), len(other.phrases))
        return len(self.phrases & other.phrases) / shorter if shorter else 0.0


def _cells(report: Report, recognised: bool) -> dict[str, str]:
    """What every cell that was read says, by its id; a row that is not the form's by its label."""
    read = (fact for fact in report.facts if fact.state not in _UNREAD)
    local = {squeezed(row.label): squeezed(" ".join(row.cells)) for row in report.local}
    return {fact.id: _said(fact, recognised) for fact in read} | local


def _said(fact: Fact, recognised: bool) -> str:
    """A cell as it is compared; recognition does not see every dash, so its blanks and dashes are alike."""
    if fact.state in _SURE:
        return f"{fact.value:g}" if fact.value is not None else ""
    if fact.state == "malformed":
        return squeezed(fact.raw or "")
    return "blank" if recognised else fact.state


def _lines(text: str) -> Iterator[str]:
    """The lines of `text` without page numbers and running heads, and without their own numbers."""
    lines = [line.strip() for line in text.split("\n")]
    often = Counter(lines)
    for line in lines:
        heads = often[line] > 1 and not line.endswith(_SENTENCE_END)
        if line and not heads and not _PAGE_NUMBER.fullmatch(line):
            yield _NUMBERING.sub("", line, count=1)


def _sentences(report: Report) -> Iterator[str]:
    """What the prose says: its lines up to the last that ends a sentence, elsewhere whole sentences.

    What stands after the last sentence of a page, and headings between tables, are furniture or the form.
    """
    for section in report.sections:
        lines = list(_lines(report.text[section.start : section.end]))
        ends = [number for number, line in enumerate(lines) if line.endswith("。")]
        if section.kind in _PROSE:
            wanted = lines[: ends[-1] + 1] if ends else []
        else:
            wanted = [lines[number] for number in ends]
        yield from filter(None, map(_spelled, wanted))


def _spelled(line: str) -> str:
    return _MARKS.sub("", squeezed(line))


@dataclass(frozen=True, slots=True)
class Editions:
    """What was found among the files on one organ and year, by report id.

    `counted` says in whose place each file that does not count stands; `versions` lists the others that
    differ.
    """

    counted: dict[str, str] = field(default_factory=dict)
    versions: dict[str, tuple[str, ...]] = field(default_factory=dict)


def find_editions(reports: Sequence[Report]) -> Editions:
    """Sort out `reports`, all of one organ and year."""
    first: list[Edition] = []
    counted: dict[str, str] = {}
    for one in sorted(map(Edition.of, reports), key=lambda edition: edition.rank):
        same = next((other for other in first if other.is_same(one)), None)
        if same is None:
            first.append(one)
        else:
            counted[one.report_id] = same.report_id
    versions: dict[str, tuple[str, ...]] = {}
    for one in first:
        others = [o.report_id for o in first if o is not one and o.is_version(one)]
        if others:
            versions[one.report_id] = tuple(sorted(others))
    return Editions(counted, versions)
