"""Sentences in other words: found by what characters they pair, however their clauses are moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from narratives import Author, write_corpus

from wenzhi.reuse.copies import find_copies
from wenzhi.reuse.passages import align, prepare, spell_passages
from wenzhi.reuse.rewordings import Sentences, propose_reworded, sketch_texts
from wenzhi.text.shingles import lay_out
from wenzhi.text.slots import mask

SOURCE = "窗口排队过长的情形时有发生，上半年接到群众投诉九起，多因叫号机老旧。"
REWORDED = "上半年收到群众投诉九件，主要因叫号机老旧，窗口前排队过长的情况常有发生。"
OTHER = "渡口候船室没有装电子屏幕，渔民只能听广播，冬天里广播又常常断电。"


def passages(one, other):
    a, b = mask(one), mask(other)
    return spell_passages(a, b, align(prepare(a), prepare(b)))


def test_a_sentence_in_other_words_and_order_is_a_reworded_passage():
    (passage,) = passages(OTHER + SOURCE, REWORDED + "完成了整改。")
    assert passage.kind == "reworded"
    assert (OTHER + SOURCE)[slice(*passage.a)] == SOURCE
    assert (REWORDED + "完成了整改。")[slice(*passage.b)] == REWORDED
    assert 0.42 <= passage.similarity < 1


def test_sentences_about_something_else_are_none():
    assert passages(SOURCE, OTHER) == ()


def test_a_common_sentence_is_never_taken_for_reworded():
    a, b = mask(SOURCE), mask(REWORDED)
    everybodys = prepare(a, lambda spans: np.ones(len(spans), bool))
    assert align(everybodys, prepare(b)).rewordings == ()
    assert align(prepare(a), prepare(b)).rewordings != ()


@given(
    st.text(alphabet=st.sampled_from([*"窗口排队过长。，！群众投诉", "1", "\ue000"]), max_size=90)
)
def test_sentences_tile_what_they_name_and_list_each_pair_once(text):
    codes = mask(text).codes
    found = Sentences.of(codes)
    last = 0
    for (start, end), (first, stop) in zip(found.spans.tolist(), found.cuts.tolist(), strict=True):
        assert last <= start < end <= len(codes)
        last = end
        pairs = found.pairs[first:stop].tolist()
        assert pairs == sorted(set(pairs))


def test_rewritten_texts_share_marks_and_strangers_do_not():
    author = Author(31)
    bodies = [author.sentences(12, 12) for _ in range(20)]
    rewritten = [author.rewrite(sentence) for sentence in bodies[4]]
    texts = lay_out([mask("".join(body)).codes for body in [*bodies, rewritten]])
    marks = sketch_texts(texts)
    left, right = propose_reworded(marks, len(texts), np.zeros(0, np.int64))
    assert (4, 20) in zip(left.tolist(), right.tolist(), strict=True)
    assert len(left) < 6
    known = np.array([4 * len(texts) + 20], np.int64)
    left, right = propose_reworded(marks, len(texts), known)
    assert (4, 20) not in zip(left.tolist(), right.tolist(), strict=True)


@pytest.fixture(scope="module")
def corpus():
    return write_corpus(900, 17, hard=True)


def test_narratives_with_every_sentence_rewritten_are_found(corpus):
    copies = find_copies([made.section for made in corpus])
    told = {frozenset((pair.a.report, pair.b.report)) for pair in copies.pairs}
    home = {ref.report: each.id for each in copies.families for ref in each.members}
    source = {made.cluster: made for made in corpus if made.kind == "source"}
    asked = [(made, source[made.cluster]) for made in corpus if made.kind == "heavy"]
    names = [(one.section.ref.report, other.section.ref.report) for one, other in asked]
    found = [
        frozenset(pair) in told or (pair[0] in home and home[pair[0]] == home.get(pair[1]))
        for pair in names
    ]
    assert len(found) > 10
    assert sum(found) / len(found) > 0.95
