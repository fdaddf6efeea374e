import numpy as np
import pytest

from wenzhi.scores.classes import bend, products
from wenzhi.scores.context import LEADS, beside, log_softmax, neighbours, others, surroundings

BOUNDS = np.array([0, 3, 3, 4, 6])
"""Passages of three units, none, one and two."""

ROWS = np.array([[0.1], [0.9], [0.2], [0.8], [0.3], [0.4]])


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        (1, [0.9, 0.2, 0, 0, 0.4, 0]),
        (-1, [0, 0.1, 0.9, 0, 0, 0.3]),
        (2, [0.2, 0, 0, 0, 0, 0]),
        (-2, [0, 0, 0.1, 0, 0, 0]),
    ],
)
def test_nothing_is_taken_from_another_passage(steps: int, wanted: list[float]) -> None:
    assert beside(ROWS, BOUNDS, steps)[:, 0].tolist() == wanted


def test_neighbours_hold_the_most_of_any_unit_before_and_after() -> None:
    earlier, later = neighbours(ROWS, BOUNDS)[:, 2:].T
    assert earlier.round(9).tolist() == [0, 0.1, 0.9, 0, 0, 0.3]
    assert later.round(9).tolist() == [0.9, 0.2, 0, 0, 0.4, 0]


def test_others_leave_the_unit_itself_out() -> None:
    assert others(ROWS, BOUNDS)[:, 0].round(9).tolist() == [0.55, 0.15, 0.5, 0, 0.4, 0.3]


def test_a_passage_is_surrounded_by_itself_alone() -> None:
    random = np.random.default_rng(1)
    first, second, shape, cues = (random.normal(size=(6, width)) for width in (4, 4, 3, 2))
    whole = surroundings(first, second, shape, cues, BOUNDS)
    alone = [
        surroundings(first[part], second[part], shape[part], cues[part], np.array([0, size]))
        for part, size in ((slice(0, 3), 3), (slice(3, 4), 1), (slice(4, 6), 2))
    ]
    assert np.allclose(whole, np.vstack(alone))


def test_bending_is_weighing_the_products() -> None:
    random = np.random.default_rng(2)
    around = random.normal(size=(5, LEADS + 3))
    weights = random.normal(size=(4, products(around).shape[1]))
    assert np.allclose(bend(around, weights), products(around) @ weights.T)


def test_probabilities_of_a_row_add_up() -> None:
    assert np.allclose(np.exp(log_softmax(np.array([[1.0, 900.0], [0.0, -5.0]]))).sum(1), 1)
