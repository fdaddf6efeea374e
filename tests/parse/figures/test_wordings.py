"""What one figure of a short sentence is of, in many wordings of our own (`wordings.txt`)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wenzhi.parse.counts import read_counts
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs

SOURCE = Path(__file__).parent / "wordings.txt"


def wordings() -> list[tuple[str, str, str]]:
    """Section, indicator and sentence of every line."""
    found: list[tuple[str, str, str]] = []
    section = "overview"
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            section = line[1:]
        elif line and not line.startswith("#"):
            indicator, _, sentence = line.partition(": ")
            found.append((section, indicator, sentence))
    return found


@pytest.mark.parametrize(("section", "indicator", "marked"), wordings())
def test_a_figure_is_told_for_what_it_is_of(section, indicator, marked):
    place = marked.index("«")
    sentence = marked.replace("«", "").replace("»", "")
    body = [(section, paragraph) for paragraph in paragraphs(fold(sentence))]
    counts, _ = read_counts(body, year=2023)
    told = [count.indicator for count in counts if count.start <= place < count.end]
    assert told == [None if indicator == "-" else indicator]


@pytest.mark.parametrize(
    "pattern",
    [
        vocabulary().decoys,
        vocabulary().amounts,
        vocabulary().scopes.period,
        vocabulary().scopes.channel,
        vocabulary().scopes.office,
    ],
    ids=["decoys", "amounts", "period", "channel", "office"],
)
def test_long_patterns_open_with_few_characters(pattern):
    """One alternative that may begin with any ideograph makes all of them be tried at each."""
    opening = re.match(r"\(\?=\[(?P<inside>.+?)\]\)", pattern.pattern)
    assert opening is not None
    begins = re.compile(f"[{opening['inside']}]")
    assert sum(begins.match(chr(code)) is not None for code in range(0x4E00, 0xA000)) < 200
