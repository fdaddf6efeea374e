"""Floor 7, studies: samples for people to code, and how far the coders agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wenzhi.query.corpus import Corpus

if TYPE_CHECKING:
    from wenzhi.query.studies import Study, Unit


def sample(
    corpus: Path,
    size: int,
    seed: int,
    out: Path,
    *,
    unit: Unit = "sentence",
    by: Sequence[str] = ("year",),
    where: str | None = None,
) -> tuple[Path, Path]:
    """A blind coding sheet of a stratified sample and, beside it, its key.

    Raises QueryError (E605, E608, E614).
    """
    from wenzhi.query.studies import draw_sample, write_sample

    with Corpus(corpus) as opened:
        drawn = draw_sample(opened.session, size, seed, unit=unit, by=by, where=where)
    return write_sample(drawn, out)


def agree(sheets: Sequence[Path], key: Path | None = None) -> Study:
    """How far coders agree with each other and, with `key`, with wenzhi. Raises QueryError (E614)."""
    from wenzhi.query.studies import read_study

    return read_study(sheets, key)
