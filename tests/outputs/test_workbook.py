"""findings.xlsx: what machines write is typed and inert, what people write is never lost."""

from __future__ import annotations

import zipfile

import msgspec
import openpyxl
import pytest

from wenzhi.base.errors import UsageError
from wenzhi.outputs import workbook
from wenzhi.outputs.workbook import write_workbook


def table(path, sheet):
    """Rows of a sheet as dicts by heading."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(min_row=2, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def fill(path, fingerprint, sheet="问题清单", **values):
    """Types `values` beside a finding, as a person would."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    headings = {cell.value: cell.column for cell in page[2]}
    for row in page.iter_rows(min_row=3):
        if row[headings["指纹"] - 1].value == fingerprint:
            for heading, value in values.items():
                at = headings.setdefault(heading, len(headings) + 1)
                page.cell(row=2, column=at, value=heading)
                page.cell(row=row[0].row, column=at, value=value)
    book.save(path)


@pytest.fixture
def book(view, tmp_path):
    return write_workbook(view, tmp_path / "findings.xlsx")


def test_sheets_begin_with_the_notes(book):
    names = openpyxl.load_workbook(book).sheetnames
    assert names == ["说明", "问题清单", "四项结论", "雷同", "无法判断", "应报未报", "未能读取"]


def test_without_a_roster_there_is_no_sheet_of_missing_reports_but_a_sentence(sample, tmp_path):
    path = write_workbook(sample.make_view(2), tmp_path / "f.xlsx")
    assert "应报未报" not in openpyxl.load_workbook(path).sheetnames
    notes = {row["项目"]: row["说明"] for row in table(path, "说明")}
    assert "未检查" in notes["应报未报"]


def test_a_finding_has_everything_an_organ_needs(book):
    row = next(row for row in table(book, "问题清单") if row["指纹"] == "0001aa")
    assert row["机关"] == "云溪市青石县教育局" and row["年度"] == 2023 and row["编号"] == "P101"
    assert row["原文"] == "7件" and row["读取值"] == 7 and row["应为"] == 8
    assert "表三" in row["位置"] and row["整改状态"] is None


def test_codes_are_text_and_shares_numbers(book):
    assert table(book, "四项结论")[0]["区划代码"] == "999902"
    assert table(book, "雷同")[0]["甲中相同比例"] == pytest.approx(0.62)


def test_statuses_are_offered_and_headers_frozen(book):
    page = openpyxl.load_workbook(book)["问题清单"]
    (validation,) = page.data_validations.dataValidation
    assert "整改中" in validation.formula1 and "误报" in validation.formula1
    assert page.freeze_panes == "C3" and page.auto_filter.ref
    assert page.print_title_rows == "$1:$2"
    assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize == 8
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToHeight == 0


def test_rows_are_as_high_as_their_text(book):
    notes = openpyxl.load_workbook(book)["说明"]
    heights = {notes.cell(row, 1).value: notes.row_dimensions[row].height for row in range(3, 12)}
    assert heights["人工填写的列"] >= 2 * heights["覆盖范围"] > 0
    assert notes.page_setup.paperSize == 9


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_that_looks_like_a_formula_stays_text(sample, tmp_path, start):
    view = sample.make_view(1)
    one = view.load("r000")
    name = f'{start}cmd|"/c calc"!A1'
    ref = msgspec.structs.replace(one.ref, organization=name, path=name)
    bad = msgspec.structs.replace(one, ref=ref)
    path = write_workbook(
        sample.CorpusView(reports=(ref,), load=lambda _: bad), tmp_path / "f.xlsx"
    )
    cell = openpyxl.load_workbook(path)["问题清单"]["B3"]
    assert cell.value == name and cell.data_type == "s" and cell.quotePrefix
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            assert b"<f>" not in archive.read(member)


def test_what_people_wrote_survives_a_second_run(view, book):
    fill(book, "0002aa", 整改状态="整改中", 复核人="赵某", 复核意见="=核对原表", 备注="已电话核实")
    write_workbook(view, book)
    row = next(row for row in table(book, "问题清单") if row["指纹"] == "0002aa")
    assert (row["整改状态"], row["复核人"], row["备注"]) == ("整改中", "赵某", "已电话核实")
    others = [row for row in table(book, "问题清单") if row["指纹"] != "0002aa"]
    assert all(row["备注"] is None for row in others)


def test_columns_that_people_added_survive(view, book):
    fill(book, "0002aa", 督办编号="督〔2024〕3号")
    write_workbook(view, book)
    write_workbook(view, book)
    row = next(row for row in table(book, "问题清单") if row["指纹"] == "0002aa")
    assert row["督办编号"] == "督〔2024〕3号"


def test_entries_of_vanished_findings_are_kept_and_come_back(sample, view, book):
    fill(book, "000baa", 整改状态="已整改", 备注="附更正公告")
    write_workbook(sample.make_view(3), book)
    (gone,) = table(book, "已消失的问题")
    assert gone["指纹"] == "000baa" and gone["备注"] == "附更正公告" and gone["机关"]
    write_workbook(sample.make_view(3), book)
    assert len(table(book, "已消失的问题")) == 1
    write_workbook(view, book)
    assert "已消失的问题" not in openpyxl.load_workbook(book).sheetnames
    row = next(row for row in table(book, "问题清单") if row["指纹"] == "000baa")
    assert row["备注"] == "附更正公告"


def test_a_finding_that_turns_unjudged_does_not_take_its_entry_along(sample, view, book):
    fill(book, "0001aa", 备注="待查")
    one = view.load("r001")
    first, *rest = one.judgement.findings
    weaker = msgspec.structs.replace(first, verdict="unjudged", severity="warning")
    judgement = msgspec.structs.replace(one.judgement, findings=(weaker, *rest))
    now = msgspec.structs.replace(one, judgement=judgement)
    write_workbook(sample.CorpusView(reports=(one.ref,), load=lambda _: now), book)
    assert [row["备注"] for row in table(book, "已消失的问题")] == ["待查"]


def test_entries_cross_over_from_another_workbook_and_language(sample, view, book, tmp_path):
    fill(book, "0003aa", 整改状态="误报")
    other = write_workbook(view, tmp_path / "en.xlsx", previous=book, lang="en")
    rows = table(other, "Findings")
    assert next(row for row in rows if row["Fingerprint"] == "0003aa")["Status"] == "误报"


def test_two_versions_of_a_report_keep_their_own_entries(sample, tmp_path):
    view = sample.make_view(1)
    one = view.load("r000")
    ref = msgspec.structs.replace(one.ref, report="r000b", path="更正/同一份.txt")
    twin = msgspec.structs.replace(one, ref=ref)
    loads = {"r000": one, "r000b": twin}
    both = sample.CorpusView(reports=(one.ref, ref), load=loads.__getitem__)
    path = write_workbook(both, tmp_path / "f.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["问题清单"]
    at = {cell.value: cell.column - 1 for cell in page[2]}
    for row in page.iter_rows(min_row=3):
        row[at["备注"]].value = f"备注 {row[at['文件']].value} {row[at['编号']].value}"
    book.save(path)
    write_workbook(both, path)
    assert all(r["备注"] == f"备注 {r['文件']} {r['编号']}" for r in table(path, "问题清单"))


def test_a_damaged_workbook_is_never_overwritten(view, tmp_path):
    path = tmp_path / "findings.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(UsageError) as caught:
        write_workbook(view, path)
    assert caught.value.code == "E702" and caught.value.hint
    assert path.read_bytes() == b"PK\x03\x04 not a workbook"


@pytest.mark.parametrize("lock", ["~$findings.xlsx", ".~lock.findings.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_is_left_alone(view, book, lock):
    before = book.read_bytes()
    book.with_name(lock).touch()
    with pytest.raises(UsageError) as caught:
        write_workbook(view, book)
    assert caught.value.code == "E701" and book.read_bytes() == before


def test_a_failing_run_leaves_the_old_workbook_whole(sample, view, book):
    before = book.read_bytes()

    def fails(report_id):
        raise UsageError("E999", "gone")

    with pytest.raises(UsageError):
        write_workbook(sample.CorpusView(reports=view.reports, load=fails), book)
    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == ["findings.xlsx"]


def test_the_same_findings_give_the_same_bytes(view, tmp_path):
    a = write_workbook(view, tmp_path / "a.xlsx")
    b = write_workbook(view, tmp_path / "b.xlsx")
    assert a.read_bytes() == b.read_bytes()


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_OF_A_SHEET", 12)
    view = sample.make_view(12)
    path = write_workbook(view, tmp_path / "f.xlsx")
    names = [n for n in openpyxl.load_workbook(path).sheetnames if n.startswith("问题清单")]
    assert names == ["问题清单", "问题清单 (2)", "问题清单 (3)"]
    assert sum(len(table(path, name)) for name in names) == 24
    fill(path, table(path, "问题清单 (2)")[0]["指纹"], sheet="问题清单 (2)", 备注="在第二页")
    write_workbook(view, path)
    assert [r["备注"] for n in names for r in table(path, n) if r["备注"]] == ["在第二页"]


def test_sheet_names_are_legal(view, tmp_path):
    for lang in ("zh", "en"):
        path = write_workbook(view, tmp_path / f"{lang}.xlsx", lang=lang)
        for name in openpyxl.load_workbook(path).sheetnames:
            assert len(name) <= 31 and not set(name) & set("[]:*?/\\")
