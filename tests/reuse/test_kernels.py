"""The compiled loops do what their sentences say, on any two texts."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.reuse.kernels import (
    claim_blocks,
    count_identical,
    count_telling,
    find_chains,
    find_runs,
    order_runs,
)

SEED, MOST = 3, 4
RULES = (SEED, 5, 9, MOST)
TEXTS = st.lists(st.integers(0, 3), max_size=60).map(lambda row: np.array(row, np.uint32))


def brute_runs(a, b):
    """All maximal runs of shared seeds, seeds that `a` repeats too often left out."""
    seeds_a = [tuple(a[i : i + SEED]) for i in range(len(a) - SEED + 1)]
    seeds_b = [tuple(b[i : i + SEED]) for i in range(len(b) - SEED + 1)]
    hits = {
        (i, j)
        for i, one in enumerate(seeds_a)
        for j, other in enumerate(seeds_b)
        if one == other and seeds_a.count(one) <= MOST
    }
    found = set()
    for i, j in hits:
        if (i - 1, j - 1) not in hits:
            size = 1
            while (i + size, j + size) in hits:
                size += 1
            found.add((i, j, size + SEED - 1))
    return found


@given(TEXTS, TEXTS)
def test_runs_are_all_maximal_runs_of_shared_seeds(a, b):
    found = [tuple(row) for row in find_runs(a, b, SEED, MOST).tolist()]
    assert len(set(found)) == len(found)
    assert set(found) == brute_runs(a.tolist(), b.tolist())


@given(TEXTS, TEXTS)
def test_the_longest_runs_come_first(a, b):
    runs = find_runs(a, b, SEED, MOST)
    told = [(-size, abs(x - y), x) for x, y, size in runs[order_runs(runs)].tolist()]
    assert told == sorted(told)


@given(TEXTS, TEXTS)
def test_claimed_blocks_are_disjoint_in_both_and_equal(a, b):
    blocks = claim_blocks(find_runs(a, b, SEED, MOST), len(a), len(b), RULES)
    for side, text in ((0, a), (1, b)):
        places = [p for row in blocks.tolist() for p in range(row[side], row[side] + row[2])]
        assert len(places) == len(set(places))
        assert all(0 <= place < len(text) for place in places)
    for x, y, size in blocks.tolist():
        assert size >= SEED
        assert a[x : x + size].tolist() == b[y : y + size].tolist()


@given(TEXTS, TEXTS)
def test_chains_ascend_in_both_texts(a, b):
    blocks, numbers = find_chains(a, b, RULES)
    for number in set(numbers.tolist()) - {-1}:
        chain = blocks[numbers == number].tolist()
        assert max(size for _, _, size in chain) >= RULES[1]
        for (x, y, size), (x2, y2, _) in pairwise(chain):
            assert 0 <= x2 - x - size <= RULES[2]
            assert 0 <= y2 - y - size <= RULES[2]


def test_a_chain_goes_on_behind_a_run_that_belongs_elsewhere():
    a = np.array([*range(10, 20), *range(50, 56), *range(20, 30)], np.uint32)
    b = np.array([*range(10, 30), *range(90, 99), *range(50, 56)], np.uint32)
    blocks, numbers = find_chains(a, b, (SEED, 5, 9, MOST))
    assert blocks.tolist() == [[0, 0, 10], [10, 29, 6], [16, 10, 10]]
    assert numbers.tolist() == [0, 1, 0]


def test_slots_with_other_fillings_are_not_the_same():
    first = np.array([0, 1, 4, 5], np.int32)  # the second character stands for three
    marks = np.array([7, 8, 9], np.uint32), np.array([7, 88, 9], np.uint32)
    blocks = np.array([[0, 0, 3]], np.int64)
    assert count_identical(blocks, *marks, first) == 2
    assert count_identical(blocks, marks[0], marks[0], first) == 5


def test_a_block_shorter_than_a_phrase_tells_what_reaches_into_it():
    own, stock = np.zeros(30, np.uint8), np.zeros(30, np.uint8)
    own[6], stock[6] = 1, 2
    short = np.array([[8, 8, 5]])
    assert count_telling(short, own, own, 8, 0.5) == 5
    assert count_telling(short, stock, stock, 8, 0.5) == 0
    # A longer one in which no phrase begins tells nothing, whatever stands before it.
    assert count_telling(np.array([[8, 8, 12]]), own, own, 8, 0.5) == 0
    # At the very ends no phrase is looked for outside of the text.
    assert count_telling(np.array([[3, 26, 4]]), own, stock, 8, 0.5) == 4
