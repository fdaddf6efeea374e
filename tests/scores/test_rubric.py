"""The rubric adds up, pays for what can be checked and never for padding."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from wenzhi.scores.labels import ElementMark, LabelledUnit, UnitClass, read_labels
from wenzhi.scores.profile import Profile
from wenzhi.scores.rubric import (
    COMPONENTS,
    ELEMENTS,
    PROBLEM_ELEMENTS,
    Weighed,
    measure_units,
    weigh_labelled,
)

LABELS = Path(__file__).resolve().parents[2] / "corpora" / "labels"


def unit(
    text: str,
    kind: UnitClass,
    *elements: str,
    concrete: bool = False,
    problems: tuple[int, ...] = (),
    answers: tuple[int, ...] = (),
) -> LabelledUnit:
    marks = [{"element": name, "start": 0, "end": 1} for name in elements]
    return LabelledUnit(
        text=text,
        paragraph=0,
        class_=kind,
        concrete=concrete,
        problems=problems,
        answers=answers,
        spans=msgspec.convert(marks, tuple[ElementMark, ...]),
    )


LATE = unit("水政科有6件答复晚了三天。", "problem", "who", "how_many", concrete=True, problems=(1,))
VAGUE = unit("公开意识有待加强。", "problem", problems=(1,))
REGISTER = unit(
    "三月起由法规科逐件登记。", "measure", "who", "by_when", "what", concrete=True, answers=(0,)
)
LEARN = unit("加强学习培训。", "measure", answers=(0,))
VOW = unit("不断开创工作新局面。", "stock")
PRAISE = unit("全年发布信息三千余条，位居前列。", "achievement", concrete=True)


def values(*units: LabelledUnit) -> dict[str, float]:
    return measure_units(weigh_labelled(units))


def points(units: Sequence[LabelledUnit]) -> float:
    weights = Profile.default().weights
    return sum(weights[name] * value for name, value in values(*units).items())


def test_every_component_lies_between_0_and_1_and_has_a_weight() -> None:
    found = values(LATE, REGISTER, VOW)
    assert tuple(found) == COMPONENTS
    assert all(0 < value <= 1 for value in found.values())
    assert set(COMPONENTS) < set(Profile.default().weights)


def test_an_answer_counts_where_problem_and_measure_are_concrete() -> None:
    full = unit(
        "三月起由法规科逐件登记台账，每周通报12件。",
        "measure",
        *ELEMENTS,
        concrete=True,
        answers=(0,),
    )
    late = unit(
        "水政科有6件答复晚了三天。", "problem", *PROBLEM_ELEMENTS, concrete=True, problems=(1,)
    )
    assert values(late, full)["answering"] == 1
    assert 0.5 < values(LATE, REGISTER)["answering"] < 1
    assert values(LATE, LEARN)["answering"] == 0
    assert values(VAGUE, REGISTER)["answering"] == 0


@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_taken_out_of_a_concrete_measure_costs(element: str) -> None:
    full = unit("三月起由法规科逐件登记。", "measure", *ELEMENTS, concrete=True, answers=(0,))
    fewer = unit(full.text, "measure", *set(ELEMENTS) - {element}, concrete=True, answers=(0,))
    assert points((LATE, fewer)) < points((LATE, full)) - 1


@pytest.mark.parametrize("element", PROBLEM_ELEMENTS)
def test_every_element_taken_out_of_a_concrete_problem_costs(element: str) -> None:
    full = unit(LATE.text, "problem", *PROBLEM_ELEMENTS, concrete=True, problems=(1,))
    named = set(PROBLEM_ELEMENTS) - {element}
    fewer = unit(LATE.text, "problem", *named, concrete=True, problems=(1,))
    assert points((fewer, REGISTER)) < points((full, REGISTER)) - 1


def test_concrete_beats_vague_and_vows_are_worth_nothing() -> None:
    found = [points(units) for units in ((VOW,), (VAGUE, LEARN), (LATE, LEARN))]
    assert found == sorted(found)
    assert found[0] == points(()) == 0
    assert points((LATE, REGISTER)) > 2 * points((VAGUE, LEARN))


def test_measures_without_a_problem_are_not_direct() -> None:
    assert values(REGISTER)["directness"] == 0


def test_a_second_class_counts_for_candour() -> None:
    both = msgspec.structs.replace(REGISTER, second="problem", problems=(1,), answers=())
    assert values(both)["candour"] > 0


def test_a_doubtful_sentence_counts_by_halves() -> None:
    sure = Weighed(length=20, problem=1, measure=0, concrete=1)
    half = msgspec.structs.replace(sure, problem=0.5)
    assert 0 < measure_units((half,))["candour"] < measure_units((sure,))["candour"]


def test_which_of_two_things_a_sentence_tells_stays_as_likely_as_it_is() -> None:
    either = Weighed(length=20, problem=0.75, measure=0.25, concrete=1, elements=ELEMENTS)
    assert isclose(measure_units((either,))["specificity"], 1)
    assert isclose(measure_units((either,))["directness"], 0.75)


@pytest.mark.parametrize("figure", ["3条", "1,044条", "31.6万条", "403万余条"])
def test_a_figure_is_as_long_as_the_vague_word_for_it(figure: str) -> None:
    plain, vague = (
        unit(f"全年发布信息{many}。", "achievement", concrete=True) for many in (figure, "若干条")
    )
    assert values(VAGUE, plain) == values(VAGUE, vague)


_ANY = st.lists(st.sampled_from((LATE, VAGUE, VOW, PRAISE)), max_size=8)


@given(_ANY, st.sampled_from((VOW, PRAISE)), st.integers(1, 5))
def test_padding_and_praise_never_pay(
    units: list[LabelledUnit], padding: LabelledUnit, times: int
) -> None:
    assert points([*units, *[padding] * times]) <= points(units) + 1e-9


_WEIGHED = st.lists(
    st.builds(
        Weighed,
        length=st.integers(5, 60),
        problem=st.floats(0, 0.5),
        measure=st.floats(0, 0.5),
        concrete=st.floats(0, 1),
        elements=st.sets(st.sampled_from(ELEMENTS)).map(tuple),
        taken=st.floats(0, 1),
    ),
    min_size=1,
    max_size=6,
)


@given(_WEIGHED, st.data())
def test_what_is_taken_over_adds_to_nothing(units: list[Weighed], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(units) - 1))
    copied = data.draw(_WEIGHED)[0]
    copied = msgspec.structs.replace(copied, taken=1.0)
    before = measure_units(units)
    for after in (
        measure_units([*units, copied]),
        measure_units(
            [
                *units[:at],
                msgspec.structs.replace(copied, length=units[at].length + copied.length),
                *units[at + 1 :],
            ]
        ),
    ):
        assert all(after[name] <= before[name] + 1e-9 for name in COMPONENTS)


@given(st.lists(st.sampled_from((LATE, VAGUE, VOW, PRAISE)), min_size=1, max_size=8), st.data())
def test_a_frame_in_the_place_of_a_sentence_never_pays(
    units: list[LabelledUnit], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(units) - 1))
    frame = msgspec.structs.replace(VOW, text=VOW.text * 3)
    before, after = values(*units), values(*units[:at], frame, *units[at + 1 :])
    assert all(after[name] <= before[name] + 1e-9 for name in COMPONENTS)


@given(_ANY)
def test_the_order_of_problems_does_not_matter(units: list[LabelledUnit]) -> None:
    assert isclose(points(units), points(units[::-1]), abs_tol=1e-9)


@pytest.mark.parametrize("part", ["train", "development"])
def test_the_rubric_orders_narratives_as_they_are_graded(part: str) -> None:
    """The labels are given; what is measured stands in docs/explanation/substance.md."""
    narratives = read_labels(LABELS, part)  # type: ignore[arg-type]
    found = [points(each.sentences) for each in narratives]
    assert spearmanr(found, [each.grade for each in narratives]).statistic >= 0.9
