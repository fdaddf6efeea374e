"""Every rule against its cases: `tests/cases/<CODE>.yml`, each with what passes, fails and stays open."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from written import LastYear, evidence, read_entry, write, write_last_year

from wenzhi.base.records import Checked, Finding, Report
from wenzhi.base.rules import catalogue
from wenzhi.checks import check
from wenzhi.checks.run import all_rules

FOLDER = Path(__file__).parents[1] / "cases"
SHARED = ("why", "code")
OURS = frozenset("FTPYDR")


@cache
def read_cases(code: str) -> dict[str, dict[str, Any]]:
    data = yaml.safe_load((FOLDER / f"{code}.yml").read_text(encoding="utf-8"))
    common = {key: value for key, value in data.items() if not key.startswith("test_")}
    common = {key: value for key, value in common.items() if key not in SHARED}
    return {name: common | (case or {}) for name, case in data.items() if name.startswith("test_")}


OF_READERS = "read_only"
"""A case that only the parser can make a report of: a table printed twice, a date on the page."""

CODES = sorted(path.stem for path in FOLDER.glob("*.yml") if path.stem[0] in OURS)
APART = frozenset({"D951", "D952", "D953", "D954", "R301", "T201"})
"""Rules over a roster or between organs: their cases hold several reports."""
SINGLE = [code for code in CODES if code not in APART]
ALL = [(code, name) for code in SINGLE for name in read_cases(code)]
BUILT = [key for key in ALL if OF_READERS not in read_cases(key[0])[key[1]]]


def run(case: dict[str, Any]) -> tuple[Report, tuple[Finding, ...], Checked]:
    report = write(case)
    findings, checked = check(report, LastYear(write_last_year(case)), read_entry(case))
    return report, findings, checked


@pytest.mark.parametrize(("code", "name"), BUILT)
def test_case_comes_out_as_it_says(code: str, name: str) -> None:
    case = read_cases(code)[name]
    report, findings, checked = run(case)
    judge(code, name, case, report, findings, checked)


def judge(
    code: str,
    name: str,
    case: dict[str, Any],
    report: Report,
    findings: tuple[Finding, ...],
    checked: Checked,
) -> None:
    mine = [finding for finding in findings if finding.code == code]
    failing = [finding for finding in mine if finding.verdict == "fail"]
    if name.startswith("test_pass_"):
        assert not mine, [finding.message.zh for finding in mine]
        assert code in checked.ran
    elif name.startswith("test_fail_"):
        assert failing, "nothing was found"
        _check_expected(case.get("expect", {}), report, failing)
    elif name.startswith("test_unjudged_"):
        assert not failing, [finding.message.zh for finding in failing]
        open_codes = {item.code for item in (*checked.undecided, *checked.not_run)}
        assert code in open_codes
        if "expect" in case:
            assert mine, "no finding shows what is open"
            _check_expected(case["expect"], report, mine)
    else:
        raise AssertionError(f"a case is test_pass_, test_fail_ or test_unjudged_: {name}")


def _check_expected(expect: dict[str, Any], report: Report, findings: list[Finding]) -> None:
    if "spans" in expect:
        shown = [text for finding in findings for text in evidence(report, finding.spans)]
        for text in expect["spans"]:
            assert "".join(text.split()) in shown
    if "facts" in expect:
        assert set(expect["facts"]) <= {fact for finding in findings for fact in finding.facts}
    if "severity" in expect:
        assert {finding.severity for finding in findings} == {expect["severity"]}
    if "says" in expect:
        assert any(expect["says"] in finding.message.zh for finding in findings)
    if "n" in expect:
        assert len(findings) == expect["n"]
    for finding in findings:
        assert all(0 <= end - start <= 200 for start, end in finding.spans)
        assert len(finding.facts) <= 40


def test_every_card_has_a_rule_and_cases_and_the_other_way_round() -> None:
    cards = {code for code in catalogue() if code[0] in OURS}
    roster = {"D951", "D952", "D953", "D954"}
    assert set(all_rules()) == cards - roster
    assert set(CODES) == cards


@pytest.mark.parametrize("code", CODES)
def test_a_file_of_cases_names_its_rule(code: str) -> None:
    assert yaml.safe_load((FOLDER / f"{code}.yml").read_text(encoding="utf-8"))["code"] == code


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_rule_says_what_it_requires(code: str) -> None:
    text = (all_rules()[code].__doc__ or "").strip()
    assert len(text.split()) >= 4
    assert text.split("\n", 1)[0].endswith(".")


@pytest.mark.parametrize("code", sorted(code for code in catalogue() if code[0] in OURS))
def test_card_is_complete_in_both_languages(code: str) -> None:
    card = catalogue()[code]
    for pair in (card.title, card.what, card.message):
        assert re.search("[\u4e00-\u9fff]", pair.zh)
        assert (
            not re.search("[\u4e00-\u9fff]", re.sub("“.*?”|[\u4e00-\u9fff]+[,、 ]", "", pair.en))
            or pair.en
        )
        assert pair.en
    for text in (
        card.basis,
        card.example_fail,
        card.example_pass,
        card.certainty,
        card.severity_why,
    ):
        assert text
    assert "抄袭" not in card.message.zh + card.title.zh + card.what.zh
    assert re.fullmatch(r"[a-z0-9-]+", card.name)
