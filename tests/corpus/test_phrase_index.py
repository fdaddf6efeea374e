"""Documents outside a corpus held against what its last comparison stored."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wenzhi import api
from wenzhi.base.errors import UsageError
from wenzhi.corpus.phrase_index import read_compared, read_work
from wenzhi.corpus.store import Store
from wenzhi.surfaces.cli.main import app


@pytest.fixture(scope="module")
def corpus(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("against")
    api.score([reports], root / "corpus", root / "out")
    return root / "corpus"


def copied_file(corpus: Path, reports: Path) -> Path:
    """The file of a report that has section five."""
    compared = read_compared(Store(corpus).require_snapshot())
    assert compared is not None
    longest = max(map(compared.load, range(compared.index.total)), key=lambda text: len(text.text))
    (found,) = (
        path for path in reports.rglob("*") if path.as_posix().endswith("/" + longest.ref.path)
    )
    return found


def test_a_document_is_found_in_the_corpus(corpus: Path, reports: Path, tmp_path: Path) -> None:
    document = tmp_path / f"draft{(source := copied_file(corpus, reports)).suffix}"
    shutil.copy(source, document)
    found, failures = api.copies_against(corpus, [document])
    assert failures == () and found.families == ()
    best = found.pairs[0]
    assert best.a.path.endswith(document.name) and source.as_posix().endswith(best.b.path)
    assert best.coverage_a == best.coverage_b == 1.0
    text = api.inspect(document).report.text
    assert text[slice(*best.passages[0].a)].strip()


def test_the_stored_index_tells_what_a_fresh_one_does(corpus: Path, reports: Path) -> None:
    document = copied_file(corpus, reports)
    stored, _ = api.copies_against(corpus, [document])
    snapshot = Store(corpus).require_snapshot()
    hidden = snapshot / "copies-bounds.npy"
    hidden.rename(snapshot / "hidden.npy")
    try:
        fresh, _ = api.copies_against(corpus, [document])
    finally:
        (snapshot / "hidden.npy").rename(hidden)
    assert stored == fresh


def test_the_command_prints_pairs_and_names_what_it_cannot_read(
    corpus: Path, reports: Path, tmp_path: Path
) -> None:
    document, empty = copied_file(corpus, reports), tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    runner = CliRunner()
    told = runner.invoke(app, ["copies", str(corpus), "--against", str(document), "--json"])
    answer = json.loads(told.stdout)
    assert told.exit_code == 0 and answer["schema"] == "wenzhi.copies/1"
    assert answer["data"]["pairs"][0]["coverage_a"] == 1.0
    both = ["copies", str(corpus), "--against", str(document), "--against", str(empty)]
    told = runner.invoke(app, both)
    assert told.exit_code == 3 and "高度相同" in told.stdout and "empty.txt" in told.output


def test_a_section_there_is_not_is_refused(corpus: Path, reports: Path) -> None:
    with pytest.raises(UsageError):
        api.copies_against(corpus, [copied_file(corpus, reports)], section="poem")


def test_work_is_read_as_it_was_written(reports: Path, tmp_path: Path) -> None:
    """Also that of a corpus in which nobody shares anything, whose arrays of pairs are empty."""
    report = next(path for path in sorted(reports.rglob("*")) if path.is_file())
    api.score([report], tmp_path / "corpus", tmp_path / "out")
    snapshot = Store(tmp_path / "corpus").require_snapshot()
    kept = read_work(snapshot)
    assert kept is not None and len(kept.numbers) == 1 and not kept.pairs and not kept.families
    (snapshot / "earlier-codes.npy").unlink()
    assert read_work(snapshot) is None and read_work(None) is None


def tables(snapshot: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(snapshot.iterdir())}


def test_reports_that_come_later_make_the_same_tables(
    corpus: Path, reports: Path, tmp_path: Path
) -> None:
    """In two steps, the larger part last, then with the work of the first step damaged."""
    files = sorted(path for path in reports.rglob("*") if path.is_file())
    first = tmp_path / "first"
    for path in files[::3]:
        (first / path.relative_to(reports)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, first / path.relative_to(reports))
    whole = tables(Store(corpus).require_snapshot())
    sound, damaged = tmp_path / "sound", tmp_path / "damaged"
    api.score([first], sound, tmp_path / "out")
    kept = read_work(Store(sound).require_snapshot())
    assert kept is not None and len(kept.pairs)
    shutil.copytree(sound, damaged)
    before = Store(damaged).require_snapshot()
    (before / "earlier-bounds.npy").write_bytes(b"no array")
    assert read_work(before) is None
    for root in (sound, damaged):
        api.score([reports], root, tmp_path / "out")
        assert tables(Store(root).require_snapshot()) == whole
