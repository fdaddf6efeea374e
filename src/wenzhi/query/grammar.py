"""Floor 6: from the text of a query to its tree, or to an error that points at the column.

The grammar is data (`data/query/cql.lark`), read by lark: what is printed by `--grammar` is what parses.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken, VisitError

from wenzhi.base.errors import QueryError
from wenzhi.base.resources import read_text
from wenzhi.query import syntax

GRAMMAR = "query/cql.lark"

ATTRIBUTES = ("word", "pos", "char", "slot", "provenance", "section")
REPEATS_MOST = 1000
"""Most repetitions that may be asked for in figures: longer than any sentence read so far."""

LONGEST = {"query": 2000, "condition": 20_000}
"""Characters a query or a condition may have: three hundred alternatives, or a thousand ids in brackets."""

_SHOWN = {
    "LSQB": "[",
    "RSQB": "]",
    "LPAR": "(",
    "RPAR": ")",
    "LBRACE": "{",
    "RBRACE": "}",
    "STRING": '"词"',
    "CHARACTERS": "'字'",
    "LESSTHAN": "<",
    "MORETHAN": ">",
    "VBAR": "|",
    "AMPERSAND": "&",
    "BANG": "!",
    "COMPARE": "= 或 !=",
    "RELATION": "= != < <= > >= ~",
    "NAME": "名称",
    "FIELD": "字段",
    "NUMBER": "数",
    "INT": "整数",
    "COLON": ":",
    "COMMA": ",",
    "DOT": ".",
    "QUICK": "? * +",
    "__ANON_0": "::",
    "__ANON_1": "..",
    "$END": "结尾",
}


def grammar() -> str:
    """The grammar, as it is read and as it is printed."""
    return read_text(GRAMMAR)


def parse_query(text: str) -> syntax.Query:
    """The tree of a query. Raises QueryError (E605) with the column and what could stand there."""
    query: syntax.Query = _parse(text, "query")
    return query


def parse_condition(text: str) -> syntax.Condition:
    """The tree of a condition on reports, the part after `where`. Raises QueryError (E605)."""
    condition: syntax.Condition = _parse(text, "condition")
    return condition


def misread(text: str, column: int, message: str, hint: str) -> QueryError:
    """The error of a query that cannot be understood at `column` (from 1)."""
    shown = text.replace("\n", " ")
    return QueryError(
        "E605",
        f"第 {column} 列：{message}",
        where=f"{shown[: column - 1]}▸{shown[column - 1 :]}",
        hint=hint,
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """A suggestion for a name that is not known."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, 3, 0.5)
    return f"是不是 {'、'.join(close)}？" if close else f"可用：{'、'.join(names[:40])}"


@cache
def _parser() -> Lark:
    return Lark(grammar(), parser="lalr", start=["query", "condition"], propagate_positions=True)


def _parse(text: str, start: str) -> Any:  # noqa: ANN401 # the tree's root differs by `start`
    if len(text) > (most := LONGEST[start]):
        hint = "许多词语请用 query kwic --patterns，许多备选请写成一个正则表达式"
        raise misread(text[:most], most, f"太长，最多 {most} 个字", hint)
    try:
        tree = _parser().parse(text, start=start)
        return _Builder().transform(tree)
    except UnexpectedInput as error:
        raise _unexpected(text, error) from error
    except VisitError as error:
        if isinstance(error.orig_exc, _MisreadError):
            wrong = error.orig_exc
            raise misread(text, wrong.column, wrong.message, wrong.hint) from error
        if isinstance(error.orig_exc, RecursionError):
            raise _too_deep(text) from error
        raise
    except RecursionError as error:
        raise _too_deep(text) from error


def _too_deep(text: str) -> QueryError:
    return misread(text, 1, "括号套得太深", "去掉多余的括号")


def _unexpected(text: str, error: UnexpectedInput) -> QueryError:
    if isinstance(error, UnexpectedCharacters):
        wanted = _told(error.allowed or ())
        return misread(text, _column(text, error.pos_in_stream), f"不认得 {error.char}", wanted)
    ended = isinstance(error, UnexpectedEOF) or (
        isinstance(error, UnexpectedToken) and error.token.type == "$END"
    )
    wanted = _told(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())
    if ended:
        return misread(text, len(text) + 1, "到这里就断了", wanted)
    token = error.token if isinstance(error, UnexpectedToken) else ""
    return misread(text, _column(text, error.pos_in_stream), f"这里不能有 {token}", wanted)


def _column(text: str, place: int | None) -> int:
    return (len(text) if place is None else place) + 1


def _told(names: Iterable[str]) -> str:
    return "这里可以是：" + "、".join(sorted({_SHOWN.get(name, name.lower()) for name in names}))


class _MisreadError(Exception):
    """A query that parses and means nothing."""

    def __init__(self, column: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.column, self.message, self.hint = column, message, hint


def _place(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _unquoted(token: Token) -> str:
    """What stands between the quotes. Only the quote is escaped; other backslashes are the pattern's."""
    text = str(token)
    return text[1:-1].replace("\\" + text[-1], text[-1])


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Each rule of the grammar into its node."""

    # Tests of one token

    def compare(self, name: Token, relation: Token, value: Token) -> syntax.Compare:
        _attribute(name)
        return syntax.Compare(
            str(name), _unquoted(value), relation == "!=", relation == "==", _place(name)
        )

    def not_test(self, test: syntax.Test) -> syntax.Not:
        return syntax.Not(test)

    def all_tests(self, *tests: syntax.Test) -> syntax.Test:
        return tests[0] if len(tests) == 1 else syntax.Both(tests)

    def any_test(self, *tests: syntax.Test) -> syntax.Test:
        return tests[0] if len(tests) == 1 else syntax.Either(tests)

    # Patterns

    def token(self, test: syntax.Test | None) -> syntax.Token:
        return syntax.Token(test)

    def word(self, value: Token) -> syntax.Token:
        return syntax.Token(syntax.Compare("word", _unquoted(value), False, False, _place(value)))

    def characters(self, value: Token) -> syntax.Characters:
        return syntax.Characters(_unquoted(value), _place(value))

    def region(self, name: Token, _slash: Token | None) -> syntax.Region:
        return syntax.Region(str(name), _place(name))

    def item(
        self, label: Token | None, atom: syntax.Pattern, repeat: tuple[int, int | None, int] | None
    ) -> syntax.Pattern:
        if label is not None:
            atom = _labelled(label, atom, repeat is not None)
        return atom if repeat is None else syntax.Repeat(atom, *repeat)

    def quick(self, mark: Token) -> tuple[int, int | None, int]:
        return {"?": (0, 1), "*": (0, None), "+": (1, None)}[str(mark)] + (_place(mark),)

    def exactly(self, count: Token) -> tuple[int, int | None, int]:
        return _bounds(int(count), int(count), _place(count))

    def between(self, least: Token | None, most: Token | None) -> tuple[int, int | None, int]:
        told = least or most
        place = _place(told) if told else 1
        return _bounds(int(least or 0), int(most) if most else None, place)

    def sequence(self, *items: syntax.Pattern) -> syntax.Sequence:
        return syntax.Sequence(items, 1)

    def choice(self, *options: syntax.Pattern) -> syntax.Choice:
        return syntax.Choice(options)

    def constraint(
        self, label: Token, attribute: Token, relation: Token, other: tuple[str, str] | str
    ) -> syntax.Constraint:
        _attribute(attribute)
        return syntax.Constraint(str(label), str(attribute), relation == "!=", other, _place(label))

    def reference(self, label: Token, attribute: Token) -> tuple[str, str]:
        _attribute(attribute)
        return str(label), str(attribute)

    def value(self, text: Token) -> str:
        return _unquoted(text)

    def constrained(
        self, inner: syntax.Pattern, *constraints: syntax.Constraint | None
    ) -> syntax.Pattern:
        kept = tuple(one for one in constraints if one is not None)
        return syntax.Constrained(inner, kept) if kept else inner

    def scope(self, word: Token) -> tuple[str, bool]:
        return str(word), False

    def contrary(self, word: Token) -> tuple[str, bool]:
        return str(word), True

    def scoped(
        self, left: syntax.Pattern, scope: tuple[str, bool], right: syntax.Pattern
    ) -> syntax.Scoped:
        relation, negated = scope
        return syntax.Scoped(
            left, "within" if relation == "within" else "containing", negated, right
        )

    # Conditions

    def call(self, name: Token, argument: Token) -> syntax.Call:
        return syntax.Call(str(name), _unquoted(argument), _place(name))

    def number(self, token: Token) -> syntax.Value:
        return syntax.Value(float(token))

    def text(self, token: Token) -> syntax.Value:
        return syntax.Value(_unquoted(token))

    def field(self, token: Token) -> syntax.Field:
        return syntax.Field(str(token), _place(token))

    def relation(
        self, left: syntax.Operand, relation: Token, right: syntax.Operand
    ) -> syntax.Relation:
        return syntax.Relation(left, "=" if relation == "==" else str(relation), right)

    def range(
        self, operand: syntax.Operand, low: syntax.Operand, high: syntax.Operand
    ) -> syntax.Between:
        return syntax.Between(operand, low, high)

    def member(self, operand: syntax.Operand, *members: syntax.Operand) -> syntax.Member:
        return syntax.Member(operand, members)

    def missing(
        self, operand: syntax.Operand, negated: Token | None, _word: Token
    ) -> syntax.Missing:
        return syntax.Missing(operand, negated is not None)

    def negation(self, condition: syntax.Condition) -> syntax.No:
        return syntax.No(condition)

    def all_conditions(self, *conditions: syntax.Condition) -> syntax.All:
        return syntax.All(conditions)

    def any_condition(self, *conditions: syntax.Condition) -> syntax.Any:
        return syntax.Any(conditions)

    def condition(self, condition: syntax.Condition) -> syntax.Condition:
        return condition

    def query(self, pattern: syntax.Pattern, condition: syntax.Condition | None) -> syntax.Query:
        return syntax.Query(pattern, condition)


def _attribute(name: Token) -> None:
    if str(name) not in ATTRIBUTES:
        raise _MisreadError(_place(name), f"没有 {name} 这个属性", nearest(str(name), ATTRIBUTES))


def _labelled(label: Token, atom: syntax.Pattern, repeated: bool) -> syntax.Labelled:
    if repeated:
        raise _MisreadError(
            _place(label),
            f"{label}: 标记的词后面不能带次数",
            f"要标记一串词，把它括起来，如 {label}:([]{{1,3}})",
        )
    return syntax.Labelled(str(label), atom, _place(label))


def _bounds(least: int, most: int | None, place: int) -> tuple[int, int | None, int]:
    if most is not None and (most < least or most == 0):
        raise _MisreadError(
            place, f"次数 {{{least},{most}}} 不成立", "先小后大，至少一次，如 {1,3}"
        )
    if max(least, most or 0) > REPEATS_MOST:
        raise _MisreadError(place, f"次数最多 {REPEATS_MOST}", "不限次数请用 * 或 +")
    return least, most, place
