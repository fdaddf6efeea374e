"""Floor 1: patterns of many alternatives compiled so that most characters are passed over at a glance.

Takes a regular expression, gives a compiled pattern that matches just the same. Python's engine tries
every alternative at every character; a look at the next character first spares it nearly all of them.
It must not know what patterns are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

_CLASSES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
_WIDTHLESS = ("ASSERT", "ASSERT_NOT", "AT")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class _AnythingError(Exception):
    """The pattern may begin with too much, or with nothing at all."""


def compile_quick(pattern: str) -> re.Pattern[str]:
    """`pattern` compiled, behind a look at the characters its matches begin with where those are known."""
    opening = _opening(pattern)
    return re.compile(f"(?=[{opening}])(?:{pattern})" if opening else pattern)


def _opening(pattern: str) -> str | None:
    """The inside of a class of all characters that a match may begin with; None where it is not known."""
    try:
        parsed = import_module("re._parser").parse(pattern)
        found, empty = _first(parsed)
    except (ImportError, _AnythingError):
        # The standard library's own parser is not a public module: without it there is no short cut.
        return None
    return None if empty or parsed.state.flags & ~re.UNICODE else "".join(sorted(found))


def _first(items: Iterable[tuple[Any, Any]]) -> tuple[set[str], bool]:
    """What a sequence may begin with, as parts of a class, and whether it may match nothing."""
    found: set[str] = set()
    for operation, argument in items:
        name = str(operation)
        if name in _WIDTHLESS:
            continue
        begins, empty = _begins(name, argument)
        found |= begins
        if not empty:
            return found, False
    return found, True


def _begins(name: str, argument: Any) -> tuple[set[str], bool]:  # noqa: ANN401 # as parsed
    if name == "LITERAL":
        return {re.escape(chr(argument))}, False
    if name == "IN":
        return {_member(str(kind), value) for kind, value in argument}, False
    if name == "BRANCH":
        branches = [_first(branch) for branch in argument[1]]
        return set().union(*(found for found, _ in branches)), any(empty for _, empty in branches)
    if name == "SUBPATTERN" and not argument[1] and not argument[2]:
        return _first(argument[3])
    if name in _REPEATS:
        found, empty = _first(argument[2])
        return found, empty or argument[0] == 0
    raise _AnythingError


def _member(kind: str, value: Any) -> str:  # noqa: ANN401 # as parsed
    if kind == "LITERAL":
        return re.escape(chr(value))
    if kind == "RANGE":
        return "-".join(re.escape(chr(end)) for end in value)
    if kind == "CATEGORY" and str(value) in _CLASSES:
        return _CLASSES[str(value)]
    raise _AnythingError
