"""Floor 2, synth: the demo corpus: a generated part of fixed seed and the reports written by hand.

Takes the folder `corpora` (which holds `gold/sources`) and writes `demo/` and `gold/` there; running it again
changes no byte. `python -m wenzhi.synth.demo corpora`.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from wenzhi.synth.generate import (
    RosterLine,
    SynthReport,
    Tally,
    generate,
    gold_name,
    placed,
    roster_csv,
)
from wenzhi.synth.gold import encode_gold
from wenzhi.synth.handwritten import read_handwritten

DEMO_REPORTS = 48
DEMO_SEED = 422
"""Chosen among the first thousand seeds: its 48 reports hold every kind of copy and the most layouts and faults."""


def demo_reports(sources: Path) -> Iterator[SynthReport]:
    """The generated reports, then the hand-written ones."""
    yield from generate(DEMO_REPORTS, DEMO_SEED)
    yield from read_handwritten(sources)


def write_demo(corpora: Path) -> int:
    """Write the demo corpus and its gold below `corpora`; how many reports. Raises OSError."""
    demo, gold = corpora / "demo", corpora / "gold"
    shutil.rmtree(demo, ignore_errors=True)
    for stale in gold.glob("*.json"):
        stale.unlink()
    tally = Tally()
    reports = list(demo_reports(gold / "sources"))
    for report in reports:
        file = demo / report.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(report.encode())
        truth = placed(report.truth, "demo")
        (gold / gold_name(report.path)).write_bytes(encode_gold(truth))
        tally.add(report, truth)
    _duplicate(demo, reports[0])
    copies = tally.copies()
    (gold / "copies.json").write_bytes(msgspec.json.format(msgspec.json.encode(copies), indent=1))
    roster = roster_csv([*map(_late, tally.roster), *_missing(reports)])
    (demo / "roster.csv").write_text(roster, encoding="utf-8-sig", newline="")
    return len(reports)


def _duplicate(demo: Path, report: SynthReport) -> None:
    """A second file with the bytes of another: a duplicate for the roster to find."""
    (demo / report.path.replace(".txt", "（重复）.txt")).write_bytes(report.encode())


def _late(line: RosterLine) -> RosterLine:
    """The roster's publication date of one hand-written report lies after its deadline."""
    if line.organ != "枫渚县柳湾镇人民政府" or line.year != 2022:
        return line
    return msgspec.structs.replace(line, published="2023-05-06")


def _missing(reports: list[SynthReport]) -> list[RosterLine]:
    """Organs that ought to have reported and did not: a year that two have not written, and one that never wrote."""
    written = [report.roster for report in reports if report.roster.organ == "苕汀区交通运输局"]
    absent = [_year_on(line) for line in (reports[3].roster, written[-1])]
    never = msgspec.structs.replace(
        absent[1], organ="枫渚县粮食和物资储备局", parent="枫渚县人民政府"
    )
    return [*absent, never]


def _year_on(line: RosterLine) -> RosterLine:
    deadline = f"{int(line.deadline[:4]) + 1}{line.deadline[4:]}"
    return msgspec.structs.replace(line, year=line.year + 1, deadline=deadline, published="")


if __name__ == "__main__":
    print(write_demo(Path(sys.argv[1])), file=sys.stderr)
