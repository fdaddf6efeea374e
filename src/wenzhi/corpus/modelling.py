"""Floor 5: making the models that ship in `models/`, from what stands in `corpora/`; telling what there is.

Takes the two folders. What a model is made of and how is its recipe's business (`text/vector_recipe`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wenzhi.base.errors import UsageError, WenzhiError
from wenzhi.base.progress import Progress
from wenzhi.base.records import Record
from wenzhi.scores.labels import LabelledNarrative, read_labels, read_paraphrases
from wenzhi.text.vectors import MANIFEST, read_manifest, verify_model

SHORTEST = 6
"""Characters of the shortest sentence that is worth a lesson."""


class ModelCard(Record, frozen=True):
    """A model under `models/`: how it was made, its size in bytes, and what is wrong with it if anything."""

    name: str
    made: dict[str, str]
    bytes: int
    error: str | None = None


def build_model(name: str, corpora: Path, models: Path, progress: Progress) -> Path:
    """Make the model `name` in `models` from the texts and labels in `corpora`; gives its folder.

    Raises UsageError (E406) if there is no recipe of that name, ResourceError (E405) without the extra
    the recipe needs, (E401) without the labels.
    """
    if name not in RECIPES:
        raise UsageError(
            "E406", f"没有叫 {name} 的模型可做", where="models build", hint="、".join(RECIPES)
        )
    RECIPES[name](corpora, models / name, progress)
    return models / name


def describe_models(models: Path) -> tuple[ModelCard, ...]:
    """Every model under `models`, each compared with its manifest."""
    return tuple(_describe(path.parent) for path in sorted(models.glob(f"*/{MANIFEST}")))


def _describe(folder: Path) -> ModelCard:
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    try:
        verify_model(folder)
        return ModelCard(name=folder.name, made=read_manifest(folder)["made"], bytes=size)
    except WenzhiError as error:
        return ModelCard(name=folder.name, made={}, bytes=size, error=error.message)


def _build_embedding(corpora: Path, folder: Path, progress: Progress) -> None:
    from wenzhi.text.vector_recipe import build_embedding

    triples = read_paraphrases(corpora / "labels", "train")
    build_embedding(folder, register_sentences(corpora), triples, progress)


def _build_sentences(corpora: Path, folder: Path, progress: Progress) -> None:
    from wenzhi.scores.sentence_recipe import build_sentences

    build_sentences(folder, lessons(corpora), progress)


def _build_answering(corpora: Path, folder: Path, progress: Progress) -> None:
    from wenzhi.scores.answering_recipe import build_answering

    build_answering(folder, lessons(corpora), progress)


def _build_naming(corpora: Path, folder: Path, progress: Progress) -> None:
    from wenzhi.scores.naming_lessons import read_lessons
    from wenzhi.scores.naming_recipe import build_naming

    build_naming(folder, read_lessons(corpora), progress)


def lessons(corpora: Path) -> tuple[LabelledNarrative, ...]:
    """The labelled narratives that models are made from: every part but the test part."""
    labels = corpora / "labels"
    return (*read_labels(labels, "train"), *read_labels(labels, "development"))


def _build_register(corpora: Path, folder: Path, progress: Progress) -> None:
    from wenzhi.scores.register import build_register

    progress.stage("register", None)
    narratives = read_labels(corpora / "labels", "train")
    build_register(folder, sorted({unit.text for each in narratives for unit in each.sentences}))


LESSONS = ("云渚省", "枫渚县", "苕汀区")
"""Folders of the demo corpus whose wording the shipped sentence vectors were taught. Reports that come
to the demo corpus later stand in other folders, so that no model changes because a case is added."""


def register_sentences(corpora: Path) -> tuple[str, ...]:
    """Sentences and clauses of `LESSONS` and of the labels' training part, each once, sorted."""
    from wenzhi.read.document import read

    folders = [corpora / "demo" / name for name in LESSONS]
    paths = sorted(path for folder in folders for path in folder.rglob("*.txt"))
    texts = [read(path).text for path in paths]
    texts += [
        "\n".join(unit.text for unit in narrative.sentences)
        for narrative in read_labels(corpora / "labels", "train")
    ]
    return tuple(sorted({piece for text in texts for piece in _pieces(text)}))


def _pieces(text: str) -> set[str]:
    """What a text says: sentences and clauses in which most characters are Chinese."""
    from wenzhi.text.normalize import fold, squeeze
    from wenzhi.text.sentences import clauses, paragraphs, sentences

    found: set[str] = set()
    for paragraph in paragraphs(fold(text)):
        for cut in (sentences, clauses):
            found |= {
                squeeze(fold(paragraph.text[slice(*span)])).text for span in cut(paragraph.text)
            }
    return {piece for piece in found if SHORTEST <= len(piece) <= 120 and _worded(piece)}


def _worded(piece: str) -> bool:
    return sum("一" <= character <= "鿿" for character in piece) > 0.7 * len(piece)


RECIPES: dict[str, Callable[[Path, Path, Progress], None]] = {
    "embedding": _build_embedding,
    "register": _build_register,
    "sentences": _build_sentences,
    "answering": _build_answering,
    "naming": _build_naming,
}
"""What `wenzhi models build` can make, by name."""
