"""Shingles depend on a text alone, and winnowing misses no shared run of fifteen characters."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.text.shingles import (
    PHRASE,
    WINDOW,
    hash_grams,
    hash_texts,
    hash_whole,
    lay_out,
    winnow,
)

TEXTS = st.lists(st.text(alphabet="甲乙丙丁戊己庚", max_size=60), max_size=6)


def codes(text):
    return np.array([ord(letter) for letter in text], np.uint32)


def chosen(texts):
    laid = lay_out([codes(text) for text in texts])
    hashes, valid = hash_texts(laid)
    picked = winnow(hashes, valid)
    bounds = laid.bounds.tolist()
    return [hashes[start:end][picked[start:end]].tolist() for start, end in pairwise(bounds)]


@given(TEXTS)
def test_the_selection_of_a_text_does_not_depend_on_its_neighbours(texts):
    assert chosen(texts) == [chosen([text])[0] for text in texts]


@given(
    st.text(alphabet="甲乙丙丁戊己", min_size=PHRASE + WINDOW - 1, max_size=40),
    st.text(alphabet="子丑寅卯", max_size=30),
    st.text(alphabet="天地玄黄", max_size=30),
)
def test_a_shared_run_of_fifteen_characters_holds_a_shared_phrase(shared, before, after):
    one, other = chosen([before + shared + after, after + shared + before])
    assert set(one) & set(other)


@given(TEXTS)
def test_no_gram_reaches_over_the_end_of_a_text(texts):
    laid = lay_out([codes(text) for text in texts])
    _, valid = hash_texts(laid)
    assert int(valid.sum()) == sum(max(0, len(text) - PHRASE + 1) for text in texts)


def test_equal_grams_hash_alike_and_others_apart():
    hashes = hash_grams(codes("公开信息公开信息不"), 4).tolist()
    assert hashes[0] == hashes[4]
    assert len(set(hashes)) == 5


def test_hashes_are_the_same_on_every_machine():
    assert hash_grams(codes("以公开为常态"), 6).tolist() == [HASH_OF_SIX]
    assert hash_whole(codes("以公开为常态")) == WHOLE


def test_a_selection_is_about_two_ninths_of_a_text():
    generator = np.random.default_rng(7)
    laid = lay_out([generator.integers(0x4E00, 0x9FA5, 20000).astype(np.uint32)])
    assert 0.19 < winnow(*hash_texts(laid)).mean() < 0.25


HASH_OF_SIX = 1751738023838454097
WHOLE = 3226074743693044325
