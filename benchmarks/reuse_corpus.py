"""Narratives of known origin kept on disk: rows in memory, texts and sentences read when asked for.

A million generated narratives take eight gigabytes as objects, and the comparison is to be measured, not
the generator.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, overload

import msgspec
import numpy as np
import numpy.typing as npt

from wenzhi.base.records import SectionText
from wenzhi.reuse.packed import Recent

Unit = tuple[int, int, int | None]
"""A sentence, `[start, end)` in the text of its section, and a number for what it descends from."""

KEPT = 1 << 14
"""Sections that are kept decoded: some 40 MB."""


class Row(msgspec.Struct, frozen=True):
    """What is known of a narrative without reading it. See `narratives.Narrative`."""

    number: int
    report: str
    kind: str
    cluster: str
    copied: float


@dataclass(frozen=True, slots=True)
class Column:
    """Records one after the other in a file."""

    file: int
    bounds: npt.NDArray[np.int64]

    def read(self, number: int) -> bytes:
        start, end = self.bounds[number : number + 2].tolist()
        return os.pread(self.file, end - start, start)


class Sections(Sequence[SectionText]):
    """Sections by number, the last ones kept."""

    def __init__(self, column: Column, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        self.load = Recent(
            lambda number: msgspec.msgpack.decode(column.read(number), type=SectionText), KEPT
        )

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> SectionText: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SectionText]: ...
    def __getitem__(self, index: int | slice) -> SectionText | Sequence[SectionText]:
        if isinstance(index, slice):
            return [self.load(number) for number in self.numbers[index]]
        return self.load(self.numbers[index])


class Corpus:
    """Generated narratives in order of their report ids."""

    def __init__(self, rows: Sequence[Row], sections: Column, units: Column) -> None:
        self.rows = rows
        self.columns = sections, units
        self.sections = Sections(sections, [row.number for row in rows])

    def units(self, row: Row) -> list[Unit]:
        """The sentences of a narrative."""
        return msgspec.msgpack.decode(self.columns[1].read(row.number), type=list[Unit])

    def text(self, row: Row) -> str:
        """The text of a narrative's section."""
        return self.sections.load(row.number).text

    def part(self, rows: Iterable[Row]) -> Corpus:
        """Some of the narratives, by themselves."""
        return Corpus(sorted(rows, key=lambda row: row.number), *self.columns)

    def __len__(self) -> int:
        return len(self.rows)


_FILES = ("sections.bin", "units.bin")


def store_corpus(folder: Path, narratives: Iterable[Any]) -> Corpus:
    """Narratives (`narratives.write_each`), which come in order of their report ids, in `folder`."""
    rows: list[Row] = []
    ends = [[0], [0]]
    texts, parts = folder / _FILES[0], folder / _FILES[1]
    with texts.open("wb") as sections, parts.open("wb") as sentences:
        for made in narratives:
            report, cluster = made.section.ref.report, made.cluster
            rows.append(Row(len(rows), report, made.kind, cluster, made.copied))
            units = [(start, end, _number(origin)) for start, end, origin in made.units]
            ends[0].append(ends[0][-1] + sections.write(msgspec.msgpack.encode(made.section)))
            ends[1].append(ends[1][-1] + sentences.write(msgspec.msgpack.encode(units)))
    np.save(folder / "bounds.npy", np.array(ends, np.int64))
    (folder / "rows.bin").write_bytes(msgspec.msgpack.encode(rows))
    return load_corpus(folder)


def load_corpus(folder: Path) -> Corpus:
    """What `store_corpus` has stored in `folder`."""
    rows = msgspec.msgpack.decode((folder / "rows.bin").read_bytes(), type=list[Row])
    bounds = np.load(folder / "bounds.npy")
    columns = [
        Column(os.open(folder / name, os.O_RDONLY), ends)
        for name, ends in zip(_FILES, bounds, strict=True)
    ]
    return Corpus(rows, *columns)


def _number(origin: str | None) -> int | None:
    if origin is None:
        return None
    return int.from_bytes(blake2b(origin.encode(), digest_size=7).digest(), "big")
