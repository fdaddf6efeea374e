"""Which pairs of texts speak for a phrase: drawn by content, and hardly others when texts are added."""

import numpy as np

from wenzhi.reuse.phrase_kernels import draw_lots, draw_pairs
from wenzhi.text.shingles import lay_out, scramble

PHRASES, DRAWS = 200, 12


def drawn(lots, holders):
    """A row of pairs for each phrase; all phrases have the same holders."""
    size = len(holders)
    values = scramble(np.arange(PHRASES, dtype=np.uint64))
    starts, sizes = np.zeros(PHRASES, np.int64), np.full(PHRASES, size, np.int32)
    return draw_pairs(values, starts, sizes, np.asarray(holders, np.int32), lots, DRAWS)


def test_a_pair_is_of_two_texts_that_hold_the_phrase():
    lots = scramble(np.arange(50, dtype=np.uint64))
    left, right = drawn(lots, [3, 7, 11, 49])
    assert left.shape == right.shape == (PHRASES, DRAWS)
    assert set(np.unique(left)) == set(np.unique(right)) == {3, 7, 11, 49}
    assert (left != right).all()


def test_every_text_is_drawn_about_as_often():
    lots = scramble(np.arange(20, dtype=np.uint64))
    left, right = drawn(lots, range(20))
    for side in (left, right):
        counts = np.bincount(side.ravel(), minlength=20)
        # 2,400 draws of twenty: 120 each, five deviations of 10.7 either way.
        assert counts.min() > 66 and counts.max() < 174


def test_a_text_more_changes_few_pairs_and_the_numbers_of_texts_none():
    lots = scramble(np.arange(101, dtype=np.uint64))
    before = np.stack(drawn(lots, range(100)))
    after = np.stack(drawn(lots, range(101)))
    assert 0 < (before != after).mean() < 0.03
    moved = np.stack(drawn(lots[::-1].copy(), range(100, 0, -1)))
    assert (np.stack(drawn(lots, range(100))) == 100 - moved).all()


def test_a_lot_is_decided_by_all_the_characters_of_a_text():
    texts = [
        np.frombuffer(text.encode("utf-32-le"), np.uint32)
        for text in ("公开", "开公", "公", "公开")
    ]
    laid = lay_out(texts)
    one, other, short, same = draw_lots(laid.codes, laid.bounds).tolist()
    assert one == same and len({one, other, short}) == 3
