"""A file that binds several reports: each is read, judged and kept by itself, under a name of its own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wenzhi import api
from wenzhi.base.errors import InputError, UsageError
from wenzhi.corpus.store import Store
from wenzhi.read.folders import walk

REPORT = """青岚县{organ}2023年政府信息公开工作年度报告
一、总体情况
2023年，我局主动公开政府信息{count}条，其中网站{count}条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
一是公示只登了网站。下一步，由办公室每月到村查看公示栏。
六、其他需要报告的事项
2023年未收取信息处理费。
青岚县{organ}
2024年1月20日
"""
ORGANS = ("教育局", "水利局", "财政局")


def volume(*organs: str) -> str:
    return "\n".join(REPORT.format(organ=o, count=100 + len(o)) for o in organs)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with one volume of three reports."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "汇编.txt").write_text(volume(*ORGANS), encoding="utf-8")
    return folder


def rows(corpus: Path) -> list[dict[str, object]]:
    """The reports of a corpus, by path."""
    path = Store(corpus).require_snapshot() / "reports.parquet"
    return sorted(pq.read_table(path).to_pylist(), key=lambda row: str(row["path"]))


def test_each_report_is_checked_by_itself(source: Path) -> None:
    reports = [one.report for one in api.check([source]).inspections]
    assert [one.source.path for one in reports] == [f"汇编.txt#{n}" for n in (1, 2, 3)]
    assert [one.meta.organization for one in reports] == [f"青岚县{organ}" for organ in ORGANS]
    assert len({one.source.sha256 for one in reports}) == 3
    assert "".join(one.text for one in reports) == volume(*ORGANS)


def test_reading_in_a_process_of_its_own_gives_the_same(source: Path) -> None:
    alone = [one.report for one in api.check([source]).inspections]
    (source / "坏.txt").write_bytes(b"")
    batch = api.check([source])
    assert [one.report for one in batch.inspections] == alone
    assert [failure.path for failure in batch.failures] == ["坏.txt"]


def test_one_is_asked_for_by_its_number(source: Path) -> None:
    found = api.inspect(source / "汇编.txt#2")
    assert found.report.meta.organization == "青岚县水利局"
    with pytest.raises(UsageError) as several:
        api.inspect(source / "汇编.txt")
    assert several.value.code == "E210" and "汇编.txt#1" in str(several.value.hint)
    with pytest.raises(InputError) as absent:
        api.inspect(source / "汇编.txt#4")
    assert absent.value.code == "E301"
    assert len(list(api.inspect_each(source / "汇编.txt"))) == 3


def test_a_volume_in_an_archive_is_bound_there_too(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "crawl.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(source / "汇编.txt", "2023/汇编.txt")
    found = api.check([path]).inspections
    assert [one.report.source.path for one in found] == [
        f"crawl.zip/2023/汇编.txt#{n}" for n in (1, 2, 3)
    ]
    one = api.inspect(Path(f"{path}/2023/汇编.txt#3"))
    assert one.report.source.sha256 == found[2].report.source.sha256


def test_a_corpus_holds_each_and_a_second_run_reads_none(source: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    assert api.add(corpus, [source]).reports == 3
    assert [row["path"] for row in rows(corpus)] == [f"汇编.txt#{n}" for n in (1, 2, 3)]
    again = api.add(corpus, [source])
    assert (again.analysed, again.reports) == (0, 3)
    assert api.plan(corpus, [source]).known == tuple(f"汇编.txt#{n}" for n in (1, 2, 3))


def test_a_volume_takes_the_place_of_the_one_report_it_was_and_the_other_way_round(
    source: Path, tmp_path: Path
) -> None:
    corpus, file = tmp_path / "corpus", source / "汇编.txt"
    for text in (volume("教育局"), volume("教育局", "水利局"), volume("教育局") + "\n"):
        file.write_text(text, encoding="utf-8")
        api.add(corpus, [source])
    counting = [row["path"] for row in rows(corpus) if row["superseded_by"] is None]
    assert counting == ["汇编.txt", "汇编.txt#2"]  # another organ's, which nothing corrects
    assert len(rows(corpus)) == 4


def test_a_number_behind_a_path_is_no_file_of_its_own(source: Path) -> None:
    (file,) = walk([source / "汇编.txt#2"]).files
    assert (file.name, file.place) == ("汇编.txt#2", "汇编.txt#2")
    with pytest.raises(InputError):
        walk([source / "汇编.txt#x"])
    with pytest.raises(InputError):
        walk([source / "没有.txt#1"])
