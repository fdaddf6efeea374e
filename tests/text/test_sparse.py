"""Tables of few numbers: the same products as scipy's, however many rows there are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array

from wenzhi.text.sparse import FEW, SparseRows, count_places


def told(texts, seed):
    """Some pairs of row and column, several told twice, one row told nothing."""
    chance = np.random.default_rng(seed)
    rows, columns = chance.integers(1, texts, 40 * texts), chance.integers(0, 90, 40 * texts)
    return rows, columns, (texts, 90)


@pytest.mark.parametrize("texts", [2, 7, FEW - 1, FEW + 40])
def test_products_are_scipys_to_the_last_bit(texts):
    rows, columns, shape = told(texts, texts)
    counted = count_places(rows, columns, shape)
    weighed = SparseRows(counted.bounds, counted.columns, np.log1p(counted.values), counted.width)
    dense = np.random.default_rng(1).normal(size=(9, 90)).T
    assert np.array_equal(weighed.times(dense), weighed.to_scipy() @ dense)


def test_places_are_counted_as_scipy_counts_them():
    rows, columns, shape = told(6, 3)
    plain = coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()
    assert np.array_equal(count_places(rows, columns, shape).to_scipy().todense(), plain.todense())


def test_nothing_told_is_nothing():
    empty = np.zeros(0, np.int64)
    product = count_places(empty, empty, (3, 5)).times(np.ones((5, 2)))
    assert product.tolist() == [[0.0, 0.0]] * 3
