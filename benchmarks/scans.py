"""How well scans are read: cells right, left open and wrong, and headings, on pages that were made worse.

    python benchmarks/scans.py [--reports 1] [--seed 7] [--only WORDS] [--keep DIR] [-v]

Generated reports are printed by Chromium, drawn by PDFium at the dots per inch of a scanner, then made
worse: noise, skew, JPEG, pale or dotted rulings, a stamp, fax, uneven light. A cell is *right* when its
value is what was printed, *open* when it has no value and says so (`ambiguous`, `missing`, `malformed`),
*wrong* when another value, or a blank where something stands, is stated as sure. Needs the extra `ocr`.
"""

from __future__ import annotations

import argparse
import io
import random
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
from layouts import CHROMIUM, Sheet, body_html, sheet_of
from PIL import Image
from quality import Share

from wenzhi import api
from wenzhi.synth import generate

SIX = frozenset({"overview", "active", "applications", "review", "problems", "other"})
OPEN = ("ambiguous", "missing", "malformed")

Picture = Any
"""A page as an array of grey bytes, or of RGB."""

Worsening = Callable[[Picture, random.Random], Picture]


# How pages get worse ------------------------------------------------------------------------------


def noise(strength: float) -> Worsening:
    """Every dot a little lighter or darker, and a few specks."""

    def apply(page: Picture, chance: random.Random) -> Picture:
        made = np.random.default_rng(chance.randrange(1 << 30))
        grainy = page.astype(np.float32) + made.normal(0, strength, page.shape[:2])[..., None]
        specks = made.random(page.shape[:2]) < strength / 60_000
        grainy[cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 60
        return np.clip(grainy, 0, 255).astype(np.uint8)

    return apply


def skew(degrees: float) -> Worsening:
    """The paper laid on the glass at an angle."""

    def apply(page: Picture, _: random.Random) -> Picture:
        height, width = page.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return cv2.warpAffine(page, matrix, (width, height), borderValue=(255, 255, 255))

    return apply


def jpeg(quality: int) -> Worsening:
    """Saved as JPEG."""

    def apply(page: Picture, _: random.Random) -> Picture:
        packed = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return cv2.imdecode(packed, cv2.IMREAD_COLOR)

    return apply


def pale(ink: int) -> Worsening:
    """Toner running out: black is `ink` of 255."""

    def apply(page: Picture, _: random.Random) -> Picture:
        return (ink + page.astype(np.float32) * (255 - ink) / 255).astype(np.uint8)

    return apply


def fax() -> Worsening:
    """Black or white, nothing between."""

    def apply(page: Picture, _: random.Random) -> Picture:
        grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
        black = cv2.threshold(grey, 150, 255, cv2.THRESH_BINARY)[1]
        return np.stack([black] * 3, axis=-1)

    return apply


def blur(radius: float) -> Worsening:
    """Out of focus."""

    def apply(page: Picture, _: random.Random) -> Picture:
        return cv2.GaussianBlur(page, (0, 0), radius)

    return apply


def light() -> Worsening:
    """Photographed: one corner in shade, the sheet a little out of square."""

    def apply(page: Picture, _: random.Random) -> Picture:
        height, width = page.shape[:2]
        shade = np.linspace(1.0, 0.6, width)[None, :] * np.linspace(1.0, 0.85, height)[:, None]
        dim = (page * shade[..., None]).astype(np.uint8)
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        moved = corners + np.float32([[12, 6], [-4, 10], [-10, -8], [6, -4]])
        matrix = cv2.getPerspectiveTransform(corners, moved)
        return cv2.warpPerspective(dim, matrix, (width, height), borderValue=(150, 150, 150))

    return apply


def stamp() -> Worsening:
    """Red seals across the page, some of them over the tables."""

    def apply(page: Picture, chance: random.Random) -> Picture:
        height, width = page.shape[:2]
        seal = page.copy()
        radius = width // 11
        for _ in range(2):
            middle = (
                chance.randrange(radius, width - radius),
                chance.randrange(radius, height - radius),
            )
            cv2.circle(seal, middle, radius, (200, 30, 40), max(3, width // 280))
            cv2.circle(seal, middle, radius // 4, (200, 30, 40), -1)
        return cv2.addWeighted(seal, 0.75, page, 0.25, 0)

    return apply


@dataclass(frozen=True)
class Scan:
    """One way a report comes as pictures: its rulings, the scanner, what went wrong with the sheet."""

    name: str
    ruling: str
    dpi: int
    worse: tuple[Worsening, ...] = ()
    size: int = 12


BLACK, GREY = "border:1px solid #000", "border:1px solid #b0b0b0"
DOTTED, DASHED = "border:1px dotted #555", "border:1px dashed #444"

SCANS = (
    Scan("300 dpi, clean", BLACK, 300),
    Scan("200 dpi, clean", BLACK, 200),
    Scan("200 dpi, noise, skew .8, jpeg 60", BLACK, 200, (skew(0.8), noise(12), jpeg(60))),
    Scan("150 dpi, jpeg 50", BLACK, 150, (jpeg(50),)),
    Scan("200 dpi, grey rulings", GREY, 200, (noise(5), jpeg(80))),
    Scan("200 dpi, grey rulings, skew 1.1", GREY, 200, (skew(1.1), noise(6), jpeg(75))),
    Scan("200 dpi, dotted rulings", DOTTED, 200, (noise(5), jpeg(80))),
    Scan("300 dpi, dotted rulings, skew .5", DOTTED, 300, (skew(0.5), noise(8))),
    Scan("200 dpi, dashed rulings, skew -1.2", DASHED, 200, (skew(-1.2), noise(8), jpeg(70))),
    Scan("200 dpi, pale", BLACK, 200, (pale(140), noise(6), jpeg(70))),
    Scan("200 dpi, stamps", BLACK, 200, (stamp(), skew(0.4), jpeg(75))),
    Scan("300 dpi, fax", BLACK, 300, (noise(10), fax())),
    Scan("200 dpi, small print", BLACK, 200, (noise(6), jpeg(75)), size=9),
    Scan("200 dpi, photographed", BLACK, 200, (light(), blur(0.7), noise(5), jpeg(80))),
    Scan("200 dpi, unruled", "border:0", 200, (skew(0.3), noise(5))),
    Scan("200 dpi, unruled, noise, jpeg 50", "border:0", 200, (skew(0.7), noise(14), jpeg(50))),
)


def printed(sheet: Sheet, scan: Scan) -> bytes:
    """The report as a PDF with these rulings. Chromium prints dotted lines as dots."""
    body = body_html(sheet, style=f"{scan.ruling};padding:3px")
    style = f"body{{font-size:{scan.size}px}}td{{min-width:30px}}"
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style>{body}', encoding="utf-8"
        )
        command = [
            CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
            f"--print-to-pdf={made}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return made.read_bytes()


def scanned(content: bytes, scan: Scan, chance: random.Random) -> bytes:
    """A PDF of nothing but pictures of the pages, as a scanner saves it."""
    document = pypdfium2.PdfDocument(content)
    frames: list[Image.Image] = []
    for page in document:
        drawn = np.asarray(page.render(scale=scan.dpi / 72).to_pil().convert("RGB"))
        for worsen in scan.worse:
            drawn = worsen(drawn, chance)
        frames.append(Image.fromarray(drawn))
    document.close()
    target = io.BytesIO()
    frames[0].save(
        target, "PDF", save_all=True, append_images=frames[1:], resolution=scan.dpi, quality=92
    )
    return target.getvalue()


# What came of it ----------------------------------------------------------------------------------


@dataclass
class Tally:
    """What came of the scans of one kind."""

    cells: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    headings: Share = field(default_factory=Share)
    extra: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Both together."""
        self.cells += other.cells
        self.figures += other.figures
        self.headings.hits += other.headings.hits
        self.headings.of += other.headings.of
        self.extra += other.extra
        self.seconds += other.seconds


Facts = Mapping[str, tuple[float | None, str]]


def compare(path: Path, facts: Facts, kinds: Sequence[str]) -> Tally:
    """Read one scan and hold it against what was printed."""
    tally = Tally()
    start = time.perf_counter()
    found = api.try_inspect(path)
    tally.seconds = time.perf_counter() - start
    if not isinstance(found, api.Inspection):
        tally.cells["open"] += len(facts)
        print(f"! {path.name}: {found.code} {found.message}")
        return tally
    read = {fact.id: fact for fact in found.report.facts}
    for name, (value, state) in facts.items():
        fact = read.get(name)
        if fact is None or fact.state in OPEN:
            kind = "open"
        elif fact.value == value:
            kind = "right"
        else:
            kind = "wrong"
            tally.wrong.append(
                f"{name}: {value} {state} read {fact.value} {fact.raw!r} {fact.state}"
            )
        tally.cells[kind] += 1
        if value:
            tally.figures[kind] += 1
    got = Counter(section.kind for section in found.report.sections if section.heading)
    for kind, count in Counter(kinds).items():
        for number in range(count):
            tally.headings.add(got[kind] > number)
    tally.extra = sum((got - Counter(kinds)).values())
    return tally


def scans_of(
    seed: int, reports: int, chosen: Sequence[Scan]
) -> Iterator[tuple[Scan, bytes, Facts, Any]]:
    """Every scan of every report, what was printed in its cells, and the kinds of its sections."""
    made = [one for one in generate(reports * 4, seed) if one.truth.meta.form in ("2019", "2021")]
    for number, one in enumerate(made[:reports]):
        sheet = sheet_of(one)
        facts = {
            name: (None if fact.value is None else float(f"{fact.value:g}"), fact.state)
            for name, fact in one.truth.facts.items()
            if fact.state != "missing"
        }
        kinds = [kind for kind, _, _ in sheet.sections if kind in SIX]
        for scan in chosen:
            chance = random.Random(f"{seed} {number} {scan.name}")
            yield scan, scanned(printed(sheet, scan), scan, chance), facts, kinds


def line(name: str, tally: Tally) -> str:
    """One line of the table."""
    of = max(1, tally.cells.total())
    figures = max(1, tally.figures.total())
    return (
        f"{name:36} {tally.cells.total():5}  {tally.cells['right'] / of:.3f}  "
        f"{tally.cells['open'] / of:.3f}  {tally.cells['wrong']:5}  "
        f"{tally.figures['right'] / figures:.3f}  {tally.headings.value:.3f} +{tally.extra}  "
        f"{tally.seconds:6.1f}"
    )


def main() -> None:
    """Make the scans, read them, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    chosen = [scan for scan in SCANS if arguments.only in scan.name]
    tallies: dict[str, Tally] = defaultdict(Tally)
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        made = scans_of(arguments.seed, arguments.reports, chosen)
        for number, (scan, content, facts, kinds) in enumerate(made):
            name = scan.name.replace(" ", "-").replace(",", "")
            path = folder / f"{number:02}-{name}.pdf"
            path.write_bytes(content)
            tally = compare(path, facts, kinds)
            tallies[scan.name].add(tally)
            if arguments.verbose:
                print(line(scan.name, tally), *tally.wrong, sep="\n    ", flush=True)
    print(f"{'scan':36} cells  right  open   wrong  right≠0 headings  seconds")
    whole = Tally()
    for name, tally in tallies.items():
        print(line(name, tally))
        whole.add(tally)
    print(line("= all", whole))


if __name__ == "__main__":
    main()
