"""How well files are read: cells and sections by format and layout, on files made by real programs.

    python benchmarks/reading.py [--reports 3] [--seed 7] [--keep DIR]
    python benchmarks/reading.py --truth DIR
    python benchmarks/reading.py --words FILE…

The first form lays out generated reports (`layouts.py`) and compares what is read with what was laid
out. The second compares files that are there with their truth: DIR/files and DIR/truth/*.json, each
with `file`, `format`, `layout`, `sections` (kinds) and `facts` (id → value and state). Intervals are
Wilson's 95 %; a cell is wrong without a flag when another value, or a blank, is stated as sure. The third
compares the time that reading PDFs takes with that of pdfplumber's word extraction, best of three each.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layouts import Layout, layouts, sheet_of
from printed_layouts import printed_layouts
from quality import Share

from wenzhi import api
from wenzhi.synth import generate

SURE = ("ok", "zero", "blank")
SIX = ("overview", "active", "applications", "review", "problems", "other")


@dataclass
class Reading:
    """What came of the files of one layout."""

    files: int = 0
    failed: int = 0
    seconds: float = 0.0
    wrong_unflagged: int = 0
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    by_kind: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))

    def heading_f1(self) -> float:
        """Macro-F1 over the kinds of sections."""
        scores = [2 * hit / (want + got) for hit, want, got in self.by_kind.values() if want + got]
        return sum(scores) / len(scores) if scores else 0.0


@dataclass(frozen=True)
class Truth:
    """One file and what stands in it."""

    path: Path
    layout: str
    sections: tuple[str, ...]
    facts: Mapping[str, tuple[Any, str]]


def compare(truth: Truth, tally: Reading) -> None:
    """Read one file and add what is right and wrong of it."""
    start = time.perf_counter()
    found = api.try_inspect(truth.path)
    tally.seconds += time.perf_counter() - start
    tally.files += 1
    if not isinstance(found, api.Inspection):
        tally.failed += 1
        print(f"! {truth.path.name}: {found.code} {found.message}")
        for value, _ in truth.facts.values():
            tally.shares["cells"].add(False)
            if value:
                tally.shares["non-zero"].add(False)
        return
    facts = {fact.id: fact for fact in found.report.facts}
    for name, (value, _) in truth.facts.items():
        fact = facts.get(name)
        equal = fact is not None and fact.value == value
        tally.shares["cells"].add(equal)
        if value:
            tally.shares["non-zero"].add(equal)
        if fact is not None and not equal and fact.state in SURE:
            tally.wrong_unflagged += 1
    kinds = [section.kind for section in found.report.sections if section.heading]
    for kind in {*truth.sections, *kinds} - {"preamble", "contents", "signature"}:
        want, got = truth.sections.count(kind), kinds.count(kind)
        row = tally.by_kind[kind]
        row[0] += min(want, got)
        row[1] += want
        row[2] += got


def all_layouts() -> dict[str, tuple[str, Layout]]:
    """Every layout whose programs are on this machine."""
    return layouts() | printed_layouts()


def made_here(
    folder: Path, reports: int, seed: int, only: Sequence[str] | None = None
) -> Iterator[Truth]:
    """Files of every layout, or of those in `only`, made from generated reports of an official form."""
    made = [one for one in generate(reports * 4, seed) if one.truth.meta.form in ("2019", "2021")]
    for number, one in enumerate(made[:reports]):
        sheet = sheet_of(one)
        shown = {
            name: (None if fact.value is None else float(f"{fact.value:g}"), fact.state)
            for name, fact in one.truth.facts.items()
            if fact.state != "missing"
        }
        kinds = tuple(kind for kind, _, _ in sheet.sections)
        for layout, (ending, make) in all_layouts().items():
            if only is not None and layout not in only:
                continue
            path = folder / f"{layout.replace(' ', '-').replace(',', '')}-{number}.{ending}"
            make(sheet, path)
            yield Truth(path, layout, kinds, shown)


def given(folder: Path) -> Iterator[Truth]:
    """Files that are there, with their truth."""
    for path in sorted((folder / "truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        facts = {name: (cell["value"], cell["state"]) for name, cell in truth["facts"].items()}
        layout = f"{truth['format']}: {truth['layout'][:60]}"
        yield Truth(
            folder / "files" / Path(truth["file"]).name, layout, tuple(truth["sections"]), facts
        )


def report(tallies: Mapping[str, Reading]) -> None:
    """The table, one line a layout, and a line a format."""
    print(
        f"{'layout':62} files failed  cells (95 %)            non-zero  unflagged  F1     ms/file"
    )
    groups: dict[str, list[Reading]] = defaultdict(list)
    for layout, tally in tallies.items():
        groups[layout.split(" ")[0].rstrip(":")].append(tally)
        print_line(layout, tally)
    for name, members in groups.items():
        print_line(f"= {name}", pooled(members))


def pooled(members: Sequence[Reading]) -> Reading:
    """Several layouts of one format together."""
    whole = Reading()
    for one in members:
        whole.files += one.files
        whole.failed += one.failed
        whole.seconds += one.seconds
        whole.wrong_unflagged += one.wrong_unflagged
        for name, share in one.shares.items():
            whole.shares[name].hits += share.hits
            whole.shares[name].of += share.of
        for kind, row in one.by_kind.items():
            whole.by_kind[kind] = [a + b for a, b in zip(whole.by_kind[kind], row, strict=True)]
    return whole


def print_line(name: str, tally: Reading) -> None:
    """One line of the table."""
    cells, other = tally.shares["cells"], tally.shares["non-zero"]
    low, high = cells.interval()
    print(
        f"{name[:62]:62} {tally.files:5} {tally.failed:6}  {cells.value:.4f} ({low:.3f}-{high:.3f}) "
        f"n={cells.of:<6} {other.value:.4f}  {tally.wrong_unflagged:9}  {tally.heading_f1():.3f}  "
        f"{1000 * tally.seconds / max(tally.files, 1):.0f}"
    )


def compare_with_words(paths: Sequence[Path]) -> None:
    """Seconds that reading each PDF takes, that extracting its words takes, and their ratio."""
    import pdfplumber

    from wenzhi.read import read_bytes

    def words(content: bytes) -> None:
        with pdfplumber.open(io.BytesIO(content)) as document:
            for page in document.pages:
                page.extract_words()

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    whole = [0.0, 0.0]
    for path in paths:
        content = path.read_bytes()
        ours = best_of_three(lambda content=content: read_bytes(content, "年报.pdf"))
        theirs = best_of_three(lambda content=content: words(content))
        whole = [whole[0] + ours, whole[1] + theirs]
        print(f"{path.name[:48]:48} {ours:.3f} {theirs:.3f} {ours / theirs:.2f}")
    print(f"{'= all':48} {whole[0]:.3f} {whole[1]:.3f} {whole[0] / whole[1]:.2f} n={len(paths)}")


def best_of_three(action: Callable[[], object]) -> float:
    """Processor seconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Make or find the files, read them, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--words", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.words:
        compare_with_words(arguments.words)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        truths = (
            given(arguments.truth)
            if arguments.truth
            else made_here(folder, arguments.reports, arguments.seed)
        )
        tallies: dict[str, Reading] = defaultdict(Reading)
        for truth in truths:
            compare(truth, tallies[truth.layout])
        report(tallies)


if __name__ == "__main__":
    main()
