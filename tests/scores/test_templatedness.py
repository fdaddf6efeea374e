"""Templatedness: the foreseeable scores high, kin is left out, few peers mean no value."""

import msgspec
import narratives
import pytest

from wenzhi.base.records import Copies
from wenzhi.reuse.copies import find_copies
from wenzhi.scores.templatedness import (
    LEAST_PEERS,
    VERSION,
    TemplatednessModel,
    cut_sentences,
    measure_templatedness,
)


@pytest.fixture(scope="module")
def corpus():
    return narratives.write_corpus(400, 9, copied=0.3)


@pytest.fixture(scope="module")
def measured(corpus):
    texts = [made.section for made in corpus]
    return measure_templatedness(texts, find_copies(texts))


def of_kind(corpus, measured, kind):
    return [measured[m.section.ref.report].score.value for m in corpus if m.kind == kind]


def test_mandated_wording_scores_above_ones_own(corpus, measured):
    assert min(of_kind(corpus, measured, "mandated")) > max(
        of_kind(corpus, measured, "independent")
    )


def test_a_copy_scores_as_its_source_for_kin_is_left_out(corpus, measured):
    sources = {m.cluster: m.section.ref.report for m in corpus if m.kind == "source"}
    for made in corpus:
        if made.kind == "exact" and made.cluster in sources:
            one = measured[made.section.ref.report].score.value
            assert one == pytest.approx(measured[sources[made.cluster]].score.value, abs=0.01)


def test_without_its_family_told_a_template_looks_foreseen():
    made = narratives.write_corpus(300, 21, template=90, copied=0.1)
    texts = [each.section for each in made]
    index = next(i for i, each in enumerate(made) if each.cluster == "mega")
    told = TemplatednessModel.fit(texts, find_copies(texts).families).score(index)
    untold = TemplatednessModel.fit(texts).score(index)
    assert untold.value > told.value + 0.2


def test_an_interval_holds_the_value_and_is_narrow(measured):
    for each in measured.values():
        score = each.score
        assert score.version == VERSION
        assert 0 <= score.low <= score.value <= score.high <= 1
    widths = sorted(each.score.high - each.score.low for each in measured.values())
    assert widths[len(widths) // 2] <= 0.10
    assert widths[-1] > 0


def test_few_peers_or_few_characters_mean_no_value(corpus):
    few = [made.section for made in corpus[:LEAST_PEERS]]
    score = TemplatednessModel.fit(few).score(0)
    assert score.value is None and "不足" in score.why
    assert TemplatednessModel.fit(few[:1]).score(0).value is None
    short = [msgspec.structs.replace(corpus[0].section, text="无。"), *few, *few]
    assert TemplatednessModel.fit(short).score(0).value is None


def test_the_same_report_keeps_its_score_as_the_corpus_grows(corpus):
    large = [made.section for made in narratives.write_corpus(1500, 9, copied=0.3)]
    small = large[:150]
    few = measure_templatedness(small, find_copies(small))
    many = measure_templatedness(large, find_copies(large))
    pairs = [
        (few[t.ref.report].score, many[t.ref.report].score)
        for t in small
        if few[t.ref.report].score.value is not None
    ]
    assert len(pairs) >= 0.9 * len(small)
    moved = [abs(one.value - other.value) for one, other in pairs]
    assert sum(moved) / len(moved) < 0.03
    within = sum(one.low <= other.value <= one.high for one, other in pairs)
    assert within >= 0.85 * len(pairs)


def test_values_do_not_depend_on_the_order_of_texts(corpus):
    texts = [made.section for made in corpus[:150]]
    one = measure_templatedness(texts, Copies())
    assert measure_templatedness(texts[::-1], Copies()) == one


def test_sentences_have_values_of_their_own(corpus, measured):
    made = next(made for made in corpus if made.kind == "independent")
    values = measured[made.section.ref.report].sentences
    assert set(values) == set(cut_sentences(made.section))
    assert all(0 <= value <= 1 for value in values.values())
    start = made.section.start
    mandated = [
        value
        for (left, right), value in values.items()
        if made.section.text[left - start : right - start] in narratives.MANDATED
    ]
    others = [value for value in values.values() if value not in mandated]
    assert min(mandated) > sum(others) / len(others)


def test_stock_sentences_raise_the_score_step_by_step(corpus):
    texts = [made.section for made in corpus]
    body = narratives.Author(55).sentences(8, 8)
    doses = ["".join(list(narratives.MANDATED[:k]) + body[k:]) for k in range(0, 9, 2)]
    added = [
        msgspec.structs.replace(
            texts[0],
            text=text,
            organ_id="new",
            ref=msgspec.structs.replace(texts[0].ref, report=f"x{n}"),
        )
        for n, text in enumerate(doses)
    ]
    model = TemplatednessModel.fit([*texts, *added])
    values = [model.score(len(texts) + n).value for n in range(len(doses))]
    assert values == sorted(values) and values[-1] > values[0] + 0.1
