"""Rosters as offices keep them: CSV or XLSX, Chinese or English heads."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from wenzhi import api
from wenzhi.base.errors import InputError
from wenzhi.corpus.roster import find_rosters, is_roster, read_roster, without_rosters
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
