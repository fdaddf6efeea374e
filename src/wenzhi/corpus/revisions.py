"""Floor 5: which reports of a snapshot still count, and which version came before a corrected one.

Takes the table `reports` of a snapshot. A report that something supersedes is kept in the corpus and left
out of what is handed over; only what a later version at the same place superseded was corrected.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from wenzhi.base.records import Record
from wenzhi.corpus.columns import read_columns

_OTHER_FORMAT = "format"
"""`superseded_why` of a report that another file of the same report stands for: nothing was corrected."""


class Revisions(Record, frozen=True):
    """Ids of superseded reports, and id of a corrected report → id of the version before it."""

    superseded: frozenset[str]
    corrections: dict[str, str]


def read_revisions(snapshot: Path) -> Revisions:
    """What the table `reports` of `snapshot` says of versions."""
    path = snapshot / "reports.parquet"
    there = pq.read_schema(path).names  # a corpus of an earlier version lacks the newest columns
    wanted = [n for n in ("report_id", "superseded_by", "superseded_why") if n in there]
    rows = read_columns(path, *wanted).to_pylist()
    gone = sorted((row for row in rows if row["superseded_by"]), key=lambda row: row["report_id"])
    return Revisions(
        superseded=frozenset(row["report_id"] for row in gone),
        corrections={
            row["superseded_by"]: row["report_id"]
            for row in gone
            if row.get("superseded_why") != _OTHER_FORMAT
        },
    )
