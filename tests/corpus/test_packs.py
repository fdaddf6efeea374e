"""Payloads come back as they were given, are copied as they stand, and damage is told."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from wenzhi.corpus.packs import Pack, PackWriter

PAYLOADS = [f"第{number}条。".encode() * number for number in range(7)]


def write(path: Path, payloads: list[bytes]) -> Pack:
    """A pack of `payloads`, each labelled with its length."""
    writer = PackWriter(path)
    for payload in payloads:
        writer.add(payload, str(len(payload)).encode())
    writer.close()
    return Pack(path)


def test_payloads_come_back(tmp_path: Path) -> None:
    pack = write(tmp_path / "a", PAYLOADS)
    assert [pack.load(number) for number in range(len(pack))] == PAYLOADS
    assert pack.labels == tuple(str(len(each)).encode() for each in PAYLOADS)
    there = pickle.loads(pickle.dumps(pack))
    assert there.load(3) == PAYLOADS[3]
    assert len(write(tmp_path / "none", [])) == 0


@pytest.mark.parametrize("runs", [[(0, 7)], [(0, 2), (2, 2), (2, 7)], [(0, 3), (3, 4), (4, 7)]])
def test_what_is_taken_over_has_the_bytes_of_what_is_packed(
    tmp_path: Path, runs: list[tuple[int, int]]
) -> None:
    pack = write(tmp_path / "a", PAYLOADS)
    writer = PackWriter(tmp_path / "b")
    for start, stop in runs:
        writer.take(pack, start, stop)
    writer.add(b"new", b"3")
    writer.close()
    write(tmp_path / "c", [*PAYLOADS, b"new"])
    assert (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


def test_damage_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    pack = write(path, PAYLOADS)
    pack.check()
    whole, (start, end) = path.read_bytes(), pack.ends[5:7].tolist()
    place = (start + end) // 2
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert Pack(path).load(4) == PAYLOADS[4]
    with pytest.raises(ValueError, match="a"):
        Pack(path).load(5)
    with pytest.raises(ValueError, match="a"):
        Pack(path).check()
    for damaged in (b"", b"no pack", whole[:-9], whole[:-20] + whole[-8:]):
        path.write_bytes(damaged)
        with pytest.raises(ValueError):
            Pack(path)
    with pytest.raises(OSError, match="none"):
        Pack(tmp_path / "none")
