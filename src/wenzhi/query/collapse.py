"""Floor 6: copies counted once, when the question is put: hits grouped by the wording they stand in.

Nothing is taken out of the corpus: both figures, hits and wordings, are always told.

    exact   hits in sentences of equal characters, wherever they stand, are one wording
    family  hits in sentences that are equal but for their slots, within one family of copies, are one
    organ   hits in sentences that are equal but for their slots, in reports of one organ, are one

Slots are numbers, dates, document numbers and the names of the report's own organ and places.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from wenzhi.query.hits import Hits
from wenzhi.query.session import Session
from wenzhi.text.slots import mask, own_names

Collapse = Literal["none", "exact", "family", "organ"]
COLLAPSES: tuple[Collapse, ...] = ("none", "exact", "family", "organ")


@dataclass(frozen=True, slots=True)
class Wordings:
    """`keyed`: hits with `wording`; `firsts`: of each wording its first hit and how far it spread."""

    keyed: str
    firsts: str
    organs: int


def collapse_hits(session: Session, hits: Hits, collapse: Collapse) -> Wordings:
    """Give every hit the wording it counts for. First is who came first: by year, then in order."""
    pattern = ", pattern" if hits.named else ""
    standing = _in_sentences(session, hits.table, pattern)
    keyed = standing if collapse == "exact" else _masked(session, standing, collapse)
    firsts = session.table(
        "SELECT arg_min(report, rank) AS report, arg_min(place, rank) AS place, "
        "arg_min(stop, rank) AS stop, count(*) AS hits, count(DISTINCT report) AS reports, "
        f"count(DISTINCT organ) AS organs, min(year) AS first_year, max(year) AS last_year{pattern} "
        f"FROM (SELECT *, row_number() OVER (ORDER BY year NULLS LAST, report, place) AS rank "
        f"FROM {keyed}) GROUP BY wording{pattern}"
    )
    organs = session.rows(f"SELECT count(DISTINCT organ) FROM {keyed}")[0][0]
    return Wordings(keyed, firsts, int(organs or 0))


def tell_collapse(
    session: Session, wordings: Wordings, hits: int, distinct: int, collapse: Collapse
) -> tuple[str, ...]:
    """Both figures in one sentence, and whether families are known at all where they are asked for."""
    said = f"命中 {hits} 处；相同表述只计一次（{collapse}）为 {distinct} 种，出自 {wordings.organs} 个机关"
    return (said, *tell_uncompared(session)) if collapse == "family" else (said,)


def tell_uncompared(session: Session) -> tuple[str, ...]:
    """A note where no families of copies are known, because reports were read and not compared yet."""
    from wenzhi.corpus.build import is_compared

    if is_compared(session.snapshot):
        return ()
    return ("库里的年报只读入，还没有互相比较，没有模板和家族；用 wenzhi score 比较之后才有",)


def _in_sentences(session: Session, table: str, pattern: str) -> str:
    """Hits with the sentence they begin in as `wording`, and whose report it is."""
    return session.table(
        f"SELECT h.report, h.place, h.stop{pattern}, r.year, r.report_id, r.organization, r.region, "
        "coalesce(r.organ_id, r.report_id) AS organ, "
        "substr(f.text, s.place + 1, s.place_end - s.place) AS wording "
        f"FROM {table} h ASOF JOIN (SELECT report, place, place_end FROM regions "
        "WHERE kind = 'sentence') s ON s.report = h.report AND h.place >= s.place "
        "JOIN folded f ON f.report = h.report JOIN reports r ON r.report_id = f.report_id"
    )


def _masked(session: Session, standing: str, collapse: Collapse) -> str:
    import pyarrow as pa

    rows = session.rows(
        f"SELECT DISTINCT wording, organization, region FROM {standing} ORDER BY ALL"
    )
    keys = [_skeleton(str(text), organization, region) for text, organization, region in rows]
    names = ("wording", "organization", "region")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    types = dict.fromkeys(names, pa.string())
    table = pa.table({name: pa.array(columns.get(name, []), types[name]) for name in names})
    skeletons = session.take(table.append_column("skeleton", pa.array(keys, pa.string())))
    whose = "s.organ" if collapse == "organ" else "coalesce(m.family, s.report_id)"
    return session.table(
        "SELECT s.* EXCLUDE (wording), k.skeleton || ' ' || "
        f"{whose} AS wording FROM {standing} s JOIN {skeletons} k ON k.wording = s.wording "
        "AND k.organization IS NOT DISTINCT FROM s.organization "
        "AND k.region IS NOT DISTINCT FROM s.region "
        "LEFT JOIN (SELECT report_id, min(family) AS family FROM families GROUP BY report_id) m "
        "ON m.report_id = s.report_id"
    )


def _skeleton(text: str, organization: object, region: object) -> str:
    """A sentence with its slots masked, as a hash: equal skeletons have equal hashes."""
    places = (str(region),) if region else ()
    masked = mask(text, own_names(str(organization) if organization else None, places))
    return hashlib.sha256(masked.text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
