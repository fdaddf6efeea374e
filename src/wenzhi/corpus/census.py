"""Floor 5: the reports of a corpus after an addition, and which of them a later version took the place of.

Folder after folder is taken into one corpus, and paths are known below the folder given only: another
organ's report, or another year's, may stand at the same one. So a later version is of the same organ and
year. Where neither version says one of them, or the organ is a name that many bear (水务局, of no place),
the whole way to the file must be the same too. Ways are kept beside the snapshots, as digests: they are no
part of what is said of a report.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec

from wenzhi.base.errors import ErrorRecord
from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Failure, Meta
from wenzhi.corpus.members import Member, report_id
from wenzhi.corpus.organs import OrganMap
from wenzhi.corpus.pipeline import Identified
from wenzhi.corpus.sections import as_failure
from wenzhi.corpus.store import AnalysisReader, write_atomically
from wenzhi.read.containers import part_digest
from wenzhi.read.folders import InputFile
from wenzhi.text.normalize import squeezed

Ways = Mapping[str, frozenset[bytes]]
"""By report id, digests of the ways to the files that it was read from."""

_WAYS = "ways.msgpack"
_NUMBERED = as_pattern(r"(?P<whole>.+)#(?P<number>\d+)")
"""The path of a report which a file binds with others, or of a row of an export."""
_OF_WHICH = tuple("省市州盟县区旗镇乡")
"""What a name begins with that does not say which one is meant: 区教育局."""


class Census(msgspec.Struct, frozen=True):
    """What a corpus holds after an addition, ids of the reports `given`, what of it failed, and the ways."""

    members: tuple[Member, ...]
    failures: tuple[Failure, ...]
    given: frozenset[str] = frozenset()
    ways: Ways = {}

    @property
    def absent(self) -> frozenset[str]:
        """Reports of earlier runs that were not given and that no later version supersedes."""
        counting = (one.report_id for one in self.members if one.superseded_by is None)
        return frozenset(counting) - self.given


def take_census(
    before: Sequence[Member],
    identified: Iterable[Identified],
    analyses: AnalysisReader,
    passing: Mapping[str, ErrorRecord],
    organs: OrganMap,
    ways: Ways,
) -> Census:
    """The members after adding files that are analysed by now; `ways` are those of `before`."""
    members = {member.report_id: member for member in before}
    places = _Places(before, analyses, organs, ways)
    failures: list[Failure] = []
    taken: dict[str, set[bytes]] = {}
    identified = list(identified)
    given = {report_id(item.file.place, item.sha256) for item in identified}
    for item in identified:
        error = item.error or passing.get(item.key)
        if error is None and analyses.failed(item.key):
            error = analyses.load(item.key).error
        if error is not None:
            failures.append(as_failure(error, item.file.name))
            continue
        name = report_id(item.file.place, item.sha256)
        taken.setdefault(name, set()).add(_way(item.file))
        members[name] = Member(name, item.file.name, item.sha256, item.key, url=item.file.url)
        for other in places.replaced_by(item, given):
            # The first correction stays named, so that a chain of versions can be followed.
            if other.superseded_by is None:
                members[other.report_id] = msgspec.structs.replace(other, superseded_by=name)
    known = dict(ways) | {name: ways.get(name, frozenset()) | way for name, way in taken.items()}
    return Census(
        tuple(sorted(members.values())),
        tuple(sorted(failures, key=lambda failure: failure.path)),
        frozenset(taken),
        known,
    )


class _Places:
    """What stood where before, to find what a file is a later version of."""

    def __init__(
        self, before: Sequence[Member], analyses: AnalysisReader, organs: OrganMap, ways: Ways
    ) -> None:
        self._analyses = analyses
        self._organs = organs
        self._ways = ways
        self._at: dict[str, list[Member]] = {}
        self._bound: dict[str, list[Member]] = {}
        for member in before:
            self._at.setdefault(member.place, []).append(member)
            numbered = _NUMBERED.fullmatch(member.path)
            if numbered is not None and member.url is None:
                self._bound.setdefault(numbered["whole"], []).append(member)

    def replaced_by(self, item: Identified, given: frozenset[str] | set[str]) -> Iterator[Member]:
        """What a file is a later version of, of reports that were not given: see the module."""
        for other in self._neighbours(item.file):
            if other.report_id not in given and (
                _same_bytes(item, other) or self._succeeds(item, other)
            ):
                yield other

    def _neighbours(self, file: InputFile) -> Sequence[Member]:
        """What stood at the place of `file`, or was bound in it, or bound it.

        The first report of a volume takes the place of what the whole file was read as before.
        """
        found = list(self._at.get(file.place, ()))
        place = file.member
        if place is None or (place.part is None and place.row is None):
            found += self._bound.get(file.name, ())
        elif place.part == 1:
            found += self._at.get(file.place.removesuffix("#1"), ())
        return found

    def _succeeds(self, item: Identified, other: Member) -> bool:
        mine, theirs = self._meta(item.key), self._meta(other.analysis)
        if (mine.year, _organ(mine)) != (theirs.year, _organ(theirs)):
            return False
        sure = all(_is_dated(each) and _is_one(each) for each in (mine, theirs))
        return sure or _way(item.file) in self._ways.get(other.report_id, ())

    def _meta(self, key: str) -> Meta:
        report = self._analyses.load(key).report
        return Meta() if report is None else self._organs.apply(report.meta)


def _organ(meta: Meta) -> str | None:
    return meta.organ_id or (squeezed(meta.organization) if meta.organization else None)


def _is_dated(meta: Meta) -> bool:
    """Whether the report itself says its year: files at one place are called alike."""
    return meta.year is not None and meta.sources.get("year") != "filename"


def _is_one(meta: Meta) -> bool:
    """Whether the name of the organ says which of all that are called so it is."""
    if meta.organ_id is None:
        return False
    placed = meta.level is not None and not meta.organ_id.startswith(_OF_WHICH)
    return meta.region is not None or placed


def _same_bytes(item: Identified, other: Member) -> bool:
    """Whether it is the same file, taken apart now and read as one before, or the other way round."""
    numbered = _NUMBERED.fullmatch(other.path)
    return item.sha256 == part_digest(other.sha256, 1) or (
        numbered is not None and other.sha256 == part_digest(item.sha256, int(numbered["number"]))
    )


def _way(file: InputFile) -> bytes:
    """A digest of the whole way to a file, into the container it lies in."""
    whole = f"{os.path.normpath(Path.cwd() / file.path)}\0{file.place}"
    return blake2b(whole.encode("utf-8", "surrogateescape"), digest_size=8).digest()


def read_ways(root: Path) -> Ways:
    """The ways that a corpus keeps; none where it keeps none that can be read."""
    try:
        stored = msgspec.msgpack.decode((root / _WAYS).read_bytes(), type=dict[str, list[bytes]])
    except (OSError, msgspec.DecodeError):
        return {}
    return {name: frozenset(ways) for name, ways in stored.items()}


def keep_ways(root: Path, before: Ways, ways: Ways) -> None:
    """Keep `ways` in the corpus, unless they are those of `before`."""
    if ways != before:
        stored = {name: sorted(found) for name, found in sorted(ways.items())}
        write_atomically(root / _WAYS, msgspec.msgpack.encode(stored))
