"""False alarms on right reports: every error and warning where nothing is wrong.

    python benchmarks/alarms.py SET [--list]

SET holds `reports/*.txt`, right as they stand. Prints how many of them have an error, how many a warning, with
Wilson's 95 % interval, and how many there are a report. With `--list` each of them with what stands at its place.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from edits import LOUD
from quality import Share

from wenzhi.checks.run import check
from wenzhi.parse.report import parse
from wenzhi.read.document import read

_AROUND = 30
"""Characters shown on either side of a place."""


@dataclass
class Alarms:
    """Shares of reports with an error or a warning, how many there are, and a line on each."""

    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    number: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LOUD, 0))
    lines: list[str] = field(default_factory=list)


def main() -> None:
    """Print the shares."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("set", type=Path)
    options.add_argument("--list", action="store_true")
    asked = options.parse_args()
    alarms = measure(asked.set)
    for severity, share in alarms.shares.items():
        low, high = share.interval()
        each = alarms.number[severity] / share.of
        print(
            f"reports with {severity:<8} {share.value:.3f}  n = {share.of}  95 % {low:.3f}–{high:.3f}"
            f"  {each:.3f} a report"
        )
    if asked.list:
        print(*alarms.lines, sep="\n")


def measure(folder: Path) -> Alarms:
    """What is told of the reports of a set."""
    alarms = Alarms()
    for path in sorted((folder / "reports").glob("*.txt")):
        report = parse(read(path))
        found = [one for one in check(report)[0] if one.verdict == "fail"]
        for severity in LOUD:
            told = [one for one in found if one.severity == severity]
            alarms.shares[severity].add(bool(told))
            alarms.number[severity] += len(told)
            for one in told:
                places = (report.text[max(0, a - _AROUND) : b + _AROUND] for a, b in one.spans[:2])
                shown = " … ".join(" ".join(place.split()) for place in places)
                alarms.lines.append(f"{path.name} {severity} {one.code} {one.message.zh} | {shown}")
    return alarms


if __name__ == "__main__":
    main()
