"""Floor 0: what rules and measures may ask about other reports, as a protocol.

The corpus floor answers it; lower floors only declare what they need, so that data keeps flowing one way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from wenzhi.base.records import Record, Report, ReportRef


class Parts(Record, frozen=True):
    """What the organs below a government report for the same year, each counted once.

    `sums` holds, by cell id, the least that their reports add up to; `reports` names them.
    """

    sums: dict[str, float | int]
    reports: tuple[ReportRef, ...]


class Peers(Protocol):
    """Other reports that a rule over years may look at."""

    def year_of_organ(self, report: Report, year: int) -> Report | None:
        """The same organ's report on `year`, or None where it is unknown, absent or ambiguous."""
        ...


class NoPeers:
    """No other report is at hand: every rule over years is not run."""

    def year_of_organ(self, report: Report, year: int) -> Report | None:
        """Always None."""
        return None


class Neighbours(Protocol):
    """Other organs' reports that a rule between organs may ask about."""

    def same_figures(self, report: Report) -> Mapping[str, tuple[ReportRef, ...]]:
        """Other organs' reports with the same digits across a table, by table.

        Only tables whose digits cannot agree by chance are looked at; the others are left out.
        """
        ...

    def parts_of(self, report: Report) -> Parts:
        """What the organs of the reporting organ's region report on the same year."""
        ...
