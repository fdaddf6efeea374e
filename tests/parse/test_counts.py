"""Counts in sentences of our own: what is counted, what is not, and every attribute.

`counts/*.txt` hold the sentences. `> text`, then one line per count that must be found (and no other):
`surface | value unit | words`; `surface#2` is its second occurrence. Words: approximation (`over`, `about`,
`under`, `range`), `zero`, role (`total`, `part=surface`, `alone`), `open`/`closed`, and `ind= scope= subj=
ch= obj= base= group= role= bounds=low..high`; `-` is null, and what is not named is not compared.
`@year` and `@section` before a text hold for it alone. A value with `?` is one reading of several: it is not
compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wenzhi.base.records import Count
from wenzhi.parse.counts import read_counts
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs

FOLDER = Path(__file__).parent / "counts"
APPROXIMATIONS = ("over", "about", "under", "range")
NAMES = {"ind": "indicator", "scope": "scope", "subj": "subject", "ch": "channel", "obj": "object"}


@dataclass
class Case:
    """A sentence and the counts it holds."""

    name: str
    text: str
    year: int = 2022
    section: str = "overview"
    counts: list[str] = field(default_factory=list)


def cases() -> list[Case]:
    found: list[Case] = []
    for path in sorted(FOLDER.glob("*.txt")):
        options: dict[str, str] = {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("@"):
                name, _, value = line[1:].partition(" ")
                options[name] = value
            elif line.startswith("> "):
                case = Case(f"{path.stem}:{number}", line[2:].replace("⏎", "\n"))
                case.year = int(options.pop("year", "2022"))
                case.section = options.pop("section", "overview")
                found.append(case)
            elif line and not line.startswith("#"):
                found[-1].counts.append(line)
    return found


def place_of(text: str, surface: str) -> int:
    surface, _, nth = surface.partition("#")
    # A figure is not found inside a longer one: 5件 in 25件.
    hits = [m.start() for m in re.finditer(r"(?<![\d.,])" + re.escape(surface), text)]
    return hits[int(nth or 1) - 1]


def complaints(line: str, count: Count, counts: tuple[Count, ...], text: str) -> list[str]:
    surface, quantity, words = (part.strip() for part in line.split("|"))
    value, unit = quantity.split()
    wrong: list[str] = []

    def check(name: str, expected: object, actual: object) -> None:
        if expected != actual:
            wrong.append(f"{surface}: {name} is {actual!r}, not {expected!r}")

    def surface_of(index: int | None) -> int | None:
        return None if index is None else counts[index].start

    check("text", surface.partition("#")[0], count.text)
    check("value", None if value == "null" else float(value), count.value)
    check("unit", None if unit == "-" else unit, count.unit)
    terms = words.split()
    check("approx", next((t for t in terms if t in APPROXIMATIONS), None), count.approx)
    check("zero", "zero" in terms, count.zero_by_negation)
    for term in terms:
        name, _, told = term.partition("=")
        if told.endswith("?"):
            continue
        if term == "total":
            check("role", "total", count.role)
        elif term in ("alone", "alone?"):
            check("parent", None, count.parent)
            check("closed", None, count.closed)
        elif term in ("open", "closed"):
            check("closed", term == "closed", count.closed)
        elif name == "part":
            check("role", "component", count.role)
            check("parent", place_of(text, told), surface_of(count.parent))
        elif name == "base":
            check("base", place_of(text, told), surface_of(count.base))
        elif name == "group":
            check("group", int(told), count.group)
        elif name == "bounds":
            low, _, high = told.partition("..")
            check("low", float(low) if low else None, count.low)
            check("high", float(high) if high else None, count.high)
        elif name in NAMES:
            check(name, None if told == "-" else told, getattr(count, NAMES[name]))
    return wrong


def found_in(case: Case) -> tuple[Count, ...]:
    pairs = [(case.section, paragraph) for paragraph in paragraphs(fold(case.text))]
    counts, _ = read_counts(pairs, year=case.year)
    return counts


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_count_of_a_sentence_and_no_other(case):
    counts = found_in(case)
    for count in counts:
        assert case.text[count.start : count.end] == count.text
    expected = {place_of(case.text, line.split("|")[0].strip()): line for line in case.counts}
    told = {count.start: count for count in counts}
    missed = [line for place, line in expected.items() if place not in told]
    invented = [count.text for place, count in told.items() if place not in expected]
    wrong = [
        complaint
        for place, line in expected.items()
        if place in told
        for complaint in complaints(line, told[place], counts, case.text)
    ]
    assert not (missed or invented or wrong), {
        "missed": missed,
        "invented": invented,
        "wrong": wrong,
    }
