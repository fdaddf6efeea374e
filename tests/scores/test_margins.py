"""Margins are narrow where every sentence is sure, wide where one that matters is in doubt, always the same."""

from __future__ import annotations

import numpy as np
import pytest

from wenzhi.scores.margins import draw_spreads, find_margins
from wenzhi.scores.profile import Profile
from wenzhi.scores.rubric import Weighed
from wenzhi.scores.substance import reading_spreads


def section(concrete: float, problem: float = 0.98) -> tuple[Weighed, ...]:
    """A problem and its answer, concrete as likely as is said, and a frame."""
    return (
        Weighed(30, problem, 0.01, concrete, elements=("how_many", "what", "who")),
        Weighed(40, 0.01, 0.98, concrete, elements=("by_when", "what", "who"), answers=(0,)),
        Weighed(20, 0.01, 0.01, 0.0),
    )


def spreads(units: tuple[Weighed, ...]) -> tuple[float, ...]:
    return reading_spreads(units, "sha", {}, Profile.default())


def test_doubt_about_a_sentence_widens_and_sureness_narrows() -> None:
    sure, doubtful = find_margins(spreads(section(0.999))), find_margins(spreads(section(0.5)))
    assert sum(doubtful) > 2 * sum(sure)
    assert sum(find_margins(spreads(section(0.999, problem=0.5)))) > 2 * sum(sure)


def test_sharper_readings_spread_less_where_sentences_are_fairly_sure() -> None:
    plain, sharp = spreads(section(0.9))
    assert 0 < sharp < plain


def test_the_same_report_has_the_same_margins_and_another_nearly() -> None:
    units = section(0.7)
    assert spreads(units) == spreads(units)
    other = reading_spreads(units, "another", {}, Profile.default())
    assert other == pytest.approx(spreads(units), rel=0.15)
    assert other != spreads(units)


def test_margins_are_never_negative() -> None:
    below, above = find_margins((0.0, 0.0))
    assert below >= 0
    assert above >= 0


def test_nothing_in_doubt_spreads_nothing() -> None:
    units = (Weighed(10, 1.0, 0.0, 1.0), Weighed(10, 0.0, 1.0, 0.0))
    assert draw_spreads(units, lambda drawn: drawn.sum((1, 2)), "sha") == (0.0, 0.0)
    assert np.isfinite(find_margins((0.0, 0.0))).all()
