"""Several texts at once find what one after another finds; texts in memory are cut as strings are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.query.stacks import Stack
from wenzhi.surfaces.cli.main import app

LETTERS = "公开信息a1é𠀀"  # one, two, three and four bytes in UTF-8


def stack_of(texts: list[str]) -> Stack:
    starts = np.concatenate(([0], np.cumsum([len(one) for one in texts]))).astype(np.int64)
    edges = [np.packbits(np.ones(len(one) + 1, bool)) for one in texts]
    sizes = np.array([len(one) for one in edges], np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    return Stack(
        reports=np.arange(len(texts)) * 3 + 5,
        codes=codes.astype(np.uint16) if codes.max(initial=0) < 0x10000 else codes,
        starts=starts,
        edges=np.concatenate(edges),
        bytes=np.cumsum(sizes) - sizes,
    )


def places(texts: list[str], phrase: str) -> list[tuple[int, int]]:
    return [
        (number, place)
        for number, text in enumerate(texts)
        for place in range(len(text))
        if text.startswith(phrase, place)
    ]


@settings(deadline=None)
@given(
    texts=st.lists(st.text(LETTERS, max_size=30), min_size=1, max_size=6),
    phrases=st.lists(st.text(LETTERS, min_size=1, max_size=4), min_size=1, max_size=5),
    many=st.booleans(),
)
def test_every_phrase_is_found_where_it_stands(
    texts: list[str], phrases: list[str], many: bool
) -> None:
    stack = stack_of(texts)
    # More phrases than a few are looked up in an index of the characters.
    wanted = phrases * 30 if many else phrases
    for phrase, (found, owners) in zip(wanted, stack.search(wanted), strict=True):
        inside = (found - stack.starts[owners]).tolist()
        assert list(zip(owners.tolist(), inside, strict=True)) == places(texts, phrase)


@settings(deadline=None)
@given(text=st.text(LETTERS, min_size=1, max_size=60), data=st.data())
def test_pieces_are_cut_as_strings_are(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text))
    bounds = data.draw(st.lists(st.tuples(place, place).map(sorted), min_size=1, max_size=20))
    starts, stops = np.array(bounds, np.int64).T
    wanted = [text[start:stop] for start, stop in bounds]
    stack = stack_of([text])
    for often in (1, 120):  # few one by one, many at once
        for pieces in (often, 1_000_000):
            cut = stack.cutter(pieces).cut(np.tile(starts, often), np.tile(stops, often))
            cut.validate(full=True)
            assert cut.to_pylist() == wanted * often


@pytest.mark.parametrize("language", ["phrase", "regex", "cql"])
def test_several_texts_are_told_apart(opened: api.Corpus, language: str) -> None:
    asked = ["更新", "公开", "信息公开", "从未出现过"]
    asked = [f'"{one}"' for one in asked] if language == "cql" else asked
    answer = opened.kwic(asked, language=language, limit=None)
    single = {one: opened.kwic(one, language=language, limit=None) for one in asked}
    assert Counter(answer.column("pattern")) == Counter(
        {one: found.total for one, found in single.items() if found.total}
    )
    rows = {(row[0], row[1:]) for row in answer.rows}
    assert rows == {(one, row) for one, found in single.items() for row in found.rows}
    assert answer.total == len(answer.rows) == sum(one.total for one in single.values())
    reports = list(dict.fromkeys(answer.column("report_id")))
    order = [(reports.index(row[1]), row[5]) for row in answer.rows]
    assert order == sorted(order)


def test_many_texts_are_found_in_one_pass(opened: api.Corpus) -> None:
    asked = [chr(code) for code in range(ord("一"), ord("一") + 40)] + ["公开", "更新"]
    answer = opened.kwic(asked, limit=None, sort="right")
    wanted = sum(opened.kwic(one, limit=1).total for one in asked)
    assert answer.total == len(answer.rows) == wanted
    table = opened.listing(asked).to_arrow()
    assert table.num_rows == wanted
    assert table.column_names == list(answer.columns)


def test_several_texts_can_be_counted_once_each(asked: api.Corpus) -> None:
    answer = asked.kwic(["更新", "更新不及时"], collapse="exact", limit=None)
    assert "pattern" in answer.columns
    single = [asked.kwic(one, collapse="exact", limit=None).total for one in ("更新", "更新不及时")]
    assert answer.total == sum(single)


def test_a_question_of_several_texts_can_be_kept(asked: api.Corpus, tmp_path: Path) -> None:
    arguments = {"text": ["更新", "人手"], "limit": None}
    answer = asked.put("kwic", arguments, save=tmp_path / "q.json")
    again = asked.reopen(tmp_path / "q.json")
    assert again.same
    assert again.answer.rows == answer.rows
    written = asked.export("kwic", arguments, tmp_path / "hits.parquet")
    assert (written.rows, written.digest) == (answer.total, answer.digest)


def test_nothing_among_several_texts_is_refused(asked: api.Corpus) -> None:
    with pytest.raises(QueryError) as caught:
        asked.kwic(["更新", " "])
    assert caught.value.code == "E603"


def test_a_long_session_keeps_no_tables(planted: Path) -> None:
    with api.Corpus(planted) as one:
        for _ in range(3):
            one.kwic("更新", sort="right", collapse="organ")
            one.freq("更新", by=["year"])
            one.collocates("更新", least=1)
        kept = one.session.rows("SELECT count(*) FROM duckdb_tables() WHERE temporary")
    assert kept == [(0,)]


def test_first_uses_are_drawn(planted: Path, tmp_path: Path) -> None:
    path = api.draw_first_use(planted, "更新", tmp_path / "map.html", by="organ")
    page = path.read_text(encoding="utf-8")
    assert "最早：2021年" in page
    for organ in (
        "苕汀区民政局 2021：1 / 1",
        "苕汀区水务局 2022：1 / 1",
        "浣沚县司法局 2022：1 / 1",
    ):
        assert f"<title>{organ}</title>" in page
    assert "snapshot" in page


def test_phrases_are_read_from_a_file(planted: Path, tmp_path: Path) -> None:
    file = tmp_path / "phrases.txt"
    file.write_text("更新\n\n人手\n", encoding="utf-8")
    asked = ["query", "kwic", str(planted)]
    told = CliRunner().invoke(app, [*asked, "培训", "--patterns", str(file), "--format", "csv"])
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0].startswith("pattern,")
    assert {line.split(",")[0] for line in lines[1:]} == {"更新", "人手", "培训"}
    empty = tmp_path / "empty.txt"
    empty.write_text("\n", encoding="utf-8")
    for wrong in (["--patterns", str(tmp_path / "none.txt")], ["--patterns", str(empty)], []):
        assert CliRunner().invoke(app, [*asked, *wrong]).exit_code == 2


def test_the_picture_is_a_command(planted: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.svg"
    told = CliRunner().invoke(
        app, ["query", "spread", str(planted), "更新", "--by", "region", "--out", str(out)]
    )
    assert told.exit_code == 0, told.output
    assert out.read_text(encoding="utf-8").startswith("<svg")
