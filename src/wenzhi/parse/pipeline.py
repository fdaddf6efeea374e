"""Floor 2: builds the linguistic pipeline: blank Chinese, our tokenizer, our components.

The factories themselves are in `components`, which is imported here only when a pipeline is built,
so that what needs no spaCy does not load it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from wenzhi.base.loading import left_out

if TYPE_CHECKING:
    from spacy.language import Language

COMPONENTS = ("wenzhi_sentences", "wenzhi_counts", "wenzhi_claims")


@contextmanager
def _without_command_line() -> Iterator[None]:
    """Keep spaCy from loading its command line for the sake of `spacy.info`, which still works.

    It brings HTTP and project tools: a fifth of a second before the first report is read.
    """
    names = [name for name in ("spacy.cli", "spacy.cli.info") if name not in sys.modules]
    for name in names:
        stand_in = ModuleType(name)
        stand_in.info = _info  # type: ignore[attr-defined]
        sys.modules[name] = stand_in
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)


def _info(*given: Any, **named: Any) -> Any:  # noqa: ANN401 # spaCy's own signature
    """`spacy.info`, loaded when it is called."""
    return import_module("spacy.cli.info").info(*given, **named)


def build_pipeline() -> Language:
    """A new pipeline with every component of this package; about a second the first time."""
    # spaCy's own library loads torch wherever it is installed, for models that are not used here: a
    # second and a half.
    with left_out("torch"), _without_command_line():
        import spacy

    from wenzhi.parse.components import TOKENIZER

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp
