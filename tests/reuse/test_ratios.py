"""Ratios in the manner of others: they add up, and empty texts have none."""

import pytest
from narratives import Author
from test_copies import section

from wenzhi.base.records import ProvenanceSpan, ReportRef
from wenzhi.reuse.ratios import copy_ratios, modification, redundancy, stickiness

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


def test_stickiness_counts_sentences_that_were_there_last_year():
    assert stickiness(TEXT, "去年水泵房的告示被风刮走了。") == pytest.approx(11 / 26, abs=1e-3)
    assert stickiness(TEXT, "完全另写的一年。") == 0
    assert stickiness("", TEXT) is None


def test_redundancy_counts_repeats_within():
    assert redundancy(TEXT) == 0
    assert redundancy(TEXT + TEXT) == pytest.approx(19 / 26, abs=1e-3)  # 叫号机… is too short


def test_modification_runs_from_the_same_to_another():
    author = Author(1)
    one, other = "".join(author.sentences()), "".join(author.sentences())
    assert modification(one, one) == pytest.approx(0, abs=1e-6)
    assert 0.2 < modification(one, other) <= 1
    assert modification("", one) is None
