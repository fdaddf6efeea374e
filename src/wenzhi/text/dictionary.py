"""Floor 1: which words are ordinary ones rather than parts of names, by the dictionary jieba brings.

It cuts nothing and must not know the lexicon. The dictionary is read when first asked (a tenth of a
second) and not through jieba, which takes longer to load.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wenzhi.base.errors import ResourceError

COMMON = 2000
"""Occurrences in the dictionary's corpus from which on a noun is an ordinary word: 部分 and 项目 have
27,619 and 13,257, the nouns that towns are called after (白鹭, 石桥, 桃源, 海棠) below 800."""

_ENTRY = re.compile(
    r"^([\u4e00-\u9fff]{2,3}) (?:\d+ [abcdefijloprtuvyz]|(?:[2-9]\d{3}|\d{5,}) n$)", re.MULTILINE
)
"""Words of two or three characters that are verbs, adverbs, pronouns … (all classes but nouns, proper
names and numerals, which names are made of), or common nouns. Classes are those of ICTCLAS."""


@cache
def ordinary_words() -> frozenset[str]:
    """Words of two or three characters that names of places are hardly made of.

    Raises ResourceError (E402) where the dictionary is not installed.
    """
    return frozenset(_ENTRY.findall(read_dictionary()))


def read_dictionary() -> str:
    """Lines of word, frequency and class. Raises ResourceError (E402) where it is not installed."""
    spec = find_spec("jieba")
    path = Path(spec.origin).parent / "dict.txt" if spec is not None and spec.origin else None
    if path is None or not path.is_file():
        raise ResourceError("E402", "没有找到 jieba 的词典 dict.txt", where="jieba")
    return path.read_text(encoding="utf-8")
