"""What one figure of a short sentence is of, in many wordings of our own (`wordings.txt`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenzhi.parse.counts import read_counts
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
