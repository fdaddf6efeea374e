"""What the direct peer and the FOIA annual report tool check, each covered, refused or not applicable.

`peers.yml` lists all of it. A covered check has a report, read from its text, on which our rule speaks;
a refused one has a right report on which theirs would speak and ours must not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from test_cases import APART, read_cases
from written import LastYear, read, read_entry, write, write_last_year

from wenzhi.base.records import Finding, Report
from wenzhi.checks import check

LISTS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("peers.yml").read_text(encoding="utf-8")
)
ENTRIES = [(name, entry) for name, entries in LISTS.items() for entry in entries]
COVERED = [entry for _, entry in ENTRIES if "case" in entry]
CLEAN = [entry for _, entry in ENTRIES if "clean" in entry]
KINDS = ("covered", "refused", "not_applicable")


def findings(case: dict[str, Any]) -> tuple[Finding, ...]:
    report: Report | None = read(write(case))
    assert report is not None
    return check(report, LastYear(read(write_last_year(case))), read_entry(case))[0]


def test_none_is_left_out() -> None:
    assert {name: len(entries) for name, entries in LISTS.items()} == {
        "direct_peer": 57,
        "foia": 30,
    }
    for entries in LISTS.values():
        assert len({entry["key"] for entry in entries}) == len(entries)


@pytest.mark.parametrize("entry", [entry for _, entry in ENTRIES], ids=lambda entry: entry["key"])
def test_each_has_one_answer(entry: dict[str, Any]) -> None:
    assert sum(kind in entry for kind in KINDS) == 1
    assert "covered" not in entry or "case" in entry or "of" in entry
    assert "refused" not in entry or "clean" in entry


@pytest.mark.parametrize("entry", COVERED, ids=lambda entry: entry["key"])
def test_a_covered_check_fires(entry: dict[str, Any]) -> None:
    mine = [finding for finding in findings(entry["case"]) if finding.code == entry["covered"]]
    assert mine
    assert "fact" not in entry or any(entry["fact"] in finding.facts for finding in mine)


@pytest.mark.parametrize("entry", CLEAN, ids=lambda entry: entry["key"])
def test_a_right_report_on_which_theirs_would_fire_is_left_alone(entry: dict[str, Any]) -> None:
    told = [f for f in findings(entry["clean"]) if f.verdict == "fail" and f.severity != "info"]
    assert not told, [finding.message.zh for finding in told]


@pytest.mark.parametrize("entry", [e for _, e in ENTRIES if "of" in e], ids=lambda e: e["key"])
def test_a_covered_kind_names_a_case_that_fires(entry: dict[str, Any]) -> None:
    code, name = entry["of"].split("/")
    assert code == entry["covered"]
    case = read_cases(code)[name]
    assert name.startswith("test_fail_")
    if code not in APART:  # those cases hold several reports and are judged with them
        assert any(finding.code == code for finding in findings(case))
