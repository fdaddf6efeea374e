"""Floor 5: the section of a report that is compared, as reuse takes it, and a report's name in lists.

Imports little, so that one document is held against a corpus in the time it takes to read it.
"""

from __future__ import annotations

from wenzhi.base.errors import ErrorRecord
from wenzhi.base.records import Failure, Report, ReportRef, SectionKind, SectionText
from wenzhi.parse.sections.signed import told_until

SECTION: SectionKind = "problems"
"""The section that is compared unless another is asked for: section 五."""


def section_text(report: Report, kind: SectionKind = SECTION) -> SectionText | None:
    """The body of the first section of `kind`, or None where there is none or it is empty."""
    section = next((section for section in report.sections if section.kind == kind), None)
    if section is None:
        return None
    start = section.start + len(section.heading or "")
    text = report.text[start : told_until(report.text, report.sections, section)]
    return text_of(report, section.kind, text, start) if text.strip() else None


def text_of(report: Report, kind: SectionKind, text: str, start: int) -> SectionText:
    """`text`, which stands in `report` from `start` on, with what reuse must know of the report."""
    meta = report.meta
    return SectionText(
        ref=report_ref(report),
        organ_id=meta.organ_id,
        level=meta.level,
        region=meta.region,
        published=meta.published,
        section=kind,
        text=text,
        start=start,
    )


def report_ref(report: Report) -> ReportRef:
    """The name of a report in lists."""
    return ReportRef(
        report=report.meta.report_id or "",
        path=report.source.path,
        organization=report.meta.organization,
        year=report.meta.year,
    )


def as_failure(error: ErrorRecord, path: str | None = None) -> Failure:
    """An error as a line of failures.csv."""
    return Failure(
        path=path or error.where or "", code=error.code, message=error.message, hint=error.hint
    )
