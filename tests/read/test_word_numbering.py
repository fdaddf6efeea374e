"""Ordinals that Word prints before list paragraphs are printed, as Word counts them."""

import pytest
from docx_files import package, paragraph, part, row, table

from wenzhi.read.ooxml.numbering import format_number
from wenzhi.read.word import compose


def level(number, form, text, more=""):
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(levels, lists='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'):
    return part("numbering", f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{lists}')


OFFICIAL = (
    level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
)


def item(text, place=0, list_id=1):
    listed = f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, listed)


def lines(body, parts):
    return compose(package(body, parts), "甲.docx").text.split("\n")


def test_levels_count_and_begin_anew_below_the_next_one_above():
    body = (
        item("总体情况") + item("主动公开", 1) + item("网站", 2) + item("公众号", 2)
        + item("依申请公开", 1) + item("窗口", 2) + item("主动公开情况") + item("公开", 1)
    )  # fmt: skip
    assert lines(body, {"numbering": numbering(OFFICIAL)}) == [
        "一、总体情况", "（一）主动公开", "1. 网站", "2. 公众号", "（二）依申请公开", "1. 窗口",
        "二、主动公开情况", "（一）公开",
    ]  # fmt: skip


def test_two_lists_of_one_definition_count_on_unless_told_to_begin():
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = item("甲") + item("乙", list_id=2) + item("丙", list_id=3) + item("丁", list_id=3)
    assert lines(body, {"numbering": numbering(OFFICIAL, lists)}) == [
        "一、甲", "二、乙", "五、丙", "六、丁",
    ]  # fmt: skip


def test_a_style_brings_its_list_and_list_0_takes_it_away():
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    )
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        paragraph("总体情况", '<w:pStyle w:val="h"/>')
        + paragraph("概况", '<w:pStyle w:val="h2"/>')
        + paragraph("附件", f'<w:pStyle w:val="h"/>{none}')
        + paragraph("主动公开", '<w:pStyle w:val="h"/>')
    )
    made = lines(body, {"styles": styles, "numbering": numbering(OFFICIAL)})
    assert made == ["一、总体情况", "（一）概况", "附件", "二、主动公开"]


def test_upper_levels_are_part_of_the_text_and_may_be_legal_digits():
    levels = (
        level(0, "chineseCountingThousand", "%1、")
        + level(1, "decimal", "%1.%2", "<w:isLgl/>")
        + level(2, "lowerLetter", "%3)", '<w:lvlRestart w:val="0"/>')
    )
    body = item("甲") + item("乙", 1) + item("丙", 2) + item("丁", 1) + item("戊", 2)
    assert lines(body, {"numbering": numbering(levels)}) == [
        "一、甲", "1.1 乙", "a) 丙", "1.2 丁", "b) 戊",
    ]  # fmt: skip


def test_bullets_hidden_and_deleted_paragraphs_are_not_counted():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>不见</w:t></w:r>"
    gone = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>'
    bullets = numbering(level(0, "bullet", "\uf0b7"))
    assert lines(item("甲"), {"numbering": bullets}) == ["甲"]
    body = item("甲") + item(hidden) + gone + item("乙")
    assert lines(body, {"numbering": numbering(OFFICIAL)}) == ["一、甲", "二、乙"]


def test_rows_numbered_by_word():
    body = table(row(f"{item('本年新收')}".replace("<w:p>", "<w:tc><w:p>", 1) + "</w:tc>", "3"))
    assert lines(body, {"numbering": numbering(OFFICIAL)}) == ["一、本年新收\t3"]


def test_a_list_that_stands_for_a_numbering_style():
    styles = part(
        "styles",
        '<w:style w:type="numbering" w:styleId="n"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
        "</w:pPr></w:style>",
    )
    definitions = part(
        "numbering",
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="n"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{OFFICIAL}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>',
    )
    assert lines(item("甲"), {"styles": styles, "numbering": definitions}) == ["一、甲"]


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("chineseCountingThousand", {1: "一", 10: "十", 11: "十一", 20: "二十", 101: "一百零一", 1010: "一千零一十"}),
        ("chineseLegalSimplified", {3: "叁", 12: "壹拾贰"}),
        ("ideographDigital", {10: "一〇"}),
        ("ideographTraditional", {2: "乙", 11: "11"}),
        ("decimalEnclosedCircleChinese", {3: "③", 21: "21"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {7: "07"}),
        ("upperRoman", {4: "IV", 19: "XIX"}),
        ("lowerLetter", {2: "b", 28: "bb"}),
        ("decimal", {12: "12"}),
        ("hebrew1", {12: "12"}),
        ("none", {1: ""}),
    ],
)  # fmt: skip
def test_formats(form, printed):
    assert {number: format_number(number, form) for number in printed} == printed
