"""Counts against hand-made gold of real reports, which are kept outside this repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wenzhi.parse.counts import read_counts
from wenzhi.parse.sections.outline import read_outline
from wenzhi.parse.sections.prose import read_prose
from wenzhi.parse.tables.official import read_tables
from wenzhi.text.normalize import fold

SHARED = Path(__file__).parents[3] / "shared"
GOLD = sorted([*SHARED.glob("seeds/gold/*.json"), *SHARED.glob("real/gold/*.json")])


@pytest.mark.skipif(not GOLD, reason="no gold beside the repository")
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_every_count_of_the_gold_is_found_as_it_is_told(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = (path.parents[1] / gold["file"]).read_text(encoding="utf-8-sig")
    folded = fold(text)
    sections = read_outline(folded)
    prose = read_prose(folded, sections, read_tables(folded, sections).spans)
    pairs = [(paragraph.section, paragraph.body) for paragraph in prose]
    counts, _ = read_counts(pairs, year=gold["meta"]["year"])
    expected = gold["counts"]
    for told in expected:
        (count,) = [
            count
            for count in counts
            if count.value == told["value"]
            and count.start < told["end"]
            and told["start"] < count.end
        ]
        assert (count.unit, count.approx) == (told["unit"], told["approx"]) or told[
            "zero_by_negation"
        ]
        assert count.zero_by_negation == told["zero_by_negation"]
        assert count.scope == told["scope"]
        if told["indicator"] != "*":
            assert count.indicator == told["indicator"] or told["indicator"] is None
        if gold.get("counts_complete", True):
            assert (count.role == "component") == (told["role"] == "component")
            assert count.closed == told["closed"]
            assert count.object == told["object"]
            parent = None if count.parent is None else counts[count.parent].text
            assert parent == told["parent_text"]
    if gold.get("counts_complete", True):
        assert len(counts) == len(expected)
    decoys = [(told["start"], told["end"]) for told in gold["not_counts"]]
    touched = [c.text for c in counts for start, end in decoys if c.start < end and start < c.end]
    assert touched == []
