"""A corpus holds what it was given, in any order, however it was interrupted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wenzhi import api
from wenzhi.base.errors import CorpusError, UsageError
from wenzhi.base.progress import Silent
from wenzhi.corpus.build import add
from wenzhi.corpus.store import Store
from wenzhi.read.folders import walk


def take(corpus: Path, source: Path, *, compare: bool = True) -> None:
    """Add `source` to `corpus` in this process."""
    add(
        Store(corpus, create=True),
        walk([source]),
        runner="native",
        progress=Silent(),
        compare=compare,
    )


def tables(corpus: Path) -> dict[str, list[dict[str, object]]]:
    """Every table of the current snapshot as rows."""
    snapshot = Store(corpus).require_snapshot()
    return {path.stem: pq.read_table(path).to_pylist() for path in snapshot.glob("*.parquet")}


def copy_some(source: Path, target: Path, wanted: slice) -> None:
    """Copy a slice of the files below `source`, keeping their folders."""
    for path in sorted(source.rglob("*.txt"))[wanted]:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)


def test_adding_in_two_steps_equals_adding_at_once(reports: Path, tmp_path: Path) -> None:
    take(tmp_path / "once", reports)
    part = tmp_path / "part"
    copy_some(reports, part, slice(0, 50))
    take(tmp_path / "steps", part)
    take(tmp_path / "steps", reports)
    assert tables(tmp_path / "steps") == tables(tmp_path / "once")
    assert Store(tmp_path / "steps").pointer == Store(tmp_path / "once").pointer


def test_worker_processes_and_hash_seeds_change_nothing(reports: Path, tmp_path: Path) -> None:
    take(tmp_path / "here", reports, compare=False)  # 60 files: by worker processes
    environment = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Urumqi"}
    for part in (slice(40, 60), slice(0, 20), slice(0, 60)):  # 20 files each: in process
        copy_some(reports, tmp_path / "mixed", part)
        command = ["corpus", "add", str(tmp_path / "there"), str(tmp_path / "mixed"), "-q"]
        subprocess.run(
            [sys.executable, "-m", "wenzhi", *command],
            check=True,
            env=environment,
            capture_output=True,
        )
    assert tables(tmp_path / "there") == tables(tmp_path / "here")


def test_a_second_run_analyses_nothing_and_keeps_the_snapshot(
    reports: Path, tmp_path: Path
) -> None:
    take(tmp_path / "corpus", reports, compare=False)
    before = Store(tmp_path / "corpus").require_snapshot().stat().st_mtime_ns
    again = api.add(tmp_path / "corpus", [reports])
    assert again.analysed == 0
    assert Store(tmp_path / "corpus").require_snapshot().stat().st_mtime_ns == before


def test_a_corrected_file_supersedes_and_both_are_kept(reports: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    copy_some(reports, source, slice(0, 4))
    take(tmp_path / "corpus", source, compare=False)
    changed = sorted(source.rglob("*.txt"))[0]
    changed.write_bytes(changed.read_bytes() + "\n（更正）\n".encode())
    take(tmp_path / "corpus", source, compare=False)
    rows = tables(tmp_path / "corpus")["reports"]
    assert len(rows) == 5
    (old,) = [row for row in rows if row["superseded_by"]]
    (new,) = [row for row in rows if row["report_id"] == old["superseded_by"]]
    assert new["path"] == old["path"]


def test_equal_bytes_at_two_paths_are_two_reports(reports: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    copy_some(reports, source, slice(0, 1))
    original = next(source.rglob("*.txt"))
    shutil.copy(original, source / f"副本 {original.name}")
    take(tmp_path / "corpus", source, compare=False)
    assert len(tables(tmp_path / "corpus")["reports"]) == 2
    assert len(Store(tmp_path / "corpus").analyses()) == 1


def test_bad_files_are_told_and_the_batch_goes_on(reports: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    copy_some(reports, source, slice(0, 3))
    (source / "empty.txt").write_bytes(b"")
    (source / "program.txt").write_bytes(b"\x7fELF" + bytes(range(256)) * 8)
    (source / "novel.txt").write_text("从前有座山，山里有座庙。\n" * 50, encoding="utf-8")
    (source / "gone.txt").symlink_to(tmp_path / "nowhere")
    with (source / "huge.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    added = api.add(tmp_path / "corpus", [source])
    assert added.reports == 3
    assert {(failure.path, failure.code) for failure in added.failures} == {
        ("empty.txt", "E302"),
        ("gone.txt", "E301"),
        ("huge.txt", "E304"),
        ("novel.txt", "E310"),
        ("program.txt", "E305"),
    }
    assert all(failure.hint for failure in added.failures)


def test_an_empty_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        api.add(tmp_path / "corpus", [tmp_path])


def test_a_directory_of_another_program_is_left_alone(reports: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "data.db").write_text("not ours", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        api.add(other, [reports])
    assert caught.value.code == "E503"
    assert [path.name for path in other.iterdir()] == ["data.db"]
    (other / "corpus.json").write_text('{"schema": "somebody/3"}', encoding="utf-8")
    with pytest.raises(CorpusError) as again:
        api.info(other)
    assert again.value.code == "E503"


def test_one_writer_at_a_time(reports: Path, tmp_path: Path) -> None:
    take(tmp_path / "corpus", reports, compare=False)
    store = Store(tmp_path / "corpus")
    with store.writing():
        done = subprocess.run(
            [sys.executable, "-m", "wenzhi", "corpus", "add", str(store.root), str(reports)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert str(os.getpid()) in done.stderr
        assert api.info(tmp_path / "corpus").reports == 60


def test_a_full_disk_leaves_the_last_snapshot(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = tmp_path / "some"
    copy_some(reports, some, slice(0, 5))
    take(tmp_path / "corpus", some, compare=False)
    before = tables(tmp_path / "corpus")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(CorpusError) as caught:
        take(tmp_path / "corpus", reports, compare=False)
    assert caught.value.code == "E507"
    monkeypatch.undo()
    assert tables(tmp_path / "corpus") == before
    take(tmp_path / "corpus", reports, compare=False)
    assert len(tables(tmp_path / "corpus")["reports"]) == 60


@pytest.mark.parametrize("moment", ["analyses", "snapshot"])
def test_kill_in_the_middle_of_an_addition(reports: Path, tmp_path: Path, moment: str) -> None:
    corpus = tmp_path / "corpus"
    some = tmp_path / "some"
    copy_some(reports, some, slice(0, 5))
    take(corpus, some, compare=False)
    before = tables(corpus)
    process = subprocess.Popen(
        [sys.executable, "-m", "wenzhi", "corpus", "add", str(corpus), str(reports), "-q"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pattern = "snapshots/*.part" if moment == "snapshot" else "lock.owner"
    deadline = time.monotonic() + 60
    while not list(corpus.glob(pattern)) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert tables(corpus) == before
    assert not api.verify(corpus).problems
    take(corpus, reports, compare=False)
    take(tmp_path / "fresh", reports, compare=False)
    assert tables(corpus) == tables(tmp_path / "fresh")
    assert not list(corpus.glob("snapshots/*.part"))


def test_what_a_plan_says_is_what_happens(reports: Path, tmp_path: Path) -> None:
    some = tmp_path / "some"
    copy_some(reports, some, slice(0, 5))
    planned = api.plan(tmp_path / "corpus", [some])
    assert len(planned.new) == 5
    assert not (tmp_path / "corpus").exists()
    assert api.add(tmp_path / "corpus", [some]).analysed == 5
    assert len(api.plan(tmp_path / "corpus", [some]).known) == 5
