# ruff: noqa: E501 – markup stands as publishing systems write it
"""Whole pages are reduced to the report that was planted in them; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from demo_truth import gold_files, take_apart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from portals import PAGES, Written, _page, body, flat_body, trs

from wenzhi.base.errors import InputError
from wenzhi.parse.report import parse
from wenzhi.read.document import read_bytes
from wenzhi.read.html import compose
from wenzhi.read.sniff import sniff

CHROME = (
    "首页", "ICP备", "打印", "关闭", "索引号", "索 引 号", "枫渚县财政局2019", "分享到", "网站标识码", "发布时间",
    "当前位置", "主办单位", "版权所有", "即将离开", "请输入关键字",
)  # fmt: skip

REPORT = Written(
    "枫渚县民政局2023年政府信息公开工作年度报告",
    "枫渚县民政局",
    "2024-01-20",
    [
        ("p", "根据《中华人民共和国政府信息公开条例》的规定，编制本报告。"),
        ("h", "一、总体情况"),
        ("p", "2023年，我局主动公开政府信息120条，没有收到政府信息公开申请，没有发生行政复议。"),
        ("h", "六、其他需要报告的事项"),
        ("p", "无"),
        ("p", "2024年1月18日"),
    ],
)


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("number", "name"), list(enumerate(sorted(PAGES))))
def test_a_page_gives_the_report_and_nothing_else(number: int, name: str) -> None:
    written, gold = take_apart(gold_files()[number % len(gold_files())])
    document = read_bytes(PAGES[name](written), "x.html")
    parsed = parse(document)
    facts = {fact.id: fact.value for fact in parsed.facts}
    assert {key: facts.get(key) for key in gold["facts"]} == {
        key: fact["value"] for key, fact in gold["facts"].items()
    }
    assert [s.kind for s in parsed.sections] == [s["kind"] for s in gold["sections"]]
    text = bare(document.text)
    prose = [bare(str(part)) for kind, part in written.parts if kind != "t"]
    assert [line for line in prose if line not in text] == []
    assert [word for word in CHROME if word in text and word not in "".join(prose)] == []


def test_what_the_page_says_of_itself_is_kept_beside_the_text() -> None:
    made = compose(trs(REPORT), "x.html")
    assert made.page.title == REPORT.title
    assert made.page.publisher == "枫渚县民政局"
    assert made.page.published == "2024-01-20"
    assert any("014349" in line for line in made.omitted)
    assert any("打印" in line for line in made.omitted)
    assert made.warnings == ()


def test_cues_tell_how_a_heading_is_set() -> None:
    made = compose(
        "<body><h2>一、总体情况</h2><p align='center'><b>二、其他</b></p><p>全年没有收到申请，也没有复议。</p></body>".encode(),
        "x.html",
    )
    shown = {made.text[cue.start : cue.end]: cue for cue in made.cues}
    assert shown["一、总体情况"].level == 2
    assert shown["二、其他"].bold and shown["二、其他"].centred
    assert "全年没有收到申请，也没有复议。" not in shown


def test_a_section_that_says_nothing_but_none_stays() -> None:
    lines = compose(trs(REPORT), "x.html").text.split("\n")
    assert lines[-3:] == ["六、其他需要报告的事项", "无", "2024年1月18日"]


def test_the_date_below_the_text_is_not_taken_for_that_of_publication() -> None:
    page = f"<body><div><font>{body(REPORT)}</font></div></body>"
    made = compose(page.encode(), "x.html")
    assert made.page.published is None
    assert made.text.endswith("2024年1月18日")


def test_what_cannot_be_told_is_kept_and_said_to_be() -> None:
    page = _page(REPORT, f"<div id=zoom>{body(REPORT)}</div><div><b>另行说明</b></div>")
    made = compose(page.encode(), "x.html")
    assert made.text.endswith("另行说明")
    assert any("另行说明" in line for line in made.warnings)


def test_hidden_parts_and_scripts_are_left_out() -> None:
    hidden = "<p style='display: none'>甲甲甲</p><p hidden>乙乙乙</p><p style='mso-hide:all'>丙丙丙</p><script>丁丁丁</script>"
    made = compose(_page(REPORT, body(REPORT) + hidden).encode(), "x.html")
    assert not any(word in made.text for word in ("甲甲甲", "乙乙乙", "丙丙丙", "丁丁丁"))


def test_a_body_that_a_script_shows_later_is_no_hidden_part() -> None:
    page = _page(REPORT, f"<div id='js_content' style='visibility: hidden'>{body(REPORT)}</div>")
    assert "主动公开政府信息120条" in compose(page.encode(), "x.html").text


@pytest.mark.parametrize(
    "rows", ["<tr><td></td><td> </td></tr>", "<tr></tr>", "<tr><td>&nbsp;</td></tr>" * 7]
)
def test_a_table_with_nothing_in_it_is_passed_over(rows: str) -> None:
    page = f"<html><body><p>一、总体情况</p><table>{rows}</table><p>公开3条。</p></body></html>"
    text = compose(page.encode(), "页.html").text
    assert text.split() == ["一、总体情况", "公开3条。"]


def test_a_heading_drawn_as_a_banner_is_a_line_of_its_own() -> None:
    page = (
        "<p>现将情况公布如下。<img src='b1.png' alt='一、总体情况'>全年公开28条。</p>"
        "<p><img src='chart.png' alt='受理申请数量图'></p>"
    )
    text = compose(f"<html>{page}</html>".encode(), "x").text
    assert text.splitlines()[:3] == ["现将情况公布如下。", "一、总体情况", "全年公开28条。"]
    assert "受理申请数量图" not in text


def test_a_table_that_is_a_picture_is_told() -> None:
    page = _page(REPORT, f"<div>{body(REPORT)}<p><img src='/a/表三.png' width=600></p></div>")
    made = compose(page.encode(), "x.html")
    assert "图片：表三.png" in made.omitted
    assert any("1 幅图片" in line for line in made.warnings)


def test_blanks_of_the_source_do_not_stand_between_ideographs() -> None:
    made = compose(
        "<body><p>政府信息\r\n   公开&nbsp;&nbsp;120\n条&#8203;。</p></body>".encode(), "x.html"
    )
    assert made.text == "政府信息公开 120 条。"


def test_items_of_a_numbered_list_keep_their_numbers() -> None:
    made = compose(
        "<body><ol start=3><li>内容不够全面。</li><li>（二）形式单一。</li><li>人员不足。</li></ol></body>".encode(),
        "x.html",
    )
    assert made.text == "3.内容不够全面。\n（二）形式单一。\n5.人员不足。"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<html><frameset><frame src='报告.files/body.htm'></frameset></html>", "body.htm"),
        ("<html><body><iframe src='x_files/1.html'></iframe></body></html>", "x_files/1.html"),
        ("<html><body><h1>年报</h1><p>附件：<a href='/a.pdf'>年报全文.pdf</a></p></body></html>", "年报全文.pdf"),
        ("<html><body><img src='1.jpg' width=700><img src='2.jpg' width=700></body></html>", "2 幅图片"),
        ("<html><body><div id=app></div></body></html>", "没有可读的正文"),
        ('{"code": 0, "data": []}', "JSON"),
    ],
)  # fmt: skip
def test_a_shell_says_where_the_document_is(page: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(page.encode(), "x.html")
    assert caught.value.code == "E312"
    assert told in caught.value.message
    assert caught.value.hint


def test_an_answer_with_several_documents_is_not_read_as_one() -> None:
    texts = ",".join(
        '{"content": "<p>' + "全年没有收到申请，也没有复议。" * 150 + '</p>"}' for _ in range(2)
    )
    with pytest.raises(InputError) as caught:
        read_bytes(f'{{"list": [{texts}]}}'.encode(), "x.json")
    assert caught.value.code == "E308"


def test_a_page_cut_off_is_told() -> None:
    page = _page(REPORT, body(REPORT)).encode()
    assert compose(page, "x").warnings == ()
    assert any("没有下载完整" in line for line in compose(page[:-40], "x").warnings)


@pytest.mark.parametrize(
    ("encoding", "declared", "warned"),
    [
        ("utf-8", "utf-8", False),
        ("gb18030", "gb2312", False),
        ("gbk", "utf-8", True),
        ("utf-8", "gb2312", True),
        ("utf-8-sig", "gbk", True),
        ("utf-16", "utf-8", True),
        ("utf-8", "no-such-charset", False),
        ("gb18030", "", False),
    ],
)
def test_the_bytes_decide_the_encoding(encoding: str, declared: str, warned: bool) -> None:
    page = flat_body(REPORT).decode().replace("charset='utf-8'", f"charset='{declared}'")
    made = compose(page.encode(encoding), "x")
    assert "主动公开政府信息120条" in made.text
    assert any("编码" in line for line in made.warnings if "声明" in line) is (
        warned and encoding != "utf-16"
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!-- saved from url -->\n<html><p>x</p></html>", "html"),
        (b"<div><p>x</p></div>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "html"),
        (b'{"data": {"content": "<p>x</p>"}}', "html"),
        ("| 第二十条<br>第（一）项 | 0 |\n| 规章 | 0 |".encode(), "txt"),
        ("《条例》<规定>的a<b，共120条。".encode(), "txt"),
    ],
)
def test_kinds(content: bytes, kind: str) -> None:
    assert sniff(content) == kind


def deep() -> bytes:
    return b"<body>" + b"<div>" * 30_000 + "正文。".encode()


def wide_tag() -> bytes:
    return b"<p " + b" ".join(b"a%d=1" % i for i in range(30_000)) + b">x</p>"


def deep_tables() -> bytes:
    return b"<html>" + b"<table><tr><td>x<td>" * 200


def large_table() -> bytes:
    rows = b"".join(b"<tr><td colspan=%d>1<td>2" % (i % 256) for i in range(9_000))
    return b"<html><table>" + rows


@pytest.mark.parametrize("page", [deep, wide_tag, deep_tables, large_table])
def test_pages_past_the_bounds_are_refused(page: Callable[[], bytes]) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(page(), "x.html")
    assert caught.value.code == "E308"


def test_absurd_spans_entities_and_attributes_do_no_harm() -> None:
    spans = b"<table><tr><td colspan=1000000 rowspan=1000000>1<td>2</td></tr><tr><td>3</td></tr></table>"
    assert (
        "1\t2" in compose(b"<html>" + spans + "<p>没有收到申请，没有复议。</p>".encode(), "x").text
    )
    entities = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><html><p>&b;没有收到申请，没有复议。</p>'
    assert "aaaa" not in compose(entities.encode(), "x").text
    picture = f"<p>没有收到申请，没有复议。<img src='data:image/png;base64,{'A' * 11_000_000}'></p>"
    assert "没有收到申请" in compose(f"<html>{picture}</html>".encode(), "x").text


def test_frames_that_hold_themselves_end() -> None:
    part = "Content-Type: text/html; charset=utf-8\nContent-Location: http://a/{0}.htm\n\n<p>没有收到申请，也没有发生行政复议和行政诉讼。{0}</p><iframe src=b.htm></iframe><iframe src=a.htm></iframe>\n"
    message = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n" + "".join(
        f"--B\n{part.format(name)}" for name in "ab"
    )
    made = compose((message + "--B--\n").encode(), "x.mht")
    assert made.text.count("没有收到申请") == 2


MARKUP = st.sampled_from(
    ["<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<p>", "</p>", "<br>", "<div style='display:table-row'>",
     "<td rowspan=0 colspan=3>", "<td rowspan=9>", "<th>", "<ol>", "<li>", "<pre>", "<a href=x>", "</a>", "<script>",
     "</script>", "<!--", "-->", "<iframe srcdoc='<p>x</p>'>", "<textarea>", "<h1>", "<img src=a>", "<input readonly value=3>",
     "一、总体情况", "没有收到申请，也没有复议。", "0", "12", "&nbsp;", "&#0;", "\x00", "索引号：", "'", '"', "<![if x]>", "<o:p>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MARKUP, max_size=60))
def test_no_markup_breaks_the_reader(pieces: list[str]) -> None:
    try:
        made = compose(("<html><body>" + "".join(pieces)).encode(), "x.html")
    except InputError:
        return
    assert all(0 <= cell.start <= cell.end <= len(made.text) for cell in made.cells)
    places = [(cell.table, cell.row, cell.column) for cell in made.cells]
    assert len(places) == len(set(places))
    assert (
        made.text.isprintable()
        or "\n" in made.text
        or "\t" in made.text
        or not made.text.strip("\x00")
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_to_a_page_breaks_the_reader(data: st.DataObject) -> None:
    page = bytearray(
        data.draw(
            st.sampled_from([trs, PAGES["message"], PAGES["answer"], PAGES["script_string"]])
        )(REPORT)
    )
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(page) - 1))
        page[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    try:
        read_bytes(bytes(page), "x.html")
    except InputError:
        return


def test_a_tag_with_a_control_character_is_read() -> None:
    page = (
        "<html><body><table><tr><td>甲</td></tr><t\x01r><td>乙</td></t\x01r></table></body></html>"
    )
    assert "甲" in read_bytes(page.encode(), "x.html").text


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<del>8</del> <ins>5</ins>", "5"),
        ("<s style='color:#999'>8</s>&nbsp;5", "5"),
        ("<b>5<strike>8</strike></b>", "5"),
        ("<span style='text-decoration: line-through'>8</span>5", "5"),
        ("<font><s>8</s></font><font>5</font>", "5"),
        ("<s>8</s><del>7</del>5", "5"),
        ("<s>8</s>", "8"),
        ("<del> <b>8</b> </del>", "8"),
        ("<s>8</s><s>7</s>", "87"),
        ("<p><s>8</s></p><p>5</p>", "8 5"),
    ],
)
def test_what_is_struck_through_is_read_only_where_nothing_replaces_it(
    cell: str, shown: str
) -> None:
    page = _page(REPORT, f"<table><tr><td>行政许可</td><td>{cell}</td></tr></table>")
    text = read_bytes(page.encode(), "年报.html").text
    assert f"行政许可\t{shown}" in text


def test_a_paragraph_struck_through_as_a_whole_stays() -> None:
    inner = "<div><s><p>第一段，全年公开信息。</p></s>第二段，依法答复。</div><p><s>旧</s>新题</p>"
    page = _page(REPORT, inner)
    text = read_bytes(page.encode(), "年报.html").text
    assert "第一段" in text and "第二段" in text and "新题" in text and "旧" not in text
