# ruff: noqa: E501 – markup stands as publishing systems write it
"""Whole portal pages around a report whose truth is known, in the manner of many publishing systems.

`portal_pages(report)` gives name → bytes. The systems' habits are real, the organs are not.
"""

from __future__ import annotations

import json
import quopri
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from wenzhi.synth.tables import Table

HeadingText = str


@dataclass(frozen=True)
class Span:
    text: str
    rows: int = 1
    columns: int = 1
    head: bool = False


Grid = list[list[Span]]


@dataclass(frozen=True)
class Written:
    """A report to be printed: parts are ("h", text), ("p", text) or ("t", table)."""

    title: str
    organ: str
    date: str
    parts: list[tuple[str, object]] = field(default_factory=list)


def grid_of(table: Table) -> Grid:
    """The rows of an official table with the spans that Word's form has."""
    return {"active": _active, "applications": _applications, "review": _review}[table.name](table)


def _active(table: Table) -> Grid:
    rows: Grid = []
    for block in table.blocks:
        for line in block.header:
            if len(line) == 1:
                rows.append([Span(line[0], columns=4, head=True)])
            else:
                rows.append(_filled([Span(text, head=True) for text in line]))
        for row in block.rows:
            cells = [Span(cell.raw) for cell in row.cells]
            rows.append(_filled([Span(row.label), *cells]))
    return rows


def _filled(row: list[Span]) -> list[Span]:
    last = row[-1]
    return [*row[:-1], Span(last.text, columns=5 - len(row), head=last.head)]


def _applications(table: Table) -> Grid:
    (block,) = table.blocks
    note, about = block.header[0]
    person, other, total = (text for text in block.header[1] if text)
    kinds = [text for text in block.header[2] if text]
    rows: Grid = [
        [Span(note, 3, 3, True), Span(about, 1, 7, True)],
        [Span(person, 2, head=True), Span(other, 1, 5, True), Span(total, 2, head=True)],
        [Span(kind, head=True) for kind in kinds],
    ]
    for number, row in enumerate(block.rows):
        cells = [Span(cell.raw) for cell in row.cells]
        opened = [
            Span(group, _height(block.rows, number, level), 1)
            for level, group in enumerate(row.groups)
            if group
        ]
        depth = len(row.groups)
        rows.append([*opened, Span(row.label, columns=3 - depth), *cells])
    return rows


def _height(rows: object, first: int, level: int) -> int:
    count = 1
    for row in list(rows)[first + 1 :]:  # type: ignore[call-overload]
        if len(row.groups) <= level or row.groups[level] is not None:
            break
        count += 1
    return count


def _review(table: Table) -> Grid:
    (block,) = table.blocks
    outcomes = block.header[0 + 1][:5]
    return [
        [Span("行政复议", 1, 5, True), Span("行政诉讼", 1, 10, True)],
        [
            *(Span(text, 2, head=True) for text in outcomes),
            Span("未经复议直接起诉", 1, 5, True),
            Span("复议后起诉", 1, 5, True),
        ],
        [Span(text, head=True) for text in (*outcomes, *outcomes)],
        [Span(cell.raw) for cell in block.rows[0].cells],
    ]


def _spans(span: Span) -> str:
    rows = f' rowspan="{span.rows}"' if span.rows > 1 else ""
    columns = f' colspan="{span.columns}"' if span.columns > 1 else ""
    return rows + columns


CellWriter = Callable[[Span], str]


def plain_cell(span: Span) -> str:
    return f"<td{_spans(span)}>{escape(span.text)}</td>"


def head_cell(span: Span) -> str:
    tag = "th" if span.head else "td"
    return f"<{tag}{_spans(span)}>{escape(span.text)}</{tag}>"


def paragraph_cell(span: Span) -> str:
    inner = f'<p style="text-align:center"><span>{escape(span.text) or "&nbsp;"}</span></p>'
    return f'<td{_spans(span)} style="border:1px solid">\n  {inner}\n</td>'


def broken_cell(span: Span) -> str:
    text = escape(span.text)
    if len(text) > 3 and not text[0].isdigit():
        middle = len(text) // 2
        text = text[:middle] + "<br/>" + text[middle:]
    return f"<td{_spans(span)}>&nbsp;{text}&#8203;</td>"


def word_cell(span: Span) -> str:
    text = escape(span.text) or "<o:p>&nbsp;</o:p>"
    return (
        f"<td{_spans(span)} valign=top style='border:solid windowtext 1.0pt;mso-border-alt:solid'>\r\n"
        f"  <p class=MsoNormal align=center style='text-align:center'><span lang=EN-US\r\n"
        f"  style='font-size:10.5pt;font-family:宋体'>{text}<o:p></o:p></span></p>\r\n  </td>"
    )


def unclosed_cell(span: Span) -> str:
    return f"<TD{_spans(span)} align=middle><FONT size=2>{escape(span.text)}</FONT>"


def digits_apart_cell(span: Span) -> str:
    if span.text.isdigit() and len(span.text) > 1:
        return f"<td{_spans(span)}>" + "".join(f"<span>{d}</span>" for d in span.text) + "</td>"
    return plain_cell(span)


def table_html(grid: Grid, cell: CellWriter = plain_cell, row: str = "<tr>{}</tr>") -> str:
    return (
        '<table border="1" cellspacing="0">'
        + "\n".join(row.format("".join(map(cell, line))) for line in grid)
        + "</table>"
    )


def div_table(grid: Grid) -> str:
    rows = [
        '<div style="display:table-row">'
        + "".join(f'<div style="display: table-cell">{escape(s.text)}</div>' for s in line)
        + "</div>"
        for line in grid
    ]
    return '<div style="display:table">' + "".join(rows) + "</div>"


def wide_spans(grid: Grid) -> Grid:
    """The last cell of every row claims more columns than there are, heads more rows."""
    return [
        [
            Span(
                s.text,
                s.rows + (30 if s.head and s.rows > 1 and i == len(line) - 1 else 0) * 0,
                s.columns + (7 if i == len(line) - 1 else 0),
                s.head,
            )
            for i, s in enumerate(line)
        ]
        for line in grid
    ]


def split_grid(grid: Grid) -> tuple[Grid, Grid]:
    """A table cut in two below a row that no span crosses."""
    for cut in range(len(grid) // 2, len(grid) - 1):
        if all(i + s.rows <= cut for i, line in enumerate(grid[:cut]) for s in line):
            return grid[:cut], grid[cut:]
    return grid, []


def body(
    report: Written,
    paragraph: str = "<p>{}</p>",
    heading: str = "<p><strong>{}</strong></p>",
    table: Callable[[Grid], str] = table_html,
) -> str:
    made: list[str] = []
    for kind, part in report.parts:
        if kind == "t":
            made.append(table(grid_of(part)))  # type: ignore[arg-type]
        else:
            made.append((heading if kind == "h" else paragraph).format(escape(str(part))))
    return "\n".join(made)


NAV = "".join(
    f'<li><a href="/{i}/">{name}</a></li>'
    for i, name in enumerate(
        ["首页", "新闻中心", "政务公开", "政务服务", "互动交流", "走进枫渚", "政府信息公开指南", "法定主动公开内容",
         "政府信息公开年报", "依申请公开", "政府信息公开制度"]
    )
)  # fmt: skip
FOOT = (
    "<p>主办单位：云渚省枫渚县人民政府办公室　承办：枫渚县大数据中心</p>"
    "<p>网站标识码：0000000001　<a href='#'>云ICP备00000001号</a>　云公网安备 00000000000001号</p>"
    "<p>地址：枫渚县人民路1号　邮编：000000　电话：0000-00000000</p>"
)
RELATED = (
    "<li><a href='/1'>枫渚县财政局2019年政府信息公开工作年度报告</a></li>"
    "<li><a href='/2'>枫渚县教育局2018年政府信息公开工作年度报告</a></li>"
    "<li><a href='/3'>枫渚县水利局2020年政府信息公开工作年度报告</a></li>"
)
WIDGETS = "<div class='tools'>【字体：<a href='javascript:f(1)'>大</a> <a>中</a> <a>小</a>】 <a href='javascript:print()'>打印</a> <a href='javascript:close()'>关闭</a></div>"


def _catalogue(r: Written) -> str:
    return (
        "<table class='xxgk'><tr><td>索 引 号：</td><td>000014349/2024-00012</td><td>信息分类：</td><td>政府信息公开年报</td></tr>"
        f"<tr><td>发布机构：</td><td>{r.organ}</td><td>发文日期：</td><td>{r.date}</td></tr>"
        "<tr><td>文　　号：</td><td></td><td>时　　效：</td><td>有效</td></tr>"
        f"<tr><td>信息名称：</td><td colspan=3>{r.title}</td></tr></table>"
    )


def _page(r: Written, inner: str, head: str = "", doctype: str = "<!DOCTYPE html>") -> str:
    return (
        f"{doctype}<html><head><meta charset='utf-8'><title>{r.title}_枫渚县人民政府门户网站</title>{head}"
        "<script>var a='<p>x</p>';</script><style>.x{display:none}</style></head>"
        f"<body>{inner}</body></html>"
    )


def trs(r: Written) -> bytes:
    head = f"<meta name='ArticleTitle' content='{r.title}'><meta name='PubDate' content='{r.date} 09:30'><meta name='ContentSource' content='{r.organ}'><meta name='SiteName' content='枫渚县人民政府'>"
    inner = (
        f"<div class='header'><ul>{NAV}</ul></div><div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/z'>政府信息公开年报</a></div>"
        f"{_catalogue(r)}<h1 class='title'>{r.title}</h1><div class='info'>发布时间：{r.date} 09:30　来源：{r.organ}　浏览次数：<span id='hits'>120</span></div>{WIDGETS}"
        f"<div id='zoom' class='TRS_Editor'><div class='Custom_UnionStyle'>{body(r)}</div></div>"
        f"<div class='share'>分享到：<a href='#'>微信</a><a href='#'>微博</a></div><div class='footer'>{FOOT}</div>"
    )
    return _page(r, inner, head).encode()


def hanweb(r: Written) -> bytes:
    inner = (
        f"<div id='barrierfree_container'><table width='1000' align='center'><tr><td><ul>{NAV}</ul></td></tr></table>"
        f"<table width=1000><tr><td class='bt_title'>{r.title}</td></tr><tr><td>来源：{r.organ} 发布日期：{r.date} 点击数：33 字体：[ <a>大</a> <a>中</a> <a>小</a> ]</td></tr>"
        f"<tr><td id='zoom'><!--ZJEG_RSS.content.begin--><ucapcontent>{body(r, table=lambda g: table_html(g, paragraph_cell))}</ucapcontent><!--ZJEG_RSS.content.end--></td></tr></table>"
        f"<table class='foot'><tr><td>{FOOT}</td></tr></table></div>"
    )
    return _page(r, inner).encode()


def ucap(r: Written) -> bytes:
    inner = (
        f"<div class='top-nav'>{NAV}</div><div class='wrap'><div class='leftnav'><h3>政府信息公开</h3><ul>{NAV}</ul></div><div class='rightbox'>"
        f"<div class='xxgk-head'><ul><li><b>索引号：</b>014/2024-1</li><li><b>主题分类：</b>综合政务</li><li><b>发布机构：</b>{r.organ}</li><li><b>发布日期：</b>{r.date}</li></ul></div>"
        f"<div class='pages_content'><UCAPTITLE>{r.title}</UCAPTITLE><div class='view TRS_UEDITOR trs_paper_default'>{body(r, heading='<h2>{}</h2>', table=lambda g: table_html(g, broken_cell))}</div></div>"
        f"<div class='prevnext'><p>上一篇：<a href='/9'>枫渚县2020年政府信息公开工作年度报告</a></p><p>下一篇：没有了</p></div></div></div><footer>{FOOT}</footer>"
    )
    return _page(r, inner).encode()


def wordpress(r: Written) -> bytes:
    inner = (
        f"<header id='masthead'><nav>{NAV}</nav></header><main><article class='post type-post'><header class='entry-header'><h1 class='entry-title'>{r.title}</h1><span class='posted-on'>{r.date}</span></header>"
        f"<div class='entry-content'>{body(r, heading='<h3>{}</h3>', table=lambda g: '<figure class=wp-block-table>' + table_html(g, head_cell) + '</figure>')}</div>"
        f"<footer class='entry-meta'>标签：<a href='/t'>年报</a></footer></article></main><aside class='sidebar'><h2>近期文章</h2><ul>{RELATED}</ul></aside><footer>{FOOT}</footer>"
    )
    return _page(r, inner).encode()


def word_saved(r: Written) -> bytes:
    paragraph = "<p class=MsoNormal style='text-indent:32.0pt;line-height:28.0pt'><span\r\nstyle='font-size:16.0pt;font-family:仿宋_GB2312'>{}<span lang=EN-US><o:p></o:p></span></span></p>"
    heading = "<p class=MsoNormal style='text-indent:32.0pt'><b><span\r\nstyle='font-size:18.0pt;font-family:黑体'>{}</span></b></p>"
    inner = (
        f"<html xmlns:v='urn:schemas-microsoft-com:vml' xmlns:o='urn:schemas-microsoft-com:office:office' xmlns:w='urn:schemas-microsoft-com:office:word'><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'><meta name=Generator content='Microsoft Word 11'><title>{r.title}</title>"
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal {mso-style-parent:''; font-size:10.5pt;} --></style></head>"
        f"<body lang=ZH-CN style='tab-interval:21.0pt'><div class=Section1 style='layout-grid:15.6pt'><p class=MsoNormal align=center><b><span style='font-size:22.0pt'>{r.title}</span></b></p>"
        f"{body(r, paragraph, heading, lambda g: table_html(g, word_cell))}</div><![if !supportEmptyParas]><![endif]></body></html>"
    )
    return inner.encode("gb18030")


def old_tables(r: Written) -> bytes:
    inner = (
        "<HTML><HEAD><META http-equiv=Content-Type content='text/html; charset=gb2312'><TITLE>"
        + r.title
        + "</TITLE></HEAD><BODY bgColor=#ffffff><CENTER>"
        f"<TABLE width=778><TR><TD><IMG src='top.gif' width=778 height=60></TD></TR><TR><TD bgColor=#0066cc><A href=/>首 页</A> | <A href=/a>政务公开</A> | <A href=/b>网上办事</A> | <A href=/c>公众互动</A></TD></TR></TABLE>"
        f"<TABLE width=778><TR><TD width=160 vAlign=top><TABLE><TR><TD><A href=/1>公开指南</A></TD></TR><TR><TD><A href=/2>公开目录</A></TD></TR><TR><TD><A href=/3>依申请公开</A></TD></TR><TR><TD><A href=/4>年度报告</A></TD></TR></TABLE></TD>"
        f"<TD vAlign=top><TABLE width='100%'><TR><TD align=center><FONT size=5><B>{r.title}</B></FONT></TD></TR><TR><TD align=right>{r.date}　阅读次数：5</TD></TR><TR><TD><FONT size=3>"
        + body(r, "<P>　　{}", "<P>　　<B>{}</B>", lambda g: table_html(g, unclosed_cell, "<TR>{}"))
        + "</FONT></TD></TR><TR><TD align=right>【<A href='javascript:window.print()'>打印本页</A>】【<A href='javascript:window.close()'>关闭窗口</A>】</TD></TR></TABLE></TD></TR></TABLE>"
        "<TABLE width=778><TR><TD align=center>版权所有：枫渚县人民政府 Copyright 2024<BR>技术支持：枫渚县信息中心</TD></TR></TABLE></CENTER></BODY></HTML>"
    )
    return inner.encode("gbk", "xmlcharrefreplace")


def breaks_only(r: Written) -> bytes:
    text = body(r, "　　{}<br>", "<b>{}</b><br><br>")
    return _page(
        r,
        f"<div>{NAV}</div><div class='con'><div class='tit'>{r.title}</div>{text}</div><div>{FOOT}</div>",
    ).encode()


def flat_body(r: Written) -> bytes:
    return _page(r, f"<h1>{r.title}</h1>{body(r)}").encode()


def nested_cells(r: Written) -> bytes:
    text = f"<p align=center>{r.title}</p>{body(r)}"
    for _ in range(5):
        text = f"<table><tbody><tr><td>{text}</td></tr></tbody></table>"
    return _page(r, f"{text}<div id=foot>{FOOT}</div>").encode()


def tables_in_tables(r: Written) -> bytes:
    def wrapped(grid: Grid) -> str:
        return f"<table><tr><td></td><td>{table_html(grid)}</td><td>&nbsp;</td></tr></table>"

    return _page(
        r, f"<div class='article'><h1>{r.title}</h1>{body(r, table=wrapped)}</div>"
    ).encode()


def whole_in_one_table(r: Written) -> bytes:
    rows: list[str] = [f"<tr><td colspan=15>{r.title}</td></tr>"]
    for kind, part in r.parts:
        if kind == "t":
            rows += ["<tr>" + "".join(map(plain_cell, line)) + "</tr>" for line in grid_of(part)]  # type: ignore[arg-type]
        else:
            rows.append(f"<tr><td colspan=15>{escape(str(part))}</td></tr>")
    return _page(r, "<div><table border=1>" + "".join(rows) + "</table></div>").encode()


def split_tables(r: Written) -> bytes:
    def halves(grid: Grid) -> str:
        first, second = split_grid(grid)
        return table_html(first) + "<p>&nbsp;</p>" + (table_html(second) if second else "")

    return _page(
        r, f"<nav>{NAV}</nav><div class='content'><h2>{r.title}</h2>{body(r, table=halves)}</div>"
    ).encode()


def wrong_spans(r: Written) -> bytes:
    return _page(
        r,
        f"<div class='content'><h2>{r.title}</h2>{body(r, table=lambda g: table_html(wide_spans(g)))}</div>",
    ).encode()


def div_tables(r: Written) -> bytes:
    return _page(
        r, f"<div class='content'><h2>{r.title}</h2>{body(r, table=div_table)}</div>"
    ).encode()


def cell_a_paragraph(r: Written) -> bytes:
    def lines(grid: Grid) -> str:
        return "".join(f"<p>{escape(s.text)}</p>" for line in grid for s in line)

    return _page(r, f"<div class='content'><h2>{r.title}</h2>{body(r, table=lines)}</div>").encode()


def preformatted(r: Written) -> bytes:
    def rows(grid: Grid) -> str:
        return "\n".join("\t".join(escape(s.text) for s in line) for line in grid) + "\n"

    return _page(
        r,
        f"<div>{NAV}</div><pre>\n{r.title}\n{body(r, '    {}', '{}', rows)}</pre><div class=footer>{FOOT}</div>",
    ).encode()


def wechat(r: Written) -> bytes:
    paragraph = "<section style='line-height:2em'><span style='font-size:16px'>{}</span></section>"
    inner = (
        f"<div id='js_article'><div id='img-content'><h1 class='rich_media_title' id='activity-name'>{r.title}</h1><div id='meta_content'><a href='javascript:void(0);' id='js_name'>枫渚发布</a> <em id='publish_time'>{r.date}</em></div>"
        f"<div class='rich_media_content' id='js_content' style='visibility: hidden; opacity: 0;'>{body(r, paragraph, paragraph.replace('<span', '<strong><span').replace('</span>', '</span></strong>'))}<section><mpprofile></mpprofile></section></div></div></div>"
        "<div id='js_pc_qr_code' style='display:none'><p>微信扫一扫<br>关注该公众号</p></div><div class='weui-dialog'><p>继续滑动看下一篇</p><a href='#'>轻触阅读原文</a></div>"
    )
    return _page(r, inner).encode()


def declared_wrong(r: Written) -> bytes:
    return trs(r).decode().encode("gb18030")


def utf8_said_gbk(r: Written) -> bytes:
    return trs(r).replace(b"charset='utf-8'", b"charset='gb2312'")


def utf16(r: Written) -> bytes:
    return ucap(r).decode().encode("utf-16")


def references(r: Written) -> bytes:
    return "".join(c if ord(c) < 128 else f"&#{ord(c)};" for c in trs(r).decode()).encode()


def script_string(r: Written) -> bytes:
    text = json.dumps(body(r), ensure_ascii=False).replace("</", "<\\/")
    return _page(
        r,
        f"<div>{NAV}</div><h1>{r.title}</h1><div id='c'></div><script>/* it's */ var t = 'a'; var content = {text}; document.getElementById('c').innerHTML = content;</script><div>{FOOT}</div>",
    ).encode()


def escaped_script(r: Written) -> bytes:
    text = json.dumps(body(r))
    return _page(
        r,
        f'<div id=\'app\'></div><script>window.__DATA__ = {{"title": "{r.title}", "body": {text}}};</script>',
    ).encode()


def document_write(r: Written) -> bytes:
    lines = "\n".join(
        f"document.write('{line}');" for line in body(r).replace("'", "&#39;").splitlines()
    )
    return _page(r, f"<h1>{r.title}</h1><script>\n{lines}\n</script><div>{FOOT}</div>").encode()


def template(r: Written) -> bytes:
    return _page(
        r,
        f"<h1>{r.title}</h1><script type='text/template' id='t'>{body(r)}</script><div id='x'></div>",
    ).encode()


def textarea(r: Written) -> bytes:
    return _page(
        r, f"<h1>{r.title}</h1><textarea id='t' style='display:none'>{escape(body(r))}</textarea>"
    ).encode()


def hidden_body(r: Written) -> bytes:
    return _page(r, f"<h1>{r.title}</h1><div id='t' style='display:none'>{body(r)}</div>").encode()


def answer(r: Written) -> bytes:
    return json.dumps(
        {"code": 0, "data": {"title": r.title, "pubDate": r.date, "content": body(r)}},
        ensure_ascii=False,
    ).encode()


def answer_escaped(r: Written) -> bytes:
    return (
        b"callback("
        + json.dumps({"data": [{"title": r.title, "content": escape(body(r))}]}).encode()
        + b");"
    )


def message(r: Written) -> bytes:
    page = word_saved(r)
    return (
        b'From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--B--"\r\n\r\n'
        b'----B--\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: http://x/1.html\r\n\r\n'
        + quopri.encodestring(page)
        + b"\r\n----B--\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: http://x/a.png\r\n\r\naaaa\r\n----B----\r\n"
    )


def message_of_frames(r: Written) -> bytes:
    outer = _page(
        r, f"<div>{NAV}</div><iframe src='cid:frame-1@mhtml.blink'></iframe><div>{FOOT}</div>"
    ).encode()
    parts = b""
    for content, identity in ((outer, b"main"), (flat_body(r), b"frame-1@mhtml.blink")):
        parts += (
            b"--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <"
            + identity + b">\r\n\r\n" + b64encode(content) + b"\r\n"
        )  # fmt: skip
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'
        + parts
        + b"--B--\r\n"
    )


def inner_document(r: Written) -> bytes:
    return _page(
        r, f'<ul>{NAV}</ul><iframe srcdoc="{escape(body(r))}"></iframe><div>{FOOT}</div>'
    ).encode()


def aspnet(r: Written) -> bytes:
    inner = (
        f"<form method='post' id='aspnetForm'><input type='hidden' name='__VIEWSTATE' value='{'A' * 4000}'><div class='top'>{NAV}</div><div class='main'><div class='left'><ul>{NAV}</ul></div><div class='right'>"
        f"<div class='xl_title'>{r.title}</div><div class='xl_info'><span>发布日期：{r.date}</span><span>信息来源：{r.organ}</span></div><div class='xl_con'>{body(r, table=lambda g: table_html(g, digits_apart_cell))}</div>"
        f"<div class='fj'>附件：<a href='/u/2024.docx'>{r.title}.docx</a></div><div class='xgxx'><h3>相关信息</h3><ul>{RELATED}</ul></div></div></div><div class='bottom'>{FOOT}</div></form>"
    )
    return _page(r, inner).encode()


def anonymous_divs(r: Written) -> bytes:
    """No class says what is what, and the foot has no link."""
    inner = (
        f"<div><div>{NAV}</div></div><div><div><span>您现在的位置：</span><a href='/'>首页</a>&nbsp;»&nbsp;<a href='/n'>年报</a></div><div><div><div>{r.title}</div></div>"
        f"<div><span>日期：{r.date}</span> <span>来源：{r.organ}</span></div><div><div>{body(r, '<div>{}</div>', '<div>{}</div>')}</div></div></div></div>"
        f"<div><div>Copyright © 枫渚县人民政府 版权所有</div><div>建议使用1024×768分辨率浏览，以获得最佳效果，感谢您的访问。</div></div>"
    )
    return _page(r, inner).encode()


def popups(r: Written) -> bytes:
    inner = (
        f"<div class='pop'>您访问的链接即将离开“枫渚县人民政府”门户网站，是否继续？<a href='#'>继续访问</a> <a href='#'>放弃</a></div><noscript>您的浏览器不支持JavaScript，请开启后访问本网站，谢谢您的配合。</noscript><div class='header'>{NAV}</div>"
        f"<div class='detail'><h1>{r.title}</h1><div class='ly'><span>{r.date}</span>|<span>打印</span>|<span>关闭</span></div><div class='article-content'>{body(r)}</div><div class='ewm'>扫一扫在手机打开当前页<img src='q.png'></div></div><div class='foot'>{FOOT}</div>"
    )
    return _page(r, inner).encode()


def never_closed_link(r: Written) -> bytes:
    return _page(
        r,
        f"<div id=zoom><a href='#top'><p>{r.title}</p>{body(r, '<div>{}</div>', '<div><b>{}</b></div>')}</div>",
    ).encode()


PAGES: dict[str, Callable[[Written], bytes]] = {
    writer.__name__: writer
    for writer in (
        trs, hanweb, ucap, wordpress, word_saved, old_tables, breaks_only, flat_body, nested_cells,
        tables_in_tables, whole_in_one_table, split_tables, wrong_spans, div_tables,
        cell_a_paragraph, preformatted, wechat, declared_wrong, utf8_said_gbk, utf16, references,
        script_string, escaped_script, document_write, template, textarea, hidden_body, answer,
        answer_escaped, message, message_of_frames, inner_document, aspnet, anonymous_divs, popups,
        never_closed_link,
    )
}  # fmt: skip


def portal_pages(report: Written) -> dict[str, bytes]:
    """The report as every kind of page."""
    return {name: write(report) for name, write in PAGES.items()}


# --- pages that break something -----------------------------------------------------------------


def generic_window(r: Written) -> bytes:
    """The window's title is the site's; the report's stands in two unmarked lines above its body."""
    half = len(r.title) // 2
    inner = (
        f"<div class='w1'>{NAV}</div><div class='w2'><p class='a1'>{r.title[:half]}</p><p class='a1'>{r.title[half:]}</p>"
        f"<p class='a2'>责任编辑：张某　【打印】【关闭】</p><div class='a3'>{body(r)}</div><p>浏览次数: 100 次</p></div><div>{FOOT}</div>"
    )
    return _page(r, inner).replace(f"<title>{r.title}_", "<title>政府信息公开_").encode()


def in_pieces(r: Written) -> bytes:
    """Each part of the report in a container of its own, as editors of sections leave it."""
    made = "".join(
        "<div class='module'><div class='inner'>"
        + (table_html(grid_of(part)) if kind == "t" else f"<p>{escape(str(part))}</p>")  # type: ignore[arg-type]
        + "</div></div>"
        for kind, part in r.parts
    )
    return _page(
        r, f"<div class='nav'>{NAV}</div><h1>{r.title}</h1>{made}<div>{FOOT}</div>"
    ).encode()


def script_menus(r: Written) -> bytes:
    """Menus without links and a notice of some length beside the report."""
    menu = "".join(f"<div onclick='go({i})'>栏目{i}号信息</div>" for i in range(12))
    notice = "<div class='sidebar'><p>温馨提示：本栏目信息由各部门负责维护，如有疑问，请与发布单位联系。</p></div>"
    return _page(
        r,
        f"<div class='menu'>{menu}</div>{notice}<div class='c'><h1>{r.title}</h1>{body(r)}</div><div>{FOOT}</div>",
    ).encode()


def inner_rows(r: Written) -> bytes:
    """The figures of a row in a table of their own within one cell."""

    def nested(grid: Grid) -> str:
        rows = ""
        for line in grid:
            values = [
                s for s in line if not s.head and (s.text == "" or s.text[0] in "0123456789-+/")
            ]
            labels = [s for s in line if s not in values]
            inner = (
                "<table><tr>" + "".join(map(plain_cell, values)) + "</tr></table>" if values else ""
            )
            rows += "<tr>" + "".join(map(plain_cell, labels)) + f"<td>{inner}</td></tr>"
        return f"<table border=1>{rows}</table>"

    return _page(r, f"<div class='c'><h1>{r.title}</h1>{body(r, table=nested)}</div>").encode()


def span_to_the_end(r: Written) -> bytes:
    """Spans that reach past the table: rowspan=0, 99 rows, 1000 columns."""

    def write(span: Span, rest: int) -> str:
        rows = f" rowspan='{0 if rest == span.rows else span.rows}'" if span.rows > 1 else ""
        return f"<td{rows} colspan='{span.columns}'>{escape(span.text)}</td>"

    def table(grid: Grid) -> str:
        rows = "".join(
            "<tr>" + "".join(write(s, len(grid) - i) for s in line) + "</tr>"
            for i, line in enumerate(grid)
        )
        return f"<table><tr><td colspan=1000>统计表</td></tr>{rows}</table>"

    return _page(r, f"<div class='c'><h1>{r.title}</h1>{body(r, table=table)}</div>").encode()


def list_table(r: Written) -> bytes:
    """Rows as lists: nothing but a style sheet makes a table of them."""

    def table(grid: Grid) -> str:
        return "".join(
            "<ul class='trow'>" + "".join(f"<li>{escape(s.text)}</li>" for s in line) + "</ul>"
            for line in grid
        )

    return _page(r, f"<div class='c'><h1>{r.title}</h1>{body(r, table=table)}</div>").encode()


def span_table(r: Written) -> bytes:
    """Rows are divs, cells are spans side by side."""

    def table(grid: Grid) -> str:
        return "".join(
            "<div class='row'>"
            + "".join(f"<span class='cell'>{escape(s.text)}</span>\n" for s in line)
            + "</div>"
            for line in grid
        )

    return _page(r, f"<div class='c'><h1>{r.title}</h1>{body(r, table=table)}</div>").encode()


def office_suite(r: Written) -> bytes:
    """As office programs export: header and footer in the body, columns declared, fonts everywhere."""

    def cell(span: Span) -> str:
        return (
            f'<td{_spans(span)} width="63" valign="middle" style="border: 1px solid #000000; padding: 0cm 0.19cm"><p align="center" class="western" style="orphans: 0">\n'
            f'<font face="仿宋, serif"><font size="3" style="font-size: 12pt">{escape(span.text) or "<br/>"}</font></font></p>\n</td>'
        )

    paragraph = '<p style="text-indent: 1.13cm; line-height: 150%"><font face="仿宋, serif"><font size="4" style="font-size: 16pt">{}</font></font></p>'
    inner = f'<div title="header"><p>{r.organ}<br/></p></div><p align="center"><font size="6"><b>{r.title}</b></font></p>{body(r, paragraph, paragraph, lambda g: "<center>" + table_html(g, cell) + "</center>")}<div title="footer"><p align="center"><sdfield type=PAGE>3</sdfield></p></div>'
    return _page(
        r, inner, doctype='<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">'
    ).encode()


def inputs(r: Written) -> bytes:
    """Figures in fields that cannot be changed."""

    def cell(span: Span) -> str:
        if span.text and span.text[0] in "0123456789-+":
            return (
                f"<td{_spans(span)}><input type='text' readonly value='{escape(span.text)}'></td>"
            )
        return plain_cell(span)

    return _page(
        r,
        f"<form>{NAV}<input type='text' value='请输入关键字'><div class='c'><h1>{r.title}</h1>{body(r, table=lambda g: table_html(g, cell))}</div></form>",
    ).encode()


def span_blocks(r: Written) -> bytes:
    """Paragraphs are spans shown as blocks."""
    return _page(
        r,
        f"<div class='c'><h1>{r.title}</h1>{body(r, '<span style=display:block>{}</span>', '<span style=display:block;font-weight:bold>{}</span>')}</div>",
    ).encode()


def dl_catalogue(r: Written) -> bytes:
    inner = (
        f"<dl><dt>索引号</dt><dd>01/2</dd><dt>发布机构</dt><dd>{r.organ}</dd><dt>公开日期</dt><dd>{r.date}</dd><dt>文号</dt><dd></dd></dl>"
        f"<div class='n-title'>{r.title}</div><div class='n-con'>{body(r)}<p align='center'><a href='javascript:history.go(-1)'>【返回】</a></p></div>"
        f"<div class='box'><div class='t'>历年年报</div><ul>{RELATED}</ul></div><div>{FOOT}</div>"
    )
    return _page(r, inner).encode()


def head_row_catalogue(r: Written) -> bytes:
    table = (
        "<table><tr><th>索引号</th><th>信息分类</th><th>发布机构</th><th>发布日期</th></tr>"
        f"<tr><td>01/2</td><td>年报</td><td>{r.organ}</td><td>{r.date}</td></tr></table>"
    )
    return _page(
        r,
        f"<div class='top'>{NAV}</div><div>{table}<h2>{r.title}</h2>{body(r)}</div><div>{FOOT}</div>",
    ).encode()


def cut_off(r: Written) -> bytes:
    """Downloaded without its end: the last bytes are half a character."""
    return (
        _page(r, f"<div class='c'><h1>{r.title}</h1>{body(r)}<div class='x").encode() + b"\xe6\x94"
    )


def mojibake(r: Written) -> bytes:
    """UTF-8 taken for Latin-1 and saved again."""
    return flat_body(r).decode("latin-1").encode()


HARD: dict[str, Callable[[Written], bytes]] = {
    writer.__name__: writer
    for writer in (
        generic_window, in_pieces, script_menus, inner_rows, span_to_the_end, list_table, span_table,
        office_suite, inputs, span_blocks, dl_catalogue, head_row_catalogue, cut_off, mojibake,
    )
}  # fmt: skip
PAGES |= HARD
