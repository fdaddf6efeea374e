"""Floor 5: which reports of a snapshot still count, which stand for others, and which were corrected.

Takes the table `reports` of a snapshot. A report that something supersedes is kept in the corpus and left
out of what is handed over; only what a later version at the same place superseded was corrected.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from wenzhi.base.records import Record
from wenzhi.corpus.columns import read_columns
from wenzhi.corpus.members import FOUND_ANEW


class Revisions(Record, frozen=True):
    """Ids of superseded reports, and id of a corrected report → id of the version before it.

    `formats` gives for a report that another file of it stands for the id of that one; `absent` stood back
    because they were not in the last batch.
    """

    superseded: frozenset[str]
    corrections: dict[str, str]
    formats: dict[str, str] = msgspec.field(default_factory=dict)
    absent: frozenset[str] = frozenset()


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
            if row.get("superseded_why") not in FOUND_ANEW
        },
        formats={
            row["report_id"]: row["superseded_by"]
            for row in gone
            if row.get("superseded_why") == "format"
        },
        absent=frozenset(row["report_id"] for row in gone if row.get("superseded_why") == "absent"),
    )
