"""Floor 6: what a query says, as a tree: patterns of tokens, regions, conditions on reports.

Made by `query.grammar`, compiled to SQL by `query.patterns` and `query.conditions`. Every node that can
be wrong in meaning keeps the column (from 1) it stands at in the query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

# Tests of one token ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    """An attribute against a value: a regular expression of the whole value, or `literal` text."""

    attribute: str
    value: str
    negated: bool
    literal: bool
    column: int


@dataclass(frozen=True, slots=True)
class Both:
    """All of several tests."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of several tests."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a test."""

    test: Test


Test: TypeAlias = Compare | Both | Either | Not

# Patterns --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """One token; without a test any token."""

    test: Test | None = None


@dataclass(frozen=True, slots=True)
class Characters:
    """Characters as they stand, found wherever words begin or end."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Region:
    """A region: `section`, `sentence`, `problem`, `measure`, `table`, or a kind of section."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A token, or a run of tokens, with a name for constraints."""

    label: str
    inner: Pattern
    column: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """`least` to `most` times in a row; `most` None means as often as it goes on."""

    inner: Pattern
    least: int
    most: int | None
    column: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    items: tuple[Pattern, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One or another."""

    options: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Scoped:
    """`left`, within or containing `right`."""

    left: Pattern
    relation: Literal["within", "containing"]
    negated: bool
    right: Pattern


@dataclass(frozen=True, slots=True)
class Constraint:
    """What holds between two captured tokens, or of one: `other` is (label, attribute) or a value."""

    label: str
    attribute: str
    negated: bool
    other: tuple[str, str] | str
    column: int


@dataclass(frozen=True, slots=True)
class Constrained:
    """A pattern whose captures meet constraints."""

    inner: Pattern
    constraints: tuple[Constraint, ...]


Pattern: TypeAlias = (
    Token | Characters | Region | Labelled | Repeat | Sequence | Choice | Scoped | Constrained
)

# Conditions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the report, a cell, a score."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Value:
    """A number or text."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of a report: `finding("T")`, `findings("P1")`, `count("training.sessions")`."""

    name: str
    argument: str
    column: int


Operand: TypeAlias = Field | Value | Call


@dataclass(frozen=True, slots=True)
class Relation:
    """Two operands compared."""

    left: Operand
    relation: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Between:
    """An operand from `low` to `high`, both included."""

    operand: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class Member:
    """An operand that is one of several."""

    operand: Operand
    members: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """An operand that is unknown (or, negated, known)."""

    operand: Operand
    negated: bool


@dataclass(frozen=True, slots=True)
class All:
    """All of several conditions."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Any of several conditions."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class No:
    """The contrary of a condition; of an unknown one unknown too."""

    condition: Condition


Condition: TypeAlias = Relation | Between | Member | Missing | All | Any | No | Call


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query."""

    pattern: Pattern
    condition: Condition | None
