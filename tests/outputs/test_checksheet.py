"""核查单: one side of paper, every finding in the workbook, names that any system takes."""

from __future__ import annotations

import re

import msgspec
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.base.records import Message, Suppressed
from wenzhi.outputs.checksheet import LINES_OF_A_PAGE, check_sheet, sheet_names, write_sheet
from wenzhi.outputs.html import write_sheets
from wenzhi.outputs.wording import Wording

ZH = Wording("zh")


def crowded(sample, n, length=1):
    """A report with `n` findings whose messages are `length` sentences long."""
    one = sample.make_report(1, "云溪市青石县水务局", 2023)
    said = Message(zh="正文称收到申请若干件而表三总计与之不符" * length, en="x")
    first = one.judgement.findings[0]
    findings = tuple(msgspec.structs.replace(first, id=f"{i:016x}", message=said) for i in range(n))
    judgement = msgspec.structs.replace(one.judgement, findings=findings)
    return msgspec.structs.replace(one, judgement=judgement)


def texts(path):
    """What stands in the sheet, row by row."""
    (page,) = openpyxl.load_workbook(path).worksheets
    return [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]


def test_it_says_who_what_where_and_leaves_room_to_sign(sample, tmp_path):
    view = sample.make_report(1, "云溪市青石县水务局", 2023)
    page = write_sheets([view], tmp_path)[0].read_text(encoding="utf-8")
    for said in (
        "云溪市青石县水务局",
        "不通过",
        "P101",
        "7件",
        "0001aa",
        "核查人",
        "复核人",
        "核实情况",
    ):
        assert said in page
    assert "本列有空白单元格" not in page and "另有 3 处无法判断" in page
    assert "还有 1 条规则缺上年年报、名单、语料等材料，没有执行" in page


@pytest.mark.parametrize(("n", "length"), [(1, 1), (9, 1), (60, 1), (60, 8), (3, 60)])
def test_the_page_holds_what_fits_and_says_what_it_leaves_out(sample, tmp_path, n, length):
    view = crowded(sample, n, length)
    sheet = check_sheet(view, ZH)
    shown = sheet.first_page()
    assert shown and shown == sheet.lines[: len(shown)]
    assert len(shown) == 1 or sum(line.height for line in shown) <= LINES_OF_A_PAGE
    html, xlsx, _ = write_sheets([view], tmp_path)
    page = html.read_text(encoding="utf-8")
    assert page.count("<tr class=") == len(shown)
    assert ("全部" in page) == (len(shown) < n)
    assert sum("P101" in row for row in texts(xlsx)) == n


def test_a_false_alarm_is_on_the_sheet_and_not_in_the_count(sample, tmp_path):
    view = crowded(sample, 2)
    first, second = view.judgement.findings
    marked = Suppressed(reason="口径不同", where="suppressions.toml#1")
    findings = (msgspec.structs.replace(first, suppressed=marked), second)
    judgement = msgspec.structs.replace(view.judgement, findings=findings)
    view = msgspec.structs.replace(view, judgement=judgement)
    html, xlsx, _ = write_sheets([view], tmp_path)
    page = html.read_text(encoding="utf-8")
    assert "问题 1 项" in page and "误报理由：口径不同（suppressions.toml#1）" in page
    rows = [row for row in texts(xlsx) if "P101" in row]
    assert [row[2] for row in rows] == ["错误", "已标误报"] and "口径不同" in rows[1][3]


def test_the_workbook_prints_on_one_side_of_a4_and_is_inert(sample, tmp_path):
    view = crowded(sample, 3)
    ref = msgspec.structs.replace(view.ref, organization="=1+1")
    view = msgspec.structs.replace(view, ref=ref)
    path = write_sheet(check_sheet(view, ZH), tmp_path / "s.xlsx", ZH)
    (page,) = openpyxl.load_workbook(path).worksheets
    setup = page.page_setup
    assert setup.paperSize == 9 and page.sheet_properties.pageSetUpPr.fitToPage
    assert {setup.fitToWidth, setup.fitToHeight} <= {None, 1}  # 1 where nothing is written
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    long = write_sheet(check_sheet(crowded(sample, 40), ZH), tmp_path / "l.xlsx", ZH)
    assert openpyxl.load_workbook(long).worksheets[0].page_setup.fitToHeight == 0


def test_the_same_report_gives_the_same_bytes(sample, tmp_path):
    view = crowded(sample, 3)
    for a, b in zip(
        write_sheets([view], tmp_path / "a"), write_sheets([view], tmp_path / "b"), strict=True
    ):
        assert a.read_bytes() == b.read_bytes()


@given(st.lists(st.one_of(st.none(), st.text(max_size=90)), max_size=6))
def test_file_names_are_legal_everywhere_and_differ(organs):
    import handmade

    one = handmade.make_report(1, "云溪市青石县水务局", 2023)
    views = []
    for organ in organs:
        ref = msgspec.structs.replace(one.ref, organization=organ, path="C:\\年报\\甲?.txt")
        views.append(msgspec.structs.replace(one, ref=ref))
    names = sheet_names(views, ZH)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', name) and len(name) < 100
