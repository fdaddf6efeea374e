"""Names of files in any encoding, or in none, are read and shown."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from wenzhi.base.progress import Silent
from wenzhi.corpus.limits import chosen_limits
from wenzhi.corpus.pipeline import identify
from wenzhi.corpus.reader import Reader
from wenzhi.read.folders import spelled, walk, walk_file

TEXT = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息12条。\n"

bytes_as_names = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="here the names of files are Unicode"
)


def test_a_name_that_is_text_stays_as_it_is() -> None:
    assert spelled("目录/é 😀\n.txt") == "目录/é 😀\n.txt"


@bytes_as_names
def test_each_part_of_a_path_is_spelled_by_itself() -> None:
    path = os.fsdecode("县".encode() + b"/" + "水务局".encode("gb18030") + b"/\xff\xff.txt")
    assert spelled(path) == "县/水务局/\\xff\\xff.txt"


@bytes_as_names
def test_files_with_such_names_are_read(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/" + "水务局".encode("gb18030")
    os.mkdir(folder)  # noqa: PTH102 # a name in bytes
    with open(folder + b"/\xff.txt", "wb") as file:  # noqa: PTH123
        file.write(TEXT.encode())
    inputs = walk([tmp_path])
    assert [file.name for file in inputs.files] == ["水务局/\\xff.txt"]
    assert walk_file(Path(inputs.files[0].path)).files[0].name.endswith("水务局/\\xff.txt")
    assert [item.error for item in identify(inputs.files, Silent())] == [None]
    with Reader(chosen_limits()) as reader:
        analysis = reader.analyse(inputs.files[0], "key")
    assert analysis.report is not None
    assert analysis.report.source.path == "水务局/\\xff.txt"
