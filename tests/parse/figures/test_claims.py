"""Claims without a numeral: about which cell, saying what, of which count."""

from __future__ import annotations

import pytest

from wenzhi.parse.counts import read_counts
from wenzhi.parse.figures.claims import find_claims
from wenzhi.parse.figures.mentions import Page
from wenzhi.text.normalize import fold
from wenzhi.text.words import AskedWords

NEW = "applications.new_received"


def page_of(text):
    return Page(text, AskedWords(text))


FORWARD = "applications.carried_forward.total"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请5件，均已按时办结。", [(FORWARD, "zero", "5件")]),
        ("全年收到申请12件，全部在法定期限内答复。", [(FORWARD, "zero", "12件")]),
        ("收到申请3件，已全部办理完毕。", [(FORWARD, "zero", "3件")]),
        ("收到申请8件。均已依法答复。", [(FORWARD, "zero", "8件")]),
        ("答复申请9件，均按期答复。", [("applications.result.total.total", "equals_total", "9件")]),
        ("收到申请1件，为自然人提交。", [(f"{NEW}.natural_person", "equals_total", "1件")]),
        ("收到申请4件，均为自然人申请。", [(f"{NEW}.natural_person", "equals_total", "4件")]),
        ("收到申请2件，均由商业企业提出。", [(f"{NEW}.enterprise", "equals_total", "2件")]),
        (
            "收到申请1件，为自然人提交，属本机关不掌握信息。",
            [
                (f"{NEW}.natural_person", "equals_total", "1件"),
                ("applications.result.not_held.total", "equals_total", "1件"),
            ],
        ),
        (
            "办结申请6件，均予以公开。",
            [("applications.result.granted.total", "equals_total", "6件")],
        ),
        ("行政复议3件，结果均为维持。", [("review.maintained", "equals_total", "3件")]),
        ("行政诉讼2件，均获维持。", [("litigation.maintained", "equals_total", "2件")]),
        ("收到申请5件，与上年持平。", [(f"{NEW}.total", "equals_prior_year", "5件")]),
        ("收到申请5件，较上年有所增加。", [(f"{NEW}.total", "increased", "5件")]),
        ("收到申请5件，同比明显下降。", [(f"{NEW}.total", "decreased", "5件")]),
        ("本年度无遗留。", [(FORWARD, "zero", None)]),
        ("收到和处理政府信息公开申请0件。", [("applications.result.total.total", "zero", "0件")]),
        ("收到并办结申请4件。", [("applications.result.total.total", None, "4件")]),
        ("行政复议、行政诉讼均为0件。", [("litigation.total", "zero", "0件")]),
        ("确保收到的申请全部按时答复。", []),
        ("收到申请0件，均已办结。", []),
        ("办理建议提案12件，均已按时办结。", []),
        ("收到公民、法人和其他组织提出的申请7件。", []),
        ("组织培训3次，参训人员均为业务骨干。", []),
        ("收到申请5件，同比增长25%。", []),
        ("要求各单位对收到的申请均应答复。", []),
    ],
)
def test_claims_of_a_sentence(text, expected):
    counts, claims = read_counts([("overview", fold(text))], year=2022)
    told = [
        (
            claim.fact,
            claim.relation,
            None if claim.from_count is None else counts[claim.from_count].text,
        )
        for claim in claims
    ]
    assert sorted(told, key=str) == sorted(expected, key=str)
    assert all(text[claim.start : claim.end] == claim.text for claim in claims)


def test_a_claim_of_the_applications_section_needs_no_count():
    (claim,) = find_claims(page_of("均已按时办结。"), (), section="applications")
    assert (claim.fact, claim.value, claim.relation) == (FORWARD, 0, "zero")
    assert find_claims(page_of("均已按时办结。"), (), section="problems") == ()


def test_a_sentence_about_all_applications_needs_no_figure_beside_it() -> None:
    text = "收到书面申请9件,含企业1件;上年结转2件。所有申请均在法定期限内办理完毕。"
    found = [
        (claim.fact, claim.relation) for claim in find_claims(page_of(text), (), section="overview")
    ]
    assert ("applications.carried_forward.total", "zero") in found
