"""What is noticed when a right report is edited: faults put in, and edits that leave it right.

    python benchmarks/edits.py SET [--every N] [--list]

SET holds `reports/*.txt`, right as they stand, and `edits.json`: one object an edit, with `report`, `kind`
("fault" or "harmless"), `replace` (pairs of old and new; each old stands once in the report) and `family` of
the fault. Each edit is put in alone, and the report is read and checked again. An edit is `noticed` where a
finding appears that was not there before and fails; `told` counts those left open as well. Noticed faults by
family are recall; noticed harmless edits are false alarms, errors and warnings apart, and so are the findings of
the reports as they stand. Intervals are Wilson's 95 %. With `--list` every fault nobody notices and every false alarm.
With `--every N` each Nth edit alone is put in.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from quality import Share

from wenzhi.base.records import Finding
from wenzhi.checks.run import check
from wenzhi.parse.report import parse
from wenzhi.read.document import read

LOUD = ("error", "warning")


@dataclass
class Outcome:
    """Shares by name, and a line on each thing that went wrong."""

    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    lines: list[str] = field(default_factory=list)


def main() -> None:
    """Print the shares."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("set", type=Path)
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--list", action="store_true")
    asked = options.parse_args()
    outcome = measure(asked.set, asked.every)
    for name, share in sorted(outcome.shares.items()):
        low, high = share.interval()
        print(f"{name:<28} {share.value:.3f}  n = {share.of}  95 % {low:.3f}–{high:.3f}")
    if asked.list:
        print(*outcome.lines, sep="\n")


def measure(folder: Path, every: int = 1) -> Outcome:
    """Put in each `every`-th edit of a set. Raises ValueError where an old does not stand once in its report."""
    outcome = Outcome()
    texts: dict[str, str] = {}
    before: dict[str, frozenset[str]] = {}
    for path in sorted((folder / "reports").glob("*.txt")):
        texts[path.name] = path.read_text(encoding="utf-8")
        found = _failing(texts[path.name], path.name)
        before[path.name] = frozenset(one.id for one in found)
        for severity in LOUD:
            alarms = [one for one in found if one.severity == severity]
            outcome.shares[f"clean reports with {severity}"].add(bool(alarms))
            outcome.lines += [f"clean {path.name} {severity} {_told(one)}" for one in alarms]
    for edit in json.loads((folder / "edits.json").read_text(encoding="utf-8"))[::every]:
        text = edited(texts[edit["report"]], edit["replace"], edit["id"])
        new = [
            one
            for one in _failing(text, edit["report"])
            if one.id not in before[edit["report"]] and one.severity in LOUD
        ]
        shown = "; ".join(f"{old} → {fresh}" for old, fresh in edit["replace"])
        line = f"{edit['id']} {edit.get('family') or ''} | {shown} | {edit.get('why', '')}"
        if edit["kind"] == "fault":
            for name in (f"fault {edit['family']}", "faults"):
                outcome.shares[name].add(bool(new))
            if not new:
                outcome.lines.append(f"unnoticed {line}")
            continue
        for severity in LOUD:
            alarms = [one for one in new if one.severity == severity]
            outcome.shares[f"harmless with {severity}"].add(bool(alarms))
            outcome.lines += [f"{severity} {line} | {_told(one)}" for one in alarms]
    return outcome


def edited(text: str, replace: list[list[str]], name: str) -> str:
    """A text with every old replaced by its new. Raises ValueError where one does not stand there once."""
    for old, new in replace:
        if text.count(old) != 1:
            raise ValueError(f"{name}: {text.count(old)} × {old!r}")
        text = text.replace(old, new)
    return text


def _failing(text: str, name: str) -> list[Finding]:
    """What fails in a text, read as a file of that name."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_text(text, encoding="utf-8")
        found = check(parse(read(file)))[0]
    return [one for one in found if one.verdict == "fail"]


def _told(finding: Finding) -> str:
    return f"{finding.code} {finding.message.zh}"


if __name__ == "__main__":
    main()
