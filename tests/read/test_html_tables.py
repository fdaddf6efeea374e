# ruff: noqa: E501 – markup stands as publishing systems write it
"""Tables of pages become the grids they show, whatever their spans claim."""

from __future__ import annotations

import pytest

from wenzhi.read.composition import Composition
from wenzhi.read.html import compose

PROSE = "<p>二〇二三年没有收到政府信息公开申请，没有发生行政复议和行政诉讼。</p>"


def read(markup: str) -> Composition:
    return compose(f"<html><body>{PROSE}{markup}</body></html>".encode(), "x.html")


def rows(markup: str) -> list[str]:
    return read(markup).text.split("\n")[1:]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr>", ["甲\t1", "\t2"]),
        ("<tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr>", ["甲\t1", "\t2", "\t3"]),
        ("<tr><td rowspan=50>甲</td><td>1</td></tr><tr><td>2</td></tr>", ["甲\t1", "\t2"]),
        ("<tr><td colspan=900>甲</td></tr><tr><td>1</td><td>2</td></tr>", ["甲\t", "1\t2"]),
        ("<tr><td colspan=2>甲</td><td>乙</td></tr><tr><td colspan=2>1</td><td>2</td></tr>", ["甲\t乙", "1\t2"]),
        ("<tr><td>自然<br>人</td><td> 0&nbsp;</td></tr><tr><td>a<td>b", ["自然 人\t0", "a\tb"]),
        ("<tr><td><p>1</p><p></p></td><td><span>1</span><span>2</span></td></tr><tr><td>3<td>4", ["1\t12", "3\t4"]),
        ("<tr style='display:none'><td>甲<td>乙</tr><tr><td>1<td>2</tr><tr><td>3<td>4", ["1\t2", "3\t4"]),
        ("<tr><td>规章<br>许可</td><td>3<br>4</td></tr><tr><td>a<td>b", ["规章\t3", "许可\t4", "a\tb"]),
        ("<tbody><tr><td rowspan=0>甲<td>1</tbody><tbody><tr><td>乙<td>2</tbody>", ["甲\t1", "乙\t2"]),
    ],
)  # fmt: skip
def test_spans(markup: str, shown: list[str]) -> None:
    assert rows(f"<table>{markup}</table>") == shown


def test_overlapping_spans_lose_no_cell() -> None:
    made = read("<table><tr><td>甲<td rowspan=2>乙</tr><tr><td colspan=2>丙<td>丁</tr></table>")
    shown = [made.text[cell.start : cell.end] for cell in made.cells]
    assert shown == ["甲", "乙", "丙", "丁"]


def test_layout_tables_are_unwrapped_however_deep() -> None:
    inner = "<table><tr><td>规章</td><td>0</td></tr><tr><td>许可</td><td>3</td></tr></table>"
    for _ in range(6):
        inner = f"<table><tr><td></td><td>{PROSE}{inner}</td></tr></table>"
    made = read(inner)
    assert made.text.endswith("规章\t0\n许可\t3")
    assert {cell.table for cell in made.cells} == {0}


def test_text_and_data_in_one_table_are_told_apart() -> None:
    shown = rows(
        f"<table><tr><td colspan=2>一、总体情况</td></tr><tr><td colspan=2>{PROSE}</td></tr>"
        "<tr><td>规章</td><td>0</td></tr><tr><td>许可</td><td>3</td></tr></table>"
    )
    assert shown[0] == "一、总体情况"
    assert shown[-2:] == ["规章\t0", "许可\t3"]


def test_what_stands_in_a_table_outside_its_cells_is_kept() -> None:
    loose = read("<table>漏网<tr>之鱼<td>1<td>2</tr><tr><td>3<td>4</tr></table>")
    assert "漏网" in loose.text and "之鱼" in loose.text and "1\t2" in loose.text
    assert (
        "表三"
        in read("<table><caption>表三</caption><tr><td>1<td>2</tr><tr><td>3<td>4</tr></table>").text
    )


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("style='display:table-row'", "style='display: table-cell'"),
        ("role=row", "role=cell"),
        ("class=tr", "class=td"),
    ],
)
def test_blocks_laid_out_as_a_table_are_one(row: str, cell: str) -> None:
    one = f"<div {row}><div {cell}>规章</div><div {cell}>0</div></div>"
    assert [c.column for c in read(f"<div>{one}{one}</div>").cells] == [0, 1, 0, 1]


HEADS = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")


@pytest.mark.parametrize("cell", ["span", "em", "div", "p"])
def test_rows_of_boxes_are_a_table_and_keep_their_empty_places(cell: str) -> None:
    """As reader's apps set a table: style sheets elsewhere lay the boxes of a row side by side."""
    said = [HEADS, ("规章", "0", "", "3"), ("规范性文件", "<b>1</b><b>2</b>", "-", "1,204")]
    row = "<div class='r{}'>{}</div>"
    shown = [row.format("", "".join(f"<{cell}>{text}</{cell}>" for text in one)) for one in said]
    over = f"<div class='r'><{cell}>第二十条第（一）项</{cell}></div>"
    assert rows(f"<div>{over}{''.join(shown)}</div>") == [
        "第二十条第（一）项\t\t\t",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
        "规章\t0\t\t3",
        "规范性文件\t12\t-\t1,204",
    ]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<td>37<sup>1</sup></td>", "37"),
        ("<td>37<sup><a href='#n2'>[2]</a></sup></td>", "37"),
        ("<td>37<span style='vertical-align: super'>①</span>件</td>", "37件"),
        ("<td>120m<sup>2</sup></td>", "120m2"),
        ("<td><sup>3</sup></td>", "3"),
        ("<td>3×10<sup>4</sup></td>", "3×104"),
    ],
)
def test_raised_marks_of_notes_are_no_digits(markup: str, shown: str) -> None:
    made = rows(f"<table><tr><td>许可</td>{markup}</tr><tr><td>处罚</td><td>0</td></tr></table>")
    assert made[0] == f"许可\t{shown}"


def test_numbers_set_in_pieces_are_no_cells() -> None:
    line = "<p><span>公开条数</span><span>1</span><span>2</span></p>"
    assert rows(f"<div>{line * 4}</div>") == ["公开条数12"] * 4


def test_rows_of_boxes_beside_running_text_are_lines() -> None:
    row = "<p><span>申请</span><span>1</span><span>2</span><span>3</span></p>"
    assert rows(f"<div>全年情况：{row * 3}</div>")[0] == "全年情况："


def test_paths_find_their_cells_again() -> None:
    from lxml import html

    markup = f"<html><body>{PROSE}<div id='zoom'><table><tbody><tr><td>规章<td>1</tr><tr><td>许可<td>2</tr></tbody></table></div></body></html>"
    made = compose(markup.encode(), "x.html")
    tree = html.document_fromstring(markup)
    for cell in made.cells:
        assert cell.path is not None and len(cell.path) < 60
        (found,) = tree.xpath(cell.path)
        assert found.text_content() == made.text[cell.start : cell.end]
