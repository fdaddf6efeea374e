"""What README and the pages on questions show runs as it stands, on a small corpus."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from wenzhi import api

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "corpora" / "demo" / "苕汀区"
PAGE = ROOT / "docs" / "how-to" / "query-a-corpus.md"


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the examples take it for granted: some demo reports, and a corpus of them."""
    place = tmp_path_factory.mktemp("documented")
    (place / "corpora").mkdir()
    (place / "corpora" / "demo").symlink_to(DEMO)
    api.add(place / "my-corpus", [DEMO])
    return place


def test_the_study_of_the_readme_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (study,) = (one for one in blocks(ROOT / "README.md", "python") if "Corpus(" in one)
    assert len([line for line in study.splitlines() if line.strip()]) <= 10
    monkeypatch.chdir(folder)
    exec(compile(study, "README.md", "exec"), {})
    lines, years, words, _, panel = map(int, capsys.readouterr().out.split())
    assert min(lines, years, words, panel) > 0


def test_the_python_of_the_page_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for example in blocks(PAGE, "python"):
        exec(compile(example, PAGE.name, "exec"), {})
    assert capsys.readouterr().out.strip()


def test_the_statement_of_the_example_in_r_runs(folder: Path) -> None:
    (example,) = (one for one in blocks(PAGE, "r") if "duckdb" in one)
    (statement,) = re.findall(r'sprintf\("(.*?)"', example, re.DOTALL)
    root = folder / "my-corpus"
    asked = statement.replace("%s", api.info(root).snapshot or "").replace("my-corpus", str(root))
    rows = duckdb.connect().execute(asked).fetchall()
    with api.Corpus(root) as corpus:
        wanted = corpus.sql(
            "SELECT r.year, count(*) FROM tokens JOIN reports r USING (report_id) "
            "WHERE word = '更新' GROUP BY r.year ORDER BY r.year"
        )
    assert rows
    assert tuple(rows) == wanted.rows


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_example_in_plain_r_runs(folder: Path) -> None:
    (example,) = (one for one in blocks(PAGE, "r") if "duckdb" not in one)
    with api.Corpus(folder / "my-corpus") as corpus:
        corpus.export("freq", {"text": "更新", "by": ["year"]}, folder / "freq.csv")
        years = corpus.freq("更新").column("year")
    ran = subprocess.run(
        ["Rscript", "-e", example],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert [line.split()[1] for line in ran.stdout.splitlines()[1:]] == [str(one) for one in years]
