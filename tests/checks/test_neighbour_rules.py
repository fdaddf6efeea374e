"""The rules between organs (R301, T201) against their cases, read from text, with the corpus' own answers."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from test_cases import judge, read_cases
from written import ORGAN, read, write

from wenzhi.base.records import Report
from wenzhi.checks import check
from wenzhi.corpus.neighbours import Neighbours
from wenzhi.corpus.sections import report_ref

ALL = [(code, name) for code in ("R301", "T201") for name in read_cases(code)]


def reread(case: dict[str, Any], number: int) -> Report:
    report = read(write(case))
    assert report is not None
    return msgspec.structs.replace(
        report, meta=msgspec.structs.replace(report.meta, report_id=str(number))
    )


@pytest.mark.parametrize(("code", "name"), ALL)
def test_case_comes_out_among_its_neighbours(code: str, name: str) -> None:
    case = read_cases(code)[name]
    year = case.get("year", 2022)
    others = [{"organ": ORGAN, "year": year, **other} for other in case["others"]]
    reports = [reread(one, number) for number, one in enumerate([case, *others])]
    known = Neighbours()
    for report in reports:
        known.add(report, report_ref(report))
    findings, checked = check(reports[0], neighbours=known)
    judge(code, name, case, reports[0], findings, checked)


@pytest.mark.parametrize("code", ["R301", "T201"])
def test_rules_between_organs_have_three_cases_each_way(code: str) -> None:
    names = list(read_cases(code))
    assert sum(name.startswith("test_pass_") for name in names) >= 3
    assert sum(name.startswith("test_fail_") for name in names) >= 3


def test_without_neighbours_the_rules_are_not_run() -> None:
    government = {"organ": "东海县人民政府", "kind": "government"}
    _, checked = check(reread(government, 0))
    assert {"R301", "T201"} <= {item.code for item in checked.not_run}


def test_answers_do_not_depend_on_the_order_of_reports() -> None:
    case = read_cases("T201")["test_fail_told_in_prose"]
    reports = [reread(one, number) for number, one in enumerate([case, *case["others"]])]
    answers = []
    for order in (reports, reports[::-1]):
        known = Neighbours()
        for report in order:
            known.add(report, report_ref(report))
        answers.append((known.parts_of(reports[0]), known.same_figures(reports[0])))
    assert answers[0] == answers[1]


def test_a_county_below_counts_once() -> None:
    """A county's government that reports for its organs is not added to them."""
    rows = {"applications.new_received": [9, 0, 0, 0, 0, 0, 9]}
    city = {"organ": "连云港市人民政府", "kind": "government", "level": "prefecture"}
    county = {"organ": "东海县人民政府", "kind": "government", "rows": rows}
    bureau = {"organ": "东海县水务局", "rows": rows}
    reports = [reread(one, number) for number, one in enumerate([city, county, bureau])]
    known = Neighbours()
    for report in reports:
        known.add(report, report_ref(report))
    found = known.parts_of(reports[0])
    assert found.sums["applications.new_received.total"] == 9
    assert [ref.organization for ref in found.reports] == ["东海县人民政府", "东海县水务局"]
