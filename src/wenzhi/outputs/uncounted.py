"""Floor 6: what a run was given and did not count, in words: files, columns and rows of the roster.

Takes what the run found, gives lines in one language. It must not know where they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenzhi.base.records import ReportRef
from wenzhi.corpus.roster import accepted_names
from wenzhi.outputs.view import RosterResult, SetAside
from wenzhi.outputs.wording import Wording

SHOWN = 20
"""Files named one by one; the workbook has them all."""


def file_lines(
    aside: Sequence[SetAside], elsewhere: Sequence[ReportRef], wording: Wording
) -> list[str]:
    """Files that another of the same report stands for, and how many stored reports were not given."""
    t, lines = wording, list[str]()
    if aside:
        lines.append(t("aside.head", n=len(aside)))
    for one in aside[:SHOWN]:
        lines.append("  " + t("aside.line", file=one.report.path, counts=one.counts.path))
        if one.only_here:
            lines.append("    " + t("aside.only_here", codes=" ".join(one.only_here)))
    if len(aside) > SHOWN:
        lines.append("  " + t("aside.more", n=len(aside) - SHOWN))
    if elsewhere:
        lines.append(t("aside.elsewhere", n=len(elsewhere)))
    return lines


def roster_lines(roster: RosterResult | None, wording: Wording) -> list[str]:
    """Columns of the roster that are not used, and rows of it that say the same again."""
    t, lines = wording, list[str]()
    if roster is None:
        return lines
    if roster.unused:
        said = {"unused": roster.unused, "used": roster.used, "names": accepted_names()}
        lines.append(t("roster.unused", **{key: "、".join(names) for key, names in said.items()}))
    for row, organ, year in roster.again:
        shown = t("roster.every_year") if year is None else t.year(year)
        lines.append(t("roster.again", row=row, organ=organ, year=shown))
    return lines
