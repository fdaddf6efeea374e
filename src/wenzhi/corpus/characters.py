"""Floor 5: every report's characters as numbers, in a file that is looked through where it lies.

Takes rows of the table `folded`, writes `characters.arrow`: an uncompressed Arrow file, of which a process
that asks maps what it needs into its memory, undecoded. It says nothing that `folded` does not say; it
must not know what is asked of it.

    report   the number of the report, as in `folded`
    codes    its text, a number of 16 bits a character; `WIDE` stands for one that needs more
    wide     the characters that do, in order
    edges    where words begin or end, as in `folded`
    removed  what folding took out, as in `folded`
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wenzhi.corpus.index_tables import CHARACTERS, WIDE

REPORTS = 2000
"""Reports of one batch: some three million characters, 6 MB."""

_COLUMNS = ("report", "text", "edges", "removed")
_SCHEMA = pa.schema(
    [
        ("report", pa.int32()),
        ("codes", pa.list_(pa.uint16())),
        ("wide", pa.list_(pa.uint32())),
        ("edges", pa.binary()),
        ("removed", pa.list_(pa.string())),
    ]
)


class CharacterWriter:
    """Writes the file, some thousand reports at a time."""

    def __init__(self, folder: Path) -> None:
        self._file = pa.ipc.new_file(folder / CHARACTERS, _SCHEMA)
        self._waiting: list[pa.Table] = []

    def add(self, folded: pa.Table) -> None:
        """Take the next rows of `folded`."""
        self._waiting.append(folded.select(_COLUMNS))
        if sum(map(len, self._waiting)) >= REPORTS:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        if self._waiting:
            self._flush()
        self._file.close()

    def _flush(self) -> None:
        rows = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting = []
        for start in range(0, len(rows), REPORTS):
            self._file.write_batch(_encoded(rows.slice(start, REPORTS)))


def check_characters(folder: Path) -> None:
    """Read all of the file. Raises OSError or ValueError where it is damaged or not there."""
    with pa.memory_map(str(folder / CHARACTERS)) as file:
        pa.ipc.open_file(file).read_all().validate(full=True)


def _encoded(rows: pa.Table) -> pa.RecordBatch:
    texts = rows["text"].to_pylist()
    whole = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    wide = whole > np.iinfo(np.uint16).max
    bounds = np.cumsum([0, *map(len, texts)])
    passed = np.concatenate(([0], np.cumsum(wide)))[bounds]
    columns = {
        "report": rows["report"],
        "codes": _lists(bounds, np.where(wide, WIDE, whole).astype(np.uint16)),
        "wide": _lists(passed, whole[wide]),
        "edges": rows["edges"],
        "removed": rows["removed"],
    }
    return pa.table(columns, schema=_SCHEMA).combine_chunks().to_batches()[0]


def _lists(bounds: npt.NDArray[np.int64], values: npt.NDArray[np.unsignedinteger]) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), pa.array(values))
