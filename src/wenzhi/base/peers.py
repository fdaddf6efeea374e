"""Floor 0: what rules and measures may ask about other reports, as a protocol.

The corpus floor answers it; lower floors only declare what they need, so that data keeps flowing one way.
"""

from __future__ import annotations

from typing import Protocol

from wenzhi.base.records import Report


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
