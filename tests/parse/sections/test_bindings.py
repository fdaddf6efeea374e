"""Volumes of several reports: cut where a title of another organ or year is followed by sections anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.base.records import Cue, Document, GridCell, PageFields, Source
from wenzhi.parse.sections.bindings import Binding, cut, read_binding

OPENINGS = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")
CLOSING = ("五、存在的主要问题及改进情况", "六、其他需要报告的事项")


def report(title: str, sections: tuple[str, ...] = (*OPENINGS, *CLOSING)) -> str:
    """A report with a sentence below each heading."""
    body = "\n".join(f"{heading}\n本年按要求做好各项工作，公开信息12条。" for heading in sections)
    return f"{title}\n{body}\n2024年1月20日"


def binding(*parts: str, cues: tuple[Cue, ...] = ()) -> Binding:
    return read_binding(document("\n".join(parts), cues))


def document(text: str, cues: tuple[Cue, ...] = (), cells: tuple[GridCell, ...] = ()) -> Document:
    source = Source(path="年报.pdf", sha256="0" * 64, format="pdf")
    page = PageFields(title="汇编", published="2024-03-01", url="http://example.org/1")
    return Document(source=source, text=text, cues=cues, cells=cells, page=page)


def begins(found: Binding, *parts: str) -> list[str]:
    """The first line of each report."""
    text = "\n".join(parts)
    return [text[start:end].split("\n")[0] for start, end in found.parts]


EDUCATION = "青岚县教育局2023年政府信息公开工作年度报告"
WATER = "青岚县水利局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (EDUCATION, WATER, WATER),
        (EDUCATION, "青岚县教育局2022年政府信息公开工作年度报告", None),
        ("2023年政府信息公开工作年度报告", "2022年政府信息公开工作年度报告", None),
        (
            "青岚县教育局\n2023年政府信息公开工作年度报告",
            f"青岚县水利局\n{WATER[6:]}",
            "青岚县水利局",
        ),
        (
            EDUCATION,
            "青岚县水利局2023年政府信息公开\n工作年度报告",
            "青岚县水利局2023年政府信息公开",
        ),
        ("附件1：" + EDUCATION, "附件2：" + WATER, "附件2：" + WATER),
        (
            "青岚县教育局二〇二三年政府信息公开年度报告",
            "青岚县教育局二〇二二年政府信息公开年度报告",
            None,
        ),
        (
            "关于青岚县教育局2023年政务公开工作情况的报告",
            "关于青岚县水利局2023年政务公开工作情况的报告",
            None,
        ),
    ],
)
def test_another_organ_or_year_with_its_sections_is_another_report(
    first: str, second: str, line: str | None
) -> None:
    parts = (report(first), report(second))
    found = binding(*parts)
    assert begins(found, *parts) == [first.split("\n")[0], line or second]
    assert found.parts[0][1] == found.parts[1][0]
    assert found.parts[1][1] == len("\n".join(parts))


def test_reports_without_numbered_official_titles_are_known_by_the_order_of_theirs() -> None:
    free = ("一、概述", "二、主动公开情况", "三、依申请公开情况", "四、收费及减免情况")
    found = binding(report("青岚县教育局2012年政府信息公开年度报告", free), report(WATER))
    assert len(found.parts) == 2


@pytest.mark.parametrize(
    "text",
    [
        report(EDUCATION),
        f"{EDUCATION}\n发布日期：2024-01-20\n{report(EDUCATION)}",
        f"{report(EDUCATION)}\n相关链接\n{WATER}\n青岚县财政局2023年政府信息公开工作年度报告",
        f"{EDUCATION}\n{report(EDUCATION)}".replace(OPENINGS[1], f"{EDUCATION}\n{OPENINGS[1]}"),
        report(EDUCATION).replace("公开信息12条", f"上年已公布《{WATER}》，公开信息12条"),
        f"青岚县2023年政府信息公开年度报告汇编\n目录\n{EDUCATION}\n{WATER}\n{report(EDUCATION)}",
    ],
)
def test_one_report_stays_one(text: str) -> None:
    assert read_binding(document(text)) == Binding()


def test_what_stands_before_the_first_report_belongs_to_none() -> None:
    cover = f"青岚县政府信息公开年度报告汇编\n目录\n{EDUCATION}\n{WATER}"
    whole = document("\n".join((cover, report(EDUCATION), report(WATER))))
    found = read_binding(whole)
    first, second = (cut(whole, found, number, "1" * 64) for number in (1, 2))
    assert first.text.rstrip("\n") == report(EDUCATION)
    assert second.text == report(WATER)
    assert first.source.omitted == (cover.replace("\n", " "),)


def test_two_versions_of_one_report_are_told_and_not_cut() -> None:
    assert binding(report(EDUCATION), report(EDUCATION), report(WATER)).parts == ()
    assert binding(report(EDUCATION), report(EDUCATION), report(WATER)).doubtful == (
        EDUCATION,
        WATER,
    )


def test_a_report_that_is_not_known_to_begin_keeps_all_together() -> None:
    prose = "我局全年主动公开政府信息一百余条，" * 30
    parts = (report(EDUCATION), f"{WATER}\n{prose}")
    assert binding(*parts) == Binding()
    start = len(parts[0]) + 1
    cue = Cue(start=start, end=start + len(WATER), centred=True)
    assert binding(*parts, cues=(cue,)).doubtful == (EDUCATION, WATER)


def test_a_part_has_offsets_cells_and_cues_of_its_own() -> None:
    first, table = report(EDUCATION), "规章\t3\t4"
    text = f"{first}\n{report(WATER)}\n{table}"
    at = text.rindex(table)
    cells = tuple(
        GridCell(start=at + left, end=at + right, table=4, row=0, column=column)
        for column, (left, right) in enumerate(((0, 2), (3, 4), (5, 6)))
    )
    title = len(first) + 1
    whole = document(text, (Cue(start=title, end=title + len(WATER), large=True),), cells)
    part = cut(whole, read_binding(whole), 2, "2" * 64)
    assert [part.text[c.start : c.end] for c in part.cells] == ["规章", "3", "4"]
    assert {cell.table for cell in part.cells} == {0}
    assert [part.text[c.start : c.end] for c in part.cues] == [WATER]
    assert (part.source.path, part.source.sha256) == ("年报.pdf#2", "2" * 64)
    assert part.page == PageFields(url="http://example.org/1")


LINES = (
    EDUCATION, WATER, "青岚县财政局", "2022年政府信息公开年度报告", *OPENINGS, *CLOSING,
    "目录", "公开信息12条。", "规章\t3\t4", "", "我局" * 200,
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_whatever_the_lines_parts_tile_what_follows_the_front(lines: list[str]) -> None:
    whole = document("\n".join(lines))
    found = read_binding(whole)
    if not found.parts:
        return
    assert len(found.parts) > 1
    texts = [cut(whole, found, n, "3" * 64).text for n in range(1, len(found.parts) + 1)]
    assert whole.text[slice(*found.front)] + "".join(texts) == whole.text
