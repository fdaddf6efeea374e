"""The rules over a roster (D95x) against their cases."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cases import CODES, read_cases

from wenzhi.base.records import Meta, ReportRef, RosterEntry
from wenzhi.checks import check_roster
from wenzhi.checks.between import roster

ALL = [(c, name) for c in CODES if c.startswith("D95") for name in read_cases(c)]


def read_reports(case: dict[str, Any]) -> list[tuple[ReportRef, Meta]]:
    return [
        (
            ReportRef(report=str(n), path=f"{n}.txt", organization=one["organ"], year=one["year"]),
            Meta(organization=one["organ"], year=one["year"]),
        )
        for n, one in enumerate(case["reports"])
    ]


@pytest.mark.parametrize(("code", "name"), ALL)
def test_roster_case_comes_out_as_it_says(code: str, name: str) -> None:
    case = read_cases(code)[name]
    entries = [RosterEntry(**entry) for entry in case["roster"]]
    found = [f for f in check_roster(entries, read_reports(case)) if f.code == code]
    if name.startswith("test_pass_"):
        assert not found
        return
    assert found
    expect = case.get("expect", {})
    assert len(found) == expect.get("n", len(found))
    assert set(expect.get("organs", [])) <= {finding.organ for finding in found}
    assert set(expect.get("years", [])) <= {finding.year for finding in found}
    assert all(expect.get("says", "") in finding.message.zh for finding in found)


def test_findings_do_not_depend_on_the_order_of_reports() -> None:
    case = read_cases("D951")["test_fail_one_year"]
    entries = [RosterEntry(**entry) for entry in case["roster"]]
    reports = read_reports(case)
    assert check_roster(entries, reports) == check_roster(entries[::-1], reports[::-1])


NAMES = st.lists(st.text("甲乙县局", min_size=1, max_size=5), max_size=8)


@settings(deadline=None)
@given(NAMES, st.text("甲乙县局", max_size=6))
def test_a_name_stands_for_what_it_ends_or_what_ends_it(listed: list[str], name: str) -> None:
    names = roster._Names([RosterEntry(organ=organ) for organ in listed])
    either = {known for known in listed if known.endswith(name) or name.endswith(known)}
    expected = {name} if name in listed else either if name else set()
    assert sorted(names.standing_for(name)) == sorted(expected)


def test_strangers_cost_no_walk_through_the_roster() -> None:
    """Twenty thousand strangers beside as many entries: a walk for each would take minutes."""
    entries = [RosterEntry(organ=f"第{n}县水务局") for n in range(20_000)]
    strangers = [
        (
            ReportRef(report=str(n), path=str(n), organization=None, year=2023),
            Meta(organization=f"外{n}市民政局", year=2023),
        )
        for n in range(20_000)
    ]
    began = time.process_time()
    assert len(roster._assign(entries, strangers)[1]) == 20_000
    assert time.process_time() - began < 10
