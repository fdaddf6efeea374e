"""A section that stands anywhere but in its place is read as what it is, and the order is told."""

from __future__ import annotations

import pytest
from test_clean_reports import TABLE, read
from written import HEADINGS, LastYear, write

from wenzhi.checks import check

KINDS = list(HEADINGS)
MOVES = [(kind, place) for kind in KINDS for place in range(6) if KINDS.index(kind) != place]


@pytest.mark.parametrize("renumbered", [True, False])
@pytest.mark.parametrize(("kind", "place"), MOVES)
def test_a_moved_section_is_read_and_told(kind: str, place: int, renumbered: bool) -> None:
    order = [other for other in KINDS if other != kind]
    order.insert(place, kind)
    counted = {k: f"{'一二三四五六'[order.index(k)]}、{HEADINGS[k][2:]}" for k in KINDS}
    headings = counted if renumbered else HEADINGS
    report = read(write({"rows": TABLE, "order": order, "headings": headings}).text)
    assert [section.kind for section in report.sections if section.kind in KINDS] == order
    findings, _ = check(report, LastYear(None))
    failing = {one.code for one in findings if one.verdict == "fail" and one.severity != "info"}
    assert failing == {"D102"}
