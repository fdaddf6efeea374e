"""The quick tokenizer is jieba: same dictionary, same scores, same cuts."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.text.lexicon import build_segmenter, lexicon_words

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba

TEXTS = st.text(
    st.sampled_from(
        "政府信息公开申请答复予以不属于本机关一二十三百件在的和是abc12.5%+-，。\n 龘𠀀"
    ),
    max_size=60,
)


@pytest.fixture(scope="module")
def plain():
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in lexicon_words():
        tokenizer.add_word(word)
    return tokenizer


def test_the_dictionary_is_jiebas_own(plain):
    ours = build_segmenter()
    assert ours.total == plain.total
    assert ours.FREQ.items() <= plain.FREQ.items()
    ours.know_all()
    assert ours.FREQ == plain.FREQ


@given(text=TEXTS)
def test_the_cuts_are_jiebas_own(plain, text):
    assert build_segmenter().lcut(text) == plain.lcut(text)
    assert build_segmenter().lcut(text) == plain.lcut(text)  # once more, from what is kept


@pytest.mark.parametrize(
    "text",
    [
        "2020年，本机关共收到政府信息公开申请12件，同比增长5.6%。",
        "澄渚县枫汀镇的张三丰来到了苕汀区政务服务中心",
        "研究生命的起源",
        "",
    ],
)
def test_sentences_are_cut_as_jieba_cuts_them(plain, text):
    assert build_segmenter().lcut(text) == plain.lcut(text)
