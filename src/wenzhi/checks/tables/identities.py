"""Floor 3: the identities that the official tables must satisfy, and how far each is from holding.

Takes a dossier's cells; gives identities by code and place. It must not know any rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from wenzhi.checks.dossier import Dossier, Number, exact_sum, once
from wenzhi.checks.forms import (
    BLOCKS,
    COLUMNS,
    OUTCOMES,
    PERSONS,
    application,
    application_rows,
    block_label,
    column_label,
    result_rows,
    row_label,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """The sum of the cells `left` must equal the sum of the cells `right`, at a place with a name."""

    code: str
    place: str
    where: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell of the identity."""
        return self.left + self.right


def identities(dossier: Dossier) -> tuple[Identity, ...]:
    """Every identity of the tables the report has; rows come from the cells, not from the year."""
    form = "2021" if application("result.other_misc", "total") in dossier.facts else "2019"
    return _identities(form)


@cache
def _identities(form: str) -> tuple[Identity, ...]:
    return (*_application_identities(form), *_review_identities())


def _application_identities(form: str) -> Iterator[Identity]:
    for column in COLUMNS:
        place = column_label(column)
        yield Identity(
            "T101",
            place,
            column,
            (application("new_received", column), application("carried_over", column)),
            (application("result.total", column), application("carried_forward", column)),
        )
        yield Identity(
            "T102",
            place,
            column,
            tuple(application(row, column) for row in result_rows(form)),
            (application("result.total", column),),
        )
    for row in application_rows(form):
        yield Identity(
            "T103",
            row_label(row),
            row,
            tuple(application(row, column) for column in PERSONS),
            (application(row, "total"),),
        )


def _review_identities() -> Iterator[Identity]:
    for block in BLOCKS:
        parts = tuple(f"{block}.{outcome}" for outcome in OUTCOMES)
        yield Identity("T104", block_label(block), block, parts, (f"{block}.total",))


@once
def gaps(dossier: Dossier) -> tuple[tuple[Identity, Number | None], ...]:
    """Every identity of the report's tables with how far it is from holding."""
    values = dossier.values
    return tuple([(one, difference(one, values)) for one in identities(dossier)])


@once
def gaps_by_code(dossier: Dossier) -> Mapping[str, Sequence[tuple[Identity, Number | None]]]:
    """The same by the code of the rule that asks for them."""
    found: dict[str, list[tuple[Identity, Number | None]]] = defaultdict(list)
    for one, gap in gaps(dossier):
        found[one.code].append((one, gap))
    return dict(found)


def difference(identity: Identity, values: Mapping[str, Number]) -> Number | None:
    """Left minus right; None unless every cell has a value."""
    try:
        left = [*map(values.__getitem__, identity.left)]
        right = [*map(values.__getitem__, identity.right)]
    except KeyError:
        return None
    whole = sum(left) - sum(right)
    return whole if isinstance(whole, int) else exact_sum([*left, *(-value for value in right)])


def mends(dossier: Dossier, cell: str, change: Number) -> bool:
    """Whether more identities would come to hold than cease to, were there so much more in one of their cells."""
    won = 0
    for one, gap in gaps(dossier):
        sides = one.left.count(cell) - one.right.count(cell)
        if sides and gap is not None:
            won += (gap + change * sides == 0) - (gap == 0)
    return won > 0
