"""Tables as they are met: forms, mixtures, false friends, layouts of table 四, what is missing."""

from __future__ import annotations

import pytest

from wenzhi.base.records import Fact, Section
from wenzhi.parse.tables.forms import fact_ids
from wenzhi.parse.tables.official import TableReading, read_tables
from wenzhi.text.normalize import fold

REVIEW = [
    f"{block}.{column}"
    for block in ("review", "litigation.direct", "litigation.after_review")
    for column in ("maintained", "corrected", "other", "pending", "total")
]
COLUMNS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
BLOCKS = ["行政复议", "未经复议直接起诉", "复议后起诉"]
NUMBERS = [str(number) for number in range(1, 16)]
TITLE = "四、政府信息公开行政复议、行政诉讼情况\n"


def read(text: str, sections: tuple[Section, ...] = ()) -> TableReading:
    return read_tables(fold(text), sections)


def facts_of(text: str, sections: tuple[Section, ...] = ()) -> dict[str, Fact]:
    return {fact.id: fact for fact in read(text, sections).facts}


def section(kind: str, start: int = 0, end: int = 1) -> Section:
    return Section(kind=kind, no=None, heading=None, start=start, end=end, confidence=1.0)  # type: ignore[arg-type]


OUTLINE = tuple(
    section(kind) for kind in ("overview", "active", "applications", "review", "problems", "other")
)

ACTIVE_2021 = """第二十条第（一）项
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t0\t0\t0
行政规范性文件\t3\t1\t12
第二十条第（五）项
信息内容\t本年处理决定数量
行政许可\t447
第二十条第（六）项
信息内容\t本年处理决定数量
行政处罚\t23
行政强制\t4
第二十条第（八）项
信息内容\t本年收费金额（单位：万元）
行政事业性收费\t12.5
"""


# Table 二.


def test_the_2021_table_has_amounts_with_their_unit_and_place():
    text = "二、主动公开政府信息情况\n" + ACTIVE_2021
    reading = read(text)
    facts = {fact.id: fact for fact in reading.facts}
    fees = facts["active.fees.amount"]
    assert (fees.value, fees.unit, fees.state, fees.raw) == (12.5, "万元", "ok", "12.5")
    assert fees.place is not None
    assert (fees.place.table, fees.place.row, fees.place.column) == (0, 5, 0)
    assert fees.place.line == text.count("\n", 0, fees.start) + 1
    assert facts["active.rules.issued"].state == "zero"
    assert reading.form == "2021"
    assert text[slice(*reading.spans[0])] == ACTIVE_2021.strip()


def test_the_head_of_an_amount_may_say_another_unit():
    facts = facts_of(ACTIVE_2021.replace("万元", "元").replace("12.5", "125000"))
    fees = facts["active.fees.amount"]
    assert (fees.value, fees.unit, fees.state) == (125000, "元", "ok")


def test_procurement_has_a_unit_only_where_one_is_written():
    table = "\n".join(
        [
            "信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量",
            "规范性文件\t1\t1\t9",
            "信息内容\t上一年项目数量\t本年增/减\t处理决定数量",
            "行政许可\t30\t+2\t118",
            "信息内容\t采购项目数量\t采购总金额",
            "政府集中采购\t3\t251000元",
        ]
    )
    facts = facts_of(table)
    assert (facts["active.procurement.amount"].value, facts["active.procurement.amount"].unit) == (
        251000,
        "元",
    )
    assert facts["active.licensing.change"].value == 2
    assert facts["active.licensing.change"].state == "ok"
    plain = facts_of(table.replace("251000元", "25.1"))
    assert plain["active.procurement.amount"].unit is None
    headed = facts_of(table.replace("采购总金额", "采购总金额（万元）"))
    assert headed["active.procurement.amount"].unit == "元"
    assert headed["active.procurement.amount"].state == "malformed"


def test_trailing_empty_cells_of_merged_heads_are_no_extra_cells():
    table = ACTIVE_2021.replace("行政许可\t447", "行政许可\t447\t\t")
    assert facts_of(table)["active.licensing.decisions"].value == 447


def test_words_in_place_of_a_number_are_malformed_and_spare_their_neighbours():
    facts = facts_of(ACTIVE_2021.replace("\t3\t1\t12", "\t3\t见附件\t12"))
    row = [facts[f"active.normative_documents.{c}"] for c in ("issued", "repealed", "in_force")]
    assert [fact.value for fact in row] == [3, None, 12]
    assert [fact.state for fact in row] == ["ok", "malformed", "ok"]


def test_a_block_under_the_other_forms_heads_has_that_forms_ids():
    mixed = ACTIVE_2021.replace(
        "本年制发件数\t本年废止件数\t现行有效件数", "本年新制作数量\t本年新公开数量\t对外公开总数量"
    )
    facts = facts_of(mixed)
    assert facts["active.normative_documents.made"].value == 3
    assert "active.normative_documents.issued" not in facts
    assert facts["active.licensing.decisions"].value == 447


def test_a_row_left_out_is_missing_and_told():
    reading = read(ACTIVE_2021.replace("规章\t0\t0\t0\n", ""))
    facts = {fact.id: fact for fact in reading.facts}
    assert facts["active.rules.issued"].state == "missing"
    assert facts["active.rules.issued"].start is None
    assert any("规章" in warning for warning in reading.warnings)


def test_two_rows_that_claim_one_label_leave_it_undecided():
    reading = read(ACTIVE_2021.replace("行政强制\t4", "行政强制措施\t4\n行政强制执行\t2"))
    facts = {fact.id: fact for fact in reading.facts}
    assert facts["active.coercion.decisions"].state == "ambiguous"


def test_a_local_row_never_lends_its_number_to_an_empty_row_below():
    table = "行政许可\n12\n行政处罚\n3\n行政强制\n4\n行政检查\n77\n行政事业性收费\n本年发布总数\n88"
    reading = read(table)
    facts = {fact.id: fact for fact in reading.facts}
    assert facts["active.fees.amount"].value is None
    assert facts["active.coercion.decisions"].value == 4
    assert "行政检查" in [row.label for row in reading.local]


# Table 三.


def test_numbers_between_the_halves_of_a_wrapped_label():
    text = """三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量 31 5 0 0 6 4 46
二、上年结转政府信息公开申请数量 3 0 0 0 0 0 3
（一）予以公开 12 2 0 0 5 3 22
三、 （二）部分公开（区分处理的，只计这一情
4 7 0 0 0 0 11
形，不计其他情形）
本
1.属于国家秘密 2 0 0 0 0 0 2
年 2.其他法律行政法规禁止公
3 1 0 0 0 0 4
度 开
- 7 -

（三）不 3.危及“三安全一稳定” 5 0 0 0 0 0 5
办
予公开 4.保护第三方合法权益 6 0 0 0 0 0 6
"""
    facts = facts_of(text)
    totals = {
        "new_received": 46,
        "carried_over": 3,
        "result.granted": 22,
        "result.partial": 11,
        "result.denied_state_secret": 2,
        "result.denied_law_prohibited": 4,
        "result.denied_three_security_one_stability": 5,
        "result.denied_third_party": 6,
    }
    assert {row: facts[f"applications.{row}.total"].value for row in totals} == totals
    assert facts["applications.result.not_held.total"].state == "missing"


def test_six_numbers_for_seven_columns_are_ambiguous_with_the_row_as_evidence():
    text = """一、本年新收政府信息公开申请数量\t1\t2\t3\t4\t5\t6\t21
二、上年结转政府信息公开申请数量\t1\t2\t3\t4\t5\t15
（一）予以公开\t1\t2\t3\t4\t5\t6\t21
"""
    reading = read(text)
    row = [fact for fact in reading.facts if ".carried_over." in fact.id]
    assert {(fact.state, fact.value, fact.raw) for fact in row} == {
        ("ambiguous", None, "1\t2\t3\t4\t5\t15")
    }
    assert any("6个数" in warning for warning in reading.warnings)


def test_a_page_number_on_a_line_of_its_own_is_no_cell():
    text = """一、本年新收政府信息公开申请数量 1 2 3 4 5 6 21
二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0
4
（一）予以公开 1 2 3 4 5 6 21
"""
    assert facts_of(text)["applications.carried_over.natural_person"].state == "zero"
    assert facts_of(text)["applications.result.granted.total"].value == 21


def test_several_values_run_together_in_one_cell_are_parted():
    text = """一、本年新收政府信息公开申请数量\t1 2 3 4 5 6\t21
二、上年结转政府信息公开申请数量\t1\t2\t3\t4\t5\t6\t21
（一）予以公开\t0\t0\t0\t0\t0\t0\t0
"""
    facts = facts_of(text)
    assert [facts[n].value for n in fact_ids("2021") if ".new_received." in n] == [
        1, 2, 3, 4, 5, 6, 21,
    ]  # fmt: skip


def test_units_parted_from_their_numbers_are_of_the_cell():
    text = """一、本年新收政府信息公开申请数量 1 件 2 件 3 件 4 件 5 件 6 件 21 件
二、上年结转政府信息公开申请数量 0 件 0 件 0 件 0 件 0 件 0 件 0 件
（一）予以公开 1 件 2 件 3 件 4 件 5 件 6 件 21 件
"""
    total = facts_of(text)["applications.new_received.total"]
    assert (total.value, total.raw, total.unit, total.state) == (21, "21 件", "件", "ok")


def test_a_sixth_group_with_a_row_of_its_own_beside_its_parts_is_local():
    rows = [
        "5.要求行政机关确认或重新出具已获取信息",
        "（六）其他处理",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "3.其他",
        "（七）总计",
    ]
    text = "\n".join(f"{row}\t{n}\t0\t0\t0\t0\t0\t{n}" for n, row in enumerate(rows, 1))
    reading = read(text)
    facts = {fact.id: fact.value for fact in reading.facts}
    assert facts["applications.result.other_no_correction.total"] == 3
    assert facts["applications.result.other_misc.total"] == 5
    assert facts["applications.result.total.total"] == 6
    assert [row.label for row in reading.local] == ["（六）其他处理"]


# Table 四.


def rows_of_five(separator: str) -> str:
    lines = [separator.join(["类别", *COLUMNS])]
    for index, block in enumerate(BLOCKS):
        lines.append(separator.join([block, *NUMBERS[index * 5 : index * 5 + 5]]))
    return "\n".join(lines)


def one_row(values: list[str]) -> str:
    heads = ["行政复议 行政诉讼", " ".join([*COLUMNS, *BLOCKS[1:]]), " ".join(COLUMNS * 2)]
    return "\n".join([*heads, " ".join(values)])


REVIEW_TABLES = {
    "one row": one_row(NUMBERS),
    "wrapped values": one_row([*NUMBERS[:9], "\n", *NUMBERS[9:]]),
    "rows of five with tabs": rows_of_five("\t"),
    "rows of five with blanks": rows_of_five(" "),
    "one block below the other": "\n".join(
        "\n".join([block, *COLUMNS, *NUMBERS[index * 5 : index * 5 + 5]])
        for index, block in enumerate(BLOCKS)
    ),
    "five and ten": "\n".join(
        [
            "行政复议",
            " ".join(COLUMNS),
            " ".join(NUMBERS[:5]),
            "行政诉讼",
            "未经复议直接起诉 复议后起诉",
            " ".join(COLUMNS * 2),
            " ".join(NUMBERS[5:]),
        ]
    ),
    "blocks as columns": "\n".join(
        ["\t" + "\t".join(BLOCKS)]
        + [
            "\t".join([column, *(NUMBERS[block * 5 + index] for block in range(3))])
            for index, column in enumerate(COLUMNS)
        ]
    ),
    "label and value": "\n".join(
        "\n".join(
            [block, *(f"{column}：{NUMBERS[row * 5 + i]}" for i, column in enumerate(COLUMNS))]
        )
        for row, block in enumerate(BLOCKS)
    ),
    "heads of two characters": one_row(NUMBERS)
    .replace("结果", "结果 ")
    .replace("未经复议", "未经复议 "),
    "without heads": " ".join(NUMBERS),
    "mistyped heads": one_row(NUMBERS).replace("尚未", "尚末").replace("复议后", "复义后"),
}


@pytest.mark.parametrize("layout", REVIEW_TABLES)
def test_table_four_in_its_layouts(layout):
    facts = facts_of(TITLE + REVIEW_TABLES[layout] + "\n五、存在的主要问题及改进情况\n一是不够。")
    assert [facts[name].value for name in REVIEW] == list(range(1, 16))


def test_fourteen_numbers_for_fifteen_columns_leave_all_undecided():
    reading = read(TITLE + one_row(NUMBERS[:14]))
    assert {fact.state for fact in reading.facts if fact.id in REVIEW} == {"ambiguous"}
    assert any("表四" in warning for warning in reading.warnings)


def test_four_numbers_for_five_columns_leave_that_block_undecided():
    facts = facts_of(TITLE + rows_of_five("\t").replace("\t10", ""))
    assert facts["review.total"].value == 5
    assert facts["litigation.direct.total"].state == "ambiguous"
    assert facts["litigation.after_review.total"].value == 15


def test_heads_without_numbers_are_blank():
    facts = facts_of(TITLE + one_row([]))
    assert {facts[name].state for name in REVIEW} == {"blank"}


def test_fifteen_numbers_in_the_section_on_review_are_table_four():
    text = "四、复义及诉讼\n" + " ".join(NUMBERS)
    facts = facts_of(text, (section("review", 0, len(text)),))
    assert [facts[name].value for name in REVIEW] == list(range(1, 16))


# What is no table.


@pytest.mark.parametrize(
    "text",
    [
        "一、本年新收政府信息公开申请数量3件，二、上年结转政府信息公开申请数量0件，予以公开2件。",
        "行政许可\n全年办理行政许可 35 件，行政处罚 12 件，行政强制 0 件。\n行政处罚\n全部公示。",
        "（一）予以公开\n对申请人予以公开的，均在期限内答复。\n（二）部分公开\n全年 3 件。",
        "行政复议结果维持3件，结果纠正0件，尚未审结1件；未经复议直接起诉0件，复议后起诉0件。",
        "行政复议\n本年度无。\n行政诉讼\n本年度无。",
        "目录\n一、总体情况 1\n二、主动公开政府信息情况 3\n三、收到和处理政府信息公开申请情况 5",
    ],
)
def test_running_text_and_headings_are_no_table(text):
    reading = read(text)
    assert reading.facts == ()
    assert reading.spans == ()
    assert reading.form is None


@pytest.mark.parametrize("separator", ["\t", " ", "\n", "|"])
def test_the_statistics_of_older_reports_are_no_official_table(separator):
    rows = [
        ("统计指标", "单位", "统计数"),
        ("（一）主动公开政府信息数", "条", "120"),
        ("其中：主动公开规范性文件数", "条", "3"),
        ("三、依申请公开情况", "", ""),
        ("（一）收到申请数", "件", "2"),
        ("（三）申请答复数", "件", "2"),
        ("2.同意公开答复数", "件", "1"),
        ("3.同意部分公开答复数", "件", "0"),
        ("其中：涉及国家秘密", "件", "0"),
        ("危及国家安全、公共安全、经济安全和社会稳定", "件", "0"),
        ("四、行政复议数量", "件", "0"),
        ("五、行政诉讼数量", "件", "0"),
    ]
    text = "青溪市2016年政府信息公开工作年度报告\n" + "\n".join(map(separator.join, rows))
    reading = read(text, (section("overview"), section("statistics")))
    assert reading.facts == ()
    assert reading.form is None


# What is missing.


def test_an_absent_table_is_missing_in_the_form_of_the_others():
    reading = read(ACTIVE_2021)
    states = {fact.id: fact.state for fact in reading.facts}
    assert tuple(states) == fact_ids("2021")
    assert states["applications.result.other_misc.total"] == "missing"
    assert states["review.total"] == "missing"
    assert {"没有读到表三", "没有读到表四"} <= set(reading.warnings)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("青溪市2020年政府信息公开工作年度报告", "2019"),
        ("青溪市2023年政府信息公开工作年度报告", "2021"),
        ("青溪市年度报告，按照国办公开办函〔2019〕60号编制", "2019"),
        ("青溪市年度报告。全年收取信息处理费0元。", "2021"),
    ],
)
def test_without_any_table_the_outline_and_the_text_say_which_cells_are_missing(text, form):
    reading = read(text, OUTLINE)
    assert reading.form is None
    assert reading.presumed == form
    assert tuple(fact.id for fact in reading.facts) == fact_ids(form)
    assert {fact.state for fact in reading.facts} == {"missing"}


def test_no_cells_are_missing_where_no_official_form_is_to_be_expected():
    assert read("青溪市2015年政府信息公开工作年度报告", OUTLINE).facts == ()
    assert read("青溪市2023年政府信息公开工作年度报告", (section("overview"),)).facts == ()
    assert read("").facts == ()


def test_spans_leave_the_text_around_a_table_alone():
    before, after = "本局全年主动公开信息。\n", "本局没有收到投诉。\n"
    text = before + ACTIVE_2021 + after
    (span,) = read(text).spans
    assert text[: span[0]] == before
    assert text[span[1] :].strip() == after.strip()
