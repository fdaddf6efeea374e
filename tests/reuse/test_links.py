"""Collections: the same from texts in memory and from texts read one by one; pairs in a good order."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pytest
from msgspec.structs import replace
from narratives import Author, write_corpus

from wenzhi.reuse import phrases
from wenzhi.reuse.against import PhraseIndex, compare_with
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.links import Collection, order_near
from wenzhi.reuse.order import rank_text
from wenzhi.reuse.provenance import GenreProfile, Sharers, trace


@pytest.fixture(scope="module")
def texts():
    return [made.section for made in write_corpus(300, 23, template=40, hard=True)]


class Stored(Sequence):
    """Texts that are handed out one by one, as from a disk; how many were asked for at a time."""

    def __init__(self, texts):
        self.texts, self.most = texts, 0

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, index):
        if isinstance(index, slice):
            self.most = max(self.most, len(self.texts[index]))
        return self.texts[index]


def test_texts_in_order_are_read_block_by_block(texts):
    stored = Stored(sorted(texts, key=rank_text))
    collection = Collection.of(stored)
    assert collection.texts is stored
    assert stored.most < len(texts)
    assert compare_texts(collection) == compare_texts(Collection.of(texts))


def test_texts_out_of_order_are_put_in_order(texts):
    turned = Stored(sorted(texts, key=rank_text, reverse=True))
    collection = Collection.of(turned)
    assert list(collection.texts) == list(Collection.of(texts).texts)
    assert collection.texts[3:5] == [collection.texts[3], collection.texts[4]]
    assert turned.most <= 1  # they stay where they are


def test_names_of_files_reach_neither_pairs_nor_families(texts):
    def renamed(ref):
        name = blake2b(ref.report.encode(), digest_size=8).hexdigest()
        return replace(ref, report=name, path=f"{name}.html")

    moved = [replace(text, ref=renamed(text.ref)) for text in texts]
    there, here = compare_texts(Collection.of(moved)), compare_texts(Collection.of(texts))
    assert [replace(pair, a=renamed(pair.a), b=renamed(pair.b)) for pair in here.pairs] == list(
        there.pairs
    )
    assert [(one.id, one.template) for one in here.families] == [
        (one.id, one.template) for one in there.families
    ]


def test_an_alignment_does_not_depend_on_those_before(texts):
    collection = Collection.of(texts)
    links = collection.links()
    other = Collection.of(texts)
    again = [other.align(link.left, link.right) for link in reversed(links)]
    assert [(link.packed, link.telling) for link in links] == [
        (link.packed, link.telling) for link in reversed(again)
    ]


@pytest.mark.parametrize(("sentences", "stands"), [(1, False), (2, True)])
def test_one_sentence_in_common_is_no_pair_but_two_are(sentences, stands):
    author = Author(31)
    made = [author.sentences(11, 11) for _ in range(240)]
    few = [one for one in made[0] if 35 <= len(one) <= 50][:2]
    for place, sentence in enumerate(few[:sentences]):
        made[1][4 + place] = sentence
        made[0][7 + place] = sentence
    told = [author.narrative("".join(body), "own", "own", 0.0).section for body in made]
    collection = Collection.of(told)
    link = collection.link(*(collection.texts.index(text) for text in told[:2]))
    assert link.share_left > 0.05
    assert collection.holds(link) is stands


def test_pairs_of_one_text_follow_each_other():
    pairs = [(0, 9), (1, 5), (2, 9), (3, 9), (4, 5), (8, 9)]
    ordered = order_near(pairs, 10)
    assert sorted(ordered) == pairs
    hubs = [9 if 9 in pair else 5 for pair in ordered]
    assert np.count_nonzero(np.diff(hubs)) == 1
    assert order_near([], 0) == []


def test_a_family_may_be_told_once_for_all_its_members(texts):
    collection = Collection.of(texts)
    copies = compare_texts(collection)
    family = max(copies.families, key=lambda each: len(each.members))
    profile, sharers = GenreProfile.of(collection), Sharers.of(family.members)
    names = {ref.report for ref in family.members}
    assert len(names) >= 40
    for text in [text for text in collection.texts if text.ref.report in names][:5]:
        pairs = [pair for pair in copies.pairs if text.ref in (pair.a, pair.b)]
        assert trace(text, pairs, sharers, profile) == trace(text, pairs, family, profile)


def test_all_steps_agree_on_the_length_of_a_phrase(texts, monkeypatch):
    usual = compare_texts(Collection.of(texts))
    monkeypatch.setattr(phrases, "LENGTHENED", 20)
    collection = Collection.of(texts)
    assert collection.phrases.length == 11
    copies = compare_texts(collection)
    told, before = ({(p.a.report, p.b.report) for p in one.pairs} for one in (copies, usual))
    assert len(told & before) > 0.9 * len(before)
    index = PhraseIndex.of(collection)
    pair = max(copies.pairs, key=lambda each: each.coverage_a)
    text = next(each for each in collection.texts if each.ref == pair.a)
    found = compare_with(text, index, collection.texts.__getitem__)
    assert pair.b.report in {each.b.report for each in found}
    profile = GenreProfile.of(collection)
    assert profile.length == 11
    classes = {span.provenance for each in texts for span in trace(each, (), None, profile)}
    assert "genre" in classes
