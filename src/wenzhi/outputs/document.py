"""Floor 6: the bare document `wenzhi.report/1` of one report.

Takes a report and its judgement, gives the record `wenzhi inspect --json` prints and its bytes.
It adds nothing and drops nothing but what the contract keeps internal (`Report.tables`).
"""

from __future__ import annotations

import msgspec

from wenzhi.base.records import REPORT_SCHEMA, Judgement, Report, ReportDocument


def report_document(report: Report, judgement: Judgement) -> ReportDocument:
    """The document of `report` as the contract prints it."""
    return ReportDocument(
        schema=REPORT_SCHEMA,
        ok=True,
        source=report.source,
        text=report.text,
        meta=report.meta,
        sections=report.sections,
        facts=report.facts,
        local=report.local,
        counts=report.counts,
        claims=report.claims,
        narrative=report.narrative,
        findings=judgement.findings,
        checked=judgement.checked,
        sentences=report.sentences,
        grounds=judgement.grounds,
        scores=judgement.scores,
        follow_through=judgement.follow_through,
    )


def encode_json(record: object, *, indent: int | None = None) -> bytes:
    """`record` as UTF-8 JSON in the order its fields are declared; `indent` in blanks, or one line.

    Raises TypeError for objects that msgspec cannot encode.
    """
    line = msgspec.json.encode(record)
    return line if indent is None else msgspec.json.format(line, indent=indent)
