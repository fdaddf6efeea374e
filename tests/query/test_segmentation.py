"""How words are cut is chosen with the corpus: kept, stamped, and the same for all its reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi import api
from wenzhi.base.errors import InputError, UsageError
from wenzhi.text.lexicon import segmenter_version
from wenzhi.text.segmentation import Segmentation, Way

OWN = "栏目更新"
REPORTS = {f"苕汀区/苕汀区水务局/{year}.txt": year for year in range(2019, 2024)}


def reports_of(place: Path, names: list[str]) -> Path:
    for name in names:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"苕汀区水务局{REPORTS[name]}年政府信息公开工作年度报告\n一、总体情况\n主动公开信息12条。\n"
            f"五、存在的主要问题及改进情况\n一是栏目更新不及时,共有{len(name)}处逾期。\n",
            encoding="utf-8",
        )
    return place


def words_of(corpus: Path) -> set[str]:
    with api.Corpus(corpus) as opened:
        return {str(row[0]) for row in opened.sql("SELECT DISTINCT word FROM tokens").rows}


@given(
    text=st.text("政府信息公开2023年abc。 𠀀", max_size=30),
    way=st.sampled_from(["jieba", "jieba-plain", "characters"]),
)
def test_words_tile_the_text(text: str, way: Way) -> None:
    assert "".join(Segmentation(way=way).build().lcut(text)) == text


def test_each_choice_has_a_name_of_its_own() -> None:
    choices = [
        Segmentation(),
        Segmentation(way="jieba-plain"),
        Segmentation(way="characters"),
        Segmentation(words=(OWN,)),
        Segmentation(way="jieba-plain", words=(OWN,)),
    ]
    assert len({one.version for one in choices}) == len(choices)
    assert choices[0].version == segmenter_version()


def test_the_corpus_keeps_the_choice_and_cuts_all_reports_by_it(tmp_path: Path) -> None:
    names, corpus = list(REPORTS), tmp_path / "corpus"
    lexicon = tmp_path / "own.txt"
    lexicon.write_text(f"# 自备\n\n{OWN} 100 n\n", encoding="utf-8")
    api.add(corpus, [reports_of(tmp_path / "one", names[:3])])
    assert OWN not in words_of(corpus)
    with api.Corpus(corpus) as opened:
        usual = opened.kwic("更新")
        assert usual.stamps["segmenter"] == segmenter_version()
        opened.put("freq", {"text": "更新"}, save=tmp_path / "kept.json")
    api.add(corpus, [reports_of(tmp_path / "one", names[:3])], lexicon=lexicon)
    assert OWN in words_of(corpus)
    api.add(corpus, [reports_of(tmp_path / "two", names[3:])])  # no word of it: as it was
    fresh = tmp_path / "fresh"
    reports_of(tmp_path / "all", names)
    api.add(fresh, [tmp_path / "all"], lexicon=lexicon)
    assert words_of(fresh) == words_of(corpus) >= {OWN}
    with api.Corpus(corpus) as opened:
        stamped = opened.kwic("更新").stamps["segmenter"]
        assert stamped == Segmentation(words=(OWN,)).version != segmenter_version()
        assert any("分词器" in one for one in opened.reopen(tmp_path / "kept.json").changed)


def test_by_characters(tmp_path: Path) -> None:
    corpus, usual = tmp_path / "corpus", tmp_path / "usual"
    reports = reports_of(tmp_path / "reports", list(REPORTS))
    api.add(corpus, [reports], segmenter="characters")
    api.add(usual, [reports])
    words = words_of(corpus)
    assert {"更", "新", "2021"} <= words
    assert all(len(word) == 1 or word.isascii() for word in words)
    with api.Corpus(corpus) as opened, api.Corpus(usual) as other:
        assert opened.cql('"更" "新"').total == opened.kwic("更新").total
        assert opened.kwic("更新").rows == other.kwic("更新").rows
        assert opened.kwic("更新").stamps["segmenter"] == "characters-1"


def test_what_cannot_be_chosen_is_refused(tmp_path: Path) -> None:
    lexicon = tmp_path / "own.txt"
    lexicon.write_text(OWN, encoding="utf-8")
    with pytest.raises(UsageError):
        api.add(tmp_path / "c", [tmp_path], segmenter="characters", lexicon=lexicon)
    with pytest.raises(InputError):
        api.add(tmp_path / "c", [tmp_path], lexicon=tmp_path / "none.txt")
