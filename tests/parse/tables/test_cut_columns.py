"""Tables cut by columns or with their columns in another order: cells are read by the heads over them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest

from wenzhi.base.records import Fact
from wenzhi.parse.tables.forms import load_form
from wenzhi.parse.tables.official import TableReading, read_tables
from wenzhi.text.normalize import fold

FORM = load_form("2021").applications
CUTS = [(3,), (4,), (6,), (1, 6), (2, 4), (2, 4, 6), (1, 2, 3, 4, 5, 6)]
SEPARATORS = {"tabs": "\t", "pipes": " | ", "blanks": "  ", "lines": "\n"}


def numbers(seed: int) -> dict[str, list[str]]:
    chance = random.Random(seed)
    return {
        row.id: [str(chance.choice((0, 0, 3, 14, 1206))) for _ in range(7)] for row in FORM.rows
    }


def pieces(
    cut: Sequence[int], said: dict[str, list[str]], separator: str, labels: bool = True
) -> str:
    lines = ["三、收到和处理政府信息公开申请情况"]
    for number, (first, last) in enumerate(pairwise((0, *cut, 7))):
        lines.append(f"续表{number}" if number else "表二")
        heads = [column.label for column in FORM.columns[first:last]]
        shown = labels or not number
        lines.append(separator.join([*(["项目"] if shown else []), *heads]))
        for row in FORM.rows:
            cells = said[row.id][first:last]
            lines.append(separator.join([*([row.label] if shown else []), *cells]))
        lines.append("")
    return "\n".join([*lines, "四、政府信息公开行政复议、行政诉讼情况", "未发生。"])


def reading(text: str) -> TableReading:
    return read_tables(fold(text), ())


def facts(text: str) -> dict[str, Fact]:
    return {fact.id: fact for fact in reading(text).facts}


def cells(said: dict[str, list[str]]) -> dict[str, str]:
    return {
        f"applications.{row}.{column.id}": value
        for row, values in said.items()
        for column, value in zip(FORM.columns, values, strict=True)
    }


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_pieces_side_by_side_are_one_table(cut: Sequence[int], separator: str) -> None:
    said = numbers(len(cut))
    found = facts(pieces(cut, said, SEPARATORS[separator]))
    assert {name: found[name].value for name in cells(said)} == {
        name: float(value) for name, value in cells(said).items()
    }


def test_a_cell_of_a_later_piece_has_its_place_in_the_form() -> None:
    found = facts(pieces((4,), numbers(5), "\t"))
    place = found["applications.new_received.total"].place
    assert place is not None
    assert (place.row, place.column) == (0, 6)


@pytest.mark.parametrize("labels", [True, False])
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_what_pieces_leave_open_is_never_stated(
    cut: Sequence[int], separator: str, labels: bool
) -> None:
    """Empty places for zeros, labels on the first piece alone: a cell is right, or it is not sure."""
    said = {row: ["" if v == "0" else v for v in values] for row, values in numbers(7).items()}
    found = facts(pieces(cut, said, SEPARATORS[separator], labels))
    for name, value in cells(said).items():
        fact = found.get(name)
        if fact is not None and fact.state in ("ok", "zero", "blank"):
            assert fact.value == (float(value) if value else None), name


LABELS = [column.label for column in FORM.columns]
WHOLE = numbers(3)


def ordered(order: Sequence[int], heads: list[str]) -> str:
    rows = [[row.label, *(WHOLE[row.id][place] for place in order)] for row in FORM.rows]
    return "\n".join(
        ["三、收到和处理政府信息公开申请情况", *heads, *("\t".join(row) for row in rows)]
    )


@pytest.mark.parametrize(
    ("order", "heads"),
    [
        ((6, 0, 1, 2, 3, 4, 5), ["项目\t" + "\t".join([LABELS[6], *LABELS[:6]])]),
        ((1, 2, 3, 4, 5, 0, 6), ["项目\t" + "\t".join([*LABELS[1:6], LABELS[0], LABELS[6]])]),
        (
            (6, 0, 1, 2, 3, 4, 5),
            ["项目\t总计\t自然人\t法人或其他组织\t\t\t\t", "\t\t\t" + "\t".join(LABELS[1:6])],
        ),
        (
            (0, 1, 2, 3, 4, 5, 6),
            ["项目\t自然人\t法人或其他组织\t\t\t\t\t总计", "\t\t" + "\t".join(LABELS[1:6]) + "\t"],
        ),
        ((6, 0, 1, 2, 3, 4, 5), ["项目", LABELS[6], *LABELS[:6]]),
    ],
)
def test_columns_stand_under_the_heads_that_name_them(
    order: Sequence[int], heads: list[str]
) -> None:
    found = facts(ordered(order, heads))
    assert {name: found[name].value for name in cells(WHOLE)} == {
        name: float(value) for name, value in cells(WHOLE).items()
    }
    place = found["applications.new_received.total"].place
    assert place is not None
    assert place.column == 6


def test_columns_in_an_order_that_is_not_told_are_left_open() -> None:
    shuffled = [LABELS[place] for place in (2, 0, 1, 4, 3, 5, 6)]
    found = facts(ordered(range(7), ["项目", *shuffled]))
    assert {found[name].state for name in cells(WHOLE)} == {"ambiguous"}


def test_heads_of_a_piece_in_two_rows_do_not_move_its_totals() -> None:
    said = numbers(9)
    text = pieces((3,), said, "\t").replace(
        "项目\t社会公益组织\t法律服务机构\t其他\t总计",
        "项目\t法人或其他组织\t\t\t总计\n\t社会公益组织\t法律服务机构\t其他\t",
    )
    found = facts(text)
    assert all(found[name].value == float(value) for name, value in cells(said).items())


FIVE = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"


def review(*lines: str) -> dict[str, list[float | None]]:
    text = "\n".join(
        ["四、政府信息公开行政复议、行政诉讼情况", *lines, "五、存在的主要问题及改进情况"]
    )
    found = facts(text)
    columns = ("maintained", "corrected", "other", "pending", "total")
    return {
        block: [found[f"{block}.{column}"].value for column in columns]
        for block in ("review", "litigation.direct", "litigation.after_review")
    }


@pytest.mark.parametrize(
    "heads",
    [
        (("行政复议\t行政诉讼", "未经复议直接起诉\t复议后起诉"), (), ()),
        (("行政复议", "行政诉讼"), ("未经复议直接起诉", "复议后起诉"), ()),
        (("行政复议",), ("行政诉讼", "未经复议直接起诉"), ("复议后起诉",)),
    ],
)
def test_blocks_named_together_are_filled_in_their_order(
    heads: tuple[tuple[str, ...], ...],
) -> None:
    rows = ("4\t1\t0\t2\t7", "0\t3\t0\t0\t3", "0\t0\t5\t1\t6")
    lines = [line for above, row in zip(heads, rows, strict=True) for line in (*above, FIVE, row)]
    assert review(*lines) == {
        "review": [4, 1, 0, 2, 7],
        "litigation.direct": [0, 3, 0, 0, 3],
        "litigation.after_review": [0, 0, 5, 1, 6],
    }


def test_after_a_lost_cell_no_block_is_taken_for_the_next() -> None:
    above = ("行政复议\t行政诉讼", "未经复议直接起诉\t复议后起诉")
    found = review(*above, FIVE, "4\t1\t0\t2", FIVE, "0\t3\t0\t0\t3", FIVE, "0\t0\t5\t1\t6")
    assert all(value is None for values in found.values() for value in values)


def test_columns_of_table_four_stand_under_their_heads() -> None:
    heads = "\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结"
    rows = (
        "行政复议\t7\t4\t1\t0\t2",
        "未经复议直接起诉\t3\t0\t3\t0\t0",
        "复议后起诉\t6\t0\t0\t5\t1",
    )
    assert review(heads, *rows) == {
        "review": [4, 1, 0, 2, 7],
        "litigation.direct": [0, 3, 0, 0, 3],
        "litigation.after_review": [0, 0, 5, 1, 6],
    }


def test_litigation_may_stand_left_of_review() -> None:
    heads = ("行政诉讼" + "\t" * 10 + "行政复议", "未经复议直接起诉" + "\t" * 5 + "复议后起诉")
    row = "0\t3\t0\t0\t3\t0\t0\t5\t1\t6\t4\t1\t0\t2\t7"
    assert review(*heads, "\t".join([FIVE] * 3), row) == {
        "review": [4, 1, 0, 2, 7],
        "litigation.direct": [0, 3, 0, 0, 3],
        "litigation.after_review": [0, 0, 5, 1, 6],
    }


def test_columns_of_table_two_stand_under_their_heads() -> None:
    found = facts(
        "二、主动公开政府信息情况\n信息内容\t现行有效件数\t本年制发件数\t本年废止件数\n规章\t9\t1\t2\n"
        "行政规范性文件\t40\t6\t0\n信息内容\t本年处理决定数量\n行政许可\t512"
    )
    said = {name: fact.value for name, fact in found.items() if fact.value is not None}
    assert said == {
        "active.rules.issued": 1,
        "active.rules.repealed": 2,
        "active.rules.in_force": 9,
        "active.normative_documents.issued": 6,
        "active.normative_documents.repealed": 0,
        "active.normative_documents.in_force": 40,
        "active.licensing.decisions": 512,
    }
    place = found["active.rules.in_force"].place
    assert place is not None
    assert place.column == 2
