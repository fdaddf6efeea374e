"""Rosters as offices keep them: CSV or XLSX, Chinese or English heads."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from wenzhi import api
from wenzhi.base.errors import InputError
from wenzhi.corpus.roster import (
    find_rosters,
    is_roster,
    read_roster,
    read_roster_table,
    without_rosters,
)
from wenzhi.read.folders import walk

HEAD = "机关名称,曾用名,层级,类型,区划代码,上级机关,年度,截止日期,发布日期,网址\n"


def test_a_chinese_csv_in_gbk(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    line = "云川县水务局,云川县水利局;云川县水利水务局,县级,部门,000101,云川县人民政府,2024,2025-01-31,2025/1/20,\n"
    path.write_bytes((HEAD + line).encode("gb18030"))
    (entry,) = read_roster(path)
    assert entry.organ == "云川县水务局"
    assert entry.former_names == ("云川县水利局", "云川县水利水务局")
    assert (entry.level, entry.kind, entry.year) == ("county", "department", 2024)
    assert (entry.deadline, entry.published) == ("2025-01-31", "2025-01-20")
    assert entry.region_code == "000101"
    assert entry.url is None


def test_an_english_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["organ", "year", "kind"])
    sheet.append(["青崖市人民政府", 2023, "government"])
    sheet.append([None, None, None])
    path = tmp_path / "roster.xlsx"
    book.save(path)
    (entry,) = read_roster(path)
    assert (entry.organ, entry.year, entry.kind) == ("青崖市人民政府", 2023, "government")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "空"),
        ("年度,截止日期\n2024,2025-01-31\n", "机关名称"),
        ("机关,年度\n云川县水务局,二〇二四\n", "年度"),
        ("机关,截止日期\n云川县水务局,明年一月\n", "日期"),
        ("机关,层级\n云川县水务局,局级\n", "局级"),
        ("机关,年度\n,2024\n", "空"),
        ("机关名称，年度\n云川县水务局，2024\n", "全角逗号"),
        ("机关名称,年度\n云川县水务局，2024\n", "全角逗号"),
        ("机关名称\t年度\n云川县水务局\t2024\n", "制表符"),
    ],
)
def test_a_faulty_roster_is_refused_with_its_row(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_roster(path)
    assert caught.value.code == "E306"
    assert said in caught.value.message
    assert str(path) in (caught.value.where or "")


def test_a_roster_among_reports_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "云川县").mkdir()
    (tmp_path / "云川县" / "名单.csv").write_bytes((HEAD + "云川县水务局\n").encode("gb18030"))
    (tmp_path / "云川县" / "水务局.txt").write_text("云川县水务局", encoding="utf-8")
    book = Workbook()
    book.active.append(["organ", "year", "kind"])
    book.save(tmp_path / "roster.xlsx")
    rosters = find_rosters([tmp_path])
    assert list(rosters) == ["roster.xlsx", "云川县/名单.csv"]
    inputs = without_rosters(walk([tmp_path]), rosters)
    assert [file.name for file in inputs.files] == ["云川县/水务局.txt"]
    assert inputs.errors == ()


def test_a_batch_is_told_of_a_roster_and_does_not_fail_by_it(tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text(HEAD, encoding="utf-8")
    report = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息12条。\n"
    (tmp_path / "水务局.txt").write_text(report, encoding="utf-8")
    result = api.check([tmp_path])
    assert (len(result.inspections), result.failures) == (1, ())
    assert api.rosters_among([tmp_path]) == ("名单.csv",)
    assert api.rosters_among([tmp_path], tmp_path / "名单.csv") == ()


def test_a_roster_given_by_its_path_is_read_as_was_asked(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(HEAD, encoding="utf-8")
    assert find_rosters([path]) == {}
    assert find_rosters([path, tmp_path]) == {}


@pytest.mark.parametrize("content", ["", "标题,正文,网址\n甲,乙,丙\n", "机关\n甲\n", "PK\x03\x04"])
def test_other_tables_are_no_rosters(tmp_path: Path, content: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content, encoding="utf-8")
    assert not is_roster(path)


def test_usual_names_of_columns_are_understood_and_others_told(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(
        "应报单位（全称）,报告年度,截止时间,发布时间,联系人\n云川县水务局,2024年度,2025-01-31,2025.1.20,王\n",
        encoding="utf-8",
    )
    table = read_roster_table(path)
    (entry,) = table.entries
    assert (entry.year, entry.deadline, entry.published) == (2024, "2025-01-31", "2025-01-20")
    assert table.unused == ("联系人",)
    assert table.used == ("应报单位（全称）", "报告年度", "截止时间", "发布时间")


def test_an_organ_and_year_that_stand_twice_count_once(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    rows = "云川县水务局,2024\n云川县水务局,2024年\n云川县水务局,2023\n云川县审计局,\n"
    path.write_text(f"机关,年度\n{rows}", encoding="utf-8")
    table = read_roster_table(path)
    assert [(entry.organ, entry.year) for entry in table.entries] == [
        ("云川县水务局", 2024), ("云川县水务局", 2023), ("云川县审计局", None),
    ]  # fmt: skip
    assert table.again == ((3, "云川县水务局", 2024),)


def test_the_day_the_roster_gives_is_shown_with_its_source(tmp_path: Path) -> None:
    folder, roster, out = tmp_path / "年报", tmp_path / "名单.csv", tmp_path / "结果"
    folder.mkdir()
    report = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息12条。\n"
    (folder / "水务局.txt").write_text(report, encoding="utf-8")
    roster.write_text(
        "机关,年度,层级,类型,截止时间,发布时间,备注\n"
        "云川县水务局,2023,县级,部门,2024-01-31,2024-02-15,\n"
        "云川县水务局,2023,县级,部门,2024-01-31,2024-02-15,\n"
        "云川县审计局,2023,县级,部门,2024-01-31,,\n",
        encoding="utf-8",
    )
    data = api.score([folder], tmp_path / "库", out, roster=roster)
    assert data.roster is not None
    assert (data.roster.expected, data.roster.received) == (2, 1)
    assert (data.roster.unused, len(data.roster.again)) == (("备注",), 1)
    (missing,) = [one for one in data.roster.findings if one.code == "D951"]
    assert missing.deadline == "2024-01-31"
    (row,) = csv.DictReader((out / "reports.csv").open(encoding="utf-8-sig"))
    assert (row["published"], row["published_by"]) == ("2024-02-15", "roster")
    page = next((out / "reports").glob("*.html")).read_text(encoding="utf-8")
    assert "2024-02-15 <span" in page and "应报名单所载发布日期" in page
    sheets = load_workbook(out / "findings.xlsx", read_only=True)
    late = [row for row in sheets["问题清单"].iter_rows(values_only=True) if "D901" in row]
    assert len(late) == 1 and "应报名单所载发布日期" in late[0]


def test_an_export_of_reports_is_no_roster(tmp_path: Path) -> None:
    path = tmp_path / "dump.csv"
    path.write_text(
        "单位,年度,发布时间,网址,正文\n甲,2023,2024-01-02,http://x,文\n", encoding="utf-8"
    )
    assert not is_roster(path)
