"""Samples are blind, repeatable and proportional; agreement is what other programs compute."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.query.studies import agree, allot, error_rates, wilson


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8-sig")))


@pytest.mark.parametrize("unit", ["sentence", "problem", "measure", "narrative", "finding"])
def test_a_sample_is_blind_and_repeatable(corpus: Path, tmp_path: Path, unit: str) -> None:
    sheet, key = api.sample(corpus, 20, 7, tmp_path / "a.csv", unit=unit, by=("year", "level"))  # type: ignore[arg-type]
    again, _ = api.sample(corpus, 20, 7, tmp_path / "b.csv", unit=unit, by=("year", "level"))  # type: ignore[arg-type]
    other, _ = api.sample(corpus, 20, 8, tmp_path / "c.csv", unit=unit, by=("year", "level"))  # type: ignore[arg-type]
    assert sheet.read_bytes() == again.read_bytes() != other.read_bytes()
    assert set(lines(sheet)[0]) == {"id", "text", "label", "note"}
    assert {line["id"] for line in lines(sheet)} == {line["id"] for line in lines(key)}
    assert len(lines(sheet)) == 20
    assert all(not line["label"] for line in lines(sheet))


def test_weights_stand_for_all(opened: api.Corpus, corpus: Path, tmp_path: Path) -> None:
    _, key = api.sample(corpus, 30, 1, tmp_path / "a.csv", by=("year",))
    every = opened.sql("SELECT count(*) FROM sentences").rows[0][0]
    weights = sum(float(line["weight"]) for line in lines(key))
    drawn = {line["stratum"] for line in lines(key)}
    strata = opened.sql(
        "SELECT CAST(year AS VARCHAR), count(*) FROM sentences GROUP BY 1", limit=None
    )
    wanted = sum(int(str(n)) for year, n in strata.rows if year in drawn)
    assert weights == pytest.approx(wanted, rel=1e-4)
    assert wanted <= int(str(every))


def test_a_sheet_that_people_filled_in_is_kept(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text,label\n", encoding="utf-8")
    with pytest.raises(QueryError) as caught:
        api.sample(corpus, 5, 1, path)
    assert caught.value.code == "E614"
    with pytest.raises(QueryError) as caught:
        api.agree([path])
    assert caught.value.code == "E614"


@given(
    sizes=st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 50), min_size=1),
    total=st.integers(0, 120),
)
def test_strata_get_their_share(sizes: dict[str, int], total: int) -> None:
    given_out = allot(sizes, total)
    whole = sum(sizes.values())
    assert sum(given_out.values()) == min(total, whole)
    for name, size in sizes.items():
        assert abs(given_out[name] - min(total, whole) * size / whole) < 1
        assert given_out[name] <= size


LABELS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=60
)


@given(LABELS)
def test_kappa_is_what_scikit_learn_computes(pairs: list[tuple[str, str]]) -> None:
    one = {str(place): left for place, (left, _) in enumerate(pairs)}
    other = {str(place): right for place, (_, right) in enumerate(pairs)}
    found = agree("a", "b", one, other)
    if found.kappa is None:
        assert len(set(one.values()) | set(other.values())) == 1
        return
    assert found.kappa == pytest.approx(
        cohen_kappa_score(list(one.values()), list(other.values())), abs=1e-9
    )
    assert found.kappa_low is not None
    assert found.kappa_high is not None
    assert found.kappa_low <= found.kappa + 1e-12


def test_the_interval_of_kappa_is_that_of_the_books() -> None:
    # Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (2003), table 18.1: 0.676.
    table = {"11": 75, "12": 1, "13": 4, "21": 5, "22": 4, "23": 1, "31": 0, "32": 0, "33": 10}
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    one = {str(place): pair[0] for place, pair in enumerate(pairs)}
    other = {str(place): pair[1] for place, pair in enumerate(pairs)}
    found = agree("a", "b", one, other)
    assert found.kappa == pytest.approx(0.676, abs=0.001)
    assert found.kappa_low == pytest.approx(0.676 - 1.96 * 0.0877, abs=0.002)


def test_wilson() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe (1998), table I
    assert wilson(0, 0) == (0.0, 1.0)


def test_coders_are_compared_with_each_other_and_with_wenzhi(corpus: Path, tmp_path: Path) -> None:
    sheet, key = api.sample(corpus, 12, 3, tmp_path / "sheet.csv")
    rows = lines(sheet)
    said = {line["id"]: line["wenzhi"] for line in lines(key)}
    for coder, wrong in (("anna", 0), ("bai", 2)):
        with (tmp_path / f"{coder}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            for place, row in enumerate(rows):
                label = "wrong" if place < wrong else said[row["id"]] or "none"
                writer.writerow(row | {"label": label})
    study = api.agree([tmp_path / "anna.csv", tmp_path / "bai.csv"], key)
    first = study.pairs[0]
    assert (first.a, first.b, first.n, first.agreed) == ("anna", "bai", 12, 10)
    assert len(study.disagreements) == 2
    assert study.unlabelled == 0
    assert study.pairs[1].b == "wenzhi"
    assert study.pairs[1].share == 1.0 or study.pairs[1].n == 0


def test_error_rates_by_label() -> None:
    judged = {"1": "问题", "2": "问题", "3": "措施", "4": "措施", "5": "问题"}
    said = {"1": "问题", "2": "措施", "3": "措施", "4": "措施", "6": "问题"}
    rates = {one.label: one for one in error_rates(judged, said)}
    assert (rates["措施"].said, rates["措施"].false) == (3, 1)
    assert (rates["问题"].coded, rates["问题"].missed) == (2, 1)
    assert rates["问题"].false_rate == 0.0
    assert (rates["措施"].false_low, rates["措施"].false_high) == wilson(1, 3)
