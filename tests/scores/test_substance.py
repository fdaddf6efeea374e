"""Substance goes up with what can be looked up and acted on, and says how sure it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wenzhi.base.records import Provenance, ProvenanceSpan, Report
from wenzhi.parse.report import parse
from wenzhi.read import read_bytes
from wenzhi.scores.classes import classify
from wenzhi.scores.profile import Profile
from wenzhi.scores.rules import CODES, substance_findings
from wenzhi.scores.sentences import judge_sentences
from wenzhi.scores.specificity import action_marks, specific_spans, specificity, stock_share
from wenzhi.scores.substance import score_substance

STOCK = (
    "一是信息公开更新不及时；二是内容不够全面；三是形式单一。"
    "下一步，一是加强学习培训；二是健全规章制度；三是强化责任落实。"
)
CONCRETE = (
    "一是水政科起草的37件答复书中有6件在第十九个工作日才送出；二是12个沿河村有5个没有张贴河道整治公示；"
    "三是《云川县节水办法》的解读只登了网站，没有做成图解。"
    "下一步，一是2024年3月起由法规科每周五通报临期答复，超过十个工作日的逐件登记台账；"
    "二是6月底前由河道所对12个村的公示栏各拍照存档一次；三是每件规范性文件公布后三日内由办公室制作图解一份。"
)


def report(narrative: str, heading: str = "五、存在的主要问题及改进情况") -> Report:
    """A report of a fictional bureau with this section five."""
    text = (
        "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息12条。\n"
        f"{heading}\n{narrative}\n六、其他需要报告的事项\n未收取信息处理费。\n"
    )
    return parse(read_bytes(text.encode(), "a.txt"))


def mixed(concrete: int) -> str:
    """Three problems and three measures, of which `concrete` of each are concrete."""
    stock, real = (text.split("下一步，") for text in (STOCK, CONCRETE))
    halves = []
    for part in range(2):
        items = [
            (real if index < concrete else stock)[part].strip("。").split("；")[index][2:]
            for index in range(3)
        ]
        halves.append("；".join(f"{'一二三'[i]}是{item}" for i, item in enumerate(items)) + "。")
    return f"{halves[0]}下一步，{halves[1]}"


def test_concrete_scores_above_stock_with_intervals_apart() -> None:
    low, high = score_substance(report(STOCK)), score_substance(report(CONCRETE))
    assert low.value is not None
    assert high.value is not None
    assert low.high is not None
    assert high.low is not None
    assert low.high < high.low
    assert 0 <= low.low <= low.value <= low.high <= 100  # type: ignore[operator]


def test_each_concrete_item_more_raises_the_score() -> None:
    values = [score_substance(report(mixed(count))).value for count in range(4)]
    assert values == sorted(values)  # type: ignore[type-var]
    assert len(set(values)) == 4


def test_components_rest_on_spans_of_the_text() -> None:
    read = report(CONCRETE)
    score = score_substance(read)
    assert score.version == "substance.v1/default"
    assert score.components is not None
    candour = score.components["candour"]
    assert candour.value is not None
    assert candour.value > 0.75
    # Whether the third, a document by name and no figure, is concrete is in doubt.
    assert [read.text[start:end][:4] for start, end in candour.spans][:2] == ["一是水政", "二是12"]
    assert score.components["originality"].value is None
    assert score.components["originality"].why


def test_originality_counts_the_organs_own_characters() -> None:
    read = report(CONCRETE)
    section = next(part for part in read.sections if part.kind == "problems")
    start = section.start + len(section.heading or "")
    middle = (start + section.end) // 2
    spans = [
        ProvenanceSpan(start=start, end=middle, provenance="own"),
        ProvenanceSpan(start=middle, end=section.end, provenance="peer"),
    ]
    score = score_substance(read, spans)
    assert score.components is not None
    assert score.components["originality"].value == pytest.approx(0.5, abs=0.01)
    alone = score_substance(read)
    assert score.value is not None
    assert alone.value is not None
    assert score.value < alone.value


def test_a_shared_template_said_again_counts_no_more_than_at_first() -> None:
    read = report(CONCRETE)
    start, end = next((one.start, one.end) for one in read.sections if one.kind == "problems")
    first = [ProvenanceSpan(start=start, end=end, provenance="family")]
    again = [ProvenanceSpan(start=start, end=end, provenance="self", shared=True)]
    own = [ProvenanceSpan(start=start, end=end, provenance="self")]
    values = [score_substance(read, spans).value for spans in (first, again, own)]
    assert values[0] == values[1]
    assert values[1] < values[2]  # type: ignore[operator]
    components = score_substance(read, again).components
    assert components is not None
    assert "与其他机关相同" in (components["candour"].why or "")


def test_the_same_report_scores_the_same() -> None:
    assert score_substance(report(STOCK)) == score_substance(report(STOCK))


@pytest.mark.parametrize(
    "narrative", ["无。", "", "按照上级部署，圆满完成了年度各项工作任务，受到一致好评，特此报告。"]
)
def test_what_cannot_be_scored_is_null_with_a_reason(narrative: str) -> None:
    score = score_substance(report(narrative))
    assert score.value is None
    assert score.why


def test_weights_come_from_the_profile_and_name_the_score() -> None:
    candid = Profile(name="candid", weights={"candour": 1.0})
    score = score_substance(report(CONCRETE), profile=candid)
    assert score.components is not None
    candour = score.components["candour"].value
    assert candour is not None
    assert score.value == pytest.approx(100 * candour, abs=0.1)
    assert score.version == "substance.v1/candid"


def test_specific_expressions_and_action_marks() -> None:
    text = "2024年3月起由法规科每周五通报,逐件登记台账"
    assert specificity(text) > 0.5
    assert specific_spans("不断提高工作水平") == []
    assert set(action_marks(text)) >= {"who", "by_when", "instrument"}
    assert action_marks("进一步加强学习") == {}
    assert stock_share("信息公开更新不及时") > 0.5
    assert stock_share("水政科起草的答复书") == 0.0


def test_an_empty_section_is_an_error_and_nothing_else_is_asked() -> None:
    read = report("无。")
    findings, checked = substance_findings(read, classify(read))
    assert [(one.code, one.severity) for one in findings] == [("S101", "error")]
    assert {item.code for item in checked.not_run} == set(CODES[1:])


@pytest.mark.parametrize(
    "narrative",
    [
        STOCK,
        "工作人员业务水平有待提高。今后我局将加强业务学习，提高工作水平。",
        STOCK * 6,  # length does not hide it
        "存在问题：公开内容不够丰富，公开形式比较单一。\n改进措施：进一步丰富公开内容，推动工作再上新台阶。",
    ],
)
def test_a_section_without_one_concrete_sentence_is_apparently_perfunctory(narrative: str) -> None:
    read = report(narrative)
    findings, checked = substance_findings(read, classify(read))
    told = [one for one in findings if one.code == "S201"]
    assert [(one.severity, one.verdict) for one in told] == [("warning", "fail")]
    assert read.text[slice(*told[0].spans[0])] == "五、存在的主要问题及改进情况"
    assert read.text[slice(*told[0].spans[1])] in narrative
    assert not checked.undecided


def test_a_section_with_a_figure_is_left_to_the_reader() -> None:
    read = report(
        "工作人员业务水平有待提高，去年答复被纠正率仍有7.9%。今后我局将加强业务学习，提高工作水平。"
    )
    findings, _ = substance_findings(read, classify(read))
    assert "S201" not in {one.code for one in findings}


@pytest.mark.parametrize(
    "narrative",
    [
        CONCRETE,
        # One concrete sentence among frames is enough: what is said is not nothing.
        STOCK + "三件答复因法规科只有一人而超期四天，已从办公室抽调一人专办答复，每周五核对期限。",
    ],
)
def test_one_concrete_sentence_is_enough_not_to_be_perfunctory(narrative: str) -> None:
    read = report(narrative)
    findings, checked = substance_findings(read, classify(read))
    assert "S201" not in {one.code for one in findings}
    assert "S201" not in {one.code for one in checked.undecided}


def test_a_sentence_in_doubt_leaves_the_ground_open() -> None:
    read = report(STOCK)
    doubtful = [
        replace(one, concrete_probability=0.3, probabilities={**one.probabilities, "stock": 0.0})
        for one in classify(read)
    ]
    findings, checked = substance_findings(read, doubtful)
    assert "S201" not in {one.code for one in findings}
    assert [one.code for one in checked.undecided] == ["S201"]


UNANSWERED = "答复书说理不够，37件中有6件只引了条文。公开栏搬家以后有26天没有张贴。"
FORMAL = "存在的主要问题：一是答复文书说理不够充分；二是基层人员业务不够熟练。下一步，{}"


@pytest.mark.parametrize(
    "measure",
    [
        "编印答复案例选，组织各单位交叉评查。",
        "制定水库公开目录，细化到坝段；实行月通报制度，推行持证上岗。",
    ],
)
def test_formal_prose_that_names_its_means_is_left_to_the_reader(measure: str) -> None:
    read = report(FORMAL.format(measure))
    unsure = [replace(one, concrete_probability=0.02) for one in classify(read)]
    findings, checked = substance_findings(read, unsure)
    assert "S201" not in {one.code for one in findings}
    assert [one.code for one in checked.undecided] == ["S201"]


@pytest.mark.parametrize(
    "measure",
    [
        "进一步加强学习培训，切实提高业务水平。",
        "认真贯彻执行《政府信息公开条例》，完善政府信息公开目录，加强政府网站和政务新媒体平台建设。",
    ],
)
def test_what_every_organ_has_is_no_means(measure: str) -> None:
    read = report(FORMAL.format(measure))
    unsure = [replace(one, concrete_probability=0.02) for one in classify(read)]
    findings, _ = substance_findings(read, unsure)
    assert "S201" in {one.code for one in findings}


def test_measures_without_problems_are_only_remarked() -> None:
    read = report("下一步，一是由办公室每月核对一次公开目录；二是六月底前培训三十名信息员。")
    findings, _ = substance_findings(read, classify(read))
    assert {one.severity for one in findings} <= {"info"}


def test_a_report_without_the_section_is_not_judged() -> None:
    text = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息12条。\n"
    read = parse(read_bytes(text.encode(), "a.txt"))
    findings, checked = substance_findings(read, classify(read))
    assert findings == ()
    assert {item.code for item in checked.not_run} == set(CODES)


def test_sentences_of_section_five_have_a_class_and_others_none() -> None:
    read = report("2023年我局公开工作取得了一定成效。" + CONCRETE)
    judged = judge_sentences(read)
    kinds = [one.class_ for one in judged if one.section == "problems"]
    assert kinds[0] == "achievement"
    assert "problem" in kinds
    assert "measure" in kinds
    assert {one.class_ for one in judged if one.section != "problems"} == {None}


def test_what_another_organ_wrote_first_raises_no_component() -> None:
    read = report(STOCK + CONCRETE)
    section = next(part for part in read.sections if part.kind == "problems")
    start = read.text.index(CONCRETE)
    body = section.start + len(section.heading or "")
    spans = [
        ProvenanceSpan(start=body, end=start, provenance="own"),
        ProvenanceSpan(start=start, end=section.end, provenance="peer"),
    ]
    taken, own = score_substance(read, spans), score_substance(read)
    assert taken.components is not None
    assert own.components is not None
    for name in ("directness", "candour", "specificity", "actionability", "answering"):
        mine, theirs = own.components[name].value, taken.components[name].value
        assert mine is not None
        assert theirs is not None
        assert theirs < mine / 4, name


@pytest.mark.parametrize("provenance", ["peer", "family"])
def test_a_sentence_mostly_taken_over_is_worth_nothing(provenance: Provenance) -> None:
    read = report(CONCRETE)
    section = next(part for part in read.sections if part.kind == "problems")
    alone = score_substance(read)
    assert alone.components is not None
    start = section.start + len(section.heading or "")
    spans = [
        ProvenanceSpan(
            start=one.start, end=one.start + 6 * (one.end - one.start) // 10, provenance=provenance
        )
        for one in classify(read)
    ]
    taken = score_substance(read, spans)
    assert start <= spans[0].start
    assert taken.components is not None
    assert taken.components["candour"].spans == ()
    for name in ("directness", "candour", "specificity", "actionability", "answering"):
        assert taken.components[name].value == 0


def test_a_superiors_plan_may_be_concrete_here_too() -> None:
    read = report(CONCRETE)
    section = next(part for part in read.sections if part.kind == "problems")
    start = section.start + len(section.heading or "")
    spans = [ProvenanceSpan(start=start, end=section.end, provenance="upstream")]
    passed_down, own = score_substance(read, spans), score_substance(read)
    assert passed_down.components is not None
    assert own.components is not None
    assert passed_down.components["originality"].value == 0
    assert passed_down.components["candour"] == own.components["candour"]


def test_a_problem_that_nothing_takes_up_is_told_and_one_in_doubt_is_not() -> None:
    read = report(UNANSWERED)
    judged = classify(read)
    told = [one for one in substance_findings(read, judged)[0] if one.code == "S103"]
    assert [read.text[slice(*one.spans[0])] for one in told] == [
        "答复书说理不够，37件中有6件只引了条文"
    ]
    assert told[0].severity == "info"
    unsure = [
        replace(one, probabilities={**one.probabilities, "problem": 0.6, "measure": 0.2})
        for one in judged
    ]
    assert "S103" not in {one.code for one in substance_findings(read, unsure)[0]}


def test_remedies_in_the_next_paragraph_answer_problems_told_in_prose() -> None:
    read = report(
        "专栏搬家以后链接断了26天没有人发现。答复书的落款和寄出的日子对不上，抽看的18件里有5件晚寄了一周以上。\n"
        "办公室从三月起每个工作日上午九点把专栏从头点到尾。答复书当天封口当天寄，一律挂号，回执编号存放。"
    )
    findings, _ = substance_findings(read, classify(read))
    assert "S103" not in {one.code for one in findings}
