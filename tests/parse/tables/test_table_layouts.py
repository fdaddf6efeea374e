"""Random valid tables rendered in every layout reports arrive in; every cell must come back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from wenzhi.base.records import Fact, Section
from wenzhi.parse.tables.forms import fact_ids, load_form
from wenzhi.parse.tables.official import TableReading, read_tables
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


# More layouts, each a habit of some converter.


def merged_cells_repeated(table: Table, chance: random.Random) -> str:
    depth = max((len(row.groups) for row in table.lines), default=0) + 1
    lines: list[str] = []
    for heads, rows in table.parts:
        lines += ["\t".join(head) for head in heads]
        for row in rows:
            label = [*row.groups, row.label] if row.label else []
            label += [row.label] * (depth - len(label)) if row.label else []
            lines.append("\t".join([*label, *row.cells]))
    return "\n".join(lines)


def label_above_values(table: Table, chance: random.Random) -> str:
    separator = chance.choice([" ", "\t"])
    lines: list[str] = []
    for heads, rows in table.parts:
        lines += [separator.join(head) for head in heads]
        for row in rows:
            lines += [*printed(row), separator.join(row.cells)]
    return "\n".join(lines)


def glued_merged_cells(table: Table, chance: random.Random) -> str:
    lines: list[str] = []
    for heads, rows in table.parts:
        lines += [" ".join(head) for head in heads]
        lines += [" ".join(["".join(printed(row)), *row.cells]).strip() for row in rows]
    return "\n".join(lines)


def glued_values(table: Table, chance: random.Random) -> str:
    lines: list[str] = []
    for heads, rows in table.parts:
        lines += [" ".join(head) for head in heads]
        lines += ["".join(printed(row)[-1:]) + " ".join(row.cells) for row in rows]
    return "\n".join(lines)


def deeply_indented_cells(table: Table, chance: random.Random) -> str:
    return "\n".join(f"\t\t{line}" for line in cell_per_line(table, chance).split("\n"))


def cells_with_trailing_tabs(table: Table, chance: random.Random) -> str:
    return "\n".join(f"{line}\t\t" for line in cell_per_line(table, chance).split("\n"))


def cells_between_pipes(table: Table, chance: random.Random) -> str:
    return "\n".join(f"| {line} |" for line in cell_per_line(table, chance).split("\n"))


def bold_markdown(table: Table, chance: random.Random) -> str:
    rows = [[f"**{cell}**" if cell else "" for cell in line] for line in grid_lines(table)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def drawn_boxes(table: Table, chance: random.Random) -> str:
    return "\n".join("│" + "│".join(line) + "│" for line in grid_lines(table))


def full_width_pipes(table: Table, chance: random.Random) -> str:
    return "\n".join("｜".join(line) for line in grid_lines(table))


def spaced_characters(table: Table, chance: random.Random) -> str:
    lines: list[str] = []
    for heads, rows in table.parts:
        lines += ["\t".join(" ".join(cell) for cell in head) for head in heads]
        lines += ["\t".join([*(" ".join(c) for c in printed(row)), *row.cells]) for row in rows]
    return "\n".join(lines)


def labels_broken_in_cells(table: Table, chance: random.Random) -> str:
    def broken(cell: str) -> str:
        middle = len(cell) // 2
        return cell if len(cell) < 9 or cell.isascii() else f"{cell[:middle]}\n{cell[middle:]}"

    rows = [row.split("\t") for row in flat_rows(table, "\t")]
    return "\n".join("\t".join(map(broken, row)) for row in rows)


MORE_LAYOUTS = [
    merged_cells_repeated,
    label_above_values,
    glued_merged_cells,
    glued_values,
    deeply_indented_cells,
    cells_with_trailing_tabs,
    cells_between_pipes,
    bold_markdown,
    drawn_boxes,
    full_width_pipes,
    spaced_characters,
    labels_broken_in_cells,
]


@pytest.mark.parametrize("layout", MORE_LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("seed", range(4))
def test_every_cell_comes_back_from_habits_of_converters(layout, seed):
    report = make_report(seed + 100)
    assert_read(report, report.wrap(layout))


def test_a_whole_report_in_one_line_is_read():
    report = make_report(7)
    text = report.wrap(one_line).replace("\n", " ")
    facts = facts_of(read(text))
    assert all(facts[name].value == expected(cell) for name, cell in report.truth.items())


# Labels as people write them.

Relabel = Callable[[str, random.Random], str]
ORDINALS = re.compile(r"^(（[一二三四五六七]）|[一二三四]、|\d\.)")
RADICALS = str.maketrans("一二方行民人力大生文自无止", "⼀⼆⽅⾏⺠⼈⼒⼤⽣⽂⾃⽆⽌")
SHORTER = {
    "一、本年新收政府信息公开申请数量": "一、本年新收申请",
    "二、上年结转政府信息公开申请数量": "上年结转",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
    "2.其他法律行政法规禁止公开": "2.法律法规禁止公开",
    "3.危及“三安全一稳定”": "三安全一稳定",
    "1.本机关不掌握相关政府信息": "1.不掌握",
    "2.没有现成信息需要另行制作": "需另行制作",
    "5.要求行政机关确认或重新出具已获取信息": "5.重新出具",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.无正当理由逾期不补正",
    "四、结转下年度继续办理": "结转下年",
    "（六）其他处理": "（六）其他",
    "（七）总计": "（七）合计",
}


def without_ordinals(text: str, chance: random.Random) -> str:
    return ORDINALS.sub("", text)


def in_half_width(text: str, chance: random.Random) -> str:
    narrow = text.translate(str.maketrans("（）：，", "():,"))
    return re.sub(r"([.),])", r"\1 ", narrow).strip()


def in_radicals(text: str, chance: random.Random) -> str:
    return text.translate(RADICALS)


def shortened(text: str, chance: random.Random) -> str:
    return SHORTER.get(text, text) if chance.random() < 0.5 else text


def mistyped(text: str, chance: random.Random) -> str:
    """One label in six loses, gains or changes a character."""
    if len(text) < 5 or chance.random() > 1 / 6:
        return text
    place = chance.randrange(2, len(text))
    replacement = chance.choice(["", "的", text[place] + "了"])
    return text[:place] + replacement + text[place + 1 :]


def relabel(report: Report, change: Relabel) -> None:
    for table in (report.active, report.applications, report.review):
        for heads, lines in table.parts:
            for head in heads:
                head[:] = [change(cell, report.chance) for cell in head]
            for line in lines:
                line.label = change(line.label, report.chance)
                line.groups = [change(group, report.chance) for group in line.groups]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize(
    "change", [without_ordinals, in_half_width, in_radicals, shortened, mistyped]
)
def test_labels_are_known_however_they_are_written(change, layout):
    for seed in range(2):
        report = make_report(seed + 200)
        relabel(report, change)
        assert_read(report, report.wrap(layout))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_lost_heads_do_not_matter(layout):
    report = make_report(300)
    for table in (report.active, report.applications, report.review):
        table.parts = [([], lines) for _, lines in table.parts]
    facts = facts_of(read(report.wrap(layout)))
    assert all(facts[name].value == expected(cell) for name, cell in report.truth.items())


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_rows_that_are_not_the_forms_are_told_apart(layout):
    report = make_report(400)
    truth = report.truth
    width = len(report.active.parts[2][1][0].cells)
    report.active.parts[2][1].append(Line([], 0, "行政检查", ["x"] * width, ["77"] * width))
    report.active.parts[-1][1].append(Line([], 0, "本年信息公开发布总数量", ["y"], ["88"]))
    text = report.wrap(layout)
    reading = read(text)
    facts = facts_of(reading)
    assert all(facts[name].value == expected(cell) for name, cell in truth.items())
    assert [(re.sub(r"<br>|\s", "", row.label), row.cells[-1]) for row in reading.local] == [
        ("行政检查", "77"),
        ("本年信息公开发布总数量", "88"),
    ]
    for row in reading.local:
        assert text[row.start : row.end].startswith(row.label)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_each_table_has_the_ids_of_its_own_form(layout):
    report = make_report(500, "2021")
    report.applications = applications("2019", random.Random(1))
    reading = read(report.wrap(layout))
    facts = facts_of(reading)
    assert reading.form == "2021"
    assert "applications.result.other.total" in facts
    assert "applications.result.other_misc.total" not in facts
    assert all(facts[name].value == expected(cell) for name, cell in report.truth.items())


# Lost, added, empty and odd cells: nothing is guessed.


def damaged(report: Report, count: int) -> list[Line]:
    lines = [
        line
        for table in (report.active, report.applications, report.review)
        for line in table.lines
        if len(line.cells) > 1
    ]
    return report.chance.sample(lines, count)


@pytest.mark.parametrize("layout", LAYOUTS + MORE_LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("harm", ["lost", "added"])
def test_a_row_with_a_lost_or_added_cell_is_ambiguous_and_no_other(harm, layout):
    for seed in range(2):
        report = make_report(seed + 600)
        truth = report.truth
        broken = set()
        for line in damaged(report, 3):
            place = report.chance.randrange(len(line.cells))
            if harm == "lost":
                del line.cells[place]
            else:
                line.cells.insert(place, "4321")
            broken |= set(line.ids)
        facts = facts_of(read(report.wrap(layout)))
        for name, cell in truth.items():
            if name in broken:
                assert (facts[name].state, facts[name].value) == ("ambiguous", None), name
            else:
                assert facts[name].value == expected(cell), name


KEEPING = [
    cell_per_line_with_tabs,
    cell_per_line,
    cell_per_line_with_pipes,
    tab_rows,
    grid_tabs,
    grid_markdown,
    markdown_with_breaks,
    pipe_rows,
]


def emptied(report: Report, share: float) -> set[str]:
    empty: set[str] = set()
    for table in (report.active, report.applications):
        for line in table.lines:
            for place, name in enumerate(line.ids):
                if report.chance.random() < share:
                    line.cells[place] = ""
                    empty.add(name)
    return empty


@pytest.mark.parametrize("layout", KEEPING, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("share", [0.05, 0.5])
def test_empty_cells_kept_as_cells_are_blank(share, layout):
    if layout is cell_per_line and share > 0.1:
        pytest.skip("empty lines are believed to be cells only where most rows are full")
    for seed in range(2):
        report = make_report(seed + 700)
        emptied(report, share)
        report.applications.lines[-1].cells[-1] = "5"  # nothing shows a cell at the very end
        facts = facts_of(read(report.wrap(layout)))
        for name, cell in report.truth.items():
            assert facts[name].value == expected(cell), name
            assert (facts[name].state == "blank") == (cell == ""), name


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_dropped_empty_cells_are_never_guessed(layout):
    report = make_report(800)
    empty = emptied(report, 0.2)
    for table in (report.active, report.applications):
        for line in table.lines:
            if empty & set(line.ids):
                empty |= set(line.ids)
                line.cells = [cell for cell in line.cells if cell]
    facts = facts_of(read(report.wrap(layout)))
    assert all(facts[name].value is None for name in empty)
    assert {facts[name].state for name in empty} <= {"ambiguous", "blank", "missing"}


ODD_CELLS: dict[str, tuple[float | None, str]] = {
    "/": (None, "dash"),
    "-": (None, "dash"),
    "—": (None, "dash"),
    "无": (None, "dash"),
    "00": (0, "malformed"),
    "007": (7, "malformed"),
    "1,234": (1234, "ok"),
    "1，234": (1234, "ok"),
    "３": (3, "ok"),
    "０": (0, "zero"),
    "12件": (12, "ok"),
    "[bookmark: _GoBack]2": (2, "ok"),
}


@pytest.mark.parametrize("layout", LAYOUTS + MORE_LAYOUTS, ids=lambda layout: layout.__name__)
def test_odd_cells_keep_their_place_and_their_state(layout):
    report = make_report(900)
    odd: dict[str, str] = {}
    for line in report.applications.lines:
        place = report.chance.randrange(1, len(line.cells))
        line.cells[place] = odd[line.ids[place]] = report.chance.choice(list(ODD_CELLS))
    text = report.wrap(layout)
    facts = facts_of(read(text))
    for name, cell in odd.items():
        assert (facts[name].value, facts[name].state) == ODD_CELLS[cell], (name, cell)
        assert text[facts[name].start : facts[name].end] == facts[name].raw
    for name, cell in report.truth.items():
        assert name in odd or facts[name].value == expected(cell)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_blank_form_is_blank_and_not_zero(layout):
    report = make_report(950)
    for table in (report.active, report.applications, report.review):
        for line in table.lines:
            line.cells = [""] * len(line.cells)
    if layout is pdf_rows:
        pytest.skip("a wrapped label without values cannot be told from two labels")
    assert {fact.state for fact in read(report.wrap(layout)).facts} == {"blank"}


@pytest.mark.parametrize("layout", [cell_per_line, tab_rows, grid_tabs, space_rows])
def test_equal_copies_are_one_table_and_differing_cells_are_ambiguous(layout):
    report = make_report(970)
    text = report.wrap(layout)
    tables = (report.active, report.applications, report.review)
    same = "\n\n".join([text, *(layout(table, report.chance) for table in tables)])
    facts = facts_of(read(same))
    assert all(facts[name].value == expected(cell) for name, cell in report.truth.items())
    report.applications.lines[3].cells[2] = "31337"
    other = "\n\n".join([text, *(layout(table, report.chance) for table in tables)])
    reading = read(other)
    differing = [fact.id for fact in reading.facts if fact.state == "ambiguous"]
    assert differing == [report.applications.lines[3].ids[2]]
    assert any("两份" in warning for warning in reading.warnings)


def test_reading_is_deterministic():
    text = make_report(980).wrap(pdf_rows)
    assert read(text) == read(text)
