"""Floor 5: the columns of the tables that words and characters are looked up in.

Imports little: who only asks a snapshot need not load what makes one. `corpus.tokens` writes them.
"""

from __future__ import annotations

import pyarrow as pa

_TEXT, _INT, _SHORT = pa.string(), pa.int64(), pa.int32()

INDEX_SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema(columns)
    for name, columns in {
        "tokens": [
            ("n", _INT),
            ("report", _SHORT),
            ("report_id", _TEXT),
            ("word", _TEXT),
            ("pos", _TEXT),
            ("slot", _TEXT),
            ("section", _TEXT),
            ("provenance", _TEXT),
            ("sentence", _SHORT),
            ("place", _SHORT),
            ("start", _SHORT),
            ("end", _SHORT),
        ],
        "regions": [
            ("report", _SHORT),
            ("report_id", _TEXT),
            ("kind", _TEXT),
            ("name", _TEXT),
            ("index", _SHORT),
            ("answers", pa.list_(_SHORT)),
            ("first", _INT),
            ("last", _INT),
            ("place", _SHORT),
            ("place_end", _SHORT),
            ("start", _SHORT),
            ("end", _SHORT),
            ("text", _TEXT),
        ],
        "folded": [
            ("report", _SHORT),
            ("report_id", _TEXT),
            ("first", _INT),
            ("tokens", _SHORT),
            ("text", _TEXT),
            ("edges", pa.binary()),
            ("breaks", pa.list_(_SHORT)),
            ("origins", pa.list_(_SHORT)),
            ("removed", pa.list_(_TEXT)),
        ],
    }.items()
}

INDEX_TABLES = tuple(INDEX_SCHEMAS)
"""The tables' names."""

CHARACTERS = "characters.arrow"
"""The file beside them in which `corpus.characters` lays the characters of `folded`."""

WIDE = 0xD800
"""What stands there for a character of more than 16 bits: the first surrogate, which is no character of
any text (Unicode, 3.8)."""
