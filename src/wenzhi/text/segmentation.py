"""Floor 1: which way the words of a corpus are cut, by name, and with whose lexicon.

Takes the choice of who builds the corpus, gives the segmenter and the name that is stamped on what was
cut with it. It concerns only the words that are looked up: what a report says is read in one way always.

    jieba        jieba with the lexicon of the field and its hidden Markov model for unknown words
    jieba-plain  the same without the model: no word that is in no lexicon
    characters   every character a word of its own; figures and Latin letters in a row are one
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Record
from wenzhi.text.lexicon import Segmenter, build_segmenter, fresh_tokenizer, segmenter_version

Way = Literal["jieba", "jieba-plain", "characters"]

_SINGLE = as_pattern(r"[0-9A-Za-z]+|[^0-9A-Za-z]", re.DOTALL)


class Segmentation(Record, frozen=True):
    """A way, and words that are known beside those of the field's lexicon."""

    way: Way = "jieba"
    words: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """What is stamped: the same cuts have the same name."""
        if self.way == "characters":
            return "characters-1"
        plain = "" if self.way == "jieba" else "+plain"
        own = "+" + hashlib.sha256("\n".join(self.words).encode()).hexdigest()[:8]
        return segmenter_version() + plain + (own if self.words else "")

    def build(self) -> Segmenter:
        """The segmenter; the usual one is built once in a process."""
        if self.way == "characters":
            return _Characters()
        if self == Segmentation():
            return build_segmenter()
        tokenizer = fresh_tokenizer(guess=self.way == "jieba")
        for word in self.words:
            tokenizer.add_word(word)
        return tokenizer


class _Characters:
    """Cuts between any two characters but figures and Latin letters."""

    def lcut(self, text: str) -> list[str]:
        """The words of `text`."""
        return _SINGLE.findall(text)
