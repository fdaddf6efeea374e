"""Floor 5: each report judged against all others, and the snapshot written.

Two passes over the reports, each holding one at a time: the first collects section 五 and who reported
when; the second runs checks, traces provenance and scores, and writes the tables. Between them the
one corpus-wide step finds who shares what with whom.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from wenzhi.base.progress import Progress
from wenzhi.base.records import (
    Copies,
    Judgement,
    ProvenanceSpan,
    Record,
    Report,
    ReportRef,
    RosterEntry,
    SectionText,
)
from wenzhi.corpus.members import Census, Failure, Member, Membership
from wenzhi.corpus.store import Store
from wenzhi.corpus.tables import SCHEMAS, TableWriter, report_rows, write_copies

SECTION = "problems"
"""The section that is compared unless another is asked for: section 五."""


class Judged(Record, frozen=True):
    """A report with everything that is said of it against the corpus."""

    report: Report
    judgement: Judgement
    provenance: tuple[ProvenanceSpan, ...] = ()


def report_ref(report: Report) -> ReportRef:
    """The name of a report in lists."""
    return ReportRef(
        report=report.meta.report_id or "",
        path=report.source.path,
        organization=report.meta.organization,
        year=report.meta.year,
    )


def section_text(report: Report, kind: str = SECTION) -> SectionText | None:
    """The body of the first section of `kind`, or None where there is none or it is empty."""
    section = next((section for section in report.sections if section.kind == kind), None)
    if section is None:
        return None
    start = section.start + len(section.heading or "")
    text = report.text[start : section.end]
    if not text.strip():
        return None
    meta = report.meta
    return SectionText(
        ref=report_ref(report),
        organ_id=meta.organ_id,
        level=meta.level,
        region=meta.region,
        published=meta.published,
        section=section.kind,
        text=text,
        start=start,
    )
