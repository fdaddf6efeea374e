"""Folding changes what patterns see and never where a span points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.text.normalize import WORD_RESIDUE, fold, folding_table, squeeze

CHINESE = st.text(
    st.sampled_from("政府信息公开２0,，：（）\u3000 \n⼀⺠⻔㈠①〔〕%％。﹣[bookmark: _GoBack]"),
    max_size=80,
)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("２０２０年，共１，２３４件；（含）", "2020年,共1,234件;(含)"),
        ("⼀、⾏政⺠⻔⻅⽅", "一、行政民门见方"),
        ("㈠主动公开", "(一)主动公开"),
        ("①一是", "①一是"),
        ("公\u200b开\ufeff", "公开"),
        ("[bookmark: _GoBack]为进一步", "为进一步"),
        ("[bookmark: _Go\nBack]为进一步", "为进一步"),
        ("一、[ Book\nmark：OLE_\nLINK1 ]概述", "一、概述"),
        ("见[book: 附件]", "见[book: 附件]"),
        ("A\u00a0B\u3000C", "A B C"),
        ("〔2019〕60号“三安全”", "〔2019〕60号“三安全”"),
    ],
)
def test_folding(raw: str, folded: str) -> None:
    assert fold(raw).text == folded


@given(CHINESE)
def test_every_folded_character_comes_from_its_original_place(raw: str) -> None:
    folded = fold(raw)
    table = folding_table()
    assert len(folded.text) == len(folded.offsets)
    assert list(folded.offsets) == sorted(folded.offsets)
    for character, place in zip(folded.text, folded.offsets, strict=True):
        assert character in table.get(ord(raw[place]), raw[place])


@given(CHINESE, st.data())
def test_a_span_names_the_same_characters(raw: str, data: st.DataObject) -> None:
    folded = fold(raw)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    left, right = folded.span(start, end)
    assert 0 <= left <= right <= len(raw)
    if start < end:
        assert folded.text[start:end] in fold(raw[left:right]).text


@given(CHINESE)
def test_folding_twice_is_folding_once(raw: str) -> None:
    once = fold(raw).text
    assert fold(once).text == once


def test_squeezing_drops_blanks_and_keeps_places() -> None:
    squeezed = squeeze(fold("一 、总\n体"))
    assert squeezed.text == "一、总体"
    assert squeezed.offsets == (0, 2, 3, 5)


PIECES = st.lists(
    st.sampled_from([*"公开２,：\u3000\n⼀㈠①．\u200b[]{}", "[bookmark:㈠]", "{PAGE ￠}"])
)


@given(PIECES.map("".join), st.integers(0, 70_000))
def test_folding_is_folding_each_character(raw: str, base: int) -> None:
    table = folding_table()
    left_out = {i for match in WORD_RESIDUE.finditer(raw) for i in range(*match.span())}
    expected = [
        (folded, base + place)
        for place, character in enumerate(raw)
        if place not in left_out
        for folded in table.get(ord(character), character)
    ]
    folded = fold(raw, base)
    assert list(zip(folded.text, folded.offsets, strict=True)) == expected
