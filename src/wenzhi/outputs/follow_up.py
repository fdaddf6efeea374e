"""Floor 6: what became of last year's problems and measures, as rows for pages, workbook and terminal.

Takes a judged report, gives a row for each problem and measure of last year with the words of both years.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.records import Outcome, Record
from wenzhi.outputs.view import ReportView


class FollowRow(Record, frozen=True):
    """One problem or measure: last year's words, the outcome (null: in doubt), this year's words."""

    kind: str
    outcome: Outcome | None
    then: str
    now: str | None
    likelihood: float | None


def follow_rows(view: ReportView) -> Iterator[FollowRow]:
    """The rows of a report; none where there is no report of the year before."""
    found = view.judgement.follow_through
    for item in found.items if found is not None else ():
        yield FollowRow(
            kind=item.kind,
            outcome=item.outcome,
            then=item.text,
            now=" ".join(view.report.text[slice(*item.now)].split()) if item.now else None,
            likelihood=item.likelihood,
        )
