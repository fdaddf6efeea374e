"""Floor 6: conditions on reports compiled to SQL: metadata, cells, counts, findings, scores.

An unknown value makes a condition unknown, and an unknown condition chooses no report, whether it is
negated or not: what is not known is neither more nor less than 100. `is missing` asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from wenzhi.parse.tables.forms import fact_ids
from wenzhi.query import syntax
from wenzhi.query.connection import quoted
from wenzhi.query.grammar import misread, nearest
from wenzhi.text.normalize import squeezed

FIELDS: Mapping[str, str] = {
    "report_id": "report_id",
    "organ": "organization",
    "organization": "organization",
    "organ_id": "organ_id",
    "organ_kind": "organ_kind",
    "kind": "organ_kind",
    "level": "level",
    "region": "region",
    "region_code": "region_code",
    "province": "province",
    "year": "year",
    "form": "form",
    "title": "title",
    "path": "path",
    "published": "published",
    "signed": "signed",
    "timely": "timely",
    "accurate_complete": "accurate_complete",
    "distinct": '"distinct"',
    "substantive": "substantive",
    "templatedness": "templatedness",
    "substance": "substance",
    "passed": "passed",
    "failed": "failed",
    "unjudged": "unjudged",
    "年度": "year",
    "机关": "organization",
    "层级": "level",
    "地区": "region",
    "省份": "province",
}
"""Name in a query → column of the table `reports`."""

_NUMBERS = ("year", "templatedness", "substance", "passed", "failed", "unjudged")
TEXTS = frozenset(name for name, column in FIELDS.items() if column not in _NUMBERS)
"""Fields that hold text."""

_SCORES = ("templatedness", "substance", "follow_through")
"""What `substance.candour` and its like begin with."""


class _Compiler:
    """Compiles one condition; `text` is the query, for errors that point into it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def condition(self, node: syntax.Condition) -> str:
        """The condition as SQL over a row `r` of `reports`."""
        match node:
            case syntax.All(conditions):
                return "(" + " AND ".join(map(self.condition, conditions)) + ")"
            case syntax.Any(conditions):
                return "(" + " OR ".join(map(self.condition, conditions)) + ")"
            case syntax.No(condition):
                return f"(NOT {self.condition(condition)})"
            case syntax.Relation(left, relation, right):
                return self._relation(left, relation, right)
            case syntax.Between(operand, low, high):
                parts = (self._operand(one) for one in (operand, low, high))
                return "({} BETWEEN {} AND {})".format(*parts)
            case syntax.Member(operand, members):
                listed = ", ".join(self._value(one, operand) for one in members)
                return f"({self._operand(operand)} IN ({listed}))"
            case syntax.Missing(operand, negated):
                return f"({self._operand(operand)} IS {'NOT ' if negated else ''}NULL)"
            case syntax.Call():
                return self._truth(node)

    def _relation(self, left: syntax.Operand, relation: str, right: syntax.Operand) -> str:
        one, other = self._value(left, right), self._value(right, left)
        if relation == "~":
            return f"regexp_full_match(CAST({one} AS VARCHAR), {other})"
        return f"({one} {'<>' if relation == '!=' else relation} {other})"

    def _value(self, node: syntax.Operand, beside: syntax.Operand) -> str:
        """An operand; beside a field of text a bare word or number is text (`timely = fail`)."""
        named = isinstance(beside, syntax.Field) and beside.name in TEXTS
        if named and isinstance(node, syntax.Field) and node.name not in FIELDS:
            return quoted(node.name)
        if named and isinstance(node, syntax.Value):
            return quoted(_written(node.value))
        return self._operand(node)

    def _operand(self, node: syntax.Operand) -> str:
        match node:
            case syntax.Value(value):
                return quoted(value) if isinstance(value, str) else _written(value)
            case syntax.Field(name, column):
                return self._field(name, column)
            case syntax.Call():
                return self._number(node)

    def _field(self, name: str, column: int) -> str:
        if name in FIELDS:
            return f"r.{FIELDS[name]}"
        if name in _cells():
            return _single("facts", "id", name)
        if name.partition(".")[0] in _SCORES:
            return _score(name)
        known = {*_cells(), *_SCORES} if "." in name else {*FIELDS, *_SCORES}
        raise misread(self._text, column, f"没有 {name} 这一项", nearest(name, known))

    def _number(self, call: syntax.Call) -> str:
        mine = "x.report_id = r.report_id"
        match call.name:
            case "findings":
                return (
                    f"(SELECT count(*) FROM findings x WHERE {mine} AND x.verdict = 'fail' "
                    f"AND starts_with(x.code, {quoted(call.argument.upper())}))"
                )
            case "count":
                return _single("counts", "indicator", call.argument, "AND f.scope = 'report_year'")
            case "score":
                return _score(call.argument)
        raise self._no_function(call, ("findings", "count", "score"))

    def _truth(self, call: syntax.Call) -> str:
        mine = "x.report_id = r.report_id"
        match call.name:
            case "finding":
                return f"({self._number(syntax.Call('findings', call.argument, call.column))} > 0)"
            case "family":
                return (
                    f"EXISTS (SELECT 1 FROM families x WHERE {mine} "
                    f"AND x.family = {quoted(call.argument)})"
                )
            case "phrase":
                phrase = quoted(squeezed(call.argument))
                return (
                    f"EXISTS (SELECT 1 FROM folded x WHERE {mine} AND contains(x.text, {phrase}))"
                )
        raise self._no_function(call, ("finding", "family", "phrase"))

    def _no_function(self, call: syntax.Call, known: tuple[str, ...]) -> Exception:
        hint = nearest(call.name, known)
        return misread(self._text, call.column, f"这里不能用 {call.name}()", hint)


def _written(value: float | str) -> str:
    """A number as it would be written: 2020, not 2020.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _cells() -> frozenset[str]:
    return frozenset(fact_ids("2021")) | frozenset(fact_ids("2019"))


def _score(name: str) -> str:
    return (
        "(SELECT any_value(f.value) FROM scores f "
        f"WHERE f.report_id = r.report_id AND f.name = {quoted(name)})"
    )


def _single(table: str, column: str, name: str, more: str = "") -> str:
    """The value that all rows of that name agree on; unknown where they do not."""
    return (
        f"(SELECT CASE WHEN min(f.value) = max(f.value) THEN min(f.value) END FROM {table} f "
        f"WHERE f.report_id = r.report_id AND f.{column} = {quoted(name)} {more})"
    )


def compile_condition(node: syntax.Condition, text: str) -> str:
    """SQL over a row `r` of `reports`. Raises QueryError (E605) for a name there is not."""
    return _Compiler(text).condition(node)
