"""Words tile the folded text, know where they stand, and never cross from one report to the next."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi import api
from wenzhi.base.records import Document, Source
from wenzhi.corpus.judging import Judged, judge_alone
from wenzhi.corpus.tokens import cut_report
from wenzhi.parse.report import parse
from wenzhi.text.normalize import fold, squeeze
from wenzhi.text.speech import build_tagger

TEXT = (
    "苕汀区水务局2022年政府信息公开工作年度报告\n"
    "一、总体情况\n全年依申请公开政府信息3件，主动公\n开信息 1,206 条。我局未收到投诉。\n"
    "五、存在的主要问题及改进情况\n一是更新不及时。下一步加强培训。\n"
)


def judged(text: str) -> Judged:
    source = Source(path="a.txt", sha256="0" * 64, format="txt")
    return judge_alone(parse(Document(source=source, text=text)))


def test_words_tile_the_folded_text_and_point_into_the_original() -> None:
    one = judged(TEXT)
    cut = cut_report(one)
    assert "".join(cut.words) == squeeze(fold(TEXT)).text
    for word, start, end in zip(cut.words, cut.starts, cut.ends, strict=True):
        assert squeeze(fold(TEXT[start:end])).text == word


def test_a_word_of_prose_is_whole_across_a_line_end_and_lexicon_words_are_words() -> None:
    cut = cut_report(judged(TEXT))
    assert "依申请公开" in cut.words
    assert "主动公开" in cut.words


def test_words_know_section_slot_and_sentence() -> None:
    cut = cut_report(judged(TEXT))
    place = cut.words.index("不及时" if "不及时" in cut.words else "及时")
    assert cut.sections[place] == "problems"
    assert cut.slots[cut.words.index("3")] == "number"
    assert (cut.sentences[1:] >= cut.sentences[:-1]).all()
    assert cut.sentences[-1] == len(cut.units) - 1


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="公开信息㈠（一）。，\n\t 12⼀éA！[bookmark: x]", max_size=60))
def test_any_text_is_tiled(text: str) -> None:
    one = judged(TEXT + text)
    assert "".join(cut_report(one).words) == squeeze(fold(TEXT + text)).text


@pytest.mark.parametrize(
    ("word", "tag"),
    [("公开", "v"), ("，", "w"), ("1,206", "m"), ("三十", "m"), ("PDF", "eng"), ("〇棨", "x")],
)
def test_tags(word: str, tag: str) -> None:
    assert build_tagger()(word) == tag


def test_tables_of_a_snapshot_agree(reports: Path, tmp_path: Path) -> None:
    api.add(tmp_path / "corpus", sorted(reports.rglob("*.txt"))[:12])
    (snapshot,) = (tmp_path / "corpus" / "snapshots").iterdir()
    tokens = pq.read_table(snapshot / "tokens.parquet").to_pylist()
    texts = pq.read_table(snapshot / "reports.parquet")["text"].to_pylist()
    folded = pq.read_table(snapshot / "folded.parquet").to_pylist()
    assert [row["report"] for row in folded] == list(range(len(texts)))
    for row, text in zip(folded, texts, strict=True):
        mine = [token for token in tokens if token["report"] == row["report"]]
        assert [token["n"] for token in mine] == list(
            range(row["first"], row["first"] + row["tokens"])
        )
        assert "".join(token["word"] for token in mine) == row["text"]
        offsets = squeeze(fold(text)).offsets
        pairs = list(zip(row["breaks"], row["origins"], strict=True))
        for place, offset in enumerate(offsets):
            index, base = [pair for pair in pairs if pair[0] <= place][-1]
            assert base + place - index == offset
    lasts = {row["first"] + row["tokens"] for row in folded}
    assert not lasts & {token["n"] for token in tokens}
    for region in pq.read_table(snapshot / "regions.parquet").to_pylist():
        inside = [t["n"] for t in tokens if region["first"] <= t["n"] < region["last"]]
        told = [
            t["n"]
            for t in tokens
            if t["report"] == region["report"] and region["start"] <= t["start"] < region["end"]
        ]
        assert inside == told
