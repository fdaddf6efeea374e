"""PDFs with a text layer: what a reader sees on the page is what comes out, in the order it is read."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from printed import Paper, pdf

from wenzhi.base.errors import InputError
from wenzhi.read import read_bytes
from wenzhi.read.composition import Composition
from wenzhi.read.pdf import compose
from wenzhi.read.pdfium import MAX_PAGES

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


def made(*papers: Paper) -> Composition:
    return compose(pdf(*papers), "年报.pdf")


def grid(paper: Paper, xs: list[int], ys: list[int], rows: list[list[str]]) -> Paper:
    """A fully ruled table."""
    for x in xs:
        paper.line(x, ys[0], x, ys[-1])
    for y in ys:
        paper.line(xs[0], y, xs[-1], y)
    for row, (top, bottom) in zip(rows, pairwise(ys), strict=True):
        for text, (left, right) in zip(row, pairwise(xs), strict=True):
            paper.cell(left, top, right, bottom, text)
    return paper


PROSE = "我局全年主动公开政府信息一百余条，内容涉及机构职能、财政预决算、行政许可等各个方面，"


def test_wrapped_lines_are_one_paragraph_and_indented_ones_begin_another() -> None:
    paper = Paper()
    paper.text(96, 100, PROSE[:36]).text(72, 120, PROSE[:38]).text(72, 140, "均已按时公开。")
    paper.text(96, 160, "下一步将继续努力。")
    assert made(paper).text == PROSE[:36] + PROSE[:38] + "均已按时公开。\n下一步将继续努力。"


def test_a_paragraph_goes_on_over_the_page_and_its_page_numbers_are_left_out() -> None:
    first = Paper().text(96, 740, PROSE[:36]).text(72, 760, PROSE[:38]).text(280, 800, "- 1 -")
    second = Paper().text(72, 80, "均已公开。").text(96, 100, PROSE[:36]).text(280, 800, "- 2 -")
    result = made(first, second)
    assert result.text == PROSE[:36] + PROSE[:38] + "均已公开。\n" + PROSE[:36]
    assert result.omitted == ("- 1 -", "- 2 -")


def test_running_heads_and_bare_numbers_at_the_foot_are_left_out() -> None:
    papers = [
        Paper().text(400, 40, "青岚县年度报告", 9).text(72, 100, text).text(290, 810, str(n), 9)
        for n, text in enumerate(("第一段话。", "第二段话。", "第三段话。"), start=1)
    ]
    result = made(*papers)
    assert result.text == "第一段话。\n第二段话。\n第三段话。"
    assert result.omitted == ("青岚县年度报告", "1", "2", "3")


def test_a_number_in_the_text_is_no_page_number() -> None:
    assert (
        "\n7\n" in made(Paper().text(72, 400, "共计").text(72, 420, "7").text(72, 440, "件")).text
    )


def test_merged_cells_span_what_they_span() -> None:
    paper = Paper()
    for y in (100, 140, 160):
        paper.line(72, y, 372, y)
    paper.line(172, 120, 372, 120)
    for x in (72, 172, 372):
        paper.line(x, 100, x, 160)
    paper.line(272, 120, 272, 160)
    paper.cell(72, 100, 172, 140, "项目").cell(172, 100, 372, 120, "申请人")
    paper.cell(172, 120, 272, 140, "自然人").cell(272, 120, 372, 140, "总计")
    paper.cell(72, 140, 172, 160, "新收").cell(172, 140, 272, 160, "3").cell(
        272, 140, 372, 160, "3"
    )
    result = made(paper)
    assert result.text == "项目\t申请人\t\n\t自然人\t总计\n新收\t3\t3"
    assert [(c.row, c.column, c.rows, c.columns) for c in result.cells] == [
        (0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1),
    ]  # fmt: skip
    assert {cell.page for cell in result.cells} == {1}
    assert result.cells[0].box == (72.0, 100.0, 172.0, 140.0)


@pytest.mark.parametrize("style", ["dashed", "boxes", "spaced", "thin areas", "open sides"])
def test_however_its_rulings_are_drawn_a_table_is_one(style: str) -> None:
    xs, ys, paper = [72, 172, 272, 372], [100, 120, 140], Paper()
    for top, bottom in pairwise(ys):
        for left, right in pairwise(xs):
            if style == "boxes":
                paper.box(left, top, right, bottom)
            elif style == "spaced":
                paper.box(left + 0.8, top + 0.8, right - 0.8, bottom - 0.8)
    for y in ys:
        if style == "thin areas":
            paper.box(72, y - 0.4, 372, y + 0.4, grey=0)
        elif style in ("dashed", "open sides"):
            paper.line(72, y, 372, y, dash="[2 2] 0 d" if style == "dashed" else "")
    for x in xs[1:-1] if style == "open sides" else xs:
        if style == "thin areas":
            paper.box(x - 0.4, 100, x + 0.4, 140, grey=0)
        elif style in ("dashed", "open sides"):
            paper.line(x, 100, x, 140, dash="[2 2] 0 d" if style == "dashed" else "")
    for row, texts in enumerate((("规章", "12", "345"), ("文件", "0", "6789"))):
        for column, text in enumerate(texts):
            paper.cell(xs[column], ys[row], xs[column + 1], ys[row + 1], text)
    assert made(paper).text == "规章\t12\t345\n文件\t0\t6789"


def test_a_label_wrapped_in_its_cell_is_one_and_so_is_a_number() -> None:
    paper = Paper()
    grid(paper, [72, 172, 202], [100, 130], [["", ""]])
    paper.cell(72, 100, 172, 130, "部分公开（区分处理", "的，只计其一）").cell(
        172, 100, 202, 130, "3985", "758"
    )
    assert made(paper).text == "部分公开（区分处理的，只计其一）\t3985758"


def test_a_number_too_wide_for_its_cell_stays_whole() -> None:
    paper = grid(Paper(), [72, 172, 192, 292], [100, 120], [["许可", "", "8"]])
    paper.text(168, 114, "447228", 9)
    assert made(paper).text == "许可\t447228\t8"


def test_a_table_over_two_pages_is_one_and_says_its_head_once() -> None:
    xs = [72, 200, 300]
    head = ["信息内容", "本年数量"]
    first = grid(Paper(), xs, [700, 720, 740], [head, ["许可", "1"]]).text(290, 810, "- 1 -")
    second = grid(Paper(), xs, [72, 92, 112], [head, ["处罚", "2"]]).text(290, 810, "- 2 -")
    result = made(first, second)
    assert result.text == "信息内容\t本年数量\n许可\t1\n处罚\t2"
    assert {cell.table for cell in result.cells} == {0}
    assert [cell.page for cell in result.cells] == [1, 1, 1, 1, 2, 2]


def test_a_row_cut_by_the_page_is_one_row() -> None:
    xs = [72, 172, 222, 272]
    first = grid(
        Paper(), xs, [700, 720, 740], [["给予公开", "1", "2"], ["要求行政机关确认或", "3", "4"]]
    )
    second = grid(Paper(), xs, [72, 92, 112], [["重新出具", "", ""], ["重复申请", "5", "6"]])
    assert (
        made(first, second).text
        == "给予公开\t1\t2\n要求行政机关确认或重新出具\t3\t4\n重复申请\t5\t6"
    )


def test_a_blank_row_behind_a_page_break_is_its_own() -> None:
    xs = [72, 172, 222, 272]
    first = grid(Paper(), xs, [700, 720, 740], [["给予公开", "1", "2"], ["秘密", "3", "4"]])
    second = grid(Paper(), xs, [72, 92, 112], [["重复申请", "", ""], ["其他", "5", "6"]])
    assert made(first, second).text.endswith("秘密\t3\t4\n重复申请\t\t\n其他\t5\t6")


def test_a_page_without_the_empty_left_column_goes_on_with_the_table() -> None:
    first = Paper()
    for x in (72, 112, 212, 262, 312):
        first.line(x, 700, x, 740)
    first.line(72, 700, 312, 700).line(112, 720, 312, 720).line(72, 740, 312, 740)
    first.cell(72, 700, 112, 740, "结果")
    for row, texts in enumerate((("予以公开", "1", "2"), ("部分公开", "3", "4"))):
        for text, left, right in zip(texts, (112, 212, 262), (212, 262, 312), strict=True):
            first.cell(left, 700 + 20 * row, right, 720 + 20 * row, text)
    second = grid(
        Paper(), [112, 212, 262, 312], [72, 92, 112], [["秘密", "5", "6"], ["其他", "7", "8"]]
    )
    result = made(first, second)
    assert result.text.split("\n") == [
        "结果\t予以公开\t1\t2",
        "\t部分公开\t3\t4",
        "\t秘密\t5\t6",
        "\t其他\t7\t8",
    ]
    assert {cell.table for cell in result.cells} == {0}


def test_heads_at_the_end_of_a_page_are_no_row_that_goes_on() -> None:
    xs = [72, 122, 172]
    first = grid(Paper(), xs, [700, 720, 740], [["规章", "8"], ["信息内容", "决定数量"]])
    second = grid(Paper(), xs, [72, 92, 112], [["行政许可", "3066"], ["行政处罚", "4"]])
    assert made(first, second).text == "规章\t8\n信息内容\t决定数量\n行政许可\t3066\n行政处罚\t4"


def test_the_rest_of_a_row_may_be_all_that_a_page_has_of_its_table() -> None:
    xs = [72, 172, 222, 272]
    first = grid(
        Paper(), xs, [700, 720, 740], [["总计", "1", "2"], ["四、结转下年度继续", "3", "4"]]
    )
    second = grid(Paper(), xs, [72, 92], [["办理", "", ""]]).text(72, 130, "四、复议诉讼情况")
    text = made(first, second).text
    assert text == "总计\t1\t2\n四、结转下年度继续办理\t3\t4\n四、复议诉讼情况"


def test_the_vertical_label_stays_in_its_cell() -> None:
    paper = Paper()
    for x in (72, 92, 192, 232):
        paper.line(x, 100, x, 220)
    paper.line(72, 100, 232, 100).line(72, 220, 232, 220)
    for y in (120, 140, 160, 180, 200):
        paper.line(92, y, 232, y)
    for number, character in enumerate("本年度办理结果"):
        paper.text(77, 118 + number * 14, character, 10)
    for number in range(6):
        top = 100 + number * 20
        paper.cell(92, top, 192, top + 20, f"第{number}类").cell(
            192, top, 232, top + 20, str(number)
        )
    lines = made(paper).text.split("\n")
    assert lines[0].replace(" ", "") == "本年度办理结果\t第0类\t0"
    assert lines[1:] == [f"\t第{number}类\t{number}" for number in range(1, 6)]


def test_two_columns_are_read_one_after_the_other() -> None:
    paper = Paper().text(150, 80, "青岚县教育局2023年政府信息公开年度报告", 14)
    for number in range(9):
        paper.text(72, 120 + number * 18, f"左栏第{number}行文字在此写满这一行。", 11)
        paper.text(320, 120 + number * 18, f"右栏第{number}行文字在此写满这一行。", 11)
    text = made(paper).text
    places = [text.index(f"{side}栏第{number}行") for side in "左右" for number in range(9)]
    assert places == sorted(places)


def test_short_columns_are_columns_and_rows_of_cells_lie_across() -> None:
    paper = Paper().text(150, 80, "青岚县教育局2023年政府信息公开年度报告", 14)
    for number in range(4):
        paper.text(72, 120 + number * 18, f"左栏第{number}行文字在此写满这一行。", 11)
        if number:
            paper.text(306, 112 + number * 18, f"右栏第{number}行文字在此写满这一行。", 11)
    for x, text in ((72, "规章"), (240, "15"), (306, "16"), (420, "83")):
        paper.text(x, 300, text, 11)
    lines = made(paper).text.split("\n")
    assert "".join(lines[1:-1]) == "".join(
        f"{side}栏第{number}行文字在此写满这一行。"
        for side, numbers in (("左", range(4)), ("右", range(1, 4)))
        for number in numbers
    )
    assert lines[-1] == "规章 15 16 83"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_reads_as_shown(rotate: int) -> None:
    straight = grid(Paper(), [72, 172, 272], [100, 120, 140], [["规章", "12"], ["文件", "3"]])
    turned = Paper(drawn=straight.drawn, rotate=rotate)
    result = made(turned.text(72, 80, "二、主动公开政府信息情况"))
    assert result.text == "二、主动公开政府信息情况\n规章\t12\n文件\t3"


def test_a_page_whose_text_runs_upwards_reads_upright() -> None:
    paper = Paper()
    for number, text in enumerate(("二、主动公开政府信息情况", "本年制发规章12件。")):
        paper.text(100 + number * 20, 500, text, turn="0 1 -1 0")
    assert made(paper).text == "二、主动公开政府信息情况\n本年制发规章12件。"


def sheet(left: list[str], right: list[str]) -> Paper:
    """Two A4 pages side by side, their lines level with each other."""
    paper = Paper(1190, 842)
    for start, texts in ((72, left), (667, right)):
        for number, text in enumerate(texts):
            paper.text(start, 100 + 20 * number, text)
    return paper


def test_two_pages_on_a_sheet_are_read_one_after_the_other() -> None:
    left = [f"左页第{number}行写的是全年主动公开的情况如下所述。" for number in range(5)]
    right = [f"右页第{number}行写的是依申请公开的情况如下所述。" for number in range(4)]
    paper = sheet(left, right).text(300, 820, "- 1 -").text(890, 820, "- 2 -")
    paper.line(595, 60, 595, 800)
    last = sheet(["均已按时公开，没有一件超期，特此报告，请予审阅。"], ["青岚县水务局"])
    result = made(paper, last)
    assert result.text == "\n".join(
        [*left, *right, "均已按时公开，没有一件超期，特此报告，请予审阅。", "青岚县水务局"]
    )
    assert result.omitted == ("- 1 -", "- 2 -")


def test_a_table_goes_on_from_the_left_page_of_a_sheet_to_the_right_one() -> None:
    paper = grid(
        Paper(1190, 842), [72, 300, 522], [700, 720, 740], [["信息内容", "数量"], ["许可", "1"]]
    )
    grid(paper, [667, 895, 1117], [72, 92, 112], [["信息内容", "数量"], ["处罚", "2"]])
    result = made(paper)
    assert result.text == "信息内容\t数量\n许可\t1\n处罚\t2"
    assert [cell.box[0] for cell in result.cells if cell.box] == [72, 300, 72, 300, 667, 895]


def test_a_wide_page_with_a_table_across_is_one_page() -> None:
    head = ["信息内容", "上一年", "本年", "合计"]
    paper = grid(
        Paper(1190, 842),
        [72, 400, 700, 900, 1117],
        [100, 120, 140],
        [head, ["许可", "1", "2", "3"]],
    )
    paper.text(72, 200, "左边一行文字写在表的下面。").text(700, 200, "右边一行文字写在表的下面。")
    assert made(paper).text.startswith("信息内容\t上一年\t本年\t合计\n许可\t1\t2\t3")


def test_labels_left_and_figures_right_on_a_wide_page_are_rows() -> None:
    labels = [f"本年第{number}类申请答复的件数合计情况如下所列" for number in range(6)]
    paper = Paper(1190, 842)
    for number, label in enumerate(labels):
        paper.text(72, 100 + 20 * number, label)
        for place in range(4):
            paper.text(700 + 100 * place, 100 + 20 * number, str(number + place))
    rows = made(paper).text.split("\n")
    assert [row.split()[-4:] for row in rows] == [[str(n + p) for p in range(4)] for n in range(6)]


def test_small_raised_figures_are_marks_of_notes() -> None:
    paper = grid(Paper(), [72, 172, 272], [100, 130], [["许可", ""]])
    paper.text(200, 120, "37", 12).text(212.5, 117, "1", 7)
    paper.text(72, 200, "全年收到申请37件", 12).text(169, 197, "2", 7).text(
        175, 200, "，均已答复。", 12
    )
    paper.text(72, 240, "占地120m", 12).text(121, 237, "2", 7)
    assert made(paper).text == "许可\t37\n全年收到申请37件，均已答复。\n占地120m2"


def test_watermarks_and_invisible_text_are_left_out() -> None:
    paper = Paper().text(72, 100, "本年公开信息12条，均已按时公开，无一例外。")
    paper.text(200, 400, "内部资料", 60, grey=0.85, turn="0.7 0.7 -0.7 0.7")
    paper.text(150, 600, "青岚县", 70, grey=0.85)
    paper.text(72, 120, "看不见的字", mode=3).text(72, 140, "白纸上的白字", grey=1)
    result = made(paper)
    assert result.text == "本年公开信息12条，均已按时公开，无一例外。"
    assert set(result.omitted) == {"内部资料青岚县"}


def test_what_is_shown_over_its_own_shadow_is_read() -> None:
    paper = Paper().text(72, 100, "行政许可").text(172, 100, "37", mode=3).text(172, 100, "37")
    paper.text(72, 130, "行政处罚").text(172, 130, "45", mode=3).text(172, 130, "92")
    assert made(paper).text.split() == ["行政许可", "37", "行政处罚", "92"]


def test_white_letters_on_a_dark_ground_are_read() -> None:
    paper = Paper().box(60, 80, 300, 110, grey=0.2).text(72, 100, "信息内容", grey=1)
    assert made(paper).text == "信息内容"


def test_radical_code_points_stay_in_the_text() -> None:
    assert made(Paper().text(72, 100, "⼀、⾏政许可")).text in ("⼀、⾏政许可", "一、行政许可")


def test_large_centred_titles_are_cued() -> None:
    paper = Paper().text(193, 80, "青岚县教育局年度报告", 20)
    for number in range(4):
        paper.text(72, 120 + 20 * number, PROSE[:36], 12)
    result = made(paper)
    assert [(cue.start, cue.end, cue.large, cue.centred) for cue in result.cues] == [
        (0, 10, True, True)
    ]


def test_titles_on_following_pages_keep_their_lines_and_cues() -> None:
    papers = [
        Paper()
        .text(120, 80, f"青岚县{organ}2023年政府信息公开工作年度报告", 18)
        .text(72, 120, PROSE[:36])
        for organ in ("教育局", "水利局")
    ]
    result = made(*papers)
    large = [result.text[cue.start : cue.end] for cue in result.cues if cue.large]
    assert large == [
        f"青岚县{organ}2023年政府信息公开工作年度报告" for organ in ("教育局", "水利局")
    ]


def test_encrypted_damaged_and_endless_files_are_told() -> None:
    whole = pdf(Paper().text(72, 100, "一、总体情况"))
    for content, code in (
        (b"%PDF-1.7\n" + b"\0" * 200, "E308"),
        (whole[:60], "E308"),
        (pdf(*[Paper()] * (MAX_PAGES + 1)), "E304"),
        (pdf(Paper()), "E314"),
    ):
        with pytest.raises(InputError) as told:
            compose(content, "年报.pdf")
        assert told.value.code == code
        assert told.value.where == "年报.pdf"


def test_damaged_bytes_never_raise_anything_but_a_reason() -> None:
    paper = grid(Paper(), [72, 172, 272], [100, 120, 140], [["规章", "12"], ["文件", "3"]])
    whole = pdf(paper.text(72, 80, "二、主动公开政府信息情况"))
    rng = random.Random(7)
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(rng.choice((1, 3, 10, 40))):
            content[rng.randrange(9, len(content))] = rng.randrange(256)
        try:
            result = compose(bytes(content), "年报.pdf")
        except InputError:
            continue
        for cell in result.cells:
            assert 0 <= cell.start <= cell.end <= len(result.text)


def test_extents_beyond_all_measure_do_no_harm() -> None:
    paper = Paper().text(72, 100, "一、总体情况").line(0, 0, 1e9, 1e9).box(-1e9, 5, 1e9, 6)
    paper.text(1e7, 1e7, "远处").text(72, 130, "大字", 1e6)
    assert made(paper).text.startswith("一、总体情况")


def test_the_kind_is_told_by_the_content() -> None:
    document = read_bytes(pdf(Paper().text(72, 100, "一、总体情况")), "年报.dat")
    assert (document.source.format, document.text) == ("pdf", "一、总体情况")


@pytest.mark.skipif(not REAL.is_dir(), reason="real reports are not part of the project")
def test_a_real_pdf_gives_the_facts_of_its_text_twin() -> None:
    from wenzhi.parse.report import parse

    printed = parse(read_bytes((REAL / "huaian-2024.pdf").read_bytes(), "2024.pdf"))
    plain = parse(read_bytes((REAL / "huaian-2024.txt").read_bytes(), "2024.txt"))
    assert [(f.id, f.value, f.state) for f in printed.facts] == [
        (f.id, f.value, f.state) for f in plain.facts
    ]
    assert [s.kind for s in printed.sections] == [s.kind for s in plain.sections]
    assert all(fact.place and fact.place.page and fact.place.box for fact in printed.facts)


def level_rows(rows: list[list[str]], wrapped: int | None = None) -> Paper:
    """Rows of a label and figures in columns 60 points wide, without rulings."""
    paper = Paper()
    for number, (label, *figures) in enumerate(rows):
        y = 200 + number * 34
        if number == wrapped:
            half = len(label) // 2
            paper.text(72, y - 6, label[:half], 10).text(72, y + 6, label[half:], 10)
        else:
            paper.text(72, y, label, 10)
        for column, figure in enumerate(figures):
            paper.text(230 - 2.5 * len(figure) + column * 60, y, figure, 10)
    return paper


def test_figures_below_each_other_are_a_grid_that_keeps_empty_places() -> None:
    rows = [
        ["予以公开", "1", "22", "3", "4", "30"],
        ["属于国家秘密", "5", "", "7", "", "12"],
        ["重复申请", "0", "0", "", "", "0"],
        ["其他处理", "9", "10", "11", "12", "42"],
    ]
    result = made(level_rows(rows, wrapped=1))
    assert result.text.split("\n") == ["\t".join(row) for row in rows]
    assert all(cell.page == 1 and cell.box for cell in result.cells)


def test_a_figure_glued_to_its_label_is_not_lost_in_a_grid() -> None:
    rows = [["申请公开", "1", "2", "3", "4", "10"], ["其他处理", "", "6", "7", "8", "21"]]
    paper = level_rows(rows)
    paper.text(112, 234, "这一行的名称一直写到数字9", 10)
    text = made(paper).text
    assert "数字9" in text
    assert "\t\t" not in text


def narrow_labels(paper: Paper, top: float, rows: list[tuple[str, str, list[str]]]) -> None:
    """Rows without rulings, set from the top: labels two characters wide, the group's beside them."""
    y = top
    for group, label, figures in rows:
        for x, text in ((72, group), (110, label)):
            for number in range(0, len(text), 2):
                paper.text(x, y + number * 6, text[number : number + 2], 10)
        for column, figure in enumerate(figures):
            paper.text(160 + column * 50, y, figure, 10)
        y += (max(len(group), len(label)) + 1) // 2 * 12 + 8


def test_labels_two_characters_wide_are_whole_and_keep_their_figures() -> None:
    rows = [
        ("无法提供", "不掌握相关信息", ["1", "22", "3", "4", "30"]),
        ("", "没有现成信息需要制作", ["5", "0", "7", "0", "12"]),
        ("不予处理", "重复申请", ["0", "0", "8", "0", "8"]),
        ("", "其他处理", ["9", "10", "11", "12", "42"]),
    ]
    paper = Paper()
    narrow_labels(paper, 200, rows)
    assert made(paper).text.split("\n") == [
        "\t".join((group, label, *figures)) for group, label, figures in rows
    ]


def test_labels_without_figures_are_rows_of_their_own() -> None:
    rows = [
        ("", "一、本年新收", ["1", "2", "3", "4", "10"]),
        ("", "二、上年结转", [""] * 5),
        ("", "三、办理结果", [""] * 5),
        ("", "四、结转下年", ["1", "2", "3", "4", "10"]),
    ]
    paper = Paper()
    narrow_labels(paper, 200, rows)
    lines = made(paper).text.split("\n")
    assert lines == ["\t".join((label, *figures)) for _, label, figures in rows]


def test_words_over_the_columns_are_their_heads() -> None:
    rows = [["予以公开", "1", "22", "3", "40"], ["重复申请", "5", "6", "7", "8"]]
    paper = level_rows(rows)
    for column, head in enumerate((("自然人",), ("商业", "企业"), ("科研", "机构"), ("总计",))):
        for number, text in enumerate(head):
            paper.text(230 - 5 * len(text) + column * 60, 160 + number * 12, text, 10)
    paper.text(270, 145, "法人或其他组织人员情况", 10)
    assert made(paper).text.split("\n") == [
        "法人或其他组织人员情况",
        "\t自然人\t商业企业\t科研机构\t总计",
        *("\t".join(row) for row in rows),
    ]
