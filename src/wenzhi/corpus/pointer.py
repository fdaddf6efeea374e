"""Floor 5: the pointer of a corpus directory, `corpus.json`, and the snapshot it names.

Imports little: who only looks something up in a snapshot need not load what makes one.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from wenzhi.base.errors import CorpusError
from wenzhi.corpus import POINTER

SCHEMA = "wenzhi.corpus/1"


class Pointer(msgspec.Struct, frozen=True, kw_only=True):
    """The content of corpus.json."""

    schema: str = SCHEMA
    snapshot: str | None = None
    versions: dict[str, str] = {}


def read_pointer(root: Path) -> Pointer:
    """The pointer of the corpus at `root`, read anew: another process may have switched it.

    Raises CorpusError: E501 no corpus there, E503 of another format, E504 damaged.
    """
    path = root / POINTER
    if not path.exists():
        raise CorpusError(
            "E501",
            "这里没有语料库",
            where=str(root),
            hint="请先用 wenzhi corpus add 建立，或检查路径",
        )
    try:
        decoded = msgspec.json.decode(path.read_bytes(), type=Pointer)
    except (msgspec.DecodeError, OSError) as error:
        raise CorpusError(
            "E504", f"语料库指针损坏：{error}", where=str(path), hint="请从备份恢复此文件"
        ) from error
    if decoded.schema != SCHEMA:
        raise CorpusError(
            "E503",
            f"语料库的格式是 {decoded.schema!r}，本版本只认 {SCHEMA!r}",
            where=str(path),
            hint="可能是别的程序或别的版本所建，请另选文件夹",
        )
    return decoded


def current_snapshot(root: Path) -> Path | None:
    """The directory of the current snapshot, or None in a new corpus. Raises as `read_pointer`."""
    name = read_pointer(root).snapshot
    return None if name is None else root / "snapshots" / name


def require_snapshot(root: Path) -> Path:
    """The current snapshot. Raises CorpusError (E505) if there is none or it is incomplete."""
    path = current_snapshot(root)
    if path is None or not (path / "reports.parquet").exists():
        raise CorpusError(
            "E505",
            "语料库里还没有报告",
            where=str(root),
            hint="请先运行 wenzhi corpus add 或 wenzhi score",
        )
    return path
