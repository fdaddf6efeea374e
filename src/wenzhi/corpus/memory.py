"""Floor 5: what an earlier judging worked out of single reports, found again by what it depends on.

Classing and weighing the sentences of section 五, following them through from the year before and
running the rules are most of the work of judging, and adding a report changes none of it for most
others. All stand in the snapshot under a digest of the report as it is analysed, its names, and all
code, data and models. What was asked of other reports stands beside what came of it; where one answer
has changed, it is done again. So what comes out is what would be made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from wenzhi.base.peers import Parts
from wenzhi.base.records import (
    Checked,
    Finding,
    FollowThrough,
    Record,
    Report,
    ReportRef,
    RosterEntry,
)
from wenzhi.base.resources import models_folder
from wenzhi.checks.run import check
from wenzhi.corpus.columns import read_columns
from wenzhi.corpus.digests import SIZE, digest
from wenzhi.corpus.members import Membership
from wenzhi.corpus.packs import Pack
from wenzhi.corpus.versions import versions
from wenzhi.scores.classes import JudgedSentence, classify
from wenzhi.scores.follow_through import follow_through
from wenzhi.scores.rubric import Weighed
from wenzhi.scores.sentences import SentenceParts, class_sentences
from wenzhi.scores.substance import weigh_judged
from wenzhi.text.vectors import MANIFEST

if TYPE_CHECKING:  # one document is judged without it
    import pyarrow as pa

NOTES = "memory"
"""The table of what notes rest on, and the pack of the notes, in the same order."""
LATEST = 32
"""Reports whose notes are at hand: an organ's years are judged one after the other."""

Answer = tuple[tuple[Finding, ...], Checked]
Kept = TypeVar("Kept")


class Question(Record, frozen=True):
    """What rules asked about others, and a digest of the answer."""

    about: str
    year: int | None
    answer: bytes


class Followed(Record, frozen=True):
    """What became of last year's problems and measures, and a digest of last year's report."""

    earlier: bytes
    found: FollowThrough


class Note(Record, frozen=True):
    """Of one report: its sentences classed and weighed, what its rules found.

    What they asked stands beside it, for it is looked at of every report, and the note of few.
    """

    classes: tuple[JudgedSentence, ...]
    units: tuple[Weighed, ...]
    parts: SentenceParts
    followed: Followed | None
    findings: tuple[Finding, ...]
    checked: Checked


class NoteRow(Record, frozen=True):
    """What is kept of a report: what its note rests on, what its rules asked, and the note, encoded."""

    key: bytes
    asked: bytes
    payload: bytes


class Memory:
    """Notes on the reports of `membership`, which are indexed; those of `earlier`, a snapshot, are used
    where they hold.

    Memory: a line a report, and the notes of a few.
    """

    def __init__(self, membership: Membership, earlier: Path | None = None) -> None:
        self.earlier = earlier
        self._membership = membership
        self._pack: Pack | None = None
        self._rows, self._asked = self._read_keys()
        self._classes: dict[str, tuple[JudgedSentence, ...]] = {}
        self._units: dict[str, tuple[Weighed, ...]] = {}
        self._parts: dict[str, SentenceParts] = {}
        self._followed: dict[str, Followed] = {}
        self._notes: dict[str, Note | None] = {}
        self._answers: dict[str, tuple[tuple[Question, ...], Answer]] = {}

    def _read_keys(self) -> tuple[dict[bytes, int], list[bytes]]:
        if self.earlier is None:
            return {}, []
        try:
            told = read_columns(self.earlier / f"{NOTES}.parquet", *note_schema().names)
            self._pack = Pack(self.earlier / f"{NOTES}.pack")
        except (OSError, ValueError):  # of an earlier layout, or taken away
            return {}, []
        rows = {key: row for row, key in enumerate(told["key"].to_pylist())}
        return rows, told["asked"].to_pylist()

    def knows(self, report: Report) -> bool:
        """Whether an earlier judging saw the report just as it is, with the same code, data and models."""
        return self.key(_name(report)) in self._rows

    def classify(self, report: Report) -> tuple[JudgedSentence, ...]:
        """The same as `scores.classes.classify`."""
        name = _name(report)
        if name not in self._classes:
            note = self._note(report)
            classes = note.classes if note is not None else classify(report)
            return _put(self._classes, name, classes)
        return self._classes[name]

    def weigh(self, report: Report) -> tuple[Weighed, ...]:
        """The same as `scores.substance.weigh_judged`."""
        name = _name(report)
        if name not in self._units:
            note = self._note(report)
            units = note.units if note is not None else weigh_judged(report, self.classify(report))
            return _put(self._units, name, units)
        return self._units[name]

    def class_sentences(self, report: Report) -> SentenceParts:
        """The same as `scores.sentences.class_sentences`."""
        name = _name(report)
        if name not in self._parts:
            if (note := self._note(report)) is not None:
                return _put(self._parts, name, note.parts)
            return _put(self._parts, name, class_sentences(report, self.classify(report)))
        return self._parts[name]

    def follow_through(self, report: Report, earlier: Report) -> FollowThrough:
        """The same as `scores.follow_through.follow_through`."""
        note, told = self._note(report), self._membership.told(_name(earlier))
        followed = note.followed if note is not None else None
        if followed is None or followed.earlier != told:
            classed, before = self.classify(report), self.classify(earlier)
            found = follow_through(report, classed, earlier, before)
            followed = Followed(earlier=told, found=found)
        return _put(self._followed, _name(report), followed).found

    def check(self, report: Report, entry: RosterEntry | None) -> Answer:
        """The same as `checks.run.check` with what the corpus knows of others."""
        note, noted = self._note(report), self._questions(_name(report))
        if note is not None and all(
            question.answer == self._ask(_name(report), entry, question) for question in noted
        ):
            asked, answer = noted, (note.findings, note.checked)
        else:
            others = _Listening(self._membership)
            answer = check(report, others, entry, others)
            roster = Question(about="entry", year=None, answer=digest(entry))
            asked = (roster, *others.asked)
        return _put(self._answers, _name(report), (asked, answer))[1]

    def ask_again(self, name: str, entry: RosterEntry | None) -> tuple[Question, ...] | None:
        """What rules asked of others last time, with today's answers; None where nobody noted it."""
        if self.key(name) not in self._rows:
            return None
        return tuple(
            Question(about=one.about, year=one.year, answer=self._ask(name, entry, one))
            for one in self._questions(name)
        )

    def _questions(self, name: str) -> tuple[Question, ...]:
        row = self._rows.get(self.key(name))
        if row is None:
            return ()
        return msgspec.msgpack.decode(self._asked[row], type=tuple[Question, ...])

    def asked(self, report: Report) -> tuple[Question, ...]:
        """What the rules asked of others when the report was checked just now."""
        return self._answers[_name(report)][0]

    def told_of(self, name: str, year: int) -> bytes:
        """A digest of the same organ's report on `year`, and of there being none."""
        return _told(self._membership, self._membership.id_of_year(name, year))

    def row(self, report: Report) -> NoteRow:
        """What is to be kept of a report that was classed and checked."""
        asked, (findings, checked) = self._answers.pop(_name(report))
        note = Note(
            classes=self.classify(report),
            units=self.weigh(report),
            parts=self.class_sentences(report),
            followed=self._followed.pop(_name(report), None),
            findings=findings,
            checked=checked,
        )
        # Sets have no order of their own.
        payload = msgspec.msgpack.encode(note, order="deterministic")
        told = msgspec.msgpack.encode(asked)
        return NoteRow(key=self.key(_name(report)), asked=told, payload=payload)

    def _note(self, report: Report) -> Note | None:
        name = _name(report)
        if name not in self._notes:
            return _put(self._notes, name, self._load(name))
        return self._notes[name]

    def _load(self, name: str) -> Note | None:
        row = self._rows.get(self.key(name))
        if row is None or self._pack is None:
            return None
        try:
            return msgspec.msgpack.decode(self._pack.load(row), type=Note)
        except ValueError:  # damaged: it is worked out again
            return None

    def key(self, name: str) -> bytes:
        """A digest of all that classing and checking the report of that id by itself depend on."""
        return digest((everything(), self._membership.told(name)))

    def _ask(self, name: str, entry: RosterEntry | None, question: Question) -> bytes:
        if question.about == "entry":
            return digest(entry)
        if question.about == "year":
            return self.told_of(name, question.year or 0)
        return _answer_of(self._membership, name, question.about)[1]


def note_schema() -> pa.Schema:
    """The columns of the table beside the notes."""
    import pyarrow as pa

    return pa.schema({"key": pa.binary(), "asked": pa.binary()})


class _Listening:
    """Answers what rules ask of other reports, and writes down what was asked and what it came to."""

    def __init__(self, membership: Membership) -> None:
        self._membership = membership
        self._asked: dict[tuple[str, int | None], Question] = {}

    @property
    def asked(self) -> tuple[Question, ...]:
        return tuple(self._asked.values())

    def year_of_organ(self, report: Report, year: int) -> Report | None:
        found = self._membership.year_of_organ(report, year)
        told = _told(self._membership, None if found is None else _name(found))
        self._asked["year", year] = Question(about="year", year=year, answer=told)
        return found

    def same_figures(self, report: Report) -> Mapping[str, tuple[ReportRef, ...]]:
        found = self._listen(report, "figures")
        assert isinstance(found, Mapping)
        return found

    def parts_of(self, report: Report) -> Parts:
        found = self._listen(report, "parts")
        assert isinstance(found, Parts)
        return found

    def _listen(self, report: Report, about: str) -> object:
        found, told = _answer_of(self._membership, _name(report), about)
        self._asked[about, None] = Question(about=about, year=None, answer=told)
        return found


def _answer_of(membership: Membership, name: str, about: str) -> tuple[object, bytes]:
    """What other organs' reports say, and a digest of it."""
    neighbours, card = membership.neighbours, membership.card(name)
    if about == "figures":
        same = neighbours.same_as(card)
        return same, digest(sorted(same.items()))
    parts = neighbours.below(card)
    return parts, digest(parts)


def _told(membership: Membership, name: str | None) -> bytes:
    """A digest of all that is said of a report in the corpus, and of there being none."""
    return digest(None) if name is None else membership.told(name)


@cache
def everything() -> bytes:
    """A digest of the code, data and models that judging and showing may use, and what they lean on."""
    whole = blake2b(msgspec.msgpack.encode(sorted(versions().items())), digest_size=SIZE)
    for path in _package_files(files("wenzhi")):
        whole.update(path.name.encode() + path.read_bytes())
    for path in sorted(models_folder().glob(f"*/{MANIFEST}")):
        whole.update(path.parent.name.encode() + path.read_bytes())
    return whole.digest()


def _package_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _package_files(entry)
        elif entry.name.endswith((".py", ".toml", ".txt", ".html", ".css", ".js")):
            yield entry


def _name(report: Report) -> str:
    return report.meta.report_id or ""


def _put(kept: dict[str, Kept], name: str, value: Kept) -> Kept:
    """Keep `value`, and drop the oldest where there are too many."""
    while len(kept) >= LATEST:
        kept.pop(next(iter(kept)))
    kept[name] = value
    return value
