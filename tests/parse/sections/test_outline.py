"""The outline: headings as they are really printed, and lines that only look like headings."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.base.records import Cue, GridCell
from wenzhi.parse.sections.headings import numeral, weigh
from wenzhi.parse.sections.outline import INFERRED, read_outline
from wenzhi.text.normalize import fold

KINDS = ["overview", "active", "applications", "review", "problems", "other"]
TITLES = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
OVERVIEW = """2023年，云川县水务局认真落实条例要求，稳步推进各项公开工作。
（一）主动公开情况。全年通过县政府网站主动公开信息86条，其中工程招标12条。
（二）依申请公开情况。全年收到政府信息公开申请3件，均已按时答复。
（三）政府信息管理情况。修订信息发布审核制度1项。
（四）平台建设情况。维护水务公众号1个。
（五）监督保障情况。组织培训2次。"""
ACTIVE = """第二十条第（一）项
信息内容	本年制发件数	本年废止件数	现行有效件数
规章	0	0	0
行政规范性文件	1	0	4
第二十条第（五）项
信息内容	本年处理决定数量
行政许可	25
第二十条第（六）项
行政处罚	3
行政强制	0
第二十条第（八）项
行政事业性收费	0"""
APPLICATIONS = """（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）	申请人情况
	自然人	法人或其他组织					总计
		商业企业	科研机构	社会公益组织	法律服务机构	其他
一、本年新收政府信息公开申请数量	3	0	0	0	0	0	3
二、上年结转政府信息公开申请数量	0	0	0	0	0	0	0
三、本年度办理结果	（一）予以公开	2	0	0	0	0	0	2
	（二）部分公开（区分处理的，只计这一情形，不计其他情形）	0	0	0	0	0	0	0
	（三）不予公开	1.属于国家秘密	0	0	0	0	0	0	0
		2.其他法律行政法规禁止公开	0	0	0	0	0	0	0
	（四）无法提供	1.本机关不掌握相关政府信息	1	0	0	0	0	0	1
	（六）其他处理	3.其他	0	0	0	0	0	0	0
	（七）总计	3	0	0	0	0	0	3
四、结转下年度继续办理	0	0	0	0	0	0	0"""
REVIEW = """行政复议					行政诉讼
结果维持	结果纠正	其他结果	尚未审结	总计	未经复议直接起诉					复议后起诉
0	0	0	0	0	0	0	0	0	0	0	0	0	0	0"""
PROBLEMS = """一是政策解读形式较为单一，二是业务人员更换频繁。下一步，我局将丰富解读形式，组织业务培训。
1.丰富解读形式。制作图解6期。
2.加强业务培训。全年培训不少于2次。"""
OTHER = "2023年未收取信息处理费。无其他需要报告的事项。"
BODIES = [OVERVIEW, ACTIVE, APPLICATIONS, REVIEW, PROBLEMS, OTHER]
HEAD = "云川县水务局2023年政府信息公开工作年度报告\n根据《中华人民共和国政府信息公开条例》，现公布本局2023年度报告。\n"


def build(titles=TITLES, bodies=BODIES, head=HEAD, joint="\n"):
    """A report, and where each of its headings begins."""
    text, starts = head, []
    for title, body in zip(titles, bodies, strict=True):
        starts.append(len(text) if title else None)
        text += (title + joint if title else "") + body + "\n"
    return text, starts


def found(text):
    return [(s.kind, s.start) for s in read_outline(fold(text)) if s.kind != "preamble"]


def replaced(kind, title):
    titles = list(TITLES)
    titles[KINDS.index(kind)] = title
    return titles


VARIANTS = {
    "overview": [
        "一、总体情况",
        "一 、总体情况",
        "一．总体情况",
        "一，总体情况",
        "一.总体情况：",
        "一、总 体 情 况",
        "  一、  总体情况  ",
        "一、概述",
        "一、工作概况",
        "一、基本情况",
        "一、整体情况",
        "一、总体工作情况",
        "一、2023年度政府信息公开工作总体情况",
        "一、政府信息公开工作基本情况",
        "一、我局政府信息公开总体情况",
        "一、总体情情况",
        "—、总体情况",
        "一总体情况",
        "第一部分 总体情况",
        "## 一、总体情况",
        "**一、总体情况**",
        "|一、总体情况|",
        "【一、总体情况】",
        "一、一、总体情况",
        "一、工作开展情况",
        "一、主要工作开展情况",
        "一、总体\n情况",
        "⼀、总体情况",
    ],
    "active": [
        "二、主动公开政府信息的情况",
        "二、行政机关主动公开政府信息情况",
        "二、主动公开情况",
        "二、政府信息主动公开情况",
        "（二）主动公开政府信息情况",
        "(二）主动公开政府信息情况",
        "㈡主动公开政府信息情况",
        "三、主动公开政府信息情况",
        "主动公开政府信息情况",
        "二、主动公开政府信总情况",
        "二、主动公开政府政府信息情况",
        "二、主动公开政府信息\n情况",
        "二、2023年主动公开政府信息工作情况",
        "二、主动公开政府信息情况（一）",
        "二、本机关主动公开政府信息情况",
    ],
    "applications": [
        "三、行政机关收到和处理政府信息公开申请情况",
        "三、行政机关收到和处理政府信息公开申请的情况",
        "三、收到与处理政府信息公开申请情况",
        "三、依申请公开政府信息情况",
        "三、政府信息依申请公开办理情况",
        "三、收到和处理政府信息公开申清情况",
        "三、收到和处理政府信息公开\n申请情况",
        "三．收到和处理政府信息公开申请情况：",
        "三、 收到和处理政府信息 公开申请情况",
        "三收到和处理政府信息公开申请情况",
        "三、信息公开申请收到和处理情况",
        "三、接收和处理政府信息公开申请情况",
    ],
    "review": [
        "四．政府信息公开行政复议、行政诉讼情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼的情况",
        "四、因政府信息公开工作被申请行政复议、提起现在诉讼的情况",
        "四、因政府信息公开工作被申请行政复议、\n提起行政诉讼情况",
        "四、政府信息公开行政复议和行政诉讼情况",
        "四、政府信息公开行政复议行政诉讼",
        "四、行政复议及行政诉讼情况",
        "四、政府信息公开工作行政复议、诉讼情况",
        "四、政府信息公开行政复仪、行政诉讼情况",
        "四、政府信息公开行政复议、行政诉\n讼情况",
        "四、复议、诉讼和申诉情况",
        "三、政府信息公开行政复议、行政诉讼情况",
        "四、涉及政府信息公开的行政复议与行政诉讼情况",
    ],
    "problems": [
        "五、存在的问题及改进情况",
        "五、存在问题及下一步计划",
        "五、存在的主要问题和改进措施",
        "五、主要问题及改进情况",
        "五、政府信息公开工作存在的主要问题及改进措施",
        "五、工作中存在的不足及下一步打算",
        "五、存在的主要问题及改进情况：",
        "六、存在的主要问题及改进情况",
        "四、存在的主要问题及改进情况",
        "五、存在主要问题及整改情况",
        "五、存在的短板和今后努力方向",
        "五、存在的主要间题及改进情况",
        "五、政府信息公开工作中存在的主要问题、改进情况及下一年度工作计划",
        "5、存在的主要问题及改进情况",
        "存在的主要问题及改进情况",
        "五、 存在的主要\n问题及改进情况",
    ],
    "other": [
        "六、其它需要报告的事项",
        "六、其他需报告事项",
        "六、需要说明的其他事项",
        "六、其他事项",
        "六、其他",
        "七、其他需要报告的事项",
        "五、其他需要报告的事项",
        "|六、其他需要报告的事项",
        "# 六、其他需要报告的事项",
        "六、其他应当报告的事项",
        "六、其他需要说明的情况",
        "六、需要报告的其他事项",
        "六、其他需要报告的重要事项",
    ],
}


@pytest.mark.parametrize(
    ("kind", "title"), [(kind, title) for kind, titles in VARIANTS.items() for title in titles]
)
def test_finds_a_heading_however_it_is_printed(kind, title):
    text, starts = build(replaced(kind, title))
    got = found(text)
    assert [k for k, _ in got] == KINDS
    for (_, start), wanted in zip(got, starts, strict=True):
        assert abs(start - wanted) <= 3


def test_there_are_sixty_variants_and_more():
    assert sum(map(len, VARIANTS.values())) >= 90


MERGED = [
    ("overview", "2023年，云川县水务局"),
    ("problems", "2023年，我局政府信息公开工作还有差距。"),
    ("problems", "（一）存在的问题。一是更新不及时。"),
    ("problems", "  存在的主要问题是人手不足。"),
    ("other", "无。"),
    ("other", "：本年度未收取信息处理费。"),
    ("other", "我局无其他需要报告的事项。"),
    ("overview", "。2023年，云川县水务局认真落实条例。"),
]


@pytest.mark.parametrize(("kind", "body"), MERGED)
def test_finds_a_heading_whose_text_goes_on_in_its_line(kind, body):
    number = KINDS.index(kind)
    titles = replaced(kind, TITLES[number] + body)
    sections = read_outline(fold(build(titles)[0]))
    assert [s.kind for s in sections[1:]] == KINDS
    assert sections[number + 1].heading == TITLES[number]


@pytest.mark.parametrize("style", ["plain", "paren", "arabic", "part", "none", "markdown"])
def test_follows_any_numbering_of_the_top_level(style):
    bare = [title[2:] for title in TITLES]
    numbers = "一二三四五六"
    titles = {
        "plain": TITLES,
        "paren": [f"（{n}）{t}" for n, t in zip(numbers, bare, strict=True)],
        "arabic": [f"{n}. {t}" for n, t in enumerate(bare, 1)],
        "part": [f"第{n}部分　{t}" for n, t in zip(numbers, bare, strict=True)],
        "none": bare,
        "markdown": [f"## {t}" for t in bare],
    }[style]
    plain = [OVERVIEW.split("\n")[0], *BODIES[1:]]
    text, starts = build(titles, plain)
    got = found(text)
    assert [kind for kind, _ in got] == KINDS
    assert all(abs(a - b) <= 3 for (_, a), b in zip(got, starts, strict=True))


def test_reads_wrong_ordinals_as_printed():
    titles = [*TITLES[:4], "六、存在的主要问题及改进情况", "七、其他需要报告的事项"]
    sections = read_outline(fold(build(titles)[0]))
    assert [s.no for s in sections] == [None, 1, 2, 3, 4, 6, 7]


@pytest.mark.parametrize(
    "listing",
    [
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项等六部分组成。",
        "本报告包括：一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况；四、政府信息公开行政复议、行政诉讼情况；五、存在的主要问题及改进情况；六、其他需要报告的事项。",
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信\n息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的\n主要问题及改进情况、其他需要报告的事项等六个部分组成。",
        "全文包括一、总体情况，二、主动公开政府信息情况，三、收到和处\n理政府信息公开申请情况，四、政府信息公开行政复议、行政诉讼情况，\n五、存在的主要问题及改进情况，六、其他需要报告的事项六部分。",
    ],
)
def test_a_preamble_that_lists_the_titles_holds_no_headings(listing):
    text, starts = build(head=HEAD + listing + "\n")
    assert found(text) == list(zip(KINDS, starts, strict=True))


@pytest.mark.parametrize("dots", ["", "……1", "\t3", " 12", "..........2"])
def test_a_table_of_contents_is_no_outline(dots):
    contents = "目  录\n" + "".join(f"{title}{dots}\n" for title in TITLES)
    text, starts = build(head=HEAD + contents)
    sections = read_outline(fold(text))
    assert [s.kind for s in sections] == ["preamble", "contents", *KINDS]
    assert [s.start for s in sections[2:]] == starts


def test_contents_in_one_line_are_no_outline():
    titles = [
        "一、概述",
        "二、公开的内容",
        "三、依申请公开",
        "四、收费",
        "五、复议",
        "六、问题和设想",
    ]
    body = "按照要求做好有关工作，公开信息若干。"
    text = "\n".join(["目　录", "　".join(titles), *(f"{title}\n{body}" for title in titles)])
    kinds = [section.kind for section in read_outline(fold(text))]
    assert kinds[:4] == ["contents", "overview", "active", "applications"]
    assert kinds[4:] == ["fees", "review", "problems"]


def test_a_numeral_and_a_blank_before_a_cell_is_no_heading():
    text, starts = build(TITLES, ["一　公开的信息\n二　收费\n三　其他\n按时报送。"] * 6)
    assert found(text) == list(zip(KINDS, starts, strict=True))


def test_contents_without_a_title_and_text_after_it():
    contents = "".join(f"{title}\n" for title in TITLES) + "本报告电子版可在县政府网站下载。\n"
    text, starts = build(head=HEAD + contents)
    sections = read_outline(fold(text))
    assert [s.kind for s in sections] == ["preamble", "contents", "preamble", *KINDS]
    assert [s.start for s in sections[3:]] == starts


def test_subheadings_that_repeat_titles_are_not_sections():
    body = (
        "（一）主动公开政府信息情况\n全年公开86条。\n（二）收到和处理政府信息公开申请情况\n收到3件。\n"
        "（三）行政复议、行政诉讼情况\n未发生。\n（四）存在的主要问题\n人手不足。"
    )
    text, starts = build(bodies=[body, *BODIES[1:]])
    assert found(text) == list(zip(KINDS, starts, strict=True))


def test_a_numbered_list_inside_a_section_is_not_an_outline():
    overview = (
        "一、加强组织领导\n成立小组。\n二、完善公开制度\n修订制度。\n"
        "三、推进平台建设\n维护网站。\n四、强化监督\n开展检查。"
    )
    problems = "一、存在的主要问题\n更新不及时。\n二、改进措施\n加强更新。"
    text, starts = build(bodies=[overview, *BODIES[1:4], problems, OTHER])
    assert found(text) == list(zip(KINDS, starts, strict=True))


def test_a_caption_under_a_heading_is_not_a_second_heading():
    bodies = [OVERVIEW, *(f"{t[2:]}\n{b}" for t, b in zip(TITLES[1:4], BODIES[1:4], strict=True))]
    text, starts = build(bodies=[*bodies, PROBLEMS, OTHER])
    assert found(text) == list(zip(KINDS, starts, strict=True))


def test_section_six_may_be_absent():
    text, starts = build(TITLES[:5], BODIES[:5])
    assert found(text) == list(zip(KINDS[:5], starts, strict=True))


def test_a_local_section_is_extra_and_moves_the_numbers_on():
    titles = [
        *TITLES[:4],
        "五、政务新媒体建设情况",
        "六、存在的主要问题及改进情况",
        "七、其他需要报告的事项",
    ]
    text, starts = build(titles, [*BODIES[:4], "维护公众号2个。", PROBLEMS, OTHER])
    kinds = [*KINDS[:4], "extra", *KINDS[4:]]
    assert found(text) == list(zip(kinds, starts, strict=True))


def test_a_seventh_section_and_an_appendix():
    titles = [*TITLES, "七、建议提案办理结果公开情况", "附件：云川县水务局主动公开目录"]
    text, starts = build(titles, [*BODIES, "办理建议3件。", "目录见网站。"])
    assert found(text) == list(zip([*KINDS, "extra", "appendix"], starts, strict=True))


def test_the_word_for_an_appendix_with_nothing_behind_it_is_none():
    text, starts = build([*TITLES, "附件："], [*BODIES, ""])
    assert found(text) == list(zip(KINDS, starts[:6], strict=True))


def test_problems_and_measures_may_have_a_heading_each():
    titles = [*TITLES[:4], "五、存在的主要问题", "六、下一步工作打算", "七、其他需要报告的事项"]
    text, starts = build(titles, [*BODIES[:4], "更新不及时。", "加强更新。", OTHER])
    kinds = [*KINDS[:4], "problems", "problems", "other"]
    assert found(text) == list(zip(kinds, starts, strict=True))


def test_bodies_may_be_empty():
    text, starts = build(bodies=[""] * 6)
    assert found(text) == list(zip(KINDS, starts, strict=True))


@pytest.mark.parametrize("missing", ["active", "applications", "review"])
def test_a_table_shows_a_section_whose_heading_is_missing(missing):
    text, _ = build(replaced(missing, ""))
    sections = read_outline(fold(text))
    assert [s.kind for s in sections[1:]] == KINDS
    section = next(s for s in sections if s.kind == missing)
    assert (section.heading, section.no, section.confidence) == (None, None, INFERRED)
    assert text[section.start :].startswith(BODIES[KINDS.index(missing)][:6])


def test_a_report_of_tables_alone():
    text = "\n".join([ACTIVE, APPLICATIONS, REVIEW])
    sections = read_outline(fold(text))
    assert [s.kind for s in sections] == ["active", "applications", "review"]
    assert all(s.confidence == INFERRED for s in sections)


def test_the_signature_stays_in_the_last_section():
    text, starts = build(bodies=[*BODIES[:5], "无。\n\n云川县水务局\n2024年1月18日"])
    assert found(text) == list(zip(KINDS, starts, strict=True))


FREE = [
    [
        ("overview", "一、概述"),
        ("active", "二、主动公开政府信息情况"),
        ("applications", "三、依申请公开政府信息情况"),
        ("consultation", "四、咨询处理情况"),
        ("review", "五、复议、诉讼和申诉情况"),
        ("fees", "六、政府信息公开收费及减免情况"),
        ("organization", "七、机构建设和保障经费情况"),
        ("meetings", "八、会议与培训情况"),
        ("problems", "九、存在的主要问题和改进措施"),
        ("statistics", "十、附表"),
    ],
    [
        ("overview", "（一）基本情况"),
        ("organization", "（二）组织机构和人员经费"),
        ("active", "（三）主动公开情况"),
        ("applications", "（四）依申请公开办理情况"),
        ("fees", "（五）依申请公开收费情况"),
        ("review", "（六）行政复议和行政诉讼情况"),
        ("problems", "（七）问题与改进"),
    ],
    [
        ("overview", "一、2015年政府信息公开工作总体情况"),
        ("active", "二、主动公开情况"),
        ("extra", "三、回应解读情况"),
        ("applications", "四、依申请公开情况"),
        ("review", "五、申请行政复议、提起行政诉讼情况"),
        ("fees", "六、收费减免情况"),
        ("problems", "七、主要问题及下一步打算"),
        ("other", "八、需要说明的事项"),
        ("statistics", "政府信息公开情况统计表"),
    ],
    [
        ("overview", "一、工作概述"),
        ("problems", "二、存在的问题和不足"),
        ("active", "三、主动公开"),
        ("applications", "四、依申请公开"),
        ("fees", "五、收费情况"),
        ("problems", "六、下一步工作安排"),
    ],
    [
        ("overview", "一　总体情况"),
        ("active", "二　公开的内容和形式"),
        ("extra", "三　解读与回应"),
        ("applications", "四　申请的受理"),
        ("fees", "五　收费"),
        ("review", "六　复议诉讼"),
        ("meetings", "七　会议培训"),
        ("problems", "八　不足和打算"),
    ],
    [
        ("organization", "1．机构和人员"),
        ("active", "2．主动公开"),
        ("applications", "3．依申请公开"),
        ("fees", "4．收费"),
        ("review", "5．行政复议"),
        ("meetings", "6．会议和培训"),
        ("problems", "7．问题及明年设想"),
        ("statistics", "政府信息公开情况统计表（2016年）"),
    ],
    [
        ("overview", "一、综述"),
        ("active", "二、信息公开内容"),
        ("applications", "三、申请受理"),
        ("review", "四、争议及其处理"),
        ("problems", "五、不足与设想"),
    ],
]


@pytest.mark.parametrize("outline", FREE)
def test_reads_the_free_outlines_before_2019(outline):
    kinds, titles = zip(*outline, strict=True)
    kinds = tuple("appendix" if title.endswith("附表") else kind for kind, title in outline)
    text, starts = build(titles, ["按照要求做好有关工作，公开信息若干。"] * len(titles))
    assert found(text) == list(zip(kinds, starts, strict=True))


def test_finds_headings_inside_a_line_of_running_text():
    titles = ["一、概述", "二、主动公开情况", "三、依申请公开情况", "四、存在的主要问题及改进情况"]
    bodies = ["2012年，我局推进公开。 ", "公开85条。 ", "收到3件。 ", "更新不及时，将按月检查。"]
    head = "特向社会公布本报告。全文包括一、概述；二、主动公开情况；三、依申请公开情况等。 "
    text, starts = head, []
    for title, body in zip(titles, bodies, strict=True):
        starts.append(len(text))
        text += f"{title} {body}"
    kinds = ["overview", "active", "applications", "problems"]
    assert found(text) == list(zip(kinds, starts, strict=True))


MORE_WORDINGS = [
    ("overview", "2016年工作总体情况"),
    ("overview", "政府信息公开工作开展情况"),
    ("overview", "主要工作及成效"),
    ("active", "政府信息主动公开情况"),
    ("applications", "依申请公开政府信息和不予公开政府信息的情况"),
    ("applications", "公民、法人和其他组织申请公开政府信息情况"),
    ("consultation", "咨询和投诉情况"),
    ("review", "因政府信息公开申请投诉举报、行政复议、提起行政诉讼的情况"),
    ("review", "复议、诉讼及申诉情况"),
    ("fees", "政府信息公开的收费及减免情况"),
    ("fees", "信息处理费收取情况"),
    ("organization", "工作人员和政府支出情况"),
    ("organization", "机构设置、人员与经费情况"),
    ("organization", "组织领导和机构建设情况"),
    ("meetings", "信息公开会议和培训情况"),
    ("extra", "政策解读与回应关切情况"),
    ("extra", "政府信息公开平台建设情况"),
    ("extra", "人大代表建议和政协委员提案办理结果公开情况"),
    ("problems", "存在的不足和下一年度工作打算"),
    ("problems", "下一步工作计划"),
    ("problems", "问题与对策"),
    ("problems", "政府信息公开工作存在的主要困难及改进设想"),
    ("other", "其他需要说明的事项"),
    ("other", "需要说明的事项与附表"),
    ("statistics", "政府信息公开指标统计"),
]


@pytest.mark.parametrize(("kind", "title"), MORE_WORDINGS)
def test_tells_the_kind_from_the_words_of_a_title(kind, title):
    assert weigh(title).kind == kind


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="一二三、（）总体情况主动公开申请\n 　附件目录2023年。|#", max_size=200))
def test_sections_tile_any_text(text):
    sections = read_outline(fold(text))
    assert bool(sections) == bool(text)
    if sections:
        assert (sections[0].start, sections[-1].end) == (0, len(text))
    assert all(a.end == b.start for a, b in pairwise(sections))
    for section in sections:
        if section.heading is not None:
            assert text[section.start :].startswith(section.heading)


@pytest.mark.parametrize(
    ("printed", "no"),
    [
        ("四、", 4),
        ("（十二）", 12),
        ("第三部分", 3),
        ("(2)", 2),
        ("二十一、", 21),
        ("—、", 1),
        ("Ⅳ、", 4),
    ],
)
def test_reads_ordinals(printed, no):
    assert numeral(printed) == no


def test_real_reports():
    shared = Path(__file__).parents[4] / "shared"
    golds = sorted(shared.glob("*/gold/*.json"))
    if not golds:
        pytest.skip("no real reports beside the checkout")
    for path in golds:
        gold = json.loads(path.read_text(encoding="utf-8"))
        source = path.parents[1] / f"{path.stem}.txt"
        if not source.is_file():
            continue
        text = source.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        got = [(s.kind, s.start) for s in read_outline(fold(text))]
        assert got == [(s["kind"], s["start"]) for s in gold["sections"]]


def test_a_cell_among_others_is_no_heading() -> None:
    text = "一、总体情况\n本年度工作有序开展。\n五、存在的主要问题及改进情况\t无\n六、其他需要报告的事项\n无。"
    row = text.index("五、")
    cells = [
        GridCell(start=row, end=row + 14, table=0, row=0, column=0),
        GridCell(start=row + 15, end=row + 16, table=0, row=0, column=1),
    ]
    assert "problems" in {section.kind for section in read_outline(fold(text))}
    assert "problems" not in {section.kind for section in read_outline(fold(text), (), cells)}


def test_a_paragraph_set_as_a_heading_outweighs_one_that_is_not() -> None:
    text = (
        "一、总体情况\n全年有序。\n存在问题和改进\n网站更新慢。\n存在问题和改进\n六、其他事项\n无。"
    )
    second = text.rindex("存在问题")
    for place in (text.index("存在问题"), second):
        sections = read_outline(fold(text), [Cue(start=place, end=place + 7, level=2)])
        assert [s.start for s in sections if s.kind == "problems"] == [place]


def test_a_sub_heading_is_of_a_lower_style() -> None:
    text = (
        "一、总体情况\n（一）主动公开\n公开信息35条。\n（二）政府信息管理\n制度2项。\n（三）平台建设\n改版1次。\n"
        "五、存在的主要问题及改进情况\n更新慢。\n六、其他需要报告的事项\n无。"
    )
    cues = []
    for line in text.split("\n"):
        start = text.index(line)
        if line[0] in "一五六（":
            cues.append(Cue(start=start, end=start + len(line), level=2 if line[0] == "（" else 1))
    kinds = [section.kind for section in read_outline(fold(text), cues)]
    assert [kind for kind in kinds if kind != "preamble"] == ["overview", "problems", "other"]


def test_an_icon_before_a_heading_is_no_part_of_it() -> None:
    for icon in ("▸", "▼ ", "📋", "◆ ", "☆", "➤ "):
        text = "\n".join(f"{icon}{title}\n本机关按要求公开，未见异常。" for title in TITLES)
        found = [(section.kind, section.no) for section in read_outline(fold(text))]
        assert [one for one in found if one[0] in KINDS] == list(
            zip(KINDS, range(1, 7), strict=True)
        )


def test_articles_run_on_below_the_sections() -> None:
    body = "\n".join(
        f"{title}\n第{number}条　统计口径。以办结日期为准。"
        for number, title in zip("二三四五六七", TITLES, strict=True)
    )
    text = f"第一条　编制依据。依条例编制。\n{body}\n第八条　信息处理费：未收取，金额0元。"
    kinds = [section.kind for section in read_outline(fold(text)) if section.heading]
    assert kinds == KINDS


def test_articles_are_sections_where_there_are_no_others() -> None:
    text = "\n".join(
        f"第{number}条　{title[2:]}\n本机关按要求办理，未见异常。"
        for number, title in zip("一二三四五六", TITLES, strict=True)
    )
    assert [section.kind for section in read_outline(fold(text)) if section.heading] == KINDS


def test_a_section_of_short_items_below_its_sub_headings_is_no_contents():
    problems = (
        "（一）存在的主要问题\n1.更新不及时。\n2.过程信息公开不足。\n3.培训不够。\n"
        "（二）改进情况\n1.重编目录。\n2.项目全过程公开。"
    )
    text, starts = build(bodies=[*BODIES[:4], problems, OTHER])
    assert found(text) == list(zip(KINDS, starts, strict=True))


def test_two_sections_with_each_others_ordinals_are_both_known() -> None:
    titles = [*TITLES[:4], "六、存在的主要问题及改进情况", "五、其他需要报告的事项"]
    bodies = [OVERVIEW, ACTIVE, APPLICATIONS, REVIEW, "公告更新较慢。下一步每周核对一次。", "无。"]
    text = "\n".join(part for pair in zip(titles, bodies, strict=True) for part in pair)
    found = {section.kind: section.no for section in read_outline(fold(text))}
    assert [found.get(kind) for kind in KINDS] == [1, 2, 3, 4, 6, 5]
