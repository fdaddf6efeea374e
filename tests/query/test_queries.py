"""SQL sees the snapshot and nothing else; KWIC misses nothing."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.text.normalize import fold, squeeze


def texts(corpus: Path) -> dict[str, str]:
    """Report id → text, read past the product's own queries."""
    (snapshot,) = (corpus / "snapshots").iterdir()
    rows = pq.read_table(snapshot / "reports.parquet", columns=["report_id", "text"]).to_pylist()
    return {row["report_id"]: row["text"] for row in rows}


def occurrences(text: str, phrase: str) -> int:
    """Substring search by brute force, overlapping ones counted."""
    folded, wanted = squeeze(fold(text)).text, squeeze(fold(phrase)).text
    return sum(folded.startswith(wanted, place) for place in range(len(folded)))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_kwic_finds_what_brute_force_finds(corpus: Path, data: st.DataObject) -> None:
    stored = texts(corpus)
    source = data.draw(st.sampled_from(sorted(stored.values())))
    start = data.draw(st.integers(0, len(source) - 8))
    phrase = source[start : start + data.draw(st.integers(1, 7))]
    if not phrase.strip():
        return
    answer = api.query_kwic(corpus, phrase, limit=None)
    assert answer.total == sum(occurrences(text, phrase) for text in stored.values())
    assert len(answer.rows) == answer.total
    wanted = squeeze(fold(phrase)).text
    for row in answer.rows:
        report, begin, end = row[0], row[4], row[5]
        assert squeeze(fold(stored[str(report)][begin:end])).text == wanted


def test_kwic_says_how_many_there_are_when_it_shows_fewer(corpus: Path) -> None:
    answer = api.query_kwic(corpus, "信息", limit=2)
    assert len(answer.rows) == 2
    assert answer.total > 2
    assert answer.truncated


def test_kwic_counts_overlapping_occurrences_and_sections(corpus: Path) -> None:
    everywhere = api.query_kwic(corpus, "公开", limit=None)
    inside = api.query_kwic(corpus, "公开", section="problems", limit=None)
    assert 0 < inside.total < everywhere.total
    assert {row[3] for row in inside.rows} == {"problems"}


@pytest.mark.parametrize(("phrase", "code"), [("", "E603"), (" \n", "E603")])
def test_an_empty_phrase_is_refused(corpus: Path, phrase: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        api.query_kwic(corpus, phrase)
    assert caught.value.code == code


def test_a_faulty_expression_is_refused_with_its_place(corpus: Path) -> None:
    with pytest.raises(QueryError) as caught:
        api.query_kwic(corpus, "公开(", regex=True)
    assert caught.value.code == "E604"


def test_an_expression_that_matches_nothing_is_refused(corpus: Path) -> None:
    with pytest.raises(QueryError) as caught:
        api.query_kwic(corpus, "公*", regex=True)
    assert caught.value.code == "E604"


@pytest.mark.parametrize("expression", ["公.", "[一二三]是", "(信息|公开)+", "\\d{2,}条"])
def test_expressions_find_what_pythons_find(corpus: Path, expression: str) -> None:
    answer = api.query_kwic(corpus, expression, regex=True, limit=None)
    folded = [squeeze(fold(text)).text for text in texts(corpus).values()]
    wanted = sorted(match[0] for text in folded for match in re.finditer(expression, text))
    assert sorted(str(found) for found in answer.column("match")) == wanted
    assert wanted


def test_a_catastrophic_expression_is_harmless(corpus: Path) -> None:
    api.query_kwic(corpus, "(.+)+(.+)+(.+)+开开开$", regex=True)


def test_sql_answers_with_exact_totals(corpus: Path) -> None:
    answer = api.query_sql(corpus, "SELECT report_id FROM facts ORDER BY 1", limit=3)
    assert len(answer.rows) == 3
    counted = api.query_sql(corpus, "SELECT count(*) FROM facts")
    assert answer.total == counted.rows[0][0]
    assert answer.truncated
    assert not counted.truncated


def test_sql_tables_can_be_joined(corpus: Path) -> None:
    answer = api.query_sql(
        corpus,
        "SELECT r.year, sum(f.value) FROM reports r JOIN facts f USING (report_id) "
        "WHERE f.id = 'applications.new_received.total' GROUP BY 1 ORDER BY 1",
    )
    assert answer.columns[0] == "year"
    assert answer.rows


@pytest.mark.parametrize(
    "statement",
    [
        "DROP VIEW reports",
        "CREATE TABLE x AS SELECT 1",
        "COPY (SELECT 1) TO '/tmp/wenzhi-leak.csv'",
        "ATTACH '/tmp/x.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM nowhere",
        "SELECT * FROM query('COPY reports TO leak')",
        "SELECT getenv('HOME')",
        "PRAGMA database_list",
        "SELEC 1",
        "",
    ],
)
def test_sql_that_is_no_question_to_the_corpus_is_refused(corpus: Path, statement: str) -> None:
    with pytest.raises(QueryError) as caught:
        api.query_sql(corpus, statement)
    assert caught.value.code in ("E601", "E602")
    assert caught.value.hint


def test_a_query_that_multiplies_tables_is_stopped(corpus: Path) -> None:
    statement = (
        "SELECT count(*) FROM tokens a, tokens b, tokens c WHERE a.start * b.start > c.start"
    )
    with api.Corpus(corpus, seconds=0.5) as opened, pytest.raises(QueryError) as caught:
        opened.sql(statement)
    assert caught.value.code == "E606"


def test_a_query_that_eats_memory_is_stopped(corpus: Path) -> None:
    statement = "SELECT string_agg(a.word || b.word, '') FROM tokens a, tokens b"
    with (
        api.Corpus(corpus, seconds=20, memory_mb=60) as opened,
        pytest.raises(QueryError) as caught,
    ):
        opened.sql(statement)
    assert caught.value.code in ("E606", "E607")


def test_more_rows_than_memory_holds_are_refused_not_cut(planted: Path) -> None:
    with api.Corpus(planted, seconds=20) as opened:
        opened.session.limits = msgspec.structs.replace(opened.session.limits, rows=50_000)
        with pytest.raises(QueryError) as caught:
            opened.sql("SELECT * FROM range(10000000)", limit=None)
        assert caught.value.code == "E607"
        assert "--out" in (caught.value.hint or "")
        shown = opened.sql("SELECT * FROM range(100000)", limit=10)
    assert (len(shown.rows), shown.total, shown.truncated) == (10, 100_000, True)


def test_hits_in_residue_of_word_are_told(tmp_path: Path) -> None:
    text = "临湫县档案馆2022年政府信息公开工作年度报告\n一、总体情况\n主动[bookmark: _GoBack]公开信息3条。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    api.add(tmp_path / "corpus", [tmp_path / "a.txt"])
    with api.Corpus(tmp_path / "corpus") as opened:
        assert opened.kwic("主动公开信息").total == 1
        marked = opened.kwic("bookmark: _Go")
        assert marked.total == 0
        assert any("另有 1 处在 Word 残留" in line for line in marked.notes)
        assert not any("Word" in line for line in opened.kwic("信息").notes)
