"""Floor 5: several files on one organ and year → which are one report in other formats, which are versions.

Two files are one report where every cell both state is equal, neither prose holds figures the other
lacks, and the words are the same. Then the one read best counts, the others stand aside. Where the
words are largely the same and a figure differs they are two versions: which is right only people know,
so both count and each is told of the other. It must not compare different organs or years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wenzhi.base.records import Report, SectionKind
from wenzhi.text.normalize import squeezed

SAME_WORDS = 0.85
"""Share of the shorter prose that must stand in the longer for two files to be one report: page
furniture and lines joined otherwise cost a few hundredths."""

LIKE_WORDS = 0.5
"""Share from which files of one organ and year whose figures differ are versions of one report; two
organs that merely share a name share only the form."""

_PHRASE = 6
_SURE = ("ok", "zero")
_PROSE: tuple[SectionKind, ...] = ("overview", "problems", "other")
_FORMATS = ("docx", "html", "txt", "doc", "pdf", "image")
"""By how surely they are read: grids before lines, what is printed before what is recognised."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What of a report is compared: its sure cells, the figures and the phrases of its prose."""

    report_id: str
    path: str
    format: str
    cells: dict[str, float | int | None]
    figures: frozenset[float]
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
        return cls(
            report_id=report.meta.report_id or "",
            path=report.source.path,
            format=report.source.format,
            cells={fact.id: fact.value for fact in report.facts if fact.state in _SURE},
            figures=frozenset(
                float(count.value)
                for count in report.counts
                if count.value is not None and count.section in wanted
            ),
            phrases=frozenset(words[i : i + _PHRASE] for i in range(len(words) - _PHRASE + 1)),
        )

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """Its place among editions of one report: the first is the one that counts."""
        return -len(self.cells), _FORMATS.index(self.format), self.path, self.report_id

    def is_same(self, other: Edition) -> bool:
        """Whether both are one report."""
        return self._agrees(other) and self._shared(other) >= SAME_WORDS

    def is_version(self, other: Edition) -> bool:
        """Whether both are one report in two versions, given that they are not the same."""
        return self._shared(other) >= LIKE_WORDS

    def _agrees(self, other: Edition) -> bool:
        if any(self.cells[name] != other.cells[name] for name in self.cells.keys() & other.cells):
            return False
        return self.figures <= other.figures or other.figures <= self.figures

    def _shared(self, other: Edition) -> float:
        shorter = min(len(self.phrases), len(other.phrases))
        return len(self.phrases & other.phrases) / shorter if shorter else 0.0


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
