"""Floor 3: the four official grounds: what findings and the list of rules that ran come to.

Takes findings of every family (C and S are made on other floors) and `Checked`; gives one verdict a
ground. It must not look at a report.
"""

from __future__ import annotations

from collections.abc import Iterable

from wenzhi.base.records import GROUNDS, Checked, Finding, Ground, GroundName
from wenzhi.base.rules import catalogue

_BY_THRESHOLD: frozenset[str] = frozenset("CS")
"""Families whose failing findings of warning or error stand only past their published threshold."""


def judge_grounds(findings: Iterable[Finding], checked: Checked) -> dict[GroundName, Ground]:
    """The verdict on each ground, with the codes that carry it.

    Fail: a failing finding of severity error (of family C or S: also a warning, since those rules
    report below their threshold as info only). Pass: every rule of the ground ran, judged every place
    and found nothing above info. Otherwise unjudged, with the codes that were not run, not asked, left
    open or found something short of an error.
    """
    found = tuple(findings)
    return {ground: _judge(ground, found, checked) for ground in GROUNDS}


def _judge(ground: GroundName, findings: tuple[Finding, ...], checked: Checked) -> Ground:
    codes = {code for code, card in catalogue().items() if card.ground == ground and _single(code)}
    failing = {f.code for f in findings if f.code in codes and f.verdict == "fail" and _decides(f)}
    if failing:
        return Ground(verdict="fail", why=tuple(sorted(failing)))
    open_codes = codes - set(checked.ran)
    open_codes |= {item.code for item in checked.undecided} & codes
    open_codes |= {f.code for f in findings if f.code in codes and f.severity != "info"}
    if open_codes or not codes:
        return Ground(verdict="unjudged", why=tuple(sorted(open_codes)))
    return Ground(verdict="pass", why=())


def _decides(finding: Finding) -> bool:
    return finding.severity == "error" or (
        finding.severity == "warning" and finding.family in _BY_THRESHOLD
    )


def _single(code: str) -> bool:
    """Whether the rule looks at single reports: D95x look at a roster."""
    return not code.startswith("D95")
