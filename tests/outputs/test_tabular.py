"""reports.csv, reports.parquet, failures.csv."""

from __future__ import annotations

import csv

import msgspec
import pyarrow.parquet as pq

from wenzhi.outputs.regions import INDICATORS
from wenzhi.outputs.tabular import KEY_CELLS, columns, write_tables
from wenzhi.parse.tables.forms import fact_label


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_carries_a_byte_order_mark_for_excel(view, tmp_path):
    for path in write_tables(view, tmp_path):
        if path.suffix == ".csv":
            assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_both_files_say_the_same(view, tmp_path):
    reports_csv, parquet, _ = write_tables(view, tmp_path)
    table = pq.read_table(parquet).to_pylist()
    assert len(table) == len(rows(reports_csv)) == 12
    assert list(table[0]) == list(rows(reports_csv)[0]) == list(columns())
    for one, other in zip(table, rows(reports_csv), strict=True):
        assert one["organ"] == other["organ"] and str(one["year"]) == other["year"]
        assert one["ground_accurate_complete"] == other["ground_accurate_complete"] == "fail"
        assert (one["templatedness"] is None) == (other["templatedness"] == "")


def test_a_blank_cell_is_null_and_a_zero_is_zero(sample, tmp_path):
    view = sample.make_view(1)
    one = view.load("r000")
    facts = tuple(
        msgspec.structs.replace(fact, value=None, state="blank")
        if fact.id == "applications.carried_over.total"
        else fact
        for fact in one.report.facts
    )
    blank = msgspec.structs.replace(one, report=msgspec.structs.replace(one.report, facts=facts))
    _, parquet, _ = write_tables(
        sample.CorpusView(reports=(one.ref,), load=lambda _: blank), tmp_path
    )
    (row,) = pq.read_table(parquet).to_pylist()
    assert row["applications.carried_over.total"] is None
    assert row["applications.carried_over.total.state"] == "blank"
    assert row["applications.result.granted.total"] == 0
    assert row["active.normative_documents.issued.state"] == "zero"


def test_findings_are_counted_by_family_and_severity(view, tmp_path):
    row = rows(write_tables(view, tmp_path)[0])[0]
    assert row["findings_P_error"] == "1" and row["findings_C_warning"] == "1"
    assert row["findings_T_warning"] == "0" and row["unjudged"] == "3"


def test_text_like_a_formula_is_escaped_in_csv_and_kept_in_parquet(sample, tmp_path):
    view = sample.make_view(1)
    one = view.load("r000")
    meta = msgspec.structs.replace(one.report.meta, organization="=1+1")
    bad = msgspec.structs.replace(one, report=msgspec.structs.replace(one.report, meta=meta))
    reports_csv, parquet, _ = write_tables(
        sample.CorpusView(reports=(one.ref,), load=lambda _: bad), tmp_path
    )
    assert rows(reports_csv)[0]["organ"] == "'=1+1"
    assert pq.read_table(parquet).to_pylist()[0]["organ"] == "=1+1"


def test_failures_are_listed_with_what_to_try(view, tmp_path):
    (row,) = rows(write_tables(view, tmp_path)[2])
    assert row == {"path": "2023/空.txt", "code": "E301", "message": "文件是空的", "hint": "换一份"}


def test_two_runs_write_the_same_bytes(view, tmp_path):
    first = write_tables(view, tmp_path / "a")
    second = write_tables(view, tmp_path / "b")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_an_empty_corpus_gives_headings_only(sample, tmp_path):
    view = sample.CorpusView(reports=(), load=lambda _: None)
    reports_csv, parquet, failures = write_tables(view, tmp_path)
    assert rows(reports_csv) == [] and rows(failures) == []
    assert pq.read_table(parquet).num_rows == 0


def test_every_cell_of_the_tables_exists_in_a_form():
    for name in (*KEY_CELLS, *INDICATORS):
        assert fact_label(name)
