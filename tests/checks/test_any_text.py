"""No text makes a rule fail by itself: right reports, cut up and put together at random."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from wenzhi.checks.run import check
from wenzhi.parse.report import parse
from wenzhi.read.document import read

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
SETS = ("edits1", "edits4", "heldout9", "heldout13", "heldout15")
NUMERALS = ("", "0", "1", "两", "99999999", "3.5", "12%", "1.2万", "-", "几", "１２", "一百零三")
WORDS = ("", "其中", "分别", "分别占", "依次为", "共", "合计", "增加", "上年", "均", "无", "各")
MARKS = "。；，、：（）\n"


def spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(pattern, text)] or [(0, 0)]


def drop(text: str, draw: random.Random) -> str:
    start, end = draw.choice(spans(r"[^。；，、\n]+[。；，、\n]", text))
    return text[:start] + text[end:]


def repeat(text: str, draw: random.Random) -> str:
    clauses = spans(r"[^。；，、\n]+[。；，、\n]", text)
    (start, end), (_, place) = draw.choice(clauses), draw.choice(clauses)
    return text[:place] + text[start:end] + text[place:]


def renumber(text: str, draw: random.Random) -> str:
    start, end = draw.choice(spans(r"\d+", text))
    return text[:start] + draw.choice(NUMERALS) + text[end:]


def reword(text: str, draw: random.Random) -> str:
    start, end = draw.choice(spans("其中|分别|共|占|增加|减少|上年|均|无|未|比|各", text))
    return text[:start] + draw.choice(WORDS) + text[end:]


def repoint(text: str, draw: random.Random) -> str:
    start, end = draw.choice(spans(f"[{MARKS}]", text))
    return text[:start] + draw.choice(MARKS) + text[end:]


def tear(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text))
    return text[:place] + text[place + draw.randrange(1, 40) :]


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    drop,
    repeat,
    renumber,
    reword,
    repoint,
    tear,
)


@pytest.mark.parametrize("name", SETS)
def test_no_text_makes_a_rule_fail_by_itself(name: str, tmp_path: Path) -> None:
    draw = random.Random(name)
    for path in sorted((CORPORA / name / "reports").iterdir())[:8]:
        if path.suffix != ".txt":
            continue
        text = read(path).text
        for _ in range(draw.choice((1, 3, 9, 27))):
            text = draw.choice(CHANGES)(text, draw)
        file = tmp_path / path.name
        file.write_text(text, encoding="utf-8")
        check(parse(read(file)))
