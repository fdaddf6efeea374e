"""Quality against gold: sections, cells, counts and their attributes, findings, each with n and interval.

    python benchmarks/quality.py corpora/gold corpora
    python benchmarks/quality.py GOLD TEXTS [--json]

GOLD holds one JSON file a report (`corpora/README.md` says in which terms), TEXTS the reports that
their `file` names. Intervals are Wilson's 95 %. Sets are never pooled: one call, one set.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wenzhi import api
from wenzhi.base.records import Count, Finding, Report
from wenzhi.query.studies import wilson

Gold = dict[str, Any]
LONGEST = 200
"""Evidence longer than a sentence or a row is none."""


@dataclass
class Share:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        """One more, hit or missed."""
        self.hits += hit
        self.of += 1

    @property
    def value(self) -> float:
        """The share; 1 of nothing."""
        return self.hits / self.of if self.of else 1.0

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        return wilson(self.hits, self.of)


@dataclass
class Tally:
    """Every share of one set, by name."""

    reports: int = 0
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    false_alarms: int = 0
    false_warnings: int = 0
    clean_reports: int = 0
    clean_alarms: int = 0


def evaluate(golds: Iterable[Path], texts: Path) -> Tally:
    """Compare what wenzhi reads in each report with its gold."""
    tally = Tally()
    for path in sorted(golds):
        gold = json.loads(path.read_text(encoding="utf-8"))
        file = find_text(gold, texts)
        if file is None:
            continue
        found = api.inspect(file)
        tally.reports += 1
        compare_sections(gold, found.report, tally)
        compare_cells(gold, found.report, tally)
        compare_counts(gold, found.report, tally)
        compare_findings(gold, found.report, found.judgement.findings, tally)
    return tally


def find_text(gold: Gold, texts: Path) -> Path | None:
    """The report a gold file is about; None for gold of something else."""
    if "sections" not in gold or "facts" not in gold:
        return None
    for folder in (texts, texts / "reports"):
        if (folder / gold["file"]).is_file():
            return folder / gold["file"]
    return None


def compare_sections(gold: Gold, report: Report, tally: Tally) -> None:
    """Headings by kind and start, the preamble left out; recall and precision."""
    wanted = [(one["kind"], one["start"]) for one in gold["sections"] if one["kind"] != "preamble"]
    read = [(one.kind, one.start) for one in report.sections if one.kind != "preamble"]
    for kind, start in wanted:
        near = any(kind == other and abs(start - place) <= 3 for other, place in read)
        tally.shares["section recall"].add(near)
    for kind, start in read:
        near = any(kind == other and abs(start - place) <= 3 for other, place in wanted)
        tally.shares["section precision"].add(near)


def compare_cells(gold: Gold, report: Report, tally: Tally) -> None:
    """Cells equal, null not being zero; non-zero cells apart; wrong ones that carry no flag."""
    read = {fact.id: fact for fact in report.facts}
    for name, cell in gold["facts"].items():
        if cell["state"] == "ambiguous":
            continue
        fact = read.get(name)
        equal = fact is not None and fact.value == cell["value"]
        flagged = fact is None or fact.state in ("ambiguous", "malformed", "missing", "blank")
        tally.shares["cells"].add(equal)
        tally.shares["cells unflagged"].add(equal or flagged)
        if cell["value"]:
            tally.shares["cells, non-zero"].add(equal)


def compare_counts(gold: Gold, report: Report, tally: Tally) -> None:
    """Counts by value and place; attributes on matches only."""
    matched = match(gold["counts"], report.counts)
    for index, wanted in enumerate(gold["counts"]):
        if not wanted.get("optional"):
            tally.shares["count recall"].add(index in matched)
        if index in matched and not wanted.get("optional"):
            compare_attributes(gold, wanted, report.counts[matched[index]], tally)
    if gold.get("counts_complete", True):
        used = set(matched.values())
        for index in range(len(report.counts)):
            tally.shares["count precision"].add(index in used)


def match(wanted: Sequence[Gold], read: Sequence[Count]) -> dict[int, int]:
    """Gold index → count index: equal values at overlapping places, the longest overlap first."""
    pairs = []
    for i, gold in enumerate(wanted):
        for j, count in enumerate(read):
            overlap = min(gold["end"], count.end) - max(gold["start"], count.start)
            if overlap > 0 and same_value(gold, count):
                pairs.append((-overlap, i, j))
    matched: dict[int, int] = {}
    for _, i, j in sorted(pairs):
        if i not in matched and j not in matched.values():
            matched[i] = j
    return matched


def same_value(gold: Gold, count: Count) -> bool:
    """Equal values; a range has none and is matched by its place."""
    if gold["value"] is None or count.value is None:
        return gold["value"] is count.value
    return abs(gold["value"] - count.value) < 1e-6 * max(1, abs(gold["value"]))


def compare_attributes(gold: Gold, wanted: Gold, count: Count, tally: Tally) -> None:
    """Unit, approximation, zero, role, scope and indicator of a matched count."""
    shares = tally.shares
    if not wanted["zero_by_negation"] and wanted["unit"] not in (None, "null"):
        shares["unit"].add(count.unit == wanted["unit"])
    shares["approximation"].add(count.approx == wanted["approx"])
    shares["zero by negation"].add(count.zero_by_negation == wanted["zero_by_negation"])
    totals = {one["parent_text"] for one in gold["counts"] if one.get("parent_text")}
    if not gold.get("counts_complete", True):
        pass  # a selection of counts does not say which of them are parts
    elif wanted["role"] == "component":
        shares["role"].add(count.role == "component")
    elif wanted["role"] == "total" and wanted["text"] in totals:
        shares["role"].add(count.role == "total")
    else:
        shares["role"].add(count.role != "component")
    if wanted.get("scope"):
        shares["scope"].add(count.scope == wanted["scope"])
    if wanted["indicator"] not in ("*", None) and not wanted["indicator"].startswith("@"):
        known = {wanted["indicator"], *wanted.get("also_indicators", ())}
        shares["indicator"].add(count.indicator in known)


def compare_findings(gold: Gold, report: Report, findings: Sequence[Finding], tally: Tally) -> None:
    """Planted errors found, by family; failing findings that meet nothing expected."""
    told = [one for one in findings if one.severity != "info"]
    for wanted in gold["findings"]:
        if not wanted.get("optional"):
            hit = any(meets(one, wanted, report) for one in told)
            tally.shares[f"findings {wanted['family']}"].add(hit)
            tally.shares["findings"].add(hit)
    clean = not [one for one in gold["findings"] if not one.get("optional")]
    tally.clean_reports += clean
    for one in told:
        if one.verdict == "fail" and not any(meets(one, w, report) for w in gold["findings"]):
            tally.false_alarms += one.severity == "error"
            tally.false_warnings += one.severity == "warning"
            tally.clean_alarms += clean


def meets(finding: Finding, wanted: Gold, report: Report) -> bool:
    """Whether a finding is of an expected family and touches the expected evidence."""
    if finding.family not in {wanted["family"], *wanted.get("also", ())}:
        return False
    if set(wanted.get("facts", ())) & set(finding.facts):
        return True
    spans = [span for span in finding.spans if span[1] - span[0] <= LONGEST]
    spans += [(report.counts[i].start, report.counts[i].end) for i in finding.counts]
    if wanted.get("anywhere") and not spans and not finding.facts:
        return True
    return any(
        start < right and left < end
        for start, end in spans
        for left, right in expected_spans(wanted, report.text)
    )


def expected_spans(wanted: Gold, text: str) -> Iterator[tuple[int, int]]:
    """Where the expected evidence stands; by its words where gold gives no place."""
    for span in wanted.get("spans", ()):
        start = span.get("start")
        if start is None:
            start = text.find(span["text"])
        yield start, span.get("end") or start + len(span["text"])


def main() -> None:
    """Print the table of one set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    tally = evaluate(arguments.gold.rglob("*.json"), arguments.texts)
    if arguments.json:
        shares = {name: [s.hits, s.of] for name, s in sorted(tally.shares.items())}
        print(json.dumps({"reports": tally.reports, "shares": shares}, ensure_ascii=False))
        return
    print(f"{tally.reports} reports")
    for name, share in sorted(tally.shares.items()):
        low, high = share.interval()
        print(f"{name:20} {share.value:6.3f}  n = {share.of:<6} 95 % {low:.3f}–{high:.3f}")
    print(f"false alarms: {tally.false_alarms} errors, {tally.false_warnings} warnings")
    print(f"on {tally.clean_reports} clean reports: {tally.clean_alarms}")


if __name__ == "__main__":
    main()
