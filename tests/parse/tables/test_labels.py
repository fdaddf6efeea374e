"""Labels are known by their ideographs."""

from __future__ import annotations

import pytest

from wenzhi.parse.tables.forms import FORM_IDS, load_form
from wenzhi.parse.tables.labels import classify, ideographs, row_labels, similar_head, similarity
from wenzhi.text.normalize import fold


@pytest.mark.parametrize("form_id", FORM_IDS)
@pytest.mark.parametrize("table", ["active", "applications"])
def test_every_label_is_most_like_its_own_row(form_id, table):
    labels = row_labels(form_id, table)
    for label in labels.rows:
        text = fold(label.row.label).text
        scores = dict(labels.alike(classify(text).key, classify(text).ordinal))
        assert max(scores, key=lambda row: scores[row]) == label.index


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_no_wording_stands_for_two_rows(form_id):
    for table in ("active", "applications"):
        assert all(len(rows) == 1 for rows in row_labels(form_id, table).exact.values())


@pytest.mark.parametrize(
    "text",
    [
        "一、本年新收政府信息公开申请数量",
        "一 、本年新收政府信息公开申请数量",
        "(一)本年新收政府信息公开申请数量",
        "本 年 新 收 政府信息公开申请数量",
        "| 一、本年新收政府信息公开<br>申请数量",
        "一、本年新收",
    ],
)
def test_ordinals_blanks_and_marks_do_not_matter(text):
    assert classify(fold(text).text).rows == {"new_received"}


def test_a_bare_numeral_is_an_ordinal_only_before_a_label():
    assert classify("一本年新收政府信息公开申请数量").rows == {"new_received"}
    assert ideographs("三安全一稳定") == "三安全一稳定"


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("二、主动公开政府信息情况", "active"),
        ("三、收到和处理政府信息公开申请情况", "applications"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "review"),
    ],
)
def test_titles_are_told_from_rows(text, table):
    label = classify(fold(text).text)
    assert label.title == table
    assert not label.rows


def test_a_long_row_of_the_sixth_group_is_no_title():
    for row in load_form("2021").applications.rows:
        assert classify(fold(row.label).text).title is None


def test_likeness_of_shortened_glued_and_different_labels():
    assert similarity("本年新收申请", "本年新收政府信息公开申请数量") > 0.55
    assert similarity("不予公开属于国家秘密", "属于国家秘密") > 0.85
    assert similarity("行政检查", "行政强制") <= 0.5
    assert similarity("行政强制行政检查", "行政强制") < 0.7


def test_heads_allow_one_wrong_character():
    assert similar_head("尚末审结", "review") == "尚未审结"
    assert similar_head("结果维持", "review") == "结果维持"
    assert similar_head("存在问题", "review") is None
