"""Compiled loops of phrases and candidates do what their plain counterparts do."""

from itertools import combinations, pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.reuse.candidates import ALL_PAIRS, share_runs
from wenzhi.reuse.phrase_kernels import (
    choose_anchors,
    find_covered,
    find_repeated,
    find_shared,
    hash_at,
    select_phrases,
    sketch_sentences,
    sort_postings,
)
from wenzhi.reuse.phrases import LONGEST, Pool
from wenzhi.text.shingles import PHRASE, WINDOW, hash_grams, hash_texts, lay_out, winnow

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


lots = st.lists(st.integers(0, (1 << 60) - 1) | st.integers(0, 3) | st.sampled_from([7, 1 << 59]))


@settings(max_examples=80, deadline=None)
@given(lots, st.integers(1, 40), st.sampled_from([2, 64]))
def test_postings_are_sorted_and_told_once(values, holders, few):
    values = values * 3
    owners = sorted(place % holders for place in range(len(values)))
    made = sort_postings(np.array(values, np.uint64), np.array(owners, np.int32), 4, few)
    found = list(zip(*(column.tolist() for column in made), strict=True))
    assert found == sorted(set(zip(values, owners, strict=True)))


@settings(max_examples=60, deadline=None)
@given(lots)
def test_no_value_that_stands_there_twice_is_left_out(values):
    kept = find_repeated(np.array(values, np.uint64), 4).tolist()
    assert all(keep for value, keep in zip(values, kept, strict=True) if values.count(value) > 1)


def test_most_values_that_stand_alone_are_left_out():
    values = np.arange(1, 5000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(4)
    assert find_repeated(values, 4).mean() < 0.3


@settings(max_examples=80, deadline=None)
@given(st.text("甲乙丙", max_size=80), st.text("甲乙丙", max_size=30))
def test_covered_stretches_are_the_union_of_known_phrases(written, stock):
    codes, known = (
        np.array([ord(letter) for letter in text], np.uint32) for text in (written, stock)
    )
    pool = Pool.of(np.unique(hash_grams(known, PHRASE)))
    rows = find_covered(codes, PHRASE, pool.values, pool.table).tolist()
    inside = np.zeros(len(written), bool)
    for place in range(len(written) - PHRASE + 1):
        if written[place : place + PHRASE] in stock:
            inside[place : place + PHRASE] = True
    told = np.zeros(len(written), bool)
    for start, end in rows:
        told[start:end] = True
    assert told.tolist() == inside.tolist()
    assert all(one[1] < two[0] for one, two in pairwise(rows))


def test_sentences_share_marks_as_they_share_pairs():
    letters = [chr(0x4E00 + 97 * number) for number in range(200)]
    same, half = "".join(letters[:60]), "".join(letters[30:90])
    texts = [same, same, half, "".join(letters[100:160])]
    laid = lay_out([np.array([ord(letter) for letter in text], np.uint32) for text in texts])
    marks, owners = sketch_sentences(laid.codes, laid.bounds, 1, 600, PHRASE)
    first, *others = (set(marks[owners == text].tolist()) for text in range(len(texts)))
    shares = [len(first & other) / len(first) for other in others]
    # Of 59 pairs each `half` has 29 in common: a likeness (Jaccard) of 29 / 89.
    assert shares[0] == 1.0
    assert abs(shares[1] - 29 / 89) < 0.08
    assert shares[2] == 0.0
