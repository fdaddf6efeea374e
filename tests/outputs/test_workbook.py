"""findings.xlsx: what machines write is typed and inert, what people write is never lost."""

from __future__ import annotations

import zipfile
from datetime import datetime

import msgspec
import openpyxl
import pytest

from wenzhi.base.errors import UsageError
from wenzhi.outputs import sheets
from wenzhi.outputs.corrections import compare_versions
from wenzhi.outputs.ledger import Ledger, digest_of, read_ledger
from wenzhi.outputs.wording import Wording
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
    assert names == [
        "说明", "问题清单", "四项结论", "雷同", "对照指标", "上年问题下文", "无法判断",
        "跨年勾稽表", "汇总表", "应报未报", "未能读取",
    ]  # fmt: skip


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
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 12)
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


# What people decide -------------------------------------------------------------------------------


def marked(view, sample, path, suppressions=None):
    """The view as the next run has it: with what the workbook at `path` calls false alarms."""
    from wenzhi.checks.suppressions import Suppressions

    entries = read_ledger(path, Wording("zh")).suppressions("findings.xlsx")
    marks = Suppressions([*(suppressions or ()), *entries])

    def load(name):
        one = view.load(name)
        return msgspec.structs.replace(one, judgement=marks.apply(one.report, one.judgement))

    return sample.CorpusView(reports=view.reports, load=load)


def test_a_false_alarm_with_a_reason_is_marked_from_the_next_run_on(sample, view, book):
    fill(book, "0002aa", 整改状态="误报", 复核意见="窗口办件数，不是申请数", 复核人="赵某")
    fill(book, "0003aa", 整改状态="误报")
    fill(book, "0004aa", 整改状态="未整改", 复核意见="属实")
    ledger = read_ledger(book, Wording("zh"))
    (entry,) = ledger.suppressions("findings.xlsx")
    assert (entry.id, entry.who) == ("0002aa", "赵某") and ledger.unexplained == ("0003aa",)
    for _ in range(2):
        again = marked(view, sample, book)
        write_workbook(again, book)
        rows = {row["指纹"]: row for row in table(book, "问题清单")}
        assert rows["0002aa"]["结论"] == "已标误报" and rows["0003aa"]["结论"] == "不通过"
        assert rows["0002aa"]["误报理由"] == "窗口办件数，不是申请数（赵某, findings.xlsx）"
        assert rows["0002aa"]["整改状态"] == "误报" and rows["0002aa"]["复核人"] == "赵某"
    counts = [row["错误数"] for row in table(book, "四项结论")]
    assert sorted(counts) == [0] + [1] * 11


def test_english_workbooks_mark_false_alarms_too(view, tmp_path):
    path = write_workbook(view, tmp_path / "en.xlsx", lang="en")
    book = openpyxl.load_workbook(path)
    page = book["Findings"]
    at = {cell.value: cell.column for cell in page[2]}
    page.cell(row=3, column=at["Status"], value=" false alarm ")
    page.cell(row=3, column=at["Remarks"], value="counted at the window")
    book.save(path)
    (entry,) = read_ledger(path, Wording("zh")).suppressions("findings.xlsx")
    assert entry.reason == "counted at the window"


def test_entries_follow_their_rows_however_people_move_them(view, book):
    fill(book, "0002aa", 责任单位="水政科", 整改期限=datetime(2024, 6, 30), 备注="二")
    fill(book, "0005aa", 整改状态="整改中", 备注="五")
    file = openpyxl.load_workbook(book)
    page = file["问题清单"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    page.delete_rows(3, len(rows))
    for row in reversed(rows):
        page.append(row)
    page.insert_rows(1, 2)
    page.insert_cols(3)
    page.cell(row=4, column=3, value="科室")
    page.move_range("H4:H40", cols=40)
    file.save(book)
    write_workbook(view, book)
    rows = {row["指纹"]: row for row in table(book, "问题清单")}
    assert (rows["0002aa"]["责任单位"], rows["0002aa"]["备注"]) == ("水政科", "二")
    assert rows["0002aa"]["整改期限"] == datetime(2024, 6, 30)
    assert (rows["0005aa"]["整改状态"], rows["0005aa"]["备注"]) == ("整改中", "五")
    assert sum(row["备注"] is not None for row in rows.values()) == 2
    write_workbook(view, book)
    again = {row["指纹"]: row for row in table(book, "问题清单")}
    assert again["0002aa"]["整改期限"] == datetime(2024, 6, 30)


def test_a_deadline_in_words_stays_as_it_is(view, book):
    fill(book, "0002aa", 整改期限="六月底前")
    write_workbook(view, book)
    row = next(row for row in table(book, "问题清单") if row["指纹"] == "0002aa")
    assert row["整改期限"] == "六月底前"


def test_a_correction_is_compared_with_the_version_before_it(sample, book):
    view = sample.make_view(2)
    now, other = view.load("r001"), view.load("r000")
    first, opened, copied = now.judgement.findings
    fresh = msgspec.structs.replace(first, id="fresh", code="T101")
    gone = msgspec.structs.replace(first, id="gone")
    turned = msgspec.structs.replace(opened, id="turned", verdict="fail")
    old_ref = msgspec.structs.replace(now.ref, report="old")
    before = msgspec.structs.replace(
        now,
        ref=old_ref,
        judgement=msgspec.structs.replace(now.judgement, findings=(gone, turned, copied)),
    )
    still_open = msgspec.structs.replace(turned, verdict="unjudged")
    now = msgspec.structs.replace(
        now,
        judgement=msgspec.structs.replace(now.judgement, findings=(fresh, still_open, copied)),
    )
    loads = {"r001": now, "old": before, "r000": other}
    corrected = sample.CorpusView(
        reports=(now.ref, other.ref), load=loads.__getitem__, corrections={"r001": "old"}
    )
    kinds = [(c.change, c.finding.id) for c in compare_versions(before, now)]
    assert kinds == [("mended", "gone"), ("kept", copied.id), ("open", "turned"), ("new", "fresh")]
    fill(book, "0001aa", 备注="已电话核实")
    write_workbook(corrected, book)
    shown = [(row["与更正前相比"], row["指纹"]) for row in table(book, "更正前后")]
    assert shown == [
        ("已整改", "gone"), ("仍存在", copied.id), ("无法判断", "turned"), ("新出现", "fresh")
    ]  # fmt: skip
    rows = {row["指纹"]: row["与更正前相比"] for row in table(book, "问题清单")}
    assert rows == {"fresh": "新出现", copied.id: "仍存在", "0000aa": None, "0000cc": None}
    (gone_row,) = table(book, "已消失的问题")
    assert gone_row["备注"] == "已电话核实" and "已更正" in gone_row["原因"]
    write_workbook(corrected, book)
    assert list(table(book, "已消失的问题")[0]).count("原因") == 1


def test_what_was_changed_and_still_fails_is_not_mended(sample, book):
    view = sample.make_view(2)
    now, other = view.load("r001"), view.load("r000")
    first = now.judgement.findings[0]
    report = now.report
    start, end = first.spans[0]
    text = report.text[:start] + report.text[start:end].replace("7", "8") + report.text[end:]
    elsewhere = msgspec.structs.replace(first, id="elsewhere", code="P103")
    earlier = msgspec.structs.replace(
        now,
        ref=msgspec.structs.replace(now.ref, report="old"),
        report=msgspec.structs.replace(report, text=text),
        judgement=msgspec.structs.replace(
            now.judgement, findings=(msgspec.structs.replace(first, id="0001aa"), elsewhere)
        ),
    )
    again = msgspec.structs.replace(first, id="again")
    now = msgspec.structs.replace(
        now, judgement=msgspec.structs.replace(now.judgement, findings=(again,))
    )
    kinds = [(c.change, c.finding.id, c.formerly) for c in compare_versions(earlier, now)]
    assert kinds == [("mended", "elsewhere", None), ("altered", "again", "0001aa")]
    loads = {"r001": now, "old": earlier, "r000": other}
    corrected = sample.CorpusView(
        reports=(now.ref, other.ref), load=loads.__getitem__, corrections={"r001": "old"}
    )
    fill(book, "0001aa", 备注="已电话核实")
    write_workbook(corrected, book)
    shown = {row["指纹"]: row["与更正前相比"] for row in table(book, "更正前后")}
    assert shown == {"elsewhere": "已整改", "again": "仍存在（内容已改）"}
    (gone_row,) = table(book, "已消失的问题")
    assert gone_row["备注"] == "已电话核实" and "仍有问题" in gone_row["原因"]


# Sums and years -----------------------------------------------------------------------------------


def year_of(sample, index, organ, year, organ_id, **cells):
    """A report on `year` with some cells of table three set to value or state."""
    one = sample.make_report(index, organ, year)
    facts = []
    for fact in one.report.facts:
        short = fact.id.removeprefix("applications.").replace(".", "_")
        said = cells.get(short, fact.value)
        if isinstance(said, str):
            fact = msgspec.structs.replace(fact, value=None, raw="", state=said)
        elif short in cells:
            fact = msgspec.structs.replace(fact, value=said, raw=str(said), state="ok")
        facts.append(fact)
    meta = msgspec.structs.replace(one.report.meta, organ_id=organ_id)
    report = msgspec.structs.replace(one.report, facts=tuple(facts), meta=meta)
    return msgspec.structs.replace(one, report=report)


def view_of(sample, *reports):
    loads = {one.ref.report: one for one in reports}
    return sample.CorpusView(reports=tuple(one.ref for one in reports), load=loads.__getitem__)


def test_years_stand_side_by_side_in_all_seven_columns(sample, tmp_path):
    organ = "云溪市青石县水务局"
    before = year_of(
        sample, 1, organ, 2022, "o1",
        carried_forward_natural_person=3, carried_forward_total=3, carried_forward_research="dash",
    )  # fmt: skip
    now = year_of(
        sample, 2, organ, 2023, "o1",
        carried_over_natural_person=2, carried_over_total=2, carried_over_other_org=0,
    )  # fmt: skip
    gap = year_of(sample, 3, organ, 2020, "o1")
    other = year_of(sample, 4, "云溪市青石县教育局", 2023, "o2")
    path = write_workbook(view_of(sample, before, now, gap, other), tmp_path / "f.xlsx")
    forward, over, difference = table(path, "跨年勾稽表")
    assert forward["年度衔接"] == over["年度衔接"] == "2022→2023"
    assert (forward["自然人"], over["自然人"], difference["自然人"]) == (3, 2, -1)
    assert (forward["总计"], over["总计"], difference["总计"]) == (3, 2, -1)
    assert (forward["科研机构"], difference["科研机构"]) == ("划线", None)
    assert over["科研机构"] == "空白" and difference["商业企业"] == 0
    assert forward["勾稽结果"] == "不符：自然人、总计；1 列缺数，不能比较"


def test_two_reports_on_one_year_are_not_compared(sample, tmp_path):
    organ = "云溪市青石县水务局"
    views = [year_of(sample, n, organ, year, "o1") for n, year in enumerate((2022, 2023, 2023))]
    (row,) = table(write_workbook(view_of(sample, *views), tmp_path / "f.xlsx"), "跨年勾稽表")
    assert "本年 2 份" in row["勾稽结果"] and row["总计"] is None


def test_sums_count_what_is_stated_and_never_a_blank_as_nought(sample, tmp_path):
    key = "new_received_total"
    views = [
        year_of(sample, 1, "云溪市青石县水务局", 2023, "a", **{key: 5}),
        year_of(sample, 2, "云溪市青石县教育局", 2023, "b", **{key: 0}),
        year_of(sample, 3, "云溪市青石县民政局", 2023, "c", **{key: "blank"}),
        year_of(sample, 4, "云溪市白鹭县民政局", 2023, "d", **{key: "ambiguous"}),
        year_of(sample, 5, "云溪市白鹭县水务局", 2022, "e", **{key: "blank"}),
    ]
    office = year_of(sample, 6, "云溪市青石县人民政府", 2023, "g", **{key: 900})
    meta = msgspec.structs.replace(office.report.meta, organ_kind="government")
    office = msgspec.structs.replace(
        office, report=msgspec.structs.replace(office.report, meta=meta)
    )
    path = write_workbook(view_of(sample, *views, office), tmp_path / "f.xlsx")
    rows = {
        (row["地区（含下级）"], row["类型"], row["年度"]): row
        for row in table(path, "汇总表")
        if row["指标"].endswith("一、本年新收·总计")
    }
    city = rows["东陵省 云溪市", "政府部门", 2023]
    assert (city["合计"], city["报告数"], city["有数的报告"]) == (5, 4, 2)
    assert (city["空白或划线"], city["无法辨读"], city["没有这一格"]) == (1, 1, 0)
    assert city["覆盖率"] == pytest.approx(0.5)
    county = rows["东陵省 云溪市 青石县", "政府部门", 2023]
    assert (county["合计"], county["报告数"], county["有数的报告"]) == (5, 3, 2)
    assert rows["东陵省 云溪市 青石县", "人民政府", 2023]["合计"] == 900
    empty = rows["东陵省 云溪市 白鹭县", "政府部门", 2022]
    assert empty["合计"] is None and empty["有数的报告"] == 0


def test_an_amount_in_another_unit_is_left_out_of_sums(sample, tmp_path):
    one = sample.make_report(1, "云溪市青石县水务局", 2023)
    facts = tuple(
        msgspec.structs.replace(fact, value=251000, raw="251000元", unit="元", state="malformed")
        if fact.id == "active.fees.amount"
        else fact
        for fact in one.report.facts
    )
    one = msgspec.structs.replace(one, report=msgspec.structs.replace(one.report, facts=facts))
    rows = table(write_workbook(view_of(sample, one), tmp_path / "f.xlsx"), "汇总表")
    fees = [row for row in rows if "收费" in row["指标"]]
    assert fees and all(row["合计"] is None and row["无法辨读"] == 1 for row in fees)


def test_a_workbook_that_nobody_wrote_in_is_not_read_again_and_a_changed_one_is(book, monkeypatch):
    seal = digest_of(book)
    assert read_ledger(book, Wording("zh")) == Ledger()
    with monkeypatch.context() as patched:
        patched.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("read"))
        assert read_ledger(book, Wording("zh"), seal) == Ledger()
    fingerprint = table(book, "问题清单")[0]["指纹"]
    fill(book, fingerprint, 复核意见="已核对")
    (entry,) = read_ledger(book, Wording("zh"), seal).entries
    assert (entry.fingerprint, entry.human["opinion"]) == (fingerprint, "已核对")
