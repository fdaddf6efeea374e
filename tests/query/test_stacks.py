"""Characters in their file are those of the texts; a question looks at no more of them than it needs."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi import api
from wenzhi.base.errors import CorpusError, WenzhiError
from wenzhi.corpus.characters import CharacterWriter
from wenzhi.corpus.tables import SCHEMAS
from wenzhi.query.stacks import Texts

LETTERS = (
    "公开信息a1é𠀀𪚥"  # one, two, three and four bytes in UTF-8; the last two of more than 16 bits
)


def folded(texts: list[str], removed: list[list[str]]) -> pa.Table:
    """Rows of the table whose words are single characters."""
    rows = [
        {
            "report": number,
            "text": text,
            "edges": np.packbits(np.ones(len(text) + 1, bool)).tobytes(),
            "removed": out,
        }
        for number, (text, out) in enumerate(zip(texts, removed, strict=True))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMAS["folded"])


@settings(deadline=None, max_examples=60)
@given(
    texts=st.lists(st.text(LETTERS, max_size=20), min_size=1, max_size=9), size=st.integers(1, 4)
)
def test_characters_are_those_of_the_texts(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], size: int
) -> None:
    folder = tmp_path_factory.mktemp("characters")
    removed = [[f"[bookmark:{number}]"] if number % 3 == 1 else [] for number in range(len(texts))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wenzhi.corpus.characters.REPORTS", size)
        writer = CharacterWriter(folder)
        for number in range(0, len(texts), 2):
            writer.add(folded(texts, removed).slice(number, 2))
        writer.close()
    opened = Texts(folder)
    every = np.arange(len(texts))
    stacks = [stack for _, stack in opened.stacks(every)]
    assert len(stacks) >= -(-len(texts) // max(2, size))
    found = [
        one
        for stack in stacks
        for one in stack.cut(stack.starts[:-1], stack.starts[1:]).to_pylist()
    ]
    assert found == texts
    odd = every[every % 2 == 1]
    told = [piece for stack in stacks for piece in stack.removed_from(odd)]
    assert told == [piece for number in odd.tolist() for piece in removed[number]]
    for stack in stacks:
        assert np.array_equal(stack.among(odd), np.isin(stack.reports, odd))
    del stacks, stack
    opened.close()


@pytest.fixture
def small(planted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The planted corpus, its characters laid a report at a time."""
    shutil.copytree(planted, tmp_path / "corpus")
    (rows,) = (tmp_path / "corpus").glob("snapshots/*/folded.parquet")
    monkeypatch.setattr("wenzhi.corpus.characters.REPORTS", 1)
    writer = CharacterWriter(rows.parent)
    writer.add(pq.read_table(rows))
    writer.close()
    return tmp_path / "corpus"


def test_answers_do_not_depend_on_how_characters_are_laid(small: Path, planted: Path) -> None:
    with api.Corpus(small) as one, api.Corpus(planted) as other:
        for asked in ("更新", "公", "不及时", "从未出现过"):
            assert one.kwic(asked, sort="left") == other.kwic(asked, sort="left")
            assert one.kwic([asked, "培训"]) == other.kwic([asked, "培训"])


def test_a_page_behind_the_first_reads_no_more_than_it_shows(small: Path) -> None:
    arguments = {"text": "更新", "limit": 1}
    with api.Corpus(small) as one:
        token = one.page("kwic", arguments).next
        every = len(one.session.texts._stacks)
    with api.Corpus(small) as one:
        assert one.page("kwic", arguments, after=token).rows
        assert len(one.session.texts._stacks) < every


def test_without_characters_there_is_no_index(small: Path) -> None:
    (file,) = small.glob("snapshots/*/characters.arrow")
    content = file.read_bytes()
    file.write_bytes(content[:-50])
    with api.Corpus(small) as opened, pytest.raises(WenzhiError) as caught:
        opened.kwic("公开", limit=1)
    assert caught.value.code == "E506"
    assert "characters.arrow" in str(caught.value.where)
    (problem,) = api.verify(small).problems
    assert problem.where == str(file)
    file.unlink()
    with api.Corpus(small) as opened, pytest.raises(CorpusError) as caught:
        opened.kwic("公开", limit=1)
    assert caught.value.code == "E508"
