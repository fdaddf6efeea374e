"""Floor 0: looking for garbage seldom, where much is made and little of it hangs together in circles.

Python looks through what is held whenever some hundreds of things were made, and now and then through
all of it. For a report, whose parts are some ten thousand, and for a batch, which holds millions of
records, that is much work for nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 20, 20)
"""Things made before the young are looked at, and rounds before older ones are: what hangs together in
circles is some tens of megabytes at most until then."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Within it, and in functions it decorates, garbage is looked for seldom."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
