"""Floor 1: parts of speech: of each word the tag that jieba's dictionary gives it.

Takes words as `text.lexicon` cuts them, gives tags. A look-up, not a guess from context: a word has the
same tag wherever it stands. It must not know what a report is.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from wenzhi.base.patterns import as_pattern
from wenzhi.text.lexicon import lexicon_words

UNKNOWN = "x"
"""The tag of a word that neither the dictionary nor the lexicon knows (jieba's own letter)."""

_OWN = {
    "公开": "v",
    "重复": "v",
    "及时": "ad",
    "件": "q",
    "条": "q",
    "篇": "q",
    "份": "q",
    "宗": "q",
}
"""Words whose dictionary tag is not how these reports use them."""

_NUMBER = as_pattern(r"[\d.,%]*\d[\d.,%]*|[〇零一二两三四五六七八九十百千万亿]+")
_LATIN = as_pattern(r"[A-Za-z][A-Za-z\d._+#&-]*")

Tagger = Callable[[str], str]


@cache
def build_tagger() -> Tagger:
    """The tag of a word, built once in a process (about a third of a second).

    Tags are those of jieba's dictionary (ICTCLAS letters: n v a d r m q p c u …), `w` for punctuation,
    `m` for numbers, `eng` for Latin words, `x` where nothing is known. A word of our own lexicon has
    the tag of the longest dictionary word it ends in, for Chinese compounds have their head last.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own escapes and its use of pkg_resources
        import jieba
    with jieba.Tokenizer().get_dict_file() as file:
        fields = file.read().decode().split()
    known = dict(zip(fields[::3], fields[2::3], strict=True))
    known |= _OWN
    known |= _lexicon_tags(known, lexicon_words())
    found: dict[str, str] = {}

    def tag(word: str) -> str:
        if word not in found:
            found[word] = known.get(word) or _by_shape(word)
        return found[word]

    return tag


def _lexicon_tags(known: Mapping[str, str], words: Iterable[str]) -> dict[str, str]:
    return {word: _head_tag(known, word) for word in words if word not in known}


def _head_tag(known: Mapping[str, str], word: str) -> str:
    ends = (word[start:] for start in range(1, len(word) - 1))
    return next((known[end] for end in ends if end in known), UNKNOWN)


def _by_shape(word: str) -> str:
    if _NUMBER.fullmatch(word):
        return "m"
    if _LATIN.fullmatch(word):
        return "eng"
    marks = all(unicodedata.category(character)[0] in "PSZ" for character in word)
    return "w" if marks else UNKNOWN
