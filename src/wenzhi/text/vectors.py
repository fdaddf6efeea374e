"""Floor 1: sentence vectors: texts in, one row of numbers each out, near where the meaning is near.

The shipped model (`models/embedding`) is a sentence-transformers `StaticEmbedding`: a vector for every
word, a sentence the mean of its words'. It is read here with `tokenizers` and numpy alone, which gives
what sentence-transformers gives without loading torch. Any other model, by folder or by hub name, goes
through sentence-transformers where that is installed. Must not know what the vectors are used for.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from wenzhi.base.errors import ResourceError, UsageError
from wenzhi.base.resources import models_folder
from wenzhi.text.sparse import FEW, SparseRows

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Rows = npt.NDArray[np.float32]

SHIPPED = "embedding"
"""Folder of the shipped model under `models/`."""

MANIFEST = "manifest.json"
"""Names every file of a model with its sha256, how it was made and what was measured."""

_WEIGHTS = "model.safetensors"
WEIGHTS = "weights.safetensors"
"""What a model of ours keeps its arrays in; sentence-transformers has a name of its own."""

BATCH = 1024
"""Texts pooled at once: 1,024 sentences of twenty words and 256 numbers take 20 MB."""

SINGLY = 32
"""Texts cut one by one: for so few, waking the threads that cut a batch takes longer than cutting."""


class Vectors(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """Name and version, to be stamped on what was made with it."""
        ...

    def encode(self, texts: Sequence[str]) -> Rows:
        """One row of unit length for each text; all zeros for a text without a known word."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """Texts cut into words: the numbers of all words end to end; text `i` is `ids[bounds[i]:bounds[i + 1]]`."""

    ids: npt.NDArray[np.int32]
    bounds: npt.NDArray[np.int64]


class StaticVectors:
    """A `StaticEmbedding` read without torch: the mean of the words' vectors, to unit length."""

    def __init__(self, name: str, tokenizer: Tokenizer, table: Rows) -> None:
        self._name = name
        self._tokenizer = tokenizer
        self._table = table

    @property
    def name(self) -> str:
        """Name and version."""
        return self._name

    def encode(self, texts: Sequence[str]) -> Rows:
        """One row of unit length for each text; all zeros for a text without a known word."""
        return self.pool(self.cut(texts))

    def cut(self, texts: Sequence[str]) -> Words:
        """The words of every text; what is between known words is word 0."""
        words = [one.ids for one in self._encodings(texts)]
        bounds = np.cumsum([0, *map(len, words)])
        return Words(np.fromiter(chain.from_iterable(words), np.int32, int(bounds[-1])), bounds)

    def _encodings(self, texts: Sequence[str]) -> Iterator[Encoding]:
        if len(texts) <= SINGLY:
            for text in texts:
                yield self._tokenizer.encode(text, add_special_tokens=False)
            return
        for start in range(0, len(texts), BATCH):
            yield from self._tokenizer.encode_batch_fast(
                list(texts[start : start + BATCH]), add_special_tokens=False
            )

    def pool(self, words: Words) -> Rows:
        """What `encode` gives for texts that are already cut."""
        count = len(words.bounds) - 1
        rows = np.zeros((count, self._table.shape[1]), np.float32)
        for start in range(0, count, BATCH):
            bounds = words.bounds[start : start + BATCH + 1]
            rows[start : start + len(bounds) - 1] = self._sum(words.ids, bounds)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, 1)
        return rows

    def word(self, number: int) -> str:
        """The characters of a word."""
        return str(self._tokenizer.id_to_token(number))

    def numbers(self, words: Sequence[str]) -> list[int]:
        """The numbers of words; 0 for one that is not known."""
        return [int(self._tokenizer.token_to_id(word) or 0) for word in words]

    def _sum(self, ids: npt.NDArray[np.int32], bounds: npt.NDArray[np.int64]) -> Rows:
        """The sum of the words' vectors, which has the direction of their mean.

        The same to the last bit either way.
        """
        if len(bounds) <= FEW:
            of_words, edges = self._table.take(ids, 0), bounds.tolist()
            return np.array([np.add.reduce(of_words[a:b], 0) for a, b in pairwise(edges)])
        flat = ids[bounds[0] : bounds[-1]]
        ones = np.ones(len(flat), np.float32)
        rows: Rows = SparseRows(bounds - bounds[0], flat, ones, len(self._table)).times(self._table)
        return rows


class _Foreign:
    """Any other model, through sentence-transformers."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ResourceError(
                "E405",
                f"模型 {name} 要用 sentence-transformers 读取，本机没有安装",
                where=name,
                hint="pip install 'wenzhi[vectors]'，或不指定模型而用随附的模型",
            ) from error
        try:
            self._model = SentenceTransformer(name, local_files_only=True, device="cpu")
        except Exception as error:
            raise UsageError(
                "E406",
                f"本机没有模型 {name}，或读不出来：{error}",
                where=name,
                hint="写模型所在的文件夹，或先在联网的机器上下载（运行时不联网）",
            ) from error
        self._name = name

    @property
    def name(self) -> str:
        """The folder's or the hub's name."""
        return self._name

    def encode(self, texts: Sequence[str]) -> Rows:
        """One row of unit length for each text."""
        rows = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(rows, np.float32)


def load_vectors(model: str | None = None) -> Vectors:
    """The vectors of `model`: a folder or a hub name; by default `WENZHI_MODEL`, else the shipped one.

    Raises ResourceError where the shipped model is missing (E403) or any of its files is not what its
    manifest says (E404), or where sentence-transformers is needed and absent (E405); UsageError (E406)
    where there is no such model on this machine.
    """
    chosen = model or os.environ.get("WENZHI_MODEL")
    folder = Path(chosen) if chosen else models_folder() / SHIPPED
    if chosen is None:
        find_model(folder, SHIPPED)
    return _load(chosen or str(folder))


@cache
def shipped_vectors() -> StaticVectors:
    """The vectors that shipped models were trained with, whatever `WENZHI_MODEL` says.

    Raises as `load_vectors`.
    """
    folder = models_folder() / SHIPPED
    vectors = load_vectors(str(folder))
    if not isinstance(vectors, StaticVectors):
        raise ResourceError(
            "E404", "随附的句向量模型不是静态词向量", where=str(folder), hint="重新安装 wenzhi"
        )
    return vectors


@cache
def _load(name: str) -> Vectors:
    """The model of a folder or a hub, read once in a process however it was asked for."""
    folder = Path(name)
    digests = verify_model(folder) if (folder / MANIFEST).is_file() else {}
    if not (folder / "tokenizer.json").is_file() or not _is_static(folder):
        return _Foreign(name)
    return _read_static(folder, digests.get(_WEIGHTS) or _digest(folder / _WEIGHTS))


def find_model(folder: Path, name: str) -> None:
    """Raise ResourceError (E403) where the shipped model `name` does not stand in `folder`."""
    if not (folder / MANIFEST).is_file():
        raise ResourceError(
            "E403",
            f"安装缺少模型 {name}",
            where=folder.as_posix(),
            hint=f"重新安装 wenzhi，或运行 wenzhi models build {name}",
        )


def load_weights(folder: Path, name: str) -> dict[str, Any]:
    """The arrays of model `name` in `folder`, by their names.

    Raises ResourceError where it is missing (E403) or not what its manifest says (E404).
    """
    find_model(folder, name)
    verify_model(folder)
    from safetensors.numpy import load_file

    weights: dict[str, Any] = load_file(folder / WEIGHTS)
    return weights


def verify_model(folder: Path) -> dict[str, str]:
    """Compare every file of a model with its manifest; gives their sha256 by name.

    Raises ResourceError (E404) naming the file.
    """
    listed: dict[str, str] = read_manifest(folder)["files"]
    for name, digest in sorted(listed.items()):
        path = folder / name
        found = _digest(path) if path.is_file() else None
        if found != digest:
            raise ResourceError(
                "E404",
                f"模型文件 {name} " + ("不存在" if found is None else "与清单记载的不同"),
                where=str(path),
                hint="重新安装 wenzhi；自己的模型请重写它的 manifest.json",
            )
    return listed


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(folder: Path, names: Iterable[str], made: Mapping[str, str]) -> None:
    """`manifest.json` of a model: the sha256 of its files `names`, and how it was `made`."""
    files = {name: _digest(folder / name) for name in names}
    told = json.dumps({"files": files, "made": made}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(told + "\n", encoding="utf-8", newline="\n")


def read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """`manifest.json` of a model. Raises ResourceError (E404) if it cannot be read."""
    try:
        manifest: dict[str, dict[str, str]] = json.loads(
            (folder / MANIFEST).read_text(encoding="utf-8")
        )
    except (OSError, ValueError) as error:
        raise ResourceError(
            "E404", "模型清单读不出来", where=str(folder / MANIFEST), hint="重新安装 wenzhi"
        ) from error
    return manifest


def _is_static(folder: Path) -> bool:
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules] == [
        "StaticEmbedding"
    ]


def _read_static(folder: Path, digest: str) -> StaticVectors:
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    table = load_file(folder / _WEIGHTS)["embedding.weight"].astype(np.float32)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return StaticVectors(f"{folder.name}+{digest[:8]}", tokenizer, table)
