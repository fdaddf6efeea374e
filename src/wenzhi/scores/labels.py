"""Floor 4: labelled sentences and paraphrases (`corpora/labels`), as records.

Takes the folder and gives narratives and triples; docs/explanation/labelling.md says what the labels mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from wenzhi.base.errors import ResourceError
from wenzhi.base.records import Record

Split = Literal["train", "development", "test"]
UnitClass = Literal["problem", "measure", "achievement", "stock"]


class ElementMark(Record, frozen=True):
    """An element that a sentence names, with its offsets in the sentence."""

    element: Literal["who", "what", "how_many", "by_when", "instrument"]
    start: int
    end: int


class LabelledUnit(Record, frozen=True):
    """A sentence or list item of section 五 with its labels; `answers` are indexes of units."""

    text: str
    paragraph: int
    class_: UnitClass = msgspec.field(name="class")
    concrete: bool
    problems: tuple[int, ...]
    answers: tuple[int, ...]
    second: UnitClass | None = None
    spans: tuple[ElementMark, ...] = ()


class LabelledNarrative(Record, frozen=True):
    """A section 五 of a fictional organ; `grade` is 0–100."""

    id: str
    organ: str
    level: str
    kind: str
    year: int
    family: str
    grade: int
    sentences: tuple[LabelledUnit, ...]


class Paraphrase(Record, frozen=True):
    """A sentence, another of the same thought, and one of another thought in nearly the same words."""

    id: str
    part: Literal["train", "held_out"]
    sentence: str
    paraphrase: str
    negative: str


def read_labels(folder: Path, split: Split) -> tuple[LabelledNarrative, ...]:
    """The narratives of one split. Raises ResourceError (E401) naming what is missing."""
    return tuple(
        msgspec.json.decode(line, type=LabelledNarrative)
        for line in _lines(folder / f"{split}.jsonl")
    )


def read_paraphrases(
    folder: Path, part: Literal["train", "held_out"]
) -> tuple[tuple[str, str, str], ...]:
    """Triples of one half. Raises ResourceError (E401) naming what is missing."""
    read = (
        msgspec.json.decode(line, type=Paraphrase) for line in _lines(folder / "paraphrases.jsonl")
    )
    return tuple((one.sentence, one.paraphrase, one.negative) for one in read if one.part == part)


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise ResourceError(
            "E401",
            "没有找到标注句子",
            where=str(path),
            hint="标注随源代码发布，在 corpora/labels；请在源代码文件夹里运行",
        ) from error
