"""Pages of one text that a web page hides until asked for are read; other hidden parts are not."""

from __future__ import annotations

from wenzhi.read import read_bytes

SENTENCE = "全县各单位主动公开政府信息四百余条，内容涉及农业、教育、医疗与社会保障。" * 3


def text_of(body: str) -> str:
    page = (
        f"<html><head><meta charset=utf-8></head><body><h1>槐澜县公开年报</h1>{body}</body></html>"
    )
    return read_bytes(page.encode(), "a.html").text


def pages(name: str, *, mark: str = "") -> str:
    return "".join(
        f'<div class="{name}"{style}><p>{word}{SENTENCE}</p><p>{mark.format(number)}</p></div>'
        for number, (word, style) in enumerate(
            [("甲部分", ""), ("乙部分", ' style="display:none"'), ("丙部分", " hidden")], 1
        )
    )


def test_pages_led_through_by_links_are_one_text() -> None:
    text = text_of(f"<div>{pages('page')}<div>首页 上一页 [1] [2] [3] 下一页</div></div>")
    assert text.index("甲部分") < text.index("乙部分") < text.index("丙部分")


def test_pages_that_say_their_number_are_one_text() -> None:
    assert "丙部分" in text_of(pages("page_con", mark="第 {} 页"))
    assert "乙部分" in text_of(pages("nr", mark="第 {} 页") + "<p>上一页 下一页</p>")


def test_tabs_and_layers_stay_hidden() -> None:
    pager = "<div>上一页 下一页</div>"
    assert "乙部分" not in text_of(pages("tab-page") + pager)
    assert "乙部分" not in text_of(pages("nr") + pager)
    assert "乙部分" not in text_of(pages("page"))
    assert "丙部分" not in text_of(pages("layer", mark="第 {} 页"))


def test_hidden_parts_with_titles_of_their_own_are_other_documents() -> None:
    body = pages("page", mark="第 {} 页").replace("<p>乙部分", "<h1>槐澜县上一年年报</h1><p>乙部分")
    assert "乙部分" not in text_of(body + "<p>上一页 下一页</p>")


FORM = """<table border=1>
<tr><td>一、总体情况</td><td>{long}</td></tr>
<tr><td>五、存在的主要问题及改进情况</td><td>公开目录更新偏慢。下一年按季核对目录，逐项补齐。</td></tr>
<tr><td>六、其他需要报告的事项</td><td>收取信息处理费0元。此外没有其他需要报告的事项。</td></tr>
</table>"""


def test_a_form_that_holds_a_report_is_taken_apart() -> None:
    lines = text_of(FORM.format(long=SENTENCE * 2)).split("\n")
    assert "五、存在的主要问题及改进情况" in lines
    assert "六、其他需要报告的事项" in lines


def test_a_table_of_data_with_a_remark_stays_one() -> None:
    rows = (
        "<tr><td>行政许可</td><td>3</td><td>其中两件为当场办结，一件依法延期。详见网站。</td></tr>"
        * 3
    )
    assert "行政许可\t3\t其中" in text_of(f"<p>{SENTENCE}</p><table>{rows}</table>")
