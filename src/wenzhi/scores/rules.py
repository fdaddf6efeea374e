"""Floor 4: the findings of family S, made from section 五 and its score."""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.records import Checked, Finding, NotRun, Report, Score, Section
from wenzhi.base.rules import make_finding
from wenzhi.text.normalize import fold, squeeze

THRESHOLD = 10.0
"""Substance below which, with its whole interval, section 五 counts as perfunctory.

Set low on purpose: a finding goes out over a signature. docs/explanation/substance.md gives its
rate on good reports of the demo corpus.
"""

_NOTHING = frozenset(
    {"", "无", "无。", "暂无", "暂无。", "没有", "没有。", "/", "-", "略", "无问题"}
)


CODES = ("S101", "S102", "S103", "S201")


def substance_findings(report: Report, score: Score) -> tuple[tuple[Finding, ...], Checked]:
    """Findings of family S and how their rules fared, a place being the whole section.

    S103 alone is counted per problem.
    """
    section = next((part for part in report.sections if part.kind == "problems"), None)
    if section is None:
        return (), Checked(not_run=tuple(NotRun(code=code, why="没有第五节") for code in CODES))
    empty = list(_empty(report, section))
    if empty:
        skipped = tuple(NotRun(code=code, why="第五节没有内容") for code in CODES[1:])
        return tuple(empty), Checked(failed=1, ran=("S101",), not_run=skipped)
    found = [*_unadmitted(report, section), *_unanswered(report)]
    undecided: list[NotRun] = []
    low = _low(report, section, score)
    if isinstance(low, NotRun):
        undecided.append(low)
    else:
        found += low
    places = 3 + len(report.narrative.problems)
    checked = Checked(
        passed=places - len(found) - len(undecided),
        failed=len(found),
        unjudged=len(undecided),
        ran=CODES,
        undecided=tuple(undecided),
    )
    return tuple(found), checked


def _body(report: Report, section: Section) -> str:
    body = report.text[section.start + len(section.heading or "") : section.end]
    return squeeze(fold(body)).text


def _heading_span(report: Report, section: Section) -> tuple[int, int]:
    if section.heading:
        return section.start, section.start + len(section.heading)
    return section.start, min(section.end, section.start + 20)


def _empty(report: Report, section: Section) -> Iterator[Finding]:
    body = _body(report, section)
    if body.strip("。.;, ") in _NOTHING:
        span = _heading_span(report, section)
        yield make_finding(report, "S101", {}, spans=[span], actual=body or "空白")


def _unadmitted(report: Report, section: Section) -> Iterator[Finding]:
    if report.narrative.measures and not report.narrative.problems:
        yield make_finding(
            report,
            "S102",
            {},
            spans=[_heading_span(report, section)],
            actual=len(report.narrative.measures),
        )


def _unanswered(report: Report) -> Iterator[Finding]:
    answered = {index for measure in report.narrative.measures for index in measure.answers}
    for index, problem in enumerate(report.narrative.problems):
        if index not in answered:
            yield make_finding(report, "S103", {}, spans=[(problem.start, problem.end)])


def _low(report: Report, section: Section, score: Score) -> list[Finding] | NotRun:
    if score.value is None or score.low is None or score.high is None:
        return NotRun(code="S201", why=score.why or "充实度无法评分")
    if score.high < THRESHOLD:
        return [
            make_finding(
                report,
                "S201",
                {"high": score.high},
                spans=[_heading_span(report, section)],
                expected=THRESHOLD,
                actual=score.value,
            )
        ]
    if score.low < THRESHOLD:
        return NotRun(code="S201", why=f"充实度区间 {score.low}–{score.high} 跨过界线 {THRESHOLD}")
    return []
