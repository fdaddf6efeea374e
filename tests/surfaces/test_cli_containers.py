"""Archives, exports and standard input from the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import jsonschema
import pytest
from command import run, schema

REPORT = """云川县水务局2023年政府信息公开工作年度报告
一、总体情况
2023年，我局主动公开政府信息128条，其中网站100条，公众号20条。
二、主动公开政府信息情况
五、存在的主要问题及改进情况
一是公示只登了网站。下一步，由办公室每月到村查看公示栏。
六、其他需要报告的事项
2023年未收取信息处理费。
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive and an export whose columns have unusual names."""
    folder = tmp_path_factory.mktemp("containers")
    with zipfile.ZipFile(folder / "crawl.zip", "w") as archive:
        archive.writestr("2023/a.txt", REPORT)
        archive.writestr("2023/b.txt", "")
    rows = [{"k1": REPORT.split("\n", 1)[1], "k2": REPORT.split("\n", 1)[0], "k3": "2024-01-20"}]
    (folder / "dump.jsonl").write_text(json.dumps(rows[0]) + "\n{\n", encoding="utf-8")
    return folder


def test_standard_input_is_checked_and_inspected() -> None:
    inspected = run("inspect", "-", given=REPORT)
    assert inspected.returncode == 0
    document = json.loads(inspected.stdout)
    assert document["text"] == REPORT
    assert document["source"]["path"] == "-"
    assert document["meta"]["organization"] == "云川县水务局"
    checked = run("check", "-", "--json", "--fail-on", "never", given=REPORT)
    assert checked.returncode == 0
    (report,) = json.loads(checked.stdout)["data"]["reports"]
    assert report["report"]["path"] == "-"


def test_nothing_on_standard_input_is_told() -> None:
    done = run("inspect", "-", "--json", given="")
    assert done.returncode == 3
    assert json.loads(done.stdout)["error"]["code"] == "E302"


def test_members_are_inspected_one_a_line(place: Path) -> None:
    done = run("inspect", place / "crawl.zip", "--jsonl")
    assert done.returncode == 3
    first, second = map(json.loads, done.stdout.splitlines())
    jsonschema.validate(first, schema("report-1"))
    assert first["source"]["path"].endswith("crawl.zip/2023/a.txt")
    assert second["error"]["code"] == "E302"


def test_several_reports_are_no_one_document(place: Path) -> None:
    done = run("inspect", place / "crawl.zip", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "E210"
    one = run("inspect", place / "crawl.zip" / "2023" / "a.txt")
    assert json.loads(one.stdout)["meta"]["year"] == 2023


def test_columns_are_mapped_and_told_as_page(place: Path) -> None:
    mapped = "text=k1,title=k2,published=k3"
    done = run("inspect", f"{place / 'dump.jsonl'}#1", "--map", mapped)
    meta = json.loads(done.stdout)["meta"]
    assert (meta["organization"], meta["published"]) == ("云川县水务局", "2024-01-20")
    assert meta["sources"]["organization"] == meta["sources"]["published"] == "page"
    assert run("check", place, "--map", "nonsense").returncode == 2


def test_a_check_of_a_folder_names_file_and_row(place: Path) -> None:
    done = run("check", place, "--map", "text=k1", "--json")
    assert done.returncode == 3
    data = json.loads(done.stdout)["data"]
    assert {one["report"]["path"] for one in data["reports"]} == {
        "crawl.zip/2023/a.txt",
        "dump.jsonl#1",
    }
    told = {one["path"]: one["code"] for one in data["failures"]}
    assert told == {"crawl.zip/2023/b.txt": "E302", "dump.jsonl#2": "E324"}


def test_a_plan_in_words_and_as_json(place: Path, tmp_path: Path) -> None:
    planned = run("corpus", "add", tmp_path / "corpus", place, "--plan", "--json")
    assert planned.returncode == 3
    data = json.loads(planned.stdout)["data"]
    assert data["new"] == ["crawl.zip/2023/a.txt"]
    assert data["refused"] == ["crawl.zip/2023/b.txt"]
    assert data["unreadable"] == ["dump.jsonl"]
    assert all(one["hint"] for one in data["failures"])
    words = run("corpus", "add", tmp_path / "corpus", place, "--plan", "--map", "text=k1").stdout
    assert "+ dump.jsonl#1" in words
    assert "将新读 2 份" in words
    assert not (tmp_path / "corpus").exists()
