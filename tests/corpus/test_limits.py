"""A file that hangs, eats memory or crashes costs itself alone, however few or many there are.

The documents planted here really do so: a module that every Python started below imports first
makes the parser act on what it finds in a document.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from wenzhi import api
from wenzhi.base.errors import UsageError
from wenzhi.corpus import limits
from wenzhi.corpus.limits import Limits, chosen_limits
from wenzhi.corpus.reader import Reader, shared_reader
from wenzhi.read.folders import InputFile

TRAPS = """
import os, re, time
from wenzhi.parse import report

honest = report.parse

def parse(document):
    if "睡着" in document.text:
        time.sleep(600)
    if "空转" in document.text:
        re.fullmatch("(a+)+b", "a" * 60)  # holds the interpreter for longer than the sun will last
    if "贪吃" in document.text:
        eaten = []
        while True:
            eaten.append(bytearray(16 * 2**20))
    if "暴毙" in document.text:
        os.abort()
    return honest(document)

report.parse = parse
"""
WORDS = {"asleep": "睡着", "spinning": "空转", "greedy": "贪吃", "dying": "暴毙"}
# Documents without a trap are read in a tenth of this, on a slow machine too.
LIMITS = Limits(seconds=4, megabytes=512)
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of memory")


@pytest.fixture
def traps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every Python started from here on falls into the traps."""
    shared_reader.cache_clear()
    place = tmp_path / "traps"
    place.mkdir()
    (place / "sitecustomize.py").write_text(TRAPS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(place))
    monkeypatch.setenv("WENZHI_FILE_SECONDS", str(LIMITS.seconds))
    monkeypatch.setenv("WENZHI_FILE_MB", str(LIMITS.megabytes))
    yield
    shared_reader.cache_clear()


def plant(folder: Path, *names: str) -> None:
    for name in names:
        text = f"云川县水务局2023年度报告\n一、总体情况\n{WORDS[name]}\n"
        (folder / f"0 {name}.txt").write_text(text, encoding="utf-8")


def copy_some(reports: Path, folder: Path, count: int) -> None:
    folder.mkdir()
    for number, path in enumerate(sorted(reports.rglob("*.txt"))[:count], start=1):
        shutil.copy(path, folder / f"{number} {path.name}")


def given_up(reports: Path, place: Path, *names: str) -> dict[str, str]:
    """What is told of each trap planted among three good files, all of which are read."""
    copy_some(reports, place / "source", 3)
    plant(place / "source", *names)
    added = api.add(place / "corpus", [place / "source"])
    assert added.reports == 3
    assert {failure.code for failure in added.failures} == {"E307"}
    assert all(failure.hint for failure in added.failures)
    return {failure.path: failure.message for failure in added.failures}


@pytest.mark.usefixtures("traps")
def test_a_few_files_are_read_around_those_that_hang(reports: Path, tmp_path: Path) -> None:
    told = given_up(reports, tmp_path, "asleep", "spinning")
    assert "4 秒" in told["0 asleep.txt"]
    assert "4 秒" in told["0 spinning.txt"]


@linux
@pytest.mark.usefixtures("traps")
def test_a_few_files_are_read_around_those_that_eat_or_crash(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Half a gigabyte may take a machine under load longer than a trap of time would wait.
    monkeypatch.setenv("WENZHI_FILE_SECONDS", "120")
    told = given_up(reports, tmp_path, "greedy", "dying")
    assert "512 MB" in told["0 greedy.txt"]
    assert "中途退出" in told["0 dying.txt"]


@pytest.mark.usefixtures("traps")
def test_a_check_of_many_files_goes_on_after_one_that_hangs(reports: Path, tmp_path: Path) -> None:
    copy_some(reports, tmp_path / "source", 2)
    plant(tmp_path / "source", "spinning")
    result = api.check([tmp_path / "source"])
    assert len(result.inspections) == 2
    assert [(one.path, one.code) for one in result.failures] == [("0 spinning.txt", "E307")]
    assert api.check_exit_code(result, "never") == 3


@pytest.mark.usefixtures("traps")
def test_worker_processes_go_on_after_a_file_that_hangs(reports: Path, tmp_path: Path) -> None:
    copy_some(reports, tmp_path / "source", 60)
    plant(tmp_path / "source", "spinning")
    command = ["score", str(tmp_path / "source"), "-q", "--corpus", str(tmp_path / "corpus")]
    done = subprocess.run(
        [sys.executable, "-m", "wenzhi", *command, "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    listed = (tmp_path / "out" / "failures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) == 2
    assert listed[1].startswith("0 spinning.txt,E307,")
    assert api.info(tmp_path / "corpus").reports == 60


@pytest.mark.usefixtures("traps")
def test_a_file_given_up_is_tried_again_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    plant(source, "asleep")
    assert api.add(tmp_path / "corpus", [source]).failures[0].code == "E307"
    monkeypatch.delenv("PYTHONPATH")
    shared_reader.cache_clear()
    again = api.add(tmp_path / "corpus", [source])
    assert (again.analysed, again.reports, again.failures) == (1, 1, ())


@pytest.mark.usefixtures("traps")
def test_one_process_serves_many_files_and_dies_with_its_owner(
    reports: Path, tmp_path: Path
) -> None:
    copy_some(reports, tmp_path / "source", 3)
    plant(tmp_path / "source", "asleep")
    files = [InputFile(path.name, str(path)) for path in sorted((tmp_path / "source").iterdir())]
    with Reader(LIMITS) as reader:
        process = reader._process
        assert all(reader.analyse(file, "key").report for file in files[1:])
        assert reader._process is process
        assert process is not None
        assert reader.analyse(files[0], "key").report is None
        assert process.returncode is not None
        assert reader.analyse(files[1], "key").report is not None
        last = reader._process
    assert last is not None
    assert last.returncode is not None


@linux
@pytest.mark.usefixtures("traps")
def test_nothing_runs_on_when_the_owner_is_killed(tmp_path: Path) -> None:
    plant(tmp_path, "spinning")
    code = (
        "import os, sys, threading; from wenzhi.corpus.reader import *; "
        f"reader = Reader(Limits(seconds=3)); print(reader._process.pid, flush=True); "
        f"threading.Timer(2, lambda: os.kill(os.getpid(), 9)).start(); "
        f"reader.analyse(InputFile('x', {str(tmp_path / '0 spinning.txt')!r}), '')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_pipe_among_the_files_is_no_file(reports: Path, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes on this system")
    copy_some(reports, tmp_path / "source", 1)
    os.mkfifo(tmp_path / "source" / "pipe.txt")
    added = api.add(tmp_path / "corpus", [tmp_path / "source"])
    assert (added.reports, [one.code for one in added.failures]) == (1, ["E301"])


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENZHI_FILE_SECONDS", "300")
    assert chosen_limits() == msgspec.structs.replace(Limits(), seconds=300)
    monkeypatch.setenv("WENZHI_FILE_SECONDS", "soon")
    with pytest.raises(UsageError):
        chosen_limits()


def test_a_system_that_cannot_limit_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.sys, "platform", "win32")
    limits.limit_memory(1)  # does nothing; this process goes on
    limits.lift_memory_limit()
    assert "不能限内存" in limits.describe_limits()
