"""Random valid tables rendered in every layout reports arrive in; every cell must come back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from wenzhi.base.records import Fact, Section
from wenzhi.parse.forms import fact_ids, load_form
from wenzhi.parse.tables import TableReading, read_tables
from wenzhi.text.normalize import fold

SEEDS = range(12)


@dataclass
class Line:
    """A row of a table: merged cells not printed above, its label, its values."""

    groups: list[str]
    hidden: int
    label: str
    ids: list[str]
    cells: list[str]


@dataclass
class Table:
    """Heads as rows of cells, then lines."""

    parts: list[tuple[list[list[str]], list[Line]]] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for _, lines in self.parts for line in lines]


def number(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.5:
        return "0"
    if kind < 0.9:
        return str(chance.randint(1, 99))
    return str(chance.randint(100, 4_000_000))


def applications_numbers(chance: random.Random, rows: int, columns: int) -> list[list[str]]:
    return [[number(chance) for _ in range(columns)] for _ in range(rows)]


def active(form_id: str, chance: random.Random) -> Table:
    table = Table()
    for block in load_form(form_id).active.blocks:
        heads = [[block.clause], ["信息内容", *(column.label for column in block.columns)]]
        lines = [
            Line(
                [],
                0,
                row.label,
                [f"active.{row.id}.{column.id}" for column in block.columns],
                [number(chance) for _ in block.columns],
            )
            for row in block.rows
        ]
        for line in lines:
            for place, name in enumerate(line.ids):
                if name.endswith(".change") and chance.random() < 0.3:
                    line.cells[place] = chance.choice(["+2", "-1", "-13"])
                if name.endswith("amount") and chance.random() < 0.5:
                    line.cells[place] = f"{chance.randint(1, 90000)}.{chance.randint(1, 99):02d}"
        table.parts.append((heads, lines))
    return table


def applications(form_id: str, chance: random.Random) -> Table:
    form = load_form(form_id).applications
    heads = [
        [form.note, "申请人情况"],
        ["自然人", "法人或其他组织", "总计"],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    ]
    lines: list[Line] = []
    above: tuple[str, ...] = ()
    for row in form.rows:
        hidden = sum(group in above for group in row.groups)
        ids = [f"applications.{row.id}.{column.id}" for column in form.columns]
        cells = [number(chance) for _ in form.columns]
        lines.append(Line(list(row.groups), hidden, row.label, ids, cells))
        above = row.groups
    return Table([(heads, lines)])


def review(chance: random.Random) -> Table:
    form = load_form("2021").review
    names = [column.label for column in form.columns]
    heads = [
        ["行政复议", "行政诉讼"],
        [*names, "未经复议直接起诉", "复议后起诉"],
        [*names, *names],
    ]
    ids = [f"{block.id}.{column.id}" for block in form.blocks for column in form.columns]
    return Table([(heads, [Line([], 0, "", ids, [number(chance) for _ in ids])])])


@dataclass
class Report:
    """Three tables to render, and the truth: fact id → what the cell says."""

    form_id: str
    active: Table
    applications: Table
    review: Table
    chance: random.Random

    @property
    def truth(self) -> dict[str, str]:
        tables = (self.active, self.applications, self.review)
        return {
            name: cell
            for table in tables
            for line in table.lines
            for name, cell in zip(line.ids, line.cells, strict=True)
        }

    def wrap(self, render: Callable[[Table, random.Random], str]) -> str:
        """The tables between headings and running text of a fictional bureau."""
        return "\n".join(
            [
                "青溪市林泉区档案局2023年政府信息公开工作年度报告",
                "一、总体情况",
                "本年新收政府信息公开申请数量3件，均已办结，其中予以公开2件，部分公开1件。行政许可",
                "事项全部公示，全年主动公开政府信息 120 条，结果维持的行政复议案件没有发生。",
                "二、主动公开政府信息情况",
                render(self.active, self.chance),
                "",
                "三、收到和处理政府信息公开申请情况",
                render(self.applications, self.chance),
                "",
                "四、政府信息公开行政复议、行政诉讼情况",
                render(self.review, self.chance),
                "",
                "五、存在的主要问题及改进情况",
                "一是公开内容还不够全面；二是重复申请较多，行政许可 5 件结果公开不及时。",
                "六、其他需要报告的事项",
                "无",
            ]
        )


def make_report(seed: int, form_id: str | None = None) -> Report:
    chance = random.Random(seed)
    form_id = form_id or chance.choice(["2019", "2021"])
    return Report(
        form_id, active(form_id, chance), applications(form_id, chance), review(chance), chance
    )


# Layouts. Each takes a table and gives its text.


def printed(line: Line) -> list[str]:
    """The label cells of a row as flat text prints them: merged cells once."""
    return [*line.groups[line.hidden :], line.label] if line.label else []


def cell_per_line_with_tabs(table: Table, chance: random.Random) -> str:
    lines: list[str] = []
    for heads, rows in table.parts:
        for head in heads:
            lines += ["\t" + cell for cell in head] + [""]
        for row in rows:
            lines += ["\t"] * row.hidden + ["\t" + cell for cell in printed(row)]
            lines += [chance.choice(["\t{}", "\t {}", "\t{}\u00a0"]).format(c) for c in row.cells]
            lines.append("")
    return "\n".join(lines)


def cell_per_line(table: Table, chance: random.Random) -> str:
    lines: list[str] = []
    for heads, rows in table.parts:
        for head in heads:
            lines += head
        for row in rows:
            lines += [*printed(row), *row.cells]
    return "\n".join(lines)


def cell_per_line_spaced(table: Table, chance: random.Random) -> str:
    return cell_per_line(table, chance).replace("\n", "\n\n")


def cell_per_line_with_pipes(table: Table, chance: random.Random) -> str:
    return "\n".join(f"{line} |" for line in cell_per_line(table, chance).split("\n"))


def cell_per_line_indented(table: Table, chance: random.Random) -> str:
    return "\n".join(f"　　{line}" for line in cell_per_line(table, chance).split("\n"))


def flat_rows(table: Table, separator: str) -> list[str]:
    lines: list[str] = []
    for heads, rows in table.parts:
        lines += [separator.join(head) for head in heads]
        lines += [separator.join([*printed(row), *row.cells]) for row in rows]
    return lines


def tab_rows(table: Table, chance: random.Random) -> str:
    return "\n".join(flat_rows(table, "\t"))


def tab_rows_with_tails(table: Table, chance: random.Random) -> str:
    return "\n".join(row + "\t" * chance.randint(0, 2) for row in flat_rows(table, "\t"))


def grid_lines(table: Table) -> list[list[str]]:
    """A rectangular grid: merged cells printed once at their first place, empty elsewhere."""
    depth = max((len(row.groups) for row in table.lines), default=0) + 1
    depth = 0 if not table.lines[0].label else depth
    width = depth + max(len(row.cells) for row in table.lines)
    grid: list[list[str]] = []
    for heads, rows in table.parts:
        for head in heads:
            grid.append((head + [""] * width)[:width] if len(head) <= width else head)
        for row in rows:
            label = [""] * row.hidden + printed(row)
            rest = [""] * (width - depth - len(row.ids))
            grid.append(label + [""] * (depth - len(label)) + row.cells + rest)
    return grid


def grid_tabs(table: Table, chance: random.Random) -> str:
    return "\n".join("\t".join(line) for line in grid_lines(table))


def grid_markdown(table: Table, chance: random.Random) -> str:
    lines = ["| " + " | ".join(line) + " |" for line in grid_lines(table)]
    rule = "|" + " --- |" * len(grid_lines(table)[0])
    return "\n".join([lines[0], rule, *lines[1:]])


def markdown_with_breaks(table: Table, chance: random.Random) -> str:
    def broken(cell: str) -> str:
        if len(cell) < 6 or cell.isascii():
            return cell
        middle = len(cell) // 2
        return cell[:middle] + chance.choice(["\n", "<br>", "\n\n"]) + cell[middle:]

    lines = ["| " + " | ".join(map(broken, line)) + " |" for line in grid_lines(table)]
    return "\n".join(lines)


def pipe_rows(table: Table, chance: random.Random) -> str:
    return "\n".join(flat_rows(table, " | "))


def pipe_rows_closed(table: Table, chance: random.Random) -> str:
    return "\n".join(row + " |" for row in flat_rows(table, " | "))


def space_rows(table: Table, chance: random.Random) -> str:
    return "\n".join(flat_rows(table, chance.choice([" ", "  ", "　"])))


def one_line(table: Table, chance: random.Random) -> str:
    return " ".join(flat_rows(table, " "))


def pdf_rows(table: Table, chance: random.Random) -> str:
    """Words of a PDF page: wrapped labels around their values, page numbers, vertical merged cells."""
    lines: list[str] = []
    vertical = list("三、本年度办理结果")
    for heads, rows in table.parts:
        if rows[0].label:
            lines += [" ".join(head) for head in heads[:1]]
            lines += wrapped_heads(heads[1:], chance)
        else:
            lines += [" ".join(head) for head in heads]
        for count, row in enumerate(rows):
            if count and count % 9 == 0:
                lines += [chance.choice(["-3-", "— 4 —", "5", "第 6 页 共 9 页"]), ""]
                lines += wrapped_heads(heads[1:], chance) if chance.random() < 0.5 else []
            inner = row.groups[-1] if len(row.groups) > 1 else ""
            shown = inner if inner and len(row.groups) > row.hidden else ""
            lines += pdf_row(row, shown, vertical if row.groups else [], chance)
    return "\n".join(lines)


def wrapped_heads(heads: list[list[str]], chance: random.Random) -> list[str]:
    if chance.random() < 0.5:
        return [" ".join(head) for head in heads]
    lines: list[str] = []
    for head in heads:
        lines.append(" ".join(cell[: (len(cell) + 1) // 2] for cell in head))
        lines.append(" ".join(cell[(len(cell) + 1) // 2 :] for cell in head if len(cell) > 1))
    return lines


def pdf_row(row: Line, group: str, vertical: list[str], chance: random.Random) -> list[str]:
    width = chance.choice([13, 15, 18])
    values = " ".join(row.cells)
    mark = vertical.pop(0) if vertical and chance.random() < 0.5 else ""
    prefix = f"{mark} " if mark and chance.random() < 0.5 else ""
    lines = [mark] if mark and not prefix else []
    if group:
        lines.append(group[:4])
    label = row.label
    if len(label) <= width:
        lines.append(f"{prefix}{label} {values}".strip())
        return [*lines, group[4:]] if group else lines
    parts = [label[place : place + width] for place in range(0, len(label), width)]
    if len(parts) == 2:
        style = chance.choice(["between", "first", "last"])
        if style == "between":
            return [*lines, parts[0], f"{prefix}{values}", parts[1]]
        if style == "first":
            return [*lines, f"{prefix}{parts[0]} {values}", parts[1]]
        return [*lines, parts[0], f"{parts[1]} {values}"]
    middle = len(parts) // 2
    inner = [f"{parts[middle]} {values}"]
    if group and chance.random() < 0.5:
        inner.append(group[4:])
    return [*lines, *parts[:middle], *inner, *parts[middle + 1 :]]


LAYOUTS = [
    cell_per_line_with_tabs,
    cell_per_line,
    cell_per_line_spaced,
    cell_per_line_with_pipes,
    cell_per_line_indented,
    tab_rows,
    tab_rows_with_tails,
    grid_tabs,
    grid_markdown,
    markdown_with_breaks,
    pipe_rows,
    pipe_rows_closed,
    space_rows,
    one_line,
    pdf_rows,
]


def facts_of(reading: TableReading) -> dict[str, Fact]:
    return {fact.id: fact for fact in reading.facts}


def read(text: str, sections: tuple[Section, ...] = ()) -> TableReading:
    return read_tables(fold(text), sections)


def expected(cell: str) -> float | int | None:
    if cell in ("", "/", "-", "—", "无"):
        return None
    value = float(cell)
    return int(value) if value == int(value) else value


def assert_read(report: Report, text: str) -> None:
    reading = read(text)
    facts = facts_of(reading)
    assert tuple(facts) == fact_ids(report.form_id)
    wrong = {
        name: (cell, facts[name].value, facts[name].state)
        for name, cell in report.truth.items()
        if facts[name].value != expected(cell) or facts[name].state not in ("ok", "zero")
    }
    assert not wrong
    assert reading.form == report.form_id
    assert not reading.local
    assert_places(text, reading)


def assert_places(text: str, reading: TableReading) -> None:
    for fact in reading.facts:
        if fact.state in ("ok", "zero"):
            assert fact.start is not None and fact.end is not None and fact.place is not None
            assert text[fact.start : fact.end] == fact.raw
            assert fact.place.line == text.count("\n", 0, fact.start) + 1
            assert any(start <= fact.start < end for start, end in reading.spans)
    for start, end in reading.spans:
        for prose in ("均已办结", "不够全面", "青溪市", "存在的主要问题"):
            assert prose not in text[start:end]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_comes_back_from_every_layout(layout, seed):
    report = make_report(seed)
    assert_read(report, report.wrap(layout))
