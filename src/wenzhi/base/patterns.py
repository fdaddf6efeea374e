"""Floor 0: regular expressions that are compiled when they are first asked for anything.

Takes what `re.compile` takes. Of some two thousand patterns a report needs less than half, and to compile
them all takes longer than to read and check it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any, cast

_ASKED = (
    "search",
    "match",
    "fullmatch",
    "finditer",
    "findall",
    "split",
    "sub",
    "subn",
    "groups",
    "groupindex",
)


def as_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`pattern` to search by, compiled at first use; one that is no regular expression fails only then."""
    late = LatePattern(lambda: re.compile(pattern, flags), sys._getframe(1).f_globals)
    late.pattern, late.flags = pattern, flags
    return cast("re.Pattern[str]", late)


def at_first_use(
    make: Callable[[], re.Pattern[str]], names: dict[str, Any] | None = None
) -> re.Pattern[str]:
    """The pattern that `make` gives, made when it is first asked for anything.

    `names` are those of the module it is for.
    """
    return cast("re.Pattern[str]", LatePattern(make, {} if names is None else names))


def found_by(match: re.Match[str], *patterns: re.Pattern[str]) -> bool:
    """Whether one of `patterns` made `match`, whose own `re` is never the one that stands for it."""
    return any(match.re.pattern == one.pattern for one in patterns)


class LatePattern:
    """Stands for a pattern to come; its methods are the pattern's own from the first call on.

    Where a name of its module stands for it, the pattern takes its place: asked directly it answers sooner.
    """

    __slots__ = (*_ASKED, "_make", "_names", "flags", "pattern")
    pattern: str
    flags: int

    def __init__(self, make: Callable[[], re.Pattern[str]], names: dict[str, Any]) -> None:
        self._make = make
        self._names = names

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 # whatever a pattern has
        """Called for what is not there yet: the first time for anything."""
        if name not in self.__slots__:
            raise AttributeError(name)
        made = self._make()
        for asked in (*_ASKED, "flags", "pattern"):
            setattr(self, asked, getattr(made, asked))
        for own in [own for own, value in self._names.items() if value is self]:
            self._names[own] = made
        return getattr(made, name)

    def __repr__(self) -> str:
        return f"as_pattern({self.pattern!r})"
