"""How often the grounds `substantive` and `distinct` fail reports that deserve it, and reports that do not.

`python benchmarks/grounds.py [--reports 300] [--seed 1201]` judges generated reports against each other
in a corpus of their own, and the hand-written ones of `corpora/demo` alone, and prints, each with n and
a 95 % Wilson interval:

* `substantive`: reports written at levels 0–1 (stock phrases, with or without a twist) that S201 or S101
  tells of, those at levels 2–4 (a place, a figure, a cause, who does what by when) it tells of wrongly,
  and those it leaves open. A report that took over another's text was written at no level of its own
  and is left out;
* the same for the graded narratives of corpora/labels (training and development), classed by models that saw
  none of their phrasing family, by grade: up to 10 (frames and vows), 11–25 (all in general words), above;
* `distinct`: narratives of known origin (tests/reuse/narratives.py, `--narratives`): copies of another
  organ's section that took over at least half of their characters, and narratives that share nothing
  but what everybody must write, or less than a quarter. What C101 and C105 tell of is counted.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from reuse_truth import load_generator  # it stands beside this file
from substance import LABELS, as_report

from wenzhi import api
from wenzhi.base.progress import Silent
from wenzhi.base.records import (
    CopyPair,
    GroundVerdict,
    Meta,
    Narrative,
    Report,
    SectionText,
    Source,
)
from wenzhi.parse.report import parse
from wenzhi.query.studies import wilson
from wenzhi.read import read_bytes
from wenzhi.reuse.copies import compare_texts
from wenzhi.reuse.findings import copy_findings
from wenzhi.reuse.links import Collection
from wenzhi.scores.classes import CLASSES, JudgedSentence
from wenzhi.scores.labels import read_labels
from wenzhi.scores.rules import substance_findings
from wenzhi.scores.sentence_recipe import fit, read_lessons
from wenzhi.scores.units import Unit, read_labelled

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
TAKEN = 0.5
"""Share of section five that was taken over from which `distinct` ought to fail."""
LIGHT = 0.25
"""Copied share below which nobody would call a section the same as another."""


@dataclass(frozen=True)
class Case:
    """One report: the level its section five was written at, and the verdict."""

    level: int
    verdict: GroundVerdict


def tell(name: str, hits: int, n: int) -> str:
    """A share with its interval."""
    low, high = wilson(hits, n)
    share = f"{hits / n:.3f}" if n else "–"
    return f"  {name:<46} {hits:>4} of {n:<4} {share} ({low:.3f}–{high:.3f})"


def read_levels(folder: Path) -> dict[str, int]:
    """File → the level its section five was written at."""
    golds = (json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json")))
    told = {
        gold["file"]: gold["narrative"]["substance"]
        for gold in golds
        if "file" in gold and gold.get("narrative")
    }
    return {file: level for file, level in told.items() if level is not None}


def judge_generated(reports: int, seed: int) -> list[Case]:
    """Generated reports that took nothing over and were taken over by nobody, each alone."""
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        api.synth(reports, seed, made)
        copies = json.loads((made / "copies.json").read_bytes())
        shared = {file for pair in copies["pairs"] for file in (pair["a"], pair["b"])}
        shared |= {file for family in copies["families"] for file in family["members"]}
        levels = read_levels(made / "gold")
        return [
            Case(level, api.inspect(made / file).judgement.grounds["substantive"].verdict)
            for file, level in sorted(levels.items())
            if file not in shared
        ]


def judge_written() -> list[Case]:
    """The hand-written demo reports, each alone."""
    levels = read_levels(CORPORA / "gold")
    return [
        Case(level, api.inspect(CORPORA / file).judgement.grounds["substantive"].verdict)
        for file, level in sorted(levels.items())
        if "云渚省" not in file
    ]


def tell_substantive(name: str, cases: Sequence[Case]) -> None:
    """Print what was found, what was found wrongly, and what was left open."""
    print(f"substantive, {name}")
    for said, low, high in (("levels 0–1", 0, 1), ("levels 2–4", 2, 4)):
        chosen = [case.verdict for case in cases if low <= case.level <= high]
        for verdict in ("fail", "unjudged"):
            print(tell(f"{said}: {verdict}", chosen.count(verdict), len(chosen)))


def judge_graded() -> list[tuple[int, str]]:
    """Grade of each labelled narrative, and what S201 makes of it: fail, unjudged or pass."""
    narratives = [*read_labels(LABELS, "train"), *read_labels(LABELS, "development")]
    _, _, likely, concrete = fit(read_lessons(narratives), Silent())
    found, first = [], 0
    for one in narratives:
        judged = []
        for unit in read_labelled(one).units:
            judged.append(judged_as(unit, likely[first], float(concrete[first])))
            first += 1
        findings, checked = substance_findings(
            parse(read_bytes(as_report(one), "a.txt")), tuple(judged)
        )
        told = "fail" if {"S101", "S201"} & {each.code for each in findings} else "pass"
        open_ = any(each.code == "S201" for each in checked.undecided)
        found.append((one.grade, "unjudged" if open_ else told))
    return found


def judged_as(unit: Unit, likely: Sequence[float], concrete: float) -> JudgedSentence:
    """A unit with these probabilities, as `classify` gives it."""
    values = [float(value) for value in likely]
    best = CLASSES[values.index(max(values))]
    return JudgedSentence(
        start=unit.start, end=unit.end, text=unit.text, paragraph=unit.paragraph, class_=best,
        likely=best, probabilities=dict(zip(CLASSES, values, strict=True)), concrete=concrete >= 0.5,
        concrete_probability=concrete, reasons=(),
    )  # fmt: skip


def tell_graded(cases: Sequence[tuple[int, str]]) -> None:
    """Print by grade what was found and what was left open."""
    print("substantive, labelled narratives by grade")
    for said, low, high in (
        ("0–10", 0, 10),
        ("11–25", 11, 25),
        ("26–40", 26, 40),
        ("41–100", 41, 100),
    ):
        chosen = [verdict for grade, verdict in cases if low <= grade <= high]
        for verdict in ("fail", "unjudged"):
            print(tell(f"{said}: {verdict}", chosen.count(verdict), len(chosen)))


def tell_distinct(count: int, seed: int) -> None:
    """Print the same for copies of known extent."""
    narratives = load_generator().write_corpus(count, seed)
    copies = compare_texts(Collection.of([each.section for each in narratives]))
    pairs: dict[str, list[CopyPair]] = {}
    for pair in copies.pairs:
        for ref in (pair.a, pair.b):
            pairs.setdefault(ref.report, []).append(pair)
    copied, own = [], []
    for made in narratives:
        codes = failing_codes(made.section, pairs.get(made.section.ref.report, ()))
        if made.kind != "source" and made.copied >= TAKEN:
            copied.append(codes)
        elif made.kind == "independent" or (made.kind == "light" and made.copied < LIGHT):
            own.append(codes)
    print("distinct, generated narratives")
    for said, chosen in (("took over at least half", copied), ("own or nearly own", own)):
        print(tell(f"{said}: C101 or C105", sum(map(bool, chosen)), len(chosen)))


def failing_codes(section: SectionText, pairs: Sequence[CopyPair]) -> set[str]:
    """Codes whose findings fail the ground, of a report that has only this section."""
    source = Source(path=section.ref.path, sha256=section.ref.report, format="txt")
    meta = Meta(organization=section.ref.organization, year=section.ref.year)
    text = "\n" * section.start + section.text
    whole = Report(
        source=source, text=text, meta=meta, sections=(), facts=(), local=(), counts=(), claims=(),
        narrative=Narrative(), sentences=(), tables=(),
    )  # fmt: skip
    findings, _ = copy_findings(whole, section, pairs)
    grave = (one for one in findings if one.severity != "info" and one.verdict == "fail")
    return {one.code for one in grave} & {"C101", "C105"}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--narratives", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1201)
    chosen = parser.parse_args()
    tell_substantive("generated", judge_generated(chosen.reports, chosen.seed))
    tell_substantive("hand-written", judge_written())
    tell_graded(judge_graded())
    tell_distinct(chosen.narratives, chosen.seed)


if __name__ == "__main__":
    main()
