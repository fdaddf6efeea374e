"""Floor 5: which reports a corpus holds, and how to find one by organ and year.

`report_id` is a hash of corpus-relative path and content: equal bytes at two paths are two reports.
A later version of a report supersedes it (`corpus.census`), and of one report in several formats one
counts; all are kept. Where a batch holds a report of an organ and year, what the corpus kept
of them from earlier runs and the batch does not hold counts no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import msgspec

from wenzhi.base.records import Report, ReportRef
from wenzhi.corpus.columns import read_columns
from wenzhi.corpus.digests import digest
from wenzhi.corpus.editions import find_editions
from wenzhi.corpus.neighbours import Card, Neighbours
from wenzhi.corpus.organs import OrganMap
from wenzhi.corpus.sections import report_ref
from wenzhi.corpus.store import AnalysisReader

FOUND_ANEW = ("format", "absent")
"""`superseded_why` of what counts again where the file that stands for it is gone."""

LATEST = 8
"""Decoded reports kept: the years of an organ are judged one after the other."""


class Member(msgspec.Struct, frozen=True, order=True):
    """One report of a corpus: its id, path, content hash and the key of its analysis."""

    report_id: str
    path: str
    sha256: str
    analysis: str
    superseded_by: str | None = None
    url: str | None = None

    @property
    def place(self) -> str:
        """What a later version has in common with it: its path, or export and address of a row."""
        return self.path if self.url is None else f"{self.path.rpartition('#')[0]}#{self.url}"


def report_id(path: str, sha256: str) -> str:
    """The id of the report with this content at this place below what was given."""
    return hashlib.sha256(f"{path}\0{sha256}".encode()).hexdigest()[:16]


def read_members(snapshot: Path | None) -> tuple[Member, ...]:
    """The members a snapshot lists; none without a snapshot."""
    if snapshot is None:
        return ()
    import pyarrow.parquet as pq  # one document is judged without it

    path = snapshot / "reports.parquet"
    there = pq.read_schema(path).names  # a corpus of an earlier version lacks the newest columns
    names = [name for name in (*Member.__struct_fields__, "superseded_why") if name in there]
    members: list[Member] = []
    for row in read_columns(path, *names).to_pylist():
        if row.pop("superseded_why", None) in FOUND_ANEW:
            row["superseded_by"] = None  # found anew in every state of the corpus
        members.append(Member(**row))
    return tuple(sorted(members))


class Membership:
    """The reports of a corpus, decoded when asked for. Memory: a line a report, a few reports.

    Organs, years and names are known once `index` has seen every report, and which of several files
    on one organ and year count once `settle` was called. `organs` gives organs their lasting ids;
    `absent` are reports that stand back where another of their organ and year is not among them.
    """

    def __init__(
        self,
        members: Sequence[Member],
        analyses: AnalysisReader,
        organs: OrganMap | None = None,
        absent: Collection[str] = (),
    ) -> None:
        self.members = tuple(members)
        self._analyses = analyses
        self.organs = organs or OrganMap()
        self._by_id = {member.report_id: member for member in members}
        self.neighbours = Neighbours()
        self._refs: dict[str, ReportRef] = {}
        self._cards: dict[str, Card] = {}
        self._told: dict[str, bytes] = {}
        self._years: dict[tuple[str, int], list[str]] = {}
        self._own: dict[str, str] = {}
        self._own_years: dict[tuple[str, int], list[str]] = {}
        self._counted: dict[str, str] = {}
        self.absent = frozenset(absent)
        self._gone: set[str] = set()
        self._standing: dict[str, list[str]] = {}
        self._versions: dict[str, tuple[str, ...]] = {}
        self._same_bytes: dict[str, list[str]] = {}
        self._latest: dict[str, Report] = {}
        for member in members:
            self._same_bytes.setdefault(member.sha256, []).append(member.report_id)

    def load(self, report_id: str) -> Report:
        """The report called `report_id`. Raises KeyError if the corpus has none."""
        if report_id not in self._latest:
            report = self._decode(self._by_id[report_id])
            while len(self._latest) >= LATEST:
                self._latest.pop(next(iter(self._latest)))
            self._latest[report_id] = report
        return self._latest[report_id]

    def analysis_of(self, report_id: str) -> str:
        """The key of the analysis that a report is. Raises KeyError if the corpus has none of that id."""
        return self._by_id[report_id].analysis

    def _decode(self, member: Member) -> Report:
        report = self._analyses.load(member.analysis).report
        if report is None:
            raise KeyError(member.report_id)
        meta = self.organs.apply(report.meta)
        if report.meta.organ_id is not None:
            self._own[member.report_id] = report.meta.organ_id
        return msgspec.structs.replace(
            report,
            meta=msgspec.structs.replace(meta, report_id=member.report_id),
            source=msgspec.structs.replace(report.source, path=member.path),
        )

    def __iter__(self) -> Iterator[tuple[Member, Report]]:
        """All reports as they are stored, each row group decoded once."""
        places = self._analyses.place
        for member in sorted(self.members, key=lambda one: (places(one.analysis), one.report_id)):
            yield member, self._decode(member)

    def in_order(self) -> list[Member]:
        """By organ, year, path and id, so that an organ's years stand side by side."""
        return sorted(self.members, key=lambda member: _rank(self._refs[member.report_id]))

    def duplicates(self, report_id: str) -> tuple[ReportRef, ...]:
        """Other reports with the same bytes, in order of id; not those that stand back for a batch."""
        names = self._same_bytes[self._by_id[report_id].sha256]
        return tuple(self._refs[n] for n in names if n != report_id and n not in self._gone)

    def index(self, report: Report) -> None:
        """Make `report` findable by organ and year, unless a later version supersedes it."""
        ref, organ = report_ref(report), report.meta.organ_id
        self._refs[ref.report] = ref
        card = self._cards[ref.report] = Card.of(report)
        self._told[ref.report] = digest((self.analysis_of(ref.report), report.meta, report.source))
        if organ is None or ref.year is None or self._by_id[ref.report].superseded_by is not None:
            return
        self.neighbours.add(report, ref, card)
        self._years.setdefault((organ, ref.year), []).append(ref.report)
        own = self._own.get(ref.report, organ)
        self._own_years.setdefault((own, ref.year), []).append(ref.report)

    def ref(self, report_id: str) -> ReportRef:
        """The name in lists of a report that was indexed."""
        return self._refs[report_id]

    def card(self, report_id: str) -> Card:
        """What it takes to ask of others on its behalf."""
        return self._cards[report_id]

    def told(self, report_id: str) -> bytes:
        """A digest of all that is said of a report in the corpus: analysis, names, source."""
        return self._told[report_id]

    def settle(self) -> None:
        """Find out which files on one organ and year are one report; the others no longer count."""
        for _, names in sorted(self._own_years.items()):
            here = [name for name in names if name not in self.absent] or names
            if len(here) > 1:
                editions = find_editions([self.load(name) for name in here])
                self._counted |= editions.counted
                self._versions |= editions.versions
            counting = min((name for name in here if name not in self._counted), default=None)
            if counting is not None:
                gone = [name for name in names if name not in here]
                self._gone.update(gone)
                self._counted |= dict.fromkeys(gone, counting)
        for name, other in self._counted.items():
            if name not in self._gone:
                self._standing.setdefault(other, []).append(name)
        for years in (self._years, self._own_years):
            for key, names in years.items():
                years[key] = [name for name in names if name not in self._counted]

    def counted(self, report_id: str) -> ReportRef | None:
        """The report that counts in the place of `report_id`; None where it counts itself."""
        name = self._by_id[report_id].superseded_by or self._counted.get(report_id)
        return None if name is None else self._refs.get(name)

    def latest(self, report_id: str) -> str | None:
        """The report that counts in the place of one that later versions superseded, once settled."""
        name: str | None = report_id
        while name is not None and (member := self._by_id.get(name)) and member.superseded_by:
            name = member.superseded_by
        return None if name is None else self._counted.get(name, name)

    def superseded_by(self, member: Member) -> str | None:
        """Id of the report that counts in a member's place: its later version, or another format."""
        return member.superseded_by or self._counted.get(member.report_id)

    def superseded_why(self, member: Member) -> str | None:
        """`content`: its file's content changed; `format`: another file of the same report counts;
        `absent`: it was not in the batch, which has another file of the organ and year.
        """
        if member.superseded_by is not None:
            return "content"
        if member.report_id in self._gone:
            return "absent"
        return "format" if member.report_id in self._counted else None

    def same_reports(self, report_id: str) -> tuple[ReportRef, ...]:
        """The same report in other files of other bytes, in order of id."""
        if report_id in self._gone:
            return ()
        counts = self._counted.get(report_id, report_id)
        group = {counts, *self._standing.get(counts, ())}
        mine = self._by_id[report_id].sha256
        return tuple(
            self._refs[name]
            for name in sorted(group - {report_id})
            if self._by_id[name].sha256 != mine
        )

    def versions(self, report_id: str) -> tuple[ReportRef, ...]:
        """Other versions of the same report that count too, in order of id."""
        return tuple(self._refs[name] for name in self._versions.get(report_id, ()))

    def year_of_organ(self, report: Report, year: int) -> Report | None:
        """The same organ's report on `year`; None where there is none or more than one.

        After renamings it is the one of the organ's former name. Where another organ was merged into
        it in between, there is none: figures do not carry over then.
        """
        meta = report.meta
        name = self._find_year(meta.report_id or "", meta.organ_id, meta.year, year)
        return None if name is None else self.load(name)

    def id_of_year(self, report_id: str, year: int) -> str | None:
        """The id of what `year_of_organ` gives for the report of that id, which was indexed."""
        card = self._cards[report_id]
        return self._find_year(report_id, card.organ_id, card.year, year)

    def _find_year(
        self, report_id: str, organ: str | None, own_year: int | None, year: int
    ) -> str | None:
        if organ is None:
            return None
        own = self._own_years.get((self._own.get(report_id, organ), year), [])
        found = own if len(own) == 1 else self._years.get((organ, year), [])
        if len(found) != 1 or (own_year and self.organs.parted(organ, own_year, year)):
            return None
        return found[0]


def _rank(ref: ReportRef) -> tuple[str, int, str, str]:
    return ref.organization or "\uffff", ref.year or 0, ref.path, ref.report
