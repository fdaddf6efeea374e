"""Reports about which nothing has changed are taken over in runs; what is written is what would be made."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from wenzhi.base.progress import Silent
from wenzhi.base.records import Score
from wenzhi.corpus import build, snapshot, tables, tokens
from wenzhi.corpus.build import JudgementReader, add
from wenzhi.corpus.moving import Numbers
from wenzhi.corpus.runs import EarlierReports
from wenzhi.corpus.store import Store
from wenzhi.read.folders import walk
from wenzhi.synth import write_reports

REPORTS, LATER = 60, 3


def take(corpus: Path, source: Path, *, compare: bool = True) -> Path:
    """Add `source` to `corpus`; the snapshot."""
    store = Store(corpus, create=True)
    add(store, walk([source]), runner="native", progress=Silent(), compare=compare)
    return store.require_snapshot()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic reports of some fifteen organs, enough for templatedness."""
    folder = tmp_path_factory.mktemp("synth")
    write_reports(REPORTS, 11, folder)
    return folder / "reports"


@pytest.fixture(scope="module")
def grown(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of all but every twentieth of them."""
    folder = tmp_path_factory.mktemp("grown")
    for number, path in enumerate(sorted(source.rglob("*.txt"))):
        if number % (REPORTS // LATER) != 7:
            place = folder / "some" / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    take(folder / "corpus", folder / "some")
    return folder / "corpus"


def same_files(one: Path, other: Path) -> list[str]:
    """Names of files that differ, or that only one has."""
    names = {path.name for folder in (one, other) for path in folder.iterdir()}
    return sorted(
        name
        for name in names
        if not (one / name).exists()
        or not (other / name).exists()
        or (one / name).read_bytes() != (other / name).read_bytes()
    )


def test_runs_taken_over_have_the_bytes_of_what_would_be_made(
    source: Path, grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str | None] = []
    true = build.judge_against

    def judging(report, *rest):  # type: ignore[no-untyped-def]
        judged.append(report.meta.report_id)
        return true(report, *rest)

    monkeypatch.setattr(build, "judge_against", judging)
    # Runs and tables are cut where nobody would think of it.
    monkeypatch.setattr(snapshot, "LONGEST_RUN", 3)
    monkeypatch.setattr(tables, "ROWS", 70)
    monkeypatch.setattr(tokens, "_BATCH", 7)
    shutil.copytree(grown, tmp_path / "corpus")
    before = Store(tmp_path / "corpus").require_snapshot()
    old = pq.read_table(before / "reports.parquet")
    after = take(tmp_path / "corpus", source)
    again = len(judged)
    once = take(tmp_path / "once", source)
    assert same_files(after, once) == []
    assert len(judged) - again == REPORTS
    assert LATER <= again < REPORTS - LATER
    # What moves has moved, and is not what stood there.
    new = pq.read_table(after / "reports.parquet")
    values = dict(zip(old["report_id"].to_pylist(), old["templatedness"].to_pylist(), strict=True))
    moved = [
        name
        for name, value in zip(
            new["report_id"].to_pylist(), new["templatedness"].to_pylist(), strict=True
        )
        if name in values and name not in judged[:again] and values[name] != value
    ]
    assert moved


def test_a_report_taken_over_reads_as_one_judged(source: Path, grown: Path) -> None:
    snapshot = Store(grown).require_snapshot()
    reader = JudgementReader(snapshot)
    rows = pq.read_table(snapshot / "sentences.parquet").to_pylist()
    scores = pq.read_table(snapshot / "reports.parquet").to_pylist()
    assert any(row["templatedness"] is not None for row in rows)
    for row in scores:
        judged = reader.load(row["report_id"])
        mine = [one["templatedness"] for one in rows if one["report_id"] == row["report_id"]]
        assert [one.templatedness for one in judged.report.sentences] == mine
        assert judged.judgement.scores["templatedness"].value == row["templatedness"]


def test_a_key_that_is_not_the_same_finds_nothing(grown: Path) -> None:
    reports = EarlierReports.of(Store(grown).require_snapshot())
    assert reports is not None
    first = reports.judged(0, 1, [b""], [Numbers(score=Score(value=None))]).to_pylist()[0]
    name, key = first["report_id"], first["key"]
    assert reports.number(name, key) == 0
    assert reports.number(name, b"another") is None and reports.number(name, None) is None
    assert reports.number("unknown", key) is None
    assert EarlierReports.of(None) is None


def test_a_snapshot_of_another_form_is_left_alone(grown: Path, tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    shutil.copytree(Store(grown).require_snapshot(), folder)
    told = pq.read_table(folder / "judgements.parquet").drop_columns(["key"])
    pq.write_table(told, folder / "judgements.parquet")
    assert EarlierReports.of(folder) is None


def test_comparing_after_only_reading_judges_everything(source: Path, tmp_path: Path) -> None:
    some = tmp_path / "some"
    for path in sorted(source.rglob("*.txt"))[:4]:
        place = some / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    take(tmp_path / "corpus", some, compare=False)
    after = take(tmp_path / "corpus", some)
    assert same_files(after, take(tmp_path / "once", some)) == []


def test_a_value_belongs_to_the_sentence_a_place_lies_in() -> None:
    score = Score(value=0.5)
    numbers = Numbers.of(score, {(10, 20): 0.4, (3, 8): 0.1}, {})
    places = np.array([0, 3, 7, 8, 10, 19, 20])
    assert numbers.at(places) == [None, 0.1, 0.1, None, 0.4, 0.4, None]
    assert Numbers(score=score).at(places) == [None] * 7
