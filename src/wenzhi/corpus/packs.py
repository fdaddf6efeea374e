"""Floor 5: payloads one after the other in a file, each compressed by itself.

Takes encoded records, gives them by number. A payload that is taken over from an earlier pack is copied as it
stands there, runs of neighbours in one piece: nothing is unpacked or packed anew. What payloads mean is
not its business.

    payloads   one after the other
    index      ends, sizes, checks and labels of the payloads
    length     of the index, eight bytes
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # one document is judged without it
    import pyarrow as pa

_LENGTH = 8
"""Bytes at the end of a pack that tell how long its index is."""

Numbers = npt.NDArray[np.int64]


class _Index(msgspec.Struct, frozen=True):
    """Of every payload where it ends, how long it is when unpacked, a check of it as it stands, a label."""

    ends: bytes
    sizes: bytes
    checks: bytes
    labels: tuple[bytes, ...]


class PackWriter:
    """Writes a pack. Memory: some words a payload."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._end = 0
        self._ends: list[int] = []
        self._sizes: list[int] = []
        self._checks: list[int] = []
        self._labels: list[bytes] = []

    def add(self, payload: bytes, label: bytes = b"") -> None:
        """Store one payload."""
        stored = _codec().compress(payload, asbytes=True)
        self._end += self._file.write(stored)
        self._ends.append(self._end)
        self._sizes.append(len(payload))
        self._checks.append(crc32(stored))
        self._labels.append(label)

    def take(self, pack: Pack, start: int, stop: int) -> None:
        """Store payloads `[start, stop)` of another pack with their labels."""
        self._file.write(pack.stored(start, stop))
        ends = pack.ends[start + 1 : stop + 1] - pack.ends[start] + self._end
        self._ends += ends.tolist()
        self._end = self._ends[-1] if self._ends else 0
        self._sizes += pack.sizes[start:stop].tolist()
        self._checks += pack.checks[start:stop].tolist()
        self._labels += pack.labels[start:stop]

    def close(self) -> None:
        """Write the index."""
        index = _Index(
            ends=np.array(self._ends, "<i8").tobytes(),
            sizes=np.array(self._sizes, "<i8").tobytes(),
            checks=np.array(self._checks, "<i8").tobytes(),
            labels=tuple(self._labels),
        )
        told = msgspec.msgpack.encode(index)
        self._file.write(told + len(told).to_bytes(_LENGTH, "little"))
        self._file.close()


class Pack:
    """The payloads of a pack. Raises OSError or ValueError where it is not there or damaged.

    Memory: some words a payload; the file stays open.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("rb")
        try:
            index = self._read_index()
            ends, self.sizes, self.checks = (
                np.frombuffer(each, "<i8") for each in (index.ends, index.sizes, index.checks)
            )
            if not len(ends) == len(self.sizes) == len(self.checks) == len(index.labels):
                raise ValueError(path)
        except Exception:
            self._file.close()
            raise
        self.ends: Numbers = np.concatenate([np.zeros(1, np.int64), ends])
        self.labels = index.labels

    def __reduce__(self) -> tuple[object, ...]:
        return Pack, (self._path,)  # Another process opens the file by itself.

    def __len__(self) -> int:
        return len(self.sizes)

    def _read_index(self) -> _Index:
        self._file.seek(0, 2)
        whole = self._file.tell()
        if whole < _LENGTH:
            raise ValueError(self._path)
        self._file.seek(whole - _LENGTH)
        length = int.from_bytes(self._file.read(_LENGTH), "little")
        if length > whole - _LENGTH:
            raise ValueError(self._path)
        self._file.seek(whole - _LENGTH - length)
        return msgspec.msgpack.decode(self._file.read(length), type=_Index)

    def load(self, number: int) -> bytes:
        """One payload. Raises ValueError where it is damaged."""
        stored = self.stored(number, number + 1)
        if crc32(stored) != self.checks[number]:
            raise ValueError(self._path)
        payload: bytes = _codec().decompress(stored, int(self.sizes[number]), asbytes=True)
        return payload

    def stored(self, start: int, stop: int) -> bytes:
        """Payloads `[start, stop)` as they stand."""
        begin, end = self.ends[[start, stop]].tolist()
        self._file.seek(begin)
        return self._file.read(end - begin)

    def check(self) -> None:
        """Read everything. Raises ValueError where a payload is damaged."""
        for number in range(len(self)):
            self.load(number)

    def close(self) -> None:
        """Let the file go: some systems replace none that is open."""
        self._file.close()


@cache
def _codec() -> pa.Codec:
    import pyarrow as pa

    return pa.Codec("zstd")
