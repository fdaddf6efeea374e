"""Ratios in the manner of 查重 reports: they add up, and empty texts have none."""

import pytest
from test_copies import section

from wenzhi.base.records import ProvenanceSpan, ReportRef
from wenzhi.reuse.ratios import copy_ratios

TEXT = "水泵房的告示被风刮走。\n叫号机声音太小。应公开尽公开。"
SOURCE = ReportRef(report="r9", path="9.txt", organization="乙局", year=2020)


def test_copy_ratios_leave_out_one_class_after_another():
    text = section("r1", TEXT)
    cuts = [(0, 12, "peer", SOURCE), (12, 21, "self", None), (21, len(TEXT), "statute", None)]
    spans = [
        ProvenanceSpan(start=start, end=end, provenance=kind, source=source)
        for start, end, kind, source in cuts
    ]
    ratios = copy_ratios(text, spans)
    whole = len(TEXT) - 1  # the line break is no character
    assert ratios.total == 1.0
    assert ratios.without_known == pytest.approx((11 + 9) / whole, abs=1e-4)
    assert ratios.from_others == ratios.largest == pytest.approx(11 / whole, abs=1e-4)
    assert ratios.largest_report == "r9"
    assert copy_ratios(section("r1", ""), []) is None
