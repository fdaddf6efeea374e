"""Floor 6: what the pages, the workbook and the tables are written from, as records.

Takes nothing and computes nothing but an order: the API fills these records from a corpus. A report
is loaded by its id only while its page or its rows are being written, so that memory does not grow
with the corpus. It must not know where reports are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from wenzhi.base.records import (
    Copies,
    CopyPair,
    Failure,
    Judgement,
    ProvenanceSpan,
    Record,
    Report,
    ReportRef,
    RosterFinding,
)

if TYPE_CHECKING:
    from wenzhi.corpus.moving import Numbers

Lang: TypeAlias = Literal["zh", "en"]
"""The two languages every fixed text and every finding exists in."""


class ReportView(Record, frozen=True):
    """One report with all that is said of it."""

    ref: ReportRef
    report: Report
    judgement: Judgement
    provenance: tuple[ProvenanceSpan, ...] = ()


class RosterResult(Record, frozen=True):
    """What comparing the corpus with a roster gave: reports expected, received, and the findings.

    `used` and `unused` are the columns of the roster, `again` its rows that name an organ and year once
    more: row, organ, year.
    """

    expected: int
    received: int
    findings: tuple[RosterFinding, ...] = ()
    used: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    again: tuple[tuple[int, str, int | None], ...] = ()


class SetAside(Record, frozen=True):
    """A file that is not counted because another of the same report, `counts`, stands for it.

    `only_here` are rules that fail in it oftener than in that one: what reading another format made of it.
    """

    report: ReportRef
    counts: ReportRef
    only_here: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run may take over from the run before.

    `keys` has for every report a digest of all that is said of it but the numbers that move with the
    reports of others, which `numbers` gives; `path` is where drafts of lists are kept.
    """

    keys: Mapping[str, bytes]
    numbers: Callable[[str], Numbers]
    path: Path


@dataclass(frozen=True, slots=True)
class CorpusView:
    """A corpus as the deliverables see it.

    `reports` names every report; `load` gives one by its id and may raise WenzhiError. `roster` is
    None where no roster was given, and then absence was not checked. `versions` maps the names of
    the tool, models and measures to their versions. `corrections` maps the id of a corrected report
    to that of the version before it, which `load` gives too. `aside` are files of the batch that others
    stand for, `elsewhere` reports that the corpus keeps and the batch lacks: `reports` has neither.
    Without `kept` all is made anew.
    """

    reports: tuple[ReportRef, ...]
    load: Callable[[str], ReportView]
    copies: Copies = field(default_factory=Copies)
    failures: tuple[Failure, ...] = ()
    roster: RosterResult | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)
    kept: Kept | None = None
    aside: tuple[SetAside, ...] = ()
    elsewhere: tuple[ReportRef, ...] = ()

    def views(self, *listeners: Callable[[ReportView], None]) -> Iterator[ReportView]:
        """Every report, loaded one at a time, in the order of `in_order`; `listeners` see each too."""
        for ref in in_order(self.reports):
            view = self.load(ref.report)
            for listen in listeners:
                listen(view)
            yield view


def in_order(refs: tuple[ReportRef, ...]) -> list[ReportRef]:
    """By organ, year, path and id: the same list however the corpus was walked."""
    return sorted(
        refs, key=lambda ref: (ref.organization or "\uffff", ref.year or 0, ref.path, ref.report)
    )


RELATION_ORDER = ("peer", "unknown", "upstream", "self")
"""Copies from another organ come first: only they bear on the ground `distinct`."""


def in_order_of_weight(pairs: tuple[CopyPair, ...]) -> list[CopyPair]:
    """Pairs by relation, then by the larger of the two coverages, largest first."""
    return sorted(
        pairs,
        key=lambda pair: (
            RELATION_ORDER.index(pair.relation),
            -max(pair.coverage_a, pair.coverage_b),
            pair.a.report,
            pair.b.report,
        ),
    )
