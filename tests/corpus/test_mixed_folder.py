"""A folder of everything a crawl leaves – files, archives, exports, 3 % and more of it broken – is read."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wenzhi import api
from wenzhi.base.errors import UsageError
from wenzhi.corpus.store import Store
from wenzhi.read.plain import decode

BROKEN = {
    "坏/空.txt": "E302",
    "坏/程序.txt": "E305",
    "坏/小说.txt": "E310",
    "坏/截断.zip": "E320",
    "坏/统计.csv": "E325",
    "归档.zip/../逃.txt": "E322",
    "归档.zip/密.txt": "E321",
    "归档.zip/区/再套.zip/三层.zip": "E323",
    "导出.jsonl#4": "E324",
    "导出.csv#3": "E324",
    "导出.csv#5": "E302",
}


def pack(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def mixed(reports: list[Path], folder: Path) -> None:
    """Lay out `reports` as files, in an archive, in one inside it and in two exports, and break some."""
    contents = [(f"{path.parent.name}/{path.name}", path.read_bytes()) for path in reports]
    share = len(contents) // 5
    files, packed, inner, lines, rows = (
        contents[number * share : None if number == 4 else (number + 1) * share]
        for number in range(5)
    )
    for name, content in [*files, ("坏/空.txt", b" \n"), ("坏/程序.txt", b"\x7fELF" + bytes(999))]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "坏/小说.txt").write_text("从前有座山，山里有座庙。\n" * 50, encoding="utf-8")
    deepest = pack([("深.txt", b"x")])
    district = pack([*inner, ("三层.zip", deepest)])
    archive = bytearray(
        pack([*packed, ("区/再套.zip", district), ("../逃.txt", b"x"), ("密.txt", b"x")])
    )
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        entry = archive.rindex(signature, 0, archive.rindex("密.txt".encode()))
        if signature == b"PK\x03\x04":
            entry = archive.rindex(signature, 0, archive.index("密.txt".encode()))
        archive[entry + at] |= 1
    (folder / "归档.zip").write_bytes(archive)
    (folder / "坏/截断.zip").write_bytes(archive[: len(archive) // 2])
    (folder / "坏/统计.csv").write_text("地区,件数\n云川县,12\n", encoding="utf-8")
    objects = [
        json.dumps({"url": f"u{n}", "content": text(content)})
        for n, (_, content) in enumerate(lines)
    ]
    objects.insert(3, '{"url": "u3", "content": ')
    (folder / "导出.jsonl").write_text("\n".join(objects), encoding="utf-8")
    with (folder / "导出.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        cells = [["网址", "正文"], *([f"v{n}", text(c)] for n, (_, c) in enumerate(rows))]
        writer.writerows(cells[:2])
        file.write("v,没有加引号,的,逗号\r\n")
        writer.writerows([*cells[2:3], ["v", " "], *cells[3:]])


def text(content: bytes) -> str:
    return decode(content, "").text


def tables(corpus: Path) -> dict[str, list[dict[str, object]]]:
    snapshot = Store(corpus).require_snapshot()
    return {path.stem: pq.read_table(path).to_pylist() for path in snapshot.glob("*.parquet")}


@pytest.fixture(scope="module")
def source(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    mixed(sorted(reports.rglob("*.txt"))[:45], folder)
    return folder


def start(corpus: Path, source: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "wenzhi", "corpus", "add", str(corpus), str(source)],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def corpus(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of everything, read without a break."""
    place = tmp_path_factory.mktemp("mixed-corpus") / "corpus"
    process = start(place, source)
    shown, _ = process.communicate(timeout=120)
    assert process.returncode == 3
    assert "读不了 11 个文件" in shown
    return place


def test_every_report_is_read_and_every_broken_one_explained(source: Path, corpus: Path) -> None:
    added = api.add(corpus, [source])
    assert added.analysed == 0
    assert {one.path: one.code for one in added.failures} == BROKEN
    assert all(one.hint and one.message for one in added.failures)
    rows = tables(corpus)["reports"]
    assert len(rows) == 45
    assert len({row["report_id"] for row in rows}) == 45
    paths = {str(row["path"]) for row in rows}
    for beginning in ("归档.zip/", "归档.zip/区/再套.zip/", "导出.jsonl#", "导出.csv#"):
        assert sum(path.startswith(beginning) for path in paths) >= 9
    assert sum(row["url"] is not None for row in rows) == 18


def test_interrupted_and_killed_runs_lose_and_repeat_nothing(
    source: Path, corpus: Path, tmp_path: Path
) -> None:
    broken_off = tmp_path / "corpus"
    for how, code in ((signal.SIGINT, 130), (signal.SIGKILL, -9)):
        process = start(broken_off, source)
        assert process.stderr is not None
        while "读取与解析" not in (line := process.stderr.readline()):
            assert line
        time.sleep(0.7)
        os.killpg(process.pid, how)
        process.communicate(timeout=60)
        assert process.returncode == code
        assert Store(broken_off).snapshot is None
    api.add(broken_off, [source])
    assert tables(broken_off) == tables(corpus)
    assert not list(broken_off.glob("**/*.part"))


class _Impatient:
    """Somebody who presses Ctrl-C after seven reports."""

    def __init__(self) -> None:
        self._stage, self._steps = "", 0

    def stage(self, name: str, total: int | None) -> None:
        self._stage, self._steps = name, 0

    def advance(self, steps: int = 1) -> None:
        self._steps += steps
        if self._stage == "analyse" and self._steps == 7:
            raise KeyboardInterrupt


def test_an_interrupted_run_keeps_what_is_done(source: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        api.add(tmp_path / "corpus", [source / "归档.zip"], progress=_Impatient())
    assert len(Store(tmp_path / "corpus").analyses()) == 7
    added = api.add(tmp_path / "corpus", [source / "归档.zip"])
    assert added.analysed == added.reports - 7


def test_a_plan_tells_what_is_new_changed_known_and_left(source: Path, tmp_path: Path) -> None:
    corpus, folder = tmp_path / "corpus", tmp_path / "later"
    planned = api.plan(corpus, [source])
    assert not corpus.exists()
    assert len(planned.new) == 46  # the novel shows only when it is parsed
    assert set(planned.unreadable) == {"坏/程序.txt", "坏/统计.csv"}
    assert {*planned.unreadable, *planned.refused, "坏/小说.txt"} == set(BROKEN)
    folder.mkdir()
    lines = (source / "导出.jsonl").read_text(encoding="utf-8").split("\n")
    (folder / "导出.jsonl").write_text("\n".join(lines[:3]), encoding="utf-8")
    (folder / "小说.txt").write_bytes((source / "坏/小说.txt").read_bytes())
    assert api.add(corpus, [folder]).reports == 3
    later = [lines[2], json.dumps(json.loads(lines[0]) | {"title": "更正"}), lines[4]]
    (folder / "导出.jsonl").write_text("\n".join(later), encoding="utf-8")
    planned = api.plan(corpus, [folder])
    assert (planned.known, planned.changed, planned.new) == (
        ("导出.jsonl#1",),
        ("导出.jsonl#2",),
        ("导出.jsonl#3",),
    )
    assert planned.refused == ("小说.txt",)
    assert api.add(corpus, [folder]).reports == 5
    rows = tables(corpus)["reports"]
    (old,) = [row for row in rows if row["superseded_by"]]
    (new,) = [row for row in rows if row["report_id"] == old["superseded_by"]]
    assert old["url"] == new["url"] == "u0"
    before = Store(corpus).pointer
    assert api.add(corpus, [folder]).analysed == 0
    assert Store(corpus).pointer == before


def test_rows_of_one_address_do_not_supersede_each_other_in_turns(
    reports: Path, tmp_path: Path
) -> None:
    contents = [text(path.read_bytes()) for path in sorted(reports.rglob("*.txt"))[:2]]
    rows = [json.dumps({"url": "same", "content": content}) for content in contents]
    random.Random(1).shuffle(rows)
    (tmp_path / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    api.add(tmp_path / "corpus", [tmp_path / "a.jsonl"])
    before = tables(tmp_path / "corpus")
    api.add(tmp_path / "corpus", [tmp_path / "a.jsonl"])
    assert tables(tmp_path / "corpus") == before
    assert [row["superseded_by"] for row in before["reports"]] == [None, None]


def test_standard_input_is_no_batch(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        api.add(tmp_path / "corpus", [Path("-")])
    assert caught.value.code == "E200"
    assert not (tmp_path / "corpus").exists()


_INTERRUPTED = """
import os, signal, time
from functools import partial
from wenzhi.corpus.engine import spread

def start(asking):
    def answer(task):
        if task == b"20":
            os.kill(asking, signal.SIGINT)
        time.sleep(0.05)
        return task
    return answer

tasks = [str(number).encode() for number in range(60)]
try:
    print(len(list(spread(partial(start, os.getpid()), tasks, 5))), flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
os._exit(0)
"""


def test_an_interrupted_plan_does_not_pass_for_a_finished_one(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(_INTERRUPTED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=120
    )
    # The engine says a word of its own, before or after.
    said = done.stdout.splitlines()
    assert "interrupted" in said and not any(line.isdigit() for line in said)
