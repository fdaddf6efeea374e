"""What became of last year's problems and measures: each planted fate is told, with words of both years."""

from __future__ import annotations

import pytest

from wenzhi.base.records import FollowThrough, FollowUp, Report, ReportRef
from wenzhi.parse.report import parse
from wenzhi.read import read_bytes
from wenzhi.scores.classes import classify
from wenzhi.scores.follow_through import follow_through, score_follow_through

THEN = (
    "存在的问题：一是水政科起草的37件答复书中有6件在第十九个工作日才送出。"
    "二是12个沿河村有5个没有张贴河道整治公示。三是节水办法的解读只登了网站，没有做成图解。"
    "四是政务公开栏玻璃破损，群众看不清内容。\n"
    "下一步：一是由法规科每周五通报临期答复。二是请河道所给没有公示栏的村各装一块公示牌。"
    "三是每件规范性文件公布后三日内由办公室制作图解。"
)
NOW = (
    "上年度指出的“节水办法的解读只登了网站，没有做成图解”问题，已经解决。"
    "去年提出的由法规科每周五通报临期答复，已经做到了。\n"
    "存在的问题：一是水政科起草的41件答复书中有8件在第十九个工作日才送出。"
    "二是沿河的村子里还有5个没有把河道整治公示张贴出来。三是取水许可的办事指南没有更新电话。\n"
    "下一步：一是每件规范性文件公布后三日内由办公室制作图解。二是由许可科每月核对一次办事指南。"
)


def report(body: str, year: int, overview: str = "全年公开信息12条。") -> Report:
    """A report of a fictional bureau with this section five."""
    text = (
        f"云川县水务局{year}年政府信息公开工作年度报告\n一、总体情况\n{overview}\n"
        f"五、存在的主要问题及改进情况\n{body}\n六、其他需要报告的事项\n未收取信息处理费。\n"
    )
    return parse(read_bytes(text.encode(), "a.txt"))


def follow(now: Report, then: Report) -> FollowThrough:
    return follow_through(now, classify(now), then, classify(then))


def fates(found: FollowThrough) -> dict[str, str | None]:
    return {item.text[2:6]: item.outcome for item in found.items}


def test_each_problem_and_measure_of_last_year_has_its_fate() -> None:
    found = follow(report(NOW, 2023), report(THEN, 2022))
    assert fates(found) == {
        "水政科起": "verbatim",  # with this year's numbers
        "12个沿": "repeated",
        "节水办法": "mended",
        "政务公开": "gone",
        "由法规科": "done",
        "请河道所": "gone",
        "每件规范": "verbatim",
    }
    assert found.earlier.year == 2022


def test_spans_point_into_both_years() -> None:
    then, now = report(THEN, 2022), report(NOW, 2023)
    for item in follow(now, then).items:
        assert then.text[slice(*item.earlier)] == item.text
        assert (item.now is None) == (item.outcome == "gone")
        if item.outcome == "mended":
            assert item.now is not None
            assert now.text[slice(*item.now)].startswith("上年度指出的")


def test_what_was_done_may_stand_outside_section_five() -> None:
    told = "全年公开信息12条。河道所给没有公示栏的村各装了一块公示牌，已全部装好。"
    found = follow(report(NOW, 2023, told), report(THEN, 2022))
    assert fates(found)["请河道所"] == "done"


def test_a_promise_is_not_taken_for_the_deed() -> None:
    again = (
        "存在的问题：取水许可的办事指南没有更新电话。\n"
        "下一步：将请河道所给没有公示栏的村各装一块公示牌，已列入计划。"
    )
    assert fates(follow(report(again, 2023), report(THEN, 2022)))["请河道所"] != "done"


def test_the_same_section_again_is_worth_nothing_and_a_mended_one_all() -> None:
    same = score_follow_through(follow(report(THEN, 2023), report(THEN, 2022)))
    assert same.value == 0
    mended = report(
        "上年度指出的“12个沿河村有5个没有张贴河道整治公示”问题，已经解决。\n"
        "存在的问题：取水许可的办事指南没有更新电话。",
        2023,
    )
    then = report("存在的问题：12个沿河村有5个没有张贴河道整治公示。", 2022)
    score = score_follow_through(follow(mended, then))
    assert score.value == 1
    assert score.components is not None
    assert score.components["measures"].value is None
    assert score.components["measures"].why


def test_without_last_year_there_is_no_score() -> None:
    score = score_follow_through(None, "没有上一年的报告可比")
    assert (score.value, score.why) == (None, "没有上一年的报告可比")
    nothing = follow(report(NOW, 2023), report("无。", 2022))
    assert score_follow_through(nothing).value is None


@pytest.mark.parametrize(
    ("outcomes", "low", "value", "high"),
    [
        (("mended", None), 0.5, 1.0, 1.0),
        (("verbatim", None), 0.0, 0.0, 0.5),
        ((None, None), None, None, None),
    ],
)
def test_what_is_in_doubt_widens_the_interval(
    outcomes: tuple[str | None, ...], low: float | None, value: float | None, high: float | None
) -> None:
    items = tuple(
        FollowUp(kind="problem", outcome=one, earlier=(0, 1), text="问", now=(0, 1))  # type: ignore[arg-type] # planted
        for one in outcomes
    )
    earlier = ReportRef(report="", path="a.txt", organization=None, year=2022)
    score = score_follow_through(FollowThrough(earlier=earlier, items=items))
    assert (score.low, score.value, score.high) == (low, value, high)


def test_each_part_of_a_sentence_takes_up_one_of_last_year() -> None:
    told = (
        "上年的两个问题都已解决：河道整治公示已在五个沿河村全部张贴；节水办法的解读已做成图解。\n"
        "存在的问题：取水许可的办事指南没有更新电话。"
    )
    found = fates(follow(report(told, 2023), report(THEN, 2022)))
    assert found["12个沿"] == "mended"
    assert found["节水办法"] == "mended"
    assert found["每件规范"] != "verbatim"


def test_a_close_report_elsewhere_needs_no_word_of_its_end() -> None:
    now = "存在的问题：取水许可的办事指南没有更新电话。"
    done = report(now, 2023, "全年由法规科每周五通报临期答复，共通报46次。")
    assert fates(follow(done, report(THEN, 2022)))["由法规科"] == "done"
    other = report(now, 2023, "全年法规科办理行政复议案件46件，开展普法活动五次。")
    assert fates(follow(other, report(THEN, 2022)))["由法规科"] != "done"


def test_what_is_quoted_does_not_hide_what_was_done() -> None:
    now = "今年的解读已由办公室全部制作成图解，去年“没有做成图解”的问题不再存在。"
    found = fates(follow(report(now, 2023), report(THEN, 2022)))
    assert found["节水办法"] == "mended"
