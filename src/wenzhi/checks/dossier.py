"""Floor 3: what a rule is given: one report with quick ways to its cells and its prose.

Takes a `Report`, the peers and neighbours a rule may ask and the roster's entry; gives cells by id and prose as
folded lines without blanks whose spans point into the report's text. It must not know any rule.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, cached_property, lru_cache, wraps
from itertools import accumulate
from typing import TypeVar, cast

import msgspec

from wenzhi.base.peers import Neighbours, Peers
from wenzhi.base.records import (
    CellState,
    Count,
    Fact,
    Finding,
    Report,
    RosterEntry,
    SectionKind,
    Sentence,
    Severity,
    Span,
    Verdict,
)
from wenzhi.base.rules import card, make_finding
from wenzhi.checks.forms import table_of
from wenzhi.parse.second_reading import Placed, doubted_counts, read_stretches_again
from wenzhi.text.normalize import any_of, folding_table
from wenzhi.text.patterns import needed_words

LONGEST_EVIDENCE = 200
"""Characters: a longer span is a page, not evidence (a sentence or a row of the form is shorter)."""

MOST_FACTS = 40
"""Cells of one finding: a column identity of the 2021 form has 24; more than 40 point at nothing."""

Number = int | float


class Line(msgspec.Struct, frozen=True):
    """A sentence of prose, folded and without blanks; `offsets` lead back into the report's text."""

    text: str
    offsets: Sequence[int]
    section: SectionKind

    def span(self, start: int, end: int) -> Span:
        """The span in the report's text of `text[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1

    @property
    def whole(self) -> Span:
        """The span of the whole line."""
        return self.span(0, len(self.text))


@cache
def _same_length_folding() -> tuple[re.Pattern[str], dict[str, str]]:
    """Folding that keeps every offset: one character for one, invisible characters as blanks."""
    changes = {chr(code): text or " " for code, text in folding_table().items() if len(text) <= 1}
    return any_of(changes), changes


def flatten(text: str) -> str:
    """`text` folded character by character, so that offsets stay what they are."""
    changed, changes = _same_length_folding()
    for character in set(changed.findall(text)):
        text = text.replace(character, changes[character])
    return text


Place = tuple[Line, re.Match[str]]
"""What a pattern found in a line."""


def places_of(*found: Place) -> tuple[Span, ...]:
    """Where what was found stands in the report's text, in reading order."""
    return tuple(sorted(line.span(*match.span()) for line, match in found))


def read_line(flat: str, start: int, end: int, section: SectionKind) -> Line:
    """The part `[start, end)` of a flattened text as a line."""
    part = flat[start:end]
    text = "".join(part.split())
    if len(text) == len(part):
        return Line(text, range(start, end), section)
    offsets = [start + index for index, character in enumerate(part) if not character.isspace()]
    return Line(text, offsets, section)


Worked = TypeVar("Worked")


def once(work: Callable[[Dossier], Worked]) -> Callable[[Dossier], Worked]:
    """`work`, done once for a report however many rules ask for what it gives, which must not change."""

    @wraps(work)
    def done(dossier: Dossier) -> Worked:
        try:
            return cast("Worked", dossier.kept[work])
        except KeyError:
            answer = dossier.kept[work] = work(dossier)
            return answer

    return done


_Look = tuple[tuple[re.Pattern[str], ...], Sequence[str], re.Pattern[str]]
"""Patterns, the words of which every text needs one that any of them matches, and a pattern of one of the words."""
_LOOKS: dict[tuple[int, ...], _Look] = {}
"""By the identities of patterns: their hash is of all their code, which takes longer than the look itself."""
_FEW_WORDS = 6
"""Words that are sooner looked for one by one than all at once."""


def _look_for(patterns: tuple[re.Pattern[str], ...], key: tuple[int, ...]) -> _Look:
    """How to look for lines that patterns may match; without words where none are known."""
    needed = [needed_words(pattern) for pattern in patterns]
    words = sorted({word for some in needed for word in some}) if all(needed) else []
    look = _LOOKS[key] = patterns, words, re.compile("|".join(map(re.escape, words)))
    return look


class Dossier:
    """One report as rules look at it. Nothing in it changes once asked for."""

    def __init__(
        self,
        report: Report,
        peers: Peers,
        entry: RosterEntry | None = None,
        neighbours: Neighbours | None = None,
    ) -> None:
        self.report = report
        self.peers = peers
        self.entry = entry
        self.neighbours = neighbours
        self.kept: dict[object, object] = {}

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The cells by id. Of two cells with one id the first counts."""
        found: dict[str, Fact] = {}
        for fact in self.report.facts:
            found.setdefault(fact.id, fact)
        return found

    @cached_property
    def cell_names(self) -> frozenset[str]:
        """The ids of the cells: one and the same object for all reports on one form."""
        return _same_names(frozenset(self.facts))

    @cached_property
    def values(self) -> Mapping[str, Number]:
        """The cells a rule may compute with, by id."""
        return readable_values(self.report)

    @cached_property
    def cells(self) -> Mapping[str, Sequence[Fact]]:
        """The cells of each of the tables active, applications and review that the text has."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.report.facts:
            if fact.state != "missing":
                found[table_of(fact.id)].append(fact)
        return dict(found)

    def cells_in(self, table: str, state: CellState) -> Sequence[Fact]:
        """The cells of `table` that are in `state`, in the order of the form."""
        return self._by_state.get((table, state), ())

    @cached_property
    def _by_state(self) -> Mapping[tuple[str, CellState], Sequence[Fact]]:
        found: dict[tuple[str, CellState], list[Fact]] = {}
        for table, facts in self.cells.items():
            for fact in facts:
                if fact.state not in ("ok", "zero"):
                    found.setdefault((table, fact.state), []).append(fact)
        return found

    @property
    def free_outline(self) -> bool:
        """Whether the report is from before the official forms (reporting years up to 2018)."""
        meta = self.report.meta
        return meta.form == "pre2019" or (meta.form is None and (meta.year or 9999) < 2019)

    @property
    def tables(self) -> Set[str]:
        """Which of active, applications and review have at least one cell in the text."""
        return self.cells.keys()

    def value(self, name: str) -> Number | None:
        """The number in cell `name`; None where it is absent, blank, a dash or in doubt."""
        return self.values.get(name)

    def total(self, names: Sequence[str]) -> Number | None:
        """The sum of the cells; None unless every one of them is readable."""
        try:
            return exact_sum([*map(self.values.__getitem__, names)])
        except KeyError:
            return None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sentences of the prose as lines, in reading order; the title is a line of its own."""
        flat = self.flat
        read: list[Line] = []
        for sentence in self.report.sentences:
            for start, end in self._without_title(sentence):
                line = read_line(flat, start, end, sentence.section)
                if line.text:
                    read.append(line)
        return tuple(read)

    @cached_property
    def prose(self) -> str:
        """The lines below each other."""
        return "\n".join(line.text for line in self.lines)

    def lines_for(self, *patterns: re.Pattern[str]) -> Sequence[Line]:
        """The lines with a word that one of the patterns needs; all of them where no such words are known."""
        key = tuple(map(id, patterns))
        _, words, either = _LOOKS.get(key) or _look_for(patterns, key)
        if not words:
            return self.lines
        if len(words) <= _FEW_WORDS:
            prose = self.prose
            for word in words:
                if word in prose:
                    break
            else:
                return ()
        return self.lines_with(either)

    def lines_with(self, pattern: re.Pattern[str]) -> Sequence[Line]:
        """The lines in which a pattern that knows no ends of lines, and matches across none, matches."""
        return [self.lines[place] for place in self.places_with(pattern)]

    def places_with(self, pattern: re.Pattern[str]) -> Sequence[int]:
        """The places of those lines among all of them."""
        prose = self.prose
        found: list[int] = []
        match = pattern.search(prose)
        if match is None:
            return found
        starts = self._starts
        while match is not None:
            place = bisect_right(starts, match.start())
            found.append(place - 1)
            match = pattern.search(prose, starts[place]) if place < len(starts) else None
        return found

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Where each line begins in the prose."""
        return list(accumulate((len(line.text) + 1 for line in self.lines[:-1]), initial=0))

    def _without_title(self, sentence: Sentence) -> tuple[Span, ...]:
        """The sentence in two where it begins with the title, which no full stop ends."""
        title = self.report.meta.title
        if title and self.report.text.startswith(title, sentence.start):
            end = sentence.start + len(title)
            if end < sentence.end:
                return (sentence.start, end), (end, sentence.end)
        return ((sentence.start, sentence.end),)

    @cached_property
    def flat(self) -> str:
        """The whole text folded character by character."""
        return flatten(self.report.text)

    @cached_property
    def running(self) -> str:
        """`flat` with the line ends inside sentences as blanks: where a page breaks ends no sentence."""
        flat = self.flat
        parts: list[str] = []
        place = done = 0
        for sentence in self.report.sentences:
            start, end = max(place, sentence.start), sentence.end
            if start < end:
                if flat.find("\n", start, end) >= 0:
                    parts += (flat[done:start], flat[start:end].replace("\n", " "))
                    done = end
                place = end
        return "".join([*parts, flat[done:]])

    @cached_property
    def last_year(self) -> Dossier | None:
        """The same organ's report on the year before, where there is one."""
        year = self.report.meta.year
        before = None if year is None else self.peers.year_of_organ(self.report, year - 1)
        return None if before is None else Dossier(before, self.peers)

    def spans(self, names: Sequence[str]) -> tuple[Span, ...]:
        """Where the cells stand, one span a line of text: at most a row long each."""
        return tuple(self._rows(names))

    def _rows(self, names: Sequence[str]) -> Iterator[Span]:
        places = sorted(
            place
            for name in names
            if (fact := self.facts.get(name)) and (place := self._place(fact)) is not None
        )
        text = self.report.text
        start = end = -1
        for left, right in places:
            joined = start >= 0 and "\n" not in text[end:left] and right - start < LONGEST_EVIDENCE
            if joined:
                end = max(end, right)
                continue
            if start >= 0:
                yield start, end
            start, end = left, right
        if start >= 0:
            yield start, end

    def _place(self, fact: Fact) -> Span | None:
        """The cell's span; for a blank, which has nothing to show, the row of text it stands in."""
        if fact.start is None or fact.end is None:
            return None
        if fact.start < fact.end:
            return fact.start, fact.end
        text = self.report.text
        start = text.rfind("\n", 0, fact.start) + 1
        end = text.find("\n", fact.end)
        row = text[start : end if end >= 0 else len(text)]
        if not row.strip():
            return None
        start += len(row) - len(row.lstrip())
        return start, min(start + len(row.strip()), start + LONGEST_EVIDENCE)

    def finding(
        self,
        code: str,
        values: Mapping[str, object],
        *,
        spans: Sequence[Span] = (),
        facts: Sequence[str] = (),
        counts: Sequence[int] = (),
        expected: object = None,
        actual: object = None,
        verdict: Verdict = "fail",
        severity: Severity | None = None,
        vouched: bool = False,
    ) -> Finding:
        """A finding on this report; evidence is cut to what a reader can look at.

        It is unjudged where it rests on what only the trained model says a count is of, unless what stands
        beside it says the same (`vouched`), and no error where the model would not say of a count what the
        grammar says.
        """
        if counts and not code.startswith(_OF_FIGURES):
            if not vouched and any(map(self.is_guessed, counts)):
                verdict = "unjudged"
            elif (severity or card(code).severity) == "error" and self._doubted(counts):
                severity = "warning"
        return make_finding(
            self.report,
            code,
            values,
            spans=[(start, min(end, start + LONGEST_EVIDENCE)) for start, end in spans],
            facts=list(facts)[:MOST_FACTS],
            counts=counts,
            expected=expected,
            actual=actual,
            verdict=verdict,
            severity=severity,
        )

    def is_guessed(self, count: int) -> bool:
        """Whether the indicator of a count is the trained model's."""
        return self.report.counts[count].indicator_probability is not None

    def _doubted(self, counts: Iterable[int]) -> bool:
        """Whether a second reader does not take one of the counts for what the grammar took it for."""
        return bool(doubted_counts(self.report, counts, lambda: self._stretches))

    @cached_property
    def _stretches(self) -> Sequence[Placed]:
        """The prose as the second reader sees it: read only where an error is about to rest on a count."""
        return read_stretches_again(self.report)


@lru_cache(maxsize=256)
def _same_names(names: frozenset[str]) -> frozenset[str]:
    return names


RATIOS = ("%", "‰", "倍", "百分点", "个百分点")
"""Units of numbers that are no amount of anything: they are no part of a sum."""
_OF_FIGURES = ("P2", "P3")
"""Rules on parts and rates: they ask what figures add up to, not which cell they stand for."""


def readable_values(report: Report) -> dict[str, Number]:
    """Cells that hold a number a rule may compute with, by id.

    A cell that says another unit than its column (251000元 under 万元) is a number of something else.
    """
    return {
        fact.id: fact.value
        for fact in report.facts
        if fact.value is not None
        and fact.state in ("ok", "zero", "malformed")
        and (fact.state != "malformed" or fact.unit is None)
    }


@lru_cache(maxsize=256)
def part_start(text: str, place: int, marks: str) -> int:
    """Where the part that holds `place` begins: behind the last of the characters `marks` before it."""
    start = 0
    for mark in marks:
        # Only behind what was found: a mark that stands nowhere would be looked for to the beginning.
        at = text.rfind(mark, start, place)
        start = start if at < 0 else at + 1
    return start


def part_end(text: str, place: int, marks: str) -> int:
    """Where the part that holds `place` ends: at the first of the characters `marks` from there on."""
    end = len(text)
    for mark in marks:
        at = text.find(mark, place, end)
        end = end if at < 0 else at
    return end


def is_exact(count: Count) -> bool:
    """Whether a count is one number, told without 约 or a bound."""
    return count.approx is None and count.value is not None


def exact_sum(values: Sequence[Number]) -> Number:
    """The sum without binary residue: amounts have up to four decimals (万元 to the yuan)."""
    total = sum(values)
    return total if isinstance(total, int) else round(total, 6)
