"""What `check` gives as a whole: order, counts, what was not run, and the four grounds."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest
from test_cases import SINGLE, read_cases, run
from written import write

from wenzhi.base.records import Checked, Finding, Message, NotRun
from wenzhi.base.rules import catalogue
from wenzhi.checks import check, judge_grounds
from wenzhi.checks import run as running
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.rule import Outcome
from wenzhi.checks.run import _ask as ask
from wenzhi.checks.run import all_rules

COLUMN = {
    "applications.new_received": [5, 0, 0, 0, 0, 0, 5],
    "applications.carried_forward": [4, 0, 0, 0, 0, 0, 4],
}


def finding(code: str, severity: str = "error", verdict: str = "fail") -> Finding:
    return Finding(
        id=code, code=code, family=code[0], severity=severity, verdict=verdict,
        message=Message(zh="", en=""),
    )  # fmt: skip


def ran(ground: str, **rest: object) -> Checked:
    codes = [code for code, card in catalogue().items() if card.ground == ground]
    return Checked(ran=tuple(codes), **rest)


def test_one_thing_found_twice_is_one_finding_with_both_places() -> None:
    report = write({"overview": "全年公开信息XX条。", "problems": "仅公开XX条。"})
    findings, _ = check(report)
    slots = [f for f in findings if f.code == "R102"]
    assert [[report.text[a:b] for a, b in f.spans] for f in slots] == [["XX", "XX"]]


def test_findings_stand_in_order_of_place_code_and_id() -> None:
    report = write({"rows": COLUMN, "overview": "全年公开信息XX条，我我局认真落实。"})
    findings, _ = check(report)
    keys = [(f.spans[0][0] if f.spans else -1, f.code, f.id) for f in findings]
    assert keys == sorted(keys)
    assert {f.code for f in findings} >= {"T101", "R102", "R105"}


def test_places_are_counted_by_rule() -> None:
    # Two columns that do not balance, and the rule that tells which cells would repair them.
    _, checked = check(write({"rows": COLUMN}))
    assert checked.failed == 3
    assert checked.passed > 60
    assert set(checked.ran) | {item.code for item in checked.not_run} == set(all_rules())
    assert not set(checked.ran) & {item.code for item in checked.not_run}


def test_rules_over_years_are_named_as_not_run_without_peers() -> None:
    _, checked = check(write({}))
    assert {f"Y10{n}" for n in range(1, 9)} <= {item.code for item in checked.not_run}
    assert all(item.why for item in checked.not_run)


def test_reported_numbers_are_never_altered() -> None:
    report = write({"rows": COLUMN})
    before = {fact.id: fact.value for fact in report.facts}
    check(report)
    assert {fact.id: fact.value for fact in report.facts} == before


def test_every_finding_can_be_looked_at() -> None:
    for code in SINGLE:
        for name, case in read_cases(code).items():
            report, findings, _ = run(case)
            for found in findings:
                assert all(0 <= a < b <= len(report.text) and b - a <= 200 for a, b in found.spans)
                assert len(found.facts) <= 40, name
                assert "None" not in found.message.zh + found.message.en, (name, found.message)
                assert not (found.verdict == "unjudged" and found.severity == "error")


def test_the_id_of_a_finding_survives_other_text_before_it() -> None:
    case = {"overview": "全年公开信息XX条。"}
    moved = {"preamble": "根据条例编制。", **case}
    ids = [{f.id for f in check(write(c))[0] if f.code == "R102"} for c in (case, moved)]
    assert ids[0] == ids[1] != set()


def test_a_ground_fails_by_an_error() -> None:
    grounds = judge_grounds([finding("T101")], ran("accurate_complete"))
    assert (grounds["accurate_complete"].verdict, grounds["accurate_complete"].why) == (
        "fail",
        ("T101",),
    )


def test_a_ground_passes_when_every_rule_ran_and_nothing_was_found() -> None:
    assert judge_grounds([], ran("accurate_complete"))["accurate_complete"].verdict == "pass"
    told = [finding("F104", "info")]
    assert judge_grounds(told, ran("accurate_complete"))["accurate_complete"].verdict == "pass"


def test_a_ground_stays_open_for_a_warning_an_open_place_or_a_rule_not_run() -> None:
    warned = judge_grounds([finding("F102", "warning")], ran("accurate_complete"))
    left = judge_grounds([], ran("timely", undecided=(NotRun(code="D902", why="x"),)))
    missing = judge_grounds([], Checked())
    assert warned["accurate_complete"].why == ("F102",)
    assert (left["timely"].verdict, left["timely"].why) == ("unjudged", ("D902",))
    assert {ground.verdict for ground in missing.values()} == {"unjudged"}


def test_copying_past_its_threshold_fails_distinct_and_residue_alone_does_not() -> None:
    copying = next(code for code, card in catalogue().items() if card.ground == "distinct")
    assert judge_grounds([finding(copying, "warning")], Checked())["distinct"].verdict == "fail"
    residue = judge_grounds([finding("R201", "warning")], ran("distinct"))
    assert (residue["distinct"].verdict, residue["distinct"].why) == ("unjudged", ("R201",))


def test_a_warm_check_takes_a_few_milliseconds() -> None:
    report = write({"rows": COLUMN, "overview": "全年公开信息12条，我局认真落实条例。" * 40})
    check(report)
    best = min(_seconds(report) for _ in range(5))
    assert best < 0.02  # 2 ms of a core's own time; the bound leaves room for a slower one


def _seconds(report: object) -> float:
    start = time.process_time()
    check(report)  # type: ignore[arg-type]
    return time.process_time() - start


def test_a_defect_in_one_rule_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Dossier) -> Iterable[Outcome]:
        raise IndexError("no such part")

    report = write({"overview": "全年公开信息XX条。", "problems": "仅公开XX条。"})
    whole = check(report)[1]
    rules = {**all_rules(), "R102": broken}
    monkeypatch.setattr(running, "_ask", ask)
    monkeypatch.setattr(running, "all_rules", lambda: rules)
    findings, told = check(report)
    assert [one.code for one in told.not_run if "IndexError: no such part" in one.why] == ["R102"]
    assert set(whole.ran) - set(told.ran) == {"R102"}
    assert "R102" not in {one.code for one in findings}
