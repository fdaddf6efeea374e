"""Rightly written reports, read by the parser and checked: nothing in them may be told as a failure.

Each passage holds something that looks like an error and is none: a comparison, a plan, a scope, an open
list, a reduplication, a visit. All organs are fictional but those that a visit or a region needs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from written import LastYear, write

from wenzhi.base.records import Document, Report, Source
from wenzhi.checks import check
from wenzhi.parse.report import parse

TABLE = {
    "applications.new_received": [9, 2, 0, 0, 1, 0, 12],
    "applications.carried_over": [2, 0, 0, 0, 0, 0, 2],
    "applications.result.granted": [5, 1, 0, 0, 0, 0, 6],
    "applications.result.partial": [1, 0, 0, 0, 0, 0, 1],
    "applications.result.denied_third_party": [1, 0, 0, 0, 0, 0, 1],
    "applications.result.not_held": [2, 1, 0, 0, 1, 0, 4],
    "applications.result.total": [9, 2, 0, 0, 1, 0, 12],
    "applications.carried_forward": [2, 0, 0, 0, 0, 0, 2],
    "review": [2, 0, 1, 0, 3],
    "litigation.direct": [1, 0, 0, 0, 1],
    "litigation.after_review": [1, 0, 0, 1, 2],
    "active.normative_documents": [3, 1, 25],
}

PASSAGES = [
    "全年共收到政府信息公开申请12件，上年结转2件，办结12件，结转下年度2件。",
    "2022年，我局共收办政府信息公开申请14件（含上年结转2件）。",
    "全年新收政府信息公开申请12件，其中自然人9件，法人或其他组织3件。",
    "共办结申请12件，其中予以公开6件，部分公开1件，不予公开1件，无法提供4件。",
    "收到的申请均在法定期限内答复，答复率100%。",
    "政府信息公开行政复议3件，其中维持2件；行政诉讼3件，其中2件维持。",
    "因政府信息公开引发行政复议、行政诉讼6件。",
    "2021年收到申请8件，2022年收到12件，同比增长50%。",
    "较2021年的8件增加4件。",
    "制发行政规范性文件3件，现行有效行政规范性文件25件。印发政策性文件11件。",
    "全县共收到政府信息公开申请250件，我局收到12件。",
    "主动公开政府信息206条，其中机构信息7条、应急信息31条、招标信息13条等各类信息。",
    "公开信息143条，其中政策解读1篇，通知公告2条，工作动态等信息140条。",
    "通过网站发布信息120条，公众号发布信息80条，公开栏张贴30条，各渠道共发布信息150余条。",
    "举办培训班2期，培训120人次，召开会议4次。",
    "受理群众来电250余次，接待来访60余人次，均已答复。",
    "没有发生一件违纪违法现象，确保公开与保密两不误。",
    "自2008年《条例》施行以来，累计公开信息5600余条。",
    "根据2019年4月3日国务院令第711号修订的《条例》，修订了公开指南。",
    "针对2021年存在的公开不及时问题，2022年我局制定了整改措施，逐项落实。",
    "2021年我局在全县考核中获评优秀等次。",
    "按照国务院办公厅《2022年政务公开工作要点》和县政府要求，细化了任务分工。",
    "2023年，我局将继续按照政务公开工作要点抓好落实。",
    "起草了2023年政务公开工作要点，报县政府审定。",
    "截至2022年12月31日，网站共发布信息300条；截至2023年1月10日，报告编制完成。",
    "县水务局局长任组长，各股室负责人、局属单位负责人为成员，层层抓落实，件件有回音。",
    "在政务公开公开栏、村务公开公开情况公示墙上张贴，做到公开公正。",
    "各乡镇人民政府政府信息公开工作由县政府办统一指导。",
    "组织人员赴青禾县考察学习，与临川市有关单位交流经验。",
    "按照“谁公开、谁审查，谁主管、谁负责”的原则，一事一审、一级抓一级。",
    "以方便群众为目的的公开才是好的公开，点点滴滴、方方面面都要想到。",
    "对涉及个人隐私的信息，以张某某等形式作隐名处理。",
    "第一季度发布信息40条，第二季度发布信息35条，全年发布信息150条。",
    "信息公开专栏访问量达12.5万次，公众号关注人数3200人。",
    "落实三审三校、五公开要求，12345热线全年转办56件，办结率100%。",
    "微信公众号发布信息70条，占全年发布量200条的35%。",
    "办理人大代表建议5件、政协提案3件，全部按时办结，满意率100%。",
    "办理行政许可1300余件，行政处罚案件12起，均已公示。",
]

MORE = Path(__file__).with_name("clean_passages.txt").read_text(encoding="utf-8").splitlines()
"""One passage a line, for the same table and organ."""


@cache
def read(text: str) -> Report:
    source = Source(path="report.txt", sha256="0" * 64, format="txt", encoding="utf-8")
    return parse(Document(source=source, text=text))


def failures(**case: Any) -> list[str]:
    report = read(write({"rows": TABLE, **case}).text)
    findings, _ = check(report, LastYear(None))
    return [
        f"{finding.code} {finding.message.zh}"
        for finding in findings
        if finding.verdict == "fail" and finding.severity != "info"
    ]


@pytest.mark.parametrize("passage", [*PASSAGES, *MORE])
def test_a_right_passage_is_left_alone(passage: str) -> None:
    assert failures(overview=passage) == []


def test_all_passages_together_are_left_alone() -> None:
    assert failures(overview="\n".join(PASSAGES[:20])) == []


@pytest.mark.parametrize(
    ("organ", "kind", "passage"),
    [
        ("云岭县白石街道办事处", "street", "我街道按照县水务局等部门要求，配合做好公开，本办明确专人。"),
        ("云岭县青杨镇人民政府", "town", "青杨镇坚持以公开为常态，各村（社区）同步公开，我镇成效明显。"),
        ("云岭县人民政府", "government", "全县共收到政府信息公开申请12件，其中县政府办公室3件、县自然资源局9件。"),
        ("云岭县发展和改革委员会", "department", "我委高度重视，受委托机构也按要求公开。"),
    ],
)  # fmt: skip
def test_an_organ_may_speak_as_what_it_is(organ: str, kind: str, passage: str) -> None:
    assert failures(organ=organ, kind=kind, overview=passage) == []


def test_section_five_may_speak_of_other_years() -> None:
    problems = (
        "2022年，我局政府信息公开工作取得一定成绩，但仍存在不足：一是解读形式单一；二是人员变动较多。"
        "2023年，我局将坚持问题导向，一是丰富解读形式；二是加强学习培训，全年培训不少于2次。"
    )
    assert failures(problems=problems) == []


def test_a_signature_in_the_next_january_is_left_alone() -> None:
    assert failures(signature="云岭县水务局\n2023年1月12日") == []
