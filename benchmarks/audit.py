"""What the auditor finds and what it says wrongly, on prose of three kinds, and what it costs.

    python benchmarks/audit.py wordings [--draws 4] [--seed 1]     sentences beside tables that are known
    python benchmarks/audit.py generated [--reports 120] [--seed 1]
    python benchmarks/audit.py set GOLD TEXTS                      one set of reports with gold
    python benchmarks/audit.py cost [--reports 60]                 checking as a share of parsing

Kinds are never pooled: one call, one kind. `told` is an error planted that some error or warning touches,
`failing` one that a finding with the verdict fail does; a false alarm is a failing finding that meets nothing
planted. Intervals are Wilson's 95 %.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import audit_wordings
import quality
from quality import Share

from wenzhi import api
from wenzhi.base.records import Finding, Report
from wenzhi.checks.run import check
from wenzhi.parse.report import parse
from wenzhi.read.document import read
from wenzhi.synth import write_reports

ROUNDS = 5
"""Rounds of which the median counts: another process may slow one down."""


@dataclass
class Audit:
    """What was planted and told, by name, and what was told wrongly."""

    told: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    failing: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    clean: int = 0
    alarms: int = 0
    warnings: int = 0
    clean_alarms: int = 0
    traps: Share = field(default_factory=Share)
    examples: list[str] = field(default_factory=list)

    def add(self, name: str, told: bool, failing: bool) -> None:
        """One planted error, under its own name and under all."""
        for key in (name, "all"):
            self.told[key].add(told)
            self.failing[key].add(failing)


def audit_wordings_of(draws: int, seed: int) -> Audit:
    """Every sentence of `audit_wordings.txt`, true and with one number wrong, by numeral style."""
    audit = Audit()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.txt"
        for case in audit_wordings.make_cases(draws, seed):
            file.write_text(case.text, encoding="utf-8")
            found = api.inspect(file)
            told = [one for one in found.judgement.findings if one.severity != "info"]
            failing = [one for one in told if one.verdict == "fail"]
            if case.wrong:
                near = [one for one in told if _of_sentence(one, found.report, case)]
                audit.add(case.style, bool(near), any(one in failing for one in near))
                if not near:
                    audit.examples.append(f"not told: {case.sentence}")
                continue
            audit.clean += 1
            audit.alarms += sum(one.severity == "error" for one in failing)
            audit.warnings += sum(one.severity == "warning" for one in failing)
            audit.clean_alarms += len(failing)
            audit.examples += [f"false {one.code}: {case.sentence}" for one in failing]
    return audit


def _of_sentence(finding: Finding, report: Report, case: audit_wordings.Case) -> bool:
    """Whether a finding of family P stands in the sentence under test."""
    start, end = audit_wordings.span_of(case)
    places = [report.counts[index].start for index in finding.counts]
    touched = any(left < end and start < right for left, right in finding.spans)
    return finding.family == "P" and (touched or any(start <= place < end for place in places))


def audit_set(golds: Iterable[Path], texts: Path) -> Audit:
    """The reports of one set with gold: planted errors by family, alarms, traps."""
    audit = Audit()
    for path in sorted(golds):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = quality.find_text(gold, texts)
        if file is None:
            continue
        found = api.inspect(file)
        report, told = found.report, [f for f in found.judgement.findings if f.severity != "info"]
        for wanted in gold["findings"]:
            if not wanted.get("optional") and not wanted.get("peers"):
                near = [one for one in told if quality.meets(one, wanted, report)]
                audit.add(wanted["family"], bool(near), any(f.verdict == "fail" for f in near))
                if not near:
                    audit.examples.append(
                        f"not told: {path.stem} {wanted['family']} {wanted['why']}"
                    )
        false = [
            one
            for one in told
            if one.verdict == "fail"
            and not any(quality.meets(one, wanted, report) for wanted in gold["findings"])
        ]
        audit.alarms += sum(one.severity == "error" for one in false)
        audit.warnings += sum(one.severity == "warning" for one in false)
        audit.examples += [f"false {one.code}: {path.stem} {one.message.zh}" for one in false]
        if all(one.get("optional") for one in gold["findings"]):
            audit.clean += 1
            audit.clean_alarms += len(false)
        for trap in gold["clean_traps"]:
            audit.traps.add(any(_springs(one, trap, report) for one in false))
    return audit


def _springs(finding: Finding, trap: dict[str, Any], report: Report) -> bool:
    families = trap.get("families") or [finding.family]
    return finding.family in families and quality.meets(
        finding, {**trap, "family": finding.family, "also": ()}, report
    )


def make_generated(reports: int, seed: int, folder: Path) -> tuple[list[Path], Path]:
    """Reports of the generator with their gold."""
    write_reports(reports, seed, folder)
    return sorted((folder / "gold").rglob("*.json")), folder


def costs(reports: int) -> Iterator[tuple[float, float]]:
    """Seconds of parsing and of checking the same reports, round by round."""
    with tempfile.TemporaryDirectory() as folder:
        write_reports(reports, 17, Path(folder))
        documents = [read(path) for path in sorted(Path(folder).rglob("*.txt"))]
        for report in [parse(document) for document in documents]:
            check(report)  # everything loaded before anything is timed
        for _ in range(ROUNDS):
            start = time.process_time()
            parsed = [parse(document) for document in documents]
            middle = time.process_time()
            for report in parsed:
                check(report)
            yield middle - start, time.process_time() - middle


def show(audit: Audit, examples: bool) -> None:
    """Print one kind's table."""
    for name in sorted(audit.told):
        told, failing = audit.told[name], audit.failing[name]
        low, high = told.interval()
        print(
            f"{name:12} told {told.value:6.3f}  failing {failing.value:6.3f}"
            f"  n = {told.of:<5} 95 % {low:.3f}–{high:.3f}"
        )
    each = audit.clean_alarms / audit.clean if audit.clean else 0.0
    print(f"false alarms: {audit.alarms} errors, {audit.warnings} warnings")
    print(f"on {audit.clean} clean reports: {audit.clean_alarms}, {each:.3f} each")
    if audit.traps.of:
        print(f"traps hit: {audit.traps.hits} of {audit.traps.of}")
    for line in audit.examples if examples else ():
        print(line)


def main() -> None:
    """Run one kind and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", action="store_true", help="name what went wrong")
    kinds = parser.add_subparsers(dest="kind", required=True)
    wordings = kinds.add_parser("wordings")
    wordings.add_argument("--draws", type=int, default=4)
    wordings.add_argument("--seed", type=int, default=1)
    generated = kinds.add_parser("generated")
    generated.add_argument("--reports", type=int, default=120)
    generated.add_argument("--seed", type=int, default=1)
    given = kinds.add_parser("set")
    given.add_argument("gold", type=Path)
    given.add_argument("texts", type=Path)
    cost = kinds.add_parser("cost")
    cost.add_argument("--reports", type=int, default=60)
    asked = parser.parse_args()
    if asked.kind == "cost":
        rounds = list(costs(asked.reports))
        parsing, checking = (statistics.median(part) for part in zip(*rounds, strict=True))
        share = checking / parsing
        print(
            f"parsing {parsing:.2f} s, checking {checking:.2f} s: {share:.1%}, n = {asked.reports}"
        )
    elif asked.kind == "wordings":
        show(audit_wordings_of(asked.draws, asked.seed), asked.examples)
    elif asked.kind == "set":
        show(audit_set(asked.gold.rglob("*.json"), asked.texts), asked.examples)
    else:
        with tempfile.TemporaryDirectory() as folder:
            golds, texts = make_generated(asked.reports, asked.seed, Path(folder))
            show(audit_set(golds, texts), asked.examples)


if __name__ == "__main__":
    main()
