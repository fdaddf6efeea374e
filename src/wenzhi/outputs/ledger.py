"""Floor 6: what people wrote into an earlier workbook, found again by fingerprint.

Takes the path of a findings workbook, gives its entries: the columns that belong to people, the
columns they added, and enough of each finding to keep the entry where the finding is gone. It reads
and never writes; a workbook that cannot be read is an error, so that nobody's work is overwritten.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import TypeAlias

from wenzhi.base.errors import UsageError
from wenzhi.base.records import Record, Suppression
from wenzhi.outputs.wording import Wording, messages

Value: TypeAlias = str | int | float | None

HUMAN = ("status", "responsible", "due", "reviewer", "opinion", "remarks")
"""Columns of the sheet of findings that only people fill."""
MACHINE = (
    "no",
    "organ",
    "year",
    "region",
    "code",
    "category",
    "severity",
    "verdict",
    "contested",
    "change",
    "place",
    "source",
    "actual",
    "expected",
    "basis",
    "message",
    "fingerprint",
    "file",
)
"""Columns of the sheet of findings that the program fills, in order."""
WHY_GONE = "why"
"""The column of the sheet of vanished findings that says what became of them."""
HEADER_ROWS = 10
"""The header is looked for in the first rows: a title or notes may stand above it."""


class Entry(Record, frozen=True):
    """What people wrote beside one finding. `shown` is the finding as the workbook had it."""

    fingerprint: str
    human: dict[str, Value]
    added: dict[str, Value]
    shown: dict[str, Value]

    @property
    def key(self) -> tuple[str, str]:
        """Fingerprint and file: two versions of one report may share a finding."""
        return self.fingerprint, str(self.shown.get("file"))

    @property
    def contested(self) -> bool:
        """Whether somebody has called the finding a false alarm, in either language."""
        return str(self.human.get("status") or "").strip() in _false_alarm()

    @property
    def reason(self) -> str:
        """What the person who reviewed it wrote: the opinion, else the remarks."""
        said = (str(self.human.get(key) or "").strip() for key in ("opinion", "remarks"))
        return next(filter(None, said), "")


class Ledger(Record, frozen=True):
    """Entries, newest sheet first, and the headings of columns that people added, in order."""

    entries: tuple[Entry, ...] = ()
    added: tuple[str, ...] = ()

    def joined(self, older: Ledger) -> Ledger:
        """This ledger with what only `older` has."""
        known = {entry.key for entry in self.entries}
        return Ledger(
            entries=(*self.entries, *(e for e in older.entries if e.key not in known)),
            added=tuple(dict.fromkeys((*self.added, *older.added))),
        )

    def suppressions(self, where: str) -> tuple[Suppression, ...]:
        """The findings that people call false alarms and say why; `where` names the workbook."""
        return tuple(
            Suppression(
                id=entry.fingerprint,
                reason=entry.reason,
                who=str(entry.human.get("reviewer") or "").strip() or None,
                where=where,
            )
            for entry in self.entries
            if entry.contested and entry.reason
        )

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Fingerprints of findings that people call false alarms without saying why."""
        found = (e.fingerprint for e in self.entries if e.contested and not e.reason)
        return tuple(dict.fromkeys(found))


def read_ledger(path: Path, wording: Wording, untouched: str | None = None) -> Ledger:
    """The entries of the workbook at `path`; an absent file has none.

    `untouched` is the digest (`digest_of`) of a workbook into which nobody wrote; this one need not be
    read then, which takes seconds. Raises UsageError E701 where another program holds the file and E702
    where it cannot be read.
    """
    if not path.exists():
        return Ledger()
    check_unlocked(path, wording)
    if untouched is not None and untouched == digest_of(path):
        return Ledger()
    entries: dict[tuple[str, str], Entry] = {}
    added: dict[str, None] = {}
    try:
        for names, values in _rows(path):
            found = _entry(names, values)
            if found is not None:
                added.update(dict.fromkeys(found.added))
                entries.setdefault(found.key, found)
    except Exception as error:  # openpyxl lets zip, XML, key and value errors through alike
        raise UsageError(
            "E702",
            wording("error.damaged", name=path.name),
            where=str(path),
            hint=wording("error.damaged_hint"),
        ) from error
    return Ledger(entries=tuple(entries.values()), added=tuple(added))


def digest_of(path: Path) -> str:
    """By which a workbook is known again: whoever saves it changes its bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_unlocked(path: Path, wording: Wording) -> None:
    """Raises UsageError E701 where an office program has `path` open or it cannot be written."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise _locked(path, lock.name, wording)
    try:
        with path.open("r+b"):
            pass
    except PermissionError as error:
        raise _locked(path, "–", wording) from error


def _locked(path: Path, lock: str, wording: Wording) -> UsageError:
    return UsageError(
        "E701",
        wording("error.locked", name=path.name),
        where=str(path),
        hint=wording("error.locked_hint", lock=lock),
    )


def _rows(path: Path) -> Iterator[tuple[Sequence[str], Sequence[object]]]:
    """Headings and values of every row of a sheet with fingerprints and columns for people."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # Extensions that openpyxl leaves out, such as themes of WPS, hold nothing that people wrote.
        warnings.simplefilter("ignore", UserWarning)
        workbook = load_workbook(path, data_only=True, read_only=True)
        try:
            for sheet in workbook.worksheets:
                yield from _rows_of(sheet.iter_rows(values_only=True))
        finally:
            workbook.close()


def _rows_of(
    rows: Iterable[Sequence[object]],
) -> Iterator[tuple[Sequence[str], Sequence[object]]]:
    names: list[str] | None = None
    for number, row in enumerate(rows):
        if names is None and number < HEADER_ROWS:
            headings = [_key("" if value is None else str(value).strip()) for value in row]
            if "fingerprint" in headings and not set(HUMAN).isdisjoint(headings):
                names = headings
        elif names is not None:
            yield names, row


def _key(heading: str) -> str:
    """The key of a column in either language; a heading of people's own stands for itself."""
    return _keys().get(heading, heading)


@cache
def _false_alarm() -> frozenset[str]:
    message = messages()["status.false"]
    return frozenset((message.zh, message.en))


@cache
def _keys() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key in (*MACHINE, *HUMAN, WHY_GONE):
        message = messages()[f"column.{key}"]
        found[message.zh] = found[message.en] = key
    return found


def _entry(names: Sequence[str], values: Sequence[object]) -> Entry | None:
    """The entry of one row, or None where it has no fingerprint or nobody wrote into it."""
    row = {name: _value(value) for name, value in zip(names, values, strict=False) if name}
    fingerprint = row.get("fingerprint")
    if not fingerprint:
        return None
    human = {key: row.get(key) for key in HUMAN}
    added = {name: row[name] for name in row if name not in (*MACHINE, *HUMAN, WHY_GONE)}
    if not _any((*human.values(), *added.values())):
        return None
    shown = {name: row.get(name) for name in MACHINE}
    return Entry(fingerprint=str(fingerprint), human=human, added=added, shown=shown)


def _any(values: Iterable[Value]) -> bool:
    return any(value not in (None, "") for value in values)


def _value(value: object) -> Value:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)
