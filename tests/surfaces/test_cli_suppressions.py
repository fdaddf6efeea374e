"""Contested findings from the command line: exit codes, totals, every shape, the whole round of `score`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import msgspec
import openpyxl
import pytest
from command import run, schema

from wenzhi import api
from wenzhi.base.records import Finding
from wenzhi.outputs.envelopes import ScoreData
from wenzhi.surfaces.cli.telling import tell_suppressions

WRONG = """云川县水务局2023年政府信息公开工作年度报告
一、总体情况
2023年，我局主动公开政府信息128条，其中网站200条，公众号28条。
二、主动公开政府信息情况
见附表。
三、收到和处理政府信息公开申请情况
见附表。
四、政府信息公开行政复议、行政诉讼情况
见附表。
五、存在的主要问题及改进情况
一是沿河村公示栏有五个没有贴出；二是答复书由一人起草，两件在第十九天才送出。
下一步，一是由办公室每月底到村查看公示栏；二是六月底前再培训三名起草人员。
六、其他需要报告的事项
2023年未收取信息处理费。
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder one works in, with a report that states one wrong sum."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "年报").mkdir()
    (tmp_path / "年报" / "甲.txt").write_text(WRONG, encoding="utf-8")
    return tmp_path


def errors(*paths: str) -> list[Finding]:
    """Findings of severity error, suppressed or not, of the one report under `paths`."""
    found = api.check([Path(path) for path in paths], suppressions=api.find_suppressions([Path()]))
    (one,) = found.inspections
    return [finding for finding in one.judgement.findings if finding.severity == "error"]


def suppress(path: Path, name: object, more: str = "") -> None:
    path.write_text(
        f'[[suppression]]\nid = "{name}"\nreason = "另有口径，已核对"\nwho = "李某"\n{more}',
        encoding="utf-8",
    )


def test_check_takes_the_file_in_the_folder_one_works_in(place: Path) -> None:
    (error,) = errors("年报")
    suppress(place / "suppressions.toml", error.id)
    done = run("check", "年报", "-q")
    assert done.returncode == 0
    assert (
        "[已标误报]" in done.stdout
        and "另有口径，已核对（李某, suppressions.toml#1）" in done.stdout
    )
    last = done.stdout.splitlines()[-1]
    assert last.startswith("没有发现问题") and "已标误报 1 项" in last
    assert "误报标记：suppressions.toml" in done.stderr and "没有用上" not in done.stderr
    (marked,) = errors("年报")
    assert marked.suppressed and marked.suppressed.reason == "另有口径，已核对"
    assert msgspec.structs.replace(marked, suppressed=None) == error


def test_every_shape_says_so(place: Path) -> None:
    (error,) = errors("年报")
    unused = '[[suppression]]\nid = "0000000000000000"\nreason = "旧"\n'
    suppress(place / "误报.toml", error.id, unused)
    chosen = ("--suppressions", "误报.toml", "-q")
    answer = json.loads(run("check", "年报", *chosen, "--json").stdout)
    jsonschema.validate(answer, schema("check-1"))
    assert answer["data"]["summary"]["suppressed"] == 1
    assert answer["data"]["summary"]["findings"]["error"] == 0
    assert [one["where"] for one in answer["data"]["unused"]] == ["误报.toml#2"]
    assert "误报.toml#2" in answer["warnings"][0]
    (line,) = run("check", "年报", *chosen, "--format", "jsonl").stdout.splitlines()
    assert sum(one["suppressed"] is not None for one in json.loads(line)["findings"]) == 1
    (sarif,) = json.loads(run("check", "年报", *chosen, "--format", "sarif").stdout)["runs"]
    said = [one["suppressions"] for one in sarif["results"]]
    assert sum(map(len, said)) == 1 and "误报.toml#2" in json.dumps(sarif, ensure_ascii=False)


def test_it_comes_back_when_the_report_says_something_else(place: Path) -> None:
    (error,) = errors("年报")
    suppress(place / "suppressions.toml", error.id)
    text = WRONG.replace("网站200条", "网站300条")
    (place / "年报" / "甲.txt").write_text(text, encoding="utf-8")
    done = run("check", "年报", "-q")
    assert done.returncode == 1 and "没有用上的误报标记 suppressions.toml#1" in done.stderr


def test_the_file_among_the_reports_is_used_and_is_no_report(place: Path) -> None:
    (error,) = errors("年报")
    suppress(place / "年报" / "suppressions.toml", error.id)
    done = run("check", "年报", "-q")
    assert done.returncode == 0 and "E302" not in done.stderr


def test_a_wrong_file_ends_with_2_and_names_the_entry(place: Path) -> None:
    (place / "suppressions.toml").write_text('[[suppression]]\nid = "a"\n', encoding="utf-8")
    done = run("check", "年报", "-q")
    assert done.returncode == 2 and "E220" in done.stderr and "第 1 条" in done.stderr


def test_settings_among_the_reports_are_left_aside_with_a_hint(place: Path) -> None:
    (place / "年报" / "误报.toml").write_text("[[suppression]]\nid = 'a'\n", encoding="utf-8")
    done = run("check", "年报", "-q", "--fail-on", "never")
    assert done.returncode == 0 and "E310" not in done.stderr
    assert "误报.toml" in done.stderr and "suppressions.toml" in done.stderr


def test_piped_text_has_no_colour_and_names_the_id(place: Path) -> None:
    (error,) = errors("年报")
    done = run("check", "年报", "-q", env={"CLICOLOR_FORCE": "", "TERM": "xterm-256color"})
    assert "\x1b" not in done.stdout and f"指纹 {error.id}" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_has_colour_unless_it_does_not_want_it(place: Path) -> None:
    import pty

    def shown(**wishes: str) -> bytes:
        master, slave = pty.openpty()
        command = [sys.executable, "-m", "wenzhi", "check", "年报", "-q"]
        with subprocess.Popen(
            command, stdout=slave, stderr=subprocess.DEVNULL, env={**os.environ, **wishes}
        ) as process:
            os.close(slave)
            pieces = []
            try:
                while piece := os.read(master, 65536):
                    pieces.append(piece)
            except OSError:  # the other end has closed: all is read
                pass
            process.wait()
        os.close(master)
        return b"".join(pieces)

    assert b"\x1b[31m" in shown(TERM="xterm", NO_COLOR="")
    assert b"\x1b[3" not in shown(TERM="xterm", NO_COLOR="1")


def test_score_goes_the_whole_round(place: Path) -> None:
    """Findings go out, one is contested in the workbook, the report is corrected, the rest follows."""

    def score() -> ScoreData:
        return api.score([Path("年报")], Path("库"), Path("结果"))

    def findings() -> dict[str, dict[str, object]]:
        page = openpyxl.load_workbook(place / "结果" / "findings.xlsx")["问题清单"]
        heads, *rows = list(page.iter_rows(min_row=2, values_only=True))
        return {row[heads.index("指纹")]: dict(zip(heads, row, strict=True)) for row in rows}

    first = score().summary
    wrong = next(one for one in findings().values() if one["严重程度"] == "错误")
    assert first.findings["error"] == 1 and first.suppressed == 0

    path = place / "结果" / "findings.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["问题清单"]
    at = {cell.value: cell.column for cell in page[2]}
    for row in page.iter_rows(min_row=3):
        if row[at["指纹"] - 1].value == wrong["指纹"]:
            row[at["整改状态"] - 1].value = "误报"
            row[at["责任单位"] - 1].value = "办公室"
    book.save(path)
    bare = score()
    assert bare.summary.findings["error"] == 1 and bare.unexplained == (wrong["指纹"],)
    assert str(wrong["指纹"]) in tell_suppressions(bare.unused, bare.unexplained)[0]

    book = openpyxl.load_workbook(path)
    page = book["问题清单"]
    for row in page.iter_rows(min_row=3):
        if row[at["指纹"] - 1].value == wrong["指纹"]:
            row[at["复核意见"] - 1].value = "含公众号二次转发"
    book.save(path)
    for _ in range(2):
        marked = score()
        assert marked.summary.suppressed == 1
        assert marked.summary.findings["error"] == 0 and marked.unused == ()
        shown = findings()[wrong["指纹"]]
        assert shown["结论"] == "已标误报" and shown["责任单位"] == "办公室"
    page_of = next((place / "结果" / "reports").glob("*.html")).read_text(encoding="utf-8")
    assert "含公众号二次转发" in page_of

    corrected = WRONG.replace("128条", "129条").replace("网站200条", "网站300条")
    (place / "年报" / "甲.txt").write_text(corrected, encoding="utf-8")
    after = score().summary
    assert after.reports == 1 and after.findings["error"] == 1
    rows = list(openpyxl.load_workbook(path)["更正前后"].iter_rows(min_row=3, values_only=True))
    changes = {row[8]: row[2] for row in rows}
    assert wrong["指纹"] not in changes and list(changes.values()) == ["仍存在（内容已改）"]
    gone = openpyxl.load_workbook(path)["已消失的问题"]
    kept = [cell for row in gone.iter_rows(values_only=True) for cell in row]
    assert "办公室" in kept and wrong["指纹"] in kept
