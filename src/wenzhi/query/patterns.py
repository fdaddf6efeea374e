"""Floor 6: patterns compiled to SQL over `tokens` and `regions`: every match as report, `s`, `e`, captures.

Each part of a pattern becomes a named table of matches `[s, e)` in numbers of tokens. Neighbours differ
by one and a number is free between two reports, so joining on `e = s` never leaves a report. What a
sequence finds is laid out from its first part that must be there; parts that may be absent, and gaps
of any tokens, are reached from it rightwards and leftwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import SectionKind
from wenzhi.query import syntax
from wenzhi.query.connection import quoted
from wenzhi.query.grammar import misread, nearest
from wenzhi.text.normalize import fold

REGIONS = ("section", "sentence", "problem", "measure", "table")
"""What `within` knows besides the kinds of sections."""

_META = as_pattern(r"[\\.\[\](){}|^$*+?]")
_ANY = syntax.Token()
_NARROW = 32


@dataclass(frozen=True, slots=True)
class Matches:
    """A named table of matches; `optional` says that the pattern may also match nothing at all."""

    name: str
    labels: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class _Gap:
    """Any tokens, `least` to `most` of them."""

    least: int
    most: int | None


class Compiler:
    """Compiles one pattern of the query `text`; `find_characters` puts phrase hits into a table.

    That table has the columns report, s, e: the tokens that cover each hit.
    """

    def __init__(self, text: str, find_characters: Callable[[str], str]) -> None:
        self._text = text
        self._find = find_characters
        self._parts: list[str] = []

    def statement(self, pattern: syntax.Pattern) -> str:
        """A SELECT of report, s, e: the longest match from each place, each once.

        Raises QueryError (E605) where the pattern means nothing or could match nothing.
        """
        found = self._compile(pattern)
        if found.optional:
            raise misread(self._text, 1, "这个模式可以什么都不匹配", "至少要有一个必须出现的词")
        parts = ",\n".join(self._parts)
        return (
            f"WITH RECURSIVE {parts}\n"
            f"SELECT report, s, max(e) AS e FROM {found.name} GROUP BY report, s"
        )

    # One part at a time ------------------------------------------------------------------------

    def _compile(self, node: syntax.Pattern) -> Matches:
        match node:
            case syntax.Token(test):
                condition = "true" if test is None else self._test(test)
                return self._tokens(condition)
            case syntax.Labelled(label, syntax.Token(test), _):
                condition = "true" if test is None else self._test(test)
                return self._tokens(condition, label)
            case syntax.Labelled(label, inner, _):
                return self._named(label, self._compile(inner))
            case syntax.Characters(text, _):
                return self._add(f"SELECT report, s, e FROM {self._find(text)}")
            case syntax.Region(name, column):
                return self._region(name, column)
            case syntax.Repeat():
                return self._repeat(node)
            case syntax.Sequence(items, _):
                return self._sequence(items)
            case syntax.Choice(options):
                return self._choice([self._compile(one) for one in options])
            case syntax.Scoped():
                return self._scoped(node)
            case syntax.Constrained(inner, constraints):
                return self._constrained(self._compile(inner), constraints)
        raise AssertionError(node)  # pragma: no cover # the union above is closed

    def _add(self, select: str, labels: tuple[str, ...] = (), optional: bool = False) -> Matches:
        name = f"q{len(self._parts) + 1}"
        columns = ", ".join(["report", "s", "e", *map(_capture, labels)])
        self._parts.append(f"{name}({columns}) AS ({select})")
        return Matches(name, labels, optional)

    def _tokens(self, condition: str, label: str | None = None) -> Matches:
        captured = "" if label is None else ", n"
        return self._add(
            f"SELECT report, n, n + 1{captured} FROM tokens WHERE {condition}",
            () if label is None else (label,),
        )

    def _named(self, label: str, found: Matches) -> Matches:
        """Matches that are captured as they stand: where they begin and one past their end."""
        labels = [one for one in found.labels if one not in (label, _end(label))]
        captures = "".join(f", {_capture(one)}" for one in labels)
        return self._add(
            f"SELECT report, s, e{captures}, s, e FROM {found.name}",
            (*labels, label, _end(label)),
            found.optional,
        )

    def _region(self, name: str, column: int) -> Matches:
        kinds = get_args(SectionKind)
        if name in REGIONS:
            chosen = f"kind = {quoted(name)}"
        elif name in kinds:
            chosen = f"kind = 'section' AND name = {quoted(name)}"
        else:
            hint = nearest(name, (*REGIONS, *kinds))
            raise misread(self._text, column, f"没有 <{name}> 这种范围", hint)
        return self._add(
            f'SELECT report, "first", "last" FROM regions WHERE "first" < "last" AND {chosen}'
        )

    def _choice(self, options: list[Matches]) -> Matches:
        labels = tuple(dict.fromkeys(label for one in options for label in one.labels))
        selects = [
            "SELECT report, s, e"
            + "".join(
                f", {_capture(label) if label in one.labels else 'NULL::BIGINT'}"
                for label in labels
            )
            + f" FROM {one.name}"
            for one in options
        ]
        return self._add(" UNION ".join(selects), labels, any(one.optional for one in options))

    # Sequences ---------------------------------------------------------------------------------

    def _sequence(self, items: tuple[syntax.Pattern, ...]) -> Matches:
        parts = [self._part(one) for one in items]
        for place, part in enumerate(parts):
            if isinstance(part, Matches) and not part.optional:
                return self._around(part, parts[:place], parts[place + 1 :])
        for place, part in enumerate(parts):
            if isinstance(part, _Gap) and part.least > 0:
                most = None if part.most is None else part.most - 1
                rest = _Gap(part.least - 1, most)
                return self._around(
                    self._tokens("true"), parts[:place], [rest, *parts[place + 1 :]]
                )
        return self._all_optional(parts)

    def _part(self, item: syntax.Pattern) -> Matches | _Gap:
        if item == _ANY:
            return _Gap(1, 1)
        if isinstance(item, syntax.Repeat) and item.inner == _ANY:
            return _Gap(item.least, item.most)
        return self._compile(item)

    def _all_optional(self, parts: list[Matches | _Gap]) -> Matches:
        """Of parts that may all be absent: one after another is taken to be the first that is there."""
        found = [
            self._around(Matches(part.name, part.labels), [], parts[place + 1 :])
            for place, part in enumerate(parts)
            if isinstance(part, Matches)
        ]
        if not found:
            raise misread(self._text, 1, "这个模式可以什么都不匹配", "至少要有一个必须出现的词")
        union = self._choice(found)
        return Matches(union.name, union.labels, optional=True)

    def _around(
        self, pivot: Matches, before: list[Matches | _Gap], after: list[Matches | _Gap]
    ) -> Matches:
        found = self._extend(pivot, after, rightwards=True)
        return self._extend(found, before[::-1], rightwards=False)

    def _extend(self, found: Matches, parts: list[Matches | _Gap], *, rightwards: bool) -> Matches:
        pending = _Gap(0, 0)
        for part in parts:
            if isinstance(part, _Gap):
                pending = _together(pending, part)
            elif part.optional:
                found = self._stretch(found, pending, rightwards)
                joined = self._join(found, part, _Gap(0, 0), rightwards)
                found = self._choice([found, joined])
                pending = _Gap(0, 0)
            else:
                found = self._join(found, part, pending, rightwards)
                pending = _Gap(0, 0)
        return self._stretch(found, pending, rightwards)

    def _join(self, found: Matches, part: Matches, gap: _Gap, rightwards: bool) -> Matches:
        left, right = ("a", "b") if rightwards else ("b", "a")
        source = f"{found.name} a"
        if gap.most is not None and gap.most - gap.least <= _NARROW:
            # Each width of a narrow gap is a join on equality of its own, which is quicker than a range.
            widths = f"(SELECT unnest(range({gap.least}, {gap.most} + 1)) AS width)"
            source = f"(SELECT a.*, w.width FROM {found.name} a, {widths} w) a"
            where = f"a.report = b.report AND {right}.s = {left}.e + a.width"
        else:
            where = f"a.report = b.report AND {right}.s >= {left}.e + {gap.least}"
            where += "" if gap.most is None else f" AND {right}.s <= {left}.e + {gap.most}"
        # One label in two places must be one token to be one capture: the first is kept.
        labels = (*found.labels, *(one for one in part.labels if one not in found.labels))
        captures = "".join(
            f", {'a' if label in found.labels else 'b'}.{_capture(label)}" for label in labels
        )
        return self._add(
            f"SELECT DISTINCT a.report, {left}.s, {right}.e{captures} "
            f"FROM {source} JOIN {part.name} b ON {where}",
            labels,
        )

    def _stretch(self, found: Matches, gap: _Gap, rightwards: bool) -> Matches:
        """Matches with any tokens at an end: as many as are asked for and the report has."""
        if (gap.least, gap.most) == (0, 0):
            return found
        captures = "".join(f", a.{_capture(label)}" for label in found.labels)
        room = 'f."first" + f.tokens - a.e' if rightwards else 'a.s - f."first"'
        most = room if gap.most is None else f"least({gap.most}, {room})"
        bounds = "a.s, a.e + k.k" if rightwards else "a.s - k.k, a.e"
        return self._add(
            f"SELECT DISTINCT a.report, {bounds}{captures} FROM {found.name} a "
            "JOIN folded f ON f.report = a.report, "
            f"LATERAL (SELECT unnest(range({gap.least}, {most} + 1)) AS k) k",
            found.labels,
        )

    def _repeat(self, node: syntax.Repeat) -> Matches:
        if node.inner == _ANY:
            return self._sequence((node,))
        inner = self._compile(node.inner)
        if inner.optional:
            raise misread(
                self._text, node.column, "括号里可以什么都不匹配，不能再重复", "去掉里面的 ? 或 *"
            )
        if node.most == 1:
            return Matches(inner.name, inner.labels, optional=node.least == 0)
        least = max(node.least, 1)
        if isinstance(node.inner, syntax.Token):
            found = self._runs(inner, least, node.most)
        else:
            found = self._chains(inner, least, node.most)
        return Matches(found.name, optional=node.least == 0)

    def _runs(self, inner: Matches, least: int, most: int | None) -> Matches:
        """Stretches of neighbours that all pass one test, `least` to `most` long."""
        islands = self._add(
            f"SELECT report, s, max(s) OVER (PARTITION BY report, island) + 1 FROM "
            f"(SELECT report, s, s - row_number() OVER (PARTITION BY report ORDER BY s) AS island "
            f"FROM {inner.name})"
        )
        longest = "a.e - a.s" if most is None else f"least({most}, a.e - a.s)"
        return self._add(
            f"SELECT a.report, a.s, a.s + k.k FROM {islands.name} a, "
            f"LATERAL (SELECT unnest(range({least}, {longest} + 1)) AS k) k"
        )

    def _chains(self, inner: Matches, least: int, most: int | None) -> Matches:
        """A group that follows itself, `least` to `most` times."""
        more = "" if most is None else f" AND a.k < {most}"
        name = f"q{len(self._parts) + 1}"
        self._parts.append(
            f"{name}(report, s, e, k) AS (SELECT report, s, e, 1 FROM {inner.name} UNION "
            f"SELECT a.report, a.s, b.e, a.k + 1 FROM {name} a JOIN {inner.name} b "
            f"ON b.s = a.e{more})"
        )
        return self._add(f"SELECT DISTINCT report, s, e FROM {name} WHERE k >= {least}")

    # Scopes and constraints --------------------------------------------------------------------

    def _scoped(self, node: syntax.Scoped) -> Matches:
        left, right = self._compile(node.left), self._compile(node.right)
        if left.optional or right.optional:
            raise misread(
                self._text, 1, "within 与 containing 两边都要有必须出现的词", "去掉 ? 或 *"
            )
        inner, outer = ("a", "b") if node.relation == "within" else ("b", "a")
        return self._add(
            f"SELECT * FROM {left.name} a WHERE {'NOT ' if node.negated else ''}EXISTS "
            f"(SELECT 1 FROM {right.name} b WHERE b.report = a.report "
            f"AND {outer}.s <= {inner}.s AND {inner}.e <= {outer}.e)",
            left.labels,
        )

    def _constrained(self, found: Matches, constraints: tuple[syntax.Constraint, ...]) -> Matches:
        joins: dict[str, str] = {}
        tests = [self._constraint(found, one, joins) for one in constraints]
        tables = "".join(f" JOIN {one}" for one in joins.values())
        return self._add(
            f"SELECT a.* FROM {found.name} a{tables} WHERE {' AND '.join(tests)}", found.labels
        )

    def _constraint(
        self, found: Matches, constraint: syntax.Constraint, joins: dict[str, str]
    ) -> str:
        def column(label: str, attribute: str) -> str:
            if label not in found.labels:
                known = [one for one in found.labels if not one.endswith(_END)]
                hint = nearest(label, known) if known else "先在模式里标记，如 a:[]"
                raise misread(self._text, constraint.column, f"没有标记 {label}", hint)
            attribute = _column(attribute)
            if _end(label) not in found.labels:
                alias = f'"t {label}"'
                joins[label] = f"tokens {alias} ON {alias}.n = a.{_capture(label)}"
                return f"{alias}.{attribute}"
            alias = f'"{label} {attribute}"'
            if alias not in joins:
                spans = self._span_values(found, label, attribute)
                joins[alias] = (
                    f"{spans} {alias} ON {alias}.s = a.{_capture(label)} "
                    f"AND {alias}.e = a.{_capture(_end(label))}"
                )
            return f"{alias}.{attribute}"

        left = column(constraint.label, constraint.attribute)
        if isinstance(constraint.other, tuple):
            right = column(*constraint.other)
            # Two unknown values are not known to be the same, nor known to differ.
            return f"{left} {'<>' if constraint.negated else '='} {right}"
        return _matching(left, constraint.other, constraint.negated, literal=False)

    def _span_values(self, found: Matches, label: str, attribute: str) -> str:
        """A table of captured runs with their words end to end, or their tags with blanks between."""
        name = f"q{len(self._parts) + 1}"
        between = "" if attribute == "word" else " "
        self._parts.append(
            f"{name}(s, e, {attribute}) AS (SELECT x.s, x.e, string_agg(t.{attribute}, '{between}' "
            "ORDER BY t.n) FROM (SELECT s, e, unnest(range(s, e)) AS n FROM (SELECT DISTINCT "
            f"{_capture(label)} AS s, {_capture(_end(label))} AS e FROM {found.name})) x "
            "JOIN tokens t ON t.n = x.n GROUP BY x.s, x.e)"
        )
        return name

    # Tests of one token ------------------------------------------------------------------------

    def _test(self, test: syntax.Test) -> str:
        match test:
            case syntax.Both(tests):
                return "(" + " AND ".join(map(self._test, tests)) + ")"
            case syntax.Either(tests):
                return "(" + " OR ".join(map(self._test, tests)) + ")"
            case syntax.Not(inner):
                return f"(NOT {self._test(inner)})"
            case syntax.Compare(attribute, value, negated, literal, _):
                if attribute == "char":
                    return _holding(value, negated)
                return _matching(_column(attribute), value, negated, literal=literal)


def _together(one: _Gap, other: _Gap) -> _Gap:
    most = None if one.most is None or other.most is None else one.most + other.most
    return _Gap(one.least + other.least, most)


def _capture(label: str) -> str:
    return f'"c_{label}"'


_END = ">"


def _end(label: str) -> str:
    """What one past the end of a captured run is kept under; no label of a query has the sign."""
    return label + _END


def _column(attribute: str) -> str:
    return "word" if attribute == "char" else attribute


def _matching(column: str, value: str, negated: bool, *, literal: bool) -> str:
    """The test of a whole value. A token without the attribute has none that matches."""
    if column.endswith("word"):
        value = folded_pattern(value)
    if literal or not _META.search(value):
        shown = f"{column} = {quoted(value)}"
    else:
        shown = f"regexp_full_match({column}, {quoted(value)})"
    return f"({'NOT ' if negated else ''}coalesce({shown}, false))"


def _holding(value: str, negated: bool) -> str:
    value = folded_pattern(value)
    test = "regexp_matches" if _META.search(value) else "contains"
    return f"({'NOT ' if negated else ''}{test}(word, {quoted(value)}))"


def folded_pattern(value: str) -> str:
    """A pattern folded as texts are. A full-width bracket is a character, not an operator."""
    folded = []
    for character in value:
        plain = fold(character).text
        folded.append(re.escape(plain) if plain != character else character)
    return "".join(folded)


def literal_words(pattern: syntax.Pattern) -> str | None:
    """The characters of a pattern that is nothing but words in a row; None for any other."""
    match pattern:
        case syntax.Token(syntax.Compare("word", value, False, literal, _)):
            return value if literal or not _META.search(folded_pattern(value)) else None
        case syntax.Sequence(items, _):
            parts = [literal_words(one) for one in items]
            return None if None in parts else "".join(part for part in parts if part)
        case syntax.Scoped(left, "within", _, _):
            return literal_words(left)
    return None


def with_characters(pattern: syntax.Pattern, text: str) -> syntax.Pattern:
    """The pattern with its words in a row replaced by their characters."""
    if isinstance(pattern, syntax.Scoped):
        inner = with_characters(pattern.left, text)
        return syntax.Scoped(inner, pattern.relation, pattern.negated, pattern.right)
    return syntax.Characters(text, 1)
