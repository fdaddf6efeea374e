"""One text against a collection's index: the same pairs as if it had been compared with the others."""

from __future__ import annotations

import numpy as np
from narratives import write_corpus

from wenzhi.reuse.against import PhraseIndex, compare_with
from wenzhi.reuse.links import Collection


def test_a_copy_is_found_from_the_index_alone_and_an_independent_text_is_not() -> None:
    made = write_corpus(600, 11)
    copied = [each for each in made if each.kind in ("exact", "swapped", "partial")][:25]
    free = [each for each in made if each.kind in ("independent", "mandated")][:25]
    out = {each.section.ref.report for each in (*copied, *free)}
    rest = Collection.of([each.section for each in made if each.section.ref.report not in out])
    cluster = {each.section.ref.report: each.cluster for each in made}
    kept = {cluster[text.ref.report] for text in rest.texts}
    index = PhraseIndex.of(rest)
    asked = [each for each in copied if each.cluster in kept]
    assert len(asked) >= 15
    for each in asked:
        pairs = compare_with(each.section, index, rest.texts.__getitem__)
        assert pairs and pairs[0].a == each.section.ref
        assert {cluster[pair.b.report] for pair in pairs} == {each.cluster}
        start, end = pairs[0].passages[0].a
        first = each.section.start
        assert 0 <= start - first < end - first <= len(each.section.text)
    for each in free:
        assert compare_with(each.section, index, rest.texts.__getitem__) == ()


def test_a_text_of_the_collection_is_not_told_beside_itself() -> None:
    texts = [each.section for each in write_corpus(300, 12)]
    collection = Collection.of(texts)
    index = PhraseIndex.of(collection)
    for text in collection.texts[:40]:
        found = compare_with(text, index, collection.texts.__getitem__)
        assert text.ref not in [pair.b for pair in found]


def test_an_empty_collection_has_no_candidates() -> None:
    index = PhraseIndex.of(Collection.of([]))
    assert index.candidates(np.array([1, 2], np.uint64), 3) == []
