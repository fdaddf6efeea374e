"""Commands and code in the documentation: commands name real options, code runs, output is what is shown."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from wenzhi import api
from wenzhi.surfaces.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "README.zh-CN.md", *DOCS.rglob("*.md")])
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
DEMO = ROOT / "corpora" / "demo"
SHOWN = DEMO / "苕汀区" / "苕汀区交通运输局" / "2022.txt"


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [body for name, body in BLOCK.findall(text) if name.strip() == language]


COMMANDS = [
    (page.relative_to(ROOT).as_posix(), line.strip())
    for page in PAGES
    for body in blocks(page, "sh")
    for line in body.splitlines()
    if re.match(r"(\.venv/bin/)?wenzhi ", line)
]


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_commands_name_real_options(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    known = {spelling: p for p in command.params for spelling in p.opts}
    positional = 0
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            assert word in known, f"{page}: {line}"
            if not known[word].is_flag:
                words.pop(0)
        else:
            positional += 1
    demanded = [name for name, p in known.items() if p.required and name.startswith("-")]
    assert all(name in line for name in demanded), f"{page}: {line}"
    wanted = sum(p.required for name, p in known.items() if not name.startswith("-"))
    assert positional >= wanted, f"{page}: {line}"


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) > 15


def test_files_that_commands_name_are_there() -> None:
    named = {word for _, line in COMMANDS for word in line.split() if word.startswith("corpora/")}
    assert named
    assert [word for word in sorted(named) if not (ROOT / word).exists()] == []


def test_the_finding_that_is_shown_is_made() -> None:
    found = api.inspect(SHOWN)
    shown = (DOCS / "tutorials" / "first-check.md").read_text(encoding="utf-8")
    by_code = {one.code: one for one in found.judgement.findings}
    for code in ("P104", "F105"):
        assert by_code[code].message.zh in shown
    start, end = by_code["P104"].spans[0]
    assert found.report.text[start:end] == "未收到政府信息公开申请"
    assert found.report.text[:start].count("\n") + 1 == 3
    assert found.judgement.grounds["accurate_complete"].verdict == "fail"
    assert found.judgement.grounds["distinct"].verdict == "unjudged"
    for readme in ("README.md", "README.zh-CN.md"):
        assert by_code["P104"].message.zh in (ROOT / readme).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo reports and a small corpus, as the pages take for granted."""
    folder = tmp_path_factory.mktemp("workshop")
    (folder / "corpora").mkdir()
    (folder / "corpora" / "demo").symlink_to(DEMO)
    api.add(folder / "my-corpus", [DEMO / "苕汀区"])
    return folder


@pytest.mark.parametrize(
    "page",
    [
        "how-to/use-from-python.md",
        "how-to/read-the-corpus-directory.md",
        "explanation/counts.md",
    ],
)
def test_python_examples_run(
    page: str, workshop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workshop)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    names: dict[str, object] = {}
    examples = blocks(DOCS / page, "python")
    assert examples
    for example in examples:
        exec(compile(example, page, "exec"), names)
    assert capsys.readouterr().out.strip()


def test_sql_examples_run(workshop: Path) -> None:
    examples = [body for page in PAGES for body in blocks(page, "sql")]
    assert examples
    rows = [api.query_sql(workshop / "my-corpus", example).total for example in examples]
    assert rows[0] > 0


def test_sql_of_commands_runs(workshop: Path) -> None:
    statements = [shlex.split(line)[4] for _, line in COMMANDS if " query sql " in line]
    assert statements
    for statement in statements:
        api.query_sql(workshop / "my-corpus", statement)
