"""Floor 2: the spaCy side of the pipeline: tokenizer and components, registered as factories.

`blank("zh")` with the tokenizer `wenzhi.jieba.v1`, then `wenzhi_sentences`, `wenzhi_counts` and
`wenzhi_claims`. A caller may tell the section and the report's year through the extensions
`Doc._.wenzhi_section` and `Doc._.wenzhi_year`; results are `Doc._.wenzhi_counts` and
`Doc._.wenzhi_claims`, with spans in characters of the doc. This module is imported only by who
wants spaCy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import IDX, SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from wenzhi.parse.counts import find_counts
from wenzhi.parse.figures.claims import find_claims
from wenzhi.parse.figures.mentions import Page
from wenzhi.text.lexicon import build_segmenter
from wenzhi.text.sentences import sentences
from wenzhi.text.words import ToldWords

TOKENIZER = "wenzhi.jieba.v1"
_TEXT = "wenzhi_text"
_STARTS = "wenzhi_starts"


class _KnownWords(dict[str, int]):
    """spaCy's number of each word: a doc of numbers is built in a third of the time."""

    def __init__(self, vocab: Vocab) -> None:
        super().__init__()
        self._strings = vocab.strings

    def __missing__(self, word: str) -> int:
        number: int = self._strings.add(word)
        self[word] = number
        return number


class JiebaTokenizer:
    """spaCy's tokenizer protocol over our own segmenter; tokens tile the text, blanks included."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.segmenter = build_segmenter()
        self._words = _KnownWords(vocab)

    def __call__(self, text: str) -> Doc:
        """The tokens of `text`; blanks and line breaks are tokens of their own."""
        words = self.segmenter.lcut(text)
        known: Any = list(map(self._words.__getitem__, words))  # spaCy's types leave numbers out
        doc = Doc(self.vocab, words=known, spaces=[False] * len(words))
        doc.user_data[_TEXT] = text
        doc.user_data[_STARTS] = list(accumulate(map(len, words), initial=0))[:-1]
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Nothing: the lexicon ships with the package."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> JiebaTokenizer:
        """Itself: there is no state to restore."""
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Nothing: the lexicon ships with the package."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> JiebaTokenizer:
        """Itself: there is no state to restore."""
        return self


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator] # spaCy leaves it untyped
def make_tokenizer() -> Callable[[Language], JiebaTokenizer]:
    """The tokenizer, for a pipeline's configuration."""
    return lambda nlp: JiebaTokenizer(nlp.vocab)


def _declare(name: str, default: object) -> None:
    if not Doc.has_extension(name):
        Doc.set_extension(name, default=default)


def _text(doc: Doc) -> str:
    """The doc's text; asking spaCy for it joins all tokens anew each time."""
    if _TEXT not in doc.user_data:
        doc.user_data[_TEXT] = doc.text
    text: str = doc.user_data[_TEXT]
    return text


def _token_starts(doc: Doc) -> list[int]:
    if _STARTS not in doc.user_data:
        doc.user_data[_STARTS] = doc.to_array([IDX]).tolist()
    starts: list[int] = doc.user_data[_STARTS]
    return starts


def _page(doc: Doc) -> Page:
    text = _text(doc)
    return Page(text, ToldWords(_token_starts(doc), len(text)))


@Language.factory("wenzhi_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Marks sentence starts where our cutter cuts (。！？), at the nearest token."""

    def component(doc: Doc) -> Doc:
        opens = {start for start, _ in sentences(_text(doc))} | {0}
        marks = [1 if start in opens else -1 for start in _token_starts(doc)]
        # Token by token, spaCy would look through the whole doc each time. -1 is "no start".
        column: Any = np.array(marks, dtype="int64").view("uint64").reshape(-1, 1)
        marked: Doc = doc.from_array([SENT_START], column)
        return marked

    return component


@Language.factory("wenzhi_counts", assigns=["doc._.wenzhi_counts"])
def make_counts(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Finds the counts of a doc whose text is folded prose of one section."""
    _declare("wenzhi_section", "overview")
    _declare("wenzhi_year", None)
    _declare("wenzhi_counts", ())

    def component(doc: Doc) -> Doc:
        told = doc._  # made anew each time it is asked for
        told.wenzhi_counts = find_counts(
            _page(doc), section=told.wenzhi_section, year=told.wenzhi_year
        )
        return doc

    return component


@Language.factory("wenzhi_claims", assigns=["doc._.wenzhi_claims"])
def make_claims(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Finds the claims of a doc; those about a count need `wenzhi_counts` before it."""
    _declare("wenzhi_section", "overview")
    _declare("wenzhi_counts", ())
    _declare("wenzhi_claims", ())

    def component(doc: Doc) -> Doc:
        told = doc._
        told.wenzhi_claims = find_claims(
            _page(doc), told.wenzhi_counts, section=told.wenzhi_section
        )
        return doc

    return component
