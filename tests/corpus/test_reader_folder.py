"""The reading process follows its caller from folder to folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenzhi.corpus.reader import Reader
from wenzhi.read.folders import InputFile

TEXT = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息{}条。\n"


def test_a_path_counts_from_where_the_caller_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    with Reader() as reader:
        for number in (12, 34):
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / "a.txt").write_text(TEXT.format(number), encoding="utf-8")
            monkeypatch.chdir(folder)
            analysis = reader.analyse(InputFile(name="a.txt", path="a.txt"), "key")
            assert analysis.report is not None
            told += [count.value for count in analysis.report.counts]
    assert told == [12, 34]
