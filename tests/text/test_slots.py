"""Masking keeps every character's place and opens numbers, dates and names as slots."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from wenzhi.text.normalize import fold, squeeze
from wenzhi.text.slots import DATE, DOCUMENT, NAME, NUMBER, Draft, mask, mask_all, own_names

ORGAN = "青禾县财政局"
NAMES = own_names(ORGAN, ("云岭省", "青禾县"))
LETTERS = st.text(
    alphabet=st.sampled_from("青禾县财政局我们公开信息共了12３４,，年月日〔〕号件%　 \n㈠⼀Ａ[]")
    | st.characters()
)


@given(LETTERS)
@example("[bookmark: _GoBack]青禾县㈠")
def test_masking_folds_as_folding_does_and_loses_no_character(text):
    masked = mask(text, NAMES)
    assert masked.folded == squeeze(fold(text)).text
    assert int(masked.first[-1]) == len(masked.folded)


@given(LETTERS, st.integers(0, 5000))
def test_spans_ascend_and_point_into_the_original(text, base):
    masked = mask(text, NAMES, base)
    # Folding may make several characters of one, so neighbours may share it but never go back.
    assert (np.diff(masked.starts) >= 0).all()
    for place in range(len(masked)):
        start, end = masked.span(place, place + 1)
        assert 0 <= start - base < end - base <= len(text)
        if masked.codes[place] < NUMBER:
            assert chr(masked.codes[place]) in squeeze(fold(text[start - base : end - base])).text


def test_numbers_dates_documents_and_names_are_slots():
    text = "2021年，青禾县 财政局依据〔2019〕60号公开１，２３４余条，我局培训三次。"
    masked = mask(text, NAMES)
    found = {
        text[slice(*masked.span(place, place + 1))]: kind for place, kind in masked.types.items()
    }
    assert found == {
        "2021年": "date",
        "青禾县 财政局": "organ",
        "〔2019〕60号": "document",
        "１，２３４余": "number",
        "我局": "self",
        "三": "number",
    }
    slots = [code for code in masked.codes.tolist() if NUMBER <= code <= NAME]
    assert slots == [DATE, NAME, DOCUMENT, NUMBER, NAME, NUMBER]


def test_texts_that_differ_in_slots_only_are_equal_when_masked():
    one = mask("松岗区民政局2022年公开信息12条。", own_names("松岗区民政局"))
    other = mask("青禾县财政局2023年公开信息350余条。", own_names(ORGAN))
    assert one.text == other.text
    assert one.raw(0, 1) == "松岗区民政局"
    assert other.raw(0, len(other)) == other.folded


def test_an_organ_is_known_by_its_parts():
    names = dict(NAMES)
    assert names["县财政局"] == "organ"
    assert names["青禾"] == "place"
    assert "人民政府" not in dict(own_names("青禾县人民政府"))


def test_list_markers_and_plain_words_are_not_slots():
    assert mask("一是更新不及时；二是解读形式单一。").types == {}


def test_an_empty_text_has_no_characters():
    assert len(mask(" \n　")) == 0


@given(st.lists(LETTERS, max_size=6))
@example(["", "共12件", "", "[bookmark: _GoBack]青禾县㈠", "３年"])
def test_many_texts_are_masked_as_each_alone(texts):
    drafts = [Draft(text, NAMES, 5 * place) for place, text in enumerate(texts)]
    for draft, made in zip(drafts, mask_all(drafts), strict=True):
        alone = mask(draft.text, draft.names, draft.base)
        assert made.folded == alone.folded
        assert made.types == alone.types
        for column in ("codes", "offsets", "first"):
            assert getattr(made, column).tolist() == getattr(alone, column).tolist()
