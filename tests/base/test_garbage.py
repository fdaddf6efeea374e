"""Garbage is looked for seldom within, and as before after it."""

import gc

import pytest

from wenzhi.base.garbage import SELDOM, collecting_seldom


def test_thresholds_come_back():
    before = gc.get_threshold()

    @collecting_seldom()
    def work(fails):
        assert gc.get_threshold() == SELDOM and gc.isenabled()
        if fails:
            raise ValueError

    work(fails=False)
    assert gc.get_threshold() == before
    with pytest.raises(ValueError):
        work(fails=True)
    assert gc.get_threshold() == before
