"""What an earlier comparison worked out stands in for working it out, and only where it is sound."""

from __future__ import annotations

import random

import narratives
import numpy as np
import pytest
from msgspec.structs import replace

from wenzhi.corpus.link_plan import link_sections
from wenzhi.reuse import copies, families, links, weighing
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.earlier import EarlierWork, seal
from wenzhi.reuse.phrase_kernels import digest_marks


@pytest.fixture(scope="module")
def texts():
    return [made.section for made in narratives.write_corpus(300, 17, template=40, hard=True)]


def compare(texts, earlier=None):
    """Copies among `texts` and the work that was done or found."""
    collection = link_sections(texts, earlier=earlier, keep=True)
    found = compare_texts(collection)
    return found, collection.leave()


def same(one: EarlierWork, other: EarlierWork) -> bool:
    return one.arrays.keys() == other.arrays.keys() and all(
        array.dtype == other.arrays[name].dtype and np.array_equal(array, other.arrays[name])
        for name, array in one.arrays.items()
    )


@pytest.fixture
def count(monkeypatch):
    """Compares texts; tells how often something was aligned, weighed, spelled, described or masked."""

    def run(texts, earlier):
        made = dict.fromkeys(("align", "weigh_link", "spell_pair", "describe_family", "_draft"), 0)

        def counted(name, work):
            def call(*given):
                made[name] += 1
                return work(*given)

            return call

        with monkeypatch.context() as patch:
            for room in (links, weighing, copies, families):
                for name in made:
                    if hasattr(room, name):
                        patch.setattr(room, name, counted(name, getattr(room, name)))
            return compare(texts, earlier), made

    return run


@pytest.mark.parametrize("seed", range(3))
def test_texts_that_come_later_change_nothing_of_the_result(texts, seed):
    whole, all_made = compare(texts)
    mixed = random.Random(seed).sample(texts, len(texts))
    earlier = None
    for end in (180, 290, len(mixed)):
        found, earlier = compare(mixed[:end], earlier)
    assert found == whole
    assert same(earlier, all_made)


def test_what_was_worked_out_is_not_worked_out_again(texts, count):
    _, before = compare(texts[:-3])
    (_, made), anew = count(texts, before)
    pairs, told = (
        len(made.pairs),
        sum(map(bool, map(made.spelled.__getitem__, range(len(made.pairs))))),
    )
    assert 0 < anew["align"] < pairs / 3 and anew["_draft"] == 3
    assert 0 < anew["spell_pair"] < told / 3
    assert 0 <= anew["describe_family"] < len(made.families) / 2
    _, again = count(texts, made)
    assert set(again.values()) == {0}


def test_what_is_left_out_goes(texts):
    _, before = compare(texts)
    fewer = texts[::2]
    found, made = compare(fewer, before)
    whole, all_made = compare(fewer)
    assert found == whole and same(made, all_made)


def test_what_is_said_of_a_report_counts(texts):
    """Another date of publication, another name: who was first, who is above whom, what is masked."""
    _, before = compare(texts)
    changed = [
        replace(text, published="2031-05-06", ref=replace(text.ref, organization="双井镇人民政府"))
        if number % 7 == 0
        else text
        for number, text in enumerate(texts)
    ]
    found, made = compare(changed, before)
    whole, all_made = compare(changed)
    assert found == whole and same(made, all_made)


def test_one_section_held_twice(texts):
    both = [*texts[:40], *texts[:40]]
    whole, made = compare(both)
    assert compare(both, made)[0] == whole
    assert compare(both, compare(texts)[1])[0] == whole


def test_few_texts_and_none(texts):
    earlier = None
    for few in (texts[:0], texts[:1], texts[:3], texts[:0]):
        found, earlier = compare(few, earlier)
        whole, all_made = compare(few)
        assert found == whole and same(earlier, all_made)
        assert EarlierWork.read(earlier.arrays) is not None


def test_damage_is_not_found(texts):
    _, made = compare(texts[:60])
    assert EarlierWork.read(made.arrays) is not None
    assert EarlierWork.read({}) is None
    for name, array in made.arrays.items():
        assert EarlierWork.read({**made.arrays, name: array[: len(array) // 2]}) is None
        flipped = array.copy()
        flipped.view(np.uint8)[len(array) // 2] ^= 1
        assert EarlierWork.read({**made.arrays, name: flipped}) is None
        assert (
            EarlierWork.read({key: one for key, one in made.arrays.items() if key != name}) is None
        )
    assert EarlierWork.read({**made.arrays, "widths": made.arrays["jumps"]}) is None


def test_what_other_code_made_is_not_found(texts, monkeypatch):
    _, made = compare(texts[:60])
    monkeypatch.setattr("wenzhi.reuse.earlier.code_digest", lambda: b"another")
    assert EarlierWork.read(made.arrays) is None
    assert EarlierWork.read(seal(made.arrays)) is not None


def test_what_was_weighed_is_weighed_anew_where_phrases_moved(texts, count):
    whole, made = compare(texts)
    _, before = compare(texts[:-9])
    # Some phrases are everybody's now that were not: what texts that have them share is weighed again.
    (found, _), anew = count(texts, before)
    assert found == whole and anew["align"] < anew["weigh_link"] < len(made.pairs) / 2


def test_marks_of_phrases_have_a_digest():
    flags = np.array([0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 0, 1, 1, 0, 0, 2], np.uint8)
    bounds = np.array([0, 4, 8, 12, 16, 16], np.int64)
    same_twice, again, other, shifted, empty = digest_marks(flags, bounds, 8).tolist()
    assert same_twice == again and len({again, other, shifted, empty}) == 4
    assert digest_marks(flags, bounds, 9)[0] != again
