"""Floor 6: facets: what the chosen reports are, value by value, with how many of each there are.

One look at the reports that meet a condition, and with a text at those that hold it: ten fields at once.
What each report is stays with the session as numbers, so that the next look costs counting only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wenzhi.query.answer import Answer
from wenzhi.query.arrays import Numbers, integers, numbers, strings
from wenzhi.query.concordance import tell_hits
from wenzhi.query.frequency import GROUPS
from wenzhi.query.hits import Target, check_section, choose_reports, find
from wenzhi.query.session import Session

FACETS: dict[str, str] = {
    **{name: GROUPS[name] for name in ("year", "level", "province", "region", "kind", "form")},
    **{name: f'r."{name}"' for name in ("timely", "accurate_complete", "distinct", "substantive")},
}
"""Name → column. Grounds tell their verdicts."""

DEFINITIONS = {
    "facet": "year, level, province, region, kind (of organ) and form of the reports; the verdict of each of "
    "the four grounds",
    "value": "a value of the facet; empty: not known",
    "reports": "standing reports with the value, among those that meet --where and hold the text",
    "organs": "organs of these reports; a report whose organ is not known counts as one of its own",
    "hits": "occurrences of the text in these reports; unknown without a text",
    "values": "different values of the facet, shown or not, an unknown one among them",
}


def count_facets(
    session: Session,
    target: Target | None = None,
    *,
    where: str | None = None,
    most: int = 10,
    limit: int | None = None,
) -> Answer:
    """The `most` frequent values of each facet (0: all), unknown ones too.

    `reports` and `organs` have the value; `hits` are unknown without a text; `values` tells how many
    values the facet has. Raises what `find` raises.
    """
    notes: tuple[str, ...] = ()
    if target is None:
        check_section(None)
        shown, hits = session.reports(choose_reports(session, where)), None
    else:
        found = find(session, target)
        notes = tell_hits(session, found)
        rows = session.arrow(
            f"SELECT report, count(*) AS hits FROM {found.table} GROUP BY report ORDER BY report"
        )
        shown, hits = numbers(rows["report"]), numbers(rows["hits"])
    coded = session.remember("facets", lambda: _read_coded(session))
    counted = [_count(coded, place, shown, hits) for place in range(len(FACETS))]
    kept = session.take(pa.concat_tables(counted))
    first = "" if not most else f" WHERE rank <= {most}"
    return session.answer(
        'SELECT facet, value, reports, organs, hits, "values" FROM (SELECT *, '
        'count(*) OVER (PARTITION BY facet) AS "values", row_number() OVER (PARTITION BY facet '
        f"ORDER BY reports DESC, value NULLS LAST) AS rank FROM {kept}){first} ORDER BY place, rank",
        limit,
        notes,
    )


@dataclass(frozen=True, slots=True)
class _Coded:
    """Of every report, by number, its organ and its value of each facet as indexes.

    `values` are those of each facet; the last one stands for unknown.
    """

    organs: Numbers
    values: tuple[tuple[str | None, ...], ...]
    indexes: tuple[Numbers, ...]


def _read_coded(session: Session) -> _Coded:
    columns = ", ".join(f"CAST({column} AS VARCHAR) AS {name}" for name, column in FACETS.items())
    rows = session.arrow(
        f"SELECT coalesce(r.organ_id, r.report_id) AS organ, {columns} FROM reports r"
    )
    values, indexes = zip(*(_encode(rows[name]) for name in FACETS), strict=True)
    return _Coded(_encode(rows["organ"])[1], values, indexes)


def _encode(column: pa.ChunkedArray) -> tuple[tuple[str | None, ...], Numbers]:
    whole = column.combine_chunks().dictionary_encode()
    values = (*whole.dictionary.to_pylist(), None)
    return values, numbers(whole.indices.fill_null(len(values) - 1))


def _count(coded: _Coded, place: int, shown: Numbers, hits: Numbers | None) -> pa.Table:
    """What there is of each value of one facet in the reports shown."""
    values, chosen = coded.values[place], coded.indexes[place][shown]
    reports = np.bincount(chosen, minlength=len(values))
    # Sorted, equal pairs are neighbours; numpy's `unique` takes ten times as long.
    pairs = np.sort(coded.organs[shown] * len(values) + chosen)
    different = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
    organs = np.bincount(different % len(values), minlength=len(values))
    there = np.flatnonzero(reports)
    sums = np.bincount(chosen, hits, len(values)).astype(np.int64)
    return pa.table(
        {
            "place": integers(np.full_like(there, place), pa.int64()),
            "facet": strings([list(FACETS)[place]] * len(there)),
            "value": strings([values[index] for index in there.tolist()]),
            "reports": integers(reports[there], pa.int64()),
            "organs": integers(organs[there], pa.int64()),
            "hits": integers(sums[there], pa.int64(), np.full(len(there), hits is None)),
        }
    )
