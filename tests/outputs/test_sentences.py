"""Section 五 by sentence, a report among its peers, scores by level and year: shown as recorded, no more."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import msgspec
import pytest

from wenzhi.base.records import ReportRef, Sentence
from wenzhi.base.rules import make_finding
from wenzhi.outputs.bands import Measured, band_peers, find_bands
from wenzhi.outputs.html import write_html
from wenzhi.outputs.overview import ReportLine, ScoreLine
from wenzhi.outputs.sentences import count_classes, say_reason, sentence_rows
from wenzhi.outputs.spreads import draw_spreads, group_by_level, group_by_year
from wenzhi.outputs.view import CorpusView
from wenzhi.outputs.wording import Wording

ZH, EN = Wording("zh"), Wording("en")


@pytest.fixture
def judged(sample):
    """A report with its problems and measures as sentences: one is unjudged, one problem said to have no answer."""
    view = sample.make_report(0, "甲县<b>局", 2023)
    parts = [*view.report.narrative.problems, *view.report.narrative.measures]
    classes = ["problem"] * len(view.report.narrative.problems)
    classes += ["measure"] * len(view.report.narrative.measures)
    sentences = [
        Sentence(
            start=part.start,
            end=part.end,
            section="problems",
            class_=name,
            probability=0.93,
            concrete=index == 0,
            reasons=("没有<b>", "[after problem]"),
        )
        for index, (part, name) in enumerate(zip(parts, classes, strict=True))
    ]
    sentences[-1] = msgspec.structs.replace(
        sentences[-1], class_=None, probability=0.4, concrete=None
    )
    sentences.append(Sentence(start=0, end=5, section="preamble"))
    report = msgspec.structs.replace(view.report, sentences=tuple(sentences))
    first = report.narrative.problems[0]
    told = make_finding(report, "S103", {"how": ""}, spans=[(first.start, first.end)])
    judgement = msgspec.structs.replace(view.judgement, findings=(told,))
    return msgspec.structs.replace(view, report=report, judgement=judgement)


def test_rows_hold_what_the_record_says_and_only_of_section_five(judged):
    rows = sentence_rows(judged.report, judged.judgement.findings)
    narrative = judged.report.narrative
    assert len(rows) == len(narrative.problems) + len(narrative.measures)
    assert rows[0].marks == (("problem", 1, "problem-0"),) and rows[0].unanswered
    assert rows[0].concrete and not rows[1].concrete
    assert rows[-1].class_ is None and rows[-1].concrete is None
    assert [row.unanswered for row in rows] == [True, *[False] * (len(rows) - 1)]


def test_classes_are_counted_with_the_unjudged_last(judged):
    counted = count_classes(sentence_rows(judged.report, ()))
    assert counted[-1] == (None, 1, 0)
    assert {name: concrete for name, _, concrete in counted}["problem"] == 1


def test_sentences_that_nobody_judged_make_no_rows(sample):
    view = sample.make_report(0, "甲局", 2023)
    bare = Sentence(start=0, end=5, section="problems")
    assert sentence_rows(msgspec.structs.replace(view.report, sentences=(bare,)), ()) == []


def test_reasons_are_words_of_the_sentence_or_what_stands_around_it():
    assert say_reason("没有", ZH) == "“没有”"
    assert say_reason("[after problem]", EN) == "follows a problem"
    assert say_reason("[never heard]", EN) == "never_heard"


def test_the_page_shows_class_sureness_and_reasons_and_escapes_them(judged, tmp_path):
    view = CorpusView(reports=(judged.ref,), load=lambda _: judged)
    page = write_html(view, tmp_path)[1].read_text(encoding="utf-8")
    shown = page[page.index('id="sentences"') : page.index('id="text"')]
    assert "93%" in shown and "接在问题之后" in shown and "没有找到对应这个问题的措施" in shown
    assert "无法判断" in shown and "没有&lt;b&gt;" in shown and "<b>" not in shown
    assert shown.index("#problem-0") < shown.index("#problem-1")


def measured(province: str | None, value: float, level: str | None = "county") -> Measured:
    return Measured(level=level, province=province, values={"substance": value})


def test_a_band_is_of_the_province_where_five_are_and_of_the_level_else():
    near = [measured("甲省", value) for value in (10, 20, 30, 40, 50)]
    far = [measured("乙省", 90)]
    bands = band_peers([*near, *far])
    own = find_bands(bands, "county", "甲省")["substance"]
    assert (own.size, own.province, own.low, own.median, own.high) == (5, "甲省", 20, 30, 40)
    level = find_bands(bands, "county", "乙省")["substance"]
    assert (level.size, level.province) == (6, None)


def test_too_few_peers_or_none_known_make_no_band():
    bands = band_peers([measured("甲省", value) for value in (1, 2, 3, 4)])
    assert find_bands(bands, "county", "甲省") == {}
    assert find_bands(band_peers([measured(None, 1, None)] * 9), None, None) == {}


def test_a_report_of_no_known_province_counts_once_among_its_level():
    (band,) = find_bands(band_peers([measured(None, v) for v in range(5)]), "county", None).values()
    assert band.size == 5


def line(level: str | None, year: int | None, value: float | None) -> ReportLine:
    score = ScoreLine(value=value, low=None, high=None, version=None, why=None, components={})
    return ReportLine(
        ref=ReportRef(report="r", path="r", organization="甲局", year=year),
        level=level, region=None, province=None, grounds={}, findings={}, unjudged=0,
        suppressed=0, scores={"substance": score},
    )  # fmt: skip


def test_values_are_grouped_from_the_top_down_by_year_and_the_unknown_last():
    lines = [line(None, None, 3), line("township", 2024, 2), line("county", 2022, 1)]
    assert list(group_by_level(lines, "substance", ZH)) == ["县区级", "乡镇街道级", "未知"]
    assert list(group_by_year(lines, "substance", ZH)) == ["2022年", "2024年", "年度不明"]
    assert group_by_level([line("county", 2022, None)], "substance", ZH) == {}


def test_a_small_group_shows_each_value_and_a_large_one_bars_with_its_median():
    drawn = draw_spreads({"<县>": [50.0] * 3, "市": [0, 100, 100, 100, 100]}, 100, "#123456", "分")
    assert len(ET.fromstring(drawn).findall(".//rect")) == 2
    assert drawn.count('stroke="#123456"') == 3 and drawn.count("stroke-dasharray") == 1
    assert "&lt;县&gt;" in drawn and "n = 3" in drawn and "<title>100.00</title>" in drawn


def test_a_value_beyond_the_scale_stays_in_the_picture():
    drawn = draw_spreads({"甲": [120.0]}, 100, "#123456", "分")
    assert drawn.count('x1="144.0"') == 1
