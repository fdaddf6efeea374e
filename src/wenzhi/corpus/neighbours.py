"""Floor 5: what the reports of other organs say: equal tables, and sums over the organs of a region.

Takes reports one at a time and keeps a line of each; gives who else has the same digits across a table,
and what the parts of a region report. Rules judge; this only knows.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from math import log10

from wenzhi.base.peers import Parts
from wenzhi.base.records import Record, Report, ReportRef

CHANCE = 9.0
"""Decimal digits a table must hold before agreement says something: of the 5·10⁹ pairs of 10⁵ reports
few then agree by chance. A number counts as its digits, and half of one for standing in its cell."""
LEAST_CELLS = 3
"""Numbers that are no sums and not 0: below that a table is too empty to be told from others."""
SUMMED = (
    "applications.new_received.total",
    "applications.result.total.total",
    "review.total",
    "litigation.direct.total",
    "litigation.after_review.total",
)
"""Cells that add up over the organs of a region. Carried over is left out: offices clear it by hand."""
_STANDING = ("government", "office")
"""A government and its office often publish one report under two names."""
_OUTSIDE = ("vertical", "public_institution")
"""Organs a local government does not report for."""


class _Line(Record, frozen=True):
    """What is kept of a report that counts as part of a region."""

    ref: ReportRef
    organ_id: str
    path: tuple[str, ...]
    governs: bool
    values: tuple[float | int | None, ...]


class Card(Record, frozen=True):
    """What it takes to ask of others on behalf of a report: organ, year, the path of its region (None
    where that is unknown), what it stands for, and a hash of each table.
    """

    organ_id: str | None
    year: int | None
    path: tuple[str, ...] | None
    standing: str
    tables: dict[str, str]

    @classmethod
    def of(cls, report: Report) -> Card:
        """The card of a report."""
        meta = report.meta
        return cls(
            organ_id=meta.organ_id,
            year=meta.year,
            path=meta.region.path if meta.region else None,
            standing=_standing(report),
            tables=_digests(report),
        )


class Neighbours:
    """The reports of a corpus as others see them. Memory: a line and up to three hashes a report."""

    def __init__(self) -> None:
        self._same: dict[str, list[tuple[ReportRef, str, str]]] = defaultdict(list)
        self._lines: dict[tuple[int, str], list[_Line]] = defaultdict(list)

    def add(self, report: Report, ref: ReportRef, card: Card | None = None) -> None:
        """Make `report` known to the others; `card` is its own where the caller has that."""
        organ = report.meta.organ_id
        if organ is None:
            return
        card = card or Card.of(report)
        for digest in card.tables.values():
            self._same[digest].append((ref, organ, card.standing))
        line = _line(report, ref, organ)
        if line is not None and report.meta.year is not None:
            self._lines[report.meta.year, line.path[0]].append(line)

    def same_figures(self, report: Report) -> Mapping[str, tuple[ReportRef, ...]]:
        """Other organs' reports by table; a table that is too empty to compare is left out."""
        return self.same_as(Card.of(report))

    def same_as(self, card: Card) -> Mapping[str, tuple[ReportRef, ...]]:
        """The same for the report of a card."""
        return {
            table: tuple(
                sorted(
                    (
                        ref
                        for ref, organ, other in self._same.get(digest, ())
                        if organ != card.organ_id and not (card.standing and other == card.standing)
                    ),
                    key=_rank,
                )
            )
            for table, digest in card.tables.items()
        }

    def parts_of(self, report: Report) -> Parts:
        """What the organs of the report's region report on its year, each organ once.

        A government below counts by the larger of its own figure and the sum of its organs.
        """
        return self.below(Card.of(report))

    def below(self, card: Card) -> Parts:
        """The same for the report of a card."""
        path, year = card.path, card.year
        if not path or year is None:
            return Parts(sums={}, reports=())
        below = [
            line
            for line in _each_once(self._lines.get((year, path[0]), ()))
            if line.path[: len(path)] == path
            and line.organ_id != card.organ_id
            and not (line.governs and line.path == path)
        ]
        if not below:
            return Parts(sums={}, reports=())
        sums = {name: _least(below, path, place) for place, name in enumerate(SUMMED)}
        refs = sorted((line.ref for line in below), key=_rank)
        return Parts(sums=sums, reports=tuple(refs))


def _rank(ref: ReportRef) -> tuple[str, int, str, str]:
    """By what a report says of itself; its path tells apart only files that say the same."""
    return ref.organization or "", ref.year or 0, ref.path, ref.report


def _each_once(lines: list[_Line] | tuple[()]) -> list[_Line]:
    """The lines of organs that have just one report on the year."""
    by_organ: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        by_organ[line.organ_id].append(line)
    return [found[0] for _, found in sorted(by_organ.items()) if len(found) == 1]


def _least(lines: list[_Line], path: tuple[str, ...], place: int) -> float | int:
    """The least that the lines below `path` come to for one cell; nothing is counted twice."""
    own = sum(line.values[place] or 0 for line in lines if line.path == path and not line.governs)
    deeper: dict[tuple[str, ...], list[_Line]] = defaultdict(list)
    for line in lines:
        if len(line.path) > len(path):
            deeper[line.path[: len(path) + 1]].append(line)
    for child, inside in sorted(deeper.items()):
        governing = [
            line.values[place] or 0 for line in inside if line.governs and line.path == child
        ]
        own += max([*governing, _least(inside, child, place)])
    return own


def _line(report: Report, ref: ReportRef, organ: str) -> _Line | None:
    region, kind = report.meta.region, report.meta.organ_kind
    if region is None or not region.path or kind is None or kind in _OUTSIDE:
        return None
    values = _values(report)
    return _Line(
        ref=ref,
        organ_id=organ,
        path=region.path,
        governs=kind in _STANDING,
        values=tuple(values.get(name) for name in SUMMED),
    )


def _values(report: Report) -> dict[str, float | int]:
    """The cells whose number is beyond doubt."""
    return {
        fact.id: fact.value
        for fact in report.facts
        if fact.value is not None and fact.state in ("ok", "zero")
    }


def _standing(report: Report) -> str:
    """The region a government or its office stands for; empty for other organs."""
    meta = report.meta
    if meta.organ_kind not in _STANDING or meta.region is None:
        return ""
    return "/".join(meta.region.path)


def _digests(report: Report) -> dict[str, str]:
    """A hash of the numbers of each table that holds digits enough, sums and zeros left out."""
    tables: dict[str, list[tuple[str, float | int]]] = defaultdict(list)
    for name, value in sorted(_values(report).items()):
        if value and not name.endswith(".total") and ".result.total." not in name:
            head = name.split(".", 1)[0]
            tables["review" if head == "litigation" else head].append((name, value))
    return {
        table: hashlib.sha256(repr((table, cells)).encode()).hexdigest()[:16]
        for table, cells in tables.items()
        if len(cells) >= LEAST_CELLS
        and sum(log10(1 + abs(value)) + 0.5 for _, value in cells) >= CHANCE
    }
