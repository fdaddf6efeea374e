"""Section 五: what is admitted, what is promised, and what answers what. All texts are our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.parse.narratives.answers import Promise, link_answers
from wenzhi.parse.narratives.narrative import read_narrative
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs


def read(text):
    return read_narrative(paragraphs(fold(text)))


# Each case: text, problems, measures as (text, answers).
CASES = {
    "a problem right behind its title, told without a word of want": (
        "存在的主要问题：政策解读多用文字，图解只有2件。\n下一步，由综合股每季度制作1件图解。",
        ["政策解读多用文字，图解只有2件"],
        [("由综合股每季度制作1件图解", [0])],
    ),
    "a title and no problem behind it": (
        "存在的主要问题：本年度暂无需要说明的情况。\n下一步，由综合股每季度制作1件图解。",
        [],
        [("由综合股每季度制作1件图解", [])],
    ),
    "two lists of equal length": (
        "我局工作还存在一些不足：一是信息更新不及时；二是解读形式单一。\n"
        "下一步，我局将做好以下工作：一是建立更新台账，按月检查；二是制作图解和短视频。",
        ["信息更新不及时", "解读形式单一"],
        [("建立更新台账，按月检查", [0]), ("制作图解和短视频", [1])],
    ),
    "lists in another order": (
        "存在的问题：一是政策解读形式单一。二是信息员队伍流动频繁。\n"
        "改进措施：一是稳定信息员队伍，配备专人。二是丰富政策解读形式，多用图解。",
        ["政策解读形式单一", "信息员队伍流动频繁"],
        [("稳定信息员队伍，配备专人", [1]), ("丰富政策解读形式，多用图解", [0])],
    ),
    "an item with its elaboration": (
        "主要问题：一是更新不及时。个别科室半年没有报送。二是人手不足。\n"
        "改进措施：一是按月催报。逾期的予以通报。二是增配1名专职人员。",
        ["更新不及时。个别科室半年没有报送", "人手不足"],
        [("按月催报。逾期的予以通报", [0]), ("增配1名专职人员", [1])],
    ),
    "headed parts": (
        "（一）存在的主要问题\n公开内容不够全面。\n（二）改进情况\n梳理公开目录，补齐缺项。",
        ["公开内容不够全面"],
        [("梳理公开目录，补齐缺项", [0])],
    ),
    "headed parts with numbered items": (
        "（一）存在问题\n1.互动回应不够。\n2.制度不健全。\n"
        "（二）下一步工作打算\n1.加强互动，按期回应留言。\n2.修订公开制度。",
        ["互动回应不够", "制度不健全"],
        [("加强互动，按期回应留言", [0]), ("修订公开制度", [1])],
    ),
    "a heading that goes on in its line": (
        "（一）存在问题。2022年虽然取得了一定的成效，但对公开的认识还不够深入，有待加强学习。"
        "（二）改进措施。组织全员学习条例。",
        ["对公开的认识还不够深入，有待加强学习"],
        [("组织全员学习条例", [0])],
    ),
    "several problems in one sentence": (
        "2022年工作取得了一定成绩，但也存在公开数量还有待提高，时效性还需进一步加强，内容形式单一等问题。"
        "下一步，我镇将丰富公开形式。",
        ["公开数量还有待提高", "时效性还需进一步加强", "内容形式单一等问题"],
        [("我镇将丰富公开形式", [2])],
    ),
    "problems joined by 、": (
        "仍存在更新不及时、内容不全面、解读不到位等问题。今后将健全更新机制。",
        ["更新不及时", "内容不全面", "解读不到位等问题"],
        [("将健全更新机制", [0])],
    ),
    "problem and measure in each item": (
        "一是解读形式单一。下一步将增加视频解读。二是人员流动频繁。针对该问题，我局固定了2名信息员。",
        ["解读形式单一", "人员流动频繁"],
        [("将增加视频解读", [0]), ("针对该问题，我局固定了2名信息员", [1])],
    ),
    "labelled pairs": (
        "1.存在问题：栏目更新滞后。整改措施：明确更新周期。\n2.存在问题：答复文书不规范。整改措施：统一文书格式。",
        ["栏目更新滞后", "答复文书不规范"],
        [("明确更新周期", [0]), ("统一文书格式", [1])],
    ),
    "measures that begin with what they answer": (
        "一是针对更新不及时的问题，建立周报制度。二是针对人员不足的问题，增配专人。",
        ["更新不及时", "人员不足"],
        [
            ("针对更新不及时的问题，建立周报制度", [0]),
            ("针对人员不足的问题，增配专人", [1]),
        ],
    ),
    "prose split by semicolons": (
        "主要表现在：公开目录不够细化；依申请答复不够规范。"
        "为此，我局将细化公开目录，逐项明确时限；规范答复文书，由法律顾问审核。",
        ["公开目录不够细化", "依申请答复不够规范"],
        [("我局将细化公开目录，逐项明确时限", [0]), ("规范答复文书，由法律顾问审核", [1])],
    ),
    "achievements first": (
        "2022年，我街道圆满完成各项任务，公开质量稳步提升。但对照群众期待，基层公开栏内容陈旧，更换不及时。"
        "下一步，安排专人每月更换公开栏。",
        ["基层公开栏内容陈旧，更换不及时"],
        [("安排专人每月更换公开栏", [0])],
    ),
    "a general confession alone": (
        "我局的公开工作取得了一定成绩，但与上级要求相比还存在一定差距。",
        [],
        [],
    ),
    "no problems": ("无。", [], []),
    "a lead alone promises nothing": (
        "存在问题：更新不及时。针对上述问题，我局将认真整改。",
        ["更新不及时"],
        [],
    ),
    "first, second": (
        "工作中的不足主要有：首先，主动公开意识不强；其次，业务水平不高。"
        "今后：首先，把公开纳入考核；其次，每季度培训一次。",
        ["主动公开意识不强", "业务水平不高"],
        [("把公开纳入考核", [0]), ("每季度培训一次", [1])],
    ),
    "titled items with paragraphs below": (
        "一、存在的主要问题\n1.队伍不稳定\n全年更换信息员4人，新手没有经过培训。\n2.解读不够通俗\n多是照搬原文。\n"
        "二、改进措施\n1.稳定队伍\n新任信息员先培训后上岗。\n2.做好解读\n每件文件配一张图。",
        [
            "队伍不稳定\n全年更换信息员4人，新手没有经过培训",
            "解读不够通俗\n多是照搬原文",
        ],
        [
            ("稳定队伍\n新任信息员先培训后上岗", [0]),
            ("做好解读\n每件文件配一张图", [1]),
        ],
    ),
    "a list inside an item": (
        "存在问题：更新不及时，审核不严格。\n（一）健全制度。一是修订办法，二是明确责任。（二）加强检查。一是月查，二是季评。",
        ["更新不及时", "审核不严格"],
        [
            ("健全制度。一是修订办法，二是明确责任", []),
            ("加强检查。一是月查，二是季评", []),
        ],
    ),
    "problems told without a word for wanting": (
        "存在的主要问题：一是公告从定稿到上网平均用了34天；二是金额只写“较大”，读者看不出轻重。\n"
        "我局的做法：一是定稿后10天内上网；二是金额一律写到万元。",
        ["公告从定稿到上网平均用了34天", "金额只写“较大”，读者看不出轻重"],
        [("定稿后10天内上网", [0]), ("金额一律写到万元", [1])],
    ),
    "measures with a date and no lead": (
        "学区图用的是三年前的底图，没有画新小区。\n教育股每年3月底前会同规划部门更新底图。",
        ["学区图用的是三年前的底图，没有画新小区"],
        [("教育股每年3月底前会同规划部门更新底图", [0])],
    ),
    "items that begin with a number": (
        "存在问题：\n1.12件答复中有4件引用条款不准确。\n2.3个栏目更新不及时。\n改进措施：\n1.答复前由法律顾问核对条款。\n2.明确栏目责任人。",
        ["12件答复中有4件引用条款不准确", "3个栏目更新不及时"],
        [("答复前由法律顾问核对条款", [0]), ("明确栏目责任人", [1])],
    ),
    "the last item goes on to measures for all": (
        "一方面，工作机制还要进一步完善；另一方面，宣传力度不够。"
        "2013年我们将针对存在的问题，利用多种渠道加大宣传，提高知晓率。",
        ["工作机制还要进一步完善", "宣传力度不够"],
        [("2013年我们将针对存在的问题，利用多种渠道加大宣传，提高知晓率", [1])],
    ),
    "a confession with concrete parts": (
        "与上级要求相比，还存在一定的差距，学习宣传力度不够，教育培训不足。今后将按季度组织培训。",
        ["学习宣传力度不够", "教育培训不足"],
        [("将按季度组织培训", [1])],
    ),
    "a signature is no measure": (
        "存在更新不及时的问题。下一步将加强更新。\n云川县水务局\n2019年3月8日",
        ["更新不及时的问题"],
        [("将加强更新", [0])],
    ),
    "more measures than problems": (
        "一是政策解读不够通俗；二是公开栏更换不及时。下一步：一是强化组织领导；二是多用图解做好政策解读；三是每月更换村公开栏。",
        ["政策解读不够通俗", "公开栏更换不及时"],
        [("强化组织领导", []), ("多用图解做好政策解读", [0]), ("每月更换村公开栏", [1])],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_reads_problems_measures_and_answers(name):
    text, problems, measures = CASES[name]
    narrative = read(text)
    assert [problem.text for problem in narrative.problems] == problems
    assert [(m.text, list(m.answers)) for m in narrative.measures] == measures


def test_there_are_twenty_narratives_and_more():
    assert len(CASES) >= 20


def test_spans_point_into_the_original_across_wraps_and_pages():
    text = (
        "一是政策解读的质量还需要进一步提升，部分解读材料只是照搬文件的\n"
        "-5-\n\n标题；二是政务公开队伍不稳定，从事公开工作的同志多数身兼数职。\n"
    )
    narrative = read(text)
    assert len(narrative.problems) == 2
    for problem in narrative.problems:
        assert text[problem.start : problem.end] == problem.text
    assert "-5-" in narrative.problems[0].text


def test_a_named_problem_outweighs_order_and_words():
    problems = [Promise("解读单一", None, None), Promise("更新滞后", None, None)]
    measures = [Promise("针对第二个问题，丰富解读形式", None, None)]
    assert link_answers(problems, measures) == [(1,)]


def test_measures_without_problems_answer_nothing():
    assert link_answers([], [Promise("加强学习", 1, None)]) == [()]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "一是", "二是", "（一）", "1.", "存在问题：", "改进措施。", "下一步，", "更新不及时", "，", "；", "。",
                "将加强学习", "\n", "取得成绩", "但", "针对", "等", "[bookmark: _GoBack]", "2023年", "　",
            ]
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_any_text_gives_spans_of_itself(text):
    narrative = read(text)
    for piece in (*narrative.problems, *narrative.measures):
        assert text[piece.start : piece.end] == piece.text
        assert piece.text
    for measure in narrative.measures:
        assert all(0 <= answer < len(narrative.problems) for answer in measure.answers)


@pytest.mark.parametrize(
    "text", ["一是；将加强学习更新不及时", "一是;将加强学习更新不及时。", "一是。二是。将"]
)
def test_an_empty_item_is_no_problem_and_no_fault(text: str) -> None:
    read_narrative([fold(text)])
