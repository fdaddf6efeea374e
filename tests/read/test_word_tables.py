"""Merged cells of Word stand where they belong, whatever program merged them."""

from io import BytesIO

import docx
import pytest
from docx_files import cell, package, paragraph, row, run, span, table
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.base.errors import InputError
from wenzhi.read.word import compose

DOWN = '<w:vMerge w:val="restart"/>'
ON = "<w:vMerge/>"


def places(*tables):
    """Text, row, column, rows and columns of every cell."""
    made = compose(package("".join(tables)), "甲.docx")
    return [(made.text[c.start : c.end], c.row, c.column, c.rows, c.columns) for c in made.cells]


def test_merged_cells_span_rows_and_columns():
    made = table(
        row(cell("申请人情况", span(3) + DOWN), "自然人"),
        row(cell("", span(3) + ON), "3"),
        row("甲", "乙", "丙", "4"),
    )
    assert places(made) == [
        ("申请人情况", 0, 0, 2, 3),
        ("自然人", 0, 3, 1, 1),
        ("3", 1, 3, 1, 1),
        ("甲", 2, 0, 1, 1),
        ("乙", 2, 1, 1, 1),
        ("丙", 2, 2, 1, 1),
        ("4", 2, 3, 1, 1),
    ]


def test_text_under_a_merged_cell_is_not_shown_but_told():
    body = table(row(cell("甲", DOWN), "1"), row(cell("看不见", ON), "2"))
    made = compose(package(body), "甲.docx")
    assert made.text == "甲\t1\n\t2"
    assert made.omitted == ("合并单元格遮住的文字：看不见",)


def test_a_continuation_without_a_beginning_is_a_cell_of_its_own():
    assert places(table(row(cell("甲", ON), "1"), row(cell("", ON), "2"))) == [
        ("甲", 0, 0, 2, 1),
        ("1", 0, 1, 1, 1),
        ("2", 1, 1, 1, 1),
    ]


def test_a_continuation_of_another_width_belongs_to_the_cell_above():
    made = table(row(cell("甲", span(2) + DOWN), "1"), row(cell("", ON), cell("", ON), "2"))
    assert places(made) == [("甲", 0, 0, 2, 2), ("1", 0, 2, 1, 1), ("2", 1, 2, 1, 1)]


def test_horizontal_merging_of_old_word():
    begin, on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    made = table(
        row(cell("甲", begin + DOWN), cell("", on + DOWN), "1"),
        row(cell("", begin + ON), cell("", on + ON), "2"),
    )
    assert places(made) == [("甲", 0, 0, 2, 2), ("1", 0, 2, 1, 1), ("2", 1, 2, 1, 1)]


def test_rows_may_begin_late():
    late = '<w:gridBefore w:val="2"/>'
    assert places(table(row("甲", "乙", "1"), row("2", properties=late)))[-1] == ("2", 1, 2, 1, 1)


def test_deleted_rows_and_cells_are_gone():
    made = table(
        row("甲", "1"),
        row("乙", "9", properties="<w:del/>"),
        row(cell("旧", "<w:cellDel/>"), "丙", "2"),
    )
    assert [text for text, *_ in places(made)] == ["甲", "1", "丙", "2"]


def test_controls_around_rows_and_cells_are_looked_through():
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inner = control.format(cell("甲")) + cell("1")
    assert places(f"<w:tbl>{control.format(f'<w:tr>{inner}</w:tr>')}</w:tbl>") == [
        ("甲", 0, 0, 1, 1),
        ("1", 0, 1, 1, 1),
    ]


def test_paragraphs_and_breaks_in_a_cell_are_blanks():
    two = cell(paragraph("行政") + paragraph("<w:r><w:t>许</w:t><w:br/><w:t>可</w:t></w:r>"))
    assert places(table(row(two, "3")))[0][0] == "行政 许 可"


OFFICIAL = table(row("规章", "1", "2"), row("规范性文件", "3", "4"))


def test_a_table_that_frames_another_is_taken_apart():
    made = compose(package(table(row("二、主动公开情况"), row(cell(OFFICIAL)))), "甲.docx")
    assert made.text == "二、主动公开情况\n规章\t1\t2\n规范性文件\t3\t4"
    assert [(c.table, c.path) for c in made.cells][1] == (
        1,
        "body/tbl[1]/tr[2]/tc[1]/tbl[1]/tr[1]/tc[1]",
    )


def test_a_form_of_headings_beside_text_and_tables_is_taken_apart():
    problems = cell("公开目录更新偏慢。下一年按季核对目录，逐项补齐。")
    rows = [
        row("名称", "桐溪镇年报"),
        row("二、主动公开政府信息情况", cell(OFFICIAL)),
        row("五、存在的主要问题及改进情况", problems),
        row("六、其他", "无。"),
    ]
    lines = compose(package(table(*rows)), "甲.docx").text.split("\n")
    assert lines[0] == "名称\t桐溪镇年报"
    assert "五、存在的主要问题及改进情况" in lines
    assert lines[-1] == "六、其他\t无。"


def test_a_remark_in_a_table_of_data_stays_in_its_row():
    remark = "其中两件为当场办结，一件依法延期。详见网站公告栏。"
    made = compose(package(table(row("行政许可", remark), row("行政处罚", "3"))), "甲.docx")
    assert made.text == f"行政许可\t{remark}\n行政处罚\t3"


def test_a_report_within_one_cell_is_paragraphs():
    report = cell(paragraph("一、总体情况") + paragraph("全年公开信息。" * 12) + OFFICIAL)
    head = row("索引号", "012")
    made = compose(package(table(head, row(cell(table(row(report)), span(2))))), "甲.docx")
    assert made.text.split("\n")[:2] == ["索引号\t012", "一、总体情况"]
    assert made.text.endswith("规章\t1\t2\n规范性文件\t3\t4")


def test_prose_of_one_paragraph_with_line_breaks_keeps_its_lines():
    lines = "".join(f"<w:r><w:br/><w:t>{line}</w:t></w:r>" for line in ("一、总体", "好。" * 40))
    made = compose(package(table(row(cell(paragraph(lines))))), "甲.docx")
    assert made.text == "一、总体\n" + "好。" * 40


def test_values_in_a_small_table_within_a_cell_stay_in_its_row():
    assert places(table(row("规章", cell(table(row("1", "2"))))))[1][0] == "1 2"


def test_merges_made_by_python_docx():
    document = docx.Document()
    made = document.add_table(3, 3)
    made.cell(0, 0).merge(made.cell(1, 1)).text = "三、办理结果"
    made.cell(0, 2).text = "5"
    made.cell(2, 0).merge(made.cell(2, 1)).text = "总计"
    made.cell(2, 2).text = "6"
    file = BytesIO()
    document.save(file)
    read = compose(file.getvalue(), "甲.docx")
    assert [(read.text[c.start : c.end], c.row, c.column, c.rows, c.columns) for c in read.cells] == [
        ("三、办理结果", 0, 0, 2, 2),
        ("5", 0, 2, 1, 1),
        ("", 1, 2, 1, 1),
        ("总计", 2, 0, 1, 2),
        ("6", 2, 2, 1, 1),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.data())
def test_a_grid_cut_into_rectangles_is_read_back(data):
    height, width = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    owner = {}
    wanted = []
    for top in range(height):
        for left in range(width):
            if (top, left) in owner:
                continue
            right = left + 1
            while right < width and (top, right) not in owner and data.draw(st.booleans()):
                right += 1
            bottom = top + data.draw(st.integers(1, height - top))
            name = f"格{len(wanted)}"
            wanted.append((name, top, left, bottom - top, right - left))
            for place in ((r, c) for r in range(top, bottom) for c in range(left, right)):
                owner[place] = wanted[-1]
    rows = []
    for number in range(height):
        cells, column = [], 0
        while column < width:
            name, top, _, tall, wide = owner[(number, column)]
            merge = "" if tall == 1 else DOWN if top == number else ON
            cells.append(cell(name if top == number else "", span(wide) + merge))
            column += wide
        rows.append(row(*cells))
    assert places(table(*rows)) == wanted


@pytest.mark.parametrize(
    "body",
    [
        table(*[row(*["1"] * 400)] * 300),
        table(row(*[cell("1", span(10_000))] * 2_000)),
    ],
)
def test_a_table_of_absurd_size_is_refused(body):
    with pytest.raises(InputError) as caught:
        compose(package(body), "甲.docx")
    assert caught.value.code == "E308"


def test_numbers_in_cells_are_final_text():
    changed = f"<w:p><w:del>{run('7')}</w:del><w:ins>{run('8')}</w:ins></w:p>"
    assert places(table(row("规章", cell(changed))))[1][0] == "8"
