"""The rules' cases as text that goes through the reader of files, the parser and the checks.

Every rule has at least three cases that pass and three that fail so, or that stay open where the rule
only shows. A case may say under `parsed` why its text cannot be read back to what it states (no year on
the page, a wording that is no claim): it is judged as a built record and does not count here.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from test_cases import ALL, APART, CODES, judge, read_cases
from written import LastYear, read, read_entry, write, write_last_year

from wenzhi.base.records import Report
from wenzhi.checks import check

READ = [key for key in ALL if "parsed" not in read_cases(key[0])[key[1]]]
LEAST = 3


@pytest.mark.parametrize(("code", "name"), READ)
def test_case_comes_out_as_it_says_when_its_text_is_read(code: str, name: str) -> None:
    case: dict[str, Any] = read_cases(code)[name]
    report = read(write(case))
    assert report is not None
    before = LastYear(read(write_last_year(case)))
    findings, checked = check(report, before, read_entry(case))
    judge(code, name, case, report, findings, checked)


@pytest.mark.parametrize("code", [code for code in CODES if code not in APART])
def test_texts_pass_and_fail_three_times_each(code: str) -> None:
    names = [name for one, name in READ if one == code]
    only_shown = not any(name.startswith("test_fail_") for name in read_cases(code))
    wanted = "test_unjudged_" if only_shown else "test_fail_"
    assert sum(name.startswith("test_pass_") for name in names) >= LEAST
    assert sum(name.startswith(wanted) for name in names) >= LEAST


def test_findings_of_a_parsed_report_are_the_same_twice_and_survive_encoding() -> None:
    report = read(write(read_cases("P101")["test_fail_second_mention"]))
    assert report is not None
    again = msgspec.json.decode(msgspec.json.encode(report), type=Report)
    assert check(report) == check(again)
