"""Floor 2, synth: any number of reports with their truth, as an iterator or as a folder.

Takes a count and a seed; gives `SynthReport`s or writes reports, gold, a roster and the true copies.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from wenzhi.base.records import Record, Span
from wenzhi.synth.compose import Composed, compose
from wenzhi.synth.gold import Gold, GoldCopy, GoldPassage, encode_gold
from wenzhi.synth.manuscript import Mark
from wenzhi.synth.plan import BLOCK, Mix, Origin, plan_block
from wenzhi.synth.truth import gold_of
from wenzhi.synth.world import Organ

ENCODINGS = (
    ("utf-8", "\n"),
    ("utf-8", "\r\n"),
    ("utf-8-sig", "\n"),
    ("gb18030", "\n"),
    ("utf-16", "\n"),
)
_ENCODING_WEIGHTS = (60, 10, 10, 15, 5)
PASSAGE = 20
"""Characters below which shared text is no passage (05 "passage")."""


class SynthReport(Record, frozen=True):
    """One report: path below the reports folder, text, how its file is written, its truth.

    `organ` is the reporting organ's record for the roster.
    """

    path: str
    text: str
    encoding: str
    newline: str
    truth: Gold
    origin: str
    roster: RosterLine

    def encode(self) -> bytes:
        """The file's bytes."""
        body = self.text.replace("\n", self.newline)
        if self.encoding == "utf-16":
            return b"\xff\xfe" + body.encode("utf-16-le")
        return body.encode(self.encoding)


class RosterLine(Record, frozen=True):
    """One line of roster.csv."""

    organ: str
    former_names: str
    level: str
    kind: str
    region_code: str
    parent: str
    year: int
    deadline: str
    published: str
    url: str


class SynthPair(Record, frozen=True):
    """Two reports that truly share text, by path."""

    a: str
    b: str
    kind: str
    relation: str
    coverage_b: float
    passages: tuple[GoldPassage, ...]


class SynthFamily(Record, frozen=True):
    """Reports filled from one template."""

    id: str
    kind: str
    members: tuple[str, ...]


class SynthCopies(Record, frozen=True):
    """copies.json: true pairs, true families, and reports that share mandated wording only."""

    pairs: tuple[SynthPair, ...]
    families: tuple[SynthFamily, ...]
    mandated_only: tuple[str, ...]


class SynthManifest(Record, frozen=True):
    """What was written, by kind."""

    reports: int
    seed: int
    layouts: dict[str, int]
    origins: dict[str, int]
    planted: dict[str, int]
    encodings: dict[str, int]
    pairs: int
    families: int


def generate(count: int, seed: int, mix: Mix | None = None) -> Iterator[SynthReport]:
    """`count` reports of `seed`. Report i does not depend on `count`.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"count must not be negative: {count}")
    mix = mix or Mix()
    for block in range((count + BLOCK - 1) // BLOCK):
        yield from _block(seed, block, min(BLOCK, count - block * BLOCK), mix)


def _block(seed: int, block: int, wanted: int, mix: Mix) -> Iterator[SynthReport]:
    done: list[tuple[Composed, str]] = []
    for planned in plan_block(seed, block, mix):
        if len(done) == wanted:
            return
        rng = random.Random(planned.seed)
        composed = compose(planned.plan, rng)
        path = f"{planned.plan.organ.folder}/{planned.plan.year}.txt"
        encoding, newline = rng.choices(ENCODINGS, weights=_ENCODING_WEIGHTS)[0]
        copies = copies_between(composed, done, planned.origin)
        done.append((composed, path))
        yield SynthReport(
            path=path,
            text=composed.text,
            encoding=encoding,
            newline=newline,
            truth=gold_of(composed, path, copies),
            origin=planned.origin.kind,
            roster=_roster_line(planned.plan.organ, planned.plan.year, composed.published),
        )


def _roster_line(organ: Organ, year: int, published: str | None) -> RosterLine:
    own_date = year >= 2019 and organ.kind in ("department", "vertical")
    return RosterLine(
        organ=organ.name,
        former_names="",
        level=organ.level,
        kind=organ.kind,
        region_code="",
        parent=organ.parent,
        year=year,
        deadline=f"{year + 1}-{'01-31' if own_date else '03-31'}",
        published=published or "",
        url="",
    )


def copies_between(
    composed: Composed, done: list[tuple[Composed, str]], origin: Origin
) -> tuple[GoldCopy, ...]:
    """What `composed` shares with the reports before it; `origin` says which one it was taken from."""
    found: list[GoldCopy] = []
    narrative = _narrative_length(composed)
    for index, (earlier, path) in enumerate(done):
        passages = _passages(earlier, composed)
        if not passages:
            continue
        kind = origin.kind if index == origin.source else "sibling"
        if earlier.plan.script.family and earlier.plan.script.family == composed.plan.script.family:
            kind = "template"
        same = earlier.plan.organ.name == composed.plan.organ.name
        shared = sum(passage.b[1] - passage.b[0] for passage in passages)
        found.append(
            GoldCopy(
                source=path,
                kind=kind,
                relation="self" if same else "upstream" if kind == "upstream" else "peer",
                coverage=round(min(1.0, shared / max(1, narrative)), 3),
                passages=passages,
            )
        )
    return tuple(found)


def _narrative_length(composed: Composed) -> int:
    spans = _lineages(composed)
    if not spans:
        return 0
    return max(mark.end for mark in spans.values()) - min(mark.start for mark in spans.values())


def _lineages(composed: Composed) -> dict[str, Mark]:
    return {mark.key.rstrip("~"): mark for mark in composed.marks if mark.kind == "lineage"}


def _passages(a: Composed, b: Composed) -> tuple[GoldPassage, ...]:
    """Sentences of one lineage in both reports, neighbours in both joined."""
    theirs, ours = _lineages(a), _lineages(b)
    shared = sorted((key for key in ours if key in theirs), key=lambda key: ours[key].start)
    result: list[GoldPassage] = []
    for key in shared:
        left, right = theirs[key], ours[key]
        kind = _passage_kind(a, b, left, right)
        last = result[-1] if result else None
        if last and 0 <= left.start - last.a[1] <= 12 and right.start - last.b[1] <= 12:
            worse = max(last.kind, kind, key=("verbatim", "slot", "reworded").index)
            result[-1] = GoldPassage(a=(last.a[0], left.end), b=(last.b[0], right.end), kind=worse)
        else:
            result.append(
                GoldPassage(a=(left.start, left.end), b=(right.start, right.end), kind=kind)
            )
    return tuple(p for p in result if _long(p.b) and _long(p.a))


def _long(span: Span) -> bool:
    return span[1] - span[0] >= PASSAGE


def _passage_kind(a: Composed, b: Composed, left: Mark, right: Mark) -> str:
    if left.key.count("~") != right.key.count("~"):
        return "reworded"
    same = a.text[left.start : left.end].split() == b.text[right.start : right.end].split()
    return "verbatim" if same else "slot"


def write_reports(
    count: int,
    seed: int,
    out: Path,
    *,
    progress: Callable[[int], None] | None = None,
    mix: Mix | None = None,
    folder: str = "reports",
) -> SynthManifest:
    """Write `count` reports of `seed` to `out`: `<folder>/…`, `gold/…`, `roster.csv`, `copies.json`.

    Calls `progress` with the number written so far. Raises OSError where `out` cannot be written.
    """
    gold = out / "gold"
    gold.mkdir(parents=True, exist_ok=True)
    tally = Tally()
    for number, report in enumerate(generate(count, seed, mix), start=1):
        file = out / folder / report.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(report.encode())
        truth = placed(report.truth, folder)
        (gold / gold_name(report.path)).write_bytes(encode_gold(truth))
        tally.add(report, truth)
        if progress:
            progress(number)
    copies = tally.copies()
    (out / "copies.json").write_bytes(msgspec.json.encode(copies) + b"\n")
    (out / "roster.csv").write_text(roster_csv(tally.roster), encoding="utf-8-sig", newline="")
    return tally.manifest(count, seed, copies)


def gold_name(path: str) -> str:
    """The gold file of a report: its path with `-` for `/`."""
    return path.replace("/", "-").removesuffix(".txt") + ".json"


def placed(truth: Gold, folder: str) -> Gold:
    """The truth with its paths below `folder`, as the files beside it are found."""
    copies = tuple(
        msgspec.structs.replace(copy, source=f"{folder}/{copy.source}") for copy in truth.copies
    )
    return msgspec.structs.replace(truth, file=f"{folder}/{truth.file}", copies=copies)


def roster_csv(lines: list[RosterLine]) -> str:
    """The roster as CSV with a header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(RosterLine.__struct_fields__)
    for line in lines:
        writer.writerow(msgspec.structs.astuple(line))
    return buffer.getvalue()


class Tally:
    """What has been written so far, for the manifest and the lists over all reports."""

    def __init__(self) -> None:
        self.layouts: dict[str, int] = {}
        self.origins: dict[str, int] = {}
        self.planted: dict[str, int] = {}
        self.encodings: dict[str, int] = {}
        self.pairs: list[SynthPair] = []
        self.families: dict[str, list[str]] = {}
        self.mandated: list[str] = []
        self.roster: list[RosterLine] = []

    def add(self, report: SynthReport, truth: Gold) -> None:
        """Count one report."""
        _count(self.layouts, truth.layout)
        _count(self.origins, report.origin)
        _count(self.encodings, report.encoding + ("+crlf" if report.newline == "\r\n" else ""))
        for kind in truth.planted:
            _count(self.planted, kind)
        for copy in truth.copies:
            self.pairs.append(
                SynthPair(
                    a=copy.source,
                    b=truth.file,
                    kind=copy.kind,
                    relation=copy.relation,
                    coverage_b=copy.coverage,
                    passages=copy.passages,
                )
            )
        if truth.family:
            self.families.setdefault(truth.family, []).append(truth.file)
        if report.origin == "mandated":
            self.mandated.append(truth.file)
        self.roster.append(report.roster)

    def copies(self) -> SynthCopies:
        """True pairs and families so far."""
        families = [
            SynthFamily(id=name, kind="template", members=tuple(members))
            for name, members in sorted(self.families.items())
            if len(members) > 1
        ]
        return SynthCopies(
            pairs=tuple(self.pairs), families=tuple(families), mandated_only=tuple(self.mandated)
        )

    def manifest(self, count: int, seed: int, copies: SynthCopies) -> SynthManifest:
        """The manifest of what was counted."""
        return SynthManifest(
            reports=count,
            seed=seed,
            layouts=dict(sorted(self.layouts.items())),
            origins=dict(sorted(self.origins.items())),
            planted=dict(sorted(self.planted.items())),
            encodings=dict(sorted(self.encodings.items())),
            pairs=len(copies.pairs),
            families=len(copies.families),
        )


def _count(table: dict[str, int], key: str) -> None:
    table[key] = table.get(key, 0) + 1
