"""`wenzhi compare`: two files side by side, as text, as JSON, as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wenzhi.surfaces.cli.main import app

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo" / "云渚省" / "澄泮市" / "澄渚县"
A = DEMO / "澄渚县卫生健康委员会" / "2018.txt"
B = DEMO / "澄渚县交通运输局" / "2019.txt"


def run(*words: str):
    return CliRunner().invoke(app, ["compare", str(A), str(B), *words])


def test_shares_and_counts_are_told_in_the_terminal() -> None:
    result = run()
    assert result.exit_code == 0
    assert "问题及改进  甲 41%  乙 50%" in result.stdout
    assert "没有可比的法定表格" in result.stdout and "主动公开信息" in result.stdout


def test_json_holds_every_passage_in_offsets_of_both() -> None:
    result = run("--json")
    data = json.loads(result.stdout)
    assert data["schema"] == "wenzhi.compare/1" and data["ok"]
    pair = data["data"]["pair"]
    assert pair["a"]["year"] == 2018 and pair["earlier"] == "a" and len(pair["passages"]) >= 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_stands_alone(lang: str, tmp_path: Path) -> None:
    page = tmp_path / "out" / "page.html"
    assert run("--out", str(page), "--lang", lang).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert 'id="a-1"' in text and 'href="#b-1"' in text and "<script" not in text
    assert ("两份年报比对" if lang == "zh" else "Two reports compared") in text


def test_a_file_that_is_not_there_is_named() -> None:
    result = CliRunner().invoke(app, ["compare", str(A), "no-such-file.txt"])
    assert result.exit_code == 3 and "no-such-file.txt" in result.output
