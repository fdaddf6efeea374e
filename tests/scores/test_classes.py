from pathlib import Path

import numpy as np
import pytest

from wenzhi.base.errors import ResourceError
from wenzhi.base.records import Report
from wenzhi.base.resources import models_folder
from wenzhi.parse.report import parse
from wenzhi.read.document import read_bytes
from wenzhi.scores.answering import link_answers, load_linker
from wenzhi.scores.classes import CLASSES, MODEL, classify, load_classifier
from wenzhi.scores.sentence_recipe import ESTIMATORS, TRUSTED
from wenzhi.scores.sentences import judge_sentences
from wenzhi.scores.units import split_items

BODY = (
    "2023年我局公开工作取得了一定成绩，但仍存在一些不足，主要表现在："
    "一是政策解读形式单一；二是部分科室报送信息不及时。\n"
    "下一步，我局将从以下方面改进：\n"
    "一是由办公室每季度组织一次图解制作，丰富解读形式；"
    "二是建立科室报送台账，每月15日前由信息中心催报。\n"
)


def report(body: str = BODY) -> Report:
    text = (
        "云川县水务局2023年政府信息公开工作年度报告\n"
        f"一、总体情况\n全年公开信息12条。\n五、存在的主要问题及改进情况\n{body}"
        "六、其他需要报告的事项\n无。\n"
    )
    return parse(read_bytes(text.encode(), "a.txt"))


def test_list_items_are_units_and_other_semicolons_are_not() -> None:
    text = "一是更新慢;二是解读少(如:一是图解;二是视频);人手也紧。"
    parts = [text[slice(*span)] for span in split_items(text)]
    assert parts == ["一是更新慢;", "二是解读少(如:一是图解;二是视频);人手也紧。"]


def test_units_of_section_five_are_told_apart() -> None:
    judged = classify(report())
    assert [one.class_ for one in judged] == [
        "stock", "problem", "problem", "stock", "measure", "measure",
    ]  # fmt: skip
    assert [one.concrete for one in judged][-1] is True
    assert judged[0].concrete is False


def test_spans_probabilities_and_reasons_hold() -> None:
    read = report()
    for one in classify(read):
        assert abs(sum(one.probabilities.values()) - 1) < 0.001
        assert one.likely == max(CLASSES, key=lambda name: one.probabilities[name])
        for reason in one.reasons:
            assert reason.weight > 0
            if reason.span is not None:
                assert one.start <= reason.span[0] < reason.span[1] <= one.end
                assert reason.span[1] - reason.span[0] == len(reason.name)


def test_a_report_without_the_section_has_no_units() -> None:
    text = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息12条。\n"
    assert classify(parse(read_bytes(text.encode(), "a.txt"))) == ()


def test_sentences_carry_what_the_classifier_says() -> None:
    told = [one for one in judge_sentences(report()) if one.section == "problems"]
    assert [one.class_ for one in told].count("problem") == 2
    assert all(one.probability is not None and one.probability > 0.25 for one in told)


def test_measures_answer_the_problems_of_their_matter() -> None:
    read = report()
    judged = classify(read)
    found = {(one.problem, one.measure) for one in link_answers(read, judged)}
    assert found == {(judged[1].span, judged[4].span), (judged[2].span, judged[5].span)}


def test_the_estimators_hold_the_numbers_that_are_read() -> None:
    io = pytest.importorskip("skops.io")
    kept = io.load(models_folder() / MODEL / ESTIMATORS, trusted=list(TRUSTED))
    model = load_classifier()
    assert np.array_equal(kept["first"].coef_, model.first)
    assert np.array_equal(kept["second"].coef_, model.second)
    assert np.array_equal(kept["third"].coef_, model.third)
    assert np.array_equal(kept["concrete"].coef_[0], model.concrete)


def test_nothing_but_the_stated_types_is_in_the_estimators() -> None:
    io = pytest.importorskip("skops.io")
    for name in ("sentences", "answering"):
        assert set(io.get_untrusted_types(file=models_folder() / name / ESTIMATORS)) <= set(TRUSTED)


def test_a_missing_and_an_altered_model_are_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError) as missing:
        load_classifier(tmp_path)
    assert missing.value.code == "E403"
    for path in (models_folder() / "answering").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "weights.safetensors").write_bytes(b"other")
    with pytest.raises(ResourceError) as altered:
        load_linker(tmp_path)
    assert altered.value.code == "E404"
