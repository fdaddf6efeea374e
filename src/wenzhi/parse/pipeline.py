"""Floor 2: builds the linguistic pipeline: blank Chinese, our tokenizer, our components.

The factories themselves are in `components`, which is imported here only when a pipeline is built,
so that what needs no spaCy does not load it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

COMPONENTS = ("wenzhi_sentences", "wenzhi_counts", "wenzhi_claims")


@contextmanager
def _without_torch() -> Iterator[None]:
    """Keep torch from being loaded meanwhile, unless it is already.

    spaCy's own library loads torch wherever it is installed, for models that are not used here: a
    second and a half before the first report is read. None in `sys.modules` is Python's documented
    way to make an import fail.
    """
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment] # what the documentation says to do
    try:
        yield
    finally:
        del sys.modules["torch"]


def build_pipeline() -> Language:
    """A new pipeline with every component of this package; about a second the first time."""
    with _without_torch():
        import spacy

    from wenzhi.parse.components import TOKENIZER

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp
