"""Wrapped lines become paragraphs, paragraphs become sentences, and places stay true."""

from wenzhi.text.normalize import fold
from wenzhi.text.sentences import clauses, page_number, paragraphs, sentences, usual_width

WRAPPED = (
    "云川县人民政府\n2024年政府信息公开工作年度报告\n"
    "本报告由云川县人民政府办公室按照有关规定编制，所列数据的统计期限\n"
    "为全年。全县主动公开信息351\n-1-\n"
    "条，比上年有所增加，其中通过门户网站公开三百条，其余通过公告栏公\n"
    "开。\n（一）主动公开。全年情况良好，各项工作有序推进，受到群众普遍欢\n迎。\n"
)


def test_wraps_are_joined_and_titles_are_not() -> None:
    bodies = [paragraph.text for paragraph in paragraphs(fold(WRAPPED))]
    assert bodies[0] == "云川县人民政府"
    assert bodies[1] == "2024年政府信息公开工作年度报告"
    assert "统计期限为全年" in bodies[2]
    assert bodies[-1].startswith("(一)主动公开")
    assert bodies[-1].endswith("欢迎。")


def test_a_page_number_does_not_break_a_sentence() -> None:
    assert page_number("- 12 -")
    assert not page_number("12")
    joined = "".join(paragraph.text for paragraph in paragraphs(fold(WRAPPED)))
    assert "-1-" not in joined


def test_paragraphs_point_into_the_original() -> None:
    for paragraph in paragraphs(fold(WRAPPED)):
        start, end = paragraph.span(0, len(paragraph.text))
        assert "".join(fold(WRAPPED[start:end]).text.replace("-1-", "").split()) == paragraph.text


def test_short_paragraphs_stay_apart() -> None:
    text = "一、总体情况\n无\n六、其他\n没有需要报告的事项\n"
    assert len(paragraphs(fold(text))) == 4


def test_sentences_and_clauses_tile() -> None:
    text = "全年公开3条，其中网站2条；群众满意。“好！”下一步改进"
    for cut in (sentences(text), clauses(text)):
        assert "".join(text[start:end] for start, end in cut) == text
    text = "甲。乙!”丙"
    assert [text[s:e] for s, e in sentences(text)] == ["甲。", "乙!”", "丙"]


def test_a_line_that_begins_with_a_comma_goes_on() -> None:
    text = (
        "全年主动公开信息375条\n，其中重点领域信息187条，占\n49.9%。\n附件\n" + "全年公开。\n" * 3
    )
    assert paragraphs(fold(text))[0].text.startswith("全年主动公开信息375条,其中")


def test_rows_of_cells_do_not_say_how_wide_prose_is() -> None:
    prose = "全年主动公开信息一批其中网站公开信息共有三\n百二十条比上年有所增加。\n"
    table = "本年新收政府信息公开申请数量|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|\n" * 30
    assert usual_width(fold(prose)) < usual_width(fold(prose + table))
    assert len(paragraphs(fold(prose), usual_width(fold(prose)))) == 1
