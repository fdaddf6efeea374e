"""Wrapped lines become paragraphs, paragraphs become sentences, and places stay true."""

from wenzhi.text.normalize import fold
from wenzhi.text.sentences import clauses, page_number, paragraphs, sentences

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
