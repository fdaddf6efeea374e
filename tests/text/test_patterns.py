"""The quick pattern matches just what the plain one matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.text.patterns import compile_quick

PATTERNS = [
    "公开|申请(?!人)",
    r"(?P<a>\d{1,3})[件条]|(?<!不)予以|[一二]{2,}",
    r"(?:约|近)?(?:\d+|[一二三十]+)(?P<unit>件|条)?",
    r"(?<=[共计])\(\)|(?:公|开)*件",
    "(?:^|(?<=,))公开|开{0,2}件",
    r"[^公]件|申请",
    ".件",
    "公?开?",
    r"\s*公开",
    r"[-\]\\^件]公",
    "(?i:a)公",
    r"(公|开)\1",
    r"(公)?开(?(1)件|条)",
    "",
]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(
    text=st.text(
        st.sampled_from("公开申请人不予以约近一二三十件条共计()12,aA-]\\^ \n"), max_size=40
    )
)
def test_quick_is_plain(pattern, text):
    quick, plain = compile_quick(pattern), re.compile(pattern)
    found = [(m.span(), m.groups(), m.lastgroup) for m in quick.finditer(text)]
    assert found == [(m.span(), m.groups(), m.lastgroup) for m in plain.finditer(text)]
    assert (quick.match(text) is None) == (plain.match(text) is None)
    assert (quick.fullmatch(text) is None) == (plain.fullmatch(text) is None)


def test_a_pattern_that_opens_with_few_characters_looks_first():
    assert compile_quick("(?<!不)公开|申请").pattern.startswith("(?=[公申])")


@pytest.mark.parametrize("pattern", ["公?", "[^公]开", ".开", "(?i:a)b"])
def test_a_pattern_that_opens_with_anything_is_left_alone(pattern):
    assert compile_quick(pattern).pattern == pattern
