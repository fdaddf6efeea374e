"""A number whose meaning only the trained model gave accuses nobody; one it would name otherwise is no error."""

from __future__ import annotations

import msgspec
from test_cases import read_cases
from written import read, write

from wenzhi.base.records import Report
from wenzhi.checks import check


def with_guessed_counts(report: Report) -> Report:
    counts = tuple(
        msgspec.structs.replace(count, indicator_probability=0.95) if count.indicator else count
        for count in report.counts
    )
    return msgspec.structs.replace(report, counts=counts)


def told_of(code: str, name: str, *, guessed: bool) -> tuple[list[str], list[str]]:
    """The verdicts and severities of `code` on a case, with the grammar's names or the model's."""
    report = read(write(read_cases(code)[name]))
    assert report is not None
    findings, _ = check(with_guessed_counts(report) if guessed else report)
    own = [finding for finding in findings if finding.code == code]
    return [finding.verdict for finding in own], [finding.severity for finding in own]


def test_a_contradiction_by_a_guessed_cell_is_told_and_unjudged():
    failing = "test_fail_second_mention"
    assert told_of("P101", failing, guessed=False) == (["fail"], ["error"])
    assert told_of("P101", failing, guessed=True) == (["unjudged"], ["warning"])


def test_parts_add_up_whatever_they_are_of():
    name = next(name for name in read_cases("P201") if name.startswith("test_fail_"))
    assert told_of("P201", name, guessed=False) == told_of("P201", name, guessed=True)


def test_a_contradiction_is_an_error_only_where_both_readers_agree():
    rows = {
        f"applications.{row}": [33, 0, 0, 0, 0, 0, 33]
        for row in ("new_received", "result.granted", "result.total")
    }
    report = read(write({"rows": rows, "overview": "全年共办理申请34件。"}))
    assert report is not None
    findings, _ = check(report)
    (finding,) = (one for one in findings if one.code == "P101")
    (place,) = finding.counts
    named = report.counts[place].indicator
    counts = list(report.counts)
    # 办理 leaves that row open as well, and says the other first.
    other = "applications.received_and_carried.total"
    assert named == "applications.result.total.total"
    counts[place] = msgspec.structs.replace(counts[place], indicator=other)
    findings, _ = check(msgspec.structs.replace(report, counts=tuple(counts)))
    told = [(one.verdict, one.severity) for one in findings if place in one.counts]
    assert finding.severity == "error"
    assert told == [("fail", "warning")]
