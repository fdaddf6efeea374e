"""Where words begin, asked place by place: the same answers as the segmenter's cut of the whole."""

from __future__ import annotations

from importlib import import_module
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.text.lexicon import build_segmenter
from wenzhi.text.words import JOINED, AskedWords, ToldWords


def told(text):
    words = build_segmenter().lcut(text)
    return ToldWords(list(accumulate(map(len, words), initial=0))[:-1], len(text))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="统一收到申请公开信息三件家五渠,。;(\n\r\t 12aB%.+—·-", max_size=40))
def test_each_place_is_answered_as_by_the_cut_of_the_whole(text):
    asked, whole = AskedWords(text), told(text)
    places = range(len(text) + 1)
    assert [asked.begins(place) for place in places] == [whole.begins(place) for place in places]
    before = [asked.last_before(place) for place in places[1:]]
    assert before == [whole.last_before(place) for place in places[1:]]
    behind = [asked.next_after(place) for place in places[:-1]]
    assert behind == [whole.next_after(place) for place in places[:-1]]


def test_only_the_piece_that_is_asked_about_is_cut(monkeypatch):
    cut = []

    class Listening:
        def lcut(self, text):
            cut.append(text)
            return build_segmenter().lcut(text)

    monkeypatch.setattr("wenzhi.text.words.build_segmenter", Listening)
    words = AskedWords("统一受理申请,全年收到三件。其余已办结。")
    assert not words.begins(1)  # 统一
    assert words.begins(11)  # 三
    assert cut == ["统一受理申请", "全年收到三件"]


def test_nothing_is_cut_across_what_jieba_parts_first():
    build_segmenter()  # jieba is loaded as the package loads it, without its warning
    jieba = import_module("jieba")
    assert jieba.re_han_default.pattern == f"([{JOINED}]+)"
