"""Panels, files and kept questions: nothing is zero that is unknown, nothing is cut in silence."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from wenzhi import api
from wenzhi.base.errors import QueryError, WenzhiError

FACT = "applications.result.denied_three_security_one_stability.natural_person"
TOTAL = "applications.new_received.total"
VARIABLES = [TOTAL, FACT, "finding:T", "count:published.total", "substance", "substance.candour"]


def test_a_panel_has_every_organ_and_year(opened: api.Corpus) -> None:
    panel = opened.panel(VARIABLES)
    rows = panel.answer.to_pandas()
    keys = rows[["organ_id", "year"]]
    assert not keys.duplicated().any()
    years = rows["year"]
    assert len(rows) == rows["organ_id"].nunique() * (years.max() - years.min() + 1)
    absent = rows[rows["reports"] == 0]
    assert len(absent)
    assert absent[[one.name for one in panel.codebook]].isna().all().all()


def test_panel_values_are_the_facts(opened: api.Corpus) -> None:
    panel = opened.panel([TOTAL])
    stored = opened.sql(
        f"SELECT organ_id, year, value, state FROM facts WHERE id = '{TOTAL}'", limit=None
    )
    facts = {(row[0], row[1]): row[2] for row in stored.rows}
    rows = panel.answer.to_pandas()
    assert rows["applications_new_received_total"].notna().sum() > 0
    for row in rows.itertuples():
        value = facts.get((row.organ_id, row.year))
        found = row.applications_new_received_total
        assert (value is None and pd.isna(found)) or found == value
    book = panel.codebook[0]
    assert book.known + book.no_report + book.disagree + book.unknown == book.cells == len(rows)
    assert sum(book.states.values()) == len(stored.rows)


def test_reports_that_disagree_give_no_value(
    asked: api.Corpus, planted: Path, tmp_path: Path
) -> None:
    source = planted.parent / "reports" / "苕汀区" / "苕汀区水务局" / "2021.txt"
    for name, text in (("a", "3件"), ("b", "8件")):
        path = tmp_path / "in" / name / "2021.txt"
        path.parent.mkdir(parents=True)
        path.write_text(source.read_text("utf-8").replace("3件", text), encoding="utf-8")
    api.add(tmp_path / "corpus", [tmp_path / "in"])
    with api.Corpus(tmp_path / "corpus") as one:
        panel = one.panel(["count:applications.new_received.total"])
    assert panel.answer.column("reports") == (2,)
    assert panel.answer.column("count_applications_new_received_") == (None,)
    assert panel.codebook[0].disagree == 1
    with pytest.raises(QueryError) as caught:
        asked.panel(["applications.new_recieved.total"])
    assert caught.value.code == "E611"
    assert TOTAL in (caught.value.hint or "")


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_files_hold_the_rows(opened: api.Corpus, tmp_path: Path, ending: str) -> None:
    answer = opened.kwic("公开", limit=9)
    path = api.write_answer(answer, tmp_path / f"hits{ending}")
    if ending == ".csv":
        rows = [tuple(row) for row in csv.reader(path.open(encoding="utf-8-sig"))]
    elif ending == ".jsonl":
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        rows = [tuple(lines[0]), *(tuple(line.values()) for line in lines)]
    elif ending == ".parquet":
        table = pq.read_table(path)
        rows = [tuple(table.column_names), *(tuple(row.values()) for row in table.to_pylist())]
        assert table.schema.metadata[b"total"] == str(answer.total).encode()
        assert table.schema.metadata[b"truncated"] == b"true"
    else:
        book = openpyxl.load_workbook(path)
        rows = list(book["rows"].values)
        about = dict(book["about"].values)
        assert about["total"] == str(answer.total)
        assert about["truncated"] == "true"
    if ending in (".csv", ".jsonl"):
        last = rows.pop()
        assert str(answer.total) in str(last)
        told = json.loads((tmp_path / f"hits{ending}.about.json").read_text("utf-8"))
        assert (told["truncated"], told["total"]) == ("true", str(answer.total))
        assert told["digest"] == answer.digest
    assert len(rows) == 10
    assert rows[0] == answer.columns
    assert [str(row[0]) for row in rows[1:]] == list(answer.column("report_id"))
    assert not list(tmp_path.glob("*.part"))


def test_a_spreadsheet_runs_nothing(opened: api.Corpus, tmp_path: Path) -> None:
    answer = opened.sql("SELECT '=1+1' AS a")
    text = api.write_answer(answer, tmp_path / "a.csv").read_text("utf-8-sig")
    assert "'=1+1" in text
    book = openpyxl.load_workbook(api.write_answer(answer, tmp_path / "a.xlsx"))
    assert book["rows"]["A2"].data_type == "s"


def test_an_unknown_ending_is_told(opened: api.Corpus, tmp_path: Path) -> None:
    answer = opened.sql("SELECT 1")
    for name in ("a.doc", "a", "a.dta"):
        with pytest.raises(QueryError) as caught:
            api.write_answer(answer, tmp_path / name)
        assert caught.value.code == "E612"


def test_stata_reads_the_panel(opened: api.Corpus, tmp_path: Path) -> None:
    panel = opened.panel(VARIABLES)
    path, book = api.write_panel(panel, tmp_path / "panel.dta")
    with pd.io.stata.StataReader(path) as reader:
        frame = reader.read()
        labels = reader.variable_labels()
    assert all(len(name) <= 32 for name in frame.columns)
    assert frame["applications_new_received_total"].notna().sum() == panel.codebook[0].known
    assert "一、本年新收" in labels["applications_new_received_total"]
    again = tmp_path / "again.dta"
    api.write_panel(panel, again)
    assert again.read_bytes() == path.read_bytes()
    lines = list(csv.DictReader(book.open(encoding="utf-8-sig")))
    assert [line["source"] for line in lines] == VARIABLES


def test_a_kept_question_has_the_same_answer(corpus: Path, tmp_path: Path) -> None:
    kept = tmp_path / "q.json"
    arguments = {"text": "更新", "language": "phrase", "by": ["year", "level"], "collapse": "organ"}
    with api.Corpus(corpus) as one:
        answer = one.put("freq", arguments, save=kept)
        again = one.reopen(kept)
    assert again.same
    assert again.changed == ()
    assert again.answer.rows == answer.rows
    file = json.loads(kept.read_text("utf-8"))
    assert file["stamps"]["snapshot"] == api.info(corpus).snapshot
    assert file["digest"] == answer.digest
    assert {"total", "total_is_exact", "truncated"} <= set(file)


def test_a_changed_corpus_is_told(planted: Path, tmp_path: Path) -> None:
    source = planted.parent / "reports"
    api.add(tmp_path / "corpus", [source / "苕汀区"])
    kept = tmp_path / "q.json"
    with api.Corpus(tmp_path / "corpus") as one:
        one.put("kwic", {"text": "更新"}, save=kept)
        silent = tmp_path / "r.json"
        one.put("kwic", {"text": "从未出现过"}, save=silent)
    api.add(tmp_path / "corpus", [source / "浣沚县"])
    with api.Corpus(tmp_path / "corpus") as one:
        again, other = one.reopen(kept), one.reopen(silent)
    assert not again.same
    assert any(line.startswith("语料库快照") for line in again.changed)
    assert "总数：4 → 6" in again.changed
    assert other.same
    assert len(other.changed) == 1


def test_a_damaged_query_file_is_told(asked: api.Corpus, tmp_path: Path) -> None:
    for text in ("", "{}", '{"schema": "other/1"}'):
        path = tmp_path / "q.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(QueryError) as caught:
            asked.reopen(path)
        assert caught.value.code == "E613"


def test_frames(opened: api.Corpus) -> None:
    answer = opened.freq("公开", by=["year"])
    assert list(answer.to_pandas()["year"]) == list(answer.column("year"))
    assert answer.to_arrow().num_rows == len(answer.rows)
    polars = pytest.importorskip("polars", reason="polars is an extra")
    assert isinstance(answer.to_polars(), polars.DataFrame)
    assert list(answer.to_polars()["hits"]) == list(answer.column("hits"))


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_exported_files_hold_every_row(opened: api.Corpus, tmp_path: Path, ending: str) -> None:
    arguments = {"text": "公开", "sort": "right", "limit": 3}
    path = tmp_path / f"all{ending}"
    written = opened.export("kwic", arguments, path)
    every = opened.kwic("公开", sort="right", limit=None)
    assert written.rows == written.total == every.total > 600
    assert written.digest == every.digest
    if ending == ".parquet":
        assert pq.read_table(path).num_rows == every.total
        assert pq.read_metadata(path).metadata[b"truncated"] == b"false"
    elif ending == ".xlsx":
        assert openpyxl.load_workbook(path)["rows"].max_row == every.total + 1
    else:
        lines = path.read_text("utf-8-sig").splitlines()
        assert len(lines) == every.total + (ending == ".csv")
        assert "truncated" not in lines[-1]


def test_a_file_that_fails_is_not_left(
    opened: api.Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(QueryError):
        opened.export("sql", {"statement": "SELECT * FROM nowhere"}, tmp_path / "a.csv")
    monkeypatch.setattr("wenzhi.query.files.SHEET_ROWS", 50)
    with pytest.raises(QueryError) as caught:
        opened.export("sql", {"statement": "SELECT * FROM range(60000)"}, tmp_path / "a.xlsx")
    assert caught.value.code == "E612"
    for sort in ("place", "right"):
        with pytest.raises(QueryError):
            opened.export("kwic", {"text": "公开", "sort": sort}, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())
    assert opened.kwic("公开", limit=2).rows  # the session answers again


def test_rows_that_come_too_slowly_are_stopped_like_a_statement(
    planted: Path, tmp_path: Path
) -> None:
    with api.Corpus(planted, seconds=0.5) as opened, pytest.raises(QueryError) as caught:
        opened.export("sql", {"statement": "SELECT * FROM range(900000000)"}, tmp_path / "a.csv")
    assert caught.value.code == "E606"
    assert not list(tmp_path.iterdir())


def test_what_came_and_went_is_told_row_by_row(planted: Path, tmp_path: Path) -> None:
    source = planted.parent / "reports"
    api.add(tmp_path / "corpus", [source / "苕汀区"])
    kept = tmp_path / "q.json"
    with api.Corpus(tmp_path / "corpus") as one:
        one.put("freq", {"text": "更新", "by": ["year"]}, save=kept)
    api.add(tmp_path / "corpus", [source / "浣沚县"])
    with api.Corpus(tmp_path / "corpus") as one:
        again = one.reopen(kept)
    assert [row[0] for row in again.added] == [2022]
    assert again.gone == 1
    assert "所示的行：新增 1，少了 1" in again.changed


def test_a_panel_can_be_kept(opened: api.Corpus, tmp_path: Path) -> None:
    kept = tmp_path / "p.json"
    answer = opened.put("panel", {"variables": [TOTAL, "substance"]}, save=kept)
    assert answer.rows == opened.panel([TOTAL, "substance"]).answer.rows
    assert opened.reopen(kept).same


def test_a_damaged_table_is_named(corpus: Path, tmp_path: Path) -> None:
    shutil.copytree(corpus, tmp_path / "corpus")
    (table,) = (tmp_path / "corpus").glob("snapshots/*/tokens.parquet")
    table.write_bytes(table.read_bytes()[:-100])
    with api.Corpus(tmp_path / "corpus") as opened, pytest.raises(WenzhiError) as caught:
        opened.kwic("公开", limit=1)
    assert caught.value.code == "E506"
    assert "tokens.parquet" in str(caught.value.where)
    assert "wenzhi corpus add" in str(caught.value.hint)
