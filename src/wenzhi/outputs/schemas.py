"""Floor 6: JSON Schemas of what the surfaces print, generated from the records themselves.

The files in `data/schemas/` are what this module generates; a test holds the two together: a
changed field shows as a changed file.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wenzhi.base.records import ReportDocument
from wenzhi.outputs import envelopes

SURFACES: dict[str, Any] = {
    "report-1": ReportDocument,
    "check-1": envelopes.CheckEnvelope,
    "score-1": envelopes.ScoreEnvelope,
    "compare-1": envelopes.CompareEnvelope,
    "copies-1": envelopes.CopiesEnvelope,
    "explain-1": envelopes.ExplainEnvelope,
    "query-1": envelopes.QueryEnvelope,
    "error-1": envelopes.ErrorEnvelope,
}
"""File name without ending → the record it describes."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(surface: str) -> bytes:
    """The JSON Schema (draft 2020-12) of one of `SURFACES`: indented UTF-8, final newline."""
    schema = msgspec.json.schema(SURFACES[surface])
    encoded = msgspec.json.encode(
        {"$schema": DIALECT, "$id": f"wenzhi.{surface.replace('-', '/')}", **schema}, order="sorted"
    )
    return msgspec.json.format(encoded, indent=2) + b"\n"
