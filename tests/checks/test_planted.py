"""Errors planted in words of their own (`planted.yml`) are told as failures, family by family.

Each case is a right report with one thing wrong, read from its text by the parser.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from test_clean_reports import TABLE, read
from written import LastYear, write, write_last_year

from wenzhi.base.records import Finding
from wenzhi.checks import check

FLOORS: dict[str, dict[str, float]] = {
    "planted.yml": {"P": 0.9, "T": 1.0, "F": 0.64, "Y": 1.0, "D": 1.0, "R": 0.97},
    "planted_again.yml": {"P": 0.75, "T": 1.0, "F": 0.65, "Y": 0.96, "D": 1.0, "R": 0.93},
}
"""Share of cases that fail. Of F, tables that are missing, blank or of the old form stay unjudged; of R,
names that may be of a place above or below the organ; of P, what only the trained model could name."""
CASES: dict[str, dict[str, list[dict[str, Any]]]] = {
    name: yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    for name in FLOORS
}


def _touches(finding: Finding, text: str, phrase: str) -> bool:
    places = [i for i in range(len(text)) if text.startswith(phrase, i)]
    return any(a < i + len(phrase) and i < b for a, b in finding.spans for i in places)


def is_found(family: str, case: dict[str, Any]) -> bool:
    """Whether a failing error or warning of the family touches what is wrong."""
    given = {key: value for key, value in case.items() if key not in ("at", "severity")}
    told = ("info", "warning", "error") if "severity" in case else ("warning", "error")
    if given.get("form") != "2019":
        given["rows"] = TABLE | given.get("rows", {})
    report, before = read(write(given).text), write_last_year(given)
    findings, _ = check(report, LastYear(read(before.text) if before else None))
    phrase = case.get("at", "")
    return any(
        finding.code[0] == family and finding.verdict == "fail" and finding.severity in told
        for finding in findings
        if not phrase or _touches(finding, report.text, phrase)
    )


@pytest.mark.parametrize(
    ("name", "family"), [(name, family) for name in FLOORS for family in sorted(CASES[name])]
)
def test_planted_errors_are_found(name: str, family: str) -> None:
    cases = CASES[name][family]
    missed = [case for case in cases if not is_found(family, case)]
    assert len(cases) >= 10
    assert 1 - len(missed) / len(cases) >= FLOORS[name][family], missed
