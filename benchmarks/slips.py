"""What is noticed when a figure of a right report is mistyped once.

    python benchmarks/slips.py SET [SET ...] [--list] [--each 1]

SET holds `reports/*.txt`, right as they stand. Every exact figure of the prose from five upwards that hangs together
with others is mistyped once – a wrong digit, two swapped, up to three more or less, which one by its place – and the
report is read and checked again. `noticed` are slips after which something fails that did not before; `told` counts
what is left open as well. Without gold, what hangs together is told by the figures alone: `sum` where two to nine
figures in a row come to the one before or behind them in their paragraph, `cell` where a figure of two digits or more
is that of one cell and of no more. Some of these are chance, so no share is expected to reach 1. Intervals are
Wilson's 95 %. With `--list` every slip that nobody notices; with `--each N` each Nth figure only.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from changed_figures import Change, nothing_yet, put_in, show

from wenzhi.base.records import Count, Report
from wenzhi.parse.report import parse
from wenzhi.read.document import read
from wenzhi.text.slips import slips_of

_LEAST = 5
_MOST_PARTS = 9
_CELL = 10
"""Smaller figures are those of too many cells by chance."""


def main() -> None:
    """Print the shares by kind."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("sets", type=Path, nargs="+")
    options.add_argument("--list", action="store_true")
    options.add_argument("--each", type=int, default=1)
    asked = options.parse_args()
    outcome = nothing_yet()
    for folder in asked.sets:
        for path in sorted((folder / "reports").glob("*.txt")):
            report = parse(read(path))
            slips = list(slips_in(report, path.name))[:: asked.each]
            put_in(outcome, path.name, report, slips)
    show(outcome, listed=asked.list)


def slips_in(report: Report, seed: str) -> Iterator[Change]:
    """The figures of the prose that others of the report hold, each mistyped once."""
    in_sums = _in_sums(report)
    cells = Counter(fact.value for fact in report.facts if fact.value is not None)
    for count in report.counts:
        if not _is_exact(count) or count.value is None or count.value < _LEAST:
            continue
        if count.start in in_sums:
            kind = "sum"
        elif count.value >= _CELL and cells[count.value] == 1:
            kind = "cell"
        else:
            continue
        figure = str(int(count.value))
        start = count.start + count.text.find(figure)
        others = sorted(
            {int(one) for one in slips_of(count.value) if one > 0 and one == int(one)}
            - {int(count.value)}
        )
        other = others[zlib.crc32(f"{seed}{start}".encode()) % len(others)]
        yield Change(kind, start, start + len(figure), str(other))


def _in_sums(report: Report) -> set[int]:
    """Where the figures stand that come to a neighbour of theirs, or that theirs come to."""
    found: set[int] = set()
    for row in _rows(report):
        values = [count.value or 0 for count in row]
        for first in range(len(row)):
            for last in range(first + 2, min(len(row), first + _MOST_PARTS) + 1):
                total = sum(values[first:last])
                if total < _CELL or min(values[first:last]) <= 0:
                    continue
                for whole in (first - 1, last):
                    if 0 <= whole < len(row) and values[whole] == total:
                        found.update(count.start for count in row[first:last])
                        found.add(row[whole].start)
    return found


def _rows(report: Report) -> Iterator[list[Count]]:
    """The exact counts of each paragraph, in order."""
    row: list[Count] = []
    for count in report.counts:
        if row and "\n" in report.text[row[-1].end : count.start]:
            yield row
            row = []
        if _is_exact(count):
            row.append(count)
    yield row


def _is_exact(count: Count) -> bool:
    value = count.value
    return (
        value is not None
        and value == int(value)
        and str(int(value)) in count.text
        and not count.approx
    )


if __name__ == "__main__":
    main()
