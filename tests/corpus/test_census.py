"""What takes whose place in a corpus: the same organ's later word on the same year, and nothing else."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from wenzhi import api
from wenzhi.corpus.build import JudgementReader
from wenzhi.corpus.revisions import read_revisions
from wenzhi.corpus.store import Store

PROBLEMS = (
    "一是沿河村公示栏有五个没有贴出，群众到镇上才看到补助名单；二是答复书由一人起草，两件在第十九天才送出。\n"
    "下一步，一是由办公室每月底到村查看公示栏并拍照留存；二是六月底前再培训三名起草人员，实行两人复核。"
)
OTHERS = (
    "窗口登记与网上登记分用两本台账，三件申请补录时漏写收到日期，年中核对才发现。\n"
    "已并成一本台账，由值班员当日录入，每周五由科长抽看十件，抽看结果贴在值班室。"
)


def report(organ: str, year: int | None, site: int = 100, problems: str = PROBLEMS) -> str:
    """A report of an organ on a year, either of which it may leave out."""
    dated = f"{year}年" if year else ""
    return f"""{organ}{dated}政府信息公开工作年度报告
一、总体情况
{dated}主动公开政府信息{site + 28}条，其中网站{site}条，公众号28条。
二、主动公开政府信息情况
见附表。
三、收到和处理政府信息公开申请情况
见附表。
四、政府信息公开行政复议、行政诉讼情况
见附表。
五、存在的主要问题及改进情况
{problems}
六、其他需要报告的事项
没有其他需要报告的事项。
"""


@pytest.fixture
def county(tmp_path: Path):
    """A function that puts a report at the same place below the folder of a county and adds that."""

    def give(folder: str, text: str) -> list[tuple[str | None, bool]]:
        path = tmp_path / folder / "水务局" / "2024.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        api.add(tmp_path / "corpus", [tmp_path / folder])
        snapshot = Store(tmp_path / "corpus").require_snapshot()
        rows = pq.read_table(snapshot / "reports.parquet").to_pylist()
        return sorted((row["organization"], row["superseded_by"] is None) for row in rows)

    return give


def test_another_organ_at_the_same_place_of_another_folder_corrects_nothing(county) -> None:
    county("县甲", report("云岭县水务局", 2024))
    both = county("县乙", report("青禾县交通运输局", 2024))
    assert both == [("云岭县水务局", True), ("青禾县交通运输局", True)]


def test_another_year_or_organ_in_the_same_file_corrects_nothing(county) -> None:
    county("县甲", report("云岭县水务局", 2023))
    both = county("县甲", report("云岭县水务局", 2024))
    assert both == [("云岭县水务局", True)] * 2
    assert ("云岭县财政局", True) in county("县甲", report("云岭县财政局", 2024))


def test_the_same_organ_and_year_is_a_later_version(county) -> None:
    county("县甲", report("云岭县水务局", 2024))
    county("县乙", report("青禾县水务局", 2024))
    again = county("县甲", report("云岭县水务局", 2024, site=101))
    assert again == [("云岭县水务局", False), ("云岭县水务局", True), ("青禾县水务局", True)]


@pytest.mark.parametrize(("organ", "year"), [("", 2024), ("水务局", 2024), ("云岭县水务局", None)])
def test_where_organ_or_year_cannot_be_told_the_whole_way_must_be_the_same(
    county, organ: str, year: int | None
) -> None:
    county("县甲", report(organ, year))
    elsewhere = county("县乙", report(organ, year, site=102))
    assert [counts for _, counts in elsewhere] == [True, True]
    here = county("县甲", report(organ, year, site=101))
    assert sorted(counts for _, counts in here) == [False, True, True]


def test_what_a_corrected_report_shares_with_others_is_not_new(tmp_path: Path) -> None:
    folder = tmp_path / "年报"
    folder.mkdir()
    shared = ("云岭县水务局", "云岭县财政局", "青禾县民政局")
    for organ in shared:
        (folder / f"{organ}.txt").write_text(report(organ, 2024), encoding="utf-8")
    other = report("青禾县教育局", 2024, problems=OTHERS)
    (folder / "青禾县教育局.txt").write_text(other, encoding="utf-8")

    def score() -> dict[str, str]:
        """Codes of family C with what the workbook says of them since the correction."""
        api.score([folder], tmp_path / "corpus", tmp_path / "out")
        book = openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx")
        if "更正前后" not in book.sheetnames:
            return {}
        _, heads, *rows = book["更正前后"].iter_rows(values_only=True)
        place = {head: number for number, head in enumerate(heads)}
        told = {row[place["编号"]]: row[place["与更正前相比"]] for row in rows if row[0]}
        return {code: change for code, change in told.items() if code.startswith("C")}

    score()
    changed = folder / "云岭县水务局.txt"
    longer = report("云岭县水务局", 2024, site=4000).replace("条，其中", "条，比上年多，其中")
    changed.write_text(longer, encoding="utf-8")
    assert score() == {"C101": "仍存在", "C104": "仍存在"}
    snapshot = Store(tmp_path / "corpus").require_snapshot()
    (former,) = read_revisions(snapshot).superseded
    judged = JudgementReader(snapshot).load(former)
    (copied,) = [one for one in judged.judgement.findings if one.code == "C101"]
    assert all(judged.report.text[a:b] in PROBLEMS for a, b in copied.spans)

    # Rewritten, it shares nothing; written as it was, what it shared has come back.
    changed.write_text(report("云岭县水务局", 2024, problems=OTHERS[:40]), encoding="utf-8")
    assert score()["C104"] == "已整改"
    changed.write_text(report("云岭县水务局", 2024, site=5000), encoding="utf-8")
    assert score()["C104"] == "新出现"
