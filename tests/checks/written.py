"""Small reports written for the rules' cases: the text, and the record a perfect reading would give.

A case says what differs from an all-zero report of a fictional organ; `write` lays out the text and keeps
where every cell, section and sentence stands. The same text can be given to the parse floor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wenzhi.base.records import (
    Claim,
    Count,
    Fact,
    LocalRow,
    Meta,
    Region,
    Report,
    RosterEntry,
    Section,
    Sentence,
    Source,
)
from wenzhi.base.resources import read_toml
from wenzhi.parse.report import parse
from wenzhi.read.document import read_bytes
from wenzhi.text.sentences import sentences

HEADINGS = {
    "overview": "一、总体情况",
    "active": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
PROSE = {
    "preamble": "",
    "overview": "本机关按要求做好政府信息公开各项工作。",
    "problems": "公开内容还不够丰富。下一步将加强学习。",
    "other": "本年度没有收取信息处理费。",
}
ORGAN = "云岭县水务局"
_NUMBERS = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_STATES = {"": "blank", "/": "dash", "-": "dash", "无": "dash", "?": "ambiguous"}


@dataclass
class _Page:
    text: str = ""
    facts: list[Fact] = field(default_factory=list)
    local: list[LocalRow] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)

    def put(self, text: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += text
        return start, len(self.text)

    def prose(self, text: str, kind: str) -> None:
        for line in text.split("\n"):
            start, _ = self.put(line + "\n")
            for left, right in sentences(line.replace("；", ";").replace("，", ",")):
                self.sentences.append(Sentence(start=start + left, end=start + right, section=kind))

    def cell(self, name: str, given: Any) -> None:
        if given is None:  # a lost cell leaves no trace
            return
        self.put("\t")
        fact = _fact(name, given)
        start, end = self.put(fact.raw or "")
        fact = Fact(
            id=name, value=fact.value, raw=fact.raw, unit=fact.unit, start=start, end=end,
            state=fact.state,
        )  # fmt: skip
        self.facts.append(fact)


def _fact(name: str, given: Any) -> Fact:
    if isinstance(given, Mapping):
        raw = str(given["raw"])
        state = given.get("state", "malformed")
        value, unit = given.get("value"), given.get("unit")
    elif isinstance(given, str):
        raw, value, unit = ("" if given == "?" else given), None, None
        state = _STATES[given.strip()]
    else:
        raw, value, unit = str(given), given, None
        state = "ok" if given else "zero"
    return Fact(id=name, value=value, raw=raw, unit=unit, start=None, end=None, state=state)


def write(case: Mapping[str, Any]) -> Report:
    """The report of a case, with the readings that a case may give (`counts`, `claims`)."""
    page = _Page()
    year, form = case.get("year", 2022), str(case.get("form", "2021"))
    organ = case.get("organ", ORGAN)
    title = case.get("title", f"{year}年{organ or ''}政府信息公开工作年度报告")
    head = case.get("head", "") + title
    if head:
        page.prose(head, "preamble")
    if case.get("page_date"):
        page.prose(f"发布日期：{case['page_date']}  来源：本站  浏览次数：35", "preamble")
    if case.get("preamble"):
        page.prose(case["preamble"], "preamble")
    page.sections.append(
        Section(kind="preamble", no=None, heading=None, start=0, end=len(page.text), confidence=1)
    )
    cells = _cells(case)
    order = case.get("order", list(HEADINGS))
    for kind in order:
        _write_section(page, kind, case, form, cells)
    if case.get("statistics"):
        _write_statistics(page, case["statistics"])
    if case.get("signature"):
        page.prose(case["signature"], "other")
    if case.get("twice"):
        table, changed = case["twice"]["table"], case["twice"].get("cells", {})
        page.prose("附表", "other")
        left = len(page.text)
        _TABLES[table](page, form, cells | changed)
        page.tables.append((left, len(page.text)))
    _close(page)
    report = Report(
        source=Source(path="case.txt", sha256="0" * 64, format="txt", encoding="utf-8"),
        text=page.text,
        meta=_meta(case, title, organ, year, form),
        sections=tuple(page.sections),
        facts=tuple(page.facts + [_fact(name, v) for name, v in case.get("again", {}).items()]),
        local=tuple(page.local),
        counts=(),
        claims=(),
        narrative=_narrative(),
        sentences=tuple(page.sentences),
        tables=tuple(page.tables),
    )
    return _with_readings(report, case)


def _narrative() -> Any:
    from wenzhi.base.records import Narrative

    return Narrative()


def _meta(case: Mapping[str, Any], title: str, organ: str | None, year: int, form: str) -> Meta:
    given = dict(case.get("meta", {}))
    region = case.get("region")
    base: dict[str, Any] = {
        "title": title or None,
        "organization": organ,
        "level": case.get("level", "county"),
        "organ_kind": case.get("kind", "department"),
        "region": Region(code=None, name=region[-1], path=tuple(region)) if region else None,
        "year": year,
        "form": form,
        "sources": {"year": "title", "title": "title"},
    }
    if "period" in given:
        given["period"] = tuple(str(day) for day in given["period"])
    return Meta(**(base | given))


def _cells(case: Mapping[str, Any]) -> dict[str, Any]:
    cells: dict[str, Any] = dict(case.get("cells", {}))
    columns = [column["id"] for column in read_toml("forms/2021.toml")["applications"]["columns"]]
    for row, values in case.get("rows", {}).items():
        if row.startswith("applications."):
            names = columns
        elif row.startswith("active."):
            names = _active_columns(row.split(".")[1], str(case.get("form", "2021")))
        else:
            names = ["maintained", "corrected", "other", "pending", "total"]
        cells |= {f"{row}.{name}": value for name, value in zip(names, values, strict=True)}
    return cells


def _active_columns(row: str, form: str) -> list[str]:
    blocks = read_toml(f"forms/{form}.toml")["active"]["blocks"]
    return [
        column["id"]
        for block in blocks
        if any(r["id"] == row for r in block["rows"])
        for column in block["columns"]
    ]


def _write_section(
    page: _Page, kind: str, case: Mapping[str, Any], form: str, cells: dict[str, Any]
) -> None:
    heading = case.get("headings", {}).get(kind, HEADINGS[kind])
    start, _ = page.put(heading + "\n")
    match = re.match(r"\s*([一二三四五六七八九])", heading)
    page.sections.append(
        Section(
            kind=kind,
            no=_NUMBERS[match[1]] if match else None,
            heading=heading or None,
            start=start,
            end=start,
            confidence=1,
        )
    )
    body = case.get(kind, PROSE.get(kind, ""))
    if body:
        page.prose(body, kind)
    if kind in ("active", "applications", "review") and kind not in case.get("no_table", ()):
        left = len(page.text)
        _TABLES[kind](page, str(case.get(f"{kind}_form", form)), cells)
        for row in case.get("local", ()) if kind == "active" else ():
            begin, end = page.put("\t".join([row["label"], *map(str, row["cells"])]))
            page.put("\n")
            page.local.append(
                LocalRow(
                    label=row["label"], cells=tuple(map(str, row["cells"])), start=begin, end=end
                )
            )
        page.tables.append((left, len(page.text)))


def _active(page: _Page, form: str, cells: dict[str, Any]) -> None:
    for block in read_toml(f"forms/{form}.toml")["active"]["blocks"]:
        page.put(block["clause"] + "\n")
        page.put("\t".join(["信息内容", *(c["label"] for c in block["columns"])]) + "\n")
        for row in block["rows"]:
            page.put(row["label"])
            for column in block["columns"]:
                name = f"active.{row['id']}.{column['id']}"
                page.cell(name, cells.get(name, 0))
            page.put("\n")


def _applications(page: _Page, form: str, cells: dict[str, Any]) -> None:
    data = read_toml(f"forms/{form}.toml")["applications"]
    page.put(data["note"] + "\t申请人情况\n\t自然人\t法人或其他组织\t总计\n")
    page.put("\t\t" + "\t".join(c["label"] for c in data["columns"][1:-1]) + "\n")
    for row in data["rows"]:
        if f"applications.{row['id']}" in cells and cells[f"applications.{row['id']}"] is None:
            continue
        page.put("\t".join([*row.get("groups", []), row["label"]]))
        for column in data["columns"]:
            name = f"applications.{row['id']}.{column['id']}"
            page.cell(name, cells.get(name, 0))
        page.put("\n")


def _review(page: _Page, form: str, cells: dict[str, Any]) -> None:
    data = read_toml(f"forms/{form}.toml")["review"]
    labels = [column["label"] for column in data["columns"]]
    page.put("行政复议\t行政诉讼\n" + "\t".join(labels) + "\t未经复议直接起诉\t复议后起诉\n")
    page.put("\t".join(labels * 2) + "\n")
    for block in data["blocks"]:
        for column in data["columns"]:
            name = f"{block['id']}.{column['id']}"
            page.cell(name, cells.get(name, 0))
    page.put("\n")


_TABLES = {"active": _active, "applications": _applications, "review": _review}


def _write_statistics(page: _Page, given: Mapping[str, Any]) -> None:
    """The table of statistics with the rows a case gives: indicator → number, or "" for a blank."""
    heading = "政府信息公开情况统计表"
    start, _ = page.put(heading + "\n")
    page.sections.append(
        Section(kind="statistics", no=None, heading=heading, start=start, end=start, confidence=1)
    )
    page.put("指标名称\t计量单位\t统计数\n")
    for row in read_toml("forms/statistics.toml")["rows"]:
        if row["id"] not in given:
            continue
        value = given[row["id"]]
        begin, _ = page.put(f"{row['label']}\t{row['unit']}\t{value}")
        page.local.append(
            LocalRow(
                label=row["label"],
                cells=() if value == "" else (str(value),),
                start=begin,
                end=len(page.text),
                indicator=row["id"],
                value=None if value == "" else value,
                unit=row["unit"],
            )
        )
        page.put("\n")


def _close(page: _Page) -> None:
    ends = [section.start for section in page.sections[1:]] + [len(page.text)]
    page.sections = [
        Section(
            kind=s.kind, no=s.no, heading=s.heading, start=s.start, end=end, confidence=1.0
        )
        for s, end in zip(page.sections, ends, strict=True)
    ]  # fmt: skip


def _with_readings(report: Report, case: Mapping[str, Any]) -> Report:
    import msgspec

    counts = []
    at = 0
    for given in case.get("counts", ()):
        start = report.text.index(given["text"], at)
        at = start + 1
        rest = {"value": None, "scope": "report_year"} | dict(given)
        section = next(s.kind for s in report.sections if s.start <= start < s.end)
        counts.append(Count(start=start, end=start + len(given["text"]), section=section, **rest))
    claims = []
    for given in case.get("claims", ()):
        start = report.text.index(given["text"])
        claims.append(Claim(start=start, end=start + len(given["text"]), **given))
    return msgspec.structs.replace(report, counts=tuple(counts), claims=tuple(claims))


def read(report: Report | None) -> Report | None:
    """The same text as a reader of files and the parser find it."""
    if report is None:
        return None
    return parse(read_bytes(report.text.encode(), report.source.path))


class LastYear:
    """Peers that know one report: the same organ's on the year before."""

    def __init__(self, report: Report | None) -> None:
        self.report = report

    def year_of_organ(self, report: Report, year: int) -> Report | None:
        return self.report if self.report and self.report.meta.year == year else None


def write_last_year(case: Mapping[str, Any]) -> Report | None:
    if "last_year" not in case:
        return None
    given = {"year": case.get("year", 2022) - 1, "form": case.get("form", "2021")}
    return write(given | dict(case["last_year"]))


def read_entry(case: Mapping[str, Any]) -> RosterEntry | None:
    if "entry" not in case:
        return None
    return RosterEntry(**({"organ": case.get("organ", ORGAN)} | dict(case["entry"])))


def evidence(report: Report, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The texts of the spans without blanks."""
    return ["".join(report.text[start:end].split()) for start, end in spans]
