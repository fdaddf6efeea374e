"""What is noticed when one figure of a right report is changed.

    python benchmarks/changed_figures.py GOLD TEXTS [--list]

Takes the reports of a set in whose gold no finding is expected. Every exact figure of the prose that the gold
holds against something else – a cell of the tables with the same value, or the parts and the total of a closed
sum – is changed by one to nine, one figure at a time; the report is read and checked again. `noticed` are changes
after which a finding appears that was not there before and fails; `told` counts those left open as well. Kinds:
cell (by table), part, total. Intervals are Wilson's 95 %. With `--list` every change that nobody notices.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from quality import Share, find_text

from wenzhi.base.records import Finding, Report
from wenzhi.checks.run import check
from wenzhi.parse.report import parse
from wenzhi.read.document import read

_FIGURE = re.compile(r"\d[\d,，]*")
_SMALL = 12
"""Figures below it are only raised: lowered they would often be zero or less."""


@dataclass(frozen=True)
class Change:
    """One figure of a text and what stands in its place."""

    kind: str
    start: int
    end: int
    figure: str


class Outcome(NamedTuple):
    """Shares of changes noticed and told by kind and in all, and the lines of those not noticed."""

    noticed: dict[str, Share]
    told: dict[str, Share]
    silent: list[str]


def nothing_yet() -> Outcome:
    """To add to."""
    return Outcome(defaultdict(Share), defaultdict(Share), [])


def main() -> None:
    """Print the shares by kind."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("gold", type=Path)
    options.add_argument("texts", type=Path)
    options.add_argument("--list", action="store_true")
    asked = options.parse_args()
    show(measure(asked.gold, asked.texts), listed=asked.list)


def show(outcome: Outcome, *, listed: bool) -> None:
    """Print the shares by kind, and every change not noticed where that is asked for."""
    for kind in sorted(outcome.noticed):
        noticed, told = outcome.noticed[kind], outcome.told[kind]
        low, high = noticed.interval()
        print(
            f"{kind:<20} noticed {noticed.value:.3f}  told {told.value:.3f}  "
            f"n = {noticed.of}  95 % {low:.3f}–{high:.3f}"
        )
    if listed:
        print(*outcome.silent, sep="\n")


def measure(gold_folder: Path, texts: Path) -> Outcome:
    """What is noticed in the reports of a set in whose gold nothing is wrong."""
    outcome = nothing_yet()
    for path in sorted(gold_folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = find_text(gold, texts)
        if file is None or file.suffix != ".txt" or gold["findings"] or not gold.get("offsets"):
            continue
        put_in(outcome, file.name, parse(read(file)), changes_of(gold, path.name))
    return outcome


def put_in(outcome: Outcome, name: str, report: Report, changes: Iterable[Change]) -> None:
    """Put changes into a report one at a time and add what is found then."""
    text = report.text
    before = {finding.id for finding in check(report)[0]}
    for change in changes:
        changed = text[: change.start] + change.figure + text[change.end :]
        new = [one for one in _findings_of(changed, name) if one.id not in before]
        fails = any(one.verdict == "fail" for one in new)
        for key in (change.kind, "all"):
            outcome.noticed[key].add(fails)
            outcome.told[key].add(bool(new))
        if not fails:
            outcome.silent.append(_line(name, change, text, new))


def changes_of(gold: dict[str, Any], seed: str) -> Iterator[Change]:
    """The figures of one gold that something else in the report holds, each with another in its place."""
    for count in gold["counts"]:
        found = _FIGURE.search(count["text"])
        kind = _kind(count, gold)
        if found is None or kind is None:
            continue
        if re.sub("[,，]", "", found[0]) != str(count["value"]):
            continue
        start, end = (count["start"] + place for place in found.span())
        draw = zlib.crc32(f"{seed}{start}".encode())
        step = 1 + draw % 9
        value = count["value"] + (step if draw % 2 or count["value"] < _SMALL else -step)
        yield Change(kind, start, end, str(value))


def _kind(count: dict[str, Any], gold: dict[str, Any]) -> str | None:
    """What holds a figure: a cell, the parts of its sum, the total of its parts; None where nothing does."""
    if count["approx"] or count["value"] is None or count["zero_by_negation"]:
        return None
    if count["scope"] == "report_year" and _cell(gold, count["indicator"]) == count["value"]:
        return f"cell {count['indicator'].split('.')[0]}"
    if count["role"] == "total" and count["closed"] and _sum(gold, count["text"]) == count["value"]:
        return "total"
    parents = [
        one for one in gold["counts"] if one["text"] == count.get("parent_text") and one["closed"]
    ]
    if count["role"] == "component" and len(parents) == 1:
        return "part" if _sum(gold, parents[0]["text"]) == parents[0]["value"] else None
    return None


def _cell(gold: dict[str, Any], indicator: str | None) -> float | None:
    """The value of the cell an indicator names, of both blocks for 诉讼; None where there is none."""
    if indicator is None:
        return None
    value = gold["facts"].get(indicator, {}).get("value")
    if value is None and re.fullmatch(r"litigation\.\w+", indicator):
        outcome = indicator.split(".")[1]
        blocks = [
            gold["facts"].get(f"litigation.{block}.{outcome}", {}).get("value")
            for block in ("direct", "after_review")
        ]
        return None if None in blocks else sum(blocks)
    return value


def _sum(gold: dict[str, Any], total: str) -> float:
    """What the counts whose total is told as `total` come to."""
    return sum(one["value"] or 0 for one in gold["counts"] if one.get("parent_text") == total)


def _findings_of(text: str, name: str) -> tuple[Finding, ...]:
    """What is found in a text, read as a file of that name."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_text(text, encoding="utf-8")
        return check(parse(read(file)))[0]


def _line(name: str, change: Change, text: str, new: list[Finding]) -> str:
    """One line on a change that nothing fails for."""
    around = text[max(0, change.start - 60) : change.start], text[change.end : change.end + 40]
    shown = f"{around[0]}[{text[change.start : change.end]} → {change.figure}]{around[1]}"
    codes = " ".join(one.code for one in new) or "-"
    return f"{name} {change.kind} {codes} | {' '.join(shown.split())}"


if __name__ == "__main__":
    main()
