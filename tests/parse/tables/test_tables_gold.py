"""Real reports against what a careful reader found in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wenzhi.parse.tables.official import read_tables
from wenzhi.text.normalize import fold

SHARED = Path(__file__).resolve().parents[4] / "shared"
GOLD = sorted(SHARED.glob("*/gold/*.json"))

if not GOLD:
    pytest.skip("the real reports are not beside the checkout", allow_module_level=True)


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_facts_equal_gold(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = (path.parent.parent / gold["file"]).read_text(encoding="utf-8-sig")
    reading = read_tables(fold(text), ())
    facts = {fact.id: fact for fact in reading.facts}
    assert set(facts) == set(gold["facts"])
    assert {name: (fact.value, fact.state) for name, fact in facts.items()} == {
        name: (cell["value"], cell["state"]) for name, cell in gold["facts"].items()
    }
    assert reading.form == gold["meta"]["form"]
    for fact in facts.values():
        assert fact.start is not None
        assert text[fact.start : fact.end] == fact.raw
