"""What reads alike: the same problem first, with what was done about it."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from wenzhi import api
from wenzhi.base.errors import QueryError


def test_the_same_problem_comes_first(asked: api.Corpus) -> None:
    answer = asked.similar("栏目更新不够及时")
    found = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    assert "更新不及时" in str(found[0]["text"])
    assert found[0]["likeness"] == max(answer.column("likeness"))
    likeness = [float(str(value)) for value in answer.column("likeness")]
    assert likeness == sorted(likeness, reverse=True)
    assert all(0.25 <= value <= 1 + 1e-9 for value in likeness)


def test_beside_a_problem_stand_the_measures_against_it(opened: api.Corpus) -> None:
    regions = pq.read_table(opened.snapshot / "regions.parquet").to_pylist()
    measures: dict[tuple[str, int], list[str]] = {}
    for row in regions:
        for index in row["answers"] if row["kind"] == "measure" else ():
            measures.setdefault((row["report_id"], index), []).append(row["text"])
    wanted = {
        (row["report_id"], row["start"]): " ‖ ".join(measures[row["report_id"], row["index"]])
        for row in regions
        if row["kind"] == "problem" and (row["report_id"], row["index"]) in measures
    }
    assert wanted
    answer = opened.similar("公开更新不及时,内容不全面", least=0.0, limit=None)
    found = {(row[0], row[3]): row[10] for row in answer.rows if row[10] is not None}
    assert found == wanted


def test_a_text_is_wholly_like_itself(opened: api.Corpus) -> None:
    text = str(opened.sql("SELECT text FROM sentences ORDER BY text DESC LIMIT 1").rows[0][0])
    answer = opened.similar(text, kind="sentence", limit=1)
    assert answer.rows[0][5] == pytest.approx(1)


def test_other_kinds_and_conditions(asked: api.Corpus) -> None:
    assert asked.similar("加强培训", kind="measure").total == 4
    assert asked.similar("更新", where="year = 1900").total == 0
    for text, kind in (("", "problem"), ("更新", "word")):
        with pytest.raises(QueryError):
            asked.similar(text, kind=kind)  # type: ignore[arg-type]
