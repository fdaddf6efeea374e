"""Counts in prose beside other tools that read Chinese numbers, on the same prose.

    python benchmarks/audit_peers.py GOLD TEXTS

A tool gives numbers with their places; a count of the gold is found where a number of its value overlaps it, a
decoy (date, ordinal, document number) is touched where a number does. Zeros told without a numeral are counted:
they are numbers of the report. Tools that are not installed are passed over (`pip install -e '.[bench]'`).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import quality

from wenzhi import api
from wenzhi.base.records import Report
from wenzhi.parse.sections.prose import read_prose
from wenzhi.text.normalize import Folded, fold

_NUMERAL = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?[万亿]?|[零〇一二两三四五六七八九十百千万亿]+")


@dataclass(frozen=True)
class Number:
    """A number and where it stands in the report's text."""

    start: int
    end: int
    value: float


Tool = Callable[[str], Iterator[tuple[int, int, float]]]


def by_cn2an(text: str) -> Iterator[tuple[int, int, float]]:
    """Every numeral that a pattern finds, read by cn2an."""
    import cn2an

    for match in _NUMERAL.finditer(text):
        try:
            yield match.start(), match.end(), float(cn2an.cn2an(match[0].replace(",", ""), "smart"))
        except (ValueError, KeyError):
            continue


def by_jieba(text: str) -> Iterator[tuple[int, int, float]]:
    """The words that jieba tags as numerals, read by cn2an."""
    from jieba import posseg

    place = 0
    for word, tag in posseg.lcut(text):
        if tag == "m":
            for start, end, value in by_cn2an(word):
                yield place + start, place + end, value
        place += len(word)


def by_recognizers(text: str) -> Iterator[tuple[int, int, float]]:
    """Microsoft's recognizers-text."""
    from ms_recognizers_number import Culture, recognize_number

    for found in recognize_number(text, Culture.Chinese):
        try:
            yield found.start, found.end + 1, float((found.resolution or {})["value"])
        except (KeyError, TypeError, ValueError):
            continue


def by_jionlp(text: str) -> Iterator[tuple[int, int, float]]:
    """Numerals that a pattern finds, read by jionlp as amounts of money; it finds no others itself."""
    import jionlp

    for match in _NUMERAL.finditer(text):
        read = jionlp.parse_money(match[0] + "元")
        if read and isinstance(read.get("num"), str):
            yield match.start(), match.end(), float(read["num"])


TOOLS: dict[str, tuple[str, Tool]] = {
    "pattern + cn2an": ("cn2an", by_cn2an),
    "jieba posseg": ("jieba", by_jieba),
    "recognizers-text": ("ms_recognizers_number", by_recognizers),
    "pattern + jionlp": ("jionlp", by_jionlp),
}


def numbers_of(tool: Tool, prose: list[Folded]) -> list[Number]:
    """What a tool finds in the prose of one report."""
    found = []
    for part in prose:
        for start, end, value in tool(part.text):
            left, right = part.span(start, end)
            found.append(Number(left, right, value))
    return found


def ours(report: Report) -> list[Number]:
    """The counts of the reader; a range has no one value."""
    return [Number(c.start, c.end, c.value) for c in report.counts if c.value is not None]


@dataclass
class Score:
    """Counts found, and decoys touched, of how many."""

    found: int = 0
    counts: int = 0
    touched: int = 0
    decoys: int = 0

    def add(self, gold: quality.Gold, numbers: list[Number]) -> None:
        """One report's."""
        for wanted in gold["counts"]:
            if wanted.get("optional") or wanted["value"] is None:
                continue
            self.counts += 1
            self.found += any(
                one.start < wanted["end"]
                and wanted["start"] < one.end
                and abs(one.value - wanted["value"]) <= 1e-6 * max(1.0, abs(wanted["value"]))
                for one in numbers
            )
        for decoy in gold.get("not_counts", ()):
            self.decoys += 1
            self.touched += any(o.start < decoy["end"] and decoy["start"] < o.end for o in numbers)


def main() -> None:
    """Compare on one set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    asked = parser.parse_args()
    scores = {"wenzhi": Score()} | {name: Score() for name in TOOLS}
    missing: set[str] = set()
    for path in sorted(asked.gold.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = quality.find_text(gold, asked.texts)
        if file is None:
            continue
        report = api.inspect(file).report
        folded = fold(report.text)
        prose = [one.body for one in read_prose(folded, report.sections, report.tables)]
        scores["wenzhi"].add(gold, ours(report))
        for name, (module, tool) in TOOLS.items():
            try:
                scores[name].add(gold, numbers_of(tool, prose))
            except ModuleNotFoundError as error:
                if (error.name or "").partition(".")[0] != module:
                    raise
                missing.add(name)
    for name, score in scores.items():
        if name in missing:
            print(f"{name:18} is not installed")
        else:
            print(
                f"{name:18} counts found {score.found} of {score.counts}"
                f"  decoys touched {score.touched} of {score.decoys}"
            )


if __name__ == "__main__":
    main()
