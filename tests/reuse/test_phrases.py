"""Phrases: a template that hundreds share stays telling, mandated wording does not."""

import random

import numpy as np
import pytest
from narratives import MANDATED, Author, write_corpus

from wenzhi.reuse.known import known_phrases
from wenzhi.reuse.phrases import (
    TELLING,
    contains,
    give_lots,
    judge_phrases,
    phrase_length,
    select_phrases,
)
from wenzhi.text.shingles import PHRASE, hash_grams, lay_out
from wenzhi.text.slots import mask


@pytest.fixture(scope="module")
def corpus():
    return write_corpus(1200, 5, template=300)


@pytest.fixture(scope="module")
def phrases(corpus):
    return judge_phrases(
        lay_out([mask(made.section.text).codes for made in corpus]), np.zeros(0, np.uint64)
    )


def test_mandated_wording_is_common(phrases):
    grams = [hash_grams(mask(sentence).codes, PHRASE) for sentence in MANDATED]
    assert all(contains(phrases.common_hashes, each).any() for each in grams)
    # Next to a text's ends winnowing picks phrases it picks nowhere else; these look rare.
    telling = contains(np.unique(phrases.posting_hash), np.concatenate(grams))
    assert telling.mean() < 0.05


def test_the_skeleton_that_a_quarter_of_all_share_is_telling(corpus, phrases):
    mega = [index for index, made in enumerate(corpus) if made.cluster == "mega"]
    kept = np.bincount(phrases.posting_text, minlength=len(corpus))[mega]
    assert kept.min() > 30


def test_a_text_alone_yields_what_it_yields_among_others(corpus, phrases):
    masked = mask(corpus[3].section.text)
    alone = select_phrases(masked.codes, np.zeros(0, np.uint64))
    among = hash_grams(masked.codes, PHRASE)[np.flatnonzero(phrases.of(3))]
    assert alone.tolist() == np.unique(among).tolist()


def test_official_wording_is_never_selected():
    text = "坚持以公开为常态、不公开为例外的原则"
    assert len(select_phrases(mask(text).codes, known_phrases())) == 0


def test_phrases_grow_a_character_with_each_doubling_of_the_corpus():
    assert [phrase_length(total) for total in (0, 66, 9_999)] == [PHRASE] * 3
    assert [phrase_length(10_000 * 2**k) for k in range(5)] == [9, 10, 11, 12, 13]
    assert phrase_length(10**8) == 16


def test_what_a_crowd_writes_by_chance_hides_no_copy_from_longer_phrases():
    """Of eight words any four in a row stand in a dozen of 400 texts; any eight in hardly two."""
    lots = random.Random(3)
    words = ["公开", "目录", "核对", "台账", "窗口", "留言", "附件", "栏目"]
    made = ["".join(lots.choices(words, k=100)) for _ in range(400)]
    made[9] = made[8][:160] + made[9][160:]
    laid = lay_out([mask(text).codes for text in made])
    nothing = np.zeros(0, np.uint64)

    def shared(length):
        flags = judge_phrases(laid, nothing, length).of(9)[: 160 - length]
        return np.count_nonzero(flags == TELLING) / np.count_nonzero(flags)

    assert shared(PHRASE) < 0.6
    assert shared(16) > 0.9


def test_what_a_template_and_a_crowd_of_others_write_is_common():
    """Two in three of a sentence's users share a template, one in three nothing: mean agreement is high."""
    author = Author(41)
    stock, skeleton = "档案库房的除湿机坏了两回，抽湿全凭人工照看。", author.sentences(10, 10)
    users = [[*skeleton, *author.sentences(2, 2), stock] for _ in range(200)]
    users += [[*author.sentences(9, 9), stock] for _ in range(100)]
    others = [author.sentences(10, 10) for _ in range(300)]
    laid = lay_out([mask("".join(body)).codes for body in users + others])
    phrases = judge_phrases(laid, np.zeros(0, np.uint64))
    cut = laid.bounds[1] - len(mask(stock))
    for part, least, most in (
        (phrases.flags[:cut], 0.5, 1),
        (phrases.flags[cut : laid.bounds[1]], 0, 0.2),
    ):
        assert least <= np.count_nonzero(part == TELLING) / np.count_nonzero(part) <= most


def test_equal_texts_have_a_say_each():
    """Of a sentence's users fifty wrote the same text, and three nothing else of it: it stays telling."""
    author = Author(43)
    stock, body = "档案库房的除湿机坏了两回，抽湿全凭人工照看。", author.sentences(10, 10)
    users = ["".join([*body, stock])] * 50
    users += ["".join([*author.sentences(9, 9), stock]) for _ in range(3)]
    others = ["".join(author.sentences(10, 10)) for _ in range(250)]
    laid = lay_out([mask(text).codes for text in users + others])
    assert len(set(give_lots(laid).tolist())) == len(laid)
    part = judge_phrases(laid, np.zeros(0, np.uint64)).of(0)[-len(mask(stock)) :]
    assert np.count_nonzero(part == TELLING) > 0.5 * np.count_nonzero(part)


def test_contains_is_membership():
    pool = np.unique(hash_grams(mask("甲乙丙丁戊己庚辛壬癸").codes, 2))
    values = np.concatenate([pool[:3], np.array([1, 2**64 - 1], np.uint64)])
    assert contains(pool, values).tolist() == [True, True, True, False, False]
    assert not contains(np.zeros(0, np.uint64), values).any()
