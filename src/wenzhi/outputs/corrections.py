"""Floor 6: what a correction did to the findings of a report: mended, still there, changed, new.

Takes a report and the version before it, both judged by the same rules, and compares findings by id:
the id rests on evidence alone, so that what has moved is still the same. Where the evidence was changed and
the same rule still fails there, the finding has another id and was not mended.
"""

from __future__ import annotations

import re
from typing import Literal

from wenzhi.base.records import Finding, Record
from wenzhi.outputs.evidence import Places, in_order_of_gravity
from wenzhi.outputs.view import ReportView

Change = Literal["mended", "kept", "altered", "new", "open"]
"""`altered`: other numbers or words stand there, and it still fails. `open`: it failed before and cannot be
judged now."""
ORDER: tuple[Change, ...] = ("mended", "kept", "altered", "open", "new")


class Changed(Record, frozen=True):
    """One finding, how the correction touched it, and the version it is shown from.

    `formerly` is the id that one which is `altered` had before.
    """

    change: Change
    finding: Finding
    view: ReportView
    formerly: str | None = None


def compare_versions(before: ReportView, now: ReportView) -> tuple[Changed, ...]:
    """Every finding that fails in one of two versions, in the order of `ORDER`, then of gravity."""
    then = {one.id: one for one in before.judgement.findings if one.verdict == "fail"}
    today = {one.id: one for one in now.judgement.findings}
    places, former = Places(now.report), Places(before.report)
    vanished = in_order_of_gravity(tuple(one for one in then.values() if one.id not in today))
    gone = [(_subject(former, one), one) for one in vanished]
    found: list[Changed] = []
    for one in in_order_of_gravity(now.judgement.findings):
        if one.verdict != "fail":
            if one.id in then:
                found.append(Changed(change="open", finding=one, view=now))
            continue
        kind: Change = "kept" if one.id in then else "new"
        earlier = None
        if kind == "new":
            about = _subject(places, one)
            earlier = next((each for each in gone if each[0] == about), None)
        formerly = None
        if earlier is not None:
            gone.remove(earlier)
            kind, formerly = "altered", earlier[1].id
        found.append(Changed(change=kind, finding=one, view=now, formerly=formerly))
    found += [Changed(change="mended", finding=one, view=before) for _, one in gone]
    return tuple(sorted(found, key=lambda changed: ORDER.index(changed.change)))


def _subject(places: Places, finding: Finding) -> tuple[object, ...]:
    """What a finding is about whatever its numbers: rule and cells, else rule and line without figures."""
    spans = places.evidence(finding)
    if finding.facts or not spans:
        return finding.code, finding.facts
    start, end = places.line_span(spans[0][0])
    return finding.code, re.sub(r"\d[\d.,]*", "0", places.report.text[start:end])
