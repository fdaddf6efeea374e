"""Floor 5: from files to a snapshot: identify, analyse what is new, judge, write, switch.

Every table is written anew from the stored analyses, in order of organ, year, path and report id, so that
it equals that of a corpus built from scratch in any order of files.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from wenzhi.base.errors import CorpusError
from wenzhi.base.progress import Progress
from wenzhi.base.records import Copies, Failure, Record, RosterEntry
from wenzhi.corpus.bearings import Bearings
from wenzhi.corpus.census import keep_ways, read_ways, take_census
from wenzhi.corpus.columns import read_columns
from wenzhi.corpus.context import Context, read_context
from wenzhi.corpus.engine import Runner
from wenzhi.corpus.judging import Judged, Roster, judge_against
from wenzhi.corpus.members import Membership, read_members
from wenzhi.corpus.memory import Memory
from wenzhi.corpus.moving import Numbers, lay_on, numbers_of
from wenzhi.corpus.organs import ORGANS, OrganMap, read_organ_map
from wenzhi.corpus.packs import Pack
from wenzhi.corpus.phrase_index import read_work, write_compared, write_work
from wenzhi.corpus.pipeline import analyse_all
from wenzhi.corpus.runs import JUDGEMENTS
from wenzhi.corpus.sections import as_failure
from wenzhi.corpus.segmenting import read_segmentation, write_segmentation
from wenzhi.corpus.snapshot import Head, SnapshotWriter
from wenzhi.corpus.store import PayloadReader, Store
from wenzhi.corpus.tables import write_copies
from wenzhi.corpus.versions import versions
from wenzhi.read.folders import Inputs
from wenzhi.scores.profile import Profile
from wenzhi.text.segmentation import Segmentation

_COPIES = "copies.json"
_LAYOUT = 15
"""Of the files of a snapshot: one of an earlier layout is written anew."""


class Batch(Record, frozen=True):
    """An addition and the ids of the reports that were given, whether the corpus held them or not."""

    added: Added
    given: frozenset[str]


class Added(Record, frozen=True):
    """What an addition did: files given, newly analysed, reports judged, reports now held, failures.

    What is said of reports that are held and were not judged was taken over.
    """

    files: int
    analysed: int
    judged: int
    reports: int
    failures: tuple[Failure, ...]


def add(
    store: Store,
    inputs: Inputs,
    *,
    roster: Sequence[RosterEntry] = (),
    organs: OrganMap | None = None,
    runner: Runner,
    progress: Progress,
    compare: bool,
    profile: Profile | None = None,
    segmentation: Segmentation | None = None,
    batch: bool = False,
) -> Batch:
    """Take `inputs` into the corpus and switch to the snapshot that holds them.

    `organs` replaces the list of organs that the corpus keeps; without, that one goes on to hold.
    With `compare`, section 五 of all reports is compared and every report judged against the corpus;
    without, each is read and checked only. With `batch` the inputs are all that there is now: a report of
    an earlier run that is not among them stands back where one of its organ and year is. `profile` weighs
    the components of substance; `segmentation` says how words are cut to be looked up: without, as the
    corpus keeps it. Raises CorpusError (E502) if somebody else is writing.
    """
    with store.writing(), _disk_errors_told(store):
        analyses = store.analyses()
        identified, analysed = analyse_all(store, analyses, inputs.files, runner, progress)
        organs = organs or read_organ_map(store.snapshot)
        before, ways = read_members(store.snapshot), read_ways(store.root)
        census = take_census(before, identified, analyses, analysed.passing, organs, ways)
        keep_ways(store.root, ways, census.ways)
        walked = tuple(as_failure(error) for error in inputs.errors)
        judged = 0
        if census.members:
            absent = census.absent if batch else frozenset[str]()
            membership = Membership(census.members, analyses, organs, absent)
            cutting = segmentation or read_segmentation(store.snapshot)
            judged = _write_snapshot(
                store, membership, roster, compare, progress, runner, profile, cutting
            )
    added = Added(
        files=len(inputs.files),
        analysed=analysed.files,
        judged=judged,
        reports=len(census.members),
        failures=(*walked, *census.failures),
    )
    return Batch(added=added, given=census.given)


@contextlib.contextmanager
def _disk_errors_told(store: Store) -> Iterator[None]:
    """A full or failing disk is the user's to mend; what was stored before is whole."""
    try:
        yield
    except OSError as error:
        raise CorpusError(
            "E507",
            f"写不进语料库：{error.strerror or error}",
            where=str(store.root),
            hint="请检查磁盘空间与权限；上一个快照完好，重新运行会接着做",
        ) from error


def _write_snapshot(
    store: Store,
    membership: Membership,
    roster: Sequence[RosterEntry],
    compare: bool,
    progress: Progress,
    runner: Runner,
    profile: Profile | None,
    segmentation: Segmentation,
) -> int:
    """How many reports had to be judged; none where the snapshot is there already."""
    used = versions() | {"segmenter": segmentation.version}
    organs = membership.organs.rows
    name = _snapshot_name(membership, roster, compare, used, profile)
    if store.pointer.snapshot == name:
        return 0
    earlier = read_work(store.snapshot)
    context = read_context(membership, compare, progress, runner, earlier)
    with store.new_snapshot(name, used) as folder:
        memory = Memory(membership, store.snapshot)
        writer = SnapshotWriter(folder, memory.earlier, segmentation)
        entries = Roster(roster)
        judged = _write_tables(writer, membership, entries, context, progress, profile, memory)
        write_segmentation(folder, segmentation)
        write_copies(folder, context.copies)
        (folder / ORGANS).write_bytes(msgspec.json.encode(organs))
        if context.compared:
            (folder / _COPIES).write_bytes(msgspec.json.encode(context.copies))
        if context.index is not None:
            write_compared(folder, context.index, context.indexed)
        if context.work is not None:
            write_work(folder, context.work)
    return judged


def _snapshot_name(
    membership: Membership,
    roster: Sequence[RosterEntry],
    compare: bool,
    used: Mapping[str, str],
    profile: Profile | None,
) -> str:
    """A hash of everything a snapshot depends on: equal states have equal names."""
    members, organs = membership.members, membership.organs.rows
    parts = [_LAYOUT, members, roster, organs, compare, sorted(used.items()), profile]
    if membership.absent:
        parts.append(sorted(membership.absent))
    state = msgspec.json.encode(parts)
    return hashlib.sha256(state).hexdigest()[:16]


def _write_tables(
    writer: SnapshotWriter,
    membership: Membership,
    roster: Roster,
    context: Context,
    progress: Progress,
    profile: Profile | None,
    memory: Memory,
) -> int:
    """The tables; how many reports were judged, the others being taken over."""
    judgements = 0
    bearings = Bearings(membership, roster, context, profile, memory, writer.traced)
    progress.stage("judge", len(membership.members))
    for member in membership.in_order():
        numbers = numbers_of(member.report_id, membership, context)
        if not writer.keep(member.report_id, bearings.foresee(member), numbers):
            judgements += 1
            report = membership.load(member.report_id)
            known = memory.knows(report)
            judged = judge_against(report, membership, roster, context, profile, memory)
            bearing = bearings.tell(member, memory.asked(report), judged.provenance)
            origin: dict[str, object] = {
                "path": member.path,
                "sha256": member.sha256,
                "analysis": member.analysis,
                "superseded_by": membership.superseded_by(member),
                "superseded_why": membership.superseded_why(member),
                "url": member.url,
            }
            writer.add(judged, numbers, origin, bearing, memory.row(report), known)
        progress.advance()
    writer.close()
    return judgements


class JudgementReader:
    """Judged reports of a snapshot by id. Memory: ids and a few row groups."""

    def __init__(self, snapshot: Path) -> None:
        self._path = snapshot / f"{JUDGEMENTS}.parquet"
        names = read_columns(self._path, "report_id")["report_id"].to_pylist()
        self._rows = {name: row for row, name in enumerate(names)}
        # A snapshot of an earlier layout has its numbers laid on already, or its judgements here.
        self._columns = frozenset(pq.read_schema(self._path).names)
        self._payloads = PayloadReader()
        self._pack = None if "payload" in self._columns else Pack(snapshot / f"{JUDGEMENTS}.pack")

    def heads(self) -> tuple[Head, ...]:
        """Name and identity of every report, in order of organ and year."""
        heads = read_columns(self._path, "head")["head"].to_pylist()
        return tuple(msgspec.msgpack.decode(head, type=Head) for head in heads)

    def keys(self) -> dict[str, bytes]:
        """By report id what each judgement rests on; none in a snapshot of an earlier layout."""
        if not {"key", "traced"} <= self._columns:
            return {}
        told = read_columns(self._path, "report_id", "key")
        return dict(zip(told["report_id"].to_pylist(), told["key"].to_pylist(), strict=True))

    def numbers(self, report_id: str) -> Numbers:
        """The numbers of a report that move with the reports of others."""
        numbers = self._payloads.load(self._path, self._rows[report_id], "numbers")
        return msgspec.msgpack.decode(numbers, type=Numbers)

    def load(self, report_id: str) -> Judged:
        """The judged report. Raises KeyError if the snapshot has none of that id."""
        row = self._rows[report_id]
        pack, path = self._pack, self._path
        stored = self._payloads.load(path, row) if pack is None else pack.load(row)
        judged = msgspec.msgpack.decode(stored, type=Judged)
        return lay_on(judged, self.numbers(report_id)) if "numbers" in self._columns else judged


def is_compared(snapshot: Path) -> bool:
    """Whether the reports of a snapshot were compared with each other, and not only read."""
    return (snapshot / _COPIES).exists()


def read_copies(snapshot: Path) -> Copies | None:
    """The copies a snapshot holds; None where its reports were not compared."""
    path = snapshot / _COPIES
    if not path.exists():
        return None
    return msgspec.json.decode(path.read_bytes(), type=Copies)
