"""All pages together are the answer: no row is lost between two pages, none is shown twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer
from wenzhi.surfaces.cli.main import app

QUESTIONS: list[tuple[Any, dict[str, Any]]] = [
    ("kwic", {"text": "公开"}),
    ("kwic", {"text": "公开", "section": "problems"}),
    ("kwic", {"text": "更新", "where": "year >= 2021", "context": 3}),
    ("kwic", {"text": "公开", "sort": "right"}),
    ("kwic", {"text": "公开", "sort": "year", "section": "overview"}),
    ("kwic", {"text": "信息", "collapse": "exact"}),
    ("kwic", {"text": "信息", "collapse": "organ", "sort": "left"}),
    ("kwic", {"text": ["公开", "信息公开"]}),
    ("kwic", {"text": "第.{1,3}[条项]", "language": "regex"}),
    ("kwic", {"text": '[pos="v"] "公开"', "language": "cql"}),
    ("freq", {"text": "公开", "by": ["year", "level"]}),
    ("first", {"text": "公开", "by": "organ"}),
    ("facets", {"text": "公开"}),
    ("ngrams", {"size": 2}),
    ("collocates", {"text": "公开", "least": 1}),
    ("keyness", {"focus": "year >= 2021", "reference": "year < 2021"}),
    ("similar", {"text": "栏目更新不及时", "least": 0.0}),
    ("templates", {}),
    ("sql", {"statement": "SELECT word, count(*) AS n FROM tokens GROUP BY word ORDER BY ALL"}),
]


def pages(
    corpus: api.Corpus, method: Any, arguments: dict[str, Any], sizes: list[int]
) -> list[Answer]:
    """Pages of these sizes in turn, until there is none."""
    found: list[Answer] = []
    after = None
    while after is not None or not found:
        limit = sizes[len(found) % len(sizes)]
        found.append(corpus.page(method, arguments | {"limit": limit}, after=after))
        after = found[-1].next
    return found


@pytest.mark.parametrize(("method", "arguments"), QUESTIONS)
def test_all_pages_are_the_answer(
    opened: api.Corpus, method: Any, arguments: dict[str, Any]
) -> None:
    whole = opened.put(method, arguments | {"limit": None})
    size = max(1, whole.total // 3 + 1)
    found = pages(opened, method, arguments, [size, max(1, size // 2)])
    assert [row for page in found for row in page.rows] == list(whole.rows)
    assert {page.total for page in found} == {whole.total}
    assert {page.notes for page in found} == {whole.notes}
    assert len(found) > 1 or whole.total <= size
    assert whole.next is None


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.sampled_from(["公", "公开", "更新", "更新更新", "。", "从未出现过"]),
    sizes=st.lists(st.integers(1, 7), min_size=1, max_size=3),
    where=st.sampled_from([None, "year = 2021", "year > 2021"]),
)
def test_pages_of_any_size_lose_nothing(
    asked: api.Corpus, text: str, sizes: list[int], where: str | None
) -> None:
    arguments = {"text": text, "where": where}
    whole = asked.kwic(text, where=where, limit=None)
    found = pages(asked, "kwic", arguments, sizes)
    assert sum(len(page.rows) for page in found) == whole.total
    assert [row for page in found for row in page.rows] == list(whole.rows)


def test_a_token_fits_one_question_of_one_snapshot(
    asked: api.Corpus, planted: Path, tmp_path: Path
) -> None:
    first = asked.page("kwic", {"text": "更新", "limit": 2})
    assert first.next is not None
    api.add(tmp_path / "corpus", [planted.parent / "reports" / "苕汀区"])
    with api.Corpus(tmp_path / "corpus") as other, pytest.raises(QueryError) as caught:
        other.page("kwic", {"text": "更新", "limit": 2}, after=first.next)
    assert (caught.value.code, "快照" in caught.value.message) == ("E615", True)
    for text, token in (
        ("公开", first.next),
        ("更新", first.next[:-2]),
        ("更新", "x"),
        ("更新", "é"),
    ):
        with pytest.raises(QueryError) as caught:
            asked.page("kwic", {"text": text, "limit": 2}, after=token)
        assert caught.value.code == "E615"
    assert asked.page("kwic", {"text": "更新", "limit": 5}, after=first.next).rows


def test_pages_of_the_command_line(planted: Path) -> None:
    asked = ["query", "kwic", str(planted), "更新", "--limit", "4", "--json"]
    first = json.loads(CliRunner().invoke(app, asked).stdout)["data"]
    told = CliRunner().invoke(app, [*asked, "--after", first["next"]])
    second = json.loads(told.stdout)["data"]
    assert (len(first["rows"]), len(second["rows"])) == (4, first["total"] - 4)
    assert second["next"] is None
    wrong = [*asked, "--after", first["next"], "--save", "q.json"]
    assert CliRunner().invoke(app, wrong).exit_code == 2
