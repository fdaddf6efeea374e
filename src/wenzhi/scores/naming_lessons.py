"""Floor 4: what the model of `parse/naming` is taught: counts as the grammar reads them, with what they are of.

Takes folders of reports with gold and of sentences with their counts; gives stretches of prose with the
true indicators of their counts. It must not know how the model is fitted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenzhi.base.errors import ResourceError
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.parse.counts import read_stretches
from wenzhi.parse.sections.prose import read_prose
from wenzhi.parse.surroundings import Stretch, Told
from wenzhi.text.normalize import fold
from wenzhi.text.sentences import paragraphs

PLAIN = ("heldout", "heldout2", "heldout3", "heldout4", "heldout5")
"""Sets whose gold gives an indicator where it is plain, and none to many a thing that only prose tells."""

HELD_OUT = (*PLAIN, "heldout6", "heldout7", "heldout8", "heldout9")
"""Sets under `corpora` written by others than the grammar's author, each in its own wordings."""

NAMINGS = "namings.txt"
"""Sentences with what their figures are of, written before their author had read any of the sets."""

FIRST = "first_readings.jsonl"
"""What the grammar as it stood named in the reports of those sets before it had seen them, by report."""

Truth = tuple[str | None, ...]
"""The indicators that are right for a count, the best first; None stands for none."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A stretch of `report` of a set, on `year`, with the truth of its counts, null where it is not known.

    `told` are the indicators that are to be seen, `first` those of the grammar that had not seen the
    set (null for a count that it did not find), the same as `told` where that is not known.
    """

    source: str
    report: str
    year: int | None
    stretch: Stretch
    truth: tuple[Truth | None, ...]
    told: Told
    first: Told

    def asked(self) -> Iterator[int]:
        """The places of the counts whose truth is known."""
        return (place for place, truth in enumerate(self.truth) if truth is not None)


def read_lessons(corpora: Path) -> tuple[Lesson, ...]:
    """The demo corpus and the held-out sets in `corpora`, and the sentences beside the labels.

    Raises ResourceError (E401) where one of them is not there.
    """
    first = read_first(corpora)
    lessons = [*read_set(corpora / "gold", corpora, "demo", first)]
    for name in HELD_OUT:
        lessons += read_set(corpora / name / "gold", corpora / name, name, first)
    lessons += read_namings(corpora / "labels" / NAMINGS)
    wordings = corpora.parent / "tests" / "parse" / "counts"
    for path in sorted(wordings.glob("*.txt")):
        lessons += read_wordings(path)
    if not lessons:
        raise ResourceError("E401", "缺少训练用的标注", where=corpora.as_posix())
    return tuple(lessons)


First = Mapping[tuple[str, str], Mapping[tuple[int, int], str | None]]
"""Indicators by set and report, then by place in the report's text."""


def read_first(corpora: Path) -> First:
    """The first readings of the held-out sets. Raises ResourceError (E401)."""
    path = corpora / "labels" / FIRST
    if not path.is_file():
        raise ResourceError("E401", f"缺少 {FIRST}", where=path.as_posix())
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {
        (row["set"], row["report"]): {(a, b): name for a, b, name in row["counts"]} for row in rows
    }


def read_set(gold: Path, texts: Path, source: str, first: First) -> Iterator[Lesson]:
    """The lessons of every report in `texts` that a file in `gold` is about."""
    from wenzhi.parse.report import parse
    from wenzhi.read.document import read

    for path in sorted(gold.glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        file = _text_of(truth, texts)
        if file is None:
            continue
        report = parse(read(file), named=False)
        prose = read_prose(fold(report.text), report.sections, report.tables)
        pairs = [(paragraph.section, paragraph.body) for paragraph in prose]
        seen = first.get((source, path.stem), {})
        for stretch, _ in read_stretches(pairs, year=report.meta.year):
            yield _lesson((source, path.stem), report.meta.year, stretch, truth["counts"], seen)


def _text_of(truth: object, texts: Path) -> Path | None:
    if not isinstance(truth, dict) or not truth.get("counts"):
        return None
    places = (texts / truth["file"], texts / "reports" / truth["file"])
    return next((place for place in places if place.is_file()), None)


def _lesson(
    of: tuple[str, str],
    year: int | None,
    stretch: Stretch,
    gold: Sequence[dict[str, Any]],
    seen: Mapping[tuple[int, int], str | None],
) -> Lesson:
    places = [stretch.body.span(count.start, count.end) for count in stretch.counts]
    told = tuple(count.indicator for count in stretch.counts)
    return Lesson(
        source=of[0],
        report=of[1],
        year=year,
        stretch=stretch,
        truth=tuple(
            None if _left_open(of[0], count, truth) else truth
            for count, place in zip(stretch.counts, places, strict=True)
            for truth in (_truth(count, place, gold),)
        ),
        told=told,
        first=tuple(_overlapping(place, seen) for place in places) if seen else told,
    )


_TABLES = ("applications", "review", "litigation", "active")


def _left_open(source: str, count: Count, truth: Truth | None) -> bool:
    """Whether gold that names only what is plain has nothing for a thing that the grammar knows by now."""
    known = count.indicator is not None and count.indicator.split(".")[0] not in _TABLES
    return source in PLAIN and truth == (None,) and known


def _truth(count: Count, place: tuple[int, int], gold: Sequence[dict[str, Any]]) -> Truth | None:
    """What gold says of a count at `place`; null where it says nothing or leaves it open."""
    for one in gold:
        if not (one["start"] < place[1] and place[0] < one["end"] and one["value"] == count.value):
            continue
        name = one["indicator"]
        if one.get("optional") or (name or "").startswith(("*", "@")):
            return None
        return (name, *one.get("also_indicators", ()))
    return None


def _overlapping(place: tuple[int, int], seen: Mapping[tuple[int, int], str | None]) -> str | None:
    return next((n for (a, b), n in seen.items() if a < place[1] and place[0] < b), None)


_NAMED = as_pattern(r"(?:^|\s)ind=(\S+)")


def read_wordings(path: Path) -> Iterator[Lesson]:
    """Sentences as `tests/parse/counts` has them: `> text`, then `surface | … | … ind=name` a line."""
    options: dict[str, str] = {}
    cases: list[tuple[str, int, str, list[str]]] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("@"):
            name, _, value = line[1:].partition(" ")
            options[name] = value
        elif line.startswith("> "):
            year = int(options.pop("year", "2022"))
            section = options.pop("section", "overview")
            cases.append((line[2:].replace("⏎", "\n"), year, section, []))
        elif line and not line.startswith("#"):
            cases[-1][3].append(line)
    for text, year, section, lines in cases:
        truth = dict(_wording_truths(text, lines))
        if truth:
            yield from _of_wording(("wordings", text), year, section, truth)


_MARK = as_pattern(r"\[([^|\]]+)\|([^|\]]+)\]")


def read_namings(path: Path) -> Iterator[Lesson]:
    """Sentences, one a line, as `corpora/labels` has them: `收到[2件|applications.new_received.total]`.

    `-` is a figure that no indicator stands for; `@section` and `@year` hold for the lines behind. Raises
    ResourceError (E401) where there is no such file.
    """
    if not path.is_file():
        raise ResourceError("E401", f"缺少 {path.name}", where=path.as_posix())
    section, year = "overview", 2023
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("@section "):
            section = line.split()[1]
        elif line.startswith("@year "):
            year = int(line.split()[1])
        elif line and not line.startswith("#"):
            pieces = _MARK.split(line.replace("⏎", "\n"))
            text, truth = pieces[0], dict[int, Truth]()
            for surface, name, rest in zip(*(pieces[k::3] for k in (1, 2, 3)), strict=True):
                truth[len(text)] = (None if name == "-" else name,)
                text += surface + rest
            yield from _of_wording(("namings", text), year, section, truth)


def _wording_truths(text: str, lines: Iterable[str]) -> Iterator[tuple[int, Truth]]:
    """Where each count of a sentence stands that has one certain indicator, and which."""
    for line in lines:
        surface, _, nth = line.partition("|")[0].strip().partition("#")
        named = _NAMED.search(line.rpartition("|")[2])
        hits = [m.start() for m in re.finditer(r"(?<![\d.,])" + re.escape(surface), text)]
        if named and not named[1].endswith("?") and int(nth or 1) <= len(hits):
            yield hits[int(nth or 1) - 1], (None if named[1] == "-" else named[1],)


def _of_wording(
    of: tuple[str, str], year: int, section: str, truth: Mapping[int, Truth]
) -> Iterator[Lesson]:
    source, text = of
    pairs: Any = [(section, paragraph) for paragraph in paragraphs(fold(text))]
    for stretch, _ in read_stretches(pairs, year=year):
        starts = [stretch.body.span(count.start, count.end)[0] for count in stretch.counts]
        told = tuple(count.indicator for count in stretch.counts)
        known = tuple(truth.get(start) for start in starts)
        yield Lesson(source, text, year, stretch, known, told, told)
