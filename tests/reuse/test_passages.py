"""Alignment: passages are exact in both originals, whatever was done to the copy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.reuse.passages import ANCHOR, align, prepare, spell_passages
from wenzhi.text.normalize import squeezed
from wenzhi.text.slots import mask, own_names

SOURCE = (
    "窗口排队过长的情形时有发生，上半年接到投诉九起。公示栏里的流程图仍是旧版，"
    "办事群众照图跑错了楼层。年中撤换了两名联络员，账号交接拖了一个半月。"
)
OTHER = "渡口候船室没有装屏幕，渔民只能听广播。冷库台账与网站数字对不上，对账拖到腊月。"


def aligned(one, other, names_one=(), names_other=(), start_one=0, start_other=0):
    a, b = mask(one, names_one, start_one), mask(other, names_other, start_other)
    found = align(prepare(a), prepare(b))
    return found, spell_passages(a, b, found)


def test_a_verbatim_passage_is_exact_in_both():
    one, other = "甲处：" + SOURCE + "完。", OTHER + SOURCE
    found, passages = aligned(one, other, start_one=100, start_other=7)
    (passage,) = passages
    assert passage.kind == "verbatim"
    assert one[passage.a[0] - 100 : passage.a[1] - 100] == SOURCE
    assert other[passage.b[0] - 7 : passage.b[1] - 7] == SOURCE
    assert found.coverage_a == pytest.approx(len(SOURCE) / len(one))


def test_blanks_and_width_do_not_break_a_passage():
    spaced = SOURCE.replace("，", " ，\n　").replace("九", "９")
    original = SOURCE.replace("九", "9")
    found, (passage,) = aligned(original, spaced)
    assert passage.kind == "verbatim"
    assert squeezed(spaced[slice(*passage.b)]) == squeezed(original[slice(*passage.a)])
    assert found.masked_a == found.masked_b == 1.0


def test_other_names_and_numbers_make_a_slot_passage():
    one = f"青禾县财政局2022年受理12件。{SOURCE}我局将整改。"
    other = f"松岗区民政局2023年受理7件。{SOURCE}我局将整改。"
    found, (passage,) = aligned(one, other, own_names("青禾县财政局"), own_names("松岗区民政局"))
    assert passage.kind == "slot"
    assert found.masked_a == found.masked_b == 1.0
    assert found.coverage_a < 0.9


def test_a_name_left_unknown_is_still_a_slot():
    one = SOURCE.replace("办事群众", "青禾县群众")
    other = SOURCE.replace("办事群众", "松岗区群众")
    _, (passage,) = aligned(one, other)
    assert passage.kind == "slot"


def test_exchanged_words_make_a_reworded_passage():
    other = SOURCE.replace("时有发生", "屡屡出现").replace("撤换了", "调走").replace("仍是", "还是")
    found, (passage,) = aligned(SOURCE, other)
    assert passage.kind == "reworded"
    assert 0.8 < passage.similarity < 1
    assert found.masked_a > found.coverage_a > 0.8


def test_shuffled_sentences_are_all_found():
    parts = [part + "。" for part in SOURCE.split("。") if part]
    found, passages = aligned(SOURCE, "".join(reversed(parts)))
    assert len(passages) == 3
    assert found.coverage_a > 0.95


def test_texts_that_share_stock_words_only_share_no_passage():
    one = "政府信息公开工作取得进展，窗口人手不足，政府信息公开目录陈旧。"
    other = "今年着重整理档案，政府信息公开指南已重编，渡口广播尚未接通。"
    assert aligned(one, other)[1] == ()


def test_a_short_text_may_be_a_passage_as_a_whole():
    text = "公示栏里的流程图仍是旧版。"
    assert len(text) < 20
    assert len(aligned(text, text)[1]) == 1
    assert aligned("仍是旧版。", "仍是旧版。")[1] == ()
    assert aligned(text + OTHER, SOURCE)[1] == ()  # inside longer ones it is too short


@given(
    st.lists(
        st.sampled_from([*SOURCE.split("，"), *OTHER.split("，"), "12件", " ", "\n"]), max_size=14
    ),
    st.lists(
        st.sampled_from([*SOURCE.split("，"), *OTHER.split("，"), "350余", "　"]), max_size=14
    ),
)
def test_whatever_is_aligned_is_there(parts, others):
    one, other = "，".join(parts), "，".join(others)
    a, b = mask(one), mask(other)
    found = align(prepare(a), prepare(b))
    taken_a, taken_b = set(), set()
    for chain in found.chains:
        assert max(size for _, _, size in chain.blocks) >= ANCHOR
        for in_a, in_b, size in chain.blocks:
            assert a.text[in_a : in_a + size] == b.text[in_b : in_b + size]
            assert not taken_a & set(range(in_a, in_a + size))
            assert not taken_b & set(range(in_b, in_b + size))
            taken_a |= set(range(in_a, in_a + size))
            taken_b |= set(range(in_b, in_b + size))
    for passage in spell_passages(a, b, found):
        assert 0 <= passage.a[0] < passage.a[1] <= len(one)
        assert 0 <= passage.b[0] < passage.b[1] <= len(other)
        if passage.kind == "verbatim":
            assert squeezed(one[slice(*passage.a)]) == squeezed(other[slice(*passage.b)])
    for share in (found.coverage_a, found.coverage_b, found.masked_a, found.masked_b):
        assert 0 <= share <= 1
    assert found.coverage_a <= found.masked_a + 1e-9


def test_turning_an_alignment_exchanges_the_sides():
    found, _ = aligned(OTHER + SOURCE, SOURCE)
    back = found.turned()
    assert back.coverage_b == found.coverage_a
    assert [chain.a for chain in back.chains] == [chain.b for chain in found.chains]
    assert back.turned() == found


def test_a_sentence_that_is_everybodys_is_no_passage_by_itself():
    stock = "坚持以公开为常态、不公开为例外，做到应公开尽公开，回应群众关切。"
    mine = "渡口候船室没有装电子屏幕，渔民只能听广播，冬天里广播又常常断电。"
    yours = "窗口排队过长的情形时有发生，上半年接到群众投诉九起，多因叫号机老旧。"

    def sides(every, *texts):
        masked = [mask(text) for text in texts]
        common = lambda spans: np.array([start == 0 for start, _ in spans], bool)  # noqa: E731
        return [prepare(each, common, every) for each in masked]

    one, other = sides(False, stock + mine, stock + yours)
    assert align(one, other).chains == ()
    one, other = sides(True, stock + mine, stock + yours)
    assert [chain.a for chain in align(one, other).chains] == [(0, len(stock))]
    # In the midst of what is shared it stays.
    one, other = sides(False, stock + mine, stock + mine)
    assert [chain.a for chain in align(one, other).chains] == [(0, len(stock + mine))]
