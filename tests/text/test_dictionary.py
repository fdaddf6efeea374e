"""jieba's dictionary read by first characters: the same lines, ordinary words told from names."""

from __future__ import annotations

import pytest

from wenzhi.text.dictionary import dictionary, is_ordinary, read_dictionary


def test_every_line_is_found_by_its_first_character():
    surveyed, lines = dictionary(), read_dictionary().splitlines()
    found = [line for first in surveyed.places for line in surveyed.lines(first).splitlines()]
    assert sorted(found) == sorted(lines)
    assert surveyed.total == sum(int(line.split()[1]) for line in lines)


def test_nothing_begins_with_a_character_no_word_has():
    assert dictionary().lines("丌丌") == ""
    assert not is_ordinary("")


@pytest.mark.parametrize(
    ("word", "ordinary"),
    [
        ("完成", True),
        ("部分", True),
        ("聚焦", True),
        ("白鹭", False),
        ("海棠", False),
        ("一", False),
    ],
)
def test_verbs_and_common_nouns_are_ordinary(word, ordinary):
    assert is_ordinary(word) is ordinary
