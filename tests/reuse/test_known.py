"""Known wording: dictionaries are clean, and the strongest class wins."""

from itertools import pairwise

import pytest

from wenzhi.reuse.known import dictionary, find_known, known_phrases
from wenzhi.text.normalize import squeezed


@pytest.mark.parametrize("kind", ["form", "statute", "genre"])
def test_a_dictionary_is_folded_and_longest_first(kind):
    words = dictionary(kind)
    assert len(words) > 20
    assert all(word == squeezed(word) for word in words)
    assert [len(word) for word in words] == sorted(map(len, words), reverse=True)


def test_stock_phrases_are_short():
    assert max(map(len, dictionary("genre"))) < 20


def test_the_longest_wording_at_a_place_wins():
    text = squeezed("《中华人民共和国政府信息公开条例》规定")
    (span,) = find_known(text)
    assert text[span.start : span.end] == "《中华人民共和国政府信息公开条例》"
    assert span.kind == "statute"


def test_labels_of_the_form_are_form():
    text = squeezed("其中“1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请”为0件")
    assert find_known(text)[0].kind == "form"


def test_spans_are_disjoint_and_ascend():
    text = squeezed("加强组织领导，贯彻政府信息公开条例，应公开尽公开，公开形式单一。")
    spans = find_known(text)
    assert len(spans) >= 3
    assert all(one.end <= two.start for one, two in pairwise(spans))


def test_phrases_are_sorted_and_distinct():
    values = known_phrases().tolist()
    assert values == sorted(set(values))
