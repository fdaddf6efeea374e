"""The same report in two formats counts once and is no copy; two versions of it are told."""

from __future__ import annotations

import html
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from wenzhi import api
from wenzhi.base.records import Document, Source
from wenzhi.corpus.build import JudgementReader
from wenzhi.corpus.editions import find_editions
from wenzhi.corpus.judging import SET_ASIDE
from wenzhi.corpus.store import Store
from wenzhi.parse.report import parse
from wenzhi.synth import generate


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Three generated reports with tables, of three organs or years."""
    made = [one for one in generate(30, 5) if one.truth.meta.form == "2021" and len(one.text) > 900]
    return [one.text for one in made[:3]]


def as_page(text: str) -> str:
    rows = []
    for line in text.split("\n"):
        cells = line.split("\t")
        body = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        rows.append(
            f"<table><tr>{body}</tr></table>" if len(cells) > 1 else f"<p>{html.escape(line)}</p>"
        )
    return "<!DOCTYPE html><html><body>" + "".join(rows) + "</body></html>"


def scored(folder: Path, where: Path) -> tuple[dict[str, dict[str, object]], JudgementReader]:
    api.score([folder], where / "corpus", where / "out")
    snapshot = Store(where / "corpus").require_snapshot()
    rows = pq.read_table(snapshot / "reports.parquet").to_pylist()
    return {str(row["path"]): row for row in rows}, JudgementReader(snapshot)


def codes(reader: JudgementReader, row: dict[str, object]) -> set[str]:
    judged = reader.load(str(row["report_id"]))
    return {finding.code for finding in judged.judgement.findings}


def test_a_page_and_its_text_are_one_report(texts: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "0.html").write_text(as_page(texts[0]), encoding="utf-8")
    rows, reader = scored(folder, tmp_path)
    page, plain = rows["0.html"], rows["0.txt"]
    aside, counts = (page, plain) if page["superseded_by"] else (plain, page)
    assert aside["superseded_by"] == counts["report_id"] and aside["superseded_why"] == "format"
    assert counts["superseded_by"] is None
    for row in (page, plain):
        assert "C202" in codes(reader, row)
        assert not codes(reader, row) & {"C101", "C102", "C103", "C105", "C203"}
    score = reader.load(str(aside["report_id"])).judgement.scores["templatedness"]
    assert score.why == SET_ASIDE
    # Taken in again, in any order, the corpus is the same.
    before = Store(tmp_path / "corpus").pointer
    files = sorted(folder.iterdir(), reverse=True)
    data = api.score(files, tmp_path / "corpus", tmp_path / "out")
    assert Store(tmp_path / "corpus").pointer == before
    (told,) = data.aside
    assert (told.report.report, told.counts.report) == (aside["report_id"], counts["report_id"])
    assert told.only_here == ()


def test_what_is_in_the_folder_no_more_is_not_counted(texts: list[str], tmp_path: Path) -> None:
    folder, corpus, out = tmp_path / "reports", tmp_path / "corpus", tmp_path / "out"
    folder.mkdir()
    (folder / "0.txt").write_text(texts[0], encoding="utf-8")
    (folder / "0.html").write_text(as_page(texts[0]), encoding="utf-8")
    (folder / "1.txt").write_text(texts[1], encoding="utf-8")
    first = api.score([folder], corpus, out)
    (aside,) = first.aside
    counts = aside.counts.path
    (folder / counts).unlink()
    left = aside.report.path
    data = api.score([folder], corpus, out)
    # The twin counts now and is told of no other file; the corpus keeps what is gone.
    assert data.summary.reports == 2 and data.aside == ()
    assert [ref.path for ref in data.elsewhere] == [counts]
    snapshot = Store(corpus).require_snapshot()
    rows = {row["path"]: row for row in pq.read_table(snapshot / "reports.parquet").to_pylist()}
    assert rows[left]["superseded_by"] is None
    assert rows[counts]["superseded_why"] == "absent"
    assert not codes(JudgementReader(snapshot), rows[left]) & {"C201", "C202", "C203"}
    listed = (out / "reports.csv").read_text(encoding="utf-8-sig")
    assert left in listed and counts not in listed
    assert counts in (out / "index.html").read_text(encoding="utf-8")
    # Without any file of its year it is still there to be compared with, and not told as a report.
    (folder / left).unlink()
    data = api.score([folder], corpus, out)
    assert data.summary.reports == 1
    assert {ref.path for ref in data.elsewhere} >= {"0.html"} and not data.aside
    # Put back, all is as it was.
    (folder / "0.txt").write_text(texts[0], encoding="utf-8")
    (folder / "0.html").write_text(as_page(texts[0]), encoding="utf-8")
    again = api.score([folder], corpus, out)
    assert again.summary == first.summary and again.aside == first.aside
    assert again.elsewhere == ()


def test_a_version_taken_away_is_asked_about_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    (folder / "b.txt").write_text(REPORT.replace("311", "511"), encoding="utf-8")
    rows, reader = scored(folder, tmp_path)
    assert all("C203" in codes(reader, row) for row in rows.values())
    (folder / "b.txt").unlink()
    rows, reader = scored(folder, tmp_path)
    assert "C203" not in codes(reader, rows["a.txt"])


def test_what_only_the_file_set_aside_shows_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    # Signed in a way that neither prose nor table holds: both are one report, and one has a finding more.
    (folder / "b.txt").write_text(f"{REPORT}2022年3月15日\n", encoding="utf-8")
    data = api.score([folder], tmp_path / "corpus", tmp_path / "out")
    (told,) = data.aside
    assert (told.report.path, told.counts.path) == ("b.txt", "a.txt")
    assert told.only_here == ("D903",)


def test_two_signatures_make_two_versions() -> None:
    assert sorted_out(f"{REPORT}2023年1月5日\n", f"{REPORT}2023年1月15日\n") == (2, 2)


def test_two_versions_are_told_and_neither_is_a_copy(texts: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    lines = texts[0].split("\n")
    place = next(
        number for number, line in enumerate(lines) if line.startswith(("规章", "行政规范性文件"))
    )
    corrected = "\n".join(
        [*lines[:place], lines[place].replace(lines[place][-1], "87"), *lines[place + 1 :]]
    )
    (folder / "原.txt").write_text(texts[0], encoding="utf-8")
    (folder / "更正.txt").write_text(corrected, encoding="utf-8")
    rows, reader = scored(folder, tmp_path)
    for row in rows.values():
        assert row["superseded_by"] is None
        found = codes(reader, row)
        assert "C203" in found and not found & {"C102", "C202"}


REPORT = """云川县水务局2022年政府信息公开工作年度报告
一、总体情况
我局2022年主动公开信息311条，其中网站公开280条。新收政府信息公开申请9件，办结8件，结转下年1件。上年提出的6件建议都有了答复。
二、主动公开政府信息情况
第二十条第（五）项
信息内容\t本年处理决定数量
行政许可\t847
第二十条第（六）项
信息内容\t本年处理决定数量
行政处罚\t65
行政强制\t0
五、存在的主要问题及改进情况
公开专栏藏在网站的第三层，链接断了以后没有人发现。今年把专栏移到首页，由办公室每周查看一次。
六、其他需要报告的事项
我局2022年没有收取信息处理费。
"""


def sorted_out(*texts: str) -> tuple[int, int]:
    """How many of the texts count, and how many of these are told as versions."""
    reports = []
    for number, text in enumerate(texts):
        source = Source(path=f"{number}.txt", sha256=str(number), format="txt")
        report = parse(Document(source=source, text=text))
        meta = msgspec.structs.replace(report.meta, report_id=str(number))
        reports.append(msgspec.structs.replace(report, meta=meta))
    found = find_editions(reports)
    return len(texts) - len(found.counted), len(found.versions)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("申请9件", "申请6件"),  # a figure that stands elsewhere in the text too
        ("847", "-3"),
        ("847", ""),
        ("847", "/"),
        ("行政强制\t0", "行政强制\t-"),
        ("行政强制\t0", "行政强制\t00"),
        ("没有人发现", "没有人XX发现"),
        ("由办公室每周查看一次。", "由办公室每周查看一次。明年再设一个意见箱。"),
        ("没有收取", "收取"),
    ],
)
def test_whatever_differs_makes_two_versions(said: str, instead: str) -> None:
    assert sorted_out(REPORT, REPORT.replace(said, instead)) == (2, 2)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("。公开", "。\n公开"),
        ("链接断了", "链接\n断了"),
        ("，由办公室", ",由办公室"),
        ("一、总体情况", "总体情况"),
        ("今年把专栏", "\n- 3 -\n今年把专栏"),
        ("信息处理费。", "信息处理费。\n浏览次数：123次  打印  关闭"),
        ("主动公开信息311条", "主动公开信息 311 条"),
    ],
)
def test_what_a_conversion_does_makes_none(said: str, instead: str) -> None:
    assert sorted_out(REPORT, REPORT.replace(said, instead)) == (1, 0)
