"""Contested findings: marked while the evidence stands, back when it changes, told when useless."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import ORGAN, write

from wenzhi.base.errors import UsageError
from wenzhi.base.records import Finding, Judgement, Report, Suppression
from wenzhi.checks import check, judge_grounds
from wenzhi.checks.suppressions import (
    FILE_NAME,
    Suppressions,
    find_suppressions,
    names_of,
    read_suppressions,
    unused,
)

TWO_SLOTS = "全年公开信息XX条。本年收到信访件某某件。"


def judged(text: str) -> tuple[Report, Judgement]:
    report = write({"overview": text})
    findings, checked = check(report)
    return report, Judgement(
        findings=findings, checked=checked, grounds=judge_grounds(findings, checked)
    )


def slots(judgement: Judgement) -> list[Finding]:
    return [one for one in judgement.findings if one.code == "R102"]


def entry(**fields: object) -> Suppression:
    return Suppression(reason="原件如此", where="suppressions.toml#1", **fields)  # type: ignore[arg-type]


def by_rule(report: Report, **fields: object) -> Suppression:
    said = {"code": "R102", "organ": ORGAN, "year": report.meta.year}
    return entry(**{**said, **fields})


def test_a_marked_finding_stays_with_its_reason_and_stands_no_more() -> None:
    report, before = judged("全年公开信息XX条。")
    (slot,) = slots(before)
    after = Suppressions([entry(id=slot.id, who="李某", when="2024-03-05")]).apply(report, before)
    (marked,) = slots(after)
    assert marked.suppressed is not None and not marked.stands and slot.stands
    assert (marked.suppressed.reason, marked.suppressed.who) == ("原件如此", "李某")
    assert marked.suppressed.where == "suppressions.toml#1"
    assert msgspec.structs.replace(marked, suppressed=None) == slot
    assert len(after.findings) == len(before.findings)
    assert after.checked == before.checked


def test_a_ground_that_only_a_false_alarm_failed_is_judged_anew() -> None:
    report = write({"rows": {"applications.new_received": [5, 0, 0, 0, 0, 0, 5]}})
    findings, checked = check(report)
    before = Judgement(findings=findings, checked=checked, grounds=judge_grounds(findings, checked))
    assert before.grounds["accurate_complete"].verdict == "fail"
    errors = [one for one in findings if one.severity == "error" and one.verdict == "fail"]
    marks = Suppressions([entry(id=one.id) for one in errors])
    assert marks.apply(report, before).grounds["accurate_complete"].verdict != "fail"
    some = Suppressions([entry(id=one.id) for one in errors[1:]])
    assert some.apply(report, before).grounds["accurate_complete"].verdict == "fail"


def test_it_comes_back_when_the_evidence_changes() -> None:
    _, before = judged("全年公开信息XX条。")
    marks = Suppressions([entry(id=slots(before)[0].id)])
    moved = judged("根据条例，现公布如下。\n全年公开信息XX条。")
    assert not slots(marks.apply(*moved))[0].stands
    other = judged("全年公开信息某某条。")
    assert slots(marks.apply(*other))[0].stands


def test_a_finding_over_years_comes_back_when_the_other_year_is_corrected() -> None:
    class LastYear:
        def __init__(self, left: int) -> None:
            row = {"applications.carried_forward": [left, 0, 0, 0, 0, 0, left]}
            self.report = write({"rows": row, "year": 2021})

        def year_of_organ(self, report: Report, year: int) -> Report | None:
            return self.report if year == self.report.meta.year else None

    report = write({"rows": {"applications.carried_over": [1, 0, 0, 0, 0, 0, 1]}})
    ids = []
    for left in (3, 3, 4):
        findings, _ = check(report, LastYear(left))  # type: ignore[arg-type]
        ids.append({one.id for one in findings if one.code == "Y101"})
    assert ids[0] == ids[1] and ids[0] and not ids[0] & ids[2]


def test_code_organ_and_year_mark_a_rule_on_one_report() -> None:
    report, before = judged(TWO_SLOTS)
    after = Suppressions([by_rule(report)]).apply(report, before)
    assert slots(before) and not any(one.stands for one in slots(after))
    for wrong in ({"year": 1999}, {"organ": "云岭县教育局"}, {"code": "R101"}):
        marks = Suppressions([by_rule(report, **wrong)])
        assert marks.apply(report, before) == before


def test_evidence_narrows_an_entry_and_blanks_do_not_matter() -> None:
    report, before = judged(TWO_SLOTS)
    words = {report.text[a:b] for one in slots(before) for a, b in one.spans}
    assert words == {"XX", "某某"}
    after = Suppressions([by_rule(report, evidence=" X X ")]).apply(report, before)
    standing = [report.text[a:b] for one in slots(after) if one.stands for a, b in one.spans]
    assert standing == ["某某"]


def test_without_entries_nothing_is_touched() -> None:
    report, before = judged(TWO_SLOTS)
    assert Suppressions().apply(report, before) is before
    assert Suppressions([entry(id="0" * 16)]).apply(report, before) is before


def test_the_first_entry_that_fits_counts_and_the_other_is_unused() -> None:
    report, before = judged("全年公开信息XX条。")
    name = slots(before)[0].id
    twice = [entry(id=name), msgspec.structs.replace(entry(id=name), where="suppressions.toml#2")]
    after = Suppressions(twice).apply(report, before)
    used = {one.suppressed.where for one in after.findings if one.suppressed}
    assert [one.where for one in unused(twice, used)] == ["suppressions.toml#2"]


def test_only_what_could_have_served_is_told_as_unused() -> None:
    report, _ = judged("全年公开信息12条。")
    here, elsewhere = by_rule(report), by_rule(report, organ="云岭县教育局")
    named = entry(id="0" * 16, organ=ORGAN, year=report.meta.year)
    bare = entry(id="f" * 16)
    seen = {name: {report.meta.year} for name in names_of(report.meta)}
    asked = frozenset({"R102", "T101"})
    assert unused([here, elsewhere, named, bare], set(), seen, asked) == (here, named, bare)
    assert unused([here, elsewhere], set()) == (here, elsewhere)
    assert unused([here], set(), seen, frozenset({"T101"})) == ()
    no_such = by_rule(report, code="R9999")
    assert unused([no_such], set(), seen, asked) == (no_such,)


# Files --------------------------------------------------------------------------------------------


def test_a_file_is_read_in_order_with_dates_as_text(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(
        '[[suppression]]\nid = " 7c615a9650f9d21b "\nreason = " 已核对 "\nwhen = 2024-03-05\n'
        '[[suppression]]\ncode = "p101"\norgan = "云岭县水务局"\nyear = "2023"\nreason = "口径不同"\n'
        'who = "李某"\nwhen = "三月五日"\nevidence = "窗口办件"\n',
        encoding="utf-8",
    )
    first, second = read_suppressions(path)
    assert (first.id, first.reason, first.when) == ("7c615a9650f9d21b", "已核对", "2024-03-05")
    assert (second.code, second.year, second.when) == ("P101", 2023, "三月五日")
    assert [first.where, second.where] == ["suppressions.toml#1", "suppressions.toml#2"]
    assert find_suppressions([tmp_path / "gone", tmp_path]) == path
    assert find_suppressions([tmp_path / "gone"]) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_of_notepad_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / FILE_NAME
    text = '[[suppression]]\r\nid = "7c615a9650f9d21b"\r\nreason = "已核对纸质原件，扫描漏字"\r\n'
    path.write_bytes(text.encode(encoding))
    assert read_suppressions(path)[0].reason == "已核对纸质原件，扫描漏字"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[suppression]]\nid = "a"', "没有写理由"),
        ('[[suppression]]\nid = 3\nreason = "x"', "id 没有写在引号里"),
        ('[[suppression]]\nreason = "x"\nyear = "去年"', "year 看不懂：去年"),
        ('[[suppression]]\nid = "a"\nreason = " "', "没有写理由"),
        ('[[suppression]]\nreason = "x"', "没有说是哪个问题"),
        ('[[suppression]]\nreason = "x"\ncode = "P101"\nyear = 2023', "没有说是哪个问题"),
        ('[[suppression]]\nid = "a"\nreason = "x"\nreasno = "y"', "reasno"),
        (
            '[[suppression]]\nid = "a"\nreason = "x"\n[[suppression]]\nreason = "x"\nyear = "去年"',
            "第 2 条",
        ),
        ('[[suppresion]]\nid = "a"', "suppresion"),
        ('suppression = "all"', "suppression"),
        ("suppression = [3]", "第 1 条"),
        ("[[suppression\n", "TOML"),
    ],
)
def test_a_wrong_file_says_what_and_where(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_suppressions(path)
    said = f"{caught.value.message} {caught.value.where}"
    assert caught.value.code == "E220" and caught.value.hint and told in said
    assert "Object" not in said and "Expected" not in said


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_suppressions(tmp_path / "没有.toml")
    assert caught.value.code == "E220"


@given(st.sets(st.integers(0, 5)))
def test_exactly_the_named_findings_are_marked(chosen: set[int]) -> None:
    report, before = judged(TWO_SLOTS + "我我局认真落实。下一步，我局将加强学习。")
    names = [before.findings[n].id for n in chosen if n < len(before.findings)]
    after = Suppressions([entry(id=name) for name in names]).apply(report, before)
    assert {one.id for one in after.findings if one.suppressed} == set(names)
    assert [one.id for one in after.findings] == [one.id for one in before.findings]
