"""Floor 0: libraries loaded without what they bring along and nobody here uses.

Takes names of modules, leaves them out while a block runs and puts everything back. It must not know which
library is loaded, nor why.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Keep modules from being loaded meanwhile, unless they are already.

    None in `sys.modules` is Python's documented way to make an import fail; libraries that try a module and
    do without it go on.
    """
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment] # what the documentation says to do
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)
