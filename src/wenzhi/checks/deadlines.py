"""Floor 3: by when an organ has to publish, from the statute and the roster.

Takes what is known of the organ and the year; gives a date or None where the law sets none.
"""

from __future__ import annotations

from datetime import date

from wenzhi.base.records import Meta, RosterEntry

NEW_STATUTE_SINCE = 2019
"""Reporting year from which Art. 49 of the 2019 条例 holds (in force 15 May 2019)."""
OLD_STATUTE_SINCE = 2008
"""First reporting year of the 2007 条例 (in force 1 May 2008)."""
_ABOVE_TOWNSHIP = ("central", "province", "prefecture", "county", None)


def read_date(text: str | None) -> date | None:
    """An ISO date; None where there is none or it is no date of the calendar."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def deadline(meta: Meta, entry: RosterEntry | None) -> date | None:
    """The last day in time.

    The roster's date where it has one. Else, reporting years from 2019 (2019 条例 Art. 49): 31 January
    for departments of governments at county level and up, 31 March for those governments; towns,
    townships, street offices and bodies of unclear kind have no date. Reporting years 2008 to 2018
    (2007 条例 Art. 31): 31 March for every organ.
    """
    if entry is not None and (given := read_date(entry.deadline)):
        return given
    if meta.year is None or meta.year < OLD_STATUTE_SINCE:
        return None
    if meta.year < NEW_STATUTE_SINCE:
        return date(meta.year + 1, 3, 31)
    if meta.level not in _ABOVE_TOWNSHIP:
        return None
    if meta.organ_kind == "department":
        return date(meta.year + 1, 1, 31)
    if meta.organ_kind == "government":
        return date(meta.year + 1, 3, 31)
    return None


def latest_possible(meta: Meta) -> date | None:
    """The later of the statute's two days, for organs of county level and up of unclear kind."""
    if meta.year is None or meta.year < NEW_STATUTE_SINCE:
        return None
    unclear = meta.organ_kind in ("office", "vertical") and meta.level in _ABOVE_TOWNSHIP
    return date(meta.year + 1, 3, 31) if unclear else None


def period_year(meta: Meta) -> int:
    """The year of the period that is reported on, where that lies in one; else the report's, 0 if it has none."""
    years = {day[:4] for day in meta.period} if meta.period else set()
    return int(years.pop()) if len(years) == 1 else meta.year or 0
