"""Floor 3: rules D95x: a roster of organs against the reports at hand: missing, late, twice, unlisted.

Takes roster entries and what the reports say of themselves; gives findings about organs and years.
It must not look at a report's text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from wenzhi.base.records import Message, Meta, ReportRef, RosterEntry, RosterFinding
from wenzhi.base.rules import card
from wenzhi.checks.deadlines import deadline, read_date
from wenzhi.text.normalize import squeezed


def check_roster(
    entries: Iterable[RosterEntry], reports: Sequence[tuple[ReportRef, Meta]]
) -> tuple[RosterFinding, ...]:
    """What the roster shows, in order of organ, year and code.

    An entry without a year stands for every year that any report is about. Reports belong to an entry
    by its name or a former name; a longer name (市 or 区 in front) fits where only one entry ends so.
    """
    listed = tuple(entries)
    owned, strangers = _assign(listed, reports)
    findings: list[RosterFinding] = []
    for index, year in expected_reports(listed, reports):
        mine = [(ref, meta) for ref, meta in owned[index] if meta.year == year]
        findings += _judge(listed[index], year, mine)
    findings += [_finding("D954", ref.organization or "", ref.year, (ref,)) for ref in strangers]
    return tuple(sorted(findings, key=lambda f: (f.organ, f.year or 0, f.code)))


def expected_reports(
    entries: Sequence[RosterEntry], reports: Iterable[tuple[ReportRef, Meta]]
) -> list[tuple[int, int]]:
    """Number of the entry and year of each report that is due, an organ and year once.

    Where an organ has a line of its own for the year, that one holds; else the first that says every year.
    """
    years = sorted({meta.year for _, meta in reports if meta.year is not None})
    due: dict[tuple[str, int], int] = {}
    for index, entry in sorted(enumerate(entries), key=lambda item: item[1].year is None):
        for year in years if entry.year is None else [entry.year]:
            due.setdefault((squeezed(entry.organ), year), index)
    return sorted((index, year) for (_, year), index in due.items())


def _judge(
    entry: RosterEntry, year: int, mine: Sequence[tuple[ReportRef, Meta]]
) -> Iterator[RosterFinding]:
    refs = tuple(sorted((ref for ref, _ in mine), key=lambda ref: ref.path))
    if not refs:
        due = _due(entry, year)
        yield _finding("D951", entry.organ, year, due=due.isoformat() if due else None)
        return
    if len(refs) > 1:
        yield _finding("D953", entry.organ, year, refs)
    yield from _late(entry, year, mine, refs)


def _late(
    entry: RosterEntry,
    year: int,
    mine: Sequence[tuple[ReportRef, Meta]],
    refs: tuple[ReportRef, ...],
) -> Iterator[RosterFinding]:
    due = _due(entry, year)
    day = read_date(entry.published) if entry.year in (year, None) else None
    if day is None or due is None or day <= due:
        return
    yield _finding("D952", entry.organ, year, refs, due.isoformat(), day.isoformat())


def _due(entry: RosterEntry, year: int) -> date | None:
    """By when the report on `year` is due, as the roster says or the statute."""
    meta = Meta(year=year, level=entry.level, organ_kind=entry.kind)
    given = entry.year == year or entry.deadline is None
    return deadline(meta, entry if given else _dated(entry, year))


def _dated(entry: RosterEntry, year: int) -> RosterEntry | None:
    """The entry's deadline counts only for the year it falls after."""
    due = read_date(entry.deadline)
    return entry if due is not None and due.year == year + 1 else None


def _assign(
    entries: Sequence[RosterEntry], reports: Sequence[tuple[ReportRef, Meta]]
) -> tuple[dict[int, list[tuple[ReportRef, Meta]]], list[ReportRef]]:
    names = _Names(entries)
    owned: dict[int, list[tuple[ReportRef, Meta]]] = defaultdict(list)
    strangers: list[ReportRef] = []
    for ref, meta in reports:
        name = squeezed(meta.organization or ref.organization or "")
        known = names.standing_for(name)
        for index in names.entries[known[0]] if len(known) == 1 else ():
            if entries[index].year in (None, meta.year):
                owned[index].append((ref, meta))
        if name and not known:
            strangers.append(ref)
    return owned, strangers


class _Names:
    """The listed names, found whole or by an ending, in time that grows with the name alone."""

    def __init__(self, entries: Sequence[RosterEntry]) -> None:
        self.entries: dict[str, list[int]] = {}
        for index, entry in enumerate(entries):
            for name in {squeezed(name) for name in (entry.organ, *entry.former_names)}:
                self.entries.setdefault(name, []).append(index)
        self._ending_so: dict[str, list[str]] = {}
        for name in self.entries:
            for start in range(1, len(name)):
                self._ending_so.setdefault(name[start:], []).append(name)

    def standing_for(self, name: str) -> list[str]:
        """The listed names that `name` may stand for; several where it is not unique."""
        if not name or name in self.entries:
            return [name] if name else []
        endings = (name[start:] for start in range(1, len(name)))
        shorter = [ending for ending in endings if ending in self.entries]
        return [*self._ending_so.get(name, ()), *shorter]


def _finding(
    code: str,
    organ: str,
    year: int | None,
    reports: tuple[ReportRef, ...] = (),
    due: str | None = None,
    day: str | None = None,
) -> RosterFinding:
    rule = card(code)
    values = {"organ": organ, "year": year, "n": len(reports), "due": due, "day": day}
    return RosterFinding(
        code=code,
        organ=organ,
        year=year,
        severity=rule.severity,
        verdict="fail",
        message=Message(
            zh=rule.message.zh.format_map(values), en=rule.message.en.format_map(values)
        ),
        reports=reports,
        deadline=due,
        published=day,
        basis=rule.basis,
    )
