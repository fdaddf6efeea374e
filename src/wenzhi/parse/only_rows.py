"""Floor 2: which row a group of results is where the table has but one: 无法提供3件, all of them 不掌握 in the table.

Takes the counts of the prose and the facts of the tables. 无法提供, 不予公开, 不予处理 and 其他处理 head several
rows and have no cell of their own; where one of these holds what the prose tells and the others nothing, that row is
meant.
A count that differs keeps the group's name, so that it is held against the table as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from wenzhi.base.records import Count, Fact
from wenzhi.parse.tables.forms import rows_under

_RESULT = "applications.result."
_ROWS_BY_NAME = {
    f"{_RESULT}{group}.total": rows_under(group)
    for group in ("denied", "unavailable", "rejected", "other")
}


def name_only_rows(counts: Iterable[Count], facts: Iterable[Fact]) -> tuple[Count, ...]:
    """The counts, those of a group of results named by its only row that is not empty."""
    values = {
        fact.id: fact.value
        for fact in facts
        if fact.id.startswith(_RESULT) and fact.id.endswith(".total") and fact.value
    }
    return tuple(_named(count, values) for count in counts)


def _named(count: Count, values: Mapping[str, float]) -> Count:
    rows = _ROWS_BY_NAME.get(count.indicator or "")
    if rows is None or not count.value or count.scope != "report_year":
        return count
    told = [name for name in values if name.removeprefix(_RESULT).startswith(rows)]
    if len(told) != 1 or values[told[0]] != count.value:
        return count
    return replace(count, indicator=told[0])
