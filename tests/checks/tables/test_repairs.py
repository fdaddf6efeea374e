"""The fewest cells that would repair a table: against every set of cells tried one by one."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.checks.tables.identities import Identity, difference
from wenzhi.checks.tables.repairs import MOST_SETS, Edit, find_repairs

ROWS, COLUMNS = ("new", "done", "kept"), ("a", "b", "all")
CELLS = [f"{row}.{column}" for row in ROWS for column in COLUMNS]


def identities() -> list[Identity]:
    """A table like the official one in small: new = done + kept, a + b = all."""
    columns = [Identity("T101", c, c, (f"new.{c}",), (f"done.{c}", f"kept.{c}")) for c in COLUMNS]
    rows = [Identity("T103", r, r, (f"{r}.a", f"{r}.b"), (f"{r}.all",)) for r in ROWS]
    return columns + rows


def holds(values: dict[str, int]) -> bool:
    return not any(difference(identity, values) for identity in identities())


def tried(values: dict[str, int], most: int, top: int) -> set[tuple[Edit, ...]]:
    """Every smallest set of changes, by trying all values up to `top` in all cells."""
    for size in range(1, most + 1):
        found = set()
        for cells in itertools.combinations(sorted(CELLS), size):
            for new in itertools.product(range(top + 1), repeat=size):
                changed = values | dict(zip(cells, new, strict=True))
                if all(values[c] != v for c, v in zip(cells, new, strict=True)) and holds(changed):
                    found.add(tuple(Edit(c, v) for c, v in zip(cells, new, strict=True)))
        if found:
            return found
    return set()


@st.composite
def tables(draw: st.DrawFn) -> dict[str, int]:
    """A table that holds, with one or two cells changed."""
    small = st.integers(0, 2)
    values = {f"{row}.{column}": draw(small) for row in ("done", "kept") for column in "ab"}
    for row in ("done", "kept"):
        values[f"{row}.all"] = values[f"{row}.a"] + values[f"{row}.b"]
    for column in COLUMNS:
        values[f"new.{column}"] = values[f"done.{column}"] + values[f"kept.{column}"]
    for cell in draw(st.sets(st.sampled_from(CELLS), min_size=1, max_size=2)):
        values[cell] += draw(st.integers(1, 2))
    return values


@settings(max_examples=25, deadline=None)
@given(tables())
def test_the_search_finds_just_the_smallest_sets(values: dict[str, int]) -> None:
    expected = set() if holds(values) else tried(values, most=2, top=12)
    found = find_repairs(identities(), values, most=2).sets
    assert set(found) == (expected if len(expected) <= MOST_SETS else set())


def test_three_slips_far_apart_are_found() -> None:
    values = dict.fromkeys(CELLS, 0) | {"new.a": 1, "done.b": 2, "kept.all": 3}
    assert find_repairs(identities(), values).only == (
        Edit("done.b", 0),
        Edit("kept.all", 0),
        Edit("new.a", 0),
    )


def test_no_value_below_zero_and_no_fraction_is_proposed() -> None:
    one = Identity("T103", "r", "r", ("x", "y"), ("z",))
    assert find_repairs([one], {"x": 5, "y": 0, "z": 3}).sets == (
        (Edit("x", 3),),
        (Edit("z", 5),),
    )
    assert find_repairs([one], {"x": 0.5, "y": 0, "z": 3}).sets == ((Edit("x", 3),),)


def test_nothing_is_proposed_where_all_holds_or_much_is_wrong() -> None:
    assert find_repairs(identities(), dict.fromkeys(CELLS, 0)).sets == ()
    wrong = {cell: place * place + 1 for place, cell in enumerate(CELLS)}
    assert find_repairs(identities(), wrong, most=2).sets == ()
