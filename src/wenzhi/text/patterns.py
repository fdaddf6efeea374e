"""Floor 1: what a look at a pattern spares: texts that it cannot match, characters that it cannot begin with.

Takes a regular expression, gives a compiled pattern that matches just the same, or the words of which a text
must have one. Python's engine tries every alternative at every character; a look at the next character
first spares it nearly all of them, and a look for the words nearly all texts.
It must not know what patterns are for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from wenzhi.base.patterns import as_pattern, at_first_use

_CLASSES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
_WIDTHLESS = ("ASSERT", "ASSERT_NOT", "AT")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class _AnythingError(Exception):
    """The pattern may begin with too much, or with nothing at all."""


def compile_quick(pattern: str) -> re.Pattern[str]:
    """`pattern` behind a look at the characters its matches begin with where those are known.

    Compiled at first use.
    """
    return at_first_use(lambda: _behind_a_look(pattern), sys._getframe(1).f_globals)


def _behind_a_look(pattern: str) -> re.Pattern[str]:
    opening = _opening(pattern)
    return re.compile(f"(?=[{opening}])(?:{pattern})" if opening else pattern)


def _opening(pattern: str) -> str | None:
    """The inside of a class of all characters that a match may begin with.

    None where it is not known, and where the engine itself looks for them: where all begin with plain ones.
    """
    try:
        parsed = import_module("re._parser").parse(pattern)
        if _plainly_begun(parsed):
            return None
        found, empty = _first(parsed)
    except (ImportError, _AnythingError):
        # The standard library's own parser is not a public module: without it there is no short cut.
        return None
    return None if empty or parsed.state.flags & ~re.UNICODE else "".join(sorted(found))


def _plainly_begun(items: Sequence[tuple[Any, Any]]) -> bool:
    """Whether a match begins with one of some characters and nothing stands before them, not even a look."""
    if not items:
        return False
    operation, argument = items[0]
    if str(operation) == "SUBPATTERN":
        return _plainly_begun(argument[3])
    if str(operation) == "BRANCH":
        return all(branch and str(branch[0][0]) == "LITERAL" for branch in argument[1])
    return str(operation) in ("LITERAL", "IN")


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


def any_needed(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """A quick pattern that is found in every text that one of `patterns` matches, and not in many others."""
    needed = [needed_words(pattern) for pattern in patterns]
    words = sorted({word for words in needed for word in words}) if all(needed) else [""]
    return as_pattern("|".join(map(re.escape, words)))


_MOST_WORDS = 40
"""Words worth looking for one by one: with more of them the pattern itself is as quick."""


def may_match(pattern: re.Pattern[str], text: str) -> bool:
    """Whether `text` has a word that every match of `pattern` has; True where no such words are known."""
    words = needed_words(pattern)
    if not words:
        return True
    for word in words:  # noqa: SIM110 # a generator takes longer than the look
        if word in text:
            return True
    return False


_WORDS: dict[int, tuple[re.Pattern[str], tuple[str, ...]]] = {}
"""By the identity of a pattern: its hash is of all its code, which takes longer than the look for the words."""


def needed_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Words of which every text that `pattern` matches has at least one; none where they are not known."""
    known = _WORDS.get(id(pattern))
    if known is None:
        known = _WORDS[id(pattern)] = pattern, _needed_words(pattern)
    return known[1]


def _needed_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    try:
        parsed = import_module("re._parser").parse(pattern.pattern)
    except ImportError:
        return ()
    if (pattern.flags | parsed.state.flags) & re.IGNORECASE:
        return ()
    found = _needed(parsed)
    return tuple(sorted(found)) if len(found) <= _MOST_WORDS else ()


def _needed(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """The most telling of the sets of words of which a sequence needs one; none where it needs none."""
    sets: list[frozenset[str]] = []
    run = ""
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            run += chr(argument)
            continue
        sets += [frozenset({run})] if run else []
        run = ""
        sets.append(_needed_by(name, argument))
    sets += [frozenset({run})] if run else []
    known = [words for words in sets if words]
    # Long words are rare, and few are soon looked for.
    return max(known, key=lambda words: (min(map(len, words)), -len(words)), default=frozenset())


def _needed_by(name: str, argument: Any) -> frozenset[str]:  # noqa: ANN401 # as parsed
    if name == "IN" and all(str(kind) == "LITERAL" for kind, _ in argument):
        return frozenset(chr(value) for _, value in argument)
    if name == "BRANCH":
        branches = [_needed(branch) for branch in argument[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if name == "SUBPATTERN":
        return _needed(argument[3])
    if name == "ASSERT" or (name in _REPEATS and argument[0] > 0):
        return _needed(argument[-1])
    return frozenset()
