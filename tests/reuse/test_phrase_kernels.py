"""Compiled loops of phrases and candidates do what their plain counterparts do."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.reuse.candidates import ALL_PAIRS, share_runs
from wenzhi.reuse.phrase_kernels import choose_anchors, find_shared, hash_at, select_phrases
from wenzhi.reuse.phrases import LONGEST
from wenzhi.text.shingles import PHRASE, WINDOW, hash_texts, lay_out, winnow

texts = st.lists(st.text("甲乙丙", max_size=60), max_size=6)


@settings(max_examples=60, deadline=None)
@given(texts, st.integers(PHRASE, LONGEST))
def test_phrases_are_those_that_winnowing_keeps(written, length):
    laid = lay_out([np.array([ord(letter) for letter in text], np.uint32) for text in written])
    hashes, valid = hash_texts(laid, length)
    chosen = np.flatnonzero(winnow(hashes, valid))
    places, values, owners = select_phrases(laid.codes, laid.bounds, length, WINDOW)
    assert places.tolist() == chosen.tolist()
    assert values.tolist() == hashes[chosen].tolist()
    assert owners.tolist() == laid.owners()[chosen].tolist()
    assert hash_at(laid.codes, places, length).tolist() == values.tolist()


held = st.lists(st.sets(st.integers(0, 9), max_size=6), max_size=12)


def postings(sets):
    rows = sorted((value, text) for text, values in enumerate(sets) for value in values)
    values = np.array([value for value, _ in rows], np.uint64)
    return values, np.array([text for _, text in rows], np.int32)


@settings(max_examples=60, deadline=None)
@given(held)
def test_pairs_are_counted_as_sets_intersect(sets):
    left, right, shared = share_runs(*postings(sets), len(sets), 2)
    found = list(zip(left.tolist(), right.tolist(), shared.tolist(), strict=True))
    assert found == [
        (one, other, len(sets[one] & sets[other]))
        for one, other in combinations(range(len(sets)), 2)
        if len(sets[one] & sets[other]) >= 2
    ]


def test_anchors_are_the_texts_in_most_large_runs():
    many = ALL_PAIRS + 3
    sets = [{1, 2, 3} if text in (5, 9) else {1} for text in range(many)]
    values, owners = postings([*sets, *[{2, 3}] * many])
    shared = find_shared(values)
    anchors, rows = choose_anchors(*shared, owners, 2 * many, ALL_PAIRS, 3)
    assert [anchors[row].tolist() for row in rows] == [[5, 9, 0], [5, 9, many], [5, 9, many]]
