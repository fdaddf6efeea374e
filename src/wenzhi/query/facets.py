"""Floor 6: facets: what the chosen reports are, value by value, with how many of each there are.

One look at the reports that meet a condition, and with a text at those that hold it: ten fields at once.
"""

from __future__ import annotations

from wenzhi.query.answer import Answer
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
        found = f"SELECT report, NULL::BIGINT AS hits FROM {choose_reports(session, where)}"
    else:
        hits = find(session, target)
        notes = tell_hits(session, hits)
        found = f"SELECT report, count(*) AS hits FROM {hits.table} GROUP BY report"
    columns = ", ".join(f"{column} AS {name}_" for name, column in FACETS.items())
    base = session.table(
        f"SELECT x.hits, coalesce(r.organ_id, r.report_id) AS organ, {columns} FROM ({found}) x "
        "JOIN folded f USING (report) JOIN reports r ON r.report_id = f.report_id"
    )
    counted = " UNION ALL ".join(
        f"SELECT {place} AS place, '{name}' AS facet, CAST({name}_ AS VARCHAR) AS value, "
        "count(*) AS reports, count(DISTINCT organ) AS organs, sum(hits)::BIGINT AS hits "
        f"FROM {base} GROUP BY {name}_"
        for place, name in enumerate(FACETS)
    )
    shown = "" if not most else f" WHERE rank <= {most}"
    return session.answer(
        'SELECT facet, value, reports, organs, hits, "values" FROM (SELECT *, '
        'count(*) OVER (PARTITION BY facet) AS "values", row_number() OVER (PARTITION BY facet '
        f"ORDER BY reports DESC, value NULLS LAST) AS rank FROM ({counted})){shown} "
        "ORDER BY place, rank",
        limit,
        notes,
    )
