"""Alignments of an earlier comparison stand in for aligning anew, and only where they are sound."""

from __future__ import annotations

import dataclasses
import random

import narratives
import numpy as np
import pytest

from wenzhi.corpus.link_plan import link_sections
from wenzhi.reuse import links
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.earlier import EarlierAlignments


@pytest.fixture(scope="module")
def texts():
    return [made.section for made in narratives.write_corpus(300, 17, template=40, hard=True)]


def compare(texts, earlier=None):
    """Copies among `texts` and the alignments that were made or found."""
    collection = link_sections(texts, earlier=earlier)
    copies = compare_texts(collection)
    return copies, EarlierAlignments.of(collection.alignments())


def same(one: EarlierAlignments, other: EarlierAlignments) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in dataclasses.fields(EarlierAlignments)
    )


def count_alignments(monkeypatch, texts, earlier):
    """Texts compared, and how many pairs were aligned for it."""
    made = []
    align = links.align
    with monkeypatch.context() as patch:
        patch.setattr(links, "align", lambda a, b: made.append(1) or align(a, b))
        return compare(texts, earlier), len(made)


@pytest.mark.parametrize("seed", range(3))
def test_texts_that_come_later_change_nothing_of_the_result(texts, seed):
    whole, all_made = compare(texts)
    mixed = random.Random(seed).sample(texts, len(texts))
    earlier = None
    for end in (180, 290, len(mixed)):
        found, earlier = compare(mixed[:end], earlier)
    assert found == whole
    assert same(earlier, all_made)


def test_what_was_aligned_is_not_aligned_again(texts, monkeypatch):
    _, before = compare(texts[:-3])
    (_, made), anew = count_alignments(monkeypatch, texts, before)
    assert 0 < anew < len(made.heads) / 6  # of each alignment stands there what it told, too
    _, again = count_alignments(monkeypatch, texts, made)
    assert again == 0


def test_damage_is_not_found(texts):
    whole, made = compare(texts)
    content = made.content.copy()
    content[:: len(content) // 999] ^= 0x55
    shifted = made.bounds.copy()
    shifted[1::2] += 7
    for damaged in (
        EarlierAlignments(made.heads, made.bounds, content),
        EarlierAlignments(made.heads, shifted, made.content),
        EarlierAlignments(made.heads, -made.bounds, made.content),
        EarlierAlignments(made.heads[::-1], made.bounds, made.content),
        EarlierAlignments(made.heads, made.bounds, made.content[: len(made.content) // 2]),
    ):
        found, repaired = compare(texts, damaged)
        assert found == whole and same(repaired, made)


def test_what_other_code_made_is_not_found(texts, monkeypatch):
    whole, made = compare(texts)
    with monkeypatch.context() as patch:
        patch.setattr("wenzhi.reuse.earlier._code_digest", lambda made_by: b"another")
        (found, _), anew = count_alignments(patch, texts, made)
    # Of texts that are equal one alignment is kept.
    assert found == whole and 2 * anew >= len(made.heads)


def test_what_was_weighed_is_weighed_anew_where_phrases_moved(texts, monkeypatch):
    whole, made = compare(texts)
    _, before = compare(texts[:-9])
    weighed = []
    weigh = links.weigh_link
    monkeypatch.setattr(links, "weigh_link", lambda *sides: weighed.append(1) or weigh(*sides))
    assert compare(texts, made)[0] == whole and not weighed
    # Some phrases are everybody's now that were not: what texts that have them share is weighed again.
    assert compare(texts, before)[0] == whole and 0 < len(weighed) < len(made.heads) / 2


def test_an_alignment_is_of_two_texts_in_their_order(texts):
    collection = link_sections(texts)
    made = EarlierAlignments.of(collection.alignments())
    links_by_packed = {link.packed: link for link in collection.links()}
    for name, stored in list(collection.alignments())[::2]:
        assert made.find(name) == links_by_packed[stored].alignment
        assert made.find(name[::-1]) is None
    for name, _ in list(collection.alignments())[1::2]:
        found, none = made.find_weighed([name, name[::-1]])
        assert none is None and found is not None
        assert made.stored(found[0].name) == found[1]
    assert EarlierAlignments.of([]).find(b"0" * 16) is None
