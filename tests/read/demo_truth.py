"""Demo reports with their truth, taken apart so that they can be printed in another way."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from portals import Written  # type: ignore[import-not-found]

from wenzhi.parse.report import parse
from wenzhi.read.document import read
from wenzhi.synth.tables import Cell, build_tables

CORPORA = Path(__file__).parents[2] / "corpora"


@cache
def gold_files() -> tuple[Path, ...]:
    """Gold of demo reports that hold all three tables of one form, every cell plain."""
    found = []
    for path in sorted((CORPORA / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        facts = gold.get("facts", {})
        whole = {name.split(".")[0] for name in facts} >= {"active", "applications", "review"}
        if whole and all(fact["state"] in ("ok", "zero") for fact in facts.values()):
            found.append(path)
    return tuple(found)


def take_apart(path: Path) -> tuple[Written, dict[str, Any]]:
    """A demo report as parts to print, and its gold."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    text_file = CORPORA / gold["file"]
    report = parse(read(text_file, gold["file"]))
    facts = gold["facts"]
    three = "applications.result.other_misc.total" in facts
    figures = SimpleNamespace(
        form="2021" if "active.rules.issued" in facts else "2019",
        applications_form="2021" if three else "2019",
        cells={name: fact["value"] for name, fact in facts.items()},
    )
    replaced = {
        name: Cell(name, report.text[0:0] or str(fact["value"]), fact["value"], fact["state"])
        for name, fact in facts.items()
    }
    tables = build_tables(figures, replaced)  # type: ignore[arg-type]
    parts: list[tuple[str, object]] = []
    for section in gold["sections"]:
        parts += _section(section, report.text, report.tables)
        if section["kind"] in tables:
            parts.append(("t", tables[section["kind"]]))
    title = gold["meta"]["title"] or "政府信息公开工作年度报告"
    organ = gold["meta"]["organization"] or "枫渚县民政局"
    return Written(title, organ, f"{gold['meta']['year'] + 1}-01-20", parts), gold


def _section(section: dict[str, Any], text: str, tables: Any) -> list[tuple[str, object]]:
    """The lines of a section that are no table; its heading first, with its printed ordinal."""
    characters = list(text)
    for span in tables:
        for place in range(*span):
            characters[place] = "\n"
    body = "".join(characters[section["start"] : section["end"]])
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    # Some demo reports hold a line that a page left in them; a page around them is told by its own.
    lines = [line for line in lines if not line.startswith(("信息来源：", "发布日期："))]
    kinds = ["h" if section["heading"] and not i else "p" for i in range(len(lines))]
    return list(zip(kinds, lines, strict=True))
