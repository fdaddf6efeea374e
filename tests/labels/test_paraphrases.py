"""The triples for sentence vectors: complete, held out by set, and hard."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

PATH = Path(__file__).resolve().parents[2] / "corpora" / "labels" / "paraphrases.jsonl"
TRIPLES = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
PLACES = ("sentence", "paraphrase", "negative", "related")


def shared(left: str, right: str) -> float:
    """The share of the pairs of characters of both that they have in common."""
    a, b = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (left, right))
    return len(a & b) / len(a | b)


def test_there_are_forty_sets_of_four() -> None:
    sets = Counter(triple["set"] for triple in TRIPLES)
    assert len(sets) >= 40 and set(sets.values()) == {4}
    assert len({triple["id"] for triple in TRIPLES}) == len(TRIPLES) >= 160
    for name in sets:
        kinds = Counter(triple["kind"] for triple in TRIPLES if triple["set"] == name)
        assert kinds == {"problem": 2, "measure": 2}, name


def test_half_the_sets_are_held_out() -> None:
    parts = {triple["set"]: triple["part"] for triple in TRIPLES}
    assert all(parts[triple["set"]] == triple["part"] for triple in TRIPLES)
    counted = Counter(parts.values())
    assert counted["train"] == counted["held_out"] == len(parts) / 2


def test_no_text_stands_twice() -> None:
    texts = Counter(triple[place] for triple in TRIPLES for place in PLACES)
    assert [text for text, n in texts.items() if n > 1] == []
    assert all(text.endswith("。") and 6 <= len(text) <= 60 for text in texts)


def test_negatives_look_nearer_than_paraphrases() -> None:
    """What shares words is not what says the same: that is what the triples are for."""
    nearer = [
        shared(t["sentence"], t["negative"]) > shared(t["sentence"], t["paraphrase"])
        for t in TRIPLES
    ]
    assert sum(nearer) / len(nearer) >= 0.9


def test_related_sentences_share_words_but_fewer_than_negatives() -> None:
    related = [shared(t["sentence"], t["related"]) for t in TRIPLES]
    negative = [shared(t["sentence"], t["negative"]) for t in TRIPLES]
    assert sum(value > 0 for value in related) / len(related) >= 0.9
    assert sum(related) < sum(negative)
