"""Concrete sentences of an earlier report are told as its organ's; stock sentences are nobody's."""

from __future__ import annotations

from itertools import pairwise

import pytest

from wenzhi.base.records import CopyPair, Passage, ProvenanceSpan, ReportRef
from wenzhi.scores.alike import lay_alike
from wenzhi.scores.classes import JudgedSentence

STOCK, CONCRETE = (0, 20), (20, 60)
WHOLE = (ProvenanceSpan(start=0, end=70, provenance="own"),)


def judged(span: tuple[int, int], concrete: float) -> JudgedSentence:
    return JudgedSentence(
        start=span[0],
        end=span[1],
        text="某" * (span[1] - span[0]),
        class_="problem",
        likely="problem",
        paragraph=0,
        probabilities={"problem": 1.0, "measure": 0.0},
        concrete=concrete >= 0.5,
        concrete_probability=concrete,
        reasons=(),
    )


SENTENCES = (judged(STOCK, 0.01), judged(CONCRETE, 0.9))


def shared(*spans: tuple[int, int], earlier: str = "a") -> CopyPair:
    """A pair whose side b is the report `mine`."""
    return CopyPair(
        a=ReportRef(report="theirs", path="theirs.txt", organization="乙局", year=2021),
        b=ReportRef(report="mine", path="mine.txt", organization="甲局", year=2022),
        relation="peer",
        coverage_a=0,
        coverage_b=0,
        masked_a=0,
        masked_b=0,
        earlier=earlier,  # type: ignore[arg-type]
        passages=tuple(Passage(a=span, b=span, similarity=1, kind="verbatim") for span in spans),
    )


def told(spans: tuple[ProvenanceSpan, ...]) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.provenance) for one in spans]


def test_what_is_concrete_is_the_earlier_organs_and_what_is_stock_is_not() -> None:
    found = lay_alike(WHOLE, SENTENCES, "mine", [shared(STOCK, (22, 59))])
    assert told(found) == [(0, 22, "own"), (22, 59, "peer"), (59, 70, "own")]
    assert found[1].source is not None
    assert found[1].source.report == "theirs"


@pytest.mark.parametrize("name", ["theirs", "another"])
def test_nobody_else_is_told_of_it(name: str) -> None:
    assert lay_alike(WHOLE, SENTENCES, name, [shared(CONCRETE)]) == WHOLE


def test_what_is_known_already_stays_and_all_is_tiled() -> None:
    before = (
        ProvenanceSpan(start=0, end=30, provenance="statute"),
        ProvenanceSpan(start=30, end=70, provenance="own"),
    )
    found = lay_alike(before, SENTENCES, "mine", [shared(CONCRETE), shared((25, 40))])
    assert told(found) == [(0, 30, "statute"), (30, 60, "peer"), (60, 70, "own")]
    assert all(one.end == other.start for one, other in pairwise(found))
