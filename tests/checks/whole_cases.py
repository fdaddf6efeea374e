"""Whole short reports made of a base report and one case: what a case says stands behind the base's text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from test_clean_reports import read
from written import HEADINGS, LastYear, write, write_last_year

from wenzhi.base.records import Finding, Report
from wenzhi.checks import check

SECTIONS = ("preamble", *HEADINGS)
INHERITED = ("organ", "kind", "level", "form")


def join(base: Mapping[str, Any], case: Mapping[str, Any]) -> dict[str, Any]:
    """The case on its base: sections behind the base's own (or in their place), rows in place of its rows."""
    given: dict[str, Any] = {**base, **case}
    for section in SECTIONS:
        if section in base and section in case and section not in case.get("replace", ()):
            given[section] = f"{base[section]}{case[section]}"
        given[section] = given.get(section) or ""
    given["rows"] = base.get("rows", {}) | case.get("rows", {})
    if "last_year" in case:
        given["last_year"] = {key: base[key] for key in INHERITED if key in base} | dict(
            case["last_year"]
        )
    return given


def judge(base: Mapping[str, Any], case: Mapping[str, Any]) -> tuple[Report, tuple[Finding, ...]]:
    """The report as the parser reads it, with the findings that fail."""
    given = join(base, case)
    report, before = read(write(given).text), write_last_year(given)
    findings, _ = check(report, LastYear(read(before.text) if before else None))
    return report, tuple(finding for finding in findings if finding.verdict == "fail")


def is_told(family: str, base: Mapping[str, Any], case: Mapping[str, Any]) -> bool:
    """Whether a failing error or warning of the family touches what is wrong."""
    report, findings = judge(base, case)
    told = ("info", "warning", "error") if "severity" in case else ("warning", "error")
    phrase = case.get("at", "")
    return any(
        finding.family == family
        and finding.severity in told
        and (not phrase or touches(finding, report.text, phrase))
        for finding in findings
    )


def touches(finding: Finding, text: str, phrase: str) -> bool:
    """Whether a span of the finding overlaps a place of the phrase."""
    places = [at for at in range(len(text)) if text.startswith(phrase, at)]
    return any(a < at + len(phrase) and at < b for a, b in finding.spans for at in places)


def load(name: str) -> list[dict[str, Any]]:
    """The groups of a file beside this module."""
    groups: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name(name).read_text(encoding="utf-8")
    )
    return groups


def planted(name: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Family, base and case of every planted error of a file."""
    for group in load(name):
        for family, cases in group["cases"].items():
            for case in cases:
                yield family, group["base"], case
