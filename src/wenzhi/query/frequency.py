"""Floor 6: how often, where and when: hits by year, level, region, kind, section, with denominators.

Every group says how many reports, organs and characters its figure is of. A combination of values for
which there is no report is shown with `reports` 0 and unknown figures: missing, not zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pyarrow as pa

from wenzhi.base.errors import QueryError
from wenzhi.query.answer import Answer
from wenzhi.query.arrays import integers
from wenzhi.query.collapse import Collapse, collapse_hits, tell_collapse
from wenzhi.query.concordance import tell_hits
from wenzhi.query.grammar import nearest
from wenzhi.query.hits import Hits, Target, find
from wenzhi.query.session import Session

Group = Literal["year", "level", "province", "region", "kind", "form", "organ", "section"]

GROUPS: dict[str, str] = {
    "year": "r.year",
    "level": "r.level",
    "province": "r.province",
    "region": "r.region",
    "kind": "r.organ_kind",
    "form": "r.form",
    "organ": "r.organization",
    "section": "g.name",
}

DEFINITIONS = {
    "hits": "occurrences in the reports of the group",
    "wordings": "hits with equal wordings counted once (--collapse)",
    "found_in": "reports of the group with at least one hit",
    "reports": "standing reports of the group; with a section: those that have it",
    "organs": "organs of the group; a report whose organ is not known counts as one of its own",
    "chars": "characters of these reports (sections), folded and without blanks",
    "tokens": "words and marks of these reports (sections)",
    "per_report": "hits / reports",
    "per_organ": "hits / organs",
    "per_10k_chars": "10 000 · hits / chars",
    "per_million": "1 000 000 · hits / tokens (i.p.m.); marks are tokens, as in other corpus tools",
    "share": "found_in / reports",
}

FIRST_DEFINITIONS = {
    "first_year": "the earliest year of a report of the group with a hit",
    "first_report": "the report of that year with a hit that was published, or else signed, first; of equal "
    "ones the first in the corpus",
    "first_organization": "whose report that is",
    "years": "years with a report of the group that has a hit",
    "reports": "reports of the group with a hit",
    "organs": "organs of these reports",
    "last_year": "the latest year of these reports",
}


def count_hits(
    session: Session,
    target: Target,
    *,
    by: Sequence[str] = ("year",),
    collapse: Collapse = "none",
    limit: int | None = 1000,
) -> Answer:
    """Hits by the groups of `by`, in order of their values; unknown values come last.

    Raises QueryError (E608 for a group there is not) and what `find` raises.
    """
    check_groups(by)
    hits = find(session, target)
    notes = tell_hits(session, hits)
    wordings = None
    if collapse != "none":
        found = collapse_hits(session, hits, collapse)
        wordings = found.keyed
        distinct = session.count(found.firsts)
        notes = (*notes, *tell_collapse(session, found, hits.total, distinct, collapse))
    return session.answer(_statement(session, hits, by, wordings), limit, notes)


def check_groups(by: Sequence[str]) -> None:
    """Raises QueryError (E608) for a group there is not, or the same twice."""
    for name in by:
        if name not in GROUPS:
            raise QueryError("E608", f"不能按 {name} 分组", where=name, hint=nearest(name, GROUPS))
    if len(set(by)) < len(by):
        raise QueryError("E608", "分组重复", where=",".join(by), hint="每项只写一次")


def _statement(session: Session, hits: Hits, by: Sequence[str], wordings: str | None) -> str:
    sections = "section" in by or hits.target.section is not None
    places = session.table(_places(session, hits, by, sections))
    found = session.table(_found(hits, by, sections, wordings))
    names = list(by)
    keys = ", ".join(names)
    same = " AND ".join(f"x.{name} IS NOT DISTINCT FROM y.{name}" for name in names) or "true"
    grouped = f"GROUP BY {keys}" if names else ""
    lead = f"{keys}, " if names else ""
    cells = _cells(places, names)
    counted = ", count(DISTINCT wording) AS wordings" if wordings else ""
    zero = ", coalesce(y.wordings, 0) AS wordings" if wordings else ""
    order = ", ".join(f"x.{name} NULLS LAST" for name in names) or "1"
    shown = "".join(f"x.{name}, " for name in names)
    return (
        f"WITH cells AS ({cells}), "
        f"whole AS (SELECT {lead}count(DISTINCT report) AS reports, count(DISTINCT organ) AS organs, "
        f"sum(chars)::BIGINT AS chars, sum(tokens)::BIGINT AS tokens FROM {places} {grouped}), "
        f"found AS (SELECT {lead}count(*) AS hits, count(DISTINCT report) AS found_in{counted} "
        f"FROM {found} {grouped}), "
        f"x AS (SELECT c.*, coalesce(w.reports, 0) AS reports, coalesce(w.organs, 0) AS organs, "
        "coalesce(w.chars, 0) AS chars, coalesce(w.tokens, 0) AS tokens "
        "FROM cells c LEFT JOIN whole w ON "
        + (" AND ".join(f"c.{name} IS NOT DISTINCT FROM w.{name}" for name in names) or "true")
        + "), "
        f"z AS (SELECT {shown}CASE WHEN x.reports > 0 THEN coalesce(y.hits, 0) END AS hits{zero}, "
        "CASE WHEN x.reports > 0 THEN coalesce(y.found_in, 0) END AS found_in, "
        f"x.reports, x.organs, x.chars, x.tokens FROM x LEFT JOIN found y ON {same}) "
        f"SELECT *, hits / nullif(reports, 0) AS per_report, hits / nullif(organs, 0) AS per_organ, "
        "10000 * hits / nullif(chars, 0) AS per_10k_chars, "
        "1000000 * hits / nullif(tokens, 0) AS per_million, found_in / nullif(reports, 0) AS share "
        f"FROM z x ORDER BY {order}"
    )


def _cells(places: str, names: Sequence[str]) -> str:
    """Every combination of values that occur, whether or not a report has it."""
    if not names:
        return "SELECT 1 AS one"
    parts = (f"(SELECT DISTINCT {name} FROM {places})" for name in names)
    return "SELECT * FROM " + ", ".join(parts)


def _selected(by: Sequence[str]) -> str:
    return "".join(f", {GROUPS[name]} AS {name}" for name in by)


def _places(session: Session, hits: Hits, by: Sequence[str], sections: bool) -> str:
    """What was looked through: reports, or their sections, with their length."""
    chars = "g.place_end - g.place" if sections else "l.chars"
    tokens = 'g."last" - g."first"' if sections else "f.tokens"
    # To measure the texts all of them would have to be read.
    lengths = "" if sections else f" JOIN {session.take(_lengths(session))} l USING (report)"
    return (
        f"SELECT c.report, coalesce(r.organ_id, r.report_id) AS organ, {chars} AS chars, {tokens} AS tokens"
        f"{_selected(by)} FROM {hits.chosen} c JOIN folded f USING (report){lengths} "
        "JOIN reports r ON r.report_id = f.report_id" + _section_join(hits, sections, "")
    )


def _lengths(session: Session) -> pa.Table:
    """How many characters every report has."""
    lengths = session.texts.lengths()
    return pa.table(
        {
            "report": integers(np.arange(len(lengths)), pa.int32()),
            "chars": integers(lengths, pa.int32()),
        }
    )


def _found(hits: Hits, by: Sequence[str], sections: bool, wordings: str | None) -> str:
    wording = ", h.wording" if wordings else ""
    return (
        f"SELECT h.report{wording}{_selected(by)} FROM {wordings or hits.table} h "
        "JOIN folded f ON f.report = h.report JOIN reports r ON r.report_id = f.report_id"
        + _section_join(hits, sections, " AND g.place <= h.place AND h.place < g.place_end")
    )


def _section_join(hits: Hits, sections: bool, more: str) -> str:
    if not sections:
        return ""
    only = f" AND g.name = '{hits.target.section}'" if hits.target.section else ""
    return f" JOIN regions g ON g.report = f.report AND g.kind = 'section'{only}{more}"


# First use -------------------------------------------------------------------------------------


def first_uses(
    session: Session, target: Target, *, by: str = "region", limit: int | None = 1000
) -> Answer:
    """Where a wording came up first and how it spread: of each group the earliest report.

    Earliest is by year, then by date of publication or signature where one is known. `years`,
    `reports` and `organs` count those of the group that use it. Raises QueryError (E608).
    """
    check_groups((by,))
    if by == "section":
        raise QueryError("E608", "不能按 section 分组", where=by, hint="first 按机关所在分组")
    hits = find(session, target)
    column = GROUPS[by]
    statement = (
        "WITH found AS (SELECT DISTINCT h.report, f.report_id FROM "
        f"{hits.table} h JOIN folded f ON f.report = h.report), "
        f"named AS (SELECT {column} AS {by}, r.year, r.organization, r.report_id, r.path, "
        "coalesce(r.published, r.signed) AS dated, coalesce(r.organ_id, r.report_id) AS organ, "
        "row_number() OVER (ORDER BY r.year NULLS LAST, coalesce(r.published, r.signed) NULLS LAST, "
        "found.report) AS rank FROM found JOIN reports r USING (report_id)) "
        f"SELECT {by}, min(year) AS first_year, arg_min(organization, rank) AS first_organization, "
        "arg_min(report_id, rank) AS first_report, count(DISTINCT year) AS years, "
        "count(*) AS reports, count(DISTINCT organ) AS organs, max(year) AS last_year "
        f"FROM named GROUP BY {by} ORDER BY min(rank)"
    )
    return session.answer(statement, limit, tell_hits(session, hits))
