"""Floor 5: what a snapshot keeps of its comparison, for later documents and for the next comparison.

Arrays of `reuse.against.PhraseIndex`, memory-mapped when read, and the sections themselves in one file
with where each begins. A document then costs look-ups and a few alignments, not the whole corpus. What was
worked out of texts, pairs and families is kept too: of that, a comparison of more reports makes what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import msgspec
import numpy as np

from wenzhi.base.records import CopyPair, SectionText
from wenzhi.reuse.against import PhraseIndex, compare_closely, compare_with
from wenzhi.reuse.earlier import EarlierWork
from wenzhi.reuse.links import Collection

_NAME = "copies-{}.npy"
_BOUNDS = "copies-bounds.npy"
_SECTIONS = "copies-sections.bin"
_WORK = "earlier-{}.npy"


@dataclass(frozen=True, slots=True)
class Compared:
    """The sections of a corpus as they were compared: an index, and each section by number."""

    index: PhraseIndex
    load: Callable[[int], SectionText]

    @classmethod
    def of(cls, collection: Collection) -> Compared:
        """The same from a collection at hand."""
        return cls(PhraseIndex.of(collection), collection.texts.__getitem__)

    def find(self, text: SectionText) -> tuple[CopyPair, ...]:
        """What `text`, which need not be of the corpus, shares with its sections."""
        return compare_with(text, self.index, self.load)

    def find_closely(self, text: SectionText) -> tuple[tuple[CopyPair, ...], ...]:
        """The same, and the sentences that it shares with these and with other sections."""
        return compare_closely(text, self.index, self.load)


def write_compared(folder: Path, index: PhraseIndex, texts: Sequence[SectionText]) -> None:
    """Store an index and the sections it is of, in its order."""
    for field in fields(PhraseIndex):
        np.save(folder / _NAME.format(field.name), getattr(index, field.name))
    bounds = [0]
    with (folder / _SECTIONS).open("wb") as file:
        for text in texts:
            bounds.append(bounds[-1] + file.write(msgspec.msgpack.encode(text)))
    np.save(folder / _BOUNDS, np.array(bounds, np.int64))


def read_compared(folder: Path) -> Compared | None:
    """What a snapshot keeps of its comparison; None where its reports were not compared."""
    if not (folder / _BOUNDS).exists():
        return None
    arrays = {
        field.name: np.load(folder / _NAME.format(field.name), mmap_mode="r")
        for field in fields(PhraseIndex)
    }
    bounds = np.load(folder / _BOUNDS, mmap_mode="r")

    def load(number: int) -> SectionText:
        start, end = bounds[number : number + 2].tolist()
        with (folder / _SECTIONS).open("rb") as file:
            file.seek(start)
            return msgspec.msgpack.decode(file.read(end - start), type=SectionText)

    return Compared(PhraseIndex(**arrays), load)


def write_work(folder: Path, made: EarlierWork) -> None:
    """Store what a comparison leaves for the next."""
    for name, array in made.arrays.items():
        np.save(folder / _WORK.format(name), array)


def read_work(snapshot: Path | None) -> EarlierWork | None:
    """The work a snapshot keeps; None where it keeps none that can be used."""
    if snapshot is None:
        return None
    start, end = map(len, _WORK.split("{}"))
    try:
        arrays = {
            path.name[start:-end]: np.asarray(np.load(path, mmap_mode="r"))
            for path in snapshot.glob(_WORK.format("*"))
        }
    except (OSError, ValueError, EOFError):  # Damaged: all is made anew.
        return None
    return EarlierWork.read(arrays)
