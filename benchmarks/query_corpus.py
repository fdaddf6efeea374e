"""A large corpus to ask, made in minutes: a small one read in earnest, then copied with changed slots.

Every copy of a report has its own id, organ, year and figures: digits are exchanged one for one, so that
all places hold. What is read and parsed is the small corpus; the tables are as large as those of `reports`
reports. Copies share their wording, as reports of a template do, which makes hits of a phrase many.
"""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wenzhi import api
from wenzhi.corpus.characters import CharacterWriter
from wenzhi.corpus.tables import INDEX_TABLES
from wenzhi.corpus.tokens import _written
from wenzhi.synth import write_reports

BASE = 500
"""Reports that are read; what is asked needs variety, not novelty."""
IDS = ("report_id", "organ_id", "superseded_by", "a_report", "b_report")
TEXTS = ("text", "word")
UNASKED = ("judgements", "memory")
"""Tables of what only adding reports looks at."""
ROWS = 20_000
YEARS = (2016, 9)
"""First year and number of years that the copies are spread over."""


def make_base(place: Path, reports: int = BASE, seed: int = 21) -> Path:
    """Synthesise and add `reports` reports; the corpus directory."""
    write_reports(reports, seed, place / "synth")
    api.add(place / "base", [place / "synth" / "reports"])
    return place / "base"


def copy_corpus(base: Path, out: Path, times: int) -> Path:
    """A corpus with every report of `base` `times` times, each time another organ's and year's."""
    with api.Corpus(base) as corpus:
        snapshot = corpus.snapshot
    target = out / "snapshots" / snapshot.name
    target.mkdir(parents=True)
    shutil.copy(base / "corpus.json", out / "corpus.json")
    folded = pq.read_table(snapshot / "folded.parquet", columns=["first", "tokens"])
    span = max(
        map(sum, zip(*(folded[name].to_pylist() for name in folded.column_names), strict=True))
    )
    for path in sorted(snapshot.glob("*.parquet")):
        if path.stem in UNASKED:
            continue
        table = pq.read_table(path)
        options = _written(path.stem) if path.stem in INDEX_TABLES else {"compression": "zstd"}
        # As many rows together as the corpus itself writes at once, or nearly.
        together = 1 if path.stem in INDEX_TABLES else max(1, ROWS // max(1, len(table)))
        with pq.ParquetWriter(target / path.name, table.schema, **options) as writer:
            for first in range(0, times, together):
                numbers = range(first, min(first + together, times))
                moved = [_moved(table, number, len(folded), span + 1) for number in numbers]
                writer.write_table(pa.concat_tables(moved).combine_chunks())
    _lay_characters(target)
    return out


def _lay_characters(snapshot: Path) -> None:
    rows = pq.ParquetFile(snapshot / "folded.parquet")
    writer = CharacterWriter(snapshot)
    for group in range(rows.num_row_groups):
        writer.add(rows.read_row_group(group))
    writer.close()


def _moved(table: pa.Table, number: int, reports: int, span: int) -> pa.Table:
    """The rows of one copy."""
    digits = list("123456789")
    random.Random(number).shuffle(digits)
    exchange = str.maketrans("123456789", "".join(digits))
    for place, field in enumerate(table.schema):
        column = table[field.name]
        if field.name in IDS:
            column = pc.binary_join_element_wise(column, f"{number:04d}", "-")
        elif field.name == "organization":
            column = pc.binary_join_element_wise(column, f"{number:04d}", "")
        elif field.name == "year":
            shifted = pc.add(pc.subtract(column, YEARS[0]), number)
            whole = pc.multiply(pc.divide(shifted, YEARS[1]), YEARS[1])
            column = pc.add(pc.subtract(shifted, whole), YEARS[0])
        elif field.name == "report":
            column = pc.add(column, pa.scalar(number * reports, field.type))
        elif field.name in ("n", "first", "last") and table.num_rows:
            column = pc.add(column, pa.scalar(number * span, field.type))
        elif field.name in TEXTS:
            column = _exchanged(column, exchange)
        else:
            continue
        table = table.set_column(place, field, column.cast(field.type))
    return table


def _exchanged(column: pa.ChunkedArray, exchange: dict[int, int]) -> pa.ChunkedArray:
    """Texts with their digits exchanged, every different text once."""
    coded = column.combine_chunks().dictionary_encode()
    texts = [
        None if one is None else one.translate(exchange) for one in coded.dictionary.to_pylist()
    ]
    changed = pa.DictionaryArray.from_arrays(coded.indices, pa.array(texts, pa.string()))
    return pa.chunked_array([changed.dictionary_decode()])


if __name__ == "__main__":
    folder, wanted = Path(sys.argv[1]), int(sys.argv[2])
    copy_corpus(make_base(folder, min(BASE, wanted)), folder / "corpus", max(1, wanted // BASE))
