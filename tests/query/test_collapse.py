"""Copies counted once: against a brute-force count over sentences."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from wenzhi import api
from wenzhi.query.collapse import COLLAPSES, Collapse
from wenzhi.text.slots import mask, own_names


def oracle(opened: api.Corpus, phrase: str, collapse: Collapse) -> int:
    """Every sentence of every report looked through one by one."""
    who = {
        row["report_id"]: row
        for row in pq.read_table(opened.snapshot / "reports.parquet").to_pylist()
    }
    families = {
        row["report_id"]: row["family"]
        for row in pq.read_table(opened.snapshot / "families.parquet").to_pylist()
    }
    texts = {
        row["report_id"]: row["text"]
        for row in pq.read_table(opened.snapshot / "folded.parquet").to_pylist()
    }
    wordings = set()
    for row in pq.read_table(opened.snapshot / "regions.parquet").to_pylist():
        if row["kind"] != "sentence":
            continue
        report_id = row["report_id"]
        text = texts[report_id]
        sentence = text[row["place"] : row["place_end"]]
        begins = (text.startswith(phrase, place) for place in range(row["place"], row["place_end"]))
        if not any(begins):
            continue
        report = who[report_id]
        names = own_names(report["organization"], (report["region"],) if report["region"] else ())
        skeleton = mask(sentence, names).text
        whose = {
            "exact": (sentence,),
            "family": (skeleton, families.get(report_id, report_id)),
            "organ": (skeleton, report["organ_id"] or report_id),
        }
        wordings.add(whose[collapse])
    return len(wordings)


@pytest.mark.parametrize("phrase", ["更新", "公开", "培训", "，"])
@pytest.mark.parametrize("collapse", COLLAPSES[1:])
def test_wordings_are_what_brute_force_counts(
    opened: api.Corpus, asked: api.Corpus, phrase: str, collapse: Collapse
) -> None:
    for one in (opened, asked):
        folded = phrase.replace("，", ",")
        answer = one.kwic(phrase, collapse=collapse, limit=None)
        assert answer.total == oracle(one, folded, collapse)
        hits = sum(int(str(count)) for count in answer.column("hits"))
        assert hits == one.kwic(phrase).total


def test_planted_copies(asked: api.Corpus) -> None:
    hits = asked.kwic("更新不及时")
    assert hits.total == 3
    exact = asked.kwic("更新不及时", collapse="exact")
    assert exact.total == 2  # two organs share a sentence; a third one has another figure
    assert exact.rows[0][exact.columns.index("organs")] == 2
    organ = asked.kwic("更新不及时", collapse="organ")
    assert organ.total == 2  # one organ in two years; the other one
    assert "命中 3 处" in organ.notes[-1]
    assert "为 2 种" in organ.notes[-1]


def test_the_first_of_a_wording_is_the_earliest(asked: api.Corpus) -> None:
    organ = asked.kwic("更新不及时", collapse="organ", limit=None)
    found = [dict(zip(organ.columns, row, strict=True)) for row in organ.rows]
    water = next(one for one in found if one["organization"] == "苕汀区水务局")
    assert (water["year"], water["first_year"], water["last_year"]) == (2021, 2021, 2022)


def test_both_figures_stand_beside_each_other(asked: api.Corpus) -> None:
    answer = asked.freq("更新不及时", by=["year"], collapse="exact")
    found = {row[0]: row[1:3] for row in answer.rows}
    assert found == {2021: (2, 1), 2022: (1, 1), 2023: (0, 0)}
