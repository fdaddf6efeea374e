"""Floor 2, synth: running text with counts: the overview, section six, the free outline before 2019.

Takes the figures a report may cite and writes sentences from the banks; plants the faults of prose and text
that it is given and says what they must cause. It must not know how text is read.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wenzhi.base.records import Span
from wenzhi.synth.figures import Figures
from wenzhi.synth.manuscript import Manuscript
from wenzhi.synth.markup import (
    Filled,
    Frame,
    Nil,
    Node,
    Ratio,
    Tally,
    bank,
    choose,
    draw,
    fill,
    holds,
)

# Counts of these indicators may be stated several times with different objects.
REPEATABLE = {None, "published.category"}
Test = Callable[[Mapping[str, Tally], tuple[Node, ...]], bool]


@dataclass(frozen=True, slots=True)
class Blamed:
    """A planted finding of prose; its spans are the marks `finding` of its index."""

    family: str
    facts: tuple[str, ...]
    why: str


@dataclass(slots=True)
class Writer:
    """One report's prose under way. `faults` are kinds still to be planted; `planted` those that are."""

    page: Manuscript
    rng: random.Random
    names: Mapping[str, str]
    figures: Figures
    faults: list[str]
    planted: list[str] = field(default_factory=list)
    blamed: list[Blamed] = field(default_factory=list)
    used: set[str | None] = field(default_factory=set)
    said: set[int] = field(default_factory=set)
    """Frames already used, by identity: a sentence said twice with other numbers would contradict itself."""

    def indicator(self, name: str | None) -> str | None:
        """An indicator with the form's own ids put in."""
        form = self.figures.form
        if name == "@made":
            if form == "pre2019":
                return None
            return f"active.normative_documents.{'made' if form == '2019' else 'issued'}"
        if name == "@other":
            return (
                "applications.result.other.total"
                if self.figures.applications_form == "2019"
                else "*"
            )
        return name

    def facts_of(self, indicator: str | None) -> tuple[str, ...]:
        """The cells that an indicator names in this report, none where it names a sum of rows."""
        indicator = self.indicator(indicator)
        if indicator == "litigation.total":
            both = ("litigation.direct.total", "litigation.after_review.total")
            return both if both[0] in self.figures.cells else ()
        return (indicator,) if indicator in self.figures.cells and indicator else ()

    def say(self, group: str, *, source: str = "counts", test: Test | None = None) -> bool:
        """One sentence of a group, planting a pending prose fault if it can; False if nothing fits."""
        settled = self._settle(group, source, test)
        if settled is None:
            return False
        nodes, numbers = settled
        distort, blame, hit = self._distort(group, nodes, numbers)
        span_start = self.page.length
        filled = fill(nodes, self.names, numbers, distort)
        self.page.add_filled(filled)
        if blame:
            index = len(self.blamed)
            self.blamed.append(blame)
            for start, end in _hits(filled, hit):
                self.page.mark("finding", str(index), (span_start + start, span_start + end))
        return True

    def _settle(
        self, group: str, source: str, test: Test | None
    ) -> tuple[tuple[Node, ...], dict[str, int]] | None:
        groups = bank(source)
        frames = [frame for frame in groups[group] if holds(frame, self.figures.cited)]
        self.rng.shuffle(frames)
        for frame in frames:
            if source == "counts" and id(frame) in self.said:
                continue
            nodes = choose(frame.nodes, self.rng, groups)
            tallies = {node.name: node for node in nodes if isinstance(node, Tally)}
            fresh = self._fresh(tallies)
            if fresh & self.used or (test and not test(tallies, nodes)):
                continue
            numbers = draw(nodes, self.figures.cited, self.rng)
            if numbers is not None:
                self.used |= fresh
                self.said.add(id(frame))
                return nodes, numbers
        return None

    def _fresh(self, tallies: Mapping[str, Tally]) -> set[str | None]:
        free = {t.indicator for name, t in tallies.items() if name not in self.figures.cited}
        return free - REPEATABLE

    def _distort(
        self, group: str, nodes: tuple[Node, ...], numbers: Mapping[str, int]
    ) -> tuple[dict[str, int], Blamed | None, set[str]]:
        tallies = {node.name: node for node in nodes if isinstance(node, Tally)}
        for kind in [fault for fault in self.faults if fault.startswith("P.")]:
            made = self._try(kind, group, tallies, nodes, numbers)
            if made:
                self.faults.remove(kind)
                self.planted.append(kind)
                return made
        return {}, None, set()

    def _try(
        self,
        kind: str,
        group: str,
        tallies: Mapping[str, Tally],
        nodes: tuple[Node, ...],
        numbers: Mapping[str, int],
    ) -> tuple[dict[str, int], Blamed, set[str]] | None:
        rng = self.rng
        if kind in ("P.table", "P.review"):
            wanted = "review" if kind == "P.review" else "applications"
            if not group.startswith(wanted):
                return None
            for name, tally in tallies.items():
                facts = self.facts_of(tally.indicator)
                if facts and not tally.style and not tally.flags and tally.parent is None:
                    value = numbers[name] + rng.randint(1, 3)
                    return {name: value}, Blamed("P", facts, "prose differs from the table"), {name}
        if kind in ("P.sum_over", "P.sum_under"):
            return self._break_sum(kind, tallies, numbers)
        if kind == "P.percent":
            shares = [node for node in nodes if isinstance(node, Ratio) and node.operation != "x"]
            if shares and "decided" not in tallies:
                node = shares[0]
                over, base = numbers[node.over], numbers[node.base]
                gap = {"": over, "+": over - base, "-": base - over}[node.operation]
                wrong = gap * 1000 // base + rng.choice((31, 57, 120))
                blame = Blamed("P", (), "percentage does not follow from its numbers")
                return {node.name: wrong}, blame, {node.name}
        return None

    def _break_sum(
        self, kind: str, tallies: Mapping[str, Tally], numbers: Mapping[str, int]
    ) -> tuple[dict[str, int], Blamed, set[str]] | None:
        totals = [
            t
            for t in tallies.values()
            if "closed" in t.flags and t.name not in ("decided", "rev", "lit")
        ]
        for total in totals:
            parts = [t for t in tallies.values() if t.parent == total.name]
            leaves = [
                t for t in parts if not any(other.parent == t.name for other in tallies.values())
            ]
            leaves = [t for t in leaves if t.name not in self.figures.cited and numbers[t.name] > 1]
            if leaves:
                leaf = leaves[-1]
                value = numbers[leaf.name]
                gap = self.rng.randint(1, max(2, value // 2))
                shown = value + gap if kind == "P.sum_over" else value - min(gap, value - 1)
                blame = Blamed("P", (), "parts do not add up to their total")
                return {leaf.name: shown}, blame, {total.name, *(part.name for part in parts)}
        return None

    def flaw(self, kind: str) -> None:
        """Plant an error of text as a sentence of its own; its mark carries the finding."""
        group = {"Y.year": "flaw year"}.get(kind, f"flaw {kind[2:]}")
        self.faults.remove(kind)
        self.planted.append(kind)
        if kind == "R.word":
            index = len(self.blamed)
            self.blamed.append(Blamed("R", (), "Word residue"))
            self.page.mark("finding", str(index), self.page.add("[bookmark: _GoBack]"))
            return
        self.say(group, source="prose")

    def flaws(self) -> None:
        """Plant every text fault still pending."""
        for kind in [
            kind for kind in self.faults if kind[0] in "RY" and kind not in ("Y.carry", "Y.stock")
        ]:
            self.flaw(kind)

    def stock(self, group: str) -> None:
        """A sentence without counts."""
        self.say(group, source="prose")


def _hits(filled: Filled, names: set[str]) -> list[Span]:
    return [
        (mark.start, mark.end)
        for mark in filled.marks
        if isinstance(mark.node, (Tally, Ratio)) and mark.node.name in names
    ]


def write_overview(writer: Writer) -> None:
    """Section one: five topics with sub-headings, or two running paragraphs."""
    page, rng = writer.page, writer.rng
    start = page.length
    writer.stock("overview")
    if rng.random() < 0.5:
        page.end_paragraph(start)
        start = page.length
    topics = (published, applied, managed, platformed, supervised)
    headed = rng.random() < 0.6
    for number, topic in enumerate(topics):
        if headed:
            if page.length > start:
                page.end_paragraph(start)
            start = page.length
            title = rng.choice(bank("prose")[f"topic {TOPICS[number]}"])
            page.add(f"（{'一二三四五'[number]}）{fill(title.nodes, {}, {}).text}。")
        topic(writer)
    writer.flaws()
    page.end_paragraph(start)


TOPICS = ("published", "applications", "management", "platform", "supervision")


def published(writer: Writer) -> None:
    """What was published, through which channels, explained how."""
    test: Test | None = None
    if any(fault in ("P.sum_over", "P.sum_under") for fault in writer.faults):
        test = _sums
    elif "P.percent" in writer.faults:
        test = _shares
    if not writer.say("published", test=test):
        writer.say("published")
    for group, chance in (("channel", 0.5), ("interpretation", 0.4), ("documents", 0.4)):
        if writer.rng.random() < chance:
            writer.say(group)


def _sums(tallies: Mapping[str, Tally], nodes: tuple[Node, ...]) -> bool:
    return any("closed" in tally.flags for tally in tallies.values())


def _shares(tallies: Mapping[str, Tally], nodes: tuple[Node, ...]) -> bool:
    return any(isinstance(node, Ratio) for node in nodes)


def applied(writer: Writer) -> None:
    """Applications, their results, review and litigation."""
    rng, cited = writer.rng, writer.figures.cited
    if cited["new"]:
        if "P.zero" in writer.faults and _deny(writer, "applications.none"):
            return
        writer.say("applications.some", test=_plain if "P.table" in writer.faults else None)
        if cited.get("decided") and rng.random() < 0.6:
            writer.say("applications.results")
    else:
        writer.say("applications.none", test=_plain if "P.table" in writer.faults else None)
    if writer.figures.form != "pre2019" and (rng.random() < 0.5 or "P.review" in writer.faults):
        busy = cited["rev"] or cited["lit"]
        group = "review.some" if busy else "review.none"
        writer.say(group, test=_plain if "P.review" in writer.faults else None)


def _plain(tallies: Mapping[str, Tally], nodes: tuple[Node, ...]) -> bool:
    """Whether a lone number stands in digits and names one indicator, so that distorting it tells."""
    lone = [t for t in tallies.values() if not t.style and not t.flags and t.parent is None]
    return bool(lone) and lone[0].indicator != "*"


def _deny(writer: Writer, group: str) -> bool:
    """Say that there was nothing although the table has something."""
    facts = writer.facts_of("applications.new_received.total")
    if not facts:
        return False

    def lone_nil(tallies: Mapping[str, Tally], nodes: tuple[Node, ...]) -> bool:
        return not tallies and sum(isinstance(node, Nil) for node in nodes) == 1

    start = writer.page.length
    if not writer.say(group, test=lone_nil):
        return False
    nil = next(
        mark
        for mark in reversed(writer.page.marks)
        if mark.marked is not None and isinstance(mark.marked.node, Nil) and mark.start >= start
    )
    writer.page.mark("finding", str(len(writer.blamed)), (nil.start, nil.end))
    writer.blamed.append(Blamed("P", facts, "prose says none, the table has some"))
    writer.faults.remove("P.zero")
    writer.planted.append("P.zero")
    return True


def managed(writer: Writer) -> None:
    """Management of information."""
    writer.stock("management")


def platformed(writer: Writer) -> None:
    """Platforms."""
    writer.stock("platform")
    if writer.rng.random() < 0.3:
        writer.say("channel")


def supervised(writer: Writer) -> None:
    """Supervision, staff, training, proposals."""
    writer.stock("supervision")
    for group, chance in (("training", 0.7), ("training", 0.4), ("proposals", 0.3)):
        if writer.rng.random() < chance:
            writer.say(group)


def write_other(writer: Writer) -> None:
    """Section six: the processing fee in the 2021 form, otherwise nothing to add."""
    start = writer.page.length
    fee = writer.figures.form == "2021" or writer.rng.random() < 0.3
    if fee:
        writer.say("fee.some" if writer.figures.cited["fee_n"] else "fee.none")
    if not fee or writer.rng.random() < 0.3:
        writer.stock("other.none")
    writer.page.end_paragraph(start)


def frames() -> list[tuple[str, Frame]]:
    """Every frame that states counts, with its group."""
    return [(group, frame) for group, found in bank("counts").items() for frame in found]
