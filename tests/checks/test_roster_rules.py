"""The rules over a roster (D95x) against their cases."""

from __future__ import annotations

from typing import Any

import pytest
from test_cases import CODES, read_cases

from wenzhi.base.records import Meta, ReportRef, RosterEntry
from wenzhi.checks import check_roster

ALL = [(c, name) for c in CODES if c.startswith("D95") for name in read_cases(c)]


def read_reports(case: dict[str, Any]) -> list[tuple[ReportRef, Meta]]:
    return [
        (
            ReportRef(
                report=str(n), path=f"{n}.txt", organization=given["organ"], year=given["year"]
            ),
            Meta(organization=given["organ"], year=given["year"]),
        )
        for n, given in enumerate(case["reports"])
    ]


@pytest.mark.parametrize(("code", "name"), ALL)
def test_roster_case_comes_out_as_it_says(code: str, name: str) -> None:
    case = read_cases(code)[name]
    entries = [RosterEntry(**given) for given in case["roster"]]
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
    entries = [RosterEntry(**given) for given in case["roster"]]
    reports = read_reports(case)
    assert check_roster(entries, reports) == check_roster(entries[::-1], reports[::-1])
