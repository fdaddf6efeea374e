"""Figures against an independent computation: numpy, scipy and plain counting over the tokens."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.stats import chi2_contingency, entropy

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.query.measures import ASSOCIATION, DISPERSION, KEYNESS

Token = dict[str, object]
CLOSE = 1e-9


def tokens(opened: api.Corpus, where: str = "true") -> list[Token]:
    rows: list[Token] = pq.read_table(opened.snapshot / "tokens.parquet").to_pylist()
    chosen = set(
        opened.sql(f"SELECT report_id FROM reports WHERE {where}", limit=None).column("report_id")
    )
    return [row for row in rows if row["report_id"] in chosen]


def words(rows: list[Token]) -> Counter[str]:
    return Counter(str(row["word"]) for row in rows if row["pos"] != "w")


def test_collocates(opened: api.Corpus) -> None:
    rows = tokens(opened)
    node, window = "政府信息公开", 4
    hits = [place for place, row in enumerate(rows) if row["word"] == node]
    near = {
        other
        for place in hits
        for other in range(max(0, place - window), min(len(rows), place + window + 1))
        if other != place
        and rows[other]["report"] == rows[place]["report"]
        and rows[other]["sentence"] == rows[place]["sentence"]
        and rows[other]["pos"] != "w"
    }
    every = words(rows)
    inside = Counter(str(rows[place]["word"]) for place in near)
    n, r, f = sum(every.values()), len(near), len(hits)
    answer = opened.collocates(f'"{node}"', language="cql", window=window, least=2, limit=None)
    assert set(answer.column("collocate")) == {word for word, o in inside.items() if o >= 2}
    for row in answer.rows:
        found = dict(zip(answer.columns, row, strict=True))
        word = str(found["collocate"])
        o, c = inside[word], every[word]
        table = [[o, r - o], [c - o, n - r - (c - o)]]
        expected = r * c / n
        likelihood = chi2_contingency(table, correction=False, lambda_="log-likelihood")[0]
        wanted = {
            "observed": o,
            "frequency": c,
            "expected": expected,
            "log_dice": 14 + math.log2(2 * o / (f + c)),
            "mi": math.log2(o / expected),
            "mi3": math.log2(o**3 / expected),
            "t": (o - expected) / math.sqrt(o),
            "ll": math.copysign(likelihood, o - expected),
        }
        for name, value in wanted.items():
            assert found[name] == pytest.approx(value, rel=CLOSE, abs=1e-7), (word, name)


def test_keyness(opened: api.Corpus) -> None:
    a, b = words(tokens(opened, "year <= 2020")), words(tokens(opened, "year > 2020"))
    n1, n2 = sum(a.values()), sum(b.values())
    answer = opened.keyness("year <= 2020", "year > 2020", least=1, limit=None)
    assert set(answer.column("word")) == set(a) | set(b)
    for row in answer.rows:
        found = dict(zip(answer.columns, row, strict=True))
        x, y = a[str(found["word"])], b[str(found["word"])]
        expected = (n1 * (x + y) / (n1 + n2), n2 * (x + y) / (n1 + n2))
        likelihood = 2 * float(
            sum(o * math.log(o / e) for o, e in zip((x, y), expected, strict=True) if o)
        )
        ratio = math.log2(((x or 0.5) / n1) / ((y or 0.5) / n2))
        assert (found["focus"], found["reference"]) == (x, y)
        assert found["ll"] == pytest.approx(
            math.copysign(likelihood, x / n1 - y / n2), rel=CLOSE, abs=1e-8
        )
        assert found["log_ratio"] == pytest.approx(ratio, rel=CLOSE, abs=1e-9)
        table = np.array([[x, y], [n1 - x, n2 - y]])
        square = float(chi2_contingency(table, correction=False).statistic)
        assert found["chi2"] == pytest.approx(
            math.copysign(square, x / n1 - y / n2), rel=CLOSE, abs=1e-9
        )
        simple = (1e6 * x / n1 + 100) / (1e6 * y / n2 + 100)
        assert found["simple_maths"] == pytest.approx(simple, rel=CLOSE)
        percent = (
            None if not y else pytest.approx(100 * (x / n1 - y / n2) / (y / n2), rel=1e-8, abs=1e-8)
        )
        assert found["percent_diff"] == percent


def test_dispersion(opened: api.Corpus) -> None:
    rows = [row for row in tokens(opened) if row["pos"] != "w"]
    node = "更新"
    reports = sorted({int(str(row["report"])) for row in rows})
    sizes = np.array([sum(row["report"] == one for row in rows) for one in reports], float)
    v = np.array(
        [sum(row["report"] == one and row["word"] == node for row in rows) for one in reports]
    )
    f, n, s = v.sum(), len(reports), sizes / sizes.sum()
    places = [place + 1 for place, row in enumerate(rows) if row["word"] == node]
    gaps = [*np.diff(places), places[0] + len(rows) - places[-1]]
    dp = np.abs(v / f - s).sum() / 2
    rates = v / s
    wanted = {
        "parts": n,
        "hits": f,
        "found_in": (v > 0).sum(),
        "share": (v > 0).mean(),
        "dp": dp,
        "dp_norm": dp / (1 - s.min()),
        "juilland_d": 1 - rates.std() / rates.mean() / math.sqrt(n - 1),
        "carroll_d2": entropy(v / sizes, base=2) / math.log2(n),
        "aldf": len(rows) * 10 ** -sum(gap / len(rows) * math.log10(gap) for gap in gaps),
        "arf": f / len(rows) * sum(min(gap, len(rows) / f) for gap in gaps),
    }
    answer = opened.dispersion(f'"{node}"', language="cql")
    found = dict(zip(answer.columns, answer.rows[0], strict=True))
    assert set(found) == set(wanted)
    for name, value in wanted.items():
        assert found[name] == pytest.approx(float(value), rel=CLOSE), name


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_ngrams(opened: api.Corpus, size: int) -> None:
    rows = tokens(opened)
    runs: Counter[str] = Counter()
    for place in range(len(rows) - size + 1):
        part = rows[place : place + size]
        same = {(row["report"], row["sentence"]) for row in part}
        if len(same) == 1 and all(row["pos"] != "w" for row in part):
            runs[" ".join(str(row["word"]) for row in part)] += 1
    answer = opened.ngrams(size, least=2, limit=None)
    found = dict(zip(answer.column("ngram"), answer.column("hits"), strict=True))
    assert found == {run: count for run, count in runs.items() if count >= 2}


def test_ngrams_by_year_add_up(opened: api.Corpus) -> None:
    whole = opened.ngrams(2, containing="公开", least=1, limit=None)
    parts = opened.ngrams(2, containing="公开", by="year", least=1, limit=None)
    assert sum(map(int, map(str, whole.column("hits")))) == sum(
        map(int, map(str, parts.column("hits")))
    )
    assert all("公开" in str(run).split() for run in whole.column("ngram"))


def test_frequencies_with_denominators(opened: api.Corpus) -> None:
    (snapshot,) = (opened.root / "snapshots").iterdir()
    folded = {
        row["report_id"]: row["text"]
        for row in pq.read_table(snapshot / "folded.parquet").to_pylist()
    }
    rows = opened.sql(
        "SELECT report_id, year, coalesce(organ_id, report_id) FROM reports", limit=None
    )
    answer = opened.freq("更新", by=["year"])
    for row in answer.rows:
        found = dict(zip(answer.columns, row, strict=True))
        mine = [one for one in rows.rows if one[1] == found["year"]]
        texts = [folded[str(one[0])] for one in mine]
        hits = sum(text.count("更新") for text in texts)
        assert (found["hits"], found["reports"]) == (hits, len(mine))
        assert found["organs"] == len({one[2] for one in mine})
        assert found["chars"] == sum(map(len, texts))
        assert found["found_in"] == sum("更新" in text for text in texts)
        assert found["per_report"] == pytest.approx(hits / len(mine), rel=CLOSE)
        assert found["per_10k_chars"] == pytest.approx(1e4 * hits / sum(map(len, texts)), rel=CLOSE)


def test_what_is_missing_is_not_zero(asked: api.Corpus) -> None:
    answer = asked.freq("更新", by=["organ", "year"])
    assert len(answer.rows) == 9  # three organs, three years, five reports
    for row in answer.rows:
        found = dict(zip(answer.columns, row, strict=True))
        if found["reports"] == 0:
            assert found["hits"] is None
            assert found["per_report"] is None
    assert sum(row[answer.columns.index("reports")] == 0 for row in answer.rows) == 4


def test_frequencies_by_section_add_up(opened: api.Corpus) -> None:
    by_section = opened.freq("公开", by=["section"])
    whole = opened.freq("公开", by=[])
    assert sum(int(str(hits)) for hits in by_section.column("hits")) == whole.rows[0][0]
    only = opened.freq("公开", by=[], section="problems")
    place = by_section.column("section").index("problems")
    assert by_section.rows[place][1:] == only.rows[0]


def test_first_use(asked: api.Corpus) -> None:
    answer = asked.first("更新", by="organ")
    firsts = {row[0]: (row[1], row[-1], row[5]) for row in answer.rows}
    assert firsts["苕汀区民政局"] == (2021, 2023, 2)
    assert firsts["浣沚县司法局"] == (2022, 2022, 1)
    assert list(answer.column("first_year")) == [2021, 2021, 2022]


def test_an_unknown_group_or_measure_is_told(opened: api.Corpus) -> None:
    for ask in (
        lambda: opened.freq("公开", by=["yaer"]),
        lambda: opened.freq("公开", by=["year", "year"]),
        lambda: opened.collocates("公开", order="dice"),
        lambda: opened.first("公开", by="section"),
    ):
        with pytest.raises(QueryError) as caught:
            ask()
        assert caught.value.code == "E608"
    with pytest.raises(QueryError) as caught:
        opened.ngrams(9)
    assert caught.value.code == "E610"
    with pytest.raises(QueryError) as caught:
        opened.keyness("year = 1900", "year = 2022")
    assert caught.value.code == "E609"


def test_every_measure_that_is_given_is_defined(opened: api.Corpus) -> None:
    given = opened.collocates("公开", limit=1).columns
    assert set(given) - {"collocate", "pos"} == set(ASSOCIATION)
    given = opened.keyness("year <= 2020", "year > 2020", limit=1).columns
    assert set(given) - {"word", "pos"} == set(KEYNESS)
    assert set(opened.dispersion("公开").columns) == set(DISPERSION)
    told = "\n".join(api.query_definitions())
    assert all(f".{name}:" in told for name in (*ASSOCIATION, *KEYNESS, *DISPERSION))


def test_pages_and_sorting(opened: api.Corpus, corpus: Path) -> None:
    every = opened.kwic("公开", limit=None)
    assert every.total == len(every.rows)
    assert opened.kwic("公开", limit=7).rows == every.rows[:7]
    by_right = opened.kwic("公开", sort="right", limit=None)
    assert list(by_right.column("right")) == sorted(map(str, every.column("right")))
    assert sorted(map(str, by_right.rows)) == sorted(map(str, every.rows))
    by_left = opened.kwic("公开", sort="left", limit=None)
    backwards = [str(text)[::-1] for text in by_left.column("left")]
    assert backwards == sorted(backwards)
    assert api.info(corpus).snapshot == every.stamps["snapshot"]
    assert every.stamps["segmenter"].startswith("jieba-")


def test_facets(opened: api.Corpus) -> None:
    answer = opened.facets("更新", most=0)
    found: dict[str, list[tuple[object, ...]]] = {}
    for facet, *rest in answer.rows:
        found.setdefault(str(facet), []).append(tuple(rest))
    assert len(found) == 10
    hits = opened.kwic("更新", limit=None)
    for values in found.values():
        assert sum(int(str(row[3])) for row in values) == hits.total
        assert sum(int(str(row[1])) for row in values) == len(set(hits.column("report_id")))
        assert {row[4] for row in values} == {len(values)}
    every = opened.facets(most=1)
    assert len(every.rows) == 10
    assert set(every.column("hits")) == {None}
    assert opened.facets(where="year = 1900").total == 0


def test_facets_are_what_sql_counts(opened: api.Corpus) -> None:
    told = opened.facets(where="year >= 2020", most=0)
    columns = {"kind": "organ_kind"}
    for facet in dict.fromkeys(str(one) for one in told.column("facet")):
        column = f'"{columns.get(facet, facet)}"'
        counted = opened.sql(
            f"SELECT CAST({column} AS VARCHAR), count(*), count(DISTINCT coalesce(organ_id, report_id)) "
            "FROM reports WHERE superseded_by IS NULL AND year >= 2020 GROUP BY 1",
            limit=None,
        )
        assert sorted(counted.rows, key=str) == sorted(
            (row[1:4] for row in told.rows if row[0] == facet), key=str
        )


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus whose reports were compared: five organs share a skeleton, one writes its own."""
    root = tmp_path_factory.mktemp("compared")
    for organ in ["水务局", "民政局", "司法局", "财政局", "教育局", "文旅局"]:
        shared = (
            f"苕汀区{organ}在主动公开上还存在目录更新滞后、栏目分类不清、办事指南材料不全的情况,群众反映查找不便,"
            "业务科室与信息员之间衔接不畅,信息从形成到上网平均要十余天。"
        )
        own = "本单位今年只有两个窗口,公开栏在一楼,群众抬头就能看到,缺的是晚间没有灯。"
        path = root / "reports" / f"{organ}.txt"
        path.parent.mkdir(exist_ok=True)
        problem = own if organ == "文旅局" else shared
        path.write_text(
            f"苕汀区{organ}2023年政府信息公开工作年度报告\n一、总体情况\n主动公开政府信息12条。\n"
            f"五、存在的主要问题及改进情况\n{problem}\n六、其他需要报告的事项\n无其他需要报告的事项。\n",
            encoding="utf-8",
        )
    api.score([root / "reports"], root / "corpus", root / "out")
    return root / "corpus"


def test_templates_are_the_families(compared: Path) -> None:
    with api.Corpus(compared) as opened:
        stored = opened.sql("SELECT family, count(*) FROM families GROUP BY 1", limit=None)
        told = opened.templates(limit=None)
    assert [row[1] for row in told.rows] == [5]
    assert dict(stored.rows) == dict(row[:2] for row in told.rows)
    assert told.notes == ()


def test_a_corpus_that_was_only_read_says_that_it_knows_no_families(opened: api.Corpus) -> None:
    for answer in (opened.templates(), opened.freq("更新", collapse="family")):
        assert any("还没有互相比较" in note for note in answer.notes)
