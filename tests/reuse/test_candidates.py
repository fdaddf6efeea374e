"""Candidates: linear in texts however many share a phrase, and complete where few do."""

import numpy as np

from wenzhi.reuse.candidates import ALL_PAIRS, ANCHORS, BEST, link_wholes, propose_pairs


def postings(texts):
    """Sorted postings of texts given as sets of phrase numbers."""
    rows = sorted((phrase, text) for text, held in enumerate(texts) for phrase in held)
    values = np.array([phrase for phrase, _ in rows], np.uint64)
    return values, np.array([text for _, text in rows], np.int32), len(texts)


def pairs(texts):
    found = propose_pairs(*postings(texts))
    return dict(
        zip(
            zip(found.left.tolist(), found.right.tolist(), strict=True),
            found.shared.tolist(),
            strict=True,
        )
    )


def test_two_shared_phrases_make_a_pair_and_one_does_not():
    assert pairs([{1, 2, 3}, {2, 3, 4}, {4, 5, 6}]) == {(0, 1): 2}


def test_a_small_share_of_two_long_texts_is_no_pair():
    one, other = set(range(100)), set(range(98, 200))
    assert pairs([one, other]) == {}


def test_a_mega_family_costs_a_few_pairs_a_member_and_leaves_none_out():
    size = 400
    found = pairs([set(range(40)) | {1000 + text} for text in range(size)])
    assert len(found) <= size * max(ANCHORS, BEST)
    assert {text for pair in found for text in pair} == set(range(size))
    hub = {left for left, _ in found}
    assert len(hub) <= ANCHORS  # all hang on the same anchors


def test_each_pair_of_a_small_family_is_proposed():
    size = BEST + 1
    assert size <= ALL_PAIRS
    assert len(pairs([set(range(9))] * size)) == size * (size - 1) // 2


def test_shared_counts_are_exact_among_anchors():
    texts = [set(range(20))] * (ALL_PAIRS + 5)
    assert set(pairs(texts).values()) == {20}


def test_nothing_comes_of_nothing():
    assert pairs([]) == {}
    assert pairs([set(), set()]) == {}


def test_equal_wholes_hang_on_the_first():
    first, others = link_wholes(np.array([7, 0, 7, 3, 0, 7], np.uint64))
    assert list(zip(first.tolist(), others.tolist(), strict=True)) == [(0, 2), (0, 5)]
