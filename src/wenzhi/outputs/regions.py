"""Floor 6: 汇总表: sums of the official tables by division, level and kind of organ, with their coverage.

Takes reports one at a time and adds up what they state. A cell without a number adds nothing and is counted
as such; where nobody states a number there is no sum. Organs of one level and one kind are added up, never
a government with its departments: its report may hold theirs already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from wenzhi.base.records import Fact, Level, OrganKind
from wenzhi.outputs.ledger import Value
from wenzhi.outputs.view import ReportView
from wenzhi.outputs.wording import Wording
from wenzhi.parse.tables.forms import fact_label

INDICATORS = (
    "active.rules.issued",
    "active.normative_documents.issued",
    "active.normative_documents.in_force",
    "active.licensing.decisions",
    "active.penalties.decisions",
    "active.coercion.decisions",
    "active.fees.amount",
    "applications.new_received.total",
    "applications.carried_over.total",
    "applications.result.granted.total",
    "applications.result.partial.total",
    "applications.result.total.total",
    "applications.carried_forward.total",
    "review.corrected",
    "review.total",
    "litigation.direct.corrected",
    "litigation.direct.total",
    "litigation.after_review.corrected",
    "litigation.after_review.total",
)
"""The cells that oversight offices add up. Amounts are added only where they are in the form's unit."""
HEADS = (
    "division",
    "level",
    "organ_kind",
    "year",
    "indicator",
    "sum",
    "reports",
    "stated",
    "blank_cells",
    "unreadable",
    "absent",
    "coverage_of_sum",
)

_Group: TypeAlias = tuple[tuple[str, ...], Level | None, OrganKind | None, int | None]
_BLANK = frozenset({"blank", "dash"})
_FORM_UNITS = (None, "万元", "件")
"""`251000元` in a cell that is in 万元 has a unit of its own and is left out of sums."""


@dataclass(slots=True)
class _Tally:
    total: float = 0
    stated: int = 0
    blank: int = 0
    unreadable: int = 0
    absent: int = 0

    def take(self, fact: Fact | None) -> None:
        """Add one report's cell."""
        if fact is None or fact.state == "missing":
            self.absent += 1
        elif fact.state in _BLANK:
            self.blank += 1
        elif fact.value is None or fact.state == "ambiguous" or fact.unit not in _FORM_UNITS:
            self.unreadable += 1
        else:
            self.stated += 1
            self.total += fact.value


@dataclass(slots=True)
class _Sums:
    reports: int = 0
    cells: dict[str, _Tally] = field(default_factory=lambda: {n: _Tally() for n in INDICATORS})


class RegionSums:
    """Collects reports and gives sums. Memory: nineteen sums a division, level, kind and year."""

    def __init__(self) -> None:
        self._sums: dict[_Group, _Sums] = {}

    def take(self, view: ReportView) -> None:
        """Add one report to its division and to every division that holds it."""
        meta = view.report.meta
        path = meta.region.path if meta.region else ()
        facts = {fact.id: fact for fact in view.report.facts}
        for depth in range(1, len(path) + 1) if path else (0,):
            group = path[:depth], meta.level, meta.organ_kind, meta.year
            sums = self._sums.setdefault(group, _Sums())
            sums.reports += 1
            for name, tally in sums.cells.items():
                tally.take(facts.get(name))

    def rows(self, wording: Wording) -> Iterator[list[Value]]:
        """A row for each group and indicator that some report of the group has a cell for."""
        for group in sorted(self._sums, key=_rank):
            path, level, kind, year = group
            sums = self._sums[group]
            head: list[Value] = [" ".join(path) or wording("word.unknown")]
            head += [wording.name("level", level), wording.name("organ_kind", kind), year]
            for name, one in sums.cells.items():
                if one.absent < sums.reports:
                    yield [*head, fact_label(name), *_figures(one, sums.reports)]


def _rank(group: _Group) -> tuple[bool, tuple[str, ...], str, str, int]:
    """By division, level, kind and year; organs of no known division last."""
    path, level, kind, year = group
    return not path, path, level or "", kind or "", year or 0


def _figures(one: _Tally, reports: int) -> list[Value]:
    total = None if one.stated == 0 else round(one.total, 6)
    if total is not None and total == int(total):
        total = int(total)
    return [
        total,
        reports,
        one.stated,
        one.blank,
        one.unreadable,
        one.absent,
        one.stated / reports,
    ]
