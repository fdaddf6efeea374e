"""The first lines of a sorted concordance are those of the whole one, sorted by Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi import api
from wenzhi.query.sorting import _Runs, _select
from wenzhi.query.stacks import Stack

LETTERS = "公开a𠀀"


def runs_of(text: str, bounds: list[tuple[int, int]], first: int) -> _Runs:
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    nothing = np.zeros(0, np.int64)
    stack = Stack(nothing, codes, nothing, np.zeros(0, np.uint8), nothing)
    begins, ends = np.array(bounds, np.int64).reshape(-1, 2).T
    return _Runs(stack, begins, ends, np.arange(len(bounds)) + first)


@settings(deadline=None)
@given(
    texts=st.lists(st.text(LETTERS, min_size=1, max_size=30), min_size=1, max_size=3),
    most=st.integers(1, 12),
    data=st.data(),
)
def test_the_first_are_those_of_all_sorted(
    texts: list[str], most: int, data: st.DataObject
) -> None:
    runs, every, first = [], [], 0
    for text in texts:
        place = st.integers(0, len(text))
        pair = st.tuples(place, place).map(lambda two: (min(two), max(two)))
        bounds = data.draw(st.lists(pair, min_size=1, max_size=8))
        runs.append(runs_of(text, bounds, first))
        every += [(text[start:stop], first + row) for row, (start, stop) in enumerate(bounds)]
        first += len(bounds)
    wanted = sorted(row for _, row in sorted(every)[:most])
    assert sorted(_select(runs, most).tolist()) == wanted


@pytest.mark.parametrize("sort", ["left", "right", "match", "year"])
@pytest.mark.parametrize("text", ["公开", ["公开", "信息"]])
def test_a_page_is_the_beginning_of_the_whole(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, sort: str, text: str | list[str]
) -> None:
    with api.Corpus(corpus) as opened:
        whole = opened.kwic(text, sort=sort, limit=None)
        assert whole.total > 60
        monkeypatch.setattr("wenzhi.query.sorting.FEW", 0)
        for limit in (1, 7, 50):
            assert opened.kwic(text, sort=sort, limit=limit).rows == whole.rows[:limit]
        arguments = {"text": text, "sort": sort, "limit": 25}
        first = opened.page("kwic", arguments)
        second = opened.page("kwic", arguments, after=first.next)
        assert first.rows + second.rows == whole.rows[:50]


@pytest.mark.parametrize(("sort", "column"), [("left", "left"), ("right", "right")])
def test_lines_are_in_the_order_of_their_context(
    opened: api.Corpus, sort: str, column: str
) -> None:
    found = [str(one) for one in opened.kwic("公开", sort=sort, limit=None).column(column)]
    keys = [one[::-1] for one in found] if sort == "left" else found
    assert keys == sorted(keys)
