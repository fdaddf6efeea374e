"""What an earlier judging worked out is used where it holds, and nowhere else; no byte tells of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wenzhi.base.progress import Silent
from wenzhi.corpus import memory, tokens
from wenzhi.corpus.build import add
from wenzhi.corpus.digests import digest
from wenzhi.corpus.indexed import EarlierIndex
from wenzhi.corpus.store import Store
from wenzhi.read.folders import walk

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo"
COUNTY = DEMO / "枫渚县"


def take(corpus: Path, source: Path) -> Path:
    """Add `source` to `corpus` and compare; the snapshot."""
    store = Store(corpus, create=True)
    add(store, walk([source]), runner="native", progress=Silent(), compare=True)
    return store.require_snapshot()


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's reports without those of two organs, one of them the superior of others."""
    folder = tmp_path_factory.mktemp("some") / "county"
    shutil.copytree(COUNTY, folder)
    shutil.rmtree(folder / "枫渚县人民政府")
    (folder / "枫渚县柳湾镇人民政府" / "2022.txt").unlink()
    return folder


@pytest.fixture(scope="module")
def steps(some: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that was given those reports alone."""
    corpus = tmp_path_factory.mktemp("steps") / "corpus"
    take(corpus, some)
    return corpus


def test_a_corpus_that_grew_has_the_bytes_of_one_made_at_once(steps: Path, tmp_path: Path) -> None:
    shutil.copytree(steps, tmp_path / "grown")
    whole = tmp_path / "whole"
    shutil.copytree(COUNTY, whole)
    grown, once = take(tmp_path / "grown", whole), take(tmp_path / "once", whole)
    names = sorted(path.name for path in once.iterdir())
    assert names == sorted(path.name for path in grown.iterdir())
    assert [
        name for name in names if (once / name).read_bytes() != (grown / name).read_bytes()
    ] == []


def test_only_what_is_new_is_classed_checked_and_cut(
    steps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(steps, tmp_path / "grown")
    counted: dict[str, list[str]] = {
        name: [] for name in ("classify", "check", "cut", "weigh", "sentences", "follow")
    }

    def counting(name: str, function):  # type: ignore[no-untyped-def]
        def call(subject, *rest):  # type: ignore[no-untyped-def]
            report = getattr(subject, "report", subject)
            counted[name].append(report.source.path)
            return function(subject, *rest)

        return call

    monkeypatch.setattr(memory, "classify", counting("classify", memory.classify))
    monkeypatch.setattr(memory, "check", counting("check", memory.check))
    monkeypatch.setattr(memory, "weigh_judged", counting("weigh", memory.weigh_judged))
    monkeypatch.setattr(memory, "class_sentences", counting("sentences", memory.class_sentences))
    monkeypatch.setattr(memory, "follow_through", counting("follow", memory.follow_through))
    monkeypatch.setattr(tokens, "cut_report", counting("cut", tokens.cut_report))
    whole = tmp_path / "whole"
    shutil.copytree(COUNTY, whole)
    take(tmp_path / "grown", whole)
    new = {"枫渚县人民政府/2021.txt", "枫渚县柳湾镇人民政府/2022.txt"}
    for done in ("classify", "cut", "weigh", "sentences"):
        assert set(counted[done]) == new
    # The town's next year is checked again too: its report of the year before has come.
    next_year = "枫渚县柳湾镇人民政府/2023.txt"
    assert new | {next_year} <= set(counted["check"])
    assert next_year in counted["follow"] and set(counted["follow"]) <= new | {next_year}
    assert "枫渚县审计局/2024.txt" not in counted["check"]


def test_a_note_made_by_other_code_is_not_found(
    steps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = Store(steps).require_snapshot()
    keys = pq.read_table(snapshot / "memory.parquet", columns=["key"])["key"].to_pylist()
    assert len(set(keys)) == len(keys) == 8
    before = digest((memory.everything(), 1))
    monkeypatch.setattr(memory, "everything", lambda: b"other code")
    assert digest((memory.everything(), 1)) != before


def test_rows_of_an_earlier_index_are_those_of_the_report(steps: Path) -> None:
    snapshot = Store(steps).require_snapshot()
    index = EarlierIndex.of(snapshot)
    assert index is not None
    told = pq.read_table(snapshot / "tokens.parquet").to_pylist()
    for report_id in {row["report_id"] for row in told}:
        found = index.rows(report_id)
        assert found is not None
        first, rows = found
        mine = [row for row in told if row["report_id"] == report_id]
        assert rows["tokens"].to_pylist() == mine and first == mine[0]["n"]
        assert len(rows["folded"]) == 1
    assert index.rows("unknown") is None and index.rows(None) is None
    assert EarlierIndex.of(None) is None
