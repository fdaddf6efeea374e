"""Floor 2: builds the linguistic pipeline: blank Chinese, our tokenizer, our components.

The factories themselves are in `components`, which is imported here only when a pipeline is built,
so that what needs no spaCy does not load it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

COMPONENTS = ("wenzhi_sentences", "wenzhi_counts", "wenzhi_claims")


def build_pipeline() -> Language:
    """A new pipeline with every component of this package; about a second the first time."""
    import spacy

    from wenzhi.parse.components import TOKENIZER

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp
