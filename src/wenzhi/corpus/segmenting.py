"""Floor 5: how the words of a corpus are cut: kept with its snapshots until another way is chosen.

Takes the choice and a lexicon somebody hands over, gives what a snapshot keeps of it. It must not know how
words are cut.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from wenzhi.base.errors import InputError, UsageError
from wenzhi.read.plain import decode
from wenzhi.text.normalize import squeezed
from wenzhi.text.segmentation import Segmentation, Way

SEGMENTATION = "segmentation.json"
"""Where a snapshot keeps it."""
USUAL = Segmentation()


def read_segmentation(snapshot: Path | None) -> Segmentation:
    """How the words of a snapshot were cut; the usual way where it does not say."""
    path = snapshot / SEGMENTATION if snapshot is not None else None
    if path is None or not path.exists():
        return USUAL
    return msgspec.json.decode(path.read_bytes(), type=Segmentation)


def write_segmentation(folder: Path, segmentation: Segmentation) -> None:
    """Keep it with a snapshot."""
    (folder / SEGMENTATION).write_bytes(msgspec.json.encode(segmentation))


def choose_segmentation(way: Way | None, lexicon: Path | None) -> Segmentation | None:
    """What was asked for; None where nothing was.

    Raises UsageError (E200) for a lexicon with which nothing can be done, InputError (E301, E303) for one
    that cannot be read.
    """
    if way is None and lexicon is None:
        return None
    if way == "characters" and lexicon is not None:
        raise UsageError(
            "E200",
            "按字切分用不着词表",
            where=str(lexicon),
            hint="去掉 --lexicon，或改用 --segmenter jieba",
        )
    return Segmentation(way=way or "jieba", words=_words(lexicon) if lexicon else ())


def _words(path: Path) -> tuple[str, ...]:
    """The words of a lexicon, folded as texts are, each once.

    One a line; what stands behind a blank (jieba's frequency and tag) is left out, as are lines that
    begin with #.
    """
    try:
        text = decode(path.read_bytes(), str(path)).text
    except OSError as error:
        raise InputError(
            "E301", f"打不开词表：{error.strerror}", where=str(path), hint="请检查路径"
        ) from error
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return tuple(dict.fromkeys(squeezed(fields[0]) for fields in lines if fields))
