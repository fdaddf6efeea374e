"""Word files give their final text as printed, with what was left out told."""

from io import BytesIO

import docx
import pytest
from docx_files import (
    NAMESPACES,
    archive,
    cell,
    contents,
    package,
    paragraph,
    part,
    relation,
    row,
    run,
    table,
)

from wenzhi.base.errors import InputError
from wenzhi.read import read_bytes
from wenzhi.read.word import compose

PREAMBLE = "本报告由枫渚县水务局按照《中华人民共和国政府信息公开条例》编制。"


def text_of(body, parts=None, relations=""):
    return compose(package(body, parts, relations), "甲.docx").text


def test_paragraphs_and_a_table_in_reading_order():
    made = compose(
        package(paragraph("一、总体情况") + table(row("规章", "3")) + paragraph("全年无变化。")),
        "甲.docx",
    )
    assert made.text == "一、总体情况\n规章\t3\n全年无变化。"
    assert [made.text[c.start : c.end] for c in made.cells] == ["规章", "3"]
    assert [c.path for c in made.cells] == ["body/tbl[1]/tr[1]/tc[1]", "body/tbl[1]/tr[1]/tc[2]"]


def test_a_document_by_its_content_whatever_it_is_called():
    document = read_bytes(package(paragraph(PREAMBLE)), "年报.txt")
    assert (document.source.format, document.text) == ("docx", PREAMBLE)


@pytest.mark.parametrize(
    ("inner", "printed"),
    [
        (f"<w:del>{run('旧')}</w:del><w:ins>{run('新收5件')}</w:ins>", "新收5件"),
        (f"<w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('移来')}</w:moveTo>", "移来"),
        (run("可见") + run("不可见", "<w:vanish/>"), "可见"),
        (run("可见", '<w:vanish w:val="0"/>'), "可见"),
        (f'<w:hyperlink r:id="r1">{run("县政府网站")}</w:hyperlink>', "县政府网站"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>", "控件"),
        (f"<w:smartTag>{run('枫渚')}</w:smartTag>{run('县')}", "枫渚县"),
        (run("1") + '<w:bookmarkStart w:id="0" w:name="_GoBack"/>' + run("2"), "12"),
        ("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>右</w:t></w:r>", "上\n下\t右"),
        ("<w:r><w:t>\n    缩进的\n    XML  </w:t></w:r>", "缩进的 XML"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>有</w:t></w:r>', "☑有"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B4"/></w:r>', "×"),
        ('<w:r><w:t>5</w:t><w:noBreakHyphen/><w:t>6</w:t></w:r>', "5-6"),
        (f"<w:ruby><w:rt>{run('zhǔ')}</w:rt><w:rubyBase>{run('渚')}</w:rubyBase></w:ruby>", "渚"),
        (f"{run('3件')}<w:r><w:commentReference w:id='1'/></w:r>", "3件"),
    ],
)  # fmt: skip
def test_a_run_is_read_as_it_is_printed(inner, printed):
    assert text_of(paragraph(inner)) == printed


def mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(instruction, result):
    order = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    return mark("begin") + order + mark("separate") + result + mark("end")


def test_a_field_prints_its_result_and_a_page_number_nothing():
    assert text_of(paragraph(field("=SUM(LEFT)", run("12")))) == "12"
    inner = run("第") + field("PAGE", run("7")) + run("页")
    assert text_of(paragraph(inner)) == "第页"
    nested = mark("begin") + field("REF a", run("旧")) + mark("separate") + run("新") + mark("end")
    assert text_of(paragraph(nested)) == "新"


RAISED = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize(
    ("runs", "printed"),
    [
        (("37", "", "1", RAISED), "37"),
        (("办结37件", "", "[2]", RAISED), "办结37件"),
        (("120m", "", "2", RAISED), "120m2"),
        (("", "", "3", RAISED), "3"),
        (("37", "", "1", ""), "371"),
    ],
)
def test_raised_marks_of_notes_are_no_digits(runs, printed):
    before, plain, after, raised = runs
    inner = f"<w:p>{run(before, plain)}{run(after, raised)}</w:p>"
    assert compose(package(inner), "x.docx").text == printed


def test_a_field_without_its_end_loses_no_text():
    assert text_of(paragraph(mark("begin") + run("一、总体情况"))) == "一、总体情况"


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    gone = "<w:rPr><w:del/></w:rPr>"
    body = paragraph("二、主动公开", gone) + paragraph("政府信息情况") + paragraph("末", gone)
    made = compose(package(body), "甲.docx")
    assert made.text == "二、主动公开政府信息情况\n末"
    assert "修订" in made.warnings[0]


def test_an_open_line_before_a_table_ends_there():
    gone = "<w:rPr><w:del/></w:rPr>"
    body = paragraph("甲", gone) + table(row("规章", "0")) + paragraph("乙")
    assert text_of(body) == "甲\n规章\t0\n乙"


def test_a_style_separator_joins_paragraphs_without_being_a_change():
    body = paragraph("一、总体情况", "<w:rPr><w:specVanish/></w:rPr>") + paragraph("全年公开。")
    made = compose(package(body), "甲.docx")
    assert made.text == "一、总体情况全年公开。"
    assert made.warnings == ()


def test_words_drawn_as_a_picture_are_read():
    art = '<w:r><w:pict><v:shape><v:textpath string="枫渚县年报"/></v:shape></w:pict></w:r>'
    assert text_of(paragraph(art) + paragraph("正文")) == "枫渚县年报\n正文"


TEXT_BOX = """<w:r><mc:AlternateContent>
<mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>
</wp:anchor></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback>
</mc:AlternateContent></w:r>"""


def test_a_text_box_is_read_once_behind_its_paragraph():
    box = TEXT_BOX.format(paragraph("枫渚县2023年年报") + table(row("规章", "0")))
    made = compose(package(paragraph(run("首段") + box) + paragraph("次段")), "甲.docx")
    assert made.text == "首段\n枫渚县2023年年报\n规章\t0\n次段"
    assert made.cells[1].path == "body/txbx[1]/tbl[1]/tr[1]/tc[2]"


def test_a_text_box_of_old_word_is_read():
    old = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    assert text_of(paragraph(old.format(paragraph("旧框")))) == "旧框"


def test_content_controls_around_blocks_are_looked_through():
    control = (
        "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    )
    body = control.format(paragraph("目录") + control.format(paragraph("一、总体情况\t1")))
    assert text_of(body) == "目录\n一、总体情况\t1"


def test_headers_footers_and_comments_are_left_out_and_told():
    parts = {
        "header1": part("hdr", paragraph("内部资料")),
        "footer1": part("ftr", paragraph(run("第") + field("PAGE", run("3")) + run("页"))),
        "comments": part("comments", f'<w:comment w:id="1">{paragraph("请核实")}</w:comment>'),
    }
    made = compose(package(paragraph("正文"), parts), "甲.docx")
    assert made.text == "正文"
    assert made.omitted == ("页眉：内部资料", "页脚：第页", "批注：请核实")


def test_notes_stand_behind_the_paragraph_or_table_that_calls_them():
    def call(number):
        return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'

    notes = "".join(
        f'<w:footnote w:id="{number}">{paragraph("<w:r><w:footnoteRef/></w:r>" + run(text))}</w:footnote>'
        for number, text in ((2, "含街道。"), (3, "不含新闻。"))
    )
    body = (
        paragraph(run("收到申请5件") + call(2) + run("。"))
        + table(row("规章", cell(paragraph(run("3") + call(3)))))
        + paragraph("末")
    )
    text = text_of(body, {"footnotes": part("footnotes", notes)})
    assert text == "收到申请5件。\n含街道。\n规章\t3\n不含新闻。\n末"


PICTURE = """<w:r><w:drawing><wp:inline><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="1" name="图片 1" descr="{name}"/>
<a:blip/></wp:inline></w:drawing></w:r>"""


def test_a_picture_as_large_as_a_table_is_warned_of_a_seal_is_only_told():
    large = PICTURE.format(cx=5_400_000, cy=3_600_000, name="表三")
    seal = PICTURE.format(cx=1_500_000, cy=1_500_000, name="公章")
    body = paragraph("三、收到和处理申请情况") + paragraph(large) + paragraph(seal)
    made = compose(package(body), "甲.docx")
    assert made.omitted == ("图片：表三，15.0×10.0 厘米", "图片：公章，4.2×4.2 厘米")
    assert len(made.warnings) == 1
    assert "收到和处理申请情况" in made.warnings[0]


def test_embedded_and_outside_things_are_told():
    sheet = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    relations = (
        relation(1, "attachedTemplate", "http://example.invalid/a.dotm", "External")
        + relation(2, "hyperlink", "http://example.invalid/", "External")
        + relation(3, "aFChunk", "a.html")
    )
    body = paragraph(sheet) + '<w:altChunk r:id="r3"/>' + paragraph("正文")
    made = compose(package(body, {"vbaProject": "x"}, relations), "甲.docm")
    told = "\n".join(made.warnings)
    assert made.text == "正文"
    assert all(word in told for word in ("Excel.Sheet.12", "attachedTemplate", "a.html"))
    assert "hyperlink" not in told


def test_a_page_embedded_in_an_empty_document_is_read():
    page = f"<html><body><h1>枫渚县年报</h1><p>{PREAMBLE * 3}</p></body></html>".encode()
    made = package('<w:altChunk r:id="r3"/>', relations=relation(3, "aFChunk", "a.html"))
    document = compose(archive(contents(made) | {"word/a.html": page}), "甲.docx")
    assert PREAMBLE in document.text


def test_a_document_of_pictures_alone_says_so():
    body = paragraph(PICTURE.format(cx=5_400_000, cy=7_600_000, name="第1页"))
    with pytest.raises(InputError) as caught:
        compose(package(body), "甲.docx")
    assert caught.value.code == "E302"
    assert "1 幅图片" in caught.value.message


def test_macros_are_told():
    members = contents(package(paragraph("正文"))) | {"word/vbaProject.bin": b"x"}
    assert any("宏" in warning for warning in compose(archive(members), "甲.docm").warnings)


STYLES = part(
    "styles",
    """<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>
    <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
    <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
      <w:rPr><w:b/></w:rPr></w:style>
    <w:style w:type="paragraph" w:styleId="b"><w:name w:val="标题 2"/><w:basedOn w:val="b"/></w:style>
    <w:style w:type="paragraph" w:styleId="c"><w:name w:val="自定义"/><w:basedOn w:val="1"/></w:style>""",
)


@pytest.mark.parametrize(
    ("properties", "look", "level", "bold", "centred", "large"),
    [
        ('<w:pStyle w:val="1"/>', "", 1, True, False, False),
        ('<w:pStyle w:val="b"/>', "", 2, False, False, False),
        ('<w:pStyle w:val="c"/>', '<w:b w:val="0"/>', 1, False, False, False),
        ('<w:outlineLvl w:val="2"/>', "", 3, False, False, False),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', "", None, True, False, False),
        ('<w:jc w:val="center"/>', '<w:sz w:val="44"/>', None, False, True, True),
        ("", '<w:rFonts w:eastAsia="黑体"/>', None, True, False, False),
        ("", '<w:sz w:val="28"/>', None, False, False, False),
    ],
)
def test_how_a_heading_is_set(properties, look, level, bold, centred, large):
    body = paragraph(run("总体情况", look), properties) + paragraph(PREAMBLE)
    made = compose(package(body, {"styles": STYLES}), "甲.docx")
    cues = [cue for cue in made.cues if made.text[cue.start : cue.end] == "总体情况"]
    read = [(cue.level, cue.bold, cue.centred, cue.large) for cue in cues]
    expected = (level, bold, centred, large)
    assert read == ([expected] if any(expected) else [])


def test_the_usual_size_is_that_of_running_text_not_of_cells():
    small = [cell(paragraph(run("本机关不掌握相关政府信息", '<w:sz w:val="21"/>')))] * 2
    body = paragraph(run(PREAMBLE * 2, '<w:sz w:val="32"/>')) + table(*[row(*small)] * 20)
    assert compose(package(body), "甲.docx").cues == ()


def test_half_bold_is_not_bold():
    made = compose(package(paragraph(run("一是", "<w:b/>") + run("更新不及时。"))), "甲.docx")
    assert made.cues == ()


def test_strict_documents_are_read():
    body = paragraph("一、总体情况") + table(row("规章", "3"))
    strict = {
        name: content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in contents(package(body)).items()
    }
    assert compose(archive(strict), "甲.docx").text == "一、总体情况\n规章\t3"


def test_a_main_part_of_another_name_is_found():
    content = package(paragraph("正文"), {"styles": STYLES}, main="word/document2.xml")
    assert compose(content, "甲.docx").text == "正文"


def test_the_title_property_is_a_page_field_and_dates_of_editing_are_not():
    made = docx.Document()
    made.core_properties.title = "枫渚县水务局2023年年报"
    made.add_paragraph("正文")
    file = BytesIO()
    made.save(file)
    page = compose(file.getvalue(), "甲.docx").page
    assert page.title == "枫渚县水务局2023年年报"
    assert page.published is None


def test_alternatives_of_blocks_are_read_once():
    branches = (
        f"<mc:Choice>{paragraph('甲')}</mc:Choice><mc:Fallback>{paragraph('甲')}</mc:Fallback>"
    )
    both = f"<mc:AlternateContent>{branches}</mc:AlternateContent>"
    assert text_of(both + paragraph("乙")) == "甲\n乙"


def test_namespaces_in_use_are_declared():
    assert NAMESPACES.count("xmlns:") == 8
