"""The published cases that the demo corpus re-enacts, and two that look like them, each told as what it is.

`corpora/gold/sources` 18 to 28; the truth is read from `corpora/gold/copies.json`, not stated here again.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from wenzhi.base.progress import Silent
from wenzhi.base.records import Finding
from wenzhi.corpus.build import JudgementReader, add
from wenzhi.corpus.judging import Judged
from wenzhi.corpus.store import Store
from wenzhi.read.folders import walk

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "corpora" / "demo"
COPIES = json.loads((ROOT / "corpora" / "gold" / "copies.json").read_text(encoding="utf-8"))
NOTICE, NOTE, PLAN = (
    "桐汊县/桐汊县农业农村局/2023.txt",
    "桐汊县/桐汊县水利局/2023.txt",
    "桐汊县/桐汊县自然资源局/2023.txt",
)
OFFICES = ("砚溪县/砚溪县林业局/2024.txt", "砚溪县/砚溪县民政局/2024.txt")
QUOTING = ("桐汊县/桐汊县司法局/2024.txt", "砚溪县/砚溪县审计局/2024.txt")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    """The reports of two counties, judged against each other and those of a third, by path."""
    store = Store(tmp_path_factory.mktemp("demo") / "corpus", create=True)
    source = tmp_path_factory.mktemp("counties")
    for name in ("枫渚县", "砚溪县", "桐汊县"):
        shutil.copytree(DEMO / name, source / name)
    add(store, walk([source]), runner="native", progress=Silent(), compare=True)
    reader = JudgementReader(store.require_snapshot())
    return {head.ref.path: reader.load(head.ref.report) for head in reader.heads()}


def findings(judged: Judged, family: str = "C") -> dict[str, Finding]:
    return {one.code: one for one in judged.judgement.findings if one.code.startswith(family)}


def shares(judged: Judged) -> dict[tuple[str, str | None], float]:
    """Shares of the section's characters by class and source."""
    found: dict[tuple[str, str | None], float] = {}
    for span in judged.provenance:
        key = span.provenance, span.source.organization if span.source else None
        found[key] = found.get(key, 0) + span.end - span.start
    whole = sum(found.values())
    return {key: length / whole for key, length in found.items()}


def true_pairs(path: str) -> list[dict[str, object]]:
    return [pair for pair in COPIES["pairs"] if pair["b"] == f"demo/{path}"]


def covered(judged: Judged, spans: list[list[int]]) -> float:
    """The share of `spans` in what is told to come from somewhere else."""
    taken = {
        place
        for span in judged.provenance
        if span.provenance in ("peer", "upstream")
        for place in range(span.start, span.end)
    }
    wanted = {place for start, end in spans for place in range(start, end)}
    return len(wanted & taken) / len(wanted)


@pytest.mark.parametrize("path", [NOTICE, NOTE, PLAN, *OFFICES])
def test_what_was_taken_over_is_traced(path: str, judged: dict[str, Judged]) -> None:
    first = true_pairs(path)[0]
    spans = [passage["b"] for passage in first["passages"]]  # type: ignore[attr-defined]
    assert covered(judged[path], spans) > 0.97


def test_the_notice_differs_in_names_alone(judged: dict[str, Judged]) -> None:
    told = findings(judged[NOTICE])
    assert set(told) == {"C105"} and told["C105"].severity == "error"
    assert shares(judged[NOTICE])["peer", "砚溪县农业农村局"] > 0.97
    one, other = (
        judged[f"{place}/{place}农业农村局/2023.txt"].report.text for place in ("砚溪县", "桐汊县")
    )
    notice, its = (text[text.index("年末把") :].split("六、")[0] for text in (one, other))
    same = sum(a == b for a, b in zip(notice, its, strict=True)) / len(notice)
    assert 0.97 < same < 1


def test_the_note_shares_320_of_390_characters(judged: dict[str, Judged]) -> None:
    told = findings(judged[NOTE])
    assert set(told) == {"C101"} and told["C101"].severity == "error"
    assert "砚溪县住房和城乡建设局2022年度报告" in told["C101"].message.zh
    (pair,) = true_pairs(NOTE)
    ((start, end),) = [passage["b"] for passage in pair["passages"]]  # type: ignore[attr-defined]
    text = judged[NOTE].report.text
    note = text[start : text.index("六、其他")].strip()
    assert 310 <= end - start <= 330 and 380 <= len(note) <= 400
    assert 0.75 < shares(judged[NOTE])["peer", "砚溪县住房和城乡建设局"] < 0.9


def test_the_plan_keeps_the_towns_of_another_county(judged: dict[str, Judged]) -> None:
    plan = judged[PLAN]
    assert findings(plan)["C101"].severity == "error"
    assert shares(plan)["peer", "砚溪县自然资源局"] > 0.97
    residue = findings(plan, "R")["R203"]
    assert [plan.report.text[start:end] for start, end in residue.spans] == ["砚溪县"]
    assert not findings(judged["砚溪县/砚溪县自然资源局/2022.txt"], "R")


def test_offices_that_share_their_countys_text_are_no_copies(judged: dict[str, Judged]) -> None:
    for path in OFFICES:
        told = findings(judged[path])
        assert "C106" in told and not {"C101", "C103", "C105"} & set(told)
        assert shares(judged[path])["upstream", "砚溪县人民政府"] > 0.85


def test_quoting_the_regulation_at_length_is_no_copying(judged: dict[str, Judged]) -> None:
    assert {f"demo/{path}" for path in QUOTING} < set(COPIES["mandated_only"])
    for path in QUOTING:
        assert findings(judged[path]) == {}
        assert shares(judged[path])["statute", None] > 0.3
        assert ("peer", None) not in shares(judged[path])
