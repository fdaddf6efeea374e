"""Floor 1: words: an own jieba segmenter that knows the vocabulary of disclosure work.

Takes text and gives tokens that tile it. The segmenter is an instance of our own: the process-wide
one, whose dictionary any other library may change, is never touched, and no cache file is written.
"""

from __future__ import annotations

import hashlib
import warnings
from functools import cache
from typing import TYPE_CHECKING, Protocol

from wenzhi.base.loading import left_out
from wenzhi.base.resources import read_lines, read_text

if TYPE_CHECKING:  # jieba is slow to load
    from wenzhi.text.segmenter import SwiftTokenizer

LEXICON = "lexicon.txt"


class Segmenter(Protocol):
    """What cuts text into words."""

    def lcut(self, text: str) -> list[str]:
        """The words of `text`; joined, they are `text` again."""
        ...


def lexicon_words() -> tuple[str, ...]:
    """The domain lexicon, one word each, in the order of the file."""
    return tuple(read_lines(LEXICON))


def segmenter_version() -> str:
    """Names jieba's release and the lexicon's content, to be stamped on what was cut with them."""
    from importlib.metadata import version

    digest = hashlib.sha256(read_text(LEXICON).encode()).hexdigest()[:8]
    return f"jieba-{version('jieba')}+{digest}"


@cache
def build_segmenter() -> Segmenter:
    """The segmenter, built once in a process (about a quarter of a second).

    jieba's own `initialize` would leave a dictionary cache in the temporary directory, which other
    users of the machine could alter; the dictionary is therefore read directly.
    """
    return fresh_tokenizer()


def fresh_tokenizer(*, guess: bool = True) -> SwiftTokenizer:
    """One of its own to whom words may be added before it cuts; `guess` at words it does not know."""
    # jieba asks pkg_resources for the place of its own dictionary and does without it.
    with warnings.catch_warnings(), left_out("pkg_resources"):
        warnings.simplefilter("ignore")  # jieba's own escapes
        from wenzhi.text.segmenter import SwiftTokenizer
    tokenizer = SwiftTokenizer(guess=guess)
    for word in lexicon_words():
        tokenizer.add_word(word)
    return tokenizer
