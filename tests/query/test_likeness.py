"""Likeness of runs is what scikit-learn's TF-IDF says, however the texts are cut into batches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from wenzhi.query.likeness import Likeness

TEXTS = st.text("栏目更新及时aAb9𠀀", min_size=1, max_size=12)


@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=12), wanted=TEXTS, size=st.integers(1, 5))
def test_likeness_is_that_of_scikit_learn(texts: list[str], wanted: str, size: int) -> None:
    counter = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    matrix = counter.fit_transform(texts)
    expected = (matrix @ counter.transform([wanted]).T).toarray().ravel()
    likeness = Likeness()
    batches = [texts[start : start + size] for start in range(0, len(texts), size)]
    for batch in batches:
        likeness.count(batch)
    found = np.concatenate([likeness.compare(batch, wanted) for batch in batches])
    assert found == pytest.approx(expected, abs=1e-9)
