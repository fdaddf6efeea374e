"""Floor 6: what a correction did to the findings of a report: mended, still there, new.

Takes a report and the version before it, both judged by the same rules, and compares findings by id:
the id rests on evidence alone, so that what has moved is still the same.
"""

from __future__ import annotations

from typing import Literal

from wenzhi.base.records import Finding, Record
from wenzhi.outputs.evidence import in_order_of_gravity
from wenzhi.outputs.view import ReportView

Change = Literal["mended", "kept", "new", "open"]
"""`open`: it failed before and cannot be judged now."""
ORDER: tuple[Change, ...] = ("mended", "kept", "open", "new")


class Changed(Record, frozen=True):
    """One finding, how the correction touched it, and the version it is shown from."""

    change: Change
    finding: Finding
    view: ReportView


def compare_versions(before: ReportView, now: ReportView) -> tuple[Changed, ...]:
    """Every finding that fails in one of two versions, in the order of `ORDER`, then of gravity."""
    then = {one.id: one for one in before.judgement.findings if one.verdict == "fail"}
    today = {one.id: one for one in now.judgement.findings}
    found = [
        Changed(change="mended", finding=one, view=before)
        for one in in_order_of_gravity(tuple(then.values()))
        if one.id not in today
    ]
    for one in in_order_of_gravity(now.judgement.findings):
        if one.verdict == "fail":
            kind: Change = "kept" if one.id in then else "new"
            found.append(Changed(change=kind, finding=one, view=now))
        elif one.id in then:
            found.append(Changed(change="open", finding=one, view=now))
    return tuple(sorted(found, key=lambda changed: ORDER.index(changed.change)))
