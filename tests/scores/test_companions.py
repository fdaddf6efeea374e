"""Measures of the literature: each tells what was planted, and is null where there is nothing to tell."""

import random

import msgspec
import pytest

from wenzhi.base.records import ReportRef, SectionText
from wenzhi.reuse.links import mask_sections
from wenzhi.scores.companions import DEFINITIONS, LEAST_SECTIONS, measure_companions

ALL = "各单位的公示板均已换成防雨材料。"
SOME = "值班电话在午间常常无人接听。"


def section(number, text, organ=None, year=2022):
    ref = ReportRef(
        report=f"r{number:04d}", path=f"{number}.txt", organization=f"第{number}机关", year=year
    )
    return SectionText(
        ref=ref,
        organ_id=organ or f"o{number:04d}",
        level="county",
        region=None,
        published=None,
        section="problems",
        text=text,
        start=7,
    )


def measure(texts):
    found = measure_companions(texts, mask_sections(texts))
    return {
        name: {measure: score.value for measure, score in scores.items()}
        for name, scores in found.items()
    }


@pytest.fixture(scope="module")
def bodies():
    """Texts that have nothing in common, nor anything twice."""
    rng = random.Random(77)
    letters = [chr(code) for code in range(0x5000, 0x6000)]
    return ["".join(rng.choices(letters, k=60)) + "。" for _ in range(80)]


def test_wording_of_half_is_boilerplate_of_one_kind_and_of_all_of_the_other(bodies):
    texts = [
        section(number, body + ALL + (SOME if number % 2 else ""))
        for number, body in enumerate(bodies[:60])
    ]
    told = measure(texts)
    for number, text in enumerate(texts):
        one, size = told[f"r{number:04d}"], len(text.text)
        assert one["boilerplate_dls2017"] == pytest.approx(len(ALL) / size, abs=0.03)
        half = len(SOME) / size if number % 2 else 0
        assert one["boilerplate_lsl2015"] == pytest.approx(half, abs=0.03)


def test_few_sections_say_nothing_of_what_is_common(bodies):
    texts = [section(number, body) for number, body in enumerate(bodies[: LEAST_SECTIONS - 1])]
    found = measure_companions(texts, mask_sections(texts))["r0000"]
    assert set(found) == set(DEFINITIONS)
    assert found["boilerplate_lsl2015"].value is None
    assert "不足" in found["boilerplate_lsl2015"].why


def test_what_stood_there_last_year_is_sticky(bodies):
    old = section(1, bodies[0] + SOME, "o", 2021)
    new = section(2, bodies[1] + SOME, "o", 2022)
    told = measure([old, new])
    size = len(new.text)
    assert told["r0002"]["stickiness"] == pytest.approx(len(SOME) / size, abs=0.01)
    assert told["r0001"]["stickiness"] is None
    again = measure([old, section(2, old.text, "o", 2022)])["r0002"]
    assert again["stickiness"] == 1 and again["modification_raw"] == 0
    assert 0.2 < told["r0002"]["modification_raw"] <= 1


def test_a_year_between_is_no_year_before(bodies):
    told = measure([section(1, bodies[0], "o", 2020), section(2, bodies[0], "o", 2022)])
    assert told["r0002"]["stickiness"] is None


def test_repeats_within_are_redundant(bodies):
    told = measure([section(1, SOME + ALL), section(2, SOME + ALL + SOME)])
    assert told["r0001"]["redundancy"] == 0
    size = 2 * len(SOME) + len(ALL)
    assert told["r0002"]["redundancy"] == pytest.approx(2 * len(SOME) / size, abs=1e-3)


def test_modification_is_what_length_does_not_explain(bodies):
    texts = [
        section(2 * number + later, bodies[number + later], f"o{number}", 2021 + later)
        for number in range(60)
        for later in (0, 1)
    ]
    told = measure(texts)
    values = [one["modification"] for one in told.values() if one["modification"] is not None]
    assert len(values) == 60
    assert sum(values) == pytest.approx(0, abs=0.02)
    few = measure(texts[:20])
    assert all(one["modification"] is None for one in few.values())


def test_the_order_of_sections_does_not_matter(bodies):
    texts = [section(number, body) for number, body in enumerate(bodies[:40])]
    assert measure(texts) == measure(texts[::-1])


def test_an_empty_section_has_no_values():
    told = measure([section(1, "  "), section(2, SOME)])
    assert set(told["r0001"].values()) == {None}
    assert msgspec.json.encode(told)
