from __future__ import annotations

from pathlib import Path

import pytest

from wenzhi.synth.demo import DEMO_REPORTS, write_demo
from wenzhi.synth.generate import gold_name
from wenzhi.synth.handwritten import read_handwritten
from wenzhi.synth.layouts import LAYOUTS

CORPORA = Path(__file__).resolve().parents[2] / "corpora"


@pytest.fixture(scope="module")
def handwritten():
    return read_handwritten(CORPORA / "gold" / "sources")


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_the_demo_corpus_is_what_its_recipe_writes(tmp_path):
    sources = tmp_path / "gold" / "sources"
    sources.mkdir(parents=True)
    for file in (CORPORA / "gold" / "sources").glob("*.toml"):
        (sources / file.name).write_bytes(file.read_bytes())
    assert write_demo(tmp_path) >= 60
    assert tree(tmp_path / "demo") == tree(CORPORA / "demo")
    assert tree(tmp_path / "gold") == tree(CORPORA / "gold")


def test_at_least_fourteen_are_hand_written(handwritten):
    assert len(handwritten) >= 14
    assert DEMO_REPORTS == 48


def test_hand_written_gold_names_its_text(handwritten):
    for report in handwritten:
        truth, text = report.truth, report.text
        items = (*truth.narrative.problems, *truth.narrative.measures)
        for mark in (*truth.counts, *truth.claims, *items):
            assert text[mark.start : mark.end] == mark.text
        assert truth.sections[-1].end == len(text)
        assert "⟦" not in text and "{" not in text


def test_hand_written_parts_and_shares_hold(handwritten):
    for report in handwritten:
        counts = report.truth.counts
        for index, total in enumerate(counts):
            parts = [count.value for count in counts if count.parent == index]
            if total.closed:
                assert sum(parts) == total.value, total
            if total.closed is False:
                assert sum(parts) < total.value, total


def test_hand_written_prose_agrees_with_its_tables(handwritten):
    for report in handwritten:
        blamed = {span.start for finding in report.truth.findings for span in finding.spans}
        altered = {fact for finding in report.truth.findings for fact in finding.facts}
        for count in report.truth.counts:
            cell = report.truth.facts.get(count.indicator or "")
            if (
                cell
                and cell.value is not None
                and count.indicator not in altered
                and count.start not in blamed
            ):
                assert count.value == cell.value, (report.path, count.text)


def test_the_demo_shows_every_layout_and_is_small():
    layouts = {
        part
        for name in (CORPORA / "gold").glob("*.json")
        for part in LAYOUTS
        if f'"layout":"{part}"' in name.read_text(encoding="utf-8")
    }
    assert layouts == set(LAYOUTS)
    assert (
        sum(file.stat().st_size for file in (CORPORA / "demo").rglob("*") if file.is_file())
        < 1_500_000
    )


def test_every_demo_report_has_its_gold(handwritten):
    for report in handwritten:
        assert (CORPORA / "gold" / gold_name(report.path)).is_file()
