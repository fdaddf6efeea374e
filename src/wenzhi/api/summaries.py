"""Floor 7, totals: how many reports, findings and verdicts, counted one report at a time.

Takes reports with their judgements, gives a `Summary` and whether findings reach a threshold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from wenzhi.base.records import GROUNDS, Copies, Finding, Judgement, Report, Severity, Suppression

if TYPE_CHECKING:
    from wenzhi.checks.suppressions import Suppressions
    from wenzhi.outputs.envelopes import Summary
    from wenzhi.outputs.view import RosterResult

Threshold = Literal["error", "warning", "info", "never"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def reached(findings: Iterable[Finding], threshold: Threshold) -> bool:
    """Whether some finding that stands is at or above `threshold`."""
    if threshold == "never":
        return False
    severities = SEVERITIES[: SEVERITIES.index(threshold) + 1]
    return any(one.stands and one.severity in severities for one in findings)


class Tally:
    """Totals over reports, counted one at a time."""

    def __init__(self) -> None:
        self._organs: set[str] = set()
        self._years: set[int] = set()
        self._severities: Counter[Severity] = Counter()
        self._grounds = {name: Counter[str]() for name in GROUNDS}
        self._used: set[str] = set()
        self._reports = self._unjudged = self._suppressed = 0

    def take(self, report: Report, judgement: Judgement) -> None:
        """Count one report."""
        meta = report.meta
        self._reports += 1
        self._organs |= {meta.organ_id} if meta.organ_id else set()
        self._years |= {meta.year} if meta.year else set()
        self._unjudged += judgement.checked.unjudged
        self._severities.update(one.severity for one in judgement.findings if one.stands)
        suppressed = [one.suppressed for one in judgement.findings if one.suppressed]
        self._suppressed += len(suppressed)
        self._used |= {one.where for one in suppressed}
        for name, ground in judgement.grounds.items():
            self._grounds[name][ground.verdict] += 1

    def summary(self, failures: int, copies: Copies | None = None) -> Summary:
        """The totals."""
        from wenzhi.outputs.envelopes import Summary

        return Summary(
            reports=self._reports,
            organs=len(self._organs),
            years=tuple(sorted(self._years)),
            failures=failures,
            findings={name: self._severities[name] for name in SEVERITIES},
            unjudged=self._unjudged,
            suppressed=self._suppressed,
            grounds={
                name: {verdict: counts[verdict] for verdict in ("pass", "fail", "unjudged")}
                for name, counts in self._grounds.items()
            },
            pairs=len(copies.pairs) if copies else 0,
            families=len(copies.families) if copies else 0,
        )

    def unused(self, marks: Suppressions, roster: RosterResult | None) -> tuple[Suppression, ...]:
        """Suppressions that no finding answers to; what a workbook marks is kept there instead."""
        from wenzhi.checks.suppressions import unused
        from wenzhi.outputs.deliverables import WORKBOOK

        cases = roster.findings if roster else ()
        used = self._used | {one.suppressed.where for one in cases if one.suppressed}
        return unused(marks.entries, {*used, WORKBOOK})
