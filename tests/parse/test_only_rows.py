"""Groups of results named by the only row that the table fills: 无法提供3件 where all three are 不掌握."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from wenzhi.base.records import Count, Fact
from wenzhi.parse.counts import read_counts
from wenzhi.parse.only_rows import name_only_rows
from wenzhi.text.normalize import fold

ROW = "applications.result."


def told(text: str) -> Count:
    counts, _ = read_counts([("applications", fold(text))], year=2023)
    return counts[-1]


def rows(**values: int) -> list[Fact]:
    return [
        Fact(f"{ROW}{name}.total", value, str(value), None, 0, 0, "ok" if value else "zero", None)
        for name, value in values.items()
    ]


@pytest.mark.parametrize(
    ("text", "facts", "name"),
    [
        ("办结8件，公开5件，无法提供3件。", rows(not_held=3, needs_creation=0), "not_held"),
        ("办结8件，公开7件，不予处理1件。", rows(rejected_repeat=1), "rejected_repeat"),
        ("办结8件，公开7件，其他处理1件。", rows(other_misc=1, other_fee_unpaid=0), "other_misc"),
        ("办结8件，公开5件，无法提供3件。", rows(not_held=2, needs_creation=1), "unavailable"),
        ("办结8件，公开4件，无法提供4件。", rows(not_held=3, needs_creation=0), "unavailable"),
        ("办结8件，公开5件，无法提供3件。", [], "unavailable"),
    ],
)
def test_a_group_is_the_only_row_that_holds_what_is_told(
    text: str, facts: list[Fact], name: str
) -> None:
    (count,) = name_only_rows([told(text)], facts)
    assert count.indicator == f"{ROW}{name}.total"


def test_what_is_told_of_another_year_keeps_its_name() -> None:
    count = replace(told("办结8件，公开5件，无法提供3件。"), scope="prior_year")
    (kept,) = name_only_rows([count], rows(not_held=3))
    assert kept is count
