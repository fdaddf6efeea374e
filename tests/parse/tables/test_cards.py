"""Rows printed as cards are read by the names of their columns; what is not whole is left open."""

from __future__ import annotations

import pytest

from wenzhi.base.records import Fact
from wenzhi.parse.tables.official import read_tables
from wenzhi.text.normalize import fold

COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
IDS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other_org", "total")  # fmt: skip
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
NEW, OVER, GIVEN = (17, 3, 0, 0, 1, 0, 21), (2, 0, 0, 0, 0, 0, 2), (9, 1, 0, 0, 0, 0, 10)


def card(label: str, names: tuple[str, ...], cells: tuple[object, ...], shape: str) -> str:
    return "\n".join([label, *(shape.format(name, cell) for name, cell in zip(names, cells))])  # noqa: B905


def report(shape: str, new: tuple[object, ...] = NEW, names: tuple[str, ...] = COLUMNS) -> str:
    return "\n".join(
        [
            "二、主动公开政府信息情况",
            card("规章", ("本年制发件数", "本年废止件数", "现行有效件数"), (1, 0, 8), shape),
            card(
                "行政规范性文件",
                ("本年制发件数", "本年废止件数", "现行有效件数"),
                (6, 2, 40),
                shape,
            ),
            card("行政许可", ("本年处理决定数量",), (512,), shape),
            card("行政处罚", ("本年处理决定数量",), (0,), shape),
            card("行政事业性收费", ("本年收费金额（单位：万元）",), ("3.5",), shape),
            "三、收到和处理政府信息公开申请情况",
            card("一、本年新收政府信息公开申请数量", names, new, shape),
            card("二、上年结转政府信息公开申请数量", COLUMNS, OVER, shape),
            "三、本年度办理结果",
            card("（一）予以公开", COLUMNS, GIVEN, shape),
            "四、政府信息公开行政复议、行政诉讼情况",
            card("行政复议", RESULTS, (1, 0, 2, 0, 3), shape),
            card("未经复议直接起诉", RESULTS, (0, 0, 0, 1, 1), shape),
            card("复议后起诉", RESULTS, (0, 4, 0, 0, 4), shape),
            "五、存在的主要问题及改进情况",
            "窗口人员轮换频繁，部分材料归档不及时，下一年将补齐。",
        ]
    )


def facts_of(text: str) -> dict[str, Fact]:
    return {fact.id: fact for fact in read_tables(fold(text), ()).facts}


@pytest.mark.parametrize("shape", ["{}{}", "{}：{}", "{}\t{}", "{}\n{}", "{} {}"])
def test_every_cell_of_a_card_is_read(shape: str) -> None:
    text = report(shape)
    facts = facts_of(text)
    for row, cells in (("new_received", NEW), ("carried_over", OVER), ("result.granted", GIVEN)):
        assert tuple(facts[f"applications.{row}.{name}"].value for name in IDS) == cells
    assert facts["active.rules.in_force"].value == 8
    assert facts["active.normative_documents.repealed"].value == 2
    assert facts["active.licensing.decisions"].value == 512
    assert facts["active.penalties.decisions"].state == "zero"
    assert facts["active.fees.amount"].value == 3.5
    assert [facts[f"review.{name}"].value for name in ("maintained", "other", "total")] == [1, 2, 3]
    assert facts["litigation.direct.pending"].value == 1
    assert facts["litigation.after_review.corrected"].value == 4
    assert all(text[f.start : f.end] == f.raw for f in facts.values() if f.state in ("ok", "zero"))


def test_a_value_may_stand_before_its_name() -> None:
    facts = facts_of(report("{1}{0}"))
    assert tuple(facts[f"applications.new_received.{name}"].value for name in IDS) == NEW
    assert facts["active.normative_documents.in_force"].value == 40


def test_names_and_values_may_fill_one_line() -> None:
    text = report("{}：{}")
    for label, below in (("一、本年新收政府信息公开申请数量", 7), ("行政复议\n", 5)):
        head, _, rest = text.partition(label)
        lines = rest.lstrip("\n").split("\n")
        text = "\n".join([head + label.strip(), "；".join(lines[:below]) + "。", *lines[below:]])
    facts = facts_of(text)
    assert tuple(facts[f"applications.new_received.{name}"].value for name in IDS) == NEW
    assert [facts[f"review.{name}"].value for name in ("maintained", "other", "total")] == [1, 2, 3]


@pytest.mark.parametrize("shape", ["{}{}", "{}：{}", "{}\n{}"])
def test_a_sign_is_never_lost(shape: str) -> None:
    names = ("上一年项目数量", "本年增/减", "处理决定数量")
    rows = (("行政许可", (25, -3, 423)), ("行政处罚", (94, "+2", 1020)), ("行政强制", (7, 0, 9)))
    text = "主动公开政府信息情况\n" + "\n".join(card(r, names, cells, shape) for r, cells in rows)
    facts = facts_of(text)
    assert [facts[f"active.{r}.change"].value for r in ("licensing", "penalties")] == [-3, 2]


@pytest.mark.parametrize("line", ["各人数据见附件3", "申请者11人其中企业2家"])
def test_a_row_before_figures_that_are_not_read_is_not_empty(line: str) -> None:
    text = report("{}：{}").replace("行政处罚\n本年处理决定数量：0", f"行政处罚\n{line}")
    fact = facts_of(text).get("active.penalties.decisions")
    assert fact is None or fact.state in ("ambiguous", "missing")


def test_an_empty_cell_beside_its_name_is_blank() -> None:
    fact = facts_of(report("{}\t{}", new=(17, 3, "", 0, 1, 0, 21)))
    assert fact["applications.new_received.research"].state == "blank"
    assert fact["applications.new_received.total"].value == 21


def test_a_card_that_lacks_columns_is_left_open() -> None:
    text = report("{}{}", new=(17, 3, 21), names=("自然人", "商业企业", "总计"))
    states = {facts_of(text)[f"applications.new_received.{name}"].state for name in IDS}
    assert states <= {"ambiguous", "missing"}


def test_columns_in_another_order_are_not_taken_for_a_row() -> None:
    text = report("{}{}", new=NEW[::-1], names=COLUMNS[::-1])
    facts = facts_of(text)
    for name in IDS:
        assert facts[f"applications.new_received.{name}"].state in ("ambiguous", "missing")


@pytest.mark.parametrize("bullet", ["● ", "　—", "- ", "•", "◆ "])
def test_a_list_of_counts_is_no_table(bullet: str) -> None:
    lines = [
        "予以公开14件",
        "部分公开3件",
        "不予公开3件",
        "无法提供7件",
        "不予处理2件",
        "其他处理1件",
    ]
    text = "一、总体情况\n" + "\n".join(bullet + line for line in lines)
    assert not any(fact.value for fact in read_tables(fold(text), ()).facts)


@pytest.mark.parametrize("mark", ["：", ": "])
@pytest.mark.parametrize("join", ["，", "、", "；"])
def test_a_line_that_tells_a_row_whole_is_that_row(mark: str, join: str) -> None:
    def told(label: str, names: tuple[str, ...], cells: tuple[object, ...]) -> str:
        listed = join.join(f"{name}{cell}件" for name, cell in zip(names, cells, strict=True))
        return f"{label}{mark}{listed}。"

    lines = [
        "三、收到和处理政府信息公开申请情况",
        told("一、本年新收政府信息公开申请数量", COLUMNS, NEW),
        told("二、上年结转政府信息公开申请数量", COLUMNS, OVER),
        told("（一）予以公开", COLUMNS, GIVEN),
        told("1.属于国家秘密", COLUMNS[:3], (1, 2, 3)),
        "四、政府信息公开行政复议、行政诉讼情况",
        told("行政复议", RESULTS, (1, 0, 2, 0, 3)),
        told("未经复议直接起诉", RESULTS, (0, 0, 0, 1, 1)),
        told("复议后起诉", RESULTS, (0, 4, 0, 0, 4)),
    ]
    facts = facts_of("\n".join(lines))
    for row, cells in (("new_received", NEW), ("carried_over", OVER), ("result.granted", GIVEN)):
        assert tuple(facts[f"applications.{row}.{name}"].value for name in IDS) == cells
    assert facts["applications.result.denied_state_secret.natural_person"].value is None
    assert facts["litigation.after_review.corrected"].value == 4
