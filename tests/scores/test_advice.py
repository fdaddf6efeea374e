"""Advice names the sentence that lacks something, and its gain is what the score gains when it is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wenzhi.base.records import ProvenanceSpan, Report
from wenzhi.parse.report import parse
from wenzhi.read import read_bytes
from wenzhi.scores.advice import LEAST_GAIN, Advice, advise, is_lead
from wenzhi.scores.classes import classify
from wenzhi.scores.profile import Profile
from wenzhi.scores.substance import score_substance

MIXED = (
    "一是水政科起草的37件答复书中有6件在第十九个工作日才送出；二是信息公开更新不及时。"
    "下一步，一是加强学习培训；二是由河道所六月底前给12个村的公示栏各拍照存档一次。"
    "今后将再接再厉，不断开创工作新局面，为推动经济社会高质量发展作出新的更大贡献。"
)


def report(narrative: str) -> Report:
    """A report of a fictional bureau with this section five."""
    text = (
        "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息12条。\n"
        f"五、存在的主要问题及改进情况\n{narrative}\n六、其他需要报告的事项\n未收取信息处理费。\n"
    )
    return parse(read_bytes(text.encode(), "a.txt"))


def advice(read: Report, profile: Profile | None = None) -> tuple[Advice, ...]:
    judged = classify(read)
    return advise(read, judged, score_substance(read, profile=profile, judged=judged), profile)


def test_what_lacks_is_named_and_what_is_concrete_is_left_alone() -> None:
    read = report(MIXED)
    told = {one.lack: read.text[slice(*one.span)] for one in advice(read)}
    assert "更新不及时" in told["concrete_problem"]
    assert "加强学习培训" in told["concrete_measure"]
    assert "水政科" in told["answer"]
    assert "再接再厉" in told["frame"]
    assert not any("河道所" in words for words in told.values())
    measure = next(one for one in advice(read) if one.lack == "concrete_measure")
    assert {"who", "by_when"} <= set(measure.missing)


def test_a_concrete_measure_is_told_what_it_does_not_name() -> None:
    text = "三个村没有张贴河道整治公示。下一步由河道所给12个村的公示栏各拍照存档一次。"
    told = [one for one in advice(report(text)) if one.lack == "elements"]
    assert [one.missing for one in told] == [("by_when",)]
    assert advice(report(text.replace("下一步由", "6月底前由"))) == ()


def test_what_others_have_too_is_not_called_vague() -> None:
    read = report(MIXED)
    judged = classify(read)
    section = next(one for one in read.sections if one.kind == "problems")
    shared = [ProvenanceSpan(start=section.start, end=section.end, provenance="family")]
    score = score_substance(read, shared, judged=judged)
    told = advise(read, judged, score, provenance=shared)
    lacks = {one.lack for one in told if "水政科" in read.text[slice(*one.span)]}
    assert lacks == {"own_words"}


def test_gains_are_points_of_the_score() -> None:
    read = report(MIXED)
    judged = classify(read)
    before = score_substance(read, judged=judged)
    first = next(one for one in advice(read) if one.lack == "concrete_problem")
    mended = [
        replace(one, concrete_probability=1.0, text=f"{one.text}补登了12件")
        if one.span == first.span
        else one
        for one in judged
    ]
    after = score_substance(read, judged=mended)
    assert before.value is not None
    assert after.value is not None
    assert after.value - before.value == pytest.approx(first.gain, abs=1)  # it became longer too


def test_only_what_is_worth_it_is_said_and_most_first() -> None:
    gains = [one.gain for one in advice(report(MIXED))]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) >= LEAST_GAIN


def test_without_a_score_or_with_other_weights_nothing_is_said() -> None:
    assert advice(report("无。")) == ()
    read = report(MIXED)
    judged = classify(read)
    score = score_substance(read, judged=judged)
    own = Profile(name="own", weights={"candour": 1.0})
    assert advise(read, judged, score, own) == ()
    assert advice(read, own)


@pytest.mark.parametrize(
    "text",
    [
        "存在问题：",
        "（二）改进情况。",
        "三、下一步工作打算",
        "一是存在的主要问题。",
        "2024年，我局拟采取以下措施：",
    ],
)
def test_what_heads_problems_or_measures_is_no_phrase_to_leave_out(text: str) -> None:
    assert is_lead(text)


@pytest.mark.parametrize(
    "text", ["今后将再接再厉。", "存在的问题还不少，有待改进。", "改进工作永远在路上。"]
)
def test_a_stock_phrase_heads_nothing(text: str) -> None:
    assert not is_lead(text)


def test_nobody_is_told_to_leave_out_a_heading() -> None:
    read = report(
        "存在问题：\n一是惠民资金栏目有4个月没有更新。\n改进情况：\n一是由办公室每月5日前逐栏核对，漏更的在周例会通报。"
    )
    assert "frame" not in {one.lack for one in advice(read)}
